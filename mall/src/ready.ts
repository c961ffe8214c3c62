/**
 * Whether this server can serve now: `/health` says that the process lives, `/ready` that it reaches its
 * database. It stands before the engine, which would itself ask the database who is there.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Pool } from "pg";

/** A database that takes longer is no database. */
const WAIT_MILLISECONDS = 3_000;

/** Answers `/ready`: 200 when the database answers, 503 when it does not in time. */
export function readiness(pool: Pick<Pool, "query">, waitMilliseconds = WAIT_MILLISECONDS) {
  const handler = async (_: IncomingMessage, response: ServerResponse): Promise<void> => {
    const isReady = await answersWithin(pool, waitMilliseconds);
    response.writeHead(isReady ? 200 : 503, {
      "content-type": "application/json",
      "cache-control": "no-store",
    });
    response.end(JSON.stringify({ status: isReady ? "ready" : "unready" }));
  };
  return { route: "/ready", handler, beforeListen: true };
}

async function answersWithin(pool: Pick<Pool, "query">, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const answer = pool.query("SELECT FROM house.programmes LIMIT 1").then(
    () => true,
    () => false,
  );
  const isReady = await Promise.race([answer, late]);
  clearTimeout(timer);
  return isReady;
}

/**
 * Reads: questions to the tables, on connections of their own, so that nobody who reads keeps a writer
 * waiting. Each is one transaction that sees one moment, writes nothing, and may take so long.
 */
import { APPLICATION_ROLE, type House, type Writer } from "@patronage/ledger";
import { escapeIdentifier, Pool, type PoolClient } from "pg";
import type { Desk } from "./desks.ts";
import { DATABASE_READ } from "./tracing.ts";

export type Reads = {
  /** Reads in a programme's tables. */
  in<Result>(desk: Desk, work: (client: PoolClient) => Promise<Result>): Promise<Result>;
  /** What was read a moment ago is answered again: for what is dear, and asked often. */
  recent<Result>(
    desk: Desk,
    name: string,
    work: (client: PoolClient) => Promise<Result>,
  ): Promise<Result>;
  readonly pool: Pool;
  close(): Promise<void>;
};

const CONNECTIONS_MOST = 10;
const STATEMENT_MILLISECONDS = 10_000;
const CONNECT_MILLISECONDS = 5_000;
const RECENT_MILLISECONDS = 1_000;
const CAUGHT_UP_MILLISECONDS = 100;

/**
 * Waits a moment until the tables have come as far as the journal: whoever asks right after a command finds
 * it done. When a crowd keeps the tables behind, what is there is answered.
 */
async function caughtUp({ sequencer }: Writer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CAUGHT_UP_MILLISECONDS);
  // A writer that has just lost its session does not keep readers waiting.
  const reached = async (): Promise<void> => sequencer.readModelsReached();
  reached().then(resolve, resolve);
  await promise;
  clearTimeout(timer);
}

export function openReads({ cluster }: House): Reads {
  const pool = new Pool({
    connectionString: cluster.url,
    max: CONNECTIONS_MOST,
    connectionTimeoutMillis: CONNECT_MILLISECONDS,
    options: `-c role=${APPLICATION_ROLE} -c statement_timeout=${STATEMENT_MILLISECONDS}`,
  });
  // A connection that dies is replaced, and whoever uses one is told by the question it asks.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const recents = new Map<string, { readonly at: number; readonly result: Promise<unknown> }>();
  const readIn: Reads["in"] = async ({ schema, writer }, work) => {
    if (writer !== undefined) await caughtUp(writer);
    const client = await pool.connect();
    let isBroken = true;
    try {
      await client.query(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; " +
          `SET LOCAL search_path TO ${escapeIdentifier(schema)}`,
      );
      const result = await work(client);
      await client.query("COMMIT");
      isBroken = false;
      return result;
    } finally {
      client.release(isBroken);
    }
  };
  const reads: Reads = {
    pool,
    in: (desk, work) =>
      desk.watch === undefined
        ? readIn(desk, work)
        : desk.watch(DATABASE_READ, () => readIn(desk, work)),
    recent<Result>(
      desk: Desk,
      name: string,
      work: (client: PoolClient) => Promise<Result>,
    ): Promise<Result> {
      const key = `${desk.schema} ${name}`;
      const now = performance.now();
      const known = recents.get(key);
      if (known !== undefined && now - known.at < RECENT_MILLISECONDS) {
        return known.result as Promise<Result>;
      }
      const result = reads.in(desk, work);
      recents.set(key, { at: now, result });
      result.catch(() => recents.delete(key));
      return result;
    },
    close: () => pool.end(),
  };
  return reads;
}

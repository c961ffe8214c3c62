/**
 * The outbox: every applied command once, in order, for whoever follows.
 *
 * It is the journal itself, and a place in it for each follower. A page of rows and the follower's new
 * place are one transaction: what a handler writes through the client it is given happens exactly once;
 * what it does elsewhere happens at least once, so it should know rows again by their sequence number.
 */
import { escapeIdentifier, type ClientBase, type Pool } from "pg";
import { pause } from "./closer.ts";
import { readJournalPage, type JournalRow } from "./journal.ts";
import { heardOrLater, type Listener } from "./listen.ts";
import { programmeSchema } from "./migrate.ts";

/** Handles some rows, in order. What it throws undoes the page, which comes again later. */
export type Handler = (rows: readonly JournalRow[], client: ClientBase) => Promise<void>;

const ROWS_MOST = 500;
const PAUSE_MILLISECONDS = 1_000;

/** Makes a follower, at the beginning of the journal; one that is there stays where it is. */
export async function enrol(pool: Pool, programme: string, follower: string): Promise<void> {
  const followers = `${escapeIdentifier(programmeSchema(programme))}.followers`;
  await pool.query(`INSERT INTO ${followers} (follower) VALUES ($1) ON CONFLICT DO NOTHING`, [
    follower,
  ]);
}

/**
 * Hands the rows of the journal to a handler, from where the follower has come to, until `signal` or
 * until there is no such follower (any more).
 */
export async function follow(
  { pool, listener }: { readonly pool: Pool; readonly listener: Listener },
  programme: string,
  follower: string,
  handle: Handler,
  signal: AbortSignal,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<void> {
  const schema = programmeSchema(programme);
  const { next, off } = heardOrLater(listener, "patronage_journal", schema, signal);
  try {
    while (!signal.aborted) {
      try {
        const count = await handlePage(pool, schema, follower, handle);
        if (count === undefined) return;
        if (count < ROWS_MOST) await next();
      } catch (error) {
        onFailure(error);
        await pause(PAUSE_MILLISECONDS, signal);
      }
    }
  } finally {
    off();
  }
}

/** Answers how many rows there were; undefined when there is no such follower. */
async function handlePage(
  pool: Pool,
  schema: string,
  follower: string,
  handle: Handler,
): Promise<number | undefined> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN");
    await client.query(`SET LOCAL search_path TO ${escapeIdentifier(schema)}`);
    // Of two that follow by one name, one waits for the other's page.
    const { rows: places } = await client.query<{ seq: string }>(
      "SELECT seq FROM followers WHERE follower = $1 FOR UPDATE",
      [follower],
    );
    const [place] = places;
    const rows = place && (await readJournalPage(client, BigInt(place.seq), ROWS_MOST));
    const last = rows?.at(-1);
    if (rows !== undefined && last !== undefined) {
      await handle(rows, client);
      await client.query("UPDATE followers SET seq = $2, moved_at = now() WHERE follower = $1", [
        follower,
        last.seq,
      ]);
    }
    await client.query("COMMIT");
    isBroken = false;
    return rows?.length;
  } finally {
    client.release(isBroken);
  }
}

/** Sets a follower back, to the beginning or to a place it has been at. */
export async function startOver(
  pool: Pool,
  programme: string,
  follower: string,
  seq = 0n,
): Promise<void> {
  await pool.query(
    `INSERT INTO ${escapeIdentifier(programmeSchema(programme))}.followers (follower, seq)
     VALUES ($1, $2) ON CONFLICT (follower) DO UPDATE SET seq = $2, moved_at = now()`,
    [follower, seq],
  );
}

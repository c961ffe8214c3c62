/**
 * The journal: what a batch writes, and how it is read back, in order.
 *
 * A batch is one statement: it moves the head on from the very sequence number and epoch that the
 * writer believes in, or it does nothing at all. That is the fence: of two writers one finds the head
 * moved, and stops.
 */
import {
  canonicalJson,
  formatCommand,
  type Command,
  type Event,
  type Json,
} from "@patronage/engine";
import type { ClientBase } from "pg";
import { batchHash, type Entry } from "./encoding.ts";

/** How far a programme's journal has come. */
export type Head = {
  readonly epoch: bigint;
  readonly seq: bigint;
  readonly batch: bigint;
  readonly hash: Buffer;
};

/** Another writer has taken over: this one must stop. */
export class FencedError extends Error {
  constructor() {
    super("Another writer has taken this programme over.");
  }
}

/** An id as a text that Postgres keeps: ids may hold characters that it does not. */
export function keyText(id: string): string {
  return JSON.stringify(id).slice(1, -1);
}

/** The text of events under the hash. A holder's number is left out: it follows from the journal. */
export function eventsText(events: readonly Event[]): string {
  return canonicalJson(withoutNumbers(events as unknown as Json));
}

function withoutNumbers(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutNumbers);
  if (typeof json !== "object" || json === null) return json;
  const kept = Object.entries(json).filter(([, value]) => typeof value !== "number");
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNumbers(value)]));
}

/** One applied command on its way into the journal. */
export type Applied = { readonly command: Command; readonly events: readonly Event[] };

const WRITE = `
WITH moved AS (
  UPDATE head SET seq = $1, batch = $2, hash = $3 WHERE seq = $4 AND epoch = $5 RETURNING 1
), chained AS (
  INSERT INTO batches (batch, last_seq, hash) SELECT $2, $1, $3 FROM moved
)
INSERT INTO journal (seq, batch, id, type, at, command, events)
SELECT x.seq, $2, x.id, x.type, x.at, x.command, x.events
FROM moved, unnest($6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
  AS x (seq, id, type, at, command, events)`;

/** Writes a batch after `head`; answers the head after it. Throws a FencedError when it was moved. */
export async function writeBatch(
  client: ClientBase,
  head: Head,
  applied: readonly Applied[],
): Promise<Head> {
  const entries: Entry[] = applied.map(({ command, events }, index) => ({
    seq: head.seq + BigInt(index + 1),
    command: canonicalJson(formatCommand(command)),
    events: eventsText(events),
  }));
  const batch = head.batch + 1n;
  const next: Head = {
    epoch: head.epoch,
    seq: head.seq + BigInt(entries.length),
    batch,
    hash: batchHash(head.hash, batch, entries),
  };
  const { rowCount } = await client.query(WRITE, [
    next.seq,
    batch,
    next.hash,
    head.seq,
    head.epoch,
    entries.map(({ seq }) => seq),
    applied.map(({ command }) => keyText(command.id)),
    applied.map(({ command }) => command.type),
    applied.map(({ command }) => command.at),
    entries.map(({ command }) => command),
    entries.map(({ events }) => events),
  ]);
  if (rowCount !== entries.length) throw new FencedError();
  return next;
}

export async function readHead(client: ClientBase): Promise<Head & { readonly plan: string }> {
  type Row = { epoch: string; seq: string; batch: string; hash: Buffer; plan: string };
  const { rows } = await client.query<Row>("SELECT epoch, seq, batch, hash, plan FROM head");
  const [row] = rows;
  if (row === undefined) throw new Error("This programme has not begun: its head is missing.");
  const { epoch, seq, batch, hash, plan } = row;
  return { epoch: BigInt(epoch), seq: BigInt(seq), batch: BigInt(batch), hash, plan };
}

/** A row of the journal as it is kept. */
export type JournalRow = Entry & { readonly batch: bigint };

const READ_ROWS = 5_000;

/** The rows after a sequence number, in order, a page at a time. */
export async function* readJournal(client: ClientBase, seqBefore = 0n): AsyncGenerator<JournalRow> {
  for (let last = seqBefore; ;) {
    const { rows } = await client.query<{
      seq: string;
      batch: string;
      command: string;
      events: string;
    }>("SELECT seq, batch, command, events FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2", [
      last,
      READ_ROWS,
    ]);
    for (const { seq, batch, command, events } of rows) {
      last = BigInt(seq);
      yield { seq: last, batch: BigInt(batch), command, events };
    }
    if (rows.length < READ_ROWS) return;
  }
}

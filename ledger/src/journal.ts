/**
 * The journal: what a batch writes, and how it is read back, in order.
 *
 * A batch is one statement: it moves the head on from the very sequence number and epoch that the
 * writer believes in, or it does nothing at all. That is the fence: of two writers one finds the head
 * moved, and stops.
 */
import { createHash } from "node:crypto";
import { isPlain } from "@patronage/engine";
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
  return isPlain(id) ? id : JSON.stringify(id).slice(1, -1);
}

/** The id that such a text stands for. */
export function textOfKey(key: string): string {
  return key.includes("\\") ? (JSON.parse(`"${key}"`) as string) : key;
}

const KEY_CHARACTERS_MOST = 500;

/**
 * The key of a command's id, short enough for an index and never empty: other ids are kept as their
 * digest.
 */
export function commandKey(id: string): string {
  const key = keyText(id);
  const isPlain = key !== "" && key.length <= KEY_CHARACTERS_MOST && !key.startsWith("#");
  if (isPlain) return key;
  return `#${createHash("sha256").update(key).digest("hex")}`;
}

/** One applied command on its way into the journal. */
export type NewEntry = Entry & { readonly id: string };

/** Texts that hold no line feed travel as one text, which Postgres takes apart faster than a list. */
const WRITE = {
  name: "patronage-write",
  text: `
WITH moved AS (
  UPDATE head SET seq = $1, batch = $2, hash = $3 WHERE seq = $4 AND epoch = $5 RETURNING 1
), chained AS (
  INSERT INTO batches (batch, last_seq, hash) SELECT $2, $1, $3 FROM moved
), told AS (
  SELECT pg_notify('patronage_journal', current_schema()) FROM moved
)
INSERT INTO journal (seq, batch, id, command, events)
SELECT $4 + x.place, $2, x.id, x.command, x.events
FROM moved, told, unnest(string_to_array($6, E'\\n'), string_to_array($7, E'\\n'), string_to_array($8, E'\\n'))
  WITH ORDINALITY AS x (id, command, events, place)`,
};

/** Writes a batch after `head`; answers the head after it. Throws a FencedError when it was moved. */
export async function writeBatch(
  client: ClientBase,
  head: Head,
  entries: readonly NewEntry[],
): Promise<Head> {
  const batch = head.batch + 1n;
  const next: Head = {
    epoch: head.epoch,
    seq: head.seq + BigInt(entries.length),
    batch,
    hash: batchHash(head.hash, batch, entries),
  };
  const { rowCount } = await client.query({
    ...WRITE,
    values: [
      next.seq,
      batch,
      next.hash,
      head.seq,
      head.epoch,
      entries.map(({ id }) => commandKey(id)).join("\n"),
      entries.map(({ command }) => command).join("\n"),
      entries.map(({ events }) => events).join("\n"),
    ],
  });
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
export type JournalRow = Entry & { readonly batch: bigint; readonly id: string };

const READ_ROWS = 5_000;

type KeptRow = { seq: string; batch: string; id: string; command: string; events: string };

function journalRow({ seq, batch, id, command, events }: KeptRow): JournalRow {
  return { seq: BigInt(seq), batch: BigInt(batch), id, command, events };
}

/** The rows after a sequence number, in order, so many at the most. */
export async function readJournalPage(
  client: ClientBase,
  seqBefore: bigint,
  rowsMost: number,
): Promise<JournalRow[]> {
  const { rows } = await client.query<KeptRow>(
    "SELECT seq, batch, id, command, events FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2",
    [seqBefore, rowsMost],
  );
  return rows.map(journalRow);
}

/** When the first command was given; undefined while there is none. */
export async function readFirstAt(client: ClientBase): Promise<string | undefined> {
  const [first] = await readJournalPage(client, 0n, 1);
  return first && (JSON.parse(first.command) as { at: string }).at;
}

/** All rows after a sequence number, in order, read a page at a time. */
export async function* readJournal(client: ClientBase, seqBefore = 0n): AsyncGenerator<JournalRow> {
  for (let last = seqBefore; ;) {
    const rows = await readJournalPage(client, last, READ_ROWS);
    yield* rows;
    if (rows.length < READ_ROWS) return;
    last = rows.at(-1)!.seq;
  }
}

/** A batch as it is kept: where it ends, and its hash. */
export type BatchRow = { readonly batch: bigint; readonly seq: bigint; readonly hash: Buffer };

/** All batches, in order, read a page at a time. */
export async function* readBatches(client: ClientBase): AsyncGenerator<BatchRow, undefined> {
  for (let batchLast = 0n; ;) {
    const { rows } = await client.query<{ batch: string; last_seq: string; hash: Buffer }>(
      "SELECT batch, last_seq, hash FROM batches WHERE batch > $1 ORDER BY batch LIMIT $2",
      [batchLast, READ_ROWS],
    );
    for (const { batch, last_seq, hash } of rows) {
      batchLast = BigInt(batch);
      yield { batch: batchLast, seq: BigInt(last_seq), hash };
    }
    if (rows.length < READ_ROWS) return undefined;
  }
}

/** The journal as JSON lines: the very lines under its hashes, so that anyone can check the chain. */
import type { ClientBase } from "pg";
import { batchLine, entryLine, planHash, planLine } from "./encoding.ts";
import { readHead, readJournal } from "./journal.ts";

/** The lines of a programme's journal up to its head, each with its end; `onRow` is told each place. */
export async function* journalLines(
  client: ClientBase,
  onRow: (seq: bigint, totalCount: bigint) => void = () => undefined,
): AsyncGenerator<string> {
  const { plan, seq: lastSeq } = await readHead(client);
  yield `${planLine(plan)}\n`;
  let batch = 0n;
  let previous = planHash(plan);
  for await (const row of readJournal(client)) {
    if (row.seq > lastSeq) return;
    if (row.batch !== batch) {
      if (batch > 0n) previous = await readHash(client, batch);
      batch = row.batch;
      yield `${batchLine(previous, batch)}\n`;
    }
    yield `${entryLine(row)}\n`;
    onRow(row.seq, lastSeq);
  }
}

async function readHash(client: ClientBase, batch: bigint): Promise<Buffer> {
  const { rows } = await client.query<{ hash: Buffer }>(
    "SELECT hash FROM batches WHERE batch = $1",
    [batch],
  );
  if (rows[0] === undefined) throw new Error(`Batch ${batch} has no hash; "verify" says more.`);
  return rows[0].hash;
}

/** The journal as JSON lines: the very lines under its hashes, so that anyone can check the chain. */
import type { ClientBase } from "pg";
import { batchLine, entryLine, planHash, planLine } from "./encoding.ts";
import { readBatches, readHead, readJournal } from "./journal.ts";

/** The lines of a programme's journal up to its head, each with its end; `onRow` is told each place. */
export async function* journalLines(
  client: ClientBase,
  onRow: (seq: bigint, totalCount: bigint) => void = () => undefined,
): AsyncGenerator<string> {
  const { plan, seq: lastSeq } = await readHead(client);
  yield `${planLine(plan)}\n`;
  let batch = 0n;
  let previous = planHash(plan);
  const batches = readBatches(client);
  for await (const row of readJournal(client)) {
    if (row.seq > lastSeq) return;
    if (row.batch !== batch) {
      if (batch > 0n) previous = await nextHash(batches, batch);
      batch = row.batch;
      yield `${batchLine(previous, batch)}\n`;
    }
    yield `${entryLine(row)}\n`;
    onRow(row.seq, lastSeq);
  }
}

async function nextHash(batches: ReturnType<typeof readBatches>, batch: bigint): Promise<Buffer> {
  const { value } = await batches.next();
  if (value?.batch !== batch) throw new Error(`Batch ${batch} has no hash; "verify" says more.`);
  return value.hash;
}

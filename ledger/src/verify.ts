/**
 * Verify: runs the journal again from empty and compares hashes, events and totals, row by row.
 *
 * It trusts nothing but the plan: whatever was changed is found at the first sequence number at which
 * anything is off.
 */
import { brokenInvariants, type State } from "@patronage/engine";
import type { ClientBase } from "pg";
import { batchHash, NO_HASH, type Entry } from "./encoding.ts";
import { readHead, readJournal, type JournalRow } from "./journal.ts";
import { applyRow, beginState, readPlan } from "./load.ts";

export type Verdict =
  | { readonly isSound: true; readonly seq: bigint; readonly state: State }
  | { readonly isSound: false; readonly seq: bigint; readonly fault: string };

type Chain = { hash: Buffer; batch: bigint; entries: Entry[] };

async function readHashes(client: ClientBase): Promise<Map<bigint, Buffer>> {
  const { rows } = await client.query<{ batch: string; hash: Buffer }>(
    "SELECT batch, hash FROM batches ORDER BY batch",
  );
  return new Map(rows.map(({ batch, hash }) => [BigInt(batch), hash]));
}

/** Ends the batch at hand; answers what is wrong with its hash. */
function endBatch(chain: Chain, hashes: ReadonlyMap<bigint, Buffer>): string | undefined {
  if (chain.entries.length === 0) return undefined;
  const expected = hashes.get(chain.batch);
  chain.hash = batchHash(chain.hash, chain.batch, chain.entries);
  chain.entries = [];
  if (expected === undefined) return `batch ${chain.batch} has no hash`;
  return chain.hash.equals(expected) ? undefined : `the hash of batch ${chain.batch} does not fit`;
}

/** What is wrong with a row's place in the journal. */
function misplaced(row: JournalRow, seqBefore: bigint, chain: Chain): string | undefined {
  if (row.seq !== seqBefore + 1n) return `a row is missing before it`;
  const isNext = row.batch === chain.batch || row.batch === chain.batch + 1n;
  return isNext ? undefined : `batch ${row.batch} does not follow batch ${chain.batch}`;
}

/** Verifies a programme; `onProgress` is told the rows done and their number. */
export async function verifyProgramme(
  client: ClientBase,
  onProgress: (doneCount: bigint, totalCount: bigint) => void = () => undefined,
): Promise<Verdict> {
  const head = await readHead(client);
  const hashes = await readHashes(client);
  const state = beginState(readPlan(head.plan));
  const chain: Chain = { hash: NO_HASH, batch: 0n, entries: [] };
  let seq = 0n;
  for await (const row of readJournal(client)) {
    const fault = misplaced(row, seq, chain);
    if (fault !== undefined) return { isSound: false, seq: row.seq, fault };
    if (row.batch !== chain.batch) {
      const broken = endBatch(chain, hashes);
      if (broken !== undefined) return { isSound: false, seq, fault: broken };
      chain.batch = row.batch;
    }
    const wrong = applyRow(state, row);
    if (wrong !== undefined) return { isSound: false, seq: row.seq, fault: wrong };
    chain.entries.push(row);
    seq = row.seq;
    onProgress(seq, head.seq);
  }
  const fault =
    endBatch(chain, hashes) ??
    (seq === head.seq ? undefined : `the head says ${head.seq}`) ??
    (chain.hash.equals(head.hash) ? undefined : "the hash of the head does not fit") ??
    brokenInvariants(state)[0];
  return fault === undefined ? { isSound: true, seq, state } : { isSound: false, seq, fault };
}

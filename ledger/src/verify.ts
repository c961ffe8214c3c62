/**
 * Verify: runs the journal again from empty and compares hashes, events, totals and read models.
 *
 * It trusts nothing: whatever was changed is found at the first sequence number at which anything is
 * off. Whoever rewrote all of it, hashes too, is found by a hash kept elsewhere. The read models are compared at the place they have
 * come to; the journal goes on from there.
 */
import { isDeepStrictEqual } from "node:util";
import {
  apply,
  brokenInvariants,
  closeCount,
  closeTotals,
  parseCommand,
  parseJson,
  takeSnapshot,
  viewHolder,
  type Command,
  type Json,
  type State,
} from "@patronage/engine";
import type { ClientBase } from "pg";
import { batchHash, planHash, type Entry } from "./encoding.ts";
import { gateIn, refuseGate } from "./gates.ts";
import {
  commandKey,
  keyText,
  readBatches,
  readHead,
  readJournal,
  type BatchRow,
  type JournalRow,
} from "./journal.ts";
import { differInTree, keptTextAgain } from "./kept.ts";
import { atOneMoment, DamagedError, beginState, loadReadModels, readPlan } from "./load.ts";
import { keysOf, subjectsOf, type Subjects } from "./subjects.ts";
import { holderTree, isWhole, linkClose, touchHolders, type HolderTree } from "./trees.ts";

export type Verdict =
  | { readonly isSound: true; readonly seq: bigint; readonly state: State }
  | { readonly isSound: false; readonly seq: bigint; readonly fault: string };

type Chain = { hash: Buffer; batch: bigint; entries: Entry[] };

type Hashes = AsyncIterator<BatchRow>;

/** Ends the batch at hand; answers what is wrong with its hash. */
async function endBatch(chain: Chain, hashes: Hashes): Promise<string | undefined> {
  const last = chain.entries.at(-1);
  if (last === undefined) return undefined;
  chain.hash = batchHash(chain.hash, chain.batch, chain.entries);
  chain.entries = [];
  const next = await hashes.next();
  if (next.done || next.value.batch !== chain.batch) return `batch ${chain.batch} has no hash`;
  if (next.value.seq !== last.seq) return `batch ${chain.batch} does not end at ${next.value.seq}`;
  return chain.hash.equals(next.value.hash)
    ? undefined
    : `the hash of batch ${chain.batch} does not fit`;
}

/** What is wrong with a row's place in the journal. */
function misplaced(row: JournalRow, seqBefore: bigint, chain: Chain): string | undefined {
  if (row.seq !== seqBefore + 1n) return `a row is missing before it`;
  const isNext = row.batch === chain.batch || row.batch === chain.batch + 1n;
  return isNext ? undefined : `batch ${row.batch} does not follow batch ${chain.batch}`;
}

/** What differs between a programme that was run again and its read models; undefined is nothing. */
function differing(ran: State, read: State): string | undefined {
  if (!isDeepStrictEqual(takeSnapshot(ran), takeSnapshot(read))) return "the programme's figures";
  if (ran.store.holders.count !== read.store.holders.count) return "the number of holders";
  for (let close = 0; close <= closeCount(ran); close++) {
    if (!isDeepStrictEqual(closeTotals(ran, close), closeTotals(read, close))) {
      return `close ${close}`;
    }
  }
  for (let holder = 0; holder < ran.store.holders.count; holder++) {
    const view = viewHolder(ran, holder);
    if (!isDeepStrictEqual(view, viewHolder(read, holder))) {
      return `the holder "${keyText(view.holder)}"`;
    }
  }
  for (const id of ran.openHolds) {
    if (!isDeepStrictEqual(ran.store.holds.get(id), read.store.holds.get(id))) {
      return `the hold "${id}"`;
    }
  }
  return undefined;
}

/** Where the read models are, and what they hold. */
type Models = { readonly seq: bigint; readonly state: State; readonly chain: string };

/** Compares which rows concern whom with what the read models say, a page of rows at a time. */
async function wrongTouches(
  client: ClientBase,
  expected: readonly { readonly seq: bigint; readonly keys: readonly string[] }[],
): Promise<{ seq: bigint; fault: string } | undefined> {
  const first = expected[0];
  const last = expected.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const { rows } = await client.query<{ seq: string; keys: string[] }>(
    "SELECT seq, array_agg(key) AS keys FROM touches WHERE seq BETWEEN $1 AND $2 GROUP BY seq",
    [first.seq, last.seq],
  );
  const kept = new Map(rows.map(({ seq, keys }) => [BigInt(seq), keys.toSorted().join("\n")]));
  for (const { seq, keys } of expected) {
    if ((kept.get(seq) ?? "") !== keys.toSorted().join("\n")) {
      return { seq, fault: "the read models say wrongly whom it concerns" };
    }
  }
  return undefined;
}

const TOUCHED_ROWS = 5_000;

/** Verifies a programme; `onProgress` is told the rows done and their number. */
export async function verifyProgramme(
  client: ClientBase,
  onProgress: (doneCount: bigint, totalCount: bigint) => void = () => undefined,
): Promise<Verdict> {
  try {
    return await atOneMoment(client, () => verifyNow(client, onProgress));
  } catch (error) {
    // So damaged that it cannot be loaded at all.
    if (error instanceof DamagedError) return { isSound: false, seq: 0n, fault: error.message };
    throw error;
  }
}

type Running = {
  readonly client: ClientBase;
  readonly state: State;
  readonly trees: HolderTree;
  readonly chain: Chain;
  readonly hashes: Hashes;
  readonly models: Models;
  touched: { readonly seq: bigint; readonly keys: readonly string[] }[];
};

async function verifyNow(
  client: ClientBase,
  onProgress: (doneCount: bigint, totalCount: bigint) => void,
): Promise<Verdict> {
  const head = await readHead(client);
  const { memory, readSeq } = await loadReadModels(client);
  const state = beginState(readPlan(head.plan));
  const run: Running = {
    ...{ client, state, trees: holderTree(state) },
    chain: { hash: planHash(head.plan), batch: 0n, entries: [] },
    hashes: readBatches(client),
    models: { seq: readSeq, state: memory.state, chain: memory.trees.chain },
    touched: [],
  };
  let seq = 0n;
  if (readSeq === 0n && differing(run.state, memory.state)) {
    return { isSound: false, seq, fault: "the read models do not begin as the programme does" };
  }
  for await (const row of readJournal(client)) {
    const fault = await verifyRow(run, row, seq);
    if (fault !== undefined) return { isSound: false, ...fault };
    seq = row.seq;
    onProgress(seq, head.seq);
  }
  const fault =
    (await endBatch(run.chain, run.hashes)) ??
    (seq === head.seq ? undefined : `the head says ${head.seq}`) ??
    (run.chain.hash.equals(head.hash) ? undefined : "the hash of the head does not fit") ??
    ((await run.hashes.next()).done
      ? undefined
      : "there are hashes of batches that are not there") ??
    (readSeq <= seq ? undefined : `the read models have come to ${readSeq}, beyond the journal`) ??
    brokenInvariants(run.state)[0] ??
    (isWhole(run.trees) ? undefined : "the tree of its holders is not what they have");
  const touches = await wrongTouches(client, run.touched);
  if (touches !== undefined) return { isSound: false, ...touches };
  return fault === undefined
    ? { isSound: true, seq, state: run.state }
    : { isSound: false, seq, fault };
}

/** Runs one row; answers what is wrong with it, and where. */
async function verifyRow(
  run: Running,
  row: JournalRow,
  seqBefore: bigint,
): Promise<{ seq: bigint; fault: string } | undefined> {
  const { chain, hashes, models, state } = run;
  const { seq } = row;
  const place = misplaced(row, seqBefore, chain);
  if (place !== undefined) return { seq, fault: place };
  if (row.batch !== chain.batch) {
    const broken = await endBatch(chain, hashes);
    if (broken !== undefined) return { seq: seqBefore, fault: broken };
    chain.batch = row.batch;
  }
  const applied = applyRow(run, row);
  if ("fault" in applied) return { seq, fault: applied.fault };
  chain.entries.push(row);
  if (seq > models.seq) return undefined;
  run.touched.push({ seq, keys: keysOf(applied.subjects) });
  if (run.touched.length >= TOUCHED_ROWS) {
    const { touched } = run;
    run.touched = [];
    const fault = await wrongTouches(run.client, touched);
    if (fault !== undefined) return fault;
  }
  const isOther = run.trees.chain !== models.chain;
  const different =
    seq === models.seq
      ? (differing(state, models.state) ?? (isOther ? "the history of closes" : undefined))
      : undefined;
  return different === undefined
    ? undefined
    : { seq, fault: `the read models differ in ${different}` };
}

/** Why the gate would have refused a plan that was activated; undefined when it is open. */
function ungated(command: Command, events: string): string | undefined {
  if (command.type !== "plan.activate") return undefined;
  return refuseGate(command.plan, gateIn(events), command.at)?.refusal.code;
}

type Applied = { readonly subjects: Subjects } | { readonly fault: string };

/** Applies a row's command to the state before it; answers whom it concerns, or what is wrong with it. */
function applyRow({ state, trees }: Running, { seq, id, command, events }: JournalRow): Applied {
  let json: Json;
  try {
    json = parseJson(command);
  } catch {
    return { fault: "its command cannot be read" };
  }
  const parsed = parseCommand(json);
  if (!parsed.ok) return { fault: `its command cannot be read (${parsed.refusal.code})` };
  const outcome = apply(state, parsed.command);
  if (!outcome.ok) return { fault: `its command would be refused (${outcome.refusal.code})` };
  if (outcome.isRepeated) return { fault: "its command stands in the journal before" };
  const { holders, holds } = state.store;
  const holderOf = (hold: string): string => holders.idOf(holds.get(hold)!.holder);
  const subjects = subjectsOf(outcome.events, holderOf);
  touchHolders(trees, outcome.events, subjects.holders.list);
  if (parsed.command.type === "day.close") linkClose(trees, { seq, at: parsed.command.at });
  if (keptTextAgain(outcome.events, events, trees) !== events) {
    const isTree = differInTree(outcome.events, events);
    return {
      fault: isTree ? "its tree is not that of its holders" : "its events are not what it does",
    };
  }
  const refused = ungated(parsed.command, events);
  if (refused !== undefined) {
    return { fault: `its plan was activated without the gate (${refused})` };
  }
  const isOwn = commandKey(parsed.command.id) === id;
  return isOwn ? { subjects } : { fault: "its id is not its command's" };
}

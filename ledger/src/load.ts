/**
 * Loading: a programme's memory, from its read models and what the journal holds beyond them. It is
 * dropped and loaded again on any doubt.
 */
import {
  checkPlan,
  createState,
  isJsonObject,
  KEPT_AMOUNTS,
  memoryStore,
  memoryTable,
  parseCommand,
  parseJson,
  restoreState,
  type CloseTotals,
  type Json,
  type Plan,
  type State,
} from "@patronage/engine";
import { readKey, type Close } from "@patronage/proof";
import type { ClientBase } from "pg";
import { KEPT_LEAST } from "./fetched.ts";
import { readHead, readJournalPage, textOfKey, type Head } from "./journal.ts";
import { keptTextAgain, treeIn } from "./kept.ts";
import {
  appliedWithoutTime,
  applyInMemory,
  ledgerStore,
  makeReady,
  noChanges,
  readHold,
  type HoldRow,
  type LedgerStore,
  type Memory,
  type PlanSince,
} from "./memory.ts";
import { columnName, readFigures } from "./read-models.ts";
import { PLAN_KEY } from "./subjects.ts";
import { buildTree, holderTree } from "./trees.ts";

/** The tables do not fit together: somebody or something changed them. "verify" says where. */
export class DamagedError extends Error {}

/** A programme's memory, the head it belongs to, and how far its read models have come. */
export type Loaded = { readonly memory: Memory; readonly head: Head; readonly readSeq: bigint };

/** A programme at its beginning, all of it in memory: for whoever runs the journal again. */
export function beginState(plan: Plan): State {
  return createState(plan, { ...memoryStore(), applied: appliedWithoutTime(memoryTable()) });
}

/** Reads a plan that was checked when the programme began. */
export function readPlan(text: string): Plan {
  const check = checkPlan(parseJson(text));
  if (!check.ok) throw new DamagedError("The plan with which this programme began is damaged.");
  return check.plan;
}

type Progress = { readonly seq: bigint; readonly closes: number; readonly figures: string | null };

/** How far the read models have come. */
export async function readProgress(client: ClientBase): Promise<Progress> {
  const { rows } = await client.query<{ seq: string; closes: number; figures: string | null }>(
    "SELECT seq, closes, figures FROM progress",
  );
  const [{ seq, closes, figures }] = rows as [(typeof rows)[0]];
  return { seq: BigInt(seq), closes, figures };
}

/** Runs reads that must all see the same moment. */
export async function atOneMoment<Result>(
  client: ClientBase,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    return await work();
  } finally {
    await client.query("COMMIT");
  }
}

/** Loads a programme as far as its journal goes. */
export async function loadProgramme(
  client: ClientBase,
  keptLeast = KEPT_LEAST,
): Promise<Loaded & { state: State }> {
  const loaded = await atOneMoment(client, async () => {
    const read = await loadReadModels(client, keptLeast);
    const { memory, keptChain } = read;
    if (keptChain !== undefined && keptChain !== memory.trees.chain) {
      throw new DamagedError("The read models are damaged: their closes are not the journal's.");
    }
    await catchUp(client, read);
    return read;
  });
  return { ...loaded, state: loaded.memory.state };
}

/** A programme as far as its read models go: with every close, and the chain of them that the journal has. */
type LoadedModels = Loaded & {
  readonly closes: readonly PastClose[];
  readonly keptChain: Json | undefined;
};

export async function loadReadModels(
  client: ClientBase,
  keptLeast = KEPT_LEAST,
): Promise<LoadedModels> {
  const head = await readHead(client);
  const progress = await readProgress(client);
  const { store, filter } = ledgerStore(2 * Number(head.seq), keptLeast);
  const plans = await readPlans(client, head.plan);
  const changes = noChanges();
  const isNew = progress.figures === null;
  const closes = isNew ? [] : await readCloses(client);
  const state = isNew
    ? createState(plans[0]!.plan, store)
    : await restore(client, store, plans, { ...progress, totals: closes });
  const { key, chain: keptChain } = await readLastTree(client);
  const trees = holderTree(state, key, isNew ? undefined : closes.map(publicClose));
  const memory: Memory = {
    ...{ state, store, filter, plans, trees, changes, seq: progress.seq },
    beforeChange: () => undefined,
  };
  if (isNew) noteBeginning(memory);
  return { memory, head, readSeq: progress.seq, closes, keptChain };
}

type LastTree = { readonly key?: Uint8Array | undefined; readonly chain?: Json | undefined };

/** The key of the tree, which every close names, and the chain up to the last; nothing while none has. */
async function readLastTree(client: ClientBase): Promise<LastTree> {
  const { rows } = await client.query<{ events: string }>(
    "SELECT events FROM journal WHERE seq = (SELECT max(seq) FROM closes)",
  );
  const [last] = rows;
  const tree = last && treeIn(last.events);
  if (!isJsonObject(tree)) return {};
  return { key: readKey(tree["key"] as string | undefined), chain: tree["chain"] };
}

/** What there was before the first close is the beginning of the closes' history. */
function noteBeginning({ changes, state }: Memory): void {
  changes.closes.push({
    ...{ close: 0, seq: 0n, date: undefined, proRataPaidE18: 0n, tierPaidE18: 0n, carriedE18: 0n },
    ...{ reserveE18: state.reserveE18, outstandingMicro: state.outstandingMicro },
    ...{ capped: 0, forced: 0 },
  });
}

async function restore(
  client: ClientBase,
  store: LedgerStore,
  plans: readonly PlanSince[],
  { closes, figures, totals }: Progress & { readonly totals: readonly PastClose[] },
): Promise<State> {
  await readHolders(client, store, closes);
  const { rows } = await client.query<HoldRow>(
    'SELECT hold, number, shares_micro, "order", expires, is_open FROM holds WHERE is_open',
  );
  for (const row of rows) store.holds.know(textOfKey(row.hold), readHold(row));
  try {
    return restoreState(plans.at(-1)!.plan, store, readFigures(figures!), totals);
  } catch (error) {
    throw new DamagedError(`The read models are damaged: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

/** The plans a programme had so far, as the read models know them. */
export async function readPlans(client: ClientBase, first: string): Promise<PlanSince[]> {
  const { rows } = await client.query<{ seq: string; command: string }>(
    "SELECT seq, command FROM touches JOIN journal USING (seq) WHERE key = $1 ORDER BY seq",
    [PLAN_KEY],
  );
  const later = rows.map(({ seq, command }): PlanSince => {
    const parsed = parseCommand(parseJson(command));
    if (!parsed.ok || parsed.command.type !== "plan.activate") {
      throw new DamagedError(`The journal is damaged at ${seq}: it holds no plan.`);
    }
    const check = checkPlan(parsed.command.plan);
    if (!check.ok) throw new DamagedError(`The journal is damaged at ${seq}: its plan is refused.`);
    return { sinceSeq: BigInt(seq), plan: check.plan };
  });
  return [{ sinceSeq: 0n, plan: readPlan(first) }, ...later];
}

/** A close as the read models know it, or the beginning, which has no date and no instant. */
export type PastClose = CloseTotals & {
  readonly seq: bigint;
  readonly at: string;
  readonly date: string;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
};

/** What everybody may know of it: there is no tier 0. */
export function publicClose(close: PastClose): Close {
  return { ...close, seq: Number(close.seq), headsE18: close.headsE18.slice(1) };
}

type CloseRow = {
  readonly seq: string;
  readonly date: string | null;
  readonly index_e18: string;
  readonly heads_e18: string[];
  readonly reserve_e18: string;
  readonly outstanding_micro: string;
  readonly command: string | null;
};

/** Every close, after the beginning. */
async function readCloses(client: ClientBase): Promise<PastClose[]> {
  const { rows } = await client.query<CloseRow>(
    "SELECT seq, date, index_e18, heads_e18::text[], reserve_e18, outstanding_micro, command " +
      "FROM closes LEFT JOIN journal USING (seq) ORDER BY close",
  );
  return rows.map(({ seq, date, command, ...row }) => ({
    ...{ seq: BigInt(seq), date: date ?? "", at: command === null ? "" : instantOf(command) },
    indexE18: BigInt(row.index_e18),
    headsE18: row.heads_e18.map(BigInt),
    reserveE18: BigInt(row.reserve_e18),
    outstandingMicro: BigInt(row.outstanding_micro),
  }));
}

/** The instant of a command. One that cannot be read has none, and the chain does not fit then. */
function instantOf(command: string): string {
  try {
    const parsed = parseCommand(parseJson(command));
    return parsed.ok ? parsed.command.at : "";
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
}

const HOLDERS_A_PAGE = 20_000;

/** Each holder as one text, which costs less than a row of many values. */
const HOLDERS_TEXT = `
SELECT string_agg(concat_ws(E'\\t', holder, referrer, tier, settled_close, has_grown, written_close,
  ${KEPT_AMOUNTS.map(columnName).join(", ")}), E'\\n' ORDER BY number) AS holders
FROM holders WHERE number >= $1 AND number < $1 + ${HOLDERS_A_PAGE}`;

async function readHolders(
  client: ClientBase,
  { holders }: LedgerStore,
  closesNow: number,
): Promise<void> {
  const page = async (from: number): Promise<string | null> => {
    const { rows } = await client.query<{ holders: string | null }>(HOLDERS_TEXT, [from]);
    return rows[0]!.holders;
  };
  let next = page(0);
  for (let from = 0; ; from += HOLDERS_A_PAGE) {
    const text = await next;
    if (text === null) return;
    // While this page is read here, Postgres makes the next one.
    next = page(from + HOLDERS_A_PAGE);
    for (const line of text.split("\n")) addHolder(holders, line.split("\t"), closesNow);
  }
}

function addHolder(
  holders: LedgerStore["holders"],
  fields: readonly string[],
  closesNow: number,
): void {
  const [id, referrer, tier, settledClose, hasGrown, writtenClose, ...amounts] = fields;
  const holder = holders.add(textOfKey(id!));
  holders.referrer.set(holder, Number(referrer));
  holders.tier.set(holder, Number(tier));
  holders.settledClose.set(holder, Number(settledClose));
  for (let k = 0; k < KEPT_AMOUNTS.length; k++) {
    if (amounts[k] !== "0") holders[KEPT_AMOUNTS[k]!].set(holder, BigInt(amounts[k]!));
  }
  if (hasGrown === "0") return;
  if (Number(writtenClose) === closesNow) {
    holders.hasGrown.set(holder, 1);
    return;
  }
  // A close since then has set the peak; a tier that rose by it would have been written down.
  const shares = holders.sharesMicro.get(holder);
  const granted = holders.grantedMicro.get(holder);
  const reached = shares < granted ? shares : granted;
  if (reached > holders.peakMicro.get(holder)) holders.peakMicro.set(holder, reached);
}

const TAIL_ROWS = 2_000;

/** Applies what the journal holds beyond the read models. */
async function catchUp(client: ClientBase, { memory, head }: Loaded): Promise<void> {
  while (memory.seq < head.seq) {
    const rows = await readJournalPage(client, memory.seq, TAIL_ROWS);
    const commands = rows.map(({ seq, command }) => {
      const parsed = parseCommand(parseJson(command));
      if (!parsed.ok) {
        throw new DamagedError(`The journal is damaged at ${seq}: no command is there.`);
      }
      // What the journal holds once was new when it came.
      memory.store.contents.know(parsed.command.id, undefined);
      return parsed.command;
    });
    for (const [index, { seq, events }] of rows.entries()) {
      await makeReady(client, memory, commands, index);
      // The tree of a close is compared: a million holders are worked out in slices, and not within it.
      const isClose = commands[index]!.type === "day.close";
      if (isClose && memory.trees.key !== undefined) await buildTree(memory.trees);
      const outcome = applyInMemory(memory, commands[index]!);
      const isSame =
        outcome.ok &&
        !outcome.isRepeated &&
        keptTextAgain(outcome.events, events, memory.trees) === events;
      if (!isSame || memory.seq !== seq) {
        throw new DamagedError(
          `The journal is damaged at ${seq}: its events are not what it does.`,
        );
      }
    }
  }
}

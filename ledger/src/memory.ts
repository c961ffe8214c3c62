/**
 * Memory: a programme's state as its one writer keeps it, and what of it is not written down yet.
 *
 * All holders are in memory, because a close may concern any of them. Orders, holds, spends and applied
 * commands are fetched before a command that needs them is decided. Every applied command leaves a note
 * of what it changed, for the read models.
 */
import {
  closeCount,
  commit,
  decide,
  fingerprint,
  memoryHolders,
  memoryOrders,
  memoryTable,
  orderAfter,
  parseCommand,
  parseJson,
  spendKey,
  type Applied,
  type Command,
  type Event,
  type Hold,
  type HolderNumber,
  type Holders,
  type Order,
  type Outcome,
  type Plan,
  type Spend,
  type State,
  type Store,
  type Table,
} from "@patronage/engine";
import type { ClientBase } from "pg";
import { readEvents } from "./encoding.ts";
import { fetchedTable, type Fetched } from "./fetched.ts";
import { addKey, createFilter, isSurelyNew, type Filter } from "./filter.ts";
import { commandKey, keyText, textOfKey } from "./journal.ts";
import { keysOf, orderKey, subjectsOf } from "./subjects.ts";
import { linkClose, touchHolders, type HolderTree } from "./trees.ts";

/** The figures of one close, for its history. */
export type CloseNote = {
  readonly close: number;
  readonly seq: bigint;
  readonly date: string | undefined;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly proRataPaidE18: bigint;
  readonly tierPaidE18: bigint;
  readonly carriedE18: bigint;
  readonly capped: number;
  readonly forced: number;
};

/** What changed since the read models were last written. */
export type Changes = {
  readonly holders: Set<HolderNumber>;
  readonly holds: Set<string>;
  readonly touches: { readonly keys: string[]; readonly seqs: bigint[] };
  readonly closes: CloseNote[];
};

/** A plan, and the sequence number from which on it was in force. */
export type PlanSince = { readonly sinceSeq: bigint; readonly plan: Plan };

export type LedgerStore = Store & {
  readonly holders: Holders;
  readonly orders: Fetched<Order>;
  readonly holds: Fetched<Hold>;
  readonly spends: Fetched<Spend>;
  /** The content, without its instant, of applied commands. */
  readonly contents: Fetched<number>;
};

export type Memory = {
  readonly state: State;
  readonly store: LedgerStore;
  readonly filter: Filter;
  readonly plans: PlanSince[];
  readonly trees: HolderTree;
  /** The head after the last command decided, written or not. */
  seq: bigint;
  changes: Changes;
  /** Called before a holder changes or, with undefined, before all may. */
  beforeChange: (holder: HolderNumber | undefined) => void;
};

const commandId = (id: string): string => `i:${commandKey(id)}`;
const holdId = (id: string): string => `t:${keyText(id)}`;

function contentOf(command: Command): number {
  return fingerprint({ ...command, at: "" });
}

/**
 * Which commands were applied. In the ledger a retry carries no instant of its own, since the ledger
 * stamps it; so retries are told by their content without it.
 */
export function appliedWithoutTime(contents: Table<number>): Applied {
  return {
    recall(command) {
      const first = contents.get(command.id);
      if (first === undefined) return "new";
      return first === contentOf(command) ? "same" : "other";
    },
    remember: (command) => contents.set(command.id, contentOf(command)),
  };
}

/** A store for the ledger, with no holders yet, and a filter with room for so many keys. */
export function ledgerStore(
  keyCount: number,
  keptLeast: number,
): { store: LedgerStore; filter: Filter } {
  const filter = createFilter(keyCount);
  const contents = fetchedTable(
    memoryTable<number>,
    (id) => isSurelyNew(filter, commandId(id)),
    keptLeast,
  );
  const applied = appliedWithoutTime(contents);
  const store = {
    holders: memoryHolders(),
    orders: fetchedTable(memoryOrders, (id) => isSurelyNew(filter, orderKey(id)), keptLeast),
    holds: fetchedTable(memoryTable<Hold>, (id) => isSurelyNew(filter, holdId(id)), keptLeast),
    // A spend is kept with the order it names.
    spends: fetchedTable(
      memoryTable<Spend>,
      (key) => isSurelyNew(filter, orderKey(key.slice(key.indexOf(":") + 1))),
      keptLeast,
    ),
    contents,
    applied,
  };
  return { store, filter };
}

/** No changes. */
export function noChanges(): Changes {
  return { holders: new Set(), holds: new Set(), touches: { keys: [], seqs: [] }, closes: [] };
}

/** For previews, whose ids do not matter: nothing was applied before. */
const NOTHING_APPLIED: Applied = { recall: () => "new", remember: () => undefined };

/**
 * What a command would come to now, whatever its id: it is decided, and nothing is applied, noted or
 * remembered. A close takes triggers out of their heaps, and they are armed again before the next one.
 */
export function decideOnly(state: State, command: Command): Outcome {
  return decide({ ...state, store: { ...state.store, applied: NOTHING_APPLIED } }, command);
}

/** Decides a command and, unless it is refused or was applied before, applies it and notes what changed. */
export function applyInMemory(memory: Memory, command: Command): Outcome {
  const { state, store, beforeChange } = memory;
  const outcome = decide(state, command);
  if (!outcome.ok || outcome.isRepeated) return outcome;
  const holderOf = (hold: string): string => store.holders.idOf(store.holds.get(hold)!.holder);
  const subjects = subjectsOf(outcome.events, holderOf);
  if (command.type === "day.close") beforeChange(undefined);
  else {
    for (const holder of subjects.holders.list) beforeChange(store.holders.find(holder));
  }
  commit(state, command, outcome.events);
  memory.seq += 1n;
  note(memory, command, outcome.events, subjects);
  return outcome;
}

function note(
  memory: Memory,
  command: Command,
  events: readonly Event[],
  subjects: ReturnType<typeof subjectsOf>,
): void {
  const { changes, filter, seq, state, store, trees } = memory;
  for (const holder of subjects.holders.list) changes.holders.add(store.holders.find(holder)!);
  touchHolders(trees, events, subjects.holders.list);
  for (const hold of subjects.holds.list) {
    changes.holds.add(hold);
    addKey(filter, holdId(hold));
  }
  addKey(filter, commandId(command.id));
  for (const order of subjects.orders.list) addKey(filter, orderKey(order));
  for (const key of keysOf(subjects)) {
    changes.touches.keys.push(key);
    changes.touches.seqs.push(seq);
  }
  for (const event of events) {
    if (event.type === "planActivated") memory.plans.push({ sinceSeq: seq, plan: state.plan });
    if (event.type !== "dayClosed") continue;
    changes.closes.push(closeNote(memory, event));
    linkClose(trees, { seq, at: command.at });
  }
}

function closeNote(
  { state, seq }: Memory,
  event: Extract<Event, { type: "dayClosed" }>,
): CloseNote {
  return {
    close: closeCount(state),
    seq,
    date: event.date,
    reserveE18: state.reserveE18,
    outstandingMicro: state.outstandingMicro,
    proRataPaidE18: event.proRataPaidE18,
    tierPaidE18: event.tierPaidE18,
    carriedE18: event.carriedE18,
    capped: event.capped.length,
    forced: event.forced.length,
  };
}

/** What a command needs that was not fetched, by kind. */
export type Needs = {
  readonly ids: Set<string>;
  readonly orders: Set<string>;
  readonly holds: Set<string>;
  /** Orders by the key of a spend on them. */
  readonly spends: Map<string, string>;
};

/** Adds what a command needs and is not in memory; answers whether there was anything. */
export function addNeeds(memory: Memory, command: Command, needs?: Needs): boolean {
  const { contents, orders, holds, spends, holders } = memory.store;
  let isMissing = false;
  const need = (table: Fetched<unknown>, id: string, into: Set<string> | undefined): void => {
    if (table.has(id)) return;
    into?.add(id);
    isMissing = true;
  };
  const needSpend = (holder: HolderNumber | undefined, order: string): void => {
    const key = holder === undefined ? undefined : spendKey(holder, order);
    if (key === undefined || spends.has(key)) return;
    needs?.spends.set(key, order);
    isMissing = true;
  };
  need(contents, command.id, needs?.ids);
  switch (command.type) {
    case "order.pay":
    case "order.complete":
    case "order.refund":
      need(orders, command.order, needs?.orders);
      break;
    case "shares.spend":
    case "spend.return":
      needSpend(holders.find(command.holder), command.order);
      break;
    case "shares.hold":
      need(holds, command.hold, needs?.holds);
      break;
    case "shares.capture":
    case "shares.release": {
      need(holds, command.hold, needs?.holds);
      const hold = isMissing || !holds.has(command.hold) ? undefined : holds.get(command.hold);
      if (hold !== undefined) needSpend(hold.holder, hold.order);
      break;
    }
    default:
  }
  return isMissing;
}

/** No needs. */
export function noNeeds(): Needs {
  return { ids: new Set(), orders: new Set(), holds: new Set(), spends: new Map() };
}

const AHEAD_MOST = 1_000;

/** Sees to it that the command at `from` can be decided, and fetches for those after it as well. */
export async function makeReady(
  client: ClientBase,
  memory: Memory,
  commands: readonly Command[],
  from: number,
): Promise<void> {
  for (;;) {
    const needs = noNeeds();
    if (!addNeeds(memory, commands[from]!, needs)) return;
    for (const command of commands.slice(from + 1, from + AHEAD_MOST)) {
      addNeeds(memory, command, needs);
    }
    await fetchNeeds(client, memory, needs);
  }
}

/** Fetches what is needed into memory. */
export async function fetchNeeds(client: ClientBase, memory: Memory, needs: Needs): Promise<void> {
  if (needs.ids.size > 0) await fetchContents(client, memory, [...needs.ids]);
  const orders = new Set([...needs.orders, ...needs.spends.values()]);
  if (orders.size > 0) await fetchOrders(client, memory, [...orders]);
  const { spends } = memory.store;
  for (const key of needs.spends.keys()) if (!spends.has(key)) spends.know(key, undefined);
  if (needs.holds.size > 0) await fetchHolds(client, memory, [...needs.holds]);
}

async function fetchContents(
  client: ClientBase,
  { store: { contents } }: Memory,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<{ command: string }>({
    name: "patronage-contents",
    text: "SELECT command FROM journal WHERE id = ANY($1)",
    values: [ids.map(commandKey)],
  });
  for (const id of ids) contents.know(id, undefined);
  for (const { command } of rows) {
    const parsed = parseCommand(parseJson(command));
    if (!parsed.ok) throw new Error("A command of the journal cannot be read.");
    contents.know(parsed.command.id, contentOf(parsed.command));
  }
}

type OrderRow = { readonly seq: string; readonly key: string; readonly events: string };

/** Fetches orders, and who spent shares on them: both are the fold of the rows that name them. */
async function fetchOrders(
  client: ClientBase,
  memory: Memory,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<OrderRow>({
    name: "patronage-orders",
    text:
      "SELECT t.key, j.seq, j.events FROM touches t JOIN journal j USING (seq) " +
      "WHERE t.key = ANY($1) ORDER BY t.key, j.seq",
    values: [ids.map(orderKey)],
  });
  const rowsOf = Map.groupBy(rows, ({ key }) => key);
  for (const id of ids) foldOrder(memory, id, rowsOf.get(orderKey(id)) ?? []);
}

function foldOrder(memory: Memory, id: string, rows: readonly OrderRow[]): void {
  const { orders, spends, holders } = memory.store;
  let order: Order | undefined;
  const spent = new Map<string, Spend>();
  const find = (holder: string): HolderNumber => holders.find(holder)!;
  for (const { seq, events } of rows) {
    const plan = planAt(memory.plans, BigInt(seq));
    for (const event of readEvents(events, find)) {
      if (!("order" in event) || event.order !== id) continue;
      order = orderAfter(order, event, { plan, find });
      if (event.type !== "sharesSpent" && event.type !== "spendReturned") continue;
      const key = spendKey(find(event.holder), id);
      const before = spent.get(key) ?? { spentMinor: 0n, returnedMinor: 0n };
      spent.set(
        key,
        event.type === "sharesSpent"
          ? { ...before, spentMinor: before.spentMinor + event.valueMinor }
          : { ...before, returnedMinor: before.returnedMinor + event.amountMinor },
      );
    }
  }
  // What is in memory already is newer than what was fetched.
  if (!orders.has(id)) orders.know(id, order);
  for (const [key, spend] of spent) if (!spends.has(key)) spends.know(key, spend);
}

/** The plan in force at a sequence number. */
export function planAt(plans: readonly PlanSince[], seq: bigint): Plan {
  return plans.findLast(({ sinceSeq }) => sinceSeq < seq)!.plan;
}

export type HoldRow = {
  hold: string;
  number: number;
  shares_micro: string;
  order: string;
  expires: string;
  is_open: boolean;
};

/** A hold as it was kept. Its id is in the table as a key. */
export function readHold(row: HoldRow): Hold {
  return {
    holder: row.number,
    sharesMicro: BigInt(row.shares_micro),
    order: textOfKey(row.order),
    expires: row.expires,
    isOpen: row.is_open,
  };
}

async function fetchHolds(
  client: ClientBase,
  { store: { holds } }: Memory,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<HoldRow>({
    name: "patronage-holds",
    text: 'SELECT hold, number, shares_micro, "order", expires, is_open FROM holds WHERE hold = ANY($1)',
    values: [ids.map(keyText)],
  });
  const found = new Map(rows.map((row) => [row.hold, readHold(row)]));
  for (const id of ids) holds.know(id, found.get(keyText(id)));
}

/**
 * Statements: what changed a holder's shares, wallet and quota, line by line, over any period.
 *
 * It is derived from the journal: the holder's own rows and the totals after each close, run through
 * the engine's arithmetic. So the lines add up, to the fen, to what the holder has.
 */
import {
  beginTrail,
  closeTrail,
  followTrail,
  parseCommand,
  parseJson,
  viewTrail,
  type CloseTotals,
  type DayClosed,
  type Event,
  type EventOf,
  type HolderView,
  type Plan,
  type Trail,
} from "@patronage/engine";
import type { ClientBase } from "pg";
import { dateIn } from "./calendar.ts";
import { readEvents } from "./encoding.ts";
import { readHead } from "./journal.ts";
import { readPlans } from "./load.ts";
import { planAt, type PlanSince } from "./memory.ts";
import { holderKey } from "./subjects.ts";

type PlaceName = EventOf<"orderAccrued">["places"][number]["place"];

/** One change of what a holder has, and what it has after it. */
export type StatementLine = {
  /** The day in the plan's time zone; of a close, the day closed. */
  readonly date: string;
  readonly seq: bigint;
  readonly kind: Exclude<Event["type"], "dayClosed"> | "dividend" | "forced";
  /** The order or the hold it is about. */
  readonly order: string | undefined;
  readonly hold: string | undefined;
  /** Where the holder stands in an order that counted or came back: its buyer, or one of the others. */
  readonly place: PlaceName | undefined;
  /** What was added; below 0 what was taken. */
  readonly sharesMicro: bigint;
  readonly walletMinor: bigint;
  readonly quotaE18: bigint;
  readonly after: HolderView;
};

/** The first and the last day of a period, both included; left out, there is no end that way. */
export type Period = { readonly from?: string | undefined; readonly to?: string | undefined };

type Close = CloseTotals & { readonly seq: bigint; readonly date: string | undefined };

type Row = {
  readonly seq: bigint;
  readonly at: string;
  readonly events: readonly Event[];
};

/** Few, so that whoever shares the thread waits but a moment. */
const PAGE_ROWS = 200;

async function* readCloses(client: ClientBase): AsyncGenerator<Close, undefined> {
  for (let last = -1; ;) {
    const { rows } = await client.query<{
      close: number;
      seq: string;
      date: string | null;
      index_e18: string;
      heads_e18: string[];
    }>(
      "SELECT close, seq, date, index_e18, heads_e18::text[] FROM closes WHERE close > $1 ORDER BY close LIMIT $2",
      [last, PAGE_ROWS],
    );
    for (const { close, seq, date, index_e18, heads_e18 } of rows) {
      last = close;
      const totals = { indexE18: BigInt(index_e18), headsE18: heads_e18.map(BigInt) };
      yield { ...totals, seq: BigInt(seq), date: date ?? undefined };
    }
    if (rows.length < PAGE_ROWS) return undefined;
  }
}

async function* readRows(client: ClientBase, holder: string): AsyncGenerator<Row> {
  for (let lastSeq = 0n; ;) {
    const { rows } = await client.query<{ seq: string; command: string; events: string }>(
      "SELECT t.seq, j.command, j.events FROM touches t JOIN journal j USING (seq) " +
        "WHERE t.key = $1 AND t.seq > $2 ORDER BY t.seq LIMIT $3",
      [holderKey(holder), lastSeq, PAGE_ROWS],
    );
    for (const { seq, command, events } of rows) {
      lastSeq = BigInt(seq);
      const parsed = parseCommand(parseJson(command));
      if (!parsed.ok) throw new Error(`The journal is damaged at ${seq}: no command is there.`);
      yield { seq: lastSeq, at: parsed.command.at, events: readEvents(events) };
    }
    if (rows.length < PAGE_ROWS) return;
  }
}

/** A holder's trail in the making, and the close that comes next. */
type Reading = {
  readonly plans: readonly PlanSince[];
  readonly closes: AsyncGenerator<Close, undefined>;
  trail: Trail | undefined;
  readonly past: CloseTotals[];
  next: Close | undefined;
};

async function moveOn(reading: Reading): Promise<void> {
  reading.past.push(reading.next!);
  const { value } = await reading.closes.next();
  reading.next = value;
}

/** The lines of a holder's statement, oldest first; none for a holder that nobody knows. */
export async function* readStatement(
  client: ClientBase,
  holder: string,
  { from = "", to = "9999-12-31" }: Period = {},
): AsyncGenerator<StatementLine> {
  const { plan: first } = await readHead(client);
  const plans = await readPlans(client, first);
  const { timezone } = plans[0]!.plan;
  const closes = readCloses(client);
  const { value } = await closes.next();
  const reading: Reading = { plans, closes, trail: undefined, past: [], next: value };
  const isIn = ({ date, sharesMicro, walletMinor, quotaE18 }: StatementLine): boolean => {
    const isChange = sharesMicro !== 0n || walletMinor !== 0n || quotaE18 !== 0n;
    return date >= from && date <= to && isChange;
  };
  for await (const row of readRows(client, holder)) {
    for await (const line of closesBefore(reading, row.seq)) if (isIn(line)) yield line;
    const date = dateIn(timezone, row.at);
    for await (const line of linesOf(reading, holder, row, date)) if (isIn(line)) yield line;
  }
  for await (const line of closesBefore(reading, undefined)) if (isIn(line)) yield line;
}

/** The lines of closes that do not name the holder, before a row or, without one, of all the rest. */
async function* closesBefore(
  reading: Reading,
  seq: bigint | undefined,
): AsyncGenerator<StatementLine> {
  while (reading.next !== undefined && (seq === undefined || reading.next.seq < seq)) {
    const { next, trail, plans } = reading;
    if (trail !== undefined) yield* closeLines(trail, next, undefined, planAt(plans, next.seq));
    await moveOn(reading);
  }
}

async function* linesOf(
  reading: Reading,
  holder: string,
  { seq, events }: Row,
  date: string,
): AsyncGenerator<StatementLine> {
  const plan = planAt(reading.plans, seq);
  for (const event of events) {
    if (event.type === "holderJoined") reading.trail = beginTrail(plan, holder, reading.past);
    const { trail } = reading;
    if (trail === undefined) continue;
    if (event.type === "dayClosed") {
      yield* closeLines(trail, reading.next!, event, plan);
      await moveOn(reading);
      continue;
    }
    const before = viewTrail(trail);
    followTrail(trail, event, plan);
    const { order, hold } = event as { readonly order?: string; readonly hold?: string };
    const place = placeOf(event, holder);
    yield { date, seq, kind: event.type, order, hold, place, ...change(before, viewTrail(trail)) };
  }
}

function placeOf(event: Event, holder: string): PlaceName | undefined {
  if (event.type !== "orderAccrued" && event.type !== "orderRefunded") return undefined;
  // A person stands in one place of an order.
  const places: readonly { readonly holder: string; readonly place: PlaceName }[] = event.places;
  return places.find((standing) => standing.holder === holder)?.place;
}

/** A close: what it paid, and what it took back where the quota was reached. */
function* closeLines(
  trail: Trail,
  close: Close,
  event: DayClosed | undefined,
  plan: Plan,
): Generator<StatementLine> {
  const before = viewTrail(trail);
  // The dividend first, then the exit it may lead to.
  const forced = event?.forced.find((exit) => exit.holder === trail.holder);
  const paid = event === undefined ? undefined : { ...event, forced: [] };
  closeTrail(trail, close, paid, plan);
  const entry = { date: close.date!, seq: close.seq };
  const none = { order: undefined, hold: undefined, place: undefined };
  const afterDividend = viewTrail(trail);
  yield { ...entry, ...none, kind: "dividend", ...change(before, afterDividend) };
  if (forced === undefined) return;
  followTrail(
    trail,
    { type: "sharesRedeemed", ...forced },
    {
      ...plan,
      redemption: { ...plan.redemption, consumesQuota: true },
    },
  );
  yield { ...entry, ...none, kind: "forced", ...change(afterDividend, viewTrail(trail)) };
}

function change(
  before: HolderView,
  after: HolderView,
): Pick<StatementLine, "sharesMicro" | "walletMinor" | "quotaE18" | "after"> {
  return {
    sharesMicro: after.sharesMicro - before.sharesMicro,
    walletMinor: after.walletMinor - before.walletMinor,
    quotaE18: after.quotaE18 - before.quotaE18,
    after,
  };
}

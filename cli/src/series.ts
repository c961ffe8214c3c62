/**
 * Series: a programme day by day, collected while its commands are applied.
 *
 * What is kept a day does not grow with the day. Everything is exact here; the report rounds what it
 * draws. A cost is what the merchant paid into funds and reserve, less what refunds gave back and
 * what the shop withheld.
 */
import { viewHolders, type Event, type HolderNumber, type State } from "@patronage/engine";

export type Day = {
  readonly date: string;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly proRataPaidE18: bigint;
  readonly tierPaidE18: bigint;
  readonly carriedE18: bigint;
  /** Paid for orders that matured that day, less what was refunded. */
  readonly turnoverMinor: bigint;
  readonly cappedCount: number;
  readonly forcedCount: number;
  /** Since the beginning. */
  readonly turnoverMinorTotal: bigint;
  readonly costMinorTotal: bigint;
  readonly quotaMinorTotal: bigint;
  readonly dividendsE18Total: bigint;
  /** Of all holders; undefined on days on which nobody counted. */
  readonly quotaE18Left: bigint | undefined;
};

export type Series = {
  readonly days: Day[];
  /** By holder: paid for accrued orders, less refunds. */
  readonly spentMinor: bigint[];
  turnoverMinor: bigint;
  turnoverMinorToday: bigint;
  quotaMinor: bigint;
  orderCount: number;
  refundCount: number;
};

export function newSeries(): Series {
  return {
    days: [],
    spentMinor: [],
    turnoverMinor: 0n,
    turnoverMinorToday: 0n,
    quotaMinor: 0n,
    orderCount: 0,
    refundCount: 0,
  };
}

/** Above so many holders the quota left is counted on some days only. */
const COUNTED_DAILY_MOST = 20_000;
const COUNTED_EVERY = 30;

function addTurnover(series: Series, holder: HolderNumber, amountMinor: bigint): void {
  series.turnoverMinor += amountMinor;
  series.turnoverMinorToday += amountMinor;
  series.spentMinor[holder] = (series.spentMinor[holder] ?? 0n) + amountMinor;
}

/** What the merchant has paid for the programme: see the header. */
export function costMinor({ merchant }: State): bigint {
  return merchant.contributedMinor - merchant.returnedMinor - merchant.deductedMinor;
}

function quotaLeft(state: State): bigint {
  let quotaE18 = 0n;
  for (const view of viewHolders(state)) quotaE18 += view.quotaE18;
  return quotaE18;
}

/** Notes an event that was just applied. */
export function noteEvent(series: Series, state: State, event: Event): void {
  const { holders } = state.store;
  if (event.type === "orderAccrued") {
    const paidMinor = event.categories.reduce((sum, part) => sum + part.paidMinor, 0n);
    addTurnover(series, event.places[0]!.number, paidMinor);
    for (const { quotaMinor } of event.places) series.quotaMinor += quotaMinor;
    series.orderCount += 1;
  } else if (event.type === "orderRefunded") {
    const backMinor = event.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    addTurnover(series, holders.find(event.places[0]!.holder)!, -backMinor);
    for (const { quotaMinor } of event.places) series.quotaMinor -= quotaMinor;
    series.refundCount += 1;
  } else if (event.type === "orderReduced") {
    series.refundCount += 1;
  } else if (event.type === "dayClosed") {
    const isCounted =
      holders.count <= COUNTED_DAILY_MOST || series.days.length % COUNTED_EVERY === 0;
    series.days.push({
      date: event.date,
      reserveE18: state.reserveE18,
      outstandingMicro: state.outstandingMicro,
      proRataPaidE18: event.proRataPaidE18,
      tierPaidE18: event.tierPaidE18,
      carriedE18: event.carriedE18,
      turnoverMinor: series.turnoverMinorToday,
      cappedCount: event.capped.length,
      forcedCount: event.forced.length,
      turnoverMinorTotal: series.turnoverMinor,
      costMinorTotal: costMinor(state),
      quotaMinorTotal: series.quotaMinor,
      dividendsE18Total: state.totals.dividendsE18,
      quotaE18Left: isCounted ? quotaLeft(state) : undefined,
    });
    series.turnoverMinorToday = 0n;
  }
}

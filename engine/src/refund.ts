/**
 * Refund: goods come back, and everything their order opened is closed.
 *
 * Every figure is a function of what has been refunded so far; a refund takes the difference to what
 * earlier refunds of the order took, so that many partial refunds end where one whole one would.
 * Spec 6.
 */
import type { PaidLine, RefundLine } from "./command.ts";
import type { EventOf, OrderRefunded, PlaceRefund } from "./event.ts";
import { accruing, type CategoryPaid } from "./accrual.ts";
import { divCeil, divFloor, max, min, MINOR_E18, timesFloor, type Ratio } from "./numbers.ts";
import type { Category } from "./plan.ts";
import { freeMicro, land, lift, setTier, settle } from "./position.ts";
import { burn, excessE18, moveExcess, type Decision } from "./redemption.ts";
import { refuse } from "./refusal.ts";
import { navOf, valueMinorAt, type State } from "./state.ts";
import type { Accrual, HolderNumber, LineRefund, Order, PlaceName } from "./store.ts";

/** What refunds of an order take in total, once so much of each category has come back. */
type Taken = {
  readonly refundedMinor: bigint;
  readonly proRataMinor: bigint;
  readonly tierMinor: bigint;
  readonly contributionMinor: bigint;
  readonly intoMinor: bigint;
  readonly sharesMicro: readonly bigint[];
  readonly quotaMinor: readonly bigint[];
};

function quotaMultipleOf(order: Order, category: Category, place: PlaceName): Ratio {
  const { referral, regionalAgent } = order.plan;
  if (place === "buyer") return category.quotaMultiple;
  if (place === "agent") return regionalAgent!.quotaMultiple;
  return referral.levels[place === "level1" ? 0 : 1]!.quotaMultiple;
}

function takenAt(
  order: Order,
  accrual: Accrual,
  accrued: readonly CategoryPaid[],
  refundedMinor: readonly bigint[],
): Taken {
  let accruedMinor = 0n;
  let wholeContributionMinor = 0n;
  const taken = { refundedMinor: 0n, proRataMinor: 0n, tierMinor: 0n, contributionMinor: 0n };
  const quotaMinor = accrual.grantees.map(() => 0n);
  accrued.forEach(({ category: name, paidMinor }, index) => {
    const category = order.plan.categories.get(name)!;
    const part = (rate: Ratio): bigint =>
      divFloor(timesFloor(paidMinor, rate) * refundedMinor[index]!, max(paidMinor, 1n));
    accruedMinor += paidMinor;
    wholeContributionMinor += timesFloor(paidMinor, category.reserveRate);
    taken.refundedMinor += refundedMinor[index]!;
    taken.proRataMinor += part(category.proRataRate);
    taken.tierMinor += part(category.tierRate);
    taken.contributionMinor += part(category.reserveRate);
    accrual.grantees.forEach(({ place }, grantee) => {
      quotaMinor[grantee]! += part(quotaMultipleOf(order, category, place));
    });
  });
  const ofContribution = { num: taken.contributionMinor, den: max(wholeContributionMinor, 1n) };
  const ofAccrued = { num: taken.refundedMinor, den: max(accruedMinor, 1n) };
  const countsPaid = order.plan.grant.kind === "count";
  return {
    ...taken,
    intoMinor: timesFloor(accrual.intoMinor, ofContribution),
    sharesMicro: accrual.grantees.map(({ place, sharesMicro }) =>
      timesFloor(sharesMicro, countsPaid && place === "buyer" ? ofAccrued : ofContribution),
    ),
    quotaMinor,
  };
}

/** What each grantee owes now, and what of it is there to burn. */
function placesOf(state: State, accrual: Accrual, before: Taken, after: Taken): PlaceRefund[] {
  return accrual.grantees.map(({ place, number }, index) => {
    const owesMicro = after.sharesMicro[index]! - before.sharesMicro[index]!;
    return {
      place,
      holder: state.store.holders.idOf(number),
      owesMicro,
      burnedMicro: min(owesMicro, freeMicro(state, number)),
      quotaMinor: after.quotaMinor[index]! - before.quotaMinor[index]!,
    };
  });
}

/** The dividends those shares earned, which the buyer gives back, in whole fen. */
function givenBackMinor(
  state: State,
  { buyer }: Order,
  accrual: Accrual,
  owesMicro: bigint,
  refundedMinor: bigint,
): bigint {
  const { holders } = state.store;
  settle(state, buyer);
  const riseE18 = holders.indexE18.get(buyer) - accrual.buyerIndexE18;
  const receivedE18 = holders.dividendsE18.get(buyer) - accrual.buyerDividendsE18;
  const returnedMinor = holders.givenBackMinor.get(buyer) - accrual.buyerGivenBackMinor;
  const keptMinor = max(divFloor(receivedE18, MINOR_E18) - returnedMinor, 0n);
  return min(min(divFloor(owesMicro * riseE18, MINOR_E18), keptMinor), refundedMinor);
}

/** Whole fen that a fund can give of what is asked. */
function fromFund(fundE18: bigint, askedMinor: bigint): bigint {
  return min(askedMinor, divFloor(fundE18, MINOR_E18));
}

function refundOf(
  state: State,
  id: string,
  order: Order,
  accrual: Accrual,
  lines: readonly RefundLine[],
): OrderRefunded {
  const accrued = accruing(order);
  const sofarMinor = refundedSince(order, accrued, []);
  const before = takenAt(order, accrual, accrued, sofarMinor);
  const after = takenAt(order, accrual, accrued, refundedSince(order, accrued, lines));
  const took = (
    figure: "refundedMinor" | "proRataMinor" | "tierMinor" | "contributionMinor" | "intoMinor",
  ) => after[figure] - before[figure];
  const places = placesOf(state, accrual, before, after);
  const [buyer] = places as [PlaceRefund];
  const nav = navOf(state);

  const refundedMinor = took("refundedMinor");
  const givenBack = givenBackMinor(state, order, accrual, buyer.owesMicro, refundedMinor);
  const missingMicro = buyer.owesMicro - buyer.burnedMicro;
  const missingMinor = min(
    divCeil(missingMicro * nav.reserveE18, nav.sharesMicro * MINOR_E18),
    refundedMinor - givenBack,
  );

  const behindOthersMinor = took("contributionMinor") - took("intoMinor");
  const proRataE18 = state.proRataE18 + givenBack * MINOR_E18;
  const proRataMinor = fromFund(proRataE18, took("proRataMinor") + behindOthersMinor);
  const tierMinor = fromFund(state.tierE18, took("tierMinor"));

  const burnedMicro = places.reduce((sum, place) => sum + place.burnedMicro, 0n);
  const reserveMinor = min(took("intoMinor"), valueMinorAt(nav, burnedMicro));
  const left = {
    reserveE18: state.reserveE18 - reserveMinor * MINOR_E18,
    outstandingMicro: state.outstandingMicro - burnedMicro,
  };
  const allMinor = took("proRataMinor") + took("tierMinor") + took("contributionMinor");
  return {
    type: "orderRefunded",
    order: id,
    lines,
    places,
    givenBackMinor: givenBack,
    missingMinor,
    proRataMinor,
    tierMinor,
    reserveMinor,
    excessE18: excessE18(state, left, state.plan.redemption.feeRate),
    refundLossMinor: allMinor - proRataMinor - tierMinor - reserveMinor,
  };
}

/** What came back of each accrued category since the order matured, and with so many lines more. */
function refundedSince(
  { lines, refunds }: Order,
  accrued: readonly CategoryPaid[],
  more: readonly RefundLine[],
): bigint[] {
  const since = new Map<string, bigint>();
  const add = (id: string, amountMinor: bigint): void => {
    const { category } = lines.find(({ line }) => line === id) as PaidLine;
    since.set(category, (since.get(category) ?? 0n) + amountMinor);
  };
  for (const [id, { beforeMinor, totalMinor }] of refunds ?? []) add(id, totalMinor - beforeMinor);
  for (const { line, amountMinor } of more) add(line, amountMinor);
  return accrued.map(({ category }) => since.get(category) ?? 0n);
}

/**
 * Decides a refund: before maturity it only reduces what will accrue.
 * Refuses: order_unknown, line_unknown, refund_exceeds_paid.
 */
export function decideRefund(
  state: State,
  { order: id, lines }: { order: string; lines: readonly RefundLine[] },
): Decision {
  const order = state.store.orders.get(id);
  if (order === undefined) return refuse("order_unknown", { order: id });
  const isKnown = ({ line }: RefundLine): boolean => order.lines.some((paid) => paid.line === line);
  const strange = lines.find((line) => !isKnown(line));
  if (strange !== undefined) return refuse("line_unknown", { order: id, line: strange.line });
  for (const { line, amountMinor } of lines) {
    const paid = order.lines.find((candidate) => candidate.line === line)!;
    const leftMinor = paid.paidMinor - (order.refunds?.get(line)?.totalMinor ?? 0n);
    if (amountMinor > leftMinor) {
      return refuse("refund_exceeds_paid", { order: id, line, leftMinor, amountMinor });
    }
  }
  if (order.accrual === undefined) {
    return { ok: true, events: [{ type: "orderReduced", order: id, lines }] };
  }
  return { ok: true, events: [refundOf(state, id, order, order.accrual, lines)] };
}

export function applyReduced(state: State, event: EventOf<"orderReduced">): void {
  noteRefunds(state, event.order, event.lines);
}

function noteRefunds(
  { store: { orders } }: State,
  id: string,
  lines: readonly RefundLine[],
): Order {
  const order = withRefunds(orders.get(id)!, lines);
  orders.set(id, order);
  return order;
}

/** An order of which lines came back. */
export function withRefunds(order: Order, lines: readonly RefundLine[]): Order {
  const isBefore = order.accrual === undefined;
  const refunds = new Map<string, LineRefund>(order.refunds);
  for (const { line, amountMinor } of lines) {
    const noted = refunds.get(line) ?? { beforeMinor: 0n, totalMinor: 0n };
    refunds.set(line, {
      beforeMinor: noted.beforeMinor + (isBefore ? amountMinor : 0n),
      totalMinor: noted.totalMinor + amountMinor,
    });
  }
  return { ...order, refunds };
}

export function applyRefunded(state: State, event: OrderRefunded): void {
  const { holders } = state.store;
  const { buyer } = noteRefunds(state, event.order, event.lines);
  for (const place of event.places) takeBack(state, place, event.givenBackMinor);

  holders.givenBackMinor.set(buyer, holders.givenBackMinor.get(buyer) + event.givenBackMinor);
  state.proRataE18 += (event.givenBackMinor - event.proRataMinor) * MINOR_E18;
  state.tierE18 -= event.tierMinor * MINOR_E18;
  state.reserveE18 -= event.reserveMinor * MINOR_E18;
  moveExcess(state, event.excessE18);
  const { merchant } = state;
  merchant.contributedMinor += event.givenBackMinor;
  merchant.deductedMinor += event.givenBackMinor + event.missingMinor;
  merchant.returnedMinor += event.proRataMinor + event.tierMinor + event.reserveMinor;
  merchant.refundLossMinor += event.refundLossMinor;
  for (const place of event.places) land(state, holders.find(place.holder) as HolderNumber);
}

/** Takes from one grantee, lifted here, what a refund takes; what is missing is owed or deducted. */
export function takeBack(state: State, refund: PlaceRefund, buyerGivesBackMinor: bigint): void {
  const { holders } = state.store;
  const holder = holders.find(refund.holder) as HolderNumber;
  lift(state, holder);
  burn(state, holder, refund.burnedMicro);
  if (refund.place !== "buyer") {
    const missingMicro = refund.owesMicro - refund.burnedMicro;
    holders.owedSharesMicro.set(holder, holders.owedSharesMicro.get(holder) + missingMicro);
  }
  const grantedMicro = max(holders.grantedMicro.get(holder) - refund.owesMicro, 0n);
  holders.grantedMicro.set(holder, grantedMicro);
  holders.peakMicro.set(holder, min(holders.peakMicro.get(holder), grantedMicro));
  setTier(state, holder);

  // Given-back dividends free the quota they used, before the refund takes its part.
  const freedE18 = refund.place === "buyer" ? buyerGivesBackMinor * MINOR_E18 : 0n;
  const quotaE18 = holders.quotaE18.get(holder) + freedE18;
  const takenE18 = min(quotaE18, refund.quotaMinor * MINOR_E18);
  holders.quotaE18.set(holder, quotaE18 - takenE18);
  const missingE18 = refund.quotaMinor * MINOR_E18 - takenE18;
  holders.owedQuotaE18.set(holder, holders.owedQuotaE18.get(holder) + missingE18);
}

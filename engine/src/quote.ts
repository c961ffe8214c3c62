/**
 * Quotes: what a command would come to, before it is done, computed by the code that does it.
 */
import { accrualOf, byCategory } from "./accrual.ts";
import type { PaidLine, RefundLine } from "./command.ts";
import type { EventOf, OrderAccrued, OrderRefunded } from "./event.ts";
import { decideRedeem, decideSpend, type Decision } from "./redemption.ts";
import { decideRefund } from "./refund.ts";
import { refuse, type Refused } from "./refusal.ts";
import type { State } from "./state.ts";

export type Quote<Figures> = { readonly ok: true; readonly quote: Figures } | Refused;

function quoted<Figures>(decision: Decision): Quote<Figures> {
  return decision.ok ? { ok: true, quote: decision.events[0] as Figures } : decision;
}

/** The most shares that may still be issued, in micro-shares. */
export function maxGrant(state: State): bigint {
  return state.plan.authorisedShares - state.issuedMicro;
}

/**
 * What an order paid now would accrue if it matured at once, at today's NAV.
 * Refuses: holder_unknown, category_unknown.
 */
export function quoteGrant(
  state: State,
  order: { holder: string; lines: readonly PaidLine[]; region?: string },
): Quote<OrderAccrued> {
  const { holder, lines, region } = order;
  const { plan } = state;
  const buyer = state.store.holders.find(holder);
  if (buyer === undefined) return refuse("holder_unknown", { holder });
  const strange = lines.find(({ category }) => !plan.categories.has(category));
  if (strange !== undefined) return refuse("category_unknown", { category: strange.category });
  const paid = byCategory(lines, ({ paidMinor }) => paidMinor);
  return { ok: true, quote: accrualOf(state, "", { plan, buyer, region }, paid) };
}

/**
 * What redeeming shares would pay: value, fee and payout, in fen.
 * Refuses: holder_unknown, shares_insufficient, outstanding_below_one, payout_zero.
 */
export function quoteRedeem(
  state: State,
  redemption: { holder: string; sharesMicro: bigint },
): Quote<EventOf<"sharesRedeemed">> {
  return quoted(decideRedeem(state, redemption.holder, redemption.sharesMicro));
}

/**
 * What spending shares would pay for, in fen.
 * Refuses: holder_unknown, shares_insufficient, outstanding_below_one.
 */
export function quoteSpend(
  state: State,
  spend: { holder: string; sharesMicro: bigint; order: string },
): Quote<EventOf<"sharesSpent">> {
  return quoted(decideSpend(state, spend));
}

export type RefundQuote = {
  /** What the shop withholds from the refund: dividends given back, and shares already gone. */
  readonly deductMinor: bigint;
  readonly givenBackMinor: bigint;
  readonly missingMinor: bigint;
  /** What each grantee owes in shares and quota; shares that are missing are owed or deducted. */
  readonly places: OrderRefunded["places"];
  /** What funds and reserve give back to the merchant. */
  readonly returnedMinor: bigint;
  /** What the return costs the merchant beyond the goods. */
  readonly refundLossMinor: bigint;
};

const BEFORE_MATURITY: RefundQuote = {
  deductMinor: 0n,
  givenBackMinor: 0n,
  missingMinor: 0n,
  places: [],
  returnedMinor: 0n,
  refundLossMinor: 0n,
};

/**
 * What a refund would withhold, from whom and why, and what it would cost the merchant.
 * Refuses: order_unknown, line_unknown, refund_exceeds_paid.
 */
export function quoteRefund(
  state: State,
  refund: { order: string; lines: readonly RefundLine[] },
): Quote<RefundQuote> {
  const decision = decideRefund(state, refund);
  if (!decision.ok) return decision;
  const [event] = decision.events;
  if (event?.type !== "orderRefunded") return { ok: true, quote: BEFORE_MATURITY };
  const { givenBackMinor, missingMinor, places, refundLossMinor } = event;
  return {
    ok: true,
    quote: {
      deductMinor: givenBackMinor + missingMinor,
      givenBackMinor,
      missingMinor,
      places,
      returnedMinor: event.proRataMinor + event.tierMinor + event.reserveMinor,
      refundLossMinor,
    },
  };
}

/**
 * Quotes: what a purchase would grant and what shares would pay, worked out by the engine itself on a
 * small state: the plan, the programme's figures, and one person.
 *
 * That person has no referrer. Under a plan that grants a count of shares, what a referrer gets may lower
 * the most the buyer can get; under one that grants a value it changes nothing for the buyer.
 */
import {
  createState,
  memoryStore,
  navOf,
  quoteGrant,
  quoteRedeem,
  SHARE_MICRO,
  type Nav,
  type Plan,
  type State,
} from "@patronage/engine";
import type { Fund } from "@patronage/ledger";
import { sumMinor, valueMinor } from "./figures.ts";

/** What of a purchase counts, in one category. */
export type Purchase = { readonly category: string; readonly paidMinor: bigint };

/** What a purchase would grant, and what that is worth. */
export type Grant = {
  readonly paidMinor: bigint;
  readonly sharesMicro: bigint;
  readonly valueMinor: bigint;
  readonly payoutMinor: bigint;
  readonly quotaMinor: bigint;
};

export type Quotes = {
  /** What a share is worth: the NAV, or the last there was, or the initial price. */
  readonly nav: Nav;
  /** What a purchase would grant if it counted now; undefined for what grants nothing. */
  grant(purchases: readonly Purchase[]): Grant | undefined;
  /** What redeeming a holder's shares would pay now; 0 where the ledger would refuse it. */
  payoutMinor(sharesMicro: bigint): bigint;
};

const BUYER = "buyer";
const BUYER_NUMBER = 0;

/** Opens quotes at a programme's figures. */
export function openQuotes(plan: Plan, fund: Fund): Quotes {
  const state = createState(plan, memoryStore());
  state.reserveE18 = fund.reserveE18;
  state.outstandingMicro = fund.outstandingMicro;
  state.issuedMicro = fund.issuedMicro;
  state.lastNav = fund.lastNav;
  state.store.holders.add(BUYER);
  return {
    nav: navOf(state),
    grant: (purchases) => grantOf(state, purchases),
    payoutMinor: (sharesMicro) => redeem(state, sharesMicro),
  };
}

function grantOf(state: State, purchases: readonly Purchase[]): Grant | undefined {
  const lines = purchases
    .filter(({ paidMinor }) => paidMinor > 0n)
    .map((purchase, index) => ({ line: String(index), ...purchase }));
  if (lines.length === 0) return undefined;
  const told = quoteGrant(state, { holder: BUYER, lines });
  // A category the plan does not know counts for nothing.
  if (!told.ok) return undefined;
  const { sharesMicro, quotaMinor } = told.quote.places[0]!;
  if (sharesMicro === 0n && quotaMinor === 0n) return undefined;
  const nav = navOf(state);
  // At the same NAV over so many shares that redeeming these leaves enough of them.
  const times = (sharesMicro + SHARE_MICRO) / nav.sharesMicro + 1n;
  const backing = {
    reserveE18: nav.reserveE18 * times,
    outstandingMicro: nav.sharesMicro * times,
  };
  return {
    paidMinor: sumMinor(lines.map(({ paidMinor }) => paidMinor)),
    sharesMicro,
    valueMinor: valueMinor(sharesMicro, backing),
    payoutMinor: redeem({ ...state, ...backing }, sharesMicro),
    quotaMinor,
  };
}

function redeem(state: State, sharesMicro: bigint): bigint {
  if (sharesMicro === 0n) return 0n;
  state.store.holders.sharesMicro.set(BUYER_NUMBER, sharesMicro);
  const told = quoteRedeem(state, { holder: BUYER, sharesMicro });
  state.store.holders.sharesMicro.set(BUYER_NUMBER, 0n);
  return told.ok ? told.quote.payoutMinor : 0n;
}

/** A grant as the API tells it. */
export const tellGrant = (grant: Grant | undefined, returnDays: number) =>
  grant === undefined
    ? null
    : {
        paid: grant.paidMinor.toString(),
        shares: grant.sharesMicro.toString(),
        value: grant.valueMinor.toString(),
        payout: grant.payoutMinor.toString(),
        quota: grant.quotaMinor.toString(),
        returnDays,
      };

/**
 * Postings: every event as double entry, in money and in shares.
 *
 * Each event's postings sum to zero in both. What comes from or goes to the merchant is booked to
 * its own account, so that the balance of the books is what must be in the bank. Dividends are
 * booked to all holders together: which of them earned what is a matter of the index, not of the
 * journal. Spec 10.1, 10.7.
 */
import type { DayClosed, Event, EventOf, OrderAccrued, OrderRefunded } from "./event.ts";
import { MINOR_E18 } from "./numbers.ts";
import type { State } from "./state.ts";

export type MoneyAccount = "merchant" | "reserve" | "proRataFund" | "tierFund" | "wallets";
export type ShareAccount = "unissued" | "founding" | "holdings" | "burned";

/** Amounts added to accounts (E18 of a fen, and micro-shares); both lists sum to zero. */
export type Postings = {
  readonly money: readonly { readonly account: MoneyAccount; readonly amountE18: bigint }[];
  readonly shares: readonly { readonly account: ShareAccount; readonly sharesMicro: bigint }[];
};

type Amounts = {
  readonly [Account in MoneyAccount]?: bigint;
} & { readonly [Account in ShareAccount]?: bigint };

const MONEY_ACCOUNTS = ["merchant", "reserve", "proRataFund", "tierFund", "wallets"] as const;
const SHARE_ACCOUNTS = ["unissued", "founding", "holdings", "burned"] as const;

function entries(amounts: Amounts): Postings {
  return {
    money: MONEY_ACCOUNTS.flatMap((account) => {
      const amountE18 = amounts[account] ?? 0n;
      return amountE18 === 0n ? [] : [{ account, amountE18 }];
    }),
    shares: SHARE_ACCOUNTS.flatMap((account) => {
      const sharesMicro = amounts[account] ?? 0n;
      return sharesMicro === 0n ? [] : [{ account, sharesMicro }];
    }),
  };
}

const e18 = (amountMinor: bigint): bigint => amountMinor * MINOR_E18;

function accrued({ places, intoMinor, proRataMinor, tierMinor }: OrderAccrued): Amounts {
  let issuedMicro = 0n;
  let owedMicroTotal = 0n;
  for (const { sharesMicro, owedMicro } of places) {
    issuedMicro += sharesMicro;
    owedMicroTotal += owedMicro;
  }
  return {
    merchant: e18(-intoMinor - proRataMinor - tierMinor),
    reserve: e18(intoMinor),
    proRataFund: e18(proRataMinor),
    tierFund: e18(tierMinor),
    unissued: -issuedMicro,
    holdings: issuedMicro - owedMicroTotal,
    // What pays a debt of shares is issued and gone at once.
    burned: owedMicroTotal,
  };
}

function refunded(event: OrderRefunded): Amounts {
  const { givenBackMinor, proRataMinor, tierMinor, reserveMinor, excessE18 } = event;
  const burnedMicro = event.places.reduce((sum, place) => sum + place.burnedMicro, 0n);
  return {
    merchant: e18(proRataMinor + tierMinor + reserveMinor - givenBackMinor),
    reserve: e18(-reserveMinor) - excessE18,
    proRataFund: e18(givenBackMinor - proRataMinor) + excessE18,
    tierFund: e18(-tierMinor),
    holdings: -burnedMicro,
    burned: burnedMicro,
  };
}

function redeemed(event: { sharesMicro: bigint; payoutMinor: bigint; excessE18: bigint }): Amounts {
  return {
    reserve: e18(-event.payoutMinor) - event.excessE18,
    proRataFund: event.excessE18,
    wallets: e18(event.payoutMinor),
    holdings: -event.sharesMicro,
    burned: event.sharesMicro,
  };
}

function spent({ sharesMicro, fromReserveMinor, excessE18 }: EventOf<"sharesSpent">): Amounts {
  return {
    merchant: e18(fromReserveMinor),
    reserve: e18(-fromReserveMinor) - excessE18,
    proRataFund: excessE18,
    holdings: -sharesMicro,
    burned: sharesMicro,
  };
}

function returned(event: EventOf<"spendReturned">): Amounts {
  return {
    merchant: e18(-event.amountMinor),
    reserve: e18(event.toReserveMinor),
    proRataFund: e18(event.toProRataMinor),
    wallets: e18(event.toWalletMinor),
    holdings: event.sharesMicro,
    burned: -event.sharesMicro,
  };
}

function closed(event: DayClosed): Amounts {
  const forced = event.forced.map(redeemed);
  const sum = (account: MoneyAccount | ShareAccount): bigint =>
    forced.reduce((total, amounts) => total + (amounts[account] ?? 0n), 0n);
  return {
    reserve: sum("reserve"),
    proRataFund: event.tierMovedE18 - event.proRataPaidE18 + sum("proRataFund"),
    tierFund: -event.tierPaidE18 - event.tierMovedE18,
    wallets: event.proRataPaidE18 + event.tierPaidE18 + sum("wallets"),
    holdings: sum("holdings"),
    burned: sum("burned"),
  };
}

/** The postings of one event; empty where neither money nor shares move. */
export function postingsOf(event: Event): Postings {
  switch (event.type) {
    case "orderAccrued":
      return entries(accrued(event));
    case "orderRefunded":
      return entries(refunded(event));
    case "sharesRedeemed":
      return entries(redeemed(event));
    case "sharesSpent":
      return entries(spent(event));
    case "spendReturned":
      return entries(returned(event));
    case "walletWithdrawn":
      return entries({ merchant: e18(event.amountMinor), wallets: e18(-event.amountMinor) });
    case "dayClosed":
      return entries(closed(event));
    default:
      return entries({});
  }
}

/** The postings with which a programme begins: the merchant pays for the founding shares. */
export function foundingPostings({ merchant, plan }: State): Postings {
  return entries({
    merchant: e18(-merchant.foundedMinor),
    reserve: e18(merchant.foundedMinor),
    unissued: -plan.foundingShares,
    founding: plan.foundingShares,
  });
}

/**
 * Events: what a command did, in the past tense, with every figure needed to apply and to post it.
 *
 * A decision yields events, `evolve` applies them, `postings` books them. They name holders by
 * their ids, so that a journal reads by itself.
 */
import type { Json } from "./json.ts";
import type { PaidLine, RefundLine } from "./command.ts";
import type { HolderNumber, PlaceName } from "./store.ts";

export type PlaceGrant = {
  readonly place: PlaceName;
  readonly holder: string;
  /** The holder's number. */
  readonly number: HolderNumber;
  /** Shares issued to the place. */
  readonly sharesMicro: bigint;
  /** Those of them that pay what the holder owes: issued, but not outstanding. */
  readonly owedMicro: bigint;
  readonly quotaMinor: bigint;
};

export type OrderAccrued = {
  readonly type: "orderAccrued";
  readonly order: string;
  readonly categories: readonly { readonly category: string; readonly paidMinor: bigint }[];
  /** Into the pro-rata fund, the part of the contribution that bought no shares included. */
  readonly proRataMinor: bigint;
  readonly tierMinor: bigint;
  /** Into the reserve. */
  readonly intoMinor: bigint;
  readonly places: readonly PlaceGrant[];
  /** What one of the buyer's micro-shares has earned, and the buyer in all: a refund counts from here. */
  readonly buyerIndexE18: bigint;
  readonly buyerDividendsE18: bigint;
  readonly buyerGivenBackMinor: bigint;
};

/** What one grantee of a refunded order owes and gives. */
export type PlaceRefund = {
  readonly place: PlaceName;
  readonly holder: string;
  /** Shares the refund takes back: `burnedMicro` of them from the holding; the rest is missing. */
  readonly owesMicro: bigint;
  readonly burnedMicro: bigint;
  readonly quotaMinor: bigint;
};

export type OrderRefunded = {
  readonly type: "orderRefunded";
  readonly order: string;
  readonly lines: readonly RefundLine[];
  readonly places: readonly PlaceRefund[];
  /** Dividends the buyer gives back ("e"): the shop withholds them and pays them in. */
  readonly givenBackMinor: bigint;
  /** The worth of the buyer's missing shares, which the shop withholds and keeps. */
  readonly missingMinor: bigint;
  readonly proRataMinor: bigint;
  readonly tierMinor: bigint;
  readonly reserveMinor: bigint;
  /** From the reserve to the pro-rata fund, by the step bound. */
  readonly excessE18: bigint;
  readonly refundLossMinor: bigint;
};

/** Shares of one holder redeemed because its quota was reached. */
export type ForcedRedemption = {
  readonly holder: string;
  readonly sharesMicro: bigint;
  readonly payoutMinor: bigint;
  readonly feeMinor: bigint;
  readonly excessE18: bigint;
};

/** A holder that took all the quota it had left, and of what. */
export type Capped = {
  readonly holder: string;
  readonly proRataE18: bigint;
  readonly tierE18: bigint;
};

export type DayClosed = {
  readonly type: "dayClosed";
  readonly date: string;
  /** What one micro-share earned, for all who were not capped before the end. */
  readonly indexRiseE18: bigint;
  /** What one head of each tier, the first tier first, earned of that tier's own part. */
  readonly headRisesE18: readonly bigint[];
  readonly capped: readonly Capped[];
  readonly proRataPaidE18: bigint;
  readonly tierPaidE18: bigint;
  /** From the tier fund to the pro-rata fund: remainders, and what no tier's member could take. */
  readonly tierMovedE18: bigint;
  /** In the pro-rata fund after the dividends: it is part of tomorrow's. */
  readonly carriedE18: bigint;
  /** Who reached a higher tier; it counts from the next close on. */
  readonly risen: readonly { readonly holder: string; readonly tier: number }[];
  readonly forced: readonly ForcedRedemption[];
};

export type Event =
  | { readonly type: "holderJoined"; readonly holder: string; readonly referrer?: string }
  | { readonly type: "agentAppointed"; readonly region: string; readonly holder: string }
  | {
      readonly type: "orderPaid";
      readonly order: string;
      readonly holder: string;
      readonly region?: string;
      readonly lines: readonly PaidLine[];
    }
  | OrderAccrued
  | { readonly type: "orderReduced"; readonly order: string; readonly lines: readonly RefundLine[] }
  | OrderRefunded
  | {
      readonly type: "sharesRedeemed";
      readonly holder: string;
      readonly sharesMicro: bigint;
      readonly payoutMinor: bigint;
      readonly feeMinor: bigint;
      readonly excessE18: bigint;
    }
  | {
      readonly type: "sharesSpent";
      readonly holder: string;
      readonly order: string;
      readonly sharesMicro: bigint;
      readonly valueMinor: bigint;
      /** Of the value, what the reserve pays the merchant. */
      readonly fromReserveMinor: bigint;
      readonly excessE18: bigint;
      /** The hold that was captured, if one was. */
      readonly hold?: string;
    }
  | {
      readonly type: "sharesHeld";
      readonly hold: string;
      readonly holder: string;
      readonly sharesMicro: bigint;
      readonly order: string;
      readonly expires: string;
    }
  | { readonly type: "holdReleased"; readonly hold: string }
  | {
      readonly type: "spendReturned";
      readonly holder: string;
      readonly order: string;
      readonly amountMinor: bigint;
      readonly sharesMicro: bigint;
      readonly toReserveMinor: bigint;
      readonly toProRataMinor: bigint;
      readonly toWalletMinor: bigint;
    }
  | {
      readonly type: "sharesTransferred";
      readonly from: string;
      readonly to: string;
      readonly sharesMicro: bigint;
    }
  | { readonly type: "walletWithdrawn"; readonly holder: string; readonly amountMinor: bigint }
  | DayClosed
  | { readonly type: "planActivated"; readonly plan: Json };

export type EventOf<Type extends Event["type"]> = Extract<Event, { type: Type }>;

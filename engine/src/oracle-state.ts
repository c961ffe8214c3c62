/**
 * Oracle, part: the state, in plain records, and the price (spec sections 1, 5 and 5.3).
 */

import type { Instant } from "./oracle-fields.ts";
import { ceilDivide, E18, floorDivide, MICRO_PER_SHARE, MINOR_PER_UNIT } from "./oracle-math.ts";
import type { OraclePlan } from "./oracle-plan.ts";

/** A price of shares as an exact ratio: reserveE18 / outstandingMicro, both above 0. */
export type Price = { reserveE18: bigint; outstandingMicro: bigint };

export type OracleHolder = {
  referrer: string | undefined;
  sharesMicro: bigint;
  heldMicro: bigint;
  quotaE18: bigint;
  /** All dividends ever received: pro rata and by tier. */
  dividendsE18: bigint;
  payoutsMinor: bigint;
  withdrawnMinor: bigint;
  owedSharesMicro: bigint;
  owedQuotaE18: bigint;
  grantedMicro: bigint;
  peakMicro: bigint;
  /** What one micro-share has earned pro rata, floored at each close. */
  indexE18: bigint;
  /** All dividends given back by refunds: the e's of section 6. */
  givenBackMinor: bigint;
  /** By order: the value spent on it, less returns. */
  spentMinor: Map<string, bigint>;
};

export type AccruedCategory = {
  accruedMinor: bigint;
  proRataMinor: bigint;
  tierMinor: bigint;
  contributionMinor: bigint;
  /** Refunded since the order matured. */
  refundedMinor: bigint;
};

export type Grantee = {
  holder: string;
  grantedMicro: bigint;
  quotaMinor: Map<string, bigint>;
};

export type Accrual = {
  categories: Map<string, AccruedCategory>;
  contributionMinor: bigint;
  intoMinor: bigint;
  /** The buyer first. */
  grantees: Grantee[];
  /** The buyer's figures when the order matured. */
  buyerIndexE18: bigint;
  buyerDividendsE18: bigint;
  buyerGivenBackMinor: bigint;
};

export type OracleLine = { category: string; paidMinor: bigint; refundedMinor: bigint };

export type OracleOrder = {
  holder: string;
  region: string | undefined;
  /** The plan in force when the order was paid. */
  plan: OraclePlan;
  lines: Map<string, OracleLine>;
  /** Undefined while the order waits. */
  accrual: Accrual | undefined;
};

export type OracleHold = {
  holder: string;
  order: string;
  sharesMicro: bigint;
  expires: Instant;
  active: boolean;
};

export type Oracle = {
  plan: OraclePlan;
  reserveE18: bigint;
  outstandingMicro: bigint;
  issuedMicro: bigint;
  proRataE18: bigint;
  tierE18: bigint;
  foundedMinor: bigint;
  contributedMinor: bigint;
  returnedMinor: bigint;
  refundLossMinor: bigint;
  deductedMinor: bigint;
  spentMinor: bigint;
  /** In the order of joining. */
  holders: Map<string, OracleHolder>;
  agents: Map<string, string>;
  orders: Map<string, OracleOrder>;
  holds: Map<string, OracleHold>;
  lastDate: bigint | undefined;
  lastAt: Instant | undefined;
  /** The last price there was after any command. */
  lastPrice: Price | undefined;
  /** Applied commands: id to canonical content. */
  applied: Map<string, string>;
  rejected: string[];
};

/** R/O; without shares the last there was after any command, or the initial price. */
export function priceOf(oracle: Oracle): Price {
  const { reserveE18, outstandingMicro } = oracle;
  if (outstandingMicro > 0n) return { reserveE18, outstandingMicro };
  if (oracle.lastPrice !== undefined) return oracle.lastPrice;
  const { numerator, denominator } = oracle.plan.initialPrice;
  return {
    reserveE18: numerator * MINOR_PER_UNIT * E18,
    outstandingMicro: denominator * MICRO_PER_SHARE,
  };
}

/** floor(value / price), in micro-shares. */
export function sharesForMinor(valueMinor: bigint, price: Price): bigint {
  return floorDivide(valueMinor * E18 * price.outstandingMicro, price.reserveE18);
}

/** floor(shares · price), in fen. */
export function floorValueMinor(sharesMicro: bigint, price: Price): bigint {
  return floorDivide(sharesMicro * price.reserveE18, price.outstandingMicro * E18);
}

/** ceil(shares · price), in fen. */
export function ceilValueMinor(sharesMicro: bigint, price: Price): bigint {
  return ceilDivide(sharesMicro * price.reserveE18, price.outstandingMicro * E18);
}

export function freeMicro(holder: OracleHolder): bigint {
  return holder.sharesMicro - holder.heldMicro;
}

/** The whole fen of all dividends ever received, plus payouts, less withdrawals. */
export function walletMinor(holder: OracleHolder): bigint {
  return floorDivide(holder.dividendsE18, E18) + holder.payoutsMinor - holder.withdrawnMinor;
}

/** The number of thresholds that the peak has reached. */
export function tierOf(oracle: Oracle, holder: OracleHolder): number {
  return oracle.plan.tiersMicro.filter((thresholdMicro) => thresholdMicro <= holder.peakMicro)
    .length;
}

export function lowerQuotaToZeroAtMost(holder: OracleHolder, amountE18: bigint): void {
  holder.quotaE18 = holder.quotaE18 > amountE18 ? holder.quotaE18 - amountE18 : 0n;
}

/** Section 5.3, after a burn; R and O are those before it. */
export function boundStep(oracle: Oracle, reserveE18: bigint, outstandingMicro: bigint): void {
  let mostE18 = oracle.reserveE18;
  const { numerator, denominator } = oracle.plan.feeRate;
  if (oracle.outstandingMicro === 0n) {
    mostE18 = 0n;
  } else if (numerator < denominator) {
    mostE18 = ceilDivide(
      oracle.outstandingMicro * reserveE18 * denominator,
      outstandingMicro * (denominator - numerator),
    );
  }
  if (oracle.reserveE18 <= mostE18) return;
  oracle.proRataE18 += oracle.reserveE18 - mostE18;
  oracle.reserveE18 = mostE18;
}

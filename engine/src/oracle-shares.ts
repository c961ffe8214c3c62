/**
 * Oracle, part: what holders do with shares and wallets (spec sections 4, 8 and 5.3).
 */

import type { JsonObject } from "./json.ts";
import { compareInstants, parseInstant, SECONDS_PER_DAY, type Instant } from "./oracle-fields.ts";
import { ceilOf, E18, MICRO_PER_SHARE } from "./oracle-math.ts";
import {
  boundStep,
  floorValueMinor,
  freeMicro,
  lowerQuotaToZeroAtMost,
  priceOf,
  sharesForMinor,
  walletMinor,
  type Oracle,
  type OracleHold,
  type OracleHolder,
} from "./oracle-state.ts";

const HOLD_DAYS_AT_MOST = 30n;

function leavesCrumb(oracle: Oracle, sharesMicro: bigint): boolean {
  const leftMicro = oracle.outstandingMicro - sharesMicro;
  return leftMicro > 0n && leftMicro < MICRO_PER_SHARE;
}

function payoutFor(oracle: Oracle, sharesMicro: bigint): bigint {
  const valueMinor = floorValueMinor(sharesMicro, priceOf(oracle));
  return valueMinor - ceilOf(valueMinor, oracle.plan.feeRate);
}

/** Redeems shares that are there, without any refusal. */
export function redeemFrom(
  oracle: Oracle,
  holder: OracleHolder,
  sharesMicro: bigint,
  consumesQuota: boolean,
): void {
  const { reserveE18, outstandingMicro } = oracle;
  const payoutMinor = payoutFor(oracle, sharesMicro);
  oracle.reserveE18 -= payoutMinor * E18;
  oracle.outstandingMicro -= sharesMicro;
  holder.sharesMicro -= sharesMicro;
  holder.payoutsMinor += payoutMinor;
  if (consumesQuota) lowerQuotaToZeroAtMost(holder, payoutMinor * E18);
  boundStep(oracle, reserveE18, outstandingMicro);
}

export function redeemShares(oracle: Oracle, command: JsonObject): string | undefined {
  const holder = oracle.holders.get(command["holder"] as string);
  const sharesMicro = BigInt(command["shares"] as string);
  if (holder === undefined) return "holder_unknown";
  if (sharesMicro > freeMicro(holder)) return "shares_insufficient";
  if (leavesCrumb(oracle, sharesMicro)) return "crumb_left";
  if (payoutFor(oracle, sharesMicro) <= 0n) return "payout_zero";
  redeemFrom(oracle, holder, sharesMicro, oracle.plan.consumesQuota);
  return undefined;
}

function spendFrom(oracle: Oracle, holder: OracleHolder, sharesMicro: bigint, order: string): void {
  const { reserveE18, outstandingMicro } = oracle;
  const valueMinor = floorValueMinor(sharesMicro, priceOf(oracle));
  oracle.outstandingMicro -= sharesMicro;
  holder.sharesMicro -= sharesMicro;
  if (oracle.plan.funding === "reserve") {
    oracle.reserveE18 -= valueMinor * E18;
    oracle.spentMinor += valueMinor;
  }
  holder.spentMinor.set(order, (holder.spentMinor.get(order) ?? 0n) + valueMinor);
  boundStep(oracle, reserveE18, outstandingMicro);
}

export function spendShares(oracle: Oracle, command: JsonObject): string | undefined {
  const holder = oracle.holders.get(command["holder"] as string);
  const sharesMicro = BigInt(command["shares"] as string);
  if (holder === undefined) return "holder_unknown";
  if (sharesMicro > freeMicro(holder)) return "shares_insufficient";
  if (leavesCrumb(oracle, sharesMicro)) return "crumb_left";
  spendFrom(oracle, holder, sharesMicro, command["order"] as string);
  return undefined;
}

export function holdShares(oracle: Oracle, command: JsonObject): string | undefined {
  const holdId = command["hold"] as string;
  const holderId = command["holder"] as string;
  const holder = oracle.holders.get(holderId);
  const sharesMicro = BigInt(command["shares"] as string);
  const at = parseInstant(command["at"] as string) as Instant;
  const expires = parseInstant(command["expires"] as string) as Instant;
  const latest: Instant = {
    seconds: at.seconds + HOLD_DAYS_AT_MOST * SECONDS_PER_DAY,
    fraction: at.fraction,
  };
  if (oracle.holds.has(holdId)) return "hold_exists";
  if (holder === undefined) return "holder_unknown";
  if (sharesMicro > freeMicro(holder)) return "shares_insufficient";
  if (compareInstants(expires, at) <= 0) return "expires_too_early";
  if (compareInstants(expires, latest) > 0) return "expires_too_late";
  if (
    oracle.plan.onQuotaReached === "redeem" &&
    holder.sharesMicro * oracle.reserveE18 >= holder.quotaE18 * oracle.outstandingMicro
  ) {
    return "quota_reached";
  }
  holder.heldMicro += sharesMicro;
  const order = command["order"] as string;
  oracle.holds.set(holdId, { holder: holderId, order, sharesMicro, expires, active: true });
  return undefined;
}

function holderOfHold(oracle: Oracle, hold: OracleHold): OracleHolder {
  const holder = oracle.holders.get(hold.holder);
  if (holder === undefined) throw new Error("a hold's holder is a holder");
  return holder;
}

export function releaseHold(oracle: Oracle, hold: OracleHold): void {
  hold.active = false;
  holderOfHold(oracle, hold).heldMicro -= hold.sharesMicro;
}

function activeHold(oracle: Oracle, command: JsonObject): OracleHold | string {
  const hold = oracle.holds.get(command["hold"] as string);
  if (hold === undefined) return "hold_unknown";
  return hold.active ? hold : "hold_ended";
}

export function captureShares(oracle: Oracle, command: JsonObject): string | undefined {
  const hold = activeHold(oracle, command);
  if (typeof hold === "string") return hold;
  if (leavesCrumb(oracle, hold.sharesMicro)) return "crumb_left";
  releaseHold(oracle, hold);
  spendFrom(oracle, holderOfHold(oracle, hold), hold.sharesMicro, hold.order);
  return undefined;
}

export function releaseShares(oracle: Oracle, command: JsonObject): string | undefined {
  const hold = activeHold(oracle, command);
  if (typeof hold === "string") return hold;
  releaseHold(oracle, hold);
  return undefined;
}

export function returnSpend(oracle: Oracle, command: JsonObject): string | undefined {
  const orderId = command["order"] as string;
  const holder = oracle.holders.get(command["holder"] as string);
  const amountMinor = command["amount"] as bigint;
  if (holder === undefined) return "holder_unknown";
  const spentMinor = holder.spentMinor.get(orderId) ?? 0n;
  if (amountMinor > spentMinor) return "return_above_spent";
  holder.spentMinor.set(orderId, spentMinor - amountMinor);
  oracle.contributedMinor += amountMinor;
  if (oracle.plan.funding === "merchant") {
    const feeMinor = ceilOf(amountMinor, oracle.plan.feeRate);
    holder.payoutsMinor += amountMinor - feeMinor;
    oracle.proRataE18 += feeMinor * E18;
    return undefined;
  }
  const sharesMicro = sharesForMinor(amountMinor, priceOf(oracle));
  if (sharesMicro === 0n) {
    oracle.proRataE18 += amountMinor * E18;
    return undefined;
  }
  holder.sharesMicro += sharesMicro;
  oracle.outstandingMicro += sharesMicro;
  oracle.reserveE18 += amountMinor * E18;
  return undefined;
}

export function transferShares(oracle: Oracle, command: JsonObject): string | undefined {
  const fromId = command["from"] as string;
  const toId = command["to"] as string;
  const from = oracle.holders.get(fromId);
  const to = oracle.holders.get(toId);
  const sharesMicro = BigInt(command["shares"] as string);
  if (!oracle.plan.transferable) return "not_transferable";
  if (from === undefined || to === undefined) return "holder_unknown";
  if (fromId === toId) return "transfer_to_self";
  if (sharesMicro > freeMicro(from)) return "shares_insufficient";
  from.sharesMicro -= sharesMicro;
  to.sharesMicro += sharesMicro;
  return undefined;
}

export function withdrawFromWallet(oracle: Oracle, command: JsonObject): string | undefined {
  const holder = oracle.holders.get(command["holder"] as string);
  const amountMinor = command["amount"] as bigint;
  if (holder === undefined) return "holder_unknown";
  if (amountMinor > walletMinor(holder)) return "wallet_insufficient";
  holder.withdrawnMinor += amountMinor;
  return undefined;
}

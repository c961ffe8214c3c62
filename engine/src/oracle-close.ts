/**
 * Oracle, part: the day's close, touching every holder (spec sections 7 and 9).
 */

import type { JsonObject } from "./json.ts";
import { compareInstants, parseDate, parseInstant, type Instant } from "./oracle-fields.ts";
import { ceilDivide, floorDivide, larger, smaller, sum } from "./oracle-math.ts";
import { redeemFrom, releaseHold } from "./oracle-shares.ts";
import { freeMicro, tierOf, type Oracle, type OracleHolder } from "./oracle-state.ts";

/** Section 7, "Exactly": pays a fund over weights, nobody more than the quota left. */
export function payEagerly(
  fundE18: bigint,
  weights: bigint[],
  quotasE18: bigint[],
): { paidE18: bigint[]; carryE18: bigint } {
  const paidE18 = weights.map(() => 0n);
  let leftE18 = fundE18;
  let staying = weights.map((weight, index) => ({
    index,
    weight,
    quotaE18: quotasE18[index] ?? 0n,
  }));
  while (staying.length > 0) {
    const riseE18 = floorDivide(leftE18, sum(staying.map((each) => each.weight)));
    const limits = staying.map((each) => ceilDivide(each.quotaE18, each.weight));
    const lowest = limits.reduce(smaller);
    const isLastRound = lowest > riseE18;
    const next: typeof staying = [];
    staying.forEach((each, position) => {
      const leaves = !isLastRound && limits[position] === lowest;
      const shareE18 = leaves ? each.quotaE18 : each.weight * (isLastRound ? riseE18 : lowest);
      paidE18[each.index] = (paidE18[each.index] ?? 0n) + shareE18;
      leftE18 -= shareE18;
      if (!leaves) next.push({ ...each, quotaE18: each.quotaE18 - shareE18 });
    });
    if (isLastRound) break;
    staying = next;
  }
  return { paidE18, carryE18: leftE18 };
}

/** Pays a fund to members, and returns what was left over. */
function payMembers(
  fundE18: bigint,
  members: OracleHolder[],
  weights: bigint[],
  isProRata: boolean,
): bigint {
  const quotasE18 = members.map((member) => member.quotaE18);
  const { paidE18, carryE18 } = payEagerly(fundE18, weights, quotasE18);
  members.forEach((member, index) => {
    const dividendE18 = paidE18[index] ?? 0n;
    member.dividendsE18 += dividendE18;
    member.quotaE18 -= dividendE18;
    if (isProRata) member.indexE18 += floorDivide(dividendE18, member.sharesMicro);
  });
  return carryE18;
}

function payDividends(oracle: Oracle): void {
  const eligible = [...oracle.holders.values()].filter(
    (holder) => holder.sharesMicro > 0n && holder.quotaE18 > 0n,
  );
  const tierCount = oracle.plan.tiersMicro.length;
  const partE18 = tierCount === 0 ? 0n : floorDivide(oracle.tierE18, BigInt(tierCount));
  let proRataE18 = oracle.proRataE18 + oracle.tierE18 - partE18 * BigInt(tierCount);
  const paidParts: OracleHolder[][] = [];
  for (let tier = 1; tier <= tierCount; tier += 1) {
    const members = eligible.filter((holder) => tierOf(oracle, holder) >= tier);
    if (members.length === 0) proRataE18 += partE18;
    else paidParts.push(members);
  }
  let carryE18 = payMembers(
    proRataE18,
    eligible,
    eligible.map((holder) => holder.sharesMicro),
    true,
  );
  for (const members of paidParts) {
    carryE18 += payMembers(
      partE18,
      members,
      members.map(() => 1n),
      false,
    );
  }
  oracle.proRataE18 = carryE18;
  oracle.tierE18 = 0n;
}

/** The holder to be forced out next, were its value high enough: the first of the smallest. */
function nextForcedOut(oracle: Oracle): OracleHolder | undefined {
  let lowest: OracleHolder | undefined;
  for (const holder of oracle.holders.values()) {
    if (freeMicro(holder) === 0n) continue;
    if (
      lowest === undefined ||
      holder.quotaE18 * freeMicro(lowest) < lowest.quotaE18 * freeMicro(holder)
    ) {
      lowest = holder;
    }
  }
  return lowest;
}

function forceRedemptions(oracle: Oracle): void {
  for (;;) {
    const holder = nextForcedOut(oracle);
    if (holder === undefined) return;
    const sharesMicro = freeMicro(holder);
    if (sharesMicro * oracle.reserveE18 < holder.quotaE18 * oracle.outstandingMicro) return;
    redeemFrom(oracle, holder, sharesMicro, true);
  }
}

export function closeDay(oracle: Oracle, command: JsonObject): string | undefined {
  const date = parseDate(command["date"] as string) as bigint;
  const at = parseInstant(command["at"] as string) as Instant;
  if (oracle.lastDate !== undefined && date <= oracle.lastDate) return "date_not_later";
  oracle.lastDate = date;
  for (const hold of oracle.holds.values()) {
    if (hold.active && compareInstants(hold.expires, at) <= 0) releaseHold(oracle, hold);
  }
  payDividends(oracle);
  for (const holder of oracle.holders.values()) {
    const heldUpMicro = smaller(holder.sharesMicro, holder.grantedMicro);
    holder.peakMicro = larger(holder.peakMicro, heldUpMicro);
  }
  if (oracle.plan.onQuotaReached === "redeem") forceRedemptions(oracle);
  return undefined;
}

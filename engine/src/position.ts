/**
 * A holder's position: settled when it is looked at, lifted out of the sums before it changes, and
 * landed again after, with its triggers armed anew.
 *
 * To settle writes down what the closes since the last settling have paid; it changes how a position
 * is written, not what it is, so deciding may settle too. Spec 7; slack halving after Qiao, Gan and
 * Tao, "Range Thresholding on Streams" (SIGMOD 2016).
 */
import { assert } from "./assert.ts";
import { divCeil, divFloor, max, min, MINOR_E18 } from "./numbers.ts";
import { keyE18Of, putTrigger, removeTrigger } from "./heap.ts";
import type { Plan } from "./plan.ts";
import { closeCount, type State } from "./state.ts";
import type { HolderNumber } from "./store.ts";

/** What a holder has earned since it was last settled, up to the last close. */
export function accruedSince(
  state: State,
  holder: HolderNumber,
): { shareE18: bigint; headE18: bigint } {
  const { holders } = state.store;
  const since = holders.settledClose.get(holder);
  const last = closeCount(state);
  if (since === last || !isEligible(state, holder)) return { shareE18: 0n, headE18: 0n };
  const headsE18 = state.headsE18[holders.tier.get(holder)]!;
  return {
    shareE18: (state.indexE18[last] as bigint) - (state.indexE18[since] as bigint),
    headE18: headsE18[last]! - headsE18[since]!,
  };
}

/** Writes down what the closes since the last settling have paid a holder. */
export function settle(state: State, holder: HolderNumber): void {
  const { holders } = state.store;
  const last = closeCount(state);
  if (holders.settledClose.get(holder) === last) return;
  const { shareE18, headE18 } = accruedSince(state, holder);
  const earnedE18 = holders.sharesMicro.get(holder) * shareE18 + headE18;
  if (earnedE18 > 0n) {
    const quotaE18 = holders.quotaE18.get(holder);
    assert(earnedE18 < quotaE18, "whoever reaches the quota is paid at the close itself");
    holders.quotaE18.set(holder, quotaE18 - earnedE18);
    holders.dividendsE18.set(holder, holders.dividendsE18.get(holder) + earnedE18);
  }
  if (shareE18 > 0n) holders.indexE18.set(holder, holders.indexE18.get(holder) + shareE18);
  holders.settledClose.set(holder, last);
}

/** Whether a holder takes part in a close: it has shares and quota. */
export function isEligible(state: State, holder: HolderNumber): boolean {
  const { holders } = state.store;
  // A holder that reaches its quota is settled there and then, so an unsettled quota is above 0 or 0
  // exactly as the settled one is.
  return !holders.sharesMicro.isZero(holder) && !holders.quotaE18.isZero(holder);
}

/** Settles a holder and takes it out of the sums: it is about to change. */
export function lift(state: State, holder: HolderNumber): void {
  settle(state, holder);
  if (isEligible(state, holder)) count(state, holder, -1);
}

/** Puts a holder that has changed back into the sums, with its triggers armed. */
export function land(state: State, holder: HolderNumber): void {
  if (isEligible(state, holder)) count(state, holder, 1);
  arm(state, holder);
}

/** Adds shares to a lifted holding; its tier is looked at after the next close's dividends. */
export function gainShares(state: State, holder: HolderNumber, sharesMicro: bigint): void {
  const { holders } = state.store;
  holders.sharesMicro.set(holder, holders.sharesMicro.get(holder) + sharesMicro);
  if (holders.hasGrown.get(holder) === 1) return;
  holders.hasGrown.set(holder, 1);
  state.grown.push(holder);
}

function count(state: State, holder: HolderNumber, sign: 1 | -1): void {
  const { holders } = state.store;
  const { eligible } = state;
  const tier = holders.tier.get(holder);
  const sharesMicro = holders.sharesMicro.get(holder);
  eligible.sharesMicro += sign === 1 ? sharesMicro : -sharesMicro;
  eligible.headsByTier[tier] = (eligible.headsByTier[tier] as number) + sign;
}

/** The free shares of a holder: those not on hold. */
export function freeMicro(state: State, holder: HolderNumber): bigint {
  const { holders } = state.store;
  return holders.sharesMicro.get(holder) - holders.heldMicro.get(holder);
}

/** Arms a settled holder's triggers. */
export function arm(state: State, holder: HolderNumber): void {
  const { holders } = state.store;
  const sharesMicro = holders.sharesMicro.get(holder);
  if (sharesMicro === 0n) return;
  const quotaE18 = holders.quotaE18.get(holder);
  const last = closeCount(state);
  const tier = holders.tier.get(holder);
  const indexE18 = state.indexE18[last] as bigint;
  const headE18 = (state.headsE18[tier] as bigint[])[last] as bigint;
  if (quotaE18 > 0n) armCap(state, holder, quotaE18, indexE18, headE18);
  const { forced } = state.triggers;
  if (forced === undefined || freeMicro(state, holder) === 0n) return;
  const navE18 = navCeilE18(state);
  const slackE18 = max(quotaE18 - sharesMicro * navE18, 0n);
  if (slackE18 === 0n) return putTrigger(forced.byValue, holder, 0n);
  const indexSlackE18 = divFloor(slackE18 - 1n, 2n);
  putTrigger(forced.byValue, holder, navE18 + indexE18 + divFloor(indexSlackE18, sharesMicro) + 1n);
  putTrigger(forced.byHeads[tier]!, holder, headE18 + (slackE18 - indexSlackE18));
}

/**
 * Arms the cap triggers of a holder with so much quota left, at an index and a head total at which
 * it is settled. Outside every tier the index alone decides; else each of the two may use up half.
 */
export function armCap(
  state: State,
  holder: HolderNumber,
  quotaE18: bigint,
  indexE18: bigint,
  headE18: bigint,
): void {
  const { byHeads } = state.triggers;
  const { holders } = state.store;
  const sharesMicro = holders.sharesMicro.get(holder);
  const tier = holders.tier.get(holder);
  const heads = tier === 0 ? undefined : byHeads[tier]!;
  // Too early is harmless and cheaper than moving: the trigger is armed again when it fires.
  const headKeyE18 = heads === undefined ? undefined : keyE18Of(heads, holder);
  const hasHead = heads === undefined || headKeyE18 !== undefined;
  if (hasHead && holders.indexTriggerPlace.get(holder) > 0) {
    const byIndexE18 = (holders.indexTriggerE18.get(holder) - 1n - indexE18) * sharesMicro;
    const byHeadsE18 = headKeyE18 === undefined ? 0n : headKeyE18 - 1n - headE18;
    if (byIndexE18 + byHeadsE18 < quotaE18) return;
  }
  if (heads === undefined) {
    return armIndex(state, holder, indexE18 + divCeil(quotaE18, sharesMicro));
  }
  const indexSlackE18 = divFloor(quotaE18 - 1n, 2n);
  armIndex(state, holder, indexE18 + divFloor(indexSlackE18, sharesMicro) + 1n);
  putTrigger(heads, holder, headE18 + (quotaE18 - indexSlackE18));
}

/** Puts a holder's index trigger at a key, which is kept in its row as well. */
export function armIndex(state: State, holder: HolderNumber, keyE18: bigint): void {
  state.store.holders.indexTriggerE18.set(holder, keyE18);
  putTrigger(state.triggers.byIndex, holder, keyE18);
}

/** ceil(NAV), in E18 a micro-share, while shares are outstanding. */
function navCeilE18(state: State): bigint {
  return divCeil(state.reserveE18, state.outstandingMicro);
}

/** Arms again the holders whose triggers were taken out of the heaps. */
export function armLoose(state: State): void {
  for (const holder of state.triggers.loose) {
    settle(state, holder);
    arm(state, holder);
  }
  state.triggers.loose.length = 0;
}

/** The tier of a peak: how many thresholds are at or below it. */
export function tierAt({ tiers }: Plan, peakMicro: bigint): number {
  return tiers.filter((threshold) => threshold <= peakMicro).length;
}

/** Sets a settled, lifted holder's tier: the thresholds at or below its peak. */
export function setTier(state: State, holder: HolderNumber): void {
  const { holders } = state.store;
  const tier = tierAt(state.plan, holders.peakMicro.get(holder));
  const before = holders.tier.get(holder);
  if (tier === before) return;
  removeTrigger(state.triggers.byHeads[before]!, holder);
  if (state.triggers.forced !== undefined) {
    removeTrigger(state.triggers.forced.byHeads[before]!, holder);
  }
  holders.tier.set(holder, tier);
}

/** Puts granted shares into a lifted holding, and strikes off what others paid of its debt. */
export function receiveGrant(
  state: State,
  holder: HolderNumber,
  gainedMicro: bigint,
  owedMicro: bigint,
): void {
  const { holders } = state.store;
  if (owedMicro > 0n) {
    holders.owedSharesMicro.set(holder, holders.owedSharesMicro.get(holder) - owedMicro);
  }
  gainShares(state, holder, gainedMicro);
  holders.grantedMicro.set(holder, holders.grantedMicro.get(holder) + gainedMicro);
}

/** Grants quota to a lifted holder, after what it owes. */
export function receiveQuota(state: State, holder: HolderNumber, quotaE18: bigint): void {
  const { holders } = state.store;
  const owedE18 = holders.owedQuotaE18.get(holder);
  const paidE18 = min(owedE18, quotaE18);
  if (paidE18 > 0n) holders.owedQuotaE18.set(holder, owedE18 - paidE18);
  holders.quotaE18.set(holder, holders.quotaE18.get(holder) + quotaE18 - paidE18);
}

/** Whole fen in a settled holder's wallet: dividends and payouts received, less withdrawals. */
export function walletMinor(state: State, holder: HolderNumber): bigint {
  const { holders } = state.store;
  const dividendsMinor = divFloor(holders.dividendsE18.get(holder), MINOR_E18);
  return dividendsMinor + holders.payoutsMinor.get(holder) - holders.withdrawnMinor.get(holder);
}

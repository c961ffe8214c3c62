/**
 * The day's close: the pro-rata fund by shares, the tier fund by heads, each up to the quota.
 *
 * The close raises an index by steps from trigger to trigger; it looks only at the holders whose
 * trigger fires. Whoever reaches the quota takes exactly what was left and leaves; what it could not
 * take goes to the others at once. Deciding reads positions without changing them: only triggers are
 * taken out of the heaps, and those are armed again. Spec 7.
 */
import { assert } from "./assert.ts";
import { forcedRedemptions } from "./compulsory.ts";
import type { Capped, DayClosed } from "./event.ts";
import { leastKeyE18, popLeast, putTrigger, type Heap } from "./heap.ts";
import { divCeil, divFloor, max, min } from "./numbers.ts";
import {
  accruedSince,
  armCap,
  armIndex,
  armLoose,
  isEligible,
  land,
  lift,
  setTier,
  tierAt,
} from "./position.ts";
import { burn, moveExcess, payOut } from "./redemption.ts";
import { closeCount, type State } from "./state.ts";
import type { HolderNumber } from "./store.ts";

/** A close being worked out: how far the index and the head totals have come, and who is capped. */
export type Closing = {
  readonly state: State;
  /** The index, and the head total of each tier, so far. */
  indexE18: bigint;
  readonly headsE18: bigint[];
  /** Who reached its quota today, and how much of it today's two funds paid. */
  readonly capped: Map<HolderNumber, { proRataE18: bigint; tierE18: bigint }>;
  readonly cappedByTier: number[];
};

function beginClosing(state: State): Closing {
  const last = closeCount(state);
  return {
    state,
    indexE18: state.indexE18[last] as bigint,
    headsE18: state.headsE18.map((heads) => heads[last] as bigint),
    capped: new Map(),
    cappedByTier: state.headsE18.map(() => 0),
  };
}

/** A settled view of an eligible holder in a close being worked out, before it is capped. */
function standingOf({ state, indexE18, headsE18 }: Closing, holder: HolderNumber) {
  const { holders } = state.store;
  const last = closeCount(state);
  const tier = holders.tier.get(holder);
  const sharesMicro = holders.sharesMicro.get(holder);
  const before = accruedSince(state, holder);
  const quotaE18 = holders.quotaE18.get(holder) - sharesMicro * before.shareE18 - before.headE18;
  const proRataE18 = sharesMicro * (indexE18 - (state.indexE18[last] as bigint));
  const tierE18 = headsE18[tier]! - (state.headsE18[tier]![last] as bigint);
  return { tier, sharesMicro, quotaE18, proRataE18, tierE18 };
}

/** Caps a holder that has earned its quota; answers what it earned above that. */
function cap(closing: Closing, holder: HolderNumber, isProRata: boolean): bigint {
  const { quotaE18, proRataE18, tierE18, tier } = standingOf(closing, holder);
  const overE18 = proRataE18 + tierE18 - quotaE18;
  closing.capped.set(
    holder,
    isProRata ? { proRataE18: quotaE18, tierE18 } : { proRataE18, tierE18: quotaE18 - proRataE18 },
  );
  closing.cappedByTier[tier]! += 1;
  return overE18;
}

/** Takes from a heap every holder whose trigger has fired and that still stands to be paid. */
function* fired(closing: Closing, heap: Heap, keyE18: bigint): Generator<HolderNumber> {
  const { state, capped } = closing;
  for (
    let least = leastKeyE18(heap);
    least !== undefined && least <= keyE18;
    least = leastKeyE18(heap)
  ) {
    const holder = popLeast(heap);
    state.triggers.touchedCount++;
    state.triggers.loose.push(holder);
    if (isEligible(state, holder) && !capped.has(holder)) yield holder;
  }
}

/** Pays a fund by shares; answers what nobody could take. */
function payProRata(closing: Closing, fundE18: bigint): bigint {
  const { state } = closing;
  const { byIndex } = state.triggers;
  const fellDue: HolderNumber[] = [];
  let weightMicro = state.eligible.sharesMicro;
  let leftE18 = fundE18;
  while (weightMicro > 0n) {
    const topE18 = closing.indexE18 + divFloor(leftE18, weightMicro);
    const next = leastKeyE18(byIndex);
    const isLast = next === undefined || next > topE18;
    const reachedE18 = isLast ? topE18 : max(next, closing.indexE18);
    leftE18 -= weightMicro * (reachedE18 - closing.indexE18);
    closing.indexE18 = reachedE18;
    if (isLast) break;
    for (const holder of fired(closing, byIndex, reachedE18)) {
      const { sharesMicro, quotaE18, proRataE18 } = standingOf(closing, holder);
      if (proRataE18 >= quotaE18) {
        leftE18 += cap(closing, holder, true);
        weightMicro -= sharesMicro;
      } else {
        // Heads stand still in this phase, so what is left is a matter of the index alone.
        armIndex(state, holder, reachedE18 + divCeil(quotaE18 - proRataE18, sharesMicro));
        fellDue.push(holder);
      }
    }
  }
  for (const holder of fellDue) {
    if (closing.capped.has(holder)) continue;
    const { tier, quotaE18, proRataE18 } = standingOf(closing, holder);
    const headE18 = closing.headsE18[tier]!;
    armCap(state, holder, quotaE18 - proRataE18, closing.indexE18, headE18);
  }
  return leftE18;
}

/** Pays part k of the tier fund by head to tier k and higher; answers what nobody could take. */
function payHeads(
  closing: Closing,
  lowest: number,
  fundE18: bigint,
): { leftE18: bigint; riseE18: bigint } {
  const { state, headsE18 } = closing;
  const heaps = state.triggers.byHeads;
  const tiers = headsE18.map((_, tier) => tier).filter((tier) => tier >= lowest);
  let headCount = 0n;
  for (const tier of tiers) {
    headCount += BigInt(state.eligible.headsByTier[tier]! - closing.cappedByTier[tier]!);
  }
  let leftE18 = fundE18;
  let riseE18 = 0n;
  while (headCount > 0n) {
    const topE18 = divFloor(leftE18, headCount);
    const next = leastStep(closing, tiers);
    const isLast = next === undefined || next > topE18;
    const stepE18 = isLast ? topE18 : next;
    leftE18 -= headCount * stepE18;
    riseE18 += stepE18;
    for (const tier of tiers) headsE18[tier]! += stepE18;
    if (isLast) break;
    for (const tier of tiers) {
      for (const holder of fired(closing, heaps[tier]!, headsE18[tier]!)) {
        const { quotaE18, proRataE18, tierE18 } = standingOf(closing, holder);
        if (proRataE18 + tierE18 >= quotaE18) {
          const overE18 = cap(closing, holder, false);
          assert(overE18 === 0n, "by heads a quota is reached exactly, at the trigger");
          headCount -= 1n;
        } else {
          // The index stands still until the close is over, so what is left is a matter of heads.
          putTrigger(heaps[tier]!, holder, headsE18[tier]! + (quotaE18 - proRataE18 - tierE18));
        }
      }
    }
  }
  return { leftE18, riseE18 };
}

/** How far the heads may rise until the next trigger among some tiers fires. */
function leastStep({ state, headsE18 }: Closing, tiers: readonly number[]): bigint | undefined {
  let leastE18: bigint | undefined;
  for (const tier of tiers) {
    const least = leastKeyE18(state.triggers.byHeads[tier]!);
    if (least === undefined) continue;
    const stepE18 = max(least - headsE18[tier]!, 0n);
    if (leastE18 === undefined || stepE18 < leastE18) leastE18 = stepE18;
  }
  return leastE18;
}

/** Works out a close. `released` are the shares whose holds end with it, by holder. */
export function closeOf(
  state: State,
  date: string,
  released: ReadonlyMap<HolderNumber, bigint>,
): DayClosed {
  armLoose(state);
  state.triggers.touchedCount = 0;
  const closing = beginClosing(state);
  const tierCount = state.plan.tiers.length;
  const partE18 = tierCount === 0 ? 0n : divFloor(state.tierE18, BigInt(tierCount));
  const parts = Array.from({ length: tierCount }, (_, index) => index + 1);
  const isStaffed = (lowest: number): boolean =>
    state.eligible.headsByTier.some((heads, tier) => tier >= lowest && heads > 0);

  const staffed = parts.filter(isStaffed);
  const toHeadsE18 = partE18 * BigInt(staffed.length);
  const fundE18 = state.proRataE18 + state.tierE18 - toHeadsE18;
  let carriedE18 = payProRata(closing, fundE18);
  const proRataPaidE18 = fundE18 - carriedE18;
  let tierPaidE18 = 0n;
  const headRisesE18 = parts.map((lowest) => {
    if (!staffed.includes(lowest)) return 0n;
    const { leftE18, riseE18 } = payHeads(closing, lowest, partE18);
    carriedE18 += leftE18;
    tierPaidE18 += partE18 - leftE18;
    return riseE18;
  });
  // In the order of joining: where triggers stood must not be seen in the event.
  const capped: Capped[] = [...closing.capped]
    .sort(([a], [b]) => a - b)
    .map(([holder, paid]) => ({ holder: state.store.holders.idOf(holder), ...paid }));
  return {
    type: "dayClosed",
    date,
    indexRiseE18: closing.indexE18 - (state.indexE18[closeCount(state)] as bigint),
    headRisesE18,
    capped,
    proRataPaidE18,
    tierPaidE18,
    tierMovedE18: state.tierE18 - tierPaidE18,
    carriedE18,
    risen: risenTiers(state),
    forced: forcedRedemptions(closing, released),
  };
}

/** Pays those who reached their quota; the rest is paid by the raised index. */
export function payCapped(state: State, event: DayClosed): void {
  const { holders } = state.store;
  for (const { holder, proRataE18, tierE18 } of event.capped) {
    const number = holders.find(holder)!;
    lift(state, number);
    const sharesMicro = holders.sharesMicro.get(number);
    holders.dividendsE18.set(number, holders.dividendsE18.get(number) + proRataE18 + tierE18);
    holders.indexE18.set(number, holders.indexE18.get(number) + divFloor(proRataE18, sharesMicro));
    holders.quotaE18.set(number, 0n);
  }
}

function raise(state: State, event: DayClosed): void {
  const last = closeCount(state);
  state.indexE18.push((state.indexE18[last] as bigint) + event.indexRiseE18);
  let riseE18 = 0n;
  state.headsE18.forEach((heads, tier) => {
    // A head of a tier earns its own part and those of all lower tiers.
    if (tier > 0) riseE18 += event.headRisesE18[tier - 1]!;
    heads.push((heads[last] as bigint) + riseE18);
  });
}

/** What a holder's peak will be after the dividends. */
function nextPeakMicro({ store: { holders } }: State, holder: HolderNumber): bigint {
  const reachedMicro = min(holders.sharesMicro.get(holder), holders.grantedMicro.get(holder));
  return max(reachedMicro, holders.peakMicro.get(holder));
}

/** Those who gained shares since the last close and reach a higher tier by it. */
function risenTiers(state: State): DayClosed["risen"] {
  const { holders } = state.store;
  if (state.plan.tiers.length === 0) return [];
  const inOrder = state.grown.toSorted((a, b) => a - b);
  return inOrder.flatMap((holder) => {
    const tier = tierAt(state.plan, nextPeakMicro(state, holder));
    return tier > holders.tier.get(holder) ? [{ holder: holders.idOf(holder), tier }] : [];
  });
}

/** Sets the peaks of those who gained shares since the last close, and the tiers that rise by it. */
export function setPeaks(state: State, risen: DayClosed["risen"]): void {
  const { holders } = state.store;
  // A short loop first: it waits for the rows side by side, and the long one finds them near.
  for (const holder of state.grown) holders.hasGrown.set(holder, 0);
  for (const holder of state.grown) {
    holders.peakMicro.set(holder, nextPeakMicro(state, holder));
  }
  state.grown.length = 0;
  for (const { holder } of risen) {
    const number = holders.find(holder)!;
    lift(state, number);
    setTier(state, number);
    land(state, number);
  }
}

export function applyClosed(state: State, event: DayClosed): void {
  const { holders } = state.store;
  payCapped(state, event);
  raise(state, event);
  state.lastCloseDate = event.date;
  state.tierE18 -= event.tierPaidE18 + event.tierMovedE18;
  state.proRataE18 += event.tierMovedE18 - event.proRataPaidE18;
  assert(state.tierE18 === 0n, "the tier fund is paid out or moved whole");
  assert(state.proRataE18 === event.carriedE18, "what is not paid is carried");
  state.totals.dividendsE18 += event.proRataPaidE18 + event.tierPaidE18;
  setPeaks(state, event.risen);
  for (const { holder, sharesMicro, payoutMinor, excessE18 } of event.forced) {
    const number = holders.find(holder) as HolderNumber;
    lift(state, number);
    burn(state, number, sharesMicro);
    payOut(state, number, payoutMinor, true);
    moveExcess(state, excessE18);
    land(state, number);
  }
}

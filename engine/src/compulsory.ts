/**
 * Compulsory redemption: whoever's free shares are worth the quota left is redeemed, in order.
 *
 * The order is by quota left a free share, smallest first. NAV never falls, so whoever is due stays
 * due, and whoever becomes due by others' leaving comes after all who were. The holders to look at
 * are found by triggers on NAV + index. Spec 9.
 */
import type { Closing } from "./close.ts";
import type { ForcedRedemption } from "./event.ts";
import { leastKeyE18, popLeast, type Heap } from "./heap.ts";
import { divCeil, MINOR_E18 } from "./numbers.ts";
import { accruedSince, freeMicro } from "./position.ts";
import { hasReachedQuota, redemptionOf, type Backing } from "./redemption.ts";
import { closeCount, type State } from "./state.ts";
import type { HolderNumber } from "./store.ts";

type Due = { readonly holder: HolderNumber; readonly freeMicro: bigint; readonly quotaE18: bigint };

/** Below 0 when `a` has less quota left a free share than `b`, or as much and joined before. */
function compareDue(a: Due, b: Due): number {
  const left = a.quotaE18 * b.freeMicro;
  const right = b.quotaE18 * a.freeMicro;
  return left < right ? -1 : left > right ? 1 : a.holder - b.holder;
}

/** The quota a holder has left once today's dividends are paid. */
function quotaLeftE18(
  { state, capped, indexE18, headsE18 }: Closing,
  holder: HolderNumber,
): bigint {
  if (capped.has(holder)) return 0n;
  const { holders } = state.store;
  const quotaE18 = holders.quotaE18.get(holder);
  if (quotaE18 === 0n) return 0n;
  const last = closeCount(state);
  const tier = holders.tier.get(holder);
  const before = accruedSince(state, holder);
  const shareE18 = before.shareE18 + indexE18 - (state.indexE18[last] as bigint);
  const headE18 = before.headE18 + headsE18[tier]! - (state.headsE18[tier]![last] as bigint);
  return quotaE18 - holders.sharesMicro.get(holder) * shareE18 - headE18;
}

function popFired(state: State, heap: Heap, keyE18: bigint, found: Set<HolderNumber>): void {
  for (
    let least = leastKeyE18(heap);
    least !== undefined && least <= keyE18;
    least = leastKeyE18(heap)
  ) {
    const holder = popLeast(heap);
    state.triggers.touchedCount++;
    state.triggers.loose.push(holder);
    found.add(holder);
  }
}

/** Works out who is redeemed at the end of a close, in order. */
export function forcedRedemptions(
  closing: Closing,
  releasedMicro: ReadonlyMap<HolderNumber, bigint>,
): ForcedRedemption[] {
  const { state } = closing;
  const { forced } = state.triggers;
  if (forced === undefined) return [];
  const { holders } = state.store;
  const { feeRate } = state.plan.redemption;
  let backing: Backing = state;
  const redemptions: ForcedRedemption[] = [];
  const gone = new Set<HolderNumber>();
  const found = new Set<HolderNumber>([...closing.capped.keys(), ...releasedMicro.keys()]);
  closing.headsE18.forEach((headE18, tier) =>
    popFired(state, forced.byHeads[tier]!, headE18, found),
  );

  while (backing.outstandingMicro > 0n) {
    const navE18 = divCeil(backing.reserveE18, backing.outstandingMicro);
    popFired(state, forced.byValue, navE18 + closing.indexE18, found);
    const nav = { reserveE18: backing.reserveE18, sharesMicro: backing.outstandingMicro };
    const due: Due[] = [];
    for (const holder of found) {
      // One found by its heads or its hold may be found by its value again.
      if (gone.has(holder)) continue;
      const free = freeMicro(state, holder) + (releasedMicro.get(holder) ?? 0n);
      const quotaE18 = quotaLeftE18(closing, holder);
      if (free > 0n && hasReachedQuota(nav, free, quotaE18)) {
        due.push({ holder, freeMicro: free, quotaE18 });
        gone.add(holder);
      }
    }
    if (due.length === 0) break;
    for (const { holder, freeMicro: sharesMicro } of due.sort(compareDue)) {
      const { payoutMinor, feeMinor, excessE18 } = redemptionOf(backing, sharesMicro, feeRate);
      backing = {
        reserveE18: backing.reserveE18 - payoutMinor * MINOR_E18 - excessE18,
        outstandingMicro: backing.outstandingMicro - sharesMicro,
      };
      redemptions.push({
        holder: holders.idOf(holder),
        sharesMicro,
        payoutMinor,
        feeMinor,
        excessE18,
      });
    }
  }
  return redemptions;
}

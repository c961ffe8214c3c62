/**
 * Views: what anyone may ask of a state, in plain values.
 *
 * Looking settles nobody: what a holder has never depends on how often anyone looked. Spec 7, 11.
 */
import { divFloor, MINOR_E18 } from "./numbers.ts";
import { accruedSince } from "./position.ts";
import type { State } from "./state.ts";
import type { HolderNumber } from "./store.ts";

export type HolderView = {
  readonly holder: string;
  readonly referrer: string | undefined;
  readonly sharesMicro: bigint;
  readonly heldMicro: bigint;
  readonly grantedMicro: bigint;
  readonly peakMicro: bigint;
  readonly quotaE18: bigint;
  readonly dividendsE18: bigint;
  readonly indexE18: bigint;
  readonly payoutsMinor: bigint;
  readonly withdrawnMinor: bigint;
  readonly walletMinor: bigint;
  readonly tier: number;
  readonly owedSharesMicro: bigint;
  readonly owedQuotaE18: bigint;
};

/** What a holder has now, with all dividends up to the last close. */
export function viewHolder(state: State, number: HolderNumber): HolderView {
  const { holders } = state.store;
  const { shareE18, headE18 } = accruedSince(state, number);
  const sharesMicro = holders.sharesMicro.get(number);
  const earnedE18 = sharesMicro * shareE18 + headE18;
  const dividendsE18 = holders.dividendsE18.get(number) + earnedE18;
  const payoutsMinor = holders.payoutsMinor.get(number);
  const withdrawnMinor = holders.withdrawnMinor.get(number);
  const referrer = holders.referrer.get(number);
  return {
    holder: holders.idOf(number),
    referrer: referrer === 0 ? undefined : holders.idOf(referrer - 1),
    sharesMicro,
    heldMicro: holders.heldMicro.get(number),
    grantedMicro: holders.grantedMicro.get(number),
    peakMicro: holders.peakMicro.get(number),
    quotaE18: holders.quotaE18.get(number) - earnedE18,
    dividendsE18,
    indexE18: holders.indexE18.get(number) + shareE18,
    payoutsMinor,
    withdrawnMinor,
    walletMinor: divFloor(dividendsE18, MINOR_E18) + payoutsMinor - withdrawnMinor,
    tier: holders.tier.get(number),
    owedSharesMicro: holders.owedSharesMicro.get(number),
    owedQuotaE18: holders.owedQuotaE18.get(number),
  };
}

/** All holders, in the order in which they joined. */
export function* viewHolders(state: State): Generator<HolderView> {
  for (let number = 0; number < state.store.holders.count; number++) {
    yield viewHolder(state, number);
  }
}

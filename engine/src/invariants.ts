/**
 * Invariants: what holds after every command, whatever the history. Spec 10.
 *
 * `brokenInvariants` walks all holders: it is for tests, for `verify`, and for whoever doubts.
 */
import { divFloor, MINOR_E18 } from "./numbers.ts";
import { valueMinorAt, type Nav, type State } from "./state.ts";
import { viewHolders } from "./view.ts";

/** Whether the NAV fell between two states in which shares were outstanding, compared exactly. */
export function navFell(before: Nav, after: Nav): boolean {
  return after.reserveE18 * before.sharesMicro < before.reserveE18 * after.sharesMicro;
}

type HolderSums = {
  sharesMicro: bigint;
  worthMinor: bigint;
  dividendsE18: bigint;
  walletsE18: bigint;
  readonly negative: string[];
};

function sumHolders(state: State): HolderSums {
  const nav = { reserveE18: state.reserveE18, sharesMicro: state.outstandingMicro };
  const sums: HolderSums = {
    sharesMicro: 0n,
    worthMinor: 0n,
    dividendsE18: 0n,
    walletsE18: 0n,
    negative: [],
  };
  for (const view of viewHolders(state)) {
    sums.sharesMicro += view.sharesMicro;
    if (view.sharesMicro > 0n) sums.worthMinor += valueMinorAt(nav, view.sharesMicro);
    sums.dividendsE18 += view.dividendsE18;
    sums.walletsE18 += view.dividendsE18 + (view.payoutsMinor - view.withdrawnMinor) * MINOR_E18;
    const least = [
      view.sharesMicro - view.heldMicro,
      view.heldMicro,
      view.quotaE18,
      view.walletMinor,
    ];
    if (least.some((amount) => amount < 0n)) sums.negative.push(view.holder);
  }
  return sums;
}

/** The invariants that a state breaks, as sentences; none in a sound state. */
export function brokenInvariants(state: State): string[] {
  const { merchant, totals } = state;
  const sums = sumHolders(state);
  const fundsE18 = state.proRataE18 + state.tierE18;
  const paidInMinor = merchant.foundedMinor + merchant.contributedMinor;
  const paidOutMinor = merchant.returnedMinor + merchant.spentMinor + totals.withdrawnMinor;
  const facts: readonly (readonly [isSound: boolean, sentence: string])[] = [
    [
      state.outstandingMicro === state.plan.foundingShares + sums.sharesMicro,
      "10.3: outstanding shares are the founding shares and all holdings",
    ],
    [
      state.issuedMicro <= state.plan.authorisedShares,
      "10.3: no more shares are issued than authorised",
    ],
    [
      sums.negative.length === 0,
      `10.5: nobody has less than nothing (${sums.negative.join(", ")})`,
    ],
    [
      [state.reserveE18, state.proRataE18, state.tierE18].every((amountE18) => amountE18 >= 0n),
      "10.5: neither the reserve nor a fund is below zero",
    ],
    [
      sums.worthMinor <= divFloor(state.reserveE18, MINOR_E18),
      "10.6: the reserve could pay everyone at once",
    ],
    [
      sums.dividendsE18 === totals.dividendsE18,
      "10.4: what the funds paid is what holders received",
    ],
    [
      (paidInMinor - paidOutMinor) * MINOR_E18 === state.reserveE18 + fundsE18 + sums.walletsE18,
      "10.7: the cash is the reserve, the funds and what is owed to holders",
    ],
  ];
  return facts.filter(([isSound]) => !isSound).map(([, sentence]) => sentence);
}

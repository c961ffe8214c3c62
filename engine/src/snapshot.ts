/**
 * Snapshots: a state as plain figures, and the way back, so that a programme need not be run again
 * from its beginning.
 *
 * The store keeps holders, orders and holds by itself; a snapshot is the rest. What can be derived is
 * not in it: who takes part in a close, who gained shares, and the triggers, are found by one walk over
 * the holders. Spec 7.
 */
import type { Plan } from "./plan.ts";
import { arm, isEligible, settle } from "./position.ts";
import { createState, type State } from "./state.ts";
import type { HolderNumber, Store } from "./store.ts";

/** The columns of a holder that have to be kept; its triggers follow from them. */
export const KEPT_AMOUNTS = [
  "sharesMicro",
  "heldMicro",
  "grantedMicro",
  "peakMicro",
  "owedSharesMicro",
  "owedQuotaE18",
  "payoutsMinor",
  "withdrawnMinor",
  "givenBackMinor",
  "quotaE18",
  "dividendsE18",
  "indexE18",
] as const;
export const KEPT_COUNTS = ["referrer", "tier", "settledClose", "hasGrown"] as const;

/** The figures of a state that are neither its store's nor its closes'. */
export type Snapshot = Pick<
  State,
  | "reserveE18"
  | "outstandingMicro"
  | "issuedMicro"
  | "lastNav"
  | "proRataE18"
  | "tierE18"
  | "merchant"
  | "totals"
  | "lastAt"
  | "lastCloseDate"
> & {
  readonly agents: readonly (readonly [region: string, holder: HolderNumber])[];
  /** In the order in which they were made. */
  readonly openHolds: readonly string[];
};

/** The index and the head total of each tier after each close; the first is before the first close. */
export type CloseTotals = { readonly indexE18: bigint; readonly headsE18: readonly bigint[] };

/** What a state is beside its store and its closes. */
export function takeSnapshot(state: State): Snapshot {
  return {
    reserveE18: state.reserveE18,
    outstandingMicro: state.outstandingMicro,
    issuedMicro: state.issuedMicro,
    lastNav: state.lastNav,
    proRataE18: state.proRataE18,
    tierE18: state.tierE18,
    merchant: { ...state.merchant },
    totals: { ...state.totals },
    lastAt: state.lastAt,
    lastCloseDate: state.lastCloseDate,
    agents: [...state.agents],
    openHolds: [...state.openHolds],
  };
}

/** The totals after one close, by its number. */
export function closeTotals(state: State, close: number): CloseTotals {
  return {
    indexE18: state.indexE18[close]!,
    headsE18: state.headsE18.map((heads) => heads[close]!),
  };
}

/**
 * The state of a snapshot, over the store that was kept with it, under the plan then in force. `closes`
 * are the totals from the beginning on.
 */
export function restoreState(
  plan: Plan,
  store: Store,
  snapshot: Snapshot,
  closes: readonly CloseTotals[],
): State {
  const { agents, openHolds, ...figures } = snapshot;
  const state: State = Object.assign(createState(plan, store), {
    ...figures,
    agents: new Map(agents),
    openHolds: new Set(openHolds),
    indexE18: closes.map(({ indexE18 }) => indexE18),
    headsE18: [0, ...plan.tiers].map((_, tier) => closes.map(({ headsE18 }) => headsE18[tier]!)),
  });
  const { holders } = store;
  for (let holder = 0; holder < holders.count; holder++) restoreHolder(state, holder);
  return state;
}

function restoreHolder(state: State, holder: HolderNumber): void {
  const { holders } = state.store;
  if (holders.hasGrown.get(holder) === 1) state.grown.push(holder);
  settle(state, holder);
  const sharesMicro = holders.sharesMicro.get(holder);
  if (!isEligible(state, holder)) return arm(state, holder);
  const tier = holders.tier.get(holder);
  state.eligible.sharesMicro += sharesMicro;
  state.eligible.headsByTier[tier]! += 1;
  arm(state, holder);
}

/**
 * The state of a programme: the reserve, the funds, the totals, and what the store keeps.
 *
 * Dividends are lazy: a close raises an index A (what one micro-share has earned) and one head total
 * for each tier (what one head of that tier has earned), and touches only the holders that reach
 * their quota. What a holder earned since it was last settled is shares·ΔA + Δhead. Spec 5, 7.
 */
import { triggerHeap, type Heap } from "./heap.ts";
import { divCeil, MINOR_E18, SHARE_MICRO, UNIT_MINOR } from "./numbers.ts";
import type { Plan } from "./plan.ts";
import { sparseCounts, type CountColumn } from "./rows.ts";
import type { HolderNumber, Store } from "./store.ts";

/** A price as an exact ratio, never rounded: so much reserve (E18) for so many micro-shares. */
export type Nav = { readonly reserveE18: bigint; readonly sharesMicro: bigint };

/** Fen, in total since the programme began. */
export type MerchantTotals = {
  foundedMinor: bigint;
  contributedMinor: bigint;
  returnedMinor: bigint;
  refundLossMinor: bigint;
  deductedMinor: bigint;
  spentMinor: bigint;
};

/** What holders received and took, in total, and what of it comes from forced exits. */
export type HolderTotals = { dividendsE18: bigint; payoutsMinor: bigint; withdrawnMinor: bigint };

/** Those who take part in the next close: Σ shares, and heads by tier (0 is no tier). */
export type Eligible = { sharesMicro: bigint; readonly headsByTier: number[] };

/**
 * When a holder could reach its quota. While neither its index trigger nor its head trigger has
 * fired, it cannot have: an entry may stand too early, never too late. `loose` are those taken out
 * of a heap whose triggers have to be armed again.
 */
export type Triggers = {
  readonly byIndex: Heap;
  readonly byHeads: readonly Heap[];
  /** The same for forced exits, in NAV + index; undefined where the plan forces nobody out. */
  forced: { readonly byValue: Heap; readonly byHeads: readonly Heap[] } | undefined;
  readonly loose: HolderNumber[];
  /** Holders looked at by the last close, for measuring. */
  touchedCount: number;
};

export type State = {
  plan: Plan;
  readonly store: Store;
  reserveE18: bigint;
  outstandingMicro: bigint;
  issuedMicro: bigint;
  /** The NAV before the last share went; undefined while the shares never all went. */
  lastNav: Nav | undefined;
  proRataE18: bigint;
  tierE18: bigint;
  readonly merchant: MerchantTotals;
  readonly totals: HolderTotals;
  readonly agents: Map<string, HolderNumber>;
  readonly openHolds: Set<string>;
  lastAt: string | undefined;
  lastCloseDate: string | undefined;
  /** The index, and the head totals by tier, after each close; entry 0 is before the first. */
  readonly indexE18: bigint[];
  readonly headsE18: bigint[][];
  readonly eligible: Eligible;
  readonly triggers: Triggers;
  /** Holders that gained shares since the last close: only their tier can rise. */
  readonly grown: HolderNumber[];
};

/** One yuan a share, in E18 fen a micro-share. */
const PRICE_UNIT_E18 = (UNIT_MINOR * MINOR_E18) / SHARE_MICRO;

/** The initial price as a ratio of reserve to shares. */
export function initialNav(plan: Plan): Nav {
  return { reserveE18: plan.initialPrice.num * PRICE_UNIT_E18, sharesMicro: plan.initialPrice.den };
}

/** The price of a share now: the NAV, or the last one there was, or the initial price. */
export function navOf(state: State): Nav {
  if (state.outstandingMicro === 0n) return state.lastNav ?? initialNav(state.plan);
  return { reserveE18: state.reserveE18, sharesMicro: state.outstandingMicro };
}

/** floor(shares · NAV), in whole fen. */
export function valueMinorAt(nav: Nav, sharesMicro: bigint): bigint {
  return (sharesMicro * nav.reserveE18) / (nav.sharesMicro * MINOR_E18);
}

/** floor(value / NAV), in micro-shares. */
export function sharesMicroAt(nav: Nav, valueMinor: bigint): bigint {
  return (valueMinor * MINOR_E18 * nav.sharesMicro) / nav.reserveE18;
}

/** How many closes there were. */
export function closeCount(state: State): number {
  return state.indexE18.length - 1;
}

function headHeaps(plan: Plan, places: CountColumn): Heap[] {
  return Array.from({ length: plan.tiers.length + 1 }, () => triggerHeap(places));
}

/** A programme's beginning: the merchant has paid for the founding shares. */
export function createState(plan: Plan, store: Store): State {
  const founding = plan.foundingShares;
  const price = initialNav(plan);
  const foundedMinor = divCeil(founding * price.reserveE18, price.sharesMicro * MINOR_E18);
  const reserveE18 = foundedMinor * MINOR_E18;
  const forces = plan.onQuotaReached === "redeem";
  return {
    plan,
    store,
    reserveE18,
    outstandingMicro: founding,
    issuedMicro: founding,
    lastNav: undefined,
    proRataE18: 0n,
    tierE18: 0n,
    merchant: {
      foundedMinor,
      contributedMinor: 0n,
      returnedMinor: 0n,
      refundLossMinor: 0n,
      deductedMinor: 0n,
      spentMinor: 0n,
    },
    totals: { dividendsE18: 0n, payoutsMinor: 0n, withdrawnMinor: 0n },
    agents: new Map(),
    openHolds: new Set(),
    lastAt: undefined,
    lastCloseDate: undefined,
    indexE18: [0n],
    headsE18: Array.from({ length: plan.tiers.length + 1 }, () => [0n]),
    eligible: {
      sharesMicro: 0n,
      headsByTier: Array.from({ length: plan.tiers.length + 1 }, () => 0),
    },
    triggers: {
      byIndex: triggerHeap(store.holders.indexTriggerPlace),
      byHeads: headHeaps(plan, store.holders.headTriggerPlace),
      forced: forces
        ? { byValue: triggerHeap(sparseCounts()), byHeads: headHeaps(plan, sparseCounts()) }
        : undefined,
      loose: [],
      touchedCount: 0,
    },
    grown: [],
  };
}

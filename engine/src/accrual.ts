/**
 * Accrual: what a matured order puts into the funds and the reserve, and what it grants to whom.
 *
 * The price of a share is an exact ratio, taken before the order. Grants are floored, and only what
 * bought shares goes behind them, so the NAV cannot fall. Spec 5; the price that is never stored and
 * the rounding against the person who acts are ERC-4626's.
 */
import type { OrderAccrued, PlaceGrant } from "./event.ts";
import {
  divCeil,
  divFloor,
  min,
  MINOR_E18,
  SHARE_MICRO,
  timesFloor,
  UNIT_MINOR,
} from "./numbers.ts";
import type { Ratio } from "./numbers.ts";
import type { Category, Plan } from "./plan.ts";
import { land, lift, receiveGrant, receiveQuota } from "./position.ts";
import { navOf, sharesMicroAt, type State } from "./state.ts";
import type { HolderNumber, Order, PlaceName } from "./store.ts";

/** What is paid in one category of an order. */
export type CategoryPaid = { readonly category: string; readonly paidMinor: bigint };

/** A place somebody stands in. The buyer's share rate is the grant's, or undefined under "count". */
type Standing = {
  readonly place: PlaceName;
  readonly holder: HolderNumber;
  readonly shareRate: Ratio | undefined;
  /** Undefined for the buyer: its multiple is the category's. */
  readonly quotaMultiple: Ratio | undefined;
};

/** Adds lines up by category, in the order in which categories first stand. */
export function byCategory<Line extends { readonly category: string }>(
  lines: readonly Line[],
  amountMinor: (line: Line) => bigint,
): CategoryPaid[] {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) {
    return [{ category: only.category, paidMinor: amountMinor(only) }];
  }
  const sums = new Map<string, bigint>();
  for (const line of lines) {
    sums.set(line.category, (sums.get(line.category) ?? 0n) + amountMinor(line));
  }
  return [...sums].map(([category, paidMinor]) => ({ category, paidMinor }));
}

/** What is left of an order to accrue, or what accrued: paid less what came back before it matured. */
export function accruing(order: Order): CategoryPaid[] {
  const { lines, refunds } = order;
  return byCategory(
    lines,
    ({ line, paidMinor }) => paidMinor - (refunds?.get(line)?.beforeMinor ?? 0n),
  );
}

const LEVEL_NAMES = ["level1", "level2"] as const;

/** Who stands in which place: a person in the first of theirs only, the buyer in no other. */
function standingPlaces(
  state: State,
  plan: Plan,
  buyer: HolderNumber,
  region?: string,
): Standing[] {
  const rate = plan.grant.kind === "value" ? plan.grant.rate : undefined;
  const places: Standing[] = [
    { place: "buyer", holder: buyer, shareRate: rate, quotaMultiple: undefined },
  ];
  const { referrer } = state.store.holders;
  let person = buyer;
  for (const [level, terms] of plan.referral.levels.entries()) {
    const above = referrer.get(person);
    if (above === 0) break;
    person = above - 1;
    places.push({ place: LEVEL_NAMES[level] as PlaceName, holder: person, ...terms });
  }
  const agent = region === undefined ? undefined : state.agents.get(region);
  if (plan.regionalAgent === undefined || agent === undefined) return places;
  if (places.some(({ holder }) => holder === agent)) return places;
  places.push({ place: "agent", holder: agent, ...plan.regionalAgent });
  return places;
}

/** Shares wanted by each place, in their order. */
function wantedShares(
  state: State,
  plan: Plan,
  places: readonly Standing[],
  paidMinor: bigint,
  contributionMinor: bigint,
): bigint[] {
  const nav = navOf(state);
  const valuesMinor = places.map(({ shareRate }) =>
    shareRate === undefined ? 0n : timesFloor(contributionMinor, shareRate),
  );
  const wantedMicro = valuesMinor.map((value) => (value === 0n ? 0n : sharesMicroAt(nav, value)));
  if (plan.grant.kind === "count") {
    const { num, den } = plan.grant.sharesPerUnit;
    const othersMinor = valuesMinor.reduce((sum, value) => sum + value, 0n);
    wantedMicro[0] = min(
      divFloor(paidMinor * num * SHARE_MICRO, den * UNIT_MINOR),
      sharesMicroAt(nav, contributionMinor - othersMinor),
    );
  }
  return wantedMicro;
}

function quotaMinorOf(plan: Plan, place: Standing, paid: readonly CategoryPaid[]): bigint {
  let quotaMinor = 0n;
  for (const { category, paidMinor } of paid) {
    const terms = plan.categories.get(category) as Category;
    quotaMinor += timesFloor(paidMinor, place.quotaMultiple ?? terms.quotaMultiple);
  }
  return quotaMinor;
}

/** What an order of so much, paid under a plan, accrues in this state. */
export function accrualOf(
  state: State,
  order: string,
  terms: { readonly plan: Plan; readonly buyer: HolderNumber; readonly region: string | undefined },
  paid: readonly CategoryPaid[],
): OrderAccrued {
  const { plan, buyer, region } = terms;
  let [paidMinor, proRataMinor, tierMinor, contributionMinor] = [0n, 0n, 0n, 0n];
  for (const part of paid) {
    const category = plan.categories.get(part.category) as Category;
    paidMinor += part.paidMinor;
    proRataMinor += timesFloor(part.paidMinor, category.proRataRate);
    tierMinor += timesFloor(part.paidMinor, category.tierRate);
    contributionMinor += timesFloor(part.paidMinor, category.reserveRate);
  }
  const standing = standingPlaces(state, plan, buyer, region);
  const wantedMicro = wantedShares(state, plan, standing, paidMinor, contributionMinor);
  let authorisedMicroLeft = state.plan.authorisedShares - state.issuedMicro;
  let [wantedMicroTotal, grantedMicroTotal] = [0n, 0n];
  const places: PlaceGrant[] = standing.map((place, index) => {
    const sharesMicro = min(wantedMicro[index] as bigint, authorisedMicroLeft);
    authorisedMicroLeft -= sharesMicro;
    wantedMicroTotal += wantedMicro[index] as bigint;
    grantedMicroTotal += sharesMicro;
    const holder = state.store.holders.idOf(place.holder);
    return { place: place.place, holder, sharesMicro, quotaMinor: quotaMinorOf(plan, place, paid) };
  });
  const intoMinor =
    wantedMicroTotal === 0n ? 0n : divCeil(contributionMinor * grantedMicroTotal, wantedMicroTotal);
  return {
    type: "orderAccrued",
    order,
    categories: paid,
    proRataMinor: proRataMinor + contributionMinor - intoMinor,
    tierMinor,
    intoMinor,
    places,
  };
}

/** Applies an accrual to the order it matures. */
export function applyAccrual(state: State, event: OrderAccrued): void {
  const { holders, orders } = state.store;
  const order = orders.get(event.order) as Order;
  const { plan, buyer, region } = order;
  lift(state, buyer);
  const [buyerIndexE18, buyerDividendsE18] = [
    holders.indexE18.get(buyer),
    holders.dividendsE18.get(buyer),
  ];
  // Who stands where follows from the state, as it did when the event was decided.
  const grantees = standingPlaces(state, plan, buyer, region).map(({ place, holder }, index) => {
    const { sharesMicro, quotaMinor } = event.places[index] as PlaceGrant;
    if (index > 0) lift(state, holder);
    state.issuedMicro += sharesMicro;
    state.outstandingMicro += receiveGrant(state, holder, sharesMicro);
    receiveQuota(state, holder, quotaMinor * MINOR_E18);
    return { place, holder, sharesMicro };
  });
  const { intoMinor, proRataMinor, tierMinor } = event;
  state.reserveE18 += intoMinor * MINOR_E18;
  state.proRataE18 += proRataMinor * MINOR_E18;
  state.tierE18 += tierMinor * MINOR_E18;
  state.merchant.contributedMinor += intoMinor + proRataMinor + tierMinor;
  for (const { holder } of grantees) land(state, holder);
  order.accrual = {
    grantees,
    intoMinor,
    buyerIndexE18,
    buyerDividendsE18,
    buyerGivenBackMinor: holders.givenBackMinor.get(buyer),
  };
}

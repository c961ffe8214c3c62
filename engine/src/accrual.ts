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
import type { Plan, PlaceTerms } from "./plan.ts";
import { land, lift, receiveGrant, receiveQuota, settle } from "./position.ts";
import { navOf, sharesMicroAt, type State } from "./state.ts";
import type { Accrual, HolderNumber, Order, PlaceName } from "./store.ts";

/** What is paid in one category of an order. */
export type CategoryPaid = { readonly category: string; readonly paidMinor: bigint };

/** A place somebody stands in. The buyer's terms are the grant's and the category's. */
type Standing = {
  readonly place: PlaceName;
  readonly number: HolderNumber;
  readonly terms: PlaceTerms | undefined;
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
  region: string | undefined,
): Standing[] {
  const places: Standing[] = [{ place: "buyer", number: buyer, terms: undefined }];
  const { levels } = plan.referral;
  const { referrer } = state.store.holders;
  for (let level = 0, person = buyer; level < levels.length; level++) {
    const above = referrer.get(person);
    if (above === 0) break;
    person = above - 1;
    places.push({ place: LEVEL_NAMES[level]!, number: person, terms: levels[level] });
  }
  if (plan.regionalAgent === undefined || region === undefined) return places;
  const agent = state.agents.get(region);
  if (agent === undefined || places.some(({ number }) => number === agent)) return places;
  places.push({ place: "agent", number: agent, terms: plan.regionalAgent });
  return places;
}

/** Shares wanted by each place, in their order. */
function wantedShares(
  state: State,
  { grant }: Plan,
  places: readonly Standing[],
  paidMinor: bigint,
  contributionMinor: bigint,
): bigint[] {
  const nav = navOf(state);
  let othersMinor = 0n;
  const wantedMicro = [0n];
  // The buyer stands first, and is the only one without terms of its own.
  for (let k = 1; k < places.length; k++) {
    const valueMinor = timesFloor(contributionMinor, places[k]!.terms!.shareRate);
    othersMinor += valueMinor;
    wantedMicro.push(sharesMicroAt(nav, valueMinor));
  }
  wantedMicro[0] =
    grant.kind === "value"
      ? sharesMicroAt(nav, timesFloor(contributionMinor, grant.rate))
      : min(
          divFloor(
            paidMinor * grant.sharesPerUnit.num * SHARE_MICRO,
            grant.sharesPerUnit.den * UNIT_MINOR,
          ),
          sharesMicroAt(nav, contributionMinor - othersMinor),
        );
  return wantedMicro;
}

/** The quota granted for what was paid, to the buyer or to a place with its own multiple. */
function quotaMinorOf(
  plan: Plan,
  terms: PlaceTerms | undefined,
  paid: readonly CategoryPaid[],
): bigint {
  let quotaMinor = 0n;
  for (const { category, paidMinor } of paid) {
    quotaMinor += timesFloor(paidMinor, (terms ?? plan.categories.get(category)!).quotaMultiple);
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
  const { holders } = state.store;
  let paidMinor = 0n;
  let proRataMinor = 0n;
  let tierMinor = 0n;
  let contributionMinor = 0n;
  for (const part of paid) {
    const category = plan.categories.get(part.category)!;
    paidMinor += part.paidMinor;
    proRataMinor += timesFloor(part.paidMinor, category.proRataRate);
    tierMinor += timesFloor(part.paidMinor, category.tierRate);
    contributionMinor += timesFloor(part.paidMinor, category.reserveRate);
  }
  const standing = standingPlaces(state, plan, buyer, region);
  const wantedMicro = wantedShares(state, plan, standing, paidMinor, contributionMinor);
  settle(state, buyer);
  let authorisedMicroLeft = state.plan.authorisedShares - state.issuedMicro;
  let wantedMicroTotal = 0n;
  let grantedMicroTotal = 0n;
  const places: PlaceGrant[] = [];
  for (let k = 0; k < standing.length; k++) {
    const { place, number, terms: ownTerms } = standing[k]!;
    const sharesMicro = min(wantedMicro[k]!, authorisedMicroLeft);
    authorisedMicroLeft -= sharesMicro;
    wantedMicroTotal += wantedMicro[k]!;
    grantedMicroTotal += sharesMicro;
    const holder = holders.idOf(number);
    const owedMicro = min(sharesMicro, holders.owedSharesMicro.get(number));
    const quotaMinor = quotaMinorOf(plan, ownTerms, paid);
    places.push({ place, holder, number, sharesMicro, owedMicro, quotaMinor });
  }
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
    buyerIndexE18: holders.indexE18.get(buyer),
    buyerDividendsE18: holders.dividendsE18.get(buyer),
    buyerGivenBackMinor: holders.givenBackMinor.get(buyer),
  };
}

/** What is kept of an accrual for its order's refunds. */
export function keptAccrual(event: OrderAccrued): Accrual {
  const { places, intoMinor, buyerIndexE18, buyerDividendsE18, buyerGivenBackMinor } = event;
  return { grantees: places, intoMinor, buyerIndexE18, buyerDividendsE18, buyerGivenBackMinor };
}

/** Applies an accrual to the order it matures. */
export function applyAccrual(state: State, event: OrderAccrued): void {
  const { orders } = state.store;
  const { intoMinor, proRataMinor, tierMinor, places } = event;
  orders.set(event.order, { ...orders.get(event.order)!, accrual: keptAccrual(event) });
  state.reserveE18 += intoMinor * MINOR_E18;
  state.proRataE18 += proRataMinor * MINOR_E18;
  state.tierE18 += tierMinor * MINOR_E18;
  state.merchant.contributedMinor += intoMinor + proRataMinor + tierMinor;
  for (const { number } of places) lift(state, number);
  for (const { number, sharesMicro, owedMicro, quotaMinor } of places) {
    state.issuedMicro += sharesMicro;
    state.outstandingMicro += sharesMicro - owedMicro;
    receiveGrant(state, number, sharesMicro - owedMicro, owedMicro);
    receiveQuota(state, number, quotaMinor * MINOR_E18);
  }
  for (const { number } of places) land(state, number);
}

/**
 * Shoppers: who comes, what they order, what they return, when they redeem.
 *
 * Nobody is walked through day by day. How many come is drawn first, and then who it is, so that a day
 * costs what happens on it and not how many people there are.
 */
import { navOf, sharesMicroAt, valueMinorAt, viewHolder } from "@patronage/engine";
import { complete, giveBack, join, meansOf, pay, redeemAll, spendShares } from "./course.ts";
import type { Course, Pending, WishChance } from "./course.ts";
import { dropVisitor, STANDING, TEMPERS, type Temper } from "./people.ts";
import { drawNormal, drawPoisson, drawWait, type Random } from "./random.ts";
import { dayAt, newcomersOn, YEAR_DAYS, type OrderSize } from "./scenario.ts";

export const REGION = "r1";

/** One shopper in five orders as often as six others. */
const OFTEN = { chance: 0.2, weight: 6 };
const VISITOR_WEIGHT = 1 + OFTEN.chance * (OFTEN.weight - 1);
/** Who panics does so when the turnover of a month is below half of the best month's. */
const PANIC_DAYS = 30;

/** Newcomers join and order for the first time. */
export function letNewcomersCome(course: Course): void {
  const { scenario, people, chance, day } = course;
  const count = drawPoisson(chance.arrivals, newcomersOn(scenario, day));
  for (let k = 0; k < count; k++) {
    const isReferred = chance.referrals.happens(scenario.referred);
    const known = chance.referrals.below(people.count);
    // Attackers invite nobody: what they gain is to come of their own orders.
    const isInvited =
      isReferred && known < people.count && people.standing[known] === STANDING.buyer;
    const person = isInvited ? join(course, known) : join(course);
    people.temper[person] = TEMPERS.indexOf(drawTemper(course));
    people.lastDay[person] = day + drawWait(chance.stays, scenario.yearsStaying * YEAR_DAYS);
    people.kind[person] = drawKind(course);
    const weight = chance.stays.happens(OFTEN.chance) ? OFTEN.weight : 1;
    for (let w = 0; w < weight; w++) people.visitors.push(person);
    order(course, person, drawWish(course, person, chance));
  }
}

function drawTemper({ chance, scenario: { redeemers } }: Course): Temper {
  const drawn = chance.tempers.unit();
  if (drawn < redeemers.target) return "target";
  return drawn < redeemers.target + redeemers.panic ? "panic" : "hold";
}

/** The only category that somebody will buy, plus 1; 0 when it buys of all. */
function drawKind({ chance, scenario, mix }: Course): number {
  const isOfOneKind = chance.kinds.happens(scenario.ofOneKind);
  const category = drawCategory(mix, chance.kinds);
  return isOfOneKind || mix.length === 1 ? category + 1 : 0;
}

/**
 * Who comes again today. They are drawn before anybody orders: so the processor fetches what is known
 * of several at a time, instead of waiting for each.
 */
function drawVisitors({ scenario, people, chance, day }: Course): number[] {
  const { visitors, lastDay } = people;
  const mean = (visitors.length * scenario.ordersPerYear) / (YEAR_DAYS * VISITOR_WEIGHT);
  const count = drawPoisson(chance.visits, mean);
  const drawn: number[] = [];
  for (let k = 0; k < count && visitors.length > 0; k++) {
    const place = chance.visits.below(visitors.length);
    const person = visitors[place]!;
    if (lastDay[person]! < day) dropVisitor(people, place);
    else drawn.push(person);
  }
  return drawn;
}

/** Those who know the shop come again. */
export function letVisitorsOrder(course: Course): void {
  const { scenario, people, chance } = course;
  for (const person of drawVisitors(course)) {
    const paysWithShares = chance.spends.happens(scenario.paidWithShares);
    const wish = drawWish(course, person, chance);
    order(course, person, paysWithShares ? payWithShares(course, person, wish) : wish);
  }
  for (const person of course.capped) {
    if (people.standing[person] !== STANDING.buyer) continue;
    if (!chance.quotas.happens(scenario.comesBackForQuota)) continue;
    order(course, person, drawWish(course, person, course.quotaChance));
  }
}

/** Shares pay as far as they reach; what remains of the wish is for money. */
function payWithShares(course: Course, person: number, wish: Wish): Wish {
  const { amountMinor, category } = wish;
  const [mostMicro, worthMinor] = meansOf(course, person);
  if (worthMinor === 0n) return wish;
  const isEnough = worthMinor >= amountMinor;
  const sharesMicro = isEnough ? sharesMicroAt(navOf(course.state), amountMinor) : mostMicro;
  if (sharesMicro > 0n) spendShares(course, person, { sharesMicro, category });
  return { ...wish, amountMinor: isEnough ? 0n : amountMinor - worthMinor };
}

/** What somebody would order, whether or not it comes to that. */
type Wish = {
  readonly category: number;
  readonly amountMinor: bigint;
  readonly isForAgent: boolean;
  /** The day on which it would come back; undefined when it would be kept. */
  readonly backDay: number | undefined;
  /** Whether only half of it would come back. */
  readonly isPartly: boolean;
};

/** Draws what somebody would order: always so many numbers of each stream. */
function drawWish(course: Course, person: number, chance: WishChance): Wish {
  const { scenario, mix, people } = course;
  const amountMinor = drawAmount(scenario.order, chance.amounts);
  const drawn = drawCategory(mix, chance.goods);
  const kind = people.kind[person]!;
  return {
    category: kind === 0 ? drawn : kind - 1,
    amountMinor,
    isForAgent: chance.regions.happens(scenario.shippedToAgent),
    backDay: drawBackDay(course, chance.returns),
    isPartly: chance.returns.happens(scenario.partly),
  };
}

function drawAmount(size: OrderSize, random: Random): bigint {
  if (size.kind === "empirical") {
    return BigInt(size.amounts[random.below(size.amounts.length)]!);
  }
  const drawn = size.median * Math.exp(size.sigma * drawNormal(random));
  return BigInt(Math.max(1, Math.round(drawn)));
}

/** A category by its weight: the first whose part of the whole reaches beyond what was drawn. */
function drawCategory(mix: readonly number[], random: Random): number {
  const drawn = random.unit();
  let category = 0;
  while (drawn >= mix[category]!) category++;
  return category;
}

/** An order, and whether and when it will come back. */
function order(course: Course, person: number, wish: Wish): void {
  const { category, amountMinor: paidMinor, isForAgent, backDay, isPartly } = wish;
  if (paidMinor === 0n) return;
  const region = isForAgent && course.plan.regionalAgent !== undefined ? REGION : undefined;
  const pending = pay(course, person, { category, paidMinor, region });
  if (backDay !== undefined) {
    pending.backMinor = isPartly ? (paidMinor + 1n) / 2n : paidMinor;
    put(course.returning, backDay, pending);
  }
  awaitMaturity(course, pending);
}

/** The day on which an order comes back; undefined when it does not. */
function drawBackDay(course: Course, returns: Random): number | undefined {
  const { scenario, day } = course;
  const [fate, wait, storm] = [returns.unit(), returns.unit(), returns.unit()];
  const { returnedBefore, returnedAfter, returnDays } = scenario;
  if (fate < returnedBefore) return day + 1 + Math.floor(wait * (returnDays - 1));
  if (fate < returnedBefore + returnedAfter) return day + returnDays + 1 + Math.floor(wait * 30);
  return stormDayOf(course, storm);
}

/** The day on which a storm takes an order back, when it takes it. */
function stormDayOf({ scenario, day }: Course, drawn: number): number | undefined {
  const { refundStorm: storm } = scenario;
  if (storm === undefined) return undefined;
  const begins = dayAt(scenario, storm.at)!;
  const isRecent = day < begins - scenario.returnDays && day >= begins - storm.of;
  if (!isRecent || drawn >= storm.share) return undefined;
  return begins + Math.floor((drawn / storm.share) * 7);
}

/** An order matures when its time for returns is over; one that has accrued already may be forgotten. */
export function awaitMaturity(course: Course, pending: Pending): void {
  const { plan, scenario, day, store } = course;
  if (plan.maturity === "completion") put(course.maturing, day + scenario.returnDays, pending);
  else if (pending.backMinor === 0n) store.forget(pending.order);
}

/** Puts an order on a day's list. */
export function put(days: (Pending[] | undefined)[], day: number, pending: Pending): void {
  (days[day] ??= []).push(pending);
}

/** Orders whose time for returns is over are completed; others come back. */
export function letOrdersMature(course: Course): void {
  const { maturing, returning, day, store } = course;
  for (const pending of returning[day] ?? []) giveBack(course, pending);
  returning[day] = undefined;
  for (const pending of maturing[day] ?? []) {
    if (pending.keptMinor === 0n) continue;
    complete(course, pending);
    if (pending.backMinor === 0n) store.forget(pending.order);
  }
  maturing[day] = undefined;
}

/** Some holders look at what they have, and redeem or not, each in its own way. */
export function letHoldersLook(course: Course): void {
  const { scenario, people, chance } = course;
  const { looksPerYear } = scenario.redeemers;
  const count = drawPoisson(chance.looks, (people.count * looksPerYear) / YEAR_DAYS);
  const isPanic = hasTurnoverFallen(course);
  for (let k = 0; k < count; k++) {
    const person = chance.looks.below(people.count);
    if (people.standing[person] !== STANDING.buyer) continue;
    const temper = TEMPERS[people.temper[person]!];
    if (temper === "target" && hasReachedTarget(course, person)) redeemAll(course, person);
    if (temper === "panic" && isPanic) redeemAll(course, person);
  }
}

function hasReachedTarget(course: Course, person: number): boolean {
  const { scenario, people, state } = course;
  const sharesMicro = state.store.holders.sharesMicro.get(person);
  if (sharesMicro === 0n) return false;
  const valueMinor = valueMinorAt(navOf(state), sharesMicro);
  const wonMinor = viewHolder(state, person).walletMinor + people.goodsMinor[person]!;
  const backMinor = valueMinor + wonMinor;
  // The multiple is a taste, and not money: whole percents are as fine as taste is.
  const percentCount = BigInt(Math.round(scenario.redeemers.targetMultiple * 100));
  return backMinor * 100n >= people.spentMinor[person]! * percentCount;
}

/** Whether ordinary buyers paid less than half in the last month of what they paid in the best. */
export function hasTurnoverFallen({ turnoverByDay, day }: Course): boolean {
  if (day < 2 * PANIC_DAYS) return false;
  const from = (first: number): number =>
    turnoverByDay.slice(first, first + PANIC_DAYS).reduce((sum, amount) => sum + amount, 0);
  let best = 0;
  for (let first = day - 2 * PANIC_DAYS; first >= 0; first -= PANIC_DAYS) {
    best = Math.max(best, from(first));
  }
  return 2 * from(day - PANIC_DAYS) < best;
}

/** In a run everybody redeems, a part of them each day. */
export function letEverybodyRun(course: Course): void {
  const { scenario, people, day } = course;
  const { run } = scenario;
  if (run === undefined) return;
  const since = day - dayAt(scenario, run.at)!;
  if (since < 0 || since >= run.days) return;
  for (let person = since; person < people.count; person += run.days) redeemAll(course, person);
}

/**
 * Shoppers: who comes, what they order, what they return, when they redeem.
 *
 * Nobody is walked through day by day. How many come is drawn first, and then who it is, so that a day
 * costs what happens on it and not how many people there are.
 */
import { MINOR_E18, viewHolder } from "@patronage/engine";
import { complete, giveBack, join, pay, redeemAll, spendShares } from "./course.ts";
import type { Course, Pending } from "./course.ts";
import { dropVisitor, STANDING, TEMPERS, type Temper } from "./people.ts";
import { drawNormal, drawPoisson, drawWait } from "./random.ts";
import { dayAt, newcomersOn, YEAR_DAYS } from "./scenario.ts";

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
    const known = people.count;
    const isReferred = chance.referrals.happens(scenario.referred);
    const referrer = chance.referrals.below(Math.max(1, known));
    const person = isReferred && known > 0 ? join(course, referrer) : join(course);
    people.temper[person] = TEMPERS.indexOf(drawTemper(course));
    people.lastDay[person] = day + drawWait(chance.stays, scenario.yearsStaying * YEAR_DAYS);
    const weight = chance.stays.happens(OFTEN.chance) ? OFTEN.weight : 1;
    for (let w = 0; w < weight; w++) people.visitors.push(person);
    order(course, person);
  }
}

function drawTemper({ chance, scenario: { redeemers } }: Course): Temper {
  const drawn = chance.tempers.unit();
  if (drawn < redeemers.target) return "target";
  return drawn < redeemers.target + redeemers.panic ? "panic" : "hold";
}

/** Those who know the shop come again. */
export function letVisitorsOrder(course: Course): void {
  const { scenario, people, chance, day } = course;
  const mean = (people.visitors.length * scenario.ordersPerYear) / (YEAR_DAYS * VISITOR_WEIGHT);
  const count = drawPoisson(chance.visits, mean);
  for (let k = 0; k < count && people.visitors.length > 0; k++) {
    const place = chance.visits.below(people.visitors.length);
    const person = people.visitors[place]!;
    if (people.lastDay[person]! < day) dropVisitor(people, place);
    else if (chance.spends.happens(scenario.paidWithShares)) payWithShares(course, person);
    else order(course, person);
  }
  for (const person of course.capped) {
    if (people.standing[person] !== STANDING.buyer) continue;
    if (chance.quotas.happens(scenario.comesBackForQuota)) order(course, person);
  }
}

/** Shares pay for goods as far as they reach; what remains is paid with money. */
function payWithShares(course: Course, person: number): void {
  const { state, store } = course;
  const paidMinor = drawAmount(course);
  const heldMicro = store.holders.sharesMicro.get(person);
  if (heldMicro === 0n) return order(course, person, paidMinor);
  const worthMinor = (heldMicro * state.reserveE18) / (state.outstandingMicro * MINOR_E18);
  const wantedMicro = worthMinor <= paidMinor ? heldMicro : (heldMicro * paidMinor) / worthMinor;
  if (wantedMicro > 0n) spendShares(course, person, wantedMicro);
  if (worthMinor < paidMinor) order(course, person, paidMinor - worthMinor);
}

function drawAmount({ scenario: { order: size }, chance }: Course): bigint {
  if (size.kind === "empirical") {
    return BigInt(size.amounts[chance.amounts.below(size.amounts.length)]!);
  }
  const drawn = size.median * Math.exp(size.sigma * drawNormal(chance.amounts));
  return BigInt(Math.max(1, Math.round(drawn)));
}

/** An order, and whether and when it will come back. */
function order(course: Course, person: number, paidMinor = drawAmount(course)): void {
  const { scenario, chance, categories } = course;
  const category = chance.goods.below(categories.length);
  const isForAgent = chance.regions.happens(scenario.shippedToAgent);
  const region = isForAgent && course.plan.regionalAgent !== undefined ? REGION : undefined;
  const pending = pay(course, person, { category, paidMinor, region });
  schedule(course, pending);
}

/** What becomes of an order. Returns are drawn whether or not they happen: the streams stay in step. */
function schedule(course: Course, pending: Pending): void {
  const { scenario, chance, day } = course;
  const drawn = chance.returns.unit();
  const wait = chance.returns.unit();
  const { returnedBefore, returnedAfter, returnDays } = scenario;
  if (drawn < returnedBefore) {
    return put(course.returning, day + 1 + Math.floor(wait * (returnDays - 1)), pending);
  }
  const isLate = drawn < returnedBefore + returnedAfter;
  const stormDay = stormDayOf(course, chance.returns.unit());
  pending.comesBack = isLate || stormDay !== undefined;
  if (isLate) put(course.returning, day + returnDays + 1 + Math.floor(wait * 30), pending);
  else if (stormDay !== undefined) put(course.returning, stormDay, pending);
  awaitMaturity(course, pending);
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
  else if (!pending.comesBack) store.forget(pending.order);
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
    complete(course, pending);
    if (!pending.comesBack) store.forget(pending.order);
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
  if (state.store.holders.sharesMicro.get(person) === 0n) return false;
  const { sharesMicro, dividendsE18, payoutsMinor } = viewHolder(state, person);
  const valueE18 = (sharesMicro * state.reserveE18) / state.outstandingMicro;
  const backMinor = (dividendsE18 + valueE18) / MINOR_E18 + payoutsMinor;
  // The multiple is a taste, and not money: whole percents are as fine as taste is.
  const percentCount = BigInt(Math.round(scenario.redeemers.targetMultiple * 100));
  return backMinor * 100n >= people.spentMinor[person]! * percentCount;
}

function hasTurnoverFallen({ turnoverByDay, day }: Course): boolean {
  if (day < 3 * PANIC_DAYS) return false;
  const months = [day - PANIC_DAYS, day - 2 * PANIC_DAYS, day - 3 * PANIC_DAYS].map((from) => {
    let sum = 0;
    for (let k = from; k < from + PANIC_DAYS; k++) sum += turnoverByDay[k] ?? 0;
    return sum;
  });
  return months[0]! * 2 < Math.max(...months);
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

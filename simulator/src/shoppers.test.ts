import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson, viewHolder, type JsonObject, type Plan } from "@patronage/engine";
import { beginCourse, closeDay, complete, giveBack, join, pay, redeemAll } from "./course.ts";
import { meansOf, spendShares, type Course } from "./course.ts";
import { dateOf } from "./dates.ts";
import { STANDING } from "./people.ts";
import type { Scenario } from "./scenario.ts";
import { hasTurnoverFallen, letNewcomersCome, letOrdersMature } from "./shoppers.ts";
import { letVisitorsOrder } from "./shoppers.ts";
import { simulate } from "./simulate.ts";
import { planJson, planOf, small, sourcePlan } from "./simulate-kit.ts";

const BASE = planJson() as JsonObject;
const giftPlan = planOf({ ...BASE, spend: { funding: "merchant" } });
const twoGoods = planOf({
  ...BASE,
  categories: parseJson(`{
    "default":{"grossMargin":"0.65","proRataRate":"0.20","tierRate":"0.10","reserveRate":"0.30","quotaMultiple":"2"},
    "tea":{"grossMargin":"0.20","proRataRate":"0","tierRate":"0","reserveRate":"0.05","quotaMultiple":"0"}}`),
});

function begin(plan: Plan, changes: Partial<Scenario> = {}): Course {
  const course = beginCourse(plan, small("steady", changes), 7);
  setDay(course, 0);
  return course;
}

function setDay(course: Course, day: number): void {
  course.day = day;
  course.at = `${dateOf(day)}T12:00:00Z`;
}

/** Days on which people come, order and send back; nobody redeems. */
function live(plan: Plan, changes: Partial<Scenario> = {}): Course {
  const course = begin(plan, changes);
  for (let day = 0; day < course.scenario.days; day++) {
    setDay(course, day);
    letOrdersMature(course);
    letNewcomersCome(course);
    letVisitorsOrder(course);
    const { capped } = closeDay(course, dateOf(day));
    course.capped = capped.map(({ holder }) => course.store.holders.find(holder)!);
  }
  return course;
}

/** Somebody whose order of so much has matured. */
function buyerOf(course: Course, paidMinor: bigint): number {
  const person = join(course);
  complete(course, pay(course, person, { category: 0, paidMinor, region: undefined }));
  return person;
}

test("nobody is referred by an attacker or the agent", () => {
  const course = begin(sourcePlan, { referred: 1, newcomersPerDay: 50 });
  for (let k = 0; k < 5; k++) {
    course.people.standing[join(course)] = k === 0 ? STANDING.agent : STANDING.attacker;
  }
  letNewcomersCome(course);
  const referrers = Array.from(
    { length: course.people.count - 5 },
    (_, k) => viewHolder(course.state, k + 5).referrer,
  );
  assert.ok(referrers.some((referrer) => referrer !== undefined));
  assert.ok(referrers.every((referrer) => !/^h[0-4]$/.test(referrer ?? "")));
});

test("goods for shares are no order, and count at their price with whoever had them", () => {
  const course = begin(sourcePlan);
  const person = buyerOf(course, 100_000n);
  const [sharesMicro, worthMinor] = meansOf(course, person);
  assert.ok(worthMinor > 20_000n);
  spendShares(course, person, { sharesMicro, category: 0 });
  assert.equal(course.people.goodsMinor[person], worthMinor);
  assert.equal(course.orders, 1);
  assert.equal(course.giftCostMinor, 0n);
});

test("goods that the merchant gives for shares cost it what they cost, and no margin", () => {
  const course = begin(giftPlan);
  const person = buyerOf(course, 100_000n);
  const [sharesMicro, worthMinor] = meansOf(course, person);
  spendShares(course, person, { sharesMicro, category: 0 });
  assert.equal(course.giftCostMinor, worthMinor - (worthMinor * 65n) / 100n);
  const scenario = small("steady", { paidWithShares: 1 });
  const [gift, paid] = [giftPlan, sourcePlan].map((plan) => simulate(plan, scenario, 1));
  assert.ok(gift!.months.at(-1)!.costMinor > paid!.months.at(-1)!.costMinor);
});

test("whoever has no quota left after redeeming has reached it, where redeeming uses it up", () => {
  const reached = (consumesQuota: boolean): number => {
    const redemption = { feeRate: "0.10", consumesQuota };
    const plan = planOf({ ...(planJson({ quotaMultiple: "0.1" }) as JsonObject), redemption });
    const course = begin(plan);
    const person = buyerOf(course, 100_000n);
    redeemAll(course, person);
    return course.people.hasReached[person]!;
  };
  assert.deepEqual([reached(true), reached(false)], [1, 0]);
});

test("who panics looks at the best month there was, and at ordinary buyers less their returns", () => {
  const course = begin(sourcePlan);
  const months = (...sums: number[]): boolean => {
    course.turnoverByDay.length = 0;
    sums.forEach((sum, k) => (course.turnoverByDay[30 * k] = sum));
    setDay(course, 30 * sums.length);
    return hasTurnoverFallen(course);
  };
  assert.equal(months(10), false);
  assert.equal(months(10, 4), true);
  assert.equal(months(10, 5), false);
  assert.equal(months(10, 5, 5, 5, 4), true);

  course.turnoverByDay.length = 0;
  const [buyer, attacker] = [join(course), join(course)];
  course.people.standing[attacker] = STANDING.attacker;
  const purchase = { category: 0, paidMinor: 500n, region: undefined };
  const pending = pay(course, buyer, purchase);
  pay(course, attacker, purchase);
  assert.equal(course.turnoverByDay[course.day], 500);
  pending.backMinor = 200n;
  giveBack(course, pending);
  assert.equal(course.turnoverByDay[course.day], 300);
});

const QUIET = { returnedBefore: 0, returnedAfter: 0, paidWithShares: 0, comesBackForQuota: 0 };

test("two plans meet the same people, who would order the same", () => {
  const noShares = planOf({ ...BASE, grant: { kind: "value", rate: "0" } });
  const changes = { ...QUIET, paidWithShares: 0.5, comesBackForQuota: 1 };
  const [poor, rich] = [noShares, planOf(planJson({ quotaMultiple: "0.3" }))].map((plan) =>
    live(plan, changes),
  );
  assert.equal(poor!.people.count, rich!.people.count);
  for (const column of ["temper", "kind", "lastDay"] as const) {
    assert.deepEqual(rich!.people[column], poor!.people[column], column);
  }
  assert.deepEqual(rich!.people.visitors, poor!.people.visitors);

  const [a, b] = [noShares, sourcePlan].map((plan) =>
    live(plan, { ...QUIET, paidWithShares: 0.5 }),
  );
  assert.ok(b!.spends > 20);
  for (let person = 0; person < a!.people.count; person++) {
    const inAll = b!.people.spentMinor[person]! + b!.people.goodsMinor[person]!;
    const missing = a!.people.spentMinor[person]! - inAll;
    assert.ok(missing >= 0n && missing < 50n, `${missing} fen of rounding`);
  }
});

test("half of an order comes back and the rest goes on to mature", () => {
  const quota = (returnedBefore: number, partly: number): number =>
    Number(live(sourcePlan, { ...QUIET, returnedBefore, partly }).quotaGrantedMinor);
  const whole = quota(0, 0);
  assert.equal(quota(1, 0), 0);
  assert.ok(Math.abs(quota(1, 1) / whole - 0.5) < 0.001, `${quota(1, 1)} of ${whole}`);
});

test("half of an order comes back after maturity, whether it accrued at once or not", () => {
  for (const maturity of ["completion", "payment"]) {
    const plan = planOf(planJson({ maturity }));
    const scenario = small("steady", { ...QUIET, returnedAfter: 0.5, partly: 0.5 });
    const { refused, broken, refundLossMinor } = simulate(plan, scenario, 2);
    assert.deepEqual([refused, broken], [{}, []]);
    assert.ok(refundLossMinor > 0n);
  }
});

test("goods of one category: who buys nothing else tells what came back of it", () => {
  const scenario = small("steady", { days: 800, ofOneKind: 1 });
  const { goods, cohorts } = simulate(twoGoods, scenario, 1);
  assert.deepEqual(
    goods.map(({ category, years }) => `${category} ${years}`),
    ["default 1", "tea 1", "default 2", "tea 2"],
  );
  const sum = (buyers: readonly { buyers: number }[]) =>
    buyers.reduce((total, one) => total + one.buyers, 0);
  assert.equal(sum(goods), sum(cohorts));
  const [dear, tea] = goods;
  assert.ok(tea!.medianDividendsMinor === 0n && dear!.medianDividendsMinor > 500n);
  assert.ok(dear!.medianBackMinor > tea!.medianBackMinor);
  assert.ok(dear!.worstTenthBackMinor <= dear!.medianBackMinor);
});

test("where a plan has one category everybody buys it alone, and where there are two a share", () => {
  const buyers = (plan: Plan): number => {
    const { goods, cohorts } = simulate(plan, small("steady", { newcomersPerDay: 3 }), 1);
    const count = (list: readonly { buyers: number }[]) =>
      list.reduce((n, one) => n + one.buyers, 0);
    return count(goods) / count(cohorts);
  };
  assert.equal(buyers(sourcePlan), 1);
  assert.ok(Math.abs(buyers(twoGoods) - 0.3) < 0.15);
});

test("orders go to categories by the mix; evenly without one, or where it names none", () => {
  const share = (mix: Scenario["mix"]): number => {
    const { marginMinor, turnoverMinor } = live(twoGoods, { ...QUIET, mix, newcomersPerDay: 3 });
    return (0.65 - Number(marginMinor) / Number(turnoverMinor)) / 0.45;
  };
  assert.equal(share({ tea: 2, wine: 9 }), share({ tea: 1 }));
  assert.ok(Math.abs(share({ tea: 1 }) - 1) < 0.001);
  assert.ok(Math.abs(share({ tea: 3, default: 1 }) - 0.75) < 0.05);
  const nothing: Scenario["mix"][] = [undefined, {}, { tea: 0, default: 0 }, { wine: 1 }];
  for (const mix of nothing) {
    assert.ok(Math.abs(share(mix) - 0.5) < 0.05);
  }
});

/** Behaviour comes from the orders themselves, and what a window cannot show is left as usual. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { calibrate, type SeenOrder } from "./calibrate.ts";
import { scenarioOf } from "./scenarios.ts";

const DAY_MS = 86_400_000;
const BEGIN_MS = Date.parse("2025-01-01T12:00:00Z");

function order(buyer: string, day: number, more: Partial<SeenOrder> = {}): SeenOrder {
  const atMs = BEGIN_MS + day * DAY_MS;
  return { buyer, atMs, paid: 100_00, back: 0, isBackLate: false, ...more };
}
const seenBy = (orders: readonly SeenOrder[]) => ({
  ...{ orders, byCategory: { tea: 3, cups: 1 }, joined: 8, referred: 2 },
});

test("amounts, categories and referrals are those that were seen", () => {
  const orders = [order("a", 0, { paid: 50_00 }), order("b", 10), order("b", 20)];
  const { behaviour, days, buyers } = calibrate(seenBy(orders), 3);
  assert.deepEqual(behaviour.order, { kind: "empirical", amounts: [50_00, 100_00, 100_00] });
  assert.deepEqual(behaviour.mix, { tea: 3, cups: 1 });
  assert.equal(behaviour.referred, 0.25);
  assert.deepEqual([days, buyers], [21, 2]);
  // Three weeks say nothing of how long buyers stay, or of a season.
  assert.equal(behaviour.yearsStaying, undefined);
  assert.equal(behaviour.seasonal, undefined);
});

test("newcomers are the first orders of the later half, and a large shop is scaled down", () => {
  const few = Array.from({ length: 101 }, (_, day) => order(`buyer ${day}`, day));
  const small = calibrate(seenBy(few), 3);
  assert.equal(small.newcomersSeen, 51 / 50);
  assert.equal(small.behaviour.newcomersPerDay, 51 / 50);
  const many = few.flatMap(({ buyer }, day) =>
    Array.from({ length: 30 }, (_, k) => order(`${buyer} ${k}`, day)),
  );
  const large = calibrate(seenBy(many), 3);
  assert.ok(large.newcomersSeen > 30);
  assert.ok(large.behaviour.newcomersPerDay! < 20);
});

test("half an order that came back late is a part of a return after completion", () => {
  const orders = Array.from({ length: 10 }, (_, k) => order(`buyer ${k}`, k));
  orders[3] = order("buyer 3", 3, { back: 50_00, isBackLate: true });
  const { returnedBefore, returnedAfter, partly } = calibrate(seenBy(orders), 3).behaviour;
  assert.deepEqual([returnedBefore, returnedAfter, partly], [0, 0.1, 1]);
});

test("without repeats, and without time for them, buyers behave as usual", () => {
  const { ordersPerYear } = calibrate(seenBy([order("a", 0)]), 3).behaviour;
  assert.equal(ordersPerYear, scenarioOf("steady")!.ordersPerYear);
});

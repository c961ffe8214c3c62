import assert from "node:assert/strict";
import { test } from "node:test";
import { GATE_SCENARIOS, scenarioOf, SCENARIOS } from "./scenarios.ts";
import { newcomersOn } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { attackOf, planJson, planOf, small, sourcePlan } from "./simulate-kit.ts";

const turnover = (name: string, from: number, to: number): number => {
  const { months } = simulate(sourcePlan, small(name), 3);
  return Number(months[to]!.turnoverMinor - (from < 0 ? 0n : months[from]!.turnoverMinor));
};

test("every scenario asks one question, and the gate knows all of its own", () => {
  for (const { asks } of SCENARIOS) {
    assert.match(asks.en, /^[^?.]+\?$/);
    assert.match(asks.zh, /^[^？。]+？$/);
  }
  for (const name of GATE_SCENARIOS) assert.ok(scenarioOf(name) !== undefined, name);
  assert.equal(scenarioOf("no-such"), undefined);
  assert.equal(scenarioOf("toString"), undefined);
});

test("scenarios joined happen to the same future", () => {
  const joined = scenarioOf("whale+run+snipers")!;
  assert.deepEqual(joined.attacks, ["whale", "snipers"]);
  assert.equal(joined.run?.days, 7);
  assert.equal(joined.name, "whale+run+snipers");
});

test("growth-then-stop: nothing is ordered after two thirds of the time", () => {
  assert.ok(turnover("growth-then-stop", 5, 6) > 0);
  assert.ok(turnover("growth-then-stop", 9, 11) <= 0);
});

test("growth and decline bring more and fewer, an S-curve most at the end, a wave most at first", () => {
  const at = (name: string, day: number): number => newcomersOn(scenarioOf(name)!, day);
  assert.ok(Math.abs(at("growth", 730) / at("steady", 730) - 2.25) < 0.01);
  assert.ok(Math.abs(at("decline", 365) / at("steady", 365) - 0.67) < 0.01);
  assert.ok(at("s-curve", 30) < 0.2 * at("steady", 30));
  assert.ok(at("s-curve", 1090) > 0.95 * at("steady", 1090));
  assert.ok(at("legacy-wave", 3) > 10 * at("legacy-wave", 40));
});

test("run: everyone who can redeems within a week, and is paid", () => {
  const { months } = simulate(sourcePlan, small("run"), 3);
  const steady = simulate(sourcePlan, small("steady"), 3).months;
  const inRun = months[6]!.payoutsMinor - months[4]!.payoutsMinor;
  assert.ok(inRun > 3n * (steady[6]!.payoutsMinor - steady[4]!.payoutsMinor));
  assert.ok(months[6]!.outstandingMicro < steady[6]!.outstandingMicro / 2n);
});

test("refund-storm: returns after maturity cost the merchant", () => {
  const loss = (name: string): bigint => simulate(sourcePlan, small(name), 3).refundLossMinor;
  assert.ok(loss("refund-storm") > 5n * loss("steady"));
});

test("price-war: the margin falls and the plan costs what it did", () => {
  const last = (name: string) => simulate(sourcePlan, small(name), 3).months.at(-1)!;
  const [war, peace] = [last("price-war"), last("steady")];
  assert.equal(war.costMinor, peace.costMinor);
  assert.ok(war.marginMinor < peace.marginMinor);
});

test("attacks count what is put in and got out", () => {
  for (const name of ["fake-orders", "snipers", "whale"]) {
    const { putInMinor, gotOutMinor } = attackOf(sourcePlan, name);
    assert.ok(putInMinor > 0n && gotOutMinor > 0n, name);
  }
  assert.deepEqual(simulate(sourcePlan, small("steady"), 3).attacks, []);
});

test("attacks on the same future are counted each for itself, in the scenario's order", () => {
  const { attacks } = simulate(sourcePlan, small("whale+fake-orders"), 3);
  const alone = attackOf(sourcePlan, "whale");
  assert.deepEqual(
    attacks.map(({ attack }) => attack),
    ["whale", "ring"],
  );
  // The ring pays no merchant but its own, so the whale's put-in stays what it was.
  assert.equal(attacks[0]!.putInMinor, alone.putInMinor);
  assert.equal(attacks[1]!.merchantCostMinor, 0n);
});

test("a ring puts in what the plan takes, and its orders cost no other merchant anything", () => {
  const free = planOf(planJson({ rates: ["0.01", "0", "0.01"], quotaMultiple: "0.01" }));
  const [dear, cheap] = [sourcePlan, free].map((plan) => attackOf(plan, "fake-orders"));
  assert.equal(dear!.merchantCostMinor, 0n);
  assert.ok(cheap!.putInMinor * 20n < dear!.putInMinor);
});

test("where orders accrue at once, snipers send the goods back, and the deduct takes the gain", () => {
  const plan = planOf(planJson({ maturity: "payment" }));
  const { putInMinor, gotOutMinor } = attackOf(plan, "snipers");
  assert.ok(gotOutMinor <= putInMinor, `${gotOutMinor} of ${putInMinor}`);
});

test("what is changed to nothing stays as the scenario has it; what is given counts", () => {
  const growth = scenarioOf("growth", { arrivals: undefined, stopsAt: undefined, referred: 0 })!;
  assert.deepEqual(growth.arrivals, { kind: "growth", perYear: 0.5 });
  assert.equal(growth.referred, 0);
  const given = { newcomersPerDay: 9, seasonal: 0, yearsStaying: 3 };
  const constant = scenarioOf("growth", { ...given, arrivals: { kind: "constant" } })!;
  assert.deepEqual({ ...constant, ...given, arrivals: { kind: "constant" } }, constant);
  assert.equal(newcomersOn(constant, 700), 9);
});

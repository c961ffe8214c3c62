import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, POLICY, policyProblems, type Policy } from "./gate.ts";
import type { Measures } from "./measures.ts";
import type { Run } from "./runs.ts";
import { GATE_SCENARIOS } from "./scenarios.ts";
import { simulate } from "./simulate.ts";
import { planJson, small, sourcePlan } from "./simulate-kit.ts";

const base = simulate(sourcePlan, small("steady"), 1);

/** Futures in which nothing is wrong, changed in one scenario. */
function runsWith(scenario: string, change: (measures: Measures) => Partial<Measures>): Run[] {
  const months = [
    { ...base.months[0]!, quotaGrantedMinor: 100n, dividendsMinor: 60n, costMinor: 5n },
  ].map((month) => ({ ...month, marginMinor: 6n }));
  const sound = { ...base, months };
  return GATE_SCENARIOS.flatMap((name) =>
    [1, 2, 3].map((seed) => ({
      ...{ variant: "", scenario: name, seed },
      measures: name === scenario ? { ...sound, ...change(sound) } : sound,
    })),
  );
}

const sound = runsWith("none", () => ({}));
const covered = planJson({ quotaMultiple: "0.6" });
const codes = (runs: readonly Run[], plan = covered, policy?: Policy): string[] =>
  judge(plan, runs, policy).reasons.map(({ code, where }) => `${code} ${where}`);

test("a plan at the floor with sound futures passes; the source's plan is at 0.15 and does not", () => {
  assert.deepEqual(judge(covered, sound), { passes: true, reasons: [] });
  const { passes, reasons } = judge(planJson(), sound);
  assert.equal(passes, false);
  assert.deepEqual(reasons, [
    {
      code: "coverage_below_floor",
      where: "categories.default",
      facts: { coverage: "0.150", floor: "0.5" },
    },
  ]);
});

test("the floor is compared exactly: a thousandth of quota more is too much", () => {
  assert.deepEqual(codes(sound, planJson({ quotaMultiple: "0.60000000001" })), [
    "coverage_below_floor categories.default",
  ]);
});

test("one fen gained by an attack in one future is enough to refuse, an even end is not", () => {
  const attack = (gotOutMinor: bigint) =>
    runsWith("whale", () => ({
      attack: { putInMinor: 100n, gotOutMinor, merchantCostMinor: 0n },
    }));
  assert.deepEqual(codes(attack(100n)), []);
  assert.deepEqual(codes(attack(101n)), ["attack_gains whale"]);
});

test("a plan that costs more than the margin in any scenario is refused", () => {
  const cost = (costMinor: bigint) =>
    runsWith("price-war", ({ months }) => ({ months: [{ ...months[0]!, costMinor }] }));
  assert.deepEqual(codes(cost(6n)), []);
  assert.deepEqual(codes(cost(7n)), ["cost_above_margin price-war"]);
});

test("what was granted must have been paid as far as the floor asks, but for the last days", () => {
  const paid = (dividendsMinor: bigint) =>
    runsWith("steady", ({ months }) => ({ months: [{ ...months[0]!, dividendsMinor }] }));
  assert.deepEqual(codes(paid(48n)), []);
  assert.deepEqual(codes(paid(46n)), ["coverage_not_reached steady"]);
});

test("a scenario that was not run often enough, a refused plan, a broken invariant: refused", () => {
  const fewer = sound.filter(({ scenario, seed }) => scenario !== "run" || seed < 3);
  assert.deepEqual(codes(fewer), ["scenario_missing run"]);
  const [first] = codes(sound, planJson({ rates: ["0.5", "0.1", "0.3"] }));
  assert.equal(first, "plan_refused categories.default");
  const broken = runsWith("run", () => ({ broken: ["10.3: …"] }));
  assert.deepEqual(codes(broken), ["invariant_broken run"]);
});

test("an owner may lower the floor to 0.1 with a reason; everything else can only be tightened", () => {
  const problems = (change: Partial<Policy>) => policyProblems({ ...POLICY, ...change });
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ coverageFloor: "0.1", reason: "a trial for members" }), []);
  assert.deepEqual(problems({ coverageFloor: "0.1" }), ["reason"]);
  assert.deepEqual(problems({ coverageFloor: "0.09", reason: "more" }), ["coverageFloor"]);
  assert.deepEqual(problems({ coverageFloor: "1", attackMost: "0.9", costMost: "0.8" }), []);
  assert.deepEqual(problems({ attackMost: "1.01", costMost: "1.01" }), ["attackMost", "costMost"]);
  assert.deepEqual(problems({ seedsLeast: 2 }), ["seedsLeast"]);
  assert.deepEqual(problems({ costMost: "1e-1" }), ["costMost"]);
  assert.deepEqual(codes(sound, covered, { ...POLICY, attackMost: "2" }), [
    "policy_invalid attackMost",
  ]);
});

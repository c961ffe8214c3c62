import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, type Future } from "./gate.ts";
import { POLICY, policyProblems, readPolicy, type Policy } from "./policy.ts";
import { GATE_SCENARIOS } from "./scenarios.ts";
import { planJson } from "./simulate-kit.ts";

const SOUND: Omit<Future, "scenario" | "seed"> = {
  ...{ days: POLICY.daysLeast, marginMinor: 6n, costMinor: 5n },
  ...{ quotaGrantedMinor: 100n, dividendsMinor: 60n, attacks: [], broken: [] },
};

/** Futures in which nothing is wrong, but for what is changed in one scenario. */
function futuresWith(
  scenario: string,
  change: (seed: number) => Partial<Future> = () => ({}),
): Future[] {
  const seeds = Array.from({ length: POLICY.seedsLeast }, (_, k) => k + 1);
  return GATE_SCENARIOS.flatMap((name) =>
    seeds.map((seed) => ({
      ...{ ...SOUND, scenario: name, seed },
      ...(name === scenario ? change(seed) : {}),
    })),
  );
}

const sound = futuresWith("none");
const covered = planJson({ quotaMultiple: "0.6" });
const codes = (futures: readonly Future[], plan = covered, policy?: Policy): string[] =>
  judge(plan, futures, policy).reasons.map(({ code, where }) => `${code} ${where}`);

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
    futuresWith("whale", (seed) => ({
      attacks: [{ attack: "whale", putInMinor: 100n, gotOutMinor: seed === 7 ? gotOutMinor : 1n }],
    }));
  assert.deepEqual(codes(attack(100n)), []);
  assert.deepEqual(codes(attack(101n)), ["attack_gains whale"]);
});

test("of several attacks in one future each is judged alone, and the worst future is named", () => {
  const futures = futuresWith("whale", (seed) => ({
    attacks: [
      { attack: "whale", putInMinor: 1000n, gotOutMinor: 1n },
      { attack: "ring", putInMinor: 100n, gotOutMinor: 100n + BigInt(seed % 5) },
    ],
  }));
  const { reasons } = judge(covered, futures);
  assert.deepEqual(
    reasons.map(({ facts }) => facts),
    [
      {
        ...{ attack: "ring", futures: "8", of: "10", seed: "4" },
        ...{ putInMinor: "100", gotOutMinor: "104" },
      },
    ],
  );
});

test("a plan that costs more than the margin in any scenario is refused", () => {
  const cost = (costMinor: bigint) => futuresWith("price-war", () => ({ costMinor }));
  assert.deepEqual(codes(cost(6n)), []);
  assert.deepEqual(codes(cost(7n)), ["cost_above_margin price-war"]);
});

test("what was granted must have been paid as far as the floor asks, but for the last days", () => {
  const paid = (dividendsMinor: bigint) => futuresWith("steady", () => ({ dividendsMinor }));
  assert.deepEqual(codes(paid(48n)), []);
  assert.deepEqual(codes(paid(46n)), ["coverage_not_reached steady"]);
});

test("too few futures, picked ones, too short ones, a refused plan, a broken invariant: refused", () => {
  const without = (gone: number) =>
    sound.filter(({ scenario, seed }) => scenario !== "run" || seed !== gone);
  assert.deepEqual(codes(without(10)), ["scenario_missing run"]);
  const picked = [...without(3), { ...SOUND, scenario: "run", seed: 11 }];
  assert.deepEqual(codes(picked), ["scenario_missing run"], "seeds count from 1 on");
  assert.deepEqual(codes(futuresWith("run", () => ({ days: 1094 }))), ["too_short run"]);
  const [first] = codes(sound, planJson({ rates: ["0.5", "0.1", "0.3"] }));
  assert.equal(first, "plan_refused categories.default");
  const broken = futuresWith("run", () => ({ broken: ["10.3: …"] }));
  assert.deepEqual(codes(broken), ["invariant_broken run"]);
});

test("an owner may lower the floor to 0.1 with a reason; everything else can only be tightened", () => {
  const problems = (change: Partial<Policy>) =>
    policyProblems({ ...POLICY, ...change }).map(({ field, rule }) => `${field} ${rule}`);
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ coverageFloor: "0.1", reason: "a trial for members" }), []);
  assert.deepEqual(problems({ coverageFloor: "0.1" }), ["reason reason"]);
  assert.deepEqual(problems({ coverageFloor: "0.1", reason: " " }), ["reason reason"]);
  assert.deepEqual(problems({ coverageFloor: "0.09", reason: "more" }), ["coverageFloor too_low"]);
  assert.deepEqual(problems({ coverageFloor: "1", attackMost: "0.9", costMost: "0.8" }), []);
  assert.deepEqual(problems({ attackMost: "1.01", costMost: "1.01" }), [
    "attackMost too_lax",
    "costMost too_lax",
  ]);
  assert.deepEqual(problems({ seedsLeast: 9, daysLeast: 365 }), [
    "seedsLeast too_lax",
    "daysLeast too_lax",
  ]);
  assert.deepEqual(problems({ costMost: "1e-1" }), ["costMost decimal"]);
  assert.deepEqual(codes(sound, covered, { ...POLICY, attackMost: "2" }), [
    "policy_invalid attackMost",
  ]);
});

test("a policy file of any kind is read or refused with what is wrong in it", () => {
  const rules = (json: Parameters<typeof readPolicy>[0]): string[] => {
    const read = readPolicy(json);
    return read.ok ? [] : read.problems.map(({ field, rule }) => `${field} ${rule}`);
  };
  assert.deepEqual(rules({}), []);
  assert.deepEqual(rules({ seedsLeast: 20n }), []);
  for (const json of [null, [], "0.5", 1n, true]) assert.deepEqual(rules(json), [" object"]);
  assert.deepEqual(rules({ coverageFloor: 0.5, seedsLeast: "10", flor: "1", attackMost: null }), [
    "flor unknown",
    "coverageFloor decimal",
    "attackMost decimal",
    "seedsLeast whole",
  ]);
});

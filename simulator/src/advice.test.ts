import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, type Json } from "@patronage/engine";
import { coverQuota, nearestPassing, type Advice, type TryOut } from "./advice.ts";
import { futureOf, judge, type Reason, type Verdict } from "./gate.ts";
import { POLICY } from "./policy.ts";
import { seedsOf } from "./runs.ts";
import { GATE_SCENARIOS } from "./scenarios.ts";
import { simulate } from "./simulate.ts";
import { planJson, planOf, small } from "./simulate-kit.ts";
import { textsAt } from "./sweep.ts";

const QUOTA = ["categories", "*", "quotaMultiple"];
const at = (plan: Json, ...path: string[]): string => textsAt(plan, path)[0]!;
const ATTACKED: Reason = { code: "attack_gains", where: "whale", facts: { seed: "1" } };
const REFUSED: Verdict = { passes: false, reasons: [ATTACKED] };
const PASSES: Verdict = { passes: true, reasons: [] };
const verdict = (passes: boolean): Promise<Verdict> => Promise.resolve(passes ? PASSES : REFUSED);
const nearest = (tryOut: TryOut, seeds = 10): Promise<Advice | undefined> =>
  nearestPassing({ plan: planJson(), verdict: REFUSED, seeds: seedsOf(seeds), tryOut });

test("the quota that the floor allows, by hand: 0.3 / 0.5 is 0.6, and 0.3 / 0.7 is 0.428", () => {
  assert.equal(at(coverQuota(planJson(), POLICY), ...QUOTA), "0.6");
  const stricter = { ...POLICY, coverageFloor: "0.7" };
  assert.equal(at(coverQuota(planJson(), stricter), ...QUOTA), "0.428");
  const lower = planJson({ quotaMultiple: "0.2" });
  assert.equal(canonicalJson(coverQuota(lower, POLICY)), canonicalJson(lower));
});

test("where the coverage alone is too low, the quota alone is lowered, once", async () => {
  let trials = 0;
  const advice = await nearest(() => (trials++, verdict(true)));
  assert.deepEqual(advice?.changes, [
    { path: "categories.default.quotaMultiple", from: "2", to: "0.6" },
  ]);
  // On few futures, and then on all.
  assert.equal(trials, 2);
});

test("the smallest change that passes is found: of quota 0.6, thirty-one parts in forty", async () => {
  const advice = await nearest((plan) => verdict(Number(at(plan, ...QUOTA)) <= 0.47));
  assert.deepEqual(advice?.changes, [
    { path: "categories.default.quotaMultiple", from: "2", to: "0.465" },
  ]);
});

test("two kinds of parameter are lowered together where neither alone suffices", async () => {
  const advice = await nearest((plan) =>
    verdict(Number(at(plan, ...QUOTA)) <= 0.5 && Number(at(plan, "grant", "rate")) <= 0.6),
  );
  const paths = advice!.changes.map(({ path }) => path);
  assert.deepEqual(paths, ["categories.default.quotaMultiple", "grant.rate"]);
});

test("there is no advice where lowering does not help", async () => {
  assert.equal(await nearest(() => verdict(false)), undefined);
});

test("a plan that passes on few futures alone is not advised: the search goes on with the others", async () => {
  const seen: number[] = [];
  const advice = await nearest((plan, seeds) => {
    seen.push(seeds.length);
    const quota = Number(at(plan, ...QUOTA));
    const fails = seeds.filter((seed) => quota > (seed === 7 ? 0.3 : 0.47));
    const reasons = fails.map((seed): Reason => ({ ...ATTACKED, facts: { seed: `${seed}` } }));
    return Promise.resolve({ passes: reasons.length === 0, reasons });
  });
  assert.deepEqual(advice?.changes, [
    { path: "categories.default.quotaMultiple", from: "2", to: "0.3" },
  ]);
  assert.deepEqual([...new Set(seen)], [3, 10, 4], "three, all, and the three with the seventh");
});

test("what only all futures together say is found out too, and no advice is without a change", async () => {
  const covered = planJson({ quotaMultiple: "0.6" });
  const unpaid: Reason = { code: "coverage_not_reached", where: "steady", facts: {} };
  const before: Verdict = { passes: false, reasons: [unpaid] };
  const tryOut: TryOut = (plan, seeds) => {
    const passes = seeds.length < 10 || Number(at(plan, ...QUOTA)) <= 0.5;
    return Promise.resolve(passes ? PASSES : before);
  };
  const asked = { plan: covered, verdict: before, seeds: seedsOf(10), tryOut };
  assert.deepEqual((await nearestPassing(asked))?.changes, [
    { path: "categories.default.quotaMultiple", from: "0.6", to: "0.495" },
  ]);
});

test("nothing is tried for a plan that passes, or that no lowering mends", async () => {
  const tryOut = (): never => assert.fail("nothing is to be tried");
  const broken: Reason = { code: "invariant_broken", where: "run", facts: {} };
  for (const verdict of [PASSES, { passes: false, reasons: [broken] }]) {
    const asked = { plan: planJson(), verdict, seeds: seedsOf(3), tryOut };
    assert.equal(await nearestPassing(asked), undefined);
  }
});

test("the source's plan is refused, and the nearest plan passes on the very same futures", async () => {
  const scenarios = GATE_SCENARIOS.map((name) => small(name, { newcomersPerDay: 0.2 }));
  const tryOut: TryOut = (plan, seeds) => {
    const futures = scenarios.flatMap((scenario) =>
      seeds.map((seed) => {
        const measures = simulate(planOf(plan), scenario, seed);
        const { name } = scenario;
        return futureOf({ variantIndex: 0, variant: "", scenario: name, seed, measures });
      }),
    );
    return Promise.resolve(judge(plan, futures));
  };
  const seeds = seedsOf(5);
  const before = await tryOut(planJson(), seeds);
  const asked = { plan: planJson(), verdict: before, seeds, tryOut };
  const advice = await nearestPassing(asked);
  assert.equal(before.passes, false);
  assert.ok(before.reasons.some(({ facts }) => facts["coverage"] === "0.150"));
  assert.ok(advice !== undefined && advice.changes.length > 0);
  const { reasons } = await tryOut(advice.plan, seeds);
  assert.deepEqual(new Set(reasons.map(({ code }) => code)), new Set(["scenario_missing"]));
});

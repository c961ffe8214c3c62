import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, type Json } from "@patronage/engine";
import { coverQuota, nearestPassing } from "./advice.ts";
import { judge, POLICY, type Verdict } from "./gate.ts";
import { seedsOf } from "./runs.ts";
import { GATE_SCENARIOS } from "./scenarios.ts";
import { simulate } from "./simulate.ts";
import { planJson, planOf, small } from "./simulate-kit.ts";
import { textsAt } from "./sweep.ts";

const QUOTA = ["categories", "*", "quotaMultiple"];
const at = (plan: Json, ...path: string[]): string => textsAt(plan, path)[0]!;
const verdict = (passes: boolean): Promise<Verdict> => Promise.resolve({ passes, reasons: [] });

test("the quota that the floor allows, by hand: 0.3 / 0.5 is 0.6, and 0.3 / 0.7 is 0.428", () => {
  assert.equal(at(coverQuota(planJson(), POLICY), ...QUOTA), "0.6");
  const stricter = { ...POLICY, coverageFloor: "0.7" };
  assert.equal(at(coverQuota(planJson(), stricter), ...QUOTA), "0.428");
  const lower = planJson({ quotaMultiple: "0.2" });
  assert.equal(canonicalJson(coverQuota(lower, POLICY)), canonicalJson(lower));
});

test("where the coverage alone is too low, the quota alone is lowered, once", async () => {
  let trials = 0;
  const advice = await nearestPassing(planJson(), () => (trials++, verdict(true)));
  assert.deepEqual(advice?.changes, [
    { path: "categories.default.quotaMultiple", from: "2", to: "0.6" },
  ]);
  assert.equal(trials, 1);
});

test("the smallest change that passes is found: of quota 0.6, thirty-one parts in forty", async () => {
  const advice = await nearestPassing(planJson(), (plan) =>
    verdict(Number(at(plan, ...QUOTA)) <= 0.47),
  );
  assert.deepEqual(advice?.changes, [
    { path: "categories.default.quotaMultiple", from: "2", to: "0.465" },
  ]);
});

test("two kinds of parameter are lowered together where neither alone suffices", async () => {
  const advice = await nearestPassing(planJson(), (plan) =>
    verdict(Number(at(plan, ...QUOTA)) <= 0.5 && Number(at(plan, "grant", "rate")) <= 0.6),
  );
  const paths = advice!.changes.map(({ path }) => path);
  assert.deepEqual(paths, ["categories.default.quotaMultiple", "grant.rate"]);
});

test("there is no advice where lowering does not help", async () => {
  assert.equal(await nearestPassing(planJson(), () => verdict(false)), undefined);
});

test("the source's plan is refused, and the nearest plan passes on the very same futures", async () => {
  const scenarios = GATE_SCENARIOS.map((name) => small(name, { newcomersPerDay: 0.2 }));
  const tryOut = (plan: Json): Promise<Verdict> => {
    const runs = scenarios.flatMap((scenario) =>
      seedsOf(3).map((seed) => ({
        ...{ variant: "", scenario: scenario.name, seed },
        measures: simulate(planOf(plan), scenario, seed),
      })),
    );
    return Promise.resolve(judge(plan, runs));
  };
  const before = await tryOut(planJson());
  const advice = await nearestPassing(planJson(), tryOut);
  assert.equal(before.passes, false);
  assert.ok(before.reasons.some(({ facts }) => facts["coverage"] === "0.150"));
  assert.ok(advice !== undefined && advice.changes.length > 0);
  assert.deepEqual(await tryOut(advice.plan), { passes: true, reasons: [] });
});

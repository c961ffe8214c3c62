import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, parseJson, type JsonObject } from "@patronage/engine";
import {
  gateResultJson,
  GateResultError,
  gateResultOf,
  judgeResult,
  planHashOf,
  readGateResult,
} from "./gate-result.ts";
import { POLICY } from "./policy.ts";
import { findDifference, runGate } from "./run-gate.ts";
import { runAll, seedsOf } from "./runs.ts";
import { planJson, small } from "./simulate-kit.ts";

const plan = planJson({ quotaMultiple: "0.2" });
const scenarios = [small("steady", { days: 400 }), small("fake-orders"), small("whale+snipers")];
const runs = await runAll({
  variants: [{ label: "", plan }],
  scenarios,
  seeds: seedsOf(2),
  threads: 1,
});
const result = gateResultOf(plan, POLICY, { newcomersPerDay: 0.5 }, runs);

test("a result is the same when it was written and read", () => {
  const text = canonicalJson(gateResultJson(result));
  assert.deepEqual(readGateResult(parseJson(text)), result);
  assert.equal(canonicalJson(gateResultJson(readGateResult(parseJson(text)))), text);
  assert.equal(result.futures.length, 6);
  assert.deepEqual(
    result.futures.at(-1)!.attacks.map(({ attack }) => attack),
    ["whale", "snipers"],
  );
  assert.ok(result.goods.length > 0, "what buyers of a category got back after a year");
});

test("it is judged by its figures, and is nothing for another plan", () => {
  const where = (json: typeof plan): string[] =>
    judgeResult(json, result).reasons.map(({ code, where: place }) => `${code} ${place}`);
  assert.ok(where(plan).includes("scenario_missing run"));
  assert.ok(!where(plan).includes("scenario_missing nowhere"));
  const other = planJson({ quotaMultiple: "0.20" });
  assert.notEqual(planHashOf(other), planHashOf(plan));
  const missing = where(other).filter((reason) => reason.startsWith("scenario_missing"));
  assert.equal(missing.length, 9, "not one future of another plan counts");
});

test("whoever runs the futures again comes to the same, or finds the one that was made up", async () => {
  const behaviour = { newcomersPerDay: 0.02 };
  const ran = await runGate(plan, { behaviour, threads: 1 });
  const kept = readGateResult(gateResultJson(ran));
  assert.equal(await findDifference(plan, kept, { threads: 2 }), undefined);
  const futures = kept.futures.map((future, k) =>
    k === 17 ? { ...future, costMinor: future.costMinor - 1n } : future,
  );
  const { scenario, seed } = futures[17]!;
  const found = await findDifference(plan, { ...kept, futures }, { threads: 1 });
  assert.equal(found, `${scenario}, seed ${seed}`);
});

test("what is no result is refused with the place in it", () => {
  const json = gateResultJson(result) as JsonObject;
  const [first, ...rest] = json["futures"] as JsonObject[];
  const wrong: [JsonObject, RegExp][] = [
    [{ ...json, planHash: 1n }, /"planHash"/],
    [{ ...json, policy: { attackMost: "3" } }, /"policy.attackMost"/],
    [{ ...json, futures: {} }, /"futures"/],
    [{ ...json, futures: [...rest, { ...first!, costMinor: 1n }] }, /"futures\[5\].costMinor"/],
    [{ ...json, futures: [{ ...first!, seed: -1n }] }, /"futures\[0\].seed"/],
    [{ ...json, goods: [{}] }, /"goods\[0\].category"/],
  ];
  for (const [given, place] of wrong) {
    assert.throws(
      () => readGateResult(given),
      (error) => error instanceof GateResultError && place.test(error.message),
    );
  }
  for (const given of [null, [], "x"]) assert.throws(() => readGateResult(given), GateResultError);
});

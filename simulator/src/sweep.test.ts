import assert from "node:assert/strict";
import { test } from "node:test";
import { planJson } from "./simulate-kit.ts";
import { parseSweep, textsAt, variantsOf, type Sweep } from "./sweep.ts";

const plan = planJson();

function read(text: string): Sweep {
  const found = parseSweep(text, plan);
  assert.ok("sweep" in found, JSON.stringify(found));
  return found.sweep;
}

test("a range takes five values, both ends included, exactly", () => {
  assert.deepEqual(read("quotaMultiple=0.1..0.3").values, ["0.1", "0.15", "0.2", "0.25", "0.3"]);
  assert.deepEqual(read("quotaMultiple=0.5..2/4").values, ["0.5", "1", "1.5", "2"]);
  assert.deepEqual(read("rate=0..1/3").values, ["0", "0.5", "1"]);
  assert.deepEqual(read("rate=0.1..0.2/4").values, ["0.1", "0.133", "0.166", "0.2"]);
  assert.deepEqual(read("rate=0.7..0.1/3").values, ["0.7", "0.4", "0.1"]);
});

test("a list is taken as it stands", () => {
  assert.deepEqual(read("feeRate=0.05, 0.10").values, ["0.05", "0.10"]);
});

test("a number is taken once, however it is written", () => {
  assert.deepEqual(read("feeRate=0.10,0.2,0.1,0.100,0.20").values, ["0.10", "0.2"]);
  assert.deepEqual(read("feeRate=0.1..0.1").values, ["0.1"]);
});

test("a name is found where it stands: categories, grant, redemption, the plan", () => {
  assert.deepEqual(read("proRataRate=0,1").path, ["categories", "*", "proRataRate"]);
  assert.deepEqual(read("rate=0,1").path, ["grant", "rate"]);
  assert.deepEqual(read("feeRate=0,1").path, ["redemption", "feeRate"]);
  assert.deepEqual(read("initialPrice=1,2").path, ["initialPrice"]);
  assert.deepEqual(read("categories.default.tierRate=0,1").path, [
    ...["categories", "default", "tierRate"],
  ]);
});

test("what is no sweep is told in a sentence", () => {
  for (const text of ["rate", "no=0..1", "rate=a..b", "rate=0.1..", "rate=0..1/0", "tiers=1,2"]) {
    assert.ok("problem" in parseSweep(text, plan), text);
  }
});

test("two sweeps make every pair; the plan itself is left as it is", () => {
  const variants = variantsOf(plan, [read("quotaMultiple=1,2"), read("rate=0.1,0.2,0.3")]);
  assert.deepEqual(
    variants.map(({ label }) => label),
    ["1", "2"].flatMap((quota) =>
      ["0.1", "0.2", "0.3"].map((rate) => `quotaMultiple ${quota}, grant.rate ${rate}`),
    ),
  );
  assert.deepEqual(textsAt(variants[0]!.plan, ["categories", "*", "quotaMultiple"]), ["1"]);
  assert.deepEqual(textsAt(plan, ["categories", "*", "quotaMultiple"]), ["2"]);
});

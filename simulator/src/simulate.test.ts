import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "@patronage/engine";
import { formatMeasures, parseMeasures, type Measures } from "./measures.ts";
import { SCENARIOS } from "./scenarios.ts";
import { simulate } from "./simulate.ts";
import { planJson, planOf, small, sourcePlan } from "./simulate-kit.ts";

/** What was paid of the quota granted, in thousandths. */
function coveragePermille({ months }: Measures): number {
  const { dividendsMinor, quotaGrantedMinor } = months.at(-1)!;
  return Number((dividendsMinor * 1000n) / quotaGrantedMinor);
}

test("the same plan, scenario and seed give the same bytes; another seed does not", () => {
  const [a, b, c] = [1, 1, 2].map((seed) =>
    formatMeasures(simulate(sourcePlan, small("growth+snipers"), seed)),
  );
  assert.equal(a, b);
  assert.notEqual(a, c);
});

test("the source's plan, 30 % into funds and a quota of twice the spending, pays 15 % of it", () => {
  for (const seed of [1, 2, 3]) {
    const permille = coveragePermille(simulate(sourcePlan, small("steady"), seed));
    assert.ok(permille >= 145 && permille <= 155, `${permille} with seed ${seed}`);
  }
});

test("a plan whose coverage is 1 pays all of its quota", () => {
  const plan = planOf(planJson({ quotaMultiple: "0.30" }));
  const measures = simulate(plan, small("steady"), 1);
  assert.ok(coveragePermille(measures) >= 985, `${coveragePermille(measures)}`);
  assert.ok(measures.reached > 0.9 * measures.buyers);
});

for (const { name } of SCENARIOS) {
  for (const maturity of ["completion", "payment"]) {
    test(`${name}, maturity at ${maturity}: the engine's invariants hold, and it refuses nothing`, () => {
      const plan = planOf(planJson({ maturity }));
      const measures = simulate(plan, small(name), 5);
      assert.deepEqual(measures.broken, []);
      assert.deepEqual(measures.refused, {});
      assert.ok(measures.claimsMinor <= measures.reserveMinor);
      assert.equal(measures.months.length, 12);
    });
  }
}

const BASE = planJson() as JsonObject;
const LEVEL = { shareRate: "0.05", quotaMultiple: "0.1" };
const PLANS: { readonly [name: string]: JsonObject } = {
  "shares are redeemed at the quota": { ...BASE, onQuotaReached: "redeem" },
  "a count of shares is granted": { ...BASE, grant: { kind: "count", sharesPerUnit: "0.005" } },
  "there are no founding shares": { ...BASE, foundingShares: "0" },
  "the merchant gives the goods": { ...BASE, spend: { funding: "merchant" } },
  "shares run out": { ...BASE, authorisedShares: "500" },
  "the fee takes all": { ...BASE, redemption: { feeRate: "1", consumesQuota: false } },
  "two levels are referred": { ...BASE, referral: { levels: [LEVEL, LEVEL] } },
  "an agent has a part": { ...BASE, regionalAgent: { shareRate: "0.02", quotaMultiple: "0.05" } },
};

for (const [name, json] of Object.entries(PLANS)) {
  test(`where ${name}, the invariants hold through a run, a storm, a ring and a whale`, () => {
    const scenario = small("refund-storm+run+fake-orders+whale+snipers");
    const { broken, refused, orders } = simulate(planOf(json), scenario, 9);
    assert.deepEqual([broken, refused], [[], {}]);
    assert.ok(orders > 100);
  });
}

test("measures survive being written and read", () => {
  const measures = simulate(sourcePlan, small("whale"), 4);
  assert.deepEqual(parseMeasures(formatMeasures(measures)), { ...measures });
});

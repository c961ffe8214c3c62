import assert from "node:assert/strict";
import { test } from "node:test";
import type { Measures, MonthMeasure } from "./measures.ts";
import type { Run } from "./runs.ts";
import { breakEvenMonthOf, percentOf, summarise } from "./summary.ts";
import { simulate } from "./simulate.ts";
import { small, sourcePlan } from "./simulate-kit.ts";

const base = simulate(sourcePlan, small("fake-orders"), 1);

function measuresOf(dividendsMinor: bigint, months: readonly bigint[] = [500n]): Measures {
  const month = (marginMinor: bigint, k: number): MonthMeasure => ({
    ...base.months[0]!,
    ...{ month: k, turnoverMinor: 1000n, marginMinor, costMinor: 200n },
    ...{ quotaGrantedMinor: 1000n, dividendsMinor, reserveE18: 300n * 10n ** 18n },
    outstandingMicro: 2_000_000n,
  });
  const attack = { putInMinor: 200n, gotOutMinor: dividendsMinor, merchantCostMinor: 7n };
  return { ...base, foundedMinor: 100n, months: months.map(month), attack };
}

test("bands are made over the seeds", () => {
  const runs = [100n, 200n, 300n].map((dividendsMinor, k): Run => ({
    ...{ variant: "", scenario: "steady", seed: k },
    measures: measuresOf(dividendsMinor),
  }));
  const [summary] = summarise(runs);
  assert.deepEqual(summary!.coverage, { p10: 10, median: 20, p90: 30 });
  assert.deepEqual(summary!.cost, { p10: 20, median: 20, p90: 20 });
  assert.deepEqual(summary!.attackBack, { p10: 5000, median: 10_000, p90: 15_000 });
  // 3.00 behind two shares.
  assert.equal(summary!.navByMonth[0]!.median, 1.5);
});

test("the month of break-even is the first from which on it lasts", () => {
  const month = (...margins: bigint[]) => breakEvenMonthOf(measuresOf(0n, margins));
  assert.equal(month(300n, 400n), 1);
  assert.equal(month(299n, 300n, 400n), 2);
  assert.equal(month(300n, 299n, 400n), 3);
  assert.equal(month(300n, 299n), undefined);
});

test("a percent of nothing is 0", () => {
  assert.equal(percentOf(1n, 0n), 0);
  assert.equal(percentOf(1n, 3n), 33.33);
});

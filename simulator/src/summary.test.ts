import assert from "node:assert/strict";
import { test } from "node:test";
import type { Measures, MonthMeasure } from "./measures.ts";
import type { Run } from "./runs.ts";
import { breakEvenMonthOf, percentOf, runsCsv, summarise, type AttackBands } from "./summary.ts";
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
  const figures = { putInMinor: 200n, gotOutMinor: dividendsMinor, merchantCostMinor: 7n };
  const attacks = [{ attack: "ring" as const, ...figures }];
  return { ...base, foundedMinor: 100n, months: months.map(month), attacks };
}

const runOf = (measures: Measures, more: Partial<Run> = {}): Run => ({
  ...{ variantIndex: 0, variant: "", scenario: "steady", seed: 1, measures },
  ...more,
});

test("bands are made over the seeds", () => {
  const runs = [100n, 200n, 300n].map((dividendsMinor) => runOf(measuresOf(dividendsMinor)));
  const [summary] = summarise(runs);
  assert.deepEqual(summary!.coverage, { p10: 10, median: 20, p90: 30 });
  assert.deepEqual(summary!.cost, { p10: 20, median: 20, p90: 20 });
  const [{ attack, back, cost }] = summary!.attacks as [AttackBands];
  assert.equal(attack, "ring");
  assert.deepEqual(back, { p10: 5000, median: 10_000, p90: 15_000 });
  assert.deepEqual(cost, { p10: 7, median: 7, p90: 7 });
  // 3.00 behind two shares.
  assert.equal(summary!.navByMonth[0]!.median, 1.5);
});

test("plans of the same name stay apart, and scenarios too", () => {
  const measures = measuresOf(100n);
  const runs = [0, 0, 1].map((variantIndex) => runOf(measures, { variantIndex, variant: "a" }));
  const summaries = summarise([...runs, runOf(measures, { scenario: "run" })]);
  assert.deepEqual(
    summaries.map(({ variantIndex, scenario, seeds }) => [variantIndex, scenario, seeds]),
    [
      [0, "steady", 2],
      [1, "steady", 1],
      [0, "run", 1],
    ],
  );
});

test("bands leave tenths out from ten futures on", () => {
  const isTenths = (seeds: number) =>
    summarise(Array.from({ length: seeds }, () => runOf(base)))[0]!.isTenths;
  assert.deepEqual([isTenths(9), isTenths(10)], [false, true]);
});

test("goods of a category: buyers are added up, and what came back is a band", () => {
  const goods = (medianBackMinor: bigint) => [
    { category: "tea", years: 2, buyers: 3, medianBackMinor, worstTenthBackMinor: 1n },
    { category: "tea", years: 1, buyers: 4, medianBackMinor: 5n, worstTenthBackMinor: 0n },
  ];
  const runs = [10n, 20n].map((backMinor) =>
    runOf({
      ...base,
      goods: goods(backMinor).map((one) => ({ ...one, medianDividendsMinor: 0n })),
    }),
  );
  const median = { p10: 10, median: 10, p90: 20 };
  const even = (value: number) => ({ p10: value, median: value, p90: value });
  assert.deepEqual(summarise(runs)[0]!.goods, [
    { category: "tea", years: 1, buyers: 8, median: even(5), worstTenth: even(0) },
    { category: "tea", years: 2, buyers: 6, median, worstTenth: even(1) },
  ]);
});

test("futures that never break even are counted beside the band of those that do", () => {
  const [early, late, never] = [[400n], [299n, 400n], [299n, 299n]].map((margins) =>
    runOf(measuresOf(0n, [...margins, margins.at(-1)!].slice(0, 2))),
  );
  const [summary] = summarise([early!, late!, never!, never!]);
  assert.deepEqual(summary!.breakEvenMonth, { p10: 1, median: 1, p90: 2 });
  assert.equal(summary!.breakEvenNever, 2);
  assert.equal(summarise([never!])[0]!.breakEvenMonth, undefined);
});

test("a plan's name in CSV may hold commas, quotes and lines; attacks stand each in columns", () => {
  const [head, row] = runsCsv([runOf(measuresOf(5n), { variant: 'a, "b"' })]).split("\n");
  assert.ok(row!.startsWith('"a, ""b""",steady,1,365,'), row);
  assert.ok(
    head!.endsWith(
      "ring_in_minor,ring_out_minor,ring_cost_minor,snipers_in_minor,snipers_out_minor,snipers_cost_minor,whale_in_minor,whale_out_minor,whale_cost_minor",
    ),
  );
  assert.ok(row!.endsWith(",200,5,7,,,,,,"), row);
  assert.match(runsCsv([runOf(base, { variant: "a\nb" })]), /^"a\nb",/m);
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

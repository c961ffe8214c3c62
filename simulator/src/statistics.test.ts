import assert from "node:assert/strict";
import { test } from "node:test";
import { bandOf, giniPermille, quantile } from "./statistics.ts";

test("a quantile is one of the values: of 1 to 10 the worst tenth is 1, the middle 5", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  assert.equal(quantile(values, 0.1), 1);
  assert.equal(quantile(values, 0.5), 5);
  assert.equal(quantile(values, 0.9), 9);
  assert.equal(quantile(values, 1), 10);
  assert.equal(quantile([], 0.5), 0);
});

test("a band does not ask for order", () => {
  assert.deepEqual(bandOf([30, 10, 20]), { p10: 10, median: 20, p90: 30 });
  assert.deepEqual(bandOf([7]), { p10: 7, median: 7, p90: 7 });
});

test("Gini, by hand: equal is 0; 0, 0, 0, 4 is 0.75; 1, 3 is 0.25", () => {
  assert.equal(giniPermille(Float64Array.of(2, 2, 2)), 0);
  assert.equal(giniPermille(Float64Array.of(0, 0, 0, 4)), 750);
  assert.equal(giniPermille(Float64Array.of(1, 3)), 250);
  assert.equal(giniPermille(Float64Array.of()), 0);
});

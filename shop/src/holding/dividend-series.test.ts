import assert from "node:assert/strict";
import { test } from "node:test";
import { highestOf, lastDays, totalOf } from "./dividend-series.ts";

const paid = (date: string, amount: string) => ({ date, amount });

test("days without a dividend are told too, and none before the first", () => {
  const days = lastDays(
    [paid("2026-03-02", "5"), paid("2026-02-28", "7")],
    "2026-03-02",
    "2026-02-27",
    30,
  );
  assert.deepEqual(
    days.map(({ date, amountMinor }) => `${date} ${amountMinor}`),
    ["2026-03-02 5", "2026-03-01 0", "2026-02-28 7", "2026-02-27 0"],
  );
  assert.equal(totalOf(days), "12");
  assert.equal(highestOf(days), "7");
});

test("no more days than asked for; none for who joined after the last close", () => {
  assert.equal(lastDays([], "2026-03-02", "2025-01-01", 30).length, 30);
  assert.deepEqual(lastDays([], "2026-03-02", "2026-03-03", 30), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StatementLine } from "../api/holder.ts";
import { byDay, kindText, monthOf, monthsBetween, periodOfMonth } from "./statement-lines.ts";

const line = (seq: string, date: string, rest: Partial<StatementLine> = {}): StatementLine => ({
  ...{ seq, date, kind: "dividend", orderCode: null, place: null },
  ...{ shares: "0", wallet: "0", quota: "0" },
  ...{ sharesAfter: "0", walletAfter: "0", quotaAfter: "0" },
  ...rest,
});

test("a day's lines stand together, though its dividend is booked the day after", () => {
  const lines = [line("5", "2026-11-25"), line("4", "2026-11-26"), line("3", "2026-11-25")];
  assert.deepEqual(
    byDay(lines).map(({ date, lines: own }) => [date, own.map(({ seq }) => seq)]),
    [
      ["2026-11-26", ["4"]],
      ["2026-11-25", ["5", "3"]],
    ],
  );
});

test("whose order it was decides the words", () => {
  const accrued = (place: string | null): string =>
    kindText(line("1", "2026-11-25", { kind: "orderAccrued", place }), "en");
  assert.equal(accrued("buyer"), "Your order counted");
  assert.equal(accrued("level1"), "An order of somebody you brought in");
  assert.equal(accrued("level2"), "An order of somebody they brought in");
  assert.equal(accrued("agent"), "An order of your region");
  assert.equal(kindText(line("1", "2026-11-25", { kind: "unheardOf" }), "zh"), "其他变动");
});

test("a month is a period, and is known again by it", () => {
  assert.deepEqual(periodOfMonth("2028-02"), { from: "2028-02-01", to: "2028-02-29" });
  assert.equal(monthOf({ from: "2028-02-01", to: "2028-02-29" }), "2028-02");
  assert.equal(monthOf({ from: "2028-02-01", to: "2028-02-28" }), undefined);
  assert.equal(monthOf({}), undefined);
});

test("months go back over the turn of a year to the first", () => {
  assert.deepEqual(monthsBetween("2026-11-30", "2027-01-01"), ["2027-01", "2026-12", "2026-11"]);
});

/** The figures of a file: NAVs with four places in its own currency, and days that may be no days. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileDayText, fileInstantText, fileNavText } from "./proof-file.ts";

const E18 = 10n ** 18n;

test("a NAV has four places, rounded down, and is none without shares", () => {
  const nav = (reserveMinor: bigint, outstandingMicro: bigint): string =>
    fileNavText({ reserveE18: reserveMinor * E18, outstandingMicro }, "en", "CNY");
  assert.equal(nav(130_00n, 121_000_000n), "¥1.0743");
  assert.equal(nav(100_00n, 100_000_000n), "¥1.0000");
  assert.equal(nav(1n, 3_000_000n), "¥0.0033");
  assert.equal(nav(1_234_567_89n, 1_000_000n), "¥1,234,567.8900");
  assert.equal(nav(0n, 0n), "—");
});

test("a day that is none is told as it is written, and breaks no page", () => {
  assert.equal(fileDayText("2026-11-26", "en"), "26 November 2026");
  assert.equal(fileDayText("2026-13-45", "en"), "2026-13-45");
  assert.equal(fileDayText("<b>soon</b>", "zh"), "<b>soon</b>");
  assert.equal(fileInstantText("yesterday", "en"), "yesterday");
});

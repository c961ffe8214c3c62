/** Amounts are shown exactly as they are, and read exactly as they are typed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fraction, moneyText, rateText, readMoney, readShares, sharesText } from "./amounts.ts";

test("money has its sign, its groups and two places", () => {
  assert.equal(moneyText(0, "zh"), "¥0.00");
  assert.equal(moneyText("5", "en"), "¥0.05");
  assert.equal(moneyText(123456789n, "en"), "¥1,234,567.89");
  assert.equal(moneyText(-1230, "en"), "−¥12.30");
  assert.equal(moneyText(100, "en", "USD"), "$1.00");
  assert.equal(moneyText(100, "en", "SEK"), "SEK 1.00");
});

test("shares are cut off after four places, and exact with six", () => {
  assert.equal(sharesText("20018800", "en"), "20.0188");
  assert.equal(sharesText("999999", "en"), "0.9999");
  assert.equal(sharesText("999999", "en", 6), "0.999999");
});

test("rates are exact in percent", () => {
  assert.equal(rateText("0.10"), "10%");
  assert.equal(rateText("0.3"), "30%");
  assert.equal(rateText("0.005"), "0.5%");
  assert.equal(rateText("1"), "100%");
  assert.equal(rateText("0"), "0%");
  assert.equal(rateText("1.255"), "125.5%");
});

test("what is typed is read to the fen, or not at all", () => {
  assert.equal(readMoney("12"), "1200");
  assert.equal(readMoney("12.3"), "1230");
  assert.equal(readMoney(" ¥1,234.56 "), "123456");
  assert.equal(readShares("0.000001"), "1");
  for (const strange of ["", "-1", "1.234", "1e3", "abc", "١", "1..2", ".5", "0x10"]) {
    assert.equal(readMoney(strange), undefined, strange);
  }
});

test("whatever is shown can be read back, of any size", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 13n }), (amountMinor) => {
      assert.equal(readMoney(moneyText(amountMinor, "en")), amountMinor.toString());
    }),
    { seed: 5 },
  );
});

test("a part of a whole is from 0 to 1, and nothing of nothing", () => {
  assert.equal(fraction("1", "4"), 0.25);
  assert.equal(fraction("5", "4"), 1);
  assert.equal(fraction("0", "0"), 0);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { navText, netOfFee, ofHundred } from "./nav.ts";

test("what is left of a NAV after the fee is rounded down, and exact", () => {
  assert.equal(netOfFee("1.8584", "0.1"), "1.6725");
  assert.equal(netOfFee("1.8584", "0"), "1.8584");
  assert.equal(netOfFee("1.8584", "1"), "0.0000");
  assert.equal(netOfFee("0.0001", "0.1"), "0.0000");
  assert.equal(netOfFee("123456789012345.6789", "0.003"), "123086418645308.6418");
});

test("a NAV is read with its sign and its groups", () => {
  assert.equal(navText("1234.5000", "en"), "¥1,234.5000");
  assert.equal(navText("1.8584", "zh"), "¥1.8584");
});

test("a multiple is told as an amount of each 100.00 paid, in minor units", () => {
  assert.equal(ofHundred("0.03"), "300");
  assert.equal(ofHundred("0.015"), "150");
  assert.equal(ofHundred("2"), "20000");
});

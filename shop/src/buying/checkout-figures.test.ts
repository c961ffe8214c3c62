/** What shares pay at the till, worked by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { leftMinor, readWish, sharesAtMost } from "./checkout-figures.ts";

test("shares at most: by the NAV, with a millionth for each line's rounding", () => {
  // 60.00 of reserve over 35.7 shares: 10.00 take 5.95 shares.
  const programme = { reserve: "6000", outstanding: "35700000" };
  assert.equal(sharesAtMost(1_000n, 1, programme), 5_950_001n);
  assert.equal(sharesAtMost(1_000n, 3, programme), 5_950_003n);
  assert.equal(sharesAtMost(1_000n, 1, { reserve: "0", outstanding: "0" }), 0n);
});

test("shares at most: never fewer than lines rounded up at the exact reserve", () => {
  // The reserve holds 0.99 fen more than it is told in whole fen.
  const [reserveMinor, outstandingMicro] = [12_345n, 98_765_432n];
  for (const amountMinor of [1n, 7n, 333n, 9_999n]) {
    const exactly =
      (amountMinor * 100n * outstandingMicro + reserveMinor * 100n + 98n) /
      (reserveMinor * 100n + 99n);
    const told = { reserve: String(reserveMinor), outstanding: String(outstandingMicro) };
    assert.ok(sharesAtMost(amountMinor, 1, told) >= exactly, String(amountMinor));
  }
});

test("a wish is nothing, an amount within the most, or cannot be", () => {
  const order = { sharesMost: "3135" };
  assert.equal(readWish(undefined, order), 0n);
  assert.equal(readWish("31.35", order), 3_135n);
  assert.equal(readWish("¥5", order), 500n);
  for (const wish of ["", "0", "31.36", "1.234", "-1", "abc"]) {
    assert.equal(readWish(wish, order), undefined, wish);
  }
});

test("what is left to pay counts settled and authorised payments only", () => {
  const payments = [
    { state: "Settled", amount: 500 },
    { state: "Authorized", amount: 100 },
    { state: "Cancelled", amount: 9_999 },
  ];
  assert.equal(leftMinor({ totalWithTax: 1_000, payments }), 400n);
  assert.equal(leftMinor({ totalWithTax: 1_000, payments: null }), 1_000n);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import {
  compareRatios,
  divCeil,
  divFloor,
  max,
  min,
  MINOR_E18,
  multiplyRatios,
  ONE,
  parseDecimal,
  SHARE_MICRO,
  sumRatios,
  timesCeil,
  timesFloor,
  UNIT_MINOR,
  ZERO,
  type Ratio,
} from "./numbers.ts";

const SEED = { seed: 20260301 };
const whole = fc.bigInt({ min: 0n, max: 10n ** 30n });
const above = fc.bigInt({ min: 1n, max: 10n ** 12n });
const ratio = fc.record({ num: whole, den: above });

test("[NM1] decimal strings are read exactly", () => {
  const table: [text: string, num: bigint, den: bigint][] = [
    ["0", 0n, 1n],
    ["7", 7n, 1n],
    ["10", 10n, 1n],
    ["0.30", 30n, 100n],
    ["0.0", 0n, 10n],
    ["12.345", 12_345n, 1_000n],
    ["1.000000000000000000000000000001", 10n ** 30n + 1n, 10n ** 30n],
    [`9${"0".repeat(40)}`, 9n * 10n ** 40n, 1n],
  ];
  for (const [text, num, den] of table) assert.deepEqual(parseDecimal(text), { num, den }, text);
});

test("[NM1] no other text is a number", () => {
  const texts = ["", ".", "1.", ".5", "01", "00", "-1", "+1", " 1", "1 ", "1e3", "1e-1", "0x1"];
  for (const text of [...texts, "1.2.3", "1,5", "1_000", "NaN", "Infinity", "１", "0.5\n"]) {
    assert.equal(parseDecimal(text), undefined, JSON.stringify(text));
  }
});

test("[NM2] a division rounds down or up as its name says, and an exact one does neither", () => {
  assert.deepEqual([divFloor(7n, 2n), divCeil(7n, 2n)], [3n, 4n]);
  assert.deepEqual([divFloor(8n, 2n), divCeil(8n, 2n)], [4n, 4n]);
  assert.deepEqual([divFloor(0n, 5n), divCeil(0n, 5n)], [0n, 0n]);
  assert.deepEqual([divFloor(1n, 5n), divCeil(1n, 5n)], [0n, 1n]);
  const third = { num: 1n, den: 3n };
  assert.deepEqual([timesFloor(10n, third), timesCeil(10n, third)], [3n, 4n]);
  assert.deepEqual([timesFloor(9n, third), timesCeil(9n, third)], [3n, 3n]);
});

test("[NM2] whatever the numbers, floor is the most that fits and ceil the least that covers", () => {
  fc.assert(
    fc.property(whole, above, (a, b) => {
      const [floor, ceil] = [divFloor(a, b), divCeil(a, b)];
      assert.ok(floor * b <= a && a < (floor + 1n) * b);
      assert.ok(ceil * b >= a && a > (ceil - 1n) * b);
    }),
    SEED,
  );
  fc.assert(
    fc.property(whole, ratio, (value, rate) => {
      assert.equal(timesFloor(value, rate), divFloor(value * rate.num, rate.den));
      assert.equal(timesCeil(value, rate), divCeil(value * rate.num, rate.den));
    }),
    SEED,
  );
});

test("[NM2] the smaller and the larger of two", () => {
  assert.deepEqual([min(1n, 2n), min(2n, 1n), min(3n, 3n)], [1n, 1n, 3n]);
  assert.deepEqual([max(1n, 2n), max(2n, 1n), max(3n, 3n)], [2n, 2n, 3n]);
});

test("[NM3] ratios are added, multiplied and compared without loss", () => {
  const [half, third] = [
    { num: 1n, den: 2n },
    { num: 1n, den: 3n },
  ];
  assert.equal(compareRatios(sumRatios([half, third]), { num: 5n, den: 6n }), 0);
  assert.equal(compareRatios(sumRatios([]), ZERO), 0);
  assert.equal(compareRatios(sumRatios([half, half]), ONE), 0);
  assert.deepEqual(multiplyRatios(half, third), { num: 1n, den: 6n });
  assert.deepEqual([ZERO, ONE], [
    { num: 0n, den: 1n },
    { num: 1n, den: 1n },
  ] as Ratio[]);
});

test('[NM3] ratios compare as numbers do, and "1.0" equals "1"', () => {
  const read = (text: string): Ratio => parseDecimal(text) as Ratio;
  assert.equal(compareRatios(read("1.0"), read("1")), 0);
  assert.equal(Math.sign(compareRatios(read("0.299"), read("0.3"))), -1);
  assert.equal(Math.sign(compareRatios(read("0.31"), read("0.3"))), 1);
  fc.assert(
    fc.property(ratio, ratio, above, (a, b, factor) => {
      const sign = Math.sign(compareRatios(a, b));
      assert.equal(Math.sign(compareRatios(b, a)), -sign || 0);
      assert.equal(compareRatios(a, { num: a.num * factor, den: a.den * factor }), 0);
      const sum = sumRatios([a, b]);
      assert.equal(Math.sign(compareRatios(sum, a)), b.num > 0n ? 1 : 0);
    }),
    SEED,
  );
});

test("[NM6] a fen has 10^18 parts, a share a million, a yuan a hundred", () => {
  assert.equal(MINOR_E18, 1_000_000_000_000_000_000n);
  assert.equal(SHARE_MICRO, 1_000_000n);
  assert.equal(UNIT_MINOR, 100n);
});

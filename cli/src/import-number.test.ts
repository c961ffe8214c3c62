import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decimalReader,
  decimalText,
  inPlaces,
  multiply,
  type NumberFormat,
} from "./import-number.ts";

const PLAIN: NumberFormat = { decimal: ".", thousands: "", symbols: [] };

function read(text: string, format: Partial<NumberFormat> = {}): string | undefined {
  const decimal = decimalReader({ ...PLAIN, ...format })(text);
  return decimal && decimalText(decimal.digits, decimal.places, 0);
}

test("numbers are read exactly", () => {
  assert.equal(read("0.10"), "0.1");
  assert.equal(read("-6"), "-6");
  assert.equal(read("+6."), "6");
  assert.equal(read(".5"), "0.5");
  assert.equal(read("007.70"), "7.7");
  assert.equal(read("12345678901234567890.123456789"), "12345678901234567890.123456789");
});

test("thousands, a decimal comma, symbols", () => {
  assert.equal(read("1,234,567.50", { thousands: "," }), "1234567.5");
  assert.equal(read("1234.50", { thousands: "," }), "1234.5");
  assert.equal(read("1.234,50", { thousands: ".", decimal: "," }), "1234.5");
  assert.equal(read("1 234,50", { thousands: " ", decimal: "," }), "1234.5");
  assert.equal(read("¥12.00", { symbols: ["¥", "元"] }), "12");
  assert.equal(read("12.00 元", { symbols: ["¥", "元"] }), "12");
  assert.equal(read("-¥ 12.00", { symbols: ["¥"] }), "-12");
});

test("what is no number of the format", () => {
  for (const text of [
    "",
    "-",
    ".",
    "1e3",
    "1,5",
    "1,234.5",
    "１",
    "0x1",
    "NaN",
    "1 2",
    "--1",
    "¥1",
  ]) {
    assert.equal(read(text), undefined, text);
  }
  assert.equal(read("1,23.5", { thousands: "," }), undefined);
  assert.equal(read("12,34,567", { thousands: "," }), undefined);
  assert.equal(read("1".repeat(61)), undefined);
});

test("a number finer than the places asked for is refused, not rounded", () => {
  assert.equal(inPlaces({ digits: 125n, places: 3 }, 2), undefined);
  assert.equal(inPlaces({ digits: 125n, places: 3 }, 5), 12500n);
  assert.deepEqual(multiply({ digits: 3n, places: 1 }, { digits: -255n, places: 2 }), {
    digits: -765n,
    places: 3,
  });
});

test("decimal texts", () => {
  assert.equal(decimalText(-5n, 2, 2), "-0.05");
  assert.equal(decimalText(1250n, 3, 2), "1.25");
  assert.equal(decimalText(1200n, 3, 2), "1.20");
  assert.equal(decimalText(0n, 20, 2), "0.00");
  assert.equal(decimalText(7n, 0, 0), "7");
});

/** Amounts stay exact on their way to the page, and nobody is shown more than there is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeText,
  countText,
  dayText,
  decimalText,
  instantText,
  moneyE18Text,
  moneyText,
  navText,
  parseMoney,
  sharesText,
  sumOf,
} from "./format.ts";

test("money has its sign, groups and two places", () => {
  assert.equal(moneyText("0"), "¥0.00");
  assert.equal(moneyText("5"), "¥0.05");
  assert.equal(moneyText("123456"), "¥1,234.56");
  assert.equal(moneyText("-123456"), "−¥1,234.56");
  assert.equal(moneyText("99999999999999999999"), "¥999,999,999,999,999,999.99");
  assert.equal(moneyText("100", "CHF"), "CHF 1.00");
});

test("what is kept finer than a fen is shown finer, and cut, not rounded up", () => {
  assert.equal(moneyE18Text("1999999999999999999"), "¥0.01999999");
  assert.equal(moneyE18Text("-1999999999999999999"), "−¥0.01999999");
  assert.equal(moneyE18Text("-1"), "¥0.00");
  assert.equal(moneyE18Text("100000000000000000000"), "¥1.00");
  assert.equal(moneyE18Text("12340000000000000000"), "¥0.1234");
});

test("shares have up to six places and no idle zeros", () => {
  assert.equal(sharesText("0"), "0");
  assert.equal(sharesText("21000000"), "21");
  assert.equal(sharesText("1500000"), "1.5");
  assert.equal(sharesText("1"), "0.000001");
  assert.equal(sharesText("1234567890123"), "1,234,567.890123");
  assert.equal(sharesText("-1500000"), "−1.5");
});

test("a change says which way it goes, and nothing when there is none", () => {
  assert.equal(changeText(sharesText("1500000")), "+1.5");
  assert.equal(changeText(moneyText("-5")), "−¥0.05");
  assert.equal(changeText(moneyText("0")), "");
});

test("a NAV has four places, cut", () => {
  assert.equal(navText("1.4"), "¥1.4000");
  assert.equal(navText("1234.56789"), "¥1,234.5678");
  assert.equal(navText("2"), "¥2.0000");
  assert.equal(decimalText("1.076923", 2), "1.07");
  assert.equal(decimalText("3", 2), "3");
});

test("what somebody types is read exactly or not at all", () => {
  assert.equal(parseMoney("12"), "1200");
  assert.equal(parseMoney("1,012.5"), "101250");
  assert.equal(parseMoney(" 0.07 "), "7");
  assert.equal(parseMoney("1.234"), undefined);
  assert.equal(parseMoney("-1"), undefined);
  assert.equal(parseMoney(""), undefined);
});

test("sums are exact", () => {
  assert.equal(sumOf(["9007199254740993", 1n]), "9007199254740994");
  assert.equal(sumOf([]), "0");
});

test("days and instants are written as the language writes them", () => {
  assert.equal(dayText("2026-01-31", "en"), "31 Jan 2026");
  assert.equal(dayText("2026-01-31", "zh"), "2026年1月31日");
  assert.equal(dayText("soon", "en"), "soon");
  assert.match(instantText("2026-01-31T16:30:00Z", "zh", "Asia/Shanghai"), /2026年2月1日 00:30/);
  assert.match(instantText("2026-01-31T16:30:00Z", "en", "Asia/Shanghai"), /1 Feb 2026, 00:30/);
});

test("counts are grouped", () => {
  assert.equal(countText(10_000), "10,000");
  assert.equal(countText(12), "12");
});

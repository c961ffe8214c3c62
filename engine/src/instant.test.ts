import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { compareInstants, isDate, isInstant, isWithinDays } from "./instant.ts";
import { parseDate } from "./oracle-fields.ts";

const DAY_OF_MONTHS = [
  ...["2026-01-31", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31"],
  ...["2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2026-02-28"],
];

test("[CM4] the last day of every month exists, and the day after it does not", () => {
  for (const date of DAY_OF_MONTHS) {
    assert.ok(isDate(date), date);
    const after = `${date.slice(0, 8)}${Number(date.slice(8)) + 1}`;
    assert.equal(isDate(after), false, after);
  }
  const others = ["2026-01-00", "2026-00-10", "2026-13-01", "2026-99-01", "2026-01-32"];
  for (const date of others) assert.equal(isDate(date), false, date);
  assert.ok(isDate("2026-01-01"));
  assert.ok(isDate("0000-12-31"));
});

test("[CM4] a date is written as YYYY-MM-DD and in no other way", () => {
  for (const text of ["2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "20260101", ""]) {
    assert.equal(isDate(text), false, text);
  }
  for (const text of ["2026-01-01T", " 2026-01-01", "2026-01-01 ", "+2026-01-01", "12026-01-01"]) {
    assert.equal(isDate(text), false, text);
  }
});

test("[CM4] an instant exists on the calendar and on the clock", () => {
  const clocks = ["00:00:00Z", "23:59:59Z", "12:30:30.5Z", `01:02:03.${"0123456789".repeat(9)}Z`];
  for (const clock of clocks) assert.ok(isInstant(`2026-03-01T${clock}`), clock);
  const noClocks = ["24:00:00Z", "23:60:00Z", "23:59:60Z", "99:00:00Z", "0:00:00Z", "00:00Z"];
  for (const clock of [...noClocks, "00:00:00", "00:00:00.Z", "00:00:00z", "00:00:00+00:00"]) {
    assert.equal(isInstant(`2026-03-01T${clock}`), false, clock);
  }
  const others = ["2026-02-29T00:00:00Z", "2026-03-01 00:00:00Z", "2026-03-01", ""];
  for (const text of [...others, " 2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z "]) {
    assert.equal(isInstant(text), false, text);
  }
});

test("[ID6] leap years are those of the calendar", () => {
  for (const year of ["2024", "2028", "2000", "2400", "0000", "0004"]) {
    assert.ok(isDate(`${year}-02-29`), year);
    assert.equal(isDate(`${year}-02-30`), false, year);
  }
  for (const year of ["2023", "2026", "1900", "2100", "2200", "0100"]) {
    assert.equal(isDate(`${year}-02-29`), false, year);
    assert.ok(isDate(`${year}-02-28`), year);
  }
});

test("[ID5] instants compare exactly, with fractions of any length", () => {
  const ascending = [
    "1999-12-31T23:59:59.999Z",
    "2026-02-28T00:00:00Z",
    "2026-03-01T00:00:00Z",
    "2026-03-01T00:00:00.00000000000000000001Z",
    "2026-03-01T00:00:00.1Z",
    "2026-03-01T00:00:00.10000000000000000001Z",
    "2026-03-01T00:00:00.11Z",
    "2026-03-01T00:00:00.2Z",
    "2026-03-01T00:00:00.9Z",
    "2026-03-01T00:00:01Z",
    "2026-03-01T00:01:00Z",
    "2026-03-01T01:00:00Z",
  ];
  ascending.forEach((earlier, index) => {
    assert.equal(compareInstants(earlier, earlier), 0);
    for (const later of ascending.slice(index + 1)) {
      assert.ok(compareInstants(earlier, later) < 0, `${earlier} is before ${later}`);
      assert.ok(compareInstants(later, earlier) > 0, `${later} is after ${earlier}`);
    }
  });
});

test("[ID5] trailing zeros of a fraction mean nothing", () => {
  const same = ["", ".0", ".000"].map((fraction) => `2026-03-01T10:00:00${fraction}Z`);
  for (const other of same) assert.equal(compareInstants(same[0]!, other), 0);
  assert.equal(compareInstants("2026-03-01T10:00:00.5Z", "2026-03-01T10:00:00.500Z"), 0);
  assert.ok(compareInstants("2026-03-01T10:00:00.05Z", "2026-03-01T10:00:00.50Z") < 0);
});

test("[HD2] thirty days are 30 · 24 hours, to the last digit", () => {
  const table: [from: string, to: string, isWithin: boolean][] = [
    ["2026-03-01T00:00:00Z", "2026-03-31T00:00:00Z", true],
    ["2026-03-01T00:00:00Z", "2026-03-31T00:00:00.000Z", true],
    ["2026-03-01T00:00:00Z", "2026-03-31T00:00:00.0000000000000000001Z", false],
    ["2026-03-01T00:00:00.5Z", "2026-03-31T00:00:00.5Z", true],
    ["2026-03-01T00:00:00.5Z", "2026-03-31T00:00:00.50Z", true],
    ["2026-03-01T00:00:00.5Z", "2026-03-31T00:00:00.49Z", true],
    ["2026-03-01T00:00:00.5Z", "2026-03-31T00:00:00.51Z", false],
    ["2026-03-01T00:00:00.5Z", "2026-03-31T00:00:01Z", false],
    ["2026-03-01T00:00:00.9Z", "2026-03-30T23:59:59.99Z", true],
    ["2026-03-01T10:20:30Z", "2026-03-31T10:20:30Z", true],
    ["2026-03-01T10:20:30Z", "2026-03-31T10:20:31Z", false],
    ["2026-03-01T10:20:30Z", "2026-03-31T10:21:00Z", false],
    ["2026-03-01T10:20:30Z", "2026-03-31T11:00:00Z", false],
    ["2026-03-01T10:20:30Z", "2026-03-31T09:59:59Z", true],
    ["2026-02-01T00:00:00Z", "2026-03-03T00:00:00Z", true],
    ["2026-02-01T00:00:00Z", "2026-03-03T00:00:01Z", false],
    ["2028-02-01T00:00:00Z", "2028-03-02T00:00:00Z", true],
    ["2028-02-01T00:00:00Z", "2028-03-02T00:00:01Z", false],
    ["2099-12-15T00:00:00Z", "2100-01-14T00:00:00Z", true],
    ["2099-12-15T00:00:00Z", "2100-01-14T00:00:01Z", false],
    ["2100-02-10T00:00:00Z", "2100-03-12T00:00:00Z", true],
    ["2100-02-10T00:00:00Z", "2100-03-12T00:00:01Z", false],
    ["2026-03-31T00:00:00Z", "2026-03-01T00:00:00Z", true],
  ];
  for (const [from, to, isWithin] of table) {
    assert.equal(isWithinDays(from, to, 30n), isWithin, `${from} … ${to}`);
  }
});

test("[HD2] days are counted as the calendar does, from year 0 to 9999", () => {
  const part = (most: number, width: number, least = 0) =>
    fc.integer({ min: least, max: most }).map((each) => `${each}`.padStart(width, "0"));
  const date = fc
    .tuple(part(9999, 4), part(12, 2, 1), part(31, 2, 1))
    .map((parts) => parts.join("-"))
    .filter((text) => parseDate(text) !== undefined);
  fc.assert(
    fc.property(date, date, (first, second) => {
      const [from, to] = first < second ? [first, second] : [second, first];
      const days = parseDate(to)! - parseDate(from)!;
      assert.ok(isWithinDays(`${from}T12:00:00Z`, `${to}T12:00:00Z`, days));
      assert.equal(isWithinDays(`${from}T12:00:00Z`, `${to}T12:00:01Z`, days), false);
    }),
    { seed: 20260301, numRuns: 2_000 },
  );
});

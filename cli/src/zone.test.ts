import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, isZone, openZone } from "./zone.ts";

const wall = (text: string): number => Date.parse(`${text}Z`);
const shown = (zone: string, text: string): string =>
  new Date(openZone(zone).instantOf(wall(text))).toISOString();

test("a wall time is read in the zone, in winter and in summer", () => {
  assert.equal(shown("Asia/Shanghai", "2025-03-01T00:30:00"), "2025-02-28T16:30:00.000Z");
  assert.equal(shown("Europe/London", "2010-12-01T08:26:00"), "2010-12-01T08:26:00.000Z");
  assert.equal(shown("Europe/London", "2011-07-01T08:26:00"), "2011-07-01T07:26:00.000Z");
  assert.equal(shown("Asia/Kathmandu", "2025-01-01T00:00:00"), "2024-12-31T18:15:00.000Z");
});

test("a wall time that no clock showed is shifted forward by the gap", () => {
  assert.equal(shown("Europe/London", "2011-03-27T00:59:59"), "2011-03-27T00:59:59.000Z");
  assert.equal(shown("Europe/London", "2011-03-27T01:30:00"), "2011-03-27T01:30:00.000Z");
  assert.equal(shown("Europe/London", "2011-03-27T02:30:00"), "2011-03-27T01:30:00.000Z");
  assert.equal(shown("America/New_York", "2025-03-09T02:30:00"), "2025-03-09T07:30:00.000Z");
});

test("a wall time shown twice is the earlier one", () => {
  assert.equal(shown("Europe/London", "2011-10-30T01:30:00"), "2011-10-30T00:30:00.000Z");
  assert.equal(shown("Europe/London", "2011-10-30T02:00:00"), "2011-10-30T02:00:00.000Z");
  assert.equal(shown("America/New_York", "2025-11-02T01:59:59"), "2025-11-02T05:59:59.000Z");
  assert.equal(shown("America/New_York", "2025-11-02T02:00:00"), "2025-11-02T07:00:00.000Z");
});

test("a day begins at its first instant, also where midnight is skipped or shown twice", () => {
  const start = (zone: string, date: string): string =>
    new Date(openZone(zone).startOfDay(date)).toISOString();
  assert.equal(start("Europe/London", "2011-03-28"), "2011-03-27T23:00:00.000Z");
  assert.equal(start("Africa/Cairo", "2024-04-26"), "2024-04-25T22:00:00.000Z");
  assert.equal(start("America/Havana", "2024-11-03"), "2024-11-03T04:00:00.000Z");
  assert.equal(openZone("Africa/Cairo").dateOf(Date.parse("2024-04-25T21:59:59Z")), "2024-04-25");
  assert.equal(openZone("Africa/Cairo").dateOf(Date.parse("2024-04-25T22:00:00Z")), "2024-04-26");
});

test("a day that the zone left out begins and ends at one instant", () => {
  const apia = openZone("Pacific/Apia");
  assert.equal(apia.startOfDay("2011-12-30"), apia.startOfDay("2011-12-31"));
  assert.equal(apia.dateOf(apia.startOfDay("2011-12-30") - 1), "2011-12-29");
});

test("every quarter of an hour of a year comes back from its wall time, or the earlier twin's", () => {
  const zone = openZone("Australia/Lord_Howe");
  const clock = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone.name,
    dateStyle: "short",
    timeStyle: "medium",
  });
  let twins = 0;
  for (
    let instantMs = Date.UTC(2024, 0, 1);
    instantMs < Date.UTC(2025, 0, 1);
    instantMs += 900_000
  ) {
    const again = zone.instantOf(wall(clock.format(instantMs).replace(" ", "T")));
    if (again === instantMs) continue;
    assert.equal(again, instantMs - 1_800_000);
    twins += 1;
  }
  assert.equal(twins, 2);
});

test("zones and days", () => {
  assert.equal(isZone("Asia/Shanghai"), true);
  assert.equal(isZone("Asia/Nowhere"), false);
  assert.equal(addDays("2024-02-28", 2), "2024-03-01");
});

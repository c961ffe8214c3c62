/**
 * Time zones: from what a wall clock showed to an instant, and back to the calendar day.
 *
 * A wall time is a number of milliseconds as if the clock on the wall were UTC (`wallMs`); an
 * instant is a number of milliseconds since 1970 (`instantMs`). When clocks go forward, a time that
 * no clock showed is shifted forward by the gap; when they go back, a time shown twice is the
 * earlier one: Temporal's "compatible" rule. The offsets come from the platform's own zone data.
 */

const QUARTER_MS = 900_000;
export const DAY_MS = 86_400_000;
const MOST_CACHED_OFFSETS = 200_000;

export type Zone = {
  readonly name: string;
  /** The instant at which a clock in the zone showed this. */
  instantOf(wallMs: number): number;
  /** The calendar date in the zone, YYYY-MM-DD. */
  dateOf(instantMs: number): string;
  /** The first instant of a date in the zone. */
  startOfDay(date: string): number;
};

/** Whether the platform knows the time zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The date a number of days after a date. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How far the zone's clocks are ahead of UTC, by instant. */
function offsetReader(name: string): (instantMs: number) => number {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (instantMs) => {
    const shown = new Map<string, number>();
    for (const { type, value } of clock.formatToParts(instantMs)) shown.set(type, Number(value));
    const part = (type: string): number => shown.get(type) ?? 0;
    const wallMs = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return wallMs - Math.floor(instantMs / 1000) * 1000;
  };
}

/** Opens a time zone by its IANA name. Throws a RangeError when there is none of this name. */
export function openZone(name: string): Zone {
  const readOffset = offsetReader(name);
  const offsetsMs = new Map<number, number>();
  // Clocks change on a quarter of an hour, so one reading serves for the whole quarter.
  const offsetAt = (instantMs: number): number => {
    const quarter = Math.floor(instantMs / QUARTER_MS);
    let offsetMs = offsetsMs.get(quarter);
    if (offsetMs === undefined) {
      if (offsetsMs.size >= MOST_CACHED_OFFSETS) offsetsMs.clear();
      offsetMs = readOffset(quarter * QUARTER_MS);
      offsetsMs.set(quarter, offsetMs);
    }
    return offsetMs;
  };

  const instantOf = (wallMs: number): number => {
    const beforeMs = offsetAt(wallMs - DAY_MS);
    const afterMs = offsetAt(wallMs + DAY_MS);
    if (beforeMs === afterMs) return wallMs - beforeMs;
    // The larger offset gives the earlier instant.
    for (const offsetMs of [Math.max(beforeMs, afterMs), Math.min(beforeMs, afterMs)]) {
      if (offsetAt(wallMs - offsetMs) === offsetMs) return wallMs - offsetMs;
    }
    return wallMs - beforeMs;
  };

  return {
    name,
    instantOf,
    dateOf: (instantMs) =>
      new Date(instantMs + offsetAt(instantMs)).toISOString().slice(0, "YYYY-MM-DD".length),
    startOfDay: (date) => instantOf(Date.parse(`${date}T00:00:00Z`)),
  };
}

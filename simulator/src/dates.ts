/** Dates of a future that begins on 1 January 2026: days by number, without a clock. */

const FIRST_DAY_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/** The date of a day, as YYYY-MM-DD; day 0 is the first. */
export function dateOf(day: number): string {
  return new Date(FIRST_DAY_MS + day * DAY_MS).toISOString().slice(0, 10);
}

/** A year has twelve months of almost the same length. */
export function monthOf(day: number): number {
  return Math.floor((day * 12) / 365);
}

/** The first day of a month. */
export function firstDayOf(month: number): number {
  return Math.ceil((month * 365) / 12);
}

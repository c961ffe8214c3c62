/**
 * Instants and dates, read and compared exactly, as text: a fraction of a second may have any length.
 * Spec section 4.
 */

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?Z$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const SECONDS_LENGTH = "YYYY-MM-DDTHH:MM:SS".length;
const DAY_SECONDS = 86_400n;

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether a text is a calendar date that exists, as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const days = MONTH_DAYS[month - 1];
  if (days === undefined) return false;
  return day >= 1 && day <= (month === 2 && isLeapYear(year) ? 29 : days);
}

/** Whether a text is an instant that exists, as YYYY-MM-DDTHH:MM:SSZ with or without a fraction. */
export function isInstant(text: string): boolean {
  const match = INSTANT.exec(text);
  if (match === null || !isDate(match[1] as string)) return false;
  return Number(match[2]) < 24 && Number(match[3]) < 60 && Number(match[4]) < 60;
}

function fractionDigits(instant: string): string {
  return instant.slice(SECONDS_LENGTH + 1, -1).replace(/0+$/, "");
}

/** Below 0, 0 or above 0 as `a` is before, at or after `b`. Both must be instants. */
export function compareInstants(a: string, b: string): number {
  if (a === b) return 0;
  const [secondsA, secondsB] = [a.slice(0, SECONDS_LENGTH), b.slice(0, SECONDS_LENGTH)];
  if (secondsA !== secondsB) return secondsA < secondsB ? -1 : 1;
  const [fractionA, fractionB] = [fractionDigits(a), fractionDigits(b)];
  return fractionA < fractionB ? -1 : fractionA > fractionB ? 1 : 0;
}

/** Days from 0000-03-01 to a date, by counting whole years, leap days and months. */
function dayNumber(date: string): bigint {
  const month = BigInt(date.slice(5, 7));
  // The year begins in March, so that a leap day is the last of its year.
  const year = BigInt(date.slice(0, 4)) - (month <= 2n ? 1n : 0n) + 400n;
  const monthFromMarch = (month + 9n) % 12n;
  const leapDays = year / 4n - year / 100n + year / 400n;
  return year * 365n + leapDays + (153n * monthFromMarch + 2n) / 5n + BigInt(date.slice(8, 10));
}

function wholeSeconds(instant: string): bigint {
  const [hour, minute, second] = [
    instant.slice(11, 13),
    instant.slice(14, 16),
    instant.slice(17, 19),
  ];
  return (
    dayNumber(instant) * DAY_SECONDS + BigInt(hour) * 3600n + BigInt(minute) * 60n + BigInt(second)
  );
}

/** Whether `later` is at most so many days of 24 hours after `earlier`, to the last digit. */
export function isWithinDays(earlier: string, later: string, days: bigint): boolean {
  const gapSeconds = wholeSeconds(later) - wholeSeconds(earlier);
  const mostSeconds = days * DAY_SECONDS;
  if (gapSeconds !== mostSeconds) return gapSeconds < mostSeconds;
  return fractionDigits(later) <= fractionDigits(earlier);
}

/**
 * The calendar of a plan: dividend days end at midnight in its time zone, whatever its clocks do.
 *
 * Only dates are compared: a day has ended when the calendar in the zone shows a later one, so a day of
 * 23 or 25 hours needs no thought.
 */

const DAY_MILLISECONDS = 86_400_000;

const calendars = new Map<string, Intl.DateTimeFormat>();

/** The calendar date in a zone at an instant, YYYY-MM-DD. */
export function dateIn(zone: string, instant: string): string {
  let calendar = calendars.get(zone);
  if (calendar === undefined) {
    calendar = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    calendars.set(zone, calendar);
  }
  return calendar.format(new Date(instant));
}

/** Whether a day has ended in a zone. */
export function hasEnded(date: string, zone: string, now: string): boolean {
  return dateIn(zone, now) > date;
}

/** The day after a day. */
export function dayAfter(date: string): string {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MILLISECONDS);
  return next.toISOString().slice(0, 10);
}

/** The days that have ended and wait for their close, in order: those after `closed`, or from `first` on. */
export function daysToClose(
  { closed, first }: { readonly closed: string | undefined; readonly first: string | undefined },
  zone: string,
  now: string,
): string[] {
  const days: string[] = [];
  let day = closed === undefined ? first : dayAfter(closed);
  for (; day !== undefined && hasEnded(day, zone, now); day = dayAfter(day)) days.push(day);
  return days;
}

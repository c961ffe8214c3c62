/** The programme's day in which an instant falls: "2026-11-26". */
export function dayIn(timezone: string, instant: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" },
  });
  return parts.format(new Date(instant));
}

/** Days and instants as people read them. */
import { LOCALES, type Lang } from "./lang.ts";

const DAY: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: "numeric" };
const SHORT_DAY: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };
const INSTANT: Intl.DateTimeFormatOptions = {
  ...{ year: "numeric", month: "long", day: "numeric" },
  ...{ hour: "2-digit", minute: "2-digit", hour12: false },
};
const SHORT_INSTANT: Intl.DateTimeFormatOptions = {
  ...SHORT_DAY,
  ...{ hour: "2-digit", minute: "2-digit", hour12: false },
};
const INSTANT_FORMS = { long: INSTANT, day: DAY, short: SHORT_INSTANT } as const;

/** A day of the programme such as "2026-11-26", which is the same wherever the reader is. */
export function dayText(date: string, lang: Lang, form: "long" | "short" = "long"): string {
  const shape = form === "long" ? DAY : SHORT_DAY;
  const instant = new Date(`${date}T00:00:00Z`);
  return new Intl.DateTimeFormat(LOCALES[lang], { ...shape, timeZone: "UTC" }).format(instant);
}

/** An instant where the reader is. */
export function instantText(
  instant: string,
  lang: Lang,
  form: keyof typeof INSTANT_FORMS = "long",
): string {
  return new Intl.DateTimeFormat(LOCALES[lang], INSTANT_FORMS[form]).format(new Date(instant));
}

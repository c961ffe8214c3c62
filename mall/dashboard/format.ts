/**
 * Amounts and instants as people read them. Amounts come as whole numbers in decimal strings and stay
 * exact: they are grouped and cut, never turned into floats. What is cut is cut towards zero, so that
 * nobody is shown more than there is.
 */

export type Lang = "en" | "zh";

const LOCALES: { readonly [lang in Lang]: string } = { en: "en-GB", zh: "zh-CN" };
const SIGNS: { readonly [currency: string]: string } = { CNY: "¥", USD: "$", EUR: "€", GBP: "£" };
const MINUS = "−";
const MINOR_DIGITS = 2;
const MICRO_DIGITS = 6;
const E18_DIGITS = 18;
const FINE_DIGITS = 8;

type Amount = string | bigint;

/** Digits in groups of three. */
function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A whole number of 10^-`digits`, with `least` to `most` places. */
function decimalOf(amount: Amount, digits: number, least: number, most: number): string {
  const whole = BigInt(amount);
  const plain = (whole < 0n ? -whole : whole).toString().padStart(digits + 1, "0");
  const places = plain.slice(plain.length - digits).slice(0, most);
  const kept = places.replace(/0+$/, "").padEnd(least, "0");
  const units = grouped(plain.slice(0, plain.length - digits));
  const isZero = !/[1-9]/.test(units + kept);
  const sign = whole < 0n && !isZero ? MINUS : "";
  return `${sign}${units}${kept === "" ? "" : `.${kept}`}`;
}

function withSign(text: string, currency: string): string {
  const sign = SIGNS[currency] ?? `${currency} `;
  return text.startsWith(MINUS) ? `${MINUS}${sign}${text.slice(1)}` : `${sign}${text}`;
}

/** Minor units as money with its sign: 123456 is ¥1,234.56. */
export function moneyText(amountMinor: Amount, currency = "CNY"): string {
  return withSign(decimalOf(amountMinor, MINOR_DIGITS, MINOR_DIGITS, MINOR_DIGITS), currency);
}

/** Money kept in 10^-18 minor units, with two to eight places. */
export function moneyE18Text(amountE18: Amount, currency = "CNY"): string {
  const digits = E18_DIGITS + MINOR_DIGITS;
  return withSign(decimalOf(amountE18, digits, MINOR_DIGITS, FINE_DIGITS), currency);
}

/** Micro-shares as shares, with up to six places: 1500000 is 1.5. */
export function sharesText(sharesMicro: Amount): string {
  return decimalOf(sharesMicro, MICRO_DIGITS, 0, MICRO_DIGITS);
}

/** A change: with its sign, also when it adds. */
export function changeText(text: string): string {
  return /^[^1-9]*$/.test(text) ? "" : text.startsWith(MINUS) ? text : `+${text}`;
}

/** A decimal in groups, cut to some places: 1234.56789 to 4 is 1,234.5678. */
export function decimalText(decimal: string, most: number): string {
  const [units = "0", places = ""] = decimal.replace("-", "").split(".");
  const kept = places.slice(0, most);
  return `${decimal.startsWith("-") ? MINUS : ""}${grouped(units)}${kept === "" ? "" : `.${kept}`}`;
}

/** A NAV, in units of the currency for one share, with four places. */
export function navText(nav: string, currency = "CNY"): string {
  const [units = "0", places = ""] = nav.split(".");
  return withSign(decimalText(`${units}.${places.padEnd(4, "0")}`, 4), currency);
}

/** An amount typed by somebody, in minor units; undefined when it is none. */
export function parseMoney(typed: string): string | undefined {
  const match = /^\s*(\d+)(?:\.(\d{1,2}))?\s*$/.exec(typed.replaceAll(",", ""));
  if (match === null) return undefined;
  return BigInt(`${match[1]!}${(match[2] ?? "").padEnd(MINOR_DIGITS, "0")}`).toString();
}

/** The same, below zero too. */
export function parseSignedMoney(typed: string): string | undefined {
  const text = typed.trim().replace("−", "-");
  const amountMinor = parseMoney(text.replace(/^-/, ""));
  return amountMinor === undefined || !text.startsWith("-") ? amountMinor : `-${amountMinor}`;
}

/** For drawing only: how high a bar is, how far up a curve. Labels are never made of it. */
export function heightOf(amount: Amount, digits: number): number {
  return Number(BigInt(amount)) / 10 ** digits;
}

/** What adds up, in the same units. */
export function sumOf(amounts: Iterable<Amount>): string {
  return Array.from(amounts, BigInt)
    .reduce((soFar, amount) => soFar + amount, 0n)
    .toString();
}

/** An instant in the programme's time zone, to the minute. */
export function instantText(instant: string, lang: Lang, timeZone: string): string {
  const format = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
  return new Intl.DateTimeFormat(LOCALES[lang], format).format(new Date(instant));
}

/** A day like 2026-01-31, as a date is written in the language. */
export function dayText(day: string, lang: Lang): string {
  return asDay(day, lang, { dateStyle: "medium" });
}

/** A day without its year, for the foot of a chart. */
export function shortDayText(day: string, lang: Lang): string {
  return asDay(day, lang, { month: "numeric", day: "numeric" });
}

function asDay(day: string, lang: Lang, format: Intl.DateTimeFormatOptions): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  const noon = new Date(`${day}T12:00:00Z`);
  return new Intl.DateTimeFormat(LOCALES[lang], { ...format, timeZone: "UTC" }).format(noon);
}

/** A count in groups. */
export function countText(count: number): string {
  return grouped(String(count));
}

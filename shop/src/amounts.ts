/**
 * Amounts as people read them. Money comes in whole minor units, shares in micro-shares, as integers or
 * decimal strings; nothing here is a float, so nothing is ever off by a fen. Rounded down, like payouts.
 */
import { LOCALES, type Lang } from "./lang.ts";

export type Amount = string | number | bigint;

const SHARE_PLACES = 6;
const CURRENCY_SIGNS: { readonly [currency: string]: string } = {
  CNY: "¥",
  USD: "$",
  EUR: "€",
  GBP: "£",
  HKD: "HK$",
};

/** A whole number with a point so many places from its end; further places than `shown` are cut off. */
function pointed(amount: Amount, places: number, shown: number, lang: Lang): string {
  const value = BigInt(amount);
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const whole = BigInt(digits.slice(0, -places));
  const part = digits.slice(-places).slice(0, shown);
  const grouped = new Intl.NumberFormat(LOCALES[lang]).format(whole);
  return `${value < 0n ? "−" : ""}${grouped}${shown === 0 ? "" : `.${part}`}`;
}

/** Minor units as money: "¥1,234.50". */
export function moneyText(minor: Amount, lang: Lang, currency = "CNY"): string {
  const text = pointed(minor, 2, 2, lang);
  const sign = CURRENCY_SIGNS[currency] ?? `${currency} `;
  return text.startsWith("−") ? `−${sign}${text.slice(1)}` : `${sign}${text}`;
}

/** Micro-shares as shares, with four places; exact with six. */
export function sharesText(micro: Amount, lang: Lang, shown: 4 | 6 = 4): string {
  return pointed(micro, SHARE_PLACES, shown, lang);
}

/** A plain count: "1,234". */
export const countText = (count: number, lang: Lang): string =>
  new Intl.NumberFormat(LOCALES[lang]).format(count);

/** A rate such as "0.10" in percent, exact: "10%". */
export function rateText(rate: string): string {
  const [whole = "0", part = ""] = rate.split(".");
  const digits = `${whole}${part.padEnd(2, "0")}`;
  const places = Math.max(part.length, 2);
  const rest = digits.slice(digits.length - places + 2).replace(/0+$/, "");
  const percent = digits.slice(0, digits.length - places + 2).replace(/^0+(?=\d)/, "");
  return `${percent}${rest === "" ? "" : `.${rest}`}%`;
}

const MONEY = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,2}))?$/;
const SHARES = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,6}))?$/;

function readDecimal(text: string, pattern: RegExp, places: number): string | undefined {
  const found = pattern.exec(text.trim().replaceAll(/[,，¥￥\s]/g, ""));
  if (found === null) return undefined;
  const [, whole = "", part = ""] = found;
  return BigInt(`${whole}${part.padEnd(places, "0")}`).toString();
}

/** Money as somebody types it, in minor units; undefined for what is no amount of whole fen. */
export const readMoney = (text: string): string | undefined => readDecimal(text, MONEY, 2);

/** Shares as somebody types them, in micro-shares; undefined for what is none. */
export const readShares = (text: string): string | undefined =>
  readDecimal(text, SHARES, SHARE_PLACES);

/** The share of a whole that is used, from 0 to 1: for a bar's length, never for a figure. */
export function fraction(part: Amount, whole: Amount): number {
  const [some, all] = [BigInt(part), BigInt(whole)];
  if (all <= 0n) return 0;
  const thousandths = (some * 1_000n) / all;
  return Math.max(0, Math.min(1, Number(thousandths) / 1_000));
}

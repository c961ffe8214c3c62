/**
 * The fields of commands and events, by name. A name ends in its unit (`paidMinor`, `sharesMicro`,
 * `reserveE18`), or is one of the few of commands that have none.
 */
import { FIELDS_EN } from "./fields-en.ts";

const ORDER = Object.keys(FIELDS_EN);

export type Unit = "minor" | "micro" | "e18" | "index" | "holder" | "text";

const COMMAND_UNITS: { readonly [name: string]: Unit } = {
  amount: "minor",
  paid: "minor",
  shares: "micro",
  holder: "holder",
  referrer: "holder",
  from: "holder",
  to: "holder",
};

/** In which unit a field's amount is. An index is what one micro-share earned, in 10^-18 minor units. */
export function unitOf(name: string): Unit {
  const unit = COMMAND_UNITS[name];
  if (unit !== undefined) return unit;
  if (/[iI]ndex\w*E18/.test(name)) return "index";
  if (/E18/.test(name)) return "e18";
  if (/Minor/.test(name)) return "minor";
  if (/Micro/.test(name)) return "micro";
  return "text";
}

/** Whether a value is a whole number in a decimal string, or one of JSON's own. */
export function isWhole(value: unknown): value is string | number {
  return typeof value === "number" ? Number.isSafeInteger(value) : /^-?\d+$/.test(String(value));
}

const SHARE_MICRO = 1_000_000n;

/** What one share earned by an index. */
export function perShareE18(indexE18: string | number): bigint {
  return BigInt(indexE18) * SHARE_MICRO;
}

/** Fields in the order in which the words name them; others after them. */
export function inOrder(names: readonly string[]): string[] {
  const placeOf = (name: string): number => {
    const place = ORDER.indexOf(`field.${name}`);
    return place < 0 ? ORDER.length : place;
  };
  return [...names].sort((a, b) => placeOf(a) - placeOf(b));
}

export type Fields = { readonly [name: string]: unknown };

/** Reads JSON of the journal; undefined when it is none. */
export function readFields(json: string): Fields | readonly Fields[] | undefined {
  try {
    return JSON.parse(json) as Fields | readonly Fields[];
  } catch {
    return undefined;
  }
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

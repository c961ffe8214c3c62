/**
 * Reading what shops send: JSON with every number as the text it is written as, so that no id and no
 * amount is ever rounded, and members by their paths, with a word for what is not there. Pure.
 */
import { sumRatios, type Ratio } from "@patronage/engine";

/** JSON in which numbers are texts. */
export type Exact = null | boolean | string | Exact[] | { [name: string]: Exact };

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;

const asWritten: Reviver = (_key, value, { source }) =>
  typeof value === "number" && source !== undefined ? source : value;

/** What may be wrong with what was sent. */
export type ReadingFault = "not_json" | "missing" | "not_list" | "not_decimal" | "not_keepable";

/** What was sent is not what the shop's documentation says; the message is a word for it, and the place. */
export class ReadingError extends Error {
  constructor(fault: ReadingFault, path = "") {
    super(path === "" ? fault : `${fault} ${path}`);
  }
}

/** Reads JSON. What is none is told without a piece of it, for there may be people in it. */
export function readExact(text: string): Exact {
  try {
    return JSON.parse(text, asWritten as (key: string, value: unknown) => unknown) as Exact;
  } catch {
    throw new ReadingError("not_json");
  }
}

/** A member by its path, "customer.id"; undefined where it is missing or null. */
export function member(value: Exact | undefined, path: string): Exact | undefined {
  let found: Exact | undefined = value;
  for (const name of path.split(".")) {
    const isObject = typeof found === "object" && found !== null && !Array.isArray(found);
    found = isObject ? (found as { [name: string]: Exact })[name] : undefined;
  }
  return found ?? undefined;
}

/** A text or a number; undefined where it is missing, null or empty. */
export function textAt(value: Exact | undefined, path: string): string | undefined {
  const found = member(value, path);
  if (typeof found !== "string" || found === "") return undefined;
  if (found.includes("\0")) throw new ReadingError("not_keepable", path);
  return found;
}

/** A text or a number that has to be there. */
export function textIn(value: Exact | undefined, path: string): string {
  const found = textAt(value, path);
  if (found === undefined) throw new ReadingError("missing", path);
  return found;
}

/** A list; an empty one where it is missing. */
export function listAt(value: Exact | undefined, path: string): Exact[] {
  const found = member(value, path) ?? [];
  if (!Array.isArray(found)) throw new ReadingError("not_list", path);
  return found;
}

/** An instant, "2026-03-01T10:00:00+08:00"; without an offset it is of `zone`. */
export function instantAt(value: Exact | undefined, path: string, zone = "Z"): string | undefined {
  const text = textAt(value, path);
  const milliseconds =
    text === undefined ? Number.NaN : Date.parse(INSTANT.test(text) ? text : text + zone);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}
const INSTANT = /(Z|[+-][0-9]{2}:?[0-9]{2})$/;

/** Programs write what is very small or large as "1.5e-7". */
const DECIMAL = /^(-?[0-9]{1,130})(?:\.([0-9]{1,130}))?(?:[eE]([+-]?[0-9]{1,2}))?$/;

/** A decimal number, exactly; undefined where the text is none. */
export function readDecimal(text: string): Ratio | undefined {
  const [, whole, behind = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const num = BigInt(whole + behind);
  const places = behind.length - Number(exponent);
  return places < 0 ? { num: num * 10n ** BigInt(-places), den: 1n } : { num, den: tenTo(places) };
}
const tenTo = (places: number): bigint => 10n ** BigInt(places);

/** The decimal number at a path; 0 where it is missing. */
export function decimalAt(value: Exact | undefined, path: string): Ratio {
  const text = textAt(value, path) ?? "0";
  const decimal = readDecimal(text);
  if (decimal === undefined) throw new ReadingError("not_decimal", path);
  return decimal;
}

export const negative = ({ num, den }: Ratio): Ratio => ({ num: -num, den });
export const sumOf = (ratios: readonly Ratio[]): Ratio => sumRatios(ratios);

/** A decimal number as a text, without zeros at its end. Its denominator is a power of ten. */
export function decimalText({ num, den }: Ratio): string {
  const sign = num < 0n ? "-" : "";
  const places = den.toString().length - 1;
  const figures = (num < 0n ? -num : num).toString().padStart(places + 1, "0");
  const whole = figures.slice(0, figures.length - places);
  const behind = figures.slice(figures.length - places).replace(/0+$/, "");
  return behind === "" ? `${sign}${whole}` : `${sign}${whole}.${behind}`;
}

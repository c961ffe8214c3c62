/**
 * Sweeps: the same plan with one of its parameters at several values, exactly.
 *
 * `quotaMultiple=0.5..2` takes five values from 0.5 to 2, `quotaMultiple=0.5..2/7` seven, and
 * `quotaMultiple=0.5,1,2` those. The name is a path in the plan's file (`redemption.feeRate`,
 * `categories.*.proRataRate`) or the last part of one: first of the categories', then of the grant's,
 * the redemption's or the plan's own.
 */
import { parseDecimal, type Json, type JsonObject } from "@patronage/engine";

export type Sweep = { readonly path: readonly string[]; readonly values: readonly string[] };
/** A plan of a sweep, and what is different in it: "" for the plan as it is. */
export type Variant = { readonly label: string; readonly plan: Json };

const VALUES = 5;
const VALUES_MOST = 1000;
const RANGE = /^([^.]+(?:\.[0-9]+)?)\.\.([^/]+)(?:\/([0-9]+))?$/;
const HOMES = [["categories", "*"], ["grant"], ["redemption"], []];

/** Reads a sweep of a plan, or says what is wrong with it in one sentence. */
export function parseSweep(
  text: string,
  plan: Json,
): { readonly sweep: Sweep } | { readonly problem: string } {
  const [name = "", range] = text.split(/=(.*)/s);
  if (range === undefined) return { problem: `"${text}" is no sweep; write it as rate=0.1..0.3.` };
  const path = pathOf(name.trim(), plan);
  if (path === undefined) return { problem: `The plan has no parameter "${name.trim()}".` };
  const values = valuesOf(range.trim());
  if (values !== undefined) return { sweep: { path, values } };
  return { problem: `"${range}" is neither a range like 0.1..0.3 nor a list like 0.1,0.2.` };
}

function pathOf(name: string, plan: Json): string[] | undefined {
  const parts = name.split(".");
  const paths = parts.length > 1 ? [parts] : HOMES.map((home) => [...home, name]);
  return paths.find((path) => placesOf(plan, path).length > 0);
}

/** Every place that a path means: the objects, and the key in each. */
function placesOf(json: Json, path: readonly string[]): [JsonObject | Json[], string][] {
  const [key, ...rest] = path;
  if (key === undefined || typeof json !== "object" || json === null) return [];
  const keys = key === "*" ? Object.keys(json) : Object.hasOwn(json, key) ? [key] : [];
  return keys.flatMap((found): [JsonObject | Json[], string][] => {
    if (rest.length > 0) return placesOf((json as JsonObject)[found]!, rest);
    return typeof (json as JsonObject)[found] === "string" ? [[json, found]] : [];
  });
}

function valuesOf(range: string): string[] | undefined {
  const list = range.split(",").map((value) => value.trim());
  if (list.every(isDecimal)) return distinct(list);
  const [, from = "", to = "", count] = RANGE.exec(range) ?? [];
  if (!isDecimal(from) || !isDecimal(to)) return undefined;
  const values = Number(count ?? VALUES);
  if (values < 1 || values > VALUES_MOST) return undefined;
  return distinct(spread(from, to, values));
}

/** Each number once, as it is written first. */
function distinct(values: readonly string[]): string[] {
  const digits = Math.max(...values.map(decimalsOf));
  return values.filter(
    (value, k) => values.findIndex((one) => scaled(one, digits) === scaled(value, digits)) === k,
  );
}

/** So many decimals from one to another, exact to two digits more than theirs. */
function spread(from: string, to: string, values: number): string[] {
  const digits = Math.max(decimalsOf(from), decimalsOf(to)) + 2;
  const [firstCount, lastCount] = [scaled(from, digits), scaled(to, digits)];
  const steps = BigInt(Math.max(1, values - 1));
  return Array.from({ length: values }, (_, k) =>
    decimalOf(firstCount + ((lastCount - firstCount) * BigInt(k)) / steps, digits),
  );
}

const isDecimal = (text: string): boolean => parseDecimal(text) !== undefined;

const decimalsOf = (decimal: string): number => decimal.split(".")[1]?.length ?? 0;

/** A decimal as a whole number of its last digit. */
export function scaled(decimal: string, digits: number): bigint {
  const [whole = "0", part = ""] = decimal.split(".");
  return BigInt(whole + part.slice(0, digits).padEnd(digits, "0"));
}

/** The decimal again, without zeros at its end. */
export function decimalOf(count: bigint, digits: number): string {
  const text = count.toString().padStart(digits + 1, "0");
  const part = text.slice(text.length - digits).replace(/0+$/, "");
  const whole = text.slice(0, text.length - digits);
  return digits === 0 || part === "" ? whole : `${whole}.${part}`;
}

/** A copy of a plan with a parameter at another value. */
export function withValue(plan: Json, path: readonly string[], value: string): Json {
  const copy = structuredClone(plan);
  for (const [place, key] of placesOf(copy, path)) (place as JsonObject)[key] = value;
  return copy;
}

/** The texts that stand in a plan where a path leads. */
export function textsAt(plan: Json, path: readonly string[]): string[] {
  return placesOf(plan, path).map(([place, key]) => (place as JsonObject)[key] as string);
}

/** All plans of some sweeps: every value of the one with every value of the others. */
export function variantsOf(plan: Json, sweeps: readonly Sweep[]): Variant[] {
  let variants: Variant[] = [{ label: "", plan }];
  for (const { path, values } of sweeps) {
    const name = path.filter((part) => part !== "*" && part !== "categories").join(".");
    variants = variants.flatMap(({ label, plan: before }) =>
      values.map((value) => ({
        label: `${label}${label === "" ? "" : ", "}${name} ${value}`,
        plan: withValue(before, path, value),
      })),
    );
  }
  return variants;
}

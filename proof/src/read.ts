/** Reading: JSON taken as what it should be, and as nothing else; undefined says that it is not. */
import type { Json, JsonObject } from "./canonical.ts";

const AMOUNT = /^(0|[1-9][0-9]{0,59})$/;
const COUNT_MOST = 0xffffffff;

/** An object with all of these keys and no other. */
export function isObjectOf(json: Json | undefined, keys: readonly string[]): json is JsonObject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return false;
  return Object.keys(json).length === keys.length && keys.every((key) => Object.hasOwn(json, key));
}

/** An amount: a decimal string. Nothing that is written down is below zero. */
export function readAmountText(json: Json | undefined): bigint | undefined {
  return typeof json === "string" && AMOUNT.test(json) ? BigInt(json) : undefined;
}

/** A count: a number that is no more than the tree has room for. */
export function readCountOf(json: Json | undefined): number | undefined {
  const isCount = typeof json === "number" && json >= 0 && json <= COUNT_MOST;
  return isCount ? json : undefined;
}

/** A place in the journal. */
export function readSeq(json: Json | undefined): number | undefined {
  return typeof json === "number" && json >= 0 ? json : undefined;
}

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const INSTANT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z$/;

export function readDate(json: Json | undefined): string | undefined {
  return typeof json === "string" && DATE.test(json) ? json : undefined;
}

export function readInstant(json: Json | undefined): string | undefined {
  return typeof json === "string" && INSTANT.test(json) ? json : undefined;
}

/** A text that stands before another's as the one instant comes before the other. */
export function instantKey(at: string): string {
  return at
    .slice(0, -1)
    .replace(/(\.[0-9]*?)0+$/, "$1")
    .replace(/\.$/, "");
}

/** The amounts of an object that has these amounts and these other keys. */
export function readAmounts<Name extends string>(
  json: Json | undefined,
  names: readonly Name[],
  others: readonly string[],
): { readonly [Amount in Name]: bigint } | undefined {
  if (!isObjectOf(json, [...names, ...others])) return undefined;
  const amounts = names.map((name) => [name, readAmountText(json[name])] as const);
  if (amounts.some(([, amount]) => amount === undefined)) return undefined;
  return Object.fromEntries(amounts) as { [Amount in Name]: bigint };
}

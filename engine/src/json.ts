/**
 * JSON with whole numbers kept whole.
 *
 * Money is an integer of any size, so a number that is written as a whole number is read as a
 * bigint, digit for digit. Any other number ("1.0", "1e3", "0.1") stays a `number`, which no field
 * of a plan or a command accepts: spec section 4, "an amount that is not written as a whole number".
 */

export type Json = null | boolean | number | bigint | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

const WHOLE = /^-?(0|[1-9][0-9]*)$/;

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { source?: string },
) => unknown;

const keepWhole: Reviver = (_key, value, context) =>
  typeof value === "number" && context.source !== undefined && WHOLE.test(context.source)
    ? BigInt(context.source)
    : value;

/** A number that is not written as a whole number, or something in a string that looks like one. */
const PERHAPS_NOT_WHOLE = /(?:^|[:,[])\s*-?[0-9]+[.eE]/;

/** Makes the numbers of a value bigints, in place; false when one is too large to have kept its digits. */
function makeWhole(parent: { [key: string]: unknown }, keys: readonly string[]): boolean {
  for (const key of keys) {
    const value = parent[key];
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value)) return false;
      parent[key] = BigInt(value);
    } else if (typeof value === "object" && value !== null) {
      const inner = value as { [key: string]: unknown };
      if (!makeWhole(inner, Object.keys(inner))) return false;
    }
  }
  return true;
}

/** Reads a JSON text. Throws a `SyntaxError` when it is none. */
export function parseJson(text: string): Json {
  // A reviver is asked about every value, at five times the price: only where it is needed.
  if (!PERHAPS_NOT_WHOLE.test(text)) {
    const holder = { value: JSON.parse(text) as unknown };
    if (makeWhole(holder, ["value"])) return holder.value as Json;
  }
  return JSON.parse(text, keepWhole as (key: string, value: unknown) => unknown) as Json;
}

/** Whether a value is a JSON object: neither null nor an array. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One text for one JSON value: keys in code-unit order, no white space, whole numbers digit for
 * digit. Two values are the same content exactly when their texts are equal.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`);
  return `{${members.join(",")}}`;
}

/** A text as JSON. Most are letters and digits, and stand for themselves. */
export function textJson(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text);
}

/** Whether a text is the same in JSON, between its quotes. */
export function isPlain(text: string): boolean {
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return false;
  }
  return true;
}

/**
 * Canonical JSON: one text for one value, so that every byte of a file counts. Keys stand in code-unit
 * order, there is no white space, amounts are decimal strings, and numbers are whole and small.
 */

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** The one text of a value. */
export function canonicalText(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(value[key]!)}`);
  return `{${members.join(",")}}`;
}

/** Reads the one text of a value; undefined when it is another text, or none. */
export function readCanonical(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isWhole(value) && canonicalText(value) === text ? value : undefined;
  } catch {
    // No JSON, or nested deeper than anyone can read.
    return undefined;
  }
}

function isWhole(value: Json): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every(isWhole);
}

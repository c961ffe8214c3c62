/**
 * Fingerprints: a command's content as one number of 53 bits.
 *
 * It tells a retry from another command under the same id. Either way nothing changes, so it need not
 * withstand an attacker: who makes two contents collide is told "applied before" instead of "refused".
 * Two multiplicative hashes run side by side over the fields in the order of their table.
 */
import { fieldNames, type Command } from "./command.ts";
import { canonicalJson, type Json } from "./json.ts";

type Line = { readonly [name: string]: unknown };

const UPPER_BITS = 21;
const WORD = 2 ** 32;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

let lower = 0;
let upper = 0;

function mixUnit(unit: number): void {
  lower = Math.imul(lower ^ unit, 0x01000193);
  upper = Math.imul(upper + unit, 0x85ebca6b) ^ (upper >>> 15);
}

/** Mixes a text and its length, so that "ab" and "c" are not "a" and "bc". */
function mixText(text: string): void {
  let [nextLower, nextUpper] = [lower, upper];
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    nextLower = Math.imul(nextLower ^ unit, 0x01000193);
    nextUpper = Math.imul(nextUpper + unit, 0x85ebca6b) ^ (nextUpper >>> 15);
  }
  lower = nextLower;
  upper = nextUpper;
  mixUnit(text.length);
}

function mixAmount(amountCount: bigint): void {
  if (amountCount > SAFE) return mixText(amountCount.toString());
  const amount = Number(amountCount);
  mixUnit(amount | 0);
  mixUnit(Math.floor(amount / WORD));
}

const LINE_NAMES = ["line", "category", "paidMinor", "amountMinor"];

function mixLines(lines: readonly Line[]): void {
  for (const line of lines) mixFields(line, LINE_NAMES);
  mixUnit(lines.length);
}

function mixFields(value: { readonly [name: string]: unknown }, names: readonly string[]): void {
  for (const name of names) {
    const field = value[name];
    if (typeof field === "string") mixText(field);
    else if (typeof field === "bigint") mixAmount(field);
    else if (field === undefined) mixUnit(-1);
    else if (Array.isArray(field)) mixLines(field as readonly Line[]);
    else mixText(canonicalJson(field as Json));
  }
}

/** The fingerprint of a command. */
export function fingerprint(command: Command): number {
  lower = 0x811c9dc5;
  upper = 0x9747b28c;
  mixFields(command, fieldNames(command.type));
  return (upper >>> (32 - UPPER_BITS)) * WORD + (lower >>> 0);
}

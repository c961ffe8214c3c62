/** Mail addresses, where they stand in longer texts. */

/** What may not stand before an address, and what not behind it: it would be another one. */
const BEFORE = "[^a-z0-9._%+-]";
const BEHIND = "[a-z0-9-]|\\.[a-z0-9]";
/** JSON writes the end of a line as two signs, of which the second looks like a letter. */
const LINE_END = "\\\\[nrt]";

/**
 * A pattern that finds an address in a text in small letters, and no longer one that begins or ends with
 * it. JavaScript and Postgres read it alike.
 */
export function mentionOf(address: string): string {
  const whole = address.toLowerCase().replace(/[^\p{L}\p{N}@]/gu, (sign) => `\\${sign}`);
  return `(^|${LINE_END}|${BEFORE})${whole}(?!${BEHIND})`;
}

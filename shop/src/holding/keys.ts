/** Keys under which the mall does something once, however often it is asked for. */

const KEY_BYTES = 16;

/** A key that nobody has used. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

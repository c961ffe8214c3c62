/**
 * How hard a password is to guess, roughly: long ones are good, and so are mixed ones; names, rows of
 * keys and the passwords that everybody has are not. It warns and does not forbid; the mall asks for
 * eight signs.
 */
export type Strength = "short" | "weak" | "fair" | "strong";

export const PASSWORD_LEAST = 8;
const STRONG_LENGTH = 14;
const MIXED_LENGTH = 10;
const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
const KNOWN = ["password", "passw0rd", "woaini", "iloveyou", "admin", "welcome", "5201314", "1314"];
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];
const ROW_LEAST = 4;

/** Whether four signs or more follow each other as on the keys or in the alphabet. */
function hasRow(text: string): boolean {
  return ROWS.some((row) => {
    const backwards = [...row].reverse().join("");
    for (let at = 0; at + ROW_LEAST <= text.length; at += 1) {
      const part = text.slice(at, at + ROW_LEAST);
      if (row.includes(part) || backwards.includes(part)) return true;
    }
    return false;
  });
}

/** `about` are texts that others know: the mail address, the name. */
export function passwordStrength(password: string, about: readonly string[] = []): Strength {
  if (password.length < PASSWORD_LEAST) return "short";
  const text = password.toLowerCase();
  const known = [...KNOWN, ...about.flatMap((one) => one.toLowerCase().split(/[@.\s]+/))];
  const isKnown = known.some((one) => one.length >= ROW_LEAST && text.includes(one));
  const isRepeated = new Set(text).size <= ROW_LEAST;
  const kindCount = KINDS.filter((kind) => kind.test(password)).length;
  const isLong = password.length >= STRONG_LENGTH;
  if (isRepeated || (!isLong && (isKnown || hasRow(text) || kindCount === 1))) return "weak";
  if (isLong || (password.length >= MIXED_LENGTH && kindCount >= 3)) return "strong";
  return "fair";
}

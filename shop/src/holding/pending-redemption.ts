/**
 * A redemption that was sent and not answered. It is kept with its key before it is sent, and until an
 * answer is known, so that asking again is answered and never done twice.
 */
import { AskError } from "../api/ask.ts";
import type { Redeeming } from "../api/holder.ts";

/** Whose redemption it is, because another may log in on the same device. */
export type Pending = Redeeming & { readonly holder: string };

const KEPT_AS = "redemption";

const isText = (value: unknown): value is string => typeof value === "string";

export function pendingOf(holder: string): Pending | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "null") as Partial<Pending> | null;
    if (kept?.holder !== holder) return undefined;
    const { sharesMicro, key, leastPayoutMinor } = kept;
    return isText(sharesMicro) && isText(key) && isText(leastPayoutMinor)
      ? { holder, sharesMicro, key, leastPayoutMinor }
      : undefined;
  } catch {
    return undefined;
  }
}

export function keepPending(pending: Pending): void {
  try {
    sessionStorage.setItem(KEPT_AS, JSON.stringify(pending));
  } catch {
    // The page itself remembers it as long as it is open.
  }
}

export function forgetPending(): void {
  try {
    sessionStorage.removeItem(KEPT_AS);
  } catch {
    // Nothing was kept.
  }
}

/** Whether an error leaves open what came of it. */
export function isUndecided(error: Error, isFirstTry: boolean): boolean {
  if (!(error instanceof AskError)) return true;
  if (error.trouble === "refused") return false;
  // Without a session nothing was begun, unless an earlier try had one.
  return error.trouble !== "signed_out" || !isFirstTry;
}

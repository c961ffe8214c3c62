/**
 * The key of a withdrawal: it is kept before it is sent, and given up only with an answer, so that asking
 * again is answered and never done twice. The mall keeps the keys of different shoppers apart.
 */
import { AskError } from "../api/ask.ts";
import { newKey } from "./keys.ts";

const KEPT_AS = "withdrawal-key";

/** Where the session keeps nothing, the page does as long as it is open. */
let keptHere: string | undefined;

function keptKey(): string {
  try {
    keptHere ??= sessionStorage.getItem(KEPT_AS) ?? undefined;
  } catch {
    // Only this page knows of it.
  }
  keptHere ??= newKey();
  try {
    sessionStorage.setItem(KEPT_AS, keptHere);
  } catch {
    // This page remembers it.
  }
  return keptHere;
}

function forgetKey(): void {
  keptHere = undefined;
  try {
    sessionStorage.removeItem(KEPT_AS);
  } catch {
    // Nothing was kept.
  }
}

/** Sends something under the key of what was not answered yet, or else under a new one. */
export async function underKey<Answer>(send: (key: string) => Promise<Answer>): Promise<Answer> {
  const key = keptKey();
  try {
    const answer = await send(key);
    forgetKey();
    return answer;
  } catch (error) {
    // Without a session nothing is decided of an earlier try.
    if (error instanceof AskError && error.trouble === "refused") forgetKey();
    throw error;
  }
}

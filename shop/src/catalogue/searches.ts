/** What was searched for last on this device, the newest first. It never leaves it. */
const KEPT_AS = "searches";
const COUNT_MOST = 8;
const LENGTH_MOST = 60;

export function recentSearches(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

export function keepSearch(term: string): void {
  const text = term.trim().slice(0, LENGTH_MOST);
  if (text === "") return;
  const others = recentSearches().filter((one) => one !== text);
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify([text, ...others].slice(0, COUNT_MOST)));
  } catch {
    // A browser that keeps nothing shows none.
  }
}

export function forgetSearches(): void {
  try {
    localStorage.removeItem(KEPT_AS);
  } catch {
    // Nothing was kept.
  }
}

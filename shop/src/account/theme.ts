/** Light, dark, or as the device is. The page's first script sets what was chosen before. */
export type Theme = "light" | "dark" | "device";

const KEPT_AS = "theme";

export function theme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "device";
}

export function keepTheme(chosen: Theme): void {
  const { dataset } = document.documentElement;
  if (chosen === "device") delete dataset["theme"];
  else dataset["theme"] = chosen;
  try {
    if (chosen === "device") localStorage.removeItem(KEPT_AS);
    else localStorage.setItem(KEPT_AS, chosen);
  } catch {
    // A browser that keeps nothing shows the device's theme next time.
  }
}

/**
 * What the Dashboard itself has to know of languages: the menu's titles, which it looks up in its own
 * catalogues, and the language to begin with. (Catalogues shipped as `.po` files work too, but the
 * Dashboard then complains of each title in the console.)
 */
import { i18n } from "@lingui/core";
import type { Lang } from "./format.ts";
import { langOf, tell, type Word } from "./words.ts";
import { WORDS_EN } from "./words-en.ts";

const TITLES = (Object.keys(WORDS_EN) as Word[]).filter((word) => word.startsWith("nav."));

/** The name under which the Dashboard looks for a title. */
export const titleOf = (word: Word): string => `patronage.${word}`;

/** The titles as a compiled catalogue: each a list of what it is put together of. */
export function catalogueOf(lang: Lang): { readonly [title: string]: string[] } {
  return Object.fromEntries(TITLES.map((word) => [titleOf(word), [tell(lang, word)]]));
}

/** Adds the titles to each catalogue that comes to be used. */
export function fillMenu(): void {
  const fill = (): void => {
    if (titleOf("nav.section") in i18n.messages) return;
    i18n.load(i18n.locale, catalogueOf(langOf(i18n.locale)));
  };
  fill();
  i18n.on("change", fill);
}

const SETTINGS_KEY = "vendure-user-settings";

/** Begins in the browser's language, until somebody chooses one. (`i18n.defaultLanguage` of 3.7.3 does nothing.) */
export function beginInBrowserLanguage(): void {
  if (localStorage.getItem(SETTINGS_KEY) !== null) return;
  const language = langOf(navigator.language) === "zh" ? "zh_Hans" : "en";
  const settings = { displayLanguage: language, contentLanguage: language };
  localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings));
}

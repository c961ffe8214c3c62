/**
 * Which language the pages speak, and picking the words of it. Words stand in `words/`, a file a subject,
 * each with both languages side by side.
 */
import { createContext, useContext } from "react";

export type Lang = "zh" | "en";
export const LOCALES: { readonly [L in Lang]: string } = { zh: "zh-Hans-CN", en: "en-GB" };

/** A text in both languages, or a way to make one of some values. */
export type Both<Text = string> = { readonly zh: Text; readonly en: Text };

const KEPT_AS = "lang";

/** The language now: as chosen, or as the browser's is. The page's first script has found it out. */
export function language(): Lang {
  return document.documentElement.lang.startsWith("zh") ? "zh" : "en";
}

export function keepLanguage(lang: Lang): void {
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  try {
    localStorage.setItem(KEPT_AS, lang);
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

export const LangContext = createContext<Lang>("zh");
export const useLang = (): Lang => useContext(LangContext);

type Spoken<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends Both<infer Text> ? Text : never;
};

/** A text in both languages. */
export const says = <Text>(zh: Text, en: Text): Both<Text> => ({ zh, en });

const spoken = new WeakMap<object, { readonly [L in Lang]?: object }>();

/** A table's words in one language. */
export function wordsIn<Table extends { readonly [key: string]: Both<unknown> }>(
  table: Table,
  lang: Lang,
): Spoken<Table> {
  const known = spoken.get(table) ?? {};
  const words =
    known[lang] ??
    Object.fromEntries(Object.entries(table).map(([key, both]) => [key, both[lang]]));
  spoken.set(table, { ...known, [lang]: words });
  return words as Spoken<Table>;
}

/** A table's words in the language the pages speak. */
export function useWords<Table extends { readonly [key: string]: Both<unknown> }>(
  table: Table,
): Spoken<Table> {
  return wordsIn(table, useLang());
}

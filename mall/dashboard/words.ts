/** The words of the pages, in the language of whoever looks, with what is to be filled in. */
import type { Lang } from "./format.ts";
import { WORDS_EN, type Word } from "./words-en.ts";
import { WORDS_ZH } from "./words-zh.ts";

const WORDS: { readonly [lang in Lang]: { readonly [word in Word]: string } } = {
  en: WORDS_EN,
  zh: WORDS_ZH,
};

export type Facts = { readonly [name: string]: string | number };

/** The words for it, filled in. */
export function tell(lang: Lang, word: Word, facts: Facts = {}): string {
  return WORDS[lang][word].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in facts ? String(facts[name]) : whole,
  );
}

/** The word for a code of the API, such as a state; without one, the code itself. */
export function tellCode(lang: Lang, group: string, code: string): string {
  const word = `${group}.${code}`;
  return word in WORDS_EN ? tell(lang, word as Word) : code;
}

/** The language for one of the Dashboard's own: Chinese for every Chinese, else English. */
export function langOf(displayLanguage: string): Lang {
  return /^zh/i.test(displayLanguage) ? "zh" : "en";
}

export type { Word };

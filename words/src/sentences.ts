/**
 * Sentences for the engine's codes: what is wrong, where, and how to mend it, in a person's language.
 *
 * The engine answers codes and facts; here every code has one sentence in each language, in a table
 * whose type makes a missing one an error. Figures are shown exactly: money as units of the currency
 * with two decimals, shares with up to six. What people wrote is quoted on one line, without control
 * characters.
 */
import {
  MINOR_E18,
  SHARE_MICRO,
  UNIT_MINOR,
  type PlanIssue,
  type PlanIssueCode,
  type Ratio,
  type Refusal,
  type RefusalCode,
} from "@patronage/engine";
import { ENGLISH } from "./sentences-en.ts";
import { CHINESE } from "./sentences-zh.ts";

export type Lang = "en" | "zh";

/** The facts of a refusal or an issue, ready to stand in a sentence. */
export type FactReader = {
  /** What somebody wrote, in quotes. */
  quoted(name: string): string;
  /** A word of the engine's: a date, a number, a list of keys. */
  plain(name: string): string;
  /** Fen, as "12.30 yuan". */
  money(name: string): string;
  /** E18, as money, rounded down to fen. */
  moneyE18(name: string): string;
  /** Micro-shares, as "14.7". */
  shares(name: string): string;
};

type Sentence = (facts: FactReader) => string;
export type Sentences = {
  readonly refusals: { readonly [Code in RefusalCode]: Sentence };
  readonly planIssues: { readonly [Code in PlanIssueCode]: Sentence };
};

const SENTENCES: { readonly [L in Lang]: Sentences } = { en: ENGLISH, zh: CHINESE };
const QUOTED_CHARACTERS_MOST = 80;
const PLAIN_CHARACTERS_MOST = 400;

/** Why a command was refused, in one sentence. Money is of `currency`. */
export function refusalSentence(refusal: Refusal, lang: Lang, currency = "CNY"): string {
  return SENTENCES[lang].refusals[refusal.code](readerOf(refusal.facts, lang, currency));
}

/** What is wrong with a plan, or worth knowing, and how to mend it; where is the issue's path. */
export function planIssueSentence(issue: PlanIssue, lang: Lang): string {
  return SENTENCES[lang].planIssues[issue.code](readerOf(issue.facts, lang, "CNY"));
}

function readerOf(facts: Refusal["facts"], lang: Lang, currency: string): FactReader {
  const number = (name: string): bigint => {
    const value = facts[name];
    if (typeof value !== "bigint") throw new Error(`A refusal must tell ${name}.`);
    return value;
  };
  const text = (name: string, charactersMost: number): string => {
    const value = facts[name];
    if (value === undefined) throw new Error(`A refusal must tell ${name}.`);
    return oneLine(String(value), charactersMost);
  };
  const quoted = (name: string): string => text(name, QUOTED_CHARACTERS_MOST);
  return {
    quoted: (name) => (lang === "zh" ? `“${quoted(name)}”` : `"${quoted(name)}"`),
    plain: (name) => text(name, PLAIN_CHARACTERS_MOST),
    money: (name) => moneyText(number(name), currencyWord(currency, lang)),
    moneyE18: (name) => moneyText(number(name) / MINOR_E18, currencyWord(currency, lang)),
    shares: (name) => sharesText(number(name)),
  };
}

/** What a unit of the currency is called: "yuan", "元", and otherwise by its code. */
export function currencyWord(currency: string, lang: Lang): string {
  if (currency !== "CNY") return oneLine(currency);
  return lang === "zh" ? "元" : "yuan";
}

/** Fen as units of the currency, with two decimals: "12.30 yuan". */
export function moneyText(amountMinor: bigint, word: string): string {
  return `${decimalText({ num: amountMinor, den: UNIT_MINOR }, 2)} ${word}`;
}

/** Micro-shares as shares, without trailing zeros: "14.7". */
export function sharesText(sharesMicro: bigint): string {
  return decimalText({ num: sharesMicro, den: SHARE_MICRO }, 0);
}

/**
 * A ratio as a decimal with at least so many places: exactly, when 40 places can hold it; what is
 * longer is cut off there, towards zero.
 */
export function decimalText({ num, den }: Ratio, placesLeast: number): string {
  const isNegative = num < 0n;
  let rest = isNegative ? -num : num;
  const whole = rest / den;
  rest %= den;
  let digits = "";
  while (rest > 0n && digits.length < DECIMAL_PLACES_MOST) {
    rest *= 10n;
    digits += String(rest / den);
    rest %= den;
  }
  digits = digits.padEnd(placesLeast, "0");
  return `${isNegative ? "-" : ""}${whole}${digits === "" ? "" : `.${digits}`}`;
}
const DECIMAL_PLACES_MOST = 40;

/** A ratio as a percentage with two decimals, rounded down: "13.82". */
export function percentText({ num, den }: Ratio): string {
  return decimalText({ num: (num * 10_000n) / den, den: 100n }, 2);
}

/** What somebody wrote, on one line, not too long, and with nothing that a terminal would obey. */
export function oneLine(text: string, charactersMost = QUOTED_CHARACTERS_MOST): string {
  // A character is one or two code units, so that a huge text need not be taken apart whole.
  const characters = [...text.slice(0, 2 * charactersMost + 1)];
  const isLong = characters.length > charactersMost;
  const shown = isLong ? `${characters.slice(0, charactersMost).join("")}…` : text;
  return shown.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

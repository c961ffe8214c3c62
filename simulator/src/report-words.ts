/**
 * What the report and the command's table say of summaries, verdicts and advice: rows and lines of text,
 * in Chinese and English.
 *
 * A cell is the middle future; where the futures differ, the ends of the band stand beside it.
 */
import {
  amountText,
  FUTURES_WORDS,
  gateSentence,
  type FuturesWords,
  type Lang,
} from "@patronage/words";
import { BREAKS, type Advice } from "./advice.ts";
import type { Reason, Verdict } from "./gate.ts";
import type { Band } from "./statistics.ts";
import { middleCohort, type Summary } from "./summary.ts";

/** Fen that were made into bands, as an amount. */
export const fenText = (fen: number): string => amountText(BigInt(Math.round(fen)));

/** A number with so many digits after the point. */
export const figureText = (value: number, digits: number): string => value.toFixed(digits);

/** The middle future, and from where to where the futures lie: "" where all agree. */
export type Cell = { readonly text: string; readonly range: string };

export function cellOf({ p10, median, p90 }: Band, write: (value: number) => string): Cell {
  const [low, text, high] = [write(p10), write(median), write(p90)];
  return { text, range: low === high ? "" : `${low}–${high}` };
}

/** "62.1 (61.0–63.2)", or "62.1" where all futures agree. */
export function cellText({ text, range }: Cell): string {
  return range === "" ? text : `${text} (${range})`;
}

/** A band as one text. */
export function bandText(band: Band, write: (value: number) => string): string {
  return cellText(cellOf(band, write));
}

const NOTHING: Cell = { text: "", range: "" };
const plain = (text: string): Cell => ({ text, range: "" });
const percent = (value: number): string => figureText(value, 1);
/** What an attack is called. */
export function attackName(attack: string, { attacks }: FuturesWords): string {
  return attacks[attack] ?? attack;
}

/** From which month on the merchant is ahead, or in how many futures it never is. */
export function evenText(summary: Summary, { figures }: FuturesWords): string {
  const { breakEvenMonth, breakEvenNever, seeds } = summary;
  if (breakEvenNever === seeds || breakEvenMonth === undefined) return figures.neverEven;
  if (breakEvenNever > 0) return figures.neverEvenIn(breakEvenNever, seeds);
  return figures.evenFrom(bandText(breakEvenMonth, String));
}

/** How many years of the summaries can be looked back on in the table: two, where there are so many. */
export function yearsBack(summaries: readonly Summary[]): number {
  const years = summaries.flatMap(({ cohorts }) => cohorts.map((cohort) => cohort.years));
  return Math.min(2, Math.max(0, ...years));
}

export type Rows = { readonly heads: readonly string[]; readonly rows: readonly Cell[][] };

/** One row for each plan and scenario, with the heads of the columns. */
export function summaryRows(summaries: readonly Summary[], lang: Lang): Rows {
  const words = FUTURES_WORDS[lang];
  const head = words.table;
  const years = yearsBack(summaries);
  const hasVariants = summaries.some(({ variant }) => variant !== "");
  const hasAttack = summaries.some(({ attacks }) => attacks.length > 0);
  const rows = summaries.map((summary) => {
    const cohort = middleCohort(summary, years);
    const even = summary.breakEvenNever > 0 ? undefined : summary.breakEvenMonth;
    return [
      ...(hasVariants ? [plain(summary.variant)] : []),
      ...[plain(summary.scenario), cellOf(summary.coverage, percent)],
      cohort === undefined ? NOTHING : cellOf(cohort.back, fenText),
      cohort === undefined ? NOTHING : cellOf(cohort.worstTenth, fenText),
      ...[cellOf(summary.reached, percent), cellOf(summary.cost, percent)],
      cellOf(summary.margin, percent),
      even === undefined ? plain(head.never) : cellOf(even, String),
      ...(hasAttack ? [attacksCell(summary, words)] : []),
    ];
  });
  const heads = [
    ...(hasVariants ? [words.sections.plan] : []),
    ...[head.scenario, head.paid, head.back(years), head.worst, head.reached, head.cost],
    ...[head.margin, head.even, ...(hasAttack ? [head.attack] : [])],
  ];
  return { heads, rows };
}

function attacksCell({ attacks }: Summary, words: FuturesWords): Cell {
  const [one, ...others] = attacks;
  if (one === undefined) return NOTHING;
  if (others.length === 0) return cellOf(one.back, fenText);
  const named = attacks.map(
    ({ attack, back }) => `${attackName(attack, words)} ${bandText(back, fenText)}`,
  );
  return plain(named.join("; "));
}

/** How the gate's verdict ends: whether it was given at all. */
export type Standing = "passes" | "refused" | "unjudged";

const NOT_RUN: readonly Reason["code"][] = ["scenario_missing", "too_short"];

/** A plan against which nothing speaks but that too little was run has not been judged. */
export function standingOf({ passes, reasons }: Verdict): Standing {
  if (passes) return "passes";
  return reasons.every(({ code }) => NOT_RUN.includes(code)) ? "unjudged" : "refused";
}

export type ReasonLine = { readonly sentence: string; readonly breaks: string };

/** Every reason as a sentence, with the parameters it lies in; what was not run as one. */
export function reasonLines({ reasons }: Verdict, lang: Lang): ReasonLine[] {
  const found = reasons.filter(({ code }) => !NOT_RUN.includes(code));
  const missing = NOT_RUN.flatMap((code): Reason[] => {
    const own = reasons.filter((reason) => reason.code === code);
    const where = own.map((reason) => reason.where).join(lang === "zh" ? "、" : ", ");
    return own.length === 0 ? [] : [{ ...own[0]!, where }];
  });
  return [...found, ...missing].map((reason) => ({
    sentence: gateSentence(reason.code, reason, lang),
    breaks: BREAKS[reason.code].join(lang === "zh" ? "、" : ", "),
  }));
}

/** The head of a verdict: what the gate says of the plan. */
export function verdictHead(verdict: Verdict, lang: Lang): string {
  return FUTURES_WORDS[lang].gate[standingOf(verdict)];
}

/** The verdict, every reason, and which parameters each lies in. */
export function verdictLines(verdict: Verdict, lang: Lang): string[] {
  const lines = reasonLines(verdict, lang).flatMap(({ sentence, breaks }) => [
    `- ${sentence}`,
    ...(breaks === "" ? [] : [FUTURES_WORDS[lang].gate.breaks(breaks)]),
  ]);
  return [verdictHead(verdict, lang), ...lines];
}

/** The nearest plan that passes, as changes. */
export function adviceLines(advice: Advice | undefined, lang: Lang): string[] {
  const { adviceHead, noAdvice } = FUTURES_WORDS[lang].gate;
  if (advice === undefined) return [noAdvice];
  return [adviceHead, ...advice.changes.map(({ path, from, to }) => `- ${path}: ${from} → ${to}`)];
}

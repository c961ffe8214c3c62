/**
 * The report of many futures, the one that a merchant decides by: HTML with everything in it and no
 * script. It is the same wherever it is shown, and needs no file.
 *
 *     futuresReport(report, lang) → a whole page      futuresSections(report, lang) → its inside
 *
 * It says first whether the plan passes, what it pays, to whom and what it costs; then each scenario
 * with its bands. Whatever somebody wrote is escaped.
 */
import type { Plan } from "@patronage/engine";
import { escapeHtml, FUTURES_WORDS, PAGE_STYLE, type Lang } from "@patronage/words";
import type { Advice } from "./advice.ts";
import type { Verdict } from "./gate.ts";
import { figureCards, figureColumns, firstScenario, summariesOf } from "./report-figures.ts";
import { PLANS_DRAWN_MOST, scenarioSection, tableHtml } from "./report-scenario.ts";
import { REPORT_STYLE } from "./report-style.ts";
import { adviceLines, reasonLines, standingOf, summaryRows, verdictHead } from "./report-words.ts";
import { YEAR_DAYS, type Scenario } from "./scenario.ts";
import type { Summary } from "./summary.ts";

export {
  adviceLines,
  cellText,
  reasonLines,
  standingOf,
  summaryRows,
  verdictLines,
} from "./report-words.ts";

/** A plan of the report, or one of the plans of a sweep. */
export type PlanReport = {
  /** What the summaries call it: "" where it is the only one. */
  readonly label: string;
  readonly plan: Plan;
  /** Of a sweep: the plan whose parameter is swept, and the value. */
  readonly base: string;
  readonly swept: string;
  /** What the gate says, where it was asked. */
  readonly verdict: Verdict | undefined;
  /** The nearest plan that passes, where one was looked for; undefined within when there is none. */
  readonly advised: { readonly advice: Advice | undefined } | undefined;
};

export type FuturesReport = {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
  readonly plans: readonly PlanReport[];
  /** Whether the plans are those of a sweep. */
  readonly isSwept: boolean;
  /** What people's behaviour was taken from, where it is not the usual one. */
  readonly notes?: readonly string[];
  /** Plan by plan, and of each scenario by scenario. */
  readonly summaries: readonly Summary[];
};

/** The sections of a report, without a page around them. */
export function futuresSections(report: FuturesReport, lang: Lang): string {
  const { plans, scenarios, summaries, notes = [] } = report;
  const words = FUTURES_WORDS[lang];
  const places = scenarios.map(({ name }, k) => `<a href="#scenario-${k}">${escapeHtml(name)}</a>`);
  const names = plans[0]!.label === "" ? 1 : 2;
  return [
    `<p class="note">${escapeHtml(words.note)}</p>`,
    ...notes.map((note) => `<p class="soft">${escapeHtml(note)}</p>`),
    glance(report, lang),
    ...plans.map((plan) => verdictSection(plan, lang)),
    `<section><h2>${escapeHtml(words.sections.overview)}</h2>` +
      `<p class="soft">${escapeHtml(words.sections.rowNote)}</p>` +
      `${tableHtml(summaryRows(summaries, lang), names)}</section>`,
    `<nav class="places" aria-label="${escapeHtml(words.sections.scenarios)}">${places.join("")}</nav>`,
    ...scenarios.map((_, k) => scenarioSection(report, k, lang)),
  ].join("\n");
}

/** What is to be seen first: cards for one plan, columns for several, nothing for very many. */
function glance(report: FuturesReport, lang: Lang): string {
  const { plans, scenarios } = report;
  const { sections } = FUTURES_WORDS[lang];
  const first = firstScenario(report);
  const note = `<p class="soft">${escapeHtml(sections.glanceNote(scenarios[first]!.name))}</p>`;
  const summaries = summariesOf(report, first);
  if (plans.length === 1) {
    return `<h2>${escapeHtml(sections.glance)}</h2>${note}${figureCards(plans[0]!, summaries[0]!, lang)}`;
  }
  if (plans.length > PLANS_DRAWN_MOST) return "";
  return (
    `<section><h2>${escapeHtml(sections.sideBySide)}</h2>${note}` +
    `${figureColumns(plans, summaries, lang)}</section>`
  );
}

function verdictSection({ label, verdict, advised }: PlanReport, lang: Lang): string {
  if (verdict === undefined) return "";
  const { gate } = FUTURES_WORDS[lang];
  const of = label === "" ? "" : ` · ${label}`;
  const reasons = reasonLines(verdict, lang).map(({ sentence, breaks }) => {
    const lies =
      breaks === "" ? "" : `<span class="soft">${escapeHtml(gate.breaks(breaks))}</span>`;
    return `<li>${escapeHtml(sentence)}${lies}</li>`;
  });
  const list = reasons.length === 0 ? "" : `<ul>${reasons.join("")}</ul>`;
  return (
    `<section class="verdict ${standingOf(verdict)}"><h2>${escapeHtml(gate.head + of)}</h2>` +
    `<p>${escapeHtml(verdictHead(verdict, lang))}</p>${list}` +
    `${advised === undefined ? "" : adviceHtml(advised.advice, lang)}</section>`
  );
}

function adviceHtml(advice: Advice | undefined, lang: Lang): string {
  const [head, ...changes] = adviceLines(advice, lang);
  const items = changes.map((line) => `<li class="mono">${escapeHtml(line.slice(2))}</li>`);
  return `<p><b>${escapeHtml(head!)}</b></p>${items.length === 0 ? "" : `<ul>${items.join("")}</ul>`}`;
}

/** The style sheet of a page that holds the sections. */
export const FUTURES_STYLE = `${PAGE_STYLE}${REPORT_STYLE}`;

/** The whole report as one HTML file. */
export function futuresReport(report: FuturesReport, lang: Lang): string {
  const words = FUTURES_WORDS[lang];
  const title = escapeHtml(report.title);
  const [{ days, newcomersPerDay }] = report.scenarios as [Scenario];
  const years = `${Number((days / YEAR_DAYS).toFixed(1))}`;
  const newcomers = `${Number(newcomersPerDay.toFixed(2))}`;
  const scale = escapeHtml(words.scale(years, newcomers, report.summaries[0]!.seeds));
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title} · Patronage</title><style>${FUTURES_STYLE}</style></head><body>
<header><h1>${title}</h1><p class="soft">${escapeHtml(words.head)} · ${scale}</p></header>
<main>${futuresSections(report, lang)}</main></body></html>
`;
}

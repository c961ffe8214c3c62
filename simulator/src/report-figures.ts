/** The figures a merchant decides by: as cards for one plan, in columns for several. */
import { coverageFigures, escapeHtml, FUTURES_WORDS, type Lang } from "@patronage/words";
import type { FuturesReport, PlanReport } from "./report.ts";
import { cellOf, evenText, fenText, figureText, standingOf, type Cell } from "./report-words.ts";
import type { Band } from "./statistics.ts";
import { middleCohort, type Summary } from "./summary.ts";

/** A value, or one for each of several years. */
type Figure = {
  readonly name: string;
  readonly values: readonly { readonly text: string; readonly note: string }[];
  readonly note: string;
};

const YEARS = [1, 2, 3];

/** The summaries of one scenario, plan by plan; those of a report stand plan by plan. */
export function summariesOf(
  { scenarios, summaries }: FuturesReport,
  scenario: number,
): readonly Summary[] {
  return summaries.filter((_, k) => k % scenarios.length === scenario);
}

/** What is shown first: at a steady turnover, where that was run. */
export function firstScenario({ scenarios }: FuturesReport): number {
  return Math.max(
    0,
    scenarios.findIndex(({ name }) => name === "steady"),
  );
}

function percentCell(band: Band): Cell {
  const { text, range } = cellOf(band, (value) => figureText(value, 1));
  return { text: `${text} %`, range: range === "" ? "" : `${range} %` };
}

function figuresOf(plan: PlanReport, summary: Summary, lang: Lang): Figure[] {
  const { figures: words } = FUTURES_WORDS[lang];
  const one = (name: string, { text, range }: Cell, note = ""): Figure => ({
    ...{ name, values: [{ text, note: range }], note },
  });
  return [
    ...verdictFigure(plan, lang),
    coverageFigure(plan, lang),
    one(words.paid, percentCell(summary.coverage), words.paidNote),
    one(
      words.cost,
      percentCell(summary.cost),
      words.costNote(figureText(summary.margin.median, 1)),
    ),
    backFigure(summary, "back", lang),
    backFigure(summary, "worstTenth", lang),
    one(words.even, { text: evenText(summary, FUTURES_WORDS[lang]), range: "" }, words.evenNote),
    one(words.largest, cellOf(summary.largestDay, fenText), words.largestNote),
  ];
}

function verdictFigure({ verdict }: PlanReport, lang: Lang): Figure[] {
  if (verdict === undefined) return [];
  const { gate } = FUTURES_WORDS[lang];
  const [text, note] = {
    passes: [gate.short.passes, gate.passesNote],
    refused: [gate.short.refused, gate.refusedNote(verdict.reasons.length)],
    unjudged: [gate.short.unjudged, gate.unjudgedNote],
  }[standingOf(verdict)] as [string, string];
  return [{ name: gate.head, values: [{ text, note: "" }], note }];
}

/** The category whose quota is covered worst stands for the plan. */
function coverageFigure({ plan }: PlanReport, lang: Lang): Figure {
  const { figures: words } = FUTURES_WORDS[lang];
  const covered = [...plan.categories].flatMap(([name, category]) => {
    const { percent: text } = coverageFigures(plan, category);
    return text === null ? [] : [{ name, text }];
  });
  const [lowest] = covered.sort((a, b) => Number(a.text) - Number(b.text));
  const text = lowest === undefined ? words.noQuota : `${lowest.text} %`;
  const note = lowest === undefined ? "" : words.coverageNote(lowest.name);
  return { name: words.coverage, values: [{ text, note: "" }], note };
}

function backFigure(summary: Summary, of: "back" | "worstTenth", lang: Lang): Figure {
  const { figures: words, after, cameIn } = FUTURES_WORDS[lang];
  const values = YEARS.flatMap((years) => {
    const cohort = middleCohort(summary, years);
    if (cohort === undefined) return [];
    const note = `${after(years)}, ${cameIn(cohort.month + 1)}`;
    return [{ text: fenText(cohort[of].median), note }];
  });
  const isMiddle = of === "back";
  const note = values.length === 0 ? words.tooShort : isMiddle ? words.middleNote : words.worstNote;
  return {
    name: isMiddle ? words.middle : words.worst,
    values: values.length === 0 ? [{ text: "–", note: "" }] : values,
    note,
  };
}

const small = (note: string): string => (note === "" ? "" : `<small>${escapeHtml(note)}</small>`);

function valuesHtml({ values }: Figure): string {
  return values.map(({ text, note }) => `<span>${escapeHtml(text)}${small(note)}</span>`).join("");
}

/** Of one plan, as cards. */
export function figureCards(plan: PlanReport, summary: Summary, lang: Lang): string {
  const cards = figuresOf(plan, summary, lang).map(
    (figure) =>
      `<div><dt>${escapeHtml(figure.name)}</dt><dd class="steps">${valuesHtml(figure)}` +
      `${small(figure.note)}</dd></div>`,
  );
  return `<dl class="figures">${cards.join("")}</dl>`;
}

/** Of several plans, a row a figure and a column a plan. */
export function figureColumns(
  plans: readonly PlanReport[],
  summaries: readonly Summary[],
  lang: Lang,
): string {
  const columns = plans.map((plan, k) => figuresOf(plan, summaries[k]!, lang));
  const rows = columns[0]!.map(
    ({ name, note }, row) =>
      `<tr><th class="name">${escapeHtml(name)}${isOfPlan(columns, row) ? "" : small(note)}</th>` +
      columns.map((figures) => columnOf(figures[row]!, isOfPlan(columns, row))).join("") +
      "</tr>",
  );
  const heads = plans.map(({ label }) => `<th>${escapeHtml(label)}</th>`);
  return (
    `<div class="scroll"><table class="columns"><thead><tr><th></th>${heads.join("")}</tr></thead>` +
    `<tbody>${rows.join("")}</tbody></table></div>`
  );
}

/** Whether the notes of a row differ, and so stand in the columns. */
const isOfPlan = (columns: readonly (readonly Figure[])[], row: number): boolean =>
  new Set(columns.map((figures) => figures[row]!.note)).size > 1;

const columnOf = (figure: Figure, hasNote: boolean): string =>
  `<td><div class="steps">${valuesHtml(figure)}</div>${hasNote ? small(figure.note) : ""}</td>`;

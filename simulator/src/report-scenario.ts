/**
 * One scenario of the report: what it asks, and what came of it as charts and tables.
 *
 * One plan has its bands; several have a line each in the same charts; a sweep has its values along the
 * foot instead of the months.
 */
import {
  escapeHtml,
  FUTURES_WORDS,
  groupedText,
  type FuturesWords,
  type Lang,
} from "@patronage/words";
import type { FuturesReport, PlanReport } from "./report.ts";
import {
  barFigure,
  COLOURS,
  lineFigure,
  monthTicks,
  type Bar,
  type Colour,
  type Line,
} from "./report-charts.ts";
import { summariesOf } from "./report-figures.ts";
import {
  attackName,
  bandText,
  cellOf,
  fenText,
  figureText,
  yearsBack,
  type Cell,
  type Rows,
} from "./report-words.ts";
import type { Band } from "./statistics.ts";
import { middleCohort, type CohortBands, type Summary } from "./summary.ts";

/** A plan's summary in one scenario, with its colour. */
type Shown = { readonly plan: PlanReport; readonly summary: Summary; readonly colour: Colour };
type Bands = readonly (Band | undefined)[];

/** Beyond so many plans their lines cannot be told apart. */
export const PLANS_DRAWN_MOST = COLOURS.length;

/** A scenario of a report as a section. */
export function scenarioSection(report: FuturesReport, index: number, lang: Lang): string {
  const words = FUTURES_WORDS[lang];
  const { name, asks } = report.scenarios[index]!;
  const summaries = summariesOf(report, index);
  const shown = report.plans.map((plan, k): Shown => ({
    ...{ plan, summary: summaries[k]!, colour: COLOURS[k % COLOURS.length]! },
  }));
  const { seeds, isTenths } = summaries[0]!;
  const charts = report.isSwept
    ? [...sweepCharts(shown, words)]
    : shown.length <= PLANS_DRAWN_MOST
      ? [...timeCharts(shown, words), ...cohortCharts(shown, words), ...endBars(shown, words)]
      : [];
  return (
    `<section id="scenario-${index}"><h2>${escapeHtml(name)}</h2><p>${escapeHtml(asks[lang])}</p>` +
    `<p class="soft">${escapeHtml(words.bands(seeds, isTenths))}</p>` +
    `${factLines(shown, words)}<div class="charts">${charts.join("")}</div>` +
    `${attackLines(shown, words)}${goodsTable(shown, words)}</section>`
  );
}

const nameOf = ({ plan }: Shown, own: string): string => (plan.label === "" ? own : plan.label);
const prefixOf = ({ plan }: Shown): string => (plan.label === "" ? "" : `${plan.label}: `);

function factLines(shown: readonly Shown[], { figures }: FuturesWords): string {
  if (shown.length > PLANS_DRAWN_MOST) return "";
  const percent = (value: number): string => figureText(value, 1);
  const lines = shown.map((one) => {
    const { summary } = one;
    const facts = [
      [figures.reached, `${bandText(summary.reached, percent)} %`],
      [figures.gini, bandText(summary.gini, (value) => figureText(value, 2))],
      [figures.largest, bandText(summary.largestDay, fenText)],
      [figures.quotaLeft, bandText(summary.quotaLeft, fenText)],
      [figures.refundLoss, bandText(summary.refundLoss, fenText)],
    ];
    const told = facts.map(([what, value]) => `${what}: ${value}`).join(" · ");
    return `<p class="soft figures-line">${escapeHtml(prefixOf(one) + told)}</p>`;
  });
  return lines.join("");
}

function timeCharts(shown: readonly Shown[], { charts, unit }: FuturesWords): string[] {
  const months = Math.max(...shown.map(({ summary }) => summary.coverageByMonth.length));
  const foot = { across: unit.month, ticks: monthTicks(1, months) };
  const lines = (own: string, read: (summary: Summary) => Bands): Line[] =>
    shown.map((one) => ({ name: nameOf(one, own), colour: one.colour, bands: read(one.summary) }));
  const currency = shown[0]!.plan.plan.currency;
  return [
    lineFigure({
      ...{ title: charts.paid, unit: "%", ...foot },
      lines: lines(charts.paid, ({ coverageByMonth }) => coverageByMonth),
    }),
    lineFigure({
      ...{ title: charts.nav, unit: unit.perShare(currency), ...foot },
      lines: lines(charts.nav, ({ navByMonth }) => navByMonth),
    }),
  ];
}

/** The cohorts that can be looked back on for so many years, a place a month. */
type Cohorts = { readonly from: number; readonly count: number; readonly of: OfCohorts };
type OfCohorts = (summary: Summary, read: (cohort: CohortBands) => Band) => Bands;

function cohortsAfter(shown: readonly Shown[], years: number): Cohorts | undefined {
  const months = shown.flatMap(({ summary }) =>
    summary.cohorts.filter((cohort) => cohort.years === years).map(({ month }) => month),
  );
  if (months.length === 0) return undefined;
  const from = Math.min(...months);
  const count = Math.max(...months) - from + 1;
  const of: OfCohorts = ({ cohorts }, read) => {
    const bands: (Band | undefined)[] = Array.from({ length: count });
    for (const cohort of cohorts) {
      if (cohort.years === years) bands[cohort.month - from] = read(cohort);
    }
    return bands;
  };
  return { from, count, of };
}

const inUnits = ({ p10, median, p90 }: Band): Band => ({
  ...{ p10: p10 / 100, median: median / 100, p90: p90 / 100 },
});
const back = (cohort: CohortBands): Band => inUnits(cohort.back);
const worst = (cohort: CohortBands): Band => inUnits(cohort.worstTenth);
const dividends = (cohort: CohortBands): Band => inUnits(cohort.dividends);
const redeemable = (cohort: CohortBands): Band => inUnits(cohort.redeemable);

function cohortCharts(shown: readonly Shown[], words: FuturesWords): string[] {
  const { charts } = words;
  const years = [
    ...new Set(shown.flatMap(({ summary }) => summary.cohorts.map((cohort) => cohort.years))),
  ].sort((a, b) => a - b);
  const backs = years.flatMap((year) => {
    const cohorts = cohortsAfter(shown, year)!;
    const foot = { across: charts.cohort, ticks: monthTicks(cohorts.from + 1, cohorts.count) };
    const isOne = shown.length === 1;
    const lines = isOne ? linesOfOne(shown[0]!, cohorts, words) : linesOfAll(shown, cohorts, words);
    const title = charts.back(year);
    return [
      lineFigure({ ...{ title, unit: "", ...foot }, lines }),
      ...(isOne ? [] : [partsFigure(shown, year, cohorts, words)]),
    ];
  });
  return [...backs, ageFigure(shown, years, words)];
}

/** One plan: the middle with its parts, and the worst tenth. */
function linesOfOne({ summary }: Shown, { of }: Cohorts, { charts }: FuturesWords): Line[] {
  const plain = { isPlain: true };
  return [
    { name: charts.middle, colour: "teal", bands: of(summary, back) },
    { name: charts.dividends, colour: "blue", bands: of(summary, dividends), ...plain },
    { name: charts.redeemable, colour: "amber", bands: of(summary, redeemable), ...plain },
    { name: charts.worst, colour: "rose", bands: of(summary, worst), isDashed: true },
  ];
}

/** Several plans: of each the middle, and the worst tenth dashed. */
function linesOfAll(shown: readonly Shown[], { of }: Cohorts, { charts }: FuturesWords): Line[] {
  return shown.flatMap((one): Line[] => [
    {
      name: `${prefixOf(one)}${charts.middle}`,
      colour: one.colour,
      bands: of(one.summary, back),
    },
    {
      ...{ name: `${prefixOf(one)}${charts.worst}`, colour: one.colour },
      ...{ bands: of(one.summary, worst), isPlain: true, isDashed: true },
    },
  ]);
}

function partsFigure(
  shown: readonly Shown[],
  year: number,
  { from, count, of }: Cohorts,
  { charts }: FuturesWords,
): string {
  const lines = shown.flatMap((one): Line[] => [
    {
      ...{ name: `${prefixOf(one)}${charts.dividends}`, colour: one.colour },
      ...{ bands: of(one.summary, dividends), isPlain: true },
    },
    {
      ...{ name: `${prefixOf(one)}${charts.redeemable}`, colour: one.colour },
      ...{ bands: of(one.summary, redeemable), isPlain: true, isDashed: true },
    },
  ]);
  const foot = { across: charts.cohort, ticks: monthTicks(from + 1, count) };
  return lineFigure({ ...{ title: charts.parts(year), unit: "", ...foot }, lines });
}

/** One plan: a line an age. Several: a line a plan, at the age that all cohorts of the first year reach. */
function ageFigure(shown: readonly Shown[], years: readonly number[], words: FuturesWords): string {
  const { charts, after } = words;
  if (years.length === 0) return "";
  const isOne = shown.length === 1;
  const age = years.length > 1 ? years[1]! : years[0]!;
  const cohorts = cohortsAfter(shown, isOne ? years[0]! : age)!;
  const coverage = ({ coverage: band }: CohortBands): Band => band;
  const lines = isOne
    ? years.map((year, k): Line => ({
        ...{ name: after(year), colour: COLOURS[k % COLOURS.length]! },
        bands: cohortsAfter(shown, year)!.of(shown[0]!.summary, coverage),
      }))
    : shown.map((one): Line => ({
        ...{ name: nameOf(one, ""), colour: one.colour, bands: cohorts.of(one.summary, coverage) },
      }));
  const foot = { across: charts.cohort, ticks: monthTicks(cohorts.from + 1, cohorts.count) };
  return lineFigure({
    ...{ title: isOne ? charts.age : charts.ageOf(age), unit: "%", ...foot, lines },
  });
}

/** What stands at the end: the reserve against claims, and what attacks got out. */
function endBars(shown: readonly Shown[], words: FuturesWords): string[] {
  const { charts } = words;
  const reserve = shown.map((one): Bar => ({
    ...{ name: nameOf(one, charts.reserve), colour: one.colour, band: one.summary.solvency },
  }));
  const attacks = shown.flatMap((one) =>
    one.summary.attacks.map(({ attack, back: got }): Bar => ({
      name: `${prefixOf(one)}${attackName(attack, words)}`,
      colour: shown.length === 1 ? "rose" : one.colour,
      band: inUnits(got),
    })),
  );
  return [
    barFigure({
      ...{ title: charts.reserve, unit: charts.reserveNote, bars: reserve },
      ...{ mark: { at: 100, name: `${charts.claims} 100 %` } },
      figure: (value) => `${figureText(value, 1)} %`,
    }),
    barFigure({
      ...{ title: charts.attacks, unit: charts.attacksNote, bars: attacks },
      ...{ mark: { at: 100, name: `${charts.putIn} 100.00` } },
      figure: (value) => figureText(value, 2),
    }),
  ];
}

function attackLines(shown: readonly Shown[], words: FuturesWords): string {
  if (shown.length > PLANS_DRAWN_MOST) return "";
  const lines = shown.flatMap((one) =>
    one.summary.attacks.map(({ attack, cost }) => {
      const written = bandText(cost, fenText);
      const sentence = words.charts.attackCost(prefixOf(one), attackName(attack, words), written);
      return `<p>${escapeHtml(sentence)}</p>`;
    }),
  );
  return lines.join("");
}

/** The swept values along the foot: of one plan three figures in one chart, of several a chart each. */
function sweepCharts(shown: readonly Shown[], words: FuturesWords): string[] {
  const { charts, figures } = words;
  const years = yearsBack(shown.map(({ summary }) => summary));
  const reads: readonly (readonly [string, Colour, (summary: Summary) => Band | undefined])[] = [
    [figures.paid, "teal", ({ coverage }) => coverage],
    [figures.cost, "amber", ({ cost }) => cost],
    [
      charts.sweepWorst(years),
      "rose",
      (summary) => {
        const cohort = middleCohort(summary, years);
        return cohort === undefined ? undefined : worst(cohort);
      },
    ],
  ];
  const bases = [...new Set(shown.map(({ plan }) => plan.base))];
  const of = (base: string): readonly Shown[] => shown.filter(({ plan }) => plan.base === base);
  const values = of(bases[0]!).map(({ plan }) => plan.swept);
  const isShort = values.join("").length <= 36;
  const ticks = isShort ? values : values.map((_, k) => `${k + 1}`);
  const foot = { across: "", ticks, unit: "%" };
  if (bases.length === 1) {
    const lines = reads.map(([name, colour, read]): Line => ({
      ...{ name, colour, bands: shown.map(({ summary }) => read(summary)) },
    }));
    return [
      lineFigure({ title: charts.sweep, ...foot, lines }),
      lineFigure({
        title: charts.attacks,
        ...foot,
        unit: charts.attacksNote,
        lines: sweptAttacks(shown, words),
      }),
    ];
  }
  return reads.map(([title, , read]) =>
    lineFigure({
      ...{ title, ...foot },
      lines: bases.map((base, k): Line => ({
        ...{ name: base, colour: COLOURS[k % COLOURS.length]! },
        bands: of(base).map(({ summary }) => read(summary)),
      })),
    }),
  );
}

/** What each attack got out of 100.00, over the swept values. */
function sweptAttacks(shown: readonly Shown[], words: FuturesWords): Line[] {
  return shown[0]!.summary.attacks.map(({ attack }, k): Line => ({
    ...{ name: attackName(attack, words), colour: COLOURS.at(-1 - (k % COLOURS.length))! },
    bands: shown.map(({ summary }) => inUnits(summary.attacks[k]!.back)),
  }));
}

function goodsTable(shown: readonly Shown[], words: FuturesWords): string {
  const { table, sections, after } = words;
  if (shown.length > PLANS_DRAWN_MOST) return "";
  const rows = shown.flatMap(({ plan, summary }) =>
    summary.goods.map(({ category, years, buyers, median, worstTenth }) => [
      ...(plan.label === "" ? [] : [plainCell(plan.label)]),
      ...[category, after(years), groupedText(`${buyers}`)].map(plainCell),
      ...[cellOf(median, fenText), cellOf(worstTenth, fenText)],
    ]),
  );
  if (rows.length === 0) return "";
  const heads = [
    ...(shown[0]!.plan.label === "" ? [] : [sections.plan]),
    ...[table.category, table.age, table.buyers, table.middle, table.worst],
  ];
  return (
    `<h3>${escapeHtml(sections.goods)}</h3>` +
    `<p class="soft">${escapeHtml(sections.goodsNote)}</p>${tableHtml({ heads, rows }, 1)}`
  );
}

const plainCell = (text: string): Cell => ({ text, range: "" });

/** Rows as a table; so many columns hold names, and the others figures. */
export function tableHtml({ heads, rows }: Rows, names: number): string {
  const cell = (tag: string, html: string, k: number): string =>
    `<${tag}${k < names ? ' class="name"' : ""}>${html}</${tag}>`;
  const top = heads.map((head, k) => cell("th", escapeHtml(head), k)).join("");
  const body = rows.map((row) => {
    const cells = row.map(({ text, range }, k) => {
      const beside = range === "" ? "" : `<small>${escapeHtml(range)}</small>`;
      return cell("td", escapeHtml(text) + beside, k);
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return (
    `<div class="scroll"><table class="wide"><thead><tr>${top}</tr></thead>` +
    `<tbody>${body.join("")}</tbody></table></div>`
  );
}

/**
 * The report of many futures: one HTML file with everything in it and no script.
 *
 * It says what the plan paid, to whom, what broke it and what would pass, and shows each scenario with
 * its bands. It shares its style with the report of a run.
 */
import { readFileSync } from "node:fs";
import type { Advice, Scenario, Summary, Verdict } from "@patronage/simulator";
import type { Lang } from "@patronage/words";
import { escapeHtml } from "./report-page.ts";
import { chartFigure, type Line } from "./simulate-charts.ts";
import { adviceLines, summaryRows, verdictLines } from "./simulate-words.ts";

export type Report = {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
  readonly summaries: readonly Summary[];
  readonly verdict: Verdict | undefined;
  readonly advice: Advice | undefined;
  readonly isAdvised: boolean;
};

const WORDS = {
  en: {
    head: "Many futures of a plan",
    note:
      "The same engine that will run the plan ran it through these futures. They are what would have " +
      "come of it if people behaved so, and no promise. Quota is a cap and not money owed; shares count " +
      "at what redeeming them would pay, net of the fee.",
    futures: (seeds: number) =>
      `${seeds} futures. The line is the middle one, the band holds eight of ten.`,
    verdict: "The gate",
    advice: "What would pass",
    coverage: "Of the quota, a cap, was paid",
    nav: "NAV",
    back: (years: number) => `What 100.00 spent brought back after ${years} y`,
    month: "month",
    cohort: "month in which the buyer came",
    middle: "the buyer in the middle",
    worst: "border of the worst tenth",
    largest: "largest day's payout",
    gini: "Gini of what came back",
    solvency: "reserve of all claims",
    quotaLeft: "quota left at the end, a cap",
  },
  zh: {
    head: "一个模式的许多种未来",
    note:
      "由实际运行该模式的同一引擎推演。这是在这样的行为下会出现的结果，不是承诺。额度是上限，不是欠款；" +
      "股权按扣除手续费后的回购金额计。",
    futures: (seeds: number) => `共 ${seeds} 次推演。线是居中的一次，色带内是十次中的八次。`,
    verdict: "准入检查",
    advice: "怎样可以通过",
    coverage: "额度（上限）已付",
    nav: "股权价格",
    back: (years: number) => `每花 100.00 在 ${years} 年后得回`,
    month: "月",
    cohort: "买家到来的月份",
    middle: "居中的买家",
    worst: "最差一成的界线",
    largest: "单日最大付出",
    gini: "得回的基尼系数",
    solvency: "资金池与全部债权之比",
    quotaLeft: "期末剩余额度（上限）",
  },
} as const;

const STYLE = `
figure{margin:16px 0;display:inline-block;width:min(520px,100%);vertical-align:top}
figcaption{font-size:14px;min-height:44px}
svg{width:100%;height:auto}
svg text{font-size:11px;fill:var(--soft)}
svg .rule{stroke:var(--line)}
.key{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:4px}
.key.teal{background:var(--teal)}.key.amber{background:var(--amber)}
.key.blue{background:var(--blue)}.key.rose{background:var(--rose)}`;

const css = (): string => readFileSync(new URL("../assets/report.css", import.meta.url), "utf8");

function table(rows: readonly (readonly string[])[]): string {
  const [heads, ...body] = rows;
  const cells = (row: readonly string[], tag: string): string =>
    `<tr>${row.map((cell) => `<${tag} class="text">${escapeHtml(cell)}</${tag}>`).join("")}</tr>`;
  return (
    `<div class="scroll"><table><thead>${cells(heads!, "th")}</thead>` +
    `<tbody>${body.map((row) => cells(row, "td")).join("")}</tbody></table></div>`
  );
}

const scaled = (bands: readonly Summary["coverage"][], by: number): Line["bands"] =>
  bands.map(({ p10, median, p90 }) => ({ p10: p10 / by, median: median / by, p90: p90 / by }));

function charts(summary: Summary, lang: Lang): string {
  const words = WORDS[lang];
  const month = { across: words.month, from: 1 };
  const years = [...new Set(summary.cohorts.map((cohort) => cohort.years))];
  return [
    chartFigure({
      ...{ ...month, title: words.coverage, unit: "%" },
      lines: [{ name: words.coverage, colour: "teal", bands: summary.coverageByMonth }],
    }),
    chartFigure({
      ...{ ...month, title: words.nav, unit: "" },
      lines: [{ name: words.nav, colour: "blue", bands: summary.navByMonth }],
    }),
    ...years.map((year) => {
      const own = summary.cohorts.filter((cohort) => cohort.years === year);
      const back = scaled(
        own.map((cohort) => cohort.back),
        100,
      );
      const worst = scaled(
        own.map((cohort) => cohort.worstTenth),
        100,
      );
      return chartFigure({
        ...{ title: words.back(year), unit: "", across: words.cohort, from: own[0]!.month + 1 },
        lines: [
          { name: words.middle, colour: "teal", bands: back },
          { name: words.worst, colour: "amber", bands: worst },
        ],
      });
    }),
  ].join("");
}

const money = (minor: number): string => (minor / 100).toFixed(2);

function scenarioSection(summary: Summary, { scenarios }: Report, lang: Lang): string {
  const words = WORDS[lang];
  const asks = scenarios.find(({ name }) => name === summary.scenario)?.asks[lang] ?? "";
  const head = [summary.variant, summary.scenario].filter((part) => part !== "").join(" · ");
  const facts = [
    [words.largest, money(summary.largestDay.median)],
    [words.gini, summary.gini.median.toFixed(2)],
    [words.solvency, `${summary.solvency.median.toFixed(2)} %`],
    [words.quotaLeft, money(summary.quotaLeft.median)],
  ];
  return (
    `<section><h2>${escapeHtml(head)}</h2><p>${escapeHtml(asks)}</p>` +
    `<p class="soft">${words.futures(summary.seeds)} ` +
    `${facts.map(([what, value]) => `${what}: ${value}`).join(" · ")}</p>` +
    `${charts(summary, lang)}</section>`
  );
}

const list = (head: string, lines: readonly string[]): string =>
  `<section><h2>${head}</h2>${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("")}</section>`;

/** The whole report as one HTML text. */
export function futuresPage(report: Report, lang: Lang): string {
  const words = WORDS[lang];
  const title = escapeHtml(report.title);
  const { verdict, advice, isAdvised, summaries } = report;
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title} · Patronage</title><style>${css()}${STYLE}</style></head><body>
<header><h1>${title}</h1><p class="soft">${words.head}</p></header>
<main><p class="note">${words.note}</p>
${verdict === undefined ? "" : list(words.verdict, verdictLines(verdict, lang))}
${isAdvised ? list(words.advice, adviceLines(advice, lang)) : ""}
<section>${table(summaryRows(summaries, lang))}</section>
${summaries.map((summary) => scenarioSection(summary, report, lang)).join("\n")}
</main></body></html>
`;
}

/**
 * What `patronage simulate` says: scenarios, a table of what they came to, the gate's verdict and the
 * advice, in Chinese and English.
 *
 * A cell is the middle future; where the futures differ, the tenth and ninetieth of a hundred stand
 * beside it.
 */
import {
  BREAKS,
  middleCohort,
  type Advice,
  type Reason,
  type Summary,
  type Verdict,
} from "@patronage/simulator";
import type { Lang } from "@patronage/words";

type Named = { readonly name: string; readonly asks: { readonly [L in Lang]: string } };
type Band = Summary["coverage"];

/** Each scenario with what it asks. */
export function scenarioLines(scenarios: readonly Named[], lang: Lang): string[] {
  const widest = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, asks }) => `${name.padEnd(widest)}  ${asks[lang]}`);
}

const HEADS = {
  en: {
    scenario: "scenario",
    coverage: "of the quota, a cap, was paid %",
    back: (years: number) => `100.00 spent brought back in ${years} y: middle | worst tenth`,
    reached: "used up the quota %",
    cost: "plan costs % of turnover | margin %",
    breakEven: "even from month",
    attack: "attackers got of each 100.00 put in",
    never: "not yet",
  },
  zh: {
    scenario: "情景",
    coverage: "额度（上限）已付 %",
    back: (years: number) => `每花 100.00 在 ${years} 年后得回：中位 | 最差一成`,
    reached: "用完额度的买家 %",
    cost: "模式支出占营业额 % | 毛利 %",
    breakEven: "回本月份",
    attack: "攻击者每投入 100.00 拿回",
    never: "尚未",
  },
};

const figure = (value: number, digits: number): string => value.toFixed(digits);

/** "62.1 (61.0–63.2)", or "62.1" where all futures agree. */
function bandText({ p10, median, p90 }: Band, digits: number, unit = 1): string {
  const [low, middle, high] = [p10, median, p90].map((value) => figure(value / unit, digits));
  return low === high ? middle! : `${middle} (${low}–${high})`;
}

/** One row for each plan and scenario, and the heads before them. */
export function summaryRows(summaries: readonly Summary[], lang: Lang): string[][] {
  const head = HEADS[lang];
  const years = Math.max(0, ...summaries.flatMap(({ cohorts }) => cohorts.map((one) => one.years)));
  const hasVariants = summaries.some(({ variant }) => variant !== "");
  const hasAttack = summaries.some(({ attackBack }) => attackBack !== undefined);
  const rows = summaries.map((summary) => {
    const cohort = middleCohort(summary, Math.min(years, 2));
    const back =
      cohort === undefined
        ? ""
        : `${bandText(cohort.back, 2, 100)} | ${bandText(cohort.worstTenth, 2, 100)}`;
    return [
      ...(hasVariants ? [summary.variant] : []),
      ...[summary.scenario, bandText(summary.coverage, 1), back, bandText(summary.reached, 1)],
      `${bandText(summary.cost, 1)} | ${figure(summary.margin.median, 1)}`,
      summary.breakEvenMonth === undefined ? head.never : bandText(summary.breakEvenMonth, 0),
      ...(hasAttack
        ? [summary.attackBack === undefined ? "" : bandText(summary.attackBack, 2, 100)]
        : []),
    ];
  });
  const heads = [
    ...(hasVariants ? [""] : []),
    ...[head.scenario, head.coverage, head.back(Math.min(years, 2)), head.reached],
    ...[head.cost, head.breakEven, ...(hasAttack ? [head.attack] : [])],
  ];
  return [heads, ...rows];
}

/** The same for a terminal. */
export function summaryTable(summaries: readonly Summary[], lang: Lang): string[] {
  return table(summaryRows(summaries, lang));
}

/** A Chinese character is two columns wide. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (character >= "\u2e80" ? 2 : 1), 0);

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => widthOf(row[k]!))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, k) => cell + " ".repeat(widths[k]! - widthOf(cell)))
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)];
}

type Sentences = { readonly [code in Reason["code"]]: (reason: Reason) => string };

const money = (minor: string | undefined): string => {
  const digits = (minor ?? "0").padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const ENGLISH: Sentences = {
  policy_invalid: ({ where }) => `the policy's ${where} is none that the gate takes`,
  plan_refused: ({ where, facts }) => `${where}: the plan check refuses it (${facts["code"]})`,
  scenario_missing: ({ where, facts }) =>
    `${where}: ${facts["seeds"]} futures were run, and a verdict needs ${facts["seedsLeast"]}`,
  coverage_below_floor: ({ where, facts }) =>
    `${where}: ${facts["coverage"]} of the quota granted enters the funds, and the floor is ${facts["floor"]}`,
  coverage_not_reached: ({ where, facts }) =>
    `${where}: ${facts["coverage"]} of the quota granted was paid, and the floor is ${facts["floor"]}`,
  attack_gains: ({ where, facts }) =>
    `${where}: in ${facts["futures"]} futures attackers got out more than they put in, as ` +
    `${money(facts["gotOutMinor"])} for ${money(facts["putInMinor"])} with seed ${facts["seed"]}`,
  cost_above_margin: ({ where, facts }) =>
    `${where}: in ${facts["futures"]} futures the plan cost more than the margin, as ` +
    `${money(facts["costMinor"])} of ${money(facts["marginMinor"])} with seed ${facts["seed"]}`,
  invariant_broken: ({ where, facts }) => `${where}: a fault of ours: ${facts["invariant"]}`,
};

const CHINESE: Sentences = {
  policy_invalid: ({ where }) => `准入规则的 ${where} 不可用`,
  plan_refused: ({ where, facts }) => `${where}：模式检查未通过（${facts["code"]}）`,
  scenario_missing: ({ where, facts }) =>
    `${where}：只推演了 ${facts["seeds"]} 次，结论至少需要 ${facts["seedsLeast"]} 次`,
  coverage_below_floor: ({ where, facts }) =>
    `${where}：所发额度中有 ${facts["coverage"]} 进入基金，下限为 ${facts["floor"]}`,
  coverage_not_reached: ({ where, facts }) =>
    `${where}：所发额度中实付 ${facts["coverage"]}，下限为 ${facts["floor"]}`,
  attack_gains: ({ where, facts }) =>
    `${where}：${facts["futures"]} 次推演中攻击者所得超过所投，如种子 ${facts["seed"]}：` +
    `投入 ${money(facts["putInMinor"])}，拿回 ${money(facts["gotOutMinor"])}`,
  cost_above_margin: ({ where, facts }) =>
    `${where}：${facts["futures"]} 次推演中模式支出超过毛利，如种子 ${facts["seed"]}：` +
    `支出 ${money(facts["costMinor"])}，毛利 ${money(facts["marginMinor"])}`,
  invariant_broken: ({ where, facts }) => `${where}：我们的程序有错：${facts["invariant"]}`,
};

const VERDICTS = {
  en: {
    passes: "The gate lets this plan pass.",
    refused: "The gate refuses this plan:",
    breaks: (names: string) => `  (it lies in ${names})`,
  },
  zh: {
    passes: "这个模式可以通过准入检查。",
    refused: "这个模式未通过准入检查：",
    breaks: (names: string) => `  （相关参数：${names}）`,
  },
};

/** The verdict, every reason, and which parameters each lies in. */
export function verdictLines({ passes, reasons }: Verdict, lang: Lang): string[] {
  const words = VERDICTS[lang];
  if (passes) return [words.passes];
  const sentences = lang === "zh" ? CHINESE : ENGLISH;
  const lines = reasons.flatMap((reason) => {
    const names = BREAKS[reason.code].join(", ");
    return [`- ${sentences[reason.code](reason)}`, ...(names === "" ? [] : [words.breaks(names)])];
  });
  return [words.refused, ...lines];
}

/** The nearest plan that passes, as changes. */
export function adviceLines(advice: Advice | undefined, lang: Lang): string[] {
  if (advice === undefined) {
    return [
      lang === "zh"
        ? "没有找到可以通过的邻近模式：只降低额度、发股比例和各项费率还不够。"
        : "No near plan passes: to lower quota, grant and rates is not enough.",
    ];
  }
  const head = lang === "zh" ? "可以通过的最近的模式：" : "The nearest plan that passes:";
  return [head, ...advice.changes.map(({ path, from, to }) => `- ${path}: ${from} → ${to}`)];
}

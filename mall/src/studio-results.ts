/**
 * What a run of futures came to: kept as JSON once, told in either language whenever somebody asks. The
 * report is the one of the command line, written by the same code.
 */
import { canonicalJson, checkPlan, parseJson, type Plan } from "@patronage/engine";
import {
  futureOf,
  GATE_SCENARIOS,
  judge,
  scenarioOf,
  summarise,
  YEAR_DAYS,
  type Advice,
  type Behaviour,
  type Run,
  type Scenario,
  type Summary,
  type Verdict,
} from "@patronage/simulator";
import {
  futuresReport,
  reasonLines,
  standingOf,
  summaryRows,
  type FuturesReport,
} from "@patronage/simulator/report";
import type { Lang } from "@patronage/words";
import type { RequestContext } from "@vendure/core";
import type { Mall } from "./mall.ts";
import type { ShopBehaviour } from "./studio-shop.ts";
import {
  isOfGate,
  planJson,
  policyOf,
  readResults,
  scenariosOf,
  type FuturesRow,
  type LabelledPlan,
} from "./studio.ts";

/** The nearest plan that passes: its text, and what it changes. */
type KeptAdvice = Omit<Advice, "plan"> & { readonly plan: string };

/** Results as they are kept: nothing in them but texts, numbers and lists. */
export type Results = {
  readonly summaries: readonly Summary[];
  /** Of each plan; none where the gate was not asked. */
  readonly verdicts: readonly Verdict[];
  /** For the first plan, where a nearest one was looked for. */
  readonly advised: { readonly advice: KeptAdvice | null } | null;
  readonly behaviour: Behaviour;
  /** What of the shop's orders the behaviour rests on; null where people behave as usual. */
  readonly shop: Omit<ShopBehaviour, "behaviour"> | null;
};

const LABELS: { readonly [lang in Lang]: { readonly [label: string]: string } } = {
  en: { inForce: "Plan in force", text: "Pasted plan", draft: "Draft" },
  zh: { inForce: "当前模式", text: "粘贴的模式", draft: "草案" },
};

/** A plan's label as a person reads it. */
export function labelText(label: string, lang: Lang): string {
  const [, kind = "", number = "", rest = ""] =
    /^(inForce|text|draft)(?::(\d+))?( \(2\))?$/.exec(label) ?? [];
  const told = LABELS[lang][kind];
  return told === undefined ? label : `${told}${number === "" ? "" : ` ${number}`}${rest}`;
}

/** The behaviour of a run: as in the shop or as usual, for so many years. */
export const behaviourOf = ({ years }: FuturesRow, shop: ShopBehaviour | undefined): Behaviour => ({
  ...shop?.behaviour,
  days: years * YEAR_DAYS,
});

/** The scenarios of a run, in which people behave so. */
export const scenariosWith = (row: FuturesRow, behaviour: Behaviour): Scenario[] =>
  scenariosOf(row).map((name) => scenarioOf(name, behaviour)!);

/** A plan's label in a report; a single plan needs no name among others. */
const labelIn = ({ plans }: FuturesRow, { label }: LabelledPlan, lang: Lang): string =>
  plans.length === 1 ? "" : labelText(label, lang);

/** Summaries with the names of their plans in a language. */
const named = (row: FuturesRow, { summaries }: Results, lang: Lang): Summary[] =>
  summaries.map((summary) => ({
    ...summary,
    variant: labelIn(row, row.plans[summary.variantIndex]!, lang),
  }));

/** The runs of one plan in what the gate asks for: what was run besides is for looking at. */
export const gateRuns = (runs: readonly Run[], plan: number): Run[] =>
  runs.filter(
    ({ variantIndex, scenario }) => variantIndex === plan && GATE_SCENARIOS.includes(scenario),
  );

/** The verdict on each plan, where a run holds all that the gate asks for. */
export function verdictsOf(row: FuturesRow, runs: readonly Run[]): Verdict[] {
  if (!isOfGate(row)) return [];
  return row.plans.map((plan, k) =>
    judge(planJson(plan), gateRuns(runs, k).map(futureOf), policyOf(row)),
  );
}

export function resultsOf(
  row: FuturesRow,
  shop: ShopBehaviour | undefined,
  runs: readonly Run[],
  advised: { readonly advice: Advice | undefined } | undefined,
): Results {
  const advice = advised?.advice;
  const kept = advice === undefined ? null : { ...advice, plan: canonicalJson(advice.plan) };
  return {
    summaries: summarise(runs),
    verdicts: verdictsOf(row, runs),
    advised: advised === undefined ? null : { advice: kept },
    behaviour: behaviourOf(row, shop),
    shop: shop === undefined ? null : { orders: shop.orders, buyers: shop.buyers, days: shop.days },
  };
}

/** A plan that was checked when the run was asked for. */
function checkedPlan(text: string): Plan {
  const check = checkPlan(parseJson(text));
  if (!check.ok) throw new Error("A plan was checked before its futures were run.");
  return check.plan;
}

function reportOf(row: FuturesRow, results: Results, lang: Lang): FuturesReport {
  const { verdicts, advised, behaviour } = results;
  const advice = advised?.advice ?? undefined;
  const told = advice === undefined ? undefined : { ...advice, plan: parseJson(advice.plan) };
  return {
    title: row.plans.map(({ label }) => labelText(label, lang)).join(" · "),
    scenarios: scenariosWith(row, behaviour),
    plans: row.plans.map((plan, k) => ({
      ...{ label: labelIn(row, plan, lang), base: labelIn(row, plan, lang), swept: "" },
      plan: checkedPlan(plan.plan),
      verdict: verdicts[k],
      advised: k === 0 && advised !== null ? { advice: told } : undefined,
    })),
    isSwept: false,
    summaries: named(row, results, lang),
  };
}

async function readKept(mall: Mall, ctx: RequestContext, id: number) {
  const row = await readResults(mall, ctx, id);
  return row === undefined ? undefined : { row, results: JSON.parse(row.results!) as Results };
}

/** What the gate says, the advice and the key figures; null while the run has not come to anything. */
export async function tellResults(mall: Mall, ctx: RequestContext, id: number, lang: Lang) {
  const kept = await readKept(mall, ctx, id);
  if (kept === undefined) return null;
  const { row, results } = kept;
  const { heads, rows } = summaryRows(named(row, results, lang), lang);
  return {
    verdicts: results.verdicts.map((verdict, k) => ({
      label: row.plans[k]!.label,
      standing: standingOf(verdict),
      reasons: reasonLines(verdict, lang),
    })),
    isAdvised: results.advised !== null,
    advice: results.advised?.advice ?? null,
    shop: results.shop,
    figures: { heads, rows: rows.map((cells) => ({ cells })) },
  };
}

/** The report as one HTML file; null while there is none. */
export async function writeReport(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  lang: Lang,
): Promise<string | null> {
  const kept = await readKept(mall, ctx, id);
  return kept === undefined ? null : futuresReport(reportOf(kept.row, kept.results, lang), lang);
}

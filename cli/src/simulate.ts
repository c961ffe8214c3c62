/**
 * `patronage simulate`: plans and scenarios into futures, and futures into a table in plain words and a
 * report.
 */
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { canonicalJson } from "@patronage/engine";
import {
  futureOf,
  judge,
  nearestPassing,
  openFolder,
  runAll,
  runsCsv,
  SCENARIOS,
  seedsOf,
  summarise,
  tryOutBy,
  type Kept,
  type Policy,
  type Run,
  type Scenario,
  type Summary,
  type Variant,
  type Verdict,
} from "@patronage/simulator";
import {
  adviceLines,
  cellText,
  futuresReport,
  summaryRows,
  verdictLines,
  type FuturesReport,
  type PlanReport,
} from "@patronage/simulator/report";
import type { Lang } from "@patronage/words";
import { makeFolder } from "./folders.ts";
import { refuseFolder, writeWhole } from "./run.ts";
import type { SimulateOptions } from "./simulate-commands.ts";
import { behaviourOf } from "./simulate-orders.ts";
import { policyOf, readPlans, readScenarios, type AskedPlan } from "./simulate-plans.ts";
import { textTable } from "./text-table.ts";
import { fromSystemError, UserError } from "./user-error.ts";

export type SimulateWork = {
  readonly planPaths: readonly string[];
  readonly options: SimulateOptions;
  readonly lang: Lang;
  readonly signal: AbortSignal;
  readonly onProgress: (stage: string, done: number, total: number) => void;
};

export type SimulateReport = {
  readonly text: string;
  /** Whether the gate was asked and did not let the first plan pass. */
  readonly isRefused: boolean;
};

/** What is run of each plan, and where it is kept. */
type Futures = {
  readonly work: SimulateWork;
  readonly scenarios: readonly Scenario[];
  readonly policy: Policy;
  readonly kept: Kept | undefined;
};

/** Runs what was asked. Throws a UserError for what cannot be run. */
export async function simulatePlans(work: SimulateWork): Promise<SimulateReport> {
  const { planPaths, options, lang } = work;
  if (options.scenario?.includes("list")) {
    return { text: linesText(scenarioLines(SCENARIOS, lang)), isRefused: false };
  }
  const plans = readPlans(planPaths, options.sweep ?? [], lang);
  const policy = policyOf(options.policy);
  if (options.report !== undefined) await refuseFolder(options.report);
  const kept = options.out === undefined ? undefined : openKept(options.out);
  const { behaviour, notes } = await behaviourAsked(work);
  const scenarios = readScenarios(options, behaviour);
  const futures: Futures = { work, scenarios, policy, kept };
  const runs = await run(futures, plans.map(variantOf), scenarios, seedsOf(options.seeds));
  const summaries = summarise(runs);
  if (options.out !== undefined) await keepResults(options.out, runs, summaries);
  const results: FuturesReport = {
    title: planPaths.map((path) => basename(path)).join(" · "),
    plans: await judged(futures, plans, runs),
    isSwept: (options.sweep ?? []).length > 0,
    ...{ scenarios, summaries, notes },
  };
  if (options.report !== undefined) await writeWhole(options.report, futuresReport(results, lang));
  return {
    text: options.json ? jsonOf(results) : linesText(linesOf(results, lang)),
    isRefused: results.plans[0]!.verdict?.passes === false,
  };
}

const linesText = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

const variantOf = ({ label, json }: AskedPlan): Variant => ({ label, plan: json });

function openKept(path: string): Kept {
  makeFolder(path);
  try {
    return openFolder(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

type AskedBehaviour = {
  readonly behaviour: Partial<Scenario>;
  /** What was taken from real orders, for a person. */
  readonly notes: readonly string[];
};

/** What people do: as the orders of a shop show it, where there are some, and as the options say. */
async function behaviourAsked({
  options,
  lang,
  signal,
  onProgress,
}: SimulateWork): Promise<AskedBehaviour> {
  const { orders: ordersPath, map: mapPath, newcomers: newcomersPerDay, years } = options;
  const asked = newcomersPerDay === undefined ? {} : { newcomersPerDay };
  if (ordersPath === undefined && mapPath === undefined) return { behaviour: asked, notes: [] };
  if (ordersPath === undefined || mapPath === undefined) {
    throw new UserError("Orders and the map of their columns belong together: --orders and --map.");
  }
  const read = await behaviourOf({
    ...{ ordersPath, mapPath, years, lang, signal, onProgress },
    ...asked,
  });
  return { behaviour: { ...read.behaviour, ...asked }, notes: read.notes };
}

function run(
  { work: { options, signal, onProgress }, kept }: Futures,
  variants: readonly Variant[],
  scenarios: readonly Scenario[],
  seeds: readonly number[],
  stage = "futures",
): Promise<Run[]> {
  return runAll({
    ...{ variants, scenarios, seeds, signal, folder: kept, threads: options.threads },
    onProgress: (done, total) => onProgress(stage, done, total),
  });
}

/** Each plan with the gate's verdict, where it was asked, and the first with the nearest that passes. */
async function judged(
  futures: Futures,
  plans: readonly AskedPlan[],
  runs: readonly Run[],
): Promise<PlanReport[]> {
  const { scenario: named, advise } = futures.work.options;
  const reports: PlanReport[] = [];
  for (const [k, { label, plan, json, base, swept }] of plans.entries()) {
    const own = runs.filter(({ variantIndex }) => variantIndex === k);
    const verdict =
      named === undefined ? judge(json, own.map(futureOf), futures.policy) : undefined;
    const isAdvised = k === 0 && advise === true && verdict?.passes === false;
    const advised = isAdvised ? { advice: await nearest(futures, plans[0]!, verdict) } : undefined;
    reports.push({ label, plan, base, swept, verdict, advised });
  }
  return reports;
}

/** Looks for the nearest plan that passes. */
function nearest(futures: Futures, { json }: AskedPlan, verdict: Verdict) {
  const { scenarios, policy, work } = futures;
  const tryOut = tryOutBy({
    ...{ scenarios, verdict, policy },
    run: (plan, some, seeds, trial) =>
      run(futures, [{ label: "", plan }], some, seeds, `plan ${trial}`),
  });
  const seeds = seedsOf(work.options.seeds);
  return nearestPassing({ plan: json, verdict, seeds, tryOut, policy });
}

async function keepResults(
  folder: string,
  runs: readonly Run[],
  summaries: readonly Summary[],
): Promise<void> {
  try {
    await writeFile(join(folder, "results.csv"), runsCsv(runs));
    await writeFile(join(folder, "summary.json"), `${JSON.stringify(summaries, undefined, 2)}\n`);
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

function jsonOf({ scenarios, plans, summaries }: FuturesReport): string {
  const [{ advised }] = plans as [PlanReport];
  const advice =
    advised?.advice === undefined
      ? undefined
      : {
          changes: advised.advice.changes,
          plan: JSON.parse(canonicalJson(advised.advice.plan)) as unknown,
        };
  const verdicts = plans.flatMap(({ label, verdict }) =>
    verdict === undefined ? [] : [{ variant: label, ...verdict }],
  );
  const asked = scenarios.map(({ name, asks }) => ({ name, asks }));
  return `${JSON.stringify({ scenarios: asked, summaries, verdicts, advice }, undefined, 2)}\n`;
}

type Named = Pick<Scenario, "name" | "asks">;

/** Each scenario with what it asks. */
const scenarioLines = (scenarios: readonly Named[], lang: Lang): string[] =>
  textTable(scenarios.map(({ name, asks }) => [name, asks[lang]]));

function linesOf(results: FuturesReport, lang: Lang): string[] {
  const { scenarios, plans, summaries, notes = [] } = results;
  const { heads, rows } = summaryRows(summaries, lang);
  return [
    ...(notes.length === 0 ? [] : [...notes, ""]),
    ...scenarioLines(scenarios, lang),
    "",
    ...textTable([heads, ...rows.map((row) => row.map(cellText))], { hasRule: true }),
    ...plans.flatMap(({ label, verdict, advised }) => [
      ...(verdict === undefined ? [] : ["", ...(label === "" ? [] : [label])]),
      ...(verdict === undefined ? [] : verdictLines(verdict, lang)),
      ...(advised === undefined ? [] : ["", ...adviceLines(advised.advice, lang)]),
    ]),
  ];
}

/**
 * `patronage simulate`: plans and scenarios into futures, and futures into a table in plain words.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { canonicalJson, type Json } from "@patronage/engine";
import {
  GATE_SCENARIOS,
  judge,
  nearestPassing,
  parseSweep,
  POLICY,
  policyProblems,
  runAll,
  runsCsv,
  scenarioOf,
  SCENARIOS,
  seedsOf,
  summarise,
  variantsOf,
  YEAR_DAYS,
  type Advice,
  type Policy,
  type Run,
  type Scenario,
  type Summary,
  type Variant,
  type Verdict,
} from "@patronage/simulator";
import type { Lang } from "@patronage/words";
import { readPlanFile } from "./read.ts";
import { readCheckedPlan } from "./replay.ts";
import { refuseFolder, writeWhole } from "./run.ts";
import type { SimulateOptions } from "./simulate-commands.ts";
import { behaviourOf } from "./simulate-orders.ts";
import { futuresPage, type Report } from "./simulate-report.ts";
import { adviceLines, scenarioLines, summaryTable, verdictLines } from "./simulate-words.ts";
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
  /** Whether the gate was asked and said no. */
  readonly isRefused: boolean;
};

/** What the advice tries is tried on few futures; the plan it ends at is judged on all. */
const ADVICE_SEEDS = 3;

/** Runs what was asked. Throws a UserError for what cannot be run. */
export async function simulatePlans(work: SimulateWork): Promise<SimulateReport> {
  const { planPaths, options, lang } = work;
  const named = options.scenario ?? [];
  if (named.includes("list")) {
    return { text: `${scenarioLines(SCENARIOS, lang).join("\n")}\n`, isRefused: false };
  }
  if (options.report !== undefined) await refuseFolder(options.report);
  const isGate = named.length === 0;
  const policy = policyOf(options.policy);
  const behaviour = await readOrders(work);
  const scenarios = (isGate ? GATE_SCENARIOS : named).map((name) =>
    readScenario(name, options, behaviour),
  );
  const plan = readPlan(planPaths[0]!, lang);
  const variants = readVariants(work, plan);
  const runs = await run(work, variants, scenarios, options.seeds);
  const summaries = summarise(runs);
  if (options.out !== undefined) await keepResults(options.out, runs, summaries);
  const own = runs.filter(({ variant }) => variant === variants[0]!.label);
  const verdict = isGate ? judge(variants[0]!.plan, own, policy) : undefined;
  const isRefused = verdict?.passes === false;
  const isAdvised = isRefused && options.advise === true;
  const advice = isAdvised
    ? await advise(work, variants[0]!.plan, { scenarios, policy, verdict })
    : undefined;
  const title = planPaths.map((path) => basename(path)).join(" · ");
  const results: Report = { title, scenarios, summaries, verdict, advice, isAdvised };
  if (options.report !== undefined) await writeWhole(options.report, futuresPage(results, lang));
  return { text: options.json ? jsonOf(results) : textOf(results, lang), isRefused };
}

function readPlan(path: string, lang: Lang): Json {
  readCheckedPlan(path, lang);
  return readPlanFile(path);
}

/** What the real orders say about behaviour, where there are some. */
function readOrders({ options, signal, onProgress }: SimulateWork): Promise<Partial<Scenario>> {
  const { orders: ordersPath, map: mapPath } = options;
  if (ordersPath === undefined && mapPath === undefined) return Promise.resolve({});
  if (ordersPath === undefined || mapPath === undefined) {
    throw new UserError("Orders and the map of their columns belong together: --orders and --map.");
  }
  return behaviourOf({ ordersPath, mapPath, signal, onProgress });
}

function readScenario(
  name: string,
  { years, newcomers }: SimulateOptions,
  behaviour: Partial<Scenario>,
): Scenario {
  const given = { days: years * YEAR_DAYS, newcomersPerDay: newcomers };
  const scenario = scenarioOf(name, { ...behaviour, ...given });
  if (scenario !== undefined) return scenario;
  const known = SCENARIOS.map((one) => one.name).join(", ");
  throw new UserError(`There is no scenario "${name}"; there are ${known}.`);
}

/** The plans of the command line, each with all values of the sweeps. */
function readVariants({ planPaths, options, lang }: SimulateWork, first: Json): Variant[] {
  const sweeps = (options.sweep ?? []).map((text) => {
    const read = parseSweep(text, first);
    if ("problem" in read) throw new UserError(read.problem);
    return read.sweep;
  });
  const variants = planPaths.flatMap((path, k) => {
    const plan = k === 0 ? first : readPlan(path, lang);
    const name = planPaths.length === 1 ? "" : basename(path);
    return variantsOf(plan, sweeps).map(({ label, plan: variant }) => ({
      label: [name, label].filter((part) => part !== "").join(": "),
      plan: variant,
    }));
  });
  for (const { label, plan } of variants) refuseUnfit(label, plan);
  return variants;
}

function refuseUnfit(label: string, plan: Json): void {
  const { reasons } = judge(plan, []);
  const codes = reasons.filter(({ code }) => code === "plan_refused");
  if (codes.length === 0) return;
  const why = codes.map(({ where, facts }) => `${where}: ${facts["code"]}`).join("; ");
  throw new UserError(`The plan with ${label} would be refused (${why}); take another range.`);
}

function policyOf(path: string | undefined): Policy {
  if (path === undefined) return POLICY;
  const read = readPlanFile(path) as { [key: string]: Json };
  const unknown = Object.keys(read).filter(
    (key) => key !== "reason" && !Object.hasOwn(POLICY, key),
  );
  const seedsLeast = Number(read["seedsLeast"] ?? POLICY.seedsLeast);
  const policy = { ...POLICY, ...read, seedsLeast } as Policy;
  const problems = [...unknown, ...policyProblems(policy)];
  if (problems.length === 0) return policy;
  throw new UserError(
    `${path}: not a policy that the gate takes (${problems.join(", ")}). Limits may be stricter than ` +
      `${JSON.stringify(POLICY)}; coverageFloor may be as low as 0.1, with a reason.`,
  );
}

function run(
  { options, signal, onProgress }: SimulateWork,
  variants: readonly Variant[],
  scenarios: readonly Scenario[],
  seeds: number,
  stage = "futures",
): Promise<Run[]> {
  return runAll({
    ...{ variants, scenarios, signal, seeds: seedsOf(seeds) },
    threads: options.threads,
    folder: options.out,
    onProgress: (done, total) => onProgress(stage, done, total),
  });
}

/**
 * Looks for the nearest plan that passes. What refused the plan is tried first: most candidates fail
 * there, and need no more.
 */
async function advise(
  work: SimulateWork,
  plan: Json,
  {
    scenarios,
    policy,
    verdict,
  }: { scenarios: readonly Scenario[]; policy: Policy; verdict: Verdict },
): Promise<Advice | undefined> {
  let trials = 0;
  const seeds = Math.max(policy.seedsLeast, Math.min(ADVICE_SEEDS, work.options.seeds));
  const isSuspect = ({ name }: Scenario): boolean =>
    verdict.reasons.some(({ where }) => where === name);
  const tryOut = async (candidate: Json): Promise<Verdict> => {
    trials += 1;
    const variants = [{ label: "", plan: candidate }];
    const stage = `plan ${trials}`;
    const first = await run(work, variants, scenarios.filter(isSuspect), seeds, stage);
    const early = judge(candidate, first, policy);
    if (early.reasons.some(({ code }) => code !== "scenario_missing")) return early;
    const others = scenarios.filter((scenario) => !isSuspect(scenario));
    const rest = await run(work, variants, others, seeds, stage);
    return judge(candidate, [...first, ...rest], policy);
  };
  return nearestPassing(plan, tryOut, policy);
}

async function keepResults(
  folder: string,
  runs: readonly Run[],
  summaries: readonly Summary[],
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "results.csv"), runsCsv(runs));
    await writeFile(join(folder, "summary.json"), `${JSON.stringify(summaries, undefined, 2)}\n`);
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

function jsonOf({ scenarios, summaries, verdict, advice }: Report): string {
  const asked = scenarios.map(({ name, asks }) => ({ name, asks }));
  const plan =
    advice === undefined ? undefined : (JSON.parse(canonicalJson(advice.plan)) as unknown);
  const told = advice === undefined ? undefined : { changes: advice.changes, plan };
  const all = { scenarios: asked, summaries, verdict, advice: told };
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function textOf(results: Report, lang: Lang): string {
  const { scenarios, summaries, verdict, advice, isAdvised } = results;
  return `${[
    ...scenarioLines(scenarios, lang),
    "",
    ...summaryTable(summaries, lang),
    ...(verdict === undefined ? [] : ["", ...verdictLines(verdict, lang)]),
    ...(isAdvised ? ["", ...adviceLines(advice, lang)] : []),
  ].join("\n")}\n`;
}

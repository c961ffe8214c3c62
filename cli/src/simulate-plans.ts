/**
 * What `patronage simulate` is asked, read: plans and their sweeps into variants, names into scenarios,
 * and the gate's policy. Whatever cannot be run is one sentence that says what, where, and how to mend it.
 */
import { basename } from "node:path";
import { checkPlan, type Json, type Plan } from "@patronage/engine";
import {
  GATE_SCENARIOS,
  parseSweep,
  POLICY,
  readPolicy,
  scenarioOf,
  SCENARIOS,
  variantsOf,
  YEAR_DAYS,
  type Policy,
  type PolicyProblem,
  type Scenario,
} from "@patronage/simulator";
import type { Lang } from "@patronage/words";
import { issueLine } from "./check.ts";
import { readMapFile, readPlanFile } from "./read.ts";
import { readCheckedPlan } from "./replay.ts";
import type { SimulateOptions } from "./simulate-commands.ts";
import { errorAt, UserError } from "./user-error.ts";

/** A plan that is run: one of the files, with a value of each sweep. */
export type AskedPlan = {
  /** What tells it from the others; "" where it is the only one. */
  readonly label: string;
  /** The file it comes from, and what is swept in it. */
  readonly base: string;
  readonly swept: string;
  readonly json: Json;
  readonly plan: Plan;
};

/** The plans of some files, each with all values of the sweeps. */
export function readPlans(
  paths: readonly string[],
  sweepTexts: readonly string[],
  lang: Lang,
): AskedPlan[] {
  if (paths.length === 0) throw new UserError("Name a plan's JSON file, as simulate plan.json.");
  return paths.flatMap((path) => {
    const name = nameOf(path, paths);
    readCheckedPlan(path, lang);
    const json = readPlanFile(path);
    const sweeps = sweepTexts.map((text) => readSweep(text, json, path));
    return variantsOf(json, sweeps).map(({ label: change, plan: variant }, k) => {
      const label = [name, change].filter((part) => part !== "").join(": ");
      const plan = checkedVariant(variant, path, change, lang);
      return { label, base: name, swept: sweptOf(sweeps, k), json: variant, plan };
    });
  });
}

/** The name of a file among others; the whole path where two are called the same. */
function nameOf(path: string, paths: readonly string[]): string {
  if (paths.length === 1) return "";
  const isAlone = paths.filter((other) => basename(other) === basename(path)).length === 1;
  return isAlone ? basename(path) : path;
}

function readSweep(text: string, plan: Json, path: string) {
  const read = parseSweep(text, plan);
  if ("problem" in read) throw errorAt(path, undefined, `--sweep ${text}: ${read.problem}`);
  return read.sweep;
}

/** The values of the k-th of all pairs; the last sweep goes fastest. */
function sweptOf(sweeps: readonly { readonly values: readonly string[] }[], k: number): string {
  let rest = k;
  const values = sweeps.toReversed().map(({ values: all }) => {
    const value = all[rest % all.length]!;
    rest = Math.floor(rest / all.length);
    return value;
  });
  return values.reverse().join(", ");
}

function checkedVariant(variant: Json, path: string, change: string, lang: Lang): Plan {
  const check = checkPlan(variant);
  if (check.ok) return check.plan;
  const problems = check.reasons.map((issue) => issueLine(issue, lang));
  const list = problems.map((problem) => `\n  ${problem}`).join("");
  throw new UserError(`${path}: with ${change} the check refuses the plan; sweep less:${list}`, {
    ...{ file: path, problems },
  });
}

/** The scenarios of some names, or those of the gate without any; what people do may be changed. */
export function readScenarios(
  { scenario: names, years }: SimulateOptions,
  behaviour: Partial<Scenario>,
): Scenario[] {
  const scenarios = (names ?? GATE_SCENARIOS).map((name) => {
    const scenario = scenarioOf(name, { ...behaviour, days: years * YEAR_DAYS });
    if (scenario !== undefined) return scenario;
    const known = SCENARIOS.map((one) => one.name).join(", ");
    throw new UserError(`There is no scenario "${name}"; there are ${known}.`);
  });
  // What is asked twice is told once.
  return scenarios.filter(
    ({ name }, k) => scenarios.findIndex((other) => other.name === name) === k,
  );
}

/** The policy of a file, or the usual one. */
export function policyOf(path: string | undefined): Policy {
  if (path === undefined) return POLICY;
  const read = readPolicy(readMapFile(path) as Json);
  if (read.ok) return read.policy;
  const problems = read.problems.map(policySentence);
  const list = problems.map((problem) => `\n  ${problem}`).join("");
  throw new UserError(`${path}: the gate does not take this policy:${list}`, {
    ...{ file: path, problems },
  });
}

const LIMITS: { readonly [name: string]: unknown } = POLICY;
const DECIMAL_RULE = 'must be a decimal in quotes, such as "0.5"';

function policySentence({ field, rule }: PolicyProblem): string {
  const known = [...Object.keys(POLICY), "reason"].join(", ");
  const usual = JSON.stringify(LIMITS[field]);
  const isCount = typeof LIMITS[field] === "number";
  switch (rule) {
    case "object":
      return `a policy is a JSON object with limits, in braces: ${known}.`;
    case "unknown":
      return `${field}: there is no such limit; there are ${known}.`;
    case "decimal":
      return `${field}: ${DECIMAL_RULE}.`;
    case "whole":
      return `${field}: must be a whole number without quotes, ${usual} or more.`;
    case "too_low":
      return `${field}: must be at least "0.1".`;
    case "too_lax":
      return `${field}: must be ${usual} or ${isCount ? "more" : "less"}; limits can only be stricter.`;
    case "reason":
      return `${field}: say in a text why the floor is below "${POLICY.coverageFloor}"; the shop shows it.`;
  }
}

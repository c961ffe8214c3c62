/**
 * Advice: which parameter breaks which limit, and the nearest plan that passes.
 *
 * What the coverage asks of the quota is worked out exactly. What stops an attack is found by trying:
 * one kind of parameter is lowered as little as suffices, then two together, then all; the smallest
 * change first. Plans are tried on few futures, the worst of the verdict among them; the one that is
 * found is judged on all of them, and where it fails the search goes on with those it failed in. So
 * what is advised passes on the very same futures.
 */
import {
  canonicalJson,
  checkPlan,
  compareRatios,
  parseDecimal,
  type Json,
  type Ratio,
} from "@patronage/engine";
import type { Reason, Verdict } from "./gate.ts";
import { POLICY, type Policy } from "./policy.ts";
import { decimalOf, scaled, textsAt, withValue } from "./sweep.ts";

export type Change = { readonly path: string; readonly from: string; readonly to: string };
export type Advice = { readonly plan: Json; readonly changes: readonly Change[] };
/** Runs a plan's futures of some seeds and judges it by them. */
export type TryOut = (plan: Json, seeds: readonly number[]) => Promise<Verdict>;

export type AdviceAsked = {
  readonly plan: Json;
  /** What the gate said of the plan, and the seeds it rested on. */
  readonly verdict: Verdict;
  readonly seeds: readonly number[];
  readonly tryOut: TryOut;
  readonly policy?: Policy;
};

/** The parameters that break a limit, by what the gate says. */
export const BREAKS: { readonly [code in Reason["code"]]: readonly string[] } = {
  policy_invalid: [],
  plan_refused: [],
  scenario_missing: [],
  too_short: [],
  coverage_below_floor: ["quotaMultiple", "proRataRate", "tierRate"],
  coverage_not_reached: ["quotaMultiple", "proRataRate", "tierRate"],
  attack_gains: ["quotaMultiple", "grant.rate", "reserveRate", "proRataRate", "tierRate"],
  cost_above_margin: ["proRataRate", "tierRate", "reserveRate"],
  invariant_broken: [],
};

/** What is lowered together, as paths in the plan. */
const KNOBS: readonly (readonly (readonly string[])[])[] = [
  [["categories", "*", "quotaMultiple"]],
  [
    ["grant", "rate"],
    ["grant", "sharesPerUnit"],
  ],
  [["categories", "*", "reserveRate"]],
  [
    ["categories", "*", "proRataRate"],
    ["categories", "*", "tierRate"],
  ],
];
const DIGITS = 3;
/** Factors are whole parts of this. */
const PARTS = 40;

/** Plans are tried on so many seeds at first. */
const FEW = 3;
/** What lowering mends nothing of. */
const HOPELESS: readonly Reason["code"][] = ["policy_invalid", "plan_refused", "invariant_broken"];
/** What says nothing of a plan: its futures were too few, or too short. */
const NOT_RUN: readonly Reason["code"][] = ["scenario_missing", "too_short"];

/**
 * The nearest plan against which nothing speaks in any future of the seeds; undefined when lowering
 * does not help. A plan that passes as it is needs no advice and gets none.
 */
export async function nearestPassing(asked: AdviceAsked): Promise<Advice | undefined> {
  const { plan, verdict, seeds, policy = POLICY } = asked;
  if (isSound(verdict) || verdict.reasons.some(({ code }) => HOPELESS.includes(code))) {
    return undefined;
  }
  const passes = passingOf(asked);
  let few = withWorst(seeds.slice(0, FEW), verdict, seeds);
  for (;;) {
    const found = await search(plan, policy, async (one) => isSound(await passes(one, few)));
    if (found === undefined) return undefined;
    const judged = await passes(found, seeds);
    if (isSound(judged)) return adviceOf(plan, found);
    const more = withWorst(few, judged, seeds);
    few = more.length > few.length ? more : seeds;
  }
}

const isSound = ({ reasons }: Verdict): boolean =>
  reasons.every(({ code }) => NOT_RUN.includes(code));

/** Tries each plan on each seeds once. */
function passingOf({ tryOut }: AdviceAsked): TryOut {
  const known = new Map<string, Promise<Verdict>>();
  return (plan, seeds) => {
    const key = `${seeds.join(",")} ${canonicalJson(plan)}`;
    const verdict = known.get(key) ?? tryOut(plan, seeds);
    known.set(key, verdict);
    return verdict;
  };
}

/** Some seeds, and those that a verdict names as the worst. */
function withWorst(
  few: readonly number[],
  { reasons }: Verdict,
  seeds: readonly number[],
): readonly number[] {
  const worst = reasons.map(({ facts }) => Number(facts["seed"] ?? NaN));
  return seeds.filter((seed) => few.includes(seed) || worst.includes(seed));
}

type Passes = (plan: Json) => Promise<boolean>;

/** The smallest change that passes: by the coverage alone, then with one kind of parameter, two, all. */
async function search(plan: Json, policy: Policy, tried: Passes): Promise<Json | undefined> {
  const passes: Passes = async (one) => checkPlan(one).ok && (await tried(one));
  const covered = coverQuota(plan, policy);
  if (await passes(covered)) return covered;
  for (const size of [1, 2, KNOBS.length]) {
    let best: Lowered = { parts: 0, plan: covered };
    for (const knobs of subsets(size)) {
      const lowered = (parts: number): Json => coverQuota(lower(covered, knobs, parts), policy);
      best = await leastLowered(lowered, passes, best);
    }
    if (best.parts > 0) return best.plan;
  }
  return undefined;
}

function subsets(size: number): string[][][] {
  const pick = (from: number, left: number): (readonly (readonly string[])[])[][] => {
    if (left === 0) return [[]];
    return KNOBS.slice(from).flatMap((knob, k) =>
      pick(from + k + 1, left - 1).map((rest) => [knob, ...rest]),
    );
  };
  return pick(0, size).map((knobs) => knobs.flat().map((path) => [...path]));
}

type Lowered = { readonly parts: number; readonly plan: Json };

/** Lowers as little as suffices, by halving the steps between; the best so far where that is no less. */
async function leastLowered(
  lowered: (parts: number) => Json,
  passes: Passes,
  best: Lowered,
): Promise<Lowered> {
  let [low, high] = [best.parts + 1, PARTS];
  if (low === high || !(await passes(lowered(low)))) return best;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await passes(lowered(middle))) low = middle;
    else high = middle;
  }
  return { parts: low, plan: lowered(low) };
}

/** A plan with parameters at so many of the parts, rounded down. */
function lower(plan: Json, paths: readonly (readonly string[])[], parts: number): Json {
  return eachPlace(plan, paths).reduce<Json>((json, [path, text]) => {
    const count = (scaled(text, DIGITS) * BigInt(parts)) / BigInt(PARTS);
    return withValue(json, path, decimalOf(count, DIGITS));
  }, plan);
}

/** Every single place that some paths mean, with what stands there. */
function eachPlace(plan: Json, paths: readonly (readonly string[])[]): [string[], string][] {
  return paths.flatMap((path) =>
    placesUnder(plan, path).map((place): [string[], string] => [place, textsAt(plan, place)[0]!]),
  );
}

function placesUnder(plan: Json, path: readonly string[]): string[][] {
  const star = path.indexOf("*");
  const own = (one: readonly string[]): boolean => textsAt(plan, one).length > 0;
  if (star < 0) return own(path) ? [[...path]] : [];
  const { categories } = plan as { categories?: object };
  return Object.keys(categories ?? {})
    .map((name) => path.map((part) => (part === "*" ? name : part)))
    .filter(own);
}

/** A plan whose quota is no higher than the floor of the coverage allows, category by category. */
export function coverQuota(planJson: Json, policy: Policy): Json {
  const check = checkPlan(planJson);
  if (!check.ok) return planJson;
  const { plan } = check;
  const floor = parseDecimal(policy.coverageFloor)!;
  const places = [...plan.referral.levels, ...(plan.regionalAgent ? [plan.regionalAgent] : [])];
  return [...plan.categories].reduce<Json>((json, [name, category]) => {
    const most = mostQuota(category, places, floor);
    if (compareRatios(category.quotaMultiple, most) <= 0) return json;
    const count = (most.num * 10n ** BigInt(DIGITS)) / most.den;
    return withValue(json, ["categories", name, "quotaMultiple"], decimalOf(count, DIGITS));
  }, planJson);
}

type Rates = { readonly proRataRate: Ratio; readonly tierRate: Ratio };

/** (what enters the funds) / floor − (what the other places are granted), 0 at the least. */
function mostQuota(
  { proRataRate: a, tierRate: b }: Rates,
  places: readonly { readonly quotaMultiple: Ratio }[],
  floor: Ratio,
): Ratio {
  let most: Ratio = {
    num: (a.num * b.den + b.num * a.den) * floor.den,
    den: a.den * b.den * floor.num,
  };
  for (const { quotaMultiple: q } of places) {
    most = { num: most.num * q.den - q.num * most.den, den: most.den * q.den };
  }
  return most.num < 0n ? { num: 0n, den: 1n } : most;
}

function adviceOf(before: Json, after: Json): Advice {
  const changes = eachPlace(before, KNOBS.flat()).flatMap(([path, from]): Change[] => {
    const to = textsAt(after, path)[0]!;
    return to === from ? [] : [{ path: path.join("."), from, to }];
  });
  return { plan: after, changes };
}

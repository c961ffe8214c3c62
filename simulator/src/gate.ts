/**
 * The gate: whether a plan may be activated on a live programme, and every reason why not.
 *
 * It compares whole numbers and exact ratios: the plan's own promise coverage, and in every future what
 * attackers got out with what they put in, and what the plan cost with the margin. An owner may lower
 * the floor of the coverage, to 0.1 at the least and with a reason; all other limits can only be
 * tightened.
 */
import { checkPlan, compareRatios, multiplyRatios, promiseCoverage } from "@patronage/engine";
import type { Json, Plan, Ratio } from "@patronage/engine";
import { GATE_SCENARIOS } from "./scenarios.ts";
import type { Run } from "./runs.ts";

export type Policy = {
  /** The least part of the quota granted that must enter the funds. */
  readonly coverageFloor: string;
  /** Why the floor is lower than usual: it is published in the shop. */
  readonly reason?: string;
  /** The most that an attack may get out of what it put in. */
  readonly attackMost: string;
  /** The most of the margin that the plan may cost. */
  readonly costMost: string;
  /** The fewest seeds of each scenario that a verdict may rest on. */
  readonly seedsLeast: number;
};

export const POLICY: Policy = {
  coverageFloor: "0.5",
  attackMost: "1",
  costMost: "1",
  seedsLeast: 3,
};
const FLOOR_LEAST = "0.1";
/** At a steady turnover the last days are still to be paid: so much of the floor must have been. */
const PAID_LEAST: Ratio = { num: 95n, den: 100n };

export const REASON_CODES = [
  "policy_invalid",
  "plan_refused",
  "scenario_missing",
  "coverage_below_floor",
  "coverage_not_reached",
  "attack_gains",
  "cost_above_margin",
  "invariant_broken",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export type Reason = {
  readonly code: ReasonCode;
  /** A scenario, or a place in the plan. */
  readonly where: string;
  /** Amounts in fen as decimal strings, rates as decimals. */
  readonly facts: { readonly [name: string]: string };
};

export type Verdict = { readonly passes: boolean; readonly reasons: readonly Reason[] };

/** A decimal of a policy as an exact ratio; undefined when it is none. */
export function ratioOf(decimal: string): Ratio | undefined {
  if (!/^(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(decimal)) return undefined;
  const [whole = "", part = ""] = decimal.split(".");
  return { num: BigInt(whole + part), den: 10n ** BigInt(part.length) };
}

/** What is wrong with a policy: it may be stricter than the usual one, and laxer in the floor alone. */
export function policyProblems(policy: Policy): string[] {
  const problems: string[] = [];
  const isAbove = (a: string, b: string): boolean => compareRatios(ratioOf(a)!, ratioOf(b)!) > 0;
  for (const name of ["coverageFloor", "attackMost", "costMost"] as const) {
    if (ratioOf(policy[name]) === undefined) problems.push(name);
  }
  if (problems.length > 0) return problems;
  if (isAbove(FLOOR_LEAST, policy.coverageFloor)) problems.push("coverageFloor");
  const isLowered = isAbove(POLICY.coverageFloor, policy.coverageFloor);
  if (isLowered && (policy.reason ?? "").trim() === "") problems.push("reason");
  if (isAbove(policy.attackMost, POLICY.attackMost)) problems.push("attackMost");
  if (isAbove(policy.costMost, POLICY.costMost)) problems.push("costMost");
  if (!(policy.seedsLeast >= POLICY.seedsLeast)) problems.push("seedsLeast");
  return problems;
}

/** Judges a plan by its futures. Every reason to refuse it is named at once. */
export function judge(planJson: Json, runs: readonly Run[], policy: Policy = POLICY): Verdict {
  const problems = policyProblems(policy);
  const check = checkPlan(planJson);
  const reasons: Reason[] = [
    ...problems.map((where): Reason => ({ code: "policy_invalid", where, facts: {} })),
    ...(check.ok ? [] : check.reasons).map(({ code, path }): Reason => ({
      code: "plan_refused",
      where: path,
      facts: { code },
    })),
  ];
  if (check.ok && problems.length === 0) {
    reasons.push(...missing(runs, policy), ...uncovered(check.plan, policy));
    const scenarios = Map.groupBy(runs, ({ scenario }) => scenario);
    for (const [scenario, own] of scenarios) reasons.push(...judgeScenario(scenario, own, policy));
  }
  return { passes: reasons.length === 0, reasons };
}

function missing(runs: readonly Run[], { seedsLeast }: Policy): Reason[] {
  return GATE_SCENARIOS.flatMap((name) => {
    const seeds = new Set(runs.filter(({ scenario }) => scenario === name).map(({ seed }) => seed));
    if (seeds.size >= seedsLeast) return [];
    const facts = { seeds: `${seeds.size}`, seedsLeast: `${seedsLeast}` };
    return [{ code: "scenario_missing", where: name, facts }];
  });
}

/** The categories of whose quota less than the floor can ever be paid at a steady turnover. */
function uncovered(plan: Plan, { coverageFloor }: Policy): Reason[] {
  const floor = ratioOf(coverageFloor)!;
  return [...plan.categories].flatMap(([name, category]): Reason[] => {
    const { paidOut, granted } = promiseCoverage(plan, category);
    if (compareRatios(paidOut, multiplyRatios(granted, floor)) >= 0) return [];
    const permilleCount = (paidOut.num * granted.den * 1000n) / (paidOut.den * granted.num);
    const facts = { coverage: permille(permilleCount), floor: coverageFloor };
    return [{ code: "coverage_below_floor", where: `categories.${name}`, facts }];
  });
}

function permille(permilleCount: bigint): string {
  return `${permilleCount / 1000n}.${String(permilleCount % 1000n).padStart(3, "0")}`;
}

/** The worst future of a scenario stands for it. */
function judgeScenario(scenario: string, runs: readonly Run[], policy: Policy): Reason[] {
  const reasons: Reason[] = [];
  const report = (code: ReasonCode, facts: Reason["facts"]): void =>
    void reasons.push({ code, where: scenario, facts });
  const exceeds = (partMinor: bigint, wholeMinor: bigint, most: Ratio): boolean =>
    partMinor * most.den > wholeMinor * most.num;

  const attackMost = ratioOf(policy.attackMost)!;
  const gains = runs
    .map(({ seed, measures: { attack } }) => ({ seed, attack }))
    .filter(({ attack }) => attack && exceeds(attack.gotOutMinor, attack.putInMinor, attackMost));
  if (gains.length > 0) {
    const [{ seed, attack }] = gains as [(typeof gains)[0]];
    report("attack_gains", {
      ...{ futures: `${gains.length} of ${runs.length}`, seed: `${seed}` },
      ...{ putInMinor: `${attack!.putInMinor}`, gotOutMinor: `${attack!.gotOutMinor}` },
    });
  }
  const costMost = ratioOf(policy.costMost)!;
  const dear = runs.filter(({ measures: { months } }) => {
    const { costMinor, marginMinor } = months.at(-1)!;
    return exceeds(costMinor, marginMinor, costMost);
  });
  if (dear.length > 0) {
    const { costMinor, marginMinor } = dear[0]!.measures.months.at(-1)!;
    report("cost_above_margin", {
      ...{ futures: `${dear.length} of ${runs.length}`, seed: `${dear[0]!.seed}` },
      ...{ costMinor: `${costMinor}`, marginMinor: `${marginMinor}` },
    });
  }
  if (scenario === "steady") reportUnpaid(runs, policy, report);
  const broken = runs.flatMap(({ measures }) => measures.broken);
  if (broken.length > 0) report("invariant_broken", { invariant: broken[0]! });
  return reasons;
}

/** At a steady turnover the futures must have paid what the floor asks, together. */
function reportUnpaid(
  runs: readonly Run[],
  { coverageFloor }: Policy,
  report: (code: ReasonCode, facts: Reason["facts"]) => void,
): void {
  const floor = ratioOf(coverageFloor)!;
  let [paidMinor, grantedMinor] = [0n, 0n];
  for (const { measures } of runs) {
    paidMinor += measures.months.at(-1)!.dividendsMinor;
    grantedMinor += measures.months.at(-1)!.quotaGrantedMinor;
  }
  const due = multiplyRatios(floor, PAID_LEAST);
  const dueMinor = (grantedMinor * due.num) / due.den;
  if (paidMinor >= dueMinor) return;
  const coverage = permille((paidMinor * 1000n) / grantedMinor);
  report("coverage_not_reached", { coverage, floor: coverageFloor });
}

/**
 * The gate: whether a plan may be activated on a live programme, and every reason why not.
 *
 * It compares whole numbers and exact ratios: the plan's own promise coverage, and in every future what
 * attackers got out with what they put in, and what the plan cost with the margin. A verdict rests on
 * few figures of each future, so that whoever holds them can judge again without running anything.
 */
import {
  checkPlan,
  compareRatios,
  multiplyRatios,
  parseDecimal,
  promiseCoverage,
} from "@patronage/engine";
import type { Json, Plan, Ratio } from "@patronage/engine";
import type { GateReasonCode } from "@patronage/words";
import { POLICY, policyProblems, type Policy } from "./policy.ts";
import type { Run } from "./runs.ts";
import { GATE_SCENARIOS } from "./scenarios.ts";

/** At a steady turnover the last days are still to be paid: so much of the floor must have been. */
const PAID_LEAST: Ratio = { num: 95n, den: 100n };

export type Reason = {
  readonly code: GateReasonCode;
  /** A scenario, or a place in the plan or the policy. */
  readonly where: string;
  /** Amounts in fen as decimal strings, rates as decimals. */
  readonly facts: { readonly [name: string]: string };
};

export type Verdict = { readonly passes: boolean; readonly reasons: readonly Reason[] };

/** What an attack of a future came to. */
export type JudgedAttack = {
  readonly attack: string;
  readonly putInMinor: bigint;
  readonly gotOutMinor: bigint;
};

/** What the gate asks of one future: totals at its end. */
export type Future = {
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  readonly marginMinor: bigint;
  readonly costMinor: bigint;
  readonly quotaGrantedMinor: bigint;
  readonly dividendsMinor: bigint;
  readonly attacks: readonly JudgedAttack[];
  readonly broken: readonly string[];
};

/** What the gate asks of a run. */
export function futureOf({ scenario, seed, measures }: Run): Future {
  const { days, months, attacks, broken } = measures;
  const { marginMinor, costMinor, quotaGrantedMinor, dividendsMinor } = months.at(-1)!;
  return {
    ...{ scenario, seed, days, marginMinor, costMinor, quotaGrantedMinor, dividendsMinor, broken },
    attacks: attacks.map(({ attack, putInMinor, gotOutMinor }) => ({
      ...{ attack, putInMinor, gotOutMinor },
    })),
  };
}

/** Judges a plan by its futures. Every reason to refuse it is named at once. */
export function judge(
  planJson: Json,
  futures: readonly Future[],
  policy: Policy = POLICY,
): Verdict {
  const problems = policyProblems(policy);
  const check = checkPlan(planJson);
  const reasons: Reason[] = [
    ...problems.map(({ field: where, rule }): Reason => ({
      ...{ code: "policy_invalid", where, facts: { rule } },
    })),
    ...(check.ok ? [] : check.reasons).map(({ code, path }): Reason => ({
      ...{ code: "plan_refused", where: path, facts: { code } },
    })),
  ];
  if (check.ok && problems.length === 0) {
    reasons.push(...missing(futures, policy), ...uncovered(check.plan, policy));
    const scenarios = Map.groupBy(futures, ({ scenario }) => scenario);
    for (const [scenario, own] of scenarios) reasons.push(...judgeScenario(scenario, own, policy));
  }
  return { passes: reasons.length === 0, reasons };
}

/** Seeds count from 1 on, so that nobody can pick the futures that please. */
function missing(futures: readonly Future[], { seedsLeast, daysLeast }: Policy): Reason[] {
  return GATE_SCENARIOS.flatMap((name): Reason[] => {
    const own = futures.filter(({ scenario }) => scenario === name);
    const seeds = new Set(own.map(({ seed }) => seed));
    let [inOrder, days] = [0, Infinity];
    while (seeds.has(inOrder + 1)) inOrder++;
    for (const future of own) days = Math.min(days, future.days);
    if (inOrder < seedsLeast) {
      const facts = { seeds: `${inOrder}`, seedsLeast: `${seedsLeast}` };
      return [{ code: "scenario_missing", where: name, facts }];
    }
    if (days >= daysLeast) return [];
    const facts = { days: `${days}`, daysLeast: `${daysLeast}` };
    return [{ code: "too_short", where: name, facts }];
  });
}

/** The categories of whose quota less than the floor can ever be paid at a steady turnover. */
function uncovered(plan: Plan, { coverageFloor }: Policy): Reason[] {
  const floor = parseDecimal(coverageFloor)!;
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

type Report = (code: GateReasonCode, facts: Reason["facts"]) => void;

function judgeScenario(scenario: string, futures: readonly Future[], policy: Policy): Reason[] {
  const reasons: Reason[] = [];
  const report: Report = (code, facts) => void reasons.push({ code, where: scenario, facts });
  reportGains(futures, policy, report);
  reportCost(futures, policy, report);
  if (scenario === "steady") reportUnpaid(futures, policy, report);
  const broken = futures.flatMap((future) => future.broken);
  if (broken.length > 0) report("invariant_broken", { invariant: broken[0]! });
  return reasons;
}

/** One amount of another; of two with nothing behind them the larger. */
type Part = { readonly seed: number; readonly partMinor: bigint; readonly wholeMinor: bigint };

/** Those parts that are above a limit, the worst one first. */
function exceeding(parts: readonly Part[], most: Ratio): Part[] {
  return parts
    .filter(({ partMinor, wholeMinor }) => partMinor * most.den > wholeMinor * most.num)
    .sort((a, b) => {
      const difference = a.partMinor * b.wholeMinor - b.partMinor * a.wholeMinor;
      return difference > 0n ? -1 : difference < 0n ? 1 : Number(a.seed) - Number(b.seed);
    });
}

function reportGains(futures: readonly Future[], { attackMost }: Policy, report: Report): void {
  const kinds = new Set(futures.flatMap(({ attacks }) => attacks.map(({ attack }) => attack)));
  for (const kind of kinds) {
    const parts = futures.flatMap(({ seed, attacks }) =>
      attacks
        .filter(({ attack }) => attack === kind)
        .map(({ putInMinor, gotOutMinor }) => ({
          ...{ seed, partMinor: gotOutMinor, wholeMinor: putInMinor },
        })),
    );
    const [worst, ...others] = exceeding(parts, parseDecimal(attackMost)!);
    if (worst === undefined) continue;
    report("attack_gains", {
      ...{ attack: kind, futures: `${others.length + 1}`, of: `${parts.length}` },
      ...{ seed: `${worst.seed}` },
      ...{ putInMinor: `${worst.wholeMinor}`, gotOutMinor: `${worst.partMinor}` },
    });
  }
}

function reportCost(futures: readonly Future[], { costMost }: Policy, report: Report): void {
  const parts = futures.map(({ seed, costMinor, marginMinor }) => ({
    ...{ seed, partMinor: costMinor, wholeMinor: marginMinor },
  }));
  const [worst, ...others] = exceeding(parts, parseDecimal(costMost)!);
  if (worst === undefined) return;
  report("cost_above_margin", {
    ...{ futures: `${others.length + 1}`, of: `${parts.length}`, seed: `${worst.seed}` },
    ...{ costMinor: `${worst.partMinor}`, marginMinor: `${worst.wholeMinor}` },
  });
}

/** At a steady turnover the futures must have paid what the floor asks, together. */
function reportUnpaid(futures: readonly Future[], { coverageFloor }: Policy, report: Report): void {
  let [paidMinor, grantedMinor] = [0n, 0n];
  for (const { dividendsMinor, quotaGrantedMinor } of futures) {
    paidMinor += dividendsMinor;
    grantedMinor += quotaGrantedMinor;
  }
  const due = multiplyRatios(parseDecimal(coverageFloor)!, PAID_LEAST);
  const dueMinor = (grantedMinor * due.num) / due.den;
  if (paidMinor >= dueMinor) return;
  const coverage = permille((paidMinor * 1000n) / grantedMinor);
  report("coverage_not_reached", { coverage, floor: coverageFloor });
}

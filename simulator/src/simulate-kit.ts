/** What the simulator's tests share: plans, and a small future. */
import { checkPlan, parseJson, type Json, type Plan } from "@patronage/engine";
import type { AttackMeasure } from "./measures.ts";
import { scenarioOf } from "./scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";

/** The only attack of a future that has one. */
export function attackOf(
  plan: Plan,
  names: string,
  changes: Partial<Scenario> = {},
): AttackMeasure {
  const [attack] = simulate(plan, small(names, changes), 3).attacks;
  if (attack === undefined) throw new Error(`Nobody attacks in ${names}.`);
  return attack;
}

type PlanChanges = {
  readonly quotaMultiple?: string;
  readonly maturity?: string;
  /** Pro rata, tiers, reserve. */
  readonly rates?: readonly [string, string, string];
};

/** The source's plan: 30 % of turnover into funds, a quota of twice the spending; and changes to it. */
export function planJson(changes: PlanChanges = {}): Json {
  const { quotaMultiple = "2", maturity = "completion" } = changes;
  const [proRataRate, tierRate, reserveRate] = changes.rates ?? ["0.20", "0.10", "0.30"];
  return parseJson(`{
    "programme":"source","currency":"CNY","timezone":"Asia/Shanghai","initialPrice":"1.00",
    "foundingShares":"100","authorisedShares":"100000000","maturity":"${maturity}",
    "categories":{"default":{"grossMargin":"0.65","proRataRate":"${proRataRate}","tierRate":"${tierRate}",
                             "reserveRate":"${reserveRate}","quotaMultiple":"${quotaMultiple}"}},
    "grant":{"kind":"value","rate":"0.70"},"referral":{"levels":[]},"tiers":["100","500","1000"],
    "redemption":{"feeRate":"0.10","consumesQuota":true},"spend":{"funding":"reserve"},
    "onQuotaReached":"pause","transferable":false}`);
}

export function planOf(json: Json): Plan {
  const check = checkPlan(json);
  if (!check.ok) throw new Error(`The plan is refused: ${JSON.stringify(check.reasons)}`);
  return check.plan;
}

export const sourcePlan = planOf(planJson());

/** A year with a newcomer every other day: a few milliseconds. */
export function small(names: string, changes: Partial<Scenario> = {}): Scenario {
  const scenario = scenarioOf(names, { days: 365, newcomersPerDay: 0.5, ...changes });
  if (scenario === undefined) throw new Error(`There is no scenario ${names}.`);
  return scenario;
}

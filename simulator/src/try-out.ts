/** Trying plans out: their futures are run and judged, those first that would refuse them. */
import type { Json } from "@patronage/engine";
import type { TryOut } from "./advice.ts";
import { futureOf, judge, type Verdict } from "./gate.ts";
import type { Policy } from "./policy.ts";
import type { Run } from "./runs.ts";
import type { Scenario } from "./scenario.ts";

export type TriedOut = {
  readonly scenarios: readonly Scenario[];
  /** What the gate said of the plan that others are tried instead of. */
  readonly verdict: Verdict;
  readonly policy: Policy;
  /** Runs a plan's futures; `trial` counts the plans that were tried, from 1 on. */
  readonly run: (
    plan: Json,
    scenarios: readonly Scenario[],
    seeds: readonly number[],
    trial: number,
  ) => Promise<readonly Run[]>;
};

/**
 * Tries plans by running them. The scenarios that refused the first plan go first: most candidates fail
 * there, and need no more.
 */
export function tryOutBy({ scenarios, verdict, policy, run }: TriedOut): TryOut {
  const isSuspect = ({ name }: Scenario): boolean =>
    verdict.reasons.some(({ where }) => where === name);
  const suspects = scenarios.filter(isSuspect);
  const others = scenarios.filter((scenario) => !isSuspect(scenario));
  let trials = 0;
  return async (plan, seeds) => {
    trials += 1;
    const trial = trials;
    const futures = (await run(plan, suspects, seeds, trial)).map(futureOf);
    const early = judge(plan, futures, policy);
    if (early.reasons.some(({ code }) => code !== "scenario_missing")) return early;
    futures.push(...(await run(plan, others, seeds, trial)).map(futureOf));
    return judge(plan, futures, policy);
  };
}

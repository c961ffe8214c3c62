/** Running the gate: all the futures that a verdict on a plan rests on, and running them again. */
import { canonicalJson, type Json } from "@patronage/engine";
import { gateResultJson, gateResultOf, type Behaviour, type GateResult } from "./gate-result.ts";
import { POLICY, type Policy } from "./policy.ts";
import { runAll, seedsOf, type Asked } from "./runs.ts";
import { GATE_SCENARIOS, scenarioOf } from "./scenarios.ts";

export type GateAsked = Pick<Asked, "threads" | "folder" | "signal" | "onProgress"> & {
  readonly policy?: Policy;
  readonly behaviour?: Behaviour;
  /** How many futures of each scenario, when more than the policy asks for. */
  readonly seeds?: number;
};

/** Runs what the gate asks of a plan. The plan must pass the check. */
export async function runGate(plan: Json, asked: GateAsked = {}): Promise<GateResult> {
  const { policy = POLICY, behaviour = {}, seeds = 0, ...rest } = asked;
  const runs = await runAll({
    ...rest,
    variants: [{ label: "", plan }],
    scenarios: GATE_SCENARIOS.map((name) => scenarioOf(name, behaviour)!),
    seeds: seedsOf(Math.max(seeds, policy.seedsLeast)),
  });
  return gateResultOf(plan, policy, behaviour, runs);
}

/**
 * Runs the futures of a result again. Answers the first that comes to something else, as the scenario and
 * the seed; undefined when all are the same. Only an edition's own results can be run again by it.
 */
export async function findDifference(
  plan: Json,
  result: GateResult,
  asked: Pick<GateAsked, "threads" | "signal" | "onProgress"> = {},
): Promise<string | undefined> {
  const behaviour = JSON.parse(result.behaviour) as Behaviour;
  const seeds = Math.max(...result.futures.map(({ seed }) => seed));
  const ran = await runGate(plan, { ...asked, behaviour, seeds, policy: result.policy });
  if (result.planHash !== ran.planHash) return "the plan";
  const [kept, again] = [textsOf(result), textsOf(ran)];
  const other = again.futures.findIndex((text) => !kept.futures.includes(text));
  if (other >= 0) return `${ran.futures[other]!.scenario}, seed ${ran.futures[other]!.seed}`;
  if (kept.futures.length !== again.futures.length) return "the number of futures";
  return kept.goods === again.goods ? undefined : "what buyers got back";
}

/** The figures of a result as texts: the same figures are the same text. */
function textsOf(result: GateResult): { readonly futures: string[]; readonly goods: string } {
  const { futures, goods } = gateResultJson(result) as { futures: Json[]; goods: Json };
  return { futures: futures.map(canonicalJson), goods: canonicalJson(goods) };
}

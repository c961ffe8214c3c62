/** Running the gate: all the futures that a verdict on a plan rests on, and running them again. */
import type { Json } from "@patronage/engine";
import type { Future } from "./gate.ts";
import {
  gateResultJson,
  gateResultOf,
  readGateResult,
  type Behaviour,
  type GateResult,
} from "./gate-result.ts";
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
  // Written and read, as the other was: so the texts of the same figures are the same.
  const again = readGateResult(gateResultJson(ran));
  if (result.planHash !== again.planHash) return "the plan";
  const futures = new Map(result.futures.map((future) => [nameOf(future), textOf(future)]));
  const other = again.futures.find((future) => futures.get(nameOf(future)) !== textOf(future));
  if (other !== undefined) return nameOf(other);
  if (futures.size !== again.futures.length) return "the number of futures";
  return textOf(result.goods) === textOf(again.goods) ? undefined : "what buyers got back";
}

const nameOf = ({ scenario, seed }: Future): string => `${scenario}, seed ${seed}`;
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? part.toString() : part,
  );

/** Running the gate: all the futures that a verdict on a plan rests on. */
import type { Json } from "@patronage/engine";
import { gateResultOf, type Behaviour, type GateResult } from "./gate-result.ts";
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

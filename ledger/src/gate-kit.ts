/** For tests: results of the gate with figures made up, so that no test waits for futures. */
import { checkPlan, isJsonObject, type Json } from "@patronage/engine";
import {
  GATE_SCENARIOS,
  judgeResult,
  planHashOf,
  POLICY,
  type GateResult,
} from "@patronage/simulator";
import type { ClientBase } from "pg";
import { randomHistory } from "../../engine/src/history.ts";
import { recordGate } from "./gates.ts";

/** A result in which nothing is wrong with a plan but what the plan itself is. */
export function soundResult(plan: Json): GateResult {
  const { seedsLeast, daysLeast } = POLICY;
  const sound = { days: daysLeast, marginMinor: 2n, costMinor: 1n, broken: [], attacks: [] };
  const paid = { quotaGrantedMinor: 1n, dividendsMinor: 1n };
  return {
    planHash: planHashOf(plan),
    edition: "made up",
    policy: { ...POLICY, coverageFloor: "0.1", reason: "a test" },
    behaviour: "{}",
    futures: GATE_SCENARIOS.flatMap((scenario) =>
      Array.from({ length: seedsLeast }, (_, k) => ({ scenario, seed: k + 1, ...sound, ...paid })),
    ),
    goods: [],
  };
}

/** No clock of a test comes near. */
const FAR_FUTURE = "2099-01-01T00:00:00Z";

/** Lets a programme activate a plan, or all those of some commands, if they are sound themselves. */
export async function openGate(
  client: Pick<ClientBase, "query">,
  programme: string,
  commands: readonly Json[],
): Promise<void> {
  for (const json of commands) {
    const plan = isJsonObject(json) ? json["plan"] : undefined;
    if (plan === undefined) continue;
    const gate = { madeAt: FAR_FUTURE, result: soundResult(plan) };
    await recordGate(client, programme, plan, gate);
  }
}

/** A history whose plans can pass the gate: activations of others are left out. */
export function gatedHistory(
  ...asked: Parameters<typeof randomHistory>
): ReturnType<typeof randomHistory> {
  const { plan, commands } = randomHistory(...asked);
  return { plan, commands: commands.filter(canPass) };
}

/** What the engine refuses anyway may stay. */
function canPass(json: Json): boolean {
  const plan = isJsonObject(json) && json["type"] === "plan.activate" ? json["plan"] : undefined;
  return plan === undefined || !checkPlan(plan).ok || judgeResult(plan, soundResult(plan)).passes;
}

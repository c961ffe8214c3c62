/**
 * The simulator's door: many seeded futures of a plan, over the very engine.
 *
 *     simulate(plan, scenarioOf("steady"), seed) → measures
 */
export { simulate } from "./simulate.ts";
export { GATE_SCENARIOS, scenarioOf, SCENARIOS } from "./scenarios.ts";
export { YEAR_DAYS, type Attack, type Scenario } from "./scenario.ts";
export type { Measures } from "./measures.ts";
export type { Band } from "./statistics.ts";
export { openFolder, runAll, seedsOf, type Kept, type Run } from "./runs.ts";
export { parseSweep, variantsOf, type Variant } from "./sweep.ts";
export { middleCohort, runsCsv, summarise, type GoodsBands, type Summary } from "./summary.ts";
export { isFloorLowered, POLICY, policyProblems, readPolicy } from "./policy.ts";
export type { Policy, PolicyProblem, PolicyRead } from "./policy.ts";
export { futureOf, judge, type Future, type Reason, type Verdict } from "./gate.ts";
export {
  gateResultJson,
  gateResultOf,
  GateResultError,
  judgeResult,
  planHashOf,
  readGateResult,
  type Behaviour,
  type GateResult,
} from "./gate-result.ts";
export { EDITION } from "./edition.ts";
export { findDifference, runGate, type GateAsked } from "./run-gate.ts";
export { calibrate, type Calibrated, type SeenOrder, type SeenOrders } from "./calibrate.ts";
export { tryOutBy, type TriedOut } from "./try-out.ts";
export { BREAKS, nearestPassing, type Advice, type Change, type TryOut } from "./advice.ts";

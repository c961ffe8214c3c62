/**
 * The simulator's door: many seeded futures of a plan, over the very engine.
 *
 *     simulate(plan, scenarioOf("steady"), seed) → measures
 */
export { simulate, type Watch } from "./simulate.ts";
export { GATE_SCENARIOS, scenarioOf, SCENARIOS } from "./scenarios.ts";
export { YEAR_DAYS, type Arrivals, type Attack, type OrderSize } from "./scenario.ts";
export type { Redeemers, Scenario } from "./scenario.ts";
export { formatMeasures, parseMeasures } from "./measures.ts";
export type { AttackMeasure, CohortMeasure, Measures, MonthMeasure } from "./measures.ts";
export { bandOf, quantile, type Band } from "./statistics.ts";
export { runAll, seedsOf, type Asked, type Run } from "./runs.ts";
export { parseSweep, variantsOf, type Sweep, type Variant } from "./sweep.ts";
export { middleCohort, runsCsv, summarise, type CohortBands, type Summary } from "./summary.ts";
export { judge, POLICY, policyProblems, type Policy, type Reason, type Verdict } from "./gate.ts";
export { BREAKS, nearestPassing, type Advice, type Change, type TryOut } from "./advice.ts";

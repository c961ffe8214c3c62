/** The command's door: what tools may do without starting a process. */
export { readPlanFile } from "./read.ts";
export { readCheckedPlan, replayCommands, replayOutput } from "./replay.ts";
export { importOrders } from "./import.ts";
export { writeSample } from "./sample.ts";
export { runProgramme } from "./run.ts";

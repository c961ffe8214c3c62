/**
 * `patronage ledger init` and `patronage ledger gate`: a plan goes through the gate before a programme
 * begins with it, and again before another plan takes its place.
 *
 * The futures are run here, or the result of an earlier run is read. Either way it is judged by its
 * figures, and the ledger judges it again when the plan is activated.
 */
import { canonicalJson, type Json } from "@patronage/engine";
import { createProgramme, GATE_DAYS, recordGate, type Gate, type House } from "@patronage/ledger";
import {
  gateResultJson,
  GateResultError,
  judgeResult,
  planHashOf,
  readGateResult,
  runGate,
  type GateResult,
} from "@patronage/simulator";
import { verdictLines } from "@patronage/simulator/report";
import type { Desk, GateOptions, HouseOptions, ProgrammeOptions } from "./ledger-commands.ts";
import { inHouse, programmeOf } from "./ledger-work.ts";
import { readPlanFile } from "./read.ts";
import { readCheckedPlan } from "./replay.ts";
import { refuseFolder, writeWhole } from "./run.ts";
import { policyOf } from "./simulate-plans.ts";
import { UserError } from "./user-error.ts";

/** Begins a programme with a plan that passes the gate. */
export async function init(
  planPath: string,
  options: HouseOptions & GateOptions,
  desk: Desk,
): Promise<void> {
  await atGate(planPath, options, desk, async (plan, gate) => {
    const programme = await inHouse(options, (house) => createProgramme(house, plan, gate));
    await desk.print(`${programme} has begun.\n`);
  });
}

/** Keeps the result of the gate with a programme, so that the plan can be activated. */
export async function keepGate(
  planPath: string,
  options: ProgrammeOptions & GateOptions,
  desk: Desk,
): Promise<void> {
  await atGate(planPath, options, desk, async (plan, gate) => {
    const programme = await inHouse(options, async (house: House) => {
      const name = await programmeOf(house, options.programme);
      await recordGate(house.pool, name, plan, gate);
      return name;
    });
    await desk.print(`${programme} may activate this plan within ${GATE_DAYS} days.\n`);
  });
}

/** Takes a plan through the gate, says what the verdict is, and goes on when it passes. */
async function atGate(
  planPath: string,
  options: GateOptions,
  desk: Desk,
  goOn: (plan: Json, gate: Gate) => Promise<void>,
): Promise<void> {
  readCheckedPlan(planPath);
  const plan = readPlanFile(planPath);
  if (options.out !== undefined) await refuseFolder(options.out);
  const result =
    options.result === undefined
      ? await ran(plan, options, desk)
      : readResult(plan, planPath, options.result);
  if (options.out !== undefined) {
    await writeWhole(options.out, `${canonicalJson(gateResultJson(result))}\n`);
  }
  const verdict = judgeResult(plan, result);
  await desk.print(`${verdictLines(verdict, "en").join("\n")}\n`);
  if (!verdict.passes) return refused(planPath);
  await goOn(plan, { madeAt: new Date().toISOString(), result });
}

function refused(planPath: string): void {
  process.exitCode = 1;
  process.stderr.write(
    `Nothing was changed. "patronage simulate ${planPath} --advise" looks for the nearest plan that passes.\n`,
  );
}

function ran(plan: Json, { policy, seeds, threads }: GateOptions, desk: Desk): Promise<GateResult> {
  return desk.withProgress(({ report }, signal) =>
    runGate(plan, {
      ...{ policy: policyOf(policy), seeds: seeds ?? 0, threads, signal },
      onProgress: (done, total) => report("futures", done, total),
    }),
  );
}

/** Reads the result of an earlier run of the gate for this very plan. */
function readResult(plan: Json, planPath: string, path: string): GateResult {
  let result: GateResult;
  try {
    result = readGateResult(readPlanFile(path));
  } catch (error) {
    if (error instanceof GateResultError) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
  if (result.planHash === planHashOf(plan)) return result;
  throw new UserError(
    `${path}: this is the result of another plan than ${planPath}; run it again.`,
  );
}

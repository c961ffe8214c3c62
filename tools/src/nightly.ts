/**
 * Nightly: hundreds of kills against the real store, in runs of twenty, each with a seed of its own.
 *
 * Stops at the first broken rule, says which seed repeats it, and exits 1. A Ctrl-C cleans up and
 * exits 130.
 */
import { parseArgs } from "node:util";
import { openDesk, type Desk } from "../../ledger/src/faults-desk-kit.ts";
import {
  addSummary,
  emptySummary,
  runFaults,
  summaryLines,
  type Summary,
} from "../../ledger/src/faults-kit.ts";

const KILLS_A_RUN = 20;
const SEEDS = 1_000_000;

const HELP = `Kills writers, connections and Postgres while commands are given, and checks that nothing is lost.

Usage: node tools/src/nightly.ts [--kills 300] [--seed N]

--kills  how many at least; every ${KILLS_A_RUN} of them are a run, with the next seed.
--seed   of the first run; without it one is drawn. It repeats commands, clock and faults, and not the
         machine's own timing: a failure may take a few runs of its seed to show again.`;

async function runAll(
  desk: Desk,
  firstSeed: number,
  kills: number,
  signal: AbortSignal,
): Promise<Summary> {
  const runs = Math.ceil(kills / KILLS_A_RUN);
  const total = emptySummary();
  const begun = Date.now();
  for (let run = 0; run < runs; run++) {
    const seed = firstSeed + run;
    addSummary(total, await runFaults(desk, { seed, kills: KILLS_A_RUN, signal }));
    const done = run + 1;
    const seconds = (Date.now() - begun) / 1000;
    const left = Math.round((seconds / done) * (runs - done));
    console.log(
      `${done * KILLS_A_RUN} of ${runs * KILLS_A_RUN} kills, seed ${seed} held; ` +
        `${Math.round(seconds)} s so far, about ${left} s left`,
    );
  }
  return total;
}

/** A whole number at or above `least`, or undefined. */
function readWhole(text: string, least: number): number | undefined {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
  return value >= least ? value : undefined;
}

async function main(args: string[]): Promise<number> {
  const drawn = String(Math.floor(Math.random() * SEEDS));
  const options = {
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: drawn },
    help: { type: "boolean", default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return 2;
  }
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const kills = readWhole(values.kills, 1);
  const seed = readWhole(values.seed, 0);
  if (kills === undefined || seed === undefined) {
    console.error(`--kills and --seed are whole numbers.\n\n${HELP}`);
    return 2;
  }
  const stop = new AbortController();
  // Once only: whoever asks twice does not want to wait.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
  console.log(`Seed ${seed}.`);
  const desk = await openDesk();
  try {
    const total = await runAll(desk, seed, kills, stop.signal);
    for (const line of summaryLines(total)) console.log(line);
    return 0;
  } catch (error) {
    if (stop.signal.aborted) {
      console.error("Stopped.");
      return 130;
    }
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await desk.close();
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));

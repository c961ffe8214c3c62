/**
 * `patronage simulate`: how it is asked for. Its work, and the simulator with it, is loaded when it runs.
 */
import { InvalidArgumentError, Option, type Command } from "commander";
import type { Lang } from "@patronage/words";
import type { Desk } from "./ledger-commands.ts";

export type SimulateOptions = {
  scenario?: string[];
  sweep?: string[];
  seeds: number;
  years: number;
  newcomers?: number;
  threads?: number;
  out?: string;
  policy?: string;
  orders?: string;
  map?: string;
  advise?: true;
  report?: string;
  json?: true;
  lang?: Lang;
};

const REFUSED = 1;

const more = (text: string, before: string[] = []): string[] => [...before, text];

/** Reads a whole number of an option, from 1 on. */
export function wholeUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^[0-9]{1,9}$/.test(text) && value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

/** Adds `patronage simulate`. */
export function addSimulate(
  program: Command,
  desk: Desk & { readonly langOf: (lang: Lang | undefined) => Lang },
): void {
  program
    .command("simulate")
    .summary("live through many futures of a plan before the first order")
    .description(
      "Runs a plan through many futures with the very engine that will run it, and says what it pays, " +
        "to whom, and what breaks it. Without --scenario it runs all that the gate asks for, and says " +
        "of each plan whether it passes. Exit status 1 unless the first plan, the one asked about, does.",
    )
    .argument("[plans...]", "the plan's JSON file; further ones are compared with it")
    .option(
      "--scenario <names>",
      "a scenario, or several at once joined by + (may be repeated); `list` names them",
      more,
    )
    .option("--sweep <name=values>", "a parameter at several values, rate=0.1..0.3", more)
    .option("--seeds <number>", "how many futures of each", wholeUpTo(100_000), 10)
    .option("--years <number>", "how many years", wholeUpTo(30), 3)
    .option(
      "--newcomers <number>",
      "how many come on an ordinary day; 2, or what --orders shows",
      wholeUpTo(100_000),
    )
    .option("--threads <number>", "on how many threads; all there are without it", wholeUpTo(256))
    .option("-o, --out <folder>", "keep finished futures there, and go on from those it holds")
    .option("--orders <file>", "a shop's orders (CSV): how people behave is taken from them")
    .option("--map <map>", "JSON file that says what the columns of the orders mean")
    .option("--policy <file>", "JSON file with stricter limits of the gate, or a lower floor")
    .option("--advise", "look for the nearest plan to the first that passes the gate")
    .option("--report <page>", "write a report with charts as well (HTML)")
    .addOption(new Option("--json", "print everything as JSON"))
    .addOption(new Option("--lang <language>", "language of the words").choices(["zh", "en"]))
    .addHelpText(
      "after",
      desk.examples(
        "simulate plan.json",
        "simulate plan.json --advise --report futures.html",
        "simulate plan.json other.json --scenario growth-then-stop+run --seeds 100",
        "simulate plan.json --orders orders.csv --map map.json",
        "simulate plan.json --scenario steady --sweep quotaMultiple=0.2..2 --out futures",
        "simulate --scenario list",
      ),
    )
    .action(async (planPaths: string[], options: SimulateOptions) => {
      const { simulatePlans } = await import("./simulate.ts");
      const lang = desk.langOf(options.lang);
      let stopped: AbortSignal | undefined;
      try {
        const report = await desk.withProgress(({ report }, signal) => {
          stopped = signal;
          return simulatePlans({ planPaths, options, lang, signal, onProgress: report });
        });
        if (report.isRefused) process.exitCode = REFUSED;
        await desk.print(report.text);
      } catch (error) {
        if (stopped?.aborted === true) process.stderr.write(`${howToGoOn(options.out)}\n`);
        throw error;
      }
    });
}

function howToGoOn(folder: string | undefined): string {
  return folder === undefined
    ? "Nothing was kept; with --out <folder> the next run goes on from the futures that are finished."
    : `The finished futures are in ${folder}; the same command goes on from there.`;
}

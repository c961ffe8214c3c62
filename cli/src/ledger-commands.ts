/**
 * `patronage ledger …`: which commands there are. Their work, and Postgres with it, is loaded when one
 * of them runs.
 */
import { Option, type Command } from "commander";
import type { Progress } from "./progress.ts";

/** What the command line lends its commands. */
export type Desk = {
  readonly print: (text: string) => Promise<void>;
  readonly withProgress: <Result>(
    work: (progress: Progress, signal: AbortSignal) => Promise<Result>,
  ) => Promise<Result>;
  readonly examples: (...commands: readonly string[]) => string;
};

export type HouseOptions = { readonly data: string };
export type ProgrammeOptions = HouseOptions & { readonly programme?: string };

/** Adds `patronage ledger` and its commands. */
export function addLedger(program: Command, desk: Desk): void {
  const ledger = program
    .command("ledger")
    .summary("keep a programme in Postgres")
    .description(
      "Keeps programmes in Postgres: the one at DATABASE_URL, or one of our own whose data is in the " +
        "folder named by --data.",
    );
  const data = (): Option =>
    new Option("--data <folder>", "where our own Postgres keeps its data").default(
      "patronage-data",
    );
  const programme = (): Option =>
    new Option("--programme <name>", "which programme, where there is more than one");
  const command = (name: string, summary: string): Command =>
    ledger.command(name).summary(summary).description(`${summary}.`).addOption(data());

  const work = () => import("./ledger-work.ts");
  command("init", "begin a programme with a plan that passes the check")
    .argument("<plan>", "the plan's JSON file")
    .addHelpText("after", desk.examples("ledger init plan.json --data my-ledger"))
    .action(async (planPath: string, options: HouseOptions) =>
      (await work()).init(planPath, options, desk),
    );
  command("import", "apply commands of the past, with the instants they carry")
    .argument("<commands>", "commands (JSON Lines)")
    .addOption(programme())
    .addHelpText("after", desk.examples("ledger import commands.jsonl"))
    .action(async (path: string, options: ProgrammeOptions) =>
      (await work()).importFile(path, options, desk),
    );
  command("submit", "apply commands now; the ledger stamps their instants")
    .argument("<commands>", "commands without `at` (JSON Lines)")
    .addOption(programme())
    .addHelpText("after", desk.examples("ledger submit today.jsonl"))
    .action(async (path: string, options: ProgrammeOptions) =>
      (await work()).submit(path, options, desk),
    );
  command("verify", "run the journal again from empty and compare")
    .addOption(programme())
    .addHelpText("after", desk.examples("ledger verify"))
    .action(async (options: ProgrammeOptions) => (await work()).verify(options, desk));
  command("status", "how far a programme has come, and what it holds")
    .addOption(programme())
    .option("--json", "print the ledger as replay does")
    .addHelpText("after", desk.examples("ledger status --json"))
    .action(async (options: ProgrammeOptions & { json?: true }) =>
      (await work()).status(options, desk),
    );
  command("export", "write the journal as JSON Lines")
    .addOption(programme())
    .requiredOption("-o, --out <file>", "where to write it")
    .addHelpText("after", desk.examples("ledger export -o journal.jsonl"))
    .action(async (options: ProgrammeOptions & { out: string }) =>
      (await work()).exportJournal(options, desk),
    );
}

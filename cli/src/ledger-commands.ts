/**
 * `patronage ledger …`: which commands there are. Their work, and Postgres with it, is loaded when one
 * of them runs.
 */
import { Option, type Command } from "commander";
import type { Progress } from "./progress.ts";
import { wholeUpTo } from "./simulate-commands.ts";

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
export type VerifyOptions = ProgrammeOptions & { readonly futures?: true };
export type GateOptions = {
  readonly policy?: string;
  readonly seeds?: number;
  readonly threads?: number;
  /** A file that holds the result of an earlier run. */
  readonly result?: string;
  readonly out?: string;
};
export type StatementOptions = ProgrammeOptions & { from?: string; to?: string; json?: true };

export type AttestOptions = ProgrammeOptions & {
  readonly map?: string;
  readonly account?: string;
  readonly date?: string;
  readonly dryRun?: true;
  readonly by?: string;
};
export type ExplainOptions = ProgrammeOptions & {
  readonly amount: string;
  readonly text: string;
  readonly by?: string;
};

export const EXPORT_FORMATS = ["jsonl", "hledger", "holders", "programme"] as const;
export type ExportOptions = ProgrammeOptions & {
  out: string;
  format: (typeof EXPORT_FORMATS)[number];
};

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
  const gated = (name: string, summary: string): Command =>
    addGateOptions(command(name, summary).argument("<plan>", "the plan's JSON file"));
  gated("init", "begin a programme with a plan that passes the gate")
    .addHelpText("after", desk.examples("ledger init plan.json --data my-ledger"))
    .action(async (planPath: string, options: HouseOptions & GateOptions) =>
      (await import("./ledger-gate.ts")).init(planPath, options, desk),
    );
  gated("gate", "run the futures of a plan, so that it can be activated within 30 days")
    .addOption(programme())
    .addHelpText(
      "after",
      desk.examples("ledger gate better.json", "ledger gate better.json -o gate.json"),
    )
    .action(async (planPath: string, options: ProgrammeOptions & GateOptions) =>
      (await import("./ledger-gate.ts")).keepGate(planPath, options, desk),
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
  command("close", "close the days that have ended, in order")
    .addOption(programme())
    .addHelpText("after", desk.examples("ledger close"))
    .action(async (options: ProgrammeOptions) => (await work()).close(options, desk));
  command("run", "write a programme until Ctrl-C: its inbox, and the close of every day")
    .addOption(programme())
    .addHelpText("after", desk.examples("ledger run", "ledger run --programme red-wine"))
    .action(async (options: ProgrammeOptions) => (await work()).run(options, desk));
  addAttestations(command, programme, desk);
  addReads(command, programme, desk);
}

function addGateOptions(command: Command): Command {
  return command
    .option("--policy <file>", "JSON file with stricter limits of the gate, or a lower floor")
    .option(
      "--seeds <number>",
      "how many futures of each scenario, 10 at the least",
      wholeUpTo(1000),
    )
    .option("--threads <number>", "on how many threads; all there are without it", wholeUpTo(256))
    .option("--result <file>", "the result of an earlier run for this plan, instead of running it")
    .option("-o, --out <file>", "write the result, for --result and for anyone who checks it");
}

/** Adds the commands that hold bank statements against what is owed. */
function addAttestations(
  command: (name: string, summary: string) => Command,
  programme: () => Option,
  desk: Desk,
): void {
  const work = () => import("./ledger-attest.ts");
  const by = (): Option =>
    new Option("--by <name>", "who says so; the name of this machine's user without it");
  command("attest", "hold a bank statement against what was owed at the close of its day")
    .argument("<file>", "the bank's file: CAMT.053 (XML), or CSV with --map")
    .addOption(programme())
    .option("--map <map>", "JSON file that says what the columns of a CSV mean")
    .option("--account <end>", "the account, or how it ends, where there are several")
    .option("--date <date>", "the day, like 2026-01-31; the last one without it")
    .option("--dry-run", "say what it comes to, and keep nothing")
    .addOption(by())
    .addHelpText(
      "after",
      desk.examples("ledger attest statement.xml", "ledger attest bank.csv --map bank-map.json"),
    )
    .action(async (path: string, options: AttestOptions) =>
      (await work()).attestFile(path, options, desk),
    );
  command("explain", "explain a difference, or a part of it; it is never taken back")
    .argument("<id>", "the number that attest gave")
    .addOption(programme())
    .requiredOption("--amount <amount>", "how much of it, like -12.50 for what is missing")
    .requiredOption("--text <text>", "what it was; everybody can read it")
    .addOption(by())
    .addHelpText("after", desk.examples('ledger explain 3 --amount -12.50 --text "bank fees"'))
    .action(async (id: string, options: ExplainOptions) =>
      (await work()).explainDifference(id, options, desk),
    );
}

/** Adds the commands that only read. */
function addReads(
  command: (name: string, summary: string) => Command,
  programme: () => Option,
  desk: Desk,
): void {
  const reads = () => import("./ledger-reads.ts");
  command("verify", "run the journal again from empty and compare")
    .addOption(programme())
    .option("--futures", "run the futures again too, by which its plans passed the gate")
    .addHelpText("after", desk.examples("ledger verify", "ledger verify --futures"))
    .action(async (options: VerifyOptions) => (await reads()).verify(options, desk));
  command("status", "how a programme is: its writer, its reserve, its funds")
    .addOption(programme())
    .option("--json", "print the ledger as replay does")
    .addHelpText("after", desk.examples("ledger status", "ledger status --json"))
    .action(async (options: ProgrammeOptions & { json?: true }) =>
      (await reads()).status(options, desk),
    );
  command("statement", "what changed a holder's shares, wallet and quota, line by line")
    .argument("<holder>", "the holder's id")
    .addOption(programme())
    .option("--from <date>", "the first day, like 2026-01-01")
    .option("--to <date>", "the last day")
    .option("--json", "print each line as JSON")
    .addHelpText("after", desk.examples("ledger statement h1 --from 2026-01-01 --to 2026-01-31"))
    .action(async (holder: string, options: StatementOptions) =>
      (await reads()).statement(holder, options, desk),
    );
  command("prove", "write the file by which a holder can check its statement alone")
    .argument("<holder>", "the holder's id")
    .addOption(programme())
    .requiredOption("-o, --out <file>", "where to write it")
    .addHelpText("after", desk.examples("ledger prove h1 -o h1.json"))
    .action(async (holder: string, options: ProgrammeOptions & { out: string }) =>
      (await import("./proof-file.ts")).prove(holder, options, desk),
    );
  command("export", "write the journal, the books or the state to a file")
    .addOption(programme())
    .addOption(
      new Option(
        "--format <format>",
        "jsonl: the lines under the hashes; hledger: the books; CSV of the rest",
      )
        .choices(EXPORT_FORMATS)
        .default("jsonl"),
    )
    .requiredOption("-o, --out <file>", "where to write it")
    .addHelpText(
      "after",
      desk.examples(
        "ledger export -o journal.jsonl",
        "ledger export --format hledger -o books.journal",
      ),
    )
    .action(async (options: ExportOptions) => (await reads()).exportProgramme(options, desk));
}

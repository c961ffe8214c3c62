/**
 * The `patronage` command: what can be asked for, how it is written, and how it ends.
 *
 * Exit status: 0 done; 1 a plan, or a statement file, was refused; 2 wrong use, or a file that cannot be used; 70 a fault of
 * ours; 130 stopped by Ctrl-C. Whatever goes wrong is a sentence on standard error; a trace is shown
 * only to those who ask for it. Each command's own code is loaded when it is called.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import picocolors from "picocolors";
import type { ImportReport } from "./import-report.ts";
import { addLedger } from "./ledger-commands.ts";
import type { Progress } from "./progress.ts";
import { addVerifyStatement } from "./proof.ts";
import type { Rejected } from "./replay.ts";
import { addServe } from "./serve-commands.ts";
import { addSimulate } from "./simulate-commands.ts";
import { decimalText, type Lang } from "@patronage/words";
import { fromSystemError, UserError } from "./user-error.ts";

const REFUSED = 1;
const WRONG_USE = 2;
const FAULT = 70;
const STOP_SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;
/** A terminal's Ctrl-C may arrive twice at once, by the terminal and by whoever started us. */
const SAME_STOP_MS = 500;
const STOP_GRACE_MS = 3000;
const TRACE = "PATRONAGE_TRACE";

/** Work was stopped from outside. */
class Stopped extends Error {
  override readonly name = "Stopped";
  readonly status: number;

  constructor(status: number) {
    super("stopped");
    this.status = status;
  }
}

/** Runs the command that the arguments ask for, and sets the exit status. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", onOutputError);
  // There is nobody left to tell.
  process.stderr.on("error", () => undefined);
  process.on("uncaughtException", (error) => process.exit(fail(error)));
  try {
    await programOf().parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = fail(error);
  }
}

function programOf(): Command {
  const program = new Command("patronage")
    .description("Check a plan, replay commands under it, and report what everyone would have had.")
    .version(versionText(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .exitOverride()
    .configureOutput({ outputError: (text) => complain(oneSentence(text)) })
    .addHelpText(
      "after",
      `
Examples:
  $ patronage sample --out orders.csv
  $ patronage check plan.json
  $ patronage run plan.json orders.csv --map map.json --report report.html

Exit status: 0 done, 1 the plan or the file is refused, 2 wrong use or an unusable file, 70 a fault of ours.`,
    );
  addCheck(program);
  addReplay(program);
  addImport(program);
  addRun(program);
  addSample(program);
  addSimulate(program, { print, withProgress, examples, langOf });
  addLedger(program, { print, withProgress, examples });
  addVerifyStatement(program, { print, examples, langOf });
  addServe(program, { print, withProgress, examples });
  return program;
}

const langOption = (): Option =>
  new Option("--lang <language>", "language of the words").choices(["zh", "en"]);
const jsonOption = (what: string): Option => new Option("--json", `print ${what} as JSON`);

/** The language asked for, or else the machine's. */
function langOf(option: Lang | undefined): Lang {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return option ?? (/^zh/i.test(LC_ALL || LC_MESSAGES || LANG || "") ? "zh" : "en");
}

function addCheck(program: Command): void {
  program
    .command("check")
    .summary("check a plan, and say in plain words what it means")
    .description(
      "Checks a plan: every reason to refuse it and every warning, a line each; an accepted plan " +
        "in plain words, with its promise coverage. Exit status 1 when the plan is refused.",
    )
    .argument("<plan>", "the plan's JSON file")
    .addOption(langOption())
    .addOption(jsonOption("{ accepted, reasons, warnings, coverage }"))
    .addHelpText("after", examples("check plan.json", "check plan.json --lang zh"))
    .action(async (planPath: string, options: { lang?: Lang; json?: true }) => {
      const { checkPlanFile } = await import("./check.ts");
      const report = checkPlanFile(planPath, langOf(options.lang), paintFor(process.stdout));
      // Before printing: whoever reads may stop reading.
      if (!report.isAccepted) process.exitCode = REFUSED;
      await print(options.json ? jsonText(report.json) : `${report.lines.join("\n")}\n`);
    });
}

function addReplay(program: Command): void {
  program
    .command("replay")
    .summary("apply commands to an empty ledger, and print the ledger as JSON")
    .description(
      "Applies commands, one JSON object a line, to an empty ledger under a plan, and prints the " +
        "ledger as one JSON object. A refused command changes nothing and stands in `rejected`.",
    )
    .argument("<plan>", "the plan's JSON file")
    .argument("<commands>", "the commands, JSON Lines, packed by gzip or not")
    .option("--explain", "say on standard error why each refused command was refused")
    .addOption(langOption())
    .addHelpText(
      "after",
      examples(
        "replay plan.json commands.jsonl > ledger.json",
        "replay plan.json c.jsonl --explain",
      ),
    )
    .action(
      async (planPath: string, commandsPath: string, options: { explain?: true; lang?: Lang }) => {
        const lang = langOf(options.lang);
        const { readCheckedPlan, replayCommands, replayOutput } = await import("./replay.ts");
        const plan = readCheckedPlan(planPath, lang);
        const replay = await withProgress(({ report }, signal) =>
          replayCommands({
            plan,
            commandsPath,
            signal,
            onProgress: (done, total) => report("replay", done, total),
          }),
        );
        const { state, rejected, commandCount } = replay;
        const ids = rejected.map(({ id }) => id);
        for await (const chunk of replayOutput(state, ids)) await print(chunk);
        if (commandCount === 0) {
          process.stderr.write(`note: ${commandsPath}: there is no command in this file.\n`);
        }
        if (options.explain) await explain(commandsPath, rejected, lang, plan.currency);
      },
    );
}

async function explain(
  path: string,
  rejected: readonly Rejected[],
  lang: Lang,
  currency: string,
): Promise<void> {
  const { oneLine, refusalSentence } = await import("@patronage/words");
  for (const { id, line, refusal } of rejected) {
    const why = refusalSentence(refusal, lang, currency);
    process.stderr.write(`${path}:${line}: ${oneLine(id)}: ${why}\n`);
  }
}

function addImport(program: Command): void {
  program
    .command("import")
    .summary("turn a shop's order file into commands")
    .description(
      "Turns a CSV file of orders into commands, in the order of time with a close after every day, " +
        "and lists every row that was left out, with its money and the reason.",
    )
    .argument("<orders>", "the orders, CSV, packed by gzip or not")
    .requiredOption("--map <map>", "JSON file that says what the columns mean")
    .requiredOption("-o, --out <commands>", "where to write the commands (JSON Lines)")
    .addOption(jsonOption("the report"))
    .addHelpText("after", examples("import orders.csv --map map.json -o commands.jsonl"))
    .action(async (ordersPath: string, options: { map: string; out: string; json?: true }) => {
      const { readMapFile } = await import("./read.ts");
      const { importOrders } = await import("./import.ts");
      const map = readMapFile(options.map);
      const report = await withProgress(({ report }, signal) =>
        importOrders({
          ordersPath,
          map,
          mapPath: options.map,
          outPath: options.out,
          signal,
          onProgress: (done, total) => report("import", done, total),
        }),
      );
      await print(options.json ? jsonText(report) : await importText(report, minorUnitOf(map)));
    });
}

type RunOptions = { map?: string; report: string; holder: string[]; lang?: Lang; json?: true };

function addRun(program: Command): void {
  program
    .command("run")
    .summary("import, replay, and write a report to look at")
    .description(
      "Runs a programme over orders or commands, and writes one HTML page: NAV, reserve, funds, " +
        "quota, what holders received and what it cost the merchant.",
    )
    .argument("<plan>", "the plan's JSON file")
    .argument("<input>", "orders (CSV, with --map) or commands (JSON Lines)")
    .option("--map <map>", "JSON file that says what the columns of the orders mean")
    .requiredOption("--report <page>", "where to write the report (HTML)")
    .option(
      "--holder <id>",
      "keep this holder's statement however many there are (may be repeated)",
      (id: string, ids: string[]) => [...ids, id],
      [],
    )
    .addOption(langOption())
    .addOption(jsonOption("the summary"))
    .addHelpText(
      "after",
      examples(
        "run plan.json orders.csv --map map.json --report report.html",
        "run plan.json commands.jsonl --report report.html --lang zh",
      ),
    )
    .action(async (planPath: string, inputPath: string, options: RunOptions) => {
      if (options.map === undefined && /\.csv(\.gz)?$/i.test(inputPath)) {
        throw new UserError(`${inputPath} holds orders; say with --map what its columns mean.`);
      }
      const { runProgramme } = await import("./run.ts");
      const result = await withProgress(({ report }, signal) =>
        runProgramme({
          planPath,
          inputPath,
          reportPath: options.report,
          holders: options.holder,
          lang: langOf(options.lang),
          onProgress: report,
          signal,
          ...(options.map === undefined ? {} : { mapPath: options.map }),
        }),
      );
      await print(options.json ? jsonText(result.summary) : `${result.lines.join("\n")}\n`);
    });
}

type SampleChoice = { out: string; seed: number; days: number; customers: number };

function addSample(program: Command): void {
  const whole = (text: string): number => {
    if (/^[0-9]{1,15}$/.test(text)) return Number(text);
    throw new InvalidArgumentError("It must be a whole number.");
  };
  program
    .command("sample")
    .summary("write the orders of a shop that never was")
    .description(
      "Writes a shop's orders with returns, guests, seasons and referrals as CSV. The same numbers " +
        "give the same file on every machine.",
    )
    .requiredOption("--out <orders>", "where to write the orders (CSV)")
    .option("--seed <number>", "which shop", whole, 1)
    .option("--days <number>", "how many days", whole, 365)
    .option("--customers <number>", "how many customers find the shop", whole, 2000)
    .addHelpText(
      "after",
      examples("sample --out orders.csv", "sample --out o.csv --seed 7 --days 30"),
    )
    .action(async ({ out, seed, days, customers }: SampleChoice) => {
      const { writeSample } = await import("./sample.ts");
      const { lines, orders } = await withProgress(({ report }) =>
        writeSample({
          outPath: out,
          seed,
          days,
          customers,
          onProgress: (done, total) => report("sample", done, total),
        }),
      );
      await print(`${out}: ${lines} rows, ${orders} orders over ${days} days.\n`);
    });
}

function examples(...commands: readonly string[]): string {
  const lines = commands.map((command) => `  $ patronage ${command}`);
  return `\nExample${lines.length === 1 ? "" : "s"}:\n${lines.join("\n")}`;
}

function versionText(): string {
  const file = new URL("../package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** Does long work with a progress bar, stopped by Ctrl-C. */
async function withProgress<Result>(
  work: (progress: Progress, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const signal = stopSignal();
  const { startProgress } = await import("./progress.ts");
  const progress = await startProgress({ signal });
  try {
    return await work(progress, signal);
  } catch (error) {
    // Whatever a stopped stream says, it was stopped.
    signal.throwIfAborted();
    throw error;
  } finally {
    progress.stop();
  }
}

/** Aborted by Ctrl-C or SIGTERM. A second one, or work that does not stop in time, ends the process. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let stoppedMs = 0;
  for (const [name, status] of Object.entries(STOP_SIGNALS)) {
    const end = (): void => {
      process.removeAllListeners(name);
      process.kill(process.pid, name);
    };
    process.on(name, () => {
      if (!controller.signal.aborted) {
        stoppedMs = performance.now();
        controller.abort(new Stopped(status));
        setTimeout(end, STOP_GRACE_MS).unref();
      } else if (performance.now() - stoppedMs > SAME_STOP_MS) end();
    });
  }
  return controller.signal;
}

/** Prints, and waits while whoever reads is slower. */
async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}

/** Who stops reading has read enough. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit();
  process.exit(fail(fromSystemError(error, "standard output")));
}

/** Colours on a terminal alone. */
function paintFor(stream: NodeJS.WriteStream): ReturnType<typeof picocolors.createColors> {
  const { NO_COLOR, TERM } = process.env;
  // Compared, for on a pipe `isTTY` is undefined, and then the library would decide by itself.
  return picocolors.createColors(stream.isTTY === true && !NO_COLOR && TERM !== "dumb");
}

/** JSON with integers as the ledger's: decimal strings in E18, numbers otherwise. */
function jsonText(value: unknown): string {
  const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
  const write = (key: string, member: unknown): unknown => {
    if (typeof member !== "bigint") return member;
    return key.endsWith("E18") ? String(member) : rawJSON(String(member));
  };
  return `${JSON.stringify(value, write, 2)}\n`;
}

/** The library's error, which may have a suggestion on a second line, as one sentence. */
function oneSentence(text: string): string {
  const plain = text.trim().replace(/^error: /, "");
  return `${plain.replace(/\n\(Did you mean (.*)\?\)$/, "; did you mean $1?")}`;
}

function complain(sentence: string): void {
  process.stderr.write(`${paintFor(process.stderr).red("error:")} ${sentence}\n`);
}

/** Says what went wrong; answers the exit status. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  if (error instanceof Stopped) {
    process.stderr.write("stopped.\n");
    return error.status;
  }
  const path = (error as NodeJS.ErrnoException | undefined)?.path ?? "the system";
  const known = fromSystemError(error, path);
  if (known instanceof UserError) complain(known.message);
  else {
    const what = (error instanceof Error ? error.message : String(error)).split("\n")[0];
    const trace = process.env[TRACE] ? "" : ` Run it again with ${TRACE}=1 to see where.`;
    complain(`this is a fault of ours, not of your files (${what}).${trace}`);
  }
  if (process.env[TRACE]) process.stderr.write(`${(error as Error).stack}\n`);
  return known instanceof UserError ? WRONG_USE : FAULT;
}

function minorUnitOf(map: unknown): number {
  return Number((map as { money?: { minorUnit?: number } }).money?.minorUnit ?? 2);
}

type Row = readonly [what: string, count: string, amount: string, note: string];

/** An import's report for a person: where every row and all money went. */
async function importText(report: ImportReport, minorUnit: number): Promise<string> {
  const { LEFT_OUT_REASONS, NOTES } = await import("./import-report.ts");
  const { tie, commands } = report;
  const scaled = (num: bigint, places: number): string =>
    decimalText({ num, den: 10n ** BigInt(places) }, minorUnit);
  const money = (amountMinor: bigint): string => scaled(amountMinor, minorUnit);
  const leftOut = report.leftOut.map(({ reason, rows, amountMinor, exampleRows }): Row => {
    const [code, rule] = reason.split(/:(.*)/s) as [keyof typeof LEFT_OUT_REASONS, string?];
    const why = rule === undefined ? LEFT_OUT_REASONS[code] : `${LEFT_OUT_REASONS[code]} (${rule})`;
    const examples = `line${exampleRows.length === 1 ? "" : "s"} ${exampleRows.join(", ")}`;
    const more = rows > exampleRows.length ? ", …" : "";
    return ["left out", `${rows}`, money(amountMinor), `${why}: ${examples}${more}`];
  });
  const differences: readonly (readonly [what: string, amount: string])[] = [
    ["refunds at the price paid", money(tie.proportionMinor)],
    ["cancellations above zero", money(tie.signsMinor)],
    ["fractions cut off", scaled(tie.roundingE18, 18 + minorUnit)],
  ];
  const table: Row[] = [
    ["paid", `${report.paid.rows}`, money(tie.paidMinor), ""],
    ["refunded", `${report.refunded.rows}`, money(-tie.refundedMinor), ""],
    ...leftOut,
    ...differences
      .filter(([, amount]) => /[1-9]/.test(amount))
      .map(([what, amount]): Row => [what, "", amount, ""]),
    ["the file", `${report.rows}`, tie.fileTotal, "rows, and the sum of the money above"],
  ];
  const width = (column: 0 | 1 | 2): number => Math.max(...table.map((row) => row[column].length));
  const [whatWidth, countWidth, amountWidth] = [width(0), width(1), width(2)];
  const days = report.firstDay === undefined ? "" : ` (${report.firstDay} to ${report.lastDay})`;
  return [
    `${report.outPath}: ${commands.joins} joins, ${commands.pays} orders paid, ` +
      `${commands.completes} completed, ${commands.refunds} refunds, ` +
      `${commands.closes} days closed${days}; ${report.waitingOrders} orders still wait.`,
    ...table.map(([what, count, amount, note]) => {
      const figures = `${count.padStart(countWidth)}  ${amount.padStart(amountWidth)}`;
      return `  ${what.padEnd(whatWidth)}  ${figures}  ${note}`.trimEnd();
    }),
    ...report.notes.map(
      ({ note, rows, exampleRows: [first] }) =>
        `  note: ${NOTES[note]} (${rows}, as line ${first})`,
    ),
    `${report.leftOutPath}: every row that was left out.\n`,
  ].join("\n");
}

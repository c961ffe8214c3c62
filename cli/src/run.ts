/**
 * `patronage run`: orders or commands through a plan, and a report to look at.
 *
 * Orders are imported into a temporary file of commands first. The report is written beside its place
 * and moved there when it is whole: a run that fails or is stopped leaves nothing behind.
 */
import { createHash } from "node:crypto";
import { mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { canonicalJson } from "@patronage/engine";
import { makeFolder } from "./folders.ts";
import { importOrders } from "./import.ts";
import type { ImportReport } from "./import-report.ts";
import { readMapFile, readPlanFile } from "./read.ts";
import { readCheckedPlan, replayCommands } from "./replay.ts";
import { accountsOf, summaryOf, type Run, type Summary } from "./report-data.ts";
import { reportPage } from "./report-page.ts";
import { amountText, type Lang } from "@patronage/words";
import { newSeries, noteEvent } from "./series.ts";
import { keepStatements, noteEntries } from "./statement.ts";
import { fromSystemError, UserError } from "./user-error.ts";

export type RunOptions = {
  readonly planPath: string;
  readonly inputPath: string;
  readonly mapPath?: string;
  readonly reportPath: string;
  readonly lang: Lang;
  /** Holders whose statements are kept however many there are. */
  readonly holders?: readonly string[];
  readonly onProgress?: (stage: string, done: number, total: number) => void;
  readonly signal?: AbortSignal;
};

export type RunResult = {
  readonly reportPath: string;
  readonly summary: Summary;
  readonly refusedCount: number;
  /** What to tell a person. */
  readonly lines: string[];
};

/** Runs a programme and writes its report. Throws a UserError for a file that cannot be used. */
export async function runProgramme(options: RunOptions): Promise<RunResult> {
  const { reportPath } = options;
  await refuseFolder(reportPath);
  const plan = readCheckedPlan(options.planPath, options.lang);
  const planHash = createHash("sha256")
    .update(canonicalJson(readPlanFile(options.planPath)))
    .digest("hex");
  const folder = await mkdtemp(join(tmpdir(), "patronage-run-"));
  try {
    const imported = await importInto(join(folder, "commands.jsonl"), options);
    const [series, statements] = [newSeries(), keepStatements(options.holders ?? [])];
    const { state, rejected } = await replayCommands({
      plan,
      commandsPath: imported?.outPath ?? options.inputPath,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onProgress: (done, total) => options.onProgress?.("replay", done, total),
      observe: (command, events, after) => {
        for (const event of events) {
          noteEvent(series, after, event);
          noteEntries(statements, after, event, command.at);
        }
      },
    });
    const inputName = basename(options.inputPath);
    const run: Run = { plan, planHash, state, series, statements, rejected, imported, inputName };
    options.signal?.throwIfAborted();
    await writeWhole(reportPath, reportPage(run, options.lang));
    const summary = summaryOf(run, accountsOf(run));
    const lines = [...told(summary, imported, options.lang), resolve(reportPath)];
    return { reportPath, summary, refusedCount: rejected.length, lines };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Refuses a folder where a report is to be written. */
export async function refuseFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) {
    throw new UserError(`${path}: this is a folder; name a file for the report.`, { file: path });
  }
}

/** Imports orders into commands when there is a map. */
async function importInto(outPath: string, options: RunOptions): Promise<ImportReport | undefined> {
  const { mapPath } = options;
  if (mapPath === undefined) return undefined;
  return importOrders({
    ordersPath: options.inputPath,
    map: readMapFile(mapPath),
    mapPath,
    outPath,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onProgress: (done, total) => options.onProgress?.("import", done, total),
  });
}

/** Writes a text beside its place and moves it there when it is whole. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    makeFolder(dirname(path));
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw fromSystemError(error, path);
  }
}

/** The run in a few lines. */
function told(summary: Summary, imported: ImportReport | undefined, lang: Lang): string[] {
  const { from, to, holderCount, orderCount, refusedCount } = summary;
  const say = (en: string, zh: string): string => (lang === "zh" ? zh : en);
  const period = from === undefined ? "" : `, ${from} – ${to}`;
  const leftOut = imported?.leftOut.reduce((sum, { rows }) => sum + rows, 0) ?? 0;
  return [
    `${summary.programme}${period}`,
    say(
      `${orderCount} orders of ${holderCount} holders, turnover ${amountText(summary.turnoverMinor)}`,
      `${holderCount} 位会员，${orderCount} 笔订单，营业额 ${amountText(summary.turnoverMinor)}`,
    ),
    say(
      `dividends paid ${amountText(summary.dividendsMinor)}, which is ${summary.coverageReachedPercent.toFixed(2)} % of the quota granted (a cap, not money owed)`,
      `已付分红 ${amountText(summary.dividendsMinor)}，占已发放额度（上限，不是欠款）的 ${summary.coverageReachedPercent.toFixed(2)} %`,
    ),
    ...(imported === undefined
      ? []
      : [
          say(
            `the file's total ${imported.tie.fileTotal} is accounted for; ${leftOut} rows were left out, each with its reason`,
            `文件总额 ${imported.tie.fileTotal} 已全部核对；${leftOut} 行未导入，均列明原因`,
          ),
        ]),
    ...(refusedCount === 0
      ? []
      : [say(`${refusedCount} commands were refused`, `${refusedCount} 条命令被拒绝`)]),
  ];
}

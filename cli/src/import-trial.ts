/**
 * Trials for tests: an import of a text, in a folder of its own that is gone afterwards.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportReport } from "./import-report.ts";
import { importOrders, type ImportOptions } from "./import.ts";
import { UserError } from "./user-error.ts";

export type Command = {
  readonly id: string;
  readonly at: string;
  readonly type: string;
  readonly [field: string]: unknown;
};

export type Trial = {
  readonly report: ImportReport;
  readonly commands: readonly Command[];
  readonly commandsText: string;
  readonly leftOutText: string;
};

/** A map for the columns of `HEADER`, to which a test adds what it is about. */
export const PLAIN_MAP = {
  columns: {
    order: "order",
    holder: "holder",
    article: "article",
    date: "date",
    quantity: "quantity",
    unitPrice: "price",
  },
  date: { formats: ["yyyy-MM-dd HH:mm"], timezone: "Asia/Shanghai" },
} as const;

export const HEADER = "order,holder,article,date,quantity,price\n";

export type TrialOptions = Partial<Omit<ImportOptions, "map">> & {
  readonly map?: { readonly [key: string]: unknown };
  readonly name?: string;
};

/** Runs `work` in a folder of its own; answers what it answers, and the folder is gone. */
export async function inFolder<Result>(
  work: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "import-trial-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports a file's content. Whatever happens, nothing but the results may be left beside it. */
export async function trial(content: string | Buffer, options: TrialOptions = {}): Promise<Trial> {
  return inFolder(async (folder) => {
    const { map, name = "orders.csv", ...rest } = options;
    const ordersPath = join(folder, name);
    const outPath = join(folder, "commands.jsonl");
    writeFileSync(ordersPath, content);
    const wanted = { ...PLAIN_MAP, ...map };
    let report: ImportReport;
    try {
      report = await importOrders({
        ordersPath,
        outPath,
        mapPath: "map.json",
        map: wanted,
        ...rest,
      });
    } catch (error) {
      assert.deepEqual(readdirSync(folder), [name], "a failed import leaves nothing behind");
      throw error;
    }
    const results = ["commands.jsonl", "commands.jsonl.left-out.csv", name];
    assert.deepEqual(readdirSync(folder).sort(), results.sort());
    const commandsText = readFileSync(outPath, "utf8");
    return {
      report,
      commandsText,
      commands: commandsText
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Command),
      leftOutText: readFileSync(report.leftOutPath, "utf8"),
    };
  });
}

/** The message of the UserError that an import must end in, without the folder's name. */
export async function trialError(
  content: string | Buffer,
  options: TrialOptions = {},
): Promise<string> {
  try {
    await trial(content, options);
  } catch (error) {
    assert(error instanceof UserError, String(error));
    return error.message.replaceAll(/\S*import-trial-[^/]*\//g, "");
  }
  assert.fail("the import should not succeed");
}

/** The commands of the given types, each as its values in short. */
export function brief(commands: readonly Command[], ...types: string[]): string[] {
  return commands
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .map(({ id, at }) => `${at} ${id}`);
}

/** What marks and matches cancellations in a file of `HEADER`. */
export const CANCELLATIONS = {
  marks: [{ negative: "quantity" }],
  match: "holderAndArticle",
};

/** What was left out: reason, rows, minor units, examples. */
export const reasons = ({ report }: Trial): string[] =>
  report.leftOut.map(
    ({ reason, rows, amountMinor, exampleRows }) =>
      `${reason} ${rows} ${amountMinor} @${exampleRows.join(",")}`,
  );

/** The lines of all commands of a type. */
export const linesOf = (result: Trial, type: string): unknown[] =>
  result.commands.filter((command) => command.type === type).map(({ lines }) => lines);

/**
 * Orders of another shop, from its export (CSV) to commands of the ledger (JSON Lines).
 *
 * The door of the import: it checks map and paths, has everything written in a folder beside the
 * result (import-run.ts), and puts it in its place at the end or removes it. Spec section 4.
 */
import { mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readMap } from "./import-map.ts";
import type { ImportReport } from "./import-report.ts";
import { COMMANDS_FILE, ImportRun, LEFT_OUT_FILE } from "./import-run.ts";
import { errorAt, fromSystemError, UserError } from "./user-error.ts";
import { isZone } from "./zone.ts";

export type ImportOptions = {
  readonly ordersPath: string;
  /** The parsed JSON of the map file. */
  readonly map: unknown;
  readonly mapPath: string;
  readonly outPath: string;
  /** Where a day ends; the map's own time zone when the plan is not known. */
  readonly planTimezone?: string;
  /** How much of the file is read; called often. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /** Stops the import, which then throws the signal's reason and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** What each sort keeps in memory. */
  readonly sortMemoryBytes?: number;
};

/** Where the list of what was left out stands, for a result at `outPath`. */
export function leftOutPathOf(outPath: string): string {
  return `${outPath}.left-out.csv`;
}

/**
 * Imports a file of orders, writes the commands to `outPath` and what was left out beside it.
 * Throws a UserError for whatever is wrong with the map, the file or the paths; nothing is left
 * half-written then.
 */
export async function importOrders(options: ImportOptions): Promise<ImportReport> {
  const read = readMap(options.map);
  if (!read.ok) throw badMap(options.mapPath, read.problems);
  const { planTimezone } = options;
  if (planTimezone !== undefined && !isZone(planTimezone)) {
    throw new UserError(`"${planTimezone}" is no time zone; correct "timezone" in the plan.`);
  }
  options.signal?.throwIfAborted();
  checkPaths(options);
  const { outPath } = options;
  const leftOutPath = leftOutPathOf(outPath);
  let folder: string;
  try {
    folder = mkdtempSync(join(dirname(resolve(outPath)), `.${basename(outPath)}.`));
  } catch (error) {
    throw fromSystemError(error, outPath);
  }
  try {
    const report = await new ImportRun(options, read.map, folder).run();
    renameSync(join(folder, LEFT_OUT_FILE), leftOutPath);
    renameSync(join(folder, COMMANDS_FILE), outPath);
    return { outPath, leftOutPath, ...report };
  } catch (error) {
    throw fromSystemError(error, outPath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function badMap(mapPath: string, problems: readonly string[]): UserError {
  const list = problems.map((problem) => `\n  ${problem}`).join("");
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return new UserError(`${mapPath}: the map has ${count}:${list}`, { file: mapPath, problems });
}

/** Refuses a result that would replace an input, or something that is no file. */
function checkPaths({ ordersPath, mapPath, outPath }: ImportOptions): void {
  for (const target of [outPath, leftOutPathOf(outPath)]) {
    const there = statSync(target, { throwIfNoEntry: false });
    if (there === undefined) continue;
    if (!there.isFile()) throw errorAt(target, undefined, "this exists and is not a file.");
    for (const input of [ordersPath, mapPath]) {
      const source = statSync(input, { throwIfNoEntry: false });
      if (source === undefined || source.ino !== there.ino || source.dev !== there.dev) continue;
      throw errorAt(target, undefined, `the result would replace ${input}; choose another name.`);
    }
  }
}

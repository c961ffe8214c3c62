/**
 * Many futures: every plan of a sweep in every scenario with every seed, and a folder that keeps what is
 * finished.
 *
 * The folder holds `runs.jsonl`, one line of JSON a finished future under a key of what it was asked. Whoever
 * stops, or is killed, goes on from there: a line that was cut off is run again. Results come in the
 * order in which they were asked for, whatever the number of threads.
 */
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "@patronage/engine";
import { parseMeasures, type Measures } from "./measures.ts";
import { runPool, type Order } from "./pool.ts";
import type { Scenario } from "./scenario.ts";
import type { Variant } from "./sweep.ts";

/** Changed when the behaviour of people changes: then what was kept is no answer any more. */
const EDITION = 1;
const FILE = "runs.jsonl";
const LINE = /^\{"key":"([0-9a-f]+)","measures":(.*)\}$/;

export type Asked = {
  readonly variants: readonly Variant[];
  readonly scenarios: readonly Scenario[];
  readonly seeds: readonly number[];
  readonly threads?: number | undefined;
  /** Where finished futures are kept; without one nothing is kept. */
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** A future, and what it came to. */
export type Run = {
  readonly variant: string;
  readonly scenario: string;
  readonly seed: number;
  readonly measures: Measures;
};

/** Runs what was asked, but for what the folder holds already. Every plan must pass the check. */
export async function runAll(asked: Asked): Promise<Run[]> {
  const { folder, onProgress, threads = availableParallelism() } = asked;
  const orders = ordersOf(asked);
  const keys = orders.map(keyOf);
  const kept = folder === undefined ? new Map<string, string>() : openFolder(folder);
  const missing = orders.filter(({ index }) => !kept.has(keys[index]!));
  const before = orders.length - missing.length;
  await runPool({
    orders: missing,
    threads,
    signal: asked.signal,
    onLine: ({ index }, line) => {
      kept.set(keys[index]!, line);
      if (folder !== undefined) keep(folder, keys[index]!, line);
    },
    onProgress: (done) => onProgress?.(before + done, orders.length),
  });
  const perVariant = asked.scenarios.length * asked.seeds.length;
  return orders.map(({ index, scenario, seed }) => ({
    variant: asked.variants[Math.floor(index / perVariant)]!.label,
    scenario: scenario.name,
    seed,
    measures: parseMeasures(kept.get(keys[index]!)!),
  }));
}

function ordersOf({ variants, scenarios, seeds }: Asked): Order[] {
  const asked = variants.flatMap(({ plan }) => {
    const planText = canonicalJson(plan);
    return scenarios.flatMap((scenario) => seeds.map((seed) => ({ planText, scenario, seed })));
  });
  return asked.map((order, index) => ({ index, ...order }));
}

/** What a future was asked, in short. */
function keyOf({ planText, scenario, seed }: Order): string {
  const asked = JSON.stringify([EDITION, planText, scenario, seed]);
  return createHash("sha256").update(asked).digest("hex").slice(0, 32);
}

/** The lines of a folder by key. A line that cannot be read is as good as not there. */
function openFolder(folder: string): Map<string, string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  const lines = new Map<string, string>();
  if (!existsSync(path)) return lines;
  const text = readFileSync(path, "utf8");
  for (const line of text.split("\n")) {
    const [, key, measures] = LINE.exec(line) ?? [];
    if (key !== undefined && isWhole(measures!)) lines.set(key, measures!);
  }
  // What was cut off must not run on into the next line.
  if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
  return lines;
}

function isWhole(line: string): boolean {
  try {
    parseMeasures(line);
    return true;
  } catch {
    return false;
  }
}

function keep(folder: string, key: string, line: string): void {
  appendFileSync(join(folder, FILE), `{"key":"${key}","measures":${line}}\n`);
}

/** The seeds from 1 on. */
export function seedsOf(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k + 1);
}

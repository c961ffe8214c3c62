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
import { EDITION } from "./edition.ts";
import { parseMeasures, type Measures } from "./measures.ts";
import { runPool, type Order } from "./pool.ts";
import type { Scenario } from "./scenario.ts";
import type { Variant } from "./sweep.ts";

const FILE = "runs.jsonl";
const LINE = /^\{"key":"([0-9a-f]+:[0-9]+)","measures":(.*)\}$/;

/** An opened folder: its file, and the lines in it by what they were asked. */
export type Kept = { readonly path: string; readonly lines: Map<string, string> };

export type Asked = {
  readonly variants: readonly Variant[];
  readonly scenarios: readonly Scenario[];
  readonly seeds: readonly number[];
  readonly threads?: number | undefined;
  /** Where finished futures are kept, opened already or a path; without one nothing is kept. */
  readonly folder?: Kept | string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
};

/** A future, and what it came to. */
export type Run = {
  /** Which of the variants that were asked, from 0 on; two may have the same label. */
  readonly variantIndex: number;
  readonly variant: string;
  readonly scenario: string;
  readonly seed: number;
  readonly measures: Measures;
};

/**
 * Runs what was asked, but for what the folder holds already; what is asked twice is run once. Every
 * plan must pass the check.
 */
export async function runAll(asked: Asked): Promise<Run[]> {
  const { onProgress, threads = availableParallelism() } = asked;
  const kept = typeof asked.folder === "string" ? openFolder(asked.folder) : asked.folder;
  const futures = futuresOf(asked);
  const results = new Map<string, Measures>();
  const missing = new Map<string, Order>();
  for (const { key, order } of futures) {
    if (results.has(key) || missing.has(key)) continue;
    const known = readKept(kept, key);
    if (known !== undefined) results.set(key, known);
    else missing.set(key, { ...order, index: missing.size });
  }
  const keys = [...missing.keys()];
  const before = results.size;
  await runPool({
    ...{ orders: [...missing.values()], threads, signal: asked.signal },
    onLine: ({ index }, line) => {
      const key = keys[index]!;
      results.set(key, parseMeasures(line));
      if (kept !== undefined) keep(kept, key, line);
    },
    onProgress: (done) => onProgress?.(before + done, before + keys.length),
  });
  return futures.map(({ key, variantIndex, order: { scenario, seed } }) => {
    const variant = asked.variants[variantIndex]!.label;
    return { variantIndex, variant, scenario: scenario.name, seed, measures: results.get(key)! };
  });
}

type AskedFuture = {
  readonly variantIndex: number;
  readonly order: Omit<Order, "index">;
  /** What was asked, in short, and the seed. */
  readonly key: string;
};

function futuresOf({ variants, scenarios, seeds }: Asked): AskedFuture[] {
  const byText = new Map(scenarios.map((scenario) => [JSON.stringify(scenario), scenario]));
  return variants.flatMap(({ plan }, variantIndex) => {
    const planText = canonicalJson(plan);
    return [...byText].flatMap(([scenarioText, scenario]) => {
      const asked = JSON.stringify([EDITION, planText, scenarioText]);
      const hash = createHash("sha256").update(asked).digest("hex").slice(0, 32);
      return seeds.map((seed): AskedFuture => {
        const order = { planText, scenario, seed };
        return { variantIndex, order, key: `${hash}:${seed}` };
      });
    });
  });
}

/** Opens a folder of finished futures, or makes it. */
export function openFolder(folder: string): Kept {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  const lines = new Map<string, string>();
  if (!existsSync(path)) return { path, lines };
  const text = readFileSync(path, "utf8");
  for (const line of text.split("\n")) {
    const [, key, measures] = LINE.exec(line) ?? [];
    if (key !== undefined) lines.set(key, measures!);
  }
  // What was cut off must not run on into the next line.
  if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
  return { path, lines };
}

/** What is kept under a key. A line that holds no measures is as good as not there. */
function readKept(kept: Kept | undefined, key: string): Measures | undefined {
  const line = kept?.lines.get(key);
  if (line === undefined) return undefined;
  try {
    return parseMeasures(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keep({ path, lines }: Kept, key: string, line: string): void {
  lines.set(key, line);
  appendFileSync(path, `{"key":"${key}","measures":${line}}\n`);
}

/** The seeds from 1 on. */
export function seedsOf(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k + 1);
}

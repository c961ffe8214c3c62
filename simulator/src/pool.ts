/**
 * The pool: futures on several threads.
 *
 * Each thread takes the next one when it has finished the last. Which thread runs which future, and
 * which comes first, changes nothing in what it comes to. The first failure stops all of them.
 */
import { Worker } from "node:worker_threads";
import type { Scenario } from "./scenario.ts";

/** A future to be run. */
export type Order = {
  readonly index: number;
  readonly planText: string;
  readonly scenario: Scenario;
  readonly seed: number;
};
/** How far a future is, or what it came to. */
export type Answer =
  | { readonly index: number; readonly part: number }
  | { readonly index: number; readonly line: string };

export type Pool = {
  readonly orders: readonly Order[];
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** A future is finished: its measures, as a line. */
  readonly onLine: (order: Order, line: string) => void;
  /** How many futures are done, in parts of one. */
  readonly onProgress?: ((done: number) => void) | undefined;
};

const WORKER = new URL("./worker.ts", import.meta.url);

/**
 * Runs all futures. Rejects once every thread has ended, with the signal's reason when it is stopped and
 * else with what failed first; what is finished was told.
 */
export async function runPool({ orders, threads, signal, ...told }: Pool): Promise<void> {
  signal?.throwIfAborted();
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(signal === undefined ? [] : [signal])]);
  const queue = orders.values();
  const parts = new Map<number, number>();
  let finished = 0;
  const tell = (): void => {
    told.onProgress?.([...parts.values()].reduce((sum, part) => sum + part, finished));
  };
  const work = async (worker: Worker): Promise<void> => {
    for (const order of queue) {
      stop.throwIfAborted();
      const line = await answerOf(worker, order, stop, (part) => {
        parts.set(order.index, part);
        tell();
      });
      parts.delete(order.index);
      finished += 1;
      told.onLine(order, line);
      tell();
    }
  };
  const thread = async (): Promise<void> => {
    const worker = new Worker(WORKER);
    const end = (): void => void worker.terminate();
    stop.addEventListener("abort", end);
    await work(worker).catch((error: unknown) => failure.abort(error));
    stop.removeEventListener("abort", end);
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: Math.min(threads, orders.length) }, thread));
  stop.throwIfAborted();
}

function answerOf(
  worker: Worker,
  order: Order,
  stop: AbortSignal,
  onPart: (part: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      worker.off("message", hear).off("error", fail).off("exit", end);
      settle();
    };
    const hear = (answer: Answer): void => {
      if ("part" in answer) onPart(answer.part);
      else done(() => resolve(answer.line));
    };
    const fail = (error: unknown): void =>
      done(() => reject(error instanceof Error ? error : new Error(String(error))));
    const end = (): void => {
      const reason: unknown = stop.aborted ? stop.reason : undefined;
      fail(reason ?? new Error("A thread of the simulator ended by itself."));
    };
    worker.on("message", hear).on("error", fail).on("exit", end);
    worker.postMessage(order);
  });
}

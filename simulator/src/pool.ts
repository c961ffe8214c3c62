/**
 * The pool: futures on several threads.
 *
 * Each thread takes the next one when it has finished the last. Which thread runs which future, and
 * which comes first, changes nothing in what it comes to.
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

/** Runs all futures. Rejects with the signal's reason when it is stopped; what is finished was told. */
export async function runPool({
  orders,
  threads,
  signal,
  onLine,
  onProgress,
}: Pool): Promise<void> {
  signal?.throwIfAborted();
  const queue = orders.values();
  const parts = new Map<number, number>();
  let finished = 0;
  const told = (): void => {
    onProgress?.([...parts.values()].reduce((sum, part) => sum + part, finished));
  };
  const work = async (): Promise<void> => {
    const worker = new Worker(WORKER);
    const stop = (): void => void worker.terminate();
    signal?.addEventListener("abort", stop);
    try {
      for (const order of queue) {
        const line = await answerOf(worker, order, signal, (part) => {
          parts.set(order.index, part);
          told();
        });
        parts.delete(order.index);
        finished += 1;
        onLine(order, line);
        told();
      }
    } finally {
      signal?.removeEventListener("abort", stop);
      await worker.terminate();
    }
  };
  const count = Math.max(1, Math.min(threads, orders.length));
  await Promise.all(Array.from({ length: count }, work));
}

function answerOf(
  worker: Worker,
  order: Order,
  signal: AbortSignal | undefined,
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
      const reason: unknown = signal?.aborted === true ? signal.reason : undefined;
      fail(reason ?? new Error("A thread of the simulator ended by itself."));
    };
    worker.on("message", hear).on("error", fail).on("exit", end);
    worker.postMessage(order);
  });
}

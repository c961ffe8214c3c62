/** Where holders' statement files of one close are asked for: the near end of the thread that makes them. */
import { Worker } from "node:worker_threads";
import type { Attestation } from "@patronage/ledger";
import type { Proof, ProofAnswer, ProofAsked, ProofPlace } from "./proof-thread.ts";

export type ProofDesk = {
  /** How many files are asked for and not there yet. */
  readonly waitingCount: () => number;
  /** Whether the thread has ended, by itself or not: it answers nobody any more. */
  readonly hasEnded: () => boolean;
  readonly prove: (holder: string, attestation: Attestation | undefined) => Promise<Proof>;
  /** Ends the thread, and its memory with it, once those who wait have their answer. */
  readonly end: () => void;
};

type Waiting = {
  readonly resolve: (proof: Proof) => void;
  readonly reject: (error: Error) => void;
};

const THREAD = new URL("./proof-thread.ts", import.meta.url);

export function openProofDesk(place: ProofPlace): ProofDesk {
  const waiting = new Map<number, Waiting>();
  let askedCount = 0;
  let isEnding = false;
  let trouble: Error | undefined;
  // It needs nothing of the mall's own, and so none of what its process was started with.
  const worker = new Worker(THREAD, { workerData: place, execArgv: [] });
  const endIfIdle = (): void => {
    if (isEnding && waiting.size === 0) void worker.terminate();
  };
  const endBadly = (error: Error): void => {
    trouble ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", ({ id, found }: ProofAnswer) => {
    const whoever = waiting.get(id);
    waiting.delete(id);
    if (found.is === "failed") whoever?.reject(new Error(`No proof was made: ${found.trouble}`));
    else whoever?.resolve(found);
    endIfIdle();
  });
  worker.on("error", endBadly);
  worker.on("exit", () => endBadly(new Error("The thread that makes proofs has ended.")));
  // A mall that stops does not wait for it.
  worker.unref();
  return {
    waitingCount: () => waiting.size,
    hasEnded: () => trouble !== undefined,
    prove: (holder, attestation) =>
      new Promise((resolve, reject) => {
        if (trouble !== undefined) {
          reject(trouble);
          return;
        }
        const asked: ProofAsked = { id: (askedCount += 1), holder, attestation };
        waiting.set(asked.id, { resolve, reject });
        worker.postMessage(asked);
      }),
    end: () => {
      isEnding = true;
      endIfIdle();
    },
  };
}

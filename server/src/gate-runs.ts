/**
 * Runs of the gate: many futures of a plan, on threads, while the server goes on. They take minutes, so
 * whoever asks comes again for the result; one runs at a time, and leaves a processor to the writers.
 */
import { availableParallelism } from "node:os";
import type { Json } from "@patronage/engine";
import type { Gate } from "@patronage/ledger";
import { judgeResult, planHashOf, runGate, type Verdict } from "@patronage/simulator";

export type GateRun = {
  readonly planHash: string;
  readonly plan: Json;
  state: "waiting" | "running" | "done" | "failed";
  doneCount: number;
  totalCount: number;
  gate: Gate | undefined;
  verdict: Verdict | undefined;
};

export type GateRuns = {
  /** Asks for a run for somebody; what runs already or is done is answered as it is. */
  ask(owner: string, plan: Json, onDone: (gate: Gate) => Promise<void>): GateRun;
  find(owner: string, planHash: string): GateRun | undefined;
  close(): Promise<void>;
};

export type RunGate = typeof runGate;

const REMEMBERED_MOST = 100;

export function openGateRuns(
  onFailure: (error: unknown) => void,
  run: RunGate = runGate,
): GateRuns {
  const runs = new Map<string, GateRun>();
  const stopping = new AbortController();
  let line: Promise<void> = Promise.resolve();
  const work = async (mine: GateRun, onDone: (gate: Gate) => Promise<void>): Promise<void> => {
    if (stopping.signal.aborted) return;
    mine.state = "running";
    try {
      const result = await run(mine.plan, {
        threads: Math.max(1, availableParallelism() - 1),
        signal: stopping.signal,
        onProgress: (done, total) => Object.assign(mine, { doneCount: done, totalCount: total }),
      });
      mine.gate = { madeAt: new Date().toISOString(), result };
      mine.verdict = judgeResult(mine.plan, result);
      await onDone(mine.gate);
      mine.state = "done";
    } catch (error) {
      mine.state = "failed";
      if (!stopping.signal.aborted) onFailure(error);
    }
  };
  return {
    ask(owner, plan, onDone) {
      const planHash = planHashOf(plan);
      const key = `${owner} ${planHash}`;
      const known = runs.get(key);
      if (known !== undefined && known.state !== "failed") return known;
      const mine: GateRun = {
        ...{ planHash, plan, state: "waiting", doneCount: 0, totalCount: 0 },
        ...{ gate: undefined, verdict: undefined },
      };
      runs.delete(key);
      runs.set(key, mine);
      const [oldest] = runs.keys();
      if (runs.size > REMEMBERED_MOST) runs.delete(oldest!);
      line = line.then(() => work(mine, onDone));
      return mine;
    },
    find: (owner, planHash) => runs.get(`${owner} ${planHash}`),
    async close() {
      stopping.abort();
      await line;
    },
  };
}

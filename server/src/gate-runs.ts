/**
 * Runs of the gate: many futures of a plan, on threads, while the server goes on. They take minutes, so
 * whoever asks comes again for the result; one runs at a time, and leaves a processor to the writers.
 *
 * What was asked for stands in the database. A server that ends in good order gives its run back, and what
 * one that was killed had in its hands is taken over a quarter of a minute later, by itself or another.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Json } from "@patronage/engine";
import { pause, recordGate, type Gate, type House } from "@patronage/ledger";
import { planHashOf, runGate, type GateResult } from "@patronage/simulator";
import type { Desk } from "./desks.ts";
import {
  cancelRun,
  countOpenRuns,
  failRun,
  findRun,
  finishRun,
  forgetRuns,
  giveRunBack,
  holdRun,
  putRun,
  takeRun,
  type GateRun,
  type RunName,
  type TakenRun,
} from "./gate-run-store.ts";
import { problemError, problemOf } from "./problems.ts";
import { sleeper } from "./sleeper.ts";

export type GateRuns = {
  /** Asks for a run for somebody; what waits, runs or is done already is answered as it is. */
  ask(owner: string, plan: Json): Promise<GateRun>;
  find(owner: string, planHash: string): Promise<GateRun | undefined>;
  /** Cancels a run that is not over; answers it as it is then. */
  cancel(owner: string, planHash: string): Promise<GateRun | undefined>;
  close(): Promise<void>;
};

export type RunGate = typeof runGate;

export type GateRunOptions = {
  readonly onFailure: (error: unknown) => void;
  readonly run?: RunGate | undefined;
};

/** Whose runs those are that belong to no programme: the operator's. */
export const HOUSE = "house";

/** How many runs of one owner may wait and be under way. */
export const WAITING_MOST = 10;
const LOOK_MILLISECONDS = 2_000;
const HOLD_MILLISECONDS = 1_000;
const SETTLE_TRIES = 30;

type Rooms = {
  readonly house: Pick<House, "pool">;
  readonly desks: { all(): readonly Pick<Desk, "programme" | "schema">[] };
};

/** What a runner works with, until `signal`. */
type Running = Rooms & {
  readonly runner: string;
  readonly run: RunGate;
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
};

/** Answers who asks, and runs what waits, until it is closed. */
export function openGateRuns(rooms: Rooms, { onFailure, run = runGate }: GateRunOptions): GateRuns {
  const { pool } = rooms.house;
  const stopping = new AbortController();
  const { signal } = stopping;
  const { sleep, wake } = sleeper(signal);
  const running: Running = { ...rooms, runner: randomUUID(), run, onFailure, signal };
  const working = (async () => {
    while (!signal.aborted) {
      // A database that is away is asked again at the next look.
      const isBusy = await workOnce(running).catch(() => false);
      if (!isBusy) await sleep(LOOK_MILLISECONDS);
    }
  })();
  const find = (owner: string, planHash: string) => findRun(pool, { owner, planHash });
  return {
    find,
    async ask(owner, plan) {
      const planHash = planHashOf(plan);
      const known = await find(owner, planHash);
      if (known !== undefined && !BEGUN_ANEW.includes(known.state)) return known;
      if ((await countOpenRuns(pool, owner)) >= WAITING_MOST) {
        throw problemError("gate_runs_waiting", { most: String(WAITING_MOST) });
      }
      await putRun(pool, { owner, planHash }, plan);
      wake();
      return (await find(owner, planHash)) ?? notBegun(planHash);
    },
    async cancel(owner, planHash) {
      await cancelRun(pool, { owner, planHash });
      return find(owner, planHash);
    },
    async close() {
      stopping.abort();
      await working;
    },
  };
}

const BEGUN_ANEW: readonly GateRun["state"][] = ["failed", "cancelled"];

const notBegun = (planHash: string): GateRun => ({
  ...{ planHash, state: "waiting", doneCount: 0, totalCount: 0 },
  ...{ failure: undefined, gate: undefined, verdict: undefined },
});

/** Runs what has waited longest; answers whether anything did. */
async function workOnce(running: Running): Promise<boolean> {
  const { house, desks, runner } = running;
  const owners = [HOUSE, ...desks.all().map(({ schema }) => schema)];
  const taken = await takeRun(house.pool, runner, owners);
  await forgetRuns(house.pool);
  if (taken === undefined) return false;
  await work(running, taken);
  return true;
}

async function work(running: Running, taken: TakenRun): Promise<void> {
  const { house, runner, run, onFailure, signal } = running;
  const progress = { doneCount: 0, totalCount: 0 };
  const lost = new AbortController();
  // One that was cancelled, or taken over by another, is ended. A database that is away says neither.
  const hold = async (): Promise<void> => {
    if (!(await holdRun(house.pool, taken, runner, progress))) lost.abort();
  };
  const holding = setInterval(() => void hold().catch(() => undefined), HOLD_MILLISECONDS);
  const ended = AbortSignal.any([signal, lost.signal]);
  try {
    const result = await run(taken.plan, {
      threads: Math.max(1, availableParallelism() - 1),
      signal: ended,
      onProgress: (done, total) => Object.assign(progress, { doneCount: done, totalCount: total }),
    });
    await settle(running, taken, result, ended);
  } catch (error) {
    if (ended.aborted) return;
    onFailure(error);
    await failRun(house.pool, taken, runner);
  } finally {
    clearInterval(holding);
    if (signal.aborted) await giveRunBack(house.pool, taken, runner).catch(() => undefined);
  }
}

/** Keeps a result, for the plan's activation too, and says that the run is done; both or neither. */
async function settle(
  running: Running,
  taken: TakenRun,
  result: GateResult,
  ended: AbortSignal,
): Promise<void> {
  const gate: Gate = { madeAt: new Date().toISOString(), result };
  for (let tries = 1; !ended.aborted; tries++) {
    try {
      return await settleOnce(running, taken, gate);
    } catch (error) {
      // What took minutes is not thrown away because the database is away for a moment.
      const isAway = problemOf(error, 0).code === "unreachable";
      if (!isAway || tries === SETTLE_TRIES) throw error;
      await pause(HOLD_MILLISECONDS, ended);
    }
  }
}

async function settleOnce(
  { house, desks, runner }: Running,
  taken: RunName & Pick<TakenRun, "plan">,
  gate: Gate,
): Promise<void> {
  const client = await house.pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN");
    const totalCount = gate.result.futures.length;
    if (await finishRun(client, taken, runner, { gate, totalCount })) {
      const desk = desks.all().find(({ schema }) => schema === taken.owner);
      if (desk !== undefined) await recordGate(client, desk.programme, taken.plan, gate);
    }
    await client.query("COMMIT");
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
}

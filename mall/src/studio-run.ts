/**
 * Runs of futures, in the worker process: a loop beside its steps, which are not to wait for it.
 *
 * A run is taken by one process, which says every second that it is alive and how far it is. Whoever
 * falls silent for a minute has died: the next one begins that run again. What fails is tried again too,
 * and after some tries the run has failed. A beat that no longer finds its run ends the work: the run was cancelled, or is another's.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  GATE_SCENARIOS,
  gateResultOf,
  nearestPassing,
  runAll,
  seedsOf,
  tryOutBy,
  type Advice,
  type Run,
  type Scenario,
} from "@patronage/simulator";
import { standingOf } from "@patronage/simulator/report";
import type { Json } from "@patronage/engine";
import type { RequestContext } from "@vendure/core";
import { inTransaction, keepGate, query, type Mall } from "./mall.ts";
import { behaviourOf, gateRuns, resultsOf, scenariosWith, verdictsOf } from "./studio-results.ts";
import { shopBehaviour, type ShopBehaviour } from "./studio-shop.ts";
import { isOfGate, planJson, policyOf, type FuturesRow } from "./studio.ts";

const BEAT_MILLISECONDS = 1_000;
/** Whoever is silent for so long has died. */
const SILENT = "interval '1 minute'";
const TRIES_MOST = 3;
const IS_SILENT = `state = 'running' AND beat_at < clock_timestamp() - ${SILENT}`;

/** A run in the making: whose it is, how far it is, and what ends it. */
type Work = {
  readonly mall: Mall;
  readonly ctx: RequestContext;
  readonly row: FuturesRow;
  readonly runner: string;
  readonly lost: AbortController;
  readonly signal: AbortSignal;
  readonly at: { stage: FuturesRow["stage"]; done: number; total: number };
};

const IS_OURS = "id = $1 AND runner = $2 AND state = 'running'";

/** Takes the run that waits longest, or one whose process died; undefined when there is none. */
async function take(
  mall: Mall,
  ctx: RequestContext,
  runner: string,
): Promise<FuturesRow | undefined> {
  await query(
    mall,
    ctx,
    `UPDATE patronage_futures SET state = 'failed', trouble = 'interrupted', ended_at = $1
     WHERE ${IS_SILENT} AND tries >= ${TRIES_MOST}`,
    [mall.clock.now()],
  );
  const [row] = await query<FuturesRow>(
    mall,
    ctx,
    `UPDATE patronage_futures SET state = 'running', runner = $1, tries = tries + 1,
       began_at = clock_timestamp(), beat_at = clock_timestamp(), stage = 'futures', done = 0, total = 0
     WHERE id = (SELECT id FROM patronage_futures WHERE state = 'waiting' OR (${IS_SILENT})
       ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *`,
    [runner],
  );
  return row;
}

/** Says that the work goes on and how far it is; ends it where the run is no longer ours. */
async function beat({ mall, ctx, row, runner, lost, at }: Work): Promise<void> {
  const [still] = await query(
    mall,
    ctx,
    `UPDATE patronage_futures SET beat_at = clock_timestamp(), stage = $3, done = $4, total = $5
     WHERE ${IS_OURS} RETURNING id`,
    [row.id, runner, at.stage, at.done, at.total],
  );
  if (still === undefined) lost.abort(new Error("The run was stopped, or is another's."));
}

/** Runs futures of a plan on one thread: shoppers come first. */
const runFutures = (
  { row, signal }: Work,
  plans: readonly { readonly label: string; readonly plan: Json }[],
  scenarios: readonly Scenario[],
  seeds: readonly number[] = seedsOf(row.seeds),
  onProgress?: (done: number, total: number) => void,
): Promise<Run[]> => runAll({ variants: plans, scenarios, seeds, threads: 1, signal, onProgress });

/** The nearest plan that passes, where the gate refuses the first and somebody wants to know. */
async function advise(
  work: Work,
  scenarios: readonly Scenario[],
  runs: readonly Run[],
): Promise<{ readonly advice: Advice | undefined } | undefined> {
  const { row, at } = work;
  const [verdict] = verdictsOf(row, runs);
  if (!row.wants_advice || verdict === undefined) return undefined;
  if (standingOf(verdict) !== "refused") return undefined;
  const policy = policyOf(row);
  const asked = scenarios.filter(({ name }) => GATE_SCENARIOS.includes(name));
  Object.assign(at, { stage: "advice", done: 0, total: 0 });
  const tryOut = tryOutBy({
    ...{ scenarios: asked, verdict, policy },
    run: (plan, some, seeds, trial) => {
      at.done = trial;
      return runFutures(work, [{ label: "", plan }], some, seeds);
    },
  });
  const seeds = seedsOf(row.seeds);
  const advice = await nearestPassing({
    ...{ plan: planJson(row.plans[0]!), verdict, seeds, tryOut, policy },
  });
  return { advice };
}

async function run(work: Work): Promise<void> {
  const { mall, ctx, row, at } = work;
  const shop = row.behaviour === "shop" ? await shopBehaviour(mall, ctx, row.years) : undefined;
  const scenarios = scenariosWith(row, behaviourOf(row, shop));
  const plans = row.plans.map((plan) => ({ label: plan.label, plan: planJson(plan) }));
  const runs = await runFutures(work, plans, scenarios, undefined, (done, total) =>
    Object.assign(at, { done, total }),
  );
  const advised = await advise(work, scenarios, runs);
  await finish(work, shop, runs, advised);
}

/** Keeps what the run came to and, where it held all that the gate asks for, the gate's results with it. */
async function finish(
  { mall, ctx, row, runner, at }: Work,
  shop: ShopBehaviour | undefined,
  runs: readonly Run[],
  advised: { readonly advice: Advice | undefined } | undefined,
): Promise<void> {
  const results = JSON.stringify(resultsOf(row, shop, runs, advised));
  const madeAt = mall.clock.now();
  await inTransaction(mall, ctx, async (ctx) => {
    const [ours] = await query(
      mall,
      ctx,
      `UPDATE patronage_futures SET state = 'done', results = $3, ended_at = $4, done = $5, total = $6
       WHERE ${IS_OURS} RETURNING id`,
      [row.id, runner, results, madeAt, at.done, at.total],
    );
    if (ours === undefined || !isEnoughForGate(row)) return;
    for (const [k, plan] of row.plans.entries()) {
      const json = planJson(plan);
      if (programmeOf(json) !== mall.programme) continue;
      const result = gateResultOf(json, policyOf(row), behaviourOf(row, shop), gateRuns(runs, k));
      await keepGate(mall, ctx, json, { madeAt, result });
    }
  });
}

/** A look at few or short futures says nothing, and does not replace what was found on enough. */
function isEnoughForGate(row: FuturesRow): boolean {
  const { seedsLeast, daysLeast } = policyOf(row);
  const { days = 0 } = behaviourOf(row, undefined);
  return isOfGate(row) && row.seeds >= seedsLeast && days >= daysLeast;
}

const programmeOf = (plan: Json): unknown => (plan as { readonly programme?: Json }).programme;

/**
 * Ends a run before its end. What was lost is left alone; a stop gives the run back, as if it had not been
 * tried; and what failed is tried again, until it has been often enough.
 */
async function endBadly({ mall, ctx, row, runner, lost, signal }: Work, error: unknown) {
  if (lost.signal.aborted) return;
  const trouble = error instanceof Error ? error.message : String(error);
  const isOver = !signal.aborted && row.tries >= TRIES_MOST;
  await query(
    mall,
    ctx,
    isOver
      ? `UPDATE patronage_futures SET state = 'failed', trouble = $3, ended_at = $4 WHERE ${IS_OURS}`
      : `UPDATE patronage_futures SET state = 'waiting', runner = NULL, tries = tries - $3, done = 0,
           total = 0 WHERE ${IS_OURS}`,
    [row.id, runner, ...(isOver ? [trouble, mall.clock.now()] : [signal.aborted ? 1 : 0])],
  );
  if (!signal.aborted) throw error;
}

/** Runs what waits longest; answers whether anything waited. What fails is thrown, for the log. */
export async function runFuturesOnce(
  mall: Mall,
  ctx: RequestContext,
  stop: AbortSignal,
): Promise<boolean> {
  const runner = randomUUID();
  const row = await take(mall, ctx, runner);
  if (row === undefined) return false;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, stop]);
  const at: Work["at"] = { stage: "futures", done: 0, total: 0 };
  const work: Work = { mall, ctx, row, runner, lost, signal, at };
  // A beat that is missed is made up for by the next.
  const beats = setInterval(() => void beat(work).catch(() => undefined), BEAT_MILLISECONDS);
  try {
    await run(work);
  } catch (error) {
    await endBadly(work, error);
  } finally {
    clearInterval(beats);
  }
  return true;
}

const LOOK_MILLISECONDS = 1_000;
const REST_MILLISECONDS_MOST = 30_000;

/** Runs futures until `stop`. */
export async function runFuturesAlways(
  mall: Mall,
  stop: AbortSignal,
  onFailure: (step: string, error: unknown) => void,
): Promise<void> {
  for (let failures = 0; !stop.aborted;) {
    let wasBusy = false;
    try {
      const ctx = await mall.contexts.create({ apiType: "admin" });
      wasBusy = await runFuturesOnce(mall, ctx, stop);
      failures = 0;
    } catch (error) {
      failures += 1;
      onFailure("futures", error);
    }
    const rest = wasBusy ? 0 : Math.min(LOOK_MILLISECONDS * 2 ** failures, REST_MILLISECONDS_MOST);
    await pause(rest, undefined, { signal: stop }).catch(() => undefined);
  }
}

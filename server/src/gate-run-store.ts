/**
 * Runs of the gate in the house's table: who asked for which, how far each is, and what it came to.
 *
 * Whoever runs one shows a sign of life. Where that stops, the next that looks takes the run over and
 * begins it again: the same plan comes to the same futures. Time is the database's own.
 */
import { canonicalJson, parseJson, type Json } from "@patronage/engine";
import type { Gate, House } from "@patronage/ledger";
import {
  gateResultJson,
  GateResultError,
  judgeResult,
  readGateResult,
  type Verdict,
} from "@patronage/simulator";

type Asked = Pick<House["pool"], "query">;

export const GATE_STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;
export type GateState = (typeof GATE_STATES)[number];

export type GateFailure = "interrupted" | "fault";

export type GateRun = {
  readonly planHash: string;
  readonly state: GateState;
  readonly doneCount: number;
  readonly totalCount: number;
  readonly failure: GateFailure | undefined;
  readonly gate: Gate | undefined;
  readonly verdict: Verdict | undefined;
};

/** Which run: whose, and of which plan. */
export type RunName = { readonly owner: string; readonly planHash: string };

const RUNS = "house.gate_runs";
const ONE = "owner = $1 AND plan_hash = $2";
const TOLD = "plan, state, done_count, total_count, failure, made_at, result";

type Row = {
  plan: string;
  state: GateState;
  done_count: number;
  total_count: number;
  failure: GateFailure | null;
  made_at: Date | null;
  result: string | null;
};

/** A run as it is; undefined where there is none, or one whose result this edition cannot read. */
export async function findRun(pool: Asked, name: RunName): Promise<GateRun | undefined> {
  const { rows } = await pool.query<Row>(`SELECT ${TOLD} FROM ${RUNS} WHERE ${ONE}`, [
    ...[name.owner, name.planHash],
  ]);
  return rows[0] && runOf(name, rows[0]);
}

function runOf({ planHash }: RunName, row: Row): GateRun | undefined {
  const { state, done_count: doneCount, total_count: totalCount, made_at: madeAt, result } = row;
  const run = { planHash, state, doneCount, totalCount, failure: row.failure ?? undefined };
  if (madeAt === null || result === null) return { ...run, gate: undefined, verdict: undefined };
  try {
    const read = readGateResult(parseJson(result));
    const verdict = judgeResult(parseJson(row.plan), read);
    return { ...run, gate: { madeAt: madeAt.toISOString(), result: read }, verdict };
  } catch (error) {
    if (error instanceof GateResultError) return undefined;
    throw error;
  }
}

/** How many runs of somebody wait or are under way. */
export async function countOpenRuns(pool: Asked, owner: string): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `SELECT count(*) FROM ${RUNS} WHERE owner = $1 AND ended_at IS NULL`,
    [owner],
  );
  return Number(rows[0]!.count);
}

const FREED = "runner = NULL, held_until = NULL";
const BEGUN_AGAIN = "done_count = 0, total_count = 0";

/** Puts a run into the line; what waits there or is under way stays as it is. */
export async function putRun(pool: Asked, { owner, planHash }: RunName, plan: Json): Promise<void> {
  await pool.query(
    `INSERT INTO ${RUNS} AS r (owner, plan_hash, plan, state) VALUES ($1, $2, $3, 'waiting')
     ON CONFLICT (owner, plan_hash) DO UPDATE
       SET state = 'waiting', asked_at = now(), ended_at = NULL, tries = 0, ${BEGUN_AGAIN},
         failure = NULL, made_at = NULL, result = NULL
       WHERE r.ended_at IS NOT NULL`,
    [owner, planHash, canonicalJson(plan)],
  );
}

/** So long a sign of life lasts. */
export const HELD_MILLISECONDS = 15_000;
/** So often a run is begun; what ends its process each time is left alone then. */
export const TRIES_MOST = 3;

export type TakenRun = RunName & { readonly plan: Json };

/** Takes the run that has waited longest, of some owners; undefined where none waits. */
export async function takeRun(
  pool: Asked,
  runner: string,
  owners: readonly string[],
): Promise<TakenRun | undefined> {
  await pool.query(
    `UPDATE ${RUNS} SET state = 'failed', failure = 'interrupted', ended_at = now(), ${FREED}
     WHERE state = 'running' AND held_until < now() AND tries >= $1`,
    [TRIES_MOST],
  );
  const { rows } = await pool.query<{ owner: string; plan_hash: string; plan: string }>(
    `UPDATE ${RUNS} SET state = 'running', runner = $1, tries = tries + 1,
       held_until = now() + $2 * interval '1 millisecond', ${BEGUN_AGAIN}
     WHERE (owner, plan_hash) IN (
       SELECT owner, plan_hash FROM ${RUNS}
       WHERE owner = ANY ($3) AND (state = 'waiting' OR (state = 'running' AND held_until < now()))
       ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED
     ) RETURNING owner, plan_hash, plan`,
    [runner, HELD_MILLISECONDS, owners],
  );
  const [row] = rows;
  return row && { owner: row.owner, planHash: row.plan_hash, plan: parseJson(row.plan) };
}

const MINE = `${ONE} AND state = 'running' AND runner = $3`;

export type Progress = { readonly doneCount: number; readonly totalCount: number };

/** Shows a sign of life and how far it is; answers whether the run is still this runner's. */
export async function holdRun(
  pool: Asked,
  { owner, planHash }: RunName,
  runner: string,
  { doneCount, totalCount }: Progress,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE ${RUNS} SET done_count = $4, total_count = $5,
       held_until = now() + $6 * interval '1 millisecond' WHERE ${MINE}`,
    [owner, planHash, runner, doneCount, totalCount, HELD_MILLISECONDS],
  );
  return rowCount === 1;
}

/** Writes down what a run came to; answers whether it was still this runner's. */
export async function finishRun(
  asked: Asked,
  { owner, planHash }: RunName,
  runner: string,
  { gate, totalCount }: { readonly gate: Gate; readonly totalCount: number },
): Promise<boolean> {
  const { rowCount } = await asked.query(
    `UPDATE ${RUNS} SET state = 'done', ${FREED}, ended_at = now(),
       made_at = $4, result = $5, done_count = $6, total_count = $6 WHERE ${MINE}`,
    [
      ...[owner, planHash, runner, gate.madeAt],
      ...[canonicalJson(gateResultJson(gate.result)), totalCount],
    ],
  );
  return rowCount === 1;
}

/** Writes down that a run failed by a fault of ours. */
export async function failRun(
  pool: Asked,
  { owner, planHash }: RunName,
  runner: string,
): Promise<void> {
  await pool.query(
    `UPDATE ${RUNS} SET state = 'failed', failure = 'fault', ended_at = now(), ${FREED}
     WHERE ${MINE}`,
    [owner, planHash, runner],
  );
}

/** Gives a run back that is not finished here, for whoever looks next. */
export async function giveRunBack(
  pool: Asked,
  { owner, planHash }: RunName,
  runner: string,
): Promise<void> {
  await pool.query(
    `UPDATE ${RUNS} SET state = 'waiting', tries = tries - 1, ${FREED}, ${BEGUN_AGAIN}
     WHERE ${MINE}`,
    [owner, planHash, runner],
  );
}

/** Cancels a run that waits or is under way; whoever runs it finds out. */
export async function cancelRun(pool: Asked, { owner, planHash }: RunName): Promise<void> {
  await pool.query(
    `UPDATE ${RUNS} SET state = 'cancelled', ended_at = now(), ${FREED}
     WHERE ${ONE} AND ended_at IS NULL`,
    [owner, planHash],
  );
}

/** A result may be used for so long; what came to none is kept as long. */
const KEPT_DAYS = 30;
const KEPT_MOST = 100;

/** Forgets what ended long ago and, of each owner, what is beyond the last hundred. */
export async function forgetRuns(pool: Asked): Promise<void> {
  await pool.query(
    `DELETE FROM ${RUNS} r USING (
       SELECT owner, plan_hash, row_number() OVER (PARTITION BY owner ORDER BY ended_at DESC) AS nth
       FROM ${RUNS} WHERE ended_at IS NOT NULL
     ) e
     WHERE r.owner = e.owner AND r.plan_hash = e.plan_hash AND r.ended_at IS NOT NULL
       AND (e.nth > $1 OR r.ended_at < now() - $2 * interval '1 day')`,
    [KEPT_MOST, KEPT_DAYS],
  );
}

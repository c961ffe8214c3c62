/**
 * The plan studio: somebody asks for futures of a plan, or of two beside each other, and the worker
 * process runs them (`studio-run.ts`). A run that held all that the gate asks for is kept as the gate's
 * result for its plans.
 */
import { canonicalJson, checkPlan, parseJson, type Json } from "@patronage/engine";
import { GATE_SCENARIOS, scenarioOf, SCENARIOS, type Policy } from "@patronage/simulator";
import type { RequestContext } from "@vendure/core";
import { NAME_OF } from "./admin-lists.ts";
import { inTransaction, MallError, query, type Mall } from "./mall.ts";
import { readJson, refusedPlan } from "./plans.ts";
import { policyFrom, type PolicyInput } from "./studio-policy.ts";

const PLANS_MOST = 2;
const SEEDS_MOST = 200;
const YEARS_MOST = 10;
/** All futures of a run together; about an hour on one thread. */
const FUTURE_YEARS_MOST = 10_000;
const QUEUE_MOST = 20;
const LABEL_MOST = 60;

export type FuturesInput = {
  readonly plans: readonly { readonly label: string; readonly plan: string }[];
  /** None are all that the gate asks for. */
  readonly scenarios: readonly string[];
  readonly seeds: number;
  readonly years: number;
  readonly policy?: PolicyInput | null;
  readonly behaviour: "USUAL" | "SHOP";
  readonly advice: boolean;
};

/**
 * A plan of a run: its text is canonical JSON. The label is what somebody calls it, or says what it was
 * when it was run: "inForce", "text", or a draft by its number, as "draft:7".
 */
export type LabelledPlan = { readonly label: string; readonly plan: string };

export type FuturesRow = {
  readonly id: number;
  readonly plans: readonly LabelledPlan[];
  readonly scenarios: readonly string[];
  readonly seeds: number;
  readonly years: number;
  /** JSON of a Policy. */
  readonly policy: string;
  readonly behaviour: "usual" | "shop";
  readonly wants_advice: boolean;
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  readonly stage: "futures" | "advice";
  readonly done: number;
  readonly total: number;
  readonly tries: number;
  readonly results: string | null;
  readonly trouble: string | null;
  readonly made_at: Date;
  readonly made_by: number;
  readonly ended_at: Date | null;
};

/** The scenarios that a run holds. */
export const scenariosOf = ({ scenarios }: Pick<FuturesRow, "scenarios">): readonly string[] =>
  scenarios.length === 0 ? GATE_SCENARIOS : scenarios;

/** Whether a run holds every scenario that the gate asks for. */
export function isOfGate(row: Pick<FuturesRow, "scenarios">): boolean {
  const held = scenariosOf(row);
  return GATE_SCENARIOS.every((name) => held.includes(name));
}

export const policyOf = ({ policy }: Pick<FuturesRow, "policy">): Policy =>
  JSON.parse(policy) as Policy;

/** A plan of the input, checked. Refuses: plan_unreadable, plan_refused. */
function labelled({ label, plan }: LabelledPlan, index: number): LabelledPlan {
  const json: Json = readJson(plan);
  const check = checkPlan(json);
  if (!check.ok) throw refusedPlan(check.reasons);
  const named = label.trim().slice(0, LABEL_MOST);
  return { label: named === "" ? String(index + 1) : named, plan: canonicalJson(json) };
}

const isCount = (count: number, most: number): boolean =>
  Number.isSafeInteger(count) && count >= 1 && count <= most;

/** Refuses: futures_plans, scenario_unknown, futures_size, futures_too_long. */
function checkSize({ plans, scenarios, seeds, years }: FuturesInput): void {
  if (plans.length < 1 || plans.length > PLANS_MOST) throw new MallError("futures_plans");
  const unknown = scenarios.find((name) => scenarioOf(name) === undefined);
  if (unknown !== undefined) {
    const known = SCENARIOS.map(({ name }) => name).join(", ");
    throw new MallError("scenario_unknown", { name: unknown, known });
  }
  if (!isCount(seeds, SEEDS_MOST) || !isCount(years, YEARS_MOST)) {
    throw new MallError("futures_size", { seeds: `${SEEDS_MOST}`, years: `${YEARS_MOST}` });
  }
  const all = plans.length * scenariosOf({ scenarios }).length * seeds * years;
  if (all > FUTURE_YEARS_MOST) {
    throw new MallError("futures_too_long", { all: `${all}`, most: `${FUTURE_YEARS_MOST}` });
  }
}

/**
 * Has futures run; answers the run's id. Refuses: futures_plans, scenario_unknown, futures_size,
 * futures_too_long, plan_unreadable, plan_refused, policy_refused, policy_owner_only, futures_running,
 * futures_queue_full.
 */
export async function askFutures(
  mall: Mall,
  ctx: RequestContext,
  administratorId: number,
  input: FuturesInput,
  isOwner: boolean,
): Promise<number> {
  const asked = { ...input, scenarios: [...new Set(input.scenarios)] };
  checkSize(asked);
  const plans = asked.plans.map(labelled);
  const [first, second] = plans;
  if (second !== undefined && second.label === first!.label) throw new MallError("futures_labels");
  const policy = policyFrom(asked.policy, isOwner);
  return inTransaction(mall, ctx, async (ctx) => {
    await query(mall, ctx, "SELECT pg_advisory_xact_lock(hashtextextended('futures', 0))");
    const [open] = await query<{ all: number; own: number }>(
      mall,
      ctx,
      `SELECT count(*)::integer AS all, count(*) FILTER (WHERE made_by = $1)::integer AS own
       FROM patronage_futures WHERE state IN ('waiting', 'running')`,
      [administratorId],
    );
    if (open!.own > 0) throw new MallError("futures_running");
    if (open!.all >= QUEUE_MOST) throw new MallError("futures_queue_full");
    const [row] = await query<{ id: number }>(
      mall,
      ctx,
      `INSERT INTO patronage_futures (plans, scenarios, seeds, years, policy, behaviour,
         wants_advice, state, made_at, made_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9) RETURNING id`,
      [
        ...[JSON.stringify(plans), asked.scenarios, asked.seeds, asked.years],
        ...[JSON.stringify(policy), asked.behaviour.toLowerCase(), asked.advice],
        ...[mall.clock.now(), administratorId],
      ],
    );
    return row!.id;
  });
}

/** Cancels a run that has not ended. Refuses: futures_unknown, futures_not_yours, futures_ended. */
export async function cancelFutures(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
  isOwner: boolean,
): Promise<void> {
  const [row] = await query<FuturesRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_futures WHERE id = $1 FOR UPDATE",
    [id],
  );
  if (row === undefined) throw new MallError("futures_unknown");
  if (row.made_by !== administratorId && !isOwner) throw new MallError("futures_not_yours");
  if (row.state !== "waiting" && row.state !== "running") throw new MallError("futures_ended");
  await query(
    mall,
    ctx,
    "UPDATE patronage_futures SET state = 'cancelled', ended_at = $2 WHERE id = $1",
    [id, mall.clock.now()],
  );
}

type ListedRow = Omit<FuturesRow, "results"> & {
  readonly made_name: string;
  readonly elapsed_seconds: string | null;
};

/** All but what a run came to, which may be long. */
const LISTED = `SELECT f.id, f.plans, f.scenarios, f.seeds, f.years, f.policy, f.behaviour,
  f.wants_advice, f.state, f.stage, f.done, f.total, f.tries, f.trouble, f.made_at, f.made_by,
  f.ended_at, ${NAME_OF("f.made_by")} AS made_name,
  extract(epoch FROM clock_timestamp() - f.began_at)::text AS elapsed_seconds
  FROM patronage_futures f`;

/** Below this part nothing is said of how long it takes. */
const PART_LEAST = 0.02;

/** By what was done in the time so far; nothing while too little was, or nobody knows how much is left. */
function secondsLeft({ state, stage, done, total, elapsed_seconds }: ListedRow): number | null {
  if (state !== "running" || stage !== "futures" || total === 0) return null;
  const part = done / total;
  if (part < PART_LEAST) return null;
  return Math.ceil((Number(elapsed_seconds) * (1 - part)) / part);
}

function listed(row: ListedRow, administratorId: number) {
  return {
    ...{ id: row.id, plans: row.plans, scenarios: scenariosOf(row), isOfGate: isOfGate(row) },
    ...{ seeds: row.seeds, years: row.years, policy: policyOf(row) },
    ...{ behaviour: row.behaviour.toUpperCase(), wantsAdvice: row.wants_advice },
    ...{ state: row.state, stage: row.stage, done: row.done, total: row.total },
    ...{ secondsLeft: secondsLeft(row), trouble: row.trouble },
    ...{ madeAt: row.made_at, madeBy: row.made_name, endedAt: row.ended_at },
    isMine: row.made_by === administratorId,
  };
}

/** Runs, the newest first. */
export async function listFutures(
  mall: Mall,
  ctx: RequestContext,
  administratorId: number,
  { skip, take }: { readonly skip: number; readonly take: number },
) {
  const rows = await query<ListedRow>(
    mall,
    ctx,
    `${LISTED} ORDER BY f.id DESC OFFSET $1 LIMIT $2`,
    [...[skip, take]],
  );
  const [all] = await query<{ count: number }>(
    mall,
    ctx,
    "SELECT count(*)::integer AS count FROM patronage_futures",
  );
  return {
    items: rows.map((row) => listed(row, administratorId)),
    totalItems: all!.count,
  };
}

/** An id as it comes from a page's address; 0 is nobody's. */
export function runId(text: string): number {
  return /^[1-9][0-9]{0,8}$/.test(text) ? Number(text) : 0;
}

/** One run; null where there is none. */
export async function readFutures(
  mall: Mall,
  ctx: RequestContext,
  administratorId: number,
  id: number,
) {
  const [row] = await query<ListedRow>(mall, ctx, `${LISTED} WHERE f.id = $1`, [id]);
  return row === undefined ? null : listed(row, administratorId);
}

/** What a run came to, as it was kept; undefined while it has not come to anything. */
export async function readResults(
  mall: Mall,
  ctx: RequestContext,
  id: number,
): Promise<FuturesRow | undefined> {
  const [row] = await query<FuturesRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_futures WHERE id = $1 AND results IS NOT NULL",
    [id],
  );
  return row;
}

/** The scenarios there are, with what each asks of a plan. */
export const listScenarios = () =>
  SCENARIOS.map(({ name, asks: { en, zh } }) => ({
    ...{ name, isOfGate: GATE_SCENARIOS.includes(name), en, zh },
  }));

/** A plan of a run as JSON. */
export const planJson = ({ plan }: LabelledPlan): Json => parseJson(plan);

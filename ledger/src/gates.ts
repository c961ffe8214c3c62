/**
 * Gates: a live ledger activates a plan only with a recent result of the gate, for that very plan, that
 * passes. The result goes into the journal beside the plan, under the hash, so that whoever holds the
 * journal can judge again, and run the futures again.
 *
 * Nothing here believes a result that says of itself that it passes: it is judged by its figures.
 */
import {
  canonicalJson,
  isJsonObject,
  parseJson,
  refuse,
  type Event,
  type Json,
  type Refused,
} from "@patronage/engine";
import {
  GateResultError,
  gateResultJson,
  judgeResult,
  planHashOf,
  readGateResult,
  type GateResult,
  type Verdict,
} from "@patronage/simulator";
import { escapeIdentifier, type ClientBase } from "pg";
import { readEvents } from "./encoding.ts";
import { programmeSchema } from "./migrate.ts";

/** For so long the result of the gate may be used. */
export const GATE_DAYS = 30;
const DAY_MILLISECONDS = 86_400_000;

/** A result of the gate, and when it was made. */
export type Gate = { readonly madeAt: string; readonly result: GateResult };

/**
 * Keeps a result for a programme, made at an instant, in whatever transaction the client is in; answers
 * what it comes to for the plan it is of. One that does not pass is kept too. Throws a GateResultError
 * for what is no result, such as one by a policy that is too lax.
 */
export async function recordGate(
  asked: Pick<ClientBase, "query">,
  programme: string,
  plan: Json,
  { madeAt, result }: Gate,
): Promise<Verdict> {
  const json = gateResultJson(result);
  // What is kept can be read.
  const verdict = judgeResult(plan, readGateResult(json));
  await asked.query(
    `INSERT INTO ${escapeIdentifier(programmeSchema(programme))}.gates (plan_hash, made_at, result)
     VALUES ($1, $2, $3)`,
    [result.planHash, madeAt, canonicalJson(json)],
  );
  return verdict;
}

/** The latest result for a plan that was kept; `client` looks into the programme's schema. */
export async function readGate(client: ClientBase, plan: Json): Promise<Gate | undefined> {
  const { rows } = await client.query<{ made_at: Date; result: string }>(
    "SELECT made_at, result FROM gates WHERE plan_hash = $1 ORDER BY place DESC LIMIT 1",
    [planHashOf(plan)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const madeAt = row.made_at.toISOString().replace(/\.000Z$/, "Z");
  return unlessUnreadable(() => ({ madeAt, result: readGateResult(parseJson(row.result)) }));
}

/** What cannot be read is as good as not there. */
function unlessUnreadable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof GateResultError) return undefined;
    throw error;
  }
}

/** Why a plan cannot be activated at an instant; undefined when it can. */
export function refuseGate(plan: Json, gate: Gate | undefined, at: string): Refused | undefined {
  if (gate === undefined) return refuse("gate_missing");
  if (Date.parse(at) - Date.parse(gate.madeAt) > GATE_DAYS * DAY_MILLISECONDS) {
    return refuse("gate_outdated", { madeAt: gate.madeAt, daysCount: BigInt(GATE_DAYS) });
  }
  const { passes, reasons } = judgeResult(plan, gate.result);
  if (passes) return undefined;
  const told = reasons.map(({ code, where }) => (where === "" ? code : `${code} (${where})`));
  return refuse("gate_failed", { reasons: told.join(", ") });
}

/** An activation as the journal keeps it. */
type Activated = Event & { readonly type: "planActivated"; readonly gate?: Json };

/** A result as it stands in the journal, beside its plan. */
export function gateJson({ madeAt, result }: Gate): Json {
  return { madeAt, result: gateResultJson(result) };
}

/** The result of the gate in the text of an activation's events; undefined without a sound one. */
export function gateIn(keptText: string): Gate | undefined {
  return unlessUnreadable(() => {
    const events = readEvents(keptText) as readonly (Event | Activated)[];
    const gate = events.map((event) => "gate" in event && event.gate).find(isJsonObject);
    if (gate === undefined || typeof gate["madeAt"] !== "string") return undefined;
    return { madeAt: gate["madeAt"], result: readGateResult(gate["result"] ?? null) };
  });
}

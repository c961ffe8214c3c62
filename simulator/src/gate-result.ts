/**
 * The result of the gate: all that a verdict rests on, as one JSON object that a journal can keep.
 *
 * It names the plan by its hash and holds the policy, how people behaved and the few figures of each
 * future. Nothing in it says whether the plan passes: that is judged again by whoever reads it. The
 * futures follow from plan, behaviour and seeds, so anyone can run them again and compare.
 */
import { createHash } from "node:crypto";
import { canonicalJson, isJsonObject, type Json, type JsonObject } from "@patronage/engine";
import { futureOf, judge, type Future, type JudgedAttack, type Verdict } from "./gate.ts";
import { readPolicy, type Policy } from "./policy.ts";
import { EDITION } from "./edition.ts";
import type { Run } from "./runs.ts";
import type { Scenario } from "./scenario.ts";
import { summarise, type GoodsBands } from "./summary.ts";

/** What of people's behaviour may be taken from a real shop; what scenarios are about stays. */
export type Behaviour = Partial<
  Pick<
    Scenario,
    | "days"
    | "newcomersPerDay"
    | "seasonal"
    | "order"
    | "mix"
    | "ordersPerYear"
    | "yearsStaying"
    | "returnedBefore"
    | "returnedAfter"
    | "partly"
    | "referred"
  >
>;

export type GateResult = {
  /** SHA-256 of the plan's canonical JSON, in hexadecimal. */
  readonly planHash: string;
  /** Which simulator ran it: another one may come to other futures. */
  readonly edition: string;
  readonly policy: Policy;
  /** JSON of a Behaviour. A text, since it holds numbers that are no whole ones. */
  readonly behaviour: string;
  readonly futures: readonly Future[];
  /** What 100.00 spent on goods of a category brought back at a steady turnover, in fen. */
  readonly goods: readonly GoodsBands[];
};

/** The hash by which a result names its plan. */
export function planHashOf(plan: Json): string {
  return createHash("sha256").update(canonicalJson(plan), "utf8").digest("hex");
}

/** The result of a plan's runs. */
export function gateResultOf(
  plan: Json,
  policy: Policy,
  behaviour: Behaviour,
  runs: readonly Run[],
): GateResult {
  const steady = runs.filter(({ scenario }) => scenario === "steady");
  return {
    planHash: planHashOf(plan),
    edition: EDITION,
    policy,
    behaviour: JSON.stringify(behaviour),
    futures: runs.map(futureOf),
    goods: summarise(steady).flatMap(({ goods }) => goods),
  };
}

/** Judges a plan by a result; a result of another plan is none. */
export function judgeResult(plan: Json, result: GateResult): Verdict {
  const isOfPlan = result.planHash === planHashOf(plan);
  return judge(plan, isOfPlan ? result.futures : [], result.policy);
}

/** A result as JSON: amounts are decimal strings. */
export function gateResultJson(result: GateResult): Json {
  const text = JSON.stringify(result, (_key, value: unknown) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === "number" ? BigInt(value) : value,
  ) as Json;
}

/** What stands where in a result that cannot be read. */
export class GateResultError extends Error {
  constructor(where: string) {
    super(`This is no result of the gate: "${where}" is missing or is not what belongs there.`);
  }
}

type Reader<Value> = (json: Json | undefined, where: string) => Value;

const object: Reader<JsonObject> = (json, where) => {
  if (isJsonObject(json)) return json;
  throw new GateResultError(where);
};
const text: Reader<string> = (json, where) => {
  if (typeof json === "string") return json;
  throw new GateResultError(where);
};
const count: Reader<number> = (json, where) => {
  if (typeof json === "bigint" && json >= 0n && json <= Number.MAX_SAFE_INTEGER) {
    return Number(json);
  }
  throw new GateResultError(where);
};
const amount: Reader<bigint> = (json, where) => {
  const written = text(json, where);
  if (/^(0|-?[1-9][0-9]{0,29})$/.test(written)) return BigInt(written);
  throw new GateResultError(where);
};
function list<Value>(read: Reader<Value>): Reader<readonly Value[]> {
  return (json, where) => {
    if (!Array.isArray(json)) throw new GateResultError(where);
    return json.map((item, k) => read(item, `${where}[${k}]`));
  };
}

/** Reads the fields of an object, each by its own reader. */
function fieldsBy<Value>(readers: { readonly [Name in keyof Value]: Reader<Value[Name]> }) {
  return ((json, where) => {
    const fields = object(json, where);
    const read = Object.entries<Reader<unknown>>(readers).map(([name, reader]) => [
      name,
      reader(fields[name], where === "" ? name : `${where}.${name}`),
    ]);
    return Object.fromEntries(read) as Value;
  }) as Reader<Value>;
}

const band = fieldsBy({ p10: count, median: count, p90: count });

const policyRead: Reader<Policy> = (json, where) => {
  const read = readPolicy(json ?? null);
  if (read.ok) return read.policy;
  throw new GateResultError(`${where}.${read.problems[0]!.field}`);
};

const resultRead = fieldsBy<GateResult>({
  planHash: text,
  edition: text,
  policy: policyRead,
  behaviour: text,
  futures: list(
    fieldsBy<Future>({
      ...{ scenario: text, seed: count, days: count, broken: list(text) },
      ...{ marginMinor: amount, costMinor: amount },
      ...{ quotaGrantedMinor: amount, dividendsMinor: amount },
      attacks: list(
        fieldsBy<JudgedAttack>({ attack: text, putInMinor: amount, gotOutMinor: amount }),
      ),
    }),
  ),
  goods: list(
    fieldsBy<GoodsBands>({
      ...{ category: text, years: count, buyers: count, median: band, worstTenth: band },
    }),
  ),
});

/** Reads a result that was written. Throws a GateResultError where it is none. */
export function readGateResult(json: Json): GateResult {
  return resultRead(json, "");
}

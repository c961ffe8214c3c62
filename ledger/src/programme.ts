/**
 * Programmes: one schema each, begun with a plan that passes the check, written by whoever holds the
 * lease. A lease is for liveness; what keeps an old writer out is the epoch in the programme's head.
 */
import { canonicalJson, checkPlan, type Json, type PlanIssue } from "@patronage/engine";
import type { Verdict } from "@patronage/simulator";
import type { ClientBase } from "pg";
import { planHash } from "./encoding.ts";

/** A plan that the check refuses begins no programme. */
export class PlanRefusedError extends Error {
  readonly reasons: readonly PlanIssue[];
  constructor(reasons: readonly PlanIssue[]) {
    super(`The check refuses this plan for ${reasons.length} reasons.`);
    this.reasons = reasons;
  }
}

/** A plan that does not pass the gate begins no programme, where a result of the gate is given. */
export class GateRefusedError extends Error {
  readonly verdict: Verdict;
  constructor(verdict: Verdict) {
    super("This plan does not pass the gate.");
    this.verdict = verdict;
  }
}

/** Writes a programme's beginning into its empty tables; `client` looks into its schema. */
export async function beginProgramme(client: ClientBase, plan: Json): Promise<void> {
  const check = checkPlan(plan);
  if (!check.ok) throw new PlanRefusedError(check.reasons);
  const text = canonicalJson(plan);
  await client.query("INSERT INTO head (plan, hash) VALUES ($1, $2)", [text, planHash(text)]);
}

export type Lease = { readonly programme: string; readonly writer: string; readonly epoch: bigint };

const TAKE = `
INSERT INTO leases (programme, writer, epoch, expires)
VALUES ($1, $2, 1, now() + $3 * interval '1 second')
ON CONFLICT (programme) DO UPDATE
  SET writer = $2, epoch = leases.epoch + 1, expires = now() + $3 * interval '1 second'
  WHERE leases.expires < now()
RETURNING epoch`;

/** Takes a programme's lease, or answers undefined while another writer holds it. */
export async function takeLease(
  client: ClientBase,
  programme: string,
  writer: string,
  seconds: number,
): Promise<Lease | undefined> {
  const { rows } = await client.query<{ epoch: string }>(TAKE, [programme, writer, seconds]);
  const [row] = rows;
  return row === undefined ? undefined : { programme, writer, epoch: BigInt(row.epoch) };
}

/** Holds a lease for longer; answers whether it was still ours. */
export async function renewLease(
  client: ClientBase,
  { programme, epoch }: Lease,
  seconds: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    "UPDATE leases SET expires = now() + $3 * interval '1 second' WHERE programme = $1 AND epoch = $2",
    [programme, epoch, seconds],
  );
  return rowCount === 1;
}

/** Gives a lease up at once, so that another need not wait for it to run out. */
export async function giveUpLease(client: ClientBase, { programme, epoch }: Lease): Promise<void> {
  await client.query("UPDATE leases SET expires = now() WHERE programme = $1 AND epoch = $2", [
    programme,
    epoch,
  ]);
}

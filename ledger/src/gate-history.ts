/** The results of the gate by which a programme's plans came into force, for whoever runs them again. */
import { parseJson, type Json } from "@patronage/engine";
import type { ClientBase } from "pg";
import { gateIn, readGate, type Gate } from "./gates.ts";
import { readPlanHistory } from "./queries.ts";

export type GatedPlan = {
  readonly sinceSeq: bigint;
  readonly plan: Json;
  /** Of the first plan the latest that was kept beside it; of others the one in the journal. */
  readonly gate: Gate | undefined;
};

/** Each plan that was or is in force, with its result; `client` looks into the programme's schema. */
export async function readGateHistory(client: ClientBase): Promise<GatedPlan[]> {
  const versions = await readPlanHistory(client);
  const { rows } = await client.query<{ seq: string; events: string }>(
    "SELECT seq, events FROM journal WHERE seq = ANY($1)",
    [versions.map(({ sinceSeq }) => sinceSeq)],
  );
  const kept = new Map(rows.map(({ seq, events }) => [BigInt(seq), events]));
  const gated: GatedPlan[] = [];
  for (const { sinceSeq, text } of versions) {
    const plan = parseJson(text);
    const events = kept.get(sinceSeq);
    const gate = events === undefined ? await readGate(client, plan) : gateIn(events);
    gated.push({ sinceSeq, plan, gate });
  }
  return gated;
}

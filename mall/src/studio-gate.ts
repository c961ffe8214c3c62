/** The gate's word on a plan, as the back office shows it beside a draft. */
import { parseJson } from "@patronage/engine";
import { GATE_DAYS, readGate } from "@patronage/ledger";
import { judgeResult } from "@patronage/simulator";
import { reasonLines } from "@patronage/simulator/report";
import type { Lang } from "@patronage/words";
import type { ClientBase } from "pg";

const DAY_MILLISECONDS = 86_400_000;

/** Where a plan stands with the gate. */
export type GateTold = {
  readonly state: "none" | "passed" | "failed" | "outdated";
  readonly madeAt: string | null;
  /** Until when the result counts. */
  readonly until: string | null;
  readonly en: readonly string[];
  readonly zh: readonly string[];
};

/** Where a plan stands at an instant; `client` looks into the programme's schema. */
export async function gateOf(client: ClientBase, plan: string, now: string): Promise<GateTold> {
  const json = parseJson(plan);
  const gate = await readGate(client, json);
  if (gate === undefined) return { state: "none", madeAt: null, until: null, en: [], zh: [] };
  const { madeAt, result } = gate;
  const verdict = judgeResult(json, result);
  const untilMilliseconds = Date.parse(madeAt) + GATE_DAYS * DAY_MILLISECONDS;
  const isOld = Date.parse(now) > untilMilliseconds;
  const told = (lang: Lang): string[] => reasonLines(verdict, lang).map(({ sentence }) => sentence);
  return {
    state: isOld ? "outdated" : verdict.passes ? "passed" : "failed",
    madeAt,
    until: new Date(untilMilliseconds).toISOString(),
    en: told("en"),
    zh: told("zh"),
  };
}

/** Plans: drafted by one person, checked, and activated by another. */
import { canonicalJson, checkPlan, parseJson, worsened, type Json } from "@patronage/engine";
import { readFund, readPlanHistory } from "@patronage/ledger";
import { planInWords, planIssueSentence } from "@patronage/words";
import type { RequestContext } from "@vendure/core";
import { coverageOf } from "./admin-reads.ts";
import { inLedger, MallError, preview, query, RefusedError, send, type Mall } from "./mall.ts";
import { gateOf } from "./studio-gate.ts";

/** A plan's text as JSON. Refuses: plan_unreadable. */
export function readJson(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw new MallError("plan_unreadable", { trouble: (error as Error).message });
  }
}

type Issue = Parameters<typeof planIssueSentence>[0];

const told = ({ code, path, facts }: Issue) => ({
  ...{ code, path },
  en: planIssueSentence({ code, path, facts }, "en"),
  zh: planIssueSentence({ code, path, facts }, "zh"),
});

/** The check refuses a plan: every reason, in both languages. */
export function refusedPlan(reasons: readonly Issue[]): MallError {
  const sentences = reasons.map(told).map(({ path, en, zh }) => {
    const where = path === "" ? "" : `${path} — `;
    return { en: where + en, zh: where + zh };
  });
  return new MallError("plan_refused", {
    en: sentences.map(({ en }) => en).join(" "),
    zh: sentences.map(({ zh }) => zh).join(""),
  });
}

/** Checks a plan alone, and against the one in force. */
export async function checkDraft(mall: Mall, text: string) {
  const check = checkPlan(readJson(text));
  if (!check.ok) {
    const nothing = { coverage: [], wordsEn: [], wordsZh: [] };
    return {
      isAccepted: false,
      reasons: check.reasons.map(told),
      warnings: [],
      worsened: [],
      ...nothing,
    };
  }
  const { plan, warnings } = check;
  const { now, issuedMicro } = await inLedger(mall, async (client) => ({
    now: (await readPlanHistory(client)).at(-1)!.plan,
    issuedMicro: (await readFund(client)).issuedMicro,
  }));
  return {
    isAccepted: true,
    reasons: [],
    warnings: warnings.map(told),
    worsened: worsened(now, plan, issuedMicro),
    coverage: coverageOf(plan),
    wordsEn: planInWords(plan, "en"),
    wordsZh: planInWords(plan, "zh"),
  };
}

/** Plans that were and are in force, the newest first. */
export async function planVersions(mall: Mall) {
  const history = await inLedger(mall, readPlanHistory);
  return history
    .map(({ sinceSeq, text }, index) => ({
      plan: text,
      sinceSeq: sinceSeq.toString(),
      isInForce: index === history.length - 1,
    }))
    .reverse();
}

export type DraftRow = {
  readonly id: number;
  readonly plan: string;
  readonly note: string;
  readonly state: "draft" | "activated" | "dropped";
  readonly made_at: Date;
  readonly made_by: number;
  readonly ended_at: Date | null;
};

/** Keeps a draft. Refuses: plan_unreadable, plan_refused, reason_missing. */
export async function draftPlan(
  mall: Mall,
  ctx: RequestContext,
  administratorId: number,
  text: string,
  note: string,
): Promise<number> {
  if (note.trim() === "") throw new MallError("reason_missing");
  const json = readJson(text);
  const check = checkPlan(json);
  if (!check.ok) throw refusedPlan(check.reasons);
  const [row] = await query<{ id: number }>(
    mall,
    ctx,
    `INSERT INTO patronage_plan (plan, note, state, made_at, made_by)
     VALUES ($1, $2, 'draft', $3, $4) RETURNING id`,
    [canonicalJson(json), note.trim(), mall.clock.now(), administratorId],
  );
  return row!.id;
}

async function lockDraft(mall: Mall, ctx: RequestContext, id: number): Promise<DraftRow> {
  const [draft] = await query<DraftRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_plan WHERE id = $1 FOR UPDATE",
    [id],
  );
  if (draft === undefined) throw new MallError("plan_unknown");
  if (draft.state !== "draft") throw new MallError("plan_activated");
  return draft;
}

/** Asks the ledger whether it would activate a plan; what the gate found is told in whole sentences. */
async function previewActivation(mall: Mall, plan: Json): Promise<void> {
  try {
    await preview(mall, { type: "plan.activate", plan });
  } catch (error) {
    if (!(error instanceof RefusedError) || error.refusal.code !== "gate_failed") throw error;
    const { en, zh } = await inLedger(mall, (client) =>
      gateOf(client, canonicalJson(plan), mall.clock.now()),
    );
    throw new MallError("gate_failed", { en: en.join("; "), zh: zh.join("；") });
  }
}

/**
 * Puts a draft into force. Refuses: plan_unknown, plan_activated, same_person, gate_failed, and what the
 * ledger refuses.
 */
export async function activatePlan(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
): Promise<void> {
  const draft = await lockDraft(mall, ctx, id);
  if (draft.made_by === administratorId) throw new MallError("same_person");
  const plan = parseJson(draft.plan);
  await previewActivation(mall, plan);
  const place = await send(mall, ctx, { id: `plan.activate ${id}`, type: "plan.activate", plan });
  await query(
    mall,
    ctx,
    `UPDATE patronage_plan SET state = 'activated', ended_at = $2, ended_by = $3, place = $4
     WHERE id = $1`,
    [id, mall.clock.now(), administratorId, place],
  );
}

/** Drops a draft. Refuses: plan_unknown, plan_activated. */
export async function dropPlan(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
): Promise<void> {
  await lockDraft(mall, ctx, id);
  await query(
    mall,
    ctx,
    "UPDATE patronage_plan SET state = 'dropped', ended_at = $2, ended_by = $3 WHERE id = $1",
    [id, mall.clock.now(), administratorId],
  );
}

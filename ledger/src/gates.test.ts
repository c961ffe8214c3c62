/** A live ledger activates a plan only with a recent, passing result of the gate for that very plan. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json, JsonObject } from "@patronage/engine";
import type { GateResult } from "@patronage/simulator";
import { randomHistory } from "../../engine/src/history.ts";
import { soundResult } from "./gate-kit.ts";
import { gateIn, recordGate } from "./gates.ts";
import { readJournal } from "./journal.ts";
import { withProgramme, type ProgrammeDesk } from "./programme-kit.ts";
import type { Answer, Preview } from "./session.ts";
import { verifyProgramme } from "./verify.ts";

const { plan: RANDOM } = randomHistory(1, { commands: 1 });
const CATEGORY = {
  ...{ grossMargin: "0.65", proRataRate: "0.20", tierRate: "0.10" },
  ...{ reserveRate: "0.30", quotaMultiple: "0.6" },
};
const PLAN: JsonObject = {
  ...(RANDOM as JsonObject),
  ...{ categories: { default: CATEGORY }, referral: { levels: [] }, onQuotaReached: "pause" },
  ...{
    grant: { kind: "value", rate: "0.70" },
    redemption: { feeRate: "0.10", consumesQuota: true },
  },
};
delete PLAN["regionalAgent"];
const BETTER: JsonObject = { ...PLAN, redemption: { feeRate: "0.05", consumesQuota: true } };
const activation = (plan: Json, id = "better"): JsonObject => ({
  ...{ id, type: "plan.activate", plan },
});

const code = (answer: Answer | Preview): string => (answer.ok ? "" : answer.refusal.code);

/** Keeps a result in the programme of a desk. */
async function keep(
  { database }: ProgrammeDesk,
  plan: Json,
  result: GateResult,
  madeAt = "2026-01-01T00:00:00Z",
): Promise<void> {
  await recordGate(await database.connect(), "shop", plan, { madeAt, result });
}

test("without a result, with one of another plan or one that fails, nothing is activated", async () => {
  await withProgramme(PLAN, async (desk) => {
    const sequencer = await desk.open();
    const isRefused = async (expected: string): Promise<void> => {
      assert.equal(code(await sequencer.preview(activation(BETTER))), expected);
      assert.equal(code(await sequencer.submit(activation(BETTER))), expected);
      const past = { ...activation(BETTER), at: "2026-01-01T00:00:00Z" };
      assert.equal(code(await sequencer.submitPast(past)), expected, "nor by the way of the past");
    };
    await isRefused("gate_missing");
    await keep(desk, PLAN, soundResult(PLAN));
    await isRefused("gate_missing");
    // It says of itself that it is of this plan, and its futures are another's: nobody can tell, but by
    // running them. Of another plan's hash it is not looked at.
    const sound = soundResult(BETTER);
    const [first, ...rest] = sound.futures;
    const gain = { attack: "ring", putInMinor: 100n, gotOutMinor: 101n };
    await keep(desk, BETTER, { ...sound, futures: [{ ...first!, attacks: [gain] }, ...rest] });
    await isRefused("gate_failed");
    await keep(desk, BETTER, { ...sound, futures: rest });
    await isRefused("gate_failed");
    const lax = { ...sound, policy: { ...sound.policy, attackMost: "2" } };
    await assert.rejects(keep(desk, BETTER, lax), /"policy.attackMost"/);
    assert.equal(sequencer.head.seq, 0n);
  });
});

test("a result holds for thirty days, for that very plan, and stands in the journal", async () => {
  await withProgramme(PLAN, async (desk) => {
    const sequencer = await desk.open();
    await keep(desk, BETTER, soundResult(BETTER));
    desk.stopClock("2026-01-31T00:00:01Z");
    assert.equal(code(await sequencer.submit(activation(BETTER))), "gate_outdated");
    desk.stopClock("2026-01-31T00:00:00Z");
    const preview = await sequencer.preview(activation(BETTER));
    const answer = await sequencer.submit(activation(BETTER));
    assert.ok(answer.ok && preview.ok);
    assert.equal(preview.events, answer.events);
    assert.deepEqual(gateIn(answer.events), {
      madeAt: "2026-01-01T00:00:00Z",
      result: soundResult(BETTER),
    });
    const worse = { ...BETTER, redemption: { feeRate: "0.20", consumesQuota: true } };
    assert.equal(code(await sequencer.submit(activation(worse, "worse"))), "plan_worsens");
    const again = await sequencer.submit(activation(BETTER));
    assert.ok(again.ok && again.isRepeated, "a retry asks for nothing");
    await sequencer.stop();
    const next = await desk.open();
    assert.equal(next.state.plan.redemption.feeRate.num, 5n);
    await next.readModelsReached();
    await next.stop();
    const client = await desk.database.connect();
    await client.query(desk.search);
    const verdict = await verifyProgramme(client);
    assert.ok(verdict.isSound);
    for await (const { seq, events } of readJournal(client)) {
      assert.equal(seq, 1n);
      assert.equal(events, answer.events);
    }
  });
});

test("whoever took the result out of the journal, hashes and all, is found", async () => {
  await withProgramme(PLAN, async (desk) => {
    const sequencer = await desk.open();
    await keep(desk, BETTER, soundResult(BETTER));
    const answer = await sequencer.submit(activation(BETTER));
    assert.ok(answer.ok);
    await sequencer.readModelsReached();
    await sequencer.stop();
    const client = await desk.database.connect();
    await client.query(desk.search);
    await client.query("ALTER TABLE journal DISABLE TRIGGER ALL");
    const events = answer.events.replace(/"gate":.*,"plan":/, '"plan":');
    assert.notEqual(events, answer.events);
    await client.query("UPDATE journal SET events = $1", [events]);
    const verdict = await verifyProgramme(client);
    assert.equal(
      verdict.isSound ? "" : verdict.fault,
      "its plan was activated without the gate (gate_missing)",
    );
  });
});

test("the application can keep results and change none", async () => {
  await withProgramme(PLAN, async (desk) => {
    await keep(desk, BETTER, soundResult(BETTER));
    const client = await desk.database.connect();
    await client.query(desk.search);
    await assert.rejects(client.query("UPDATE gates SET result = ''"), /only ever added to/);
    await assert.rejects(client.query("DELETE FROM gates"), /only ever added to/);
  });
});

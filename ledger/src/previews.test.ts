/** Previews: what a command would come to, by the code that does it, and without a trace. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apply,
  brokenInvariants,
  canonicalJson,
  checkPlan,
  parseCommand,
  parseJson,
  type Command,
  type Json,
  type JsonObject,
  type Outcome,
  type State,
} from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import { eventsText, readEvents } from "./encoding.ts";
import { KEPT_LEAST } from "./fetched.ts";
import { gatedHistory } from "./gate-kit.ts";
import { beginState } from "./load.ts";
import { decideOnly, type LedgerStore } from "./memory.ts";
import { figures, join, withProgramme } from "./programme-kit.ts";
import type { Sequencer } from "./sequencer.ts";
import type { Answer, Preview } from "./session.ts";
import { verifyProgramme } from "./verify.ts";

const PLAN = randomHistory(1, { commands: 1 }).plan;

function begin(plan: Json): State {
  const check = checkPlan(plan);
  assert.ok(check.ok);
  return beginState(check.plan);
}

/** The text of events without the tree over all holders, which only a close that comes to pass has. */
const textWithoutTree = (text: string): string =>
  eventsText(readEvents(text).map((event) => ({ ...event, tree: undefined })));

/** What was decided, as something to compare. */
const told = (outcome: Outcome): unknown =>
  outcome.ok ? eventsText(outcome.events) : outcome.refusal;

/** Whether an answer is one that previews do not give: ids do not matter to them. */
const isOfIds = (outcome: Outcome | Answer): boolean =>
  outcome.ok ? outcome.isRepeated === true : outcome.refusal.code === "id_conflict";

test("previews leave no trace in the engine: closes pay the same as without them, on 80 histories", () => {
  let cappedCount = 0;
  let forcedCount = 0;
  for (let seed = 500; seed < 580; seed++) {
    const { plan, commands } = randomHistory(seed, { commands: 250 });
    const plain = begin(plan);
    const asked = begin(plan);
    for (const [index, json] of commands.entries()) {
      const parsed = parseCommand(json);
      if (!parsed.ok) continue;
      const where = `seed ${seed}, command ${index}`;
      const at = asked.lastAt ?? parsed.command.at;
      const close: Command = { id: "", type: "day.close", at, date: "2999-12-31" };
      for (let times = index % 3; times > 0; times--) {
        const closed = decideOnly(asked, close);
        assert.ok(closed.ok);
        for (const event of closed.events) {
          if (event.type !== "dayClosed") continue;
          cappedCount += event.capped.length;
          forcedCount += event.forced.length;
        }
      }
      const preview = decideOnly(asked, parsed.command);
      const outcome = apply(plain, parsed.command);
      assert.deepEqual(told(apply(asked, parsed.command)), told(outcome), where);
      if (!isOfIds(outcome)) assert.deepEqual(told(preview), told(outcome), where);
    }
    assert.equal(figures(asked), figures(plain));
    assert.deepEqual(brokenInvariants(asked), []);
  }
  assert.ok(
    cappedCount > 1_000 && forcedCount > 100,
    `${cappedCount} capped, ${forcedCount} forced`,
  );
});

/** A preview of what cannot be refused for its id or its instant equals what is answered then. */
function compare(preview: Preview, answer: Answer, where: string): boolean {
  const isOfFields =
    !answer.ok &&
    (answer.refusal.code === "at_backwards" ||
      ["at", "id"].includes(String(answer.refusal.facts["field"])));
  if (isOfIds(answer) || isOfFields) return false;
  if (preview.ok && answer.ok) assert.equal(preview.events, textWithoutTree(answer.events), where);
  else assert.deepEqual(preview, answer, where);
  return true;
}

/** Previews every command before it is given, and others besides. */
async function giveAll(
  sequencer: Sequencer,
  commands: readonly Json[],
  stopClock: (at: string) => void,
): Promise<void> {
  let comparedCount = 0;
  for (const [index, json] of commands.entries()) {
    const where = `command ${index}: ${canonicalJson(json)}`;
    const parsed = parseCommand(json);
    if (parsed.ok) stopClock(parsed.command.at);
    const before = figures(sequencer.state);
    const { head } = sequencer;
    const other = commands[(index * 7919) % commands.length]!;
    const close = { type: "day.close", date: "2999-12-31" };
    const [preview, again] = await Promise.all([
      sequencer.preview(json),
      sequencer.preview(json),
      sequencer.preview(other),
      sequencer.preview(close),
    ]);
    assert.deepEqual(preview, again, where);
    assert.equal(figures(sequencer.state), before, where);
    assert.equal(sequencer.head, head, where);
    if (compare(preview, await sequencer.submitPast(json), where)) comparedCount++;
    // Now and then what was decided is let go from memory.
    if (index % 3 === 0) await sequencer.readModelsReached();
  }
  assert.ok(comparedCount > commands.length * 0.9, `${comparedCount} of ${commands.length}`);
}

test("a preview of every command is what it comes to, and changes nothing, on random histories", async () => {
  for (const seed of [61, 62, 63, 64]) {
    const { plan, commands } = gatedHistory(seed, { commands: 140 });
    await withProgramme(plan, async ({ open, openGate, database, search, stopClock }) => {
      await openGate(commands);
      const sequencer = await open(1n, seed % 2 === 0 ? 0 : KEPT_LEAST);
      await giveAll(sequencer, commands, stopClock);
      const twin = begin(plan);
      for (const json of commands) {
        const parsed = parseCommand(json);
        if (parsed.ok) apply(twin, parsed.command);
      }
      assert.equal(figures(sequencer.state), figures(twin), `seed ${seed}`);
      assert.deepEqual(brokenInvariants(sequencer.state), []);
      await sequencer.stop();
      const next = await open();
      assert.equal(figures(next.state), figures(twin), "what is loaded again is what was");
      await next.stop();
      const client = await database.connect();
      await client.query(search);
      assert.ok((await verifyProgramme(client)).isSound);
    });
  }
});

const code = (preview: Preview): string => (preview.ok ? "" : preview.refusal.code);

test("a preview needs no id, and one that was applied before does not matter", async () => {
  await withProgramme(PLAN, async ({ open }) => {
    const sequencer = await open();
    const withoutId = { type: "holder.join", holder: "anna" };
    const expected = { ok: true, events: '[{"holder":"anna","type":"holderJoined"}]' };
    assert.deepEqual(await sequencer.preview(withoutId), expected);
    assert.deepEqual(await sequencer.preview(join("anna")), expected);
    // The id that stands for none, too, may be a command's.
    for (const id of ["join-anna", "preview"]) {
      await sequencer.submit({ ...join(id), id });
      assert.deepEqual(await sequencer.preview({ ...join("anna"), id }), expected);
    }
    assert.deepEqual(await sequencer.preview(withoutId), expected);
    assert.equal((await sequencer.submit(join("anna"))).ok, false, "to give it is another matter");
    assert.equal(sequencer.head.seq, 2n);
    await sequencer.stop();
  });
});

test("what cannot be read is refused by a preview as by the door", async () => {
  await withProgramme(PLAN, async ({ open }) => {
    const sequencer = await open();
    assert.equal(code(await sequencer.preview(7n)), "command_not_object");
    assert.equal(code(await sequencer.preview({ type: "nonsense" })), "type_unknown");
    assert.equal(code(await sequencer.preview({ ...join("a"), id: 1n })), "field_wrong_type");
    assert.equal(code(await sequencer.preview({ ...join("a"), extra: 1n })), "field_unknown");
    await sequencer.stop();
    await assert.rejects(sequencer.preview(join("a")), /stopped/);
  });
});

test("a preview sees what was submitted before it, and is answered before that is written", async () => {
  await withProgramme(PLAN, async ({ open }) => {
    const sequencer = await open();
    const order: string[] = [];
    const first = sequencer.preview(join("anna"));
    const submitted = sequencer.submit(join("anna")).then(() => order.push("written"));
    const second = sequencer.preview(join("anna")).then((preview) => {
      order.push(code(preview));
    });
    assert.equal(code(await first), "");
    await Promise.all([submitted, second]);
    assert.deepEqual(order, ["holder_exists", "written"]);
    await sequencer.stop();
  });
});

test("a preview of a close whose day has not ended tells what it would pay; to close it is refused", async () => {
  const { plan, commands } = gatedHistory(17, { commands: 120 });
  await withProgramme({ ...(plan as JsonObject), timezone: "Europe/Berlin" }, async (desk) => {
    await desk.openGate(commands);
    const sequencer = await desk.open();
    for (const json of commands) await sequencer.submitPast(json);
    desk.stopClock(sequencer.state.lastAt!);
    const close = { id: "close", type: "day.close", date: "2999-12-31" };
    const preview = await sequencer.preview(close);
    assert.ok(preview.ok);
    const early = await sequencer.submit(close);
    assert.equal(early.ok ? "" : early.refusal.code, "day_not_ended");
    const { lastCloseDate } = sequencer.state;
    const closed = await sequencer.preview({ ...close, date: lastCloseDate! });
    assert.equal(code(closed), "date_not_ascending", "what the engine refuses stays refused");
    const done = await sequencer.submitPast({ ...close, at: sequencer.state.lastAt! });
    assert.ok(done.ok);
    assert.equal(textWithoutTree(done.events), preview.events);
    await sequencer.stop();
  });
});

/** A plan, and an order whose refund takes something back. */
function refundable(): { plan: Json; commands: Json[]; refund: JsonObject } {
  for (let seed = 1; ; seed++) {
    const { plan, commands } = gatedHistory(seed, { commands: 60 });
    const state = begin(plan);
    for (const json of commands) {
      const parsed = parseCommand(json);
      if (!parsed.ok || !apply(state, parsed.command).ok) continue;
      if (parsed.command.type !== "order.pay") continue;
      const { order, lines } = parsed.command;
      const [first] = lines;
      const line = { line: first!.line, amount: first!.paidMinor };
      const refund = { type: "order.refund", order, lines: [line] };
      const at = state.lastAt!;
      const read = parseCommand({ ...refund, id: "refund", at });
      const outcome = decideOnly(state, (read as { command: Command }).command);
      const [event] = outcome.ok ? outcome.events : [];
      if (event?.type !== "orderRefunded" || event.reserveMinor === 0n) continue;
      return { plan, commands: commands.slice(0, commands.indexOf(json) + 1), refund };
    }
  }
}

test("a preview of a refund fetches an order that is not in memory", async () => {
  const { plan, commands, refund } = refundable();
  await withProgramme(plan, async ({ open, openGate, stopClock }) => {
    await openGate(commands);
    const first = await open();
    for (const json of commands) await first.submitPast(json);
    stopClock(first.state.lastAt!);
    const known = await first.preview(refund);
    await first.stop();
    const second = await open();
    const orders = (second.state.store as LedgerStore).orders;
    assert.equal(orders.has(refund["order"] as string), false);
    const preview = await second.preview(refund);
    assert.ok(preview.ok && preview.events.includes('"orderRefunded"'));
    assert.deepEqual(preview, known);
    const answer = await second.submit({ ...refund, id: "refund" });
    assert.ok(answer.ok);
    assert.equal(answer.events, preview.events);
    const [event] = parseJson(preview.events) as JsonObject[];
    assert.ok(event!["givenBackMinor"] !== undefined && event!["missingMinor"] !== undefined);
    await second.stop();
  });
});

test("a preview in a crowd of 2 000 commands is answered in its place, and moves none", async () => {
  await withProgramme(PLAN, async ({ open, database, search }) => {
    const sequencer = await open();
    const answers: Promise<Answer>[] = [];
    const previews: Promise<Preview>[] = [];
    for (let k = 0; k < 2_000; k++) {
      if (k % 100 === 50) {
        previews.push(sequencer.preview(join(`h${k - 1}`)), sequencer.preview(join(`h${k}`)));
        previews.push(sequencer.preview({ type: "day.close", date: "2999-12-31" }));
      }
      answers.push(sequencer.submit(join(`h${k}`)));
    }
    const codes = (await Promise.all(previews)).map(code);
    assert.deepEqual(codes, Array(20).fill(["holder_exists", "", ""]).flat());
    const seqs = (await Promise.all(answers)).map((answer) => (answer.ok ? answer.seq : 0n));
    assert.deepEqual(
      seqs,
      Array.from({ length: 2_000 }, (_, k) => BigInt(k + 1)),
    );
    assert.equal(sequencer.tally.appliedCount, 2_000);
    assert.equal(sequencer.waitingCount, 0);
    await sequencer.stop();
    const client = await database.connect();
    await client.query(search);
    assert.ok((await verifyProgramme(client)).isSound);
  });
});

test("previews are answered when connections are cut and everything is decided again", async () => {
  await withProgramme(PLAN, async ({ open, database }) => {
    const sequencer = await open(1n, 0);
    const admin = await database.connect();
    const cut = (): Promise<unknown> =>
      admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
      );
    for (let round = 0; round < 5; round++) {
      const answers: Promise<Answer>[] = [];
      const previews: Promise<Preview>[] = [];
      for (let k = 0; k < 50; k++) {
        answers.push(sequencer.submit(join(`h${round}-${k}`)));
        previews.push(sequencer.preview(join(`h${round}-${k}`)));
        // What it names has to be looked up, over a connection that may be cut.
        const refund = { type: "order.refund", order: `o${k}`, lines: [{ line: "1", amount: 1n }] };
        previews.push(sequencer.preview(refund));
      }
      await cut();
      const codes = (await Promise.all(previews)).map(code);
      assert.deepEqual(codes, Array(50).fill(["holder_exists", "order_unknown"]).flat());
      assert.ok((await Promise.all(answers)).every((answer) => answer.ok));
      // Previews alone find their way back as well.
      await cut();
      assert.equal(code(await sequencer.preview(join(`h${round}-0`))), "holder_exists");
    }
    assert.equal(sequencer.head.seq, 250n);
    await sequencer.stop();
  });
});

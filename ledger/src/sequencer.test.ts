/** One writer: every command once, in order, across restarts; and the ledger equals the engine. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { apply, brokenInvariants, canonicalJson, checkPlan, parseCommand } from "@patronage/engine";
import { gatedHistory } from "./gate-kit.ts";
import { beginState } from "./load.ts";
import { FencedError } from "./journal.ts";
import { figures, join, withProgramme } from "./programme-kit.ts";
import { verifyProgramme } from "./verify.ts";

const PLAN = gatedHistory(1, { commands: 1 }).plan;

test("the ledger equals the engine on random histories, and verifies", async () => {
  for (const seed of [11, 12]) {
    const { plan, commands } = gatedHistory(seed, { commands: 150 });
    await withProgramme(plan, async ({ open, openGate, database, search }) => {
      await openGate(commands);
      const sequencer = await open();
      const check = checkPlan(plan);
      assert.ok(check.ok);
      const twin = beginState(check.plan);
      for (const json of commands) {
        const answer = await sequencer.submitPast(json);
        const parsed = parseCommand(json);
        const outcome = parsed.ok ? apply(twin, parsed.command) : parsed;
        assert.equal(answer.ok, outcome.ok, canonicalJson(json));
        if (answer.ok && outcome.ok) assert.equal(answer.isRepeated, outcome.isRepeated === true);
      }
      assert.equal(figures(sequencer.state), figures(twin));
      assert.deepEqual(brokenInvariants(sequencer.state), []);
      await sequencer.stop();
      const again = await open();
      assert.equal(figures(again.state), figures(twin), "what is loaded again is what was");
      await again.stop();
      const client = await database.connect();
      await client.query(search);
      const verdict = await verifyProgramme(client);
      assert.ok(
        verdict.isSound,
        JSON.stringify(verdict, (_k, v: unknown) => String(v)),
      );
    });
  }
});

test("what was let go is fetched again: with nothing kept the ledger still equals the engine", async () => {
  for (const seed of [41, 42, 43, 44, 45, 46]) {
    const { plan, commands } = gatedHistory(seed, { commands: 160 });
    await withProgramme(plan, async ({ open, openGate, database, search }) => {
      await openGate(commands);
      const sequencer = await open(1n, 0);
      const check = checkPlan(plan);
      assert.ok(check.ok);
      const twin = beginState(check.plan);
      for (const [index, json] of commands.entries()) {
        const answer = await sequencer.submitPast(json);
        const parsed = parseCommand(json);
        const outcome = parsed.ok ? apply(twin, parsed.command) : parsed;
        assert.equal(answer.ok, outcome.ok, `${seed}: ${canonicalJson(json)}`);
        if (!answer.ok && !outcome.ok) assert.deepEqual(answer.refusal, outcome.refusal);
        // Now and then several changes are written down together.
        if (index % 3 !== 0) await sequencer.readModelsReached();
      }
      assert.equal(figures(sequencer.state), figures(twin));
      await sequencer.stop();
      const client = await database.connect();
      await client.query(search);
      assert.ok((await verifyProgramme(client)).isSound);
    });
  }
});

test("a retry is answered with the first result, other content is refused, across restarts", async () => {
  await withProgramme(PLAN, async ({ open }) => {
    const first = await open();
    const answer = await first.submit(join("anna"));
    assert.deepEqual(answer, {
      ok: true,
      seq: 1n,
      events: answer.ok ? answer.events : "",
      isRepeated: false,
    });
    const [once, twice] = await Promise.all([first.submit(join("ben")), first.submit(join("ben"))]);
    assert.ok(once.ok && twice.ok);
    assert.deepEqual([once.seq, twice.seq, twice.isRepeated], [2n, 2n, true]);
    await first.stop();
    const second = await open();
    const retried = await second.submit(join("anna"));
    assert.ok(retried.ok && answer.ok);
    assert.deepEqual([retried.seq, retried.isRepeated, retried.events], [1n, true, answer.events]);
    const other = await second.submit({ ...join("anna"), holder: "carl" });
    assert.equal(other.ok ? "" : other.refusal.code, "id_conflict");
    await second.stop();
  });
});

test("a thousand at once are written in few batches, each once", async () => {
  await withProgramme(PLAN, async ({ open, database, search }) => {
    const sequencer = await open();
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, k) => sequencer.submit(join(`h${k}`))),
    );
    assert.ok(answers.every((answer) => answer.ok));
    assert.equal(sequencer.head.seq, 1_000n);
    assert.ok(sequencer.head.batch <= 10n, `${sequencer.head.batch} batches`);
    await sequencer.stop();
    const client = await database.connect();
    await client.query(search);
    const { rows } = await client.query<{ n: string }>(
      "SELECT count(DISTINCT id) AS n FROM journal",
    );
    assert.equal(rows[0]?.n, "1000");
  });
});

test("a writer of an older epoch can write no more", async () => {
  await withProgramme(PLAN, async ({ open }) => {
    const old = await open(1n);
    const next = await open(2n);
    await assert.rejects(old.submit(join("anna")), FencedError);
    await assert.rejects(old.submit(join("ben")), /stopped/);
    assert.equal((await next.submit(join("anna"))).ok, true);
    await assert.rejects(open(1n), FencedError);
    await old.stop();
    await next.stop();
  });
});

test("a connection cut while writing loses nothing and doubles nothing", async () => {
  await withProgramme(PLAN, async ({ open, database }) => {
    const sequencer = await open();
    const admin = await database.connect();
    const cut = (): Promise<unknown> =>
      admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()",
      );
    for (let round = 0; round < 5; round++) {
      const waiting = Array.from({ length: 50 }, (_, k) =>
        sequencer.submit(join(`h${round}-${k}`)),
      );
      await cut();
      const answers = await Promise.all(waiting);
      assert.ok(answers.every((answer) => answer.ok));
    }
    assert.equal(sequencer.head.seq, 250n);
    await sequencer.stop();
  });
});

/** Changes one character of a text, to another of its kind. */
function changeOne(text: string, random: number): string {
  const at = random % text.length;
  const other = text[at] === "1" ? "2" : "1";
  return text.slice(0, at) + other + text.slice(at + 1);
}

test("a changed byte anywhere in the journal is found, at its place", async () => {
  const { plan, commands } = gatedHistory(31, { commands: 120 });
  await withProgramme(plan, async ({ open, openGate, database, search }) => {
    await openGate(commands);
    const sequencer = await open();
    for (const json of commands) await sequencer.submitPast(json);
    const { seq } = sequencer.head;
    await sequencer.stop();
    const client = await database.connect();
    await client.query(search);
    assert.ok((await verifyProgramme(client)).isSound);
    await assert.rejects(client.query("UPDATE journal SET id = id"), /only ever added to/);
    await client.query("SET session_replication_role = replica");
    type Row = { id: string; command: string; events: string };
    for (let k = 0; k < 90; k++) {
      const place = 1n + ((BigInt(k) * 7919n) % seq);
      const column = (["command", "events", "id"] as const)[k % 3]!;
      const { rows } = await client.query<Row>(
        "SELECT id, command, events FROM journal WHERE seq = $1",
        [place],
      );
      const before = rows[0]![column];
      const after = column === "id" ? `${before}~` : changeOne(before, k * 104_729);
      const change = `UPDATE journal SET ${column} = $2 WHERE seq = $1`;
      await client.query(change, [place, after]);
      const verdict = await verifyProgramme(client);
      assert.ok(!verdict.isSound, `${column} of ${place}: ${before} became ${after}`);
      // What only the hash tells is known at the end of its batch.
      assert.ok(verdict.seq >= place && verdict.seq <= place + 1n, `${verdict.seq}, not ${place}`);
      await client.query(change, [place, before]);
    }
    for (const [table, change] of [
      [
        "batches",
        "UPDATE batches SET hash = set_byte(hash, 5, 255 - get_byte(hash, 5)) WHERE batch = 3",
      ],
      ["batches", "DELETE FROM batches WHERE batch = 4"],
      ["batches", "DELETE FROM batches WHERE batch = (SELECT max(batch) FROM batches)"],
      ["journal", "DELETE FROM journal WHERE seq = 7"],
      ["journal", "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)"],
      ["journal", "UPDATE journal SET batch = batch + 1 WHERE seq = 9"],
      ["head", "UPDATE head SET hash = set_byte(hash, 0, 255 - get_byte(hash, 0))"],
      ["head", "UPDATE head SET plan = replace(plan, 'programme', 'Programme')"],
      ["head", "UPDATE head SET plan = plan || ' '"],
      ["holders", "UPDATE holders SET quota_e18 = quota_e18 + 1 WHERE number = 1"],
      ["closes", "UPDATE closes SET index_e18 = index_e18 + 1 WHERE close = 1"],
      ["touches", "DELETE FROM touches WHERE seq = 5"],
    ] as const) {
      await client.query(`CREATE TEMP TABLE kept AS TABLE ${table}`);
      const { rowCount } = await client.query(change);
      assert.ok(rowCount! > 0, change);
      assert.equal((await verifyProgramme(client)).isSound, false, change);
      await client.query(`DELETE FROM ${table}`);
      await client.query(`INSERT INTO ${table} SELECT * FROM kept`);
      await client.query("DROP TABLE kept");
    }
    assert.ok((await verifyProgramme(client)).isSound);
  });
});

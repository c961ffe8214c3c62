/** The house: inbox and outbox, closes, roles, leases; in a real Postgres, through the door. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson, type Json, type JsonObject } from "@patronage/engine";
import { Client, escapeIdentifier } from "pg";
import { randomHistory } from "../../engine/src/history.ts";
import {
  createProgramme,
  openHouse,
  openWriter,
  previewThroughInbox,
  readProgramme,
  submitThroughInbox,
  type House,
  type Writer,
} from "./house.ts";
import { enqueue, enqueuePreview, readAnswerAt } from "./inbox.ts";
import { withDatabase } from "./ledger-kit.ts";
import { programmeSchema } from "./migrate.ts";
import { enrol, follow, startOver } from "./outbox.ts";
import { join } from "./programme-kit.ts";
import { APPLICATION_ROLE } from "./roles.ts";
import type { Preview } from "./session.ts";
import { readStatus } from "./status.ts";
import { verifyProgramme } from "./verify.ts";

const PLAN = {
  ...(randomHistory(1, { commands: 1 }).plan as JsonObject),
  timezone: "Europe/Berlin",
};

type Desk = {
  readonly house: House;
  readonly programme: string;
  readonly schema: string;
  /** Opens the programme's writer, closed after the test. */
  readonly write: (now?: () => string) => Promise<Writer>;
  readonly url: string;
};

async function withHouse(work: (desk: Desk) => Promise<void>, plan: Json = PLAN): Promise<void> {
  await withDatabase(async ({ url }) => {
    const house = await openHouse({ databaseUrl: url });
    const writers: Writer[] = [];
    try {
      const programme = await createProgramme(house, plan);
      const schema = escapeIdentifier(programmeSchema(programme));
      const write = async (now = (): string => new Date().toISOString()): Promise<Writer> => {
        writers.push(await openWriter(house, programme, now));
        return writers.at(-1)!;
      };
      await work({ house, programme, schema, write, url });
    } finally {
      await Promise.all(writers.map((writer) => writer.close().catch(() => undefined)));
      await house.close();
    }
  });
}

const soon = (): AbortSignal => AbortSignal.timeout(10_000);

test("what is enqueued in a transaction is applied when it commits, and only then", async () => {
  await withHouse(async ({ house, programme, write, url }) => {
    const client = new Client({ connectionString: url });
    client.on("error", () => undefined);
    await client.connect();
    const writer = await write();
    await client.query("BEGIN");
    await enqueue(client, programme, join("ghost"));
    await client.query("ROLLBACK");
    await client.query("BEGIN");
    const put = await enqueue(client, programme, join("anna"));
    assert.ok(put.ok);
    assert.equal(writer.sequencer.head.seq, 0n);
    await client.query("COMMIT");
    await client.end();
    const answer = await submitThroughInbox(house, programme, join("ben"), soon());
    assert.ok(answer.ok);
    assert.deepEqual(answer.events, '[{"holder":"ben","type":"holderJoined"}]');
    assert.equal(writer.sequencer.head.seq, 2n);
    assert.equal(writer.sequencer.state.store.holders.find("ghost"), undefined);
  });
});

test("a command waits in the inbox for a writer, and a retry hears the same answer from the next", async () => {
  await withHouse(async ({ house, programme, write }) => {
    const late = AbortSignal.timeout(50);
    await assert.rejects(
      submitThroughInbox(house, programme, join("anna"), late),
      /stays in the inbox/,
    );
    const first = await write();
    const answer = await submitThroughInbox(house, programme, join("anna"), soon());
    assert.ok(answer.ok && answer.isRepeated && answer.seq === 1n);
    const other = { ...join("anna"), holder: "bob" };
    const conflict = await submitThroughInbox(house, programme, other, soon());
    assert.equal(conflict.ok ? "" : conflict.refusal.code, "id_conflict");
    await first.close();
    await write();
    const again = await submitThroughInbox(house, programme, join("anna"), soon());
    assert.deepEqual(again, answer);
  });
});

test("a refusal through the inbox keeps its facts, and what cannot be read is refused at the door", async () => {
  await withHouse(async ({ house, programme, write }) => {
    await write();
    await submitThroughInbox(house, programme, join("anna"), soon());
    const withdraw = { id: "w1", type: "wallet.withdraw", holder: "anna", amount: 5n };
    const answer = await submitThroughInbox(house, programme, withdraw, soon());
    assert.ok(!answer.ok);
    assert.deepEqual(answer.refusal, {
      code: "wallet_insufficient",
      facts: { leftMinor: 0n, amountMinor: 5n },
    });
    const unread = await submitThroughInbox(
      house,
      programme,
      { id: "x", type: "nonsense" },
      soon(),
    );
    assert.equal(unread.ok ? "" : unread.refusal.code, "type_unknown");
  });
});

const code = (preview: Preview): string => (preview.ok ? "" : preview.refusal.code);

/** The previews in a programme's inbox. */
async function previewsIn({ house, schema }: Desk): Promise<{ command: string }[]> {
  const { rows } = await house.pool.query<{ command: string }>(
    `SELECT command FROM ${schema}.inbox WHERE is_preview`,
  );
  return rows;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

test("a preview is asked for from another process through the inbox, and leaves nothing there", async () => {
  await withHouse(async (desk) => {
    const { programme, write, url } = desk;
    const { sequencer } = await write();
    await sequencer.submit(join("anna"));
    const shop = await openHouse({ databaseUrl: url });
    const ask = (json: Json): Promise<Preview> =>
      previewThroughInbox(shop, programme, json, soon());
    const { head } = sequencer;
    for (const json of [
      { type: "holder.join", holder: "ben" },
      join("anna"),
      { type: "wallet.withdraw", holder: "anna", amount: 5n },
      { type: "day.close", date: "2999-12-31" },
    ]) {
      assert.deepEqual(await ask(json), await sequencer.preview(json));
    }
    assert.equal(code(await ask({ type: "nonsense" })), "type_unknown");
    assert.equal(sequencer.head, head);
    const asked = await Promise.all(Array.from({ length: 50 }, (_, k) => ask(join(`h${k}`))));
    assert.ok(asked.every(({ ok }) => ok));
    assert.deepEqual(await previewsIn(desk), []);
    await shop.close();
  });
});

test("commands and previews of the inbox are worked in the order of their places", async () => {
  await withHouse(async (desk) => {
    const { house, programme, write } = desk;
    const before = previewThroughInbox(house, programme, join("anna"), soon());
    while ((await previewsIn(desk)).length < 1) await pause();
    // A writer from before there were previews cannot read it, and so never applies it.
    const [row] = await previewsIn(desk);
    assert.equal(row!.command, '{"holder":"anna","type":"holder.join"}');
    const client = await house.pool.connect();
    const put = await enqueue(client, programme, join("anna"));
    client.release();
    const after = previewThroughInbox(house, programme, join("anna"), soon());
    while ((await previewsIn(desk)).length < 2) await pause();
    const status = await readProgramme(house, programme, (reader) => readStatus(reader));
    assert.equal(status.inboxCount, 1n, "previews are no commands that wait");
    await write();
    assert.deepEqual([code(await before), code(await after)], ["", "holder_exists"]);
    assert.ok(put.ok);
    assert.equal((await readAnswerAt(house.pool, programme, put.place))?.ok, true);
    assert.deepEqual(await previewsIn(desk), []);
  });
});

test("a preview that nobody answers is taken back, and one that was left behind is forgotten", async () => {
  await withHouse(async (desk) => {
    const { house, programme, schema, write } = desk;
    const late = AbortSignal.timeout(50);
    await assert.rejects(
      previewThroughInbox(house, programme, join("anna"), late),
      /No writer .* was taken back/,
    );
    assert.deepEqual(await previewsIn(desk), []);
    const leave = async (): Promise<void> => {
      const put = await enqueuePreview(house.pool, programme, join("anna"));
      assert.ok(put.ok);
      await house.pool.query(
        `UPDATE ${schema}.inbox SET answer = 'null', answered_at = now(),
           enqueued_at = now() - interval '61 minutes' WHERE place = $1`,
        [put.place],
      );
    };
    await leave();
    await write();
    assert.deepEqual(await previewsIn(desk), []);
    await leave();
    await submitThroughInbox(house, programme, join("anna"), soon());
    assert.deepEqual(await previewsIn(desk), [], "a writer that runs for long forgets them too");
  });
});

test("a writer that another has taken over from answers nothing by what is long past", async () => {
  await withHouse(async ({ house, programme, schema, write }) => {
    await write();
    await house.pool.query("UPDATE house.leases SET expires = now()");
    const next = await write();
    await next.sequencer.submit(join("anna"));
    for (let k = 0; k < 30; k++) {
      const preview = await previewThroughInbox(house, programme, join("anna"), soon());
      assert.equal(code(preview), "holder_exists", "the older writer has no anna");
      const withdraw = { type: "wallet.withdraw", holder: "anna", amount: 5n, id: `w${k}` };
      const answer = await submitThroughInbox(house, programme, withdraw, soon());
      assert.equal(code(answer), "wallet_insufficient");
    }
    const { rows } = await house.pool.query(`SELECT FROM ${schema}.inbox WHERE answer IS NULL`);
    assert.equal(rows.length, 0);
  });
});

test("an answer is read without waiting, in the transaction of whoever asks", async () => {
  await withHouse(async ({ house, programme, write }) => {
    const client = await house.pool.connect();
    await client.query("BEGIN");
    const put = await enqueue(client, programme, join("anna"));
    assert.ok(put.ok);
    assert.equal(await readAnswerAt(client, programme, put.place), undefined);
    await client.query("COMMIT");
    assert.equal(await readAnswerAt(house.pool, programme, put.place), undefined);
    await write();
    const answer = await submitThroughInbox(house, programme, join("anna"), soon());
    assert.ok(answer.ok);
    await client.query("BEGIN");
    const first = await readAnswerAt(client, programme, put.place);
    assert.deepEqual(first, { ...answer, isRepeated: false });
    await client.query("COMMIT");
    client.release();
    assert.equal(await readAnswerAt(house.pool, programme, put.place + 1_000n), undefined);
    const preview = await enqueuePreview(house.pool, programme, join("anna"));
    assert.ok(preview.ok);
    await submitThroughInbox(house, programme, join("ben"), soon());
    assert.equal(await readAnswerAt(house.pool, programme, preview.place), undefined);
  });
});

test("a follower hears every command once, in order, keeps its place, and can start over", async () => {
  await withHouse(async ({ house, programme, write }) => {
    const writer = await write();
    const heard: bigint[] = [];
    const stop = new AbortController();
    let failures = 0;
    await follow(house, programme, "search", () => Promise.reject(new Error()), stop.signal);
    await enrol(house.pool, programme, "search");
    const following = follow(
      house,
      programme,
      "search",
      async (rows, client) => {
        if (rows.some(({ seq }) => seq === 700n) && failures++ === 0) throw new Error("not yet");
        await client.query("SELECT 1");
        heard.push(...rows.map(({ seq }) => seq));
      },
      stop.signal,
    );
    await Promise.all(
      Array.from({ length: 900 }, (_, k) => writer.sequencer.submit(join(`h${k}`))),
    );
    while (heard.length < 900) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await following;
    const all = Array.from({ length: 900 }, (_, k) => BigInt(k + 1));
    assert.deepEqual(heard, all);
    assert.equal(failures, 2);
    await enrol(house.pool, programme, "search");
    const isThere = "SELECT seq FROM followers WHERE follower = 'search'";
    const { rows } = await readProgramme(house, programme, (client) => client.query(isThere));
    assert.deepEqual(rows, [{ seq: "900" }]);
    await startOver(house.pool, programme, "search");
    const again: bigint[] = [];
    const second = new AbortController();
    await follow(
      house,
      programme,
      "search",
      (rows) => {
        again.push(...rows.map(({ seq }) => seq));
        if (again.length === 900) second.abort();
        return Promise.resolve();
      },
      second.signal,
    );
    assert.deepEqual(again, all);
  });
});

test("days are closed in order, each once, through the change of clocks, and not before they end", async () => {
  await withHouse(async ({ house, programme, write }) => {
    let clock = "2026-03-27T23:30:00Z";
    const writer = await write(() => clock);
    assert.deepEqual(await writer.closeDays(), [], "nothing happened yet");
    await writer.sequencer.submit(join("anna"));
    // In Berlin the 28th has begun.
    assert.deepEqual(await writer.closeDays(), []);
    const early = await writer.sequencer.submit({ id: "x", type: "day.close", date: "2026-03-28" });
    assert.equal(early.ok ? "" : early.refusal.code, "day_not_ended");
    // The 28th ends at 23:00Z; the 29th has 23 hours and ends at 22:00Z.
    clock = "2026-03-28T23:00:00Z";
    assert.deepEqual(await writer.closeDays(), ["2026-03-28"]);
    clock = "2026-03-29T21:59:59Z";
    assert.deepEqual(await writer.closeDays(), []);
    clock = "2026-04-02T05:00:00Z";
    const missed = ["2026-03-29", "2026-03-30", "2026-03-31", "2026-04-01"];
    assert.deepEqual(await writer.closeDays(), missed);
    await writer.close();
    const next = await write(() => clock);
    assert.deepEqual(await next.closeDays(), []);
    const sound = await readProgramme(house, programme, (client) => verifyProgramme(client));
    assert.ok(sound.isSound);
  });
});

test("no day is closed before that of the first command, by whichever session", async () => {
  await withHouse(async ({ write }) => {
    const now = (): string => "2026-03-28T23:30:00Z";
    const close = async ({ sequencer }: Writer, date: string): Promise<string> => {
      const answer = await sequencer.submit({ id: `by hand ${date}`, type: "day.close", date });
      return answer.ok ? "closed" : answer.refusal.code;
    };
    const first = await write(now);
    assert.equal(await close(first, "2026-03-28"), "day_before_first", "nothing happened yet");
    await first.sequencer.submit(join("anna"));
    // In Berlin she joined on the 29th.
    assert.equal(await close(first, "2026-03-28"), "day_before_first");
    await first.close();
    const second = await write(() => "2026-04-02T05:00:00Z");
    for (const date of ["0001-01-01", "2026-03-28"]) {
      assert.equal(await close(second, date), "day_before_first");
    }
    assert.equal(await close(second, "2026-03-29"), "closed");
  });
});

test("closing many days stops when it is told to", async () => {
  await withHouse(async ({ write }) => {
    const first = await write(() => "2026-03-01T12:00:00Z");
    await first.sequencer.submit(join("anna"));
    await first.close();
    const second = await write(() => "2027-03-01T12:00:00Z");
    const stopping = new AbortController();
    const onClosed = (date: string): void => {
      if (date === "2026-03-03") stopping.abort();
    };
    const done = ["2026-03-01", "2026-03-02", "2026-03-03"];
    assert.deepEqual(await second.closeDays(onClosed, stopping.signal), done);
    assert.equal(second.sequencer.state.lastCloseDate, "2026-03-03");
  });
});

test("of two writers that close the same days each day is closed once", async () => {
  await withHouse(async ({ write, house, programme }) => {
    const first = await write(() => "2026-03-01T12:00:00Z");
    await first.sequencer.submit(join("anna"));
    await first.close();
    const late = (): string => "2026-03-06T12:00:00Z";
    const second = await write(late);
    await Promise.all([second.closeDays(), second.closeDays(), second.closeDays()]);
    const { rows } = await readProgramme(house, programme, (client) =>
      client.query<{ n: string }>("SELECT count(*) AS n FROM journal WHERE id LIKE 'day.close %'"),
    );
    assert.equal(rows[0]?.n, "5");
  });
});

test("the application's role can add to the journal and change nothing of it", async () => {
  await withHouse(async ({ house, schema, write }) => {
    const writer = await write();
    await writer.sequencer.submit(join("anna"));
    const { rows } = await house.pool.query<{ role: string }>("SELECT current_user AS role");
    assert.equal(rows[0]?.role, APPLICATION_ROLE);
    for (const change of [
      `UPDATE ${schema}.journal SET events = events`,
      `DELETE FROM ${schema}.journal`,
      `TRUNCATE ${schema}.journal`,
      `UPDATE ${schema}.batches SET hash = hash`,
      `DELETE FROM ${schema}.batches`,
      `ALTER TABLE ${schema}.journal DISABLE TRIGGER ALL`,
      `DELETE FROM ${schema}.touches`,
      `DELETE FROM ${schema}.closes`,
    ]) {
      await assert.rejects(house.pool.query(change), /permission denied|must be owner/, change);
    }
  });
});

test("a second writer is kept out while the first one runs, and let in after it", async () => {
  await withHouse(async ({ write }) => {
    const first = await write();
    await assert.rejects(write(), /Another process writes/);
    await first.close();
    const second = await write();
    assert.ok((await second.sequencer.submit(parseJson(JSON.stringify(join("anna"))))).ok);
  });
});

/** Faults: kills and cuts of every kind, at every moment, lose nothing and double nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { parseJson } from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import { openDesk, type Desk } from "./faults-desk-kit.ts";
import { runFaults, summaryLines } from "./faults-kit.ts";
import { openProxy, type Proxy } from "./faults-proxy-kit.ts";
import { openRecord } from "./faults-record-kit.ts";
import { KILLS } from "./faults-script-kit.ts";
import type { Verdict } from "./faults-writer-kit.ts";
import {
  createProgramme,
  openHouse,
  openWriter,
  readJournal,
  readProgramme,
  type House,
} from "./index.ts";

/** PATRONAGE_SEED=… chooses another run. */
const SEED = Number(process.env["PATRONAGE_SEED"] ?? 5);

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

test(`twenty kills lose nothing and double nothing (seed ${SEED})`, async (t) => {
  const summary = await runFaults(desk, { seed: SEED, kills: 20 });
  for (const line of summaryLines(summary)) t.diagnostic(line);
  for (const kind of KILLS) assert.ok((summary.kinds.get(kind)?.count ?? 0) > 0, kind);
  assert.ok(summary.rows > 300, `${summary.rows} rows: most commands mean something`);
});

const MESSAGES = 25;

/** Refused where it stands, accepted were it decided again; among what is new, and what is known. */
function batchOf(round: string): string[] {
  const lines = `[{"category":"default","line":"l1","paid":100}]`;
  return [
    `{"holder":"${round}","id":"pay ${round}","lines":${lines},"order":"${round}","type":"order.pay"}`,
    `{"holder":"${round}","id":"join ${round}","type":"holder.join"}`,
    ...Array.from(
      { length: 4 },
      (_, k) => `{"holder":"h${k}","id":"join h${k}","type":"holder.join"}`,
    ),
  ];
}

/** A programme in a database of its own, and two ways to it: straight, and through a proxy. */
async function withProxy(
  database: string,
  work: (place: {
    straight: House;
    proxied: House;
    proxy: Proxy;
    programme: string;
  }) => Promise<void>,
): Promise<void> {
  await desk.ask("postgres", `CREATE DATABASE ${database}`);
  const server = new URL(desk.urlOf(database));
  const proxy = await openProxy(() => ({
    host: server.hostname,
    port: Number(server.port),
  }));
  const throughProxy = new URL(server);
  throughProxy.port = String(proxy.port);
  const straight = await openHouse({ databaseUrl: server.href });
  const programme = await createProgramme(straight, randomHistory(1, { commands: 1 }).plan);
  const proxied = await openHouse({ databaseUrl: throughProxy.href });
  try {
    await work({ straight, proxied, proxy, programme });
  } finally {
    await proxied.close();
    await straight.close();
    await proxy.close();
  }
}

let clock = Date.parse("2026-01-01T00:00:00Z");
const now = (): string => new Date((clock += 1_000)).toISOString();

test("a connection cut before each message of a batch in turn: every answer is the truth", async () => {
  await withProxy("every_message", async ({ straight, proxied, proxy, programme }) => {
    const writer = await openWriter(proxied, programme, now);
    const record = openRecord();
    const answerer = { name: "the writer", seqAtEnd: undefined };
    const submit = async (text: string): Promise<void> => {
      const given = record.give(text);
      const answer = await writer.sequencer.submit(parseJson(text));
      const verdict: Verdict = answer.ok
        ? { ...answer, seq: answer.seq.toString() }
        : { ok: false, code: answer.refusal.code };
      record.answer(given, verdict, answerer, false);
    };
    for (const text of batchOf("first")) await submit(text);
    for (const moment of ["before", "answered"] as const) {
      for (let skip = 0; skip < MESSAGES; skip++) {
        void proxy.arm(moment, skip).then((hold) => hold.cut());
        await Promise.all(batchOf(`${moment} ${skip}`).map(submit));
        proxy.disarm();
      }
    }
    await writer.close();
    const rows = await readProgramme(straight, programme, async (client) => {
      const found = [];
      for await (const row of readJournal(client)) found.push(row);
      return found;
    });
    record.compare(rows);
    assert.deepEqual(record.broken, []);
  });
});

const PROTOCOL_MESSAGES = 8;
const TAKE_OVER_MILLISECONDS_MOST = 8_000;

test("a writer that stands still before any message keeps its successor out no longer than its lease", async () => {
  await withProxy("standing_still", async ({ straight, proxied, proxy, programme }) => {
    for (let skip = 0; skip < PROTOCOL_MESSAGES; skip++) {
      const old = await openWriter(proxied, programme, now);
      await old.sequencer.submit({
        id: `first ${skip}`,
        type: "holder.join",
        holder: `a${skip}`,
      });
      const reached = proxy.arm("before", skip);
      const late = {
        id: `late ${skip}`,
        type: "holder.join",
        holder: `b${skip}`,
      };
      const answered = old.sequencer.submit(late).catch((error: unknown) => error);
      const hold = await Promise.race([reached, pause(500, undefined, { ref: false })]);
      await desk.ask("standing_still", "UPDATE house.leases SET expires = now()");
      const opening = openWriter(straight, programme, now);
      const most = pause(TAKE_OVER_MILLISECONDS_MOST, undefined, {
        ref: false,
      });
      const next = await Promise.race([opening, most]);
      proxy.disarm();
      hold?.pass();
      assert.ok(next !== undefined, `message ${skip}: nobody could take over`);
      const answer = await next.sequencer.submit(late);
      assert.ok(answer.ok);
      await answered;
      await old.close();
      await next.close();
    }
  });
});

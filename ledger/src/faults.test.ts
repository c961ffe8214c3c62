/** Faults: kills and cuts of every kind, at every moment, lose nothing and double nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { parseJson } from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import { openDesk, type Desk } from "./faults-desk-kit.ts";
import { runFaults, summaryLines } from "./faults-kit.ts";
import { openProxy } from "./faults-proxy-kit.ts";
import { openRecord } from "./faults-record-kit.ts";
import { KILLS } from "./faults-script-kit.ts";
import { createProgramme, openHouse, openWriter, readJournal, readProgramme } from "./index.ts";

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

test("a connection cut before each message of a batch in turn: every answer is the truth", async () => {
  const database = "every_message";
  await desk.ask("postgres", `CREATE DATABASE ${database}`);
  const server = new URL(desk.urlOf(database));
  const proxy = await openProxy(() => ({ host: server.hostname, port: Number(server.port) }));
  const throughProxy = new URL(server);
  throughProxy.port = String(proxy.port);
  const house = await openHouse({ databaseUrl: throughProxy.href });
  const programme = await createProgramme(house, randomHistory(1, { commands: 1 }).plan);
  let clock = Date.parse("2026-01-01T00:00:00Z");
  const now = (): string => new Date((clock += 1_000)).toISOString();
  const writer = await openWriter(house, programme, now);
  const record = openRecord();
  const answerer = { name: "the writer", seqAtEnd: undefined };
  const submit = async (text: string): Promise<void> => {
    const given = record.give(text);
    const answer = await writer.sequencer.submit(parseJson(text));
    record.answer(
      given,
      answer.ok
        ? { ...answer, seq: answer.seq.toString() }
        : { ok: false, code: answer.refusal.code },
      answerer,
      false,
    );
  };
  try {
    for (const text of batchOf("first")) await submit(text);
    for (const moment of ["before", "answered"] as const) {
      for (let skip = 0; skip < MESSAGES; skip++) {
        void proxy.arm(moment, skip).then((hold) => hold.cut());
        await Promise.all(batchOf(`${moment} ${skip}`).map(submit));
        proxy.disarm();
      }
    }
    const rows = await readProgramme(house, programme, async (client) => {
      const found = [];
      for await (const row of readJournal(client)) found.push(row);
      return found;
    });
    record.compare(rows);
    assert.deepEqual(record.broken, []);
  } finally {
    await writer.close();
    await house.close();
    await proxy.close();
  }
});

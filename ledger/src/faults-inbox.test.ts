/** The inbox and the followers while writers are killed: nothing lost, nothing twice, nothing undone. */
import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join as joinPath } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { escapeIdentifier } from "pg";
import { randomHistory } from "../../engine/src/history.ts";
import type { FromWriter, ToWriter } from "./faults-writer-kit.ts";
import { createProgramme, openHouse, readProgramme, type House } from "./house.ts";
import { enqueue } from "./inbox.ts";
import { withDatabase } from "./ledger-kit.ts";
import { programmeSchema } from "./migrate.ts";
import { enrol, follow } from "./outbox.ts";
import { verifyProgramme } from "./verify.ts";

const ROUNDS = 6;
const COMMANDS_A_ROUND = 60;

/** Opens a writer in a process of its own; whoever held the lease is dead. */
async function startWriter(house: House, url: string, programme: string): Promise<ChildProcess> {
  const child = fork(joinPath(import.meta.dirname, "faults-writer-kit.ts"), { stdio: "ignore" });
  for (;;) {
    const [message] = (await once(child, "message")) as [FromWriter];
    if (message.kind === "opened") return child;
    assert.notEqual(message.kind, "not-opened");
    await house.pool.query("UPDATE house.leases SET expires = now()");
    child.send({ kind: "open", url, programme } satisfies ToWriter);
  }
}

/** Puts a command in, in a transaction of its own, which is undone now and then. */
async function put(house: House, programme: string, holder: string, isUndone: boolean) {
  const client = await house.pool.connect();
  await client.query("BEGIN");
  const json = { id: `join ${holder}`, type: "holder.join", holder };
  assert.ok((await enqueue(client, programme, json)).ok);
  await client.query(isUndone ? "ROLLBACK" : "COMMIT");
  client.release();
}

test("commands in the inbox and followers of the journal outlive the writers", async () => {
  await withDatabase(async ({ url }) => {
    const house = await openHouse({ databaseUrl: url });
    const { plan } = randomHistory(1, { commands: 1 });
    const programme = await createProgramme(house, plan);
    const schema = escapeIdentifier(programmeSchema(programme));
    const heard: bigint[] = [];
    const stop = new AbortController();
    await enrol(house.pool, programme, "ears");
    const following = follow(
      house,
      programme,
      "ears",
      (rows) => {
        heard.push(...rows.map(({ seq }) => seq));
        return Promise.resolve();
      },
      stop.signal,
    );
    const expected: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const writer = await startWriter(house, url, programme);
      const killing = pause(10 + round * 15).then(() => writer.kill("SIGKILL"));
      for (let k = 0; k < COMMANDS_A_ROUND; k++) {
        const holder = `${round}-${k}`;
        const isUndone = k % 5 === 4;
        await put(house, programme, holder, isUndone);
        if (!isUndone) expected.push(`join ${holder}`);
      }
      await killing;
    }
    const last = await startWriter(house, url, programme);
    const count = async (text: string): Promise<number> => {
      const { rows } = await house.pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${text}`);
      return Number(rows[0]!.n);
    };
    while ((await count(`${schema}.inbox WHERE answer IS NULL`)) > 0) await pause(20);
    const { rows } = await house.pool.query<{ id: string; seq: string }>(
      `SELECT id, seq FROM ${schema}.journal ORDER BY seq`,
    );
    assert.deepEqual(rows.map(({ id }) => id).sort(), expected.sort());
    const answers = await house.pool.query<{ ok: boolean }>(
      `SELECT (i.answer::json ->> 'seq')::bigint = j.seq AS ok
       FROM ${schema}.inbox i LEFT JOIN ${schema}.journal j ON j.id = i.command::json ->> 'id'`,
    );
    assert.ok(answers.rows.every(({ ok }) => ok));
    while (heard.length < rows.length) await pause(20);
    stop.abort();
    await following;
    assert.deepEqual(
      heard,
      rows.map(({ seq }) => BigInt(seq)),
    );
    last.kill("SIGKILL");
    const sound = await readProgramme(house, programme, (client) => verifyProgramme(client));
    assert.ok(sound.isSound);
    await house.close();
  });
});

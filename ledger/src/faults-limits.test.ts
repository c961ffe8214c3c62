/**
 * Limits: a full disk, a database that only reads, a restart under load, a crowd, huge commands and odd
 * ids. Each gives a clear error or success, loses nothing, and the ledger goes on after it.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Json, JsonObject } from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import { openDesk, type Desk } from "./faults-desk-kit.ts";
import {
  BusyError,
  createProgramme,
  openCluster,
  openHouse,
  openWriter,
  readJournal,
  readProgramme,
  UnreachableError,
  verifyProgramme,
  type Answer,
  type Writer,
} from "./index.ts";
import { makeTestFolder } from "./ledger-kit.ts";

const PLAN = randomHistory(1, { commands: 1 }).plan as JsonObject;
const INSIST_MILLISECONDS_MOST = 30_000;
/** Well above the patience that the test on a full disk gives the writer. */
const SILENCE_MILLISECONDS_MOST = 15_000;
const TEN_MEGABYTES = 10_000_000;

type WriterOptions = NonNullable<Parameters<typeof openWriter>[3]> & {
  readonly waitingMost?: number;
};
type Ledger = {
  readonly submit: (json: Json) => Promise<Answer>;
  /** Submits again and again until there is an answer, on a new writer where the last has stopped. */
  readonly insist: (json: Json) => Promise<Answer>;
  readonly reopen: () => Promise<void>;
  /** The ids in the journal, in order, once it verifies. */
  readonly verify: () => Promise<string[]>;
};

let desk: Desk;
let databases = 0;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

/** A ledger with one programme, in a database of its own. */
async function withLedger(
  work: (ledger: Ledger) => Promise<void>,
  { plan = PLAN, ...options }: WriterOptions & { plan?: JsonObject } = {},
): Promise<void> {
  const name = `limits_${(databases += 1)}`;
  await desk.ask("postgres", `CREATE DATABASE ${name}`);
  try {
    await onDatabase(desk.urlOf(name), plan, options, work);
  } finally {
    await desk.ask("postgres", `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

async function onDatabase(
  databaseUrl: string,
  plan: JsonObject,
  options: WriterOptions,
  work: (ledger: Ledger) => Promise<void>,
): Promise<void> {
  const house = await openHouse({ databaseUrl });
  let clock = Date.parse("2026-01-01T00:00:00Z");
  const now = (): string => new Date((clock += 1_000)).toISOString();
  let writer: Writer | undefined;
  try {
    const programme = await createProgramme(house, plan);
    writer = await openWriter(house, programme, now, options);
    const reopen = async (): Promise<void> => {
      await writer?.close();
      writer = await openWriter(house, programme, now, options);
    };
    await work({
      submit: (json) => writer!.sequencer.submit(json),
      async insist(json) {
        const deadline = Date.now() + INSIST_MILLISECONDS_MOST;
        for (;;) {
          try {
            return await writer!.sequencer.submit(json);
          } catch (error) {
            if (Date.now() > deadline) throw error;
            const isStopped = error instanceof Error && error.message.includes("stopped");
            if (isStopped) await reopen().catch(() => undefined);
            await pause(50);
          }
        }
      },
      reopen,
      verify: () =>
        readProgramme(house, programme, async (client) => {
          const verdict = await verifyProgramme(client);
          assert.ok(verdict.isSound, verdict.isSound ? "" : verdict.fault);
          const ids: string[] = [];
          for await (const { command } of readJournal(client)) {
            ids.push((JSON.parse(command) as { id: string }).id);
          }
          return ids;
        }),
    });
  } finally {
    await writer?.close().catch(() => undefined);
    await house.close();
  }
}

const joinOf = (holder: string): JsonObject => ({
  id: `join ${holder}`,
  type: "holder.join",
  holder,
});
const joins = (prefix: string, count: number): JsonObject[] =>
  Array.from({ length: count }, (_, k) => joinOf(`${prefix}${k}`));

function assertOnce(ids: readonly string[], commands: readonly JsonObject[]): void {
  assert.equal(new Set(ids).size, ids.length, "no id is there twice");
  const known = new Set(ids);
  for (const { id } of commands) assert.ok(known.has(id as string), `${id as string} is there`);
}

const ODD_TEXTS = [
  ...["\u0000", "\\u0000", "a\u0000b", "\ud800", "\udc00\ud800", "\\ud800", "\ufffd", "\ufeff"],
  ...["'", '"', "\\", "\\\\", "\n", "\r\n", "\t", "\u007f", "\u0085", "\u2028", "\u202e"],
  ...[
    "👩‍👩‍👧‍👦",
    "🍷",
    "é",
    "e\u0301",
    "ß",
    "ss",
    "İ",
    "i\u0307",
    " ",
    "  ",
    "\u00a0",
    "#",
    "%",
    "$1",
    ":x",
  ],
  ...[
    "'; DROP TABLE journal; --",
    "$$; DELETE FROM head; $$",
    "x' OR '1'='1",
    "{}",
    "{a,b}",
    "NULL",
  ],
  ...["null", "0", "-0", "1e3", "true", "__proto__", "constructor", "toString", "../../etc/passwd"],
  ...["𝕏".repeat(128), "\\".repeat(128), "\u0000".repeat(128), "'".repeat(128)],
];

test("ids of odd characters, and SQL in ids, are ids like others", async () => {
  await withLedger(
    async ({ insist, submit, reopen, verify }) => {
      const commands = ODD_TEXTS.flatMap((text): JsonObject[] => [
        { id: `join:${text}`, type: "holder.join", holder: text },
        { id: `appoint:${text}`, type: "agent.appoint", region: text, holder: text },
        {
          ...{ id: text, type: "order.pay", order: text, holder: text, region: text },
          lines: [{ line: text, category: "default", paid: 10_000n }],
        },
        {
          id: `refund:${text}`,
          type: "order.refund",
          order: text,
          lines: [{ line: text, amount: 1n }],
        },
      ]);
      const seqs = new Map<string, bigint>();
      for (const command of commands) {
        const answer = await submit(command);
        assert.ok(answer.ok, `${JSON.stringify(command["id"])}: ${JSON.stringify(answer, textOf)}`);
        assert.equal(answer.isRepeated, false, JSON.stringify(command["id"]));
        seqs.set(command["id"] as string, answer.seq);
      }
      assert.equal(seqs.size, commands.length);
      await reopen();
      for (const command of commands) {
        const answer = await insist(command);
        assert.ok(answer.ok && answer.isRepeated, JSON.stringify(command["id"]));
        assert.equal(answer.seq, seqs.get(command["id"] as string));
      }
      for (const text of ODD_TEXTS) {
        const other = await submit({ id: text, type: "holder.join", holder: "another" });
        assert.equal(other.ok ? "" : other.refusal.code, "id_conflict", JSON.stringify(text));
      }
      assert.deepEqual(await verify(), [...seqs.keys()]);
    },
    { plan: { ...PLAN, maturity: "completion" } },
  );
});

const textOf = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? value.toString() : value;

test("a programme's id may be odd too, or is refused in a sentence", async () => {
  const name = `limits_${(databases += 1)}`;
  await desk.ask("postgres", `CREATE DATABASE ${name}`);
  const house = await openHouse({ databaseUrl: desk.urlOf(name) });
  const unclear: string[] = [];
  const tryOne = async (programme: string): Promise<void> => {
    await createProgramme(house, { ...PLAN, programme });
    const writer = await openWriter(house, programme, () => "2026-01-01T00:00:00Z");
    assert.ok((await writer.sequencer.submit(joinOf("anna"))).ok);
    await writer.close();
    const verdict = await readProgramme(house, programme, verifyProgramme);
    assert.deepEqual([verdict.isSound, verdict.seq], [true, 1n]);
  };
  try {
    for (const programme of [...ODD_TEXTS.slice(0, -4), "x".repeat(1_000), "head", "public"]) {
      await tryOne(programme).catch((error: Error & { readonly code?: string }) => {
        // A sentence of ours, and no complaint of the database's.
        const isClear = error.code === undefined && /^[A-Z].*\.$/.test(error.message);
        if (!isClear) unclear.push(`${JSON.stringify(programme)}: ${error.message}`);
      });
    }
  } finally {
    await house.close();
    await desk.ask("postgres", `DROP DATABASE ${name} WITH (FORCE)`);
  }
  assert.deepEqual(unclear, []);
});

describe("commands of ten megabytes", () => {
  const many = Array.from({ length: TEN_MEGABYTES / 50 }, (_, k) => ({
    ...{ line: `line ${k}`, category: "default", paid: 1n },
  }));
  const long = "长".repeat(TEN_MEGABYTES / 3);
  const huge: { readonly [what: string]: JsonObject } = {
    "an order of 200 000 lines": {
      ...{ id: "huge order", type: "order.pay", order: "o1", holder: "anna", lines: many },
    },
    "an id": { id: long, type: "holder.join", holder: "ben" },
    "an id that does not compress": {
      id: noise(TEN_MEGABYTES),
      type: "holder.join",
      holder: "carl",
    },
    "a category": {
      ...{ id: "c", type: "order.pay", order: "o2", holder: "anna" },
      lines: [{ line: "l", category: long, paid: 1n }],
    },
    "a plan's category": {
      ...{ id: "p", type: "plan.activate" },
      plan: {
        ...PLAN,
        categories: {
          ...(PLAN["categories"] as JsonObject),
          [long]: (PLAN["categories"] as JsonObject)["default"]!,
        },
      },
    },
    "a type": { id: "t", type: long },
    "a field nobody knows": { ...joinOf("dora"), note: long },
  };
  for (const [what, command] of Object.entries(huge)) {
    test(`${what}: taken or refused, and the writer goes on`, async () => {
      await withLedger(async ({ submit, reopen, verify }) => {
        assert.ok((await submit(joinOf("anna"))).ok);
        const beside = joins("beside", 20);
        const [answer, ...others] = await Promise.all([submit(command), ...beside.map(submit)]);
        assert.ok(others.every((other) => other.ok));
        const again = await submit(command);
        assert.equal(again.ok, answer.ok);
        if (again.ok) assert.equal(again.isRepeated, true);
        await reopen();
        assert.equal((await submit(command)).ok, answer.ok);
        assert.ok((await submit(joinOf("zoe"))).ok);
        const ids = await verify();
        assert.equal(ids.length, 22 + (answer.ok ? 1 : 0));
        assertOnce(ids, beside);
      });
    });
  }
});

/** Characters that follow from nothing, and are the same every time. */
function noise(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String.fromCharCode(33 + ((state >>> 16) % 90));
  }).join("");
}

test("of ten thousand at once, those beyond the queue are told so, and nobody is lost", async () => {
  const waitingMost = 4_000;
  await withLedger(
    async ({ submit, insist, verify }) => {
      const commands = joins("h", 10_000);
      const settled = await Promise.allSettled(commands.map(submit));
      const refused = commands.filter((_, k) => settled[k]!.status === "rejected");
      for (const outcome of settled) {
        if (outcome.status === "fulfilled") assert.ok(outcome.value.ok);
        else assert.ok(outcome.reason instanceof BusyError, String(outcome.reason));
      }
      assert.equal(refused.length, 10_000 - waitingMost);
      const ids = await verify();
      assert.equal(ids.length, waitingMost);
      for (const { id } of refused) assert.ok(!ids.includes(id as string));
      const answers = await Promise.all(refused.map(insist));
      assert.ok(answers.every((answer) => answer.ok && !answer.isRepeated));
      assertOnce(await verify(), commands);
    },
    { waitingMost },
  );
  await withLedger(async ({ submit, verify }) => {
    const commands = joins("h", 10_000);
    const answers = await Promise.all(commands.map(submit));
    assert.ok(answers.every((answer) => answer.ok));
    assertOnce(await verify(), commands);
  });
});

async function setReadOnly(isReadOnly: boolean): Promise<void> {
  const setting = "default_transaction_read_only";
  const change = isReadOnly ? `SET ${setting} = on` : `RESET ${setting}`;
  await desk.ask("postgres", `ALTER SYSTEM ${change}`);
  await desk.ask("postgres", "SELECT pg_reload_conf()");
  await pause(300);
}

test("a database that only reads: a clear error, and on it goes once it writes again", async () => {
  await withLedger(
    async ({ submit, insist, verify }) => {
      assert.ok((await submit(joinOf("anna"))).ok);
      const commands = joins("h", 50);
      await setReadOnly(true);
      try {
        const settled = await Promise.allSettled(commands.map(submit));
        for (const outcome of settled) {
          assert.equal(outcome.status, "rejected");
          if (outcome.status !== "rejected") continue;
          assert.ok(outcome.reason instanceof UnreachableError, String(outcome.reason));
          assert.match(outcome.reason.message, /read-only/);
        }
      } finally {
        await setReadOnly(false);
      }
      const answers = await Promise.all(commands.map(insist));
      assert.ok(answers.every((answer) => answer.ok && !answer.isRepeated));
      assertOnce(await verify(), commands);
    },
    { patienceMilliseconds: 500 },
  );
});

test("Postgres restarted under load: nobody is lost, and few notice", async () => {
  await withLedger(async ({ submit, insist, verify }) => {
    assert.ok((await submit(joinOf("anna"))).ok);
    const commands = joins("h", 3_000);
    let isOver = false;
    const restarts = (async () => {
      for (let times = 0; times < 3; times++) {
        await pause(150);
        await desk.cluster.stop();
        await desk.cluster.start!();
      }
      isOver = true;
    })();
    const rest = [...commands];
    const clients = Array.from({ length: 50 }, async () => {
      for (let command = rest.pop(); command !== undefined; command = rest.pop()) {
        assert.ok((await insist(command)).ok);
        if (!isOver) await pause(25);
      }
    });
    await Promise.all([restarts, ...clients]);
    assertOnce(await verify(), commands);
  });
});

/** Mounts a small disk; answers why it cannot be done here, where it cannot. */
function mountDisk(folder: string, megabytes: number): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    return "only root on Linux can mount the small disk that this fills";
  }
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", folder]);
    return undefined;
  } catch {
    return "this machine lets nobody mount the small disk that this fills";
  }
}

test("a full disk: a clear error, and on it goes once there is room again", async (t) => {
  const folder = await makeTestFolder();
  const disk = join(folder, "disk");
  await mkdir(disk);
  const why = mountDisk(disk, 256);
  if (why !== undefined) {
    await rm(folder, { recursive: true });
    return t.skip(why);
  }
  const cluster = await openCluster({
    dataDir: join(disk, "data"),
    port: 50_000 + (process.pid % 1_000) * 10,
  });
  const ballast = join(disk, "ballast");
  try {
    const options = { patienceMilliseconds: 1_000 };
    await onDatabase(cluster.url, PLAN, options, async ({ submit, insist, verify }) => {
      const commands = joins("h", 200);
      assert.ok((await submit(commands[0]!)).ok);
      const { bavail, bsize } = await statfs(disk);
      // To the very last byte.
      await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch(() => undefined);
      const reasons: string[] = [];
      const bulky = Array.from({ length: 20 }, (_, k): JsonObject => bulkyOrder(k));
      try {
        for (const order of bulky) {
          const silence = pause(SILENCE_MILLISECONDS_MOST, undefined, { ref: false });
          const outcome = await Promise.race([
            submit(order).catch((error: unknown) => error),
            silence,
          ]);
          assert.ok(outcome !== undefined, "whoever waits is told in time");
          if (outcome instanceof Error) reasons.push(outcome.message);
          if (reasons.length >= 3) break;
        }
      } finally {
        await rm(ballast);
      }
      assert.ok(reasons.length > 0, "the disk was full");
      t.diagnostic(reasons[0]!);
      // A Postgres that could write no log has ended; it starts again with room.
      await cluster.start!();
      for (const command of [...commands, ...bulky]) assert.ok((await insist(command)).ok);
      const ids = await verify();
      assertOnce(ids, [...commands, ...bulky]);
      assert.equal(ids.length, commands.length + bulky.length);
    });
  } finally {
    await cluster.stop();
    execFileSync("umount", ["-l", disk]);
    await rm(folder, { recursive: true, force: true });
  }
});

/** An order of about a megabyte. */
function bulkyOrder(k: number): JsonObject {
  const lines = Array.from({ length: 15_000 }, (_, index) => ({
    ...{ line: `line ${noise(12)} ${k} ${index}`, category: "default", paid: 1n },
  }));
  return { id: `bulky ${k}`, type: "order.pay", order: `o${k}`, holder: "h0", lines };
}

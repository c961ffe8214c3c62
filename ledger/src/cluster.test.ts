import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { sentenceOf } from "./cluster-home.ts";
import { SETTINGS } from "./cluster-server.ts";
import { ClusterError, openCluster, type Cluster } from "./cluster.ts";
import { makeTestFolder } from "./ledger-kit.ts";

const isRoot = process.getuid?.() === 0;
const FIRST_PORT = 30_000 + (process.pid % 200) * 10;

let folder = "";
before(async () => {
  folder = await makeTestFolder();
});
after(() => rm(folder, { recursive: true, force: true }));

async function ask<Row>(url: string, question: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(question)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function countGoods({ url }: Cluster): Promise<number> {
  return (await ask<{ id: number }>(url, "SELECT id FROM goods")).length;
}

function refusal(pattern: RegExp) {
  return (error: unknown): boolean => error instanceof ClusterError && pattern.test(error.message);
}

describe("an embedded Postgres in one folder, from start to start", () => {
  const lines: string[] = [];
  const options = { port: FIRST_PORT, log: (line: string): void => void lines.push(line) };
  let dataDir = "";
  let cluster: Cluster;
  const home = (): string => join(dataDir, "postgres");
  const runningPid = async (): Promise<number> =>
    Number((await readFile(join(home(), "data", "postmaster.pid"), "utf8")).split("\n")[0]);

  before(async () => {
    dataDir = join(folder, "shop's data", "one");
    cluster = await openCluster({ ...options, dataDir });
  });
  after(() => cluster.stop());

  test("the first start makes a server that only this machine and its password reach", async () => {
    assert.equal(cluster.isEmbedded, true);
    assert.match(lines[0] ?? "", /^Making a Postgres 18\.[0-9]+ in /);
    assert.equal((await stat(join(home(), "password"))).mode & 0o777, 0o600);
    assert.ok((await stat(join(home(), "postgres.log"))).size > 0);
    const wrong = cluster.url.replace(/:[0-9a-f]+@/, ":wrong@");
    await assert.rejects(ask(wrong, "SELECT"), /password authentication failed/);
    const [hba] = await ask<{ methods: string[] }>(
      cluster.url,
      "SELECT array_agg(DISTINCT auth_method) AS methods FROM pg_hba_file_rules",
    );
    assert.deepEqual(hba?.methods, ["scram-sha-256"]);
    await ask(cluster.url, "CREATE TABLE goods AS SELECT 1 AS id");
  });

  test("every setting of the table is in force", async () => {
    for (const [name, value, reason] of SETTINGS) {
      const [row] = await ask<{ isSo: boolean }>(
        cluster.url,
        name.endsWith("_buffers") || name.endsWith("_wal_size") || name.endsWith("_timeout")
          ? `SELECT source = 'command line' AS "isSo" FROM pg_settings WHERE name = '${name}'`
          : `SELECT current_setting('${name}') = '${value}' AS "isSo"`,
      );
      assert.equal(row?.isSo, true, name);
      assert.notEqual(reason, "");
    }
  });

  test("texts are in the order of their characters' numbers", async () => {
    const question =
      "SELECT string_agg(t, '' ORDER BY t) AS sorted FROM unnest('{é,b,a,B}'::text[]) t";
    assert.deepEqual(await ask(cluster.url, question), [{ sorted: "Babé" }]);
  });

  test("a second start finds the data of the first", async () => {
    await cluster.stop();
    await cluster.stop();
    await assert.rejects(ask(cluster.url, "SELECT"), /ECONNREFUSED/);
    cluster = await openCluster({ ...options, dataDir });
    assert.equal(await countGoods(cluster), 1);
  });

  test("after a kill it starts again under the same URL, and what was committed is there", async () => {
    const { url } = cluster;
    for (const count of [2, 3, 4]) {
      // A statement at work goes on for a while, and must not hinder the next start.
      const statement = "SELECT count(*) FROM generate_series(1, 1000000)";
      const atWork = Promise.allSettled([ask(url, statement)]);
      await ask(url, "INSERT INTO goods VALUES (1)");
      await cluster.crash?.();
      await assert.rejects(ask(url, "SELECT"));
      await cluster.start?.();
      assert.equal(cluster.url, url);
      assert.equal(await countGoods(cluster), count);
      await atWork;
    }
    assert.match(await readFile(join(home(), "postgres.log"), "utf8"), /automatic recovery/);
  });

  test("a folder whose server runs is shared, and its server left alone", async () => {
    const second = await openCluster({ ...options, dataDir, port: FIRST_PORT + 5 });
    assert.equal(second.url, cluster.url);
    assert.equal(second.crash, undefined);
    await second.stop();
    assert.equal(await countGoods(cluster), 4);
    await cluster.stop();
    await second.start?.();
    assert.equal(await countGoods(second), 4, "it goes on with a server of its own");
    await second.stop();
    await Promise.all([cluster.start?.(), cluster.start?.()]);
    assert.equal(await countGoods(cluster), 4);
  });

  test("a server that ends without us is said to have ended, and can be started again", async () => {
    const before = await runningPid();
    process.kill(before, "SIGINT");
    while (!lines.some((line) => line.startsWith("Postgres ended, and not by us"))) await pause(5);
    await cluster.start?.();
    assert.notEqual(await runningPid(), before);
  });

  test("a lock left by a kill, its number another program's by now, is removed", async () => {
    await cluster.stop();
    const { uid, gid } = await stat(home());
    const other = spawn("sleep", ["60"], { uid, gid, stdio: "ignore" });
    const lock = join(home(), "data", "postmaster.pid");
    const text = `${other.pid}\n${home()}/data\n1\n${FIRST_PORT}\n\n127.0.0.1\n  1 1\nready   \n`;
    await writeFile(lock, text, { mode: 0o600 });
    await chown(lock, uid, gid);
    try {
      await cluster.start?.();
      assert.equal(await countGoods(cluster), 4);
    } finally {
      other.kill();
    }
  });

  test("a taken port is left for the next free one", async () => {
    await cluster.stop();
    const taken = createServer().listen(FIRST_PORT, "127.0.0.1");
    await once(taken, "listening");
    try {
      cluster = await openCluster({ ...options, dataDir });
      assert.equal(new URL(cluster.url).port, String(FIRST_PORT + 1));
      assert.equal(await countGoods(cluster), 4);
    } finally {
      taken.close();
    }
  });

  test("the data of another version are refused", async () => {
    await cluster.stop();
    const file = join(home(), "data", "PG_VERSION");
    await writeFile(file, "17\n");
    await assert.rejects(
      openCluster({ ...options, dataDir }),
      refusal(/ are of Postgres 17, and the embedded one is 18\.[0-9]+: dump them /),
    );
    await writeFile(file, "18\n");
    await cluster.start?.();
  });

  test("a wrong or lost password is said to be so, and no server is left behind", async () => {
    await cluster.stop();
    await writeFile(join(home(), "password"), "wrong\n");
    const wrong = openCluster({ ...options, dataDir });
    await assert.rejects(wrong, refusal(/cannot be used: password authentication failed/));
    assert.ok(!existsSync(join(home(), "data", "postmaster.pid")));
    await rm(join(home(), "password"));
    const opened = openCluster({ ...options, dataDir });
    await assert.rejects(
      opened,
      refusal(/password cannot be read, and nobody can log in without it/),
    );
  });
});

test("two first starts at once in one folder agree on one server", async () => {
  const dataDir = join(folder, "shared");
  // What a start killed midway left: no process has this number.
  await mkdir(join(dataDir, "postgres.new-4999999-0a"), { recursive: true });
  const options = { dataDir, port: FIRST_PORT + 6 };
  const both = await Promise.all([openCluster(options), openCluster(options)]);
  assert.equal(both[0].url, both[1].url);
  await Promise.all(both.map(({ url }) => ask(url, "SELECT")));
  assert.deepEqual(await readdir(dataDir), ["postgres"]);
  await Promise.all(both.map((cluster) => cluster.stop()));
});

test("however the process that started it ends, the server ends", async () => {
  const dataDir = join(folder, "shared");
  const open = `
    const { openCluster } = await import(${JSON.stringify(import.meta.resolve("./cluster.ts"))});
    const options = { dataDir: ${JSON.stringify(dataDir)}, port: ${FIRST_PORT + 3} };
    const { url } = await openCluster(options);
    console.log(url);`;
  const wait = "setInterval(() => undefined, 1000);";
  const lock = join(dataDir, "postgres", "data", "postmaster.pid");
  for (const end of ["SIGKILL", "SIGINT", "throw 1", "process.exit(3)", ""] as const) {
    const isSignal = end.startsWith("SIG");
    const args = ["--input-type=module", "-e", `${open} ${isSignal ? wait : end}`];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
    const [url] = (await once(child.stdout, "data")) as [Buffer];
    assert.match(url.toString(), /^postgres:/);
    if (isSignal) child.kill(end as NodeJS.Signals);
    await once(child, "exit");
    for (let tries = 0; tries < 500 && existsSync(lock); tries++) await pause(10);
    await assert.rejects(ask(url.toString().trim(), "SELECT"), /ECONNREFUSED/, `after "${end}"`);
  }
  const cluster = await openCluster({ dataDir, port: FIRST_PORT + 3 });
  const log = await readFile(join(dataDir, "postgres", "postgres.log"), "utf8");
  assert.doesNotMatch(log, /recovery/, "every time it was shut down in order");
  await cluster.stop();
});

const canLend = isRoot && existsSync("/usr/bin/setpriv");
test("in a folder that only root may enter it runs all the same", { skip: !canLend }, async () => {
  const closed = join(folder, "closed");
  await mkdir(closed, { mode: 0o700 });
  const dataDir = join(closed, "data");
  const cluster = await openCluster({ dataDir, port: FIRST_PORT + 7 });
  assert.notEqual((await stat(join(dataDir, "postgres"))).uid, 0);
  await ask(cluster.url, "SELECT");
  await cluster.crash?.();
  await cluster.start?.();
  await cluster.stop();
});

test("a folder of somebody else's is refused and left as it is", async () => {
  const foreign = join(folder, "foreign");
  await mkdir(foreign);
  await writeFile(join(foreign, "letter.txt"), "");
  await assert.rejects(
    openCluster({ dataDir: foreign }),
    refusal(/foreign holds other things than our Postgres. Name an empty folder/),
  );
  await writeFile(join(foreign, "PG_VERSION"), "18\n");
  const other = openCluster({ dataDir: foreign });
  await assert.rejects(other, refusal(/holds the data of another Postgres: start that one/));
  assert.deepEqual(await readdir(foreign), ["PG_VERSION", "letter.txt"]);
  const file = openCluster({ dataDir: join(foreign, "letter.txt") });
  await assert.rejects(file, refusal(/is not a folder\.$/));
  await mkdir(join(folder, "hollow", "postgres"), { recursive: true });
  if (isRoot) await chown(join(folder, "hollow", "postgres"), 65_534, 65_534);
  const hollow = openCluster({ dataDir: join(folder, "hollow") });
  await assert.rejects(hollow, refusal(/postgres is there, and holds no data of a Postgres\.$/));
});

test("without a URL and without a folder there is nothing to open", () =>
  assert.rejects(openCluster({ databaseUrl: "", dataDir: "" }), refusal(/^Give the URL/)));

test("a given Postgres is checked, and never stopped", async () => {
  const embedded = await openCluster({ dataDir: join(folder, "shared"), port: FIRST_PORT + 8 });
  try {
    const given = await openCluster({ databaseUrl: embedded.url });
    assert.deepEqual([given.isEmbedded, given.url], [false, embedded.url]);
    await given.stop();
    // A database that claims to be older: its own function is found before Postgres's.
    await ask(embedded.url, "CREATE DATABASE aged");
    const aged = embedded.url.replace("/patronage?", "/aged?");
    await ask(aged, "CREATE FUNCTION current_setting(text) RETURNS text RETURN '140005'");
    await ask(aged, "ALTER DATABASE aged SET search_path TO public, pg_catalog");
    await assert.rejects(
      openCluster({ databaseUrl: aged }),
      refusal(/^The Postgres at 127.0.0.1:[0-9]+\/aged is of version 14, .* needs 15 to 18\.$/),
    );
    const unknown = openCluster({ databaseUrl: embedded.url.replace("/patronage?", "/nowhere?") });
    await assert.rejects(unknown, refusal(/cannot be used: database "nowhere" does not exist\.$/));
  } finally {
    await embedded.stop();
  }
});

test("a Postgres that cannot be reached is named without its password", async () => {
  const nobody = createServer().listen(0, "127.0.0.1");
  await once(nobody, "listening");
  const { port } = nobody.address() as AddressInfo;
  nobody.close();
  for (const host of ["127.0.0.1", "localhost"]) {
    const opened = openCluster({ databaseUrl: `postgres://a:secret@${host}:${port}/b` });
    await assert.rejects(opened, (error: Error) => {
      assert.match(error.message, /^The Postgres at .*\/b cannot be used: connect ECONNREFUSED/);
      return !error.message.includes("secret");
    });
  }
});

test("what Postgres says on its way out becomes a sentence", () => {
  const full = `LOG:  starting\nFATAL:  could not write lock file "postmaster.pid": No space left on device\n`;
  assert.equal(
    sentenceOf(full, "shop", "did not start"),
    `The Postgres in shop did not start: the disk is full (could not write lock file "postmaster.pid": No space left on device).`,
  );
  assert.equal(
    sentenceOf("FATAL:  something new\n", "shop", "did not start"),
    "The Postgres in shop did not start: something new.",
  );
  assert.match(sentenceOf("", "shop", "did not start"), /: it said nothing\.$/);
});

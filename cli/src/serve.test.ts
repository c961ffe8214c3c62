/** `patronage serve` and `patronage keys`: from nothing to a first order, and an end that loses nothing. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { canonicalJson, parseJson } from "@patronage/engine";
import { SCOPES } from "@patronage/server";
import { gateResultJson } from "@patronage/simulator";
import { soundResult } from "../../ledger/src/gate-kit.ts";

const BIN = fileURLToPath(new URL("../bin/patronage.js", import.meta.url));
const PLAN = fileURLToPath(new URL("../sample/plan.json", import.meta.url));
const ENV = { ...process.env, DATABASE_URL: "" };

function patronage(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    ...{ cwd: folder, encoding: "utf8", env: ENV },
  });
  return { status, out: stdout, err: stderr };
}

/** Starts the server; resolves when it says where it is. */
async function startServer(
  folder: string,
  variables: { readonly [name: string]: string },
  ...args: string[]
) {
  const child = spawn(process.execPath, [BIN, "serve", ...args], {
    ...{ cwd: folder, env: { ...ENV, ...variables }, stdio: ["ignore", "ignore", "pipe", "ipc"] },
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  let err = "";
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr!.setEncoding("utf8").on("data", (part: string) => {
      err += part;
      const said = /Serving at (\S+);/.exec(err)?.[1];
      if (said !== undefined) resolve(said);
    });
    void ended.then(() => reject(new Error(err)));
  });
  return { address, child, ended, told: () => err };
}

/** Takes what is sent to it as traces. */
async function openCollector() {
  const bodies: string[] = [];
  const server = createServer((request, answer) => {
    request.setEncoding("utf8").on("data", (part: string) => bodies.push(part));
    request.on("end", () => answer.end("{}"));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { bodies, address: `http://127.0.0.1:${port}`, close: () => server.close() };
}

test("from a plan to an order by key, and Ctrl-C while orders are under way loses none", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "patronage-serve-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const plan = parseJson(await readFile(PLAN, "utf8"));
  const result = canonicalJson(gateResultJson(soundResult(plan)));
  await writeFile(join(folder, "gate.json"), result);
  assert.equal(patronage(folder, "ledger", "init", PLAN, "--result", "gate.json").status, 0);
  const collector = await openCollector();
  t.after(() => collector.close());
  const { address, child, ended, told } = await startServer(
    ...([folder, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address }] as const),
    ...["--port", "45871", "--local-webhooks"],
  );
  t.after(() => child.kill("SIGKILL"));

  const made = patronage(
    folder,
    "keys",
    "make",
    "--name",
    "shop",
    "--scopes",
    "orders,holders,read,webhooks",
  );
  const token = made.out.trim();
  assert.match(token, /^patronage_[a-z0-9]{12}_[A-Za-z0-9_-]{43}$/);
  const give = (path: string, key: string, body: object) =>
    fetch(`${address}/v1${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: {
        ...{ authorization: `Bearer ${token}`, "idempotency-key": key },
        "content-type": "application/json",
      },
    });
  assert.equal((await give("/holders", "join", { holder: "anna" })).status, 200);
  assert.equal((await give("/webhooks", "", { url: "http://127.0.0.1:9/hook" })).status, 201);
  const lines = [{ line: "1", category: "tea", paid: 19_800 }];
  const answered: string[] = [];
  const flight = Array.from({ length: 300 }, async (_, k) => {
    const order = `o${k}`;
    try {
      const { status } = await give("/orders", order, { order, holder: "anna", lines });
      if (status === 200) answered.push(order);
      else assert.equal(status, 503);
      if (answered.length === 50) child.kill("SIGINT");
    } catch {
      // Nobody is there any more.
    }
  });
  await Promise.all(flight);
  assert.deepEqual(await ended, [0, null]);
  assert.match(told(), /Webhooks may go to this very machine/);
  assert.match(collector.bodies.join(""), /"name":"POST \/v1\/orders"/);
  assert.match(told(), /sample-shop: writing\.[^]*Stopping: what is under way is finished\./);
  const out = join(folder, "journal.jsonl");
  assert.equal(patronage(folder, "ledger", "export", "-o", out).status, 0);
  const journal = await readFile(out, "utf8");
  assert.ok(answered.length >= 50);
  for (const order of answered) assert.ok(journal.includes(`"id":"${order}"`), order);

  const name = token.split("_")[1]!;
  const listed = patronage(folder, "keys", "list");
  assert.match(
    listed.out,
    new RegExp(`${name} +sample-shop +shop +orders,holders,read,webhooks +20.*20`),
  );
  const rotated = patronage(folder, "keys", "rotate", name, "--grace", "1h");
  assert.match(rotated.out, /^patronage_/);
  assert.equal(patronage(folder, "keys", "end", name).out, `${name} has ended.\n`);
  const strange = patronage(folder, "keys", "make", "--name", "x", "--scopes", "all");
  assert.deepEqual([strange.status, /There is no scope "all"/.test(strange.err)], [2, true]);
});

test("a server that is killed is taken over from, and one whose parent is gone ends", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "patronage-killed-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const plan = parseJson(await readFile(PLAN, "utf8"));
  await writeFile(join(folder, "gate.json"), canonicalJson(gateResultJson(soundResult(plan))));
  assert.equal(patronage(folder, "ledger", "init", PLAN, "--result", "gate.json").status, 0);
  const args = ["--port", "45872"] as const;
  const first = await startServer(folder, {}, ...args);
  t.after(() => first.child.kill("SIGKILL"));
  const second = patronage(folder, "serve", ...args);
  assert.equal(second.status, 2);
  assert.match(second.err, /Another "patronage serve" is still at work at 127\.0\.0\.1:45872/);
  const token = patronage(
    folder,
    "keys",
    "make",
    "--name",
    "shop",
    "--scopes",
    "holders",
  ).out.trim();
  first.child.kill("SIGKILL");
  await first.ended;
  // Its Postgres is on its way down, and its lease still runs.
  const next = await startServer(folder, { PATRONAGE_HANDED_OVER: "1" }, ...args);
  t.after(() => next.child.kill("SIGKILL"));
  const letJoin = () =>
    fetch(`${next.address}/v1/holders`, {
      method: "POST",
      body: JSON.stringify({ holder: "anna" }),
      headers: {
        ...{ authorization: `Bearer ${token}`, "idempotency-key": "join" },
        "content-type": "application/json",
      },
    });
  const began = performance.now();
  let status = 0;
  while (status !== 200 && performance.now() - began < 60_000) ({ status } = await letJoin());
  assert.equal(status, 200);
  // Not "close", which never comes after a disconnect from here.
  const exit = once(next.child, "exit");
  next.child.disconnect();
  assert.deepEqual(await exit, [0, null]);
  assert.match(next.told(), /sample-shop: writing\.[^]*Stopping: what is under way is finished\./);
});

test("the help names every scope, and proxies are looked at before anything begins", () => {
  const { out } = patronage(tmpdir(), "keys", "make", "--help");
  for (const scope of SCOPES) assert.match(out, new RegExp(`\\b${scope}\\b`));
  for (const wrong of ["nonsense", "10.0.0.0/33", "10.0.0.1,::1/129", "1.2.3.4/8/8"]) {
    const { status, err } = patronage(tmpdir(), "serve", "--trust-proxy", wrong);
    assert.deepEqual([status, /is no address/.test(err)], [2, true], err);
  }
});

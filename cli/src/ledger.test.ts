/** `patronage ledger`: a programme kept in Postgres is what the replay makes of the same commands. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../bin/patronage.js", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../sample/", import.meta.url));

type Result = { readonly status: number | null; readonly out: string; readonly err: string };

function patronage(folder: string, ...args: string[]): Result {
  const env = { ...process.env, DATABASE_URL: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: folder,
    encoding: "utf8",
    env,
    maxBuffer: 1e9,
  });
  return { status, out: stdout, err: stderr };
}

test("begun, filled, verified, exported: the ledger is byte for byte what the replay prints", async () => {
  const folder = await mkdtemp(join(tmpdir(), "patronage-cli-"));
  const run = (...args: string[]): string => {
    const { status, out, err } = patronage(folder, ...args);
    assert.equal(status, 0, err);
    return out;
  };
  try {
    const plan = join(SAMPLE, "plan.json");
    run("sample", "--out", "orders.csv", "--seed", "3", "--days", "45", "--customers", "120");
    run("import", "orders.csv", "--map", join(SAMPLE, "map.json"), "-o", "commands.jsonl");
    assert.match(run("ledger", "init", plan), /has begun/);
    const again = patronage(folder, "ledger", "init", plan);
    assert.equal(again.status, 2);
    assert.match(again.err, /has begun already/);

    assert.match(run("ledger", "import", "commands.jsonl"), /, 0 applied before, 0 refused/);
    assert.match(run("ledger", "import", "commands.jsonl"), /: 0 commands applied/);
    assert.equal(run("ledger", "status", "--json"), run("replay", plan, "commands.jsonl"));
    assert.match(run("ledger", "status"), /last close/);
    assert.match(run("ledger", "verify"), /all sound/);
    run("ledger", "export", "-o", "journal.jsonl");
    const journal = (await readFile(join(folder, "journal.jsonl"), "utf8")).trim().split("\n");
    const commands = (await readFile(join(folder, "commands.jsonl"), "utf8")).trim().split("\n");
    assert.equal(journal.length, commands.length);

    const strange = patronage(folder, "ledger", "status", "--programme", "nobody's");
    assert.equal(strange.status, 2);
    assert.match(strange.err, /There is no programme "nobody's"; there are: sample-shop/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

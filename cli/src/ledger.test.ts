/** `patronage ledger`: a programme kept in Postgres is what the replay makes of the same commands. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { canonicalJson, parseJson } from "@patronage/engine";
import { gateResultJson } from "@patronage/simulator";
import { soundResult } from "../../ledger/src/gate-kit.ts";

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

type Line = { readonly walletMinor: string };
type Replayed = { readonly holders: { readonly [holder: string]: { readonly wallet: number } } };

type Proof = {
  readonly tree: { readonly root: string };
  readonly position: {
    readonly [Amount in "dividendsE18" | "payoutsMinor" | "withdrawnMinor"]: string;
  };
};

/** The hash of a journal's last batch, from the lines of its export. */
function lastHash(lines: readonly string[]): string {
  const from = lines.findLastIndex((line) => line.startsWith('{"batch"'));
  const batch = lines.slice(from).join("\n");
  return createHash("sha256").update(batch, "utf8").digest("hex");
}

/** Results of the gate for a plan, made up: one that passes, and one in which an attack gains a fen. */
async function writeGates(
  folder: string,
  planPath: string,
): Promise<{ sound: string; gained: string }> {
  const sound = soundResult(parseJson(await readFile(planPath, "utf8")));
  const [first, ...rest] = sound.futures;
  const attack = { attack: "ring", putInMinor: 100n, gotOutMinor: 101n };
  const gained = { ...sound, futures: [{ ...first!, attacks: [attack] }, ...rest] };
  for (const [name, result] of Object.entries({ sound, gained })) {
    await writeFile(join(folder, `${name}.json`), canonicalJson(gateResultJson(result)));
  }
  return { sound: "sound.json", gained: "gained.json" };
}

test("no programme begins with a plan that does not pass the gate, and none is activated", async () => {
  const folder = await mkdtemp(join(tmpdir(), "patronage-cli-"));
  try {
    const plan = join(SAMPLE, "plan.json");
    const { sound, gained } = await writeGates(folder, plan);
    const refused = patronage(folder, "ledger", "init", plan, "--result", gained);
    assert.equal(refused.status, 1);
    assert.match(
      refused.out,
      /1 of 1 futures attackers \(fake orders\) got out more .* 1.01 for 1.00/,
    );
    assert.match(refused.err, /Nothing was changed/);
    assert.equal(patronage(folder, "ledger", "init", plan, "--result", sound).status, 0);

    const better = JSON.parse(await readFile(plan, "utf8")) as { redemption: { feeRate: string } };
    better.redemption.feeRate = "0.05";
    await writeFile(join(folder, "better.json"), JSON.stringify(better));
    const command = { id: "p", type: "plan.activate", plan: better };
    await writeFile(join(folder, "activate.jsonl"), JSON.stringify(command));
    assert.match(patronage(folder, "ledger", "submit", "activate.jsonl").out, /gate_missing/);
    const other = patronage(folder, "ledger", "gate", "better.json", "--result", sound);
    assert.equal(other.status, 2);
    assert.match(other.err, /sound.json: this is the result of another plan/);
    const own = await writeGates(folder, join(folder, "better.json"));
    const kept = patronage(folder, "ledger", "gate", "better.json", "--result", own.sound);
    assert.match(kept.out, /may activate this plan within 30 days/);
    assert.doesNotMatch(patronage(folder, "ledger", "submit", "activate.jsonl").out, /refused/);
    assert.match(patronage(folder, "ledger", "verify").out, /1 command.* all sound/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Attests a balance that is 12.34 too low on the day of a close, and explains 12.33 of it. */
async function attestSample(
  folder: string,
  run: (...args: string[]) => string,
  close: string,
): Promise<void> {
  const { date } = JSON.parse(close) as { date: string };
  const write = (balance: string): Promise<void> =>
    writeFile(join(folder, "bank.csv"), `day,balance\n${date},${balance}\n`);
  const map = {
    columns: { date: "day", balance: "balance" },
    account: "62220001234",
    currency: "CNY",
  };
  await writeFile(join(folder, "bank-map.json"), JSON.stringify(map));
  await write("0.00");
  const attest = ["ledger", "attest", "bank.csv", "--map", "bank-map.json", "--by", "Wang"];
  const looked = run(...attest, "--dry-run");
  const owed = /owed at the close of (\S+): ([0-9]+)\.([0-9]{2}) CNY/.exec(looked)!;
  assert.equal(owed[1], date);
  assert.match(looked, /nothing was kept/);
  const lowMinor = String(BigInt(owed[2]! + owed[3]!) - 12_34n);
  await write(`${lowMinor.slice(0, -2)}.${lowMinor.slice(-2)}`);
  const kept = run(...attest);
  assert.match(
    kept,
    /account …1234 on .*\n.*\ndifference: 12.34 CNY less than is owed\nkept as 1\n/,
  );
  run("ledger", "explain", "1", "--amount", "-12.33", "--text", "fees of the bank");
  const status = run("ledger", "status");
  assert.match(status, /last close/);
  assert.match(
    status,
    /bank .* on \S+ \([0-9]+ days ago\); difference: 12.34 CNY less than is owed, not/,
  );
  assert.match(status, /not explained: -0.01 CNY/);
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
    const begin = await writeGates(folder, plan);
    assert.match(run("ledger", "init", plan, "--result", begin.sound), /has begun/);
    const again = patronage(folder, "ledger", "init", plan, "--result", begin.sound);
    assert.equal(again.status, 2);
    assert.match(again.err, /has begun already/);

    const commands = (await readFile(join(folder, "commands.jsonl"), "utf8")).trim().split("\n");
    assert.match(run("ledger", "import", "commands.jsonl"), /, 0 applied before, 0 refused/);
    assert.match(run("ledger", "import", "commands.jsonl"), /: 0 commands applied/);
    assert.equal(run("ledger", "status", "--json"), run("replay", plan, "commands.jsonl"));
    await attestSample(
      folder,
      run,
      commands.findLast((line) => line.includes('"day.close"'))!,
    );
    assert.match(run("ledger", "verify"), /all sound/);
    run("ledger", "export", "-o", "journal.jsonl");
    const journal = (await readFile(join(folder, "journal.jsonl"), "utf8")).split("\n");
    assert.equal(journal.filter((line) => line.startsWith('{"command"')).length, commands.length);
    assert.match(run("ledger", "verify"), new RegExp(lastHash(journal)));

    const first = JSON.parse(commands[0]!) as { holder: string };
    assert.match(run("ledger", "statement", first.holder), /shares granted/);
    const lines = run("ledger", "statement", first.holder, "--json").trim().split("\n");
    const wallets = lines.map((line) => (JSON.parse(line) as Line).walletMinor);
    const replayed = JSON.parse(run("replay", plan, "commands.jsonl")) as Replayed;
    const sum = wallets.reduce((total, wallet) => total + BigInt(wallet), 0n);
    assert.equal(sum, BigInt(replayed.holders[first.holder]!.wallet));

    assert.match(run("ledger", "prove", first.holder, "-o", "proof.json"), /proof.json: \d+ bytes/);
    const checked = run("verify-statement", "proof.json", "--lang", "en");
    assert.match(checked, /everything fits/);
    assert.match(checked, /Wang stated .*: difference not explained/);
    const proof = JSON.parse(await readFile(join(folder, "proof.json"), "utf8")) as Proof;
    assert.ok(journal.some((line) => line.includes(`"root":"${proof.tree.root}"`)));
    const own = BigInt(proof.position.dividendsE18) / 10n ** 18n;
    const paid = own + BigInt(proof.position.payoutsMinor) - BigInt(proof.position.withdrawnMinor);
    assert.equal(paid, sum, "the last close ends the file of commands");
    assert.equal(patronage(folder, "ledger", "prove", "nobody", "-o", "none.json").status, 2);

    run("ledger", "export", "--format", "holders", "-o", "holders.csv");
    const rows = (await readFile(join(folder, "holders.csv"), "utf8")).trim().split("\r\n");
    assert.equal(rows.length, Object.keys(replayed.holders).length + 1);
    run("ledger", "export", "--format", "hledger", "-o", "books.journal");
    const hledger = spawnSync(
      "hledger",
      ["-f", join(folder, "books.journal"), "check", "--strict"],
      {
        encoding: "utf8",
        env: { ...process.env, LC_ALL: "C.UTF-8" },
      },
    );
    assert.equal(hledger.status, 0, `${hledger.error?.message ?? hledger.stderr}`);

    const strange = patronage(folder, "ledger", "status", "--programme", "nobody's");
    assert.equal(strange.status, 2);
    assert.match(strange.err, /There is no programme "nobody's"; there are: sample-shop/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

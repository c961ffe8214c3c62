/** `patronage verify-statement`: a file is checked without a ledger, by us and by a second program. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkStatement, sha256 } from "@patronage/proof";
import { proofFault, proofInWords } from "@patronage/words";

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const GOLDEN = path("proof/golden");
const PYTHON = path("docs/reference/verify-statement.py");

type Result = { readonly status: number | null; readonly out: string };

function run(program: string, ...args: string[]): Result {
  // Nothing can be reached: neither a database nor anything else.
  const env = { PATH: process.env["PATH"], http_proxy: "http://127.0.0.1:9", LANG: "C.UTF-8" };
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env });
  return { status, out: stdout + stderr };
}

const verify = (file: string, ...options: string[]): Result =>
  run(process.execPath, path("cli/bin/patronage.js"), "verify-statement", file, ...options);

async function goldenTexts(): Promise<string[]> {
  const text = await readFile(join(GOLDEN, "statement-1.json"), "utf8");
  return (JSON.parse(text) as { files: { text: string }[] }).files.map((file) => file.text);
}

test("a file that fits is told in words, in both languages, and one that does not by its place", async () => {
  const folder = await mkdtemp(join(tmpdir(), "patronage-proof-"));
  try {
    const [text] = await goldenTexts();
    const file = join(folder, "h7.json");
    await writeFile(file, text!);
    const english = verify(file, "--lang", "en");
    assert.equal(english.status, 0, english.out);
    assert.match(english.out, /28 closes .* paid on 3 of those days, 1823\.35 yuan in all/);
    assert.match(english.out, /What no file can prove:\n {2}That the cash is at the bank/);
    assert.match(verify(file, "--lang", "zh").out, /合计 1823\.35 元/);
    const json = JSON.parse(verify(file, "--json").out) as { [name: string]: unknown };
    assert.equal(json["dividendsMinor"], "182335");
    for (const [changed, place] of [
      [text!.replace('"h7"', '"h8"'), /its digest does not fit/],
      [text!.replace("{", "{ "), /not the one text of a statement/],
      [Buffer.from([0xff, 0xfe, 0x00]), /not the one text of a statement/],
    ] as const) {
      await writeFile(file, changed);
      const refused = verify(file, "--lang", "en");
      assert.equal(refused.status, 1);
      assert.match(refused.out, place);
    }
    assert.equal(verify(join(folder, "none.json")).status, 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("every fault has its sentence, and an attestation stands beside what it is about", async () => {
  const [text] = await goldenTexts();
  const verdict = checkStatement(text!, sha256);
  assert.ok(verdict.ok);
  const attestation = { date: "2026-12-10", by: "Bank", cashMinor: 12_345n, text: "as of today" };
  const statement = { ...verdict.checked.statement, attestation };
  for (const lang of ["en", "zh"] as const) {
    const { limits } = proofInWords({ ...verdict.checked, statement }, lang);
    assert.match(limits[0]!, /2026-12-10.*Bank.*123\.45.*as of today/);
    const told = proofFault({ code: "price", where: "186" }, lang);
    assert.match(told, /186/);
  }
});

test("the second verifier, in another language, passes the golden vectors and refuses what we refuse", async () => {
  const golden = run("python3", PYTHON, "--golden", GOLDEN);
  assert.equal(golden.status, 0, golden.out);
  assert.match(golden.out, /2 files, 207 lies, 10 forged: as they should be/);
  const folder = await mkdtemp(join(tmpdir(), "patronage-proof-"));
  try {
    const file = join(folder, "file.json");
    for (const text of await goldenTexts()) {
      await writeFile(file, text);
      assert.equal(run("python3", PYTHON, file).status, 0);
      const middle = Math.floor(text.length / 2);
      for (const changed of [
        `${text} `,
        text.slice(1),
        text.slice(0, middle) + "0" + text.slice(middle),
      ]) {
        await writeFile(file, changed);
        assert.equal(run("python3", PYTHON, file).status, 1);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

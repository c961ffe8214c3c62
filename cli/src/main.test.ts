import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { after, test } from "node:test";
import { startProgress } from "./progress.ts";

const folder = mkdtempSync(join(tmpdir(), "patronage-main-"));
after(() => rmSync(folder, { recursive: true }));

const BIN = join(import.meta.dirname, "..", "bin", "patronage.js");
const SAMPLE = join(import.meta.dirname, "..", "sample");
const PLAN = join(SAMPLE, "plan.json");

type Ending = { readonly status: number | null; readonly out: string; readonly err: string };
type Settings = {
  readonly env?: NodeJS.ProcessEnv;
  readonly node?: string;
  readonly flags?: string[];
};

function start(args: readonly string[], { env, node, flags = [] }: Settings = {}): ChildProcess {
  return spawn(node ?? process.execPath, [...flags, BIN, ...args], {
    cwd: folder,
    env: { ...process.env, LANG: "C.UTF-8", LC_ALL: "", NODE_OPTIONS: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function patronage(args: readonly string[], settings?: Settings): Promise<Ending> {
  const child = start(args, settings);
  const [out, err] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close"),
  ]);
  return { status: child.exitCode, out, err };
}

/** Runs several at a time, for each takes a while to start. */
async function all(runs: readonly (readonly string[])[]): Promise<Ending[]> {
  const endings: Ending[] = [];
  for (let from = 0; from < runs.length; from += 4) {
    endings.push(...(await Promise.all(runs.slice(from, from + 4).map((args) => patronage(args)))));
  }
  return endings;
}

let files = 0;
function fileOf(content: string | Uint8Array): string {
  const name = `file-${(files += 1)}`;
  writeFileSync(join(folder, name), content);
  return name;
}

/** One sentence on standard error, nothing on standard output, and never a trace. */
function assertComplaint({ out, err }: Ending, sentence: RegExp): void {
  assert.equal(out, "");
  assert.match(err, sentence);
  assert.match(err, /^error: [^\n]+[.?]?\n$/);
  assert.doesNotMatch(err, /\n\s+at /);
}

const JOIN = '{"id":"j","at":"2026-03-01T00:00:00Z","type":"holder.join","holder":"h"}\n';

test("check exits with 0 for an accepted plan, 1 for a refused one, 2 without readable JSON", async () => {
  const refused = fileOf("{}");
  const [accepted, no, broken, json] = (await all([
    ["check", PLAN],
    ["check", refused],
    ["check", fileOf('{\n"a": }')],
    ["check", refused, "--json"],
  ])) as [Ending, Ending, Ending, Ending];
  assert.deepEqual([accepted.status, no.status, broken.status, json.status], [0, 1, 2, 1]);
  assert.match(accepted.out, /^accepted: sample-shop\n/m);
  assert.match(no.out, /^(refused: \w+ — is missing; add it\.\n)+$/);
  assert.equal(no.err, "");
  assertComplaint(broken, /file-\d+:2:6: this is not JSON/);
  const report = JSON.parse(json.out) as { accepted: boolean; reasons: object[] };
  assert.equal(report.accepted, false);
  assert.equal(report.reasons.length, no.out.trim().split("\n").length);
});

test("the language is the one asked for, or else the machine's", async () => {
  const [asked, machine, both] = await Promise.all([
    patronage(["check", PLAN, "--lang", "zh"]),
    patronage(["check", PLAN], { env: { LANG: "zh_CN.UTF-8" } }),
    patronage(["check", PLAN, "--lang", "en"], { env: { LC_ALL: "zh_CN.UTF-8" } }),
  ]);
  assert.match(asked.out, /每付 100\.00 元/);
  assert.equal(machine.out, asked.out);
  assert.match(both.out, /of each 100\.00 yuan paid/);
});

test("wrong use exits with 2, one sentence, and what may have been meant", async () => {
  const table: [string[], RegExp][] = [
    [["chek", PLAN], /unknown command 'chek'; did you mean check\?/],
    [["check", PLAN, "--jsn"], /unknown option '--jsn'; did you mean --json\?/],
    [["check"], /missing required argument 'plan'/],
    [["check", PLAN, PLAN], /too many arguments/],
    [["check", PLAN, "--lang", "fr"], /Allowed choices are zh, en/],
    [["replay", PLAN], /missing required argument 'commands'/],
    [["import", "o.csv", "-o", "c.jsonl"], /required option '--map <map>' not specified/],
    [["run", PLAN, "c.jsonl"], /required option '--report <page>' not specified/],
    [["run", PLAN, "orders.csv", "--report", "r.html"], /say with --map what its columns mean/],
    [["sample", "--out", "o.csv", "--days", "1e3"], /'1e3' is invalid\. It must be a whole number/],
  ];
  const endings = await all(table.map(([args]) => args));
  for (const [index, [, sentence]] of table.entries()) {
    assertComplaint(endings[index]!, sentence);
    assert.equal(endings[index]!.status, 2);
  }
});

test("every command prints its help with an example, and the program its version", async () => {
  const commands = ["check", "replay", "import", "run", "sample"];
  const [whole, version, ...each] = await all([
    ["--help"],
    ["--version"],
    ...commands.map((command) => [command, "--help"]),
  ]);
  assert.equal(whole?.status, 0);
  assert.match(version?.out ?? "", /^\d+\.\d+\.\d+\n$/);
  for (const [index, command] of commands.entries()) {
    assert.match(whole?.out ?? "", new RegExp(`\n  ${command} `));
    assert.equal(each[index]?.status, 0);
    assert.match(each[index]?.out ?? "", new RegExp(`Examples?:\n  \\$ patronage ${command} `));
  }
});

test("a file that cannot be used exits with 2 before anything is printed, with file and line", async () => {
  const large = fileOf("");
  truncateSync(join(folder, large), 2 ** 31);
  const table: [content: string | Uint8Array | { name: string }, RegExp][] = [
    [`${JOIN}{"id": "x",}\n`, /^error: file-\d+:2:12: this is not JSON: a key/],
    [`${JOIN}[]\n`, /^error: file-\d+:2: this line is not a JSON object/],
    [`${JOIN}\n${JOIN.slice(0, 40)}`, /^error: file-\d+:3:41: .*breaks off/],
    [Buffer.from(`${JOIN}{"id":"caf\xe9"}`, "latin1"), /^error: file-\d+:2: .*not UTF-8/],
    [{ name: "." }, /^error: \.: this is a folder, not a file/],
    [{ name: "none.jsonl" }, /^error: none\.jsonl: there is no such file/],
    [{ name: large }, /^error: file-\d+:1: there is a zero byte/],
  ];
  const names = table.map(([file]) =>
    typeof file === "object" && "name" in file ? file.name : fileOf(file),
  );
  const commands = await all(names.map((name) => ["replay", PLAN, name]));
  for (const [index, [, sentence]] of table.entries()) {
    assertComplaint(commands[index]!, sentence);
    assert.equal(commands[index]!.status, 2);
  }
  const plans = await all(
    [fileOf(""), ...names.slice(4)].map((name) => ["replay", name, fileOf(JOIN)]),
  );
  const sentences = [/is empty/, /is a folder/, /no such file/, /larger than 16 MiB/];
  for (const [index, sentence] of sentences.entries()) {
    assertComplaint(plans[index]!, sentence);
    assert.equal(plans[index]!.status, 2);
  }
});

test("a file without a command leaves the ledger of the beginning, with a note", async () => {
  const { status, out, err } = await patronage(["replay", PLAN, fileOf("")]);
  assert.equal(status, 0);
  assert.equal((JSON.parse(out) as { outstanding: string }).outstanding, "100000000");
  assert.match(err, /^note: file-\d+: there is no command in this file\.\n$/);
});

test("a refused plan stops the replay with exit status 2 and every reason", async () => {
  const { status, out, err } = await patronage(["replay", fileOf('{"tiers": 0.1}'), fileOf(JOIN)]);
  assert.deepEqual([status, out], [2, ""]);
  assert.match(err, /^error: file-\d+: the check refuses this plan:\n/);
  assert.match(err, /\n {2}tiers — must be a list/);
});

test("a refused command changes neither exit status nor what is printed; --explain says why", async () => {
  const commands = fileOf(JOIN + JOIN.replace('"j"', '"k"') + JOIN);
  const [plain, explained] = (await all([
    ["replay", PLAN, commands],
    ["replay", PLAN, commands, "--explain"],
  ])) as [Ending, Ending];
  assert.deepEqual([plain.status, explained.status], [0, 0]);
  assert.deepEqual((JSON.parse(plain.out) as { rejected: string[] }).rejected, ["k"]);
  assert.equal(explained.out, plain.out);
  assert.equal(plain.err, "");
  assert.match(explained.err, /^file-\d+:2: k: "h" has already joined; a holder joins once\.\n$/);
});

test("a shop's sample is imported, replayed, and ties to its file", async () => {
  const map = join(SAMPLE, "map.json");
  const sampled = await patronage([
    "sample",
    "--out",
    "shop.csv",
    "--seed",
    "7",
    "--days",
    "20",
    "--customers",
    "30",
  ]);
  assert.match(sampled.out, /^shop\.csv: \d+ rows, \d+ orders over 20 days\.\n$/);
  const [words, json] = (await all([
    ["import", "shop.csv", "--map", map, "-o", "shop.jsonl"],
    ["import", "shop.csv", "--map", map, "-o", "again.jsonl", "--json"],
  ])) as [Ending, Ending];
  assert.deepEqual([words.status, words.err, json.err], [0, "", ""]);
  type Tie = { fileTotal: string; [part: `${string}Minor`]: number; roundingE18: string };
  const { tie } = JSON.parse(json.out) as { tie: Tie };
  const sum = tie.paidMinor! - tie.refundedMinor! + tie.leftOutMinor! + tie.proportionMinor!;
  assert.equal(Math.round(Number(tie.fileTotal) * 100), sum + tie.signsMinor!);
  assert.match(words.out, new RegExp(`\n  the file +\\d+ +${tie.fileTotal} `));
  const replay = await patronage(["replay", PLAN, "shop.jsonl"]);
  assert.equal(replay.status, 0);
  const { rejected, holders } = JSON.parse(replay.out) as { rejected: string[]; holders: object };
  assert.deepEqual(rejected, []);
  assert.ok(Object.keys(holders).length > 10);
});

test("a fault of ours exits with 70, one sentence, and a trace only for those who ask", async () => {
  const flags = ["--import", "data:text/javascript,Intl.DateTimeFormat=0;Map.prototype.has=0"];
  const quiet = await patronage(["check", PLAN], { flags });
  assert.equal(quiet.status, 70);
  assertComplaint(quiet, /this is a fault of ours.*PATRONAGE_TRACE=1/);
  const loud = await patronage(["check", PLAN], { flags, env: { PATRONAGE_TRACE: "1" } });
  assert.equal(loud.status, 70);
  assert.match(loud.err, /\n\s+at .*\.ts:\d+/);
});

test("Ctrl-C stops with 130, and leaves nothing half-done behind", async () => {
  const child = start(["sample", "--out", "long.csv", "--days", "1800", "--customers", "300000"]);
  const part = join(folder, "long.csv.part");
  for (let waited = 0; !existsSync(part) && waited < 200; waited += 1) await setTimeout(20);
  child.kill("SIGINT");
  const [out, err] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, "close"),
  ]);
  assert.equal(child.exitCode, 130);
  assert.deepEqual([out, err], ["", "stopped.\n"]);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("long")),
    [],
  );
});

test("who stops reading the output early makes no error", async () => {
  const joins = Array.from({ length: 20_000 }, (_, k) =>
    JOIN.replace('"j"', `"${k}"`).replace('"h"', `"h${k}"`),
  );
  const child = start(["replay", PLAN, fileOf(joins.join(""))]);
  await once(child.stdout!, "readable");
  child.stdout!.destroy();
  const [err] = await Promise.all([text(child.stderr!), once(child, "close")]);
  assert.deepEqual([child.exitCode, err], [0, ""]);
});

test("nothing is coloured that is not printed on a terminal", async () => {
  const env = { CI: "1", FORCE_COLOR: "1" };
  const [help, check, error] = await Promise.all([
    patronage(["--help"], { env: { CI: "1" } }),
    patronage(["check", PLAN], { env }),
    patronage(["check", "none"], { env }),
  ]);
  assert.ok(![help.out, check.out, error.err].some((said) => said.includes("\u001b")));
});

/** A Node on the PATH that cannot run TypeScript as it is. */
async function olderNode(): Promise<string | undefined> {
  for (const place of (process.env["PATH"] ?? "").split(delimiter)) {
    const node = join(place, "node");
    try {
      accessSync(node, constants.X_OK);
    } catch {
      continue;
    }
    const child = spawn(node, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
    const version = await text(child.stdout);
    if (/^v(18|20|22)\./.test(version)) return node;
  }
  return undefined;
}

test("an older Node hands over to the one beside the code, with arguments and exit status", async (t) => {
  const node = await olderNode();
  if (node === undefined) return t.skip("there is no older Node on the PATH");
  const [accepted, refused, wrong] = await Promise.all([
    patronage(["check", PLAN], { node }),
    patronage(["check", fileOf("{}")], { node }),
    patronage(["check", "none.json"], { node }),
  ]);
  assert.deepEqual([accepted.status, refused.status, wrong.status], [0, 1, 2]);
  assertComplaint(wrong, /none\.json: there is no such file/);
  const endless = await patronage(["check", PLAN], { node, env: { PATRONAGE_HANDED_OVER: "1" } });
  assert.equal(endless.status, 2);
  assertComplaint(endless, /patronage needs Node 24/);
});

function terminal(): { stream: NodeJS.WriteStream; written: () => string } {
  let written = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      written += chunk.toString();
      done();
    },
  });
  const properties = {
    isTTY: true,
    columns: 80,
    cursorTo: null,
    clearLine: null,
    moveCursor: null,
  };
  return { stream: Object.assign(stream, properties) as never, written: () => written };
}

test("progress is shown on a terminal alone, and only of work that takes longer than a second", async () => {
  const { stream, written } = terminal();
  let clockMs = 0;
  const now = (): number => clockMs;
  const progress = await startProgress({ stream, now });
  const reports = (stage: string, fromMs: number): void => {
    for (let step = 1; step <= 9; step += 1) {
      clockMs = fromMs + step * 100;
      progress.report(stage, step, 10);
    }
  };
  reports("import", 0);
  assert.equal(written(), "");
  reports("import", 1000);
  reports("replay", 2000);
  progress.stop();
  assert.match(written(), /import .*%/);
  assert.match(written(), /replay .*%/);
  const pipe = terminal();
  const silent = await startProgress({ stream: Object.assign(pipe.stream, { isTTY: false }), now });
  for (clockMs = 0; clockMs < 5000; clockMs += 100) silent.report("import", clockMs, 5000);
  silent.stop();
  assert.equal(pipe.written(), "");
});

test("progress stops the work that reports it when the work is to be stopped", async () => {
  const controller = new AbortController();
  for (const isTTY of [true, false]) {
    const stream = Object.assign(terminal().stream, { isTTY });
    const { report } = await startProgress({ stream, signal: controller.signal });
    if (isTTY) report("work", 1, 2);
    controller.abort(new Error("enough"));
    assert.throws(() => report("work", 2, 2), /enough/);
  }
});

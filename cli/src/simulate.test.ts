import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";

const BIN = join(import.meta.dirname, "..", "bin", "patronage.js");
const isWindows = process.platform === "win32";
const root = mkdtempSync(join(tmpdir(), "patronage-simulate-"));
after(() => rmSync(root, { recursive: true }));

const PLAN = {
  programme: "source",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  initialPrice: "1.00",
  foundingShares: "100",
  authorisedShares: "100000000",
  maturity: "completion",
  categories: {
    default: {
      ...{ grossMargin: "0.65", proRataRate: "0.20", tierRate: "0.10", reserveRate: "0.30" },
      quotaMultiple: "2",
    },
  },
  grant: { kind: "value", rate: "0.70" },
  referral: { levels: [] },
  tiers: ["100", "500", "1000"],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: false,
};

function file(name: string, content: unknown): string {
  const path = join(root, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}
const plan = file("plan.json", PLAN);

const run = (...args: string[]) =>
  spawnSync(process.execPath, [BIN, "simulate", ...args], { encoding: "utf8" });
const SMALL = ["--years", "1", "--newcomers", "1", "--seeds", "3", "--threads", "2"];

test("the source's plan pays 15 % of its quota, is refused, and the nearest plan is named", () => {
  const { status, stdout, stderr } = run(
    plan,
    ...SMALL,
    "--seeds",
    "1",
    "--advise",
    "--lang",
    "en",
  );
  assert.equal(stderr, "");
  assert.equal(status, 1);
  assert.match(stdout, /^steady +1[45]\.\d /m);
  assert.match(stdout, /The gate refuses this plan:/);
  assert.match(stdout, /categories\.default: 0\.150 of the quota granted enters the funds/);
  assert.match(stdout, /it lies in quotaMultiple, proRataRate, tierRate/);
  assert.match(stdout, /steady, .*legacy-wave: a verdict needs 10 futures, and there are 1$/m);
  assert.match(
    stdout,
    /The nearest plan that passes:\n- categories\.default\.quotaMultiple: 2 → 0\./,
  );
});

const rates = { grossMargin: "0.65", proRataRate: "0.05", tierRate: "0.04", reserveRate: "0.30" };
const withQuota = (quotaMultiple: string): unknown => ({
  ...PLAN,
  categories: { default: { ...rates, quotaMultiple } },
});

test("the nearest plan that passes is named: 0.09 into the funds covers half of 0.18", () => {
  const poor = file("poor.json", withQuota("0.2"));
  const { status, stdout } = run(poor, ...SMALL, "--advise", "--lang", "en");
  assert.equal(status, 1);
  assert.match(stdout, /^- categories\.default: 0\.450 of the quota granted enters the funds/m);
  assert.match(stdout, /^- categories\.default\.quotaMultiple: 0\.2 → 0\.18$/m);
});

test("a plan of which too little was run is not judged, and that is no pass", () => {
  const args = [file("sound.json", withQuota("0.09")), ...SMALL, "--seeds", "1", "--lang", "en"];
  const { status, stdout } = run(...args);
  assert.equal(status, 1);
  assert.match(stdout, /The gate has not judged this plan:\n- .*a verdict needs 10 futures/);
  assert.doesNotMatch(stdout, /refuses/);
});

test("a sweep has a row for each value, a second plan is compared, JSON is whole", () => {
  const other = file("other.json", { ...PLAN, grant: { kind: "value", rate: "0.5" } });
  const args = ["--scenario", "steady", "--sweep", "quotaMultiple=0.3,2", "--json"];
  const { status, stdout } = run(plan, other, ...SMALL, ...args);
  assert.equal(status, 0);
  const { summaries } = JSON.parse(stdout) as { summaries: { variant: string; seeds: number }[] };
  assert.deepEqual(
    summaries.map(({ variant }) => variant),
    ["plan", "other"].flatMap((name) =>
      ["0.3", "2"].map((quota) => `${name}.json: quotaMultiple ${quota}`),
    ),
  );
});

test("the gate judges every plan that is compared, and the status is the first one's", () => {
  const sound = file("first.json", withQuota("0.09"));
  const ask = (...plans: string[]) => run(...plans, ...SMALL, "--seeds", "1", "--json");
  type Told = { verdicts: { variant: string; reasons: { code: string }[] }[] };
  const { verdicts } = JSON.parse(ask(sound, plan).stdout) as Told;
  const refused = verdicts.map(({ variant, reasons }) => [
    variant,
    reasons.some(({ code }) => code === "coverage_below_floor"),
  ]);
  assert.deepEqual(refused, [
    ["first.json", false],
    ["plan.json", true],
  ]);
});

test("a folder keeps the futures and tables, and a second run answers from it the same", () => {
  const out = join(root, "futures");
  const ask = () => run(plan, ...SMALL, "--scenario", "run+whale", "--out", out, "--lang", "zh");
  const first = ask();
  const kept = readFileSync(join(out, "runs.jsonl"), "utf8");
  assert.equal(ask().stdout, first.stdout);
  assert.match(first.stdout, /额度（上限）已付/);
  assert.equal(readFileSync(join(out, "runs.jsonl"), "utf8"), kept);
  assert.equal(kept.trim().split("\n").length, 3);
  for (const name of ["results.csv", "summary.json"]) assert.ok(existsSync(join(out, name)), name);
});

test("what cannot be run is told in a sentence, with status 2", () => {
  const unfit = file("policy.json", { coverageFloor: "0.05", costMost: "2", reason: "more" });
  const malformed = file("malformed.json", { coverageFloor: 0.5, seedsLeast: "10", colour: "red" });
  const [none, list, text] = [file("null.json", null), file("list.json", []), join(root, "text")];
  writeFileSync(text, "a file");
  for (const [args, ...sentences] of [
    [["--scenario", "storm"], /There is no scenario "storm"; there are steady, /],
    [
      ["--sweep", "colour=1,2"],
      /plan\.json: --sweep colour=1,2: The plan has no parameter "colour"/,
    ],
    [
      ["--sweep", "proRataRate=0.2,0.9"],
      /with proRataRate 0\.9 the check refuses .*\n {2}categories/,
    ],
    [
      ["--policy", unfit],
      /coverageFloor: must be at least "0\.1"/,
      /costMost: must be "1" or less/,
    ],
    [
      ["--policy", malformed],
      /coverageFloor: must be a decimal in quotes/,
      /no such limit; there are/,
    ],
    [["--policy", malformed], /seedsLeast: must be a whole number without quotes, 10 or more/],
    [["--policy", none], /null\.json: .*\n {2}a policy is a JSON object/],
    [["--policy", list], /list\.json: .*\n {2}a policy is a JSON object/],
    [["--out", text], /text: this exists and is not a folder; name another one/],
    [["--out", "/proc/futures"], /no folder can be made here|not allowed|cannot be written/],
    [["--seeds", "0"], /It must be a whole number from 1/],
    [["--orders", text], /belong together: --orders and --map/],
  ] as const) {
    const { status, stderr } = run(plan, ...SMALL, ...args);
    assert.equal(status, 2, stderr);
    for (const sentence of sentences) assert.match(stderr, sentence);
  }
  assert.match(run().stderr, /Name a plan's JSON file/);
});

test(
  "Ctrl-C stops at once with status 130, and says how to go on",
  { skip: isWindows },
  async () => {
    const out = join(root, "stopped");
    const args = ["--years", "30", "--newcomers", "200", "--threads", "2", "--out", out];
    const child = spawn(process.execPath, [BIN, "simulate", plan, ...args]);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, "exit");
    while (!existsSync(out)) await setTimeout(20);
    // The threads are at work then.
    await setTimeout(1000);
    child.kill("SIGINT");
    const stopped = performance.now();
    assert.deepEqual(await ended, [130, null]);
    assert.ok(performance.now() - stopped < 2500, "within a moment");
    assert.match(
      said,
      /The finished futures are in .*stopped; the same command goes on from there\./,
    );
  },
);

test("the report is one page without a script, in the language asked for", () => {
  const page = join(root, "report.html");
  const { status } = run(plan, ...SMALL, "--scenario", "steady", "--report", page, "--lang", "zh");
  assert.equal(status, 0);
  const html = readFileSync(page, "utf8");
  assert.match(html, /<html lang="zh">/);
  assert.match(html, /default-src 'none'/);
  assert.doesNotMatch(html, /<script|NaN|undefined/);
  assert.match(html, /额度覆盖率<\/dt><dd class="steps"><span>15\.00 %/);
  assert.match(run(plan, "--report", root).stderr, /this is a folder/);
});

test("the scenarios can be listed without a plan", () => {
  const { stdout } = run("--scenario", "list", "--lang", "en");
  assert.equal(stdout.trim().split("\n").length, 12);
});

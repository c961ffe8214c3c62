import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const BIN = join(import.meta.dirname, "..", "bin", "patronage.js");
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

test("without a scenario the gate judges: the source's plan pays 15 % of its quota and is refused", () => {
  const { status, stdout, stderr } = run(plan, ...SMALL, "--lang", "en");
  assert.equal(stderr, "");
  assert.equal(status, 1);
  assert.match(stdout, /^steady +1[45]\.\d /m);
  assert.match(stdout, /The gate refuses this plan:/);
  assert.match(stdout, /categories\.default: 0\.150 of the quota granted enters the funds/);
  assert.match(stdout, /it lies in quotaMultiple, proRataRate, tierRate/);
});

test("the nearest plan that passes is named: 0.09 into the funds covers half of 0.18", () => {
  const rates = { grossMargin: "0.65", proRataRate: "0.05", tierRate: "0.04", reserveRate: "0.30" };
  const poor = { ...PLAN, categories: { default: { ...rates, quotaMultiple: "0.2" } } };
  const { status, stdout } = run(file("poor.json", poor), ...SMALL, "--advise", "--lang", "en");
  assert.equal(status, 1);
  assert.match(stdout, /^- categories\.default: 0\.450 of the quota granted enters the funds/m);
  assert.match(stdout, /^- categories\.default\.quotaMultiple: 0\.2 → 0\.18$/m);
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
  const policy = file("policy.json", { coverageFloor: "0.05", reason: "more" });
  for (const [args, sentence] of [
    [["--scenario", "storm"], /There is no scenario "storm"; there are steady, /],
    [["--sweep", "colour=1,2"], /The plan has no parameter "colour"/],
    [["--sweep", "proRataRate=0.2,0.9"], /would be refused \(categories.default: /],
    [["--policy", policy], /not a policy that the gate takes \(coverageFloor\)/],
    [["--seeds", "0"], /It must be a whole number from 1/],
  ] as const) {
    const { status, stderr } = run(plan, ...args);
    assert.equal(status, 2, stderr);
    assert.match(stderr, sentence);
  }
});

test("the report is one page without a script, in the language asked for", () => {
  const page = join(root, "report.html");
  const { status } = run(plan, ...SMALL, "--scenario", "steady", "--report", page, "--lang", "zh");
  assert.equal(status, 0);
  const html = readFileSync(page, "utf8");
  assert.match(html, /<html lang="zh">/);
  assert.match(html, /default-src 'none'/);
  assert.doesNotMatch(html, /<script|NaN|undefined/);
  assert.equal(html.match(/<svg/g)?.length, 2);
  assert.match(run(plan, "--report", root).stderr, /this is a folder/);
});

test("order sizes, returns and repeats can come from a real file, by the importer's map", () => {
  const orders = join(root, "orders.csv");
  const sample = ["sample", "--out", orders, "--days", "60", "--customers", "40"];
  assert.equal(spawnSync(process.execPath, [BIN, ...sample]).status, 0);
  const map = join(import.meta.dirname, "..", "sample", "map.json");
  const ask = (...more: string[]) =>
    run(plan, ...SMALL, "--scenario", "steady", "--json", ...more).stdout;
  const fitted = ask("--orders", orders, "--map", map);
  assert.equal(fitted, ask("--orders", orders, "--map", map));
  assert.notEqual(fitted, ask());
  assert.match(run(plan, "--orders", orders).stderr, /belong together: --orders and --map/);
});

test("the scenarios can be listed", () => {
  const { stdout } = run(plan, "--scenario", "list", "--lang", "en");
  assert.equal(stdout.trim().split("\n").length, 12);
});

/** The report: whole, honest, harmless, and its statements add up to the fen. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import vm from "node:vm";
import { canonicalJson, type Json } from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import { runProgramme, type RunResult } from "./run.ts";
import { writeSample } from "./sample.ts";

const FORBIDDEN =
  /guarantee|risk[- ]free|only rises|earn back|free money|稳赚|保本|只涨不跌|躺赚|无风险|白漂|包赚/i;

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "patronage-test-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Page = { readonly html: string; readonly result: RunResult };

async function runHistory(folder: string, plan: Json, commands: readonly Json[]): Promise<Page> {
  const planPath = join(folder, "plan.json");
  const inputPath = join(folder, "commands.jsonl");
  const reportPath = join(folder, "report.html");
  await writeFile(planPath, canonicalJson(plan));
  await writeFile(inputPath, commands.map((command) => `${canonicalJson(command)}\n`).join(""));
  const result = await runProgramme({ planPath, inputPath, reportPath, lang: "en" });
  return { html: await readFile(reportPath, "utf8"), result };
}

function embedded(html: string): string {
  const match = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html);
  assert.ok(match, "the page carries its figures");
  return match[1]!;
}

/** Runs the page's own statement script over every holder; answers who does not add up. */
async function badStatements(html: string): Promise<string[]> {
  const script = await readFile(new URL("../assets/statement.js", import.meta.url), "utf8");
  const source = `
    const data = JSON.parse(text);
    const E18 = 10n ** 18n;
    const KINDS = data.kinds;
    const say = ([en]) => en;
    const money = String, shares = String;
    ${script}
    data.statements.holders.filter((holder) => {
      const { lines, dividendsE18 } = statementOf(holder);
      const wallet = lines.reduce((sum, line) => sum + tellLine(line).minor, 0n);
      const [walletMinor, dividends] = holder[2].map(BigInt);
      return wallet !== walletMinor || dividendsE18 !== dividends;
    }).map(([id]) => id)`;
  return vm.runInNewContext(source, { text: embedded(html) }) as string[];
}

test("every holder's statement, worked out in the page, adds up to wallet and dividends", async () => {
  await inFolder(async (folder) => {
    for (const seed of [3, 17, 42, 101, 202, 303, 404, 548]) {
      const { plan, commands } = randomHistory(seed, { commands: 200 });
      const { html } = await runHistory(folder, plan, commands);
      assert.equal((await badStatements(html)).join(", "), "", `seed ${seed}`);
    }
  });
});

test("the sample shop's year gives a report that ties to the file and whose statements add up", async () => {
  await inFolder(async (folder) => {
    const sample = (name: string): string => new URL(`../sample/${name}`, import.meta.url).pathname;
    const ordersPath = join(folder, "orders.csv");
    await writeSample({ outPath: ordersPath, seed: 5, days: 60, customers: 150 });
    const reportPath = join(folder, "report.html");
    const { summary, lines } = await runProgramme({
      planPath: sample("plan.json"),
      inputPath: ordersPath,
      mapPath: sample("map.json"),
      reportPath,
      lang: "zh",
    });
    assert.ok(summary.turnoverMinor > 0n);
    assert.equal(summary.refusedCount, 0);
    assert.match(lines.join("\n"), /文件总额/);
    const html = await readFile(reportPath, "utf8");
    assert.deepEqual([...(await badStatements(html))], []);
    assert.match(html, /文件核对/);
    assert.deepEqual(await readdir(folder), ["orders.csv", "report.html"], "nothing else is left");
  });
});

test("whatever an id holds, the page is harmless", async () => {
  const evil = "</script><img src=x onerror=alert(1)>";
  const { plan } = randomHistory(1, { commands: 1 });
  const at = "2026-01-01T00:00:00Z";
  await inFolder(async (folder) => {
    const { html } = await runHistory(folder, plan, [
      { id: "1", at, type: "holder.join", holder: evil },
      { id: "2", at, type: "order.complete", order: evil },
    ]);
    assert.equal(html.includes(evil), false);
    assert.equal(html.includes("<img"), false);
    assert.match(html, /&lt;img|\\u003cimg/);
    assert.equal((html.match(/<script/g) ?? []).length, 3, "figures, charts, and the page's own");
  });
});

test("the page loads nothing, and says nothing forbidden, in either language", async () => {
  const { plan, commands } = randomHistory(7, { commands: 80 });
  await inFolder(async (folder) => {
    const { html } = await runHistory(folder, plan, commands);
    assert.match(html, /default-src 'none'/);
    assert.equal(/<(?:link|iframe|img|script src|object)\b/.test(html), false);
    const own = html.replace(/<script>[\s\S]*?<\/script>/, "");
    assert.equal(/url\(|@import/.test(own), false);
    assert.equal(FORBIDDEN.exec(own)?.[0], undefined);
    const count = (pattern: RegExp): number => (own.match(pattern) ?? []).length;
    assert.equal(count(/class="en" lang="en"/g), count(/class="zh" lang="zh"/g));
  });
});

test("a run that fails leaves no report behind, and a folder is no report", async () => {
  await inFolder(async (folder) => {
    const { plan } = randomHistory(1, { commands: 1 });
    const planPath = join(folder, "plan.json");
    const inputPath = join(folder, "commands.jsonl");
    await writeFile(planPath, canonicalJson(plan));
    await writeFile(inputPath, '{"id":"1"}\n{broken\n');
    const reportPath = join(folder, "report.html");
    const options = { planPath, inputPath, reportPath, lang: "en" } as const;
    await assert.rejects(runProgramme(options), /commands\.jsonl:2/);
    assert.deepEqual(await readdir(folder), ["commands.jsonl", "plan.json"]);
    await assert.rejects(runProgramme({ ...options, reportPath: folder }), /this is a folder/);
    const stopped = AbortSignal.abort();
    await assert.rejects(runProgramme({ ...options, signal: stopped }));
    assert.deepEqual(await readdir(folder), ["commands.jsonl", "plan.json"]);
  });
});

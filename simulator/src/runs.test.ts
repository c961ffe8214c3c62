import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { EDITION } from "./edition.ts";
import { openFolder, runAll, seedsOf, type Asked } from "./runs.ts";
import { planJson, small } from "./simulate-kit.ts";
import { runsCsv, summarise } from "./summary.ts";

const root = mkdtempSync(join(tmpdir(), "patronage-runs-"));
after(() => rmSync(root, { recursive: true }));

const asked = (more: Partial<Asked> = {}): Asked => ({
  variants: [
    { label: "", plan: planJson() },
    { label: "quotaMultiple 0.3", plan: planJson({ quotaMultiple: "0.3" }) },
  ],
  scenarios: [small("steady"), small("whale")],
  seeds: seedsOf(3),
  threads: 1,
  ...more,
});

test("one thread and two give the same, to the last digit", async () => {
  const [one, two] = [await runAll(asked()), await runAll(asked({ threads: 2 }))];
  assert.equal(runsCsv(one), runsCsv(two));
  assert.deepEqual(summarise(one), summarise(two));
  assert.equal(one.length, 12);
});

test("a run that was stopped goes on from what is finished, and comes to the same", async () => {
  const folder = join(root, "stopped");
  const controller = new AbortController();
  const reason = new Error("stopped by hand");
  const stopped = runAll(
    asked({
      folder,
      signal: controller.signal,
      onProgress: (done) => done >= 4 && controller.abort(reason),
    }),
  );
  await assert.rejects(stopped, reason);
  const kept = readFileSync(join(folder, "runs.jsonl"), "utf8").split("\n").length - 1;
  assert.ok(kept >= 4 && kept < 12, `${kept} are kept`);
  let first = -1;
  const onProgress = (done: number): void => void (first = first < 0 ? done : first);
  const runs = await runAll(asked({ folder, threads: 2, onProgress }));
  assert.ok(first > kept, `it went on after ${kept}, with ${first}`);
  assert.equal(runsCsv(runs), runsCsv(await runAll(asked())));
});

test("a line that a kill cut off is run again", async () => {
  const folder = join(root, "cut");
  const whole = await runAll(asked({ folder }));
  const path = join(folder, "runs.jsonl");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, text.length - 400));
  assert.equal(runsCsv(await runAll(asked({ folder }))), runsCsv(whole));
  appendFileSync(path, "no JSON\n");
  assert.equal(runsCsv(await runAll(asked({ folder }))), runsCsv(whole));
  const keys = readFileSync(path, "utf8").match(/"key":"[0-9a-f]+:[0-9]"/g)!;
  assert.equal(new Set(keys).size, 12);
});

test("a folder that holds another plan's futures answers none of this one's", async () => {
  const folder = join(root, "other");
  await runAll(
    asked({ folder, variants: [{ label: "", plan: planJson({ quotaMultiple: "1" }) }] }),
  );
  assert.equal(runsCsv(await runAll(asked({ folder }))), runsCsv(await runAll(asked())));
});

test("what is asked twice is run once: scenarios twice by name, plans that are the same", async () => {
  const folder = join(root, "twice");
  const plan = planJson();
  const variants = ["a", "b"].map((label) => ({ label, plan }));
  const scenarios = [small("steady"), small("whale"), small("steady")];
  const totals = new Set<number>();
  const onProgress = (_done: number, total: number): void => void totals.add(total);
  const runs = await runAll(asked({ ...{ folder, variants, scenarios }, seeds: [1], onProgress }));
  assert.deepEqual(
    runs.map(({ variantIndex, variant, scenario }) => [variantIndex, variant, scenario]),
    [
      [0, "a", "steady"],
      [0, "a", "whale"],
      [1, "b", "steady"],
      [1, "b", "whale"],
    ],
  );
  assert.deepEqual([...totals], [2]);
  assert.equal(openFolder(folder).lines.size, 2);
});

test("a line that is JSON and no measures is as good as not there", async () => {
  const folder = join(root, "strange");
  const whole = await runAll(asked({ folder, seeds: [1] }));
  const path = join(folder, "runs.jsonl");
  const strange = ['{"months":[]}', "null", "7", '{"months":[{"costMinor":"x"}]}'];
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const keys = lines.map((line) => /"key":"([^"]+)"/.exec(line)![1]!);
  writeFileSync(path, keys.map((key, k) => `{"key":"${key}","measures":${strange[k]}}\n`).join(""));
  assert.equal(runsCsv(await runAll(asked({ folder, seeds: [1] }))), runsCsv(whole));
});

test("an opened folder is read once, and knows what was finished since", async () => {
  const path = join(root, "opened");
  const folder = openFolder(path);
  const before = runsCsv(await runAll(asked({ folder, seeds: [1] })));
  writeFileSync(join(path, "runs.jsonl"), "");
  const totals: number[] = [];
  const onProgress = (done: number): void => void totals.push(done);
  assert.equal(runsCsv(await runAll(asked({ folder, seeds: [1], onProgress }))), before);
  assert.deepEqual(totals, []);
});

test("the edition names the engine's version", () => {
  const text = readFileSync(new URL("../../engine/package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  assert.match(EDITION, new RegExp(`^${version.replaceAll(".", "\\.")}/[0-9]+$`));
});

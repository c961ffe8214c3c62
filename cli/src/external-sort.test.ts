import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { ExternalSort, keyOf } from "./external-sort.ts";
import { inFolder } from "./import-trial.ts";

const texts = ["b", "a", "中", "中文", "", "\n", "\u0001", "é", "😀", '"', "a b", "a\tb", "￿"];

/** Entries in an order that looks like none. */
const entries = Array.from({ length: 3000 }, (_, index) => {
  const number = (index * 7919) % 3000;
  return { text: texts[number % texts.length] as string, number };
});

const sortedWith = (memoryBytes: number): Promise<{ values: unknown[]; runs: number }> =>
  inFolder((folder) => {
    const sort = new ExternalSort<{ text: string; number: number }>(folder, "t", memoryBytes);
    for (const entry of entries) sort.add(keyOf(entry.text, entry.number), entry);
    const runs = readdirSync(folder).length;
    return { values: [...sort.sorted()], runs };
  });

test("runs on disk give the same order as memory alone, over several levels of merging", async () => {
  const inMemory = await sortedWith(10_000_000);
  assert.equal(inMemory.runs, 0);
  assert.equal(inMemory.values.length, entries.length);
  for (const memoryBytes of [1, 500, 20_000]) {
    const onDisk = await sortedWith(memoryBytes);
    assert(onDisk.runs > 0);
    assert(onDisk.runs < 100, "runs are merged before they are too many");
    assert.deepEqual(onDisk.values, inMemory.values);
  }
});

test("numbers of a key ascend, and no text runs into the next part", async () => {
  await inFolder((folder) => {
    const sort = new ExternalSort<string>(folder, "t", 1);
    sort.add(keyOf("a", 10), "a 10");
    sort.add(keyOf("a", 9), "a 9");
    sort.add(keyOf("a\u0000b", 1), "a0b 1");
    sort.add(keyOf("", 1), "empty 1");
    assert.deepEqual([...sort.sorted()], ["empty 1", "a 9", "a 10", "a0b 1"]);
  });
});

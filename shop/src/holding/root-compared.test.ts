/** The comparing of a file's root with what the shop publishes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRoot } from "./root-compared.ts";

const ROOT = "ab".repeat(32);
const HASH = "cd".repeat(32);
const FILE = {
  tree: { root: ROOT },
  head: { batch: 3, seq: 17, hash: HASH },
} as unknown as Parameters<typeof compareRoot>[0];
const PUBLISHED = { date: "2026-11-25", root: ROOT, entry: "17", hash: HASH };
const EARLIER = { ...PUBLISHED, date: "2026-11-24", root: "ef".repeat(32) };

test("a file's root, its entry and its hash are all those of the day, or it is another", () => {
  const compare = (...published: readonly (typeof PUBLISHED | { root: null })[]) =>
    compareRoot(FILE, "2026-11-25", [
      ...published.map((one) => ({ ...PUBLISHED, ...one })),
      EARLIER,
    ]);
  assert.equal(compare(PUBLISHED), "same");
  assert.equal(compare({ ...PUBLISHED, root: EARLIER.root }), "other");
  assert.equal(compare({ ...PUBLISHED, hash: EARLIER.root }), "other");
  assert.equal(compare({ ...PUBLISHED, entry: "18" }), "other");
  assert.equal(compare({ root: null }), "other");
});

test("a day of which nothing is published is not compared with another's", () => {
  assert.equal(compareRoot(FILE, "2026-11-25", []), "unlisted");
  assert.equal(compareRoot(FILE, "2026-11-23", [PUBLISHED, EARLIER]), "unlisted");
});

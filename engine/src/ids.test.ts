import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { addId, findId, numberedIds, type Ids } from "./ids.ts";

/** The table's own hash, so that ids can be found that want the same place in it. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** So many ids whose hashes end in the same bits. */
function colliding(count: number, bits: number, ending: number): string[] {
  const found: string[] = [];
  const mask = 2 ** bits - 1;
  for (let k = 0; found.length < count; k++) {
    if ((hashOf(`x${k}`) & mask) === ending) found.push(`x${k}`);
  }
  return found;
}

const numbered = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => `${prefix}${k}`);

/** Adds all, and asks for all of them each time the table may have grown, and at the end. */
function addAll(ids: Ids, texts: readonly string[]): void {
  texts.forEach((text, number) => {
    assert.equal(findId(ids, text), -1, `${text} is new`);
    assert.equal(addId(ids, text), number);
    assert.equal(addId(ids, text), number, "adding again adds nothing");
    assert.equal(findId(ids, text), number);
  });
  assertAll(ids, texts);
}

function assertAll(ids: Ids, texts: readonly string[]): void {
  texts.forEach((text, number) => assert.equal(findId(ids, text), number, text));
  assert.deepEqual(ids.texts, texts);
}

test("[ST1] ids are numbered in the order in which they come, while the table grows", () => {
  const ids = numberedIds();
  const texts = [...numbered("order-", 5_000), "", "__proto__", "会员 1", "𝕏".repeat(128)];
  addAll(ids, texts);
  for (const text of ["order-5000", "order", " ", "constructor"]) {
    assert.equal(findId(ids, text), -1, text);
  }
});

test("[ST1] ids that share a place in the table are told apart", () => {
  for (const ending of [0, 5, 1_023]) {
    const ids = numberedIds();
    addAll(ids, colliding(60, 10, ending));
  }
});

test("[ST1] more ids than may share a place are told apart", () => {
  const ids = numberedIds();
  const [first, later] = [colliding(150, 10, 5), colliding(200, 10, 5).slice(150)];
  addAll(ids, first);
  assert.ok(ids.crowded.size > 0, "some of them are crowded out");
  for (const text of later) assert.equal(findId(ids, text), -1);
  assertAll(ids, first);
});

test("[ST1] ids crowded out by a grown table are found", () => {
  const ids = numberedIds();
  // They fit, one after the other, into the rows of a small table and not into a larger one.
  const crowd = colliding(120, 12, 9);
  const texts = [...crowd.slice(0, 60), ...numbered("o", 440), ...crowd.slice(60)];
  addAll(ids, texts);
  assert.ok(ids.crowded.size > 0, "some of them are crowded out");
});

test("[ST1] ids crowded out are found when the table has grown", () => {
  for (const bits of [10, 11, 12]) {
    const ids = numberedIds();
    const texts = [...colliding(100, bits, 5), ...numbered("o", 4_000)];
    texts.forEach((text, number) => assert.equal(addId(ids, text), number));
    assertAll(ids, texts);
  }
});

test("[ST1] whatever is asked and added, the numbers are those of a map", () => {
  const crowd = colliding(90, 10, 77);
  const text = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...crowd), fc.string());
  const steps = fc.array(fc.tuple(fc.boolean(), text), { maxLength: 400, size: "max" });
  fc.assert(
    fc.property(steps, (asked) => {
      const ids = numberedIds();
      const map = new Map<string, number>();
      for (const [isAdded, each] of asked) {
        if (isAdded && !map.has(each)) map.set(each, map.size);
        if (isAdded) assert.equal(addId(ids, each), map.get(each));
        assert.equal(findId(ids, each), map.get(each) ?? -1);
      }
      for (const [each, number] of map) assert.equal(findId(ids, each), number);
    }),
    { seed: 20260301, numRuns: 60 },
  );
});

test("[ST1] ids whose whole hashes are equal are told apart", () => {
  const byHash = new Map<number, string>();
  const pairs: [string, string][] = [];
  for (let k = 0; pairs.length < 3; k++) {
    const text = `id-${k}`;
    const other = byHash.get(hashOf(text));
    if (other !== undefined) pairs.push([other, text]);
    byHash.set(hashOf(text), text);
  }
  for (const [first, second] of pairs) {
    const ids = numberedIds();
    assert.equal(addId(ids, first), 0);
    assert.equal(findId(ids, second), -1);
    assert.equal(addId(ids, second), 1);
    assert.deepEqual([findId(ids, first), findId(ids, second)], [0, 1]);
  }
});

/** The filter forgets nothing, and seldom says "known" of what is new. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addKey, createFilter, isSurelyNew } from "./filter.ts";

test("what was added is never surely new, and of new keys few are taken for known", () => {
  const filter = createFilter(0);
  const count = 1_000_000;
  for (let k = 0; k < count; k++) addKey(filter, `o:order-${k}`);
  assert.equal(isSurelyNew(filter, "o:new"), false, "before it is complete nothing is surely new");
  filter.isComplete = true;
  let taken = 0;
  for (let k = 0; k < count; k++) {
    if (k % 10 === 0) assert.equal(isSurelyNew(filter, `o:order-${k}`), false);
    if (!isSurelyNew(filter, `o:other-${k}`)) taken += 1;
  }
  assert.ok(taken < count / 20, `${taken} of ${count}`);
});

test("there is room for twice the keys asked for, at ten bits each", () => {
  assert.ok(createFilter(50_000_000).words.length * 32 >= 1_000_000_000);
});

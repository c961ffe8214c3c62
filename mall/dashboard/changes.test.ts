/** What changed stands side by side, column by column. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf } from "./changes.ts";

test("a column stands once, before and after", () => {
  assert.deepEqual(changesOf('{"state":"draft","ended":null}', '{"state":"dropped","ended":5}'), [
    { column: "state", before: "draft", after: "dropped" },
    { column: "ended", before: "null", after: "5" },
  ]);
});

test("a new row has nothing before, a removed one nothing after", () => {
  assert.deepEqual(changesOf(null, '{"a":[1]}'), [{ column: "a", before: "", after: "[1]" }]);
  assert.deepEqual(changesOf('{"a":"b","c":null}', null), [
    { column: "a", before: "b", after: "" },
  ]);
  assert.deepEqual(changesOf(null, null), []);
});

test("what is no JSON is shown as it is", () => {
  assert.deepEqual(changesOf(null, "oops"), [{ column: "", before: "", after: "oops" }]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { AskError } from "../api/ask.ts";
import { isUndecided } from "./pending-redemption.ts";

test("only an answer decides what came of a redemption", () => {
  for (const isFirstTry of [true, false]) {
    for (const trouble of ["offline", "unreachable", "broken"] as const) {
      assert.equal(isUndecided(new AskError(trouble, ""), isFirstTry), true, trouble);
    }
    assert.equal(isUndecided(new TypeError("what nobody expects"), isFirstTry), true);
    assert.equal(isUndecided(new AskError("refused", ""), isFirstTry), false);
  }
});

test("the lack of a session decides a first try, and nothing of an earlier one", () => {
  assert.equal(isUndecided(new AskError("signed_out", ""), true), false);
  assert.equal(isUndecided(new AskError("signed_out", ""), false), true);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { AskError } from "../api/ask.ts";
import { newKey } from "./keys.ts";
import { underKey } from "./withdrawal-key.ts";

const answered = (): Promise<string> => underKey((key) => Promise.resolve(key));

/** Sends something that fails with this trouble; answers under which key. */
async function failing(trouble: AskError["trouble"]): Promise<string> {
  let sentUnder = "";
  const sent = underKey((key) => {
    sentUnder = key;
    return Promise.reject(new AskError(trouble, ""));
  });
  await assert.rejects(sent, AskError);
  return sentUnder;
}

test("a key is kept until an answer is known, and then never used again", async () => {
  const first = await failing("unreachable");
  for (const trouble of ["offline", "broken", "signed_out"] as const) {
    assert.equal(await failing(trouble), first, trouble);
  }
  assert.equal(await answered(), first);
  const second = await failing("refused");
  assert.notEqual(second, first);
  assert.notEqual(await answered(), second);
  assert.notEqual(await answered(), await answered());
});

test("a key is one that the mall takes, and new each time", () => {
  assert.match(newKey(), /^[A-Za-z0-9_-]{8,64}$/);
  assert.notEqual(newKey(), newKey());
});

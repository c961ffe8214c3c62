/** When messages are tried again, and who may go before whom. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PAUSES, readyOf, triedAgainAt } from "./webhook-retries.ts";

test("the pauses are the specification's, spread by a tenth, and end after three days", () => {
  assert.equal(triedAgainAt(1, 0, 0), 5_000);
  assert.equal(triedAgainAt(1, 0, 0.5), 5_250);
  assert.equal(triedAgainAt(9, 0, 0), 86_400_000);
  assert.equal(triedAgainAt(10, 0, 0), undefined);
  const hours = PAUSES.reduce((sum, pause) => sum + pause, 0) / 3_600_000;
  assert.ok(hours > 75 && hours < 76, `${hours}`);
});

const waiting = fc.array(
  fc.record({
    holders: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", ""), {
      minLength: 1,
      maxLength: 3,
    }),
    dueMilliseconds: fc.integer({ min: 0, max: 10 }),
  }),
  { maxLength: 30 },
);

test("nobody goes before an earlier message about any of its holders, and whoever may go does", () => {
  fc.assert(
    fc.property(waiting, (messages) => {
      const ready = new Set(readyOf(messages, 5));
      for (const [index, message] of messages.entries()) {
        const earlier = messages.slice(0, index);
        const isBehind = earlier.some(({ holders }) =>
          holders.some((holder) => message.holders.includes(holder)),
        );
        assert.equal(ready.has(message), !isBehind && message.dueMilliseconds <= 5);
      }
    }),
    { seed: 20_260_301, numRuns: 500 },
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ProblemError } from "./problems.ts";
import { openTurns } from "./turns.ts";

test("so many at once, the rest in their order, and one that fails lets the next go on", async () => {
  const inTurn = openTurns(2, 3);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const work = (k: number) => async (): Promise<number> => {
    begun.push(k);
    await new Promise<void>((resolve) => (ends[k] = resolve));
    if (k === 1) throw new Error("fails");
    return k;
  };
  const results = Array.from({ length: 6 }, (_, k) =>
    inTurn(work(k)).catch((error: unknown) => error),
  );
  assert.ok((await results[5]) instanceof ProblemError, "too many wait");
  assert.deepEqual(begun, [0, 1]);
  for (let k = 0; k < 5; k++) {
    while (ends[k] === undefined) await new Promise((resolve) => setImmediate(resolve));
    ends[k]!();
    assert.ok(begun.length - k <= 2);
  }
  const [first, second, ...others] = await Promise.all(results.slice(0, 5));
  assert.deepEqual([first, (second as Error).message, others], [0, "fails", [2, 3, 4]]);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { keyE18Of, leastKeyE18, popLeast, putTrigger, removeTrigger, triggerHeap } from "./heap.ts";
import { sparseCounts } from "./rows.ts";

test("[ST3] an empty heap has no least key, and nobody in it", () => {
  const heap = triggerHeap(sparseCounts());
  assert.equal(leastKeyE18(heap), undefined);
  assert.equal(keyE18Of(heap, 7), undefined);
  removeTrigger(heap, 7);
  assert.equal(leastKeyE18(heap), undefined);
});

test("[ST3] a holder stands in a heap once, and can be moved both ways", () => {
  const heap = triggerHeap(sparseCounts());
  for (const holder of [1, 2, 3, 4, 5]) putTrigger(heap, holder, BigInt(holder * 10));
  putTrigger(heap, 5, 5n);
  assert.equal(leastKeyE18(heap), 5n);
  putTrigger(heap, 5, 25n);
  assert.equal(keyE18Of(heap, 5), 25n);
  const order: number[] = [];
  while (leastKeyE18(heap) !== undefined) order.push(popLeast(heap));
  assert.deepEqual(order, [1, 2, 5, 3, 4]);
  assert.equal(keyE18Of(heap, 5), undefined);
});

test("[ST3] heaps that share a column keep out of each other's way", () => {
  const places = sparseCounts();
  const [first, second] = [triggerHeap(places), triggerHeap(places)];
  putTrigger(first, 1, 10n);
  putTrigger(second, 2, 20n);
  putTrigger(second, 3, 15n);
  removeTrigger(first, 1);
  putTrigger(second, 1, 1n);
  assert.equal(leastKeyE18(first), undefined);
  assert.deepEqual([popLeast(second), popLeast(second), popLeast(second)], [1, 3, 2]);
});

type Step = readonly [action: "put" | "remove" | "pop", holder: number, key: bigint];

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constant("put"), fc.nat(40), fc.bigInt({ min: -9n, max: 99n })),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant("remove"), fc.nat(40), fc.constant(0n)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("pop"), fc.constant(0), fc.constant(0n)) },
) as fc.Arbitrary<Step>;

test("[ST3] whatever is put, moved and taken out, a heap is a sorted list", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
      const heap = triggerHeap(sparseCounts());
      const keys = new Map<number, bigint>();
      const least = (): bigint | undefined =>
        [...keys.values()].reduce<bigint | undefined>(
          (low, key) => (low === undefined || key < low ? key : low),
          undefined,
        );
      const pop = (): void => {
        const key = least();
        const holder = popLeast(heap);
        assert.equal(keys.get(holder), key);
        keys.delete(holder);
      };
      for (const [action, holder, key] of steps) {
        if (action === "put") {
          putTrigger(heap, holder, key);
          keys.set(holder, key);
        } else if (action === "remove") {
          removeTrigger(heap, holder);
          keys.delete(holder);
        } else if (keys.size > 0) pop();
        assert.equal(leastKeyE18(heap), least());
        assert.equal(keyE18Of(heap, holder), keys.get(holder));
      }
      while (keys.size > 0) pop();
      assert.equal(leastKeyE18(heap), undefined);
    }),
    { seed: 20260301, numRuns: 300 },
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawNormal, drawPoisson, randomOf } from "./random.ts";

const drawn = (seed: number, stream: string): number[] => {
  const random = randomOf(seed, stream);
  return Array.from({ length: 8 }, () => random.below(1_000_000));
};

test("the same seed and stream draw the same, others draw others", () => {
  assert.deepEqual(drawn(7, "visits"), drawn(7, "visits"));
  assert.notDeepEqual(drawn(7, "visits"), drawn(8, "visits"));
  assert.notDeepEqual(drawn(7, "visits"), drawn(7, "amounts"));
  assert.notDeepEqual(drawn(7, "visits"), drawn(7 + 2 ** 32, "visits"));
});

test("the generator goes as it went: a future written down can be run again", () => {
  assert.deepEqual(drawn(1, "visits"), PINNED);
});

const PINNED = [224734, 969307, 589568, 682453, 534033, 557548, 168549, 7645];

test("means come out as asked, for few and for many", () => {
  for (const mean of [0.3, 5, 39, 400]) {
    const random = randomOf(3, `mean ${mean}`);
    let sum = 0;
    for (let k = 0; k < 20_000; k++) sum += drawPoisson(random, mean);
    assert.ok(Math.abs(sum / 20_000 / mean - 1) < 0.03, `${sum / 20_000} for ${mean}`);
  }
  const random = randomOf(3, "normal");
  let [sum, squares] = [0, 0];
  for (let k = 0; k < 20_000; k++) {
    const value = drawNormal(random);
    sum += value;
    squares += value * value;
  }
  assert.ok(Math.abs(sum / 20_000) < 0.02);
  assert.ok(Math.abs(squares / 20_000 - 1) < 0.03);
  assert.equal(drawPoisson(random, 0), 0);
});

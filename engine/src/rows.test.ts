import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { packedRows, sparseColumn, sparseCounts, type Column } from "./rows.ts";

const WORDS = 8;
const [TWO64, TWO128] = [1n << 64n, 1n << 128n];
/** At and around every border of a word. */
const BORDERS = [0n, 1n, 1n << 32n, 1n << 63n, TWO64, TWO64 << 63n, TWO128, 10n ** 60n].flatMap(
  (border) => [border - 3n, border - 2n, border - 1n, border, border + 1n, border + 2n],
);
const VALUES = BORDERS.filter((value) => value >= 0n);

test("[ST2] a column of any kind holds integers of any size", () => {
  const rows = packedRows(WORDS);
  const columns: [name: string, column: Column][] = [
    ["narrow", rows.narrow(1)],
    ["wide", rows.wide(2)],
    ["sparse", sparseColumn()],
  ];
  for (const row of [0, 1, 2]) rows.add(row);
  for (const [name, column] of columns) {
    for (const value of [...VALUES, ...[...VALUES].reverse()]) {
      column.set(1, value);
      assert.equal(column.get(1), value, `${name} ${value}`);
      assert.equal(column.isZero(1), value === 0n, `${name} ${value}`);
      assert.deepEqual([column.get(0), column.get(2)], [0n, 0n], "its neighbours are untouched");
    }
  }
});

test("[ST2] columns and counts of one row keep out of each other's way", () => {
  const rows = packedRows(WORDS);
  rows.add(0);
  rows.add(1);
  const counts = [rows.count(0, 0), rows.count(0, 1), rows.count(7, 0), rows.count(7, 1)];
  const columns = [rows.narrow(1), rows.wide(2), rows.narrow(4), rows.wide(5)];
  for (const row of [1, 0]) {
    counts.forEach((count, index) => count.set(row, 2 ** 32 - 1 - index - row));
    columns.forEach((column, index) => column.set(row, TWO64 * BigInt(index) + 7n + BigInt(row)));
  }
  for (const row of [0, 1]) {
    counts.forEach((count, index) => assert.equal(count.get(row), 2 ** 32 - 1 - index - row));
    columns.forEach((column, index) =>
      assert.equal(column.get(row), TWO64 * BigInt(index) + 7n + BigInt(row)),
    );
  }
});

test("[ST2] rows are added page after page, and what was never set is 0", () => {
  const rows = packedRows(4);
  const [narrow, wide, count] = [rows.narrow(0), rows.wide(1), rows.count(3, 1)];
  const most = 10_000;
  for (let row = 0; row < most; row++) {
    rows.add(row);
    assert.deepEqual([narrow.get(row), wide.get(row), count.get(row)], [0n, 0n, 0]);
    narrow.set(row, BigInt(row));
    wide.set(row, BigInt(row) * TWO64 + 1n);
    count.set(row, row);
  }
  // Adding a row that is there changes nothing.
  rows.add(0);
  rows.add(most - 1);
  for (let row = 0; row < most; row++) {
    assert.equal(narrow.get(row), BigInt(row));
    assert.equal(wide.get(row), BigInt(row) * TWO64 + 1n);
    assert.equal(count.get(row), row);
  }
});

test("[ST2] sparse counts hold what they are given, and 0 otherwise", () => {
  const counts = sparseCounts();
  assert.equal(counts.get(3), 0);
  counts.set(3, 9);
  counts.set(4, 1);
  assert.deepEqual([counts.get(3), counts.get(4), counts.get(5)], [9, 1, 0]);
  counts.set(3, 0);
  assert.deepEqual([counts.get(3), counts.get(4)], [0, 1]);
});

test("[ST2] whatever is written where, each row is a map's entry", () => {
  const value = fc.oneof(fc.constantFrom(...VALUES), fc.bigInt({ min: 0n, max: 1n << 200n }));
  const writes = fc.array(fc.tuple(fc.nat(2), fc.nat(9), value), { maxLength: 60, size: "max" });
  fc.assert(
    fc.property(writes, (each) => {
      const rows = packedRows(WORDS);
      for (let row = 0; row < 10; row++) rows.add(row);
      const columns = [rows.narrow(0), rows.wide(1), sparseColumn()];
      const maps = columns.map(() => new Map<number, bigint>());
      for (const [index, row, amount] of each) {
        columns[index]!.set(row, amount);
        maps[index]!.set(row, amount);
      }
      columns.forEach((column, index) => {
        for (let row = 0; row < 10; row++) {
          const held = maps[index]!.get(row) ?? 0n;
          assert.equal(column.get(row), held);
          assert.equal(column.isZero(row), held === 0n);
        }
      });
    }),
    { seed: 20260301, numRuns: 150 },
  );
});

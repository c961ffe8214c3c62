import assert from "node:assert/strict";
import { test } from "node:test";
import { noOpenLines, openLine, takeBack, type OpenLines } from "./import-match.ts";

const open = (
  ...lines: readonly (readonly [line: string, paid: bigint, units: bigint])[]
): OpenLines => {
  const all = noOpenLines();
  for (const [line, paidMinor, units] of lines) {
    openLine(all, { order: "o", line, paidMinor, units });
  }
  return all;
};

const amounts = (pieces: readonly { line: string; amountMinor: bigint }[]): string[] =>
  pieces.map(({ line, amountMinor }) => `${line}: ${amountMinor}`);

test("a cancellation takes from the oldest line first and goes on to the next", () => {
  const lines = open(["1", 1000n, 4n], ["2", 900n, 3n], ["3", 500n, 1n]);
  const match = takeBack(lines, 6n, -1500n);
  assert.deepEqual(amounts(match.pieces), ["1: 1000", "2: 600"]);
  assert.equal(match.isWhole, true);
  assert.equal(match.refundedMinor, 1600n);
  assert.equal(match.proportionMinor, 100n);
  const next = takeBack(lines, 2n, -800n);
  assert.deepEqual(amounts(next.pieces), ["2: 300", "3: 500"]);
});

test("many partial cancellations of a line end exactly at what was paid", () => {
  const lines = open(["1", 1000n, 3n]);
  const taken = [1n, 1n, 1n].map((units) => takeBack(lines, units, -333n).refundedMinor);
  assert.deepEqual(taken, [333n, 333n, 334n]);
  assert.equal(takeBack(lines, 1n, -333n).isMatched, false);
});

test("what exceeds the open lines is left, at the cancellation's own price", () => {
  const match = takeBack(open(["1", 1000n, 4n]), 6n, -1800n);
  assert.equal(match.isMatched, true);
  assert.equal(match.isWhole, false);
  assert.deepEqual(amounts(match.pieces), ["1: 1000"]);
  assert.equal(match.unmatchedMinor, -600n);
  assert.equal(match.proportionMinor, -200n);
});

test("without open lines the whole cancellation is left", () => {
  const match = takeBack(noOpenLines(), 2n, -1001n);
  assert.deepEqual(match.pieces, []);
  assert.equal(match.isMatched, false);
  assert.equal(match.unmatchedMinor, -1001n);
  assert.equal(match.proportionMinor, 0n);
});

test("units worth less than a minor unit are taken without a refund", () => {
  const lines = open(["1", 1n, 3n]);
  const matches = [1n, 1n, 1n].map((units) => takeBack(lines, units, -1n));
  assert.deepEqual(
    matches.map(({ pieces }) => amounts(pieces)),
    [[], [], ["1: 1"]],
  );
  assert.deepEqual(
    matches.map(({ proportionMinor }) => proportionMinor),
    [-1n, -1n, 0n],
  );
});

test("a line without units cannot be cancelled and stands in nobody's way", () => {
  const match = takeBack(open(["1", 700n, 0n], ["2", 800n, 1n]), 1n, -800n);
  assert.deepEqual(amounts(match.pieces), ["2: 800"]);
});

test("the cancellation's amount is always refunded, left or in the proportion", () => {
  const lines = open(["1", 997n, 7n], ["2", 13n, 5n], ["3", 100_003n, 11n]);
  for (const [units, amountMinor] of [
    [3n, -400n],
    [6n, -999n],
    [4n, -1n],
    [20n, -7777n],
    [1n, -5n],
  ] as const) {
    const match = takeBack(lines, units, amountMinor);
    const sum = -match.refundedMinor + match.unmatchedMinor + match.proportionMinor;
    assert.equal(sum, amountMinor);
  }
});

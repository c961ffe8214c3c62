/** The hash of the page and of the ledger are one, and a large tree keeps nobody waiting. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTree, hexOf, sha256 as ownSha256, staleCount, topOf } from "@patronage/proof";
import fc from "fast-check";
import { growTree, sha256 } from "./trees.ts";

test("proof's SHA-256 is the platform's, around the ends of blocks and for random bytes", () => {
  const isSame = (bytes: Uint8Array): void =>
    assert.equal(hexOf(ownSha256(bytes)), hexOf(sha256(bytes)));
  for (let length = 0; length <= 260; length++) isSame(new Uint8Array(length).fill(length));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), isSame), { numRuns: 300 });
});

test("a tree grows in slices, between which others go on, into the one made at once", async () => {
  const sums = {
    ...{ holders: 1, heads: [], sharesMicro: 5n, eligibleMicro: 5n, payoutsMinor: 0n },
    ...{ withdrawnMinor: 0n, dividendsE18Offset: 1n, quotaE18Offset: 7n },
  };
  const leafOf = (number: number) => ({ id: `h${number}`, tier: 0, sums });
  const make = () => createTree(sha256, new Uint8Array(32), leafOf, 5_000);
  const tree = make();
  let turns = 0;
  let timer = setImmediate(function turn() {
    turns += 1;
    timer = setImmediate(turn);
  });
  await growTree(tree);
  clearImmediate(timer);
  assert.ok(turns > 50, `${turns} turns`);
  assert.equal(staleCount(tree), 0);
  assert.deepEqual(topOf(tree).bytes, topOf(make()).bytes);
  const over = make();
  await growTree(over, () => true);
  assert.equal(staleCount(over), staleCount(make()), "and stops when it is over");
});

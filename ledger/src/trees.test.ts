/** The hash of the page and of the ledger are one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hexOf, sha256 as ownSha256 } from "@patronage/proof";
import fc from "fast-check";
import { sha256 } from "./trees.ts";

test("proof's SHA-256 is the platform's, around the ends of blocks and for random bytes", () => {
  const isSame = (bytes: Uint8Array): void =>
    assert.equal(hexOf(ownSha256(bytes)), hexOf(sha256(bytes)));
  for (let length = 0; length <= 260; length++) isSame(new Uint8Array(length).fill(length));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), isSame), { numRuns: 300 });
});

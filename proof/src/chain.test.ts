/** A close is read as what it is, and as nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { beginning, chainAfter, closeJson, NO_CHAIN, readClose } from "./chain.ts";
import { sha256 } from "./sha256.ts";

const BEGINNING = closeJson(beginning({ reserveE18: 5n, outstandingMicro: 6n }, 2));
const CLOSE = { ...BEGINNING, seq: 7, at: "2026-01-01T16:00:00Z", date: "2026-01-01" };

test("a close has a place, an instant and a date, and the beginning has none of them", () => {
  assert.deepEqual(readClose(BEGINNING), {
    ...{ seq: 0, at: "", date: "", indexE18: 0n, headsE18: [0n, 0n] },
    ...{ reserveE18: 5n, outstandingMicro: 6n },
  });
  assert.deepEqual(closeJson(readClose(CLOSE)!), CLOSE);
  for (const other of [
    { ...BEGINNING, seq: 7 },
    { ...BEGINNING, at: CLOSE.at },
    { ...BEGINNING, date: CLOSE.date },
    { ...CLOSE, at: "" },
    { ...CLOSE, date: "" },
    { ...CLOSE, seq: -1 },
    { ...CLOSE, headsE18: Array<string>(11).fill("0") },
  ]) {
    assert.equal(readClose(other), undefined, JSON.stringify(other));
  }
  assert.equal(readClose({ ...CLOSE, headsE18: Array<string>(10).fill("1") })?.headsE18.length, 10);
  assert.equal(readClose({ ...CLOSE, headsE18: [] })?.headsE18.length, 0);
});

test("a link depends on all before it, and an amount of any size has one", () => {
  const close = readClose(CLOSE)!;
  const first = chainAfter(sha256, NO_CHAIN, close);
  const second = chainAfter(sha256, first, close);
  assert.equal(new Set([NO_CHAIN, first, second]).size, 3);
  assert.match(chainAfter(sha256, first, { ...close, reserveE18: 10n ** 80n }), /^[0-9a-f]{64}$/);
});

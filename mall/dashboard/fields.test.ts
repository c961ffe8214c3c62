/** A field's name tells its unit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, isWhole, perShareE18, readFields, unitOf } from "./fields.ts";

test("names end in their unit", () => {
  assert.equal(unitOf("paidMinor"), "minor");
  assert.equal(unitOf("sharesMicro"), "micro");
  assert.equal(unitOf("carriedE18"), "e18");
  assert.equal(unitOf("indexRiseE18"), "index");
  assert.equal(unitOf("buyerIndexE18"), "index");
  assert.equal(unitOf("headRisesE18"), "e18");
  assert.equal(unitOf("amount"), "minor");
  assert.equal(unitOf("shares"), "micro");
  assert.equal(unitOf("holder"), "holder");
  assert.equal(unitOf("order"), "text");
});

test("fields come in the order of their words", () => {
  assert.deepEqual(inOrder(["novel", "sharesMicro", "place", "holder"]), [
    "holder",
    "sharesMicro",
    "place",
    "novel",
  ]);
});

test("only whole numbers are amounts", () => {
  assert.ok(isWhole("123"));
  assert.ok(isWhole("-1"));
  assert.ok(isWhole(5));
  assert.ok(!isWhole("1.5"));
  assert.ok(!isWhole("c7"));
  assert.ok(!isWhole(0.5));
});

test("an index is of one micro-share, and shown of one share", () => {
  assert.equal(perShareE18("3"), 3_000_000n);
});

test("what is no JSON reads as nothing", () => {
  assert.deepEqual(readFields('{"type":"x"}'), { type: "x" });
  assert.equal(readFields("{"), undefined);
});

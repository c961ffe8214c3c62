/** What redeeming would pay is worked out as the ledger does it: the fee is rounded up. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { feeRateOf, payoutOf } from "./fee.ts";

const versionOf = (plan: string, isInForce = true) => ({ plan, isInForce, sinceSeq: "0" });
const plan = (feeRate: string): string =>
  `{"redemption":{"consumesQuota":true,"feeRate":"${feeRate}"}}`;

test("the rate is that of the plan in force", () => {
  const rate = feeRateOf([versionOf(plan("0.2"), false), versionOf(plan("0.10"))]);
  assert.equal(rate?.text, "10");
  assert.equal(feeRateOf([versionOf(plan("0.125"))])?.text, "12.5");
  assert.equal(feeRateOf([versionOf(plan("1"))])?.text, "100");
  assert.equal(feeRateOf([versionOf("{}")]), undefined);
});

test("the fee is rounded up, so the payout is never above what the ledger pays", () => {
  const rate = feeRateOf([versionOf(plan("0.10"))])!;
  assert.equal(payoutOf("10863", rate), "9776");
  assert.equal(payoutOf("1", rate), "0");
  assert.equal(payoutOf("0", rate), "0");
});

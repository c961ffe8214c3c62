/** Quotes are the engine's figures on a small state. Worked by hand, at the ends where nothing is left. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlan, MINOR_E18, SHARE_MICRO, type Json, type Plan } from "@patronage/engine";
import type { Fund } from "@patronage/ledger";
import { KIT_PLAN } from "./mall-kit.ts";
import { openQuotes, tellGrant } from "./quotes.ts";
import { remembered } from "./remembered.ts";
import { cell } from "./statements.ts";
import { maskAccount } from "./withdrawals.ts";

function planWith(changes: { readonly [key: string]: Json }): Plan {
  const check = checkPlan({ ...(KIT_PLAN as object), ...changes });
  assert.ok(check.ok);
  return check.plan;
}

const fundOf = (reserveMinor: bigint, shares: bigint, more: Partial<Fund> = {}): Fund => ({
  reserveE18: reserveMinor * MINOR_E18,
  outstandingMicro: shares * SHARE_MICRO,
  issuedMicro: shares * SHARE_MICRO,
  ...{ lastNav: undefined, proRataE18: 0n, tierE18: 0n, lastCloseDate: undefined },
  ...more,
});

const PURCHASE = [{ category: "default", paidMinor: 100_00n }];

test("the third order of the worked example is quoted as it is granted, from the very first share on", () => {
  const plan = planWith({ foundingShares: "0" });
  assert.equal(openQuotes(plan, fundOf(0n, 0n)).grant(PURCHASE)!.sharesMicro, 21_000_000n);
  const third = openQuotes(plan, {
    ...fundOf(60_00n, 0n),
    outstandingMicro: 35_700_000n,
  }).grant(PURCHASE)!;
  // Spec 5.2: 12.495 shares at 1.6807, of which the value is 20.99 and the fee 2.10.
  assert.deepEqual(third, {
    ...{ paidMinor: 100_00n, sharesMicro: 12_495_000n, quotaMinor: 50_00n },
    ...{ valueMinor: 21_00n, payoutMinor: 18_90n },
  });
});

test("when the shares all went, the last NAV is the price", () => {
  const plan = planWith({ foundingShares: "0" });
  const lastNav = { reserveE18: 200_00n * MINOR_E18, sharesMicro: 100n * SHARE_MICRO };
  const grant = openQuotes(plan, fundOf(0n, 0n, { lastNav })).grant(PURCHASE)!;
  assert.equal(grant.sharesMicro, 10_500_000n);
  assert.equal(grant.valueMinor, 21_00n);
});

test("when nothing more may be issued, a purchase grants quota alone", () => {
  const plan = planWith({ authorisedShares: "100" });
  const grant = openQuotes(plan, fundOf(100_00n, 100n)).grant(PURCHASE)!;
  assert.deepEqual([grant.sharesMicro, grant.payoutMinor, grant.quotaMinor], [0n, 0n, 50_00n]);
});

test("what the plan does not know, and what costs nothing, grants nothing", () => {
  const quotes = openQuotes(planWith({}), fundOf(100_00n, 100n));
  assert.equal(quotes.grant([{ category: "novel", paidMinor: 100_00n }]), undefined);
  assert.equal(quotes.grant([{ category: "default", paidMinor: 0n }]), undefined);
  assert.equal(tellGrant(undefined, 7), null);
});

test("a payout is what the ledger would pay, and nothing where it would refuse", () => {
  const quotes = openQuotes(planWith({}), fundOf(130_00n, 121n));
  // 21 shares at 1.0743: 22.56, less 2.26.
  assert.equal(quotes.payoutMinor(21_000_000n), 20_30n);
  assert.equal(quotes.payoutMinor(0n), 0n);
  // Less than one share would be left, and one micro-share is worth nothing.
  assert.equal(quotes.payoutMinor(120_500_000n), 0n);
  assert.equal(quotes.payoutMinor(1n), 0n);
});

test("what many ask for is looked up once, and again when it failed", async () => {
  let count = 0;
  const ask = remembered(() => {
    count += 1;
    return count === 1 ? Promise.reject(new Error("no wire")) : Promise.resolve(count);
  }, 60_000);
  await assert.rejects(Promise.all([ask(), ask()]), /no wire/);
  assert.equal(count, 1);
  assert.deepEqual(await Promise.all([ask(), ask(), ask()]), [2, 2, 2]);
});

test("no cell is a formula, and quotes and commas stay in theirs", () => {
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell("@SUM(A1)"), "'@SUM(A1)");
  assert.equal(cell('a "b", c'), '"a ""b"", c"');
  assert.equal(cell("龙井"), "龙井");
});

test("an account shows the last four signs of its number or its address, and never a name", () => {
  for (const [account, shown] of [
    ["6222 0211 1111 1234 Lin Wanqing", "1234"],
    ["6222-0211-1111-1234，林晚晴，招商银行", "1234"],
    ["Lin Wanqing, ICBC branch 12, ６２２２０２１１１１１１５６７８", "5678"],
    ["13800138000", "8000"],
    ["lin@alipay.example", "mple"],
    ["lin88@alipay.example Lin Wanqing", "mple"],
    ["Lin Wanqing", ""],
    ["a@b", ""],
    ["1234", ""],
  ] as const) {
    assert.equal(maskAccount(account), `••••${shown}`);
  }
});

/** What comes back when goods do: worked by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { EventOf } from "./event.ts";
import type { JsonObject } from "./json.ts";
import {
  begin,
  buy,
  CATEGORY,
  close,
  E18,
  join,
  lab,
  labPlan,
  must,
  navText,
  ONE,
  only,
  pay,
  planWith,
  refer,
  refund,
  refused,
  view,
  type Programme,
} from "./oracle-kit.ts";

const ALONE: JsonObject = {
  referral: { levels: [] },
  regionalAgent: { shareRate: "0", quotaMultiple: "0" },
};

/** "buyer", brought in by "top" in the region of "agent", has bought for 100.00. */
function bought(members: JsonObject = {}): Programme {
  const programme = begin(planWith(members));
  join(programme, "agent", "top");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  refer(programme, "top", "buyer");
  buy(programme, "o1", "buyer", 10_000n);
  return programme;
}

function redeemAll(programme: Programme, holder: string): void {
  const shares = `${view(programme, holder).sharesMicro}`;
  must(programme, "shares.redeem", { holder, shares });
}

const places = (event: EventOf<"orderRefunded">) =>
  event.places.map(({ owesMicro, burnedMicro, quotaMinor }) => [
    owesMicro,
    burnedMicro,
    quotaMinor,
  ]);

test("[RF1] unknown orders and lines are refused, and more than was paid in total", () => {
  const programme = begin(planWith({ categories: { default: CATEGORY, wine: CATEGORY } }));
  join(programme, "buyer");
  pay(programme, "o", "buyer", { default: 100n, wine: 50n });
  const back = (order: string, ...lines: [line: string, amount: bigint][]): JsonObject => ({
    order,
    lines: lines.map(([line, amount]) => ({ line, amount })),
  });
  refused(programme, "order_unknown", "order.refund", back("p", ["default", 1n]));
  refused(programme, "line_unknown", "order.refund", back("o", ["default", 1n], ["water", 1n]));
  refused(programme, "refund_exceeds_paid", "order.refund", back("o", ["default", 101n]));
  refused(
    programme,
    "refund_exceeds_paid",
    "order.refund",
    back("o", ["default", 1n], ["wine", 51n]),
  );
  must(programme, "order.refund", back("o", ["default", 60n]));
  refused(programme, "refund_exceeds_paid", "order.refund", back("o", ["default", 41n]));
  must(programme, "order.complete", { order: "o" });
  refused(programme, "refund_exceeds_paid", "order.refund", back("o", ["default", 41n]));
  must(programme, "order.refund", back("o", ["default", 40n], ["wine", 50n]));
  refused(programme, "refund_exceeds_paid", "order.refund", back("o", ["wine", 1n]));
});

test("[RF2] before maturity a refund only reduces what will accrue", () => {
  const programme = begin(planWith(ALONE));
  join(programme, "buyer");
  pay(programme, "o", "buyer", 10_000n);
  const event = must(programme, "order.refund", {
    order: "o",
    lines: [{ line: "default", amount: 4_000n }],
  });
  assert.equal(event.type, "orderReduced");
  const { merchant } = programme.state;
  assert.deepEqual([merchant.returnedMinor, merchant.deductedMinor], [0n, 0n]);
  must(programme, "order.complete", { order: "o" });
  assert.equal(view(programme, "buyer").sharesMicro, 12_600_000n);
  // What came back before does not count as refunded: half of what accrued is half of it.
  assert.deepEqual(places(refund(programme, "o", 3_000n)), [[6_300_000n, 6_300_000n, 6_000n]]);
});

test("[RF3] each grantee owes its part of what was granted, and the funds and reserve give theirs", () => {
  const programme = bought();
  const event = refund(programme, "o1", 10_000n);
  assert.deepEqual(places(event), [
    [21_000_000n, 21_000_000n, 20_000n],
    [3_000_000n, 3_000_000n, 1_000n],
    [600_000n, 600_000n, 500n],
  ]);
  const { state } = programme;
  assert.equal(state.outstandingMicro, 100n * ONE);
  // floor(24.6 · 130 / 124.6) = 25.66, of 30.00 that went in.
  assert.equal(event.reserveMinor, 2_566n);
  assert.equal(state.reserveE18, (13_000n - 2_566n) * E18);
  assert.equal(state.merchant.returnedMinor, 2_000n + 1_000n + 2_566n);
  assert.equal(state.merchant.refundLossMinor, 434n);
  assert.deepEqual([state.merchant.deductedMinor, event.excessE18], [0n, 0n]);
  for (const holder of ["buyer", "top", "agent"]) {
    const { sharesMicro, quotaE18, grantedMicro } = view(programme, holder);
    assert.deepEqual([sharesMicro, quotaE18, grantedMicro], [0n, 0n, 0n]);
  }
});

test("[RF3] of a part of the order so much less, each figure rounded down", () => {
  const event = refund(bought(), "o1", 3_333n);
  // 999 of 3000 of the contribution.
  assert.deepEqual(places(event), [
    [6_993_000n, 6_993_000n, 6_666n],
    [999_000n, 999_000n, 333n],
    [199_800n, 199_800n, 166n],
  ]);
  // floor(8.1918 · 130 / 124.6) = 8.54.
  const { proRataMinor, tierMinor, reserveMinor, refundLossMinor } = event;
  assert.deepEqual([proRataMinor, tierMinor, reserveMinor], [666n, 333n, 854n]);
  assert.equal(refundLossMinor, 666n + 333n + 999n - 666n - 333n - 854n);
});

test("[RF3] categories are refunded each by its own rates", () => {
  const wine = only({ reserveRate: "0.5", quotaMultiple: "1", proRataRate: "0.1" });
  const programme = begin(planWith({ ...ALONE, categories: { default: CATEGORY, wine } }));
  join(programme, "buyer");
  buy(programme, "o", "buyer", { default: 1_000n, wine: 1_000n });
  // C = 300 + 500; half the wine is 250 of it.
  const event = refund(programme, "o", 500n, "wine");
  assert.deepEqual(places(event), [[(5_600_000n * 250n) / 800n, 1_750_000n, 500n]]);
  assert.deepEqual([event.proRataMinor, event.tierMinor], [50n, 0n]);
});

test("[RF3] under count the buyer owes by the amount, the others by the contribution", () => {
  const grant = { kind: "count", sharesPerUnit: "0.1" };
  const water = only({ reserveRate: "0.1" });
  const programme = begin(planWith({ grant, categories: { default: CATEGORY, water } }));
  join(programme, "top");
  refer(programme, "top", "buyer");
  buy(programme, "o", "buyer", { default: 6_000n, water: 4_000n });
  // 10 shares for 100.00; C = 18.00 + 4.00, of which 10 % are 2.2 shares.
  assert.equal(view(programme, "buyer").sharesMicro, 10n * ONE);
  assert.equal(view(programme, "top").sharesMicro, 2_200_000n);
  const event = refund(programme, "o", 4_000n, "water");
  assert.deepEqual(
    places(event).map(([owes]) => owes),
    [4_000_000n, 400_000n],
  );
  const rest = refund(programme, "o", 6_000n);
  assert.deepEqual(
    places(rest).map(([owes]) => owes),
    [6_000_000n, 1_800_000n],
  );
});

test("[RF4] shares that are gone are deducted from the buyer, and owed by the others", () => {
  const programme = bought({ redemption: { feeRate: "0", consumesQuota: true } });
  for (const holder of ["buyer", "top"]) redeemAll(programme, holder);
  const { reserveE18, outstandingMicro } = programme.state;
  const event = refund(programme, "o1", 10_000n);
  assert.deepEqual(
    places(event).map(([owes, burned]) => [owes, burned]),
    [
      [21_000_000n, 0n],
      [3_000_000n, 0n],
      [600_000n, 600_000n],
    ],
  );
  const worthE18 = 21_000_000n * reserveE18;
  assert.equal(event.missingMinor, worthE18 / (outstandingMicro * E18) + 1n);
  assert.equal(programme.state.merchant.deductedMinor, event.missingMinor);
  assert.equal(view(programme, "buyer").owedSharesMicro, 0n);
  assert.equal(view(programme, "top").owedSharesMicro, 3_000_000n);
  assert.equal(view(programme, "agent").owedSharesMicro, 0n);
});

test("[RF4] shares on hold are not taken back, and count as missing", () => {
  const programme = bought();
  const hold = { order: "s", expires: "2026-03-02T00:00:00Z" };
  must(programme, "shares.hold", { ...hold, hold: "b", holder: "buyer", shares: "20000000" });
  must(programme, "shares.hold", { ...hold, hold: "t", holder: "top", shares: "1" });
  const event = refund(programme, "o1", 10_000n);
  assert.deepEqual(
    event.places.map(({ burnedMicro }) => burnedMicro),
    [1_000_000n, 2_999_999n, 600_000n],
  );
  assert.equal(view(programme, "buyer").sharesMicro, 20_000_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 1n);
  buy(programme, "o2", "buyer", 10_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 0n);
});

test("[RF4] a debt of shares grows with each refund that finds none", () => {
  const programme = bought();
  redeemAll(programme, "top");
  refund(programme, "o1", 5_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 1_500_000n);
  refund(programme, "o1", 5_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 3_000_000n);
});

test("[RF5] granted falls by what is owed, and a tier with it", () => {
  const programme = begin(labPlan({ tiers: ["5", "10"] }));
  join(programme, "buyer");
  pay(programme, "o", "buyer", { shares: 1_000n, quota: 1_000n });
  close(programme);
  assert.deepEqual(
    [view(programme, "buyer").tier, view(programme, "buyer").peakMicro],
    [2, 10n * ONE],
  );
  refund(programme, "o", 1n, "shares");
  const { tier, peakMicro, grantedMicro } = view(programme, "buyer");
  assert.deepEqual([tier, peakMicro, grantedMicro], [1, 9_990_000n, 9_990_000n]);
  refund(programme, "o", 499n, "shares");
  assert.equal(view(programme, "buyer").tier, 1);
  refund(programme, "o", 1n, "shares");
  assert.equal(view(programme, "buyer").tier, 0);
});

test("[RF5] a refund of shares above the peak lowers no tier", () => {
  const programme = begin(labPlan({ tiers: ["10"] }));
  join(programme, "buyer");
  lab(programme, "buyer", { shares: 1_000n });
  close(programme);
  pay(programme, "o", "buyer", { shares: 500n });
  refund(programme, "o", 500n, "shares");
  const { tier, peakMicro, grantedMicro } = view(programme, "buyer");
  assert.deepEqual([tier, peakMicro, grantedMicro], [1, 10n * ONE, 10n * ONE]);
});

test("[RF5] granted does not fall below 0, though a grant that paid a debt is owed whole", () => {
  const programme = bought();
  redeemAll(programme, "top");
  refund(programme, "o1", 10_000n);
  const paying = buy(programme, "o2", "buyer", 10_000n).places[1]!;
  assert.equal(paying.owedMicro, paying.sharesMicro);
  assert.equal(view(programme, "top").grantedMicro, 0n);
  refund(programme, "o2", 10_000n);
  assert.equal(view(programme, "top").grantedMicro, 0n);
  assert.equal(view(programme, "top").owedSharesMicro, 3_000_000n);
});

/** "buyer" has bought ten shares at 1.00, and quota enough, in order "o". */
function tenShares(members: JsonObject = {}): Programme {
  const programme = begin(labPlan(members));
  join(programme, "buyer", "till");
  pay(programme, "o", "buyer", { shares: 1_000n, quota: 100_000n });
  return programme;
}

/** Pays so much to the shares, at the next close. */
function dividend(programme: Programme, minor: bigint): void {
  lab(programme, "till", { fund: minor });
  close(programme);
}

test("[RF6] the buyer gives back what the returned shares earned since they were bought", () => {
  const programme = begin(labPlan());
  join(programme, "buyer", "till");
  lab(programme, "buyer", { shares: 1_000n, quota: 100_000n });
  dividend(programme, 5_000n);
  pay(programme, "o", "buyer", { shares: 1_000n });
  dividend(programme, 1_400n);
  // 0.70 a share since "o"; the 5.00 a share before it are not given back.
  const event = refund(programme, "o", 500n, "shares");
  assert.equal(event.givenBackMinor, 350n);
  assert.equal(programme.state.merchant.deductedMinor, 350n);
  assert.equal(view(programme, "buyer").walletMinor, 6_400n);
});

test("[RF6] in whole fen, rounded down", () => {
  const programme = tenShares();
  dividend(programme, 333n);
  // 0.33 shares · 33.3.
  assert.equal(refund(programme, "o", 33n, "shares").givenBackMinor, 10n);
});

test("[RF6] no more than was refunded", () => {
  const programme = tenShares();
  dividend(programme, 7_000n);
  // A tenth of a share earned 70.
  const event = refund(programme, "o", 10n, "shares");
  assert.deepEqual([event.givenBackMinor, event.missingMinor], [10n, 0n]);
});

test("[RF6] no more than the dividends received since then", () => {
  const programme = tenShares();
  must(programme, "shares.redeem", { holder: "buyer", shares: `${9n * ONE}` });
  dividend(programme, 100n);
  const paidMinor = view(programme, "buyer").dividendsE18 / E18;
  // One share earned more than 1.00, ten would have earned ten times as much.
  const event = refund(programme, "o", 1_000n, "shares");
  assert.equal(event.givenBackMinor, paidMinor);
});

test("[RF6] tier dividends count as received", () => {
  const programme = tenShares({ tiers: ["10"] });
  close(programme);
  must(programme, "shares.spend", { holder: "buyer", shares: `${9n * ONE}`, order: "s" });
  lab(programme, "till", { fund: 100n, tier: 250n });
  close(programme);
  assert.equal(view(programme, "buyer").walletMinor, 350n);
  assert.equal(refund(programme, "o", 1_000n, "shares").givenBackMinor, 350n);
});

test("[RF6] less what was given back since then, for whatever order", () => {
  const programme = tenShares();
  pay(programme, "p", "buyer", { shares: 1_000n });
  must(programme, "shares.spend", { holder: "buyer", shares: `${18n * ONE}`, order: "s" });
  dividend(programme, 500n);
  // 2 shares are left, at 2.50 each; each order could give back 10 · 2.50, but 5.00 is all.
  assert.equal(refund(programme, "o", 120n, "shares").givenBackMinor, 120n);
  assert.equal(refund(programme, "p", 300n, "shares").givenBackMinor, 300n);
  assert.equal(refund(programme, "p", 300n, "shares").givenBackMinor, 80n);
  assert.equal(refund(programme, "o", 300n, "shares").givenBackMinor, 0n);
});

test("[RF6] never less than nothing, when an older order gave back more", () => {
  const programme = tenShares();
  dividend(programme, 1_000n);
  pay(programme, "p", "buyer", { shares: 1_000n });
  dividend(programme, 20n);
  // "o" gives back 10 · 1.01; of the 0.20 received since "p", nothing is left to give.
  assert.equal(refund(programme, "o", 1_000n, "shares").givenBackMinor, 1_000n);
  const event = refund(programme, "p", 1_000n, "shares");
  assert.equal(event.givenBackMinor, 0n);
  assert.equal(programme.state.merchant.deductedMinor, 1_000n);
});

test("[RF6] what was given back before an order matured does not count for it", () => {
  const programme = tenShares();
  dividend(programme, 1_000n);
  refund(programme, "o", 500n, "shares");
  pay(programme, "p", "buyer", { shares: 500n });
  dividend(programme, 1_000n);
  assert.equal(refund(programme, "p", 500n, "shares").givenBackMinor, 500n);
});

test("[RF6] only the buyer gives dividends back", () => {
  const programme = bought({ foundingShares: "0", tiers: [] });
  close(programme);
  const walletMinor = view(programme, "top").walletMinor;
  assert.ok(walletMinor > 0n);
  const event = refund(programme, "o1", 10_000n);
  assert.equal(event.givenBackMinor, view(programme, "buyer").walletMinor);
  assert.equal(view(programme, "top").walletMinor, walletMinor);
});

test("[RF7] missing shares are deducted at their worth, rounded up", () => {
  const programme = tenShares();
  must(programme, "shares.redeem", { holder: "buyer", shares: `${10n * ONE}` });
  // R = 110.00 − 9.00, O = 100: a share is worth 1.01, and 0.07 shares 7.07 fen.
  assert.equal(programme.state.reserveE18, 10_100n * E18);
  const lines = [
    { line: "shares", amount: 7n },
    { line: "quota", amount: 100n },
  ];
  const event = must(programme, "order.refund", { order: "o", lines });
  assert.ok(event.type === "orderRefunded");
  assert.deepEqual([event.givenBackMinor, event.missingMinor], [0n, 8n]);
  // But no more than was refunded.
  assert.equal(refund(programme, "o", 7n, "shares").missingMinor, 7n);
  const quotaOnly = refund(programme, "o", 1_000n, "quota");
  assert.deepEqual([quotaOnly.missingMinor, quotaOnly.places[0]!.owesMicro], [0n, 0n]);
});

test("[RF7] a worth of whole fen is not rounded up", () => {
  const programme = tenShares({ redemption: { feeRate: "0", consumesQuota: false } });
  must(programme, "shares.redeem", { holder: "buyer", shares: `${10n * ONE}` });
  pay(programme, "p", "buyer", { fund: 500n });
  const event = refund(programme, "o", 100n, "shares");
  assert.deepEqual([event.missingMinor, programme.state.merchant.deductedMinor], [100n, 100n]);
});

test("[RF7] all in all no more than was refunded is deducted", () => {
  const programme = tenShares();
  must(programme, "shares.spend", { holder: "buyer", shares: `${9n * ONE}`, order: "s" });
  dividend(programme, 60n);
  // 10 shares owed, 9 missing at 1.00; 0.60 of dividends.
  const event = refund(programme, "o", 1_000n, "shares");
  assert.deepEqual([event.givenBackMinor, event.missingMinor], [60n, 900n]);
  const dear = tenShares();
  must(dear, "shares.spend", { holder: "buyer", shares: `${9n * ONE}`, order: "s" });
  dividend(dear, 600n);
  const capped = refund(dear, "o", 1_000n, "shares");
  assert.deepEqual([capped.givenBackMinor, capped.missingMinor], [600n, 400n]);
  assert.equal(dear.state.merchant.deductedMinor, 1_000n);
});

test("[RF7] e is paid into the pro-rata fund, and frees the quota it used", () => {
  const programme = tenShares();
  dividend(programme, 700n);
  const { quotaE18 } = view(programme, "buyer");
  const { contributedMinor } = programme.state.merchant;
  refund(programme, "o", 500n, "shares");
  assert.equal(view(programme, "buyer").quotaE18, quotaE18 + 350n * E18);
  assert.equal(programme.state.proRataE18, 350n * E18);
  assert.equal(programme.state.merchant.contributedMinor, contributedMinor + 350n);
});

test("[RF7] freed quota pays no owed quota", () => {
  const programme = begin(labPlan());
  join(programme, "buyer", "till");
  pay(programme, "q", "buyer", { quota: 1_000n });
  pay(programme, "o", "buyer", { shares: 1_000n });
  dividend(programme, 700n);
  refund(programme, "q", 1_000n, "quota");
  const owed = view(programme, "buyer");
  assert.deepEqual([owed.quotaE18, owed.owedQuotaE18], [0n, 700n * E18]);
  refund(programme, "o", 500n, "shares");
  const freed = view(programme, "buyer");
  assert.deepEqual([freed.quotaE18, freed.owedQuotaE18], [350n * E18, 700n * E18]);
});

test("[RF8] a fund that was paid out gives what it holds, and the loss is the merchant's", () => {
  const programme = begin(planWith({ ...ALONE, foundingShares: "0", tiers: ["1"] }));
  join(programme, "buyer", "other");
  buy(programme, "o1", "buyer", 10_000n);
  close(programme);
  buy(programme, "o2", "other", 1_000n);
  // 2.00 and 1.00 are in the funds.
  const event = refund(programme, "o1", 2_500n);
  // e joins first: a quarter of 21 shares earned a quarter of 30.00, less what was rounded down.
  assert.equal(event.givenBackMinor, 749n);
  assert.deepEqual([event.proRataMinor, event.tierMinor], [500n, 100n]);
  assert.equal(programme.state.tierE18, 0n);
  assert.equal(event.refundLossMinor, 500n + 250n + 750n - 500n - 100n - event.reserveMinor);
});

test("[RF8] only whole fen are given back, and what is lacking is not made up later", () => {
  const programme = begin(planWith({ ...ALONE, foundingShares: "0", tiers: ["1", "2", "3"] }));
  join(programme, "buyer");
  buy(programme, "o1", "buyer", 10_000n);
  must(programme, "shares.redeem", { holder: "buyer", shares: "10000000" });
  close(programme);
  const carriedE18 = programme.state.proRataE18;
  assert.ok(carriedE18 > 0n && carriedE18 < E18);
  must(programme, "shares.redeem", { holder: "buyer", shares: "11000000" });
  const before = programme.state.proRataE18;
  assert.ok(before % E18 > 0n);
  const event = refund(programme, "o1", 100n);
  const heldMinor = before / E18 + event.givenBackMinor;
  assert.equal(event.proRataMinor, heldMinor < 20n ? heldMinor : 20n);
  assert.deepEqual([event.tierMinor, event.reserveMinor], [0n, 0n]);
  buy(programme, "o2", "buyer", 10_000n);
  assert.equal(refund(programme, "o1", 100n).tierMinor, 10n);
});

test("[RF8] the pro-rata fund gives back what of the contribution stands behind no shares", () => {
  const programme = begin(planWith({ ...ALONE, authorisedShares: "107" }));
  join(programme, "buyer");
  buy(programme, "o", "buyer", 10_000n);
  // 20.00 and the 20.00 of the contribution that bought nothing; 10.00 are in the reserve.
  const event = refund(programme, "o", 5_000n);
  assert.deepEqual([event.proRataMinor, event.tierMinor], [2_000n, 500n]);
  // 3.5 shares at 110/107.
  assert.equal(event.reserveMinor, 359n);
  assert.equal(event.refundLossMinor, 500n - 359n);
});

test("[RF9] the reserve gives no more than the burned shares are worth", () => {
  const programme = bought();
  redeemAll(programme, "buyer");
  const { reserveE18, outstandingMicro } = programme.state;
  const event = refund(programme, "o1", 10_000n);
  assert.equal(event.reserveMinor, (3_600_000n * reserveE18) / (outstandingMicro * E18));
});

test("[RF9] nor more than went in for the order; what that leaves is bounded by the step", () => {
  const redemption = { feeRate: "0", consumesQuota: true };
  const programme = begin(planWith({ ...ALONE, foundingShares: "0", redemption }));
  join(programme, "buyer", "other");
  buy(programme, "o1", "buyer", 10_000n);
  buy(programme, "o2", "other", 10_000n);
  // 21 shares at 60 / 35.7 are worth 35.29, and 30.00 went in.
  const event = refund(programme, "o1", 10_000n);
  assert.equal(event.reserveMinor, 3_000n);
  // 14.7 shares may be worth no more than before: 14.7 · 60 / 35.7 = 24.7058…, of 30.00 left.
  const mostE18 = (14_700_000n * 6_000n * E18 + 35_700_000n - 1n) / 35_700_000n;
  assert.equal(event.excessE18, 3_000n * E18 - mostE18);
  assert.equal(programme.state.reserveE18, mostE18);
  assert.equal(navText(programme, 4), "1.6807");
  assert.equal(programme.state.proRataE18, 2_000n * E18 + event.excessE18);
});

test("[RF10] the loss is what the parts were less what came back, whatever the shop withholds", () => {
  const programme = bought();
  redeemAll(programme, "buyer");
  close(programme);
  const event = refund(programme, "o1", 10_000n);
  const parts = 2_000n + 1_000n + 3_000n;
  const back = event.proRataMinor + event.tierMinor + event.reserveMinor;
  assert.equal(event.refundLossMinor, parts - back);
  assert.ok(event.refundLossMinor > 0n && event.missingMinor > 0n);
  assert.equal(programme.state.merchant.refundLossMinor, parts - back);
  assert.equal(programme.state.merchant.returnedMinor, back);
});

test("[RF11] quota that is not there is owed, of each place", () => {
  const redemption = { feeRate: "0", consumesQuota: true };
  const programme = bought({ redemption });
  redeemAll(programme, "top");
  const top = view(programme, "top");
  refund(programme, "o1", 10_000n);
  // 10.00 granted, of which the redemption of 3 shares had used up 3.13.
  const usedE18 = 1_000n * E18 - top.quotaE18;
  assert.equal(usedE18, 313n * E18);
  assert.equal(view(programme, "top").quotaE18, 0n);
  assert.equal(view(programme, "top").owedQuotaE18, usedE18);
  assert.equal(view(programme, "buyer").owedQuotaE18, 0n);
});

test("[RF11] quota falls by the refunded part, rounded down, and the rest stays", () => {
  const programme = bought();
  refund(programme, "o1", 3_333n);
  assert.equal(view(programme, "buyer").quotaE18, (20_000n - 6_666n) * E18);
  assert.equal(view(programme, "top").quotaE18, (1_000n - 333n) * E18);
  assert.equal(view(programme, "agent").quotaE18, (500n - 166n) * E18);
});

test("[RF11] an order's other places are asked at their own multiples", () => {
  const programme = begin(planWith());
  join(programme, "top", "agent");
  refer(programme, "top", "mid");
  refer(programme, "mid", "buyer");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  buy(programme, "o", "buyer", 10_000n);
  const event = refund(programme, "o", 5_000n);
  assert.deepEqual(
    event.places.map(({ place, holder, quotaMinor }) => [place, holder, quotaMinor]),
    [
      ["buyer", "buyer", 10_000n],
      ["level1", "mid", 500n],
      ["level2", "top", 100n],
      ["agent", "agent", 250n],
    ],
  );
});

type Totals = { shares: bigint[]; quota: bigint[]; parts: bigint };

/** What so many refunds of one order take in total. */
function totalsOf(programme: Programme, amounts: readonly (readonly [string, bigint])[]): Totals {
  const totals: Totals = { shares: [0n, 0n, 0n], quota: [0n, 0n, 0n], parts: 0n };
  for (const [line, amount] of amounts) {
    const event = refund(programme, "o", amount, line);
    event.places.forEach((place, index) => {
      totals.shares[index]! += place.owesMicro;
      totals.quota[index]! += place.quotaMinor;
    });
    const { proRataMinor, tierMinor, reserveMinor, refundLossMinor } = event;
    totals.parts += proRataMinor + tierMinor + reserveMinor + refundLossMinor;
  }
  return totals;
}

function splitOrder(members: JsonObject, paid: bigint, winePaid: bigint): Programme {
  const wine = { ...CATEGORY, reserveRate: "0.123", quotaMultiple: "0.777" };
  const categories = { default: CATEGORY, wine };
  const programme = begin(planWith({ initialPrice: "0.07", categories, ...members }));
  join(programme, "agent", "top");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  refer(programme, "top", "buyer");
  buy(programme, "o0", "top", 777n);
  buy(programme, "o", "buyer", { default: paid, wine: winePaid });
  return programme;
}

test("[RF12] many partial refunds take what one whole refund takes, to the last digit", () => {
  const paid = fc.bigInt({ min: 1n, max: 9_999n });
  const cuts = fc.array(fc.bigInt({ min: 1n, max: 3_000n }), { maxLength: 8 });
  const grant = fc.constantFrom<JsonObject>(
    { kind: "value", rate: "0.7" },
    { kind: "value", rate: "0.333" },
    { kind: "count", sharesPerUnit: "0.333333" },
  );
  const authorised = fc.constantFrom("100000000", "150", "101.234567");
  fc.assert(
    fc.property(grant, authorised, paid, paid, cuts, cuts, (kind, shares, first, second, a, b) => {
      const members = { grant: kind, authorisedShares: shares };
      const [whole, parts] = [1, 2].map(() => splitOrder(members, first, second));
      const split = (line: string, most: bigint, pieces: readonly bigint[]) => {
        let left = most;
        const amounts = pieces.flatMap((piece): [string, bigint][] => {
          if (piece >= left) return [];
          left -= piece;
          return [[line, piece]];
        });
        return [...amounts, [line, left] as const];
      };
      const wholes = totalsOf(whole!, [
        ["default", first],
        ["wine", second],
      ]);
      const mixed = [...split("default", first, a), ...split("wine", second, b)];
      mixed.sort(([, x], [, y]) => (x < y ? -1 : x > y ? 1 : 0));
      const pieces = totalsOf(parts!, mixed);
      assert.deepEqual(pieces, wholes);
      for (const holder of ["buyer", "top", "agent"]) {
        const [one, other] = [view(whole!, holder), view(parts!, holder)];
        const owned = (each: typeof one) => [
          each.sharesMicro - each.owedSharesMicro,
          each.quotaE18 - each.owedQuotaE18,
          each.grantedMicro,
        ];
        assert.deepEqual(owned(other), owned(one), holder);
      }
    }),
    { seed: 20260301, numRuns: 60 },
  );
});

test("[RF12] each partial refund takes the difference of the parts, rounded down in total", () => {
  const programme = bought();
  const taken = [1n, 1n, 1n, 1n, 1n].map((amount) => {
    const event = refund(programme, "o1", amount);
    return [event.proRataMinor, event.tierMinor, event.places[0]!.owesMicro];
  });
  // 0.2, 0.1 and 0.3 fen a time: the fifth fen makes one of the first, the fourth of the last.
  assert.deepEqual(taken, [
    [0n, 0n, 0n],
    [0n, 0n, 0n],
    [0n, 0n, 0n],
    [0n, 0n, 7_000n],
    [1n, 0n, 0n],
  ]);
});

test("[RF13] with no share outstanding, missing ones are worth the last NAV there was", () => {
  const programme = tenShares({ foundingShares: "0" });
  must(programme, "shares.redeem", { holder: "buyer", shares: `${10n * ONE}` });
  assert.equal(programme.state.outstandingMicro, 0n);
  const event = refund(programme, "o", 400n, "shares");
  assert.deepEqual([event.missingMinor, event.reserveMinor], [400n, 0n]);
  assert.equal(event.places[0]!.burnedMicro, 0n);
});

test("[RF14] a refund that burns the last share sends the reserve to the pro-rata fund", () => {
  const programme = begin(planWith({ ...ALONE, foundingShares: "0" }));
  join(programme, "buyer", "other");
  buy(programme, "o1", "buyer", 10_000n);
  buy(programme, "o2", "other", 10_000n);
  redeemAll(programme, "other");
  // 14.7 shares at 60 / 35.7 are worth 24.70, and 22.23 are paid out.
  assert.equal(programme.state.reserveE18, (6_000n - 2_223n) * E18);
  const event = refund(programme, "o1", 10_000n);
  assert.equal(event.reserveMinor, 3_000n);
  assert.equal(event.excessE18, 777n * E18);
  assert.deepEqual([programme.state.reserveE18, programme.state.outstandingMicro], [0n, 0n]);
  // 40.00 from the orders, less the 20.00 that came back.
  assert.equal(programme.state.proRataE18, (4_000n - 2_000n + 777n) * E18);
});

test("[PA6] an order is refunded at the rates and places of the plan it was paid under", () => {
  const programme = bought();
  const dearer = { ...CATEGORY, proRataRate: "0.01", tierRate: "0.01", quotaMultiple: "9" };
  const levels = [{ shareRate: "0", quotaMultiple: "0.9" }];
  const next = {
    ...{ categories: { default: dearer }, referral: { levels } },
    grant: { kind: "count", sharesPerUnit: "1" },
  };
  const plan = planWith({ ...next, regionalAgent: { shareRate: "0", quotaMultiple: "0.9" } });
  must(programme, "plan.activate", { plan });
  assert.deepEqual(places(refund(programme, "o1", 5_000n)), [
    [10_500_000n, 10_500_000n, 10_000n],
    [1_500_000n, 1_500_000n, 500n],
    [300_000n, 300_000n, 250n],
  ]);
});

/** Redemption, spending and the step bound: worked by hand. Holds and transfers: holds.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { navFell } from "./invariants.ts";
import type { JsonObject } from "./json.ts";
import {
  begin,
  close,
  E18,
  join,
  lab,
  labPlan,
  must,
  navText,
  ONE,
  planWith,
  refused,
  tell,
  view,
  type Programme,
} from "./oracle-kit.ts";
import { excessE18 } from "./redemption.ts";

/** "a" and "b" hold 50 shares each at 1.00, beside the founding shares. */
function two(members: JsonObject = {}): Programme {
  const programme = begin(labPlan(members));
  join(programme, "a", "b", "till");
  for (const holder of ["a", "b"]) lab(programme, holder, { shares: 5_000n, quota: 10_000n });
  return programme;
}

const fee = (feeRate: string, consumesQuota = true): JsonObject => ({
  redemption: { feeRate, consumesQuota },
});

const micro = (shares: bigint, parts = 0n): string => `${shares * ONE + parts}`;

function redeem(programme: Programme, holder: string, shares: string) {
  const event = must(programme, "shares.redeem", { holder, shares });
  assert.equal(event.type, "sharesRedeemed");
  return event;
}

function spend(programme: Programme, holder: string, shares: string, order = "s") {
  const event = must(programme, "shares.spend", { holder, shares, order });
  assert.equal(event.type, "sharesSpent");
  return event;
}

test("[RD1] shares are paid out at their worth less the fee, into the wallet, and burned", () => {
  const programme = two();
  const event = redeem(programme, "a", micro(10n));
  assert.deepEqual([event.payoutMinor, event.feeMinor, event.excessE18], [900n, 100n, 0n]);
  const { sharesMicro, walletMinor, payoutsMinor } = view(programme, "a");
  assert.deepEqual([sharesMicro, walletMinor, payoutsMinor], [40n * ONE, 900n, 900n]);
  const { state } = programme;
  assert.deepEqual([state.reserveE18, state.outstandingMicro], [19_100n * E18, 190n * ONE]);
  assert.deepEqual([state.issuedMicro, state.totals.payoutsMinor], [200n * ONE, 900n]);
});

test("[RD1] the worth is rounded down, and the fee up", () => {
  const programme = two();
  // 1.99 fen are worth 1, and a tenth of it is a fen: nothing is left.
  refused(programme, "payout_zero", "shares.redeem", { holder: "a", shares: "19900" });
  // 5.9999 fen: 5 less 1.
  const { payoutMinor, feeMinor } = redeem(programme, "a", "59999");
  assert.deepEqual([payoutMinor, feeMinor], [4n, 1n]);
  // 10.00 fen, at a NAV a little above 1: 10 less 1, not less 2.
  const even = redeem(programme, "a", "100000");
  assert.deepEqual([even.payoutMinor, even.feeMinor], [9n, 1n]);
});

test("[RD1] a fee of nothing pays out the whole worth", () => {
  const programme = two(fee("0"));
  const { payoutMinor, feeMinor } = redeem(programme, "a", micro(50n));
  assert.deepEqual([payoutMinor, feeMinor], [5_000n, 0n]);
  assert.equal(navText(programme, 6), "1.000000");
});

test("[RD2] what would pay nothing is refused", () => {
  for (const [rate, shares, code] of [
    ["0", "9999", "payout_zero"],
    ["0", "10000", "applied"],
    ["0.10", "10000", "payout_zero"],
    ["0.10", "20000", "applied"],
    ["1", "50000000", "payout_zero"],
  ] as const) {
    const answer = tell(two(fee(rate)), "shares.redeem", { holder: "a", shares });
    assert.equal(answer, code, `${rate} ${shares}`);
  }
});

test("[RD3] the payout uses up quota, to nothing at most", () => {
  const programme = two();
  redeem(programme, "a", micro(10n));
  assert.equal(view(programme, "a").quotaE18, 9_100n * E18);
  const poor = begin(labPlan());
  join(poor, "a");
  lab(poor, "a", { shares: 5_000n, quota: 100n });
  redeem(poor, "a", micro(10n));
  assert.equal(view(poor, "a").quotaE18, 0n);
  assert.equal(view(poor, "a").walletMinor, 900n);
});

test("[RD3] where the plan says so, it uses none", () => {
  const programme = two(fee("0.10", false));
  redeem(programme, "a", micro(10n));
  assert.equal(view(programme, "a").quotaE18, 10_000n * E18);
});

test("[RD4] only shares that are there and not on hold can be redeemed", () => {
  const programme = two();
  refused(programme, "shares_insufficient", "shares.redeem", {
    holder: "a",
    shares: micro(50n, 1n),
  });
  const hold = { hold: "k", holder: "a", shares: micro(20n), order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-02T00:00:00Z" });
  refused(programme, "shares_insufficient", "shares.redeem", {
    holder: "a",
    shares: micro(30n, 1n),
  });
  redeem(programme, "a", micro(30n));
  assert.equal(view(programme, "a").sharesMicro, 20n * ONE);
});

test("[RD4] who redeems everything may join in again", () => {
  const programme = two();
  redeem(programme, "a", micro(50n));
  assert.equal(view(programme, "a").sharesMicro, 0n);
  lab(programme, "till", { fund: 100n });
  close(programme);
  assert.equal(view(programme, "a").dividendsE18, 0n);
  assert.equal(view(programme, "b").dividendsE18, 100n * E18);
  lab(programme, "a", { shares: 5_000n });
  lab(programme, "till", { fund: 100n });
  close(programme);
  assert.ok(view(programme, "a").dividendsE18 > 0n);
});

test("[SB1] what burning leaves above the bound joins the pro-rata fund", () => {
  const programme = begin(labPlan({ foundingShares: "1" }));
  join(programme, "a");
  lab(programme, "a", { shares: 9_900n });
  // 99 of 100 shares go for 89.10 and leave 10.90; the last may be worth 1.00 / 0.9.
  const event = redeem(programme, "a", micro(99n));
  const mostE18 = (10n * 100n * E18 + 8n) / 9n;
  assert.equal(event.excessE18, 1_090n * E18 - mostE18);
  assert.equal(programme.state.reserveE18, mostE18);
  assert.equal(programme.state.proRataE18, 1_090n * E18 - mostE18);
});

test("[SB1] what stays below the bound stays in the reserve", () => {
  const programme = two();
  const event = redeem(programme, "a", micro(10n));
  assert.equal(event.excessE18, 0n);
  assert.equal(navText(programme, 6), "1.005263");
});

test("[SB1] the bound itself is rounded up to E18, and reached exactly", () => {
  const before = { reserveE18: 100n, outstandingMicro: 7n };
  const tenth = { num: 1n, den: 10n };
  // 3 · 100 / 7 / 0.9 = 47.6…
  const bound = (reserveE18: bigint): bigint =>
    excessE18(before, { reserveE18, outstandingMicro: 3n }, tenth);
  assert.deepEqual([bound(47n), bound(48n), bound(49n), bound(60n)], [0n, 0n, 1n, 12n]);
  const even = { reserveE18: 90n, outstandingMicro: 10n };
  // 5 · 90 / 10 / 0.9 = 50.
  const excess = (reserveE18: bigint): bigint =>
    excessE18(even, { reserveE18, outstandingMicro: 5n }, tenth);
  assert.deepEqual([excess(50n), excess(51n)], [0n, 1n]);
});

test("[SB1] a spend the merchant funds is bounded like any other burning", () => {
  const programme = two({ spend: { funding: "merchant" } });
  const event = spend(programme, "a", micro(50n));
  // 150 shares may be worth 1.00 / 0.9 each: 166.66…, of 200.00 that stayed.
  const mostE18 = (150n * 100n * E18 * 10n + 8n) / 9n;
  assert.equal(event.excessE18, 20_000n * E18 - mostE18);
  assert.equal(programme.state.reserveE18, mostE18);
  assert.equal(programme.state.proRataE18, 20_000n * E18 - mostE18);
  assert.equal(navText(programme, 4), "1.1111");
});

test("[SB2] without a fee the NAV stays where it was, to the rounding", () => {
  const programme = two({ spend: { funding: "merchant" }, ...fee("0") });
  assert.equal(spend(programme, "a", micro(50n)).excessE18, 5_000n * E18);
  assert.equal(navText(programme, 6), "1.000000");
  assert.equal(redeem(programme, "b", "15000").excessE18, E18 / 2n);
  assert.equal(navText(programme, 6), "1.000000");
});

test("[SB2] with a fee of all there is no bound", () => {
  const programme = two({ spend: { funding: "merchant" }, ...fee("1.0") });
  assert.equal(spend(programme, "a", micro(50n)).excessE18, 0n);
  assert.equal(spend(programme, "b", micro(50n)).excessE18, 0n);
  assert.equal(navText(programme, 6), "2.000000");
});

test("[SB3] when no share is left, all of the reserve joins the pro-rata fund", () => {
  for (const rate of ["0", "0.10", "0.5"]) {
    const programme = begin(labPlan({ foundingShares: "0", ...fee(rate) }));
    join(programme, "a", "b");
    lab(programme, "a", { shares: 1_000n });
    lab(programme, "b", { shares: 1_000n });
    redeem(programme, "a", micro(10n));
    const { payoutMinor } = redeem(programme, "b", micro(10n));
    const { state } = programme;
    assert.deepEqual([state.reserveE18, state.outstandingMicro], [0n, 0n]);
    const paidMinor = payoutMinor + view(programme, "a").payoutsMinor;
    assert.equal(state.proRataE18, (2_000n - paidMinor) * E18, rate);
  }
});

test("[SB3] also with a fee of all, when the last share is spent", () => {
  const members = { foundingShares: "0", spend: { funding: "merchant" }, ...fee("1") };
  const programme = begin(labPlan(members));
  join(programme, "a");
  lab(programme, "a", { shares: 1_000n });
  assert.equal(spend(programme, "a", micro(10n)).excessE18, 1_000n * E18);
  assert.deepEqual([programme.state.reserveE18, programme.state.proRataE18], [0n, 1_000n * E18]);
});

test("[SB4] more than none and less than one share must not be left", () => {
  const programme = begin(labPlan({ foundingShares: "0" }));
  join(programme, "a");
  lab(programme, "a", { shares: 1_000n });
  const crumbs = ["9000001", "9500000", "9999999"];
  for (const shares of crumbs) {
    refused(programme, "outstanding_below_one", "shares.redeem", { holder: "a", shares });
    const order = "s";
    refused(programme, "outstanding_below_one", "shares.spend", { holder: "a", shares, order });
  }
  // Exactly one share may be left.
  redeem(programme, "a", micro(9n));
  assert.equal(programme.state.outstandingMicro, ONE);
  refused(programme, "outstanding_below_one", "shares.redeem", { holder: "a", shares: "500000" });
  redeem(programme, "a", micro(1n));
  assert.equal(programme.state.outstandingMicro, 0n);
});

test("[SB4] founding shares below one leave a crumb whoever goes last", () => {
  const programme = begin(labPlan({ foundingShares: "0.5" }));
  join(programme, "a");
  lab(programme, "a", { shares: 1_000n });
  refused(programme, "outstanding_below_one", "shares.redeem", { holder: "a", shares: micro(10n) });
  redeem(programme, "a", "9500000");
  assert.equal(programme.state.outstandingMicro, ONE);
});

test("[SP1] a spend burns shares at their worth, without a fee", () => {
  const programme = two();
  const event = spend(programme, "a", "105999");
  assert.deepEqual([event.valueMinor, event.fromReserveMinor], [10n, 10n]);
  const { sharesMicro, walletMinor, quotaE18 } = view(programme, "a");
  assert.deepEqual([sharesMicro, walletMinor], [50n * ONE - 105_999n, 0n]);
  assert.equal(quotaE18, 10_000n * E18);
  assert.equal(programme.state.outstandingMicro, 200n * ONE - 105_999n);
});

test("[SP1] what a spend pays for may be worth nothing", () => {
  const programme = two();
  const event = spend(programme, "a", "1");
  assert.deepEqual([event.valueMinor, event.fromReserveMinor], [0n, 0n]);
  assert.equal(view(programme, "a").sharesMicro, 50n * ONE - 1n);
  // Nothing can come back of it.
  const back = { order: "s", holder: "a", amount: 1n };
  refused(programme, "return_exceeds_spent", "spend.return", back, {
    leftMinor: 0n,
    amountMinor: 1n,
  });
});

test("[SP1] only shares that are there can be spent", () => {
  const programme = two();
  const all = { holder: "a", shares: micro(50n, 1n), order: "s" };
  refused(programme, "shares_insufficient", "shares.spend", all);
  spend(programme, "a", micro(50n));
  assert.equal(view(programme, "a").sharesMicro, 0n);
});

test("[SP2] the reserve pays the merchant, or keeps its cash", () => {
  const fromReserve = two();
  spend(fromReserve, "a", micro(10n));
  assert.equal(fromReserve.state.merchant.spentMinor, 1_000n);
  assert.equal(fromReserve.state.reserveE18, 19_000n * E18);
  const fromMerchant = two({ spend: { funding: "merchant" } });
  const event = spend(fromMerchant, "a", micro(10n));
  assert.deepEqual([event.valueMinor, event.fromReserveMinor], [1_000n, 0n]);
  assert.equal(fromMerchant.state.merchant.spentMinor, 0n);
  assert.equal(fromMerchant.state.reserveE18, 20_000n * E18);
});

test("[SP3] a spend accrues nothing, and its order is the caller's", () => {
  const programme = two();
  const before = { ...programme.state.merchant };
  spend(programme, "a", micro(1n), "__proto__");
  spend(programme, "a", micro(1n), "lab1");
  assert.equal(programme.state.merchant.contributedMinor, before.contributedMinor);
  assert.equal(programme.state.issuedMicro, 200n * ONE);
});

test("[SP4] a return is at most what this holder spent on this order, less earlier returns", () => {
  const programme = two();
  spend(programme, "a", micro(3n), "s1");
  spend(programme, "a", micro(2n), "s1");
  spend(programme, "a", micro(1n), "s2");
  spend(programme, "b", micro(1n), "s1");
  const back = (holder: string, order: string, amount: bigint): string =>
    tell(programme, "spend.return", { order, holder, amount });
  assert.equal(back("a", "s1", 501n), "return_exceeds_spent");
  assert.equal(back("a", "s1", 300n), "applied");
  assert.equal(back("a", "s1", 201n), "return_exceeds_spent");
  assert.equal(back("a", "s1", 200n), "applied");
  assert.equal(back("a", "s1", 1n), "return_exceeds_spent");
  assert.equal(back("b", "s1", 101n), "return_exceeds_spent");
  assert.equal(back("b", "s2", 1n), "spend_unknown");
  assert.equal(back("a", "s2", 100n), "applied");
  spend(programme, "a", micro(1n), "s1");
  assert.equal(back("a", "s1", 101n), "return_exceeds_spent");
  assert.equal(back("a", "s1", 100n), "applied");
});

test("[SP4] one holder's orders are not another's, whatever their names", () => {
  const programme = begin(labPlan());
  const names = Array.from({ length: 12 }, (_, index) => `h${index}`);
  join(programme, ...names);
  lab(programme, "h1", { shares: 1_000n });
  // The key of a spend joins a number and a name: 1 and "1:s" are not 11 and "s", nor 1 and "s".
  spend(programme, "h1", micro(1n), "1:s");
  for (const [holder, order] of [
    ["h11", "s"],
    ["h1", "s"],
    ["h11", "1:s"],
  ] as const) {
    refused(programme, "spend_unknown", "spend.return", { holder, order, amount: 1n });
  }
});

test("[SP5] the reserve buys shares back at NAV, rounded down, which are not newly issued", () => {
  const programme = two();
  redeem(programme, "b", micro(50n));
  // R = 155.00, O = 150.
  const { valueMinor } = spend(programme, "a", micro(10n));
  const { reserveE18, outstandingMicro, issuedMicro } = programme.state;
  const event = must(programme, "spend.return", { order: "s", holder: "a", amount: valueMinor });
  assert.ok(event.type === "spendReturned");
  assert.equal(event.sharesMicro, (valueMinor * E18 * outstandingMicro) / reserveE18);
  assert.ok(event.sharesMicro < 10n * ONE && event.sharesMicro > 9n * ONE);
  assert.deepEqual(
    [event.toReserveMinor, event.toProRataMinor, event.toWalletMinor],
    [valueMinor, 0n, 0n],
  );
  assert.equal(view(programme, "a").sharesMicro, 40n * ONE + event.sharesMicro);
  assert.equal(programme.state.reserveE18, reserveE18 + valueMinor * E18);
  assert.equal(programme.state.outstandingMicro, outstandingMicro + event.sharesMicro);
  assert.equal(programme.state.issuedMicro, issuedMicro);
});

test("[SP5] shares that came back take part in the next close", () => {
  const programme = two();
  spend(programme, "a", micro(50n));
  must(programme, "spend.return", { order: "s", holder: "a", amount: 5_000n });
  lab(programme, "till", { fund: 200n });
  close(programme);
  assert.equal(view(programme, "a").dividendsE18, 100n * E18);
});

test("[SP5] what buys no share joins the pro-rata fund", () => {
  const programme = begin(labPlan({ initialPrice: "20000", foundingShares: "1" }));
  join(programme, "a");
  lab(programme, "a", { shares: 4_000_000n });
  // 2 shares at 20 000.00: a fen is half a micro-share.
  spend(programme, "a", micro(1n));
  const { reserveE18, outstandingMicro } = programme.state;
  const contributed = programme.state.merchant.contributedMinor;
  const event = must(programme, "spend.return", { order: "s", holder: "a", amount: 1n });
  assert.ok(event.type === "spendReturned");
  assert.deepEqual([event.sharesMicro, event.toReserveMinor, event.toProRataMinor], [0n, 0n, 1n]);
  assert.deepEqual(
    [programme.state.reserveE18, programme.state.outstandingMicro, programme.state.proRataE18],
    [reserveE18, outstandingMicro, E18],
  );
  assert.equal(programme.state.merchant.contributedMinor, contributed + 1n);
  const two = must(programme, "spend.return", { order: "s", holder: "a", amount: 2n });
  assert.ok(two.type === "spendReturned" && two.sharesMicro === 1n && two.toReserveMinor === 2n);
});

test("[SP5] with no share outstanding, they come back at the last NAV there was", () => {
  const programme = begin(labPlan({ foundingShares: "0" }));
  join(programme, "a");
  lab(programme, "a", { shares: 1_000n });
  spend(programme, "a", micro(10n));
  assert.equal(programme.state.outstandingMicro, 0n);
  must(programme, "spend.return", { order: "s", holder: "a", amount: 400n });
  assert.equal(view(programme, "a").sharesMicro, 4n * ONE);
  assert.equal(programme.state.reserveE18, 400n * E18);
});

test("[SP6] the merchant pays what a redemption would have given, and the fee to all", () => {
  const programme = two({ spend: { funding: "merchant" } });
  spend(programme, "a", micro(10n));
  const { sharesMicro, quotaE18 } = view(programme, "a");
  const { reserveE18, proRataE18 } = programme.state;
  const contributed = programme.state.merchant.contributedMinor;
  const event = must(programme, "spend.return", { order: "s", holder: "a", amount: 999n });
  assert.ok(event.type === "spendReturned");
  // 99.9 fen of fee.
  assert.deepEqual(
    [event.sharesMicro, event.toReserveMinor, event.toProRataMinor, event.toWalletMinor],
    [0n, 0n, 100n, 899n],
  );
  const after = view(programme, "a");
  assert.deepEqual([after.walletMinor, after.payoutsMinor], [899n, 899n]);
  assert.deepEqual([after.sharesMicro, after.quotaE18], [sharesMicro, quotaE18]);
  assert.equal(programme.state.reserveE18, reserveE18);
  assert.equal(programme.state.proRataE18, proRataE18 + 100n * E18);
  assert.equal(programme.state.merchant.contributedMinor, contributed + 999n);
  assert.equal(programme.state.totals.payoutsMinor, 899n);
  must(programme, "wallet.withdraw", { holder: "a", amount: 899n });
});

test("[IN2] whatever is redeemed and spent, the NAV neither falls nor leaps over the bound", () => {
  const portion = fc.tuple(
    fc.constantFrom("a", "b"),
    fc.integer({ min: 1, max: 50_000_000 }),
    fc.boolean(),
  );
  const rate = fc.constantFrom("0", "0.1", "0.333", "0.9", "1");
  const funding = fc.constantFrom("reserve", "merchant");
  fc.assert(
    fc.property(rate, funding, fc.array(portion, { maxLength: 8 }), (feeRate, who, portions) => {
      const programme = two({ foundingShares: "0", spend: { funding: who }, ...fee(feeRate) });
      for (const [holder, shares, isSpent] of portions) {
        const before = { ...programme.state };
        const parts = { holder, shares: `${shares}` };
        const answer = isSpent
          ? tell(programme, "shares.spend", { ...parts, order: "s" })
          : tell(programme, "shares.redeem", parts);
        const after = programme.state;
        if (answer !== "applied" || after.outstandingMicro === 0n) continue;
        const navs = [before, after].map(({ reserveE18, outstandingMicro }) => ({
          reserveE18,
          sharesMicro: outstandingMicro,
        }));
        assert.ok(!navFell(navs[0]!, navs[1]!));
        const kept = 1_000n - BigInt(Math.round(Number(feeRate) * 1_000));
        const most = after.outstandingMicro * before.reserveE18 * 1_000n;
        const slack = before.outstandingMicro * kept;
        if (kept > 0n) assert.ok(after.reserveE18 * slack < most + slack);
      }
    }),
    { seed: 20260301, numRuns: 60 },
  );
});

test("[RD1] a plan of the contract: 21 shares at 1.3 / 1.21 less a tenth", () => {
  const programme = begin(planWith({ maturity: "payment" }));
  join(programme, "a");
  lab(programme, "a", { default: 10_000n });
  // R = 130.00, O = 121: 22.56 less 2.26.
  const { payoutMinor, feeMinor } = redeem(programme, "a", micro(21n));
  assert.deepEqual([payoutMinor, feeMinor], [2_030n, 226n]);
});

/** What a command would come to, before it is done. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import type { JsonObject } from "./json.ts";
import {
  begin,
  buy,
  CATEGORY,
  close,
  join,
  lab,
  labPlan,
  must,
  ONE,
  only,
  pay,
  planWith,
  refer,
  refund,
  stateJson,
  tell,
  view,
  type Programme,
} from "./oracle-kit.ts";
import { maxGrant, quoteGrant, quoteRedeem, quoteRefund, quoteSpend } from "./quote.ts";
import { maxRedeem, maxSpend } from "./redemption.ts";
import type { Refused } from "./refusal.ts";

/** A programme with holders in every place, and something in the funds. */
function family(members: JsonObject = {}): Programme {
  const wine = only({ reserveRate: "0.123", quotaMultiple: "0.5" });
  const programme = begin(planWith({ categories: { default: CATEGORY, wine }, ...members }));
  join(programme, "agent", "top");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  refer(programme, "top", "buyer");
  buy(programme, "o1", "buyer", 9_973n);
  close(programme);
  buy(programme, "o2", "buyer", { default: 777n, wine: 1_234n });
  return programme;
}

function codeOf(quote: { ok: true } | Refused): string {
  return quote.ok ? "ok" : quote.refusal.code;
}

test("[QT1] a quoted grant is what the order then accrues, and changes nothing", () => {
  const programme = family();
  const lines = [
    { line: "a", category: "default", paidMinor: 333n },
    { line: "b", category: "wine", paidMinor: 50n },
    { line: "c", category: "default", paidMinor: 333n },
  ];
  const before = stateJson(programme.state, []);
  const quote = quoteGrant(programme.state, { holder: "buyer", lines, region: "north" });
  assert.ok(quote.ok);
  assert.deepEqual(stateJson(programme.state, []), before);
  const order = { order: "o3", holder: "buyer", region: "north" };
  const paid = lines.map(({ line, category, paidMinor }) => ({ line, category, paid: paidMinor }));
  must(programme, "order.pay", { ...order, lines: paid });
  const event = must(programme, "order.complete", { order: "o3" });
  assert.deepEqual({ ...quote.quote, order: "o3" }, event);
  assert.equal(quote.quote.places.length, 3);
  const nowhere = quoteGrant(programme.state, { holder: "buyer", lines });
  assert.ok(nowhere.ok && nowhere.quote.places.length === 2);
});

test("[QT1] a quoted redemption or spend is what is then done", () => {
  const programme = family();
  const sharesMicro = 12_345_678n;
  const redeem = { holder: "buyer", sharesMicro };
  const before = stateJson(programme.state, []);
  const redemption = quoteRedeem(programme.state, redeem);
  const spend = quoteSpend(programme.state, { ...redeem, order: "s" });
  assert.deepEqual(stateJson(programme.state, []), before);
  assert.ok(redemption.ok && spend.ok);
  const shares = `${sharesMicro}`;
  const twin = family();
  assert.deepEqual(must(programme, "shares.redeem", { holder: "buyer", shares }), redemption.quote);
  assert.deepEqual(
    must(twin, "shares.spend", { holder: "buyer", shares, order: "s" }),
    spend.quote,
  );
});

test("[QT2] quotes are refused as the commands would be", () => {
  const programme = family({ foundingShares: "0.5" });
  const { state } = programme;
  const line = { line: "a", category: "default", paidMinor: 1n };
  const grant = (holder: string, category: string): string =>
    codeOf(quoteGrant(state, { holder, lines: [line, { ...line, category }] }));
  assert.equal(grant("nobody", "default"), "holder_unknown");
  assert.equal(grant("buyer", "toString"), "category_unknown");
  assert.equal(grant("buyer", "wine"), "ok");
  const strange = quoteGrant(state, { holder: "nobody", lines: [line] });
  assert.deepEqual(!strange.ok && strange.refusal.facts, { holder: "nobody" });
  const unknown = quoteGrant(state, { holder: "buyer", lines: [{ ...line, category: "tea" }] });
  assert.deepEqual(!unknown.ok && unknown.refusal.facts, { category: "tea" });
  const amounts = [1n, 10n ** 12n];
  for (const holder of ["nobody", "buyer"]) {
    for (const sharesMicro of amounts) {
      const shares = `${sharesMicro}`;
      const redeem = codeOf(quoteRedeem(state, { holder, sharesMicro }));
      assert.equal(redeem, tell(programme, "shares.redeem", { holder, shares }));
    }
    const sharesMicro = 10n ** 12n;
    const spend = codeOf(quoteSpend(state, { holder, sharesMicro, order: "s" }));
    assert.equal(
      spend,
      tell(programme, "shares.spend", { holder, shares: `${sharesMicro}`, order: "s" }),
    );
  }
  const back = (order: string, name: string, amountMinor: bigint): string =>
    codeOf(quoteRefund(state, { order, lines: [{ line: name, amountMinor }] }));
  assert.equal(back("o9", "default", 1n), "order_unknown");
  assert.equal(back("o1", "wine", 1n), "line_unknown");
  assert.equal(back("o1", "default", 9_974n), "refund_exceeds_paid");
});

test("[QT4] the most that may still be granted is what is authorised and not issued", () => {
  const programme = begin(labPlan({ authorisedShares: "110" }));
  join(programme, "a");
  assert.equal(maxGrant(programme.state), 10n * ONE);
  lab(programme, "a", { shares: 700n });
  assert.equal(maxGrant(programme.state), 3n * ONE);
  must(programme, "shares.redeem", { holder: "a", shares: `${7n * ONE}` });
  assert.equal(maxGrant(programme.state), 3n * ONE);
  lab(programme, "a", { shares: 9_999n });
  assert.equal(maxGrant(programme.state), 0n);
});

test("[QT5] a quoted refund tells what is withheld, owed, given back and lost", () => {
  const programme = family();
  must(programme, "shares.redeem", { holder: "buyer", shares: `${15n * ONE}` });
  const { state } = programme;
  const before = stateJson(state, []);
  const lines = [{ line: "default", amountMinor: 8_000n }];
  const quote = quoteRefund(state, { order: "o1", lines });
  assert.ok(quote.ok);
  assert.deepEqual(stateJson(state, []), before);
  const was = { ...state.merchant };
  const event = refund(programme, "o1", 8_000n);
  const { givenBackMinor, missingMinor, places, refundLossMinor } = event;
  assert.deepEqual(quote.quote, {
    ...{ givenBackMinor, missingMinor, places, refundLossMinor },
    deductMinor: givenBackMinor + missingMinor,
    returnedMinor: event.proRataMinor + event.tierMinor + event.reserveMinor,
  });
  const parts = [givenBackMinor, missingMinor, event.proRataMinor, event.tierMinor];
  assert.ok([...parts, event.reserveMinor, refundLossMinor].every((amount) => amount > 0n));
  assert.equal(state.merchant.deductedMinor - was.deductedMinor, quote.quote.deductMinor);
  assert.equal(state.merchant.returnedMinor - was.returnedMinor, quote.quote.returnedMinor);
});

test("[QT5] before maturity a refund withholds nothing, and costs nothing", () => {
  const programme = family();
  pay(programme, "o3", "buyer", 100n);
  const lines = [{ line: "default", amountMinor: 100n }];
  assert.deepEqual(quoteRefund(programme.state, { order: "o3", lines }), {
    ok: true,
    quote: {
      ...{ deductMinor: 0n, givenBackMinor: 0n, missingMinor: 0n, places: [] },
      ...{ returnedMinor: 0n, refundLossMinor: 0n },
    },
  });
});

/** A programme with so many whole and broken shares in it, and a fee. */
function withShares(founding: string, all: readonly number[], feeRate: string): Programme {
  const redemption = { feeRate, consumesQuota: false };
  const programme = begin(labPlan({ foundingShares: founding, redemption, transferable: true }));
  join(programme, "till", ...all.map((_, index) => `h${index}`));
  all.forEach((cents, index) => {
    if (cents > 0) lab(programme, `h${index}`, { shares: BigInt(cents) });
  });
  return programme;
}

function assertMost(programme: Programme, holder: string): void {
  const { state } = programme;
  const [redeemMicro, spendMicro] = [maxRedeem(state, holder), maxSpend(state, holder)];
  const redeemed = (sharesMicro: bigint): boolean => quoteRedeem(state, { holder, sharesMicro }).ok;
  const spent = (sharesMicro: bigint): boolean =>
    quoteSpend(state, { holder, sharesMicro, order: "s" }).ok;
  if (redeemMicro > 0n) assert.ok(redeemed(redeemMicro), "the most is accepted");
  if (spendMicro > 0n) assert.ok(spent(spendMicro));
  assert.ok(!redeemed(redeemMicro + 1n), "one more is refused");
  assert.ok(!spent(spendMicro + 1n));
  const whole = view(programme, holder).sharesMicro;
  assert.ok(!redeemed(whole) || redeemMicro === whole);
  assert.ok(!spent(whole) || whole === 0n || spendMicro === whole);
}

test("[QT3] the most is all that is free, if no crumb is left by it", () => {
  const programme = withShares("100", [1_000, 0], "0.10");
  const { state } = programme;
  assert.deepEqual([maxRedeem(state, "h0"), maxSpend(state, "h0")], [10n * ONE, 10n * ONE]);
  assert.deepEqual([maxRedeem(state, "h1"), maxSpend(state, "h1")], [0n, 0n]);
  assert.deepEqual([maxRedeem(state, "nobody"), maxSpend(state, "nobody")], [0n, 0n]);
  const hold = {
    hold: "k",
    holder: "h0",
    shares: "1",
    order: "s",
    expires: "2026-03-02T00:00:00Z",
  };
  must(programme, "shares.hold", hold);
  assert.equal(maxRedeem(state, "h0"), 10n * ONE - 1n);
  assert.equal(maxSpend(state, "h0"), 10n * ONE - 1n);
});

test("[QT3] else so much that one share is left", () => {
  const half = withShares("0.5", [1_000], "0.10");
  assert.equal(maxRedeem(half.state, "h0"), 9_500_000n);
  assert.equal(maxSpend(half.state, "h0"), 9_500_000n);
  const crumbs = withShares("0", [50, 40], "0.10");
  assert.deepEqual([maxRedeem(crumbs.state, "h0"), maxSpend(crumbs.state, "h0")], [0n, 0n]);
  const last = withShares("0", [1_000], "0.10");
  assert.equal(maxRedeem(last.state, "h0"), 10n * ONE);
});

test("[QT3] where the payout would be nothing, nothing can be redeemed, but spent", () => {
  const all = withShares("100", [1_000], "1");
  assert.deepEqual([maxRedeem(all.state, "h0"), maxSpend(all.state, "h0")], [0n, 10n * ONE]);
  const fen = withShares("100", [1], "0.10");
  assert.deepEqual([maxRedeem(fen.state, "h0"), maxSpend(fen.state, "h0")], [0n, 10_000n]);
  const two = withShares("100", [2], "0.10");
  assert.equal(maxRedeem(two.state, "h0"), 20_000n);
});

test("[QT3] whatever is there, the most is accepted and a micro-share more is refused", () => {
  const cents = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20_000 }));
  const plan = fc.tuple(
    fc.constantFrom("0", "0.000001", "0.5", "1", "100"),
    fc.constantFrom("0", "0.1", "0.5", "1"),
  );
  const moves = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { maxLength: 2 });
  fc.assert(
    fc.property(
      plan,
      fc.array(cents, { minLength: 2, maxLength: 3 }),
      moves,
      (members, all, steps) => {
        const programme = withShares(members[0], all, members[1]);
        for (const step of steps) {
          tell(programme, "shares.transfer", { from: "h0", to: "h1", shares: `${step}` });
          tell(programme, "shares.spend", { holder: "h1", shares: `${step}`, order: "s" });
        }
        all.forEach((_, index) => assertMost(programme, `h${index}`));
      },
    ),
    { seed: 20260301, numRuns: 60 },
  );
});

/** What each event books, figure by figure. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "./event.ts";
import type { JsonObject } from "./json.ts";
import {
  begin,
  buy,
  close,
  E18,
  forcingPlan,
  join,
  lab,
  labPlan,
  must,
  ONE,
  planWith,
  refer,
  refund,
  type Programme,
} from "./oracle-kit.ts";
import { foundingPostings, postingsOf, type Postings } from "./postings.ts";

type Booked = { [account: string]: bigint };

/** Postings as one record, after a look at their order: accounts do not stand twice. */
function booked({ money, shares }: Postings): { money: Booked; shares: Booked } {
  const sums = {
    money: Object.fromEntries(money.map(({ account, amountE18 }) => [account, amountE18])),
    shares: Object.fromEntries(shares.map(({ account, sharesMicro }) => [account, sharesMicro])),
  };
  assert.equal(Object.keys(sums.money).length, money.length);
  assert.equal(Object.keys(sums.shares).length, shares.length);
  return sums;
}

function assertBooked(event: Event, money: Booked, shares: Booked = {}): void {
  assert.deepEqual(booked(postingsOf(event)), { money, shares });
}

function two(members: JsonObject = {}): Programme {
  const programme = begin(labPlan(members));
  join(programme, "a", "b", "till");
  for (const holder of ["a", "b"]) lab(programme, holder, { shares: 1_000n, quota: 1_000n });
  return programme;
}

test("[PO3] the merchant pays for the founding shares", () => {
  const { state } = begin(planWith());
  assert.deepEqual(booked(foundingPostings(state)), {
    money: { merchant: -10_000n * E18, reserve: 10_000n * E18 },
    shares: { unissued: -100n * ONE, founding: 100n * ONE },
  });
  const none = begin(planWith({ foundingShares: "0" }));
  assert.deepEqual(booked(foundingPostings(none.state)), { money: {}, shares: {} });
});

test("[PO4] an event that moves nothing has no postings", () => {
  const programme = begin(planWith({ onQuotaReached: "redeem" }));
  join(programme, "a");
  const still = new Set<string>();
  const note = (event: Event): void => {
    assertBooked(event, {});
    still.add(event.type);
  };
  note(programme.journal[0]!.events[0]!);
  note(must(programme, "agent.appoint", { region: "r", holder: "a" }));
  const lines = [{ line: "l", category: "default", paid: 10_000n }];
  note(must(programme, "order.pay", { order: "o", holder: "a", lines }));
  const half = [{ line: "l", amount: 5_000n }];
  note(must(programme, "order.refund", { order: "o", lines: half }));
  must(programme, "order.complete", { order: "o" });
  const hold = { hold: "k", holder: "a", shares: "1", order: "s", expires: "2026-03-02T00:00:00Z" };
  note(must(programme, "shares.hold", hold));
  note(must(programme, "shares.release", { hold: "k" }));
  note(must(programme, "plan.activate", { plan: planWith({ transferable: true }) }));
  join(programme, "b");
  note(must(programme, "shares.transfer", { from: "a", to: "b", shares: "1" }));
  assert.equal(still.size, 8);
});

test("[PO1] an accrual books what the merchant pays in, and what was issued", () => {
  const programme = begin(planWith());
  join(programme, "top");
  refer(programme, "top", "a");
  const event = buy(programme, "o", "a", 10_000n);
  const money = { merchant: -6_000n, proRataFund: 2_000n, tierFund: 1_000n, reserve: 3_000n };
  const inE18 = Object.fromEntries(
    Object.entries(money).map(([account, minor]) => [account, minor * E18]),
  );
  assertBooked(event, inE18, { unissued: -24n * ONE, holdings: 24n * ONE });
});

test("[PO1] granted shares that pay a debt are issued and burned at once", () => {
  const redemption = { feeRate: "0", consumesQuota: false };
  const programme = begin(planWith({ redemption }));
  join(programme, "top");
  refer(programme, "top", "a");
  buy(programme, "o1", "a", 10_000n);
  must(programme, "shares.redeem", { holder: "top", shares: `${3n * ONE}` });
  refund(programme, "o1", 10_000n);
  const event = buy(programme, "o2", "a", 20_000n);
  const [buyer, top] = event.places;
  assert.equal(top!.owedMicro, 3n * ONE);
  const { shares } = booked(postingsOf(event));
  const issuedMicro = buyer!.sharesMicro + top!.sharesMicro;
  assert.deepEqual(shares, {
    unissued: -issuedMicro,
    holdings: issuedMicro - 3n * ONE,
    burned: 3n * ONE,
  });
});

test("[PO1] a refund books what comes back, what is given back, and the step's excess", () => {
  const redemption = { feeRate: "0", consumesQuota: true };
  const programme = begin(planWith({ foundingShares: "0", tiers: [], redemption }));
  join(programme, "a", "b");
  buy(programme, "o1", "a", 10_000n);
  close(programme);
  buy(programme, "o2", "b", 10_000n);
  const event = refund(programme, "o1", 9_000n);
  const { givenBackMinor, proRataMinor, tierMinor, reserveMinor, excessE18 } = event;
  assert.ok(
    [givenBackMinor, proRataMinor, tierMinor, reserveMinor, excessE18].every((x) => x > 0n),
  );
  assertBooked(
    event,
    {
      merchant: (proRataMinor + tierMinor + reserveMinor - givenBackMinor) * E18,
      reserve: -reserveMinor * E18 - excessE18,
      proRataFund: (givenBackMinor - proRataMinor) * E18 + excessE18,
      tierFund: -tierMinor * E18,
    },
    { holdings: -18_900_000n, burned: 18_900_000n },
  );
});

test("[PO1] a redemption books the payout to the wallets, and burns the shares", () => {
  const programme = two({ foundingShares: "1" });
  const event = must(programme, "shares.redeem", { holder: "a", shares: `${10n * ONE}` });
  assertBooked(
    event,
    { reserve: -900n * E18, wallets: 900n * E18 },
    { holdings: -10n * ONE, burned: 10n * ONE },
  );
  const last = must(programme, "shares.redeem", { holder: "b", shares: `${10n * ONE}` });
  assert.ok(last.type === "sharesRedeemed" && last.excessE18 > 0n);
  assertBooked(
    last,
    {
      reserve: -last.payoutMinor * E18 - last.excessE18,
      proRataFund: last.excessE18,
      wallets: last.payoutMinor * E18,
    },
    { holdings: -10n * ONE, burned: 10n * ONE },
  );
});

test("[PO1] a spend pays the merchant, or nobody", () => {
  const shares = { holdings: -2n * ONE, burned: 2n * ONE };
  const spend = { holder: "a", shares: `${2n * ONE}`, order: "s" };
  const fromReserve = must(two(), "shares.spend", spend);
  assertBooked(fromReserve, { merchant: 200n * E18, reserve: -200n * E18 }, shares);
  const programme = two({ spend: { funding: "merchant" }, foundingShares: "0" });
  const much = must(programme, "shares.spend", { ...spend, shares: `${10n * ONE}` });
  assert.ok(much.type === "sharesSpent");
  // 20.00 for 20 shares; 10 may be worth 11.11….
  const excessE18 = 2_000n * E18 - (10_000n * E18 + 8n) / 9n;
  assert.equal(much.excessE18, excessE18);
  assertBooked(
    much,
    { reserve: -excessE18, proRataFund: excessE18 },
    { holdings: -10n * ONE, burned: 10n * ONE },
  );
});

test("[PO1] a return is paid in by the merchant: for shares, or to wallet and fund", () => {
  const spend = { holder: "a", shares: `${2n * ONE}`, order: "s" };
  const back = { holder: "a", order: "s", amount: 150n };
  const reserve = two();
  must(reserve, "shares.spend", spend);
  const bought = must(reserve, "spend.return", back);
  const micro = 1_500_000n;
  assertBooked(
    bought,
    { merchant: -150n * E18, reserve: 150n * E18 },
    { holdings: micro, burned: -micro },
  );
  const merchant = two({ spend: { funding: "merchant" } });
  must(merchant, "shares.spend", spend);
  assertBooked(must(merchant, "spend.return", back), {
    merchant: -150n * E18,
    proRataFund: 15n * E18,
    wallets: 135n * E18,
  });
});

test("[PO1] a withdrawal goes out through the merchant's account", () => {
  const programme = two();
  must(programme, "shares.redeem", { holder: "a", shares: `${ONE}` });
  const event = must(programme, "wallet.withdraw", { holder: "a", amount: 60n });
  assertBooked(event, { merchant: 60n * E18, wallets: -60n * E18 });
});

test("[PO1] a close books dividends from both funds, and what moves between them", () => {
  const programme = two({ tiers: ["10", "50"] });
  close(programme);
  lab(programme, "till", { fund: 100n, tier: 40n });
  const event = close(programme);
  // Part 2 has no members and goes by shares with the 1.00: 1.20, and 0.20 by head.
  assertBooked(event, {
    proRataFund: -100n * E18,
    tierFund: -40n * E18,
    wallets: 140n * E18,
  });
  assert.equal(event.tierMovedE18, 20n * E18);
});

test("[PO1] a close books each compulsory redemption as well", () => {
  const programme = begin(forcingPlan({ foundingShares: "1" }));
  join(programme, "till", "a", "b", "c");
  for (const holder of ["a", "b"]) lab(programme, holder, { shares: 2_000n });
  lab(programme, "c", { shares: 1_000n, quota: 5_000n });
  lab(programme, "till", { fund: 50n });
  const event = close(programme);
  assert.equal(event.forced.length, 2);
  const sum = (key: "payoutMinor" | "excessE18" | "sharesMicro"): bigint =>
    event.forced.reduce((total, each) => total + each[key], 0n);
  assert.ok(sum("excessE18") > 0n);
  assertBooked(
    event,
    {
      reserve: -sum("payoutMinor") * E18 - sum("excessE18"),
      proRataFund: sum("excessE18") - 50n * E18,
      wallets: sum("payoutMinor") * E18 + 50n * E18,
    },
    { holdings: -20n * ONE, burned: 20n * ONE },
  );
  assert.equal(sum("sharesMicro"), 20n * ONE);
});

test("[PO2] all that was booked is what the state holds", () => {
  const programme = two({ tiers: ["1"], transferable: true, spend: { funding: "merchant" } });
  buy(programme, "o", "a", { shares: 500n, fund: 70n, tier: 30n });
  close(programme);
  must(programme, "shares.spend", { holder: "a", shares: `${2n * ONE}`, order: "s" });
  must(programme, "spend.return", { holder: "a", order: "s", amount: 150n });
  must(programme, "shares.redeem", { holder: "b", shares: `${3n * ONE}` });
  refund(programme, "o", 200n, "shares");
  must(programme, "wallet.withdraw", { holder: "b", amount: 60n });
  const totals: Booked = {};
  const add = (sums: Booked): void => {
    for (const [account, amount] of Object.entries(sums)) {
      totals[account] = (totals[account] ?? 0n) + amount;
    }
  };
  const all = programme.journal.flatMap(({ events }) => events).map(postingsOf);
  for (const postings of [foundingPostings(programme.state), ...all]) {
    const { money, shares } = booked(postings);
    add(money);
    add(shares);
  }
  const { state } = programme;
  const { merchant, totals: holders } = state;
  assert.equal(totals["reserve"], state.reserveE18);
  assert.equal(totals["proRataFund"], state.proRataE18);
  assert.equal(totals["tierFund"] ?? 0n, state.tierE18);
  assert.equal(
    totals["wallets"],
    holders.dividendsE18 + (holders.payoutsMinor - holders.withdrawnMinor) * E18,
  );
  const paidIn = merchant.foundedMinor + merchant.contributedMinor - merchant.returnedMinor;
  assert.equal(totals["merchant"], -(paidIn - merchant.spentMinor - holders.withdrawnMinor) * E18);
  assert.equal(totals["unissued"], -state.issuedMicro);
  assert.equal(totals["founding"], 100n * ONE);
  assert.equal(totals["holdings"], state.outstandingMicro - 100n * ONE);
});

test("[IN1] every event's postings sum to zero, money and shares", () => {
  const programme = two({ tiers: ["1"] });
  close(programme);
  const zero: Event = {
    ...{ type: "orderAccrued", order: "o", categories: [], places: [] },
    ...{ proRataMinor: 7n, tierMinor: 5n, intoMinor: 11n },
    ...{ buyerIndexE18: 0n, buyerDividendsE18: 0n, buyerGivenBackMinor: 0n },
  };
  const { money } = postingsOf(zero);
  assert.equal(
    money.reduce((total, { amountE18 }) => total + amountE18, 0n),
    0n,
  );
  // Each account in its place, and no empty ones.
  assert.deepEqual(
    money.map(({ account }) => account),
    ["merchant", "reserve", "proRataFund", "tierFund"],
  );
});

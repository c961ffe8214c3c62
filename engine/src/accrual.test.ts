/** What an order puts where, and what it grants to whom: worked by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { navFell } from "./invariants.ts";
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
import { navOf, sharesMicroAt, valueMinorAt } from "./state.ts";

const FOUNDLESS = planWith({ foundingShares: "0" });

/** So many orders of 100.00, the first of them by "first". */
function orders(count: number): Programme {
  const programme = begin(FOUNDLESS);
  join(programme, "first", "others");
  for (let k = 1; k <= count; k++) buy(programme, `o${k}`, k === 1 ? "first" : "others", 10_000n);
  return programme;
}

/** The table of section 5.2. */
const TABLE: [order: number, outstandingMicro: bigint, reserve: bigint, nav: string][] = [
  [1, 21_000_000n, 30n, "1.4286"],
  [2, 35_700_000n, 60n, "1.6807"],
  [3, 48_195_000n, 90n, "1.8674"],
  [4, 59_440_500n, 120n, "2.0188"],
];
const ORDINALS = ["first", "second", "third", "fourth"];

for (const [count, outstandingMicro, reserve, nav] of TABLE) {
  test(`[AC3] the ${ORDINALS[count - 1]!} order of 100.00 lifts the NAV to ${nav}`, () => {
    const programme = orders(count);
    assert.equal(programme.state.outstandingMicro, outstandingMicro);
    assert.equal(programme.state.issuedMicro, outstandingMicro);
    assert.equal(programme.state.reserveE18, reserve * 100n * E18);
    assert.equal(navText(programme, 4), nav);
  });
}

test("[AC3] after a hundred orders the first buyer's 21 shares are worth 108.63, 97.76 net", () => {
  const programme = orders(100);
  const { state } = programme;
  // The contract's 579.9257 is without the floors of the grants, which take 93 micro-shares.
  assert.equal(state.outstandingMicro, 579_925_594n);
  assert.equal(state.reserveE18, 300_000n * E18);
  assert.equal(navText(programme, 4), "5.1731");
  assert.equal(valueMinorAt(navOf(state), 21n * ONE), 10_863n);
  must(programme, "shares.redeem", { holder: "first", shares: `${21n * ONE}` });
  assert.equal(view(programme, "first").walletMinor, 9_776n);
});

test("[AC3] to double the NAV takes about ten times the orders", () => {
  const navs = [orders(10), orders(100)].map((programme) => navText(programme, 2));
  assert.deepEqual(navs, ["2.62", "5.17"]);
});

test("[AC1] the founding shares' price is rounded up to whole fen, and is in the reserve", () => {
  const table: [price: string, shares: string, foundedMinor: bigint][] = [
    ["1.00", "100", 10_000n],
    ["0.07", "33.333333", 234n],
    ["0.000001", "1", 1n],
    ["0.01", "1", 1n],
    ["0.01", "1.000001", 2n],
    ["250", "0.5", 12_500n],
    ["1", "0", 0n],
  ];
  for (const [initialPrice, foundingShares, foundedMinor] of table) {
    const { state } = begin(planWith({ initialPrice, foundingShares }));
    assert.equal(state.merchant.foundedMinor, foundedMinor, initialPrice);
    assert.equal(state.reserveE18, foundedMinor * E18);
    const sharesMicro = BigInt(Math.round(Number(foundingShares) * 1e6));
    assert.deepEqual([state.outstandingMicro, state.issuedMicro], [sharesMicro, sharesMicro]);
    assert.deepEqual([state.proRataE18, state.tierE18], [0n, 0n]);
  }
});

test("[AC2] an order's lines are added up by category before anything is rounded", () => {
  const half = only({ proRataRate: "0.5", quotaMultiple: "0.5", grossMargin: "1" });
  const programme = begin(planWith({ categories: { default: half, other: half } }));
  join(programme, "buyer");
  const lines = ["a", "b"].map((line) => ({ line, category: "default", paid: 33n }));
  must(programme, "order.pay", { order: "o1", holder: "buyer", lines });
  must(programme, "order.complete", { order: "o1" });
  // floor(66 / 2), not twice floor(33 / 2).
  assert.equal(programme.state.proRataE18, 33n * E18);
  assert.equal(view(programme, "buyer").quotaE18, 33n * E18);
  buy(programme, "o2", "buyer", { default: 33n, other: 33n });
  assert.equal(programme.state.proRataE18, (33n + 32n) * E18);
  assert.equal(view(programme, "buyer").quotaE18, (33n + 32n) * E18);
});

test("[AC2] what came back of a line before the order matured is not counted", () => {
  const programme = begin(planWith({ categories: { default: CATEGORY, wine: CATEGORY } }));
  join(programme, "buyer");
  pay(programme, "o", "buyer", { default: 10_000n, wine: 500n });
  must(programme, "order.refund", { order: "o", lines: [{ line: "default", amount: 4_000n }] });
  must(programme, "order.refund", { order: "o", lines: [{ line: "default", amount: 1_000n }] });
  const event = must(programme, "order.complete", { order: "o" });
  assert.ok(event.type === "orderAccrued");
  assert.deepEqual(event.categories, [
    { category: "default", paidMinor: 5_000n },
    { category: "wine", paidMinor: 500n },
  ]);
  assert.equal(view(programme, "buyer").quotaE18, 11_000n * E18);
});

test("[AC4] fund, tier fund and reserve are paid their rates, each rounded down", () => {
  const programme = begin(planWith({ ...ALONE }));
  join(programme, "buyer");
  const event = buy(programme, "o", "buyer", 339n);
  // 67.8, 33.9 and 101.7; 70 % of 101 is 70.7: 0.70 shares, at 1.00 each.
  assert.deepEqual([event.proRataMinor, event.tierMinor, event.intoMinor], [67n, 33n, 101n]);
  assert.deepEqual(event.places, [
    {
      ...{ place: "buyer", holder: "buyer", number: 0 },
      ...{ sharesMicro: 700_000n, owedMicro: 0n, quotaMinor: 678n },
    },
  ]);
  const { state } = programme;
  assert.equal(state.proRataE18, 67n * E18);
  assert.equal(state.tierE18, 33n * E18);
  assert.equal(state.reserveE18, (10_000n + 101n) * E18);
  assert.equal(state.merchant.contributedMinor, 201n);
  assert.equal(state.outstandingMicro, 100n * ONE + 700_000n);
  const { sharesMicro, grantedMicro, quotaE18 } = view(programme, "buyer");
  assert.deepEqual([sharesMicro, grantedMicro, quotaE18], [700_000n, 700_000n, 678n * E18]);
});

/** A plan in which nobody but the buyer is granted anything. */
const ALONE: JsonObject = {
  referral: { levels: [] },
  regionalAgent: { shareRate: "0", quotaMultiple: "0" },
};

test("[AC5] an order waits for its completion, or accrues at once", () => {
  const waiting = begin(planWith());
  join(waiting, "buyer");
  pay(waiting, "o", "buyer", 10_000n);
  assert.equal(view(waiting, "buyer").sharesMicro, 0n);
  assert.equal(waiting.state.merchant.contributedMinor, 0n);
  must(waiting, "order.complete", { order: "o" });
  assert.equal(view(waiting, "buyer").sharesMicro, 21n * ONE);
  const atOnce = begin(planWith({ maturity: "payment" }));
  join(atOnce, "buyer");
  pay(atOnce, "o", "buyer", 10_000n);
  assert.equal(view(atOnce, "buyer").sharesMicro, 21n * ONE);
});

test("[AC6] what bought no shares is not put behind the shares of others", () => {
  const programme = begin(planWith({ authorisedShares: "107" }));
  join(programme, "buyer");
  const event = buy(programme, "o", "buyer", 10_000n);
  // 7 of 21 wanted: 30.00 · 7/21 go behind them, 20.00 join the fund's own 20.00.
  assert.deepEqual([event.intoMinor, event.proRataMinor], [1_000n, 4_000n]);
  assert.equal(programme.state.reserveE18, 11_000n * E18);
  assert.equal(programme.state.proRataE18, 4_000n * E18);
  assert.equal(programme.state.merchant.contributedMinor, 6_000n);
});

test("[AC6] into is rounded up, against those who would be diluted", () => {
  const programme = begin(planWith({ authorisedShares: "100.000001" }));
  join(programme, "buyer");
  // 30.00 · 1 / 21 000 000 is more than nothing: a fen.
  assert.equal(buy(programme, "o1", "buyer", 10_000n).intoMinor, 1n);
  // And nothing when no share is left to grant.
  const none = buy(programme, "o2", "buyer", 10_000n);
  assert.deepEqual([none.intoMinor, none.proRataMinor], [0n, 5_000n]);
  assert.equal(view(programme, "buyer").sharesMicro, 1n);
});

test("[AC6] nothing goes into the reserve when nothing was wanted", () => {
  const programme = begin(planWith({ grant: { kind: "value", rate: "0" }, ...ALONE }));
  join(programme, "buyer");
  const event = buy(programme, "o", "buyer", 10_000n);
  assert.deepEqual([event.intoMinor, event.proRataMinor], [0n, 5_000n]);
  assert.equal(programme.state.reserveE18, 10_000n * E18);
  assert.equal(programme.state.outstandingMicro, 100n * ONE);
});

test("[AC7] while no share was ever outstanding, a share costs the initial price", () => {
  for (const [initialPrice, sharesMicro] of [
    ["1.00", 21_000_000n],
    ["0.07", 300_000_000n],
    ["3.3333333", 6_300_000n],
  ] as const) {
    const programme = begin(planWith({ foundingShares: "0", initialPrice }));
    join(programme, "buyer");
    buy(programme, "o", "buyer", 10_000n);
    assert.equal(programme.state.outstandingMicro, sharesMicro, initialPrice);
  }
});

test("[AC7] when the last share is gone, it is the NAV before that command", () => {
  const programme = begin(FOUNDLESS);
  join(programme, "buyer");
  buy(programme, "o1", "buyer", 10_000n);
  must(programme, "shares.redeem", { holder: "buyer", shares: `${11n * ONE}` });
  const { reserveE18, outstandingMicro } = programme.state;
  must(programme, "shares.redeem", { holder: "buyer", shares: `${10n * ONE}` });
  assert.equal(programme.state.outstandingMicro, 0n);
  // Nothing that happens meanwhile changes it.
  join(programme, "other");
  close(programme);
  const { places } = buy(programme, "o2", "other", 10_000n);
  const lastNav = { reserveE18, sharesMicro: outstandingMicro };
  assert.equal(places[0]!.sharesMicro, sharesMicroAt(lastNav, 2_100n));
  assert.ok(places[0]!.sharesMicro < 14_700_000n);
});

test("[AC7] a grant that only pays debts leaves the last NAV in force", () => {
  const rate = { grant: { kind: "value", rate: "0" } };
  const programme = begin(planWith({ foundingShares: "0", ...rate }));
  join(programme, "top");
  refer(programme, "top", "buyer");
  buy(programme, "o1", "buyer", 10_000n);
  must(programme, "shares.redeem", { holder: "top", shares: `${3n * ONE}` });
  refund(programme, "o1", 10_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 3n * ONE);
  // 3 shares stood behind 30.00: at 10.00 a share, 3.00 are 0.3 shares, all of them owed.
  buy(programme, "o2", "buyer", 10_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 2_700_000n);
  assert.equal(programme.state.outstandingMicro, 0n);
  assert.equal(programme.state.reserveE18, 3_000n * E18);
  buy(programme, "o3", "buyer", 10_000n);
  assert.equal(view(programme, "top").owedSharesMicro, 2_400_000n);
});

/** "top" owes 3 shares and, with the buyer, quota: both got rid of what an order gave, and it came back. */
function indebted(members: JsonObject = {}): Programme {
  const redemption = { feeRate: "0", consumesQuota: true };
  const programme = begin(planWith({ redemption, ...members }));
  join(programme, "top");
  refer(programme, "top", "buyer");
  buy(programme, "o1", "buyer", 10_000n);
  for (const [holder, shares] of [
    ["buyer", 21n],
    ["top", 3n],
  ] as const) {
    must(programme, "shares.redeem", { holder, shares: `${shares * ONE}` });
  }
  refund(programme, "o1", 10_000n);
  return programme;
}

test("[AC8] a grant first pays the shares that are owed, which are issued and not outstanding", () => {
  const programme = indebted();
  const before = view(programme, "top");
  assert.equal(before.owedSharesMicro, 3n * ONE);
  const { issuedMicro, outstandingMicro } = programme.state;
  const event = buy(programme, "o2", "buyer", 5_000n);
  const place = event.places[1]!;
  assert.equal(place.owedMicro, place.sharesMicro);
  assert.equal(view(programme, "top").sharesMicro, 0n);
  assert.equal(view(programme, "top").owedSharesMicro, 3n * ONE - place.sharesMicro);
  const grantedMicro = event.places[0]!.sharesMicro + place.sharesMicro;
  assert.equal(programme.state.issuedMicro, issuedMicro + grantedMicro);
  const keptMicro = event.places[0]!.sharesMicro;
  assert.equal(programme.state.outstandingMicro, outstandingMicro + keptMicro);
  // The next grant pays the rest, and what is above it goes into the holding.
  const next = buy(programme, "o3", "buyer", 50_000n).places[1]!;
  const owedMicro = 3n * ONE - place.sharesMicro;
  assert.equal(next.owedMicro, owedMicro);
  const top = view(programme, "top");
  assert.deepEqual(
    [top.owedSharesMicro, top.sharesMicro, top.grantedMicro],
    [0n, next.sharesMicro - owedMicro, next.sharesMicro - owedMicro],
  );
});

test("[AC8] granted quota first pays the quota that is owed", () => {
  const programme = indebted();
  // The buyer was granted 200.00, and redeeming 21 shares used up some of it.
  const owedE18 = view(programme, "buyer").owedQuotaE18;
  assert.ok(owedE18 > 0n && view(programme, "buyer").quotaE18 === 0n);
  lab(programme, "buyer", { default: 1n });
  must(programme, "order.complete", { order: "lab1" });
  assert.equal(view(programme, "buyer").owedQuotaE18, owedE18 - 2n * E18);
  assert.equal(view(programme, "buyer").quotaE18, 0n);
  buy(programme, "o2", "buyer", 10_000n);
  const { owedQuotaE18, quotaE18 } = view(programme, "buyer");
  assert.deepEqual([owedQuotaE18, quotaE18], [0n, 20_002n * E18 - owedE18]);
});

test("[AC8] transfers, releases and returns pay no debt", () => {
  const programme = indebted({ transferable: true });
  join(programme, "other");
  buy(programme, "o2", "other", 20_000n);
  const owedMicro = view(programme, "top").owedSharesMicro;
  must(programme, "shares.transfer", { from: "other", to: "top", shares: `${4n * ONE}` });
  assert.equal(view(programme, "top").sharesMicro, 4n * ONE);
  const hold = { hold: "k", holder: "top", shares: `${2n * ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-02T00:00:00Z" });
  must(programme, "shares.release", { hold: "k" });
  must(programme, "shares.spend", { holder: "top", shares: `${ONE}`, order: "s" });
  must(programme, "spend.return", { order: "s", holder: "top", amount: 100n });
  assert.equal(view(programme, "top").owedSharesMicro, owedMicro);
});

test("[AC9] granted counts what grants put into the holding, and nothing else", () => {
  const programme = begin(labPlan({ transferable: true }));
  join(programme, "giver", "taker");
  lab(programme, "giver", { shares: 1_000n });
  assert.equal(view(programme, "giver").grantedMicro, 10n * ONE);
  must(programme, "shares.transfer", { from: "giver", to: "taker", shares: `${4n * ONE}` });
  assert.equal(view(programme, "giver").grantedMicro, 10n * ONE);
  assert.equal(view(programme, "taker").grantedMicro, 0n);
  must(programme, "shares.spend", { holder: "taker", shares: `${ONE}`, order: "s" });
  must(programme, "spend.return", { order: "s", holder: "taker", amount: 100n });
  must(programme, "shares.redeem", { holder: "giver", shares: `${ONE}` });
  assert.equal(view(programme, "taker").grantedMicro, 0n);
  assert.equal(view(programme, "giver").grantedMicro, 10n * ONE);
});

test("[AC10] an order that came back whole before it matured accrues nothing", () => {
  const programme = begin(planWith());
  join(programme, "buyer");
  pay(programme, "o", "buyer", 10_000n);
  must(programme, "order.refund", { order: "o", lines: [{ line: "default", amount: 10_000n }] });
  const event = must(programme, "order.complete", { order: "o" });
  assert.ok(event.type === "orderAccrued");
  assert.deepEqual([event.intoMinor, event.proRataMinor, event.tierMinor], [0n, 0n, 0n]);
  const { sharesMicro, quotaE18 } = view(programme, "buyer");
  assert.deepEqual([sharesMicro, quotaE18], [0n, 0n]);
  assert.equal(programme.state.reserveE18, 10_000n * E18);
});

/** "buyer" was brought in by "mid", who was by "top". */
function family(members: JsonObject = {}): Programme {
  const programme = begin(planWith(members));
  join(programme, "top");
  refer(programme, "top", "mid");
  refer(programme, "mid", "buyer");
  return programme;
}

type Granted = [place: string, holder: string, sharesMicro: bigint, quotaMinor: bigint][];

function grantedBy(programme: Programme, paid: bigint, region = "north"): Granted {
  const { places } = buy(programme, `o${programme.commandCount}`, "buyer", paid, region);
  return places.map((each) => [each.place, each.holder, each.sharesMicro, each.quotaMinor]);
}

test("[GR1] buyer, two levels and the region's agent are granted, in this order", () => {
  const programme = family();
  join(programme, "agent");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  // C = 30.00 at 1.00: 70, 10, 5 and 2 % of it.
  assert.deepEqual(grantedBy(programme, 10_000n), [
    ["buyer", "buyer", 21_000_000n, 20_000n],
    ["level1", "mid", 3_000_000n, 1_000n],
    ["level2", "top", 1_500_000n, 200n],
    ["agent", "agent", 600_000n, 500n],
  ]);
  assert.equal(view(programme, "mid").sharesMicro, 3_000_000n);
  assert.equal(view(programme, "top").quotaE18, 200n * E18);
  assert.equal(view(programme, "agent").grantedMicro, 600_000n);
});

test("[GR1] as many levels as the plan has", () => {
  const one = { levels: [{ shareRate: "0.10", quotaMultiple: "0.1" }] };
  const names = (members: JsonObject): string[] =>
    grantedBy(family(members), 10_000n).map(([place]) => place);
  assert.deepEqual(names({ referral: one }), ["buyer", "level1"]);
  assert.deepEqual(names({ referral: { levels: [] } }), ["buyer"]);
});

test("[GR1] the agent is whoever is appointed when the order matures", () => {
  const programme = begin(planWith());
  join(programme, "buyer", "early", "late");
  must(programme, "agent.appoint", { region: "north", holder: "early" });
  pay(programme, "o", "buyer", 10_000n);
  must(programme, "agent.appoint", { region: "north", holder: "late" });
  must(programme, "order.complete", { order: "o" });
  assert.equal(view(programme, "early").sharesMicro, 0n);
  assert.equal(view(programme, "late").sharesMicro, 600_000n);
});

test("[GR2] what belongs to a place nobody stands in is granted to nobody", () => {
  const programme = begin(planWith());
  join(programme, "buyer");
  const alone = grantedBy(programme, 10_000n);
  assert.deepEqual(alone, [["buyer", "buyer", 21_000_000n, 20_000n]]);
  assert.equal(programme.state.issuedMicro, 121_000_000n);
  // All of the contribution goes behind the shares nonetheless.
  assert.equal(programme.state.reserveE18, 13_000n * E18);
});

test("[GR2] an order without a region, or a plan without an agent, has no agent", () => {
  const withAgent = begin(planWith());
  join(withAgent, "buyer", "agent");
  must(withAgent, "agent.appoint", { region: "north", holder: "agent" });
  assert.equal(grantedBy(withAgent, 100n, "south").length, 1);
  const lines = [{ line: "l", category: "default", paid: 100n }];
  must(withAgent, "order.pay", { order: "x", holder: "buyer", lines });
  must(withAgent, "order.complete", { order: "x" });
  assert.equal(view(withAgent, "agent").sharesMicro, 0n);
  const rest = planWith();
  delete rest["regionalAgent"];
  const programme = begin(rest);
  join(programme, "buyer", "agent");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  assert.equal(grantedBy(programme, 100n).length, 1);
});

for (const [who, place] of [
  ["buyer", "buyer"],
  ["mid", "level1"],
  ["top", "level2"],
] as const) {
  test(`[GR3] an agent who stands in ${place} already is granted as that alone`, () => {
    const programme = family();
    must(programme, "agent.appoint", { region: "north", holder: who });
    const places = grantedBy(programme, 10_000n);
    assert.deepEqual(
      places.map(([name]) => name),
      ["buyer", "level1", "level2"],
    );
    const expected = { buyer: 21_000_000n, level1: 3_000_000n, level2: 1_500_000n }[place];
    assert.equal(view(programme, who).sharesMicro, expected);
  });
}

test("[GR4] each place's value is rounded down to fen before it buys shares", () => {
  const programme = family();
  join(programme, "agent");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  // C = 99.9 → 99: 69.3, 9.9, 4.95 and 1.98 fen, of which whole fen buy hundredths of shares.
  assert.deepEqual(
    grantedBy(programme, 333n).map(([, , sharesMicro]) => sharesMicro),
    [690_000n, 90_000n, 40_000n, 10_000n],
  );
});

const COUNT = { kind: "count", sharesPerUnit: "0.005" };

test("[GR5] under count the buyer has shares by the yuan, rounded down", () => {
  const programme = begin(planWith({ grant: COUNT, ...ALONE }));
  join(programme, "buyer");
  // 1 share per 200 yuan.
  assert.equal(grantedBy(programme, 20_000n)[0]![2], ONE);
  assert.equal(grantedBy(programme, 333n)[0]![2], 16_650n);
  assert.equal(grantedBy(programme, 4n)[0]![2], 200n);
  const third = begin(planWith({ grant: { ...COUNT, sharesPerUnit: "0.0333333" }, ...ALONE }));
  join(third, "buyer");
  assert.equal(grantedBy(third, 101n)[0]![2], 33_666n);
});

test("[GR5] it counts all the order's yuan, of every category", () => {
  const programme = begin(
    planWith({ categories: { default: CATEGORY, wine: only({}) }, grant: COUNT }),
  );
  join(programme, "buyer");
  const { places } = buy(programme, "o", "buyer", { default: 10_000n, wine: 10_000n });
  assert.equal(places[0]!.sharesMicro, ONE);
});

test("[GR5] the count is cut so that the NAV cannot fall", () => {
  const grant = { kind: "count", sharesPerUnit: "0.5" };
  const programme = family({ grant });
  // 50 wanted; 30.00 less 3.00 for level 1 and 1.50 for level 2 buy 25.5.
  assert.deepEqual(
    grantedBy(programme, 10_000n).map(([, , sharesMicro]) => sharesMicro),
    [25_500_000n, 3_000_000n, 1_500_000n],
  );
  assert.equal(navText(programme, 6), "1.000000");
  // Nobody beside the buyer: all 30.00 buy 30.
  const alone = begin(planWith({ grant }));
  join(alone, "buyer");
  assert.equal(grantedBy(alone, 10_000n)[0]![2], 30n * ONE);
});

test("[GR5] the cut rounds down as well", () => {
  const programme = begin(planWith({ grant: { kind: "count", sharesPerUnit: "1000" }, ...ALONE }));
  join(programme, "buyer");
  must(programme, "order.pay", {
    ...{ order: "o0", holder: "buyer" },
    lines: [{ line: "l", category: "default", paid: 10_000n }],
  });
  must(programme, "order.complete", { order: "o0" });
  must(programme, "shares.redeem", { holder: "buyer", shares: "7000000" });
  const nav = navOf(programme.state);
  const [, , sharesMicro] = grantedBy(programme, 10_000n)[0]!;
  assert.equal(sharesMicro, (3_000n * E18 * nav.sharesMicro) / nav.reserveE18);
  assert.ok(sharesMicro < 30n * ONE);
});

test("[GR6] authorised shares are used up in the order of the places", () => {
  const authorised = (shares: string): bigint[] => {
    const programme = family({ authorisedShares: shares });
    join(programme, "agent");
    must(programme, "agent.appoint", { region: "north", holder: "agent" });
    return grantedBy(programme, 10_000n).map(([, , sharesMicro]) => sharesMicro);
  };
  assert.deepEqual(authorised("126.1"), [21_000_000n, 3_000_000n, 1_500_000n, 600_000n]);
  assert.deepEqual(authorised("126"), [21_000_000n, 3_000_000n, 1_500_000n, 500_000n]);
  assert.deepEqual(authorised("124.5"), [21_000_000n, 3_000_000n, 500_000n, 0n]);
  assert.deepEqual(authorised("121"), [21_000_000n, 0n, 0n, 0n]);
  assert.deepEqual(authorised("100"), [0n, 0n, 0n, 0n]);
});

test("[GR6] quota is granted also where shares have run out", () => {
  const programme = family({ authorisedShares: "100" });
  assert.deepEqual(
    grantedBy(programme, 10_000n).map(([, , , quotaMinor]) => quotaMinor),
    [20_000n, 1_000n, 200n],
  );
});

test("[GR6] burned shares are not issued again", () => {
  const programme = begin(planWith({ authorisedShares: "121", ...ALONE }));
  join(programme, "buyer");
  buy(programme, "o1", "buyer", 10_000n);
  must(programme, "shares.redeem", { holder: "buyer", shares: `${21n * ONE}` });
  buy(programme, "o2", "buyer", 10_000n);
  assert.equal(view(programme, "buyer").sharesMicro, 0n);
  assert.equal(programme.state.issuedMicro, 121n * ONE);
});

test("[GR7] quota comes by category for the buyer, by place for the others, rounded down", () => {
  const wine = { ...CATEGORY, quotaMultiple: "0.5" };
  const programme = family({ categories: { default: CATEGORY, wine } });
  const { places } = buy(programme, "o", "buyer", { default: 15n, wine: 15n });
  // 30 and floor(7.5); twice floor(1.5); twice floor(0.3).
  assert.deepEqual(
    places.map(({ quotaMinor }) => quotaMinor),
    [37n, 2n, 0n],
  );
});

test("[IN2] whatever is paid in whatever plan, the NAV does not fall", () => {
  const rates = fc.constantFrom("0", "0.1", "0.333", "0.7", "1");
  const grant = fc.oneof(
    fc.record({ kind: fc.constant("value"), rate: rates }),
    fc.record({
      kind: fc.constant("count"),
      sharesPerUnit: fc.constantFrom("0.005", "0.333333", "1000"),
    }),
  );
  const paid = fc.array(fc.bigInt({ min: 1n, max: 30_000n }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(
      grant,
      rates,
      fc.constantFrom("0", "0.5", "33.333333"),
      paid,
      (kind, rate, founding, all) => {
        const levels = [{ shareRate: rate, quotaMultiple: "0" }];
        const isTooMuch = Number(kind.kind === "value" ? kind.rate : "0") + Number(rate) > 1;
        fc.pre(!isTooMuch);
        const programme = begin(
          planWith({
            ...{ grant: kind, referral: { levels }, foundingShares: founding },
            ...{ initialPrice: "0.07", regionalAgent: { shareRate: "0", quotaMultiple: "0" } },
          }),
        );
        join(programme, "top");
        refer(programme, "top", "buyer");
        all.forEach((amount, index) => {
          const before = navOf(programme.state);
          const isPriced = programme.state.outstandingMicro > 0n;
          buy(programme, `o${index}`, "buyer", amount);
          const after = { ...programme.state, sharesMicro: programme.state.outstandingMicro };
          if (isPriced) assert.ok(!navFell(before, after));
        });
      },
    ),
    { seed: 20260301, numRuns: 40 },
  );
});

test("[CM10] an order pays in lines of categories; one category may stand in several", () => {
  const programme = begin(labPlan());
  join(programme, "buyer");
  const lines = ["a", "b", "c"].map((line, index) => ({
    line,
    category: index === 1 ? "fund" : "shares",
    paid: 100n,
  }));
  must(programme, "order.pay", { order: "o", holder: "buyer", lines });
  assert.equal(view(programme, "buyer").sharesMicro, 2n * ONE);
  assert.equal(programme.state.proRataE18, 100n * E18);
  refused(programme, "order_not_waiting", "order.complete", { order: "o" });
});

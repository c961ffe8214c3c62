/**
 * The oracle against the contract (spec/economics.md): its worked examples and its rules, by hand.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, type JsonObject } from "./json.ts";
import { compareInstants, parseDate, parseInstant } from "./oracle-fields.ts";
import { ceilDivide, E18, sum } from "./oracle-math.ts";
import { below, upTo } from "./oracle-random.ts";
import { floorValueMinor, priceOf, walletMinor, type OracleHolder } from "./oracle-state.ts";
import {
  applyToOracle,
  createOracle,
  oraclePlanProblems,
  oracleState,
  payEagerly,
  type Oracle,
} from "./oracle.ts";

const CATEGORY: JsonObject = {
  grossMargin: "0.65",
  proRataRate: "0.20",
  tierRate: "0.10",
  reserveRate: "0.30",
  quotaMultiple: "2",
};

/** The plan of section 3, word for word, but for the members given. */
function planWith(members: JsonObject): JsonObject {
  return {
    programme: "red-wine",
    currency: "CNY",
    timezone: "Asia/Shanghai",
    initialPrice: "1.00",
    foundingShares: "100",
    authorisedShares: "100000000",
    maturity: "completion",
    categories: { default: CATEGORY },
    grant: { kind: "value", rate: "0.70" },
    referral: {
      levels: [
        { shareRate: "0.10", quotaMultiple: "0.1" },
        { shareRate: "0.05", quotaMultiple: "0.02" },
      ],
    },
    regionalAgent: { shareRate: "0.02", quotaMultiple: "0.05" },
    tiers: ["100", "500", "1000"],
    redemption: { feeRate: "0.10", consumesQuota: true },
    spend: { funding: "reserve" },
    onQuotaReached: "pause",
    transferable: false,
    ...members,
  };
}

let commandCount = 0;

/** Applies a command with a fresh id and the same instant; gives why it was refused, or "". */
function tell(oracle: Oracle, type: string, fields: JsonObject): string {
  commandCount += 1;
  const command = { id: `t${commandCount}`, at: "2026-03-01T00:00:00Z", type, ...fields };
  return applyToOracle(oracle, command).why ?? "";
}

function must(oracle: Oracle, type: string, fields: JsonObject): void {
  assert.equal(tell(oracle, type, fields), "");
}

function join(oracle: Oracle, ...holders: string[]): void {
  for (const holder of holders) must(oracle, "holder.join", { holder });
}

function pay(oracle: Oracle, order: string, holder: string, paid: bigint): void {
  const lines = [{ line: "l", category: "default", paid }];
  must(oracle, "order.pay", { order, holder, lines, region: "north" });
}

function buy(oracle: Oracle, order: string, holder: string, paid: bigint): void {
  pay(oracle, order, holder, paid);
  must(oracle, "order.complete", { order });
}

function refund(oracle: Oracle, order: string, amount: bigint): void {
  must(oracle, "order.refund", { order, lines: [{ line: "l", amount }] });
}

function holderIn(oracle: Oracle, id: string): OracleHolder {
  const holder = oracle.holders.get(id);
  assert.ok(holder);
  return holder;
}

test("[AC3] oracle: orders of 100.00 grant 21, 14.7, 12.495 … and the NAV grows as n^0.3", () => {
  const oracle = createOracle(planWith({ foundingShares: "0" }));
  join(oracle, "first", "others");
  const table = new Map<number, [outstandingMicro: bigint, reserve: bigint, nav4: bigint]>([
    [1, [21_000_000n, 30n, 14_286n]],
    [2, [35_700_000n, 60n, 16_807n]],
    [3, [48_195_000n, 90n, 18_674n]],
    [4, [59_440_500n, 120n, 20_188n]],
  ]);
  for (let count = 1; count <= 100; count += 1) {
    buy(oracle, `o${count}`, count === 1 ? "first" : "others", 10_000n);
    const row = table.get(count);
    if (row === undefined) continue;
    assert.equal(oracle.outstandingMicro, row[0]);
    assert.equal(oracle.reserveE18, row[1] * 100n * E18);
    // Rounded to four decimals of a yuan.
    const navTwice = (oracle.reserveE18 * 2n * 10n ** 8n) / (oracle.outstandingMicro * E18);
    assert.equal((navTwice + 1n) / 2n, row[2]);
  }
  // The table's 579.9257 is without the floors of the hundred grants, which take 93 micro-shares.
  assert.equal(oracle.outstandingMicro, 579_925_594n);
  assert.equal(oracle.reserveE18, 300_000n * E18);
  assert.equal(floorValueMinor(21_000_000n, priceOf(oracle)), 10_863n);
  must(oracle, "shares.redeem", { holder: "first", shares: "21000000" });
  assert.equal(walletMinor(holderIn(oracle, "first")), 9_776n);
});

test("[DV3] oracle: 2 000 000.00 of sales pay 200.00 a share, and use up as much quota", () => {
  const plan = planWith({
    tiers: [],
    foundingShares: "0",
    categories: { default: { ...CATEGORY, proRataRate: "0.10", tierRate: "0" } },
  });
  const oracle = createOracle(plan);
  join(oracle, "one", "two", "rest");
  for (const [id, shares] of [
    ["one", 1n],
    ["two", 2n],
    ["rest", 997n],
  ] as const) {
    const holder = holderIn(oracle, id);
    holder.sharesMicro = shares * 1_000_000n;
    holder.quotaE18 = (id === "rest" ? 10n ** 9n : 200_000n) * E18;
  }
  oracle.proRataE18 = 20_000_000n * E18;
  must(oracle, "day.close", { date: "2026-03-01" });
  assert.equal(walletMinor(holderIn(oracle, "one")), 20_000n);
  assert.equal(holderIn(oracle, "one").quotaE18, 180_000n * E18);
  assert.equal(holderIn(oracle, "two").quotaE18, 160_000n * E18);
  assert.equal(oracle.proRataE18, 0n);
});

test("[DV4] oracle: a capped holder takes the quota left, and the others get the rest at once", () => {
  assert.deepEqual(payEagerly(10n, [1n, 1n], [3n, 100n]), { paidE18: [3n, 7n], carryE18: 0n });
  // x = ceil(5/2) = 3 > floor(11/5) = 2.
  assert.deepEqual(payEagerly(11n, [2n, 3n], [5n, 90n]), { paidE18: [4n, 6n], carryE18: 1n });
  // x = 3 ≤ floor(15/5): the first takes 5, not 6, and the fen saved goes to the second.
  assert.deepEqual(payEagerly(15n, [2n, 3n], [5n, 90n]), { paidE18: [5n, 9n], carryE18: 1n });
  assert.deepEqual(payEagerly(18n, [2n, 3n], [5n, 90n]), { paidE18: [5n, 12n], carryE18: 1n });
  assert.deepEqual(payEagerly(99n, [1n, 1n], [4n, 0n]), { paidE18: [4n, 0n], carryE18: 95n });
  assert.deepEqual(payEagerly(7n, [], []), { paidE18: [], carryE18: 7n });
});

test("[DV4] [DV5] oracle: whatever the weights and quotas, a fund is paid in full while anyone can take some", () => {
  const random = { state: 7 };
  for (let round = 0; round < 3_000; round += 1) {
    const weights = Array.from({ length: 1 + below(random, 6) }, () => upTo(random, 9n));
    const quotasE18 = weights.map(() => upTo(random, 60n) - 1n);
    const fundE18 = upTo(random, 250n) - 1n;
    const { paidE18, carryE18 } = payEagerly(fundE18, weights, quotasE18);
    assert.equal(sum(paidE18) + carryE18, fundE18);
    const payees = weights.map((weight, index) => {
      const [quota, paid] = [quotasE18[index] ?? 0n, paidE18[index] ?? 0n];
      assert.ok(paid >= 0n && paid <= quota);
      return { weight, quota, paid };
    });
    const uncapped = payees.filter(({ quota, paid }) => paid < quota);
    const rise = uncapped.map(({ weight, paid }) => paid / weight)[0];
    if (rise === undefined) continue;
    assert.ok(carryE18 < sum(uncapped.map(({ weight }) => weight)), "no more than a crumb carries");
    for (const { weight, quota, paid } of payees) {
      assert.equal(paid, quota < weight * rise ? quota : weight * rise, "all rise alike");
    }
  }
});

test("[DV7] [TR2] oracle: tiers share by head, an empty tier's part goes by shares, and tiers count next time", () => {
  const oracle = createOracle(planWith({ foundingShares: "0", tiers: ["1", "1000"] }));
  join(oracle, "a", "b");
  buy(oracle, "o1", "a", 10_000n);
  must(oracle, "day.close", { date: "2026-03-01" });
  // 2000 pro rata and, with nobody in a tier yet, 1000 of the tier fund.
  assert.equal(walletMinor(holderIn(oracle, "a")), 2_999n);
  buy(oracle, "o2", "b", 10_000n);
  must(oracle, "day.close", { date: "2026-03-02" });
  // By shares 2000 and the second tier's 500, 21 : 14.7; by head the first tier's 500, to "a".
  const byShares = (2_500n * 21_000_000n) / 35_700_000n;
  assert.equal(walletMinor(holderIn(oracle, "a")), 3_000n + byShares + 500n);
  assert.equal(oracle.tierE18, 0n);
});

test("[GR1] [GR3] oracle: places are granted in order, and one person stands in one place only", () => {
  const oracle = createOracle(planWith({}));
  join(oracle, "top");
  must(oracle, "holder.join", { holder: "mid", referrer: "top" });
  must(oracle, "holder.join", { holder: "buyer", referrer: "mid" });
  must(oracle, "agent.appoint", { region: "north", holder: "top" });
  buy(oracle, "o1", "buyer", 10_000n);
  assert.equal(holderIn(oracle, "buyer").sharesMicro, 21_000_000n);
  assert.equal(holderIn(oracle, "mid").sharesMicro, 3_000_000n);
  assert.equal(holderIn(oracle, "top").sharesMicro, 1_500_000n);
  assert.equal(holderIn(oracle, "top").quotaE18, 200n * E18);
  assert.equal(oracle.reserveE18, 13_000n * E18);
});

test("[AC6] [GR6] oracle: what the authorised shares do not cover joins the pro-rata fund", () => {
  const oracle = createOracle(planWith({ authorisedShares: "107" }));
  join(oracle, "buyer");
  buy(oracle, "o1", "buyer", 10_000n);
  assert.equal(holderIn(oracle, "buyer").sharesMicro, 7_000_000n);
  assert.equal(oracle.reserveE18, 11_000n * E18);
  assert.equal(oracle.proRataE18, 4_000n * E18);
});

test("[GR5] oracle: under count the buyer's shares are cut so that the NAV cannot fall", () => {
  const grant = { kind: "count", sharesPerUnit: "0.5" };
  const oracle = createOracle(planWith({ grant }));
  join(oracle, "top");
  must(oracle, "holder.join", { holder: "buyer", referrer: "top" });
  buy(oracle, "o1", "buyer", 10_000n);
  // 50 wanted; 3000 − 300 buy 27, beside the 3 of the first level.
  assert.equal(holderIn(oracle, "buyer").sharesMicro, 27_000_000n);
  assert.equal(holderIn(oracle, "top").sharesMicro, 3_000_000n);
});

test("[RF9] [RF10] oracle: a whole refund at once takes back what the price allows, and tells the loss", () => {
  const oracle = createOracle(planWith({}));
  join(oracle, "agent", "top");
  must(oracle, "agent.appoint", { region: "north", holder: "agent" });
  must(oracle, "holder.join", { holder: "buyer", referrer: "top" });
  buy(oracle, "o1", "buyer", 10_000n);
  assert.equal(oracle.outstandingMicro, 124_600_000n);
  refund(oracle, "o1", 10_000n);
  assert.equal(oracle.outstandingMicro, 100_000_000n);
  // floor(24.6 · 130 / 124.6) = 25.66, of 30.00 that went in.
  assert.equal(oracle.reserveE18, (13_000n - 2_566n) * E18);
  assert.equal(oracle.returnedMinor, 5_566n);
  assert.equal(oracle.refundLossMinor, 434n);
  assert.equal(oracle.deductedMinor, 0n);
  assert.equal(holderIn(oracle, "buyer").quotaE18, 0n);
});

test("[RF4] [RF7] oracle: missing shares are deducted from the buyer and owed by the others", () => {
  const oracle = createOracle(planWith({ redemption: { feeRate: "0", consumesQuota: true } }));
  join(oracle, "top");
  must(oracle, "holder.join", { holder: "buyer", referrer: "top" });
  buy(oracle, "o1", "buyer", 10_000n);
  for (const [holder, shares] of [
    ["buyer", "21000000"],
    ["top", "3000000"],
  ] as const) {
    must(oracle, "shares.redeem", { holder, shares });
  }
  const { reserveE18, outstandingMicro } = oracle;
  refund(oracle, "o1", 10_000n);
  const missingMinor = ceilDivide(21_000_000n * reserveE18, outstandingMicro * E18);
  assert.equal(oracle.deductedMinor, missingMinor);
  assert.equal(holderIn(oracle, "buyer").owedSharesMicro, 0n);
  assert.equal(holderIn(oracle, "top").owedSharesMicro, 3_000_000n);
  assert.ok(holderIn(oracle, "buyer").owedQuotaE18 > 0n);
  assert.equal(oracle.returnedMinor, 3_000n);
  buy(oracle, "o2", "top", 1_000n);
  const granted = holderIn(oracle, "top").grantedMicro;
  assert.equal(granted, 0n);
  assert.ok(holderIn(oracle, "top").owedSharesMicro < 3_000_000n);
});

test("[RF6] [RF7] oracle: the buyer gives back the dividends of the shares returned, and regains their quota", () => {
  const oracle = createOracle(planWith({ foundingShares: "0", tiers: [] }));
  join(oracle, "buyer", "other");
  buy(oracle, "o1", "buyer", 10_000n);
  buy(oracle, "o2", "other", 10_000n);
  must(oracle, "day.close", { date: "2026-03-01" });
  const receivedMinor = walletMinor(holderIn(oracle, "buyer"));
  assert.equal(receivedMinor, (6_000n * 210n) / 357n);
  refund(oracle, "o1", 10_000n);
  assert.equal(oracle.deductedMinor, receivedMinor);
  assert.equal(walletMinor(holderIn(oracle, "buyer")), receivedMinor);
  // Quota 20000, less the dividend, plus e: short by the fraction of a fen that e leaves.
  assert.ok(holderIn(oracle, "buyer").owedQuotaE18 < E18);
  assert.equal(holderIn(oracle, "buyer").quotaE18, 0n);
});

test("[RF12] oracle: many partial refunds end where one whole refund would", () => {
  const base = planWith({ initialPrice: "0.07" });
  const whole = createOracle(base);
  const parts = createOracle(base);
  for (const oracle of [whole, parts]) {
    join(oracle, "top");
    must(oracle, "holder.join", { holder: "buyer", referrer: "top" });
    buy(oracle, "o0", "top", 777n);
    buy(oracle, "o1", "buyer", 9_973n);
  }
  refund(whole, "o1", 9_973n);
  for (let left = 9_973n; left > 0n; left -= left > 700n ? 700n : left) {
    refund(parts, "o1", left > 700n ? 700n : left);
  }
  for (const id of ["top", "buyer"]) {
    assert.equal(holderIn(parts, id).sharesMicro, holderIn(whole, id).sharesMicro);
    assert.equal(holderIn(parts, id).quotaE18, holderIn(whole, id).quotaE18);
  }
  assert.equal(parts.tierE18, whole.tierE18);
});

test("[AC7] oracle: when nothing is outstanding the price is the last NAV there was", () => {
  const oracle = createOracle(planWith({ foundingShares: "0" }));
  join(oracle, "buyer");
  buy(oracle, "o1", "buyer", 10_000n);
  must(oracle, "shares.redeem", { holder: "buyer", shares: "21000000" });
  assert.equal(oracle.outstandingMicro, 0n);
  assert.equal(oracle.reserveE18, 0n);
  assert.equal(oracle.proRataE18, (2_000n + 300n) * E18);
  buy(oracle, "o2", "buyer", 10_000n);
  // 21.00 at 30/21 a share.
  assert.equal(oracle.outstandingMicro, 14_700_000n);
});

test("[AC7] [AC8] oracle: a grant that only pays owed shares leaves a reserve with no share outstanding", () => {
  const members = { foundingShares: "0", grant: { kind: "value", rate: "0" } };
  const oracle = createOracle(planWith(members));
  join(oracle, "top");
  must(oracle, "holder.join", { holder: "buyer", referrer: "top" });
  buy(oracle, "o1", "buyer", 10_000n);
  must(oracle, "shares.redeem", { holder: "top", shares: "3000000" });
  refund(oracle, "o1", 10_000n);
  assert.equal(holderIn(oracle, "top").owedSharesMicro, 3_000_000n);
  buy(oracle, "o2", "buyer", 10_000n);
  assert.equal(holderIn(oracle, "top").owedSharesMicro, 2_700_000n);
  assert.equal(oracle.issuedMicro, 3_300_000n);
  assert.equal(oracle.outstandingMicro, 0n);
  assert.equal(oracle.reserveE18, 3_000n * E18);
  // 5.3, "when no share is left", after the next refund.
  refund(oracle, "o2", 1n);
  assert.equal(oracle.reserveE18, 0n);
});

test("[SB1] [SB4] oracle: what is above the step bound joins the pro-rata fund, and no crumb is left", () => {
  const oracle = createOracle(planWith({ foundingShares: "1" }));
  join(oracle, "buyer");
  buy(oracle, "o1", "buyer", 10_000n);
  const { reserveE18, outstandingMicro } = oracle;
  must(oracle, "shares.redeem", { holder: "buyer", shares: "21000000" });
  const mostE18 = ceilDivide(1_000_000n * reserveE18 * 10n, outstandingMicro * 9n);
  assert.equal(oracle.reserveE18, mostE18);
  const crumbs = createOracle(planWith({ foundingShares: "0.5" }));
  join(crumbs, "buyer");
  buy(crumbs, "o1", "buyer", 10_000n);
  const all = { holder: "buyer", shares: "21000000" };
  assert.equal(tell(crumbs, "shares.redeem", all), "crumb_left");
  assert.equal(tell(crumbs, "shares.spend", { ...all, order: "s" }), "crumb_left");
});

test("[CR2] [HD1] oracle: the smallest quota per share is forced out first, and held shares stay", () => {
  const oracle = createOracle(planWith({ onQuotaReached: "redeem" }));
  join(oracle, "a", "b");
  buy(oracle, "o1", "a", 10_000n);
  buy(oracle, "o2", "b", 10_000n);
  const expires = "2026-03-31T00:00:00Z";
  const hold = { hold: "k", holder: "a", shares: "1000000", order: "s", expires };
  must(oracle, "shares.hold", hold);
  holderIn(oracle, "a").quotaE18 = 1_000n * E18;
  must(oracle, "day.close", { date: "2026-03-01" });
  assert.equal(holderIn(oracle, "a").sharesMicro, 1_000_000n);
  assert.equal(holderIn(oracle, "a").quotaE18, 0n);
  assert.ok(holderIn(oracle, "b").sharesMicro > 0n);
});

test("[SP4] [SP5] [SP6] oracle: goods that come back are bought back, or given as a redemption would have", () => {
  for (const funding of ["reserve", "merchant"]) {
    const oracle = createOracle(planWith({ spend: { funding } }));
    join(oracle, "buyer");
    buy(oracle, "o1", "buyer", 10_000n);
    must(oracle, "shares.spend", { holder: "buyer", shares: "2000000", order: "s" });
    const spentMinor = holderIn(oracle, "buyer").spentMinor.get("s") ?? 0n;
    assert.equal(oracle.spentMinor, funding === "reserve" ? spentMinor : 0n);
    const back = { order: "s", holder: "buyer", amount: spentMinor };
    const tooMuch = { ...back, amount: spentMinor + 1n };
    assert.equal(tell(oracle, "spend.return", tooMuch), "return_above_spent");
    must(oracle, "spend.return", back);
    assert.equal(tell(oracle, "spend.return", { ...back, amount: 1n }), "return_above_spent");
    const { payoutsMinor, sharesMicro } = holderIn(oracle, "buyer");
    const feeMinor = ceilDivide(spentMinor, 10n);
    assert.equal(payoutsMinor, funding === "merchant" ? spentMinor - feeMinor : 0n);
    assert.equal(sharesMicro > 19_000_000n, funding === "reserve");
  }
});

test("[PL1] oracle: the example plan is accepted, and each breach is a reason", () => {
  const level = { shareRate: "0.1", quotaMultiple: "0.1" };
  const breaches: JsonObject[] = [
    { categories: { default: { ...CATEGORY, grossMargin: "0.59" } } },
    { categories: { wine: CATEGORY } },
    { categories: { default: { ...CATEGORY, quotaMultiple: 2n } } },
    { grant: { kind: "value", rate: "0.84" } },
    { grant: { kind: "value", rate: "0.5", sharesPerUnit: "1" } },
    { grant: { kind: "gift", rate: "0.5" } },
    { referral: { levels: [level, level, level] } },
    { referral: { levels: [{ shareRate: "0.1" }] } },
    { onQuotaReached: "redeem", categories: { default: { ...CATEGORY, quotaMultiple: "0.3" } } },
    { onQuotaReached: "redeem", regionalAgent: { shareRate: "0.1", quotaMultiple: "0.03" } },
    { redemption: { feeRate: "1.01", consumesQuota: true } },
    { redemption: { feeRate: "0.10", consumesQuota: "true" } },
    { tiers: ["100", "100.0"] },
    { tiers: ["0"] },
    { tiers: ["0.0000001"] },
    { tiers: Array.from({ length: 11 }, (_each, index) => `${index + 1}`) },
    { initialPrice: "0.00" },
    { authorisedShares: "0" },
    { foundingShares: "100000001" },
    { foundingShares: "1.0000001" },
    { timezone: "Mars/Olympus" },
    ...["1e-1", "-0.1", ".1", "1.", "01", "", " 1", "+1"].map((initialPrice) => ({ initialPrice })),
    { maturity: "never" },
    { regionalAgent: null },
    { transferable: null },
    { toString: "x" },
  ];
  assert.deepEqual(oraclePlanProblems(planWith({})), []);
  for (const breach of breaches) {
    const problems = oraclePlanProblems(planWith(breach));
    assert.ok(problems.length > 0, canonicalJson(breach));
  }
  const edge = { grant: { kind: "value", rate: "0.83" }, foundingShares: "100000000" };
  assert.deepEqual(oraclePlanProblems(planWith(edge)), []);
  const unlevelled = { onQuotaReached: "redeem", regionalAgent: { ...level, shareRate: "0" } };
  assert.deepEqual(oraclePlanProblems(planWith(unlevelled)), []);
  const three = { initialPrice: "0", transferable: 1n, timezone: "nowhere" };
  assert.equal(oraclePlanProblems(planWith(three)).length, 3);
  assert.ok(oraclePlanProblems("plan").length > 0);
});

test("[ID5] [CM4] oracle: instants compare exactly, and only those that exist are read", () => {
  const ordered = ["00:00:00Z", "00:00:00.0000000001Z", "00:00:00.1Z", "00:00:00.12Z", "23:59:59Z"];
  const instants = ordered.map((clock) => parseInstant(`2028-02-29T${clock}`));
  instants.forEach((later, index) => {
    const earlier = instants[index - 1];
    if (earlier !== undefined && later !== undefined) {
      assert.ok(compareInstants(earlier, later) < 0);
    }
    assert.ok(later !== undefined);
  });
  for (const clock of [
    "24:00:00Z",
    "23:60:00Z",
    "23:59:60Z",
    "00:00:00.Z",
    "00:00:00",
    "0:00:00Z",
  ]) {
    assert.equal(parseInstant(`2028-02-29T${clock}`), undefined);
  }
  for (const date of ["2026-02-29", "2100-02-29", "2026-04-31", "2026-00-01", "2026-01-00"]) {
    assert.equal(parseDate(date), undefined);
  }
  assert.equal(parseDate("2000-03-01"), 730_545n);
  assert.equal(parseDate("1970-01-01"), 719_528n);
  assert.equal(parseDate("0000-12-31"), 365n);
});

test("[ID1] [ID2] [ID4] oracle: an applied id answers again, refuses other content, and a refused one may return", () => {
  const oracle = createOracle(planWith({}));
  const at = "2026-03-01T00:00:00Z";
  const early = { id: "c1", at, type: "agent.appoint", region: "r", holder: "h" };
  const joining = { id: "c2", at, type: "holder.join", holder: "h" };
  const verdicts = [early, joining, early, joining, { ...joining, holder: "g" }, early].map(
    (command) => applyToOracle(oracle, command).verdict,
  );
  const expected = ["refused", "applied", "applied", "duplicate", "refused", "duplicate"];
  assert.deepEqual(verdicts, expected);
  assert.deepEqual(oracle.rejected, ["c1", "c2"]);
  const before = { ...joining, id: "c3", holder: "g", at: "2026-02-28T23:59:59.999Z" };
  assert.equal(applyToOracle(oracle, before).why, "at_earlier");
});

test("[CM2] oracle: a holder called __proto__ is a member of the state like any other", () => {
  const oracle = createOracle(planWith({}));
  join(oracle, "__proto__", "constructor");
  const state = canonicalJson(oracleState(oracle));
  assert.match(state, /"holders":\{"__proto__":\{"dividendsE18":"0","held":"0"/);
});

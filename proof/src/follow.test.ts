/** The arithmetic of a position, at its borders. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beginCourse,
  belowZero,
  feeMinorOf,
  fell,
  followEntry,
  isBetween,
  termsOf,
  walletMinorOf,
  type Course,
} from "./follow.ts";
import { instantKey } from "./read.ts";
import type { Entry } from "./statement.ts";
import { PLAN } from "./story-kit.ts";

const E18 = 10n ** 18n;
const backing = (reserveMinor: bigint, shares: bigint) => ({
  reserveE18: reserveMinor * E18,
  outstandingMicro: shares * 1_000_000n,
});
const NONE = backing(0n, 0n);

test("of a plan its terms are read exactly", () => {
  const redemption = { feeRate: "0.105", consumesQuota: true };
  const plan = { ...PLAN, foundingShares: "12.5", tiers: ["0.000001", "3"], redemption };
  assert.deepEqual(termsOf(plan), {
    ...{ foundingMicro: 12_500_000n, tiersMicro: [1n, 3_000_000n], consumesQuota: true },
    ...{ feeRate: { num: 105n, den: 1_000n }, isForced: true },
  });
  const most = termsOf({ ...plan, redemption: { ...redemption, feeRate: `0.${"1".repeat(100)}` } });
  assert.equal(most!.feeRate.den, 10n ** 100n);
  const paused = termsOf({ ...plan, onQuotaReached: "pause", redemption: PLAN["redemption"]! });
  assert.equal(paused!.isForced, false);
  assert.equal(paused!.consumesQuota, false);
});

test("the NAV falls when it is lower by anything at all, while there are shares", () => {
  assert.equal(fell(backing(300n, 3n), backing(100n, 1n)), false);
  assert.equal(
    fell(backing(300n, 3n), { ...backing(100n, 1n), reserveE18: 100n * E18 - 1n }),
    true,
  );
  assert.equal(fell(backing(300n, 3n), backing(101n, 1n)), false);
  assert.equal(fell(backing(300n, 3n), NONE), false);
  assert.equal(fell(NONE, backing(0n, 1n)), false);
});

test("shares are valued between two NAVs, each rounded down, and by one alone where there is but one", () => {
  const five = (valueMinor: bigint, before = backing(1_000n, 3n), after = backing(1_100n, 3n)) =>
    isBetween(5_000_000n, valueMinor, [before, after]);
  // 5 · 333.33… and 5 · 366.66…
  assert.deepEqual(
    [1_665n, 1_666n, 1_833n, 1_834n].map((value) => five(value)),
    [false, true, true, false],
  );
  assert.deepEqual([five(0n, NONE), five(1_833n, NONE), five(1_834n, NONE)], [true, true, false]);
  const last = backing(1_000n, 3n);
  assert.deepEqual([five(1_665n, last, NONE), five(10n ** 9n, last, NONE)], [false, true]);
});

test("a fee is rounded up, and a wallet down", () => {
  const terms = termsOf(PLAN)!;
  const fees = [0n, 1n, 10n, 11n, 500n, 501n].map((valueMinor) => feeMinorOf(terms, valueMinor));
  assert.deepEqual(fees, [0n, 1n, 1n, 2n, 50n, 51n]);
  const wallet = { dividendsE18: 3n * E18 - 1n, payoutsMinor: 10n, withdrawnMinor: 4n };
  assert.equal(walletMinorOf(wallet), 8n);
});

test("whatever a position has below zero is named", () => {
  const course = beginCourse();
  assert.equal(belowZero(course), undefined);
  for (const name of Object.keys(course) as (keyof typeof course)[]) {
    assert.equal(belowZero({ ...course, [name]: name === "tier" ? -1 : -1n }), name);
  }
  assert.equal(belowZero({ ...course, withdrawnMinor: 1n }), "walletMinor");
  const paid = { ...course, dividendsE18: E18, withdrawnMinor: 1n };
  assert.equal(belowZero(paid), undefined);
});

test("instants stand in the order of time, whatever is written after their point", () => {
  const inOrder = ["00Z", "00.05Z", "00.5Z", "00.51Z", "01Z", "10.000Z", "10.0001Z"];
  const keys = inOrder.map((end) => instantKey(`2026-01-01T10:20:${end}`));
  assert.deepEqual(keys.toSorted(), keys);
  assert.equal(new Set(keys).size, keys.length);
  for (const [one, same] of [
    ["00Z", "00.000Z"],
    ["00.5Z", "00.500Z"],
    ["10Z", "10.0Z"],
    ["00.50050Z", "00.5005Z"],
  ]) {
    const at = (end: string | undefined): string => instantKey(`2026-01-01T10:20:${end}`);
    assert.equal(at(one), at(same));
  }
});

const COURSE: Course = {
  ...{
    sharesMicro: 100n,
    quotaE18: 50n * E18,
    dividendsE18: 7n,
    payoutsMinor: 9n,
    withdrawnMinor: 3n,
  },
  ...{ tier: 1, grantedMicro: 15_000_000n, peakMicro: 12_000_000n },
  ...{ owedSharesMicro: 20n, owedQuotaE18: 4n * E18 },
};

/** What each kind of entry makes of a position: spec 5 to 8. */
const FOLLOWED: readonly [entry: object, after: Partial<Course>][] = [
  [{ kind: "holderJoined" }, {}],
  // Shares and quota that are owed are paid first.
  [
    { kind: "orderAccrued", sharesMicro: 30n, owedMicro: 20n, quotaMinor: 10n },
    {
      ...{ sharesMicro: 110n, owedSharesMicro: 0n, grantedMicro: 15_000_010n },
      ...{ quotaE18: 56n * E18, owedQuotaE18: 0n },
    },
  ],
  [{ kind: "orderAccrued", sharesMicro: 0n, owedMicro: 0n, quotaMinor: 3n }, { owedQuotaE18: E18 }],
  // What the buyer lacks is deducted in money; what another lacks is owed.
  [
    {
      kind: "orderRefunded",
      place: "buyer",
      ...refund(30n, 10n),
      quotaMinor: 60n,
      givenBackMinor: 2n,
    },
    { sharesMicro: 90n, grantedMicro: 14_999_970n, quotaE18: 0n, owedQuotaE18: 12n * E18 },
  ],
  [
    {
      kind: "orderRefunded",
      place: "level1",
      ...refund(30n, 10n),
      quotaMinor: 1n,
      givenBackMinor: 0n,
    },
    { sharesMicro: 90n, grantedMicro: 14_999_970n, quotaE18: 49n * E18, owedSharesMicro: 40n },
  ],
  // A tier is lost with the shares it was reached by, at its threshold and not before.
  [
    {
      kind: "orderRefunded",
      place: "buyer",
      ...refund(5_000_000n, 0n),
      quotaMinor: 0n,
      givenBackMinor: 0n,
    },
    { grantedMicro: 10_000_000n, peakMicro: 10_000_000n },
  ],
  [
    {
      kind: "orderRefunded",
      place: "buyer",
      ...refund(5_000_001n, 0n),
      quotaMinor: 0n,
      givenBackMinor: 0n,
    },
    { grantedMicro: 9_999_999n, peakMicro: 9_999_999n, tier: 0 },
  ],
  [
    {
      kind: "orderRefunded",
      place: "buyer",
      ...refund(16_000_000n, 0n),
      quotaMinor: 0n,
      givenBackMinor: 0n,
    },
    { grantedMicro: 0n, peakMicro: 0n, tier: 0 },
  ],
  [
    { kind: "sharesRedeemed", sharesMicro: 5n, payoutMinor: 6n },
    { sharesMicro: 95n, payoutsMinor: 15n },
  ],
  [{ kind: "sharesSpent", sharesMicro: 5n }, { sharesMicro: 95n }],
  [
    { kind: "spendReturned", sharesMicro: 5n, toWalletMinor: 8n },
    { sharesMicro: 105n, payoutsMinor: 17n },
  ],
  [{ kind: "sharesGiven", sharesMicro: 5n }, { sharesMicro: 95n }],
  [{ kind: "sharesReceived", sharesMicro: 5n }, { sharesMicro: 105n }],
  [{ kind: "walletWithdrawn", amountMinor: 5n }, { withdrawnMinor: 8n }],
  // These belong to a close.
  [{ kind: "quotaReached" }, {}],
  [{ kind: "forced" }, {}],
];

function refund(owesMicro: bigint, burnedMicro: bigint) {
  return { owesMicro, burnedMicro };
}

test("each kind of entry changes just what it should", () => {
  const terms = termsOf(PLAN)!;
  for (const [entry, after] of FOLLOWED) {
    const course = { ...COURSE };
    followEntry(course, entry as Entry, terms);
    assert.deepEqual(course, { ...COURSE, ...after }, (entry as Entry).kind);
  }
  const uses = { ...terms, consumesQuota: true };
  for (const [payoutMinor, quotaE18] of [
    [6n, 44n * E18],
    [51n, 0n],
  ] as const) {
    const course = { ...COURSE };
    followEntry(course, { kind: "sharesRedeemed", sharesMicro: 5n, payoutMinor } as Entry, uses);
    assert.equal(course.quotaE18, quotaE18);
  }
});

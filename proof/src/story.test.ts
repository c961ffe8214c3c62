/**
 * Stories that somebody may tell who keeps the books and wants to pay a holder less: all of a file goes with
 * the lie, and it is refused by the closes that everybody else is shown.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "./canonical.ts";
import { chainAfter, type Close } from "./chain.ts";
import { checkStatement } from "./check.ts";
import { sha256 } from "./sha256.ts";
import type { Entry } from "./statement.ts";
import { chainTo, CLOSES, E18, PLAN, STORY, tell, type Story } from "./story-kit.ts";

function codeOf(text: string): string {
  const verdict = checkStatement(text, sha256);
  return verdict.ok ? "fits" : `${verdict.fault.code} ${verdict.fault.where}`;
}

const rootOf = (text: string): string =>
  ((JSON.parse(text) as JsonObject)["tree"] as JsonObject)["root"] as string;

const withCloses = (closes: readonly Close[]): Story => ({ ...STORY, closes });
const without = (place: number): Story => withCloses(STORY.closes.toSpliced(place, 1));
const withClose = (place: number, other: Partial<Close>): Story =>
  withCloses(STORY.closes.with(place, { ...STORY.closes[place]!, ...other }));
const withEntry = (place: number, other: Partial<Entry>): Story => ({
  ...STORY,
  entries: STORY.entries.with(place, { ...STORY.entries[place]!, ...other } as Entry),
});

/** Less of everything from a close on, as if one had never been. */
function lowered(place: number): Close[] {
  const [before, left] = [STORY.closes[place - 1]!, STORY.closes[place]!];
  return STORY.closes.toSpliced(place, 1).map((close, k) =>
    k < place
      ? close
      : {
          ...close,
          indexE18: close.indexE18 - left.indexE18 + before.indexE18,
          headsE18: close.headsE18.map(
            (headE18, n) => headE18 - left.headsE18[n]! + before.headsE18[n]!,
          ),
        },
  );
}

test("a true story fits: dividends by heads alone, by shares alone, by both", () => {
  const verdict = checkStatement(tell(STORY), sha256);
  assert.ok(verdict.ok);
  const { position } = verdict.checked.statement;
  // 30 shares through 10, and the later 12, millionths of a fen; then 25 through 11. Heads of tier 2: 20, and 35.
  const sharesE18 = 30n * 22n * E18 + 25n * 11n * E18;
  assert.equal(position.dividendsE18, sharesE18 + 20n * E18 + 35n * E18);
  assert.equal(position.tier, 2);
  assert.equal(verdict.checked.dividendDays, 4);
});

test("a close left out is found, whether it paid shares, heads or nobody", () => {
  for (const place of [1, 2, 3, 4]) {
    assert.equal(codeOf(tell(without(place))), "closes tree.chain", "the next one pays for it");
    assert.equal(codeOf(tell(withCloses(lowered(place)))), "closes tree.chain", "nobody does");
  }
  const last = STORY.closes.slice(0, -1);
  assert.equal(codeOf(tell(withCloses(last))), "closes tree.chain");
});

test("a close put in, merged with another, moved, or changed in anything is found", () => {
  const [, second, third] = STORY.closes as [Close, Close, Close];
  const twice = { ...second, seq: 65, date: "2026-01-03" };
  assert.equal(codeOf(tell(withCloses(STORY.closes.toSpliced(2, 0, twice)))), "closes tree.chain");
  const merged = { ...third, date: second.date, seq: second.seq, at: second.at };
  assert.equal(codeOf(tell(withCloses(STORY.closes.toSpliced(1, 2, merged)))), "closes tree.chain");
  const [one, other] = [{ date: third.date }, { date: second.date }];
  const swapped = STORY.closes.with(1, { ...second, ...one }).with(2, { ...third, ...other });
  assert.equal(codeOf(tell(withCloses(swapped))), "order dates[1]");
  for (const changed of [
    { date: "2026-01-03" },
    { at: "2026-01-05T00:05:00.1Z" },
    { seq: 71 },
    { indexE18: third.indexE18 + 1n },
    { headsE18: [third.headsE18[0]! - 1n, third.headsE18[1]!] },
    { reserveE18: third.reserveE18 + 1n },
    { outstandingMicro: third.outstandingMicro - 1n },
  ]) {
    assert.equal(codeOf(tell(withClose(2, changed))), "closes tree.chain", Object.keys(changed)[0]);
  }
});

test("what came before the holder is under the root too, and no close passes for it", () => {
  assert.equal(codeOf(tell({ ...STORY, chainBefore: "1".repeat(64) })), "closes tree.chain");
  for (const changed of [
    { indexE18: 8n * 10n ** 12n },
    { reserveE18: 1n },
    { headsE18: [0n, 1n] },
  ]) {
    assert.equal(codeOf(tell(withClose(0, changed))), "closes tree.chain");
  }
  // The first close that paid the holder, told as the last before it joined.
  const later = { ...withCloses(STORY.closes.slice(1)), chainBefore: chainTo(CLOSES.slice(0, 2)) };
  assert.equal(codeOf(tell(later)), "order entries[0]");
  const { entries } = STORY;
  const moved = entries.with(0, { ...entries[0]!, seq: 61 }).with(1, { ...entries[1]!, seq: 62 });
  assert.equal(codeOf(tell({ ...later, entries: moved })), "order 61 (2026-01-02T12:00:00Z)");
  // What is left is to tell when the holder joined and bought as it was not: the holder knows.
  const [joined, bought] = ["2026-01-04T10:00:00Z", "2026-01-04T11:00:00Z"];
  const untrue = moved.with(0, { ...moved[0]!, at: joined }).with(1, { ...moved[1]!, at: bought });
  const text = tell({ ...later, entries: untrue });
  assert.equal(codeOf(text), "fits");
  assert.ok(text.includes(joined) && text.includes(bought), "and the file says so");
});

test("a holder that is said to have joined before all has the beginning before it", () => {
  const early = STORY.entries.with(0, {
    ...STORY.entries[0]!,
    seq: 10,
    at: "2026-01-01T08:00:00Z",
  });
  const whole: Story = { ...STORY, closes: CLOSES, chainBefore: chainTo([]), entries: early };
  assert.equal(codeOf(tell(whole)), "fits");
  assert.equal(codeOf(tell({ ...whole, closes: CLOSES.toSpliced(1, 1) })), "closes tree.chain");
  assert.equal(codeOf(tell({ ...whole, closes: STORY.closes })), "order entries[0]");
});

test("an entry moved across a close needs another instant, and the holder knows its own", () => {
  assert.equal(codeOf(tell(withEntry(1, { seq: 65 }))), "order 65 (2026-01-02T12:30:00Z)");
  const closes = STORY.closes.with(1, { ...STORY.closes[1]!, at: "2026-01-02T12:00:00Z" });
  assert.equal(
    codeOf(tell({ ...withEntry(1, { seq: 65 }), closes })),
    "closes tree.chain",
    "nor does another instant of the close help",
  );
  assert.equal(
    codeOf(tell(withEntry(3, { at: "2026-01-06T12:00:00.49Z" }))).split(" ")[0],
    "order",
  );
  assert.equal(codeOf(tell(withEntry(1, { at: "2026-01-02 12:30" }))), "shape entries[1]");
});

test("a lie about the closes in the chain itself is under another root", () => {
  const lying = STORY.closes.toSpliced(2, 1);
  const truth = [CLOSES[0]!, ...lying];
  const text = tell(withCloses(lying), truth);
  assert.equal(codeOf(text), "fits");
  assert.notEqual(rootOf(text), rootOf(tell(STORY)), "which is not the one that others were given");
  // A chain that was made up has a root of its own as well.
  const other = tell(STORY, CLOSES, chainAfter(sha256, "1".repeat(64), CLOSES.at(-1)!));
  assert.equal(codeOf(other), "closes tree.chain");
});

test("closes never take back what was earned, and name every tier", () => {
  const told = (last: Partial<Close>): string => {
    const closes = [...STORY.closes.slice(0, -1), { ...STORY.closes.at(-1)!, ...last }];
    return codeOf(tell(withCloses(closes), [CLOSES[0]!, ...closes]));
  };
  assert.equal(told({}), "fits");
  const where = "closes 130 (2026-01-08)";
  assert.equal(told({ indexE18: 28n * 10n ** 12n }), where);
  assert.equal(told({ headsE18: [12n * E18, 60n * E18] }), where);
  assert.equal(told({ headsE18: [20n * E18, 24n * E18] }), where);
  assert.equal(told({ headsE18: [20n * E18] }), where);
  assert.equal(told({ headsE18: [20n * E18, 60n * E18, 0n] }), where);
  assert.equal(
    told({ reserveE18: 14_549n * E18, outstandingMicro: 146_000_000n }),
    "nav 130 (2026-01-08)",
  );
});

/** A story in which the last close forces shares out. */
function forcedOut(sharesMicro: bigint, story: Story = STORY): Story {
  // 25.08, and a tenth of it as the fee.
  const [payoutMinor, feeMinor] = [2_257n, 251n];
  const entry = {
    kind: "forced",
    seq: 130,
    at: CLOSES.at(-1)!.at,
    sharesMicro,
    payoutMinor,
    feeMinor,
  };
  return { ...story, entries: [...story.entries, entry as Entry] };
}

test("nobody is forced out whom the plan or the quota left would let stay", () => {
  // The quota left is 500.00 less what was received; 25 shares at 1.00 each are not worth that.
  assert.equal(codeOf(tell(forcedOut(25_000_000n))), "forced 130 (forced)");
  const spare = withEntry(1, { quotaMinor: 2_000n });
  assert.equal(codeOf(tell(forcedOut(25_000_000n, spare))), "fits");
  // 30 shares at 1.00 are worth 30.00, just what is left of 36.80 after 6.80.
  const { seq, at } = CLOSES[4]!;
  const paid = { sharesMicro: 30_000_000n, payoutMinor: 2_700n, feeMinor: 300n };
  const given = { kind: "sharesReceived", seq: 85, at, sharesMicro: 10_000_000n };
  for (const [quotaMinor, code] of [
    [3_680n, "fits"],
    [3_681n, "forced 80 (forced)"],
  ] as const) {
    const story = withMore(given, withEntry(1, { quotaMinor }));
    assert.equal(codeOf(tell(withMore({ kind: "forced", seq, at, ...paid }, story))), code);
  }
  const plans = [{ sinceSeq: 0, plan: { ...PLAN, onQuotaReached: "pause" } }];
  const paused = forcedOut(25_000_000n, { ...spare, plans });
  assert.equal(codeOf(tell(paused)), "forced 130 (forced)");
});

/** A story with an entry more, in its place. */
function withMore(entry: object, story: Story = STORY): Story {
  const entries = [...story.entries, entry as Entry].sort((one, other) => one.seq - other.seq);
  return { ...story, entries };
}

const reached = (place: number, minor: bigint, tierMinor = 0n) => ({
  ...{ kind: "quotaReached", seq: CLOSES[place]!.seq, at: CLOSES[place]!.at },
  ...{ proRataE18: minor * E18, tierE18: tierMinor * E18 },
});

test("whoever earned the quota left receives just that, and nobody else is capped", () => {
  // The first close after the purchase pays 30 shares 3.00, the next one a head of tier 2 0.20.
  const quota = (quotaMinor: bigint): Story => withEntry(1, { quotaMinor });
  const close = (place: number) => `${CLOSES[place]!.seq} (${CLOSES[place]!.date})`;
  assert.equal(codeOf(tell(withMore(reached(2, 300n), quota(300n)))), "fits");
  assert.equal(codeOf(tell(quota(300n))), `dividend ${close(2)}`, "who has earned it is capped");
  assert.equal(codeOf(tell(quota(301n))), `dividend ${close(3)}`);
  assert.equal(codeOf(tell(withMore(reached(2, 301n), quota(301n)))), `dividend ${close(2)}`);
  assert.equal(codeOf(tell(withMore(reached(2, 299n), quota(300n)))), `dividend ${close(2)}`);
  assert.equal(codeOf(tell(withMore(reached(3, 0n, 20n), quota(320n)))), "fits");
  assert.equal(codeOf(tell(withMore(reached(3, 0n, 19n), quota(319n)))), "fits");
  assert.equal(codeOf(tell(withMore(reached(3, 0n, 21n), quota(321n)))), `dividend ${close(3)}`);
  const again = withMore(reached(3, 0n), withMore(reached(2, 300n), quota(300n)));
  assert.equal(codeOf(tell(again)), `dividend ${close(3)}`, "nobody without quota is capped");
});

test("a close has its own entries, in their order, once each, and no others have its place", () => {
  const at = CLOSES[6]!.at;
  const spare = withEntry(1, { quotaMinor: 2_000n });
  const out = forcedOut(25_000_000n, spare).entries.at(-1)!;
  const order = "order 130 (2026-01-08)";
  assert.equal(codeOf(tell(withMore(out, withMore(out, spare)))), order);
  const capped = withMore(reached(6, 300n), withMore(out, spare));
  assert.equal(codeOf(tell(capped)), order, "whoever is capped is so before it is forced out");
  const withdrawn = { kind: "walletWithdrawn", seq: 130, at, amountMinor: 1n };
  assert.equal(codeOf(tell(withMore(withdrawn))), order);
  const early = { ...reached(6, 300n), seq: 90, at: "2026-01-06T10:00:00Z" };
  assert.equal(codeOf(tell(withMore(early))), "order 90 (quotaReached)");
  const forced = { ...out, seq: 90, at: "2026-01-06T10:00:00Z" };
  assert.equal(codeOf(tell(withMore(forced))), "order 90 (forced)");
});

test("shares are valued, and fees taken, as at the closes around", () => {
  const sold = (payoutMinor: bigint, feeMinor: bigint) =>
    codeOf(tell(withEntry(2, { payoutMinor, feeMinor })));
  // 5 shares, between 1.00 and 1.0034…
  assert.equal(sold(450n, 50n), "fits");
  assert.equal(sold(449n, 50n), "price 100 (sharesRedeemed)");
  assert.equal(sold(450n, 51n), "fits");
  assert.equal(sold(451n, 51n), "price 100 (sharesRedeemed)");
  assert.equal(sold(451n, 49n), "fee 100 (sharesRedeemed)");
  const spent = (valueMinor: bigint) => {
    const { sharesMicro } = STORY.entries[2] as { sharesMicro: bigint };
    const entry = { kind: "sharesSpent", seq: 100, at: STORY.entries[2]!.at, order: "o2" };
    const other = { ...entry, sharesMicro, valueMinor } as Entry;
    return codeOf(tell({ ...STORY, entries: STORY.entries.with(2, other) }));
  };
  assert.deepEqual([spent(500n), spent(501n)], ["fits", "fits"]);
  assert.deepEqual([spent(499n), spent(502n)], Array(2).fill("price 100 (sharesSpent)"));
});

test("an entry that takes more than there is falls below zero at its place", () => {
  const place = "below 110 (walletWithdrawn): walletMinor";
  // 3.00, 0.20 and 3.60 received and 4.50 paid out: 11.30.
  assert.equal(codeOf(tell(withEntry(3, { amountMinor: 1_130n }))), "fits");
  assert.equal(codeOf(tell(withEntry(3, { amountMinor: 1_131n }))), place);
});

test("a holder joins once, after the close before it, under a plan, and before the first close of its file", () => {
  const { entries } = STORY;
  const joined = { kind: "holderJoined", seq: 55, at: "2026-01-02T13:00:00Z" };
  assert.equal(codeOf(tell(withMore(joined))), "order entries[2]");
  const atClose = entries.map((entry, k) => ({ ...entry, seq: [60, 61, 100, 110][k]! }));
  assert.equal(codeOf(tell({ ...STORY, entries: atClose })), "order entries[0]");
  for (const sinceSeq of [40, 41]) {
    assert.equal(codeOf(tell({ ...STORY, plans: [{ sinceSeq, plan: PLAN }] })), "order plans[0]");
  }
  assert.equal(codeOf(tell({ ...STORY, plans: [{ sinceSeq: 39, plan: PLAN }] })), "fits");
});

test("a plan holds for what stands after it", () => {
  const dear = { ...PLAN, redemption: { feeRate: "0.20", consumesQuota: false } };
  const since = (sinceSeq: number) => [...STORY.plans, { sinceSeq, plan: dear }];
  assert.equal(codeOf(tell({ ...STORY, plans: since(100) })), "fits");
  assert.equal(codeOf(tell({ ...STORY, plans: since(99) })), "fee 100 (sharesRedeemed)");
  const paid = withEntry(2, { payoutMinor: 400n, feeMinor: 100n });
  assert.equal(codeOf(tell({ ...paid, plans: since(99) })), "fits");
});

test("whoever has no shares left takes no part, and has its place in the tree", () => {
  const all = withEntry(2, {
    ...{ sharesMicro: 30_000_000n, payoutMinor: 2_700n, feeMinor: 300n },
  });
  assert.equal(codeOf(tell(all)), "fits");
});

test("a close that takes more shares than there are falls below zero at its place", () => {
  const spare = withEntry(1, { quotaMinor: 2_000n });
  const { seq, at } = CLOSES[4]!;
  const out = (sharesMicro: bigint, payoutMinor: bigint, feeMinor: bigint): Story => {
    const given = { kind: "sharesReceived", seq: 85, at, sharesMicro: 10_000_000n };
    const entry = { kind: "forced", seq, at, sharesMicro, payoutMinor, feeMinor };
    return withMore(given, withMore(entry, spare));
  };
  assert.equal(codeOf(tell(out(30_000_000n, 2_700n, 300n))), "fits");
  assert.equal(codeOf(tell(out(31_000_000n, 2_790n, 310n))), "below 80 (2026-01-05): sharesMicro");
});

test("nobody beside a holder has a debt that makes all have less than one", () => {
  const beside = (figures: object): string => codeOf(tell(STORY, CLOSES, chainTo(CLOSES), figures));
  assert.equal(beside({}), "fits");
  for (const name of ["quotaE18", "dividendsE18", "payoutsMinor", "withdrawnMinor"]) {
    assert.equal(beside({ [name]: -1n }), `totals tree.${name}`);
  }
});

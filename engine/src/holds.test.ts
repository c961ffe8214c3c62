/** Holds and transfers: worked by hand. Their expiry at a close: close.test.ts as well. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "./json.ts";
import {
  begin,
  close,
  E18,
  forcingPlan,
  join,
  lab,
  labPlan,
  must,
  ONE,
  refused,
  tell,
  view,
  type Programme,
} from "./oracle-kit.ts";
import { hasReachedQuota } from "./redemption.ts";

/** "a" holds ten shares at 1.00, "b" as many. */
function two(members: JsonObject = {}): Programme {
  const programme = begin(labPlan(members));
  join(programme, "a", "b", "till");
  for (const holder of ["a", "b"]) lab(programme, holder, { shares: 1_000n, quota: 10_000n });
  return programme;
}

function holdOf(shares: bigint, hold = "k", holder = "a"): JsonObject {
  const expires = "2026-03-03T00:00:00Z";
  return { hold, holder, shares: `${shares * ONE}`, order: "s", expires };
}

test("[HD1] held shares stay the holder's, and are neither redeemed, spent, held again nor moved", () => {
  const programme = two({ transferable: true });
  must(programme, "shares.hold", holdOf(7n));
  const { sharesMicro, heldMicro } = view(programme, "a");
  assert.deepEqual([sharesMicro, heldMicro], [10n * ONE, 7n * ONE]);
  const four = { holder: "a", shares: `${3n * ONE + 1n}` };
  refused(programme, "shares_insufficient", "shares.redeem", four);
  refused(programme, "shares_insufficient", "shares.spend", { ...four, order: "s" });
  refused(programme, "shares_insufficient", "shares.hold", { ...holdOf(1n, "j"), ...four });
  const { shares } = four;
  refused(programme, "shares_insufficient", "shares.transfer", { from: "a", to: "b", shares });
  must(programme, "shares.hold", holdOf(3n, "j"));
  assert.equal(view(programme, "a").heldMicro, 10n * ONE);
  refused(programme, "shares_insufficient", "shares.hold", {
    ...holdOf(1n, "i"),
    shares: "1",
  });
});

test("[HD1] held shares earn", () => {
  const programme = two();
  must(programme, "shares.hold", holdOf(10n));
  lab(programme, "till", { fund: 200n });
  close(programme);
  assert.equal(view(programme, "a").dividendsE18, 100n * E18);
});

test("[HD2] a hold ends after it begins, and within thirty days", () => {
  const answers: [expires: string, answer: string][] = [
    ["2026-03-01T09:59:59Z", "expiry_not_after"],
    ["2026-03-01T10:00:00.5Z", "expiry_not_after"],
    ["2026-03-01T10:00:00.50Z", "expiry_not_after"],
    ["2026-03-01T10:00:00.5000000000001Z", "applied"],
    ["2026-03-31T10:00:00.5Z", "applied"],
    ["2026-03-31T10:00:00.500Z", "applied"],
    ["2026-03-31T10:00:00.5000000000000000001Z", "expiry_too_far"],
    ["2026-03-31T10:00:01Z", "expiry_too_far"],
    ["2027-03-01T10:00:00Z", "expiry_too_far"],
  ];
  for (const [expires, answer] of answers) {
    const programme = two();
    programme.at = "2026-03-01T10:00:00.5Z";
    assert.equal(tell(programme, "shares.hold", { ...holdOf(1n), expires }), answer, expires);
  }
});

test("[HD3] the id of a hold is never used twice", () => {
  const programme = two();
  must(programme, "shares.hold", holdOf(1n));
  refused(programme, "hold_exists", "shares.hold", holdOf(1n));
  must(programme, "shares.release", { hold: "k" });
  refused(programme, "hold_exists", "shares.hold", holdOf(1n));
  refused(programme, "hold_exists", "shares.hold", holdOf(1n, "k", "b"));
});

test("[HD4] under redeem, who has reached the quota can hold nothing", () => {
  const programme = begin(forcingPlan());
  join(programme, "a", "till");
  // 10 shares worth 10.00, quota 10.20.
  lab(programme, "a", { shares: 2_000n });
  assert.equal(view(programme, "a").sharesMicro, 10n * ONE);
  must(programme, "shares.hold", holdOf(1n));
  // A dividend of 0.19 leaves 10.01, one of 0.01 more 10.00.
  lab(programme, "till", { fund: 19n });
  close(programme);
  must(programme, "shares.hold", holdOf(1n, "j"));
  lab(programme, "till", { fund: 1n });
  must(programme, "shares.release", { hold: "k" });
  must(programme, "shares.release", { hold: "j" });
  must(programme, "shares.hold", holdOf(10n, "all"));
  close(programme);
  assert.equal(view(programme, "a").quotaE18, 1_000n * E18);
  const facts = { quotaE18: 1_000n * E18 };
  refused(programme, "quota_reached", "shares.hold", holdOf(1n, "l"), facts);
  must(programme, "shares.release", { hold: "all" });
  refused(programme, "quota_reached", "shares.hold", holdOf(1n, "l"), facts);
  refused(programme, "quota_reached", "shares.hold", holdOf(11n, "l"), facts);
});

test("[HD4] all of the holder's shares count for it, held or not", () => {
  const programme = begin(forcingPlan());
  join(programme, "a", "till");
  lab(programme, "a", { shares: 2_000n });
  must(programme, "shares.hold", holdOf(9n));
  lab(programme, "till", { fund: 20n });
  close(programme);
  // The free share is worth far less than the quota left, all ten as much.
  assert.equal(view(programme, "a").sharesMicro, 10n * ONE);
  refused(programme, "quota_reached", "shares.hold", holdOf(1n, "j"));
});

test("[HD4] the quota is that after all dividends, however many closes ago", () => {
  const programme = begin(forcingPlan());
  join(programme, "a", "till");
  lab(programme, "a", { shares: 2_000n });
  must(programme, "shares.hold", holdOf(10n));
  // 0.20 above the worth: 0.11 at the first close, 0.09 at the second.
  for (const fund of [11n, 9n]) {
    lab(programme, "till", { fund });
    close(programme);
  }
  const facts = { quotaE18: 1_000n * E18 };
  refused(programme, "quota_reached", "shares.hold", holdOf(1n, "j"), facts);
});

test("[HD4] under pause it does not matter", () => {
  const programme = two();
  lab(programme, "till", { fund: 20_000n });
  close(programme);
  assert.equal(view(programme, "a").quotaE18, 0n);
  must(programme, "shares.hold", holdOf(1n));
});

test("[HD4] shares · R against quota · O, exactly", () => {
  const nav = { reserveE18: 300n, sharesMicro: 7n };
  assert.ok(hasReachedQuota(nav, 7n, 300n));
  assert.ok(!hasReachedQuota(nav, 7n, 301n));
  assert.ok(hasReachedQuota(nav, 1n, 42n));
  assert.ok(!hasReachedQuota(nav, 1n, 43n));
  assert.ok(hasReachedQuota(nav, 1n, 0n));
});

test("[HD5] a capture spends the held shares on the hold's order", () => {
  const programme = two();
  must(programme, "shares.hold", holdOf(4n));
  const event = must(programme, "shares.capture", { hold: "k" });
  assert.deepEqual(event, {
    type: "sharesSpent",
    ...{ holder: "a", order: "s", sharesMicro: 4n * ONE, hold: "k" },
    ...{ valueMinor: 400n, fromReserveMinor: 400n, excessE18: 0n },
  });
  const { sharesMicro, heldMicro } = view(programme, "a");
  assert.deepEqual([sharesMicro, heldMicro], [6n * ONE, 0n]);
  assert.equal(programme.state.merchant.spentMinor, 400n);
  must(programme, "spend.return", { order: "s", holder: "a", amount: 400n });
  assert.equal(view(programme, "a").sharesMicro, 10n * ONE);
});

test("[HD5] a release gives the held shares back", () => {
  const programme = two();
  must(programme, "shares.hold", holdOf(4n));
  must(programme, "shares.hold", holdOf(5n, "j"));
  must(programme, "shares.release", { hold: "k" });
  assert.equal(view(programme, "a").heldMicro, 5n * ONE);
  must(programme, "shares.redeem", { holder: "a", shares: `${5n * ONE}` });
  assert.equal(view(programme, "a").sharesMicro, 5n * ONE);
});

test("[HD5] each hold ends once", () => {
  for (const type of ["shares.capture", "shares.release"]) {
    const programme = two();
    must(programme, "shares.hold", holdOf(4n));
    must(programme, type, { hold: "k" });
    refused(programme, "hold_ended", "shares.capture", { hold: "k" });
    refused(programme, "hold_ended", "shares.release", { hold: "k" });
    assert.equal(view(programme, "a").heldMicro, 0n);
  }
});

test("[HD6] until a close releases it, a hold lasts beyond its expiry", () => {
  const programme = two();
  must(programme, "shares.hold", holdOf(4n));
  must(programme, "shares.hold", holdOf(4n, "j"));
  programme.at = "2026-03-04T00:00:00Z";
  assert.equal(view(programme, "a").heldMicro, 8n * ONE);
  must(programme, "shares.capture", { hold: "k" });
  close(programme);
  assert.equal(view(programme, "a").heldMicro, 0n);
  refused(programme, "hold_ended", "shares.capture", { hold: "j" });
});

test("[HD6] a close's own at counts, not its date", () => {
  const programme = two();
  must(programme, "shares.hold", holdOf(4n));
  programme.at = "2026-03-02T23:59:59.999Z";
  must(programme, "day.close", { date: "2026-12-31" });
  assert.equal(view(programme, "a").heldMicro, 4n * ONE);
  programme.at = "2026-03-03T00:00:00Z";
  must(programme, "day.close", { date: "2027-01-01" });
  assert.equal(view(programme, "a").heldMicro, 0n);
});

test("[HD6] many holds of many holders end in the order in which they were made", () => {
  const programme = two();
  for (const [hold, holder] of [
    ["k3", "a"],
    ["k1", "b"],
    ["k2", "a"],
  ] as const) {
    must(programme, "shares.hold", holdOf(2n, hold, holder));
  }
  programme.at = "2026-03-09T00:00:00Z";
  close(programme);
  const released = programme.journal
    .at(-1)!
    .events.flatMap((event) => (event.type === "holdReleased" ? [event.hold] : []));
  assert.deepEqual(released, ["k3", "k1", "k2"]);
  assert.deepEqual([view(programme, "a").heldMicro, view(programme, "b").heldMicro], [0n, 0n]);
  assert.equal(programme.state.openHolds.size, 0);
});

test("[TF1] shares move between two holders, where the plan allows it", () => {
  const programme = two({ transferable: true });
  const move = (from: string, to: string, shares: string): string =>
    tell(programme, "shares.transfer", { from, to, shares });
  assert.equal(move("a", "b", `${10n * ONE + 1n}`), "shares_insufficient");
  assert.equal(move("a", "a", "1"), "transfer_to_self");
  assert.equal(move("a", "b", `${10n * ONE}`), "applied");
  assert.deepEqual(
    [view(programme, "a").sharesMicro, view(programme, "b").sharesMicro],
    [0n, 20n * ONE],
  );
  assert.equal(programme.state.outstandingMicro, 120n * ONE);
  const fixed = two();
  refused(fixed, "transfer_off", "shares.transfer", { from: "a", to: "b", shares: "1" });
});

test("[TF1] moved shares earn for whoever has them", () => {
  const programme = two({ transferable: true });
  must(programme, "shares.transfer", { from: "a", to: "b", shares: `${5n * ONE}` });
  join(programme, "c");
  lab(programme, "c", { quota: 100n });
  must(programme, "shares.transfer", { from: "a", to: "c", shares: `${5n * ONE}` });
  lab(programme, "till", { fund: 200n });
  close(programme);
  assert.deepEqual(
    ["a", "b", "c"].map((name) => view(programme, name).dividendsE18),
    [0n, 150n * E18, 50n * E18],
  );
});

test("[TF2] quota, debts, granted shares and tiers stay where they are", () => {
  const programme = two({ transferable: true, tiers: ["10"] });
  close(programme);
  must(programme, "shares.transfer", { from: "a", to: "b", shares: `${10n * ONE}` });
  close(programme);
  const [a, b] = [view(programme, "a"), view(programme, "b")];
  assert.deepEqual([a.quotaE18, b.quotaE18], [10_000n * E18, 10_000n * E18]);
  assert.deepEqual([a.grantedMicro, b.grantedMicro], [10n * ONE, 10n * ONE]);
  assert.deepEqual([a.peakMicro, b.peakMicro], [10n * ONE, 10n * ONE]);
  assert.deepEqual([a.tier, b.tier], [1, 1]);
});

/** The day's close: who is paid what, who is capped, what carries, and who rises. Worked by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
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
  ONE,
  pay,
  refund,
  refused,
  view,
  type Programme,
} from "./oracle-kit.ts";

/** Holders with whole shares at 1.00 and quota in fen. */
function holders(plan: JsonObject, all: { [holder: string]: [shares: bigint, quota: bigint] }) {
  const programme = begin(plan);
  join(programme, "till", ...Object.keys(all));
  for (const [holder, [shares, quota]] of Object.entries(all)) {
    if (shares > 0n) lab(programme, holder, { shares: shares * 100n });
    if (quota > 0n) lab(programme, holder, { quota });
  }
  return programme;
}

/** Pays into the funds, and closes. */
function closeWith(programme: Programme, fund: bigint, tier = 0n) {
  if (fund > 0n) lab(programme, "till", { fund });
  if (tier > 0n) lab(programme, "till", { tier });
  return close(programme);
}

const dividends = (programme: Programme, ...names: string[]): bigint[] =>
  names.map((name) => view(programme, name).dividendsE18);

const MUCH = 1_000_000n;

test("[DV3] 2 000 000.00 of sales pay 200.00 a share, and use up as much quota", () => {
  const fund = { ...CATEGORY, proRataRate: "0.10", tierRate: "0" };
  const categories = { ...(labPlan()["categories"] as JsonObject), sales: fund };
  const shares = { one: [1n, 200_000n], two: [2n, 200_000n], rest: [997n, 10n ** 9n] } as {
    [holder: string]: [bigint, bigint];
  };
  const programme = holders(labPlan({ categories, foundingShares: "0", grant: WORTH }), shares);
  assert.equal(programme.state.outstandingMicro, 1_000n * ONE);
  lab(programme, "till", { fund: 20_000_000n });
  const { indexRiseE18 } = close(programme);
  assert.equal(indexRiseE18 * ONE, 20_000n * E18);
  assert.equal(view(programme, "one").quotaE18, 180_000n * E18);
  assert.equal(view(programme, "two").quotaE18, 160_000n * E18);
  assert.equal(view(programme, "two").walletMinor, 40_000n);
  assert.equal(programme.state.proRataE18, 0n);
});

const WORTH = { kind: "value", rate: "1" };

test("[DV1] a close comes after the one before, with gaps or without", () => {
  const programme = begin(labPlan());
  must(programme, "day.close", { date: "2026-03-01" });
  refused(programme, "date_not_ascending", "day.close", { date: "2026-03-01" });
  refused(programme, "date_not_ascending", "day.close", { date: "2026-02-28" });
  must(programme, "day.close", { date: "2026-03-02" });
  must(programme, "day.close", { date: "2028-02-29" });
  refused(programme, "date_not_ascending", "day.close", { date: "2027-12-31" });
});

test("[DV2] whoever has shares and quota is paid, whatever is on hold, founders are not", () => {
  const programme = holders(labPlan(), {
    both: [1n, MUCH],
    held: [1n, MUCH],
    sharesOnly: [1n, 0n],
    quotaOnly: [0n, MUCH],
  });
  const hold = { hold: "k", holder: "held", shares: `${ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-02T00:00:00Z" });
  closeWith(programme, 500n);
  assert.deepEqual(dividends(programme, "both", "held", "sharesOnly", "quotaOnly"), [
    250n * E18,
    250n * E18,
    0n,
    0n,
  ]);
});

test("[DV2] today's orders count, and who sold everything does not", () => {
  const programme = holders(labPlan(), { old: [2n, MUCH], gone: [5n, MUCH] });
  close(programme);
  must(programme, "shares.spend", { holder: "gone", shares: `${5n * ONE}`, order: "s" });
  join(programme, "new");
  lab(programme, "new", { shares: 300n, quota: MUCH });
  closeWith(programme, 500n);
  assert.deepEqual(dividends(programme, "old", "new", "gone"), [200n * E18, 300n * E18, 0n]);
});

test("[DV3] each micro-share earns the fund over the shares, rounded down; the rest carries", () => {
  const programme = holders(labPlan(), { a: [10n, MUCH], b: [20n, MUCH] });
  const event = closeWith(programme, 100n);
  assert.equal(event.indexRiseE18, 3_333_333_333_333n);
  assert.deepEqual(dividends(programme, "a", "b"), [
    10_000_000n * 3_333_333_333_333n,
    20_000_000n * 3_333_333_333_333n,
  ]);
  assert.equal(event.carriedE18, 10_000_000n);
  assert.equal(event.proRataPaidE18, 100n * E18 - 10_000_000n);
  assert.equal(programme.state.proRataE18, 10_000_000n);
  assert.deepEqual(event.capped, []);
  // Tomorrow's fund begins with it.
  const next = closeWith(programme, 200n);
  assert.equal(next.proRataPaidE18 + next.carriedE18, 200n * E18 + 10_000_000n);
});

test("[DV4] what a capped holder cannot take goes to the others at once", () => {
  const programme = holders(labPlan(), { low: [1n, 50n], mid: [1n, 120n], high: [1n, MUCH] });
  const event = closeWith(programme, 600n);
  assert.deepEqual(dividends(programme, "low", "mid", "high"), [50n * E18, 120n * E18, 430n * E18]);
  assert.deepEqual(event.capped, [
    { holder: "low", proRataE18: 50n * E18, tierE18: 0n },
    { holder: "mid", proRataE18: 120n * E18, tierE18: 0n },
  ]);
  assert.equal(event.carriedE18, 0n);
  assert.equal(view(programme, "low").quotaE18, 0n);
  // Without quota they take no part any more.
  closeWith(programme, 100n);
  assert.deepEqual(dividends(programme, "low", "mid", "high"), [50n * E18, 120n * E18, 530n * E18]);
});

test("[DV4] whoever reaches the quota takes exactly what was left of it", () => {
  const programme = holders(labPlan(), { three: [3n, 50n], one: [1n, MUCH] });
  // ceil(50 / 3) a share would be more than 50 in all; the rest is the other's.
  const event = closeWith(programme, 1_000n);
  assert.deepEqual(dividends(programme, "three", "one"), [50n * E18, 950n * E18]);
  assert.equal(event.carriedE18, 0n);
  assert.equal(view(programme, "three").indexE18, (50n * E18) / (3n * ONE));
});

test("[DV4] a quota that just suffices is reached, and a part of a fen more is not", () => {
  const programme = holders(labPlan(), { just: [1n, 100n], more: [1n, 101n] });
  const event = closeWith(programme, 200n);
  assert.deepEqual(dividends(programme, "just", "more"), [100n * E18, 100n * E18]);
  assert.deepEqual(
    event.capped.map(({ holder }) => holder),
    ["just"],
  );
  assert.equal(view(programme, "more").quotaE18, E18);
});

test("[DV4] holders are capped over many closes when their time comes", () => {
  const programme = holders(labPlan(), { a: [1n, 250n], b: [2n, 10_000n], c: [4n, 1_000n] });
  const capped: string[] = [];
  for (let day = 1; day <= 5; day++) {
    capped.push(...closeWith(programme, 700n).capped.map(({ holder }) => `${holder} ${day}`));
  }
  // 1.00 a share on the first two days; a has 0.50 left on the third, c 2.00.
  assert.deepEqual(capped, ["a 3", "c 3"]);
  assert.deepEqual(dividends(programme, "a", "b", "c"), [
    250n * E18,
    (3_500n - 1_250n) * E18,
    1_000n * E18,
  ]);
});

test("[DV5] what nobody can take is part of tomorrow's fund", () => {
  const programme = holders(labPlan(), { only: [1n, 30n] });
  assert.equal(closeWith(programme, 100n).carriedE18, 70n * E18);
  assert.equal(programme.state.proRataE18, 70n * E18);
  assert.equal(closeWith(programme, 5n).carriedE18, 75n * E18);
  join(programme, "new");
  lab(programme, "new", { shares: 100n, quota: MUCH });
  close(programme);
  assert.deepEqual(dividends(programme, "new"), [75n * E18]);
});

test("[DV5] without anybody eligible all of both funds is", () => {
  const programme = holders(labPlan({ tiers: ["1"] }), {});
  const event = closeWith(programme, 100n, 50n);
  assert.deepEqual([event.carriedE18, event.tierMovedE18], [150n * E18, 50n * E18]);
  assert.deepEqual([programme.state.proRataE18, programme.state.tierE18], [150n * E18, 0n]);
  assert.deepEqual([event.proRataPaidE18, event.tierPaidE18], [0n, 0n]);
});

/** Holders whose tiers count: they have been through a close. */
function standing(tiers: string[], all: { [holder: string]: [shares: bigint, quota: bigint] }) {
  const programme = holders(labPlan({ tiers }), all);
  close(programme);
  return programme;
}

test("[DV6] each tier has an equal part, and the remainder joins the pro-rata fund", () => {
  const programme = standing(["1", "2", "3"], { a: [1n, MUCH], b: [2n, MUCH], c: [3n, MUCH] });
  const event = closeWith(programme, 0n, 100n);
  const partE18 = (100n * E18) / 3n;
  assert.deepEqual(event.headRisesE18, [partE18 / 3n, partE18 / 2n, partE18]);
  // One E18 of the fund, and one of part 2, which two heads do not share, carry.
  assert.deepEqual([event.tierMovedE18, event.carriedE18], [2n, 2n]);
  assert.equal(event.tierPaidE18, 100n * E18 - 2n);
  assert.deepEqual(dividends(programme, "a", "b", "c"), [
    partE18 / 3n,
    partE18 / 3n + partE18 / 2n,
    partE18 / 3n + partE18 / 2n + partE18,
  ]);
});

test("[DV6] without tiers all of the tier fund is paid by shares", () => {
  const programme = holders(labPlan(), { a: [1n, MUCH], b: [3n, MUCH] });
  const event = closeWith(programme, 100n, 300n);
  assert.deepEqual(dividends(programme, "a", "b"), [100n * E18, 300n * E18]);
  assert.deepEqual([event.tierMovedE18, event.tierPaidE18], [300n * E18, 0n]);
  assert.deepEqual(event.headRisesE18, []);
});

test("[DV7] a tier's part goes by head, to the members of higher tiers as well", () => {
  const programme = standing(["1", "5"], { low: [1n, MUCH], high: [7n, MUCH], none: [0n, MUCH] });
  closeWith(programme, 0n, 100n);
  assert.deepEqual(dividends(programme, "low", "high", "none"), [25n * E18, 75n * E18, 0n]);
});

test("[DV7] a part without members joins today's pro-rata fund", () => {
  const programme = standing(["1", "5", "50"], { low: [1n, MUCH], below: [1n, MUCH] });
  must(programme, "shares.spend", { holder: "below", shares: `${ONE}`, order: "s" });
  lab(programme, "below", { shares: 50n });
  // Part 1 by head to the two, parts 2 and 3 by shares, 1 : 0.5.
  const event = closeWith(programme, 0n, 300n);
  assert.deepEqual(event.headRisesE18, [50n * E18, 0n, 0n]);
  const [low, below] = dividends(programme, "low", "below");
  assert.equal(low! - 50n * E18, 2n * (below! - 50n * E18));
  assert.equal(event.tierPaidE18, 100n * E18);
  assert.equal(event.tierMovedE18, 200n * E18);
});

test("[DV7] members without shares or quota do not count as there", () => {
  const programme = standing(["1"], { gone: [1n, MUCH], poor: [1n, 10n], here: [1n, MUCH] });
  must(programme, "shares.spend", { holder: "gone", shares: `${ONE}`, order: "s" });
  closeWith(programme, 30n);
  assert.equal(view(programme, "poor").quotaE18, 0n);
  const before = view(programme, "here").dividendsE18;
  closeWith(programme, 0n, 100n);
  assert.equal(view(programme, "here").dividendsE18, before + 100n * E18);
});

test("[DV8] whom the pro-rata fund caps counts as there, and takes nothing of the tier", () => {
  const programme = standing(["1"], { member: [1n, 40n] });
  join(programme, "other");
  lab(programme, "other", { shares: 100n, quota: MUCH });
  // 1.00 by shares: the member takes 0.40 and is full; its tier's 0.50 carry to tomorrow.
  const event = closeWith(programme, 100n, 50n);
  assert.deepEqual(dividends(programme, "member", "other"), [40n * E18, 60n * E18]);
  assert.deepEqual([event.carriedE18, event.tierMovedE18], [50n * E18, 50n * E18]);
  assert.deepEqual(event.headRisesE18, [0n]);
});

test("[DV8] heads that are capped by the tier leave the rest to the other heads", () => {
  const programme = standing(["1"], { low: [1n, 30n], mid: [1n, 60n], high: [1n, MUCH] });
  const event = closeWith(programme, 0n, 300n);
  assert.deepEqual(dividends(programme, "low", "mid", "high"), [30n * E18, 60n * E18, 210n * E18]);
  assert.deepEqual(event.capped, [
    { holder: "low", proRataE18: 0n, tierE18: 30n * E18 },
    { holder: "mid", proRataE18: 0n, tierE18: 60n * E18 },
  ]);
  assert.deepEqual(event.headRisesE18, [210n * E18]);
  assert.equal(event.carriedE18, 0n);
});

test("[DV8] a quota that the heads' parts just fill is reached", () => {
  const programme = standing(["1", "2"], { just: [1n, 100n], above: [2n, 250n], rest: [2n, MUCH] });
  // Part 1: 1.00 for each of three; part 2: 1.50 for each of two.
  const event = closeWith(programme, 0n, 600n);
  assert.deepEqual(event.capped, [
    { holder: "just", proRataE18: 0n, tierE18: 100n * E18 },
    { holder: "above", proRataE18: 0n, tierE18: 250n * E18 },
  ]);
  assert.deepEqual([event.carriedE18, event.headRisesE18], [0n, [100n * E18, 150n * E18]]);
  closeWith(programme, 0n, 600n);
  assert.deepEqual(dividends(programme, "just", "above"), [100n * E18, 250n * E18]);
});

test("[DV8] the parts are paid one after the other, each up to the quota left", () => {
  const programme = standing(["1", "2", "3"], {
    low: [1n, MUCH],
    mid: [2n, 60n],
    high: [3n, 95n],
    top: [4n, MUCH],
  });
  // Parts of 1.00: 25 a head; then 33 1/3 among three; then among high and top.
  const event = closeWith(programme, 0n, 300n);
  const second = (100n * E18) / 3n;
  assert.deepEqual(dividends(programme, "low", "mid", "high", "top").slice(0, 2), [
    25n * E18,
    25n * E18 + second,
  ]);
  assert.equal(view(programme, "high").dividendsE18, 95n * E18);
  assert.equal(
    view(programme, "top").dividendsE18,
    25n * E18 + second + (100n * E18 - (70n * E18 - second)),
  );
  assert.deepEqual(
    event.capped.map(({ holder, tierE18 }) => [holder, tierE18]),
    [["high", 95n * E18]],
  );
  assert.equal(event.carriedE18, 1n);
});

test("[DV8] a holder capped by an earlier part takes nothing of a later one", () => {
  const programme = standing(["1", "2"], { member: [2n, 20n], low: [1n, MUCH] });
  // Part 1: 0.20 to the member and 0.80 to the other; part 2 has its member there, and carries.
  const event = closeWith(programme, 0n, 200n);
  assert.deepEqual(dividends(programme, "member", "low"), [20n * E18, 80n * E18]);
  assert.deepEqual([event.carriedE18, event.headRisesE18], [100n * E18, [80n * E18, 0n]]);
});

test("[DV8] one who has a part of its quota by shares has the rest by head", () => {
  const programme = standing(["1"], { member: [1n, 100n], other: [3n, MUCH] });
  const event = closeWith(programme, 240n, 200n);
  assert.deepEqual(event.capped, [{ holder: "member", proRataE18: 60n * E18, tierE18: 40n * E18 }]);
  assert.deepEqual(dividends(programme, "member", "other"), [100n * E18, (180n + 160n) * E18]);
  assert.equal(view(programme, "member").indexE18, (60n * E18) / ONE);
});

test("[DV9] a wallet shows the whole fen of all dividends ever received", () => {
  const programme = holders(labPlan(), { a: [1n, MUCH], b: [1n, MUCH] });
  closeWith(programme, 1n);
  assert.deepEqual(dividends(programme, "a"), [E18 / 2n]);
  assert.equal(view(programme, "a").walletMinor, 0n);
  closeWith(programme, 1n);
  assert.equal(view(programme, "a").walletMinor, 1n);
  must(programme, "wallet.withdraw", { holder: "a", amount: 1n });
  closeWith(programme, 3n);
  assert.deepEqual([view(programme, "a").walletMinor, view(programme, "b").walletMinor], [1n, 2n]);
  assert.equal(view(programme, "a").quotaE18, (MUCH * 2n - 5n) * (E18 / 2n));
});

test("[DV10] a capped holder's index rises by what it was paid over its shares, rounded down", () => {
  const programme = holders(labPlan(), { low: [7n, 50n], high: [1n, MUCH] });
  closeWith(programme, 1_000n);
  assert.equal(view(programme, "low").indexE18, (50n * E18) / (7n * ONE));
  assert.equal(view(programme, "high").indexE18, (950n * E18) / ONE);
});

test("[DV10] an index rises to the last E18, and is kept when the holder changes", () => {
  const programme = holders(labPlan(), { a: [8n, MUCH], b: [22n, MUCH] });
  closeWith(programme, 100n);
  must(programme, "shares.spend", { holder: "b", shares: `${22n * ONE}`, order: "s" });
  lab(programme, "a", { quota: 1n });
  const before = view(programme, "a").indexE18;
  // The ten million E18 that carried are one a micro-share, and two millions over.
  assert.equal(close(programme).indexRiseE18, 1n);
  assert.equal(programme.state.proRataE18, 2_000_000n);
  assert.equal(view(programme, "a").indexE18, before + 1n);
  lab(programme, "a", { shares: 100n });
  assert.equal(view(programme, "a").indexE18, before + 1n);
  assert.equal(view(programme, "a").dividendsE18, 8n * ONE * (before + 1n));
});

test("[TR1] the peak is the most shares granted and held after any close", () => {
  const programme = holders(labPlan({ tiers: ["5"] }), { a: [4n, MUCH] });
  const peakMicro = (): bigint => view(programme, "a").peakMicro;
  assert.equal(peakMicro(), 0n);
  close(programme);
  assert.equal(peakMicro(), 4n * ONE);
  // Bought and sold between two closes.
  lab(programme, "a", { shares: 300n });
  must(programme, "shares.spend", { holder: "a", shares: `${2n * ONE}`, order: "s" });
  close(programme);
  assert.equal(peakMicro(), 5n * ONE);
  must(programme, "shares.spend", { holder: "a", shares: `${4n * ONE}`, order: "s" });
  lab(programme, "a", { shares: 100n });
  close(programme);
  assert.equal(peakMicro(), 5n * ONE);
});

test("[TR2] a tier counts from the next close on, at exactly its threshold", () => {
  const programme = holders(labPlan({ tiers: ["2", "5"] }), {
    below: [1n, MUCH],
    at: [2n, MUCH],
    above: [6n, MUCH],
  });
  lab(programme, "below", { shares: 99n });
  const first = closeWith(programme, 0n, 899n);
  // Nobody is in a tier yet: all of it goes by shares.
  assert.deepEqual(dividends(programme, "below", "at"), [
    ((899n * E18 * 199n) / 999n / 1_990_000n) * 1_990_000n,
    view(programme, "at").dividendsE18,
  ]);
  assert.deepEqual(first.risen, [
    { holder: "at", tier: 1 },
    { holder: "above", tier: 2 },
  ]);
  assert.deepEqual(
    ["below", "at", "above"].map((name) => view(programme, name).tier),
    [0, 1, 2],
  );
  const before = dividends(programme, "at");
  closeWith(programme, 0n, 100n);
  assert.ok(view(programme, "at").dividendsE18 - before[0]! >= 25n * E18);
  assert.deepEqual(close(programme).risen, []);
});

test("[TR3] redeeming and spending keep the tier", () => {
  const programme = standing(["2"], { a: [3n, MUCH] });
  must(programme, "shares.redeem", { holder: "a", shares: `${2n * ONE}` });
  must(programme, "shares.spend", { holder: "a", shares: `${ONE / 2n}`, order: "s" });
  close(programme);
  assert.equal(view(programme, "a").tier, 1);
  closeWith(programme, 0n, 100n);
  assert.ok(view(programme, "a").dividendsE18 >= 100n * E18);
});

test("[TR3] a refund that lowers the peak lowers the tier at once", () => {
  const programme = begin(labPlan({ tiers: ["2", "3"] }));
  join(programme, "till", "a", "b");
  pay(programme, "o", "a", { shares: 300n, quota: MUCH });
  lab(programme, "b", { shares: 300n, quota: MUCH });
  close(programme);
  refund(programme, "o", 50n, "shares");
  assert.equal(view(programme, "a").tier, 1);
  closeWith(programme, 0n, 200n);
  assert.deepEqual(dividends(programme, "a", "b"), [50n * E18, 150n * E18]);
  // A part bought again lifts it again.
  lab(programme, "a", { shares: 50n });
  assert.deepEqual(close(programme).risen, [{ holder: "a", tier: 2 }]);
});

test("[TR4] shares passed round or returned lift nobody", () => {
  const programme = holders(labPlan({ tiers: ["2"], transferable: true }), {
    giver: [5n, MUCH],
    taker: [1n, MUCH],
  });
  must(programme, "shares.transfer", { from: "giver", to: "taker", shares: `${4n * ONE}` });
  close(programme);
  assert.deepEqual([view(programme, "giver").tier, view(programme, "taker").tier], [0, 0]);
  assert.deepEqual(
    [view(programme, "giver").peakMicro, view(programme, "taker").peakMicro],
    [ONE, ONE],
  );
  must(programme, "shares.spend", { holder: "taker", shares: `${3n * ONE}`, order: "s" });
  must(programme, "spend.return", { order: "s", holder: "taker", amount: 300n });
  close(programme);
  assert.equal(view(programme, "taker").tier, 0);
  // Given back, the giver's own shares count.
  must(programme, "shares.transfer", { from: "taker", to: "giver", shares: `${ONE}` });
  assert.deepEqual(close(programme).risen, [{ holder: "giver", tier: 1 }]);
});

test("[HD6] holds that end with the close are released before anything is paid", () => {
  const programme = holders(labPlan(), { a: [2n, MUCH] });
  const hold = { holder: "a", shares: `${ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, hold: "k1", expires: "2026-03-05T00:00:00Z" });
  must(programme, "shares.hold", { ...hold, hold: "k2", expires: "2026-03-05T00:00:00.001Z" });
  programme.at = "2026-03-05T00:00:00Z";
  close(programme);
  assert.deepEqual(
    programme.journal.at(-1)!.events.map((event) => event.type),
    ["holdReleased", "dayClosed"],
  );
  assert.equal(view(programme, "a").heldMicro, ONE);
  refused(programme, "hold_ended", "shares.release", { hold: "k1" });
  programme.at = "2026-03-05T00:00:01Z";
  close(programme);
  assert.equal(view(programme, "a").heldMicro, 0n);
});

test("[IN4] what is paid and what carries is what went in", () => {
  const programme = standing(["1", "2"], { a: [1n, 37n], b: [2n, 111n], c: [3n, 5_000n] });
  for (const [fund, tier] of [
    [100n, 33n],
    [1n, 1n],
    [999n, 1_001n],
    [0n, 0n],
  ] as const) {
    const { proRataE18 } = programme.state;
    const event = closeWith(programme, fund, tier);
    const went = proRataE18 + (fund + tier) * E18;
    assert.equal(event.proRataPaidE18 + event.tierPaidE18 + event.carriedE18, went);
  }
});

test("[DV4] whatever is bought, returned, paid and capped, all are paid as one by one", () => {
  const holder = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 400 }));
  const deed = fc.tuple(
    fc.nat(5),
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom("quota", "shares", "refund"),
  );
  const money = fc.integer({ min: 0, max: 900 });
  const day = fc.tuple(money, money, fc.array(deed, { maxLength: 4 }));
  const tiers = fc.constantFrom<string[]>([], ["1"], ["1", "2", "4"]);
  fc.assert(
    fc.property(
      fc.array(holder, { minLength: 1, maxLength: 6 }),
      fc.array(day, { minLength: 2, maxLength: 6 }),
      tiers,
      (people, days, thresholds) => {
        const named = people.map(([shares, quota], index): [string, [bigint, bigint]] => [
          `h${index}`,
          [BigInt(shares), BigInt(quota)],
        ]);
        const programme = holders(labPlan({ tiers: thresholds }), Object.fromEntries(named));
        const bought: [order: string, amount: bigint][] = [];
        close(programme);
        for (const [fund, tier, deeds] of days) {
          for (const [who, amount, kind] of deeds) {
            const last = kind === "refund" ? bought.pop() : undefined;
            if (last !== undefined) refund(programme, ...last, "shares");
            if (who >= people.length || kind === "refund") continue;
            lab(programme, `h${who}`, { [kind]: BigInt(amount) });
            if (kind === "shares") bought.push([`lab${programme.labCount}`, BigInt(amount)]);
          }
          closeWith(programme, BigInt(fund), BigInt(tier));
        }
      },
    ),
    { seed: 20260301, numRuns: 150 },
  );
});

test("[TR3] tiers that fall and rise leave nothing behind that could fire", () => {
  const programme = standing(["1", "2", "3"], { keep: [3n, MUCH] });
  const names = ["a", "b", "c", "d", "e"];
  join(programme, ...names);
  for (const round of [0, 1, 2]) {
    for (const [index, name] of names.entries()) {
      pay(programme, `${name}${round}`, name, { shares: 300n, quota: 400n + BigInt(index) });
    }
    closeWith(programme, 0n, 90n);
    closeWith(programme, 0n, 600n);
    for (const [index, name] of names.entries()) {
      refund(programme, `${name}${round}`, 50n + BigInt(((index + round) % 3) * 100), "shares");
    }
    closeWith(programme, 30n, 300n);
    closeWith(programme, 0n, 900n);
  }
  const { capped } = closeWith(programme, 0n, 6_000n);
  assert.deepEqual(capped.map(({ holder }) => holder).sort(), names);
});

test("[TR2] a plan's ten tiers are all counted", () => {
  const tiers = Array.from({ length: 10 }, (_, index) => `${index + 1}`);
  const shares = tiers.map((_, index): [string, [bigint, bigint]] => [
    `h${index}`,
    [BigInt(index), MUCH],
  ]);
  const programme = holders(labPlan({ tiers }), Object.fromEntries(shares));
  close(programme);
  assert.deepEqual(
    shares.map(([name]) => view(programme, name).tier),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  buy(programme, "o", "h9", { shares: 100n });
  assert.deepEqual(close(programme).risen, [{ holder: "h9", tier: 10 }]);
  // Part 10 goes to the one, part 9 to it alone as well, part 1 to nine.
  const { headRisesE18 } = closeWith(programme, 0n, 1_000n);
  assert.deepEqual([headRisesE18[9], headRisesE18[0]], [100n * E18, (100n * E18) / 9n]);
});

/** Who is forced out at a close, in which order, and at what: worked by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
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
  navText,
  ONE,
  view,
  type Programme,
} from "./oracle-kit.ts";

/** Holders with whole shares at 1.00, two fen of quota a share above their worth, and some more. */
function holders(
  all: { [holder: string]: [shares: bigint, more: bigint] },
  members: JsonObject = {},
): Programme {
  const programme = begin(forcingPlan(members));
  join(programme, "till", ...Object.keys(all));
  for (const [holder, [shares, more]] of Object.entries(all)) {
    if (shares > 0n) lab(programme, holder, { shares: shares * 200n });
    if (more > 0n) lab(programme, holder, { quota: more });
  }
  return programme;
}

function closeWith(programme: Programme, fund: bigint, tier = 0n) {
  if (fund > 0n) lab(programme, "till", { fund });
  if (tier > 0n) lab(programme, "till", { tier });
  return close(programme);
}

const NO_FEE = { redemption: { feeRate: "0", consumesQuota: true } };
const names = (event: { forced: readonly { holder: string }[] }): string[] =>
  event.forced.map(({ holder }) => holder);

test("[CR1] who is worth the quota left is redeemed with all shares, as if by itself", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 1_000n] });
  const event = closeWith(programme, 40n);
  // 0.20 each: a has 10.00 left, and 10 shares worth as much.
  assert.deepEqual(event.forced, [
    { holder: "a", sharesMicro: 10n * ONE, payoutMinor: 900n, feeMinor: 100n, excessE18: 0n },
  ]);
  const a = view(programme, "a");
  assert.deepEqual([a.sharesMicro, a.quotaE18], [0n, 100n * E18]);
  assert.deepEqual([a.walletMinor, a.payoutsMinor], [920n, 900n]);
  assert.deepEqual(
    [programme.state.outstandingMicro, programme.state.reserveE18],
    [110n * ONE, 11_100n * E18],
  );
  assert.equal(programme.state.totals.payoutsMinor, 900n);
});

test("[CR1] by exact comparison: a quota of a fen more is not reached", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 1n], c: [10n, 5_000n] }, NO_FEE);
  assert.deepEqual(names(closeWith(programme, 60n)), ["a"]);
  assert.equal(view(programme, "b").quotaE18, 1_001n * E18);
  assert.equal(view(programme, "b").sharesMicro, 10n * ONE);
  // The next two fen are enough.
  assert.deepEqual(names(closeWith(programme, 2n)), ["b"]);
});

test("[CR1] it happens at a close alone, and also without any dividend", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 500n] }, { transferable: true, ...NO_FEE });
  join(programme, "c");
  must(programme, "shares.transfer", { from: "b", to: "c", shares: `${ONE}` });
  assert.equal(view(programme, "c").sharesMicro, ONE);
  const event = closeWith(programme, 0n);
  assert.deepEqual(names(event), ["c"]);
  assert.equal(view(programme, "c").walletMinor, 100n);
});

test("[CR1] tiers are set before anybody is forced out", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 500n] }, { tiers: ["10"] });
  const event = closeWith(programme, 40n);
  assert.deepEqual(event.risen, [
    { holder: "a", tier: 1 },
    { holder: "b", tier: 1 },
  ]);
  assert.deepEqual(names(event), ["a"]);
  assert.deepEqual([view(programme, "a").tier, view(programme, "a").peakMicro], [1, 10n * ONE]);
});

test("[CR1] dividends by head count as those by shares do", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 100n] }, { tiers: ["10"] });
  close(programme);
  assert.deepEqual(names(closeWith(programme, 0n, 38n)), []);
  assert.deepEqual(names(closeWith(programme, 0n, 2n)), ["a"]);
});

test("[CR1] who takes all its quota is forced out the same day", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 50_000n] });
  const event = closeWith(programme, 4_000n);
  assert.deepEqual(
    event.capped.map(({ holder }) => holder),
    ["a"],
  );
  assert.deepEqual(names(event), ["a"]);
  const { walletMinor, quotaE18 } = view(programme, "a");
  assert.deepEqual([walletMinor, quotaE18], [1_020n + 900n, 0n]);
});

test("[CR2] the smallest quota a share goes first, of equals whoever joined first", () => {
  const members = { transferable: true, ...NO_FEE };
  const programme = holders({ z: [4n, 0n], y: [2n, 0n], x: [6n, 0n], w: [3n, 0n] }, members);
  // 1.02 a share of quota each: 0.05 a share leaves 0.97 to all. "v" has shares without quota.
  join(programme, "v");
  must(programme, "shares.transfer", { from: "x", to: "v", shares: `${3n * ONE}` });
  const event = closeWith(programme, 60n);
  // x has half its shares and thus twice the quota a share.
  assert.deepEqual(names(event), ["v", "z", "y", "w"]);
  assert.equal(view(programme, "x").sharesMicro, 3n * ONE);
});

test("[CR2] the quota a share is compared exactly, whatever the numbers", () => {
  const programme = holders(
    { big: [30n, 1n], small: [10n, 0n], third: [20n, 1n], rest: [1n, 100_000n] },
    { ...NO_FEE, spend: { funding: "merchant" } },
  );
  // 5.00 a share: 1.02 less, and all are capped but the last. Then nothing is left: by joining.
  assert.deepEqual(names(closeWith(programme, 30_500n)), ["big", "small", "third"]);
  const other = holders({ big: [30n, 1n], small: [10n, 0n], third: [20n, 1n], rest: [1n, 99n] });
  // 0.02 a share: (30 · 1.00 + 0.01) / 30 is less than (20 · 1.00 + 0.01) / 20, and 1.00 the least.
  assert.deepEqual(names(closeWith(other, 122n)), ["small", "big", "third"]);
});

test("[CR2] the order is the quota's, in whatever order they are found", () => {
  const orders = ["abc", "acb", "bac", "bca", "cab", "cba"];
  for (const joined of orders) {
    for (const held of orders) {
      const more: { [holder: string]: bigint } = { a: 3n, b: 0n, c: 6n };
      const all = [...joined].map((id): [string, [bigint, bigint]] => [id, [10n, more[id]!]]);
      const programme = holders(Object.fromEntries(all), NO_FEE);
      for (const holder of held) {
        const expires = "2026-03-01T12:00:00Z";
        const hold = {
          hold: `hold-${holder}`,
          holder,
          shares: `${10n * ONE}`,
          order: "o",
          expires,
        };
        must(programme, "shares.hold", hold);
      }
      programme.at = "2026-03-01T12:00:00Z";
      // 0.05 a share: 9.73, 9.70 and 9.76 are left to holdings of 10.00, which the close releases.
      assert.deepEqual(names(closeWith(programme, 150n)), ["b", "a", "c"], `${joined} ${held}`);
    }
  }
});

test("[CR2] no quota left is no quota left, whether it was used up today or before", () => {
  const programme = holders({ a: [10n, 0n], rest: [10n, 50_000n] }, { transferable: true });
  join(programme, "z");
  must(programme, "shares.transfer", { from: "rest", to: "z", shares: `${ONE}` });
  // "a" is capped today; "z", who joined later, never had any quota.
  const event = closeWith(programme, 4_000n);
  assert.deepEqual(
    event.capped.map(({ holder }) => holder),
    ["a"],
  );
  assert.deepEqual(names(event), ["a", "z"]);
});

test("[CR3] the next is judged at the new NAV, which may bring others in", () => {
  // a leaves its fee of 1.00 behind 130 shares, so that 10 of them are worth 10.0769; b leaves 1.01.
  const plain = { a: [10n, 0n], b: [10n, 7n], c: [10n, 15n], rest: [10n, 5_000n] } as {
    [holder: string]: [bigint, bigint];
  };
  const programme = holders(plain);
  const event = closeWith(programme, 80n);
  assert.deepEqual(names(event), ["a", "b", "c"]);
  assert.ok(event.forced.every(({ payoutMinor }) => payoutMinor >= 900n));
  // Without the fee that a leaves behind, b and c stay.
  assert.deepEqual(names(closeWith(holders(plain, NO_FEE), 80n)), ["a"]);
});

test("[CR3] one brought in may bring in the next, until nobody is due", () => {
  const all: { [holder: string]: [bigint, bigint] } = { rest: [10n, 9_000n] };
  for (let k = 0; k < 6; k++) all[`h${k}`] = [10n, BigInt(k * 10)];
  const programme = holders(all);
  const event = closeWith(programme, 140n);
  assert.deepEqual(names(event), ["h0"]);
  const chain: { [holder: string]: [bigint, bigint] } = { rest: [10n, 9_000n] };
  for (let k = 0; k < 6; k++) chain[`h${k}`] = [10n, BigInt(k * 5)];
  assert.deepEqual(names(closeWith(holders(chain), 140n)), ["h0", "h1", "h2", "h3", "h4", "h5"]);
});

test("[CR3] nobody is redeemed twice in a close", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 8n], rest: [10n, 500n] }, { tiers: ["10"] });
  close(programme);
  const hold = { hold: "k", holder: "b", shares: `${ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-01T00:00:01Z" });
  programme.at = "2026-03-02T00:00:00Z";
  // Found by its hold, its heads and its value, and capped.
  const event = closeWith(programme, 60n, 6_000n);
  assert.equal(new Set(names(event)).size, names(event).length);
  assert.ok(names(event).includes("b"));
});

test("[CR4] it uses up quota, also where redemptions do not, to nothing at most", () => {
  const programme = holders(
    { a: [10n, 0n], b: [10n, 1_000n] },
    { redemption: { feeRate: "0.10", consumesQuota: false } },
  );
  closeWith(programme, 40n);
  assert.equal(view(programme, "a").quotaE18, 100n * E18);
  const capped = holders({ a: [10n, 0n], b: [10n, 9_000n] });
  closeWith(capped, 4_000n);
  assert.equal(view(capped, "a").quotaE18, 0n);
});

test("[CR4] a payout of zero is allowed", () => {
  const programme = holders({ a: [10n, 500n] }, { transferable: true });
  join(programme, "b");
  must(programme, "shares.transfer", { from: "a", to: "b", shares: "9999" });
  const event = close(programme);
  assert.deepEqual(event.forced, [
    { holder: "b", sharesMicro: 9_999n, payoutMinor: 0n, feeMinor: 0n, excessE18: 0n },
  ]);
  assert.equal(view(programme, "b").sharesMicro, 0n);
});

test("[CR4] with a fee of all nothing is paid out, and the NAV takes it", () => {
  const free = { redemption: { feeRate: "1", consumesQuota: true } };
  const programme = holders({ a: [10n, 0n], b: [10n, 9_000n] }, free);
  const event = closeWith(programme, 40n);
  assert.deepEqual(event.forced, [
    { holder: "a", sharesMicro: 10n * ONE, payoutMinor: 0n, feeMinor: 1_000n, excessE18: 0n },
  ]);
  assert.equal(view(programme, "a").quotaE18, 1_000n * E18);
  assert.equal(navText(programme, 4), "1.0909");
});

test("[CR4] a crumb may be left", () => {
  const programme = holders({ a: [10n, 0n] }, { foundingShares: "0.5" });
  assert.deepEqual(names(closeWith(programme, 20n)), ["a"]);
  assert.equal(programme.state.outstandingMicro, ONE / 2n);
  // 1.50 were left behind by 10.50; half a share may be worth 0.50 / 0.9.
  const mostE18 = (50n * E18 * 10n + 8n) / 9n;
  assert.equal(programme.state.reserveE18, mostE18);
});

test("[SB1] the step is bounded for each that is forced out", () => {
  const programme = holders({ a: [50n, 0n], b: [30n, 0n] }, { foundingShares: "1" });
  const event = closeWith(programme, 160n);
  assert.deepEqual(names(event), ["a", "b"]);
  // 81 shares at 1.00; 50 go for 45.00, and 31 may be worth 31.00 / 0.9.
  const firstMostE18 = (31n * 100n * E18 * 10n + 8n) / 9n;
  assert.equal(event.forced[0]!.excessE18, 3_600n * E18 - firstMostE18);
  const valueMinor = (30n * firstMostE18) / (31n * E18);
  const payoutMinor = valueMinor - (valueMinor + 9n) / 10n;
  assert.equal(event.forced[1]!.payoutMinor, payoutMinor);
  const secondMostE18 = (firstMostE18 * 10n + 31n * 9n - 1n) / (31n * 9n);
  assert.equal(event.forced[1]!.excessE18, firstMostE18 - payoutMinor * E18 - secondMostE18);
  assert.equal(programme.state.reserveE18, secondMostE18);
});

test("[SB3] when all are forced out, the reserve joins the pro-rata fund", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 0n] }, { foundingShares: "0" });
  const event = closeWith(programme, 40n);
  assert.deepEqual(names(event), ["a", "b"]);
  const { state } = programme;
  assert.deepEqual([state.reserveE18, state.outstandingMicro], [0n, 0n]);
  const paidMinor = event.forced.reduce((sum, { payoutMinor }) => sum + payoutMinor, 0n);
  assert.equal(state.proRataE18, (2_000n - paidMinor) * E18);
});

test("[HD1] held shares are not forced out, the free ones beside them are", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 5_000n] });
  const hold = { hold: "k", holder: "a", shares: `${4n * ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-20T00:00:00Z" });
  // The six free shares are worth 6.00: 10.20 − 4.20 are left.
  assert.deepEqual(names(closeWith(programme, 838n)), []);
  const event = closeWith(programme, 2n);
  assert.deepEqual(
    event.forced.map(({ sharesMicro }) => sharesMicro),
    [6n * ONE],
  );
  const { sharesMicro, heldMicro } = view(programme, "a");
  assert.deepEqual([sharesMicro, heldMicro], [4n * ONE, 4n * ONE]);
  // Who has nothing but held shares is passed over, whatever the quota left.
  assert.deepEqual(names(closeWith(programme, 9_000n)), ["b"]);
  assert.equal(view(programme, "a").sharesMicro, 4n * ONE);
});

test("[CR5] shares whose hold ends with the close are forced out by it", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 5_000n] });
  const hold = { holder: "a", shares: `${5n * ONE}`, order: "s", expires: "2026-03-02T00:00:00Z" };
  must(programme, "shares.hold", { ...hold, hold: "k1" });
  must(programme, "shares.hold", { ...hold, hold: "k2" });
  assert.deepEqual(names(closeWith(programme, 40n)), []);
  programme.at = "2026-03-02T00:00:00Z";
  const event = closeWith(programme, 0n);
  assert.deepEqual(
    event.forced.map(({ sharesMicro }) => sharesMicro),
    [10n * ONE],
  );
  assert.equal(view(programme, "a").heldMicro, 0n);
});

test("[CR6] under pause nobody is forced out, however small the quota", () => {
  const programme = begin(labPlan());
  join(programme, "a", "till");
  lab(programme, "a", { shares: 1_000n, quota: 100n });
  const event = closeWith(programme, 5_000n);
  assert.deepEqual(event.forced, []);
  assert.deepEqual(
    [view(programme, "a").sharesMicro, view(programme, "a").quotaE18],
    [10n * ONE, 0n],
  );
});

test("[PA7] a plan that goes over to pause forces nobody out from then on", () => {
  const programme = holders({ a: [10n, 0n], b: [10n, 5_000n] }, { tiers: ["5"] });
  close(programme);
  must(programme, "plan.activate", {
    plan: forcingPlan({ tiers: ["5"], onQuotaReached: "pause" }),
  });
  assert.deepEqual(names(closeWith(programme, 400n, 400n)), []);
  assert.equal(view(programme, "a").sharesMicro, 10n * ONE);
});

test("[CR3] whatever quotas, dividends and holds, the right ones leave in the right order", () => {
  const person = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 60 }));
  const day = fc.record({
    fund: fc.integer({ min: 0, max: 60 }),
    tier: fc.integer({ min: 0, max: 60 }),
    moves: fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 3_000_000 })), {
      maxLength: 2,
    }),
    hold: fc.option(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 3_000_000 }), fc.boolean())),
  });
  fc.assert(
    fc.property(
      fc.array(person, { minLength: 2, maxLength: 6 }),
      fc.array(day, { minLength: 2, maxLength: 5 }),
      fc.constantFrom<string[]>([], ["1"], ["2", "6"]),
      fc.constantFrom("0", "0.1", "0.5", "1"),
      fc.constantFrom("0", "0.5", "50"),
      (people, days, tiers, feeRate, foundingShares) => {
        const all = people.map(([shares, more], index): [string, [bigint, bigint]] => [
          `h${index}`,
          [BigInt(shares), BigInt(more)],
        ]);
        const members = { tiers, foundingShares, redemption: { feeRate, consumesQuota: true } };
        const programme = holders(Object.fromEntries(all), { transferable: true, ...members });
        days.forEach(({ fund, tier, moves, hold }, index) => {
          const free = (who: number): bigint => {
            const { sharesMicro, heldMicro } = view(programme, `h${who}`);
            return sharesMicro - heldMicro;
          };
          for (const [from, to, shares] of moves) {
            const isThere = Math.max(from, to) < people.length && from !== to;
            if (!isThere || free(from) < BigInt(shares)) continue;
            const parties = { from: `h${from}`, to: `h${to}` };
            must(programme, "shares.transfer", { ...parties, shares: `${shares}` });
          }
          const isHeld = hold !== null && hold[0] < people.length && free(hold[0]) >= hold[1];
          if (isHeld && view(programme, `h${hold[0]}`).quotaE18 > 100_000n * E18) {
            const body = { hold: `k${index}`, holder: `h${hold[0]}`, shares: `${hold[1]}` };
            const expires = hold[2] ? "2026-03-01T00:00:01Z" : "2026-03-20T00:00:00Z";
            must(programme, "shares.hold", { ...body, order: "s", expires });
          }
          if (index === days.length - 1) programme.at = "2026-03-02T00:00:00Z";
          closeWith(programme, BigInt(fund), BigInt(tier));
        });
      },
    ),
    { seed: 20260301, numRuns: 100 },
  );
});

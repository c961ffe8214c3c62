/** A new plan in force, the journal applied again, and the stops where something must not be. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventOf } from "./event.ts";
import { apply, commit, evolve } from "./evolve.ts";
import type { JsonObject } from "./json.ts";
import {
  begin,
  buy,
  CATEGORY,
  close,
  E18,
  forcingPlan,
  join,
  lab,
  labPlan,
  must,
  ONE,
  only,
  pay,
  planOf,
  planWith,
  refer,
  refund,
  refused,
  stateJson,
  tell,
  view,
  type Programme,
} from "./oracle-kit.ts";
import { parseCommand } from "./command.ts";
import { createState } from "./state.ts";
import { memoryStore } from "./store.ts";

function activate(programme: Programme, plan: JsonObject): void {
  must(programme, "plan.activate", { plan });
}

test("[PA1] a plan that passes the check is in force from then on", () => {
  const programme = begin(planWith());
  join(programme, "buyer");
  const next = { ...CATEGORY, quotaMultiple: "3" };
  activate(programme, planWith({ categories: { default: next, wine: next }, maturity: "payment" }));
  pay(programme, "o", "buyer", { wine: 100n });
  assert.equal(view(programme, "buyer").quotaE18, 300n * E18);
  assert.equal(programme.state.plan.maturity, "payment");
});

test("[PA1] a plan that does not pass changes nothing", () => {
  const programme = begin(planWith());
  const { plan } = programme.state;
  const broken: JsonObject[] = [planWith({ surprise: true }), planWith({ maturity: null }), {}];
  for (const each of broken) refused(programme, "plan_refused", "plan.activate", { plan: each });
  refused(programme, "plan_worsens", "plan.activate", { plan: planWith({ tiers: [] }) });
  assert.equal(programme.state.plan, plan);
});

test("[PA2] each change that is forbidden is refused, each that is allowed is applied", () => {
  const now = planWith({ transferable: true });
  const answer = (change: JsonObject): string =>
    tell(begin(now), "plan.activate", { plan: { ...now, ...change } });
  const forbidden: JsonObject[] = [
    { programme: "white-wine" },
    { currency: "EUR" },
    { timezone: "UTC" },
    { initialPrice: "1.01" },
    { foundingShares: "99" },
    { tiers: ["100", "500"] },
    { spend: { funding: "merchant" } },
    { authorisedShares: "100000001" },
    { authorisedShares: "99.999999", foundingShares: "99" },
    { redemption: { feeRate: "0.11", consumesQuota: true } },
    { onQuotaReached: "redeem" },
    { transferable: false },
  ];
  for (const change of forbidden) assert.equal(answer(change), "plan_worsens");
  const allowed: JsonObject[] = [
    {},
    { initialPrice: "1" },
    { authorisedShares: "100" },
    { redemption: { feeRate: "0", consumesQuota: false } },
    { grant: { kind: "count", sharesPerUnit: "1" } },
    { referral: { levels: [] } },
  ];
  for (const change of allowed) assert.equal(answer(change), "applied");
});

test("[PA3] authorised shares may not fall below what was issued, founding and burned included", () => {
  const programme = begin(labPlan());
  join(programme, "a");
  lab(programme, "a", { shares: 1_000n });
  must(programme, "shares.redeem", { holder: "a", shares: `${10n * ONE}` });
  const few = { plan: labPlan({ authorisedShares: "109.999999" }) };
  refused(programme, "plan_worsens", "plan.activate", few, { keys: "authorisedShares" });
  activate(programme, labPlan({ authorisedShares: "110" }));
  lab(programme, "a", { shares: 1_000n });
  assert.equal(view(programme, "a").sharesMicro, 0n);
});

test("[PA6] an order accrues at the rates, grant and places of the plan when it was paid", () => {
  const wine = only({ reserveRate: "0.5", quotaMultiple: "1" });
  const programme = begin(planWith({ categories: { default: CATEGORY, wine } }));
  join(programme, "top", "agent");
  refer(programme, "top", "buyer");
  must(programme, "agent.appoint", { region: "north", holder: "agent" });
  pay(programme, "o", "buyer", { default: 10_000n, wine: 1_000n });
  const dear = { ...CATEGORY, reserveRate: "0.01", quotaMultiple: "7" };
  const next: JsonObject = {
    ...{ categories: { default: dear }, grant: { kind: "count", sharesPerUnit: "9" } },
    ...{ referral: { levels: [] }, maturity: "payment" },
  };
  const plan = planWith(next);
  delete plan["regionalAgent"];
  activate(programme, plan);
  // It still waits, though new orders do not.
  const event = must(programme, "order.complete", { order: "o" });
  assert.ok(event.type === "orderAccrued");
  // C = 30.00 + 5.00: 70, 10 and 2 % of it.
  assert.deepEqual(
    event.places.map(({ place, sharesMicro, quotaMinor }) => [place, sharesMicro, quotaMinor]),
    [
      ["buyer", 24_500_000n, 21_000n],
      ["level1", 3_500_000n, 1_100n],
      ["agent", 700_000n, 550n],
    ],
  );
  refused(programme, "category_unknown", "order.pay", {
    ...{ order: "p", holder: "buyer" },
    lines: [{ line: "l", category: "wine", paid: 1n }],
  });
});

test("[PA7] authorised shares and the fee are those of the plan now, for old orders too", () => {
  const programme = begin(labPlan({ maturity: "completion" }));
  join(programme, "buyer", "other");
  pay(programme, "o", "buyer", { shares: 1_000n });
  activate(programme, labPlan({ authorisedShares: "104", maturity: "completion" }));
  must(programme, "order.complete", { order: "o" });
  assert.equal(view(programme, "buyer").sharesMicro, 4n * ONE);
});

test("[PA7] the step bound of a refund is by the fee now", () => {
  const excessOf = (feeRate: string): bigint => {
    const alone = { referral: { levels: [] }, foundingShares: "0" };
    const programme = begin(planWith(alone));
    join(programme, "a", "b");
    buy(programme, "o1", "a", 10_000n);
    buy(programme, "o2", "b", 10_000n);
    activate(programme, planWith({ ...alone, redemption: { feeRate, consumesQuota: true } }));
    return refund(programme, "o1", 10_000n).excessE18;
  };
  assert.ok(excessOf("0") > 0n);
  assert.equal(excessOf("0.1") > 0n, true);
  assert.ok(excessOf("0") > excessOf("0.1"));
});

test("[PA7] so are what a redemption costs and uses, and who may move shares", () => {
  const programme = begin(labPlan());
  join(programme, "a", "b");
  lab(programme, "a", { shares: 1_000n, quota: 5_000n });
  const better = { redemption: { feeRate: "0", consumesQuota: false }, transferable: true };
  activate(programme, labPlan(better));
  must(programme, "shares.transfer", { from: "a", to: "b", shares: `${ONE}` });
  must(programme, "shares.redeem", { holder: "a", shares: `${ONE}` });
  const { walletMinor, quotaE18 } = view(programme, "a");
  assert.deepEqual([walletMinor, quotaE18], [100n, 5_000n * E18]);
});

/** A programme in which something of every kind has happened. */
function eventful(): Programme {
  const programme = begin(
    forcingPlan({ tiers: ["1", "5"], transferable: true, referral: { levels: [LEVEL] } }),
  );
  join(programme, "top", "till");
  refer(programme, "top", "a");
  join(programme, "b");
  must(programme, "agent.appoint", { region: "north", holder: "b" });
  pay(programme, "o", "a", { shares: 2_000n, quota: 500n });
  lab(programme, "b", { shares: 2_000n, quota: 3_000n });
  lab(programme, "till", { fund: 100n, tier: 50n });
  close(programme);
  refund(programme, "o", 500n, "shares");
  must(programme, "shares.redeem", { holder: "b", shares: `${2n * ONE}` });
  must(programme, "shares.spend", { holder: "b", shares: `${ONE}`, order: "s" });
  must(programme, "spend.return", { order: "s", holder: "b", amount: 50n });
  const hold = { holder: "b", shares: `${ONE}`, order: "s", expires: "2026-03-01T00:00:01Z" };
  for (const id of ["k1", "k2", "k3"]) must(programme, "shares.hold", { ...hold, hold: id });
  must(programme, "shares.capture", { hold: "k1" });
  must(programme, "shares.release", { hold: "k2" });
  must(programme, "shares.transfer", { from: "b", to: "top", shares: `${ONE}` });
  programme.at = "2026-03-02T00:00:00Z";
  lab(programme, "till", { fund: 2_000n, tier: 500n });
  close(programme);
  must(programme, "wallet.withdraw", { holder: "b", amount: 100n });
  must(programme, "plan.activate", {
    plan: forcingPlan({ tiers: ["1", "5"], transferable: true, onQuotaReached: "pause" }),
  });
  lab(programme, "b", { shares: 500n });
  close(programme);
  return programme;
}

const LEVEL = { shareRate: "0", quotaMultiple: "0.001" };

test("[IN8] the journal applied to an empty state gives the same state", () => {
  const { state, journal } = eventful();
  const first = forcingPlan({
    tiers: ["1", "5"],
    transferable: true,
    referral: { levels: [LEVEL] },
  });
  const twin = createState(planOf(first), memoryStore());
  for (const { command, events } of journal) commit(twin, command, events);
  assert.deepEqual(stateJson(twin, []), stateJson(state, []));
  assert.deepEqual(twin.totals, state.totals);
  assert.deepEqual([twin.lastAt, twin.lastCloseDate], [state.lastAt, state.lastCloseDate]);
  assert.deepEqual(twin.eligible, state.eligible);
  const types = new Set(journal.flatMap(({ events }) => events.map(({ type }) => type)));
  assert.ok(types.size >= 13, [...types].join());
  // It knows what was applied, and so answers a retry.
  const [{ command }] = journal as [(typeof journal)[number]];
  assert.ok(apply(twin, command).ok);
  assert.deepEqual(apply(twin, command).ok && apply(twin, command), {
    ok: true,
    events: [],
    isRepeated: true,
  });
});

test("[IN8] the same commands give the same events", () => {
  const [one, other] = [eventful(), eventful()];
  assert.deepEqual(one.journal, other.journal);
});

test("[ID4] only what is applied moves the clock", () => {
  const programme = begin(labPlan());
  assert.equal(programme.state.lastAt, undefined);
  refused(programme, "holder_unknown", "agent.appoint", { region: "r", holder: "x" });
  assert.equal(programme.state.lastAt, undefined);
  join(programme, "x");
  assert.equal(programme.state.lastAt, "2026-03-01T00:00:00Z");
  const parsed = parseCommand({
    ...{ id: "t1", at: "2026-04-01T00:00:00Z", type: "holder.join", holder: "x" },
  });
  assert.ok(parsed.ok);
  apply(programme.state, parsed.command);
  assert.equal(programme.state.lastAt, "2026-03-01T00:00:00Z");
});

test("[ST6] events that nobody could have decided stop the engine", () => {
  const programme = begin(labPlan({ tiers: ["1"] }));
  join(programme, "a", "till");
  lab(programme, "a", { shares: 1_000n, quota: 500n });
  close(programme);
  lab(programme, "till", { fund: 100n, tier: 10n });
  const event: EventOf<"dayClosed"> = {
    ...{ type: "dayClosed", date: "2026-12-31", indexRiseE18: 0n, headRisesE18: [0n] },
    ...{ capped: [], proRataPaidE18: 0n, tierPaidE18: 0n, risen: [], forced: [] },
    ...{ tierMovedE18: 10n * E18, carriedE18: 110n * E18 },
  };
  assert.throws(() => evolve(programme.state, { ...event, tierMovedE18: 0n }), {
    message: "This must hold and does not: the tier fund is paid out or moved whole",
  });
  const again = begin(labPlan({ tiers: ["1"] }));
  join(again, "till");
  lab(again, "till", { fund: 100n, tier: 10n });
  assert.throws(() => evolve(again.state, { ...event, carriedE18: 0n }), {
    message: "This must hold and does not: what is not paid is carried",
  });
  assert.throws(() => evolve(again.state, { type: "planActivated", plan: {} }), {
    message: "An activated plan was checked before it was activated.",
  });
});

test("[ST6] a holder that was paid its quota without being named stops the engine", () => {
  const programme = begin(labPlan());
  join(programme, "a", "till");
  lab(programme, "a", { shares: 100n, quota: 100n });
  lab(programme, "till", { fund: 100n });
  evolve(programme.state, {
    ...{ type: "dayClosed", date: "2026-12-31", headRisesE18: [], capped: [], tierPaidE18: 0n },
    ...{ indexRiseE18: (100n * E18) / ONE, proRataPaidE18: 100n * E18, tierMovedE18: 0n },
    ...{ carriedE18: 0n, risen: [], forced: [] },
  });
  const redeem = {
    id: "x",
    at: programme.at,
    type: "shares.redeem",
    holder: "a",
    shares: "100000",
  };
  const parsed = parseCommand(redeem);
  assert.ok(parsed.ok);
  const { command } = parsed;
  assert.throws(() => apply(programme.state, command), {
    message: "This must hold and does not: whoever reaches the quota is paid at the close itself",
  });
});

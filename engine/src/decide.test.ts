/** What is refused in which state, in which order; and ids and times. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, type JsonObject } from "./json.ts";
import {
  begin,
  buy,
  CATEGORY,
  close,
  EXAMPLES,
  join,
  lab,
  labPlan,
  must,
  only,
  ONE,
  pay,
  planWith,
  refund,
  refused,
  stateJson,
  tell,
  tellJson,
  view,
  type Programme,
} from "./oracle-kit.ts";
import { COMMAND_TYPES, parseCommand } from "./command.ts";
import { REFUSAL_CODES, type RefusalCode } from "./refusal.ts";

const LINE = { line: "default", category: "default", paid: 100n };

/** "rich" has 10 shares at 1.00 and 5.00 in the wallet; "poor" has nothing. */
function someProgramme(members: JsonObject = {}): Programme {
  const programme = begin(labPlan(members));
  join(programme, "rich", "poor");
  lab(programme, "rich", { shares: 1_000n, quota: 10_000n, fund: 500n });
  close(programme);
  return programme;
}

const JOIN = { type: "holder.join" };
const at = "2026-03-01T00:00:00Z";

/** For each code of what is written, a command that earns it. */
const MALFORMED: { readonly [code: string]: JsonObject } = {
  type_unknown: { type: "order.cancel" },
  field_missing: { ...JOIN },
  field_unknown: { ...JOIN, holder: "h", extra: "x" },
  field_wrong_type: { ...JOIN, holder: null },
  id_empty: { ...JOIN, holder: "" },
  id_too_long: { ...JOIN, holder: "x".repeat(129) },
  amount_not_whole: { type: "wallet.withdraw", holder: "rich", amount: 0n },
  instant_invalid: { ...JOIN, holder: "h", at: "2026-02-30T00:00:00Z" },
  date_invalid: { type: "day.close", date: "2026-02-30" },
  lines_empty: { type: "order.pay", order: "o", holder: "rich", lines: [] },
  line_repeated: { type: "order.pay", order: "o", holder: "rich", lines: [LINE, LINE] },
};

for (const [code, json] of Object.entries(MALFORMED)) {
  test(`[CM6] ${code} is told before any state is looked at`, () => {
    const programme = someProgramme();
    assert.equal(tellJson(programme, { id: "c", at, ...json }), code);
    // Also when the id is taken and the time has passed.
    assert.equal(tellJson(programme, { id: "t1", at: "2026-01-01T00:00:00Z", ...json }), code);
  });
}

const until = (day: string): JsonObject => ({ expires: `2026-03-${day}T00:00:00Z` });
const KEEP = { hold: "k", holder: "rich", shares: "1000000", order: "s", ...until("02") };
const SPEND = { holder: "rich", shares: "1000000", order: "s" };

type Case = [code: RefusalCode, type: string, fields: JsonObject, facts: JsonObject];

/** One row a refusal that lies in the state, with the facts it tells. */
const CASES: Case[] = [
  ["holder_unknown", "agent.appoint", { region: "r", holder: "x" }, { holder: "x" }],
  ["holder_unknown", "order.pay", { order: "p", holder: "x", lines: [LINE] }, { holder: "x" }],
  ["holder_unknown", "shares.redeem", { holder: "x", shares: "1" }, { holder: "x" }],
  ["holder_unknown", "shares.spend", { ...SPEND, holder: "x" }, { holder: "x" }],
  ["holder_unknown", "shares.hold", { ...KEEP, hold: "j", holder: "x" }, { holder: "x" }],
  ["holder_unknown", "spend.return", { order: "s", holder: "x", amount: 1n }, { holder: "x" }],
  ["holder_unknown", "shares.transfer", { from: "x", to: "rich", shares: "1" }, { holder: "x" }],
  ["holder_unknown", "shares.transfer", { from: "rich", to: "x", shares: "1" }, { holder: "x" }],
  ["holder_unknown", "wallet.withdraw", { holder: "x", amount: 1n }, { holder: "x" }],
  ["holder_exists", "holder.join", { holder: "rich" }, { holder: "rich" }],
  ["referrer_unknown", "holder.join", { holder: "n", referrer: "x" }, { referrer: "x" }],
  ["referrer_unknown", "holder.join", { holder: "n", referrer: "n" }, { referrer: "n" }],
  ["order_exists", "order.pay", { order: "o", holder: "poor", lines: [LINE] }, { order: "o" }],
  ["order_unknown", "order.complete", { order: "p" }, { order: "p" }],
  [
    "order_unknown",
    "order.refund",
    { order: "p", lines: [{ line: "default", amount: 1n }] },
    { order: "p" },
  ],
  ["order_not_waiting", "order.complete", { order: "o" }, { order: "o" }],
  [
    "category_unknown",
    "order.pay",
    { order: "p", holder: "rich", lines: [LINE, { line: "b", category: "toString", paid: 1n }] },
    { category: "toString" },
  ],
  [
    "line_unknown",
    "order.refund",
    { order: "o", lines: [{ line: "valueOf", amount: 1n }] },
    { order: "o", line: "valueOf" },
  ],
  ["hold_exists", "shares.hold", KEEP, { hold: "k" }],
  ["hold_unknown", "shares.capture", { hold: "j" }, { hold: "j" }],
  ["hold_unknown", "shares.release", { hold: "j" }, { hold: "j" }],
  ["hold_ended", "shares.capture", { hold: "ended" }, { hold: "ended" }],
  ["hold_ended", "shares.release", { hold: "ended" }, { hold: "ended" }],
  [
    "spend_unknown",
    "spend.return",
    { order: "never", holder: "rich", amount: 1n },
    { holder: "rich", order: "never" },
  ],
  ["transfer_off", "shares.transfer", { from: "rich", to: "poor", shares: "1" }, {}],
  ["expiry_not_after", "shares.hold", { ...KEEP, hold: "j", expires: at }, { expires: at, at }],
  [
    "expiry_too_far",
    "shares.hold",
    { ...KEEP, hold: "j", expires: "2026-03-31T00:00:00.1Z" },
    { expires: "2026-03-31T00:00:00.1Z", at },
  ],
  [
    "refund_exceeds_paid",
    "order.refund",
    { order: "o", lines: [{ line: "default", amount: 71n }] },
    { order: "o", line: "default", leftMinor: 70n, amountMinor: 71n },
  ],
  [
    "return_exceeds_spent",
    "spend.return",
    { order: "s", holder: "rich", amount: 201n },
    { leftMinor: 200n, amountMinor: 201n },
  ],
  [
    "shares_insufficient",
    "shares.redeem",
    { holder: "rich", shares: "6000001" },
    { freeMicro: 6_000_000n, sharesMicro: 6_000_001n },
  ],
  [
    "shares_insufficient",
    "shares.spend",
    { ...SPEND, shares: "6000001" },
    { freeMicro: 6_000_000n, sharesMicro: 6_000_001n },
  ],
  [
    "shares_insufficient",
    "shares.hold",
    { ...KEEP, hold: "j", shares: "6000001" },
    { freeMicro: 6_000_000n, sharesMicro: 6_000_001n },
  ],
  ["payout_zero", "shares.redeem", { holder: "rich", shares: "1" }, { valueMinor: 0n }],
  [
    "wallet_insufficient",
    "wallet.withdraw",
    { holder: "rich", amount: 501n },
    { leftMinor: 500n, amountMinor: 501n },
  ],
  [
    "date_not_ascending",
    "day.close",
    { date: "2026-01-02" },
    { date: "2026-01-02", lastCloseDate: "2026-01-02" },
  ],
  [
    "plan_refused",
    "plan.activate",
    { plan: labPlan({ tiers: ["0"], extra: "x" }) },
    { reasons: "key_unknown extra; not_above_zero tiers[0]" },
  ],
  ["plan_refused", "plan.activate", { plan: {} }, { reasons: NO_PLAN() }],
  [
    "plan_worsens",
    "plan.activate",
    { plan: labPlan({ currency: "EUR", tiers: ["5"] }) },
    { keys: "currency, tiers" },
  ],
];

function NO_PLAN(): string {
  const keys = Object.keys(labPlan()).filter((key) => key !== "regionalAgent");
  const inOrder = ["onQuotaReached", "transferable"];
  const rest = keys.filter((key) => !inOrder.includes(key));
  return [...rest, ...inOrder].map((key) => `key_missing ${key}`).join("; ");
}

CASES.forEach(([code, type, fields, facts]) => {
  test(`[CM6] ${code} refuses ${type}: ${JSON.stringify(Object.values(facts).map(String))}`, () => {
    const programme = someProgramme();
    pay(programme, "o", "poor", 100n);
    refund(programme, "o", 30n);
    must(programme, "shares.spend", { ...SPEND, shares: "2000000" });
    must(programme, "shares.hold", KEEP);
    must(programme, "shares.hold", { ...KEEP, hold: "ended" });
    must(programme, "shares.release", { hold: "ended" });
    must(programme, "shares.hold", { ...KEEP, hold: "other" });
    refused(programme, code, type, fields, facts as { [name: string]: string | bigint });
  });
});

test("[CM6] id_conflict and at_backwards tell what they are about", () => {
  const programme = someProgramme();
  refused(programme, "id_conflict", "holder.join", { id: "t1", holder: "x" }, { id: "t1" });
  const early = "2026-02-28T23:59:59.9Z";
  refused(
    programme,
    "at_backwards",
    "holder.join",
    { holder: "x", at: early },
    {
      at: early,
      lastAt: at,
    },
  );
});

test("[CM6] transfer_to_self and outstanding_below_one are told", () => {
  const moving = someProgramme({ transferable: true });
  const toSelf = { from: "rich", to: "rich", shares: "1" };
  refused(moving, "transfer_to_self", "shares.transfer", toSelf, { holder: "rich" });
  const crumbs = someProgramme({ foundingShares: "0.5" });
  const all = { holder: "rich", shares: "10000000" };
  const facts = { outstandingMicro: 500_000n };
  refused(crumbs, "outstanding_below_one", "shares.redeem", all, facts);
  refused(crumbs, "outstanding_below_one", "shares.spend", { ...all, order: "s" }, facts);
  must(crumbs, "shares.hold", { ...KEEP, ...all });
  refused(crumbs, "outstanding_below_one", "shares.capture", { hold: "k" }, facts);
});

test("[CM6] every code has a test", () => {
  // Those that have their own tests: here, in command.test.ts, and quota_reached under [HD4].
  const others = ["command_not_object", "id_conflict", "at_backwards", "transfer_to_self"];
  const tested = [
    ...Object.keys(MALFORMED),
    ...CASES.map(([code]) => code),
    ...[...others, "outstanding_below_one", "quota_reached"],
  ];
  assert.deepEqual([...new Set(tested)].sort(), [...REFUSAL_CODES].sort());
  assert.equal(new Set(REFUSAL_CODES).size, REFUSAL_CODES.length);
});

/** Commands that are refused for two reasons, and are told the first. */
const BOTH: [first: RefusalCode, then: RefusalCode, type: string, fields: JsonObject][] = [
  [
    "id_conflict",
    "at_backwards",
    "holder.join",
    { id: "t1", holder: "x", at: "2026-01-01T00:00:00Z" },
  ],
  ["at_backwards", "holder_exists", "holder.join", { holder: "rich", at: "2026-01-01T00:00:00Z" }],
  ["holder_exists", "referrer_unknown", "holder.join", { holder: "rich", referrer: "x" }],
  ["holder_unknown", "order_exists", "order.pay", { order: "o", holder: "x", lines: [LINE] }],
  [
    "order_exists",
    "category_unknown",
    "order.pay",
    { order: "o", holder: "rich", lines: [{ ...LINE, category: "x" }] },
  ],
  ["holder_unknown", "hold_exists", "shares.hold", { ...KEEP, holder: "x" }],
  ["hold_exists", "expiry_not_after", "shares.hold", { ...KEEP, expires: at }],
  [
    "expiry_not_after",
    "shares_insufficient",
    "shares.hold",
    { ...KEEP, hold: "j", shares: "99999999", expires: at },
  ],
  [
    "expiry_too_far",
    "shares_insufficient",
    "shares.hold",
    { ...KEEP, hold: "j", shares: "99999999", expires: "2027-03-01T00:00:00Z" },
  ],
  ["holder_unknown", "spend_unknown", "spend.return", { order: "never", holder: "x", amount: 1n }],
  [
    "spend_unknown",
    "return_exceeds_spent",
    "spend.return",
    { order: "never", holder: "rich", amount: 10n ** 9n },
  ],
  ["holder_unknown", "transfer_off", "shares.transfer", { from: "rich", to: "x", shares: "1" }],
  [
    "transfer_off",
    "transfer_to_self",
    "shares.transfer",
    { from: "rich", to: "rich", shares: "1" },
  ],
  [
    "transfer_off",
    "shares_insufficient",
    "shares.transfer",
    { from: "poor", to: "rich", shares: "1" },
  ],
  [
    "shares_insufficient",
    "outstanding_below_one",
    "shares.redeem",
    { holder: "poor", shares: "109500000" },
  ],
  ["plan_refused", "plan_worsens", "plan.activate", { plan: { currency: "EUR" } }],
];

test("[CM6] of two reasons the one that stands first in the list is told", () => {
  for (const [first, then, type, fields] of BOTH) {
    const programme = someProgramme();
    pay(programme, "o", "poor", 100n);
    must(programme, "shares.hold", KEEP);
    refused(programme, first, type, fields);
    const codes: readonly RefusalCode[] = REFUSAL_CODES;
    assert.ok(codes.indexOf(first) < codes.indexOf(then));
  }
});

test("[CM6] so it is with shares, crumbs and payouts, and with quotas", () => {
  const free = someProgramme({ foundingShares: "0.5", redemption: NOTHING_BACK });
  refused(free, "outstanding_below_one", "shares.redeem", { holder: "rich", shares: "10000000" });
  refused(free, "shares_insufficient", "shares.redeem", { holder: "rich", shares: "10000001" });
  refused(free, "payout_zero", "shares.redeem", { holder: "rich", shares: "9000000" });
  const moving = someProgramme({ transferable: true });
  const much = { from: "poor", to: "poor", shares: "1" };
  refused(moving, "transfer_to_self", "shares.transfer", much);
  const many = { from: "poor", to: "rich", shares: "1" };
  refused(moving, "shares_insufficient", "shares.transfer", many, {
    freeMicro: 0n,
    sharesMicro: 1n,
  });
});

const NOTHING_BACK = { feeRate: "1", consumesQuota: false };

test("[CM6] what is written is judged in the order in which a reader would", () => {
  const codeOf = (json: JsonObject): string => {
    const parsed = parseCommand(json);
    return parsed.ok ? "" : parsed.refusal.code;
  };
  assert.equal(codeOf({ type: "order.cancel", extra: 1n }), "type_unknown");
  assert.equal(codeOf({ type: "holder.join", holder: null, extra: 1n }), "field_unknown");
  assert.equal(codeOf({ type: "holder.join", id: 1n }), "field_wrong_type");
  const lines = [{ line: "", category: 1n, paid: 0n }];
  assert.equal(codeOf({ ...EXAMPLES[2]!, lines }), "id_empty");
});

test("[CM7] a refused command of any type changes nothing", () => {
  for (const type of COMMAND_TYPES) {
    const programme = someProgramme();
    const stateText = (): string =>
      canonicalJson(stateJson(programme.state, [])) + programme.state.lastAt;
    const before = stateText();
    const example = EXAMPLES.find((each) => each["type"] === type)!;
    // Whom and what the examples name is unknown here, and days closed before.
    const late = { ...example, at: "2026-03-02T00:00:00Z" };
    const json = type === "day.close" ? { ...late, date: "2026-01-01" } : late;
    assert.notEqual(tellJson(programme, json), "applied", type);
    assert.notEqual(tellJson(programme, { ...example, id: "t1" }), "applied", type);
    assert.equal(stateText(), before);
  }
});

test("[CM8] a holder joins once, with a referrer who has joined, or none", () => {
  const programme = begin(planWith());
  join(programme, "top");
  must(programme, "holder.join", { holder: "mid", referrer: "top" });
  must(programme, "holder.join", { holder: "__proto__", referrer: "mid" });
  assert.equal(view(programme, "top").referrer, undefined);
  assert.equal(view(programme, "mid").referrer, "top");
  assert.equal(view(programme, "__proto__").referrer, "mid");
  refused(programme, "holder_exists", "holder.join", { holder: "mid", referrer: "__proto__" });
  assert.equal(view(programme, "mid").referrer, "top");
});

test("[CM9] the agent of a region is the last one appointed", () => {
  const programme = begin(planWith());
  join(programme, "first", "second", "buyer");
  must(programme, "agent.appoint", { region: "north", holder: "first" });
  must(programme, "agent.appoint", { region: "south", holder: "first" });
  must(programme, "agent.appoint", { region: "north", holder: "second" });
  const places = (region: string): string[] =>
    buy(programme, `o-${region}`, "buyer", 10_000n, region).places.map(({ holder }) => holder);
  assert.deepEqual(places("north"), ["buyer", "second"]);
  assert.deepEqual(places("south"), ["buyer", "first"]);
  assert.deepEqual(places("__proto__"), ["buyer"]);
});

test("[CM10] an order is new, for a holder, in categories of the plan", () => {
  const programme = begin(planWith({ categories: { default: CATEGORY, wine: only({}) } }));
  join(programme, "buyer");
  pay(programme, "o", "buyer", { default: 1n, wine: 1n });
  const again = { order: "o", holder: "buyer", lines: [LINE] };
  refused(programme, "order_exists", "order.pay", again);
  refused(programme, "holder_unknown", "order.pay", { ...again, order: "p", holder: "nobody" });
  const strange = { ...LINE, category: "__proto__" };
  refused(programme, "category_unknown", "order.pay", { ...again, order: "p", lines: [strange] });
  must(programme, "order.pay", { ...again, order: "p" });
});

test("[CM11] an order that waits is completed once", () => {
  const programme = begin(planWith());
  join(programme, "buyer");
  pay(programme, "o", "buyer", 100n);
  refused(programme, "order_unknown", "order.complete", { order: "p" });
  must(programme, "order.complete", { order: "o" });
  refused(programme, "order_not_waiting", "order.complete", { order: "o" });
  const atOnce = begin(planWith({ maturity: "payment" }));
  join(atOnce, "buyer");
  pay(atOnce, "o", "buyer", 100n);
  refused(atOnce, "order_not_waiting", "order.complete", { order: "o" });
});

test("[CM12] the whole wallet can be withdrawn, and not a fen more", () => {
  const programme = someProgramme();
  refused(programme, "wallet_insufficient", "wallet.withdraw", { holder: "rich", amount: 501n });
  refused(programme, "wallet_insufficient", "wallet.withdraw", { holder: "poor", amount: 1n });
  must(programme, "wallet.withdraw", { holder: "rich", amount: 499n });
  assert.equal(view(programme, "rich").walletMinor, 1n);
  must(programme, "wallet.withdraw", { holder: "rich", amount: 1n });
  const { walletMinor, withdrawnMinor } = view(programme, "rich");
  assert.deepEqual([walletMinor, withdrawnMinor], [0n, 500n]);
  refused(programme, "wallet_insufficient", "wallet.withdraw", { holder: "rich", amount: 1n });
  assert.equal(programme.state.totals.withdrawnMinor, 500n);
});

test("[CM12] what was redeemed is in the wallet too, beside the whole fen of dividends", () => {
  const programme = someProgramme();
  must(programme, "shares.redeem", { holder: "rich", shares: `${2n * ONE}` });
  // 2 shares at 1.00, less 10 %.
  const amount = 500n + 180n;
  refused(programme, "wallet_insufficient", "wallet.withdraw", {
    holder: "rich",
    amount: amount + 1n,
  });
  must(programme, "wallet.withdraw", { holder: "rich", amount });
});

test("[ID1] the same command again changes nothing, and answers that it was applied", () => {
  const programme = someProgramme();
  const command = { id: "c", at, type: "shares.redeem", holder: "rich", shares: "1000000" };
  assert.equal(tellJson(programme, command), "applied");
  const { sharesMicro } = view(programme, "rich");
  assert.equal(tellJson(programme, command), "repeated");
  const turned = Object.fromEntries(Object.entries(command).reverse());
  assert.equal(tellJson(programme, turned), "repeated");
  assert.equal(view(programme, "rich").sharesMicro, sharesMicro);
});

test("[ID1] also when its time has passed, and whatever has become of its subject", () => {
  const programme = someProgramme();
  const joining = { id: "t1", at, type: "holder.join", holder: "rich" };
  must(programme, "agent.appoint", { region: "r", holder: "rich", at: "2026-04-01T00:00:00Z" });
  assert.equal(tellJson(programme, joining), "repeated");
  refused(programme, "at_backwards", "holder.join", { holder: "new" });
});

test("[ID2] other content under an applied id is refused", () => {
  const programme = someProgramme();
  const command = { id: "c", at, type: "shares.redeem", holder: "rich", shares: "1000000" };
  assert.equal(tellJson(programme, command), "applied");
  for (const change of [
    { shares: "1000001" },
    { holder: "poor" },
    { at: "2026-03-01T00:00:00.0Z" },
    { at: "2026-03-02T00:00:00Z" },
  ]) {
    assert.equal(tellJson(programme, { ...command, ...change }), "id_conflict");
  }
  const spend = { ...command, type: "shares.spend", order: "s" };
  assert.equal(tellJson(programme, spend), "id_conflict");
  assert.equal(tellJson(programme, command), "repeated");
});

test("[ID3] time may stand still, but does not run backwards", () => {
  const programme = begin(planWith());
  const joinAt = (holder: string, time: string): string =>
    tell(programme, "holder.join", { holder, at: `2026-03-01T${time}Z` });
  assert.equal(joinAt("a", "10:00:00.5"), "applied");
  assert.equal(joinAt("b", "10:00:00.50"), "applied");
  assert.equal(joinAt("c", "10:00:00.49999999999999999999"), "at_backwards");
  assert.equal(joinAt("c", "10:00:00"), "at_backwards");
  assert.equal(joinAt("c", "10:00:00.50000000000000000001"), "applied");
});

test("[ID4] a refused id may be tried again, and its time does not count", () => {
  const programme = begin(planWith());
  const early = { id: "c1", at, type: "agent.appoint", region: "r", holder: "h" };
  const late = { ...early, at: "2026-09-01T00:00:00Z" };
  assert.equal(tellJson(programme, late), "holder_unknown");
  assert.equal(tellJson(programme, late), "holder_unknown");
  assert.equal(tellJson(programme, { id: "c2", at, type: "holder.join", holder: "h" }), "applied");
  assert.equal(tellJson(programme, early), "applied");
  assert.equal(tellJson(programme, late), "id_conflict");
  assert.equal(tellJson(programme, early), "repeated");
  assert.deepEqual(programme.rejected, ["c1", "c1", "c1"]);
});

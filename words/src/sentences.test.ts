import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apply,
  checkPlan,
  createState,
  memoryStore,
  parseCommand,
  PLAN_ISSUE_CODES,
  LIVE_REFUSAL_CODES,
  REFUSAL_CODES,
  type Json,
  type JsonObject,
  type PlanIssue,
  type Facts,
  type Refusal,
  type State,
} from "@patronage/engine";
import {
  decimalText,
  moneyText,
  oneLine,
  percentText,
  planIssueSentence,
  refusalSentence,
  sharesText,
} from "./sentences.ts";

const DEFAULT_RATES: JsonObject = {
  grossMargin: "0.65",
  proRataRate: "0.20",
  tierRate: "0.10",
  reserveRate: "0.30",
  quotaMultiple: "2",
};
const PLAN: JsonObject = {
  programme: "trial",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  initialPrice: "1.00",
  foundingShares: "0",
  authorisedShares: "1000000",
  maturity: "payment",
  categories: { default: DEFAULT_RATES },
  grant: { kind: "value", rate: "0.70" },
  referral: { levels: [] },
  tiers: ["100"],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: false,
};

function stateOf(changes: JsonObject = {}): State {
  const check = checkPlan({ ...PLAN, ...changes });
  assert.ok(check.ok);
  return createState(check.plan, memoryStore());
}

let ids = 0;
const at = "2026-03-01T00:00:00Z";
const command = (type: string, fields: JsonObject): JsonObject => ({
  id: `c${(ids += 1)}`,
  at,
  type,
  ...fields,
});
const paid = (order: string, holder: string, amount: bigint): JsonObject =>
  command("order.pay", {
    order,
    holder,
    lines: [{ line: "1", category: "default", paid: amount }],
  });

function refusalOf(state: State, json: Json): Refusal | undefined {
  const read = parseCommand(json);
  const outcome = read.ok ? apply(state, read.command) : read;
  return outcome.ok ? undefined : outcome.refusal;
}

/** Commands that the engine refuses, one for each code. */
function* refusedCommands(): Generator<readonly [State, Json]> {
  const state = stateOf();
  const join = (holder: string, more: JsonObject = {}): JsonObject =>
    command("holder.join", { holder, ...more });
  const first = join("h1");
  const hold = (name: string, shares: string, expires: string): JsonObject =>
    command("shares.hold", { hold: name, holder: "h1", shares, order: "x", expires });
  for (const json of [
    first,
    join("h2"),
    paid("o1", "h1", 10_000n),
    command("shares.spend", { holder: "h1", shares: "1000000", order: "x" }),
    hold("kept", "1000000", "2026-03-02T00:00:00Z"),
    command("shares.release", { hold: "kept" }),
    command("day.close", { date: "2026-03-01" }),
  ]) {
    assert.equal(refusalOf(state, json), undefined);
  }
  const day = (changes: JsonObject): JsonObject => ({
    ...command("day.close", { date: "2026-03-09" }),
    ...changes,
  });
  const refund = (order: string, line: string, amount: bigint): JsonObject =>
    command("order.refund", { order, lines: [{ line, amount }] });
  const line = { line: "1", category: "default", paid: 1n };
  const order = { order: "o2", holder: "h1" };
  for (const json of [
    [],
    day({ type: "day.open" }),
    command("day.close", {}),
    day({ holiday: "" }),
    join("h3", { referrer: null }),
    join(""),
    join("h".repeat(129)),
    paid("o2", "h1", 0n),
    day({ at: "2026-02-30T00:00:00Z" }),
    day({ date: "2026-02-30" }),
    command("order.pay", { ...order, lines: [] }),
    command("order.pay", { ...order, lines: [line, line] }),
    { ...first, holder: "h9" },
    { ...day({}), at: "2026-02-01T00:00:00Z" },
    paid("o2", "nobody", 1n),
    join("h1"),
    join("h3", { referrer: "nobody" }),
    paid("o1", "h1", 1n),
    command("order.complete", { order: "o9" }),
    command("order.complete", { order: "o1" }),
    command("order.pay", { ...order, lines: [{ ...line, category: "wine" }] }),
    refund("o1", "2", 1n),
    hold("kept", "1", "2026-03-02T00:00:00Z"),
    command("shares.capture", { hold: "never" }),
    command("shares.capture", { hold: "kept" }),
    command("spend.return", { order: "y", holder: "h1", amount: 1n }),
    command("shares.transfer", { from: "h1", to: "h2", shares: "1" }),
    hold("new", "1", at),
    hold("new", "1", "2026-04-02T00:00:00Z"),
    refund("o1", "1", 10_001n),
    command("spend.return", { order: "x", holder: "h1", amount: 10n ** 20n }),
    command("shares.redeem", { holder: "h1", shares: "9007199254740993" }),
    command("shares.redeem", { holder: "h1", shares: "19500000" }),
    command("shares.redeem", { holder: "h1", shares: "1" }),
    command("wallet.withdraw", { holder: "h1", amount: 10n ** 20n }),
    day({ date: "2026-02-28" }),
    command("plan.activate", { plan: { ...PLAN, tiers: ["x"] } }),
    command("plan.activate", { plan: { ...PLAN, tiers: ["200"] } }),
  ] as Json[]) {
    yield [state, json];
  }
  const open = stateOf({ transferable: true });
  refusalOf(open, join("h1"));
  yield [open, command("shares.transfer", { from: "h1", to: "h1", shares: "1" })];
  const forced = stateOf({ onQuotaReached: "redeem" });
  refusalOf(forced, join("h1"));
  // Without shares and quota, what the shares are worth is not below the quota left.
  yield [forced, hold("new", "1", "2026-03-02T00:00:00Z")];
}

test("every refusal that the engine gives has a sentence in English and in Chinese", () => {
  const seen = new Set<string>();
  for (const [state, json] of refusedCommands()) {
    const refusal = refusalOf(state, json);
    assert.ok(refusal);
    seen.add(refusal.code);
    const english = refusalSentence(refusal, "en");
    assert.match(english, /^[^\n]{20,400}\.$/, refusal.code);
    assert.match(refusalSentence(refusal, "zh"), /^[^\n]{8,400}。$/, refusal.code);
    assert.doesNotMatch(english, /undefined|\[object|null|\p{Script=Han}/u);
  }
  assert.deepEqual([...seen].sort(), [...REFUSAL_CODES].sort());
});

test("what the live ledger refuses has its sentences too", () => {
  const told: { readonly [Code in (typeof LIVE_REFUSAL_CODES)[number]]: [Facts, RegExp, RegExp] } =
    {
      day_not_ended: [
        { date: "2026-03-01", timezone: "Asia/Shanghai" },
        /2026-03-01 has not ended yet in Asia\/Shanghai/,
        /Asia\/Shanghai 时间的 2026-03-01 尚未结束/,
      ],
      day_before_first: [
        { date: "0001-01-01", firstDate: "2026-03-01", timezone: "Asia/Shanghai" },
        /0001-01-01 is before 2026-03-01, the day of the first command in Asia\/Shanghai/,
        /0001-01-01 早于第一笔业务的日期 2026-03-01（Asia\/Shanghai 时间）/,
      ],
      gate_missing: [{}, /run its futures first/, /还没有做过准入检查/],
      gate_outdated: [
        { madeAt: "2026-01-01T00:00:00Z", daysCount: 30n },
        /of 2026-01-01T00:00:00Z, and holds for 30 days/,
        /2026-01-01T00:00:00Z 的，只在 30 天内有效/,
      ],
      gate_failed: [
        { reasons: "attack_gains (whale)" },
        /does not pass the gate \(attack_gains \(whale\)\)/,
        /没有通过准入检查（attack_gains \(whale\)）/,
      ],
    };
  for (const code of LIVE_REFUSAL_CODES) {
    const [facts, english, chinese] = told[code];
    assert.match(refusalSentence({ code, facts }, "en"), english);
    assert.match(refusalSentence({ code, facts }, "zh"), chinese);
  }
});

const place = (shareRate: string, quotaMultiple: string): JsonObject => ({
  shareRate,
  quotaMultiple,
});
const category = (changes: JsonObject): JsonObject => ({
  categories: { default: { ...DEFAULT_RATES, ...changes } },
});

/** Changes to a plan, so that every code is found in one of them. */
const BAD_PLANS: readonly JsonObject[] = [
  { holiday: true, programme: "", timezone: "Asia/Xanadu", tiers: ["1", "1"], maturity: "never" },
  { initialPrice: "0", foundingShares: "0.0000001", grant: { kind: "value" }, transferable: 1n },
  { foundingShares: "1e3", redemption: { feeRate: "1.5", consumesQuota: true } },
  { categories: {}, referral: { levels: [place("0", "0"), place("0", "0"), place("0", "0")] } },
  { tiers: Array.from({ length: 11 }, (_, index) => `${index + 1}`) },
  { foundingShares: "100", authorisedShares: "99" },
  category({ grossMargin: "0.5" }),
  { grant: { kind: "value", rate: "0.9" }, regionalAgent: place("0.2", "1") },
  { ...category({ quotaMultiple: "0.3" }), onQuotaReached: "redeem" },
  { onQuotaReached: "redeem", regionalAgent: place("0.1", "0.03") },
  { spend: { funding: "merchant" } },
];

test("every issue that the check of a plan finds has a sentence in English and in Chinese", () => {
  const seen = new Set<string>();
  for (const changes of BAD_PLANS) {
    const check = checkPlan({ ...PLAN, ...changes });
    const issues: PlanIssue[] = [...(check.ok ? [] : check.reasons), ...check.warnings];
    for (const issue of issues) {
      seen.add(issue.code);
      const english = planIssueSentence(issue, "en");
      assert.match(english, /^[^\n]{15,400}\.$/, issue.code);
      assert.match(planIssueSentence(issue, "zh"), /^[^\n]{8,400}。$/, issue.code);
      assert.doesNotMatch(english, /undefined|\[object|null|\p{Script=Han}/u);
    }
  }
  assert.deepEqual([...seen].sort(), [...PLAN_ISSUE_CODES].sort());
});

test("a sentence shows money with two decimals and shares with up to six, exactly", () => {
  const refusal: Refusal = {
    code: "shares_insufficient",
    facts: { sharesMicro: 9007199254740993000001n, freeMicro: 14_700_000n },
  };
  assert.match(
    refusalSentence(refusal, "en"),
    /^9007199254740993\.000001 shares .* 14\.7 are not on hold/,
  );
  const wallet: Refusal = {
    code: "wallet_insufficient",
    facts: { amountMinor: 123_456_789_012_345_678_901n, leftMinor: 5n },
  };
  assert.match(refusalSentence(wallet, "en"), /^1234567890123456789\.01 yuan .* holds 0\.05 yuan;/);
  assert.match(refusalSentence(wallet, "zh"), /余额只有 0\.05 元/);
  assert.match(refusalSentence(wallet, "en", "GBP"), /holds 0\.05 GBP;/);
});

test("figures are written digit for digit, percentages rounded down", () => {
  assert.equal(moneyText(0n, "yuan"), "0.00 yuan");
  assert.equal(moneyText(-105n, "yuan"), "-1.05 yuan");
  assert.equal(sharesText(1n), "0.000001");
  assert.equal(sharesText(2_000_000n), "2");
  assert.equal(decimalText({ num: 1n, den: 8n }, 2), "0.125");
  assert.equal(decimalText({ num: 1n, den: 3n }, 2), `0.${"3".repeat(40)}`);
  assert.equal(percentText({ num: 30n, den: 217n }), "13.82");
  assert.equal(percentText({ num: 2n, den: 3n }), "66.66");
});

test("what people wrote stands on one line, shortened, without what a terminal would obey", () => {
  assert.equal(oneLine("红酒 7"), "红酒 7");
  assert.equal(oneLine("a\u001b[2J\nb\u202e"), "a\\u{1b}[2J\\u{a}b\\u{202e}");
  assert.equal(oneLine("\ud800"), "\\u{d800}");
  assert.equal(oneLine("🍷".repeat(81)), `${"🍷".repeat(80)}…`);
  assert.equal(oneLine("🍷".repeat(80)), "🍷".repeat(80));
});

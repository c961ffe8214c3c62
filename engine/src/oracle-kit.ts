/**
 * Kit: a programme under test, for examples worked by hand. Test only.
 *
 * Every command goes through the engine and through the oracle; after each one their states must be
 * equal to the last digit, the postings must sum to zero, and every invariant must hold.
 */
import assert from "node:assert/strict";
import { parseCommand, type Command } from "./command.ts";
import type { Event, EventOf } from "./event.ts";
import { apply } from "./evolve.ts";
import { brokenInvariants } from "./invariants.ts";
import { canonicalJson, type Json, type JsonObject } from "./json.ts";
import { dateText } from "./oracle-random.ts";
import { applyToOracle, createOracle, oracleState, type Oracle } from "./oracle.ts";
import { checkPlan } from "./plan-rules.ts";
import type { Plan } from "./plan.ts";
import { postingsOf } from "./postings.ts";
import type { Facts, Refusal, RefusalCode } from "./refusal.ts";
import { createState, type State } from "./state.ts";
import { memoryStore } from "./store.ts";
import { viewHolder, viewHolders, type HolderView } from "./view.ts";

export const E18 = 10n ** 18n;
/** One share. */
export const ONE = 1_000_000n;

export const CATEGORY: JsonObject = {
  grossMargin: "0.65",
  proRataRate: "0.20",
  tierRate: "0.10",
  reserveRate: "0.30",
  quotaMultiple: "2",
};

/** The plan of section 3, but for the members given. */
export function planWith(members: JsonObject = {}): JsonObject {
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

/** A category that pays into one place only; the rest of what is paid goes nowhere. */
export function only(members: JsonObject): JsonObject {
  const none = { proRataRate: "0", tierRate: "0", reserveRate: "0", quotaMultiple: "0" };
  return { grossMargin: "1", ...none, ...members };
}

/**
 * A plan in which everything can be set by itself: orders accrue at once, a fen paid in `shares` buys
 * a hundredth of a share at 1.00, and a fen in `quota`, `fund` or `tier` goes there and nowhere else.
 */
export function labPlan(members: JsonObject = {}): JsonObject {
  return planWith({
    maturity: "payment",
    categories: {
      default: CATEGORY,
      shares: only({ reserveRate: "1" }),
      quota: only({ quotaMultiple: "1" }),
      fund: only({ proRataRate: "1" }),
      tier: only({ tierRate: "1" }),
    },
    grant: { kind: "value", rate: "1" },
    referral: { levels: [] },
    regionalAgent: { shareRate: "0", quotaMultiple: "0" },
    tiers: [],
    ...members,
  });
}

/**
 * The same where quotas that are reached force out: shares come with a hundredth of a fen of quota a
 * fen above their worth, and money for the funds with as little.
 */
export function forcingPlan(members: JsonObject = {}): JsonObject {
  return labPlan({
    categories: {
      default: CATEGORY,
      shares: only({ reserveRate: "0.5", quotaMultiple: "0.51" }),
      quota: only({ quotaMultiple: "1" }),
      fund: only({ proRataRate: "1", quotaMultiple: "0.000000001" }),
      tier: only({ tierRate: "1", quotaMultiple: "0.000000001" }),
    },
    regionalAgent: { shareRate: "0", quotaMultiple: "0" },
    onQuotaReached: "redeem",
    ...members,
  });
}

/** A checked plan. */
export function planOf(json: JsonObject): Plan {
  const check = checkPlan(json);
  assert.ok(check.ok, check.ok ? "" : canonicalJson(check.reasons as unknown as Json));
  return check.plan;
}

export type Programme = {
  readonly state: State;
  readonly oracle: Oracle;
  readonly rejected: string[];
  /** Why the last refused command was. */
  refusal: Refusal | undefined;
  /** Every event that was applied, with its command. */
  readonly journal: { readonly command: Command; readonly events: readonly Event[] }[];
  at: string;
  closedDays: number;
  commandCount: number;
  labCount: number;
};

/** An empty programme under a plan. */
export function begin(plan: JsonObject): Programme {
  return {
    state: createState(planOf(plan), memoryStore()),
    oracle: createOracle(plan),
    rejected: [],
    refusal: undefined,
    journal: [],
    at: "2026-03-01T00:00:00Z",
    closedDays: 0,
    commandCount: 0,
    labCount: 0,
  };
}

/** The state as section 11 prints it. */
export function stateJson(state: State, rejected: readonly string[]): JsonObject {
  const { merchant } = state;
  const holders = [...viewHolders(state)].map((view): [string, Json] => [
    view.holder,
    {
      shares: `${view.sharesMicro}`,
      held: `${view.heldMicro}`,
      quotaE18: `${view.quotaE18}`,
      dividendsE18: `${view.dividendsE18}`,
      wallet: view.walletMinor,
      tier: BigInt(view.tier),
      owedShares: `${view.owedSharesMicro}`,
      owedQuotaE18: `${view.owedQuotaE18}`,
    },
  ]);
  return {
    reserveE18: `${state.reserveE18}`,
    outstanding: `${state.outstandingMicro}`,
    issued: `${state.issuedMicro}`,
    funds: { proRataE18: `${state.proRataE18}`, tierE18: `${state.tierE18}` },
    merchant: {
      founded: merchant.foundedMinor,
      contributed: merchant.contributedMinor,
      returned: merchant.returnedMinor,
      refundLoss: merchant.refundLossMinor,
      deducted: merchant.deductedMinor,
      spent: merchant.spentMinor,
    },
    holders: Object.fromEntries(holders),
    rejected: [...rejected],
  };
}

/** Applies a command as it is written; "applied", "repeated", or the code of its refusal. */
export function tellJson(programme: Programme, json: JsonObject): string {
  const { state, oracle, rejected, journal } = programme;
  const parsed = parseCommand(json);
  const outcome = parsed.ok ? apply(state, parsed.command) : parsed;
  if (!outcome.ok) {
    rejected.push(json["id"] as string);
    Object.assign(programme, { refusal: outcome.refusal });
  } else if (parsed.ok && outcome.isRepeated === undefined) {
    journal.push({ command: parsed.command, events: outcome.events });
  }
  const { verdict } = applyToOracle(oracle, json);
  const answer = !outcome.ok ? outcome.refusal.code : outcome.isRepeated ? "repeated" : "applied";
  const expected = { refused: answer, duplicate: "repeated", applied: "applied" }[verdict];
  assert.equal(answer, expected, canonicalJson(json));
  assert.equal(!outcome.ok, verdict === "refused", canonicalJson(json));
  const [mine, oracles] = [stateJson(state, rejected), oracleState(oracle) as JsonObject];
  if (canonicalJson(mine) !== canonicalJson(oracles)) assert.deepEqual(mine, oracles);
  assertSameHolders(programme);
  assert.deepEqual(brokenInvariants(state), []);
  for (const event of outcome.ok ? outcome.events : []) assertBalanced(event);
  return answer;
}

/** Also what section 11 does not print must be the same. */
function assertSameHolders({ state, oracle }: Programme): void {
  for (const seen of viewHolders(state)) {
    const expected = oracle.holders.get(seen.holder);
    assert.ok(expected !== undefined);
    const { referrer, grantedMicro, peakMicro, indexE18, payoutsMinor, withdrawnMinor } = expected;
    assert.equal(seen.referrer, referrer);
    assert.deepEqual([seen.grantedMicro, seen.peakMicro], [grantedMicro, peakMicro], seen.holder);
    assert.equal(seen.indexE18, indexE18, seen.holder);
    assert.deepEqual([seen.payoutsMinor, seen.withdrawnMinor], [payoutsMinor, withdrawnMinor]);
  }
}

function assertBalanced(event: Event): void {
  const { money, shares } = postingsOf(event);
  const moneyE18 = money.reduce((sum, { amountE18 }) => sum + amountE18, 0n);
  const sharesMicro = shares.reduce((sum, entry) => sum + entry.sharesMicro, 0n);
  assert.deepEqual([moneyE18, sharesMicro], [0n, 0n], `${event.type} sums to zero`);
}

/** Applies a command with a fresh id, at the programme's time unless the fields say otherwise. */
export function tell(programme: Programme, type: string, fields: JsonObject): string {
  programme.commandCount += 1;
  const id = `t${programme.commandCount}`;
  const answer = tellJson(programme, { id, at: programme.at, type, ...fields });
  return answer;
}

/** Applies a command that must not be refused; its last event. */
export function must(programme: Programme, type: string, fields: JsonObject): Event {
  assert.equal(tell(programme, type, fields), "applied", type);
  return programme.journal.at(-1)!.events.at(-1)!;
}

/** Applies a command that must be refused by that code, with these facts if any are given. */
export function refused(
  programme: Programme,
  code: RefusalCode,
  type: string,
  fields: JsonObject,
  facts?: Facts,
): void {
  assert.equal(tell(programme, type, fields), code, type);
  if (facts !== undefined) assert.deepEqual(programme.refusal?.facts, facts);
}

export function join(programme: Programme, ...holders: string[]): void {
  for (const holder of holders) must(programme, "holder.join", { holder });
}

export function refer(programme: Programme, referrer: string, holder: string): void {
  must(programme, "holder.join", { holder, referrer });
}

/** What is paid by category; a line of the category's name for each. */
export type Paid = { readonly [category: string]: bigint };

export function pay(
  programme: Programme,
  order: string,
  holder: string,
  paid: bigint | Paid,
  region = "north",
): Event {
  const amounts = typeof paid === "bigint" ? { default: paid } : paid;
  const lines = Object.entries(amounts).map(([category, amount]) => ({
    line: category,
    category,
    paid: amount,
  }));
  return must(programme, "order.pay", { order, holder, lines, region });
}

/** Pays an order and completes it, if it waits. */
export function buy(
  programme: Programme,
  order: string,
  holder: string,
  paid: bigint | Paid,
  region = "north",
): EventOf<"orderAccrued"> {
  const event = pay(programme, order, holder, paid, region);
  const last = event.type === "orderPaid" ? must(programme, "order.complete", { order }) : event;
  assert.equal(last.type, "orderAccrued");
  return last;
}

/** Buys in one category of the laboratory, by a fresh order. */
export function lab(programme: Programme, holder: string, paid: Paid): void {
  programme.labCount += 1;
  pay(programme, `lab${programme.labCount}`, holder, paid);
}

/** Gives back so much of one line, which is named after its category. */
export function refund(
  programme: Programme,
  order: string,
  amount: bigint,
  line = "default",
): EventOf<"orderRefunded"> {
  const event = must(programme, "order.refund", { order, lines: [{ line, amount }] });
  return event as EventOf<"orderRefunded">;
}

/** Closes the next day. */
export function close(programme: Programme): EventOf<"dayClosed"> {
  programme.closedDays += 1;
  const event = must(programme, "day.close", { date: dateText(programme.closedDays) });
  return event as EventOf<"dayClosed">;
}

export function view(programme: Programme, holder: string): HolderView {
  const number = programme.state.store.holders.find(holder);
  assert.ok(number !== undefined, `${holder} has joined`);
  return viewHolder(programme.state, number);
}

/** NAV in yuan a share, rounded to so many decimals, as a reader would write it. */
export function navText({ state }: Programme, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const twice = (2n * scale * state.reserveE18 * ONE) / (state.outstandingMicro * 100n * E18);
  const rounded = (twice + 1n) / 2n;
  return `${rounded / scale}.${`${rounded % scale}`.padStart(decimals, "0")}`;
}

const ANY_TIME = { id: "c", at: "2026-03-01T00:00:00Z" };

/** A well-formed command of every type, with every field it may have. */
export const EXAMPLES: readonly JsonObject[] = [
  { ...ANY_TIME, type: "holder.join", holder: "h", referrer: "r" },
  { ...ANY_TIME, type: "agent.appoint", region: "north", holder: "h" },
  {
    ...ANY_TIME,
    type: "order.pay",
    order: "o",
    holder: "h",
    lines: [
      { line: "l1", category: "default", paid: 100n },
      { line: "l2", category: "wine", paid: 7n },
    ],
    region: "north",
  },
  { ...ANY_TIME, type: "order.complete", order: "o" },
  {
    ...ANY_TIME,
    type: "order.refund",
    order: "o",
    lines: [
      { line: "l1", amount: 100n },
      { line: "l2", amount: 7n },
    ],
  },
  { ...ANY_TIME, type: "shares.redeem", holder: "h", shares: "1" },
  { ...ANY_TIME, type: "shares.spend", holder: "h", shares: "1", order: "s" },
  {
    ...{ ...ANY_TIME, type: "shares.hold", hold: "k", holder: "h", shares: "1", order: "s" },
    expires: "2026-03-03T00:00:00Z",
  },
  { ...ANY_TIME, type: "shares.capture", hold: "k" },
  { ...ANY_TIME, type: "shares.release", hold: "k" },
  { ...ANY_TIME, type: "spend.return", order: "s", holder: "h", amount: 3n },
  { ...ANY_TIME, type: "shares.transfer", from: "h", to: "g", shares: "1" },
  { ...ANY_TIME, type: "wallet.withdraw", holder: "h", amount: 3n },
  { ...ANY_TIME, type: "day.close", date: "2026-03-01" },
  { ...ANY_TIME, type: "plan.activate", plan: {} },
];

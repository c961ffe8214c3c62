/**
 * The invariants of the contract (spec/economics.md, section 10) on the oracle, after every command
 * of many random histories; and that these histories meet every type and every refusal.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { randomHistory } from "./history.ts";
import { canonicalJson, parseJson, type Json, type JsonObject } from "./json.ts";
import { COMMAND_TYPES } from "./oracle-fields.ts";
import { E18, sum } from "./oracle-math.ts";
import { floorValueMinor, priceOf, walletMinor } from "./oracle-state.ts";
import { applyToOracle, createOracle, oracleState, type Oracle } from "./oracle.ts";

const HISTORIES = 200;

/** Everything that a state is made of, as text. */
function everythingIn(oracle: Oracle): string {
  return JSON.stringify({ ...oracle, rejected: [], applied: [] }, (_key, value: unknown) => {
    if (value instanceof Map) return [...value];
    return typeof value === "bigint" ? `${value}` : value;
  });
}

function assertInvariants(oracle: Oracle): void {
  const holders = [...oracle.holders.values()];
  const { reserveE18, outstandingMicro, proRataE18, tierE18 } = oracle;
  const heldMicro = new Map(holders.map((holder) => [holder, 0n]));
  for (const hold of oracle.holds.values()) {
    const holder = oracle.holders.get(hold.holder);
    assert.ok(holder !== undefined, "a hold's holder is a holder");
    if (hold.active) heldMicro.set(holder, (heldMicro.get(holder) ?? 0n) + hold.sharesMicro);
  }
  for (const holder of holders) {
    assert.equal(holder.heldMicro, heldMicro.get(holder), "held is the sum of the holds");
    assert.ok(holder.heldMicro <= holder.sharesMicro, "no more is held than there is");
    assert.ok(holder.peakMicro <= holder.grantedMicro, "the peak is never above granted");
    assert.ok(holder.quotaE18 >= 0n && walletMinor(holder) >= 0n, "nothing is negative");
    assert.ok(holder.owedSharesMicro >= 0n && holder.owedQuotaE18 >= 0n, "nothing is negative");
  }
  assert.ok(reserveE18 >= 0n && proRataE18 >= 0n && tierE18 >= 0n, "nothing is negative");
  const holdingsMicro = sum(holders.map((holder) => holder.sharesMicro));
  assert.equal(outstandingMicro, oracle.plan.foundingMicro + holdingsMicro);
  assert.ok(outstandingMicro <= oracle.issuedMicro, "what is outstanding was issued");
  assert.ok(oracle.issuedMicro <= oracle.plan.authorisedMicro, "issued ≤ authorised");
  if (outstandingMicro > 0n) {
    const price = priceOf(oracle);
    const valuesMinor = sum(holders.map((holder) => floorValueMinor(holder.sharesMicro, price)));
    assert.ok(valuesMinor * E18 <= reserveE18, "the reserve could pay everyone at once");
  }
  const withdrawnMinor = sum(holders.map((holder) => holder.withdrawnMinor));
  const cameMinor = oracle.foundedMinor + oracle.contributedMinor;
  const wentMinor = oracle.returnedMinor + oracle.spentMinor + withdrawnMinor;
  const inWalletsE18 = sum(
    holders.map(
      ({ dividendsE18, payoutsMinor, withdrawnMinor: outMinor }) =>
        dividendsE18 + (payoutsMinor - outMinor) * E18,
    ),
  );
  const bankE18 = reserveE18 + proRataE18 + tierE18 + inWalletsE18;
  assert.equal((cameMinor - wentMinor) * E18, bankE18, "the bank holds what is owed");
}

const BURNING = ["shares.redeem", "shares.spend", "shares.capture"];

function assertStep(before: Oracle, oracle: Oracle, command: JsonObject): void {
  const type = command["type"] as string;
  if (before.outstandingMicro > 0n && oracle.outstandingMicro > 0n) {
    const was = before.reserveE18 * oracle.outstandingMicro;
    assert.ok(oracle.reserveE18 * before.outstandingMicro >= was, "the NAV never falls");
  }
  if (BURNING.includes(type)) {
    const { numerator, denominator } = oracle.plan.feeRate;
    const above = oracle.reserveE18 * before.outstandingMicro * (denominator - numerator);
    const boundE18 = oracle.outstandingMicro * before.reserveE18 * denominator;
    const slackE18 = before.outstandingMicro * (denominator - numerator);
    if (numerator < denominator) assert.ok(above < boundE18 + slackE18, "the step is bounded");
    const isCrumb = oracle.outstandingMicro > 0n && oracle.outstandingMicro < 1_000_000n;
    assert.ok(!isCrumb, "no crumb is left");
  }
  if (oracle.outstandingMicro === 0n && BURNING.includes(type)) {
    assert.equal(oracle.reserveE18, 0n, "the last share takes all of the reserve");
  }
  const isPlainClose = type === "day.close" && oracle.plan.onQuotaReached === "pause";
  if (isPlainClose) {
    const received = (state: Oracle): bigint =>
      sum([...state.holders.values()].map((holder) => holder.dividendsE18));
    const funds = (state: Oracle): bigint => state.proRataE18 + state.tierE18;
    const paidE18 = received(oracle) - received(before);
    assert.equal(paidE18 + funds(oracle), funds(before), "paid + carried = what went in");
  }
}

type Seen = { applied: Set<string>; whys: Set<string>; verdicts: Map<string, number> };

function runHistory(seed: number, seen: Seen): void {
  const { plan, commands } = randomHistory(seed, { commands: 120 });
  const oracle = createOracle(plan);
  for (const each of commands) {
    const command = each as JsonObject;
    const before: Oracle = structuredClone({ ...oracle, orders: new Map(), applied: new Map() });
    const text = seed <= 25 ? everythingIn(oracle) : "";
    const { verdict, why } = applyToOracle(oracle, command);
    seen.verdicts.set(verdict, (seen.verdicts.get(verdict) ?? 0) + 1);
    if (why !== undefined) seen.whys.add(why.replace(/:.*/, ""));
    if (verdict === "applied") {
      seen.applied.add(command["type"] as string);
      assertInvariants(oracle);
      assertStep(before, oracle, command);
    } else if (seed <= 25) {
      assert.ok(everythingIn(oracle) === text, "a refused or repeated command changes nothing");
    }
  }
  const again = createOracle(parseJson(canonicalJson(plan)));
  for (const command of parseJson(canonicalJson(commands)) as Json[]) applyToOracle(again, command);
  const states = [again, oracle].map((state) => canonicalJson(oracleState(state)));
  assert.ok(states[0] === states[1], "a replay gives the same state");
}

test("[IN2] [IN3] [IN5] [IN6] [IN7] oracle: the invariants hold after every command of random histories", async (context) => {
  const seen: Seen = { applied: new Set(), whys: new Set(), verdicts: new Map() };
  for (let seed = 1; seed <= HISTORIES; seed += 1) {
    try {
      runHistory(seed, seen);
    } catch (cause) {
      throw new Error(`history of seed ${seed}`, { cause });
    }
  }
  await context.test("[CM1] and they apply every type of command", () => {
    assert.deepEqual([...seen.applied].sort(), [...COMMAND_TYPES].sort());
    const applied = seen.verdicts.get("applied") ?? 0;
    assert.ok(applied * 100 > 70 * 120 * HISTORIES, "most commands are applied");
    assert.ok((seen.verdicts.get("duplicate") ?? 0) > HISTORIES / 4);
  });
  await context.test("[CM6] and they meet every refusal", () => {
    const expected = [
      ...["at_earlier", "category_unknown", "crumb_left", "date_not_later", "expires_too_early"],
      ...["expires_too_late", "field_missing", "field_unknown", "field_wrong", "hold_ended"],
      ...[
        "hold_exists",
        "hold_unknown",
        "holder_exists",
        "holder_unknown",
        "id_used",
        "line_twice",
      ],
      ...["line_unknown", "not_transferable", "order_exists", "order_matured", "order_unknown"],
      ...["payout_zero", "plan_change", "plan_refused", "quota_reached", "referrer_unknown"],
      ...["refund_above_paid", "return_above_spent", "shares_insufficient", "transfer_to_self"],
      ...["type_unknown", "wallet_insufficient"],
    ];
    assert.deepEqual([...seen.whys].sort(), expected.sort());
  });
});

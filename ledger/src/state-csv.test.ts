/** The state as CSV: every figure there, every text whole, and no cell a formula. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  apply,
  checkPlan,
  closeCount,
  createState,
  memoryStore,
  parseCommand,
  viewHolders,
  type Json,
  type State,
} from "@patronage/engine";
import fc from "fast-check";
import { randomHistory } from "../../engine/src/history.ts";
import { planWith } from "../../engine/src/oracle-kit.ts";
import { guardText, holdersCsv, programmeCsv, unguardText } from "./state-csv.ts";

function stateOf(plan: Json, commands: readonly Json[]): State {
  const check = checkPlan(plan);
  assert.ok(check.ok);
  const state = createState(check.plan, memoryStore());
  for (const each of commands) {
    const parsed = parseCommand(each);
    if (parsed.ok) apply(state, parsed.command);
  }
  return state;
}

const joined = (...holders: string[]): Json[] =>
  holders.map((holder, k) => ({
    ...{ id: `c${k}`, at: "2026-03-01T00:00:00Z", type: "holder.join", holder },
    ...(k > 0 && { referrer: holders[k - 1]! }),
  }));

/** Reads RFC 4180, and nothing more lenient. */
function readCsv(text: string): string[][] {
  const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [];
  let row: string[] = [];
  while (CELL.lastIndex < text.length) {
    const at = CELL.lastIndex;
    const match = CELL.exec(text);
    assert.ok(match !== null, `no cell at ${at}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  assert.deepEqual(row, [], "the last line is ended");
  return rows;
}

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

test("a line a holder, with all that a view of it has, after random histories", () => {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const { plan, commands } = randomHistory(seed, { commands: 150 });
    const state = stateOf(plan, commands);
    const [columns, ...lines] = readCsv([...holdersCsv(state)].join(""));
    const views = [...viewHolders(state)];
    assert.ok(views.length > 0);
    assert.deepEqual(columns, Object.keys(views[0]!).map(snake), `history of seed ${seed}`);
    const expected = views.map((view) => Object.values(view).map((value) => String(value ?? "")));
    assert.deepEqual(lines, expected, `history of seed ${seed}`);
  }
});

test("the programme's figures, name by name", () => {
  const { plan, commands } = randomHistory(3, { commands: 150 });
  const state = stateOf(plan, commands);
  const [head, ...lines] = readCsv(programmeCsv(state));
  assert.deepEqual(head, ["name", "value"]);
  assert.ok(lines.every((line) => line.length === 2));
  const figures = Object.fromEntries(lines as [string, string][]);
  const { merchant, totals } = state;
  const expected = {
    programme: state.plan.programme,
    currency: "CNY",
    timezone: state.plan.timezone,
    holders_count: state.store.holders.count,
    closes_count: closeCount(state),
    last_close_date: state.lastCloseDate,
    last_command_at: state.lastAt,
    reserve_e18: state.reserveE18,
    outstanding_micro: state.outstandingMicro,
    founding_micro: state.plan.foundingShares,
    issued_micro: state.issuedMicro,
    authorised_micro: state.plan.authorisedShares,
    pro_rata_fund_e18: state.proRataE18,
    tier_fund_e18: state.tierE18,
    merchant_founded_minor: merchant.foundedMinor,
    merchant_contributed_minor: merchant.contributedMinor,
    merchant_returned_minor: merchant.returnedMinor,
    merchant_refund_loss_minor: merchant.refundLossMinor,
    merchant_deducted_minor: merchant.deductedMinor,
    merchant_spent_minor: merchant.spentMinor,
    holders_dividends_e18: totals.dividendsE18,
    holders_payouts_minor: totals.payoutsMinor,
    holders_withdrawn_minor: totals.withdrawnMinor,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(figures[name], String(value));
  assert.equal(lines.length, Object.keys(expected).length);
});

test("what is not there yet has no value", () => {
  const state = stateOf(planWith({ programme: "=1" }), []);
  const text = programmeCsv(state);
  assert.match(text, /\r\nlast_close_date,\r\nlast_command_at,\r\n/);
  assert.match(text, /\r\nprogramme,"'=1"\r\n/);
  assert.equal([...holdersCsv(state)].join("").split("\r\n").length, 2);
});

test("texts stand in quotes, and quotes in them twice", () => {
  const state = stateOf(planWith(), joined("anna", 'a "b", c\r\nd'));
  const lines = [...holdersCsv(state)].join("").split("\r\n").slice(1);
  assert.match(lines[0]!, /^"anna",,0,0,/);
  assert.match(lines.slice(1).join("\r\n"), /^"a ""b"", c\r\nd","anna",0,/);
});

const GUARDED = [
  ["anna", "anna"],
  ["1-1", "1-1"],
  ["'quoted'", "'quoted'"],
  ["=1+1", "'=1+1"],
  ["+86 138", "'+86 138"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["＝1", "'＝1"],
  ["'=1", "''=1"],
  ["  =1", "'  =1"],
  ["\tx", "'\tx"],
  ["\r=1", "'\r'=1"],
  ["\n", "'\n"],
  ["'\n", "''\n"],
  ["a;=1", "a;'=1"],
  ["a\n=1\t-2", "a\n'=1\t'-2"],
  ["a;'=1", "a;''=1"],
  ["a,=1", "a,=1"],
] as const;

test("no cell can begin a formula", () => {
  for (const [text, guarded] of GUARDED) {
    assert.equal(guardText(text), guarded, JSON.stringify(text));
    assert.equal(unguardText(guarded), text, JSON.stringify(text));
  }
  const state = stateOf(planWith(), joined(...GUARDED.map(([text]) => text)));
  const [, ...lines] = readCsv([...holdersCsv(state)].join(""));
  assert.deepEqual(
    lines.map(([holder, referrer]) => [holder, referrer]),
    GUARDED.map(([, guarded], k) => [guarded, GUARDED[k - 1]?.[1] ?? ""]),
  );
});

test("any text can be had back, and is harmless wherever a line is cut", () => {
  const sign = fc.constantFrom(..."'' ;,\t\r\n=+-@＝＠a\"");
  const text = fc.oneof(fc.string({ unit: sign }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(text, (given) => {
      const guarded = guardText(given);
      assert.equal(unguardText(guarded), given);
      for (const cell of guarded.split(/[;\t\r\n]/)) {
        assert.doesNotMatch(cell, /^ *[=+\-@＝＋－＠]/);
      }
    }),
    { numRuns: 5_000, seed: 11 },
  );
});

test("many holders come in pieces", () => {
  const names = Array.from({ length: 4_000 }, (_, k) => `holder-${k}`);
  const state = stateOf(planWith(), joined(...names));
  const chunks = [...holdersCsv(state)];
  assert.ok(chunks.length > 2);
  assert.ok(chunks.every((chunk) => chunk.length < 70_000));
  assert.equal(readCsv(chunks.join("")).length, names.length + 1);
});

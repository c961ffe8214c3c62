/** The books, read by the real hledger: it finds them sound, and finds in them what the state says. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import {
  apply,
  checkPlan,
  createState,
  memoryStore,
  MINOR_E18,
  parseCommand,
  viewHolders,
  type Json,
  type JsonObject,
  type Plan,
  type State,
} from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import { forcingPlan, labPlan, planWith } from "../../engine/src/oracle-kit.ts";
import { hledgerJournal, type BookRow } from "./books.ts";
import { eventsText, readEvents } from "./encoding.ts";

type Run = { readonly plan: Plan; readonly state: State; readonly rows: BookRow[] };

/** Applies commands to an empty programme, leaving out those that are refused or repeated. */
function runCommands(json: Json, commands: readonly Json[]): Run {
  const check = checkPlan(json);
  assert.ok(check.ok);
  const state = createState(check.plan, memoryStore());
  const rows: BookRow[] = [];
  for (const each of commands) {
    const parsed = parseCommand(each);
    const outcome = parsed.ok ? apply(state, parsed.command) : undefined;
    if (!parsed.ok || !outcome?.ok || outcome.isRepeated) continue;
    rows.push({ seq: BigInt(rows.length + 1), command: parsed.command, events: outcome.events });
  }
  return { plan: check.plan, state, rows };
}

async function booksOf({ plan, rows, state }: Run): Promise<string> {
  let text = "";
  for await (const chunk of hledgerJournal(plan, rows, () => state)) text += chunk;
  return text;
}

function hledger(journal: string, ...args: string[]): { isFine: boolean; out: string } {
  const env = { ...process.env, LC_ALL: "C.UTF-8" };
  const options = { input: journal, encoding: "utf8", env, maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr, error } = spawnSync("hledger", ["-f", "-", ...args], options);
  if ((error as { code?: string } | undefined)?.code === "ENOENT") {
    assert.fail("hledger is missing: install Debian's package hledger");
  }
  assert.equal(error, undefined);
  return { isFine: status === 0, out: status === 0 ? stdout : stderr };
}

const EVERY_CHECK = ["check", "--strict", "ordereddates", "payees", "uniqueleafnames"];

function assertSound(journal: string, about = ""): void {
  const { isFine, out } = hledger(journal, ...EVERY_CHECK);
  assert.ok(isFine, `${about}\n${out}`);
}

function assertRefused(journal: string, why: RegExp): void {
  const { isFine, out } = hledger(journal, ...EVERY_CHECK);
  assert.ok(!isFine, "hledger finds nothing wrong");
  assert.match(out, why);
}

/** What hledger says is in the accounts: E18 of a fen, or micro-shares. */
function balancesIn(journal: string): { [account: string]: bigint } {
  const args = ["balance", "--flat", "--empty", "--no-total", "--layout=bare", "-O", "csv"];
  const { isFine, out } = hledger(journal, ...args);
  assert.ok(isFine, out);
  const lines = out.trim().split("\n").slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const [, account, , amount] = /^"([^"]*)","(.*)","([^"]*)"$/.exec(line)!;
      const [whole, fraction = ""] = amount!.split(".");
      const places = account!.startsWith("shares:") ? 6 : 20;
      return [account!, BigInt(whole! + fraction.padEnd(places, "0"))] as const;
    }),
  );
}

function expectedBalances(state: State): { [account: string]: bigint } {
  const holders = [...viewHolders(state)];
  const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  const wallets = sum(
    holders.map(
      (view) => view.dividendsE18 + (view.payoutsMinor - view.withdrawnMinor) * MINOR_E18,
    ),
  );
  const holdings = sum(holders.map((view) => view.sharesMicro));
  return {
    "assets:bank": state.reserveE18 + state.proRataE18 + state.tierE18 + wallets,
    "equity:reserve": -state.reserveE18,
    "liabilities:funds:pro-rata": -state.proRataE18,
    "liabilities:funds:tier": -state.tierE18,
    "liabilities:wallets": -wallets,
    "shares:burned": state.issuedMicro - state.outstandingMicro,
    "shares:outstanding:founding": state.plan.foundingShares,
    "shares:outstanding:holdings": holdings,
    "shares:unissued": -state.issuedMicro,
  };
}

const MOVING = [
  ...["order.pay", "order.complete", "order.refund", "shares.redeem", "shares.spend"],
  ...["shares.capture", "spend.return", "wallet.withdraw", "day.close"],
];

test("hledger finds the books of random histories sound, and in them what the state says", async () => {
  const seen = new Set<string>();
  let excessCount = 0;
  for (let seed = 1; seed <= 16; seed++) {
    const history = randomHistory(seed, { commands: 160 });
    const run = runCommands(history.plan, history.commands);
    const journal = await booksOf(run);
    assertSound(journal, `history of seed ${seed}`);
    assert.deepEqual(balancesIn(journal), expectedBalances(run.state), `history of seed ${seed}`);
    for (const [, type] of journal.matchAll(/^\d{4}-\d\d-\d\d \(\d+\) (\S+)/gm)) seen.add(type!);
    for (const event of run.rows.flatMap(({ events }) => events)) {
      if (event.type !== "dayClosed") continue;
      excessCount += event.forced.filter(({ excessE18 }) => excessE18 > 0n).length;
    }
  }
  assert.deepEqual([...seen].sort(), ["balances", "founding", ...MOVING].sort());
  assert.ok(excessCount > 0, "the exit of somebody forced out moves money to a fund");
});

const at = (second: number): string => new Date(Date.UTC(2026, 2, 1, 0, 0, second)).toISOString();

/** Commands with an id and an instant each. */
function numbered(bodies: readonly JsonObject[]): JsonObject[] {
  return bodies.map((body, k) => ({ id: `c${k + 1}`, at: at(k), ...body }));
}

const pay = (order: string, holder: string, paid: bigint, category = "default"): JsonObject => ({
  ...{ type: "order.pay", order, holder },
  lines: [{ line: "1", category, paid }],
});

const SMALL = numbered([
  { type: "holder.join", holder: "anna" },
  pay("o1", "anna", 10_000n),
  { type: "order.complete", order: "o1" },
  { type: "day.close", date: "2026-03-01" },
  { type: "shares.redeem", holder: "anna", shares: "7000000" },
  { type: "wallet.withdraw", holder: "anna", amount: 2_000n },
  { type: "day.close", date: "2026-03-02" },
]);

test("books of events as the journal keeps them are the same books", async () => {
  const history = randomHistory(2, { commands: 300 });
  const run = runCommands(history.plan, history.commands);
  const rows = run.rows.map((row) => ({ ...row, events: readEvents(eventsText(row.events)) }));
  assert.equal(await booksOf({ ...run, rows }), await booksOf(run));
});

test("a small programme's books, line by line", async () => {
  const journal = await booksOf(runCommands(planWith(), SMALL));
  assertSound(journal);
  const lines = journal.split("\n");
  const body = lines.slice(lines.indexOf("2026-03-01 (0) founding"));
  assert.deepEqual(
    body.slice(0, 30).map((line) => line.replaceAll(/ {2,}/g, "  ")),
    [
      "2026-03-01 (0) founding",
      "  assets:bank  100 CNY",
      "  equity:reserve  -100 CNY",
      "  shares:unissued  -100 SHARE",
      "  shares:outstanding:founding  100 SHARE",
      "",
      "2026-03-01 (3) order.complete  ; id:c3, at:2026-03-01T00:00:02.000Z, order:o1, holder:anna",
      "  assets:bank  60 CNY",
      "  equity:reserve  -30 CNY",
      "  liabilities:funds:pro-rata  -20 CNY",
      "  liabilities:funds:tier  -10 CNY",
      "  shares:unissued  -21 SHARE",
      "  shares:outstanding:holdings  21 SHARE",
      "",
      "2026-03-01 (4) day.close  ; id:c4, at:2026-03-01T00:00:03.000Z, day:2026-03-01",
      "  assets:bank  0 CNY  =  160 CNY",
      "  equity:reserve  0 CNY  =  -130 CNY",
      "  liabilities:funds:pro-rata  19.99999999999982 CNY  =  -0.00000000000018 CNY",
      "  liabilities:funds:tier  10 CNY  =  0 CNY",
      "  liabilities:wallets  -29.99999999999982 CNY  =  -29.99999999999982 CNY",
      "  shares:unissued  0 SHARE  =  -121 SHARE",
      "  shares:outstanding:founding  0 SHARE  =  100 SHARE",
      "  shares:outstanding:holdings  0 SHARE  =  21 SHARE",
      "  shares:burned  0 SHARE  =  0 SHARE",
      "",
      "2026-03-01 (5) shares.redeem  ; id:c5, at:2026-03-01T00:00:04.000Z, holder:anna",
      "  equity:reserve  6.76 CNY",
      "  liabilities:wallets  -6.76 CNY",
      "  shares:outstanding:holdings  -7 SHARE",
      "  shares:burned  7 SHARE",
    ],
  );
});

test("forced exits leave in the funds what the close says and what the step bound moves", async () => {
  const commands = numbered([
    { type: "holder.join", holder: "a" },
    { type: "holder.join", holder: "b" },
    pay("o1", "a", 10_000n, "shares"),
    pay("o2", "b", 100_000n, "shares"),
    pay("o3", "b", 999_999_999n, "quota"),
    pay("o4", "b", 90_001n, "fund"),
    { type: "day.close", date: "2026-03-01" },
  ]);
  const run = runCommands(forcingPlan({ foundingShares: "1" }), commands);
  const close = run.rows.at(-1)!.events.find((event) => event.type === "dayClosed")!;
  assert.equal(close.type === "dayClosed" && close.forced.length, 1);
  assertSound(await booksOf(run));
});

const NASTY = [
  "a;b",
  "a, order:x",
  'say "no"',
  "\n2026-03-01 stolen\n    assets:bank  1 CNY\n    equity:reserve",
  "\r\nend comment\r\n",
  "\tinclude x",
  "  led by spaces, and ended  ",
  "[2020-01-01] date:2020-01-01",
  "back\\slash \\u0041 \\n",
  "=1+1 @ 2 {3} (*) ! | ~",
  "\u0000\u0007\u001b[31m\u0085\u2028\u202e\ufeff\u200b",
  "会员 一号",
  "𝕏😀",
  "\ud800 half",
  "*",
  "'",
];

test("no id is anything but the value of a tag, and each can be read back", async () => {
  const commands = NASTY.flatMap((id): JsonObject[] => [
    { id: `join ${id}`, type: "holder.join", holder: id },
    { id, ...pay(id, id, 10_000n) },
    { id: `spend ${id}`, type: "shares.spend", holder: id, shares: "1000000", order: id },
  ]);
  const nasty = NASTY.join("");
  const plan = planWith({ programme: nasty, maturity: "payment", foundingShares: "0" });
  const stamped = commands.map((command, k) => ({ at: at(k), ...command }));
  const run = runCommands(plan, stamped);
  assert.equal(run.rows.length, commands.length);
  const journal = await booksOf(run);
  assertSound(journal);
  assert.deepEqual(balancesIn(journal), expectedBalances(run.state));
  const transactions = journal.split("\n").filter((line) => /^\d/.test(line));
  assert.equal(transactions.length, NASTY.length * 2 + 1);
  const { out } = hledger(journal, "tags", "--values", "holder");
  const holders = out.split("\n").slice(0, -1);
  assert.deepEqual(
    holders.map((text): unknown => JSON.parse(`"${text}"`)).sort(),
    [...NASTY].sort(),
  );
  assert.ok(holders.includes("会员 一号"), "letters of all scripts stay as they are");
  const names = hledger(journal, "accounts", "--used").out.trim().split("\n");
  assert.ok(names.every((name) => Object.hasOwn(expectedBalances(run.state), name)));
});

test("any text is a currency, and none is taken for shares", async () => {
  for (const currency of ["SHARE", "", "元", '"; = 1 CNY\n', "US Dollar", "EUR"]) {
    const run = runCommands(planWith({ currency }), SMALL);
    const journal = await booksOf(run);
    assertSound(journal, JSON.stringify(currency));
    assert.deepEqual(balancesIn(journal), expectedBalances(run.state));
  }
});

test("a programme to which nothing happened has books as well", async () => {
  for (const foundingShares of ["0", "100"]) {
    const run = runCommands(planWith({ foundingShares }), []);
    const journal = await booksOf(run);
    assertSound(journal);
    assert.equal(journal.includes("(0) founding"), foundingShares === "100");
    assert.deepEqual(balancesIn(journal), expectedBalances(run.state));
  }
});

/** Every figure of the last digit changed in turn, as texts that hledger is to refuse. */
function changedFigures(journal: string): string[] {
  const figures = [...journal.matchAll(/(?<=^ {4}\S+.* )-?\d+(?:\.\d+)?(?= (?:CNY|SHARE))/gm)];
  return figures.map(({ 0: figure, index }) => {
    const places = journal.slice(index + figure.length).startsWith(" CNY") ? 20 : 6;
    const [whole, fraction = ""] = figure.split(".");
    const finest = `${fraction.padEnd(places, "0").slice(0, -1)}7`;
    return `${journal.slice(0, index)}${whole}.${finest}${journal.slice(index + figure.length)}`;
  });
}

test("hledger refuses books of which one figure is changed in its last place", async () => {
  const run = runCommands(planWith(), SMALL);
  const changed = changedFigures(await booksOf(run));
  assert.ok(changed.length > 60);
  for (const journal of changed) assertRefused(journal, /could not balance|balance assertion/);
});

test("what balances and is wrong is refused at the next close", async () => {
  const journal = await booksOf(runCommands(planWith(), SMALL));
  const shifted = journal
    .replace(/(equity:reserve +)-30 CNY/, "$1-29 CNY")
    .replace(/(funds:pro-rata +)-20 CNY/, "$1-21 CNY");
  assert.notEqual(shifted, journal);
  assertRefused(shifted, /balance assertion[^]*day\.close/);
});

test("books that are not those of the state, or of what a close says, are refused", async () => {
  const others: ((run: Run) => Run)[] = [
    ({ state, ...run }) => ({ ...run, state: { ...state, reserveE18: state.reserveE18 + 1n } }),
    ({ state, ...run }) => ({ ...run, state: { ...state, issuedMicro: state.issuedMicro - 1n } }),
    ({ rows, ...run }) => ({ ...run, rows: rows.filter(({ seq }) => seq !== 6n) }),
    ({ rows, ...run }) => ({
      ...run,
      rows: rows.map((row) => ({
        ...row,
        events: row.events.map((event) =>
          event.type === "dayClosed" ? { ...event, carriedE18: event.carriedE18 + 1n } : event,
        ),
      })),
    }),
  ];
  for (const other of others) {
    const run = runCommands(planWith(), SMALL);
    assertRefused(await booksOf(other(run)), /balance assertion/);
  }
});

test("books come in pieces, and ask for the state after the last row", async () => {
  const bodies = [{ type: "holder.join", holder: "a" }];
  const orders = Array.from({ length: 2_000 }, (_, k) => pay(`o${k}`, "a", 10_000n, "shares"));
  const run = runCommands(labPlan(), numbered([...bodies, ...orders]));
  let rowsDone = 0;
  let isAsked = false;
  async function* slowly(): AsyncGenerator<BookRow> {
    for (const row of run.rows) {
      await Promise.resolve();
      rowsDone += 1;
      yield row;
    }
  }
  const stateAtEnd = (): State => {
    assert.equal(rowsDone, run.rows.length);
    isAsked = true;
    return run.state;
  };
  const chunks: string[] = [];
  for await (const chunk of hledgerJournal(run.plan, slowly(), stateAtEnd)) {
    if (chunks.length === 0) assert.ok(rowsDone < run.rows.length);
    chunks.push(chunk);
  }
  assert.ok(isAsked && chunks.length > 5);
  assert.ok(chunks.every((chunk) => chunk.length < 70_000));
  assertSound(chunks.join(""));
});

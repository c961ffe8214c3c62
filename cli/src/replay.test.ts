import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseJson, type Json, type JsonObject } from "@patronage/engine";
import { readCheckedPlan, replayCommands, replayOutput, type ReplayOptions } from "./replay.ts";
import { UserError } from "./user-error.ts";

const folder = mkdtempSync(join(tmpdir(), "patronage-replay-"));
after(() => rmSync(folder, { recursive: true }));

const BIN = join(import.meta.dirname, "..", "bin", "patronage.js");
/** The plan of spec 5.2. */
const PLAN = {
  programme: "trial",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  initialPrice: "1.00",
  foundingShares: "0",
  authorisedShares: "100000000",
  maturity: "payment",
  categories: {
    default: {
      grossMargin: "0.65",
      proRataRate: "0.20",
      tierRate: "0.10",
      reserveRate: "0.30",
      quotaMultiple: "2",
    },
  },
  grant: { kind: "value", rate: "0.70" },
  referral: { levels: [] as object[] },
  tiers: [] as string[],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: false,
};

let files = 0;
function fileOf(content: string): string {
  const path = join(folder, `file-${(files += 1)}`);
  writeFileSync(path, content);
  return path;
}
const planFile = (changes: object = {}): string => fileOf(JSON.stringify({ ...PLAN, ...changes }));

const AT = '"at": "2026-03-01T00:00:00Z"';
const join1 = (id: string, holder: string): string =>
  `{"id": ${JSON.stringify(id)}, ${AT}, "type": "holder.join", "holder": ${JSON.stringify(holder)}}`;
const pay = (id: string, holder: string, paid: string, order = id): string =>
  `{"id": "${id}", ${AT}, "type": "order.pay", "order": "${order}", ` +
  `"holder": ${JSON.stringify(holder)}, ` +
  `"lines": [{"line": "1", "category": "default", "paid": ${paid}}]}`;

/** What the real command prints for commands under a plan. */
function printed(commands: readonly string[], changes: object = {}): string {
  const args = [BIN, "replay", planFile(changes), fileOf(commands.join("\n"))];
  return execFileSync(process.execPath, args, { encoding: "utf8" });
}

async function replayed(
  commands: readonly string[],
  options: Partial<ReplayOptions> & { changes?: object } = {},
): Promise<{ ledger: JsonObject; replay: Awaited<ReturnType<typeof replayCommands>> }> {
  const plan = readCheckedPlan(planFile(options.changes));
  const commandsPath = fileOf(commands.join("\n"));
  const replay = await replayCommands({ plan, commandsPath, ...options });
  const ids = replay.rejected.map(({ id }) => id);
  let text = "";
  for await (const chunk of replayOutput(replay.state, ids)) text += chunk;
  return { ledger: parseJson(text) as JsonObject, replay };
}

async function complaint(read: () => unknown): Promise<string> {
  try {
    await read();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message.replaceAll(`${folder}/`, "").replace(/file-[0-9]+/, "F");
  }
  assert.fail("nothing was wrong");
}

const reserveE18 = (yuan: bigint): string => String(yuan * 100n * 10n ** 18n);
const holdersOf = (ledger: JsonObject): JsonObject => ledger["holders"] as JsonObject;

test("the command prints the worked example of 5.2 to the fen", () => {
  const outstandingBy = new Map([
    [1, "21000000"],
    [2, "35700000"],
    [3, "48195000"],
    [4, "59440500"],
  ]);
  const orders = (count: number): string[] =>
    Array.from({ length: count }, (_, k) =>
      pay(`o${k + 1}`, k === 0 ? "first" : "others", "10000"),
    );
  const joins = [join1("j1", "first"), join1("j2", "others")];
  for (const [count, outstanding] of outstandingBy) {
    const ledger = JSON.parse(printed([...joins, ...orders(count)])) as JsonObject;
    assert.equal(ledger["outstanding"], outstanding);
    assert.equal(ledger["reserveE18"], reserveE18(30n * BigInt(count)));
  }
  const redeem = `{"id": "r", ${AT}, "type": "shares.redeem", "holder": "first", "shares": "21000000"}`;
  const ledger = JSON.parse(printed([...joins, ...orders(100)])) as JsonObject;
  // The table's 579.9257 is without the floors of the grants, which take 93 micro-shares.
  assert.equal(ledger["outstanding"], "579925594");
  assert.equal(ledger["reserveE18"], reserveE18(3000n));
  const later = parseJson(printed([...joins, ...orders(100), redeem])) as JsonObject;
  const { wallet, shares, quotaE18 } = holdersOf(later)["first"] as JsonObject;
  // Worth 108.63; the fee is 10.87.
  assert.deepEqual([wallet, shares], [9776n, "0"]);
  assert.equal(quotaE18, String((20_000n - 9776n) * 10n ** 18n));
});

test("the ledger has exactly the fields of section 11", async () => {
  const close = `{"id": "d", ${AT}, "type": "day.close", "date": "2026-03-01"}`;
  const commands = [join1("j", "h1"), pay("o1", "h1", "10000"), close, pay("c7", "h9", "1")];
  const changes = { foundingShares: "100", tiers: ["1"] };
  const { ledger } = await replayed(commands, { changes });
  assert.deepEqual(ledger, {
    reserveE18: reserveE18(130n),
    outstanding: "121000000",
    issued: "121000000",
    // 30.00 are floor(3000 fen / 21 000 000) in E18 a micro-share; the rest carries.
    funds: { proRataE18: "18000000", tierE18: "0" },
    merchant: {
      founded: 10_000n,
      contributed: 6000n,
      returned: 0n,
      refundLoss: 0n,
      deducted: 0n,
      spent: 0n,
    },
    holders: {
      h1: {
        shares: "21000000",
        held: "0",
        quotaE18: "17000000000000018000000",
        dividendsE18: "2999999999999982000000",
        wallet: 2999n,
        tier: 1n,
        owedShares: "0",
        owedQuotaE18: "0",
      },
    },
    rejected: ["c7"],
  } satisfies Json);
});

test("refused commands stand in the order of the file, one refused twice twice", async () => {
  const commands = [
    pay("z", "h1", "100"),
    join1("a", "h1"),
    pay("z", "h1", "0"),
    pay("m", "h1", "100", "first"),
    pay("b", "h1", "200", "first"),
    pay("z", "h1", "100"),
  ];
  const { ledger, replay } = await replayed(commands);
  assert.deepEqual(ledger["rejected"], ["z", "z", "b"]);
  const lines = replay.rejected.map(({ line, refusal }) => [line, refusal.code]);
  assert.deepEqual(lines, [
    [1, "holder_unknown"],
    [3, "amount_not_whole"],
    [5, "order_exists"],
  ]);
  assert.deepEqual([replay.commandCount, replay.appliedCount, replay.repeatedCount], [6, 3, 0]);
});

test("a command repeated with the same content changes nothing, with other content is refused", async () => {
  const order = pay("o", "h1", "100");
  const turned = JSON.stringify(
    Object.fromEntries(Object.entries(JSON.parse(order) as object).reverse()),
  );
  const commands = [join1("j", "h1"), order, `  ${turned} `, pay("o", "h1", "101")];
  const { ledger, replay } = await replayed(commands);
  assert.deepEqual(ledger["rejected"], ["o"]);
  assert.equal(replay.rejected[0]?.refusal.code, "id_conflict");
  assert.deepEqual([replay.appliedCount, replay.repeatedCount], [2, 1]);
  assert.equal(ledger["outstanding"], "210000");
});

test("any text may be an id: names of the language's own, digits, halves of characters", () => {
  const ids = ["__proto__", "10", "constructor", "2", 'a"b\\\n', "\ud800", "酒🍷", "toString"];
  const text = printed([
    ...ids.map((id, k) => join1(`c${k}`, id)),
    pay("__proto__", "nobody", "1"),
  ]);
  assert.ok(text.isWellFormed());
  const ledger = JSON.parse(text) as { holders: object; rejected: string[] };
  assert.deepEqual(Object.keys(ledger.holders).sort(), [...ids].sort());
  assert.deepEqual(ledger.rejected, ["__proto__"]);
  const order = [...text.matchAll(/^("[^\n]*"): \{"shares"/gm)].map(
    ([, id]) => JSON.parse(id!) as string,
  );
  assert.deepEqual(order, ids);
});

test("money is a number of any size, digit for digit", async () => {
  const paid = "900719925474099300000000000000000000000000000000010";
  const close = `{"id": "d", ${AT}, "type": "day.close", "date": "2026-03-01"}`;
  const commands = [join1("j", "h"), pay("o", "h", paid), pay("p", "h", "9007199254740993"), close];
  const { ledger } = await replayed(commands, {
    changes: { authorisedShares: `1${"0".repeat(60)}` },
  });
  assert.deepEqual(ledger["rejected"], []);
  const { contributed } = ledger["merchant"] as JsonObject;
  const tenth = BigInt(paid) / 10n;
  // Of the second order, the three parts are floored.
  const second = 1_801_439_850_948_198n + 900_719_925_474_099n + 2_702_159_776_422_297n;
  assert.equal(contributed, 6n * tenth + second);
  const { wallet } = holdersOf(ledger)["h"] as JsonObject;
  assert.ok(typeof wallet === "bigint" && wallet > 2n ** 53n);
});

test("an amount that is not written as a whole number above 0 is refused", async () => {
  const amounts = ["1e3", "1.0", "100.5", "0", "-1", "-0", '"100"', "null", "1E+2"];
  const commands = amounts.map((amount, k) => pay(`c${k}`, "h", amount));
  const { ledger } = await replayed([join1("j", "h"), ...commands]);
  assert.deepEqual(
    ledger["rejected"],
    amounts.map((_, k) => `c${k}`),
  );
  assert.equal(ledger["issued"], "0");
});

test("a line that is no JSON object with a text as id stops the replay, and names its line", async () => {
  const table: [string, RegExp][] = [
    ["[]", /^F:3: this line is not a JSON object/],
    ["null", /^F:3: this line is not a JSON object/],
    ["{}", /^F:3: this command has no "id"/],
    ['{"id": 7}', /^F:3: the "id" of this command is not a text/],
    ['{"id": null}', /^F:3: the "id" of this command is not a text/],
    ['{"__proto__": {"id": "x"}}', /^F:3: this command has no "id"/],
    ['{"id": "x"', /^F:3:11: this is not JSON: the text breaks off here/],
    ['{"id": "x"} {}', /^F:3:13: this is not JSON: there is more after the end/],
    ["nothing", /^F:3:1: this is not JSON/],
    [`{"id": ${"[".repeat(99_999)}`, /^F:3:.*breaks off/],
    [`{"id": ${"[".repeat(99_999)}${"]".repeat(99_999)}}`, /^F:3: .*nested here too deeply/],
  ];
  for (const [line, sentence] of table) {
    const commands = [join1("j", "h"), "", line, join1("k", "i")];
    if (line.endsWith('"x"')) commands.pop();
    assert.match(await complaint(() => replayed(commands)), sentence, line.slice(0, 40));
  }
});

test("an object with an id that is no command is refused and passed by", async () => {
  const commands = [
    '{"id": ""}',
    '{"id": "a", "type": 7}',
    '{"id": "b", "type": "holder.leave"}',
    `{"id": "c", ${AT}, "type": "holder.join", "holder": "h", "__proto__": 1}`,
    `{"id": "d", "at": "yesterday", "type": "holder.join", "holder": "h"}`,
  ];
  const { ledger } = await replayed(commands);
  assert.deepEqual(ledger["rejected"], ["", "a", "b", "c", "d"]);
});

test("a plan that the check refuses stops the replay with every reason", async () => {
  const rates = { ...PLAN.categories.default, tierRate: 0.1 };
  const path = planFile({ categories: { default: rates }, tiers: ["2", "1"], extra: 1 });
  const said = await complaint(() => readCheckedPlan(path));
  assert.match(said, /^F: the check refuses this plan:\n/);
  assert.match(said, /\n {2}categories\.default\.tierRate — must be a decimal in quotes/);
  assert.match(said, /\n {2}extra — is no key/);
  assert.match(said, /\n {2}tiers\[1\] — is not above/);
  assert.equal(said.split("\n").length, 4);
});

test("whoever observes is told of every applied command, and of no other", async () => {
  const seen: string[] = [];
  const order = pay("o", "h", "100");
  await replayed([join1("j", "h"), order, order, pay("x", "nobody", "1")], {
    observe: (command, events, state) => {
      const shares = state.outstandingMicro;
      seen.push(`${command.id} ${events.map(({ type }) => type).join("+")} ${shares}`);
    },
  });
  assert.deepEqual(seen, ["j holderJoined 0", "o orderPaid+orderAccrued 210000"]);
});

test("the ledger is printed in pieces of moderate size", async () => {
  const ids = Array.from({ length: 3000 }, (_, k) => `holder-${k}`);
  const commands = ids.flatMap((id, k) => [join1(`c${k}`, id), join1(`again-${k}`.repeat(9), id)]);
  const { ledger, replay } = await replayed(commands);
  assert.deepEqual(Object.keys(holdersOf(ledger)), ids);
  assert.equal((ledger["rejected"] as Json[]).length, ids.length);
  const sizes: number[] = [];
  const rejectedIds = replay.rejected.map(({ id }) => id);
  for await (const chunk of replayOutput(replay.state, rejectedIds)) sizes.push(chunk.length);
  assert.ok(sizes.length > 5 && Math.max(...sizes) < 70_000);
});

test("a file without commands is the ledger of the beginning", async () => {
  const { ledger } = await replayed(["", "  "], { changes: { foundingShares: "1.5" } });
  assert.equal(ledger["outstanding"], "1500000");
  assert.deepEqual([ledger["holders"], ledger["rejected"]], [{}, []]);
});

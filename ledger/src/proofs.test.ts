/**
 * Every close puts the tree of its holders into the journal, and the files that are made of it hold what
 * the ledger holds, whatever came in between.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  apply,
  brokenInvariants,
  canonicalJson,
  checkPlan,
  parseCommand,
  parseJson,
  viewHolders,
  type HolderView,
  type Json,
  type JsonObject,
  type State,
} from "@patronage/engine";
import {
  canonicalText,
  checkStatement,
  createTree,
  readKey,
  sumsOf,
  topOf,
  treeClose,
  treeCloseJson,
  walletMinorOf,
  walletsE18,
  type Statement,
} from "@patronage/proof";
import type { ClientBase } from "pg";
import { randomHistory } from "../../engine/src/history.ts";
import { gatedHistory } from "./gate-kit.ts";
import { readJournal } from "./journal.ts";
import { treeIn } from "./kept.ts";
import { beginState } from "./load.ts";
import { join, withProgramme, type ProgrammeDesk } from "./programme-kit.ts";
import { openProver, ProofError, proveHolder } from "./proofs.ts";
import { sha256 } from "./trees.ts";
import { verifyProgramme } from "./verify.ts";

function begin(plan: Json): State {
  const check = checkPlan(plan);
  assert.ok(check.ok);
  return beginState(check.plan);
}

function dayOf(state: State) {
  const last = state.indexE18.length - 1;
  return {
    date: state.lastCloseDate ?? "",
    indexE18: state.indexE18[last]!,
    headsE18: state.headsE18.slice(1).map((heads) => heads[last]!),
    reserveE18: state.reserveE18,
    outstandingMicro: state.outstandingMicro,
  };
}

/** The chain after the last close, as the reference says it. */
function linked(chain: string, state: State, when: { seq: bigint; at: string }): string {
  const { date, headsE18, ...amounts } = dayOf(state);
  const texts = Object.entries(amounts).map(([name, amount]) => [name, String(amount)] as const);
  const close: JsonObject = {
    ...{ ...when, date, headsE18: headsE18.map(String) },
    ...Object.fromEntries(texts),
  };
  const hash = createHash("sha256").update("\x04").update(Buffer.from(chain, "hex"));
  return hash.update(canonicalJson(close)).digest("hex");
}

/** What a close should put into the journal, from what everyone has, by nothing that is kept up. */
function expectedTree(state: State, key: Uint8Array, chain: string): Json {
  const day = { ...dayOf(state), programme: state.plan.programme, chain };
  const views = [...viewHolders(state)];
  const leafOf = (number: number) => {
    const { holder, tier, sharesMicro, quotaE18, ...view } = views[number]!;
    const isEligible = sharesMicro > 0n && quotaE18 > 0n;
    const figures = {
      ...{ holders: 1, sharesMicro, quotaE18, dividendsE18: view.dividendsE18 },
      ...{ payoutsMinor: view.payoutsMinor, withdrawnMinor: view.withdrawnMinor },
      eligibleMicro: isEligible ? sharesMicro : 0n,
      heads: day.headsE18.map((_, k) => (isEligible && tier === k + 1 ? 1 : 0)),
    };
    return { id: holder, tier, sums: sumsOf(figures, day) };
  };
  const close = treeClose(sha256, topOf(createTree(sha256, key, leafOf, views.length)), day);
  const sum = (of: (view: HolderView) => bigint): bigint =>
    views.reduce((total, view) => total + of(view), 0n);
  assert.equal(close.figures.holders, views.length);
  assert.equal(
    close.figures.sharesMicro,
    sum(({ sharesMicro }) => sharesMicro),
  );
  assert.equal(close.figures.dividendsE18, state.totals.dividendsE18);
  assert.equal(
    close.figures.quotaE18,
    sum(({ quotaE18 }) => quotaE18),
  );
  assert.equal(
    close.figures.payoutsMinor,
    sum(({ payoutsMinor }) => payoutsMinor),
  );
  assert.equal(close.figures.withdrawnMinor, state.totals.withdrawnMinor);
  const { merchant, proRataE18, tierE18, reserveE18 } = state;
  const inMinor = merchant.foundedMinor + merchant.contributedMinor;
  const outMinor = merchant.returnedMinor + merchant.spentMinor;
  const owedE18 = reserveE18 + proRataE18 + tierE18 + walletsE18(close.figures);
  const cashMinor = inMinor - outMinor - state.totals.withdrawnMinor;
  assert.equal(cashMinor * 10n ** 18n, owedE18, "10.7 by the root alone");
  return treeCloseJson(close, key);
}

/** Runs the journal again, and compares the tree of every close; answers how many there were. */
async function compareTrees(client: ClientBase, plan: Json): Promise<number> {
  const state = begin(plan);
  let trees = 0;
  let chain = linked("0".repeat(64), state, { seq: 0n, at: "" });
  for await (const { seq, command, events } of readJournal(client)) {
    const parsed = parseCommand(parseJson(command));
    assert.ok(parsed.ok && apply(state, parsed.command).ok);
    if (parsed.command.type !== "day.close") continue;
    chain = linked(chain, state, { seq, at: parsed.command.at });
    const kept = treeIn(events) as JsonObject;
    if ("isTooLarge" in kept) continue;
    const key = readKey(kept["key"] as string)!;
    assert.equal(canonicalJson(kept), canonicalJson(expectedTree(state, key, chain)), `at ${seq}`);
    trees += 1;
  }
  assert.deepEqual(brokenInvariants(state), []);
  return trees;
}

async function lookInto({ database, search }: ProgrammeDesk): Promise<ClientBase> {
  const client = await database.connect();
  await client.query(search);
  return client;
}

/** A history whose amounts are those of a shop, and whose plans can pass the gate. */
function shopHistory(seed: number, commands: number): { plan: Json; commands: Json[] } {
  const history = gatedHistory(seed, { commands });
  return { plan: history.plan, commands: [...history.commands] };
}

/** Everyone's file at the last close, and what it must hold. */
async function compareFiles(client: ClientBase, plan: Json): Promise<number> {
  const state = begin(plan);
  const views = new Map<string, HolderView>();
  for await (const { command } of readJournal(client)) {
    const parsed = parseCommand(parseJson(command));
    assert.ok(parsed.ok && apply(state, parsed.command).ok);
    if (parsed.command.type !== "day.close") continue;
    views.clear();
    for (const view of viewHolders(state)) views.set(view.holder, view);
  }
  const prover = await openProver(client);
  for (const [holder, view] of views) {
    const text = await proveHolder(client, prover, holder);
    const verdict = checkStatement(text!, sha256);
    assert.ok(verdict.ok);
    const { position } = verdict.checked.statement;
    for (const name of ["sharesMicro", "quotaE18", "dividendsE18", "tier"] as const) {
      assert.equal(position[name], view[name], `${holder}'s ${name}`);
    }
    assert.equal(walletMinorOf(position), view.walletMinor);
  }
  assert.equal(await proveHolder(client, prover, "nobody"), undefined);
  return views.size;
}

test("every close's tree is that of what everyone has, a writer opened anew in between or not", async () => {
  let treeCount = 0;
  let fileCount = 0;
  for (const seed of [11, 12, 16]) {
    const { plan, commands } = shopHistory(seed, 200);
    await withProgramme(plan, async (desk) => {
      await desk.openGate(commands);
      let sequencer = await desk.open();
      const half = Math.floor(commands.length / 2);
      const giveAll = (some: readonly Json[]) =>
        Promise.all(some.map((json) => sequencer.submitPast(json)));
      await giveAll(commands.slice(0, half));
      await sequencer.stop();
      sequencer = await desk.open();
      await giveAll(commands.slice(half));
      await sequencer.readModelsReached();
      await sequencer.stop();
      const client = await lookInto(desk);
      const trees = await compareTrees(client, plan);
      treeCount += trees;
      if (trees > 0) fileCount += await compareFiles(client, plan);
      const verdict = await verifyProgramme(client);
      assert.ok(verdict.isSound, verdict.isSound ? "" : `${verdict.seq}: ${verdict.fault}`);
    });
  }
  assert.ok(treeCount > 10, `${treeCount} trees`);
  assert.ok(fileCount > 15, `${fileCount} files`);
});

const { plan: RANDOM } = randomHistory(1, { commands: 1 });
const PLAN: JsonObject = {
  ...(RANDOM as JsonObject),
  ...{ maturity: "payment", onQuotaReached: "pause", tiers: ["1", "10"], timezone: "UTC" },
  categories: {
    default: {
      ...{ grossMargin: "0.65", proRataRate: "0.20", tierRate: "0.10" },
      ...{ reserveRate: "0.30", quotaMultiple: "2" },
    },
  },
  ...{ grant: { kind: "value", rate: "0.70" } },
  referral: { levels: [{ shareRate: "0.10", quotaMultiple: "0.1" }] },
  redemption: { feeRate: "0.10", consumesQuota: true },
};
delete PLAN["regionalAgent"];

const order = (holder: string, id: string): JsonObject => ({
  ...{ id, type: "order.pay", order: id, holder },
  lines: [{ line: "1", category: "default", paid: 10_000n }],
});
const close = (date: string): JsonObject => ({ id: `close-${date}`, type: "day.close", date });

/** A small programme: two holders, four days. */
async function smallDays(desk: ProgrammeDesk): Promise<void> {
  const sequencer = await desk.open();
  let hour = 0;
  const put = async (json: JsonObject): Promise<void> => {
    hour += 6;
    const at = new Date(Date.parse("2026-01-01T00:00:00Z") + hour * 3_600_000).toISOString();
    const answer = await sequencer.submitPast({ ...json, at });
    assert.ok(answer.ok);
  };
  await put(join("anna"));
  await put({ ...join("bo"), referrer: "anna" });
  for (const [day, date] of ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"].entries()) {
    await put(order("anna", `a${day}`));
    await put(order("bo", `b${day}`));
    if (day === 2) {
      await put({ id: "r", type: "shares.redeem", holder: "anna", shares: "1500000" });
    }
    await put(close(date));
  }
  await put({ id: "w", type: "wallet.withdraw", holder: "anna", amount: 100n });
  await sequencer.readModelsReached();
  await sequencer.stop();
}

test("whoever wrote another root into the journal, or took a tree out of it, is found at the place", async () => {
  await withProgramme(PLAN, async (desk) => {
    await smallDays(desk);
    const client = await lookInto(desk);
    await client.query("ALTER TABLE journal DISABLE TRIGGER ALL");
    const { rows } = await client.query<{ seq: string; events: string }>(
      "SELECT seq, events FROM journal WHERE id LIKE 'close-%' ORDER BY seq",
    );
    const { seq, events } = rows[2]!;
    const verify = async (other: string): Promise<string> => {
      assert.notEqual(other, events);
      await client.query("UPDATE journal SET events = $1 WHERE seq = $2", [other, seq]);
      const verdict = await verifyProgramme(client);
      return verdict.isSound ? "sound" : `${verdict.seq}: ${verdict.fault}`;
    };
    const another = (digit: string): string => (digit === "0" ? "1" : "0");
    const root = events.replace(/(?<="root":")./, another);
    assert.equal(await verify(root), `${seq}: its tree is not that of its holders`);
    const shares = events.replace(/(?<="sharesMicro":")[0-9]+/, "1");
    assert.equal(await verify(shares), `${seq}: its tree is not that of its holders`);
    const key = events.replace(/(?<="key":")./, another);
    assert.equal(await verify(key), `${seq}: its tree is not that of its holders`);
    const without = events.replace(/"tree":\{.*?\},/, "");
    assert.equal(await verify(without), `${seq}: its events are not what it does`);
  });
});

test("closes that the read models tell otherwise are found, and no writer goes on with them", async () => {
  await withProgramme(PLAN, async (desk) => {
    await smallDays(desk);
    const client = await lookInto(desk);
    for (const [name, other] of [
      ["reserve_e18", "reserve_e18 + 1"],
      ["outstanding_micro", "outstanding_micro + 1"],
      ["date", "'2026-01-01' || close"],
    ] as const) {
      await client.query(`UPDATE closes SET ${name} = ${other} WHERE close = 2`);
      const verdict = await verifyProgramme(client);
      const found = verdict.isSound ? "" : verdict.fault;
      assert.equal(found, "the read models differ in the history of closes", name);
      await assert.rejects(desk.open(), /their closes are not the journal's/);
      await assert.rejects(openProver(client), /is not what the read models hold/);
      const before = { reserve_e18: "reserve_e18 - 1", outstanding_micro: "outstanding_micro - 1" };
      const was = name === "date" ? "'2026-01-02'" : before[name];
      await client.query(`UPDATE closes SET ${name} = ${was} WHERE close = 2`);
    }
    assert.ok((await verifyProgramme(client)).isSound);
  });
});

test("a programme whose journal began without trees goes on with them", async () => {
  await withProgramme(PLAN, async (desk) => {
    await smallDays(desk);
    const client = await lookInto(desk);
    await client.query("ALTER TABLE journal DISABLE TRIGGER ALL");
    await client.query(
      `UPDATE journal SET events = regexp_replace(events, '"tree":\\{.*?\\},', '')`,
    );
    await assert.rejects(openProver(client), ProofError);
    const sequencer = await desk.open(2n);
    const at = "2026-02-01T00:00:00Z";
    const answer = await sequencer.submitPast({ ...close("2026-01-31"), at });
    assert.ok(answer.ok && /"root"/.test(answer.events));
    await sequencer.readModelsReached();
    await sequencer.stop();
    const prover = await openProver(client);
    assert.ok((await proveHolder(client, prover, "anna"))!.length > 0);
  });
});

test("a file with any byte changed, left out or added is refused", async () => {
  await withProgramme(PLAN, async (desk) => {
    await smallDays(desk);
    const client = await lookInto(desk);
    const prover = await openProver(client);
    const attestation = { date: "2026-01-31", by: "A bank", cashMinor: -5n, text: "as of today" };
    const text = (await proveHolder(client, prover, "anna", attestation))!;
    assert.ok(text.includes('"level1"') && !text.includes('"bo"'), "and nobody else is named");
    assert.ok(checkStatement(text, sha256).ok);
    for (let place = 0; place < text.length; place += 1) {
      const code = text.charCodeAt(place);
      const other = String.fromCharCode(place % 2 === 0 ? code ^ 1 : code ^ 16);
      const changed = text.slice(0, place) + other + text.slice(place + 1);
      assert.ok(!checkStatement(changed, sha256).ok, `byte ${place}`);
    }
    for (const other of [`${text}\n`, text.trimEnd(), ` ${text}`, text.replace(",", ", ")]) {
      assert.ok(!checkStatement(other, sha256).ok);
    }
  });
});

/** Faults that a file's maker could put in, who makes its digest anew: each is found by what it says. */
const LIES: readonly [code: string, lie: (json: Lie) => void][] = [
  ["position", ({ position }) => (position["dividendsE18"] += "0")],
  ["closes", ({ closes }) => (closes[1]!["indexE18"] += "0")],
  ["position", ({ entries }) => (entries[1]!["sharesMicro"] = "1")],
  ["closes", ({ closes }) => (closes[2]!["reserveE18"] = "1")],
  ["price", ({ entries }) => redeemed(entries, "9000", "1000")],
  ["fee", ({ entries }) => redeemed(entries, "1", "10")],
  ["below", ({ entries }) => (entries[1]!["owedMicro"] = "1")],
  ["order", ({ entries }) => entries.reverse()],
  ["order", ({ closes }) => closes.reverse()],
  ["closes", ({ closes }) => closes.splice(1, 1)],
  ["closes", (json) => (json.before["indexE18"] = "1")],
  ["closes", (json) => (json.before["chain"] = "1".repeat(64))],
  ["shape", (json) => (json.before["at"] = "2026-01-01T00:00:00Z")],
  ["outstanding", ({ tree }) => (tree["sharesMicro"] = "1")],
  ["outstanding", ({ tree }) => (tree["reserveE18"] = "1")],
  ["totals", ({ tree }) => (tree["quotaE18"] = "1")],
  ["path", ({ tree }) => (tree["payoutsMinor"] += "0")],
  ["path", ({ tree }) => (tree["root"] = tree["top"]!)],
  ["path", ({ path }) => path.pop()],
  ["path", ({ holder }) => (holder["id"] = "bo")],
  ["path", ({ holder }) => (holder["number"] = 1)],
  ["range", ({ tree }) => (tree["quotaE18"] = "9".repeat(60))],
  ["plan", (json) => (json.programme = "another")],
  ["shape", ({ closes }) => (closes[0]!["more"] = "1")],
  ["shape", ({ closes }) => (closes[0]!["date"] = "2026-1-1")],
];

type Lie = { programme: string; path: string[] } & {
  [List in "closes" | "entries"]: { [name: string]: string }[];
} & { [One in "position" | "tree" | "holder" | "before"]: { [name: string]: string | number } };

function redeemed(entries: Lie["entries"], payoutMinor: string, feeMinor: string): void {
  const entry = entries.find(({ kind }) => kind === "sharesRedeemed")!;
  Object.assign(entry, { payoutMinor, feeMinor });
}

test("a file that lies is refused by what does not fit, its digest made anew", async () => {
  await withProgramme(PLAN, async (desk) => {
    await smallDays(desk);
    const client = await lookInto(desk);
    const text = (await proveHolder(client, await openProver(client), "anna"))!;
    for (const [index, [code, lie]] of LIES.entries()) {
      const json = JSON.parse(text) as Lie & { digest?: string };
      delete json.digest;
      lie(json);
      const bytes = new TextEncoder().encode(canonicalText(json));
      const digest = Buffer.from(sha256(bytes)).toString("hex");
      const lying = `${canonicalText({ ...json, digest })}\n`;
      const verdict = checkStatement(lying, sha256);
      assert.equal(verdict.ok ? "" : verdict.fault.code, code, `lie ${index}`);
    }
  });
});

test("a file of a year has some ninety thousand bytes", async () => {
  await withProgramme(PLAN, async (desk) => {
    const sequencer = await desk.open();
    const first = Date.parse("2026-01-01T12:00:00Z");
    await sequencer.submitPast({ ...join("anna"), at: new Date(first).toISOString() });
    for (let day = 0; day < 365; day++) {
      const at = new Date(first + day * 86_400_000).toISOString();
      if (day % 15 === 0) await sequencer.submitPast({ ...order("anna", `o${day}`), at });
      await sequencer.submitPast({ ...close(at.slice(0, 10)), at });
    }
    await sequencer.readModelsReached();
    await sequencer.stop();
    const client = await lookInto(desk);
    const text = (await proveHolder(client, await openProver(client), "anna"))!;
    const verdict = checkStatement(text, sha256);
    assert.ok(verdict.ok && (verdict.checked.statement satisfies Statement).closes.length === 365);
    assert.ok(text.length < 95_000);
  });
});

/** What may be asked: positions, statements, orders, history; all equal to the engine, to the last digit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkPlan,
  createState,
  memoryStore,
  viewHolders,
  type HolderView,
} from "@patronage/engine";
import { gatedHistory, openGate } from "./gate-kit.ts";
import { createProgramme, openHouse, openWriter, readProgramme } from "./house.ts";
import { withDatabase } from "./ledger-kit.ts";
import {
  leaderBoard,
  listAgents,
  listOpenHolds,
  listPositions,
  readCloseHistory,
  readCloseRoots,
  readFund,
  readHolderSums,
  readOpenHolds,
  readOrder,
  readPlanHistory,
  readPosition,
} from "./queries.ts";
import { readStatement, type StatementLine } from "./statement.ts";
import { readStatus } from "./status.ts";
import { verifyProgramme } from "./verify.ts";
import type { ClientBase } from "pg";
import type { State } from "@patronage/engine";

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Runs a random history through the ledger, in several openings of its writer, then looks at it. */
async function withHistory(
  seed: number,
  commandCount: number,
  look: (client: ClientBase, state: State) => Promise<void>,
): Promise<void> {
  await withDatabase(async ({ url }) => {
    const { plan, commands } = gatedHistory(seed, { commands: commandCount });
    const house = await openHouse({ databaseUrl: url });
    try {
      const programme = await createProgramme(house, plan);
      await openGate(house.pool, programme, commands);
      const part = Math.ceil(commands.length / 4);
      for (let from = 0; from < commands.length; from += part) {
        const writer = await openWriter(house, programme, () => "2026-01-01T00:00:00Z");
        for (const json of commands.slice(from, from + part)) {
          await writer.sequencer.submitPast(json);
        }
        await writer.sequencer.readModelsReached();
        const { state } = writer.sequencer;
        const isLast = from + part >= commands.length;
        if (isLast) await readProgramme(house, programme, (client) => look(client, state));
        await writer.close();
      }
    } finally {
      await house.close();
    }
  });
}

/** Adds lines up; what they come to must be what the holder has. */
function addUp(lines: readonly StatementLine[]) {
  let sharesMicro = 0n;
  let walletMinor = 0n;
  let quotaE18 = 0n;
  for (const line of lines) {
    sharesMicro += line.sharesMicro;
    walletMinor += line.walletMinor;
    quotaE18 += line.quotaE18;
  }
  return { sharesMicro, walletMinor, quotaE18 };
}

const shown = ({ sharesMicro, walletMinor, quotaE18 }: HolderView) => ({
  ...{ sharesMicro, walletMinor, quotaE18 },
});

for (const seed of [21, 22, 23, 24, 25, 26]) {
  test(`every position and statement equals the engine, and verify is green: history ${seed}`, async () => {
    await withHistory(seed, 220, async (client, state) => {
      const positions = await listPositions(client, { most: 1_000 });
      const views = [...viewHolders(state)];
      assert.equal(positions.length, views.length);
      for (const [number, view] of views.entries()) {
        const { indexE18 } = view;
        assert.deepEqual({ ...positions[number], indexE18 }, { number, ...view });
        const lines = await collect(readStatement(client, view.holder));
        assert.deepEqual(addUp(lines), shown(view), view.holder);
        for (const [index, line] of lines.entries()) {
          assert.deepEqual(addUp(lines.slice(0, index + 1)), shown(line.after));
        }
      }
      const verdict = await verifyProgramme(client);
      assert.ok(verdict.isSound, verdict.isSound ? "" : `${verdict.seq}: ${verdict.fault}`);
    });
  });
}

test("sums of all holders are those of the engine, and what remains of the last NAV with them", async () => {
  await withHistory(24, 220, async (client, state) => {
    let quotaE18 = 0n;
    let givenBackMinor = 0n;
    for (const [number, view] of [...viewHolders(state)].entries()) {
      quotaE18 += view.quotaE18;
      givenBackMinor += state.store.holders.givenBackMinor.get(number);
    }
    assert.deepEqual(await readHolderSums(client), {
      holderCount: BigInt(state.store.holders.count),
      quotaE18Left: quotaE18,
      dividendsE18: state.totals.dividendsE18,
      givenBackMinor,
      payoutsMinor: state.totals.payoutsMinor,
    });
    const fund = await readFund(client);
    assert.deepEqual(fund.lastNav, state.lastNav);
    const plans = await readPlanHistory(client);
    assert.equal(plans[0]!.since, undefined);
    assert.ok(plans.slice(1).every(({ since }) => since !== undefined));
  });
});

test("before the first command the figures are those that the plan begins with", async () => {
  await withDatabase(async ({ url }) => {
    const { plan } = gatedHistory(26, { commands: 1 });
    const check = checkPlan(plan);
    assert.ok(check.ok);
    const founded = createState(check.plan, memoryStore());
    assert.ok(founded.outstandingMicro > 0n, "the plan of this seed has founding shares");
    const house = await openHouse({ databaseUrl: url });
    try {
      const programme = await createProgramme(house, plan);
      await readProgramme(house, programme, async (client) => {
        const fund = await readFund(client);
        const { reserveE18, outstandingMicro, issuedMicro } = founded;
        assert.deepEqual(fund, {
          ...{ reserveE18, outstandingMicro, issuedMicro, lastNav: undefined },
          ...{ proRataE18: 0n, tierE18: 0n, lastCloseDate: undefined },
        });
        const status = await readStatus(client);
        assert.deepEqual([status.seq, status.fundsE18, status.dividendsE18], [0n, 0n, 0n]);
        assert.equal(status.reserveE18, reserveE18);
        assert.equal(status.outstandingMicro, outstandingMicro);
      });
    } finally {
      await house.close();
    }
  });
});

test("the roots of the last closes stand as the journal keeps them, the newest first", async () => {
  await withHistory(27, 220, async (client) => {
    const closes = (await readCloseHistory(client, { most: 400 })).reverse();
    const roots = await readCloseRoots(client, 400);
    assert.ok(closes.length > 3);
    assert.deepEqual(
      roots.map(({ date }) => date),
      closes.map(({ date }) => date),
    );
    for (const [place, { root, headSeq, headHash }] of roots.entries()) {
      const { seq } = closes[place]!;
      const { rows } = await client.query<{ events: string; last_seq: string; hash: string }>(
        `SELECT j.events, b.last_seq, encode(b.hash, 'hex') AS hash
         FROM journal j JOIN batches b USING (batch) WHERE j.seq = $1`,
        [seq],
      );
      assert.match(root ?? "", /^[0-9a-f]{64}$/);
      assert.ok(rows[0]!.events.includes(`"root":"${root}"`));
      assert.deepEqual([String(headSeq), headHash], [rows[0]!.last_seq, rows[0]!.hash]);
      assert.ok(headSeq >= seq);
    }
    assert.deepEqual(await readCloseRoots(client, 2), roots.slice(0, 2));
  });
});

test("a statement tells in which place of an order its holder stands", async () => {
  await withHistory(25, 220, async (client, state) => {
    const seen = new Set<string>();
    for (const { holder } of viewHolders(state)) {
      for await (const line of readStatement(client, holder)) {
        const isOfOrder = line.kind === "orderAccrued" || line.kind === "orderRefunded";
        assert.equal(line.place !== undefined, isOfOrder, line.kind);
        if (line.place === undefined) continue;
        seen.add(line.place);
        const events = await readOrder(client, line.order!);
        const accrued = events.find(({ event }) => event.type === "orderAccrued")!.event;
        assert.ok(accrued.type === "orderAccrued");
        const own = accrued.places.find(({ place }) => place === line.place);
        assert.equal(own?.holder, holder);
      }
    }
    assert.ok(seen.has("buyer") && seen.has("level1"), [...seen].join());
  });
});

test("a statement of some days holds their lines and no others", async () => {
  await withHistory(21, 220, async (client, state) => {
    for (const { holder } of viewHolders(state)) {
      const all = await collect(readStatement(client, holder));
      const dates = [...new Set(all.map(({ date }) => date))].sort();
      const [from, to] = [dates[Math.floor(dates.length / 3)], dates[Math.floor(dates.length / 2)]];
      if (from === undefined || to === undefined) continue;
      const some = await collect(readStatement(client, holder, { from, to }));
      assert.deepEqual(
        some,
        all.filter(({ date }) => date >= from && date <= to),
      );
    }
    assert.deepEqual(await collect(readStatement(client, "nobody at all")), []);
  });
});

test("the leader board pages by key, whoever has as many shares in the order of joining", async () => {
  await withHistory(22, 220, async (client, state) => {
    const expected = [...viewHolders(state)]
      .map(({ holder, sharesMicro }, number) => ({ holder, sharesMicro, number }))
      .sort((a, b) =>
        a.sharesMicro === b.sharesMicro
          ? a.number - b.number
          : a.sharesMicro < b.sharesMicro
            ? 1
            : -1,
      )
      .map(({ holder }) => holder);
    const paged: string[] = [];
    let last: { sharesMicro: bigint; number: number } | undefined;
    for (;;) {
      const page = await leaderBoard(
        client,
        last === undefined ? { most: 3 } : { after: last, most: 3 },
      );
      if (page.length === 0) break;
      paged.push(...page.map(({ holder }) => holder));
      last = page.at(-1);
    }
    assert.deepEqual(paged, expected);
  });
});

test("an order tells what it granted, closes tell the NAV, and open holds are those of the engine", async () => {
  await withHistory(23, 220, async (client, state) => {
    const closes = await readCloseHistory(client, { most: 1_000 });
    assert.equal(closes.length, state.indexE18.length - 1);
    assert.equal(closes.at(-1)?.date, state.lastCloseDate);
    const { rows } = await client.query<{ key: string }>(
      "SELECT key FROM touches WHERE key LIKE 'o:%'",
    );
    assert.ok(rows.length > 10);
    let grants = 0;
    for (const { key } of rows) {
      const events = await readOrder(client, JSON.parse(`"${key.slice(2)}"`) as string);
      assert.ok(events.length > 0, key);
      grants += events.filter(({ event }) => event.type === "orderAccrued").length;
    }
    assert.ok(grants > 0);
    let open = 0;
    for (const { number, holder } of await listPositions(client, { most: 1_000 })) {
      for (const { hold, sharesMicro } of await readOpenHolds(client, number)) {
        assert.ok(state.openHolds.has(hold), holder);
        assert.equal(state.store.holds.get(hold)?.sharesMicro, sharesMicro);
        open += 1;
      }
    }
    assert.equal(open, state.openHolds.size);
    const all = await listOpenHolds(client);
    assert.deepEqual(new Set(all.map(({ hold }) => hold)), state.openHolds);
    const paged: typeof all = [];
    do {
      const after = paged.at(-1);
      paged.push(...(await listOpenHolds(client, after ? { after, most: 2 } : { most: 2 })));
    } while (paged.length % 2 === 0 && paged.length < all.length);
    assert.deepEqual(paged, all);
    const agents = Array.from(state.agents, ([region, number]) => ({
      ...{ region, holder: state.store.holders.idOf(number) },
    })).sort((one, other) => (one.region < other.region ? -1 : 1));
    assert.ok(agents.length > 1);
    assert.deepEqual(await listAgents(client, { most: 1_000 }), agents);
    const [first, ...rest] = agents;
    assert.deepEqual(await listAgents(client, { after: first!.region, most: 1_000 }), rest);
    assert.deepEqual(await listAgents(client, { most: 1 }), [first]);
    assert.equal(await readPosition(client, "nobody at all"), undefined);
  });
});

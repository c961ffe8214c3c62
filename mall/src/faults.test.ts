/**
 * Faults: servers and workers of a mall are killed at any moment, and no order is paid twice or for
 * nothing, no return is paid back twice, and no share stays set aside for nobody.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { beginPayment, openSession } from "../sample/client.ts";
import {
  checkHolds,
  checkOrders,
  checkRefunds,
  checkReturns,
  checkTrades,
  comeToRest,
} from "./faults-books-kit.ts";
import { openSite, type Site } from "./faults-kit.ts";
import { runStorm } from "./faults-storm-kit.ts";
import { checkOut, logInAdmin } from "./mall-kit.ts";
import type { Mall } from "./mall.ts";
import { tendTrades } from "./trades.ts";

/** PATRONAGE_SEED=… and PATRONAGE_KILLS=… choose another run; at night there are twenty kills. */
const SEED = Number(process.env["PATRONAGE_SEED"] ?? 7);
const KILLS = Number(process.env["PATRONAGE_KILLS"] ?? 6);

let site: Site;
before(async () => {
  site = await openSite();
});
after(() => site.close());

test(`${KILLS} kills of servers and as many of workers, and all comes to rest (seed ${SEED})`, async (t) => {
  const tally = await runStorm(site, { seed: SEED, kills: KILLS });
  for (const [what, count] of Object.entries(tally)) t.diagnostic(`${what}: ${count}`);
  assert.ok(tally.lostHolds > 0, "some holds were lost with their request");
  const left = await comeToRest(site.kit);
  assert.deepEqual(left, []);
});

test("what Alipay says was paid is paid once in the shop, or its money went back", async () => {
  assert.deepEqual(await checkTrades(site.kit), []);
});

test("an order is paid in full or not at all, and is in the ledger once", async () => {
  assert.deepEqual(await checkOrders(site.kit), []);
});

test("a return is paid back once, with the right amount", async () => {
  assert.deepEqual(await checkRefunds(site.kit), []);
  assert.deepEqual(await checkReturns(site.kit), []);
});

test("nothing is set aside that no payment stands for, and shares are spent once", async () => {
  assert.deepEqual(await checkHolds(site.kit), []);
});

test("shop and ledger are reconciled, and the ledger is sound", async () => {
  const owner = await logInAdmin(site.kit);
  const reconcile = async () => {
    await site.kit.clock.moveAhead(60);
    await site.kit.settled();
    const { patronageReconcile: told } = await owner<{
      patronageReconcile: { mended: number; open: number };
    }>("mutation { patronageReconcile { mended open } }");
    return told;
  };
  await reconcile();
  assert.deepEqual(await reconcile(), { mended: 0, open: 0 });
  assert.ok(await site.kit.verified());
});

/** Pays at Alipay; its notice finds nobody, and is not waited for. */
function paidUnheard(trade: string): void {
  site.kit.standIn.pay(trade).catch(() => undefined);
}

/** A trade that nobody pays for so long that it is closed; and in the very moment before, this happens. */
async function closedAs(
  happens: (trade: string, code: string) => Promise<unknown>,
): Promise<string> {
  const { kit } = site;
  const guest = openSession(kit.url, "shop-api");
  const { code } = await checkOut(kit, guest, { cup: 1 }, { guest: "late@example.com" });
  const trade = await beginPayment(guest);
  await kit.clock.moveAhead((kit.mall.rules.paymentMinutes + 1) * 60);
  const { alipay } = kit.mall;
  const late: Mall = {
    ...kit.mall,
    alipay: {
      ...alipay!,
      async queryPayment(tradeId) {
        const found = await alipay!.queryPayment(tradeId);
        if (tradeId === trade) await happens(trade, code);
        return found;
      },
    },
  };
  await tendTrades(late, kit.owner);
  // Twice: what is taken and finds no order goes back at the next turn.
  await tendTrades(kit.mall, kit.owner);
  await tendTrades(kit.mall, kit.owner);
  const [row] = await kit.sql<{ state: string }>(
    "SELECT state FROM patronage_trade WHERE trade = $1",
    [trade],
  );
  return row!.state;
}

test("a trade that is paid in the moment in which it is closed pays its order", async () => {
  await Promise.all([...site.servers, ...site.workers].map((one) => one.kill()));
  const state = await closedAs((trade) => {
    paidUnheard(trade);
    return Promise.resolve();
  });
  assert.equal(state, "used");
  assert.deepEqual(await checkTrades(site.kit), []);
});

test("a trade that goes back in the moment in which it is closed does go back", async () => {
  const state = await closedAs(async (trade, code) => {
    paidUnheard(trade);
    await site.kit.sql(`UPDATE "order" SET state = 'AddingItems' WHERE code = $1`, [code]);
    await tendTrades(site.kit.mall, site.kit.owner);
  });
  assert.equal(state, "returned");
  assert.deepEqual(await checkTrades(site.kit), []);
});

/**
 * Load: two hundred shoppers pay at the same moment, by Alipay or by bank transfer, some of them for the
 * same few pieces; in the end every book balances.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accepted, beginPayment, openSession, type Ask, type Placed } from "../sample/client.ts";
import {
  checkHolds,
  checkOrders,
  checkRefunds,
  checkTrades,
  comeToRest,
} from "./faults-books-kit.ts";
import { checkOut, logInAdmin, openKit, register, variantOf, type Kit } from "./mall-kit.ts";

const FIRST_PORT = 27_000 + (process.pid % 500) * 10;
const SHOPPERS = 200;
const REGISTERED = 8;
/** So many want one of so few pieces. */
const GREEDY = 24;
const RARE_PIECES = 5;
/** So many carts are filled at once; the paying is what happens all at once. */
const FILLED_AT_ONCE = 8;

let kit: Kit;
let visits: Visit[];

type Visit = {
  readonly ask: Ask;
  readonly order: Placed;
  readonly isRare: boolean;
  /** The trade at Alipay; without one it is paid by a transfer. */
  readonly trade: string | undefined;
};

type Goods = { readonly [sku: string]: number };

async function visit(index: number): Promise<Visit> {
  const emailAddress = `load-${index}@example.com`;
  const isRegistered = index < REGISTERED;
  const ask = isRegistered
    ? (await register(kit, emailAddress)).ask
    : openSession(kit.url, "shop-api");
  const isRare = index % Math.floor(SHOPPERS / GREEDY) === 0;
  const common: Goods = index % 2 === 0 ? { tea: 1, cup: 2 } : { peach: 3 };
  const goods: Goods = isRare ? { rare: 1 } : common;
  const order = await checkOut(kit, ask, goods, isRegistered ? {} : { guest: emailAddress });
  return { ask, order, isRare, trade: index % 3 === 0 ? undefined : await beginPayment(ask) };
}

before(async () => {
  kit = await openKit({ firstPort: FIRST_PORT });
  await kit.sql(`UPDATE stock_level SET "stockOnHand" = $2 WHERE "productVariantId" = $1`, [
    await variantOf(kit, "rare"),
    RARE_PIECES,
  ]);
  visits = [];
  for (let index = 0; index < SHOPPERS; index += FILLED_AT_ONCE) {
    const some = Array.from({ length: FILLED_AT_ONCE }, (_, place) => visit(index + place));
    visits.push(...(await Promise.all(some)));
  }
});
after(() => kit.close());

const TRANSFER = `mutation { addPaymentToOrder(input: { method: "transfer", metadata: {} }) {
  __typename ... on ErrorResult { errorCode message } } }`;

/** Pays, as the shopper knows how; answers whether the shop says that it is paid or on its way. */
async function pay({ ask, trade }: Visit): Promise<boolean> {
  if (trade !== undefined) return kit.standIn.pay(trade, `payer-${trade}`);
  const { addPaymentToOrder } = await ask<{ addPaymentToOrder: object }>(TRANSFER);
  accepted(addPaymentToOrder);
  return true;
}

/** The bank's statement: staff settles what has come. */
async function settleTransfers(): Promise<number> {
  const admin = await logInAdmin(kit);
  const coming = await kit.sql<{ id: number }>(
    "SELECT id FROM payment WHERE method = 'transfer' AND state = 'Authorized' ORDER BY id",
  );
  const settle = async ({ id }: { id: number }): Promise<void> => {
    const { settlePayment } = await admin<{ settlePayment: object }>(
      `mutation ($id: ID!) { settlePayment(id: $id) {
        __typename ... on ErrorResult { errorCode message } } }`,
      { id },
    );
    accepted(settlePayment);
  };
  await Promise.all(coming.map(settle));
  return coming.length;
}

const sumMinor = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((totalMinor, amountMinor) => totalMinor + amountMinor, 0n);

test(`${SHOPPERS} shoppers pay at once, and all of it comes to rest`, async (t) => {
  const begin = performance.now();
  const told = await Promise.allSettled(visits.map(pay));
  const seconds = (performance.now() - begin) / 1_000;
  const lost = visits.filter((_, index) => told[index]!.status === "rejected");
  t.diagnostic(`paid in ${seconds.toFixed(1)} s, ${lost.length} refused`);
  // Only who wanted what was gone is refused.
  assert.ok(lost.every(({ isRare, trade }) => isRare && trade === undefined));
  t.diagnostic(`${await settleTransfers()} transfers settled`);
  await kit.clock.moveAhead(120);
  await kit.work();
  assert.deepEqual(await comeToRest(kit), []);
});

test("what Alipay took is in the shop's payments, or went back", async () => {
  assert.deepEqual(await checkTrades(kit), []);
  assert.deepEqual(await checkRefunds(kit), []);
  const trades = kit.standIn.trades().filter(({ paidAt }) => paidAt !== undefined);
  const [books] = await kit.sql<{ paid: string; returned: string }>(
    `SELECT (SELECT sum(amount) FROM payment WHERE method = 'alipay' AND state = 'Settled') AS paid,
       (SELECT coalesce(sum(amount_minor), 0) FROM patronage_trade WHERE state = 'returned') AS returned`,
  );
  const tookMinor = sumMinor(trades.map(({ totalMinor }) => totalMinor));
  assert.equal(tookMinor, BigInt(books!.paid) + BigInt(books!.returned));
});

test("everybody who paid has an order, and the ledger counts what its lines say", async () => {
  assert.deepEqual(await checkOrders(kit), []);
  assert.deepEqual(await checkHolds(kit), []);
  const paid = await kit.sql<{ id: number }>("SELECT order_id AS id FROM patronage_order");
  const ids = new Set(paid.map(({ id }) => id));
  const unpaid = visits.filter(({ order }) => !ids.has(order.orderId));
  assert.ok(unpaid.every(({ isRare }) => isRare));
  assert.equal(ids.size, SHOPPERS - unpaid.length);
});

test("no more is sold than there is", async () => {
  const sold = await kit.sql<{ sku: string; on_hand: number; allocated: number; ordered: string }>(
    `SELECT v.sku, s."stockOnHand" AS on_hand, s."stockAllocated" AS allocated, (
       SELECT coalesce(sum(l.quantity), 0) FROM order_line l
       JOIN patronage_order p ON p.order_id = l."orderId"
       WHERE l."productVariantId" = v.id) AS ordered
     FROM stock_level s JOIN product_variant v ON v.id = s."productVariantId"`,
  );
  for (const { sku, on_hand, allocated, ordered } of sold) {
    assert.equal(String(allocated), ordered, sku);
    assert.ok(on_hand - allocated >= 0, `${sku}: ${allocated} of ${on_hand}`);
  }
  assert.equal(sold.find(({ sku }) => sku === "rare")!.allocated, RARE_PIECES);
});

test("shop and ledger are reconciled, and the ledger is sound", async () => {
  await kit.clock.moveAhead(60);
  const owner = await logInAdmin(kit);
  const { patronageReconcile: told } = await owner<{
    patronageReconcile: { mended: number; open: number };
  }>("mutation { patronageReconcile { mended open } }");
  assert.deepEqual(told, { mended: 0, open: 0 });
  assert.ok(await kit.verified());
});

/** The races of a shop, with our locks: every round comes out right. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buy, deliver, openKit, register, type Kit, type Shopper } from "./mall-kit.ts";
import { carts, payments, refunds, spending, stock, withdrawals } from "./races-kit.ts";

/** PATRONAGE_ROUNDS=… chooses how often each is run; at night it is a hundred times. */
const ROUNDS = Number(process.env["PATRONAGE_ROUNDS"] ?? 20);
let kit: Kit;
let rich: Shopper;

before(async () => {
  kit = await openKit();
  rich = await register(kit, "rich@example.com");
  const order = await buy(kit, rich, { tea: 50 });
  await deliver(kit, order);
  await kit.passDays(9);
});
after(() => kit.close());

test("two payments at once pay for an order once", async () => {
  assert.equal(await payments(kit, ROUNDS), 0);
});

test("the last piece is sold once, however many pay for it at once", async () => {
  assert.equal(await stock(kit, ROUNDS), 0);
});

test("nothing that is put into a cart at once is lost", async () => {
  assert.equal(await carts(kit, ROUNDS), 0);
});

test("two refunds at once refund an order once", async () => {
  assert.equal(await refunds(kit, ROUNDS), 0);
});

test("two requests at once cannot withdraw the same money", async () => {
  assert.equal(await withdrawals(rich)(kit, ROUNDS), 0);
});

test("no share is redeemed or spent twice", async () => {
  assert.equal(await spending(rich)(kit, ROUNDS), 0);
  assert.ok(await kit.verified());
});

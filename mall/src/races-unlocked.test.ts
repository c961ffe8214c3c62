/** The same races without our locks: some rounds come out wrong, so the rounds can tell. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buy, deliver, openKit, register, type Kit, type Shopper } from "./mall-kit.ts";
import { carts, payments, refunds, stock, withdrawals } from "./races-kit.ts";

let kit: Kit;
let rich: Shopper;

before(async () => {
  kit = await openKit({ locks: false });
  rich = await register(kit, "rich@example.com");
  const order = await buy(kit, rich, { tea: 50 });
  await deliver(kit, order);
  await kit.passDays(9);
});
after(() => kit.close());

test("without locks orders are paid for twice", async () => {
  assert.ok((await payments(kit, 6)) > 0);
});

test("without locks the last piece is sold more than once", async () => {
  assert.ok((await stock(kit, 4)) > 0);
});

test("without locks carts lose what is put into them at once", async () => {
  assert.ok((await carts(kit, 30)) > 0);
});

test("without locks the same money is asked for twice", async () => {
  assert.ok((await withdrawals(rich)(kit, 20)) > 0);
});

test("without locks the table's own check still keeps a second refund out", async () => {
  assert.equal(await refunds(kit, 20), 0);
});

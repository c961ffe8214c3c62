/** The reconciler: what the ledger has not heard is sent again, and what differs is told. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { buy, deliver, logInAdmin, openKit, register, type Admin, type Kit } from "./mall-kit.ts";
import { missingSql } from "./schema-sql.ts";

let kit: Kit;
let owner: Admin;
before(async () => {
  kit = await openKit();
  owner = await logInAdmin(kit);
});
after(() => kit.close());

type Told = { readonly mended: number; readonly open: number };
async function reconcile(): Promise<Told> {
  await kit.clock.moveAhead(60);
  await kit.work();
  const { patronageReconcile: told } = await owner<{ patronageReconcile: Told }>(
    "mutation { patronageReconcile { mended open } }",
  );
  return told;
}

const findings = async (): Promise<{ kind: string; subject: string; facts: string }[]> =>
  (
    await owner<{ patronageFindings: { kind: string; subject: string; facts: string }[] }>(
      "{ patronageFindings(open: true) { kind subject facts } }",
    )
  ).patronageFindings;

test("an order that the ledger never heard of is told again, whole", async () => {
  const device = "the same device";
  const anna = await register(kit, "anna@example.com", { device });
  const { patronage } = await anna.ask<{ patronage: { referralCode: string } }>(
    "{ patronage { referralCode } }",
  );
  const ben = await register(kit, "ben@example.com", { code: patronage.referralCode });
  // Ben's device is noted after he joined: his order is kept for somebody to look at.
  await kit.sql(
    `INSERT INTO patronage_trace SELECT $1, kind, digest, seen_at FROM patronage_trace
     WHERE customer_id = $2 AND kind = 'device'`,
    [ben.customerId, anna.customerId],
  );
  const order = await buy(kit, ben, { tea: 1 });
  await deliver(kit, order);
  await kit.clock.moveAhead(8 * 86_400);
  // As if it had been sent, and what was sent had been lost.
  await kit.sql("UPDATE patronage_order SET state = 'sent' WHERE order_id = $1", [order.orderId]);
  await kit.sql("UPDATE patronage_order SET completed_at = due_at WHERE order_id = $1", [
    order.orderId,
  ]);
  assert.deepEqual(await reconcile(), { mended: 2, open: 0 });
  assert.ok((await kit.position(ben.holder)).sharesMicro > 0n);
  assert.deepEqual(await reconcile(), { mended: 0, open: 0 });
});

test("an order that differs from the ledger's is told to people, and gone when it is right", async () => {
  const cleo = await register(kit, "cleo@example.com");
  const order = await buy(kit, cleo, { tea: 1 });
  await kit.sql("UPDATE patronage_order_line SET paid_minor = 9 WHERE order_id = $1", [
    order.orderId,
  ]);
  assert.equal((await reconcile()).open, 1);
  const [finding] = await findings();
  assert.equal(finding!.kind, "order_differs");
  assert.equal(finding!.subject, order.code);
  await kit.sql("UPDATE patronage_order_line SET paid_minor = 10000 WHERE order_id = $1", [
    order.orderId,
  ]);
  assert.equal((await reconcile()).open, 0);
});

test("goods that were cancelled and not paid back keep their order from counting", async () => {
  const dora = await register(kit, "dora@example.com");
  const order = await buy(kit, dora, { tea: 2 });
  const { order: found } = await owner<{ order: { lines: { id: string }[] } }>(
    "query ($id: ID!) { order(id: $id) { lines { id } } }",
    { id: order.orderId },
  );
  const line = found.lines[0]!.id;
  await owner(
    `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { ... on Order { state }
      ... on ErrorResult { message } } }`,
    { input: { orderId: order.orderId, lines: [{ orderLineId: line, quantity: 1 }] } },
  );
  await deliver(kit, order);
  await kit.passDays(9);
  assert.equal((await kit.position(dora.holder)).sharesMicro, 0n);
  await reconcile();
  assert.deepEqual(
    (await findings()).map(({ kind, subject }) => [kind, subject]),
    [["cancelled_unpaid", order.code]],
  );
  await owner(`mutation ($input: PatronageReturnInput!) { patronageReturnGoods(input: $input) }`, {
    input: { orderId: order.orderId, lines: [{ line, quantity: 1 }], reason: "cancelled" },
  });
  await kit.work();
  assert.ok((await kit.position(dora.holder)).sharesMicro > 0n);
  assert.deepEqual(await reconcile(), { mended: 0, open: 0 });
});

test("neither journal nor audit log can be changed by the mall", async () => {
  const { rawConnection } = kit.mall.connection;
  for (const change of [
    `UPDATE "programme_kit".journal SET events = '[]'`,
    `DELETE FROM "programme_kit".journal`,
    "DELETE FROM patronage_audit",
    "UPDATE patronage_audit SET administrator = 'nobody'",
    "INSERT INTO patronage_audit (administrator, operation, \"table\", key) VALUES ('', '', '', '')",
  ]) {
    await assert.rejects(rawConnection.query(change), /permission denied/);
  }
  // Not even whoever owns the table.
  const client = new Client({ connectionString: kit.house.cluster.url });
  await client.connect();
  await assert.rejects(client.query("DELETE FROM mall.patronage_audit"), /only ever added to/);
  await client.end();
});

test("the tables are those of the engine's version", async () => {
  assert.deepEqual(await missingSql(kit.house.cluster.url), []);
});

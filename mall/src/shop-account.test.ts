/** Returns that shoppers ask for, what is kept about them, and how their accounts end. */
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decimalText, sharesText } from "@patronage/words";
import { logIn, openSession, payInShares } from "../sample/client.ts";
import {
  buy,
  checkOut,
  deliver,
  employ,
  logInAdmin,
  openKit,
  PASSWORD,
  payByAlipay,
  register,
  type Admin,
  type Bought,
  type Kit,
  type Shopper,
} from "./mall-kit.ts";

let kit: Kit;
let owner: Admin;
before(async () => {
  kit = await openKit();
  owner = await logInAdmin(kit);
});
after(() => kit.close());

const linesOf = async ({ orderId }: Bought): Promise<string[]> => {
  const rows = await kit.sql<{ line: string }>(
    "SELECT line FROM patronage_order_line WHERE order_id = $1 ORDER BY line::integer",
    [orderId],
  );
  return rows.map(({ line }) => line);
};

type Request = {
  readonly id: number;
  readonly state: string;
  readonly withheld: string;
  readonly pay: string;
  readonly answer: string | null;
};
type Asking = {
  readonly line?: string;
  readonly quantity: number;
  readonly reason?: string;
  readonly shown?: string;
};

const REQUEST = `mutation ($code: String!, $lines: [ReturnedLine!]!, $reason: String!, $shown: String!) {
  requestReturn(orderCode: $code, lines: $lines, reason: $reason, shownWithheld: $shown) {
    id orderCode state reason withheld pay shares requestedAt lines { line quantity } } }`;
async function ask(
  { ask }: Shopper,
  order: Bought,
  { line, quantity, reason = "too small", shown = "0" }: Asking,
): Promise<Request> {
  const orderLineId = line ?? (await linesOf(order))[0]!;
  const { requestReturn } = await ask<{ requestReturn: Request }>(REQUEST, {
    ...{ code: order.code, lines: [{ orderLineId, quantity }], reason, shown },
  });
  return requestReturn;
}

type Order = {
  readonly lines: { readonly returnable: number; readonly returnedQuantity: number }[];
  readonly returns: { readonly state: string; readonly withheld: string; readonly money: string }[];
  readonly returnRequests: Request[];
};
const orderOf = ({ ask }: Shopper, { code }: Bought) =>
  ask<{ orderByCode: { patronage: Order; state: string } }>(
    `query ($code: String!) { orderByCode(code: $code) { state patronage {
      lines { returnable returnedQuantity } returns { state withheld money }
      returnRequests { id state withheld pay answer } } } }`,
    { code },
  ).then(({ orderByCode }) => ({ ...orderByCode.patronage, state: orderByCode.state }));

const accept = (id: number, who = owner) =>
  who<{ patronageAcceptReturnRequest: string }>(
    `mutation { patronageAcceptReturnRequest(id: ${id}) }`,
  );
const decline = (id: number, reason: string, who = owner) =>
  who(`mutation ($reason: String!) { patronageDeclineReturnRequest(id: ${id}, reason: $reason) }`, {
    reason,
  });
const refundsOf = ({ code }: Bought): bigint[] =>
  kit.standIn
    .trades()
    .filter(({ subject }) => subject === code)
    .flatMap(({ refunds }) => refunds.map(({ amountMinor }) => amountMinor));

let ada: Shopper;

test("a request for goods is refused with what is wrong about it", async () => {
  ada = await register(kit, "ada@example.com");
  const eve = await register(kit, "eve@example.com");
  const order = await buy(kit, ada, { tea: 3, peach: 1 });
  const [tea, peach] = await linesOf(order);
  await assert.rejects(ask(eve, order, { quantity: 1 }), /no such paid order/);
  await assert.rejects(ask(ada, order, { quantity: 1, line: "999999" }), /no line 999999/);
  await assert.rejects(ask(ada, order, { quantity: 0 }), /Nothing is returned/);
  await assert.rejects(ask(ada, order, { quantity: 4 }), /More comes back/);
  await assert.rejects(ask(ada, order, { quantity: 1, reason: " " }), /Say why/);
  await assert.rejects(ask(ada, order, { quantity: 1, reason: "x".repeat(501) }), /at most 500/);
  const twice = [tea, tea].map((orderLineId) => ({ orderLineId, quantity: 1 }));
  await assert.rejects(
    ada.ask(REQUEST, { code: order.code, lines: twice, reason: "x", shown: "0" }),
    /named twice/,
  );
  const { id } = await ask(ada, order, { quantity: 2 });
  await assert.rejects(ask(ada, order, { quantity: 2 }), /for 1 more one can be made/);
  assert.deepEqual(
    (await orderOf(ada, order)).lines.map(({ returnable }) => returnable),
    [1, 1],
  );
  await assert.rejects(eve.ask(`mutation { cancelReturnRequest(id: ${id}) }`), /no such request/);
  await ada.ask(`mutation { cancelReturnRequest(id: ${id}) }`);
  await assert.rejects(accept(id), /decided or taken back/);
  await deliver(kit, order);
  // Fresh goods cannot come back once they are there; the others can for their seven days.
  await assert.rejects(ask(ada, order, { quantity: 1, line: peach! }), /no longer be returned/);
  assert.deepEqual(
    (await orderOf(ada, order)).lines.map(({ returnable }) => returnable),
    [3, 0],
  );
  await kit.passDays(8);
  await assert.rejects(ask(ada, order, { quantity: 1 }), /no longer be returned/);
});

test("staff accepts, and the goods are paid for; or declines, and says why", async () => {
  const order = await buy(kit, ada, { tea: 3 });
  await deliver(kit, order);
  const first = await ask(ada, order, { quantity: 1 });
  assert.deepEqual([first.withheld, first.pay, first.state], ["0", "11300", "requested"]);
  const auditor = await employ(kit, "auditor", "auditor");
  await assert.rejects(accept(first.id, auditor), /not currently authorized/);
  const staff = await employ(kit, "staff", "staff");
  const { patronageReturnRequests: open } = await auditor<{
    patronageReturnRequests: { id: string; withheldNow: string; goods: object[] }[];
  }>(`{ patronageReturnRequests(state: "requested") { id code name reason withheld pay withheldNow
    shippingLeft goods { line name quantity } } }`);
  assert.deepEqual(
    open.map(({ id, withheldNow }) => ({ id, withheldNow })),
    [{ id: String(first.id), withheldNow: "0" }],
  );
  await accept(first.id, staff);
  await kit.work();
  assert.deepEqual(refundsOf(order), [113_00n]);
  const second = await ask(ada, order, { quantity: 1 });
  await assert.rejects(decline(second.id, " "), /Say why/);
  await decline(second.id, "It was opened.");
  const told = await orderOf(ada, order);
  assert.deepEqual(
    told.returnRequests.map(({ state, answer }) => [state, answer]),
    [
      ["declined", "It was opened."],
      ["accepted", null],
    ],
  );
  assert.deepEqual(told.returns, [{ state: "done", withheld: "0", money: "11300" }]);
  // An order does not count while somebody asks for a part of it, and counts when that is decided.
  const third = await ask(ada, order, { quantity: 1 });
  await kit.passDays(8);
  assert.equal((await orderOf(ada, order)).returnRequests[0]!.state, "requested");
  const completed = () =>
    kit.sql<{ completed_at: Date | null }>(
      "SELECT completed_at FROM patronage_order WHERE order_id = $1",
      [order.orderId],
    );
  assert.equal((await completed())[0]!.completed_at, null);
  await decline(third.id, "Too late.");
  await kit.work();
  assert.ok((await completed())[0]!.completed_at !== null);
  assert.ok(await kit.verified());
});

test("what was shown is withheld and no more, whatever the ledger would withhold by then", async () => {
  const order = await buy(kit, ada, { tea: 1 });
  await deliver(kit, order);
  await kit.passDays(9);
  const [line] = await linesOf(order);
  // Asked for before it matured, had the plan let it mature meanwhile.
  const [row] = await kit.sql<{ id: number }>(
    `INSERT INTO patronage_return_request (order_id, goods, reason, withheld_minor, pay_minor,
       shares_minor, state, requested_at)
     VALUES ($1, $2, 'x', 5, 11295, 0, 'requested', $3) RETURNING id`,
    [order.orderId, JSON.stringify([{ line, quantity: 1 }]), kit.clock.now()],
  );
  const { patronageReturnRequests: open } = await owner<{
    patronageReturnRequests: { withheldNow: string }[];
  }>(`{ patronageReturnRequests(state: "requested") { withheldNow } }`);
  assert.ok(BigInt(open[0]!.withheldNow) > 5n);
  await accept(row!.id);
  await kit.work();
  assert.deepEqual(refundsOf(order), [112_95n]);
  assert.ok(await kit.verified());
});

test("what was not sent yet is cancelled with its return, and a return by staff answers a request", async () => {
  const order = await buy(kit, ada, { tea: 2 });
  const whole = await ask(ada, order, { quantity: 2 });
  await accept(whole.id);
  await kit.work();
  assert.deepEqual(refundsOf(order), [226_00n]);
  assert.equal((await orderOf(ada, order)).state, "Cancelled");
  const next = await buy(kit, ada, { tea: 2 });
  const asked = await ask(ada, next, { quantity: 1 });
  const [line] = await linesOf(next);
  await owner(`mutation ($input: PatronageReturnInput!) { patronageReturnGoods(input: $input) }`, {
    input: { orderId: next.orderId, lines: [{ line, quantity: 1 }], reason: "called us" },
  });
  const { returnRequests } = await orderOf(ada, next);
  assert.deepEqual(
    returnRequests.map(({ id, state }) => [id, state]),
    [[asked.id, "accepted"]],
  );
  const last = await ask(ada, next, { quantity: 1 });
  await owner(
    `mutation { refundOrder(input: { lines: [{ orderLineId: ${line}, quantity: 1 }], shipping: 0,
      adjustment: 0, paymentId: ${await paymentOf(next)}, reason: "" }) { __typename } }`,
  );
  await kit.work();
  assert.equal((await orderOf(ada, next)).returnRequests[0]!.state, "accepted");
  await assert.rejects(accept(last.id), /decided or taken back/);
  assert.ok(await kit.verified());
});

test("accepting one request leaves the other, and what was delivered counts without what never was sent", async () => {
  const order = await buy(kit, ada, { tea: 3 });
  const [line] = await linesOf(order);
  const { addFulfillmentToOrder } = await owner<{ addFulfillmentToOrder: { id: string } }>(
    `mutation { addFulfillmentToOrder(input: { lines: [{ orderLineId: ${line}, quantity: 1 }],
      handler: { code: "manual-fulfillment", arguments: [
        { name: "method", value: "post" }, { name: "trackingCode", value: "" }] } }) {
      ... on Fulfillment { id } } }`,
  );
  for (const state of ["Shipped", "Delivered"]) {
    await owner(
      `mutation { transitionFulfillmentToState(id: ${addFulfillmentToOrder.id}, state: "${state}") {
        __typename } }`,
    );
  }
  const first = await ask(ada, order, { quantity: 1 });
  const second = await ask(ada, order, { quantity: 1 });
  await accept(first.id);
  const half = await orderOf(ada, order);
  assert.equal(half.state, "PartiallyDelivered");
  assert.deepEqual(
    half.returnRequests.map(({ state }) => state),
    ["requested", "accepted"],
  );
  await accept(second.id);
  await kit.work();
  assert.deepEqual(refundsOf(order), [113_00n, 113_00n]);
  assert.equal((await orderOf(ada, order)).state, "Delivered");
  const before = await kit.position(ada.holder);
  await kit.passDays(8);
  assert.ok((await kit.position(ada.holder)).sharesMicro > before.sharesMicro);
});

const paymentOf = async ({ orderId }: Bought): Promise<number> => {
  const [row] = await kit.sql<{ id: number }>('SELECT id FROM payment WHERE "orderId" = $1', [
    orderId,
  ]);
  return row!.id;
};

const DELETE = `mutation ($password: String!, $givesUp: Boolean!) {
  deleteMyAccount(password: $password, givesUp: $givesUp) }`;
type Deletion = {
  readonly shares: string;
  readonly wallet: string;
  readonly obstacles: { readonly kind: string; readonly subject: string }[];
};
const deletionOf = ({ ask }: Shopper) =>
  ask<{ deletionQuote: Deletion }>(
    "{ deletionQuote { shares value wallet obstacles { kind subject } } }",
  ).then(({ deletionQuote }) => deletionQuote);

/** Every table of the mall in which a text stands, in any column. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await kit.sql<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'mall' AND c.relkind = 'r' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await kit.sql(
      `SELECT FROM mall."${name}" t WHERE strpos(lower(t::text), lower($1)) > 0 LIMIT 1`,
      [text],
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

test("a shopper is told everything kept about it", async () => {
  const { myDataFile } = await ada.ask<{ myDataFile: string }>("{ myDataFile }");
  const told = JSON.parse(myDataFile) as { [subject: string]: { [field: string]: unknown }[] };
  assert.equal(told["account"]![0]!["emailAddress"], "ada@example.com");
  assert.equal(told["orders"]!.length, 6);
  assert.equal(told["returnRequests"]!.length, 10);
  assert.ok(told["traces"]!.every((trace) => !("digest" in trace)));
  assert.ok(told["statement"]!.length > 0);
});

test("an account is deleted when nothing is on its way, and nothing of its person stays", async () => {
  const zoe = await register(kit, "zoe.unusual@example.com", { phone: "13877665544" });
  await zoe.ask(
    `mutation { updateCustomer(input: { firstName: "Zoelinde", lastName: "Quaxberg" }) { id } }`,
  );
  const street = "Hyacinth Alley 77";
  const order = await checkOut(kit, zoe.ask, { tea: 2 }, { street });
  const first = await deletionOf(zoe);
  assert.deepEqual(first.obstacles, []);
  assert.ok(await payByAlipay(kit, zoe.ask, "zoes-alipay"));
  assert.deepEqual((await deletionOf(zoe)).obstacles, [{ kind: "order", subject: order.code }]);
  await assert.rejects(
    zoe.ask(DELETE, { password: PASSWORD, givesUp: true }),
    new RegExp(`First 1 things under way.*${order.code}`),
  );
  await deliver(kit, order);
  await kit.passDays(9);
  const withdrawal = await zoe.ask<{ requestWithdrawal: number }>(
    `mutation { requestWithdrawal(amount: "500", account: "Quaxberg 6222 9876") }`,
  );
  assert.deepEqual((await deletionOf(zoe)).obstacles, [
    { kind: "withdrawal", subject: String(withdrawal.requestWithdrawal) },
  ]);
  await zoe.ask(`mutation { cancelWithdrawal(id: ${withdrawal.requestWithdrawal}) }`);
  await checkOut(kit, zoe.ask, { cup: 1 });
  await payInShares(zoe.ask, 10_00n);
  assert.equal((await deletionOf(zoe)).obstacles[0]!.kind, "hold");
  await zoe.ask(`mutation { transitionOrderToState(state: "AddingItems") { __typename } }`);
  await kit.settled();
  assert.ok((await tablesWith("Hyacinth")).includes("order"));
  await assert.rejects(zoe.ask(DELETE, { password: "wrong", givesUp: true }), /not the password/);
  const left = await deletionOf(zoe);
  assert.ok(BigInt(left.shares) > 0n && BigInt(left.wallet) > 0n);
  const shares = sharesText(BigInt(left.shares));
  const wallet = decimalText({ num: BigInt(left.wallet), den: 100n }, 2);
  await assert.rejects(zoe.ask(DELETE, { password: PASSWORD, givesUp: false }), {
    code: "mall.something_left",
    message: `The account still has ${shares} shares and ¥${wallet} in its wallet. Redeem and withdraw them first, or say that they are given up.`,
  });
  const code = await codeOf(zoe);
  const mails = join(kit.folder, "mails");
  await mkdir(mails);
  await writeFile(join(mails, "hers.json"), `{"recipient":"${zoe.emailAddress}"}`);
  await writeFile(join(mails, "his.json"), '{"recipient":"ada@example.com"}');
  // Somebody whose address ends as hers: that mail is on its way to somebody else.
  const namesake = `{"recipient":"big-${zoe.emailAddress}"}`;
  await writeFile(join(mails, "namesake.json"), namesake);
  await kit.sql(
    `INSERT INTO job_record ("queueName", data, state, progress, "isSettled", retries, attempts)
     VALUES ('nowhere', $1, 'PENDING', 0, false, 0, 0)`,
    [namesake],
  );
  await zoe.ask(DELETE, { password: PASSWORD, givesUp: true });
  const kept = await kit.sql("SELECT FROM job_record WHERE data = $1", [namesake]);
  assert.equal(kept.length, 1);
  await kit.sql("DELETE FROM job_record WHERE data = $1", [namesake]);
  for (const text of [
    "zoe.unusual",
    "Zoelinde",
    "Quaxberg",
    "13877665544",
    "Hyacinth",
    "zoes-alipay",
  ]) {
    assert.deepEqual(await tablesWith(text), [], text);
  }
  assert.deepEqual((await readdir(mails)).sort(), ["his.json", "namesake.json"]);
  await assert.rejects(zoe.ask("{ deletionQuote { shares } }"), /not currently authorized/);
  await assert.rejects(
    logIn(openSession(kit.url, "shop-api"), zoe.emailAddress, PASSWORD),
    /INVALID_CREDENTIALS/,
  );
  // The address is free, and the code of whoever is gone brings in nobody.
  const again = await register(kit, zoe.emailAddress, { code });
  assert.notEqual(again.holder, zoe.holder);
  const [member] = await kit.sql<{ referrer_id: number | null }>(
    "SELECT referrer_id FROM patronage_member WHERE customer_id = $1",
    [again.customerId],
  );
  assert.equal(member!.referrer_id, null);
  assert.equal((await kit.position(zoe.holder)).sharesMicro, BigInt(left.shares));
  await kit.passDays(1);
  assert.ok(await kit.verified());
  await kit.clock.moveAhead(60);
  await kit.work();
  const { patronageReconcile: told } = await owner<{
    patronageReconcile: { mended: number; open: number };
  }>("mutation { patronageReconcile { mended open } }");
  assert.deepEqual(told, { mended: 0, open: 0 });
});

const codeOf = async ({ customerId }: Shopper): Promise<string> => {
  const [row] = await kit.sql<{ code: string }>(
    "SELECT code FROM patronage_member WHERE customer_id = $1",
    [customerId],
  );
  return row!.code;
};

test("whoever guesses the password of a deletion is slowed down", async () => {
  const guess = () => ada.ask(DELETE, { password: "a guess", givesUp: true });
  for (let tries = 0; tries < 5; tries++) await assert.rejects(guess(), /not the password/);
  await assert.rejects(guess(), /Too many failed logins/);
});

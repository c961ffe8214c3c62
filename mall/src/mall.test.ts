/** The mall end to end: over the real APIs, against the real stack. Figures are worked by hand. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openGate } from "../../ledger/src/gate-kit.ts";
import { logIn, openSession, payInShares } from "../sample/client.ts";
import {
  buy,
  checkOut,
  deliver,
  employ,
  KIT_PLAN,
  logInAdmin,
  openKit,
  PASSWORD,
  payByAlipay,
  register,
  type Admin,
  type Bought,
  type Kit,
} from "./mall-kit.ts";

let kit: Kit;
let owner: Admin;
before(async () => {
  kit = await openKit();
  owner = await logInAdmin(kit);
});
after(() => kit.close());

type Line = { readonly id: string };
async function linesOf({ orderId }: Bought): Promise<Line[]> {
  const { order } = await owner<{ order: { lines: Line[] } }>(
    "query ($id: ID!) { order(id: $id) { lines { id } } }",
    { id: orderId },
  );
  return order.lines;
}

const RETURN = `mutation ($input: PatronageReturnInput!) { patronageReturnGoods(input: $input) }`;

async function takeBack(order: Bought, quantity: number, line = 0): Promise<string> {
  const { patronageReturnGoods: id } = await owner<{ patronageReturnGoods: string }>(RETURN, {
    input: {
      orderId: order.orderId,
      lines: [{ line: (await linesOf(order))[line]!.id, quantity }],
      reason: "came back",
    },
  });
  await kit.work();
  return id;
}

const tradeOf = (order: Bought) =>
  kit.standIn.trades().filter(({ subject }) => subject === order.code);

async function reconciled(): Promise<void> {
  await kit.clock.moveAhead(60);
  await kit.work();
  const { patronageReconcile: told } = await owner<{
    patronageReconcile: { mended: number; open: number };
  }>("mutation { patronageReconcile { mended open } }");
  assert.deepEqual(told, { mended: 0, open: 0 });
  assert.ok(await kit.verified());
}

test("an order grants shares when it can come back no more, and a close pays its dividend", async () => {
  const anna = await register(kit, "anna@example.com");
  const order = await buy(kit, anna, { tea: 1 });
  await deliver(kit, order);
  await kit.work();
  assert.equal((await kit.position(anna.holder)).sharesMicro, 0n);
  await kit.passDays(6);
  assert.equal((await kit.position(anna.holder)).sharesMicro, 0n);
  await kit.passDays(2);
  const position = await kit.position(anna.holder);
  // 113.00 with tax is 100.00 net; 30.00 into the reserve, shares for 21.00 of it, 30.00 into the fund.
  assert.equal(position.sharesMicro, 21_000_000n);
  assert.equal(position.walletMinor, 29_99n);
  assert.equal(position.quotaE18 / 10n ** 18n, 20_00n);
  await reconciled();
});

test("goods without a return window count on delivery", async () => {
  const pia = await register(kit, "pia@example.com");
  const order = await buy(kit, pia, { peach: 5 });
  await deliver(kit, order);
  await kit.work();
  // 100.00 net in category default.
  assert.ok((await kit.position(pia.holder)).sharesMicro > 0n);
  const { patronage } = await pia.ask<{ patronage: { quotaLeft: string; wallet: string } }>(
    "{ patronage { quotaLeft wallet } }",
  );
  assert.deepEqual(patronage, { quotaLeft: "5000", wallet: "0" });
});

test("a partial return before maturity takes back what it would have counted", async () => {
  const ben = await register(kit, "ben@example.com");
  const order = await buy(kit, ben, { tea: 3 });
  await deliver(kit, order);
  await takeBack(order, 1);
  const [trade] = tradeOf(order);
  assert.deepEqual(
    trade!.refunds.map(({ amountMinor }) => amountMinor),
    [113_00n],
  );
  await kit.passDays(8);
  const { sharesMicro } = await kit.position(ben.holder);
  const nav = await owner<{ patronageOverview: { nav: string } }>("{ patronageOverview { nav } }");
  // 60.00 of contribution, shares for 42.00 at the NAV before.
  assert.ok(
    sharesMicro > 30_000_000n && sharesMicro < 42_000_000n,
    `${sharesMicro} at ${nav.patronageOverview.nav}`,
  );
  await assert.rejects(takeBack(order, 3), /More comes back/);
  await reconciled();
});

test("a return after maturity withholds what was had already, and pays the rest", async () => {
  const cleo = await register(kit, "cleo@example.com");
  const order = await buy(kit, cleo, { tea: 2 });
  await deliver(kit, order);
  await kit.passDays(9);
  const before = await kit.position(cleo.holder);
  const [line] = await linesOf(order);
  const { returnQuote: quote } = await cleo.ask<{
    returnQuote: {
      money: string;
      withheld: string;
      givenBack: string;
      missing: string;
      pay: string;
    };
  }>(
    `query ($code: String!, $lines: [ReturnedLine!]!) { returnQuote(orderCode: $code, lines: $lines) {
      money withheld givenBack missing pay } }`,
    { code: order.code, lines: [{ orderLineId: line!.id, quantity: 1 }] },
  );
  assert.equal(quote.money, "11300");
  assert.ok(BigInt(quote.givenBack) > 0n);
  assert.equal(BigInt(quote.pay), 113_00n - BigInt(quote.withheld));
  await takeBack(order, 1);
  const [trade] = tradeOf(order);
  assert.deepEqual(
    trade!.refunds.map(({ amountMinor }) => amountMinor),
    [BigInt(quote.pay)],
  );
  const after = await kit.position(cleo.holder);
  assert.equal(after.sharesMicro, before.sharesMicro - before.sharesMicro / 2n);
  assert.equal(after.walletMinor, before.walletMinor);
  await reconciled();
});

test("shares pay for goods, and come back with them", async () => {
  const dora = await register(kit, "dora@example.com");
  await deliver(kit, await buy(kit, dora, { tea: 20 }));
  await kit.passDays(8);
  const rich = await kit.position(dora.holder);
  const order = await checkOut(kit, dora.ask, { cup: 2 });
  const { addPaymentToOrder: part } = await dora.ask<{ addPaymentToOrder: { state: string } }>(
    `mutation { addPaymentToOrder(input: { method: "shares", metadata: { amountMinor: "5650" } }) {
      ... on Order { state } ... on ErrorResult { errorCode message } } }`,
  );
  assert.equal(part.state, "ArrangingPayment");
  await assert.rejects(
    dora.ask('mutation { applyCouponCode(couponCode: "ANY") { __typename } }'),
    /part of this order is paid already/,
  );
  const held = (await kit.position(dora.holder)).heldMicro;
  assert.ok(held > 0n);
  assert.ok(await payByAlipay(kit, dora.ask));
  // Half in shares: 56.50, and 66.50 in money with the shipping.
  assert.deepEqual(
    tradeOf(order).map(({ totalMinor }) => totalMinor),
    [66_50n],
  );
  await deliver(kit, order);
  await takeBack(order, 1);
  assert.deepEqual(
    tradeOf(order)[0]!.refunds.map(({ amountMinor }) => amountMinor),
    [28_25n],
  );
  const half = (await kit.position(dora.holder)).heldMicro;
  assert.ok(half - held / 2n <= 1n && half - held / 2n >= 0n);
  await kit.passDays(8);
  const spent = await kit.position(dora.holder);
  assert.equal(spent.heldMicro, 0n);
  // 50.00 net less half in shares less half returned: 12.50 counted, at most 3.75 of shares.
  assert.ok(spent.sharesMicro < rich.sharesMicro);
  await takeBack(order, 1);
  const back = await kit.position(dora.holder);
  assert.ok(back.sharesMicro > spent.sharesMicro);
  await reconciled();
});

test("shares set aside are let go when the shopper goes back to the cart, or never pays the rest", async () => {
  const eve = await register(kit, "eve@example.com");
  await deliver(kit, await buy(kit, eve, { tea: 5 }));
  await kit.passDays(8);
  const free = await kit.position(eve.holder);
  const pay = `mutation { addPaymentToOrder(input: { method: "shares", metadata: { amountMinor: "1000" } }) {
    ... on Order { state } ... on ErrorResult { errorCode message } } }`;
  const order = await checkOut(kit, eve.ask, { tea: 1 });
  await eve.ask(pay);
  assert.ok((await kit.position(eve.holder)).heldMicro > 0n);
  await eve.ask(`mutation { transitionOrderToState(state: "AddingItems") { __typename } }`);
  assert.deepEqual(await kit.position(eve.holder), free);
  await eve.ask(`mutation { transitionOrderToState(state: "ArrangingPayment") { __typename } }`);
  await eve.ask(pay);
  await kit.clock.moveAhead(31 * 60);
  await kit.work();
  assert.deepEqual(await kit.position(eve.holder), free);
  const payments = await kit.sql<{ state: string }>(
    'SELECT state FROM payment WHERE "orderId" = $1 ORDER BY id',
    [order.orderId],
  );
  assert.deepEqual(
    payments.map(({ state }) => state),
    ["Cancelled", "Cancelled"],
  );
});

test("shares set aside are spent before they run out, and come back all the same", async () => {
  const mia = await register(kit, "mia@example.com");
  await deliver(kit, await buy(kit, mia, { tea: 10 }));
  await kit.passDays(8);
  const before = await kit.position(mia.holder);
  const order = await checkOut(kit, mia.ask, { cup: 1 });
  await payInShares(mia.ask, 56_50n);
  assert.ok(await payByAlipay(kit, mia.ask));
  await kit.passDays(29);
  const spent = await kit.position(mia.holder);
  assert.equal(spent.heldMicro, 0n);
  assert.ok(spent.sharesMicro < before.sharesMicro);
  await takeBack(order, 1);
  const after = await kit.position(mia.holder);
  // What was spent comes back at the NAV: but for dust, the same shares.
  const dustMicro = before.sharesMicro - after.sharesMicro;
  assert.ok(dustMicro >= 0n && dustMicro < 20_000n, `${dustMicro}`);
  await reconciled();
});

test("an order by somebody who shares a payment account with its referrer waits for a look", async () => {
  const nora = await register(kit, "nora@example.com", { device: "one phone" });
  const { patronage } = await nora.ask<{ patronage: { referralCode: string } }>(
    "{ patronage { referralCode } }",
  );
  const olga = await register(kit, "olga@example.com", { code: patronage.referralCode });
  await buy(kit, olga, { tea: 1 });
  // The same account pays for a friend: that is what tells.
  const order = await checkOut(kit, nora.ask, { tea: 1 });
  assert.ok(await payByAlipay(kit, nora.ask, `payer-${olga.customerId}`));
  assert.ok(order.orderId > 0);
  const second = await buy(kit, olga, { tea: 1 });
  const { patronageReviews: reviews } = await owner<{
    patronageReviews: { id: string; orderCode: string; reasons: string[] }[];
  }>(`{ patronageReviews(state: "open") { id orderCode reasons } }`);
  assert.deepEqual(
    reviews.map(({ orderCode, reasons }) => ({ orderCode, reasons })),
    [{ orderCode: second.code, reasons: ["payer"] }],
  );
  await deliver(kit, second);
  await kit.passDays(8);
  await owner(`mutation { patronageDecideReview(id: ${reviews[0]!.id}, release: true) }`);
  await kit.passDays(1);
  assert.ok((await kit.position(olga.holder)).sharesMicro > 0n);
  // What was released once is not asked about again.
  await buy(kit, olga, { tea: 1 });
  const { patronageReviews: open } = await owner<{ patronageReviews: object[] }>(
    `{ patronageReviews(state: "open") { id } }`,
  );
  assert.deepEqual(open, []);
  await reconciled();
});

test("a payment that finds its order paid goes back by itself", async () => {
  const finn = await register(kit, "finn@example.com");
  const order = await checkOut(kit, finn.ask, { tea: 1 });
  const begin = () =>
    finn.ask<{ beginAlipay: { trade: string; url: string } }>(
      "mutation { beginAlipay { trade url } }",
    );
  const [one, two] = [(await begin()).beginAlipay, (await begin()).beginAlipay];
  await Promise.all([fetch(one.url), fetch(two.url)]);
  await Promise.all([kit.standIn.pay(one.trade), kit.standIn.pay(two.trade)]);
  await kit.work();
  const refunded = tradeOf(order).map(({ refunds }) => refunds.length);
  assert.deepEqual(refunded.sort(), [0, 1]);
  await reconciled();
});

test("wallets are paid out by two people, and rejections give the money back", async () => {
  const gina = await register(kit, "gina@example.com");
  await deliver(kit, await buy(kit, gina, { tea: 4 }));
  await kit.passDays(9);
  const { walletMinor } = await kit.position(gina.holder);
  const { redeemShares } = await gina.ask<{ redeemShares: { payout: string } }>(
    `mutation { redeemShares(shares: "1000000", key: "gina-key-1") { payout } }`,
  );
  const again = await gina.ask<{ redeemShares: { payout: string } }>(
    `mutation { redeemShares(shares: "1000000", key: "gina-key-1") { payout } }`,
  );
  assert.deepEqual(again.redeemShares, redeemShares);
  const wallet = walletMinor + BigInt(redeemShares.payout);
  const ask = (amount: bigint) =>
    gina.ask<{ requestWithdrawal: number }>(
      `mutation ($amount: String!) { requestWithdrawal(amount: $amount, account: "6222 0000") }`,
      { amount: amount.toString() },
    );
  await assert.rejects(ask(wallet + 1n), /wallet holds less/);
  const { requestWithdrawal: first } = await ask(wallet);
  await assert.rejects(ask(100n), /wallet holds less/);
  const maker = await employ(kit, "maker", "maker");
  const checker = await employ(kit, "checker", "checker");
  const step = (who: Admin, what: string, id: number, more = "") =>
    who(`mutation { ${what}(id: ${id} ${more}) }`);
  await assert.rejects(
    step(checker, "patronageReviewWithdrawal", first),
    /not currently authorized/,
  );
  await step(maker, "patronageRejectWithdrawal", first, 'reason: "name differs"');
  const { requestWithdrawal: second } = await ask(wallet);
  await assert.rejects(step(checker, "patronageApproveWithdrawal", second), /is requested/);
  await step(owner, "patronageReviewWithdrawal", second);
  await assert.rejects(step(owner, "patronageApproveWithdrawal", second), /second person/);
  await step(checker, "patronageApproveWithdrawal", second);
  await step(maker, "patronageRecordWithdrawal", second, 'reference: "bank-1"');
  assert.equal((await kit.position(gina.holder)).walletMinor, 0n);
  const { patronageAudit } = await owner<{
    patronageAudit: { items: { operation: string; before: string; after: string }[] };
  }>(`{ patronageAudit(search: "patronage_withdrawal") { items { operation before after } } }`);
  assert.deepEqual(patronageAudit.items.map(({ operation }) => operation).reverse(), [
    "patronageRejectWithdrawal",
    "patronageReviewWithdrawal",
    "patronageApproveWithdrawal",
    "patronageRecordWithdrawal",
  ]);
  await reconciled();
});

test("the auditor reads all and changes nothing", async () => {
  const auditor = await employ(kit, "auditor", "auditor");
  await auditor(
    "{ patronageOverview { reserve } patronageAudit { totalItems } orders { totalItems } }",
  );
  for (const change of [
    "patronageCloseDay { date }",
    "patronageMoveClock",
    "patronageReconcile { open }",
    'patronageDraftPlan(plan: "{}", note: "x")',
    "updateGlobalSettings(input: {}) { __typename }",
  ]) {
    await assert.rejects(auditor(`mutation { ${change} }`), /not currently authorized/);
  }
});

test("a referral grants its referrer, and one's own is kept until somebody looks", async () => {
  const hanna = await register(kit, "hanna@example.com", { device: "phone-of-hanna" });
  const { patronage } = await hanna.ask<{ patronage: { referralCode: string } }>(
    "{ patronage { referralCode } }",
  );
  const code = patronage.referralCode;
  const ida = await register(kit, "ida@example.com", { code, device: "phone-of-ida" });
  await deliver(kit, await buy(kit, ida, { tea: 1 }));
  await kit.passDays(8);
  assert.ok((await kit.position(hanna.holder)).sharesMicro > 0n);
  const before = await kit.position(hanna.holder);
  const self = await register(kit, "hanna+2@example.com", { code, device: "another" });
  const order = await buy(kit, self, { tea: 1 });
  await deliver(kit, order);
  await kit.passDays(8);
  assert.equal((await kit.position(hanna.holder)).sharesMicro, before.sharesMicro);
  await assert.rejects(kit.position(self.holder), /no holder/);
  const { patronageReviews: reviews } = await owner<{
    patronageReviews: { id: string; reasons: string[] }[];
  }>(`{ patronageReviews(state: "open") { id reasons } }`);
  assert.deepEqual(reviews[0]!.reasons, ["person"]);
  await owner(`mutation { patronageDecideReview(id: ${reviews[0]!.id}, release: false) }`);
  await kit.work();
  assert.ok((await kit.position(self.holder)).sharesMicro > 0n);
  assert.equal((await kit.position(hanna.holder)).sharesMicro, before.sharesMicro);
  await reconciled();
});

test("a guest's order becomes the holder's when the guest registers", async () => {
  const ask = openSession(kit.url, "shop-api");
  const order = await checkOut(kit, ask, { tea: 1 }, { guest: "jo@example.com" });
  assert.ok(await payByAlipay(kit, ask));
  await deliver(kit, order);
  await kit.passDays(8);
  const jo = await register(kit, "jo@example.com");
  assert.ok((await kit.position(jo.holder)).sharesMicro > 0n);
  await reconciled();
});

test("a plan is drafted by one and activated by another, and never for the worse", async () => {
  const manager = await employ(kit, "manager", "manager");
  const plan = KIT_PLAN as { redemption: object };
  const better = { ...plan, redemption: { ...plan.redemption, feeRate: "0.05" } };
  const worse = { ...plan, redemption: { ...plan.redemption, feeRate: "0.20" } };
  const draft = async (what: object): Promise<string> => {
    const { patronageDraftPlan: id } = await owner<{ patronageDraftPlan: string }>(
      'mutation ($plan: String!) { patronageDraftPlan(plan: $plan, note: "fee") }',
      { plan: JSON.stringify(what) },
    );
    return id;
  };
  const first = await draft(better);
  const activate = (who: Admin, id: string) => who(`mutation { patronageActivatePlan(id: ${id}) }`);
  await assert.rejects(activate(owner, first), /second person/);
  await assert.rejects(activate(manager, first), /run its futures first/);
  await openGate(kit.house.pool, kit.mall.programme, [{ plan: better }]);
  await activate(manager, first);
  const second = await draft(worse);
  await assert.rejects(activate(manager, second), /feeRate/);
  await kit.settled();
  const { patronagePlans } = await owner<{
    patronagePlans: { versions: { plan: string; isInForce: boolean }[] };
  }>("{ patronagePlans { versions { plan isInForce } } }");
  assert.equal(patronagePlans.versions.length, 2);
  assert.match(patronagePlans.versions[0]!.plan, /"feeRate":"0.05"/);
});

test("what a gift card pays for is not counted, and can be given back", async () => {
  const quin = await register(kit, "quin@example.com");
  const order = await checkOut(kit, quin.ask, { tea: 1 });
  const { addManualPaymentToOrder: paid } = await owner<{
    addManualPaymentToOrder: { state: string };
  }>(
    `mutation { addManualPaymentToOrder(input: { orderId: ${order.orderId}, method: "gift-card",
      transactionId: "card-1", metadata: {} }) { ... on Order { state } ... on ErrorResult { message } } }`,
  );
  assert.equal(paid.state, "PaymentSettled");
  await assert.rejects(
    owner(
      `mutation { addManualPaymentToOrder(input: { orderId: ${order.orderId}, method: "shares",
        metadata: {} }) { __typename } }`,
    ),
    /Only their holder/,
  );
  await deliver(kit, order);
  await kit.passDays(8);
  assert.equal((await kit.position(quin.holder)).sharesMicro, 0n);
  await takeBack(order, 1);
  const [refund] = await kit.sql<{ state: string; total: number }>(
    `SELECT r.state, r.total FROM refund r JOIN payment p ON p.id = r."paymentId" WHERE p."orderId" = $1`,
    [order.orderId],
  );
  // A card is filled again by hand; whoever does it records it.
  assert.equal(refund!.state, "Pending");
  assert.equal(Number(refund!.total), 113_00);
});

test("whoever reads Chinese is told in Chinese, with the figures", async () => {
  const ask = openSession(kit.url, "shop-api", "zh_Hans");
  await logIn(ask, "cleo@example.com", PASSWORD);
  await assert.rejects(
    ask('mutation { requestWithdrawal(amount: "99", account: "6222") }'),
    /^Error: 单笔至少提现 1.00 元。$/,
  );
  await assert.rejects(
    ask('{ redemptionQuote(shares: "999999999999") { payout } }'),
    /[\u4e00-\u9fff]/,
  );
});

test("logins are slowed down", async () => {
  const ask = openSession(kit.url, "shop-api");
  const logIn = () =>
    ask<{ login: { __typename: string } }>(
      `mutation { login(username: "anna@example.com", password: "wrong") { __typename } }`,
    );
  for (let tries = 0; tries < 5; tries++) {
    assert.equal((await logIn()).login.__typename, "InvalidCredentialsError");
  }
  await assert.rejects(logIn(), /Too many failed logins/);
});

test("a paid order is not changed, and one in nobody's name is not paid in shares", async () => {
  const kim = await register(kit, "kim@example.com");
  const order = await buy(kit, kim, { tea: 1 });
  const { transitionOrderToState: told } = await owner<{
    transitionOrderToState: { transitionError: string };
  }>(
    `mutation { transitionOrderToState(id: ${order.orderId}, state: "Modifying") {
      ... on OrderStateTransitionError { transitionError } } }`,
  );
  assert.match(told.transitionError, /paid order is not changed/);
  const guest = openSession(kit.url, "shop-api");
  await checkOut(kit, guest, { tea: 1 }, { guest: "lea@example.com" });
  await assert.rejects(
    guest(
      `mutation { addPaymentToOrder(input: { method: "shares", metadata: {} }) { __typename } }`,
    ),
    /Log in first/,
  );
});

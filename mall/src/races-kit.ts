/**
 * For tests: the races of a shop, each run many times. With our locks every round is right; without
 * them some are wrong, which shows that the rounds can tell.
 */
import { openSession } from "../sample/client.ts";
import { checkOut, logInAdmin, register, variantOf, type Kit, type Shopper } from "./mall-kit.ts";

/** How many of so many rounds came out wrong. */
export type Race = (kit: Kit, rounds: number) => Promise<number>;

const TRANSFER = `mutation { addPaymentToOrder(input: { method: "transfer", metadata: {} }) {
  ... on Order { code } ... on ErrorResult { errorCode message } } }`;

/** Who tries at once, each to its end, whatever becomes of the others. */
async function atOnce(...tries: (() => Promise<unknown>)[]): Promise<void> {
  await Promise.allSettled(tries.map((one) => one()));
}

async function inRounds(
  rounds: number,
  round: (index: number) => Promise<boolean>,
): Promise<number> {
  let wrong = 0;
  for (let index = 0; index < rounds; index++) if (!(await round(index))) wrong += 1;
  return wrong;
}

/** Two payments of one order at once: one counts, and the order is paid for once. */
export const payments: Race = async (kit, rounds) => {
  const shopper = await register(kit, "payments@example.com");
  return inRounds(rounds, async () => {
    const { code } = await checkOut(kit, shopper.ask, { cup: 1 });
    await atOnce(
      () => shopper.ask(TRANSFER),
      () => shopper.ask(TRANSFER),
    );
    // By what the provider was told: a second payment may end up without an order.
    const found = await kit.sql('SELECT FROM payment WHERE "transactionId" = $1', [code]);
    return found.length === 1;
  });
};

/** One piece left, and six who pay for it at once: it is sold once. */
export const stock: Race = async (kit, rounds) => {
  const shoppers: Shopper[] = [];
  for (let index = 0; index < 6; index++) {
    shoppers.push(await register(kit, `stock-${index}@example.com`));
  }
  const variant = await variantOf(kit, "rare");
  return inRounds(rounds, async () => {
    await kit.sql(
      `UPDATE stock_level SET "stockOnHand" = "stockAllocated" + 1 WHERE "productVariantId" = $1`,
      [variant],
    );
    const orders = [];
    for (const { ask } of shoppers) orders.push(await checkOut(kit, ask, { rare: 1 }));
    await atOnce(
      ...shoppers.map(
        ({ ask }) =>
          () =>
            ask(TRANSFER),
      ),
    );
    const sold = await kit.sql(
      `SELECT FROM "order" WHERE id = ANY($1::integer[]) AND state = 'PaymentAuthorized'`,
      [orders.map(({ orderId }) => orderId)],
    );
    // Whoever got none gives up, so that the next round begins with empty carts.
    await kit.sql(
      `UPDATE "order" SET active = false, state = 'Cancelled'
       WHERE id = ANY($1::integer[]) AND state = 'ArrangingPayment'`,
      [orders.map(({ orderId }) => orderId)],
    );
    return sold.length === 1;
  });
};

/** Four additions to one new cart at once: all of them are in it. */
export const carts: Race = async (kit, rounds) => {
  const ids = [await variantOf(kit, "tea"), await variantOf(kit, "cup")];
  return inRounds(rounds, async () => {
    const ask = openSession(kit.url, "shop-api");
    // A session is there before the race, as in a browser that has looked at a page.
    await ask("{ activeOrder { id } }");
    await ask(`mutation { setOrderShippingMethod(shippingMethodId: ["1"]) { __typename } }`);
    const add = (id: string) => () =>
      ask(
        `mutation ($id: ID!) { addItemToOrder(productVariantId: $id, quantity: 1) {
          ... on Order { id } ... on ErrorResult { message } } }`,
        { id },
      );
    await atOnce(...[...ids, ...ids].map(add));
    const { activeOrder } = await ask<{ activeOrder: { totalQuantity: number } | null }>(
      "{ activeOrder { totalQuantity } }",
    );
    return activeOrder?.totalQuantity === 4;
  });
};

/** Two refunds of a whole order at once: it is refunded once. */
export const refunds: Race = async (kit, rounds) => {
  const shopper = await register(kit, "refunds@example.com");
  const admin = await logInAdmin(kit);
  return inRounds(rounds, async () => {
    const { orderId } = await checkOut(kit, shopper.ask, { cup: 2 });
    await shopper.ask(TRANSFER);
    const { order } = await admin<{
      order: { lines: { id: string }[]; payments: { id: string; amount: number }[] };
    }>("query ($id: ID!) { order(id: $id) { lines { id } payments { id amount } } }", {
      id: orderId,
    });
    const [payment] = order.payments;
    await admin("mutation ($id: ID!) { settlePayment(id: $id) { __typename } }", {
      id: payment!.id,
    });
    const refund = () =>
      admin(
        `mutation ($input: RefundOrderInput!) { refundOrder(input: $input) {
          ... on Refund { id } ... on ErrorResult { message } } }`,
        {
          input: {
            lines: [{ orderLineId: order.lines[0]!.id, quantity: 2 }],
            shipping: 0,
            adjustment: 0,
            paymentId: payment!.id,
            reason: "race",
          },
        },
      );
    await atOnce(refund, refund);
    const found = await kit.sql<{ total: number }>(
      'SELECT total FROM refund WHERE "paymentId" = $1',
      [payment!.id],
    );
    return found.length === 1 && Number(found[0]!.total) === 113_00;
  });
};

/** Two requests for all that is in a wallet at once: one is taken. */
export const withdrawals =
  (shopper: Shopper): Race =>
  async (kit, rounds) => {
    const amount = (await kit.position(shopper.holder)).walletMinor.toString();
    return inRounds(rounds, async () => {
      const request = () =>
        shopper.ask(
          'mutation ($amount: String!) { requestWithdrawal(amount: $amount, account: "6222") }',
          {
            amount,
          },
        );
      await atOnce(request, request);
      const found = await kit.sql<{ id: number }>(
        `UPDATE patronage_withdrawal SET state = 'rejected', rejection = 'race' WHERE state = 'requested'
         AND customer_id = $1 RETURNING id`,
        [shopper.customerId],
      );
      // The driver answers rows and their count.
      return (found as unknown as [unknown[], number])[1] === 1;
    });
  };

/** All shares redeemed and spent at once, twice each: no share goes twice. */
export const spending =
  (shopper: Shopper): Race =>
  async (kit, rounds) =>
    inRounds(rounds, async (index) => {
      const before = await kit.position(shopper.holder);
      const sharesMicro = before.sharesMicro - before.heldMicro;
      const some = (sharesMicro / 50n).toString();
      const { orderId } = await checkOut(kit, shopper.ask, { tea: 5 });
      const redeem = (key: string) => () =>
        shopper.ask(
          "mutation ($shares: String!, $key: String!) { redeemShares(shares: $shares, key: $key) { payout } }",
          { shares: some, key },
        );
      const pay = () =>
        shopper.ask(
          `mutation { addPaymentToOrder(input: { method: "shares", metadata: { amountMinor: "100" } }) {
            ... on Order { code } ... on ErrorResult { errorCode message } } }`,
        );
      const key = `round-${index}-key`;
      await atOnce(redeem(key), redeem(key), pay, pay);
      const after = await kit.position(shopper.holder);
      const held = await kit.sql<{ shares_micro: string }>(
        `SELECT shares_micro FROM patronage_hold WHERE order_id = $1 AND state = 'held'`,
        [orderId],
      );
      const payments = await kit.sql(
        `SELECT FROM payment WHERE "orderId" = $1 AND state = 'Settled'`,
        [orderId],
      );
      await shopper.ask(`mutation { transitionOrderToState(state: "AddingItems") { __typename } }`);
      await shopper.ask("mutation { removeAllOrderLines { __typename } }");
      await kit.settled();
      const isRedeemedOnce = after.sharesMicro === before.sharesMicro - BigInt(some);
      const isHeldOnce = held.length === payments.length && held.length <= 1;
      return isRedeemedOnce && isHeldOnce && (await kit.position(shopper.holder)).heldMicro === 0n;
    });

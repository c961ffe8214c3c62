/**
 * What we add to the engine's own processes: each change of an order's or a refund's state that matters
 * to the ledger, in the transaction of that change.
 */
import type {
  Injector,
  Order,
  OrderProcess,
  OrderState,
  VendureConfig,
  RequestContext,
} from "@vendure/core";
import { Order as OrderEntity } from "@vendure/core";
import { releaseHolds } from "./holds.ts";
import { query, type Mall } from "./mall.ts";
import { keepLanguage } from "./order-language.ts";
import { findOrder, orderCancelled, orderDelivered, orderPaid } from "./orders.ts";
import { mallOf } from "./plugin-mall.ts";
import { SHARES_METHOD } from "./returns.ts";

type RefundProcess = NonNullable<
  NonNullable<VendureConfig["paymentOptions"]>["refundProcess"]
>[number];

let mall: Mall;
const init = (injector: Injector): void => {
  mall = mallOf(injector);
};

const RELATIONS = ["lines", "lines.productVariant", "payments", "customer", "customer.user"];

/** The order as its figures are counted: whole, and fresh from the tables. */
async function whole(ctx: RequestContext, { id }: Order): Promise<Order> {
  const orders = mall.connection.getRepository(ctx, OrderEntity);
  return orders.findOneOrFail({
    where: { id },
    relations: [...RELATIONS, "shippingLines", "surcharges"],
  });
}

/** Whoever goes back to the cart takes back what was set aside; its payments in shares end. */
async function backToCart(ctx: RequestContext, { id }: Order): Promise<void> {
  await releaseHolds(mall, ctx, id);
  await query(
    mall,
    ctx,
    `UPDATE payment SET state = 'Cancelled' WHERE "orderId" = $1 AND method = $2 AND state = 'Settled'`,
    [id, SHARES_METHOD],
  );
}

export const orderProcess: OrderProcess<OrderState> = {
  init,
  onTransitionStart(_from, to) {
    // What was paid for stays what it is: goods come back by a return, and others are a new order.
    return to === "Modifying" ? "mall.no_modifying" : undefined;
  },
  async onTransitionEnd(from, to, { ctx, order }) {
    if (to !== "AddingItems") await keepLanguage(mall, ctx, order.id);
    if (from === "ArrangingPayment" && to === "AddingItems") await backToCart(ctx, order);
    if (to === "PaymentSettled" && (await findOrder(mall, ctx, order.id)) === undefined) {
      await orderPaid(mall, ctx, await whole(ctx, order));
    }
    if (to === "Delivered") await orderDelivered(mall, ctx, order.id);
    if (to === "Cancelled") await orderCancelled(mall, ctx, order.id);
  },
};

export const refundProcess: RefundProcess = {
  init,
  async onTransitionStart(_from, to, { ctx, refund }) {
    if (to !== "Settled") return undefined;
    const [row] = await query<{ state: string }>(
      mall,
      ctx,
      `SELECT r.state FROM patronage_refund f JOIN patronage_return r ON r.id = f.return_id
       WHERE f.refund_id = $1`,
      [refund.id],
    );
    return row !== undefined && row.state !== "decided" ? "mall.return_undecided" : undefined;
  },
  async onTransitionEnd(_from, to, { ctx, refund }) {
    if (to !== "Settled") return;
    await query(mall, ctx, "UPDATE patronage_refund SET state = 'done' WHERE refund_id = $1", [
      refund.id,
    ]);
    await query(
      mall,
      ctx,
      `UPDATE patronage_return r SET state = 'done', done_at = $2
       FROM patronage_refund f WHERE f.refund_id = $1 AND r.id = f.return_id AND NOT EXISTS (
         SELECT FROM patronage_refund o WHERE o.return_id = r.id AND o.state <> 'done')`,
      [refund.id, mall.clock.now()],
    );
  },
};

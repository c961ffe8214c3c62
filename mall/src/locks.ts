/**
 * Locks: one after the other, whoever changes an order, a cart, or the stock of a product.
 *
 * The commerce engine reads, decides and writes without a lock, so two requests at once can both be
 * paid, both be refunded, both sell the last piece, or lose each other's lines. Here every method of
 * its order service that changes an order first locks the order's row and reads after that; whoever
 * moves stock also locks the stock of its products, in the order of their ids. A cart that is not
 * there yet is locked by its shopper.
 */
import { type OrderService, type StockLevelService, type RequestContext } from "@vendure/core";
import { escapeLiteral } from "pg";
import { inTransaction, MallError, query, queryLast, type Mall } from "./mall.ts";
import { requireStock } from "./stock.ts";

type Id = number | string;
type Arguments = readonly unknown[];

/** How the orders are found that a method changes, from its arguments after the context. */
type FindOrders = (mall: Mall, ctx: RequestContext, args: Arguments) => Promise<Id[]> | Id[];

const idOf = (value: unknown): Id =>
  typeof value === "object" && value !== null ? (value as { id: Id }).id : (value as Id);

const byId: FindOrders = (_mall, _ctx, [order]) => [idOf(order)];
const byInput: FindOrders = (_mall, _ctx, [input]) => [(input as { orderId: Id }).orderId];
const both: FindOrders = (_mall, _ctx, [, guest, existing]) =>
  [guest, existing].filter((order) => order !== undefined && order !== null).map(idOf);

const through =
  (text: string, read: (args: Arguments) => unknown): FindOrders =>
  async (mall, ctx, args) => {
    const rows = await query<{ id: number }>(mall, ctx, text, [read(args)]);
    return rows.map(({ id }) => id);
  };

const byPayment = through('SELECT "orderId" AS id FROM payment WHERE id = $1', ([id]) => id);
const byRefund = through(
  `SELECT p."orderId" AS id FROM refund r JOIN payment p ON p.id = r."paymentId" WHERE r.id = $1`,
  ([input]) => idOf(input),
);
const byLines = through(
  'SELECT DISTINCT "orderId" AS id FROM order_line WHERE id = ANY($1::integer[])',
  ([input]) => (input as { lines: { orderLineId: Id }[] }).lines.map((line) => line.orderLineId),
);
const byFulfillment = through(
  `SELECT DISTINCT l."orderId" AS id FROM order_line_reference r
   JOIN order_line l ON l.id = r."orderLineId" WHERE r."fulfillmentId" = $1`,
  ([id]) => id,
);
const byPaymentInput = through(
  'SELECT "orderId" AS id FROM payment WHERE id = $1',
  ([input]) => (input as { paymentId: Id }).paymentId,
);

type Locked = {
  readonly find: FindOrders;
  readonly movesStock?: true;
  /** Whether it sells: what is sold must be there. */
  readonly sells?: true;
  /** Whether it changes whose an order is or what it costs: not while a part of it is paid. */
  readonly reprices?: true;
};

/** Every method of the order service that changes an order. */
export const LOCKED: { readonly [method in keyof OrderService]?: Locked } = {
  updateCustomFields: { find: byId },
  updateOrderCustomer: { find: byInput, reprices: true },
  updateOrderCurrency: { find: byId, reprices: true },
  addItemToOrder: { find: byId },
  addItemsToOrder: { find: byId },
  adjustOrderLine: { find: byId },
  adjustOrderLines: { find: byId },
  removeItemFromOrder: { find: byId },
  removeItemsFromOrder: { find: byId },
  removeAllItemsFromOrder: { find: byId },
  addSurchargeToOrder: { find: byId, reprices: true },
  removeSurchargeFromOrder: { find: byId, reprices: true },
  applyCouponCode: { find: byId, reprices: true },
  removeCouponCode: { find: byId, reprices: true },
  setShippingAddress: { find: byId, reprices: true },
  setBillingAddress: { find: byId },
  unsetShippingAddress: { find: byId, reprices: true },
  unsetBillingAddress: { find: byId },
  setShippingMethod: { find: byId, reprices: true },
  transitionToState: { find: byId, movesStock: true },
  transitionFulfillmentToState: { find: byFulfillment, movesStock: true },
  transitionRefundToState: { find: byRefund },
  modifyOrder: { find: byInput, movesStock: true },
  transitionPaymentToState: { find: byPayment, movesStock: true },
  addPaymentToOrder: { find: byId, movesStock: true, sells: true },
  addManualPaymentToOrder: { find: byInput, movesStock: true, sells: true },
  settlePayment: { find: byPayment, movesStock: true },
  cancelPayment: { find: byPayment, movesStock: true },
  createFulfillment: { find: byLines, movesStock: true },
  cancelOrder: { find: byInput, movesStock: true },
  refundOrder: { find: byPaymentInput },
  settleRefund: { find: byRefund },
  addCustomerToOrder: { find: byId, reprices: true },
  deleteOrder: { find: byId },
  mergeOrders: { find: both },
};

async function lockOrders(mall: Mall, ctx: RequestContext, ids: readonly Id[]): Promise<void> {
  await query(
    mall,
    ctx,
    'SELECT FROM "order" WHERE id = ANY($1::integer[]) ORDER BY id FOR UPDATE',
    [ids],
  );
}

async function lockStock(mall: Mall, ctx: RequestContext, ids: readonly Id[]): Promise<void> {
  await query(
    mall,
    ctx,
    `SELECT FROM stock_level WHERE "productVariantId" IN (
       SELECT "productVariantId" FROM order_line WHERE "orderId" = ANY($1::integer[]))
     ORDER BY "productVariantId", id FOR UPDATE`,
    [ids],
  );
}

/** Refuses: order_part_paid. */
async function requireUnpaid(mall: Mall, ctx: RequestContext, ids: readonly Id[]): Promise<void> {
  const paid = await query(
    mall,
    ctx,
    `SELECT FROM payment p JOIN "order" o ON o.id = p."orderId"
     WHERE o.id = ANY($1::integer[]) AND o.active AND p.state IN ('Settled', 'Authorized') LIMIT 1`,
    [ids],
  );
  if (paid.length > 0) throw new MallError("order_part_paid");
}

type Method = (ctx: RequestContext, ...args: unknown[]) => Promise<unknown>;

/** Puts the locks in front of the engine's methods. Once a process. */
export function installLocks(mall: Mall, stock: StockLevelService): void {
  const orders = mall.orders as unknown as { [method: string]: Method };
  for (const [method, { find, movesStock, sells, reprices }] of Object.entries(LOCKED)) {
    const unlocked = orders[method]!.bind(mall.orders);
    orders[method] = (ctx, ...args) =>
      inTransaction(mall, ctx, async (ctx) => {
        const ids = await find(mall, ctx, args);
        await lockOrders(mall, ctx, ids);
        if (movesStock) await lockStock(mall, ctx, ids);
        if (sells) for (const id of ids) await requireStock(mall, ctx, id);
        if (reprices) await requireUnpaid(mall, ctx, ids);
        return unlocked(ctx, ...args);
      });
  }
  const levels = stock as unknown as { [method: string]: Method };
  for (const method of ["updateStockOnHandForLocation", "updateStockAllocatedForLocation"]) {
    const unlocked = levels[method]!.bind(stock);
    levels[method] = (ctx, ...args) =>
      inTransaction(mall, ctx, async (ctx) => {
        await query(
          mall,
          ctx,
          `SELECT FROM stock_level WHERE "productVariantId" = $1 AND "stockLocationId" = $2 FOR UPDATE`,
          args.slice(0, 2),
        );
        return unlocked(ctx, ...args);
      });
  }
}

/**
 * Lets one after the other who may be about to make a cart for the same shopper; answers the order that
 * the session has then: what it was read with may be older than the lock.
 */
export async function lockCart(
  mall: Mall,
  ctx: RequestContext,
  sessionId: Id,
): Promise<number | null | undefined> {
  const key = ctx.activeUserId === undefined ? `session ${sessionId}` : `user ${ctx.activeUserId}`;
  const [row] = await queryLast<{ order: number | null }>(mall, ctx, [
    `SELECT pg_advisory_xact_lock(hashtextextended(${escapeLiteral(key)}, 1))`,
    `SELECT "activeOrderId" AS order FROM session WHERE id = ${escapeLiteral(String(sessionId))}`,
  ]);
  return row?.order;
}

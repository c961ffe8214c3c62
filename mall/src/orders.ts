/**
 * Orders: what the ledger hears of them, in the very transaction in which it happens in the shop.
 *
 *     paid      → order.pay       what each line was paid in money, net of tax
 *     delivered → (the return window begins)
 *     due       → order.complete, and shares set aside are captured
 *     cancelled before it was paid → shares set aside are released
 *
 * The order of a buyer who is no holder yet waits, and is told in full when the buyer becomes one.
 */
import type { Json } from "@patronage/engine";
import type { Order, RequestContext } from "@vendure/core";
import { splitPayment, sumMinor, type Goods } from "./figures.ts";
import { captureHolds, heldMinor, releaseHolds } from "./holds.ts";
import { inTransaction, MallError, query, send, type Mall } from "./mall.ts";
import { findMember, noteTraces, sharedTraces } from "./members.ts";
import { CATEGORY_OF, DEFAULT_CATEGORY } from "./terms.ts";

/** A line of a paid order. Money in minor units, as the driver gives bigints: texts. */
export type OrderLineRow = {
  readonly order_id: number;
  readonly line: string;
  readonly category: string;
  readonly quantity: number;
  readonly gross_minor: string;
  readonly money_minor: string;
  readonly paid_minor: string;
  readonly returned_gross_minor: string;
  readonly returned_quantity: number;
  readonly return_days: number;
};

export type OrderRow = {
  readonly order_id: number;
  readonly code: string;
  readonly customer_id: number;
  readonly region: string | null;
  readonly state: "waiting" | "review" | "sent" | "withheld" | "nothing";
  readonly paid_at: Date;
  readonly shipping_minor: string;
  readonly shipping_refunded_minor: string;
  readonly delivered_at: Date | null;
  readonly due_at: Date | null;
  readonly completed_at: Date | null;
};

/** The order's row of the engine, held against everybody else until the transaction ends. */
export async function lockOrder(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  if (!mall.isLocked) return;
  await query(mall, ctx, 'SELECT FROM "order" WHERE id = $1 FOR UPDATE', [orderId]);
}

export async function findOrder(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<OrderRow | undefined> {
  const [order] = await query<OrderRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_order WHERE order_id = $1",
    [orderId],
  );
  return order;
}

export function readLines(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<OrderLineRow[]> {
  return query<OrderLineRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_order_line WHERE order_id = $1 ORDER BY line::integer",
    [orderId],
  );
}

type SoldLine = {
  readonly line: string;
  readonly category: string | null;
  readonly return_days: number | null;
};

/** The category and the return window of each line, where its goods name them. */
export function readTerms(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<SoldLine[]> {
  return query<SoldLine>(
    mall,
    ctx,
    `SELECT l.id::text AS line, p."customFieldsReturndays" AS return_days, ${CATEGORY_OF} AS category
     FROM order_line l JOIN product_variant v ON v.id = l."productVariantId"
     JOIN product p ON p.id = v."productId" WHERE l."orderId" = $1`,
    [orderId],
  );
}

/** Money of the engine, whole minor units, as a bigint. */
export const minor = (amount: number): bigint => BigInt(Math.round(amount));

/** What the goods of an order cost, with tax and net of it, after discounts. Lines of nothing are left out. */
export function goodsOf(order: Order): Goods[] {
  return order.lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ id, proratedLinePrice, proratedLinePriceWithTax }) => ({
      line: String(id),
      grossMinor: minor(proratedLinePriceWithTax),
      netMinor: minor(proratedLinePrice),
    }));
}

/** Notes an order as paid, and tells the ledger. `order` has its lines, payments and customer. */
export async function orderPaid(mall: Mall, ctx: RequestContext, order: Order): Promise<void> {
  const customerId = Number(order.customer!.id);
  const goods = goodsOf(order);
  const terms = new Map((await readTerms(mall, ctx, order.id)).map((term) => [term.line, term]));
  const inSharesMinor = await heldMinor(mall, ctx, order.id);
  if (inSharesMinor > sumMinor(goods.map(({ grossMinor }) => grossMinor))) {
    throw new MallError("amount_changed");
  }
  const { creditMethods } = mall.rules;
  const credits = order.payments.filter(
    ({ method, state }) => state === "Settled" && creditMethods.includes(method),
  );
  const paid = splitPayment(
    goods,
    inSharesMinor,
    sumMinor(credits.map(({ amount }) => minor(amount))),
  );
  const region = order.shippingAddress.province ?? "";
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_order (order_id, code, customer_id, region, state, paid_at, shipping_minor)
     VALUES ($1, $2, $3, $4, 'waiting', $5, $6)`,
    [
      order.id,
      order.code,
      customerId,
      region === "" ? null : region,
      mall.clock.now(),
      minor(order.totalWithTax) - sumMinor(goods.map(({ grossMinor }) => grossMinor)),
    ],
  );
  const quantities = new Map(order.lines.map(({ id, quantity }) => [String(id), quantity]));
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_order_line
       (order_id, line, category, quantity, gross_minor, money_minor, paid_minor, return_days)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::integer[], $5::bigint[], $6::bigint[],
       $7::bigint[], $8::integer[])`,
    [
      order.id,
      paid.map(({ line }) => line),
      paid.map(({ line }) => terms.get(line)!.category ?? DEFAULT_CATEGORY),
      paid.map(({ line }) => quantities.get(line)),
      paid.map(({ grossMinor }) => grossMinor),
      paid.map(({ moneyMinor }) => moneyMinor),
      paid.map(({ paidMinor }) => paidMinor),
      paid.map(({ line }) => terms.get(line)!.return_days ?? mall.rules.returnDays),
    ],
  );
  await noteBuyer(mall, ctx, order, customerId);
  await judgeOrder(mall, ctx, Number(order.id), customerId);
}

/** Notes where the goods go and who paid: what tells buyers apart. */
async function noteBuyer(
  mall: Mall,
  ctx: RequestContext,
  { shippingAddress, payments }: Order,
  customerId: number,
): Promise<void> {
  const { province, city, streetLine1, streetLine2, phoneNumber } = shippingAddress;
  const address = [province, city, streetLine1, streetLine2].join(" ");
  const metadata = payments.map((payment) => payment.metadata as { payer?: string });
  await noteTraces(mall, ctx, customerId, {
    address: (streetLine1 ?? "") === "" ? undefined : address,
    phone: phoneNumber,
    payer: metadata.find(({ payer }) => payer !== undefined)?.payer,
  });
}

/** Sends a new order to the ledger, keeps it for a review, or lets it wait for its buyer to join. */
async function judgeOrder(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  customerId: number,
): Promise<void> {
  const member = await findMember(mall, ctx, customerId);
  if (member?.state !== "joined") return;
  if (member.referrer_id !== null) {
    const reasons = await sharedTraces(mall, ctx, customerId, member.referrer_id);
    if (reasons.length > 0 && !(await isReleased(mall, ctx, customerId, reasons))) {
      await setState(mall, ctx, orderId, "review");
      await query(
        mall,
        ctx,
        `INSERT INTO patronage_review (customer_id, order_id, reasons, made_at)
         VALUES ($1, $2, $3, $4)`,
        [customerId, orderId, reasons, mall.clock.now()],
      );
      return;
    }
  }
  await sendOrder(mall, ctx, orderId);
}

/** Whether somebody has looked at these very reasons before and found nothing wrong. */
async function isReleased(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  reasons: readonly string[],
): Promise<boolean> {
  const rows = await query(
    mall,
    ctx,
    `SELECT FROM patronage_review WHERE customer_id = $1 AND state = 'released' AND reasons @> $2`,
    [customerId, reasons],
  );
  return rows.length > 0;
}

async function setState(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  state: OrderRow["state"],
): Promise<void> {
  await query(mall, ctx, "UPDATE patronage_order SET state = $2 WHERE order_id = $1", [
    orderId,
    state,
  ]);
}

/** The command that pays an order; undefined when nothing of it was paid in money. */
export function payCommand(
  { code, region }: Pick<OrderRow, "code" | "region">,
  holder: string,
  lines: readonly Pick<OrderLineRow, "line" | "category" | "paid_minor">[],
): Json | undefined {
  const paid = lines
    .filter(({ paid_minor }) => paid_minor !== "0")
    .map(({ line, category, paid_minor }) => ({ line, category, paid: BigInt(paid_minor) }));
  if (paid.length === 0) return undefined;
  return {
    id: `order.pay ${code}`,
    type: "order.pay",
    order: code,
    holder,
    lines: paid,
    ...(region === null ? {} : { region }),
  };
}

/** The command that takes back what a return counts; undefined when it counts nothing. */
export function refundCommand(
  id: string,
  code: string,
  lines: readonly { readonly line: string; readonly amount: string }[],
): Json | undefined {
  const counted = lines
    .filter(({ amount }) => amount !== "0")
    .map(({ line, amount }) => ({ line, amount: BigInt(amount) }));
  if (counted.length === 0) return undefined;
  return { id: `order.refund ${id}`, type: "order.refund", order: code, lines: counted };
}

export const completeCommand = (code: string): Json => ({
  id: `order.complete ${code}`,
  type: "order.complete",
  order: code,
});

/** Tells the ledger of an order all that has happened to it so far. */
export async function sendOrder(mall: Mall, ctx: RequestContext, orderId: number): Promise<void> {
  const [order] = await query<OrderRow & { holder: string }>(
    mall,
    ctx,
    `SELECT o.*, m.holder FROM patronage_order o JOIN patronage_member m USING (customer_id)
     WHERE o.order_id = $1`,
    [orderId],
  );
  const pay = payCommand(order!, order!.holder, await readLines(mall, ctx, orderId));
  await setState(mall, ctx, orderId, pay === undefined ? "nothing" : "sent");
  if (pay === undefined) return;
  await send(mall, ctx, pay);
  const returns = await query<{ id: string; lines: { line: string; amount: string }[] }>(
    mall,
    ctx,
    "SELECT id, lines FROM patronage_return WHERE order_id = $1 ORDER BY asked_at, id",
    [orderId],
  );
  for (const { id, lines } of returns) {
    const refund = refundCommand(id, order!.code, lines);
    if (refund !== undefined) await send(mall, ctx, refund);
  }
  if (order!.completed_at !== null) await send(mall, ctx, completeCommand(order!.code));
}

/** Sends the orders that waited for their buyer to become a holder. */
export async function sendWaiting(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
): Promise<void> {
  const waiting = await query<{ order_id: number }>(
    mall,
    ctx,
    `SELECT order_id FROM patronage_order WHERE customer_id = $1 AND state = 'waiting'
     ORDER BY paid_at, order_id`,
    [customerId],
  );
  for (const { order_id } of waiting) {
    await lockOrder(mall, ctx, order_id);
    await judgeOrder(mall, ctx, order_id, customerId);
  }
}

/** Notes that an order was delivered whole, and from when on it can be returned no more. */
export async function orderDelivered(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  await query(
    mall,
    ctx,
    `UPDATE patronage_order SET delivered_at = $2, due_at = $2::timestamptz + (
       SELECT max(return_days) FROM patronage_order_line l WHERE l.order_id = $1
     ) * interval '1 day' WHERE order_id = $1 AND delivered_at IS NULL`,
    [orderId, mall.clock.now()],
  );
}

/**
 * An order that came to nothing lets go of the shares set aside for it. What was paid for comes back by
 * a return; it completes no more.
 */
export async function orderCancelled(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  const paid = await findOrder(mall, ctx, orderId);
  if (paid === undefined) return releaseHolds(mall, ctx, orderId);
  await query(mall, ctx, "UPDATE patronage_order SET due_at = NULL WHERE order_id = $1", [orderId]);
}

/** How many pieces of a line `l` were cancelled in the engine's line `o`, and not paid back. */
export const UNRETURNED_PIECES = "(l.quantity - l.returned_quantity - coalesce(o.quantity, 0))";

/** Pieces that were cancelled and not paid back: such an order does not complete. */
export function unreturnedPieces(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
): Promise<{ line: string; pieces: number }[]> {
  return query<{ line: string; pieces: number }>(
    mall,
    ctx,
    `SELECT l.line, ${UNRETURNED_PIECES} AS pieces
     FROM patronage_order_line l LEFT JOIN order_line o ON o.id = l.line::integer
     WHERE l.order_id = $1 AND l.returned_gross_minor < l.gross_minor AND ${UNRETURNED_PIECES} > 0
     ORDER BY l.line::integer`,
    [orderId],
  );
}

/** The orders that can be returned no more. */
export function dueOrders(mall: Mall, ctx: RequestContext): Promise<{ order_id: number }[]> {
  return query<{ order_id: number }>(
    mall,
    ctx,
    `SELECT order_id FROM patronage_order
     WHERE completed_at IS NULL AND due_at <= $1 AND state <> 'review' ORDER BY due_at, order_id`,
    [mall.clock.now()],
  );
}

/** Completes an order that can be returned no more; answers whether it did. */
export function completeOrder(mall: Mall, ctx: RequestContext, orderId: number): Promise<boolean> {
  return inTransaction(mall, ctx, async (ctx) => {
    await lockOrder(mall, ctx, orderId);
    const order = (await findOrder(mall, ctx, orderId))!;
    const isDue = order.due_at !== null && order.due_at.toISOString() <= mall.clock.now();
    if (!isDue || order.completed_at !== null || order.state === "review") return false;
    // What somebody asks to take back is decided first: after it matured it would cost more.
    const open = await query(
      mall,
      ctx,
      `SELECT FROM patronage_return WHERE order_id = $1 AND state IN ('asked', 'stuck')
       UNION ALL
       SELECT FROM patronage_return_request WHERE order_id = $1 AND state = 'requested'`,
      [orderId],
    );
    if (open.length > 0 || (await unreturnedPieces(mall, ctx, orderId)).length > 0) return false;
    await query(mall, ctx, "UPDATE patronage_order SET completed_at = $2 WHERE order_id = $1", [
      orderId,
      mall.clock.now(),
    ]);
    await captureHolds(mall, ctx, orderId);
    if (order.state === "sent") await send(mall, ctx, completeCommand(order.code));
    return true;
  });
}

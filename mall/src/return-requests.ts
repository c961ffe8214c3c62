/**
 * Return requests: a shopper asks the shop to take goods back, and staff accepts or declines.
 *
 *     requested → accepted (it becomes a return) | declined (with an answer) | cancelled (by its shopper)
 *
 * What was shown is a promise: no more is withheld, whenever staff accepts. What the ledger would
 * withhold beyond it by then the merchant bears. Goods that were not sent yet are cancelled with it.
 */
import { isGraphQlErrorResult, type RequestContext } from "@vendure/core";
import { openRequests, type Pieces } from "./answered-requests.ts";
import { DAY_MILLISECONDS } from "./holds.ts";
import { MallError, query, type Mall } from "./mall.ts";
import { findOrder, lockOrder, readLines, type OrderLineRow, type OrderRow } from "./orders.ts";
import { askReturn, quoteReturn } from "./returns.ts";

export type RequestRow = {
  readonly id: number;
  readonly order_id: number;
  readonly goods: readonly Pieces[];
  readonly reason: string;
  readonly withheld_minor: string;
  readonly pay_minor: string;
  readonly shares_minor: string;
  readonly state: "requested" | "accepted" | "declined" | "cancelled";
  readonly requested_at: Date;
  readonly decided_at: Date | null;
  readonly answer: string | null;
};

const REASON_CHARACTERS_MOST = 500;

/** Whether a line's goods can come back now: until they are delivered, and for its days after that. */
export function isInWindow(
  order: Pick<OrderRow, "delivered_at" | "completed_at">,
  { return_days }: Pick<OrderLineRow, "return_days">,
  now: string,
): boolean {
  if (order.completed_at !== null) return false;
  if (order.delivered_at === null) return true;
  return order.delivered_at.getTime() + return_days * DAY_MILLISECONDS > Date.parse(now);
}

/** Pieces of each line that open requests ask for. */
export function askedPieces(open: readonly { readonly goods: readonly Pieces[] }[]) {
  const asked = new Map<string, number>();
  for (const { line, quantity } of open.flatMap(({ goods }) => goods)) {
    asked.set(line, (asked.get(line) ?? 0) + quantity);
  }
  return asked;
}

function checkGoods(
  { clock }: Mall,
  order: OrderRow,
  rows: readonly OrderLineRow[],
  asked: ReadonlyMap<string, number>,
  goods: readonly Pieces[],
): void {
  if (goods.length === 0) throw new MallError("nothing_returned");
  if (new Set(goods.map(({ line }) => line)).size < goods.length) {
    throw new MallError("line_repeated");
  }
  for (const { line, quantity } of goods) {
    const row = rows.find((candidate) => candidate.line === line);
    if (row === undefined) throw new MallError("line_unknown", { line });
    if (!Number.isSafeInteger(quantity) || quantity < 1) {
      throw new MallError("nothing_returned", { line });
    }
    if (!isInWindow(order, row, clock.now())) throw new MallError("return_window_over", { line });
    const left = row.quantity - row.returned_quantity;
    if (quantity > left) throw new MallError("return_exceeds_line", { line, left: String(left) });
    const unasked = left - (asked.get(line) ?? 0);
    if (quantity > unasked) {
      throw new MallError("return_request_open", { line, left: String(Math.max(unasked, 0)) });
    }
  }
}

/**
 * Notes that a shopper asks for a return of an order of its own; answers the request's id.
 * Refuses: order_unknown, reason_missing, reason_too_long, nothing_returned, line_repeated, line_unknown,
 * return_window_over, return_exceeds_line, return_request_open, withheld_changed.
 */
export async function requestReturn(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  asking: {
    readonly goods: readonly Pieces[];
    readonly reason: string;
    readonly shownWithheldMinor: bigint;
  },
): Promise<number> {
  await lockOrder(mall, ctx, orderId);
  const order = await findOrder(mall, ctx, orderId);
  if (order === undefined) throw new MallError("order_unknown");
  const reason = readReason(asking.reason);
  const { goods, shownWithheldMinor } = asking;
  const asked = askedPieces(await openRequests(mall, ctx, orderId));
  checkGoods(mall, order, await readLines(mall, ctx, orderId), asked, goods);
  const quote = await quoteReturn(mall, ctx, orderId, { goods, shippingMinor: 0n });
  const { withheldMinor, payMinor, sharesMinor } = quote;
  if (withheldMinor > shownWithheldMinor) {
    throw new MallError("withheld_changed", { withheldMinor: withheldMinor.toString() });
  }
  const [row] = await query<{ id: number }>(
    mall,
    ctx,
    `INSERT INTO patronage_return_request
       (order_id, goods, reason, withheld_minor, pay_minor, shares_minor, state, requested_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'requested', $7) RETURNING id`,
    [
      ...[orderId, JSON.stringify(goods), reason, withheldMinor, payMinor, sharesMinor],
      mall.clock.now(),
    ],
  );
  return row!.id;
}

function readReason(text: string): string {
  const reason = text.trim();
  if (reason === "") throw new MallError("reason_missing");
  if (reason.length > REASON_CHARACTERS_MOST) {
    throw new MallError("reason_too_long", { most: String(REASON_CHARACTERS_MOST) });
  }
  return reason;
}

/** Locks a request that nobody has decided, after its order. Refuses: return_request_unknown, return_request_decided. */
async function lockRequest(mall: Mall, ctx: RequestContext, id: number): Promise<RequestRow> {
  const read = (more: string): Promise<RequestRow[]> =>
    query<RequestRow>(mall, ctx, `SELECT * FROM patronage_return_request WHERE id = $1 ${more}`, [
      id,
    ]);
  const [known] = await read("");
  if (known === undefined) throw new MallError("return_request_unknown");
  await lockOrder(mall, ctx, known.order_id);
  const [row] = await read("FOR UPDATE");
  if (row!.state !== "requested") throw new MallError("return_request_decided");
  return row!;
}

async function decide(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  state: RequestRow["state"],
  { administratorId, answer }: { readonly administratorId?: number; readonly answer?: string } = {},
): Promise<void> {
  await query(
    mall,
    ctx,
    `UPDATE patronage_return_request SET state = $2, decided_at = $3, decided_by = $4, answer = $5
     WHERE id = $1`,
    [id, state, mall.clock.now(), administratorId ?? null, answer ?? null],
  );
}

/**
 * A shopper takes its request back; `customerId` is the shopper's.
 * Refuses: return_request_unknown, return_request_decided.
 */
export async function cancelRequest(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  id: number,
): Promise<void> {
  const own = await query(
    mall,
    ctx,
    `SELECT FROM patronage_return_request JOIN patronage_order USING (order_id)
     WHERE id = $1 AND customer_id = $2`,
    [id, customerId],
  );
  if (own.length === 0) throw new MallError("return_request_unknown");
  await lockRequest(mall, ctx, id);
  await decide(mall, ctx, id, "cancelled");
}

/**
 * Takes back what a request asks for, as far as it has not come back otherwise, and cancels of it what
 * was not sent yet; answers the return's id.
 * Refuses: return_request_unknown, return_request_decided, shipping_exceeds_paid, capture_pending.
 */
export async function acceptRequest(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
  shippingMinor: bigint,
): Promise<string> {
  const { order_id, goods, reason, withheld_minor } = await lockRequest(mall, ctx, id);
  const order = await mall.orders.findOne(ctx, order_id);
  if (order === undefined) throw new MallError("order_unknown");
  const left = new Map(
    (await readLines(mall, ctx, order_id)).map((row) => [
      row.line,
      row.quantity - row.returned_quantity,
    ]),
  );
  const coming = goods
    .map(({ line, quantity }) => ({ line, quantity: Math.min(quantity, left.get(line) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  await decide(mall, ctx, id, "accepted", { administratorId });
  const { id: returnId } = await askReturn(mall, ctx, order, {
    ...{ goods: coming, shippingMinor, reason },
    shownWithheldMinor: BigInt(withheld_minor),
    isPromised: true,
  });
  await query(mall, ctx, "UPDATE patronage_return_request SET return_id = $2 WHERE id = $1", [
    ...[id, returnId],
  ]);
  await cancelUnsent(mall, ctx, order_id, coming, reason);
  return returnId;
}

/** Says no. Refuses: return_request_unknown, return_request_decided, reason_missing, reason_too_long. */
export async function declineRequest(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
  answer: string,
): Promise<void> {
  await lockRequest(mall, ctx, id);
  await decide(mall, ctx, id, "declined", { administratorId, answer: readReason(answer) });
}

/** Cancels the pieces that are paid back and in no parcel, so that nobody sends them. */
async function cancelUnsent(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  goods: readonly Pieces[],
  reason: string,
): Promise<void> {
  const rows = await query<{ line: string; unsent: number }>(
    mall,
    ctx,
    `SELECT l.id::text AS line, (l.quantity - coalesce(sum(r.quantity)
       FILTER (WHERE f.state <> 'Cancelled'), 0))::integer AS unsent
     FROM order_line l LEFT JOIN order_line_reference r ON r."orderLineId" = l.id
     LEFT JOIN fulfillment f ON f.id = r."fulfillmentId"
     WHERE l."orderId" = $1 GROUP BY l.id`,
    [orderId],
  );
  const unsent = new Map(rows.map((row) => [row.line, row.unsent]));
  const lines = goods
    .map(({ line, quantity }) => ({
      orderLineId: line,
      quantity: Math.min(quantity, unsent.get(line) ?? 0),
    }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return;
  const told = await mall.orders.cancelOrder(ctx, { orderId, lines, reason });
  if (isGraphQlErrorResult(told)) {
    throw new Error(`The engine does not cancel what was paid back: ${told.message}`);
  }
  await noteRest(mall, ctx, orderId);
}

/** What comes after a part was sent, once the rest is cancelled: the engine does not look by itself. */
const AFTER_PART = { PartiallyDelivered: "Delivered", PartiallyShipped: "Shipped" } as const;

/** An order of which all that is left was sent or delivered becomes so. */
async function noteRest(mall: Mall, ctx: RequestContext, orderId: number): Promise<void> {
  const [order] = await query<{ state: string }>(
    mall,
    ctx,
    'SELECT state FROM "order" WHERE id = $1',
    [orderId],
  );
  const next = AFTER_PART[order!.state as keyof typeof AFTER_PART];
  // Refused, it stays what it is: something of it is still to come.
  if (next !== undefined) await mall.orders.transitionToState(ctx, orderId, next);
}

/**
 * An order as its shopper sees it: what of it was delivered, counted and came back, what can still come
 * back, and what it would grant.
 */
import { readOrder } from "@patronage/ledger";
import type { Order, RequestContext } from "@vendure/core";
import { OrderLine } from "@vendure/core";
import { askedPieces, isInWindow, type RequestRow } from "./return-requests.ts";
import { isoOrNull } from "./clock.ts";
import { giveBack, sharesFor, splitPayment, spread, sumMinor, valueMinor } from "./figures.ts";
import { heldMinor } from "./holds.ts";
import { inLedger, query, type Mall } from "./mall.ts";
import {
  findOrder,
  goodsOf,
  minor,
  readLines,
  readTerms,
  type OrderLineRow,
  type OrderRow,
} from "./orders.ts";
import { programmeFigures } from "./programme.ts";
import { tellGrant } from "./quotes.ts";
import { asGoods } from "./returns.ts";
import { DEFAULT_CATEGORY } from "./terms.ts";

/** What the programme knows of a paid order; null before. */
export async function readOrderPatronage(mall: Mall, ctx: RequestContext, orderId: number) {
  const order = await findOrder(mall, ctx, orderId);
  if (order === undefined) return null;
  const rows = await readLines(mall, ctx, orderId);
  const requests = await readRequests(mall, ctx, "r.order_id = $1", [orderId]);
  const asked = askedPieces(requests.filter(({ state }) => state === "requested"));
  const now = mall.clock.now();
  return {
    state: order.state,
    paidAt: order.paid_at.toISOString(),
    deliveredAt: isoOrNull(order.delivered_at),
    dueAt: isoOrNull(order.due_at),
    completedAt: isoOrNull(order.completed_at),
    ...(await readGranted(mall, order)),
    lines: rows.map((row) => {
      const left = row.quantity - row.returned_quantity - (asked.get(row.line) ?? 0);
      return {
        line: row.line,
        quantity: row.quantity,
        returnedQuantity: row.returned_quantity,
        returnable: isInWindow(order, row, now) ? Math.max(left, 0) : 0,
        money: row.money_minor,
        shares: (BigInt(row.gross_minor) - BigInt(row.money_minor)).toString(),
        returnDays: row.return_days,
      };
    }),
    returns: await readReturns(mall, ctx, orderId),
    returnRequests: requests.map(tellRequest),
  };
}

/** What an order granted its buyer when it counted. */
async function readGranted(
  mall: Mall,
  { code, state, completed_at }: OrderRow,
): Promise<{ grantedShares: string | null; grantedQuota: string | null }> {
  const nothing = { grantedShares: null, grantedQuota: null };
  if (state !== "sent") return nothing;
  const { plan } = await programmeFigures(mall);
  if (completed_at === null && plan.maturity === "completion") return nothing;
  const events = await inLedger(mall, (client) => readOrder(client, code));
  for (const { event } of events) {
    if (event.type !== "orderAccrued") continue;
    const buyer = event.places.find(({ place }) => place === "buyer")!;
    return {
      grantedShares: buyer.sharesMicro.toString(),
      grantedQuota: buyer.quotaMinor.toString(),
    };
  }
  return nothing;
}

type ReturnRow = {
  readonly state: string;
  readonly goods: readonly { readonly line: string; readonly quantity: number }[];
  readonly money_minor: string;
  readonly shares_minor: string;
  readonly withheld_minor: string | null;
  readonly given_back_minor: string | null;
  readonly missing_minor: string | null;
  readonly asked_at: Date;
  readonly done_at: Date | null;
};

async function readReturns(mall: Mall, ctx: RequestContext, orderId: number) {
  const rows = await query<ReturnRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_return WHERE order_id = $1 ORDER BY asked_at DESC, id",
    [orderId],
  );
  return rows.map((row) => ({
    askedAt: row.asked_at.toISOString(),
    doneAt: isoOrNull(row.done_at),
    ...{ money: row.money_minor, shares: row.shares_minor, withheld: row.withheld_minor },
    ...{ givenBack: row.given_back_minor, missing: row.missing_minor, state: row.state },
    lines: row.goods.map(({ line, quantity }) => ({ line, quantity })),
  }));
}

type RequestOfOrder = RequestRow & { readonly code: string };

/** Return requests `r` of orders `o`, the newest first. */
export function readRequests(
  mall: Mall,
  ctx: RequestContext,
  where: string,
  values: readonly unknown[],
): Promise<RequestOfOrder[]> {
  return query<RequestOfOrder>(
    mall,
    ctx,
    `SELECT r.*, o.code FROM patronage_return_request r JOIN patronage_order o USING (order_id)
     WHERE ${where} ORDER BY r.id DESC`,
    values,
  );
}

/** A request as the API tells it. */
export const tellRequest = (row: RequestOfOrder) => ({
  ...{ id: row.id, orderCode: row.code, state: row.state, reason: row.reason },
  ...{ withheld: row.withheld_minor, pay: row.pay_minor, shares: row.shares_minor },
  requestedAt: row.requested_at.toISOString(),
  decidedAt: isoOrNull(row.decided_at),
  ...{ answer: row.answer, lines: row.goods },
});

/** What of a paid line will still count. */
function leftOf(row: OrderLineRow): bigint {
  const paid = asGoods(row);
  return paid.paidMinor - giveBack(paid, 0n, BigInt(row.returned_gross_minor)).paidMinor;
}

/** What paid lines that do not count yet would grant. */
export async function quoteLines(mall: Mall, rows: readonly OrderLineRow[]) {
  const { quotes } = await programmeFigures(mall);
  const coming = rows
    .map((row) => ({ row, category: row.category, paidMinor: leftOf(row) }))
    .filter(({ paidMinor }) => paidMinor > 0n);
  const days = Math.max(0, ...coming.map(({ row }) => row.return_days));
  return tellGrant(quotes.grant(coming), days);
}

/**
 * What an order would grant, as it is now: at the till by what its lines cost and what is paid of them
 * otherwise than in money, paid by what will count. What has counted grants nothing more.
 */
export async function quoteOrder(mall: Mall, ctx: RequestContext, orderId: number) {
  const paid = await findOrder(mall, ctx, orderId);
  if (paid !== undefined) {
    if (paid.completed_at !== null || !COMING_STATES.includes(paid.state)) return null;
    return quoteLines(mall, await readLines(mall, ctx, orderId));
  }
  const { quotes } = await programmeFigures(mall);
  const goods = goodsOf({ lines: await linesOf(mall, ctx, orderId) } as Order);
  const terms = new Map((await readTerms(mall, ctx, orderId)).map((term) => [term.line, term]));
  const { creditMinor } = await paidOf(mall, ctx, orderId);
  const split = splitPayment(goods, await heldMinor(mall, ctx, orderId), creditMinor);
  const purchases = split.map(({ line, paidMinor }) => ({
    category: terms.get(line)?.category ?? DEFAULT_CATEGORY,
    returnDays: terms.get(line)?.return_days ?? mall.rules.returnDays,
    paidMinor,
  }));
  const days = purchases.map(({ returnDays }) => returnDays);
  return tellGrant(quotes.grant(purchases), Math.max(0, ...days));
}

/** In which a paid order will count. */
export const COMING_STATES: readonly OrderRow["state"][] = ["waiting", "review", "sent"];

const linesOf = (mall: Mall, ctx: RequestContext, orderId: number): Promise<OrderLine[]> =>
  mall.connection.getRepository(ctx, OrderLine).find({ where: { order: { id: orderId } } });

async function paidOf(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
): Promise<{ paidMinor: bigint; creditMinor: bigint }> {
  const [row] = await query<{ paid: string; credit: string }>(
    mall,
    ctx,
    `SELECT coalesce(sum(amount), 0)::text AS paid, coalesce(sum(amount)
       FILTER (WHERE method = ANY($2) AND state = 'Settled'), 0)::text AS credit
     FROM payment WHERE "orderId" = $1 AND state IN ('Settled', 'Authorized')`,
    [orderId, mall.rules.creditMethods],
  );
  return { paidMinor: BigInt(row!.paid), creditMinor: BigInt(row!.credit) };
}

/** The most that so many shares can pay of an order now, in minor units: goods, line by line, once. */
export async function sharesMost(
  mall: Mall,
  ctx: RequestContext,
  order: Order,
  freeMicro: bigint,
): Promise<bigint> {
  const { fund } = await programmeFigures(mall);
  const isOpen = order.active && (await heldMinor(mall, ctx, order.id)) === 0n;
  if (!isOpen || fund.outstandingMicro === 0n) return 0n;
  const goods = goodsOf({ lines: await linesOf(mall, ctx, Number(order.id)) } as Order);
  const costs = goods.map(({ grossMinor }) => grossMinor);
  const { paidMinor } = await paidOf(mall, ctx, Number(order.id));
  const leftMinor = minor(order.totalWithTax) - paidMinor;
  let mostMinor = valueMinor(freeMicro, fund);
  for (const capMinor of [sumMinor(costs), leftMinor]) {
    if (capMinor < mostMinor) mostMinor = capMinor;
  }
  // Each line's shares are rounded up, so that a few fen less may be all there is.
  const needed = (amountMinor: bigint): bigint =>
    sumMinor(spread(amountMinor, costs).map((partMinor) => sharesFor(partMinor, fund)));
  while (mostMinor > 0n && needed(mostMinor) > freeMicro) mostMinor -= 1n;
  return mostMinor > 0n ? mostMinor : 0n;
}

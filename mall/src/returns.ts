/**
 * Returns: goods come back, money for money and shares for shares.
 *
 * A return is asked of the ledger in the transaction that notes it. The ledger says what to withhold
 * from the refund (spec 6); only then is the rest paid, through the provider, under an id that makes a
 * second try harmless. What was shown before is a promise: no more than that is withheld.
 */
import { randomUUID } from "node:crypto";
import type { EventOf } from "@patronage/engine";
import { readAnswerAt, readEvents, type Answer } from "@patronage/ledger";
import {
  Refund,
  RefundLine,
  type Order,
  type Payment,
  type PaymentMetadata,
  type RequestContext,
} from "@vendure/core";
import { giveBack, grossOfPieces, sumMinor, type GivenBack, type PaidGoods } from "./figures.ts";
import { giveSharesBack } from "./holds.ts";
import { inLedger, MallError, preview, query, send, type Mall } from "./mall.ts";
import { answerRequests } from "./answered-requests.ts";
import {
  findOrder,
  lockOrder,
  minor,
  readLines,
  refundCommand,
  type OrderLineRow,
  type OrderRow,
} from "./orders.ts";

/** What of a line comes back: so many pieces, or so much of what they cost. */
export type ReturnedGoods = {
  readonly line: string;
  readonly quantity?: number | undefined;
  readonly amountMinor?: bigint | undefined;
};

/** What is asked for: goods, and of the shipping what the shop gives back. */
export type ReturnRequest = {
  readonly goods: readonly ReturnedGoods[];
  readonly shippingMinor: bigint;
};

/** Goods that come back, with what they give back. */
type Returned = GivenBack & {
  readonly row: OrderLineRow;
  readonly quantity: number;
  readonly grossMinor: bigint;
};

/** What a return would pay, what it would withhold and why, and what it would cost the merchant. */
export type ReturnQuote = {
  readonly moneyMinor: bigint;
  readonly sharesMinor: bigint;
  readonly withheldMinor: bigint;
  /** Dividends of the returned shares, which go back into the fund. */
  readonly givenBackMinor: bigint;
  /** Shares that are gone already, at today's NAV. */
  readonly missingMinor: bigint;
  readonly payMinor: bigint;
  readonly lossMinor: bigint;
  readonly isMature: boolean;
};

export function asGoods({ line, gross_minor, money_minor, paid_minor }: OrderLineRow): PaidGoods {
  return {
    line,
    grossMinor: BigInt(gross_minor),
    moneyMinor: BigInt(money_minor),
    paidMinor: BigInt(paid_minor),
  };
}

/**
 * Works out what comes back of each line.
 * Refuses: order_unknown, line_unknown, line_repeated, nothing_returned, return_exceeds_line, shipping_exceeds_paid.
 */
function workOut(
  order: OrderRow,
  rows: readonly OrderLineRow[],
  { goods, shippingMinor }: ReturnRequest,
): Returned[] {
  const shippingLeft = BigInt(order.shipping_minor) - BigInt(order.shipping_refunded_minor);
  if (shippingMinor < 0n || shippingMinor > shippingLeft) {
    throw new MallError("shipping_exceeds_paid", { leftMinor: shippingLeft.toString() });
  }
  if (new Set(goods.map(({ line }) => line)).size < goods.length) {
    throw new MallError("line_repeated");
  }
  const returned = goods.map((some) => workOutLine(rows, some));
  if (returned.length === 0 && shippingMinor === 0n) throw new MallError("nothing_returned");
  return returned;
}

function workOutLine(rows: readonly OrderLineRow[], some: ReturnedGoods): Returned {
  const { line, quantity = 0, amountMinor } = some;
  const row = rows.find((candidate) => candidate.line === line);
  if (row === undefined) throw new MallError("line_unknown", { line });
  const paid = asGoods(row);
  const beforeMinor = BigInt(row.returned_gross_minor);
  const leftMinor = paid.grossMinor - beforeMinor;
  const piecesLeft = row.quantity - row.returned_quantity;
  if (!Number.isSafeInteger(quantity) || quantity < 0 || quantity > piecesLeft) {
    throw new MallError("return_exceeds_line", { line, left: String(piecesLeft) });
  }
  // The last pieces take what is left of the line, whatever came back as an amount before.
  const piecesMinor =
    quantity === piecesLeft
      ? leftMinor
      : grossOfPieces({ ...paid, quantity: row.quantity }, row.returned_quantity, quantity);
  const cappedMinor = piecesMinor < leftMinor ? piecesMinor : leftMinor;
  const grossMinor = amountMinor ?? (quantity === 0 ? 0n : cappedMinor);
  if (grossMinor <= 0n) throw new MallError("nothing_returned", { line });
  if (grossMinor > leftMinor) {
    throw new MallError("return_exceeds_line", { line, leftMinor: leftMinor.toString() });
  }
  return { row, quantity, grossMinor, ...giveBack(paid, beforeMinor, grossMinor) };
}

/** Reads an order and works out a return of it. */
async function planReturn(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  request: ReturnRequest,
): Promise<{ order: OrderRow; returned: Returned[]; moneyMinor: bigint; sharesMinor: bigint }> {
  const order = await findOrder(mall, ctx, orderId);
  if (order === undefined) throw new MallError("order_unknown");
  const returned = workOut(order, await readLines(mall, ctx, orderId), request);
  return {
    order,
    returned,
    moneyMinor: sumMinor(returned.map(({ moneyMinor }) => moneyMinor)) + request.shippingMinor,
    sharesMinor: sumMinor(returned.map(({ sharesMinor }) => sharesMinor)),
  };
}

const countedLines = (returned: readonly Returned[]): { line: string; amount: string }[] =>
  returned.map(({ row, paidMinor }) => ({ line: row.line, amount: paidMinor.toString() }));

/** Asks what a return would come to; nothing changes. Refuses what `askReturn` refuses. */
export async function quoteReturn(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  request: ReturnRequest,
): Promise<ReturnQuote> {
  const { order, returned, moneyMinor, sharesMinor } = await planReturn(
    mall,
    ctx,
    orderId,
    request,
  );
  const command = refundCommand("quote", order.code, countedLines(returned));
  const events =
    command === undefined || order.state !== "sent" ? [] : await preview(mall, command);
  const refunded = events.find((event) => event.type === "orderRefunded");
  const givenBackMinor = refunded?.givenBackMinor ?? 0n;
  const missingMinor = refunded?.missingMinor ?? 0n;
  const withheldMinor = givenBackMinor + missingMinor;
  return {
    ...{ moneyMinor, sharesMinor, withheldMinor, givenBackMinor, missingMinor },
    payMinor: moneyMinor - withheldMinor,
    lossMinor: refunded?.refundLossMinor ?? 0n,
    isMature: refunded !== undefined,
  };
}

/** A quote as the APIs tell it: amounts as decimal strings. */
export const tellQuote = (quote: ReturnQuote) => ({
  money: quote.moneyMinor.toString(),
  shares: quote.sharesMinor.toString(),
  withheld: quote.withheldMinor.toString(),
  givenBack: quote.givenBackMinor.toString(),
  missing: quote.missingMinor.toString(),
  pay: quote.payMinor.toString(),
  loss: quote.lossMinor.toString(),
  isMature: quote.isMature,
});

/**
 * Notes a return and asks the ledger about it, in one transaction; it is paid a moment later.
 * Refuses: order_unknown, line_unknown, line_repeated, nothing_returned, return_exceeds_line,
 * shipping_exceeds_paid, withheld_changed, capture_pending.
 */
export async function askReturn(
  mall: Mall,
  ctx: RequestContext,
  order: Order,
  request: ReturnRequest & {
    readonly reason: string;
    readonly shownWithheldMinor?: bigint | undefined;
    /**
     * Whether a shopper asked for it, so that what was shown was promised: what the ledger withholds
     * beyond it the merchant bears.
     */
    readonly isPromised?: boolean;
  },
): Promise<{ id: string; refunds: Refund[] }> {
  const orderId = Number(order.id);
  await lockOrder(mall, ctx, orderId);
  const { shownWithheldMinor, isPromised = false } = request;
  if (shownWithheldMinor !== undefined && !isPromised) {
    const now = await quoteReturn(mall, ctx, orderId, request);
    if (now.withheldMinor > shownWithheldMinor) {
      throw new MallError("withheld_changed", { withheldMinor: now.withheldMinor.toString() });
    }
  }
  const planned = await planReturn(mall, ctx, orderId, request);
  const { order: row, returned, moneyMinor, sharesMinor } = planned;
  const id = randomUUID();
  const lines = countedLines(returned);
  const command = refundCommand(id, row.code, lines);
  const place =
    command === undefined || row.state !== "sent" ? undefined : await send(mall, ctx, command);
  await noteReturned(mall, ctx, orderId, returned, request.shippingMinor);
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_return (id, order_id, lines, goods, money_minor, shares_minor,
       shown_withheld_minor, state, place, withheld_minor, reason, asked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      ...[id, orderId, JSON.stringify(lines), JSON.stringify(returned.map(goodsNote))],
      ...[moneyMinor, sharesMinor, shownWithheldMinor, place === undefined ? "decided" : "asked"],
      ...[place, place === undefined ? 0n : undefined, request.reason, mall.clock.now()],
    ],
  );
  for (const { row: line, sharesMinor: backMinor } of returned) {
    if (backMinor === 0n) continue;
    const where = { orderId, code: row.code, line: line.line };
    await giveSharesBack(mall, ctx, where, backMinor, id);
  }
  const refunds = await makeRefunds(mall, ctx, order, id, planned, request.reason);
  await answerRequests(mall, ctx, orderId, id, isPromised);
  return { id, refunds };
}

const goodsNote = ({ row, quantity, grossMinor }: Returned) => ({
  line: row.line,
  quantity,
  gross: grossMinor.toString(),
});

async function noteReturned(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  returned: readonly Returned[],
  shippingMinor: bigint,
): Promise<void> {
  for (const { row, quantity, grossMinor } of returned) {
    await query(
      mall,
      ctx,
      `UPDATE patronage_order_line SET returned_gross_minor = returned_gross_minor + $3,
         returned_quantity = returned_quantity + $4 WHERE order_id = $1 AND line = $2`,
      [orderId, row.line, grossMinor, quantity],
    );
  }
  await query(
    mall,
    ctx,
    `UPDATE patronage_order SET shipping_refunded_minor = shipping_refunded_minor + $2
     WHERE order_id = $1`,
    [orderId, shippingMinor],
  );
}

/** The engine's refunds of a return: of each payment what it still has, shares through the one in shares. */
async function makeRefunds(
  mall: Mall,
  ctx: RequestContext,
  order: Order,
  id: string,
  { returned, moneyMinor, sharesMinor }: Awaited<ReturnType<typeof planReturn>>,
  reason: string,
): Promise<Refund[]> {
  const payments = await mall.orders.getOrderPayments(ctx, order.id);
  const refunds: Refund[] = [];
  for (const [kind, wantedMinor] of [
    ["money", moneyMinor],
    ["shares", sharesMinor],
  ] as const) {
    let leftMinor = wantedMinor;
    for (const payment of payments.filter((some) => kindOf(some) === kind)) {
      if (payment.state !== "Settled" || leftMinor === 0n) continue;
      const hasMinor = minor(payment.amount) - refundedMinor(payment);
      const totalMinor = hasMinor < leftMinor ? hasMinor : leftMinor;
      if (totalMinor <= 0n) continue;
      leftMinor -= totalMinor;
      const isFirst = refunds.length === 0;
      const lines = isFirst ? returned : [];
      refunds.push(await makeRefund(mall, ctx, payment, { id, kind, totalMinor, reason, lines }));
    }
    if (leftMinor > 0n) throw new MallError("refund_exceeds_payments", { kind });
  }
  return refunds;
}

/** Payments in shares are told by their method. */
export const SHARES_METHOD = "shares";
const kindOf = ({ method }: Payment): "money" | "shares" =>
  method === SHARES_METHOD ? "shares" : "money";

function refundedMinor({ refunds }: Payment): bigint {
  return sumMinor(
    refunds.filter(({ state }) => state !== "Failed").map(({ total }) => minor(total)),
  );
}

async function makeRefund(
  mall: Mall,
  ctx: RequestContext,
  payment: Payment,
  {
    id,
    kind,
    totalMinor,
    reason,
    lines,
  }: {
    readonly id: string;
    readonly kind: "money" | "shares";
    readonly totalMinor: bigint;
    readonly reason: string;
    readonly lines: readonly Returned[];
  },
): Promise<Refund> {
  const { connection } = mall;
  const refund = await connection.getRepository(ctx, Refund).save(
    new Refund({
      payment,
      total: Number(totalMinor),
      reason,
      method: payment.method,
      state: "Pending",
      metadata: { return: id } as PaymentMetadata,
      transactionId: "",
      items: 0,
      adjustment: 0,
      shipping: 0,
    }),
  );
  for (const { row, quantity } of lines) {
    if (quantity === 0) continue;
    await connection
      .getRepository(ctx, RefundLine)
      .save(new RefundLine({ refund, orderLineId: row.line, quantity }));
  }
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_refund (refund_id, return_id, payment_id, kind, total_minor)
     VALUES ($1, $2, $3, $4, $5)`,
    [refund.id, id, payment.id, kind, totalMinor],
  );
  return refund;
}

type AskedReturn = {
  readonly id: string;
  readonly place: string;
  readonly shown_withheld_minor: string | null;
};

/** Notes what the ledger has decided about returns. */
export async function noteDecisions(mall: Mall, ctx: RequestContext): Promise<void> {
  const asked = await query<AskedReturn>(
    mall,
    ctx,
    "SELECT id, place, shown_withheld_minor FROM patronage_return WHERE state = 'asked' ORDER BY place",
  );
  for (const row of asked) {
    const answer = await inLedger(mall, (client) =>
      readAnswerAt(client, mall.programme, BigInt(row.place)),
    );
    if (answer !== undefined) await noteDecision(mall, ctx, row, answer);
  }
}

async function noteDecision(
  mall: Mall,
  ctx: RequestContext,
  { id, shown_withheld_minor }: AskedReturn,
  answer: Answer,
): Promise<void> {
  if (!answer.ok) {
    await query(
      mall,
      ctx,
      "UPDATE patronage_return SET state = 'stuck', trouble = $2 WHERE id = $1 AND state = 'asked'",
      [id, answer.refusal.code],
    );
    return;
  }
  const refunded = readEvents(answer.events).find(
    (event): event is EventOf<"orderRefunded"> => event.type === "orderRefunded",
  );
  const givenBackMinor = refunded?.givenBackMinor ?? 0n;
  const missingMinor = refunded?.missingMinor ?? 0n;
  const decidedMinor = givenBackMinor + missingMinor;
  const shownMinor = shown_withheld_minor === null ? decidedMinor : BigInt(shown_withheld_minor);
  await query(
    mall,
    ctx,
    `UPDATE patronage_return SET state = 'decided', decided_at = $2, withheld_minor = $3,
       given_back_minor = $4, missing_minor = $5, loss_minor = $6 WHERE id = $1 AND state = 'asked'`,
    [
      ...[id, mall.clock.now(), decidedMinor < shownMinor ? decidedMinor : shownMinor],
      ...[givenBackMinor, missingMinor, refunded?.refundLossMinor ?? 0n],
    ],
  );
}

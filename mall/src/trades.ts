/**
 * Trades: payments at Alipay, from the moment a shopper is sent there.
 *
 * A trade is noted before the shopper leaves. When Alipay says that it was paid, by a notice or because
 * we asked, the amount becomes a payment of its order, once. Where the order takes it no more (it was
 * paid otherwise, it changed, its goods are gone) the money goes back by itself.
 */
import { randomUUID } from "node:crypto";
import { isGraphQlErrorResult, type Order, type RequestContext } from "@vendure/core";
import type { Alipay, Payment } from "./alipay.ts";
import { inTransaction, MallError, query, type Mall } from "./mall.ts";
import { keepLanguage } from "./order-language.ts";
import { lockOrder, minor } from "./orders.ts";

export type TradeRow = {
  readonly trade: string;
  readonly order_id: number;
  readonly amount_minor: string;
  readonly state: "begun" | "used" | "returning" | "returned" | "closed";
  readonly provider_id: string | null;
  readonly payer: string | null;
  readonly begun_at: Date;
};

function alipayOf({ alipay }: Mall): Alipay {
  if (alipay === undefined) throw new MallError("provider_missing");
  return alipay;
}

/** Begins a payment of what is left to pay of an order; answers where the shopper goes to pay. */
export async function beginTrade(
  mall: Mall,
  ctx: RequestContext,
  order: Order,
  returnUrl: string | undefined,
): Promise<{ trade: string; url: string }> {
  const alipay = alipayOf(mall);
  await lockOrder(mall, ctx, order.id);
  if (order.state !== "ArrangingPayment") throw new MallError("order_not_payable");
  const payments = await mall.orders.getOrderPayments(ctx, order.id);
  const paid = payments.filter(({ state }) => state === "Settled" || state === "Authorized");
  const amountMinor = paid.reduce(
    (left, { amount }) => left - minor(amount),
    minor(order.totalWithTax),
  );
  if (amountMinor <= 0n) throw new MallError("order_not_payable");
  await keepLanguage(mall, ctx, order.id);
  const trade = randomUUID().replaceAll("-", "");
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_trade (trade, order_id, amount_minor, state, begun_at)
     VALUES ($1, $2, $3, 'begun', $4)`,
    [trade, order.id, amountMinor, mall.clock.now()],
  );
  const url = alipay.beginPayment({
    tradeId: trade,
    amountMinor,
    subject: order.code,
    expiresMinutes: mall.rules.paymentMinutes,
    ...(returnUrl === undefined ? {} : { returnUrl }),
  });
  return { trade, url };
}

/** What became of a paid trade: it paid its order, it goes back, or that had happened before. */
export type TradeOutcome = "used" | "returning" | "known" | "unknown";

/** Takes the money of a trade that Alipay says was paid, once. */
export async function takeTrade(
  mall: Mall,
  ctx: RequestContext,
  paid: Pick<Payment, "tradeId" | "alipayTradeNo" | "amountMinor" | "payerAccount">,
): Promise<TradeOutcome> {
  const [trade] = await query<TradeRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_trade WHERE trade = $1",
    [paid.tradeId],
  );
  if (trade === undefined || BigInt(trade.amount_minor) !== paid.amountMinor) return "unknown";
  try {
    return await inTransaction(mall, ctx, async (ctx) => {
      await lockOrder(mall, ctx, trade.order_id);
      const [begun] = await query<TradeRow>(
        mall,
        ctx,
        `UPDATE patronage_trade SET state = 'used', provider_id = $2, payer = $3, paid_at = $4
         WHERE trade = $1 AND state IN ('begun', 'closed') RETURNING *`,
        [paid.tradeId, paid.alipayTradeNo, paid.payerAccount ?? null, mall.clock.now()],
      );
      if (begun === undefined) return "known";
      const result = await mall.orders.addPaymentToOrder(ctx, trade.order_id, {
        method: "alipay",
        metadata: { trade: paid.tradeId },
      });
      // Thrown, so that nothing of the attempt stays.
      if (isGraphQlErrorResult(result)) throw new MallError("order_not_payable");
      return "used";
    });
  } catch (error) {
    if (!(error instanceof MallError)) throw error;
    await query(
      mall,
      ctx,
      `UPDATE patronage_trade SET state = 'returning', provider_id = $2, payer = $3, paid_at = $4,
         trouble = $5 WHERE trade = $1 AND state IN ('begun', 'closed')`,
      [paid.tradeId, paid.alipayTradeNo, paid.payerAccount ?? null, mall.clock.now(), error.reason],
    );
    return "returning";
  }
}

/** Asks Alipay about trades nobody told us of, and gives back what found no order. */
export async function tendTrades(mall: Mall, ctx: RequestContext): Promise<void> {
  if (mall.alipay === undefined) return;
  const open = await query<TradeRow & { is_old: boolean }>(
    mall,
    ctx,
    `SELECT *, begun_at < $1::timestamptz - $2 * interval '1 minute' AS is_old FROM patronage_trade
     WHERE state = 'returning' OR (state = 'begun' AND begun_at < $1::timestamptz - interval '1 minute')
     ORDER BY begun_at LIMIT 100`,
    [mall.clock.now(), mall.rules.paymentMinutes],
  );
  for (const trade of open) {
    try {
      if (trade.state === "returning") await giveTradeBack(mall, ctx, trade);
      else await askAbout(mall, ctx, trade, trade.is_old);
    } catch (error) {
      // Alipay could not be asked; it is asked again at the next turn.
      const { message } = error as Error;
      await noteTrade(mall, ctx, trade.trade, trade.state, trade.state, message);
    }
  }
}

async function askAbout(
  mall: Mall,
  ctx: RequestContext,
  { trade }: TradeRow,
  isOld: boolean,
): Promise<void> {
  const alipay = alipayOf(mall);
  const found = await alipay.queryPayment(trade);
  const status = found === "unknown" ? found : found.status;
  if (found !== "unknown" && status === "paid") await takeTrade(mall, ctx, found);
  // Somebody has given it back at Alipay before we heard of it.
  else if (status === "refunded") await noteTrade(mall, ctx, trade, "begun", "returned");
  else if (isOld) {
    // One that is paid in this very moment cannot be closed; it is asked about again at the next turn.
    const isClosed = status !== "waiting" || (await alipay.closePayment(trade)).ok;
    if (isClosed) await noteTrade(mall, ctx, trade, "begun", "closed");
  }
}

async function giveTradeBack(
  mall: Mall,
  ctx: RequestContext,
  { trade, amount_minor }: TradeRow,
): Promise<void> {
  const paid = await alipayOf(mall).refund({
    tradeId: trade,
    refundId: `return-${trade}`,
    amountMinor: BigInt(amount_minor),
    reason: "not needed",
  });
  if (paid.ok) await noteTrade(mall, ctx, trade, "returning", "returned");
  else await noteTrade(mall, ctx, trade, "returning", "returning", `${paid.code}: ${paid.message}`);
}

/** Notes what has become of a trade, unless somebody has noted something else meanwhile. */
async function noteTrade(
  mall: Mall,
  ctx: RequestContext,
  trade: string,
  from: TradeRow["state"],
  to: TradeRow["state"],
  trouble?: string,
): Promise<void> {
  await query(
    mall,
    ctx,
    `UPDATE patronage_trade SET state = $3, trouble = coalesce($4, trouble)
     WHERE trade = $1 AND state = $2`,
    [trade, from, to, trouble ?? null],
  );
}

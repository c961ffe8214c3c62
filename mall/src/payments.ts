/**
 * The ways to pay: Alipay, shares, and bank transfers that somebody records.
 *
 * None of them moves money while the engine's transaction is open: an Alipay trade was paid before, a
 * hold is the ledger's own, a transfer is only announced. Refunds of all of them go through `returns.ts`.
 */
import { LanguageCode, PaymentMethodHandler, type Injector } from "@vendure/core";
import { holdShares, payableMinor, releaseHolds } from "./holds.ts";
import { MallError, query, type Mall } from "./mall.ts";
import { mallOf } from "./plugin-mall.ts";
import { SHARES_METHOD } from "./returns.ts";
import type { TradeRow } from "./trades.ts";

const text = (en: string, zh: string) => [
  { languageCode: LanguageCode.en, value: en },
  { languageCode: LanguageCode.zh_Hans, value: zh },
];

let mall: Mall;
const init = (injector: Injector): void => {
  mall = mallOf(injector);
};

/** Takes a paid trade of the order as its payment. Metadata: `trade`. */
export const alipayHandler = new PaymentMethodHandler({
  code: "alipay",
  description: text("Alipay", "支付宝"),
  args: {},
  init,
  async createPayment(ctx, order, amount, _args, metadata) {
    const { trade } = metadata as { trade?: string };
    const [row] = await query<TradeRow>(
      mall,
      ctx,
      "SELECT * FROM patronage_trade WHERE trade = $1 AND order_id = $2 AND state = 'used'",
      [trade ?? "", order.id],
    );
    const known = await query(mall, ctx, 'SELECT FROM payment WHERE "transactionId" = $1', [
      trade ?? "",
    ]);
    if (row === undefined || known.length > 0) throw new MallError("trade_unknown");
    if (BigInt(row.amount_minor) !== BigInt(amount)) throw new MallError("amount_changed");
    return {
      amount,
      state: "Settled",
      transactionId: row.trade,
      metadata: {
        ...(row.payer === null ? {} : { payer: row.payer }),
        providerId: row.provider_id,
      },
    };
  },
  settlePayment: () => ({ success: true }),
});

/** Sets shares aside. Metadata: `amountMinor`, a decimal string; left out, as much as can be. */
export const sharesHandler = new PaymentMethodHandler({
  code: SHARES_METHOD,
  description: text("Shares", "股权"),
  args: {},
  init,
  async createPayment(ctx, order, amount, _args, metadata) {
    const { amountMinor: wanted } = metadata as { amountMinor?: unknown };
    if (
      wanted !== undefined &&
      (typeof wanted !== "string" || !/^[1-9][0-9]{0,15}$/.test(wanted))
    ) {
      throw new MallError("amount_unreadable");
    }
    const owner = order.customer?.user?.id;
    if (
      ctx.activeUserId === undefined ||
      owner === undefined ||
      String(owner) !== String(ctx.activeUserId)
    ) {
      throw new MallError("not_logged_in");
    }
    const goodsMinor = await payableMinor(mall, ctx, order);
    const mostMinor = goodsMinor < BigInt(amount) ? goodsMinor : BigInt(amount);
    const amountMinor = wanted === undefined ? mostMinor : BigInt(wanted);
    if (amountMinor <= 0n || amountMinor > mostMinor) {
      throw new MallError("amount_above_goods", { goodsMinor: mostMinor.toString() });
    }
    const { holds, sharesMicro } = await holdShares(mall, ctx, order, amountMinor);
    return {
      amount: Number(amountMinor),
      state: "Settled",
      transactionId: holds[0]!,
      metadata: { holds, public: { shares: sharesMicro.toString() } },
    };
  },
  settlePayment: () => ({ success: true }),
  async cancelPayment(ctx, order) {
    await releaseHolds(mall, ctx, order.id);
    return { success: true };
  },
});

/** Announces a bank transfer, which staff settles when it has come. */
export const transferHandler = new PaymentMethodHandler({
  code: "transfer",
  description: text("Bank transfer", "银行转账"),
  args: {},
  createPayment: (_ctx, order, amount) => ({
    amount,
    state: "Authorized",
    transactionId: order.code,
    metadata: {},
  }),
  settlePayment: () => ({ success: true }),
  cancelPayment: () => ({ success: true }),
});

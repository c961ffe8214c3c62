/**
 * The engine's own refunds, as staff asks for them in the back office or through its API: by pieces of
 * lines, by an amount, with or without shipping. Each becomes one of our returns.
 */
import type { Order, RequestContext } from "@vendure/core";
import { grossOfPieces, spread, sumMinor } from "./figures.ts";
import { MallError, type Mall } from "./mall.ts";
import { findOrder, minor, readLines, type OrderLineRow } from "./orders.ts";
import { askReturn, type ReturnRequest } from "./returns.ts";

export type NativeRefund = {
  readonly lines?:
    readonly { readonly orderLineId: number | string; readonly quantity: number }[] | null;
  readonly shipping?: number | null;
  readonly adjustment?: number | null;
  readonly amount?: number | null;
  readonly reason?: string | null;
};

/**
 * What such a refund means: the pieces named and the shipping or, where another amount is given, that
 * amount: first of the lines named, or of all, and what is more of the shipping.
 */
export function readRefund(
  { lines, shipping, adjustment, amount }: NativeRefund,
  rows: readonly OrderLineRow[],
): ReturnRequest {
  const pieces = (lines ?? []).filter(({ quantity }) => quantity > 0);
  const goods = pieces.map(({ orderLineId, quantity }) => ({
    line: String(orderLineId),
    quantity,
  }));
  const shippingMinor = minor(shipping ?? 0);
  const piecesMinor = sumMinor(goods.map(({ line, quantity }) => grossOf(rows, line, quantity)));
  const askedMinor =
    amount === undefined || amount === null
      ? piecesMinor + shippingMinor + minor(adjustment ?? 0)
      : minor(amount);
  if (askedMinor === piecesMinor + shippingMinor) return { goods, shippingMinor };
  const named = goods.length === 0 ? rows.map(({ line }) => ({ line, quantity: 0 })) : goods;
  const left = named.map(({ line, quantity }) =>
    goods.length === 0 ? leftOf(rows, line) : grossOf(rows, line, quantity),
  );
  const leftMinor = sumMinor(left);
  const ofGoodsMinor = askedMinor < leftMinor ? askedMinor : leftMinor;
  const parts = spread(ofGoodsMinor, left);
  return {
    goods: named
      .map(({ line, quantity }, index) => ({ line, quantity, amountMinor: parts[index]! }))
      .filter(({ amountMinor }) => amountMinor > 0n),
    shippingMinor: askedMinor - ofGoodsMinor,
  };
}

function rowOf(rows: readonly OrderLineRow[], line: string): OrderLineRow {
  const row = rows.find((candidate) => candidate.line === line);
  if (row === undefined) throw new MallError("line_unknown", { line });
  return row;
}

function leftOf(rows: readonly OrderLineRow[], line: string): bigint {
  const { gross_minor, returned_gross_minor } = rowOf(rows, line);
  return BigInt(gross_minor) - BigInt(returned_gross_minor);
}

function grossOf(rows: readonly OrderLineRow[], line: string, quantity: number): bigint {
  const { gross_minor, quantity: bought, returned_quantity } = rowOf(rows, line);
  const left = leftOf(rows, line);
  if (returned_quantity + quantity >= bought) return left;
  const grossMinor = grossOfPieces(
    { grossMinor: BigInt(gross_minor), quantity: bought },
    returned_quantity,
    quantity,
  );
  return grossMinor < left ? grossMinor : left;
}

/** Does such a refund; answers the engine's first refund of it. */
export async function refundNatively(
  mall: Mall,
  ctx: RequestContext,
  input: NativeRefund,
  order: Order,
) {
  if ((await findOrder(mall, ctx, order.id)) === undefined) throw new MallError("order_unknown");
  const request = readRefund(input, await readLines(mall, ctx, order.id));
  const { refunds } = await askReturn(mall, ctx, order, {
    ...request,
    reason: input.reason ?? "",
  });
  return refunds[0]!;
}

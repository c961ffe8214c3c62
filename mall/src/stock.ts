/** Stock: what an order sells must be there at the moment in which it is sold. */
import { OrderLine, type RequestContext } from "@vendure/core";
import { MallError, type Mall } from "./mall.ts";

/** Throws unless all goods of an order that has not been sold yet are there. Refuses: stock_insufficient. */
export async function requireStock(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  const lines = await mall.connection.getRepository(ctx, OrderLine).find({
    where: { order: { id: orderId, active: true } },
    relations: ["productVariant"],
  });
  for (const { productVariant, quantity } of lines) {
    const left = await mall.variants.getSaleableStockLevel(ctx, productVariant);
    if (quantity > left) {
      throw new MallError("stock_insufficient", {
        sku: productVariant.sku,
        left: String(Math.max(left, 0)),
      });
    }
  }
}

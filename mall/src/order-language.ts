/**
 * The language in which a shopper is told of an order: that of its own last request at the till. Who says
 * that it is paid (a provider's notice, the worker, staff) has another, or none.
 */
import type { RequestContext } from "@vendure/core";
import type { Lang } from "@patronage/words";
import { query, type Mall } from "./mall.ts";
import { langOf } from "./shop-arguments.ts";

const WITHOUT: Lang = "zh";

/** Keeps the language of a shopper's request; of anybody else's, nothing. */
export async function keepLanguage(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  if (ctx.apiType !== "shop") return;
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_order_language (order_id, language) VALUES ($1, $2)
     ON CONFLICT (order_id) DO UPDATE SET language = excluded.language`,
    [orderId, langOf(ctx)],
  );
}

/** The language that was kept; Chinese where there is none. */
export async function languageOf(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<Lang> {
  const [row] = await query<{ language: Lang }>(
    mall,
    ctx,
    "SELECT language FROM patronage_order_language WHERE order_id = $1",
    [orderId],
  );
  return row?.language ?? WITHOUT;
}

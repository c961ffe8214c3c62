/**
 * Return requests that a return answers: whoever takes the goods back, the request for them has come to
 * its end by it.
 */
import type { RequestContext } from "@vendure/core";
import { query, type Mall } from "./mall.ts";

/** Pieces of a line. */
export type Pieces = { readonly line: string; readonly quantity: number };

export type OpenRequest = { readonly id: number; readonly goods: readonly Pieces[] };

/** An order's requests that nobody has decided, oldest first. */
export function openRequests(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
): Promise<OpenRequest[]> {
  return query<OpenRequest>(
    mall,
    ctx,
    `SELECT id, goods FROM patronage_return_request
     WHERE order_id = $1 AND state = 'requested' ORDER BY id`,
    [orderId],
  );
}

/**
 * Ends the open requests of an order whose pieces all came back with a return, the oldest first, and
 * those of which nothing is left to come back. A return that was asked for by one of them (`isAsked`)
 * brings nobody else's pieces.
 */
export async function answerRequests(
  mall: Mall,
  ctx: RequestContext,
  orderId: number,
  returnId: string,
  isAsked: boolean,
): Promise<void> {
  const open = await openRequests(mall, ctx, orderId);
  if (open.length === 0) return;
  const returned = isAsked
    ? []
    : await query<{ goods: Pieces[] }>(
        mall,
        ctx,
        "SELECT goods FROM patronage_return WHERE id = $1",
        [returnId],
      );
  const lines = await query<{ line: string; left: number }>(
    mall,
    ctx,
    `SELECT line, quantity - returned_quantity AS left FROM patronage_order_line WHERE order_id = $1`,
    [orderId],
  );
  const goodsBack = returned.flatMap(({ goods }) => goods);
  const came = new Map(goodsBack.map(({ line, quantity }) => [line, quantity]));
  const left = new Map(lines.map((row) => [row.line, row.left]));
  for (const { id, goods } of open) {
    const hasCome = goods.every(({ line, quantity }) => (came.get(line) ?? 0) >= quantity);
    if (hasCome) {
      for (const { line, quantity } of goods) came.set(line, came.get(line)! - quantity);
    }
    if (!hasCome && goods.some(({ line }) => (left.get(line) ?? 0) > 0)) continue;
    await query(
      mall,
      ctx,
      `UPDATE patronage_return_request SET state = 'accepted', decided_at = $2, return_id = $3
       WHERE id = $1`,
      [id, mall.clock.now(), returnId],
    );
  }
}

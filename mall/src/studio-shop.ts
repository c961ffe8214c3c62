/**
 * Behaviour as in this shop: what the orders of the last year show, where there are enough of them.
 *
 * What was paid in shares alone counts as no order, as it accrues nothing. A return counts by the part of
 * its line that came back.
 */
import type { RequestContext } from "@vendure/core";
import { calibrate, type Behaviour, type SeenOrder } from "@patronage/simulator";
import { query, type Mall } from "./mall.ts";

/** Fewer orders say little; then people behave as usual. */
export const ORDERS_LEAST = 200;
/** The newest of so many are enough, and fit into memory. */
const ORDERS_MOST = 50_000;

/** What people do in a run, and the orders that show it, where they do. */
export type ShopBehaviour = {
  readonly behaviour: Behaviour;
  readonly orders: number;
  readonly buyers: number;
  readonly days: number;
};

type OrderSeen = {
  readonly buyer: string;
  readonly at_ms: string;
  readonly paid: string;
  readonly back: string;
  readonly is_late: boolean;
};

/** The last year's orders, the newest of them, as a table of the query it begins. */
const SEEN = `
WITH seen AS (
  SELECT o.order_id, o.customer_id, o.paid_at, o.completed_at FROM patronage_order o
  WHERE o.paid_at >= $1::timestamptz - interval '1 year' AND o.paid_at <= $1
    AND EXISTS (SELECT FROM patronage_order_line l WHERE l.order_id = o.order_id AND l.paid_minor > 0)
  ORDER BY o.paid_at DESC LIMIT ${ORDERS_MOST}
)`;

const ORDERS = `${SEEN}
SELECT s.customer_id::text AS buyer, (extract(epoch FROM s.paid_at) * 1000)::bigint::text AS at_ms,
  sum(l.paid_minor)::text AS paid,
  sum(l.paid_minor * l.returned_gross_minor / greatest(l.gross_minor, 1))::text AS back,
  EXISTS (SELECT FROM patronage_return r
    WHERE r.order_id = s.order_id AND r.asked_at > s.completed_at) AS is_late
FROM seen s JOIN patronage_order_line l USING (order_id)
GROUP BY s.order_id, s.customer_id, s.paid_at, s.completed_at ORDER BY s.paid_at`;

const CATEGORIES = `${SEEN}
SELECT l.category, sum(l.paid_minor)::text AS paid FROM seen s JOIN patronage_order_line l
  USING (order_id) GROUP BY l.category HAVING sum(l.paid_minor) > 0 ORDER BY l.category`;

const JOINED = `
SELECT count(*)::integer AS joined, count(referrer_id)::integer AS referred FROM patronage_member
WHERE registered_at >= $1::timestamptz - interval '1 year' AND registered_at <= $1`;

const seenOrder = ({ buyer, at_ms, paid, back, is_late }: OrderSeen): SeenOrder => ({
  ...{ buyer, atMs: Number(at_ms), paid: Number(paid), back: Number(back), isBackLate: is_late },
});

/** What the shop's own orders show, for futures of so many years; undefined where they are too few. */
export async function shopBehaviour(
  mall: Mall,
  ctx: RequestContext,
  years: number,
): Promise<ShopBehaviour | undefined> {
  const now = [mall.clock.now()];
  const orders = (await query<OrderSeen>(mall, ctx, ORDERS, now)).map(seenOrder);
  if (orders.length < ORDERS_LEAST) return undefined;
  const categories = await query<{ category: string; paid: string }>(mall, ctx, CATEGORIES, now);
  const [people] = await query<{ joined: number; referred: number }>(mall, ctx, JOINED, now);
  const byCategory = Object.fromEntries(
    categories.map(({ category, paid }) => [category, Number(paid)]),
  );
  const seen = calibrate({ orders, byCategory, ...people! }, years);
  // Nobody new came for half of the time: that says nothing of who will.
  if (seen.newcomersSeen === 0) return undefined;
  return {
    ...{ behaviour: seen.behaviour, orders: orders.length, buyers: seen.buyers, days: seen.days },
  };
}

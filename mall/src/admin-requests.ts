/** What shoppers ask to return, as the back office sees it. */
import type { RequestContext } from "@vendure/core";
import { namesOf, NAME_OF } from "./admin-lists.ts";
import { MallError, query, type Mall } from "./mall.ts";
import type { RequestRow } from "./return-requests.ts";
import { quoteReturn } from "./returns.ts";

type ListRow = RequestRow & {
  readonly code: string;
  readonly name: string;
  readonly shipping_left: string;
  readonly decided_name: string | null;
};

/** Return requests in a state, or all: those that wait first. */
export async function listReturnRequests(
  mall: Mall,
  ctx: RequestContext,
  asked: { readonly state?: string; readonly take: number },
) {
  const rows = await query<ListRow>(
    mall,
    ctx,
    `SELECT r.*, o.code, patronage_name(c."firstName", c."lastName") AS name,
       (o.shipping_minor - o.shipping_refunded_minor)::text AS shipping_left,
       ${NAME_OF("r.decided_by")} AS decided_name
     FROM patronage_return_request r JOIN patronage_order o USING (order_id)
     JOIN customer c ON c.id = o.customer_id
     WHERE $1::text IS NULL OR r.state = $1
     ORDER BY r.state <> 'requested', CASE WHEN r.state = 'requested' THEN r.id ELSE -r.id END
     LIMIT $2`,
    [asked.state ?? null, asked.take],
  );
  const names = await namesOf(
    mall,
    ctx,
    rows.flatMap(({ goods }) => goods.map(({ line }) => line)),
  );
  const told = [];
  for (const row of rows) {
    told.push({
      ...{ id: row.id, orderId: row.order_id, code: row.code, name: row.name, state: row.state },
      goods: row.goods.map((some) => ({ ...some, name: names.get(some.line) ?? some.line })),
      ...{ reason: row.reason, withheld: row.withheld_minor, pay: row.pay_minor },
      ...{ shares: row.shares_minor, withheldNow: await withheldNow(mall, ctx, row) },
      ...{ shippingLeft: row.shipping_left, requestedAt: row.requested_at },
      ...{ decidedAt: row.decided_at, decidedBy: row.decided_name, answer: row.answer },
    });
  }
  return told;
}

/** What the ledger would withhold of it now; null where nobody asks any more, or not for all of it. */
async function withheldNow(
  mall: Mall,
  ctx: RequestContext,
  row: RequestRow,
): Promise<string | null> {
  if (row.state !== "requested") return null;
  try {
    const asked = { goods: row.goods, shippingMinor: 0n };
    return (await quoteReturn(mall, ctx, row.order_id, asked)).withheldMinor.toString();
  } catch (error) {
    if (error instanceof MallError) return null;
    throw error;
  }
}

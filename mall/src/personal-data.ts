/** Everything kept about a shopper, as it is told to it: JSON by subject. */
import { readStatement } from "@patronage/ledger";
import type { RequestContext } from "@vendure/core";
import { inLedger, query, type Mall } from "./mall.ts";
import { findMember, type Member } from "./members.ts";

/** By subject, the rows of a customer; each is asked for with the customer's id. */
const SUBJECTS = {
  account: `SELECT c.title, c."firstName", c."lastName", c."emailAddress", c."phoneNumber",
      c."createdAt", u.verified, u."lastLogin" FROM customer c LEFT JOIN "user" u ON u.id = c."userId"
    WHERE c.id = $1`,
  addresses: `SELECT "fullName", company, "streetLine1", "streetLine2", city, province, "postalCode",
      "phoneNumber", "createdAt" FROM address WHERE "customerId" = $1 ORDER BY id`,
  orders: `SELECT o.code, o.state, o."orderPlacedAt", o."subTotalWithTax", o."shippingWithTax",
      o."currencyCode", o."couponCodes", (
        SELECT language FROM patronage_order_language g WHERE g.order_id = o.id) AS language, o."shippingAddress"::jsonb AS "shippingAddress",
      o."billingAddress"::jsonb AS "billingAddress", (
        SELECT json_agg(json_build_object('sku', v.sku, 'quantity', l."orderPlacedQuantity",
          'unitPrice', l."listPrice") ORDER BY l.id)
        FROM order_line l JOIN product_variant v ON v.id = l."productVariantId"
        WHERE l."orderId" = o.id) AS lines, (
        SELECT json_agg(json_build_object('method', p.method, 'amount', p.amount, 'state', p.state,
          'at', p."createdAt", 'payer', p.metadata::jsonb -> 'payer') ORDER BY p.id)
        FROM payment p WHERE p."orderId" = o.id) AS payments
    FROM "order" o WHERE o."customerId" = $1 ORDER BY o.id`,
  programmeOrders: `SELECT o.code, o.state, o.region, o.paid_at, o.delivered_at, o.due_at,
      o.completed_at, (SELECT json_agg(to_jsonb(l) - 'order_id' ORDER BY l.line::integer)
        FROM patronage_order_line l WHERE l.order_id = o.order_id) AS lines
    FROM patronage_order o WHERE o.customer_id = $1 ORDER BY o.order_id`,
  returns: `SELECT o.code, r.goods, r.money_minor, r.shares_minor, r.withheld_minor, r.state, r.reason,
      r.asked_at, r.done_at FROM patronage_return r JOIN patronage_order o USING (order_id)
    WHERE o.customer_id = $1 ORDER BY r.asked_at`,
  returnRequests: `SELECT o.code, r.goods, r.reason, r.withheld_minor, r.pay_minor, r.shares_minor,
      r.state, r.requested_at, r.decided_at, r.answer
    FROM patronage_return_request r JOIN patronage_order o USING (order_id)
    WHERE o.customer_id = $1 ORDER BY r.id`,
  sharesSetAside: `SELECT o.code, h.shares_micro, h.value_minor, h.state, h.made_at, h.ended_at
    FROM patronage_hold h JOIN "order" o ON o.id = h.order_id
    WHERE h.customer_id = $1 ORDER BY h.made_at`,
  paymentsAtProvider: `SELECT o.code, t.amount_minor, t.state, t.payer, t.begun_at, t.paid_at
    FROM patronage_trade t JOIN "order" o ON o.id = t.order_id
    WHERE o."customerId" = $1 ORDER BY t.begun_at`,
  member: `SELECT m.holder, m.code, m.state, m.registered_at, m.joined_at, (
        SELECT count(*)::integer FROM patronage_member x WHERE x.referrer_id = m.customer_id
      ) AS "broughtIn", m.referrer_id IS NOT NULL AS "wasBroughtIn"
    FROM patronage_member m WHERE m.customer_id = $1`,
  registration: `SELECT code, device, registered_at FROM patronage_registration WHERE customer_id = $1`,
  // Digests tell nobody anything but whether two are the same.
  traces: `SELECT kind, seen_at FROM patronage_trace WHERE customer_id = $1 ORDER BY seen_at, kind`,
  reviews: `SELECT reasons, state, made_at, decided_at FROM patronage_review
    WHERE customer_id = $1 ORDER BY id`,
  withdrawals: `SELECT amount_minor, account, state, requested_at, reviewed_at, approved_at, paid_at,
      rejected_at, cancelled_at, reference, rejection
    FROM patronage_withdrawal WHERE customer_id = $1 ORDER BY id`,
  history: `SELECT type, data::jsonb AS data, "createdAt" FROM history_entry
    WHERE "customerId" = $1 ORDER BY id`,
} as const;

/** What is kept about a customer, as JSON. Amounts are whole minor units, shares micro-shares. */
export async function personalData(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
): Promise<string> {
  const told: { [subject: string]: unknown } = { writtenAt: mall.clock.now() };
  for (const [subject, text] of Object.entries(SUBJECTS)) {
    told[subject] = await query(mall, ctx, text, [customerId]);
  }
  const member = await findMember(mall, ctx, customerId);
  told["statement"] = member === undefined ? [] : await wholeStatement(mall, member);
  return JSON.stringify(told, undefined, 2);
}

async function wholeStatement(mall: Mall, { holder }: Member): Promise<object[]> {
  return inLedger(mall, async (client) => {
    const lines: object[] = [];
    for await (const { date, kind, place, ...line } of readStatement(client, holder)) {
      const isOwn = place === undefined || place === "buyer";
      lines.push({
        ...{ date, kind, place, order: isOwn ? line.order : undefined },
        ...{ shares_micro: line.sharesMicro.toString(), wallet_minor: line.walletMinor.toString() },
        quota_e18: line.quotaE18.toString(),
      });
    }
    return lines;
  });
}

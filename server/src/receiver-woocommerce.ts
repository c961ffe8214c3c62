/**
 * WooCommerce: webhooks of orders, signed over the raw body by the webhook's secret.
 *
 * developer.woocommerce.com, REST API v3: orders, order refunds, webhooks. A line's `total` is after
 * discounts and without tax. An order tells of its refunds as sums alone; the lines of each come with the
 * few lines of PHP in docs/guides/receivers.md, which add them to what WooCommerce sends.
 */
import {
  allBack,
  headerOf,
  isHmacOf,
  readNotice,
  type Notice,
  type NoticeRefund,
  type Shop,
} from "./receiver-notice.ts";
import {
  decimalAt,
  decimalText,
  instantAt,
  listAt,
  readExact,
  textAt,
  textIn,
  type Exact,
} from "./receiver-reading.ts";

const ORDER_TOPICS = ["order.created", "order.updated", "order.restored"];
const CALLED_OFF = ["cancelled", "failed", "trash"];
/** The statuses of an order that nobody has paid, or that is paid no more. */
const UNPAID = [...CALLED_OFF, "pending", "on-hold", "checkout-draft", "auto-draft"];
/** What a shop sends when a webhook is made, without a signature. */
const PING = /^webhook_id=[0-9]+$/;

export const woocommerce: Shop = {
  isFrom(incoming, secret) {
    return PING.test(incoming.body) || isHmacOf(incoming, "x-wc-webhook-signature", secret);
  },
  sourceOf: (incoming) => headerOf(incoming, "x-wc-webhook-delivery-id"),
  read(incoming) {
    if (PING.test(incoming.body)) return { kind: "ignored", topic: "ping", reason: "ping" };
    const topic = headerOf(incoming, "x-wc-webhook-topic") ?? "";
    if (!ORDER_TOPICS.includes(topic)) return { kind: "ignored", topic, reason: "topic" };
    return readNotice(topic, () => orderOf(readExact(incoming.body)));
  },
};

function orderOf(body: Exact): Notice {
  const status = textIn(body, "status");
  const customer = textAt(body, "customer_id");
  const isDatePaid = (textAt(body, "date_paid_gmt") ?? textAt(body, "date_paid")) !== undefined;
  const lines = listAt(body, "line_items").map((line) => ({
    line: textIn(line, "id"),
    quantity: decimalText(decimalAt(line, "quantity")),
    paid: decimalText(decimalAt(line, "total")),
    ...{ sku: textAt(line, "sku"), product: textAt(line, "product_id") },
    ...{ variant: textAt(line, "variation_id"), title: textAt(line, "name") },
  }));
  return {
    told: "order",
    order: textIn(body, "id"),
    customer: customer === "0" ? undefined : customer,
    currency: textIn(body, "currency"),
    at: instantAt(body, "date_modified_gmt"),
    total: decimalText(decimalAt(body, "total")),
    isTest: false,
    isPaid: isDatePaid && !UNPAID.includes(status),
    isFulfilled: status === "completed",
    isCancelled: CALLED_OFF.includes(status),
    region: {
      country: textAt(body, "shipping.country"),
      province: textAt(body, "shipping.state"),
      city: textAt(body, "shipping.city"),
    },
    lines,
    refunds: [
      ...listAt(body, "refunds").map(refundOf),
      ...(status === "refunded" ? [allBack(lines)] : []),
    ],
  };
}

/** What is written below 0, because it goes back. */
function positiveAt(value: Exact, path: string): string {
  return decimalText(decimalAt(value, path)).replace(/^-/, "");
}

function refundOf(refund: Exact): NoticeRefund {
  return {
    refund: textIn(refund, "id"),
    total: positiveAt(refund, "total"),
    lines: listAt(refund, "line_items").flatMap((item) => {
      const line = textAt(item, "refunded_item_id");
      // What is not said to be of a line is money without one.
      if (line === undefined) return [];
      return [{ line, quantity: positiveAt(item, "quantity"), amount: positiveAt(item, "total") }];
    }),
  };
}

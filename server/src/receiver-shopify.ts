/**
 * Shopify: webhooks of orders and refunds, signed over the raw body by the app's secret.
 *
 * shopify.dev, "Verify webhook deliveries" and the webhook topics orders/paid and refunds/create. A
 * line's price is for one piece, before discounts and with tax where `taxes_included` says so.
 */
import { multiplyRatios } from "@patronage/engine";
import {
  allBack,
  headerOf,
  isHmacOf,
  readNotice,
  type Notice,
  type NoticeLine,
  type NoticeRefund,
  type Shop,
} from "./receiver-notice.ts";
import {
  decimalAt,
  decimalText,
  instantAt,
  listAt,
  member,
  negative,
  readExact,
  sumOf,
  textAt,
  textIn,
  type Exact,
} from "./receiver-reading.ts";

const ORDER_TOPICS = [
  ...["orders/create", "orders/paid", "orders/updated", "orders/cancelled"],
  ...["orders/fulfilled", "orders/partially_fulfilled"],
];
/** The statuses of an order that was paid in full, be it that some came back since. */
const PAID = ["paid", "partially_refunded", "refunded"];

export const shopify: Shop = {
  isFrom: (incoming, secret) => isHmacOf(incoming, "x-shopify-hmac-sha256", secret),
  sourceOf: (incoming) => headerOf(incoming, "x-shopify-webhook-id"),
  read(incoming) {
    const topic = headerOf(incoming, "x-shopify-topic") ?? "";
    const isOrder = ORDER_TOPICS.includes(topic);
    if (!isOrder && topic !== "refunds/create") return { kind: "ignored", topic, reason: "topic" };
    return readNotice(topic, () => {
      const body = readExact(incoming.body);
      return isOrder
        ? orderOf(body)
        : { told: "refund", order: textIn(body, "order_id"), refund: refundOf(body) };
    });
  },
};

function orderOf(body: Exact): Notice {
  const hasTaxInside = member(body, "taxes_included") === true;
  // A gift card is paid with later, and counts then.
  const goods = listAt(body, "line_items").filter((line) => member(line, "gift_card") !== true);
  const lines = goods.map((line) => lineOf(line, hasTaxInside));
  const status = textAt(body, "financial_status") ?? "";
  return {
    told: "order",
    order: textIn(body, "id"),
    customer: textAt(body, "customer.id"),
    currency: textIn(body, "currency"),
    at: instantAt(body, "updated_at"),
    total: decimalText(decimalAt(body, "total_price")),
    isTest: member(body, "test") === true,
    isPaid: PAID.includes(status),
    isFulfilled: textAt(body, "fulfillment_status") === "fulfilled",
    isCancelled: member(body, "cancelled_at") !== undefined,
    region: {
      country: textAt(body, "shipping_address.country_code"),
      province: textAt(body, "shipping_address.province_code"),
      city: textAt(body, "shipping_address.city"),
    },
    lines,
    refunds: [
      ...listAt(body, "refunds").map(refundOf),
      status === "refunded" ? allBack(lines) : currentOf(body, goods),
    ],
  };
}

/** What is left of the order, be it by refunds or by an edit; since version 2024-01 of the webhooks. */
const currentOf = (body: Exact, goods: readonly Exact[]): NoticeRefund => ({
  refund: `as-of-${textAt(body, "updated_at") ?? "now"}`,
  lines: goods.map((line) => ({
    line: textIn(line, "id"),
    kept: textAt(line, "current_quantity") ?? textAt(line, "quantity"),
  })),
});

function lineOf(line: Exact, hasTaxInside: boolean): NoticeLine {
  const quantity = decimalAt(line, "quantity");
  const allocations = listAt(line, "discount_allocations");
  const discounts =
    allocations.length > 0
      ? allocations.map((one) => decimalAt(one, "amount"))
      : [decimalAt(line, "total_discount")];
  const taxes = hasTaxInside ? listAt(line, "tax_lines").map((one) => decimalAt(one, "price")) : [];
  const price = multiplyRatios(decimalAt(line, "price"), quantity);
  return {
    line: textIn(line, "id"),
    quantity: decimalText(quantity),
    paid: decimalText(sumOf([price, ...[...discounts, ...taxes].map(negative)])),
    ...{ sku: textAt(line, "sku"), product: textAt(line, "product_id") },
    ...{ variant: textAt(line, "variant_id"), title: textAt(line, "title") },
    vendor: textAt(line, "vendor"),
  };
}

function refundOf(refund: Exact): NoticeRefund {
  const paidBack = listAt(refund, "transactions").filter(
    (one) => textAt(one, "kind") === "refund" && textAt(one, "status") === "success",
  );
  return {
    refund: textIn(refund, "id"),
    total: decimalText(sumOf(paidBack.map((one) => decimalAt(one, "amount")))),
    // Who paid in another currency than the shop's is paid back in it.
    currency: paidBack.map((one) => textAt(one, "currency")).find((one) => one !== undefined),
    // Its subtotal holds tax or not, which a refund does not say: pieces are certain.
    lines: listAt(refund, "refund_line_items").map((one) => ({
      line: textIn(one, "line_item_id"),
      quantity: decimalText(decimalAt(one, "quantity")),
    })),
  };
}

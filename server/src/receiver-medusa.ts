/**
 * Medusa 2, which sends no webhooks by itself: a subscriber of ten lines posts the order or the return
 * that an event is about (docs/guides/receivers.md). So the form is ours, and what is in it Medusa's:
 *
 *     { "event": "order.placed", "data": { …the order, by query.graph… } }
 *
 * It is signed by the Standard Webhooks specification or, in a trusted network, carries the secret as its
 * bearer. Amounts are in major units, with tax in `total` and the tax beside it; `raw_…` are exact.
 */
import {
  headerOf,
  type Incoming,
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
  ReadingError,
  sumOf,
  textAt,
  textIn,
  type Exact,
} from "./receiver-reading.ts";
import { isSameText, isSigned, readSecret } from "./webhook-signing.ts";

const CAPTURED = ["captured", "partially_refunded", "refunded"];
const SENT = ["shipped", "delivered"];
const RETURN_EVENTS = ["order.return_received"];

export const medusa: Shop = {
  isFrom(incoming, secret, nowSeconds) {
    const signatures = headerOf(incoming, "webhook-signature");
    if (signatures === undefined) {
      return isSameText(headerOf(incoming, "authorization") ?? "", `Bearer ${secret}`);
    }
    const key = readSecret(secret);
    const message = {
      id: headerOf(incoming, "webhook-id") ?? "",
      seconds: Number(headerOf(incoming, "webhook-timestamp")),
      body: incoming.body,
    };
    return key !== undefined && isSigned(key, message, signatures, nowSeconds);
  },
  sourceOf: (incoming) => headerOf(incoming, "webhook-id"),
  read(incoming: Incoming) {
    let topic = "";
    try {
      const body = readExact(incoming.body);
      topic = textIn(body, "event");
      const data = member(body, "data");
      if (RETURN_EVENTS.includes(topic)) {
        const notice: Notice = {
          ...{ told: "refund", order: textIn(data, "order_id"), refund: returnOf(data) },
        };
        return { kind: "notice", topic, notice };
      }
      if (member(data, "items") === undefined) return { kind: "ignored", topic, reason: "topic" };
      return { kind: "notice", topic, notice: orderOf(data) };
    } catch (error) {
      if (!(error instanceof ReadingError)) throw error;
      return { kind: "unreadable", topic, reason: error.message };
    }
  },
};

/** An amount, by its exact form where there is one. */
const amountAt = (value: Exact | undefined, name: string) =>
  member(value, `raw_${name}.value`) === undefined
    ? decimalAt(value, name)
    : decimalAt(value, `raw_${name}.value`);

function orderOf(data: Exact | undefined): Notice {
  const payments = listAt(data, "payment_collections");
  const isCollected =
    payments.length > 0 && payments.every((one) => textAt(one, "status") === "completed");
  const parcels = listAt(data, "fulfillments").filter(
    (one) => member(one, "canceled_at") === undefined,
  );
  const isSent =
    parcels.length > 0 &&
    parcels.every(
      (one) => (member(one, "shipped_at") ?? member(one, "delivered_at")) !== undefined,
    );
  const isCanceled = member(data, "canceled_at") !== undefined;
  return {
    told: "order",
    order: textIn(data, "id"),
    customer: textAt(data, "customer_id"),
    currency: textIn(data, "currency_code").toUpperCase(),
    at: instantAt(data, "updated_at"),
    total: decimalText(amountAt(data, "total")),
    isTest: false,
    isPaid: isCollected || CAPTURED.includes(textAt(data, "payment_status") ?? ""),
    isFulfilled: isSent || SENT.includes(textAt(data, "fulfillment_status") ?? ""),
    isCancelled: isCanceled || textAt(data, "status") === "canceled",
    region: {
      country: textAt(data, "shipping_address.country_code"),
      province: textAt(data, "shipping_address.province"),
      city: textAt(data, "shipping_address.city"),
    },
    lines: listAt(data, "items").map(lineOf),
    refunds: [],
  };
}

function lineOf(item: Exact): NoticeLine {
  if (member(item, "total") === undefined) throw new ReadingError('"items" lack "total"');
  const paid = sumOf([amountAt(item, "total"), negative(amountAt(item, "tax_total"))]);
  return {
    line: textIn(item, "id"),
    quantity: decimalText(decimalAt(item, "quantity")),
    paid: decimalText(paid),
    ...{ sku: textAt(item, "variant_sku"), product: textAt(item, "product_id") },
    ...{ variant: textAt(item, "variant_id"), title: textAt(item, "product_title") },
    ...{ type: textAt(item, "product_type"), collection: textAt(item, "product_collection") },
    tags: listAt(item, "product.tags").map((tag) => textIn(tag, "value")),
  };
}

function returnOf(data: Exact | undefined): NoticeRefund {
  return {
    refund: textIn(data, "id"),
    total: decimalText(amountAt(data, "refund_amount")),
    lines: listAt(data, "items").map((item) => ({
      line: textIn(item, "item_id"),
      quantity: textAt(item, "received_quantity") ?? textIn(item, "quantity"),
    })),
  };
}

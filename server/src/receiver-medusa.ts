/**
 * Medusa 2, which sends no webhooks by itself: a subscriber posts the order that an event is about
 * (docs/guides/receivers.md). So the form is ours, and what is in it Medusa's:
 *
 *     { "event": "payment.captured", "data": { …the order, by query.graph… } }
 *
 * It is signed by the Standard Webhooks specification or, in a trusted network, carries the secret as its
 * bearer. Amounts are in major units, with tax in `total` and the tax beside it; `raw_…` are exact. An
 * order tells how it stands by now: what came back is in the quantities of its items, and `total` is of
 * the pieces that are left.
 */
import type { Ratio } from "@patronage/engine";
import {
  allBack,
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

/** The statuses of an order with which the merchant is done. */
const ENDED = ["completed", "archived"];

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
  const status = textAt(data, "status") ?? "";
  const isCancelled = member(data, "canceled_at") !== undefined || status === "canceled";
  // A gift card is paid with later, and counts then.
  const items = listAt(data, "items").filter((item) => member(item, "is_giftcard") !== true);
  const lines = items.map(lineOf);
  return {
    told: "order",
    order: textIn(data, "id"),
    // Medusa makes a customer of a guest too, one for each mail address.
    customer:
      member(data, "customer.has_account") === false ? undefined : textAt(data, "customer_id"),
    currency: textIn(data, "currency_code").toUpperCase(),
    at: instantAt(data, "updated_at"),
    total: decimalText(amountAt(data, "total")),
    isTest: false,
    isPaid: isCollected(data),
    isFulfilled: ENDED.includes(status) || (items.length > 0 && items.every(isSent)),
    isCancelled,
    region: {
      country: textAt(data, "shipping_address.country_code"),
      province: textAt(data, "shipping_address.province"),
      city: textAt(data, "shipping_address.city"),
    },
    lines,
    refunds: [
      isCancelled || isPaidBack(data) ? allBack(lines) : keptOf(data, lines),
      ...moneyBackOf(data),
    ],
  };
}

/** Whether all that was asked for was collected. A payment that was called off asks for nothing. */
function isCollected(data: Exact | undefined): boolean {
  const asked = listAt(data, "payment_collections").filter(
    (one) => textAt(one, "status") !== "canceled",
  );
  return asked.length > 0 && asked.every((one) => textAt(one, "status") === "completed");
}

/** Whether all that was collected went back. */
function isPaidBack(data: Exact | undefined): boolean {
  const sums = listAt(data, "payment_collections").map((one) => ({
    captured: decimalAt(one, "captured_amount"),
    refunded: decimalAt(one, "refunded_amount"),
  }));
  const isAny = sums.some(({ captured }) => captured.num > 0n);
  return isAny && sums.every(({ captured, refunded }) => !isBelow(refunded, captured));
}

/** How many pieces of an item are so by now. */
const piecesAt = (item: Exact, name: string): Ratio => decimalAt(item, `detail.${name}_quantity`);

function isSent(item: Exact): boolean {
  const ways = ["shipped", "delivered"];
  // What is not carried anywhere is sent when it was handed out.
  if (member(item, "requires_shipping") === false) ways.push("fulfilled");
  const ordered = decimalAt(item, "quantity");
  return ways.some((way) => !isBelow(piecesAt(item, way), ordered));
}

/** How many pieces the buyer keeps. What a claim writes off without a return is kept, and paid for. */
function keptPieces(item: Exact): Ratio {
  const back = [piecesAt(item, "return_received"), piecesAt(item, "return_dismissed")];
  const kept = sumOf([decimalAt(item, "quantity"), ...back.map(negative)]);
  return kept.num < 0n ? ZERO : kept;
}
const ZERO: Ratio = { num: 0n, den: 1n };
const isBelow = (one: Ratio, other: Ratio): boolean => one.num * other.den < other.num * one.den;

/** What is left of the order: of each of its versions there is one. */
const keptOf = (data: Exact | undefined, lines: readonly NoticeLine[]): NoticeRefund => ({
  refund: `version-${textAt(data, "version") ?? "1"}`,
  lines: lines.map(({ line, quantity }) => ({ line, kept: quantity })),
});

/** The money that was paid back, be it for goods or not. */
function moneyBackOf(data: Exact | undefined): NoticeRefund[] {
  return listAt(data, "payment_collections")
    .flatMap((one) => listAt(one, "payments"))
    .flatMap((one) => listAt(one, "refunds"))
    .map((one) => ({
      refund: textIn(one, "id"),
      total: decimalText(amountAt(one, "amount")),
      lines: [],
    }));
}

function lineOf(item: Exact): NoticeLine {
  if (member(item, "total") === undefined) throw new ReadingError("missing", "items.total");
  const paid = sumOf([amountAt(item, "total"), negative(amountAt(item, "tax_total"))]);
  return {
    line: textIn(item, "id"),
    quantity: decimalText(keptPieces(item)),
    paid: decimalText(paid),
    ...{ sku: textAt(item, "variant_sku"), product: textAt(item, "product_id") },
    ...{ variant: textAt(item, "variant_id"), title: textAt(item, "product_title") },
    ...{ type: textAt(item, "product_type"), collection: textAt(item, "product_collection") },
    tags: listAt(item, "product.tags").map((tag) => textIn(tag, "value")),
  };
}

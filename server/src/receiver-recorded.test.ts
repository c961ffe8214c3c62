/**
 * What real shops sent, and what a shop documents: recorded payloads, read and decided on. Each is told in
 * fixtures/README.md.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { JsonObject } from "@patronage/engine";
import { decideNotice, type Decision, type Known } from "./receiver-commands.ts";
import { readMapping, type ShopName } from "./receiver-mapping.ts";
import { medusa } from "./receiver-medusa.ts";
import type { Notice, Shop } from "./receiver-notice.ts";
import { shopify } from "./receiver-shopify.ts";
import { woocommerce } from "./receiver-woocommerce.ts";

const SHOPS: { readonly [Name in ShopName]: Shop } = { medusa, shopify, woocommerce };
const TOPIC_HEADERS = { shopify: "x-shopify-topic", woocommerce: "x-wc-webhook-topic" };

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8");

type Change = { readonly [name: string]: unknown };
type Told = { readonly topic?: string; readonly edit?: (body: string) => string };

/** A shop whose notices are decided on in turn, as the intake does. */
function shopOf(shop: ShopName, change: Change = {}) {
  const paid = { shop, currency: "CNY", complete: { when: "paid", afterDays: 0n } };
  const read = readMapping({ ...paid, ...change });
  assert.ok(read.ok, JSON.stringify(read));
  let known: Known | undefined;
  const noticeOf = (name: string, { topic = "", edit = (body) => body }: Told = {}): Notice => {
    const headers = shop === "medusa" ? {} : { [TOPIC_HEADERS[shop]]: topic };
    const found = SHOPS[shop].read({ headers, body: edit(fixture(name)) });
    assert.ok(found.kind === "notice", JSON.stringify(found));
    return found.notice;
  };
  const decide = (name: string, told?: Told): Decision => {
    const context = { receiver: "shop", mapping: read.mapping, known };
    return decideNotice(noticeOf(name, told), context);
  };
  return {
    noticeOf,
    /** Why nothing, or not everything, was done. */
    reason(name: string, told?: Told): string | undefined {
      return decide(name, told).reason;
    },
    /** The lines of the commands that pay or give back, as [line's end, amount]. */
    amounts(name: string, told?: Told): unknown[] {
      const decision = decide(name, told);
      if (decision.kind !== "steps") return [decision.reason];
      for (const { after } of decision.steps) known = after ?? known;
      return decision.steps.flatMap(({ command }) =>
        ((command?.["lines"] ?? []) as JsonObject[]).map((line) => [
          (line["line"] as string).slice(-4),
          line["paid"] ?? line["amount"],
        ]),
      );
    },
  };
}

test("Medusa: an order is placed unpaid, and counts when its payment was captured, less its discount", () => {
  const shop = shopOf("medusa");
  assert.equal(shop.reason("recorded-medusa-order-placed"), "not_paid");
  // 99.99 and 19.99 with a tenth off are 89.991 and 17.991.
  assert.deepEqual(shop.amounts("recorded-medusa-payment-captured"), [
    ["E5YA", 89_99n],
    ["W283", 17_99n],
  ]);
  assert.equal(shop.reason("recorded-medusa-payment-captured"), "nothing_new");
  const region = { country: "cn", province: "SH", city: "Shanghai" };
  const notice = shop.noticeOf("recorded-medusa-payment-captured") as Notice & { told: "order" };
  assert.deepEqual(notice.region, region);
});

test("Medusa: what came back is told by how the order stands, once, however often it is told", () => {
  const shop = shopOf("medusa");
  shop.amounts("recorded-medusa-payment-captured");
  assert.deepEqual(shop.amounts("recorded-medusa-order-return-received"), [["E5YA", 29_99n]]);
  assert.deepEqual(shop.amounts("recorded-medusa-order-return-received"), ["nothing_new"]);
  assert.deepEqual(shop.amounts("recorded-medusa-payment-captured"), ["nothing_new"]);
});

test("Medusa: pieces that came back damaged are back, and are in the written-off ones a second time", () => {
  const notice = shopOf("medusa").noticeOf("recorded-medusa-order-return-damaged");
  assert.ok(notice.told === "order");
  assert.deepEqual(
    notice.lines.map(({ quantity, paid }) => [quantity, paid]),
    [
      ["0", "0"],
      ["1", "19.99"],
    ],
  );
  assert.equal(notice.refunds[0]!.refund, "version-12");
  assert.ok(notice.isFulfilled, "what was sent stays sent when it comes back");
});

const asPaid = (body: string): string =>
  body
    .replace(/"canceled_at": "[^"]+"/, '"canceled_at": null')
    .replaceAll('"status": "canceled"', '"status": "completed"')
    .replace(/"refunds": \[[^\]]+\]/, '"refunds": []');

test("Medusa: an order that is called off comes back as a whole, by pieces and by its money", () => {
  for (const refunds of ["quantity", "total"]) {
    const shop = shopOf("medusa", { refunds });
    const paid = [
      ["Y3ZG", 99_99n],
      ["ENV7", 19_99n],
    ];
    assert.deepEqual(shop.amounts("recorded-medusa-order-canceled", { edit: asOrdered }), paid);
    assert.deepEqual(shop.amounts("recorded-medusa-order-canceled"), paid);
    assert.deepEqual(shop.amounts("recorded-medusa-order-canceled"), [], "and once");
  }
  const never = shopOf("medusa");
  assert.equal(never.reason("recorded-medusa-order-canceled"), "called_off");
});

/** Medusa tells a total of 0 of an order that was called off. */
const asOrdered = (body: string): string =>
  asPaid(body).replace('"total": 0,\n    "updated_at"', '"total": 146.8774,\n    "updated_at"');

test("Medusa: money that goes back without a return is told, and all of it takes all back", () => {
  const refunded = "recorded-medusa-payment-refunded";
  // Before anything went back, and when 10.00 of 146.8774 had.
  const before = (body: string): string =>
    body
      .replace(/"refunds": \[[^\]]+\]/, '"refunds": []')
      .replace('"refunded_amount": 146.8774', '"refunded_amount": 0')
      .replace('"total": 0,\n    "updated_at"', '"total": 146.8774,\n    "updated_at"');
  const partly = (body: string): string =>
    body.replace('"refunded_amount": 146.8774', '"refunded_amount": 10');
  const shop = shopOf("medusa");
  const paid = shop.amounts(refunded, { edit: before });
  assert.equal(paid.length, 2);
  assert.equal(shop.reason(refunded, { edit: partly }), "refund_without_lines");
  assert.deepEqual(shop.amounts(refunded), paid);
  const sums = shopOf("medusa", { refunds: "total" });
  sums.amounts(refunded, { edit: before });
  assert.deepEqual(sums.amounts(refunded), [
    ["QWBE", 6_80n],
    ["YHY3", 1_36n],
    ["QWBE", 93_19n],
    ["YHY3", 18_63n],
  ]);
});

test("Medusa: fewer pieces by an edit come back, and more are not followed but told", () => {
  const edited = "recorded-medusa-order-edit-confirmed";
  const shop = shopOf("medusa");
  // Before the edit: three pieces, and not the line that was added.
  const before = (body: string): string =>
    body
      .replace('"quantity": 2,', '"quantity": 3,')
      .replace('"status": "not_paid"', '"status": "canceled"')
      .replaceAll('"value": "75.3258"', '"value": "112.9887"')
      .replaceAll('"value": "8.6658"', '"value": "12.9987"')
      .replaceAll('"value": "45.1774"', '"value": "0"')
      .replaceAll('"value": "5.1974"', '"value": "0"');
  assert.deepEqual(shop.amounts(edited, { edit: before }), [
    ["SYXC", 99_99n],
    ["P9TH", 19_99n],
  ]);
  assert.equal(shop.reason(edited), "goods_added");
  assert.deepEqual(shop.amounts(edited), [["SYXC", 33_33n]]);
  assert.deepEqual(shop.amounts(edited), ["goods_added"]);
});

test("Medusa: yen with the tax inside, guests, and gift cards that are bought", () => {
  const yen = "recorded-medusa-payment-captured-yen";
  assert.equal(shopOf("medusa").reason(yen), "currency_differs");
  // 9999 less 909, and 1999 less 181.72…: yen have no hundredths, and nothing is counted that was not paid.
  assert.deepEqual(shopOf("medusa", { currency: "JPY", minorUnit: 0n }).amounts(yen), [
    ["22XW", 9090n],
    ["WKR7", 1817n],
  ]);
  const captured = "recorded-medusa-payment-captured";
  const asGuest = { edit: (body: string) => body.replace('_account": true', '_account": false') };
  assert.equal(shopOf("medusa").reason(captured, asGuest), "guest");
  const each = shopOf("medusa", { holder: { guest: "perOrder" } });
  assert.equal(each.amounts(captured, asGuest).length, 2);
  const asCards = {
    edit: (body: string) => body.replaceAll('"is_giftcard": false', '"is_giftcard": true'),
  };
  assert.equal(shopOf("medusa").reason(captured, asCards), "nothing_paid");
});

test("WooCommerce: an order that was paid, and its refunds by their lines, less the shipping", () => {
  const told = { topic: "order.updated" };
  const paid = [
    ["77", 89_98n],
    ["78", 18_00n],
  ];
  const byLines = shopOf("woocommerce", { refunds: "amount" });
  assert.deepEqual(byLines.amounts("recorded-woocommerce-order-updated", told), paid);
  assert.deepEqual(byLines.amounts("recorded-woocommerce-order-refunded", told), [["77", 30_00n]]);
  assert.equal(byLines.reason("recorded-woocommerce-order-refunded", told), "nothing_new");
  // Without the lines of PHP nothing tells of what it was a refund.
  const bare = {
    ...told,
    edit: (body: string) => body.replaceAll(/,\s*"line_items": \[\s*\{\s*"refunded[^\]]+\]/g, ""),
  };
  const waiting = shopOf("woocommerce", { refunds: "amount" });
  waiting.amounts("recorded-woocommerce-order-updated", told);
  const refunded = "recorded-woocommerce-order-refunded";
  assert.deepEqual(waiting.amounts(refunded, bare), ["refund_without_lines"]);
  assert.deepEqual(waiting.amounts(refunded, told), [["77", 30_00n]], "and they can come later");
  // A line of the refund that is none of the order's.
  const loose = {
    ...told,
    edit: (body: string) => body.replace(/"refunded_item_id": "[0-9]+"/g, '"refunded_item_id": ""'),
  };
  const other = shopOf("woocommerce", { refunds: "amount" });
  other.amounts("recorded-woocommerce-order-updated", told);
  assert.deepEqual(other.amounts(refunded, loose), ["refund_without_lines"]);
  // 11.30 and then 33.90 of 133.32, be it for goods or not.
  const bySums = shopOf("woocommerce");
  bySums.amounts("recorded-woocommerce-order-updated", told);
  assert.deepEqual(bySums.amounts(refunded, bare), [
    ["77", 7_62n],
    ["78", 1_52n],
    ["77", 22_88n],
    ["78", 4_58n],
  ]);
});

test("WooCommerce: an order that is set to refunded is back as a whole, whatever its refunds tell", () => {
  const shop = shopOf("woocommerce", { refunds: "amount" });
  const topic = "order.updated";
  const paid = shop.amounts("recorded-woocommerce-order-updated", { topic });
  const asRefunded = (body: string): string =>
    body.replace('"status": "processing"', '"status": "refunded"');
  const back = shop.amounts("recorded-woocommerce-order-updated", { topic, edit: asRefunded });
  assert.deepEqual(back, paid);
});

const asReal = (body: string): string =>
  body
    .replace('"test": true', '"test": false')
    .replace('"financial_status": "voided"', '"financial_status": "paid"')
    .replace(/"cancelled_at": "[^"]+"/, '"cancelled_at": null');

test("Shopify: what it documents, and sends to try a webhook, is a test order", () => {
  const [paid, refund] = ["documented-shopify-orders-paid", "documented-shopify-refunds-create"];
  const dollars = { currency: "USD" };
  const shop = shopOf("shopify", dollars);
  assert.equal(shop.reason(paid, { topic: "orders/paid" }), "test_order");
  assert.equal(shop.reason(refund, { topic: "refunds/create" }), "order_not_paid_yet");
  const lines = [
    ["8560", 89_99n],
    ["1200", 19_99n],
    ["2400", 24_99n],
    ["0300", 159_99n],
    ["4400", 119_99n],
  ];
  assert.deepEqual(shop.amounts(paid, { topic: "orders/paid", edit: asReal }), lines);
  assert.deepEqual(shop.amounts(refund, { topic: "refunds/create" }), lines);
  // By its sums, 85.00 of 404.95 came back.
  const bySums = shopOf("shopify", { ...dollars, refunds: "total" });
  bySums.amounts(paid, { topic: "orders/paid", edit: asReal });
  assert.deepEqual(bySums.amounts(refund, { topic: "refunds/create" })[0], ["8560", 18_88n]);
});

test("Shopify: an edit is told in a form of its own, and the order with it by orders/updated", () => {
  const incoming = {
    headers: { "x-shopify-topic": "orders/edited" },
    body: fixture("documented-shopify-orders-edited"),
  };
  assert.deepEqual(shopify.read(incoming), {
    ...{ kind: "ignored", topic: "orders/edited", reason: "topic" },
  });
});

test("Shopify: what an edit takes off an order is back, and a refund of the same pieces counts once", () => {
  const paid = "documented-shopify-orders-paid";
  const shop = shopOf("shopify", { currency: "USD" });
  const told = (edit: (body: string) => string): Told => ({
    topic: "orders/updated",
    edit: (body) => edit(asReal(body)),
  });
  const all = shop.amounts(
    paid,
    told((body) => body),
  );
  const without = (body: string): string =>
    body.replace('"current_quantity": 1', '"current_quantity": 0');
  assert.deepEqual(shop.amounts(paid, told(without)), all.slice(0, 1));
  assert.deepEqual(shop.amounts(paid, told(without)), ["nothing_new"]);
  const refund = "documented-shopify-refunds-create";
  assert.deepEqual(shop.amounts(refund, { topic: "refunds/create" }), all.slice(1));
});

test("Shopify: money that goes back without goods, in another currency, and as a whole", () => {
  const [paid, refund] = ["documented-shopify-orders-paid", "documented-shopify-refunds-create"];
  const asPaid: Told = { topic: "orders/paid", edit: asReal };
  const bare = (currency: string): Told => ({
    topic: "refunds/create",
    edit: (body) =>
      body
        .replace(/"refund_line_items": \[[^]*\],\s*"transactions"/, '"transactions"')
        .replaceAll('"currency": null', `"currency": "${currency}"`),
  });
  const pieces = shopOf("shopify", { currency: "USD" });
  const lines = pieces.amounts(paid, asPaid);
  assert.equal(pieces.reason(refund, bare("USD")), "refund_without_lines");
  const sums = shopOf("shopify", { currency: "USD", refunds: "total" });
  sums.amounts(paid, asPaid);
  assert.equal(sums.reason(refund, bare("JPY")), "currency_differs");
  assert.equal(sums.amounts(refund, bare("USD")).length, 5);
  const asRefunded = (body: string): string =>
    asReal(body).replace('"financial_status": "paid"', '"financial_status": "refunded"');
  assert.deepEqual(pieces.amounts(paid, { topic: "orders/updated", edit: asRefunded }), lines);
});

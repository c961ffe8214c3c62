/** What shops send, read: ids and amounts as they are written, nothing of a person, and clear complaints. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { medusa } from "./receiver-medusa.ts";
import type { Headers, Notice, Read, Shop } from "./receiver-notice.ts";
import { decimalText, instantAt, readDecimal, readExact } from "./receiver-reading.ts";
import { shopify } from "./receiver-shopify.ts";
import { woocommerce } from "./receiver-woocommerce.ts";
import { newSecret, secretText, signaturesOf } from "./webhook-signing.ts";

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "fixtures", `${name}.json`), "utf8");
const sha256 = (secret: string, body: string): string =>
  createHmac("sha256", secret).update(body).digest("base64");

function read(shop: Shop, headers: Headers, body: string): Notice {
  const found: Read = shop.read({ headers, body });
  assert.ok(found.kind === "notice", JSON.stringify(found));
  return found.notice;
}

type Order = Notice & { told: "order" };

test("numbers are read as they are written, and decimals exactly", () => {
  assert.deepEqual(readExact('{"id":820982911946154508,"price":0.1,"text":"7"}'), {
    ...{ id: "820982911946154508", price: "0.1", text: "7" },
  });
  for (const text of ["0", "12.5", "-0.01", "100000000000000000000.000000001"]) {
    assert.equal(decimalText(readDecimal(text)!), text);
  }
  assert.equal(decimalText(readDecimal("007.500")!), "7.5");
  for (const [text, plain] of [
    ["1e5", "100000"],
    ["1.5E-7", "0.00000015"],
    ["-2.50e+1", "-25"],
  ] as const) {
    assert.equal(decimalText(readDecimal(text)!), plain);
  }
  for (const text of ["1e555", "1,5", "", ".5", "5.", "NaN", "+1", "e5"]) {
    assert.equal(readDecimal(text), undefined);
  }
});

test("instants with an offset and without one", () => {
  const body = { shop: "2026-03-01T10:00:00+08:00", gmt: "2026-03-01T02:00:00", bad: "soon" };
  for (const name of ["shop", "gmt"]) {
    assert.equal(instantAt(body, name), "2026-03-01T02:00:00.000Z");
  }
  assert.equal(instantAt(body, "bad"), undefined);
});

test("a Shopify order: net of discounts, without gift cards, ids beyond 2^53 whole", () => {
  const body = fixture("shopify-orders-paid");
  const notice = read(shopify, { "x-shopify-topic": "orders/paid" }, body) as Order;
  assert.deepEqual(
    [notice.order, notice.customer, notice.currency, notice.total],
    ["820982911946154508", "115310627314723954", "CNY", "398"],
  );
  assert.deepEqual(
    [notice.isPaid, notice.isFulfilled, notice.isCancelled, notice.isTest],
    [true, false, false, false],
  );
  // 3 · 100.00 − 20.00 − 0.01, tax beside the price; the gift card is no goods.
  assert.deepEqual(
    notice.lines.map(({ line, paid, quantity, sku }) => [line, paid, quantity, sku]),
    [
      ["866550311766439020", "279.99", "3", "WINE-2008"],
      ["141249953214522974", "33", "1", "TEA-1"],
    ],
  );
  const inside = read(
    shopify,
    { "x-shopify-topic": "orders/paid" },
    body.replace('"taxes_included": false', '"taxes_included": true'),
  ) as Order;
  assert.equal(inside.lines[0]!.paid, "254.99", "and without tax where it is inside the price");
});

test("a Shopify refund tells of pieces, and of the money that went back", () => {
  const notice = read(
    shopify,
    { "x-shopify-topic": "refunds/create" },
    fixture("shopify-refunds-create"),
  );
  assert.deepEqual(notice, {
    ...{ told: "refund", order: "820982911946154508" },
    refund: {
      ...{ refund: "890088186047892319", total: "101.66", currency: "CNY" },
      lines: [{ line: "866550311766439020", quantity: "1" }],
    },
  });
});

test("a WooCommerce order and its refunds, as sums and by the line", () => {
  const body = fixture("woocommerce-order-updated");
  const headers = { "x-wc-webhook-topic": "order.updated" };
  const notice = read(woocommerce, headers, body) as Order;
  assert.deepEqual(
    [notice.order, notice.customer, notice.total, notice.isPaid],
    ["727", "26", "29.35", true],
  );
  assert.deepEqual(
    notice.lines.map(({ line, paid, quantity }) => [line, paid, quantity]),
    [
      ["315", "6", "2"],
      ["316", "12", "1"],
    ],
  );
  assert.deepEqual(notice.region, { country: "CN", province: "SH", city: "Shanghai" });
  const refunded = body
    .replace('"refunds": []', '"refunds": [{ "id": 726, "reason": "", "total": "-10.00" }]')
    .replace('"customer_id": 26', '"customer_id": 0');
  const later = read(woocommerce, headers, refunded) as Order;
  assert.deepEqual(
    [later.refunds, later.customer],
    [[{ refund: "726", total: "10", lines: [] }], undefined],
  );
  const unpaid = body
    .replace('"date_paid_gmt": "2026-03-22T08:28:08"', '"date_paid_gmt": null')
    .replace('"date_paid": "2026-03-22T16:28:08"', '"date_paid": null');
  assert.equal((read(woocommerce, headers, unpaid) as Order).isPaid, false);
  const byLine = read(
    woocommerce,
    headers,
    fixture("recorded-woocommerce-order-refunded"),
  ) as Order;
  assert.deepEqual(byLine.refunds, [
    { refund: "41", total: "11.3", lines: [{ line: "79", quantity: "1", amount: "10" }] },
    { refund: "40", total: "33.9", lines: [{ line: "77", quantity: "1", amount: "30" }] },
  ]);
});

test("a Medusa order, in the envelope of a subscriber", () => {
  const notice = read(medusa, {}, fixture("medusa-order-placed")) as Order;
  assert.deepEqual(
    [notice.customer, notice.currency, notice.total, notice.isPaid],
    ["cus_01JNBYW0Y7D5K3T3V9M0Q2R4S6", "CNY", "119.7", true],
  );
  const [line] = notice.lines;
  assert.deepEqual([line!.paid, line!.type, line!.tags], ["99.999", "Wine", ["red"]]);
  assert.deepEqual(notice.refunds, [
    { refund: "version-1", lines: [{ line: "ordli_01JNBZ3T7J", kept: "3" }] },
  ]);
});

test("nothing of a person is in a notice", () => {
  const notices = [
    read(shopify, { "x-shopify-topic": "orders/paid" }, fixture("shopify-orders-paid")),
    read(shopify, { "x-shopify-topic": "refunds/create" }, fixture("shopify-refunds-create")),
    read(
      woocommerce,
      { "x-wc-webhook-topic": "order.updated" },
      fixture("woocommerce-order-updated"),
    ),
    read(medusa, {}, fixture("medusa-order-placed")),
    read(medusa, {}, fixture("recorded-medusa-payment-captured")),
    read(
      woocommerce,
      { "x-wc-webhook-topic": "order.updated" },
      fixture("recorded-woocommerce-order-refunded"),
    ),
    read(shopify, { "x-shopify-topic": "orders/paid" }, fixture("documented-shopify-orders-paid")),
  ];
  const text = JSON.stringify(notices);
  for (const word of [
    "John",
    "Smith",
    "Doe",
    "Lin",
    "Wei",
    "example.com",
    "138000",
    "139000",
    "Street",
    "Market",
    "Road",
    "Anna",
    "203.0.113",
    "Ring twice",
    "Steve",
    "127.0.0.1",
    "call first",
  ]) {
    assert.ok(!text.includes(word), word);
  }
});

test("a signature is by the secret, over the very body", () => {
  const body = fixture("shopify-orders-paid");
  const signed = (
    headers: Headers,
    shop: Shop,
    secret: string,
    text = body,
    now = 1_000,
  ): boolean => shop.isFrom({ headers, body: text }, secret, now);
  for (const [shop, name] of [
    [shopify, "x-shopify-hmac-sha256"],
    [woocommerce, "x-wc-webhook-signature"],
  ] as const) {
    const headers = { [name]: sha256("hush", body) };
    assert.ok(signed(headers, shop, "hush"));
    assert.ok(!signed(headers, shop, "other"));
    assert.ok(!signed(headers, shop, "hush", `${body} `));
    assert.ok(!signed({}, shop, "hush"));
    assert.ok(!signed({ [name]: [sha256("hush", body)] }, shop, "hush"));
  }
  const key = newSecret();
  const secret = secretText(key);
  const message = { id: "m1", seconds: 1_000, body };
  const headers = {
    "webhook-id": "m1",
    "webhook-timestamp": "1000",
    "webhook-signature": signaturesOf([key], message),
  };
  assert.ok(signed(headers, medusa, secret));
  assert.ok(!signed(headers, medusa, secret, body, 2_000), "long ago");
  assert.ok(!signed({ ...headers, "webhook-id": "m2" }, medusa, secret));
  assert.ok(!signed({ ...headers, authorization: `Bearer ${secret}` }, medusa, secret, `${body} `));
  assert.ok(signed({ authorization: `Bearer ${secret}` }, medusa, secret));
  assert.ok(!signed({ authorization: "Bearer another" }, medusa, secret));
});

test("what is about something else is ignored, and what cannot be read is told by its place", () => {
  const of = (shop: Shop, headers: Headers, body: string) => {
    const found = shop.read({ headers, body });
    return found.kind === "notice" ? found.kind : [found.kind, found.reason];
  };
  const topic = (name: string) => ({ "x-shopify-topic": name });
  assert.deepEqual(of(shopify, topic("products/update"), "{}"), ["ignored", "topic"]);
  assert.deepEqual(of(shopify, topic("orders/paid"), "{}"), ["unreadable", "missing id"]);
  const half = '{"id":1,"currency":"CNY","line_items":[{"id":2,"price":"1,3","quantity":1}]}';
  assert.deepEqual(of(shopify, topic("orders/paid"), half), ["unreadable", "not_decimal price"]);
  assert.deepEqual(of(shopify, topic("orders/paid"), '{"id":1,"currency":"CNY","line_items":{}}'), [
    "unreadable",
    "not_list line_items",
  ]);
  const torn = '{"id":1,"email":"anna@example.com';
  assert.deepEqual(of(shopify, topic("orders/paid"), torn), ["unreadable", "not_json"]);
  assert.deepEqual(of(woocommerce, {}, "webhook_id=12"), ["ignored", "ping"]);
  assert.ok(woocommerce.isFrom({ headers: {}, body: "webhook_id=12" }, "s", 0));
  assert.ok(!woocommerce.isFrom({ headers: {}, body: "webhook_id=12&x" }, "s", 0));
  const bare = '{"id":1,"status":"completed","currency":"CNY","refunds":[{"id":2,"total":"one"}]}';
  assert.deepEqual(of(woocommerce, { "x-wc-webhook-topic": "order.updated" }, bare), [
    "unreadable",
    "not_decimal total",
  ]);
  assert.deepEqual(of(medusa, {}, '{"event":"customer.created","data":{"id":"c"}}'), [
    "ignored",
    "topic",
  ]);
  assert.deepEqual(of(medusa, {}, "[]"), ["unreadable", "missing event"]);
});

/** The mapping file: the examples are sound, and whatever is wrong with one is said at once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseJson, type Json } from "@patronage/engine";
import { readMapping, SHOPS } from "./receiver-mapping.ts";

const example = (shop: string): Json =>
  parseJson(readFileSync(join(import.meta.dirname, "../mappings", `${shop}.json`), "utf8"));

test("the examples that a merchant copies are sound", () => {
  for (const shop of SHOPS) {
    const read = readMapping(example(shop));
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(read.mapping.shop, shop);
    assert.deepEqual(
      [read.mapping.completeWhen, read.mapping.completeAfterDays],
      ["fulfilled", 14],
    );
  }
});

test("three members are enough", () => {
  const least = { shop: "woocommerce", currency: "EUR", complete: { when: "never" } };
  const read = readMapping(least);
  assert.ok(read.ok);
  const { refunds, guest, otherwise, minorUnit, region } = read.mapping;
  assert.deepEqual(
    [refunds, guest, otherwise, minorUnit, region],
    ["total", "skip", "default", 2, "none"],
  );
});

test("what is wrong is named, with its place", () => {
  const places = (wrong: Json): string[] => {
    const read = readMapping(wrong);
    return read.ok ? [] : read.issues.map(({ where, code }) => `${where}: ${code}`).sort();
  };
  const wrong: Json = {
    ...{ shop: "magento", currency: "yuan", minorUnit: 7n, colour: "red" },
    holder: { guest: "ask", prefix: 3n },
  };
  assert.deepEqual(places(wrong), [
    ...["colour: unknown", "complete: missing", "currency: pattern", "holder.guest: choice"],
    ...["holder.prefix: type", "minorUnit: range", "shop: choice"],
  ]);
  const sound: Json = { shop: "shopify", currency: "CNY", complete: { when: "paid" } };
  assert.deepEqual(
    places({ ...sound, category: { rules: [{ field: "colour", equals: "red" }] } }),
    [...["category.rules[0].category: missing", "category.rules[0].field: choice"]],
  );
  const read = readMapping({ ...sound, shop: "magento" });
  assert.deepEqual(read.ok ? [] : read.issues.map(({ sentence }) => sentence), [
    '"shop" must be "shopify" or "woocommerce" or "medusa".',
  ]);
  const two: Json = {
    ...sound,
    category: {
      rules: [
        { field: "sku", equals: "a", startsWith: "b", category: "c" },
        { field: "sku", category: "c" },
      ],
    },
  };
  const tests = readMapping(two);
  assert.deepEqual(tests.ok ? [] : tests.issues.map(({ where }) => where), [
    "category.rules[0]",
    "category.rules[1]",
  ]);
  assert.ok(!readMapping(null).ok);
  assert.ok(!readMapping([]).ok);
});

test("what would be wrong by a hundredfold, or would never be told, is asked for", () => {
  const sentences = (change: Json & object): string[] => {
    const read = readMapping({ shop: "medusa", complete: { when: "paid" }, ...change });
    return read.ok ? [] : read.issues.map(({ sentence }) => sentence);
  };
  assert.deepEqual(sentences({ currency: "JPY" }), ['"minorUnit" is missing: JPY has 0 digits.']);
  assert.deepEqual(sentences({ currency: "KWD" }), ['"minorUnit" is missing: KWD has 3 digits.']);
  assert.deepEqual(sentences({ currency: "JPY", minorUnit: 0n }), []);
  assert.deepEqual(sentences({ currency: "XYZ" }), [], "of what nobody knows hundredths are usual");
  assert.deepEqual(sentences({ currency: "CNY", refunds: "amount" }), [
    '"refunds" must be "quantity" or "total" for medusa.',
  ]);
});

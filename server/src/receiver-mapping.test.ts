/** The mapping file: the examples are sound, and whatever is wrong with one is said at once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseJson, type Json } from "@patronage/engine";
import { readMapping, SHOPS, termIssues } from "./receiver-mapping.ts";
import { mappingIssueShown } from "./receiver-sentences.ts";

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
  const [issue] = read.ok ? [] : read.issues;
  assert.deepEqual(
    (["en", "zh"] as const).map((lang) => mappingIssueShown(issue!, lang).sentence),
    [
      '"shop" must be "shopify" or "woocommerce" or "medusa".',
      '“shop”必须是 "shopify" 或 "woocommerce" 或 "medusa"。',
    ],
  );
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
    return read.ok ? [] : read.issues.map((issue) => mappingIssueShown(issue, "en").sentence);
  };
  assert.deepEqual(sentences({ currency: "JPY" }), ['"minorUnit" is missing: JPY has 0 digits.']);
  assert.deepEqual(sentences({ currency: "KWD" }), ['"minorUnit" is missing: KWD has 3 digits.']);
  assert.deepEqual(sentences({ currency: "JPY", minorUnit: 0n }), []);
  assert.deepEqual(sentences({ currency: "XYZ" }), [], "of what nobody knows hundredths are usual");
  assert.deepEqual(sentences({ currency: "CNY", refunds: "amount" }), [
    '"refunds" must be "quantity" or "total" for medusa.',
  ]);
});

const rules = (...fields: string[]): Json => ({
  rules: fields.map((field) => ({ field, equals: "x", category: "wine" })),
});

test("a rule about what the shop does not tell is named, and so is a category that the plan does not have", () => {
  const least = { currency: "CNY", complete: { when: "paid" } };
  const untold = (shop: string): string[] => {
    const category = rules("sku", "vendor", "tag", "type", "collection");
    const read = readMapping({ ...least, shop, category });
    return read.ok ? [] : read.issues.map((issue) => mappingIssueShown(issue, "en").sentence);
  };
  const says = (shop: string, index: number, field: string): string =>
    `"category.rules[${index}].field": ${shop} does not tell "${field}".`;
  assert.deepEqual(untold("medusa"), [says("medusa", 1, "vendor")]);
  assert.deepEqual(
    untold("shopify"),
    ["tag", "type", "collection"].map((field, index) => says("shopify", index + 2, field)),
  );
  assert.equal(untold("woocommerce").length, 4);
  const terms = { currency: "CNY", categories: new Set(["tea"]) };
  const of = (category: Json) => {
    const read = readMapping({ ...least, shop: "medusa", category });
    assert.ok(read.ok);
    return termIssues(read.mapping, terms).map((issue) => mappingIssueShown(issue, "zh").sentence);
  };
  assert.deepEqual(of({ default: "tea" }), []);
  assert.deepEqual(of(rules("sku")), [
    '“category.rules[0].category”：模式中没有类别 "wine"。',
    '“category.default”：模式中没有类别 "default"。',
  ]);
  const all = of(rules(...Array.from({ length: 20 }, () => "sku")));
  assert.equal(all.length, 8, "up to eight things");
});

test("everything that can be wrong with a mapping has a sentence of its own in both languages", () => {
  const wrong: Json[] = [
    { shop: "magento", currency: "yuan", minorUnit: 7n, colour: "red", holder: { prefix: 3n } },
    { shop: "shopify", currency: "JPY", complete: { when: "paid" }, refunds: "amount" },
    { shop: "shopify", currency: "CNY", complete: { when: "paid" }, refunds: "money" },
    { shop: "shopify", currency: "CNY", complete: { when: "paid" }, category: rules("tag") },
    {
      ...{ shop: "shopify", currency: "CNY", complete: { when: "paid" } },
      category: { rules: [{ field: "sku", category: "x" }] },
    },
    [],
  ];
  const issues = wrong.flatMap((json) => {
    const read = readMapping(json);
    return read.ok ? [] : read.issues;
  });
  for (const issue of issues) {
    const { sentence } = mappingIssueShown(issue, "zh");
    assert.match(sentence, /\p{Script=Han}.*。$/u);
    assert.doesNotMatch(sentence, /\b(is|must|the|or|undefined)\b/, sentence);
    assert.match(mappingIssueShown(issue, "en").sentence, /^["T][^。]*\.$/);
  }
  const codes = new Set(issues.map(({ code }) => code));
  assert.equal(codes.size, 10, [...codes].join(" "));
});

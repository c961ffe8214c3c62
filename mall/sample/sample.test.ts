/**
 * The sample mall holds together: its plan, its catalogue with a picture for everything, its people and
 * its month.
 */
import { strict as assert } from "node:assert";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { checkPlan, compareRatios, parseJson, promiseCoverage, type Plan } from "@patronage/engine";
import { CATEGORIES, MALL, PRODUCTS, type Words } from "./catalogue.ts";
import { DAYS_IN_MONTH, month, productOf, type Buy } from "./month.ts";
import { AGENTS, SHOPPERS, STAFF } from "./people.ts";

const BANNED = [
  /guaranteed/i,
  /risk-free/i,
  /only rises/i,
  /\bfree\b/i,
  /earn back/i,
  /稳赚|只涨不跌|保本|免费|返现|白拿/,
];
const PICTURE_BYTES_MOST = 8 * 1024;

const fileOf = (name: string): URL => new URL(name, import.meta.url);

function samplePlan(): Plan {
  const check = checkPlan(parseJson(readFileSync(fileOf("plan.json"), "utf8")));
  assert.ok(check.ok, "the engine accepts the plan");
  // Its coverage is below 1, as that of any plan whose quota is more than the funds hold; nothing else.
  for (const { code } of check.warnings) assert.equal(code, "coverage_below_one");
  return check.plan;
}

/** Every text of the shop, in both languages. */
function allTexts(): Words[] {
  return [
    MALL.name,
    ...CATEGORIES.flatMap(({ name, description }) => [name, description]),
    ...PRODUCTS.flatMap(({ name, description, optionGroup, variants }) => [
      name,
      description,
      ...(optionGroup === undefined ? [] : [optionGroup]),
      ...variants.flatMap(({ option }) => (option === undefined ? [] : [option])),
    ]),
    ...[...SHOPPERS, ...STAFF].flatMap(({ firstName, lastName }) => [firstName, lastName]),
  ];
}

type Dated = { readonly day: number; readonly buy: Buy };
/** The purchases of the month, in the order of their numbers. */
function purchases(): Dated[] {
  return month().flatMap(({ day, actions }) =>
    actions.flatMap((action) => (action.kind === "buy" ? [{ day, buy: action }] : [])),
  );
}

/** The day on which each order was delivered. */
function deliveries(): Map<number, number> {
  return new Map(
    month().flatMap(({ day, actions }) =>
      actions.flatMap((action) =>
        action.kind === "deliver" ? [[action.order, day] as const] : [],
      ),
    ),
  );
}

test("the plan is accepted without a warning, and every category's promise is covered by half or more", () => {
  const plan = samplePlan();
  for (const [code, category] of plan.categories) {
    const { paidOut, granted } = promiseCoverage(plan, category);
    const halfGranted = { num: granted.num, den: granted.den * 2n };
    assert.ok(compareRatios(paidOut, halfGranted) >= 0, code);
  }
  const codes = [...plan.categories.keys()].sort();
  assert.deepEqual(codes, ["default", ...CATEGORIES.map(({ code }) => code)].sort());
});

test("there are forty products, eight in each of five categories", () => {
  assert.equal(CATEGORIES.length, 5);
  assert.equal(PRODUCTS.length, 40);
  for (const { code } of CATEGORIES) {
    const products = PRODUCTS.filter(({ category }) => category === code);
    assert.equal(products.length, 8, code);
    for (const { slug, returnDays } of products) {
      assert.equal(returnDays, code === "fresh" ? 0 : 7, slug);
    }
  }
});

test("every product, category and the mall has a picture of its own below 8 KB, without text or scripts", () => {
  const names = [
    ...PRODUCTS.map(({ picture }) => picture),
    ...CATEGORIES.map(({ code }) => `category-${code}.svg`),
    MALL.logo,
  ];
  assert.equal(new Set(names).size, names.length);
  for (const { slug, picture } of PRODUCTS) assert.equal(picture, `${slug}.svg`);
  for (const name of names) {
    const file = fileOf(`pictures/${name}`);
    assert.ok(statSync(file).size < PICTURE_BYTES_MOST, name);
    const drawn = readFileSync(file, "utf8");
    assert.match(drawn, /^<svg [^>]*viewBox="0 0 \d+ \d+"/, name);
    assert.doesNotMatch(drawn, /<text|<script|<image|href="(?!#)/, name);
  }
});

test("slugs and skus are unique, prices lie between 9.90 and 1 280.00, one product is sold out", () => {
  const variants = PRODUCTS.flatMap((product) => product.variants);
  assert.equal(new Set(PRODUCTS.map(({ slug }) => slug)).size, PRODUCTS.length);
  assert.equal(new Set(variants.map(({ sku }) => sku)).size, variants.length);
  for (const { sku, priceMinor, stock } of variants) {
    assert.ok(Number.isInteger(priceMinor) && priceMinor >= 990 && priceMinor <= 128_000, sku);
    assert.ok(Number.isInteger(stock) && stock >= 0, sku);
  }
  const soldOut = PRODUCTS.filter((product) => product.variants.every(({ stock }) => stock === 0));
  assert.deepEqual(
    soldOut.map(({ slug }) => slug),
    ["dream-of-the-red-chamber"],
  );
  assert.ok(variants.some(({ stock }) => stock === 3));
});

test("several variants have an option each, and a product says what they are options of", () => {
  for (const { slug, optionGroup, variants } of PRODUCTS) {
    const options = variants.flatMap(({ option }) => (option === undefined ? [] : [option.en]));
    if (optionGroup === undefined) {
      assert.deepEqual([variants.length, options.length], [1, 0], slug);
    } else {
      assert.equal(new Set(options).size, variants.length, slug);
    }
  }
});

test("every text has both languages and promises nothing", () => {
  for (const { zh, en } of allTexts()) {
    assert.ok(zh.trim() !== "" && en.trim() !== "");
    for (const word of BANNED) assert.doesNotMatch(`${zh} ${en}`, word);
    assert.doesNotMatch(en, /\p{Script=Han}/u);
  }
  for (const { slug, description } of PRODUCTS) {
    assert.match(description.zh, /\p{Script=Han}/u, slug);
    assert.ok(description.en.length > 60, slug);
  }
});

test("ten shoppers of four provinces and five of the staff, with addresses nobody has", () => {
  assert.equal(SHOPPERS.length, 10);
  assert.equal(new Set(SHOPPERS.map(({ address }) => address.province)).size, 4);
  const emails = [
    ...SHOPPERS.map(({ emailAddress }) => emailAddress),
    ...STAFF.map(({ identifier }) => identifier),
  ];
  assert.equal(new Set(emails).size, 15);
  for (const email of emails) assert.match(email, /^[a-z.]+@example\.com$/);
  for (const { phone } of SHOPPERS) assert.match(phone, /^\+86 1390000\d{4}$/);
  const roles = STAFF.map(({ role }) => role).sort();
  assert.deepEqual(roles, ["auditor", "checker", "maker", "owner", "staff"]);
  for (const { province, shopper } of AGENTS) {
    assert.equal(SHOPPERS.find(({ id }) => id === shopper)?.address.province, province);
  }
});

test("everybody joins once within ten days: referrers before those they bring, buyers before they buy", () => {
  const joined: string[] = [];
  for (const { day, actions } of month()) {
    for (const action of actions) {
      if (action.kind === "join") {
        const { referrer } = SHOPPERS.find(({ id }) => id === action.shopper) ?? {};
        assert.ok(day <= 10 && !joined.includes(action.shopper), action.shopper);
        if (referrer !== undefined) assert.ok(joined.includes(referrer), action.shopper);
        joined.push(action.shopper);
      } else if ("shopper" in action) {
        assert.ok(joined.includes(action.shopper), `${action.shopper} on day ${day}`);
      }
    }
  }
  assert.deepEqual(joined.sort(), SHOPPERS.map(({ id }) => id).sort());
});

test("the month is the same every time: thirty days, about sixty orders, stock for all of them", () => {
  const days = month();
  assert.deepEqual(days, month());
  assert.deepEqual(
    days.map(({ day }) => day),
    Array.from({ length: DAYS_IN_MONTH }, (_, index) => index + 1),
  );
  const orders = purchases();
  assert.ok(orders.length >= 55 && orders.length <= 65, `${orders.length} orders`);
  const left = new Map(
    PRODUCTS.flatMap(({ variants }) => variants.map(({ sku, stock }) => [sku, stock])),
  );
  for (const { sku, quantity } of orders.flatMap(({ buy }) => buy.lines)) {
    assert.ok(Number.isInteger(quantity) && quantity > 0, sku);
    left.set(sku, (left.get(sku) ?? 0) - quantity);
  }
  for (const [sku, stock] of left) assert.ok(stock >= 0, sku);
});

test("coupons are of first orders; shares pay for half an order at most, late in the month", () => {
  const prices = new Map(
    PRODUCTS.flatMap(({ variants }) => variants.map((each) => [each.sku, each.priceMinor])),
  );
  const seen = new Set<string>();
  const withShares = purchases().filter(({ day, buy }) => {
    if (buy.coupon !== undefined) assert.ok(!seen.has(buy.shopper), buy.shopper);
    seen.add(buy.shopper);
    if (buy.sharesMinor === undefined) return false;
    const goods = buy.lines.reduce((sum, l) => sum + (prices.get(l.sku) ?? 0) * l.quantity, 0);
    assert.ok(day > 20 && buy.sharesMinor > 0 && buy.sharesMinor * 2 <= goods);
    return true;
  });
  assert.equal(withShares.length, 3);
});

test("an order is delivered once, one to three days after its purchase", () => {
  const orders = purchases();
  const delivered = deliveries();
  const count = month()
    .flatMap(({ actions }) => actions)
    .filter(({ kind }) => kind === "deliver").length;
  assert.equal(delivered.size, count);
  orders.forEach(({ day }, index) => {
    const after = (delivered.get(index + 1) ?? DAYS_IN_MONTH + 1) - day;
    assert.ok(after >= 1 && after <= 3, `order ${index + 1}`);
  });
});

test("returns are partial and follow the delivery; one comes when the window is over", () => {
  const orders = purchases();
  const delivered = deliveries();
  const late: number[] = [];
  const seen = new Set<number>();
  for (const { day, actions } of month()) {
    for (const action of actions) {
      if (action.kind !== "refund") continue;
      const lines = orders[action.order - 1]?.buy.lines ?? [];
      const line = lines[action.line];
      const after = day - (delivered.get(action.order) ?? DAYS_IN_MONTH);
      assert.ok(line !== undefined && after > 0 && !seen.has(action.order));
      seen.add(action.order);
      const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
      assert.ok(action.quantity <= line.quantity && action.quantity < pieces);
      const { returnDays } = productOf(line.sku);
      assert.ok(returnDays > 0, "fresh food does not come back");
      if (after > returnDays) late.push(action.order);
    }
  }
  assert.ok(seen.size >= 5);
  assert.equal(late.length, 1);
});

test("redemptions and withdrawals, two or three of each, are of the last week", () => {
  const found = month().flatMap(({ day, actions }) =>
    actions
      .filter(({ kind }) => kind === "redeem" || kind === "withdraw")
      .map((each) => ({ day, ...each })),
  );
  for (const kind of ["redeem", "withdraw"]) {
    const days = found.filter((each) => each.kind === kind).map(({ day }) => day);
    assert.ok(days.length >= 2 && days.length <= 3, kind);
    assert.ok(
      days.every((day) => day > DAYS_IN_MONTH - 7),
      kind,
    );
  }
});

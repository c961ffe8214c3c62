/**
 * What happens in the sample mall in its first thirty days: the same every time.
 *
 * Purchases are drawn from a seeded generator, never more of a variant than lies in the store; the
 * deliveries and returns follow from them; who redeems, withdraws and pays with shares is written down.
 * An order's number is its place among the purchases of the month, from 1.
 */
import { PRODUCTS } from "./catalogue.ts";
import { type SampleProduct, type SampleVariant } from "./goods.ts";

export type BuyLine = { readonly sku: string; readonly quantity: number };
export type Buy = {
  readonly kind: "buy";
  readonly shopper: string;
  readonly lines: readonly BuyLine[];
  readonly coupon?: "WELCOME10";
  /** How much of the goods is paid with shares, in fen. */
  readonly sharesMinor?: number;
};
export type Action =
  | { readonly kind: "join"; readonly shopper: string }
  | { readonly kind: "deliver"; readonly order: number }
  | Buy
  /** `line` is the place in the order's lines, from 0; `quantity` the pieces that come back. */
  | {
      readonly kind: "refund";
      readonly order: number;
      readonly line: number;
      readonly quantity: number;
    }
  /** Percent of the shares, or of the wallet, that the shopper has at that moment. */
  | { readonly kind: "redeem"; readonly shopper: string; readonly sharesPercent: number }
  | { readonly kind: "withdraw"; readonly shopper: string; readonly percent: number };
export type Day = {
  /** From 1 to 30. */
  readonly day: number;
  readonly actions: readonly Action[];
};

export const DAYS_IN_MONTH = 30;
const SEED = 20_260_309;

/** Who joins on which day: a referrer before those it brings in. */
const JOINS: readonly (readonly [day: number, shopper: string])[] = [
  [1, "s1"],
  [1, "s7"],
  [2, "s2"],
  [2, "s10"],
  [3, "s3"],
  [4, "s8"],
  [5, "s4"],
  [6, "s5"],
  [8, "s6"],
  [10, "s9"],
];

/** What each shopper likes best, and second best. */
const TASTES: { readonly [shopper: string]: readonly [first: string, second: string] } = {
  s1: ["tea", "books"],
  s2: ["tea", "home"],
  s3: ["fresh", "care"],
  s4: ["books", "fresh"],
  s5: ["care", "fresh"],
  s6: ["fresh", "home"],
  s7: ["tea", "fresh"],
  s8: ["care", "home"],
  s9: ["books", "tea"],
  s10: ["home", "fresh"],
};

/** Who uses the coupon of the first order. */
const COUPON_USERS = ["s2", "s3", "s5", "s8", "s9", "s10"];

/** Who buys on a day and pays up to that many fen with shares, though never more than half the goods. */
const SHARE_PAYMENTS: readonly (readonly [day: number, shopper: string, sharesMinor: number])[] = [
  [23, "s1", 3000],
  [26, "s7", 2000],
  [28, "s2", 2500],
];

const MONEY_ACTIONS: readonly (readonly [day: number, action: Action])[] = [
  [25, { kind: "redeem", shopper: "s2", sharesPercent: 20 }],
  [26, { kind: "withdraw", shopper: "s1", percent: 50 }],
  [27, { kind: "redeem", shopper: "s7", sharesPercent: 15 }],
  [28, { kind: "withdraw", shopper: "s2", percent: 100 }],
  [29, { kind: "redeem", shopper: "s3", sharesPercent: 30 }],
  [30, { kind: "withdraw", shopper: "s7", percent: 60 }],
];

/** Which returnable deliveries come back in part, and how many days after the delivery. */
const RETURNS: readonly (readonly [nth: number, daysAfter: number])[] = [
  [2, 3],
  [6, 5],
  [9, 10],
  [13, 2],
  [17, 6],
  [21, 4],
];

type Random = () => number;
/** A purchase of the month; `delivered` is its day, or one after the month's end. */
type Purchase = { readonly day: number; readonly buy: Buy; readonly delivered: number };

/** The days of the month, in order, with what happens on each in order. */
export function month(): Day[] {
  const purchases = drawPurchases(mulberry32(SEED));
  const days: Action[][] = Array.from({ length: DAYS_IN_MONTH }, () => []);
  const put = (day: number, action: Action): void => {
    days[day - 1]?.push(action);
  };
  for (const [day, shopper] of JOINS) put(day, { kind: "join", shopper });
  purchases.forEach(({ delivered }, index) => {
    put(delivered, { kind: "deliver", order: index + 1 });
  });
  for (const { day, buy } of purchases) put(day, buy);
  for (const [day, action] of returnsOf(purchases)) put(day, action);
  for (const [day, action] of MONEY_ACTIONS) put(day, action);
  return days.map((actions, index) => ({ day: index + 1, actions }));
}

/** Tommy Ettinger's mulberry32: small, and the same on every machine. */
function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

function drawPurchases(random: Random): Purchase[] {
  const left = new Map(
    PRODUCTS.flatMap(({ variants }) => variants.map(({ sku, stock }) => [sku, stock])),
  );
  const purchases: Purchase[] = [];
  for (let day = 1; day <= DAYS_IN_MONTH; day += 1) {
    for (const shopper of drawBuyers(random, day)) {
      const lines = drawLines(random, shopper, left);
      const isFirst = !purchases.some(({ buy }) => buy.shopper === shopper);
      const payment = SHARE_PAYMENTS.find(([on, who]) => on === day && who === shopper);
      const buy: Buy = {
        kind: "buy",
        shopper,
        lines,
        ...(isFirst && COUPON_USERS.includes(shopper) && { coupon: "WELCOME10" }),
        ...(payment && { sharesMinor: Math.min(payment[2], Math.floor(goodsMinor(lines) / 2)) }),
      };
      purchases.push({ day, buy, delivered: day + between(random, 1, 3) });
    }
  }
  return purchases;
}

/** Those who join order at once; then those who pay with shares, and whom the draw adds to them. */
function drawBuyers(random: Random, day: number): string[] {
  const joined = JOINS.filter(([joinDay]) => joinDay <= day).map(([, shopper]) => shopper);
  const buyers = [...JOINS, ...SHARE_PAYMENTS].filter(([on]) => on === day).map(([, who]) => who);
  for (let more = between(random, 1, 3) - buyers.length; more > 0; more -= 1) {
    const others = joined.filter((shopper) => !buyers.includes(shopper));
    const drawn = others[between(random, 0, others.length - 1)];
    if (drawn !== undefined) buyers.push(drawn);
  }
  return buyers;
}

/** What the lines cost in the shop, before a coupon, in fen. */
function goodsMinor(lines: readonly BuyLine[]): number {
  return lines.reduce((sum, { sku, quantity }) => sum + priceOf(sku) * quantity, 0);
}

function priceOf(sku: string): number {
  const variant = productOf(sku).variants.find((each) => each.sku === sku);
  return variant === undefined ? 0 : variant.priceMinor;
}

function drawLines(random: Random, shopper: string, left: Map<string, number>): BuyLine[] {
  const lines: BuyLine[] = [];
  // One delivery, one kind: fresh food is ordered by itself, as it counts once it is delivered.
  const isFresh = drawCategory(random, shopper) === "fresh";
  for (let wanted = between(random, 1, 3); wanted > 0; wanted -= 1) {
    const category = isFresh ? "fresh" : drawCategory(random, shopper);
    if (!isFresh && category === "fresh") continue;
    const variant = drawVariant(random, category, left);
    if (variant === undefined || lines.some(({ sku }) => sku === variant.sku)) continue;
    const stock = left.get(variant.sku) ?? 0;
    const most = variant.priceMinor < 10_000 ? 3 : 1;
    const quantity = Math.min(stock, between(random, 1, most));
    left.set(variant.sku, stock - quantity);
    lines.push({ sku: variant.sku, quantity });
  }
  return lines.length > 0 ? lines : drawLines(random, shopper, left);
}

function drawCategory(random: Random, shopper: string): string {
  const [first, second] = TASTES[shopper] as readonly [string, string];
  const all = ["tea", "fresh", "home", "care", "books"];
  const draw = random();
  if (draw < 0.45) return first;
  return draw < 0.7 ? second : (all[between(random, 0, all.length - 1)] as string);
}

/** Cheaper goods are bought more often; what is sold out is not. */
function drawVariant(
  random: Random,
  category: string,
  left: ReadonlyMap<string, number>,
): SampleVariant | undefined {
  const offered = PRODUCTS.filter((product) => product.category === category)
    .flatMap(({ variants }) => variants)
    .filter(({ sku }) => (left.get(sku) ?? 0) > 0);
  const weights = offered.map(({ priceMinor }) => 1 / (15_000 + priceMinor));
  let draw = random() * weights.reduce((sum, weight) => sum + weight, 0);
  return offered.find((_, index) => (draw -= weights[index] ?? 0) < 0);
}

/** One piece of an order that had more: of the line with the most pieces among the returnable. */
function returnsOf(purchases: readonly Purchase[]): (readonly [day: number, action: Action])[] {
  const returnable = purchases.flatMap(({ buy, delivered }, index) => {
    const pieces = buy.lines.map(({ quantity }) => quantity);
    const most = Math.max(...pieces);
    const line = pieces.lastIndexOf(most);
    const { returnDays } = productOf((buy.lines[line] as BuyLine).sku);
    const isMany = most > 1 || buy.lines.length > 1;
    return returnDays > 0 && isMany ? [{ order: index + 1, line, delivered }] : [];
  });
  return RETURNS.flatMap(([nth, daysAfter]) => {
    const found = returnable[nth - 1];
    if (found === undefined || found.delivered + daysAfter > DAYS_IN_MONTH) return [];
    const { order, line, delivered } = found;
    return [[delivered + daysAfter, { kind: "refund", order, line, quantity: 1 }] as const];
  });
}

/** The product that a variant of the catalogue belongs to. */
export function productOf(sku: string): SampleProduct {
  const found = PRODUCTS.find(({ variants }) => variants.some((variant) => variant.sku === sku));
  if (found === undefined) throw new Error(`no product has the variant ${sku}`);
  return found;
}

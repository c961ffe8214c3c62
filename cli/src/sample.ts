/**
 * A shop that never was: a year of orders, returns, guests, gifts and referrals as a CSV file.
 *
 * The same seed gives the same bytes on every machine: whole numbers only, and a generator of its
 * own. Day by day, newcomers order for the first time and earlier customers come again, a few of
 * them very often (the weights follow a power law). Memory grows with the customers, not the orders.
 */
import { closeSync, openSync, renameSync, rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { writeText } from "./external-sort.ts";
import {
  customersBy,
  discountPermille,
  sampleDate,
  seasonPermille,
  tastePermille,
} from "./sample-calendar.ts";
import { SAMPLE_CATEGORIES, SAMPLE_PROVINCES, type SampleGood } from "./sample-goods.ts";
import { fromSystemError, UserError } from "./user-error.ts";

export type SampleOptions = {
  readonly outPath: string;
  readonly seed: number;
  readonly days: number;
  /** How many customers find the shop in that time. */
  readonly customers: number;
  readonly onProgress?: (doneDays: number, totalDays: number) => void;
};

const HEADER =
  "order,line,member,referrer,province,time,category,article,name,quantity,price,paid,original_order";

const MOST_CUSTOMERS = 2_000_000;
const MOST_DAYS = 1800;
const MOST_SEED = 2 ** 32 - 1;
/** Of a thousand customers, so many order on an ordinary day. */
const REPEAT_PERMILLE = 12;
const GUEST_PERMILLE = 30;
const GIFT_PERMILLE = 20;
const REFERRED_PERMILLE = 350;
const ELSEWHERE_PERMILLE = 50;
const MOST_WEIGHT = 200;
const FREE_SHIPPING_MINOR = 9900;
const SHIPPING: SampleGood = { article: "YF", name: "运费", priceMinor: 800 };
const GIFT: SampleGood = { article: "ZP", name: "赠品 试用装", priceMinor: 0 };
/** Orders by the hour of the day, against each other. */
const HOURS = [
  6, 3, 2, 1, 1, 2, 5, 12, 22, 34, 42, 40, 44, 38, 34, 34, 36, 38, 40, 52, 66, 70, 48, 20,
];

/** Marsaglia's xorshift, on 32 bits. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
    // Small seeds differ in few bits; a few rounds spread them.
    for (let i = 0; i < 16; i += 1) this.#next();
  }

  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return this.#next() % end;
  }

  isOne(permille: number): boolean {
    return this.below(1000) < permille;
  }

  /** The index of one of the weights, as often as it weighs. */
  pick(weights: readonly number[]): number {
    let left = this.below(weights.reduce((sum, weight) => sum + weight, 0));
    for (const [index, weight] of weights.entries()) {
      if (left < weight) return index;
      left -= weight;
    }
    return 0;
  }
}

/** Everyone who has ordered, to be drawn by weight (a Fenwick tree). */
class Crowd {
  readonly #sums: Int32Array;
  readonly #provinces: Uint8Array;
  readonly #favourites: Uint8Array;
  size = 0;
  #total = 0;

  constructor(customers: number) {
    this.#sums = new Int32Array(customers + 1);
    this.#provinces = new Uint8Array(customers);
    this.#favourites = new Uint8Array(customers);
  }

  add(weight: number, province: number, favourite: number): number {
    const member = this.size;
    this.#provinces[member] = province;
    this.#favourites[member] = favourite;
    this.size += 1;
    this.#total += weight;
    for (let i = member + 1; i < this.#sums.length; i += i & -i) {
      this.#sums[i] = (this.#sums[i] as number) + weight;
    }
    return member;
  }

  draw(dice: Dice): number {
    let left = dice.below(this.#total);
    let found = 0;
    for (let step = 1 << (31 - Math.clz32(this.#sums.length)); step >= 1; step >>= 1) {
      const sum = this.#sums[found + step];
      if (sum === undefined || sum > left) continue;
      found += step;
      left -= sum;
    }
    return found;
  }

  province(member: number): number {
    return this.#provinces[member] as number;
  }

  favourite(member: number): number {
    return this.#favourites[member] as number;
  }
}

type SampleRow = {
  readonly order: string;
  readonly line: number;
  readonly member: string;
  readonly referrer: string;
  readonly province: string;
  readonly category: string;
  readonly good: SampleGood;
  readonly quantity: number;
  readonly paidMinor: number;
  readonly originalOrder: string;
};

type Document = { readonly second: number; readonly rows: readonly SampleRow[] };

const memberId = (member: number): string => `M${String(member + 1).padStart(6, "0")}`;

const moneyText = (amountMinor: number): string => {
  const digits = String(Math.abs(amountMinor)).padStart(3, "0");
  return `${amountMinor < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const clockText = (second: number): string =>
  [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");

class Shop {
  orders = 0;
  lines = 0;
  readonly #dice: Dice;
  readonly #days: number;
  readonly #customers: number;
  readonly #crowd: Crowd;
  /** Who brought a member in, as a member's number plus 1; 0 is nobody. */
  readonly #referrers: Uint32Array;
  readonly #returns = new Map<number, Document[]>();

  constructor({ seed, days, customers }: SampleOptions) {
    this.#dice = new Dice(seed);
    this.#days = days;
    this.#customers = customers;
    this.#crowd = new Crowd(customers);
    this.#referrers = new Uint32Array(customers);
  }

  /** A day's rows, in the order of time. */
  day(day: number): string {
    const date = sampleDate(day);
    const documents = this.#returns.get(day) ?? [];
    this.#returns.delete(day);
    const newcomers =
      customersBy(day, this.#days, this.#customers) -
      (day === 0 ? 0 : customersBy(day - 1, this.#days, this.#customers));
    const expectedMicro = this.#crowd.size * REPEAT_PERMILLE * seasonPermille(date);
    const luck = this.#dice.below(1_000_000);
    const repeats = Math.floor((expectedMicro + luck) / 1_000_000);
    for (let i = 0; i < newcomers; i += 1) documents.push(this.#order(day, date, this.#newcomer()));
    for (let i = 0; i < repeats; i += 1) {
      documents.push(this.#order(day, date, this.#crowd.draw(this.#dice)));
    }
    documents.sort((a, b) => a.second - b.second);
    return documents.map((document) => this.#documentText(date, document)).join("");
  }

  #newcomer(): number {
    const dice = this.#dice;
    const isReferred = this.#crowd.size > 0 && dice.isOne(REFERRED_PERMILLE);
    const referrer = isReferred ? this.#crowd.draw(dice) + 1 : 0;
    const weight = Math.min(MOST_WEIGHT, Math.floor(10_000 / (1 + dice.below(10_000))));
    const province = dice.pick(SAMPLE_PROVINCES.map(([, people]) => people));
    const favourite = dice.below(SAMPLE_CATEGORIES.length);
    const member = this.#crowd.add(Math.max(1, weight), province, favourite);
    this.#referrers[member] = referrer;
    return member;
  }

  #order(day: number, date: string, member: number): Document {
    const dice = this.#dice;
    this.orders += 1;
    const order = `D${date.replaceAll("-", "")}${String(this.orders).padStart(7, "0")}`;
    const isGuest = dice.isOne(GUEST_PERMILLE);
    const home = this.#crowd.province(member);
    const province = dice.isOne(ELSEWHERE_PERMILLE) ? dice.below(SAMPLE_PROVINCES.length) : home;
    const referrer = this.#referrers[member] as number;
    const about = {
      order,
      member: isGuest ? "" : memberId(member),
      referrer: isGuest || referrer === 0 ? "" : memberId(referrer - 1),
      province: SAMPLE_PROVINCES[province]?.[0] ?? "",
      originalOrder: "",
    };
    const goods = this.#goods(date, member);
    const rows = goods.map((good, index) => ({ ...about, line: index + 1, ...good }));
    const paidMinor = rows.reduce((sum, row) => sum + row.paidMinor, 0);
    const extra = (good: SampleGood): void => {
      const { priceMinor } = good;
      const line = rows.length + 1;
      rows.push({ ...about, line, category: "", good, quantity: 1, paidMinor: priceMinor });
    };
    this.#returnSome(day, rows);
    if (paidMinor < FREE_SHIPPING_MINOR) extra(SHIPPING);
    if (dice.isOne(GIFT_PERMILLE)) extra(GIFT);
    const second = dice.pick(HOURS) * 3600 + dice.below(3600);
    return { second, rows };
  }

  /** One to five goods, more often of the member's favourite category. */
  #goods(
    date: string,
    member: number,
  ): Pick<SampleRow, "category" | "good" | "quantity" | "paidMinor">[] {
    const dice = this.#dice;
    const tastes = SAMPLE_CATEGORIES.map(
      ({ category, weight }) => weight * tastePermille(category, date),
    );
    const chosen = new Map<
      string,
      Pick<SampleRow, "category" | "good" | "quantity" | "paidMinor">
    >();
    for (let count = 1 + dice.pick([46, 28, 15, 8, 3]); count > 0; count -= 1) {
      const index = dice.isOne(400) ? this.#crowd.favourite(member) : dice.pick(tastes);
      const { category, goods, mostPieces } = SAMPLE_CATEGORIES[
        index
      ] as (typeof SAMPLE_CATEGORIES)[0];
      // The first of a category sells best.
      const good = goods[
        Math.min(dice.below(goods.length), dice.below(goods.length))
      ] as SampleGood;
      const quantity = 1 + Math.min(dice.below(mostPieces), dice.below(mostPieces));
      const fullMinor = good.priceMinor * quantity;
      const paidMinor = Math.floor((fullMinor * (1000 - discountPermille(date))) / 1000);
      chosen.set(good.article, { category, good, quantity, paidMinor });
    }
    return [...chosen.values()];
  }

  /** Sends some lines back, whole or in part, on a later day. */
  #returnSome(day: number, rows: readonly SampleRow[]): void {
    const dice = this.#dice;
    const first = rows[0];
    const returned: SampleRow[] = [];
    for (const row of rows) {
      const category = SAMPLE_CATEGORIES.find(({ category }) => category === row.category);
      if (category === undefined || !dice.isOne(category.returnsPermille)) continue;
      const quantity = 1 + dice.below(row.quantity);
      const paidMinor = -Math.floor((row.paidMinor * quantity) / row.quantity);
      returned.push({ ...row, quantity: -quantity, paidMinor, originalOrder: row.order });
    }
    if (first === undefined || returned.length === 0) return;
    // Most come back within the week, some after the order was complete.
    const dayBack = day + (dice.isOne(850) ? 2 + dice.below(5) : 8 + dice.below(6));
    const order = `T${first.order.slice(1)}`;
    const document = {
      second: 9 * 3600 + dice.below(9 * 3600),
      rows: returned.map((row, index) => ({ ...row, order, line: index + 1 })),
    };
    this.#returns.set(dayBack, [...(this.#returns.get(dayBack) ?? []), document]);
  }

  #documentText(date: string, { second, rows }: Document): string {
    this.lines += rows.length;
    const time = `${date} ${clockText(second)}`;
    return rows
      .map((row) =>
        [
          row.order,
          row.line,
          row.member,
          row.referrer,
          row.province,
          time,
          row.category,
          row.good.article,
          row.good.name,
          row.quantity,
          moneyText(row.good.priceMinor),
          moneyText(row.paidMinor),
          row.originalOrder,
        ].join(","),
      )
      .map((text) => `${text}\n`)
      .join("");
  }
}

function checkNumbers({ seed, days, customers }: SampleOptions): void {
  const limits = [
    ["seed", seed, 0, MOST_SEED],
    ["days", days, 1, MOST_DAYS],
    ["customers", customers, 1, MOST_CUSTOMERS],
  ] as const;
  for (const [name, value, least, most] of limits) {
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new UserError(`The number of ${name} must be a whole number from ${least} to ${most}.`);
  }
}

/**
 * Writes a sample shop's orders to `outPath`; answers how many rows and orders (returns not counted).
 * Throws a UserError when a number is out of bounds or the file cannot be written.
 */
export async function writeSample(
  options: SampleOptions,
): Promise<{ lines: number; orders: number }> {
  checkNumbers(options);
  const { outPath, days, onProgress } = options;
  const partPath = `${outPath}.part`;
  try {
    const file = openSync(partPath, "w");
    const shop = new Shop(options);
    try {
      writeText(file, `${HEADER}\n`);
      for (let day = 0; day < days; day += 1) {
        writeText(file, shop.day(day));
        onProgress?.(day + 1, days);
        await setImmediate();
      }
    } finally {
      closeSync(file);
    }
    renameSync(partPath, outPath);
    return { lines: shop.lines, orders: shop.orders };
  } catch (error) {
    rmSync(partPath, { force: true });
    throw fromSystemError(error, outPath);
  }
}

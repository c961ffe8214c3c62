/**
 * What real orders say about a future: how large orders are and of what, how much comes back, how often
 * buyers order and how long they stay, how many come and in which season.
 *
 * What is drawn from are the orders themselves and no curve fitted through them. They are a window: who
 * came late in it had little time to order again, so repeats are counted by the time in which they could
 * be seen; and who orders first near its beginning may be an old customer, so newcomers are counted in
 * its second half. All of this is behaviour, not money: amounts are whole fen as plain numbers.
 */
import type { Behaviour } from "./gate-result.ts";
import { YEAR_DAYS, type Scenario } from "./scenario.ts";
import { scenarioOf } from "./scenarios.ts";

/** An order as it was seen: when, by whom, and how much of it came back. */
export type SeenOrder = {
  readonly buyer: string;
  readonly atMs: number;
  readonly paid: number;
  readonly back: number;
  /** Whether what came back came when it could no longer be expected. */
  readonly isBackLate: boolean;
};

export type SeenOrders = {
  readonly orders: readonly SeenOrder[];
  /** What was paid for goods of each category. */
  readonly byCategory: { readonly [category: string]: number };
  /** People who joined, and those of them whom somebody brought in. */
  readonly joined: number;
  readonly referred: number;
};

export type Calibrated = {
  readonly behaviour: Behaviour;
  readonly days: number;
  readonly buyers: number;
  /** How many come a day; a future of a large shop has fewer. */
  readonly newcomersSeen: number;
};

/** So many amounts, spread over all orders, are as good as all. */
const AMOUNTS_MOST = 5000;
/** A future of a large shop is scaled down to about so many orders. */
const ORDERS_MOST = 20_000;
const DAY_MS = 86_400_000;
const YEAR_MS = YEAR_DAYS * DAY_MS;

/** The time that the orders cover, and each buyer's orders in it, ascending, in milliseconds. */
type Window = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly ordersMs: readonly (readonly number[])[];
};

/** The behaviour that orders show, for futures of so many years. There is an order at the least. */
export function calibrate(seen: SeenOrders, years: number): Calibrated {
  const usual = scenarioOf("steady")!;
  const window = windowOf(seen);
  const stays = staysOf(window);
  const yearsStaying = stays ?? usual.yearsStaying;
  const ordersPerYear = repeatsOf(window, yearsStaying) ?? usual.ordersPerYear;
  const seasonal = seasonOf(window);
  const newcomersSeen = newcomersOf(window);
  const perBuyer = 1 + ordersPerYear * yearsThere(years, yearsStaying);
  const most = ORDERS_MOST / (years * YEAR_DAYS * perBuyer);
  const behaviour: Behaviour = {
    order: { kind: "empirical", amounts: amountsOf(seen) },
    mix: seen.byCategory,
    ...returnsOf(seen),
    ...{ ordersPerYear, newcomersPerDay: Math.min(newcomersSeen, most) },
    ...(stays === undefined ? {} : { yearsStaying }),
    ...(seasonal === undefined ? {} : { seasonal }),
    ...(seen.referred === 0 ? {} : { referred: seen.referred / seen.joined }),
  };
  const days = Math.round((window.toMs - window.fromMs) / DAY_MS) + 1;
  return { behaviour, days, buyers: window.ordersMs.length, newcomersSeen };
}

/** How long a buyer is there in the mean, of those who come at any time within so many years. */
const yearsThere = (years: number, stays: number): number =>
  stays * (1 - (stays / years) * (1 - Math.exp(-years / stays)));

function windowOf({ orders }: SeenOrders): Window {
  const instants = orders.map(({ atMs }) => atMs);
  const byBuyer = Map.groupBy(orders, ({ buyer }) => buyer);
  const ordersMs = Array.from(byBuyer.values(), (own) =>
    own.map(({ atMs }) => atMs).sort((a, b) => a - b),
  );
  const fromMs = instants.reduce((least, atMs) => Math.min(least, atMs), Infinity);
  const toMs = instants.reduce((most, atMs) => Math.max(most, atMs), -Infinity);
  return { fromMs, toMs, ordersMs };
}

function amountsOf({ orders }: SeenOrders): number[] {
  const step = Math.ceil(orders.length / AMOUNTS_MOST);
  return orders.filter((_, k) => k % step === 0).map(({ paid }) => paid);
}

/** How long the time is in which a buyer could be seen to order again, in years. */
const yearsSeen = ([firstMs]: readonly number[], { toMs }: Window): number =>
  (toMs - firstMs!) / YEAR_MS;

/** Below so many years of all buyers together nothing is said of how often they come. */
const YEARS_LEAST = 0.1;

/**
 * Orders a year after the first while a buyer stays. Of x years in which it could be seen, a buyer who
 * stays T years in the mean is there for T · (1 − e^(−x/T)).
 */
function repeatsOf(window: Window, stays: number): number | undefined {
  let [repeats, years] = [0, 0];
  for (const own of window.ordersMs) {
    repeats += own.length - 1;
    years += stays * (1 - Math.exp(-yearsSeen(own, window) / stays));
  }
  return years < YEARS_LEAST ? undefined : repeats / years;
}

const STAYS = { daysLeast: 180, repeatsLeast: 50, least: 0.25, most: 10 };

/**
 * How many years buyers stay in the mean, where the window is long enough to show it: those who came in
 * its first half are watched for half its length, and the fewer orders fall into the later half of that,
 * the shorter they stay.
 */
function staysOf({ ordersMs, fromMs, toMs }: Window): number | undefined {
  const watchedMs = (toMs - fromMs) / 2;
  if (toMs - fromMs < STAYS.daysLeast * DAY_MS) return undefined;
  let [early, late] = [0, 0];
  for (const own of ordersMs) {
    const [firstMs] = own as readonly [number];
    if (firstMs > toMs - watchedMs) continue;
    for (const instantMs of own.slice(1)) {
      const agedMs = instantMs - firstMs;
      if (agedMs <= watchedMs / 2) early += 1;
      else if (agedMs <= watchedMs) late += 1;
    }
  }
  if (early < STAYS.repeatsLeast) return undefined;
  if (late >= early) return STAYS.most;
  const years = watchedMs / 2 / YEAR_MS / Math.log(early / Math.max(late, 0.5));
  return Math.min(STAYS.most, Math.max(STAYS.least, years));
}

/** First orders a day in the second half of the window, where few of them are an old customer's. */
function newcomersOf({ ordersMs, fromMs, toMs }: Window): number {
  const middleMs = (fromMs + toMs) / 2;
  const days = Math.max(1, (toMs - middleMs) / DAY_MS);
  return ordersMs.filter(([firstMs]) => firstMs! >= middleMs).length / days;
}

const SEASON_MOST = 0.9;

/** How far the best season is above the year's middle, where the window covers a year. */
function seasonOf({ ordersMs, fromMs, toMs }: Window): number | undefined {
  if (toMs - fromMs < (YEAR_DAYS - 1) * DAY_MS) return undefined;
  const monthOf = (instantMs: number): number => new Date(instantMs).getUTCMonth();
  const [orders, days] = [new Float64Array(12), new Float64Array(12)];
  for (const instantMs of ordersMs.flat()) orders[monthOf(instantMs)]! += 1;
  for (let dayMs = fromMs; dayMs <= toMs; dayMs += DAY_MS) days[monthOf(dayMs)]! += 1;
  const daily = orders.map((count, month) => count / Math.max(1, days[month]!));
  const mean = daily.reduce((sum, value) => sum + value, 0) / 12;
  // The year's own wave: the first part of its Fourier series.
  let [cos, sin] = [0, 0];
  daily.forEach((value, month) => {
    cos += value * Math.cos((2 * Math.PI * month) / 12);
    sin += value * Math.sin((2 * Math.PI * month) / 12);
  });
  return Math.min(SEASON_MOST, Math.hypot(cos, sin) / 6 / mean);
}

type Returns = Pick<Scenario, "returnedBefore" | "returnedAfter" | "partly">;

/**
 * The share of orders that come back, so that the money that does is what was seen: a return brings back
 * all of an order or half of it.
 */
function returnsOf({ orders }: SeenOrders): Returns {
  const returned = orders.filter(({ back }) => back > 0);
  const parts = returned.map(({ back, paid }) => Math.min(1, back / paid));
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const part = whole / Math.max(1, returned.length);
  // Where less than half comes back in the mean, fewer orders do, and half of each.
  const count = part < 0.5 ? whole * 2 : returned.length;
  const share = Math.min(count / orders.length, 0.9);
  const lateOrders = returned.filter(({ isBackLate }) => isBackLate).length;
  const late = lateOrders / Math.max(1, returned.length);
  return {
    returnedBefore: share * (1 - late),
    returnedAfter: share * late,
    partly: Math.min(1, Math.max(0, 2 * (1 - part))),
  };
}

/**
 * A scenario: how people behave in a future, in numbers that anyone may change.
 *
 * Rates and shares are floats: this is behaviour, not money. Moments ("at") are parts of the whole
 * run, from 0 to 1, so that a scenario reads the same over one year and over ten.
 */

/** How the number of newcomers a day goes over the years; `perYear` 0.5 is half more each year. */
export type Arrivals =
  | { readonly kind: "constant" }
  | { readonly kind: "growth"; readonly perYear: number }
  | { readonly kind: "decline"; readonly perYear: number }
  /** A tenth of the full number at first, all of it at the end. */
  | { readonly kind: "sCurve" };

/** What an order comes to, in fen. */
export type OrderSize =
  | { readonly kind: "logNormal"; readonly median: number; readonly sigma: number }
  /** Drawn from amounts of a real shop, in whole fen. */
  | { readonly kind: "empirical"; readonly amounts: readonly number[] };

export const ATTACKS = ["ring", "snipers", "whale"] as const;
export type Attack = (typeof ATTACKS)[number];

/** What share of holders never redeems, redeems at a target, or runs when turnover falls. */
export type Redeemers = {
  readonly target: number;
  readonly panic: number;
  /** A target holder redeems when it has back so much of what it spent. */
  readonly targetMultiple: number;
  /** How often a year a holder looks. */
  readonly looksPerYear: number;
};

/** What a scenario asks of a plan, in one sentence, in both languages. */
export type Asks = { readonly en: string; readonly zh: string };

export type Scenario = {
  readonly name: string;
  readonly asks: Asks;
  readonly days: number;
  readonly newcomersPerDay: number;
  readonly arrivals: Arrivals;
  /** How much busier the best season is: 0.3 is 30 % above the year's middle. */
  readonly seasonal: number;
  /** From here on nobody orders any more. */
  readonly stopsAt: number | undefined;
  /** A wave of people in the first month, in days of newcomers. */
  readonly waveDays: number;
  readonly order: OrderSize;
  /**
   * How often each category is bought, beside the others; evenly without weights, or where none is
   * above 0. A category that the plan does not have is passed over, one without a weight is not bought.
   */
  readonly mix: { readonly [category: string]: number } | undefined;
  /** The share of newcomers who only ever buy goods of one category. */
  readonly ofOneKind: number;
  readonly ordersPerYear: number;
  readonly yearsStaying: number;
  /** Days in which an order can be returned; then it is completed. */
  readonly returnDays: number;
  readonly returnedBefore: number;
  readonly returnedAfter: number;
  /** The share of returns that bring back only half of the order. */
  readonly partly: number;
  readonly referred: number;
  readonly shippedToAgent: number;
  readonly redeemers: Redeemers;
  /** Share of later orders that are paid with shares as far as they reach. */
  readonly paidWithShares: number;
  /** Chance that a holder whose quota is used up orders again the next day. */
  readonly comesBackForQuota: number;
  /** Everybody redeems within so many days. */
  readonly run: { readonly at: number; readonly days: number } | undefined;
  /** A share of the orders of the last `of` days comes back within a week. */
  readonly refundStorm:
    { readonly at: number; readonly share: number; readonly of: number } | undefined;
  /** Prices fall by so many thousandths while goods cost what they did. */
  readonly priceWar: { readonly at: number; readonly cutPermille: number } | undefined;
  readonly attacks: readonly Attack[];
};

export const YEAR_DAYS = 365;

/** How many newcomers a day is expected to bring. */
export function newcomersOn(scenario: Scenario, day: number): number {
  const { arrivals, newcomersPerDay, days, seasonal, waveDays } = scenario;
  const years = day / YEAR_DAYS;
  const season = 1 + seasonal * Math.sin(2 * Math.PI * years);
  const wave = day < WAVE_LASTS_DAYS ? (waveDays * newcomersPerDay) / WAVE_LASTS_DAYS : 0;
  return newcomersPerDay * trendOf(arrivals, years, day / days) * season + wave;
}

const WAVE_LASTS_DAYS = 30;

function trendOf(arrivals: Arrivals, years: number, progress: number): number {
  switch (arrivals.kind) {
    case "constant":
      return 1;
    case "growth":
      return (1 + arrivals.perYear) ** years;
    case "decline":
      return (1 - arrivals.perYear) ** years;
    case "sCurve":
      return 0.1 + 0.9 / (1 + Math.exp(-10 * (progress - 0.5)));
  }
}

/** The day that a moment of the run falls on; undefined when there is no such moment. */
export function dayAt(scenario: Scenario, at: number | undefined): number | undefined {
  return at === undefined ? undefined : Math.floor(at * scenario.days);
}

/**
 * What is measured of one future: whole numbers as the engine gives them. Averages, bands and percents
 * are made of them afterwards, over many futures.
 *
 * A run is written as one line of JSON: amounts are decimal strings, and are read again by the unit
 * that ends their name.
 */

/** Totals since the beginning, at the end of a month. */
export type MonthMeasure = {
  readonly month: number;
  readonly turnoverMinor: bigint;
  /** What the merchant earned on it: the gross margin, after a price war's cut. */
  readonly marginMinor: bigint;
  /** Into funds and reserve, less what refunds gave back and what was withheld from refunds. */
  readonly costMinor: bigint;
  readonly quotaGrantedMinor: bigint;
  /** Less what buyers gave back with their returns. */
  readonly dividendsMinor: bigint;
  readonly payoutsMinor: bigint;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
  readonly holders: number;
};

/** What 100.00 spent brought back to the buyers who came in one month, so many years later. */
export type CohortMeasure = {
  readonly month: number;
  readonly years: number;
  readonly buyers: number;
  /** All of them together. */
  readonly spentMinor: bigint;
  readonly quotaGrantedMinor: bigint;
  readonly dividendsMinor: bigint;
  /** What they redeemed, and what their shares would bring now, net of the fee. */
  readonly redeemableMinor: bigint;
  /** Of each 100.00 spent: the buyer in the middle, and the one below whom the worst tenth lies. */
  readonly medianDividendsMinor: bigint;
  readonly medianRedeemableMinor: bigint;
  readonly medianBackMinor: bigint;
  readonly worstTenthBackMinor: bigint;
};

export type AttackMeasure = {
  readonly putInMinor: bigint;
  /** Wallets, refunds, and what their goods, or their own merchant, bring back. */
  readonly gotOutMinor: bigint;
  /** What their orders cost the merchant: into funds and reserve, less what came back. */
  readonly merchantCostMinor: bigint;
};

export type Measures = {
  readonly plan: string;
  readonly scenario: string;
  readonly seed: number;
  readonly days: number;
  readonly orders: number;
  readonly commands: number;
  readonly months: readonly MonthMeasure[];
  readonly cohorts: readonly CohortMeasure[];
  /** Who ever bought, and who of them ever used up the quota. */
  readonly buyers: number;
  readonly reached: number;
  /** How unequal what 100.00 brought back is among buyers: 0 all the same, 1000 one has it all. */
  readonly giniPermille: number;
  /** What the merchant paid for the founding shares. */
  readonly foundedMinor: bigint;
  readonly refundLossMinor: bigint;
  /** The most that was credited on one day, dividends and redemptions. */
  readonly largestDayMinor: bigint;
  /** What all shares would be worth at once, beside the reserve behind them. */
  readonly claimsMinor: bigint;
  readonly reserveMinor: bigint;
  /** Quota left in all at the end: a cap that nobody owes. */
  readonly quotaLeftMinor: bigint;
  readonly attack: AttackMeasure | undefined;
  /** Invariants of the engine that do not hold at the end, and commands that it refused, by code. */
  readonly broken: readonly string[];
  readonly refused: { readonly [code: string]: number };
};

const AMOUNT_NAME = /(Minor|Micro|E18)$/;

/** Measures as one line. */
export function formatMeasures(measures: Measures): string {
  return JSON.stringify(measures, (_key, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** Reads the line again. Throws a SyntaxError where it is none, such as one cut off by a kill. */
export function parseMeasures(line: string): Measures {
  return JSON.parse(line, (key, value: unknown) =>
    AMOUNT_NAME.test(key) && typeof value === "string" ? BigInt(value) : value,
  ) as Measures;
}

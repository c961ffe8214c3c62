/**
 * What is measured of one future: whole numbers as the engine gives them. Averages, bands and percents
 * are made of them afterwards, over many futures.
 *
 * A run is written as one line of JSON: amounts are decimal strings, and are read again by the unit
 * that ends their name.
 */

import type { Attack } from "./scenario.ts";

/** Totals since the beginning, at the end of a month. */
export type MonthMeasure = {
  readonly month: number;
  readonly turnoverMinor: bigint;
  /** What the merchant earned on it: the gross margin, after a price war's cut. */
  readonly marginMinor: bigint;
  /**
   * Into funds and reserve, less what refunds gave back and what was withheld from refunds; and what
   * those goods cost that were given for shares where the merchant funds them.
   */
  readonly costMinor: bigint;
  readonly quotaGrantedMinor: bigint;
  /** Less what buyers gave back with their returns. */
  readonly dividendsMinor: bigint;
  readonly payoutsMinor: bigint;
  readonly reserveE18: bigint;
  readonly outstandingMicro: bigint;
};

/**
 * What 100.00 spent brought back to the buyers who came in one month, so many years later.
 *
 * Back is what dividends paid, what was redeemed, what shares would bring now net of the fee, and the
 * price of goods that were had for shares.
 */
export type CohortMeasure = {
  readonly month: number;
  readonly years: number;
  readonly buyers: number;
  /** All of them together. */
  readonly quotaGrantedMinor: bigint;
  readonly dividendsMinor: bigint;
  /** Of each 100.00 spent: the buyer in the middle, and the one below whom the worst tenth lies. */
  readonly medianDividendsMinor: bigint;
  readonly medianRedeemableMinor: bigint;
  readonly medianBackMinor: bigint;
  readonly worstTenthBackMinor: bigint;
};

/** The same for those who buy goods of one category only, whenever they came, after so many years. */
export type GoodsMeasure = {
  readonly category: string;
  readonly years: number;
  readonly buyers: number;
  readonly medianBackMinor: bigint;
  readonly worstTenthBackMinor: bigint;
  readonly medianDividendsMinor: bigint;
};

export type AttackMeasure = {
  readonly attack: Attack;
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
  readonly goods: readonly GoodsMeasure[];
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
  /** One for each attack of the scenario, in its order. */
  readonly attacks: readonly AttackMeasure[];
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

/**
 * Reads the line again. Throws a SyntaxError where it is none, such as one cut off by a kill, and where
 * it holds something else.
 */
export function parseMeasures(line: string): Measures {
  const read: unknown = JSON.parse(line, (key, value: unknown) =>
    AMOUNT_NAME.test(key) && typeof value === "string" ? BigInt(value) : value,
  );
  if (isOf(MEASURES, read) && read.months.length > 0) return read;
  throw new SyntaxError("These are no measures of a future.");
}

/** What stands in a field: a value of one kind, a list of texts, or a list of objects with fields. */
type Kind = "number" | "bigint" | "string" | "object" | "texts" | Fields;
type Fields = { readonly [name: string]: Kind };
type FieldsOf<Value> = { readonly [Name in keyof Value]: Kind };

const MONTH: FieldsOf<MonthMeasure> = {
  ...{ month: "number", turnoverMinor: "bigint", marginMinor: "bigint", costMinor: "bigint" },
  ...{ quotaGrantedMinor: "bigint", dividendsMinor: "bigint", payoutsMinor: "bigint" },
  ...{ reserveE18: "bigint", outstandingMicro: "bigint" },
};
const COHORT: FieldsOf<CohortMeasure> = {
  ...{ month: "number", years: "number", buyers: "number", quotaGrantedMinor: "bigint" },
  ...{ dividendsMinor: "bigint", medianDividendsMinor: "bigint", medianRedeemableMinor: "bigint" },
  ...{ medianBackMinor: "bigint", worstTenthBackMinor: "bigint" },
};
const GOODS: FieldsOf<GoodsMeasure> = {
  ...{ category: "string", years: "number", buyers: "number", medianBackMinor: "bigint" },
  ...{ worstTenthBackMinor: "bigint", medianDividendsMinor: "bigint" },
};
const ATTACK: FieldsOf<AttackMeasure> = {
  ...{ attack: "string", putInMinor: "bigint", gotOutMinor: "bigint", merchantCostMinor: "bigint" },
};
const MEASURES: FieldsOf<Measures> = {
  ...{ plan: "string", scenario: "string", seed: "number", days: "number", orders: "number" },
  ...{ commands: "number", months: MONTH, cohorts: COHORT, goods: GOODS, attacks: ATTACK },
  ...{ buyers: "number", reached: "number", giniPermille: "number", foundedMinor: "bigint" },
  ...{ refundLossMinor: "bigint", largestDayMinor: "bigint", claimsMinor: "bigint" },
  ...{ reserveMinor: "bigint", quotaLeftMinor: "bigint", broken: "texts", refused: "object" },
};

function isOf<Value>(fields: FieldsOf<Value>, value: unknown): value is Value {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries<Kind>(fields).every(([name, kind]) => {
    const field = (value as { readonly [name: string]: unknown })[name];
    if (kind === "texts") return isListOf(field, (item) => typeof item === "string");
    if (typeof kind === "string") return typeof field === kind && field !== null;
    return isListOf(field, (item) => isOf(kind, item));
  });
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

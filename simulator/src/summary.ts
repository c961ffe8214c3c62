/**
 * A summary: what many futures of one plan in one scenario say together, as bands over the seeds.
 *
 * Up to here everything was a whole number of the engine's; here it becomes percents and fen per
 * 100.00, which are for looking at. The gate goes back to the whole numbers.
 */
import type {
  AttackMeasure,
  CohortMeasure,
  GoodsMeasure,
  Measures,
  MonthMeasure,
} from "./measures.ts";
import type { Run } from "./runs.ts";
import { ATTACKS, type Attack } from "./scenario.ts";
import { bandOf, type Band } from "./statistics.ts";

export type CohortBands = {
  readonly month: number;
  readonly years: number;
  /** Of 100.00 spent, in fen: the buyer in the middle, and the border of the worst tenth. */
  readonly dividends: Band;
  readonly redeemable: Band;
  readonly back: Band;
  readonly worstTenth: Band;
  /** Dividends of all, in percent of the quota that they were granted. */
  readonly coverage: Band;
};

/** Who buys goods of one category only, so many years later: fen of each 100.00 spent. */
export type GoodsBands = {
  readonly category: string;
  readonly years: number;
  /** In all futures together. */
  readonly buyers: number;
  readonly median: Band;
  readonly worstTenth: Band;
};

export type AttackBands = {
  readonly attack: Attack;
  /** What attackers got out of each 100.00 that they put in, in fen. */
  readonly back: Band;
  /** What it cost the merchant, in fen. */
  readonly cost: Band;
};

export type Summary = {
  readonly variantIndex: number;
  readonly variant: string;
  readonly scenario: string;
  readonly seeds: number;
  /** Whether bands leave a tenth out at either end; of fewer futures they are the lowest and the highest. */
  readonly isTenths: boolean;
  /** Percent of the quota granted that has been paid, at the end of each month and at the end. */
  readonly coverageByMonth: readonly Band[];
  readonly coverage: Band;
  readonly cohorts: readonly CohortBands[];
  readonly goods: readonly GoodsBands[];
  /** Percent of buyers who ever used up their quota. */
  readonly reached: Band;
  readonly navByMonth: readonly Band[];
  readonly gini: Band;
  /** Percent of turnover: what the plan costs, and the margin it has to fit into. */
  readonly cost: Band;
  readonly margin: Band;
  /** The first month from which on the merchant has earned more than it paid, where it comes to that. */
  readonly breakEvenMonth: Band | undefined;
  /** How many futures end before that. */
  readonly breakEvenNever: number;
  /** Percent: the reserve of what all shares would be worth at once. */
  readonly solvency: Band;
  /** In fen. */
  readonly largestDay: Band;
  readonly refundLoss: Band;
  readonly quotaLeft: Band;
  readonly attacks: readonly AttackBands[];
};

/** With as many futures a band has a tenth of them on either side. */
const TENTHS_SEEDS = 10;

/** A percent to two places is a whole number of these. */
const WHOLE_COUNT = 10_000n;

/** One whole number of another, in percent to two places; 0 of nothing. */
export function percentOf(partMinor: bigint, wholeMinor: bigint): number {
  return wholeMinor === 0n ? 0 : Number((partMinor * WHOLE_COUNT) / wholeMinor) / 100;
}

const lastOf = ({ months }: Measures): MonthMeasure => months.at(-1)!;

/** Yuan a share, for looking at. */
function navOf({ reserveE18, outstandingMicro }: MonthMeasure): number {
  return outstandingMicro === 0n ? 0 : Number(reserveE18 / outstandingMicro) / 1e14;
}

/** The first month, from 1, from which on the merchant is never behind; undefined when it is at the end. */
export function breakEvenMonthOf({ months, foundedMinor }: Measures): number | undefined {
  const isAhead = months.map(
    ({ marginMinor, costMinor }) => marginMinor - costMinor - foundedMinor >= 0n,
  );
  const lastBehind = isAhead.lastIndexOf(false);
  return lastBehind === months.length - 1 ? undefined : lastBehind + 2;
}

/** Bands of all futures, by plan and scenario, in the order in which they were asked for. */
export function summarise(runs: readonly Run[]): Summary[] {
  const groups = Map.groupBy(runs, ({ variantIndex, scenario }) => `${variantIndex} ${scenario}`);
  return [...groups.values()].map(summaryOf);
}

function summaryOf(runs: readonly Run[]): Summary {
  const all = runs.map(({ measures }) => measures);
  const [{ variantIndex, variant, scenario }] = runs as [Run];
  const over = (read: (measures: Measures) => number): Band => bandOf(all.map(read));
  const byMonth = (read: (month: MonthMeasure) => number): Band[] =>
    all[0]!.months.map((_, k) => bandOf(all.map(({ months }) => read(months[k]!))));
  const coverageByMonth = byMonth((month) =>
    percentOf(month.dividendsMinor, month.quotaGrantedMinor),
  );
  const breakEven = all.map(breakEvenMonthOf).filter((month) => month !== undefined);
  return {
    ...{ variantIndex, variant, scenario, seeds: runs.length },
    isTenths: runs.length >= TENTHS_SEEDS,
    coverageByMonth,
    coverage: coverageByMonth.at(-1)!,
    cohorts: cohortsOf(all),
    goods: goodsOf(all),
    reached: over(({ reached, buyers }) => percentOf(BigInt(reached), BigInt(buyers))),
    navByMonth: byMonth(navOf),
    gini: over(({ giniPermille }) => giniPermille / 1000),
    cost: over((measures) => percentOf(lastOf(measures).costMinor, lastOf(measures).turnoverMinor)),
    margin: over((measures) =>
      percentOf(lastOf(measures).marginMinor, lastOf(measures).turnoverMinor),
    ),
    breakEvenMonth: breakEven.length === 0 ? undefined : bandOf(breakEven),
    breakEvenNever: all.length - breakEven.length,
    solvency: over(({ reserveMinor, claimsMinor }) => percentOf(reserveMinor, claimsMinor)),
    largestDay: over(({ largestDayMinor }) => Number(largestDayMinor)),
    refundLoss: over(({ refundLossMinor }) => Number(refundLossMinor)),
    quotaLeft: over(({ quotaLeftMinor }) => Number(quotaLeftMinor)),
    attacks: attacksOf(all),
  };
}

function attacksOf(all: readonly Measures[]): AttackBands[] {
  return all[0]!.attacks.map(({ attack }, k): AttackBands => {
    const over = (read: (measure: AttackMeasure) => number): Band =>
      bandOf(all.map(({ attacks }) => read(attacks[k]!)));
    return {
      attack,
      back: over(({ gotOutMinor, putInMinor }) =>
        Math.round(percentOf(gotOutMinor, putInMinor) * 100),
      ),
      cost: over(({ merchantCostMinor }) => Number(merchantCostMinor)),
    };
  });
}

function goodsOf(all: readonly Measures[]): GoodsBands[] {
  const groups = Map.groupBy(
    all.flatMap(({ goods }) => goods),
    ({ years, category }) => `${years}:${category}`,
  );
  const bands = [...groups.values()].map((group): GoodsBands => {
    const over = (read: (goods: GoodsMeasure) => bigint): Band =>
      bandOf(group.map((goods) => Number(read(goods))));
    return {
      ...{ category: group[0]!.category, years: group[0]!.years },
      buyers: group.reduce((sum, { buyers }) => sum + buyers, 0),
      median: over(({ medianBackMinor }) => medianBackMinor),
      worstTenth: over(({ worstTenthBackMinor }) => worstTenthBackMinor),
    };
  });
  return bands.sort((a, b) => a.years - b.years);
}

function cohortsOf(all: readonly Measures[]): CohortBands[] {
  const groups = Map.groupBy(
    all.flatMap(({ cohorts }) => cohorts),
    ({ years, month }) => `${years}:${month}`,
  );
  const bands = [...groups.values()].map((cohorts): CohortBands => {
    const over = (read: (cohort: CohortMeasure) => bigint): Band =>
      bandOf(cohorts.map((cohort) => Number(read(cohort))));
    return {
      month: cohorts[0]!.month,
      years: cohorts[0]!.years,
      dividends: over(({ medianDividendsMinor }) => medianDividendsMinor),
      redeemable: over(({ medianRedeemableMinor }) => medianRedeemableMinor),
      back: over(({ medianBackMinor }) => medianBackMinor),
      worstTenth: over(({ worstTenthBackMinor }) => worstTenthBackMinor),
      coverage: bandOf(
        cohorts.map(({ dividendsMinor, quotaGrantedMinor }) =>
          percentOf(dividendsMinor, quotaGrantedMinor),
        ),
      ),
    };
  });
  return bands.sort((a, b) => a.years - b.years || a.month - b.month);
}

/** The cohort that came in the middle of the time in which so many years can be looked back on. */
export function middleCohort({ cohorts }: Summary, years: number): CohortBands | undefined {
  const own = cohorts.filter((cohort) => cohort.years === years);
  return own[Math.floor(own.length / 2)];
}

type Cell = string | number | bigint | undefined;

/** What is written of each future, a column each: whole numbers. */
const COLUMNS: readonly (readonly [name: string, read: (run: Run) => Cell])[] = [
  ["plan", ({ variant }) => variant],
  ["scenario", ({ scenario }) => scenario],
  ["seed", ({ seed }) => seed],
  ["days", ({ measures }) => measures.days],
  ["orders", ({ measures }) => measures.orders],
  ["buyers", ({ measures }) => measures.buyers],
  ["reached", ({ measures }) => measures.reached],
  ["gini_permille", ({ measures }) => measures.giniPermille],
  ["turnover_minor", ({ measures }) => lastOf(measures).turnoverMinor],
  ["margin_minor", ({ measures }) => lastOf(measures).marginMinor],
  ["cost_minor", ({ measures }) => lastOf(measures).costMinor],
  ["quota_granted_minor", ({ measures }) => lastOf(measures).quotaGrantedMinor],
  ["dividends_minor", ({ measures }) => lastOf(measures).dividendsMinor],
  ["payouts_minor", ({ measures }) => lastOf(measures).payoutsMinor],
  ["reserve_e18", ({ measures }) => lastOf(measures).reserveE18],
  ["outstanding_micro", ({ measures }) => lastOf(measures).outstandingMicro],
  ["refund_loss_minor", ({ measures }) => measures.refundLossMinor],
  ["largest_day_minor", ({ measures }) => measures.largestDayMinor],
  ["claims_minor", ({ measures }) => measures.claimsMinor],
  ["quota_left_minor", ({ measures }) => measures.quotaLeftMinor],
  ...ATTACKS.flatMap((kind) => {
    const own = ({ measures }: Run) => measures.attacks.find(({ attack }) => attack === kind);
    return [
      [`${kind}_in_minor`, (run: Run) => own(run)?.putInMinor],
      [`${kind}_out_minor`, (run: Run) => own(run)?.gotOutMinor],
      [`${kind}_cost_minor`, (run: Run) => own(run)?.merchantCostMinor],
    ] as const;
  }),
];

/** The runs as CSV: one line a future. */
export function runsCsv(runs: readonly Run[]): string {
  const head = COLUMNS.map(([name]) => name);
  const rows = runs.map((run) => COLUMNS.map(([, read]) => cellOf(read(run))));
  return `${[head, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

function cellOf(value: Cell): string {
  const text = String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

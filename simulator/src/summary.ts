/**
 * A summary: what many futures of one plan in one scenario say together, as bands over the seeds.
 *
 * Up to here everything was a whole number of the engine's; here it becomes percents and fen per
 * 100.00, which are for looking at. The gate goes back to the whole numbers.
 */
import type { CohortMeasure, Measures } from "./measures.ts";
import type { Run } from "./runs.ts";
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

export type Summary = {
  readonly variant: string;
  readonly scenario: string;
  readonly seeds: number;
  /** Percent of the quota granted that has been paid, at the end of each month and at the end. */
  readonly coverageByMonth: readonly Band[];
  readonly coverage: Band;
  readonly cohorts: readonly CohortBands[];
  /** Percent of buyers who ever used up their quota. */
  readonly reached: Band;
  readonly navByMonth: readonly Band[];
  readonly gini: Band;
  /** Percent of turnover: what the plan costs, and the margin it has to fit into. */
  readonly cost: Band;
  readonly margin: Band;
  /** The first month from which on the merchant has earned more than it paid; undefined in some futures. */
  readonly breakEvenMonth: Band | undefined;
  /** Percent: the reserve of what all shares would be worth at once. */
  readonly solvency: Band;
  /** In fen. */
  readonly largestDay: Band;
  readonly refundLoss: Band;
  readonly quotaLeft: Band;
  /** Of each 100.00 that attackers put in, in fen: what they got out; and what they cost the merchant. */
  readonly attackBack: Band | undefined;
  readonly attackCost: Band | undefined;
};

/** A percent to two places is a whole number of these. */
const WHOLE_COUNT = 10_000n;

/** One whole number of another, in percent to two places; 0 of nothing. */
export function percentOf(partMinor: bigint, wholeMinor: bigint): number {
  return wholeMinor === 0n ? 0 : Number((partMinor * WHOLE_COUNT) / wholeMinor) / 100;
}

/** Yuan a share, for looking at. */
function navOf({ reserveE18, outstandingMicro }: Measures["months"][number]): number {
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
  const groups = Map.groupBy(runs, ({ variant, scenario }) => `${variant}\n${scenario}`);
  return [...groups.values()].map(summaryOf);
}

function summaryOf(runs: readonly Run[]): Summary {
  const all = runs.map(({ measures }) => measures);
  const [{ variant, scenario }] = runs as [Run];
  const over = (read: (measures: Measures) => number): Band => bandOf(all.map(read));
  const byMonth = (read: (month: Measures["months"][number]) => number): Band[] =>
    all[0]!.months.map((_, k) => bandOf(all.map(({ months }) => read(months[k]!))));
  const last = ({ months }: Measures) => months.at(-1)!;
  const coverageByMonth = byMonth((month) =>
    percentOf(month.dividendsMinor, month.quotaGrantedMinor),
  );
  const breakEven = all.map(breakEvenMonthOf).filter((month) => month !== undefined);
  const attacks = all.map(({ attack }) => attack).filter((attack) => attack !== undefined);
  return {
    variant,
    scenario,
    seeds: runs.length,
    coverageByMonth,
    coverage: coverageByMonth.at(-1)!,
    cohorts: cohortsOf(all),
    reached: over(({ reached, buyers }) => percentOf(BigInt(reached), BigInt(buyers))),
    navByMonth: byMonth(navOf),
    gini: over(({ giniPermille }) => giniPermille / 1000),
    cost: over((measures) => percentOf(last(measures).costMinor, last(measures).turnoverMinor)),
    margin: over((measures) => percentOf(last(measures).marginMinor, last(measures).turnoverMinor)),
    breakEvenMonth: breakEven.length < all.length ? undefined : bandOf(breakEven),
    solvency: over(({ reserveMinor, claimsMinor }) => percentOf(reserveMinor, claimsMinor)),
    largestDay: over(({ largestDayMinor }) => Number(largestDayMinor)),
    refundLoss: over(({ refundLossMinor }) => Number(refundLossMinor)),
    quotaLeft: over(({ quotaLeftMinor }) => Number(quotaLeftMinor)),
    ...(attacks.length === 0
      ? { attackBack: undefined, attackCost: undefined }
      : {
          attackBack: bandOf(
            attacks.map(({ gotOutMinor, putInMinor }) =>
              Math.round(percentOf(gotOutMinor, putInMinor) * 100),
            ),
          ),
          attackCost: bandOf(attacks.map(({ merchantCostMinor }) => Number(merchantCostMinor))),
        }),
  };
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

/** The summaries and runs as CSV: one line a future, in whole numbers. */
export function runsCsv(runs: readonly Run[]): string {
  const head = [
    ...["plan", "scenario", "seed", "days", "orders", "buyers", "reached", "gini_permille"],
    ...["turnover_minor", "margin_minor", "cost_minor", "quota_granted_minor", "dividends_minor"],
    ...["payouts_minor", "reserve_e18", "outstanding_micro", "refund_loss_minor"],
    ...["largest_day_minor", "claims_minor", "quota_left_minor"],
    ...["attack_in_minor", "attack_out_minor", "attack_cost_minor"],
  ];
  const lines = runs.map(({ variant, scenario, seed, measures }) => {
    const last = measures.months.at(-1)!;
    const { attack } = measures;
    return [
      ...[quoted(variant), scenario, seed, measures.days, measures.orders, measures.buyers],
      ...[measures.reached, measures.giniPermille, last.turnoverMinor, last.marginMinor],
      ...[last.costMinor, last.quotaGrantedMinor, last.dividendsMinor, last.payoutsMinor],
      ...[last.reserveE18, last.outstandingMicro, measures.refundLossMinor],
      ...[measures.largestDayMinor, measures.claimsMinor, measures.quotaLeftMinor],
      ...[attack?.putInMinor ?? "", attack?.gotOutMinor ?? "", attack?.merchantCostMinor ?? ""],
    ].join(",");
  });
  return `${[head.join(","), ...lines].join("\n")}\n`;
}

const quoted = (text: string): string => (text.includes(",") ? `"${text}"` : text);

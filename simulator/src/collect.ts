/**
 * Collecting: what is measured while a future runs, and what at its end.
 *
 * A month is noted at its end from totals that the engine keeps. A cohort is looked at on its
 * anniversaries, each buyer once a year. Only the end walks everybody.
 */
import {
  brokenInvariants,
  MINOR_E18,
  navOf,
  redemptionOf,
  valueMinorAt,
  viewHolder,
  type HolderView,
} from "@patronage/engine";
import type { Course } from "./course.ts";
import { firstDayOf, monthOf } from "./dates.ts";
import type { CohortMeasure, GoodsMeasure, MonthMeasure } from "./measures.ts";
import { STANDING } from "./people.ts";
import { YEAR_DAYS } from "./scenario.ts";
import { giniPermille, quantile } from "./statistics.ts";

const YEARS_WATCHED = [1, 2, 3];
/** What is told of each buyer: of so much spent. */
const PER_MINOR = 10_000n;

/** What 100.00 brought back to each of several buyers, in fen. */
type Looks = {
  readonly dividends: number[];
  readonly redeemables: number[];
  readonly backs: number[];
};

export type Collected = {
  readonly months: MonthMeasure[];
  readonly cohorts: CohortMeasure[];
  /** By years and category, of those who buy nothing else. */
  readonly goods: Map<string, Looks>;
  /** The number of the first person of each month. */
  readonly firstOfMonth: number[];
};

const noLooks = (): Looks => ({ dividends: [], redeemables: [], backs: [] });

export function beginCollecting(): Collected {
  return { months: [], cohorts: [], goods: new Map(), firstOfMonth: [] };
}

/** Before a day: whoever joins from now on belongs to this month. */
export function noteMorning({ firstOfMonth }: Collected, { day, people }: Course): void {
  const month = monthOf(day);
  firstOfMonth[month] ??= people.count;
}

/** After a day's close: the month, when it ends, and the cohorts whose anniversary it is. */
export function noteEvening(collected: Collected, course: Course): void {
  const { day, scenario } = course;
  const month = monthOf(day);
  const isLast = monthOf(day + 1) !== month || day === scenario.days - 1;
  if (isLast) collected.months.push(monthMeasure(course, month));
  noteCohorts(collected, course);
}

/** What the merchant has paid for the programme until now. */
function costMinorOf({ state: { merchant }, giftCostMinor }: Course): bigint {
  return (
    merchant.contributedMinor - merchant.returnedMinor - merchant.deductedMinor + giftCostMinor
  );
}

function monthMeasure(course: Course, month: number): MonthMeasure {
  const { state } = course;
  return {
    month,
    turnoverMinor: course.turnoverMinor,
    marginMinor: course.marginMinor,
    costMinor: costMinorOf(course),
    quotaGrantedMinor: course.quotaGrantedMinor,
    dividendsMinor: state.totals.dividendsE18 / MINOR_E18 - course.givenBackMinor,
    payoutsMinor: state.totals.payoutsMinor,
    reserveE18: state.reserveE18,
    outstandingMicro: state.outstandingMicro,
  };
}

function noteCohorts(collected: Collected, course: Course): void {
  for (const years of YEARS_WATCHED) {
    const firstDay = course.day + 1 - years * YEAR_DAYS;
    if (firstDay < 0 || firstDayOf(monthOf(firstDay)) !== firstDay) continue;
    const cohort = cohortMeasure(collected, course, monthOf(firstDay), years);
    if (cohort.buyers > 0) collected.cohorts.push(cohort);
  }
}

const isBuyer = ({ people }: Course, person: number): boolean =>
  people.standing[person] === STANDING.buyer && people.spentMinor[person]! > 0n;

/** What a buyer has back until now: dividends, and shares redeemed or still to be; goods besides. */
function gainsOf({ people, state, plan }: Course, person: number, view: HolderView) {
  const { sharesMicro, dividendsE18, payoutsMinor } = view;
  const dividendsMinor = dividendsE18 / MINOR_E18;
  const { feeRate } = plan.redemption;
  const redeemableMinor =
    payoutsMinor +
    (sharesMicro === 0n ? 0n : redemptionOf(state, sharesMicro, feeRate).payoutMinor);
  const backMinor = dividendsMinor + redeemableMinor + people.goodsMinor[person]!;
  return { dividendsMinor, redeemableMinor, backMinor };
}

/** Of each 100.00 spent. */
const perSpent = (amountMinor: bigint, spentMinor: bigint): number =>
  Number((amountMinor * PER_MINOR) / spentMinor);

const ascending = (values: readonly number[]): Float64Array => new Float64Array(values).sort();

const rankOf = (sorted: Float64Array, share: number): bigint => BigInt(quantile(sorted, share));

function cohortMeasure(
  { firstOfMonth, goods }: Collected,
  course: Course,
  month: number,
  years: number,
): CohortMeasure {
  const { people, state } = course;
  const to = firstOfMonth[month + 1] ?? people.count;
  const all = noLooks();
  const sums = { quotaGrantedMinor: 0n, dividendsMinor: 0n };
  for (let person = firstOfMonth[month] ?? to; person < to; person++) {
    if (!isBuyer(course, person)) continue;
    const gains = gainsOf(course, person, viewHolder(state, person));
    sums.quotaGrantedMinor += people.quotaMinor[person]!;
    sums.dividendsMinor += gains.dividendsMinor;
    const spentMinor = people.spentMinor[person]!;
    const kind = people.kind[person]!;
    for (const looks of kind === 0 ? [all] : [all, looksOf(goods, years, kind - 1)]) {
      looks.dividends.push(perSpent(gains.dividendsMinor, spentMinor));
      looks.redeemables.push(perSpent(gains.redeemableMinor, spentMinor));
      looks.backs.push(perSpent(gains.backMinor, spentMinor));
    }
  }
  const backs = ascending(all.backs);
  return {
    month,
    years,
    buyers: backs.length,
    ...sums,
    medianDividendsMinor: rankOf(ascending(all.dividends), 0.5),
    medianRedeemableMinor: rankOf(ascending(all.redeemables), 0.5),
    medianBackMinor: rankOf(backs, 0.5),
    worstTenthBackMinor: rankOf(backs, 0.1),
  };
}

const goodsKey = (years: number, category: number): string => `${years}:${category}`;

function looksOf(goods: Map<string, Looks>, years: number, category: number): Looks {
  const key = goodsKey(years, category);
  const looks = goods.get(key) ?? noLooks();
  goods.set(key, looks);
  return looks;
}

/** What came back of goods of each category, in the plan's order. */
export function goodsMeasures({ goods }: Collected, { categories }: Course): GoodsMeasure[] {
  return YEARS_WATCHED.flatMap((years) =>
    categories.flatMap(([category], k): GoodsMeasure[] => {
      const looks = goods.get(goodsKey(years, k));
      if (looks === undefined) return [];
      const backs = ascending(looks.backs);
      return [
        {
          ...{ category, years, buyers: backs.length },
          medianBackMinor: rankOf(backs, 0.5),
          worstTenthBackMinor: rankOf(backs, 0.1),
          medianDividendsMinor: rankOf(ascending(looks.dividends), 0.5),
        },
      ];
    }),
  );
}

/** What is found by walking everybody, once. */
export function lookAtEverybody(course: Course) {
  const { people, state } = course;
  const backs: number[] = [];
  const nav = navOf(state);
  let [claimsMinor, quotaLeftE18] = [0n, 0n];
  let reached = 0;
  for (let person = 0; person < people.count; person++) {
    const view = viewHolder(state, person);
    claimsMinor += valueMinorAt(nav, view.sharesMicro);
    quotaLeftE18 += view.quotaE18;
    if (!isBuyer(course, person)) continue;
    reached += people.hasReached[person]!;
    const { backMinor } = gainsOf(course, person, view);
    backs.push(perSpent(backMinor, people.spentMinor[person]!));
  }
  return {
    buyers: backs.length,
    reached,
    giniPermille: giniPermille(ascending(backs)),
    claimsMinor,
    reserveMinor: state.reserveE18 / MINOR_E18,
    quotaLeftMinor: quotaLeftE18 / MINOR_E18,
    broken: brokenInvariants(state),
  };
}

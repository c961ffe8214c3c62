/**
 * Collecting: what is measured while a future runs, and what at its end.
 *
 * A month is noted at its end from totals that the engine keeps. A cohort is looked at on its
 * anniversaries, each buyer once a year. Only the end walks everybody.
 */
import { brokenInvariants, MINOR_E18, viewHolder, type HolderView } from "@patronage/engine";
import type { Course } from "./course.ts";
import { firstDayOf, monthOf } from "./dates.ts";
import type { CohortMeasure, MonthMeasure } from "./measures.ts";
import { STANDING } from "./people.ts";
import { YEAR_DAYS } from "./scenario.ts";
import { giniPermille, quantile } from "./statistics.ts";

const YEARS_WATCHED = [1, 2, 3];
/** What is told of each buyer: of so much spent. */
const PER_MINOR = 10_000n;

export type Collected = {
  readonly months: MonthMeasure[];
  readonly cohorts: CohortMeasure[];
  /** The number of the first person of each month. */
  readonly firstOfMonth: number[];
};

export function beginCollecting(): Collected {
  return { months: [], cohorts: [], firstOfMonth: [] };
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
  if (monthOf(day + 1) === month && day !== scenario.days - 1) {
    return noteCohorts(collected, course);
  }
  collected.months.push(monthMeasure(course, month));
  noteCohorts(collected, course);
}

/** What the merchant has paid for the programme until now. */
export function costMinorOf({ state: { merchant } }: Course): bigint {
  return merchant.contributedMinor - merchant.returnedMinor - merchant.deductedMinor;
}

function monthMeasure(course: Course, month: number): MonthMeasure {
  const { state, people } = course;
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
    holders: people.count,
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

/** What a holder's shares would bring now, net of the fee, at today's NAV. */
function redeemableMinorOf({ state, plan }: Course, view: HolderView): bigint {
  if (view.sharesMicro === 0n) return 0n;
  const { num, den } = plan.redemption.feeRate;
  const valueMinor = (view.sharesMicro * state.reserveE18) / (state.outstandingMicro * MINOR_E18);
  return valueMinor - (valueMinor * num + den - 1n) / den;
}

function cohortMeasure(
  { firstOfMonth }: Collected,
  course: Course,
  month: number,
  years: number,
): CohortMeasure {
  const { people, state } = course;
  const to = firstOfMonth[month + 1] ?? people.count;
  const [dividends, redeemables, backs]: [number[], number[], number[]] = [[], [], []];
  const sums = { spentMinor: 0n, quotaGrantedMinor: 0n, dividendsMinor: 0n, redeemableMinor: 0n };
  for (let person = firstOfMonth[month] ?? to; person < to; person++) {
    const spentMinor = people.spentMinor[person]!;
    if (people.standing[person] !== STANDING.buyer || spentMinor <= 0n) continue;
    const view = viewHolder(state, person);
    const dividendsMinor = view.dividendsE18 / MINOR_E18;
    const redeemableMinor = view.payoutsMinor + redeemableMinorOf(course, view);
    sums.spentMinor += spentMinor;
    sums.quotaGrantedMinor += people.quotaMinor[person]!;
    sums.dividendsMinor += dividendsMinor;
    sums.redeemableMinor += redeemableMinor;
    dividends.push(Number((dividendsMinor * PER_MINOR) / spentMinor));
    redeemables.push(Number((redeemableMinor * PER_MINOR) / spentMinor));
    backs.push(Number(((dividendsMinor + redeemableMinor) * PER_MINOR) / spentMinor));
  }
  const at = (values: number[], share: number): bigint =>
    BigInt(quantile(Float64Array.from(values).sort(), share));
  return {
    month,
    years,
    buyers: backs.length,
    ...sums,
    medianDividendsMinor: at(dividends, 0.5),
    medianRedeemableMinor: at(redeemables, 0.5),
    medianBackMinor: at(backs, 0.5),
    worstTenthBackMinor: at(backs, 0.1),
  };
}

/** What is found by walking everybody, once. */
export function lookAtEverybody(course: Course) {
  const { people, state } = course;
  const backs: number[] = [];
  let [claimsMinor, quotaLeftE18] = [0n, 0n];
  let [buyers, reached] = [0, 0];
  for (let person = 0; person < people.count; person++) {
    const view = viewHolder(state, person);
    if (view.sharesMicro > 0n) {
      claimsMinor += (view.sharesMicro * state.reserveE18) / (state.outstandingMicro * MINOR_E18);
    }
    quotaLeftE18 += view.quotaE18;
    const spentMinor = people.spentMinor[person]!;
    if (people.standing[person] !== STANDING.buyer || spentMinor <= 0n) continue;
    buyers += 1;
    reached += people.hasReached[person]!;
    const wonMinor = view.dividendsE18 / MINOR_E18 + view.payoutsMinor;
    const backMinor = wonMinor + redeemableMinorOf(course, view);
    backs.push(Number((backMinor * PER_MINOR) / spentMinor));
  }
  return {
    buyers,
    reached,
    giniPermille: giniPermille(Float64Array.from(backs).sort()),
    claimsMinor,
    reserveMinor: state.reserveE18 / MINOR_E18,
    quotaLeftMinor: quotaLeftE18 / MINOR_E18,
    broken: brokenInvariants(state),
  };
}

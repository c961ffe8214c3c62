/**
 * One future: a plan, a scenario and a seed, day by day through the engine.
 *
 * The same three give the same measures to the last digit, on any number of threads. A day goes: what
 * was ordered matures or comes back, people come, order, redeem; attackers act; the day is closed.
 */
import { MINOR_E18, type Command, type DayClosed, type Plan, type State } from "@patronage/engine";
import { attackMeasures, letAttackersAct } from "./attacks.ts";
import {
  beginCollecting,
  goodsMeasures,
  lookAtEverybody,
  noteEvening,
  noteMorning,
} from "./collect.ts";
import { appoint, beginCourse, closeDay, join, type Course } from "./course.ts";
import { dateOf } from "./dates.ts";
import type { Measures } from "./measures.ts";
import { STANDING } from "./people.ts";
import { dayAt, type Scenario } from "./scenario.ts";
import {
  letEverybodyRun,
  letHoldersLook,
  letNewcomersCome,
  letOrdersMature,
  letVisitorsOrder,
  REGION,
} from "./shoppers.ts";

export type Watch = {
  /** Called after each day; throws to stop. */
  readonly onDay?: (done: number, total: number) => void;
  /** Called before a day is closed, to look at the state and not to change it. */
  readonly beforeClose?: (state: State, day: number) => void;
  readonly afterClose?: (closed: DayClosed, day: number) => void;
  /** Called with each command before it is decided. All have the same id. */
  readonly onCommand?: (command: Command) => void;
};

/** Runs one future and measures it. */
export function simulate(
  plan: Plan,
  scenario: Scenario,
  seed: number,
  { onDay, beforeClose, afterClose, onCommand }: Watch = {},
): Measures {
  const course = beginCourse(plan, scenario, seed);
  course.onCommand = onCommand;
  const collected = beginCollecting();
  const stopDay = dayAt(scenario, scenario.stopsAt) ?? Infinity;
  for (let day = 0; day < scenario.days; day++) {
    const date = dateOf(day);
    course.day = day;
    course.at = `${date}T12:00:00Z`;
    if (day === 0) appointAgent(course);
    noteMorning(collected, course);
    letOrdersMature(course);
    if (day < stopDay) {
      letNewcomersCome(course);
      letVisitorsOrder(course);
    }
    const payoutsMinor = course.state.totals.payoutsMinor;
    letHoldersLook(course);
    letEverybodyRun(course);
    letAttackersAct(course);
    beforeClose?.(course.state, day);
    const closed = endDay(course, date, payoutsMinor);
    afterClose?.(closed, day);
    noteEvening(collected, course);
    onDay?.(day + 1, scenario.days);
  }
  const { merchant } = course.state;
  return {
    plan: plan.programme,
    scenario: scenario.name,
    seed,
    days: scenario.days,
    orders: course.orders,
    commands: course.commands,
    months: collected.months,
    cohorts: collected.cohorts,
    goods: goodsMeasures(collected, course),
    foundedMinor: merchant.foundedMinor,
    refundLossMinor: merchant.refundLossMinor,
    largestDayMinor: course.largestDayMinor,
    attacks: attackMeasures(course),
    ...lookAtEverybody(course),
    refused: course.refused,
  };
}

/** One holder, who is there under every plan, is the agent of the region that some orders go to. */
function appointAgent(course: Course): void {
  const person = join(course);
  course.people.standing[person] = STANDING.agent;
  if (course.plan.regionalAgent !== undefined) appoint(course, REGION, person);
}

function endDay(course: Course, date: string, payoutsBeforeMinor: bigint): DayClosed {
  const { people, store, state } = course;
  const closed = closeDay(course, date);
  course.capped = closed.capped.map(({ holder }) => store.holders.find(holder)!);
  for (const person of course.capped) people.hasReached[person] = 1;
  for (const { holder } of closed.forced) people.hasReached[store.holders.find(holder)!] = 1;
  const paidE18 = closed.proRataPaidE18 + closed.tierPaidE18;
  const dayMinor = paidE18 / MINOR_E18 + state.totals.payoutsMinor - payoutsBeforeMinor;
  if (dayMinor > course.largestDayMinor) course.largestDayMinor = dayMinor;
  return closed;
}

/**
 * The course of one future: the engine's state on its way through the days, and what people do to it.
 *
 * Each deed is a command that the engine decides; nothing here computes what it comes to. What a
 * command did is read from its events.
 */
import {
  apply,
  createState,
  maxRedeem,
  type Category,
  type Command,
  type Event,
  type EventOf,
  type OrderAccrued,
  type OrderRefunded,
  type Plan,
  type State,
} from "@patronage/engine";
import { leanStore, nameOf, type LeanStore } from "./lean-store.ts";
import { addPerson, noPeople, STANDING, type People } from "./people.ts";
import { randomOf, type Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";

const STREAMS = [
  ...(["arrivals", "goods", "amounts", "visits", "stays", "returns", "referrals"] as const),
  ...(["tempers", "looks", "spends", "quotas", "regions"] as const),
];
type Stream = (typeof STREAMS)[number];

/** An order that is on its way to be completed or to come back. */
export type Pending = {
  readonly order: string;
  readonly buyer: number;
  readonly category: number;
  readonly paidMinor: bigint;
  /** Of what was paid, so much is margin; what remains the goods cost. */
  readonly marginMinor: bigint;
  /** Whether it will come back after it matured, and must be remembered until then. */
  comesBack: boolean;
};

export type AttackTotals = { putInMinor: bigint; gotOutMinor: bigint; merchantCostMinor: bigint };

export type Course = {
  readonly plan: Plan;
  readonly categories: readonly (readonly [name: string, terms: Category])[];
  readonly scenario: Scenario;
  readonly store: LeanStore;
  readonly state: State;
  readonly people: People;
  readonly chance: { readonly [S in Stream]: Random };
  day: number;
  at: string;
  commands: number;
  orders: number;
  /** By day: what matures, and what comes back. */
  readonly maturing: (Pending[] | undefined)[];
  readonly returning: (Pending[] | undefined)[];
  /** Who used up the quota at the last close. */
  capped: number[];
  turnoverMinor: bigint;
  marginMinor: bigint;
  quotaGrantedMinor: bigint;
  /** Dividends that buyers gave back with their returns. */
  givenBackMinor: bigint;
  largestDayMinor: bigint;
  /** Turnover by day, for those who watch it. */
  readonly turnoverByDay: number[];
  readonly attack: AttackTotals;
  readonly refused: { [code: string]: number };
};

/** A future before its first day. */
export function beginCourse(plan: Plan, scenario: Scenario, seed: number): Course {
  const store = leanStore();
  const chance = Object.fromEntries(
    STREAMS.map((stream) => [stream, randomOf(seed, stream)]),
  ) as Course["chance"];
  return {
    plan,
    categories: [...plan.categories],
    scenario,
    store,
    state: createState(plan, store),
    people: noPeople(),
    chance,
    day: 0,
    at: "",
    commands: 0,
    orders: 0,
    maturing: [],
    returning: [],
    capped: [],
    turnoverMinor: 0n,
    marginMinor: 0n,
    quotaGrantedMinor: 0n,
    givenBackMinor: 0n,
    largestDayMinor: 0n,
    turnoverByDay: [],
    attack: { putInMinor: 0n, gotOutMinor: 0n, merchantCostMinor: 0n },
    refused: {},
  };
}

const NOTHING: readonly Event[] = [];

/** Lets the engine decide and apply a command; no events when it refuses. */
export function act(course: Course, command: Command): readonly Event[] {
  course.commands++;
  const outcome = apply(course.state, command);
  if (outcome.ok) return outcome.events;
  const { code } = outcome.refusal;
  course.refused[code] = (course.refused[code] ?? 0) + 1;
  return NOTHING;
}

/** The lean store asks no command for its id. */
const ID = "future";

/** Someone joins; answers its number. */
export function join(course: Course, referrer?: number): number {
  const person = addPerson(course.people);
  const common = { id: ID, at: course.at, type: "holder.join" } as const;
  const holder = nameOf(person);
  act(
    course,
    referrer === undefined
      ? { ...common, holder }
      : { ...common, holder, referrer: nameOf(referrer) },
  );
  return person;
}

/** The margin of so much paid: after a price war's cut, with goods that cost what they did. */
function marginOf(
  course: Course,
  { grossMargin: { num, den } }: Category,
  paidMinor: bigint,
): bigint {
  const { priceWar, days } = course.scenario;
  if (priceWar === undefined || course.day < Math.floor(priceWar.at * days)) {
    return (paidMinor * num) / den;
  }
  const goodsNum = paidMinor * 1000n * (den - num);
  const goodsDen = BigInt(1000 - priceWar.cutPermille) * den;
  // The goods cost no less than that: rounded up.
  return paidMinor - (goodsNum + goodsDen - 1n) / goodsDen;
}

/** What somebody orders. */
export type Purchase = {
  readonly category: number;
  readonly paidMinor: bigint;
  readonly region: string | undefined;
};

/** Someone pays for an order, which accrues at once or waits, as the plan says. */
export function pay(course: Course, buyer: number, purchase: Purchase): Pending {
  const { category, paidMinor, region } = purchase;
  const { people, at, day, turnoverByDay } = course;
  const [name, terms] = course.categories[category]!;
  const order = `o${course.orders++}`;
  const marginMinor = marginOf(course, terms, paidMinor);
  const lines = [{ line: "1", category: name, paidMinor }];
  const holder = nameOf(buyer);
  // Written out: this is done ten million times.
  const command: Command =
    region === undefined
      ? { id: ID, at, type: "order.pay", order, holder, lines }
      : { id: ID, at, type: "order.pay", order, holder, lines, region };
  const events = act(course, command);
  people.spentMinor[buyer]! += paidMinor;
  course.turnoverMinor += paidMinor;
  course.marginMinor += marginMinor;
  turnoverByDay[day] = (turnoverByDay[day] ?? 0) + Number(paidMinor);
  if (people.standing[buyer] === STANDING.apart) course.attack.putInMinor += paidMinor;
  if (events.length > 1) noteAccrued(course, events[1] as OrderAccrued, buyer);
  return { order, buyer, category, paidMinor, marginMinor, comesBack: false };
}

/** An order can no longer be returned: it accrues. */
export function complete(course: Course, { order, buyer }: Pending): void {
  const [event] = act(course, { id: ID, at: course.at, type: "order.complete", order });
  if (event !== undefined) noteAccrued(course, event as OrderAccrued, buyer);
}

function noteAccrued(course: Course, event: OrderAccrued, buyer: number): void {
  const { people } = course;
  for (const { number, quotaMinor } of event.places) {
    people.quotaMinor[number]! += quotaMinor;
    course.quotaGrantedMinor += quotaMinor;
  }
  const takenMinor = event.intoMinor + event.proRataMinor + event.tierMinor;
  const standing = people.standing[buyer];
  if (standing === STANDING.apart) course.attack.merchantCostMinor += takenMinor;
  // A ring has its own merchant: what is paid goes round, and only what the plan takes is put in.
  if (standing === STANDING.ring) course.attack.putInMinor += takenMinor;
}

/** An order comes back whole, before or after it matured. */
export function giveBack(course: Course, pending: Pending): void {
  const { order, buyer, paidMinor, marginMinor } = pending;
  const lines = [{ line: "1", amountMinor: paidMinor }];
  const [event] = act(course, { id: ID, at: course.at, type: "order.refund", order, lines });
  course.store.forget(order);
  if (event === undefined) return;
  const { people } = course;
  course.turnoverMinor -= paidMinor;
  course.marginMinor -= marginMinor;
  const refunded = event.type === "orderRefunded" ? event : undefined;
  const withheldMinor = refunded === undefined ? 0n : withheldOf(refunded);
  people.spentMinor[buyer]! -= paidMinor - withheldMinor;
  if (people.standing[buyer] === STANDING.apart) {
    course.attack.gotOutMinor += paidMinor - withheldMinor;
  }
  if (refunded !== undefined) noteRefunded(course, refunded, buyer);
}

/** What the shop withholds of a refund. */
function withheldOf({ givenBackMinor, missingMinor }: OrderRefunded): bigint {
  return givenBackMinor + missingMinor;
}

function noteRefunded(course: Course, event: OrderRefunded, buyer: number): void {
  const { people, store } = course;
  course.givenBackMinor += event.givenBackMinor;
  for (const { holder, quotaMinor } of event.places) {
    people.quotaMinor[store.holders.find(holder)!]! -= quotaMinor;
    course.quotaGrantedMinor -= quotaMinor;
  }
  if (people.standing[buyer] === STANDING.apart) {
    const returnedMinor = event.proRataMinor + event.tierMinor + event.reserveMinor;
    course.attack.merchantCostMinor -= returnedMinor + event.missingMinor;
  }
}

/** Someone redeems all it can. */
export function redeemAll(course: Course, person: number): void {
  const { holders } = course.store;
  if (holders.sharesMicro.get(person) === 0n) return;
  const holder = nameOf(person);
  const sharesMicro = maxRedeem(course.state, holder);
  if (sharesMicro === 0n) return;
  act(course, { id: ID, at: course.at, type: "shares.redeem", holder, sharesMicro });
}

/** Someone pays for goods with shares. */
export function spendShares(course: Course, person: number, sharesMicro: bigint): void {
  const holder = nameOf(person);
  const order = `s${course.orders++}`;
  act(course, {
    id: ID,
    at: course.at,
    type: "shares.spend",
    holder,
    sharesMicro,
    order,
  });
}

/** The holder appointed as the agent of a region. */
export function appoint(course: Course, region: string, person: number): void {
  const holder = nameOf(person);
  act(course, { id: ID, at: course.at, type: "agent.appoint", region, holder });
}

/** The day ends: dividends are paid. */
export function closeDay(course: Course, date: string): EventOf<"dayClosed"> {
  const command = { id: ID, at: course.at, type: "day.close", date } as const;
  const closed = act(course, command).at(-1);
  if (closed?.type !== "dayClosed") throw new Error(`The engine did not close ${date}.`);
  return closed;
}

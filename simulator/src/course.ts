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
  maxSpend,
  navOf,
  timesCeil,
  timesFloor,
  valueMinorAt,
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
import { dayAt, type Attack, type Scenario } from "./scenario.ts";

const STREAMS = [
  ...(["arrivals", "goods", "amounts", "visits", "stays", "returns", "referrals"] as const),
  ...(["tempers", "kinds", "looks", "spends", "quotas", "regions"] as const),
];
type Stream = (typeof STREAMS)[number];
/** The streams that a wish for goods is drawn from. */
export type WishChance = Readonly<Record<"amounts" | "goods" | "regions" | "returns", Random>>;

/** An order that is on its way to be completed or to come back. */
export type Pending = {
  readonly order: string;
  readonly buyer: number;
  readonly paidMinor: bigint;
  /** Of what was paid, so much is margin; what remains the goods cost. */
  readonly marginMinor: bigint;
  /** What of it will come back; the order must be remembered until then. */
  backMinor: bigint;
  /** What did not come back. */
  keptMinor: bigint;
};

/** An attack: who takes part in it, and what it came to so far. */
export type AttackTotals = {
  readonly attack: Attack;
  readonly people: number[];
  putInMinor: bigint;
  gotOutMinor: bigint;
  merchantCostMinor: bigint;
};

export type Course = {
  readonly plan: Plan;
  readonly categories: readonly (readonly [name: string, terms: Category])[];
  readonly scenario: Scenario;
  readonly store: LeanStore;
  readonly state: State;
  readonly people: People;
  readonly chance: { readonly [S in Stream]: Random };
  /** Orders for new quota are drawn from a stream of their own: how many there are, the plan decides. */
  readonly quotaChance: WishChance;
  /** The parts of all goods up to and with each category; the last is 1. */
  readonly mix: readonly number[];
  day: number;
  at: string;
  commands: number;
  orders: number;
  /** Goods that were had for shares. */
  spends: number;
  /** What those goods cost that the merchant gave for shares. */
  giftCostMinor: bigint;
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
  /** What ordinary buyers paid less what came back, by day, for those who watch it. */
  readonly turnoverByDay: number[];
  readonly attacks: readonly AttackTotals[];
  readonly refused: { [code: string]: number };
  /** Whoever listens to the commands. */
  onCommand: ((command: Command) => void) | undefined;
};

/** A future before its first day. */
export function beginCourse(plan: Plan, scenario: Scenario, seed: number): Course {
  const store = leanStore();
  const chance = Object.fromEntries(
    STREAMS.map((stream) => [stream, randomOf(seed, stream)]),
  ) as Course["chance"];
  const { quotas } = chance;
  const categories = [...plan.categories];
  return {
    plan,
    categories,
    mix: mixOf(
      categories.map(([name]) => name),
      scenario,
    ),
    scenario,
    store,
    state: createState(plan, store),
    people: noPeople(),
    chance,
    quotaChance: { amounts: quotas, goods: quotas, regions: quotas, returns: quotas },
    day: 0,
    at: "",
    commands: 0,
    orders: 0,
    spends: 0,
    giftCostMinor: 0n,
    maturing: [],
    returning: [],
    capped: [],
    turnoverMinor: 0n,
    marginMinor: 0n,
    quotaGrantedMinor: 0n,
    givenBackMinor: 0n,
    largestDayMinor: 0n,
    turnoverByDay: [],
    attacks: scenario.attacks.map((attack) => ({
      ...{ attack, people: [], putInMinor: 0n, gotOutMinor: 0n, merchantCostMinor: 0n },
    })),
    refused: {},
    onCommand: undefined,
  };
}

/** Weights as growing parts of one. */
function mixOf(categories: readonly string[], { mix }: Scenario): number[] {
  const weights = categories.map((name) => Math.max(0, mix?.[name] ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const even = categories.length;
  let part = 0;
  const parts = weights.map((weight) => (part += total > 0 ? weight / total : 1 / even));
  // What adding lost to rounding belongs to the last that is bought at all.
  return parts.map((reached) => (reached === part ? 1 : reached));
}

const NOTHING: readonly Event[] = [];

/** Lets the engine decide and apply a command; no events when it refuses. */
export function act(course: Course, command: Command): readonly Event[] {
  course.commands++;
  course.onCommand?.(command);
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
function marginOf(course: Course, { grossMargin }: Category, paidMinor: bigint): bigint {
  const { priceWar } = course.scenario;
  if (priceWar === undefined || course.day < dayAt(course.scenario, priceWar.at)!) {
    return timesFloor(paidMinor, grossMargin);
  }
  const { num, den } = grossMargin;
  const goods = { num: 1000n * (den - num), den: BigInt(1000 - priceWar.cutPermille) * den };
  return paidMinor - timesCeil(paidMinor, goods);
}

/** The attack that somebody takes part in. */
function attackOf({ people, attacks }: Course, person: number): AttackTotals | undefined {
  const standing = people.standing[person]!;
  return standing < STANDING.attacker ? undefined : attacks[standing - STANDING.attacker];
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
  const { people, at } = course;
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
  course.marginMinor += marginMinor;
  noteTurnover(course, buyer, paidMinor);
  const attack = attackOf(course, buyer);
  // A ring has its own merchant: what is paid goes round, and only what the plan takes is put in.
  if (attack !== undefined && attack.attack !== "ring") attack.putInMinor += paidMinor;
  if (events.length > 1) noteAccrued(course, events[1] as OrderAccrued, buyer);
  return { order, buyer, paidMinor, marginMinor, backMinor: 0n, keptMinor: paidMinor };
}

function noteTurnover(course: Course, buyer: number, amountMinor: bigint): void {
  const { people, turnoverByDay, day } = course;
  course.turnoverMinor += amountMinor;
  if (people.standing[buyer] !== STANDING.buyer) return;
  turnoverByDay[day] = (turnoverByDay[day] ?? 0) + Number(amountMinor);
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
  const attack = attackOf(course, buyer);
  if (attack === undefined) return;
  const takenMinor = event.intoMinor + event.proRataMinor + event.tierMinor;
  if (attack.attack === "ring") attack.putInMinor += takenMinor;
  else attack.merchantCostMinor += takenMinor;
}

/** What is to come back of an order does, before or after it matured; the rest goes on. */
export function giveBack(course: Course, pending: Pending): void {
  const { order, buyer, paidMinor, marginMinor, backMinor } = pending;
  const lines = [{ line: "1", amountMinor: backMinor }];
  const [event] = act(course, { id: ID, at: course.at, type: "order.refund", order, lines });
  pending.backMinor = 0n;
  if (event === undefined) return;
  pending.keptMinor -= backMinor;
  const refunded = event.type === "orderRefunded" ? event : undefined;
  if (refunded !== undefined || pending.keptMinor === 0n) course.store.forget(order);
  noteTurnover(course, buyer, -backMinor);
  course.marginMinor -= (marginMinor * backMinor) / paidMinor;
  const gotMinor = refunded === undefined ? backMinor : backMinor - withheldOf(refunded);
  course.people.spentMinor[buyer]! -= gotMinor;
  const attack = attackOf(course, buyer);
  if (attack !== undefined) attack.gotOutMinor += gotMinor;
  if (refunded !== undefined) noteRefunded(course, refunded, attack);
}

/** What the shop withholds of a refund. */
function withheldOf({ givenBackMinor, missingMinor }: OrderRefunded): bigint {
  return givenBackMinor + missingMinor;
}

function noteRefunded(
  course: Course,
  event: OrderRefunded,
  attack: AttackTotals | undefined,
): void {
  const { people, store } = course;
  course.givenBackMinor += event.givenBackMinor;
  for (const { holder, quotaMinor } of event.places) {
    people.quotaMinor[store.holders.find(holder)!]! -= quotaMinor;
    course.quotaGrantedMinor -= quotaMinor;
  }
  if (attack === undefined) return;
  const returnedMinor = event.proRataMinor + event.tierMinor + event.reserveMinor;
  attack.merchantCostMinor -= returnedMinor + event.missingMinor;
}

/** Someone redeems all it can. */
export function redeemAll(course: Course, person: number): void {
  const { people, plan, state } = course;
  const { holders } = course.store;
  if (holders.sharesMicro.get(person) === 0n) return;
  const holder = nameOf(person);
  const sharesMicro = maxRedeem(state, holder);
  if (sharesMicro === 0n) return;
  act(course, { id: ID, at: course.at, type: "shares.redeem", holder, sharesMicro });
  const hadQuota = plan.redemption.consumesQuota && people.quotaMinor[person]! > 0n;
  if (hadQuota && holders.quotaE18.get(person) === 0n) people.hasReached[person] = 1;
}

/** The most shares that somebody may pay with now, and what they are worth. */
export function meansOf({ state }: Course, person: number): [sharesMicro: bigint, minor: bigint] {
  const sharesMicro = maxSpend(state, nameOf(person));
  return [sharesMicro, sharesMicro === 0n ? 0n : valueMinorAt(navOf(state), sharesMicro)];
}

/** Someone pays for goods with shares: no order, since nothing accrues. */
export function spendShares(
  course: Course,
  person: number,
  { sharesMicro, category }: { readonly sharesMicro: bigint; readonly category: number },
): void {
  const order = `s${course.spends++}`;
  const spend = { type: "shares.spend", holder: nameOf(person), sharesMicro, order } as const;
  const [event] = act(course, { id: ID, at: course.at, ...spend });
  if (event?.type !== "sharesSpent") return;
  const { valueMinor, fromReserveMinor } = event;
  course.people.goodsMinor[person]! += valueMinor;
  const givenMinor = valueMinor - fromReserveMinor;
  const [, terms] = course.categories[category]!;
  course.giftCostMinor += givenMinor - marginOf(course, terms, givenMinor);
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

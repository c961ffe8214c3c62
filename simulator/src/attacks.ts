/**
 * Attacks: people who order for what the plan gives, and not for the goods.
 *
 * Each begins when a third of the time is over, counts every fen it puts in and gets out, and redeems
 * everything on the last day. Goods are taken to bring what they cost the merchant; the ring has a
 * merchant of its own, who keeps all that the plan does not take.
 */
import { compareRatios, promiseCoverage, sumRatios, viewHolder } from "@patronage/engine";
import type { Category, Ratio } from "@patronage/engine";
import { join, pay, redeemAll, type AttackTotals, type Course, type Pending } from "./course.ts";
import type { AttackMeasure } from "./measures.ts";
import { STANDING } from "./people.ts";
import { dayAt, type Attack } from "./scenario.ts";
import { awaitMaturity, put } from "./shoppers.ts";

const BEGINS_AT = 1 / 3;
/** The ring orders each day so much of the shop's turnover of a day, for so long. */
const RING = { percentCount: 5n, days: 90 };
/** The snipers order each time a tenth of a day's turnover in all. */
const SNIPERS = { people: 20, everyDays: 30, percentCount: 10n };
const WHALE_DAYS = 60;

/** What attackers do on a day. */
export function letAttackersAct(course: Course): void {
  const { scenario, day } = course;
  const since = day - dayAt(scenario, BEGINS_AT)!;
  for (const attack of course.attacks) {
    if (since >= 0) ACTS[attack.attack](course, attack, since);
    if (day === scenario.days - 1) for (const person of attack.people) redeemAll(course, person);
  }
}

type Act = (course: Course, attack: AttackTotals, since: number) => void;

const ACTS: { readonly [A in Attack]: Act } = {
  ring: (course, attack, since) => {
    if (since === 0) {
      const merchant = joinIn(course, attack);
      const referrer = joinIn(course, attack, merchant);
      joinIn(course, attack, referrer);
    }
    if (since >= RING.days) return;
    const paidMinor = atLeastOne((turnoverOfADay(course) * RING.percentCount) / 100n);
    buy(course, attack.people[2]!, paidMinor, dearest(course, takenOf));
  },
  snipers: (course, attack, since) => {
    const { people } = attack;
    if (since === 0) while (people.length < SNIPERS.people) joinIn(course, attack);
    const { plan, scenario } = course;
    const phase = since % SNIPERS.everyDays;
    const maturesAfter = plan.maturity === "completion" ? scenario.returnDays : 0;
    if (phase === maturesAfter + 1) for (const person of people) redeemAll(course, person);
    if (phase !== 0) return;
    const allMinor = (turnoverOfADay(course) * SNIPERS.percentCount) / 100n;
    const paidMinor = atLeastOne(allMinor / BigInt(SNIPERS.people));
    for (const person of people) snipe(course, attack, person, paidMinor);
  },
  whale: (course, attack, since) => {
    if (since !== 0) return;
    const whale = joinIn(course, attack);
    const paidMinor = atLeastOne(turnoverOfADay(course) * BigInt(WHALE_DAYS));
    const { marginMinor } = buy(course, whale, paidMinor, dearest(course, marginOfUnit));
    attack.gotOutMinor += paidMinor - marginMinor;
  },
};

/** Under a plan that accrues at once, a sniper sends the goods back in time; else it sells them. */
function snipe(course: Course, attack: AttackTotals, person: number, paidMinor: bigint): void {
  const isReturnable = course.plan.maturity === "payment";
  const category = dearest(course, marginOfUnit);
  const pending = buy(course, person, paidMinor, category, isReturnable);
  if (isReturnable) put(course.returning, course.day + 2, pending);
  else attack.gotOutMinor += paidMinor - pending.marginMinor;
}

function buy(
  course: Course,
  person: number,
  paidMinor: bigint,
  category: number,
  comesBack = false,
): Pending {
  const pending = pay(course, person, { category, paidMinor, region: undefined });
  if (comesBack) pending.backMinor = paidMinor;
  awaitMaturity(course, pending);
  return pending;
}

const takenOf = ({ proRataRate, tierRate, reserveRate }: Category): Ratio =>
  sumRatios([proRataRate, tierRate, reserveRate]);
const marginOfUnit = ({ grossMargin }: Category): Ratio => grossMargin;

/** The category that grants the most quota for what an attacker gives up in it. */
function dearest({ categories, plan }: Course, givenUp: (terms: Category) => Ratio): number {
  const gains = categories.map(([, terms]): Ratio => {
    const { granted } = promiseCoverage(plan, terms);
    const { num, den } = givenUp(terms);
    return { num: granted.num * den, den: granted.den * (num === 0n ? 1n : num) };
  });
  return gains.reduce((best, gain, k) => (compareRatios(gain, gains[best]!) > 0 ? k : best), 0);
}

function joinIn(course: Course, attack: AttackTotals, referrer?: number): number {
  const person = join(course, referrer);
  course.people.standing[person] = STANDING.attacker + course.attacks.indexOf(attack);
  attack.people.push(person);
  return person;
}

/** The mean of the days so far. */
function turnoverOfADay({ turnoverMinor, day }: Course): bigint {
  return turnoverMinor / BigInt(Math.max(1, day));
}

const atLeastOne = (amountMinor: bigint): bigint => (amountMinor > 0n ? amountMinor : 1n);

/** What each attack came to in the end, with what stands in the attackers' wallets. */
export function attackMeasures({ attacks, state }: Course): AttackMeasure[] {
  return attacks.map(({ attack, people, putInMinor, gotOutMinor, merchantCostMinor }) => {
    const walletsMinor = people.reduce((sum, one) => sum + viewHolder(state, one).walletMinor, 0n);
    return { attack, putInMinor, gotOutMinor: gotOutMinor + walletsMinor, merchantCostMinor };
  });
}

/**
 * The simulator: three years of days, a million holders and ten million orders, in one future.
 *
 * Beside it the naive model of the engine's tests, which walks through everybody at every close, over the
 * very commands of a future of a hundredth of that size. At full size it would take weeks: there its
 * closes are tried on six days, some rounds each, over the very state of that day. How many rounds a
 * close needs is known from the engine's: one for each who reaches the quota, and one more.
 */
import {
  checkPlan,
  formatCommand,
  parseJson,
  viewHolder,
  type Json,
  type JsonObject,
  type Plan,
  type State,
} from "@patronage/engine";
import { scenarioOf, simulate, type Measures, type Scenario } from "@patronage/simulator";
import { applyToOracle, createOracle } from "../../engine/src/oracle.ts";
import { thousands, type Figure } from "./bench-kit.ts";

const DAYS = 1095;
const NEWCOMERS = 913;
const ORDERS_A_YEAR = 10.3;
const SMALLER = 100;
const TRIED_DAYS = 6;
const ROUNDS_MOST = 10;

const PLAN_JSON = parseJson(`{
  "programme":"bench","currency":"CNY","timezone":"Asia/Shanghai","initialPrice":"1.00",
  "foundingShares":"100","authorisedShares":"100000000000","maturity":"payment",
  "categories":{"default":{"grossMargin":"0.65","proRataRate":"0.30","tierRate":"0",
                           "reserveRate":"0.30","quotaMultiple":"0.5"}},
  "grant":{"kind":"value","rate":"0.70"},
  "referral":{"levels":[{"shareRate":"0.10","quotaMultiple":"0.03"},
                        {"shareRate":"0.05","quotaMultiple":"0.015"}]},
  "tiers":[],"redemption":{"feeRate":"0.10","consumesQuota":true},
  "spend":{"funding":"reserve"},"onQuotaReached":"pause","transferable":false}`);
const PLAN = planOf(PLAN_JSON);

function planOf(json: Json): Plan {
  const check = checkPlan(json);
  if (!check.ok) throw new Error("The plan of the bench is refused.");
  return check.plan;
}

/** Walks everybody as often as somebody reaches the quota, up to some rounds. */
function eagerRoundMilliseconds(state: State): number {
  const { holders } = state.store;
  const sharesMicro: bigint[] = [];
  const quotasE18: bigint[] = [];
  for (let holder = 0; holder < holders.count; holder++) {
    const view = viewHolder(state, holder);
    sharesMicro.push(view.sharesMicro);
    quotasE18.push(view.quotaE18);
  }
  let leftE18 = state.proRataE18;
  let rounds = 0;
  const begin = performance.now();
  for (; rounds < ROUNDS_MOST; rounds++) {
    let weightMicro = 0n;
    let leastE18 = -1n;
    for (let k = 0; k < sharesMicro.length; k++) {
      const weight = sharesMicro[k]!;
      const quotaE18 = quotasE18[k]!;
      if (weight === 0n || quotaE18 === 0n) continue;
      weightMicro += weight;
      const reachE18 = (quotaE18 + weight - 1n) / weight;
      if (leastE18 < 0n || reachE18 < leastE18) leastE18 = reachE18;
    }
    if (weightMicro === 0n) break;
    const topE18 = leftE18 / weightMicro;
    const riseE18 = leastE18 > topE18 ? topE18 : leastE18;
    for (let k = 0; k < sharesMicro.length; k++) {
      const earnedE18 = sharesMicro[k]! * riseE18;
      const paidE18 = earnedE18 < quotasE18[k]! ? earnedE18 : quotasE18[k]!;
      quotasE18[k] = quotasE18[k]! - paidE18;
      leftE18 -= paidE18;
    }
    if (leastE18 > topE18) break;
  }
  return (performance.now() - begin) / Math.max(1, rounds);
}

/** A close that was tried eagerly: how many orders came on a day like it, and how long it would take. */
type Tried = { readonly roundMilliseconds: number; readonly rounds: number };

type Took = {
  readonly seconds: number;
  /** Of the processor, collector and compiler included: what others on the machine lengthen least. */
  readonly processorSeconds: number;
};

type Lived = Took & { readonly measures: Measures; readonly tried: readonly Tried[] };

/** Begins to measure; what it answers tells how long that is ago. */
function stopwatch(): () => Took {
  const [begin, beginCpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(beginCpu);
    return {
      seconds: (performance.now() - begin) / 1000,
      processorSeconds: (user + system) / 1e6,
    };
  };
}

/** Lives through a future; on some days, evenly spread, somebody else tries the close as well. */
function live(scenario: Scenario, triedCount: number): Lived {
  const every = Math.floor(scenario.days / Math.max(1, triedCount));
  const isTried = (day: number): boolean => triedCount > 0 && (day + 1) % every === 0;
  const tried: Tried[] = [];
  const asides: Took[] = [];
  let roundMilliseconds = 0;
  const ago = stopwatch();
  const measures = simulate(PLAN, scenario, 1, {
    beforeClose: (state, day) => {
      if (!isTried(day)) return;
      const asideAgo = stopwatch();
      roundMilliseconds = eagerRoundMilliseconds(state);
      asides.push(asideAgo());
    },
    afterClose: ({ capped }, day) => {
      if (isTried(day)) tried.push({ roundMilliseconds, rounds: capped.length + 1 });
    },
  });
  const all = ago();
  const without = (figure: keyof Took): number =>
    asides.reduce((left, aside) => left - aside[figure], all[figure]);
  return {
    ...{ measures, tried },
    seconds: without("seconds"),
    processorSeconds: without("processorSeconds"),
  };
}

/** The naive model over the commands of a future; in seconds. */
function naiveSeconds(scenario: Scenario): number {
  const commands: JsonObject[] = [];
  simulate(PLAN, scenario, 1, {
    onCommand: (command) => {
      commands.push({ ...formatCommand(command), id: `c${commands.length}` });
    },
  });
  const oracle = createOracle(PLAN_JSON);
  const begin = performance.now();
  for (const command of commands) applyToOracle(oracle, command);
  return (performance.now() - begin) / 1000;
}

function scenarioWith(newcomersPerDay: number): Scenario {
  return scenarioOf("steady", { days: DAYS, newcomersPerDay, ordersPerYear: ORDERS_A_YEAR })!;
}

export function benchSimulator(): Figure[] {
  const { measures, seconds, processorSeconds, tried } = live(scenarioWith(NEWCOMERS), TRIED_DAYS);
  const gigabytes = process.resourceUsage().maxRSS / 1024 ** 2;
  // The large one went first, in a fresh memory.
  const small = scenarioWith(NEWCOMERS / SMALLER);
  const ours = live(small, 0);
  const naive = naiveSeconds(small);
  const each = (seconds * 1e6) / measures.orders;
  // Each tried close stands for as many days.
  const eagerSeconds = tried.reduce(
    (sum, { roundMilliseconds, rounds }) =>
      sum + (roundMilliseconds * rounds * DAYS) / tried.length / 1000,
    0,
  );
  const size = ({ buyers, orders }: Measures): string =>
    `${thousands(buyers)} holders, ${thousands(orders)} orders`;
  const rounds = tried.map((close) => thousands(close.rounds));
  return [
    {
      what: `${DAYS} days, ${size(measures)}, one future on one thread`,
      reached: `${seconds.toFixed(0)} s (${processorSeconds.toFixed(0)} s of the processor), ${gigabytes.toFixed(2)} GB`,
      asked: "90 s on two cores, 2 GB",
      beside: `${thousands(measures.commands / seconds)} commands a second: the engine's arithmetic and the cache`,
    },
    {
      what: "the same for each order",
      reached: `${each.toFixed(2)} µs`,
      asked: "a hundredth of an eager model",
      beside:
        `its closes walked through eagerly, tried on ${tried.length} days of ${rounds.join(", ")} rounds: ` +
        `${thousands(eagerSeconds)} s, ${thousands(eagerSeconds / seconds)} times ours`,
    },
    {
      what: `a hundredth of it: ${size(ours.measures)}, and no close is tried but lived`,
      reached: `${ours.seconds.toFixed(1)} s`,
      asked: "",
      beside: `the naive model over the same commands ${naive.toFixed(0)} s, ${(naive / ours.seconds).toFixed(0)} times ours`,
    },
  ];
}

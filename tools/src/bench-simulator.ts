/**
 * The simulator: three years of days, a million holders and ten million orders, in one future.
 *
 * Beside it a close as one would write it first, over the very state of the last day: everybody is
 * walked through to find who reaches the quota first, everybody is paid up to there, and again for the
 * next one, as the spec has it. It is stopped after some rounds; how many it would need is known from
 * the close of the engine.
 */
import { checkPlan, parseJson, viewHolder, type Plan, type State } from "@patronage/engine";
import { scenarioOf, simulate, type Measures, type Scenario } from "@patronage/simulator";
import { thousands, type Figure } from "./bench-kit.ts";

const DAYS = 1095;
const NEWCOMERS = 913;
const ORDERS_A_YEAR = 10.3;
const ROUNDS_MOST = 20;

function simulatorPlan(): Plan {
  const check = checkPlan(
    parseJson(`{
      "programme":"bench","currency":"CNY","timezone":"Asia/Shanghai","initialPrice":"1.00",
      "foundingShares":"100","authorisedShares":"100000000000","maturity":"payment",
      "categories":{"default":{"grossMargin":"0.65","proRataRate":"0.30","tierRate":"0",
                               "reserveRate":"0.30","quotaMultiple":"0.5"}},
      "grant":{"kind":"value","rate":"0.70"},
      "referral":{"levels":[{"shareRate":"0.10","quotaMultiple":"0.03"},
                            {"shareRate":"0.05","quotaMultiple":"0.015"}]},
      "tiers":[],"redemption":{"feeRate":"0.10","consumesQuota":true},
      "spend":{"funding":"reserve"},"onQuotaReached":"pause","transferable":false}`),
  );
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

type Lived = {
  readonly measures: Measures;
  readonly seconds: number;
  /** Of the processor, collector and compiler included: what others on the machine do not lengthen. */
  readonly processorSeconds: number;
  readonly eagerRoundMilliseconds: number;
  readonly lastCapped: number;
  readonly lastOrders: number;
};

/** Lives through three years; on the last day somebody else tries the close as well. */
function live(scenario: Scenario): Lived {
  const last = { eagerMilliseconds: 0, round: 0, capped: 0 };
  const [begin, beginCpu] = [performance.now(), process.cpuUsage()];
  const measures = simulate(simulatorPlan(), scenario, 1, {
    beforeClose: (state, day) => {
      if (day !== scenario.days - 1) return;
      const start = performance.now();
      last.round = eagerRoundMilliseconds(state);
      last.eagerMilliseconds = performance.now() - start;
    },
    afterClose: ({ capped }) => void (last.capped = capped.length),
  });
  const { user, system } = process.cpuUsage(beginCpu);
  return {
    measures,
    processorSeconds: (user + system) / 1e6 - last.eagerMilliseconds / 1000,
    seconds: (performance.now() - begin - last.eagerMilliseconds) / 1000,
    eagerRoundMilliseconds: last.round,
    lastCapped: last.capped,
    lastOrders: measures.orders / scenario.days,
  };
}

export function benchSimulator(): Figure[] {
  const scenario = scenarioOf("steady", {
    ...{ days: DAYS, newcomersPerDay: NEWCOMERS, ordersPerYear: ORDERS_A_YEAR },
  })!;
  const { measures, seconds, ...last } = live(scenario);
  const gigabytes = process.resourceUsage().maxRSS / 1024 ** 2;
  const ours = (seconds * 1e6) / measures.orders;
  const rounds = last.lastCapped + 1;
  const eager = (last.eagerRoundMilliseconds * rounds * 1000) / last.lastOrders;
  return [
    {
      what: `${DAYS} days, ${thousands(measures.buyers)} holders, ${thousands(measures.orders)} orders, one future on one thread`,
      reached: `${seconds.toFixed(0)} s (${last.processorSeconds.toFixed(0)} s of the processor), ${gigabytes.toFixed(2)} GB`,
      asked: "90 s on two cores, 2 GB",
      beside: `${thousands(measures.commands / seconds)} commands a second: the engine's arithmetic and the cache`,
    },
    {
      what: "the same for each order",
      reached: `${ours.toFixed(2)} µs`,
      asked: "a hundredth of an eager model",
      beside:
        `the last day's close walked through eagerly: ${rounds} rounds of ` +
        `${last.eagerRoundMilliseconds.toFixed(0)} ms, which is ${thousands(eager)} µs ` +
        `for each order of that day (${thousands(eager / ours)} times ours)`,
    },
  ];
}

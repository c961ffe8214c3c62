/**
 * The named scenarios, and how several make one.
 *
 * Each is the steady one with something that happens to it, and says in one sentence what it asks of a
 * plan. Joined, they happen to the same future ("growth-then-stop+run").
 */
import { YEAR_DAYS, type Asks, type Scenario } from "./scenario.ts";

type Change = { readonly asks: Asks; readonly change: Partial<Scenario> };

const STEADY: Scenario = {
  name: "steady",
  asks: {
    en: "As many come each day, order now and then and leave again: what does the plan pay in the long run?",
    zh: "每天来的人差不多，偶尔下单，之后离开：长期看，这个模式付得出多少？",
  },
  days: 3 * YEAR_DAYS,
  newcomersPerDay: 2,
  arrivals: { kind: "constant" },
  seasonal: 0.2,
  stopsAt: undefined,
  waveDays: 0,
  order: { kind: "logNormal", median: 10_000, sigma: 0.7 },
  mix: undefined,
  ofOneKind: 0.3,
  ordersPerYear: 5,
  yearsStaying: 1.5,
  returnDays: 7,
  returnedBefore: 0.05,
  returnedAfter: 0.002,
  partly: 0.2,
  referred: 0.3,
  shippedToAgent: 0.3,
  redeemers: { target: 0.3, panic: 0.2, targetMultiple: 0.5, looksPerYear: 6 },
  paidWithShares: 0.05,
  comesBackForQuota: 0.2,
  run: undefined,
  refundStorm: undefined,
  priceWar: undefined,
  attacks: [],
};

const CHANGES: { readonly [name: string]: Change } = {
  steady: { asks: STEADY.asks, change: {} },
  growth: {
    asks: {
      en: "Half as many again come each year: who is paid by whose coming?",
      zh: "每年多来一半的人：谁的分红靠谁的到来？",
    },
    change: { arrivals: { kind: "growth", perYear: 0.5 } },
  },
  decline: {
    asks: {
      en: "Each year a third fewer come: what do those receive who came at the best time?",
      zh: "每年少来三分之一的人：在最好的时候来的人得到多少？",
    },
    change: { arrivals: { kind: "decline", perYear: 0.33 } },
  },
  "s-curve": {
    asks: {
      en: "The shop is found slowly, then by everybody, then it is known: who gains by coming early?",
      zh: "商城先慢慢被发现，然后人人都来，最后趋于平稳：早来的人得利多少？",
    },
    change: { arrivals: { kind: "sCurve" } },
  },
  "growth-then-stop": {
    asks: {
      en: "Twice as many come each year until all orders stop after two thirds of the time: what is left of the quota?",
      zh: "每年来的人多一倍，走完三分之二的时间后再无订单：额度（上限）还剩多少没有付？",
    },
    change: { arrivals: { kind: "growth", perYear: 1 }, stopsAt: 2 / 3 },
  },
  run: {
    asks: {
      en: "Everyone redeems within one week, half-way: can the reserve pay them all, and what is left?",
      zh: "半程时所有人在一周内回购：托底资金池付得起吗，还剩什么？",
    },
    change: { run: { at: 0.5, days: 7 } },
  },
  "refund-storm": {
    asks: {
      en: "Half-way, a third of the orders of the last sixty days comes back after maturity: what does it cost the merchant?",
      zh: "半程时，最近六十天的订单有三分之一在成熟后退货：商家要承担多少？",
    },
    change: { refundStorm: { at: 0.5, share: 1 / 3, of: 60 } },
  },
  "fake-orders": {
    asks: {
      en: "A merchant, a buyer and a referrer order from each other without goods for ninety days: do they gain?",
      zh: "商家、买家和推荐人九十天里互相刷单：他们所得会超过所投吗？",
    },
    change: { attacks: ["ring"] },
  },
  snipers: {
    asks: {
      en: "Twenty accounts buy so that they are in just before a close, and redeem right after it, month after month: do they gain?",
      zh: "二十个账号卡在日结前入账，日结后立刻回购，月月如此：他们所得会超过所投吗？",
    },
    change: { attacks: ["snipers"] },
  },
  "price-war": {
    asks: {
      en: "Prices fall by a twentieth while the goods cost what they did: does the plan still fit into the margin?",
      zh: "售价下降二十分之一，货的成本不变：模式的支出还在毛利之内吗？",
    },
    change: { priceWar: { at: 1 / 3, cutPermille: 50 } },
  },
  whale: {
    asks: {
      en: "One buyer orders two months of turnover at once and holds: does it gain, and what is left for the others?",
      zh: "一位买家一次下单两个月的营业额并长期持有：它所得会超过所投吗，别人还剩多少？",
    },
    change: { attacks: ["whale"] },
  },
  "legacy-wave": {
    asks: {
      en: "The members of an older programme come all at once in the first month: what do those receive who come later?",
      zh: "旧平台的会员在第一个月一齐到来：后来的人得到多少？",
    },
    change: { waveDays: 365, redeemers: { ...STEADY.redeemers, target: 0.6 } },
  },
};

/** The scenarios there are, by name, with what each asks. */
export const SCENARIOS: readonly { readonly name: string; readonly asks: Asks }[] = Object.entries(
  CHANGES,
).map(([name, { asks }]) => ({ name, asks }));

/** The scenarios that the gate looks at. */
export const GATE_SCENARIOS = [
  ...["steady", "growth-then-stop", "run", "refund-storm", "fake-orders"],
  ...["snipers", "price-war", "whale", "legacy-wave"],
];

/**
 * The scenario of a name, or of several joined by "+", with what the caller changes besides; undefined
 * when there is none of that name. What is changed to nothing stays as the scenario has it.
 */
export function scenarioOf(names: string, changes: Partial<Scenario> = {}): Scenario | undefined {
  const parts = names.split("+").map((name) => name.trim());
  const known = parts.map((name) => (Object.hasOwn(CHANGES, name) ? CHANGES[name] : undefined));
  let scenario: Scenario = STEADY;
  for (const part of known) {
    if (part === undefined) return undefined;
    const attacks = [...scenario.attacks, ...(part.change.attacks ?? [])];
    scenario = { ...scenario, ...part.change, attacks: [...new Set(attacks)] };
  }
  const asks = {
    en: known.map((part) => part!.asks.en).join(" "),
    zh: known.map((part) => part!.asks.zh).join(""),
  };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...scenario, ...Object.fromEntries(given), name: parts.join("+"), asks };
}

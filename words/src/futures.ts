/**
 * What is told of many futures of a plan, in Chinese and English: the heads, sentences and notes of the
 * report and of the command's table.
 *
 * A future is what would have come of it if people behaved so, and no promise; quota is a cap. Every
 * text here says so or leaves it to the note that stands above it.
 */
import type { Lang } from "./sentences.ts";

/** A text of whoever's behaviour or attack it names. */
type Named = { readonly [name: string]: string };

export type FuturesWords = {
  readonly head: string;
  readonly note: string;
  readonly scale: (years: string, newcomers: string, seeds: number) => string;
  /** How the bands are to be read. */
  readonly bands: (seeds: number, isTenths: boolean) => string;
  readonly unit: { readonly month: string; readonly perShare: (currency: string) => string };
  readonly after: (years: number) => string;
  /** When those came of whom it is told. */
  readonly cameIn: (month: number) => string;
  readonly gate: {
    readonly head: string;
    readonly passes: string;
    readonly refused: string;
    readonly unjudged: string;
    readonly passesNote: string;
    readonly refusedNote: (reasons: number) => string;
    readonly unjudgedNote: string;
    /** The same in one word, and what stands beside it. */
    readonly short: {
      readonly passes: string;
      readonly refused: string;
      readonly unjudged: string;
    };
    readonly breaks: (names: string) => string;
    readonly adviceHead: string;
    readonly noAdvice: string;
  };
  readonly sections: {
    readonly glance: string;
    readonly sideBySide: string;
    readonly overview: string;
    readonly glanceNote: (scenario: string) => string;
    readonly rowNote: string;
    readonly scenarios: string;
    readonly plan: string;
    readonly goods: string;
    readonly goodsNote: string;
  };
  readonly figures: {
    readonly coverage: string;
    readonly coverageNote: (category: string) => string;
    readonly noQuota: string;
    readonly paid: string;
    readonly paidNote: string;
    readonly middle: string;
    readonly middleNote: string;
    readonly worst: string;
    readonly worstNote: string;
    readonly tooShort: string;
    readonly cost: string;
    readonly costNote: (margin: string) => string;
    readonly even: string;
    readonly evenNote: string;
    readonly evenFrom: (month: string) => string;
    readonly neverEven: string;
    readonly neverEvenIn: (futures: number, seeds: number) => string;
    readonly largest: string;
    readonly largestNote: string;
    readonly gini: string;
    readonly reached: string;
    readonly quotaLeft: string;
    readonly refundLoss: string;
  };
  readonly charts: {
    readonly paid: string;
    readonly nav: string;
    readonly back: (years: number) => string;
    readonly parts: (years: number) => string;
    readonly age: string;
    readonly ageOf: (years: number) => string;
    readonly reserve: string;
    readonly reserveNote: string;
    readonly attacks: string;
    readonly attacksNote: string;
    readonly attackCost: (plan: string, attack: string, cost: string) => string;
    readonly sweep: string;
    readonly sweepWorst: (years: number) => string;
    readonly cohort: string;
    readonly middle: string;
    readonly worst: string;
    readonly dividends: string;
    readonly redeemable: string;
    readonly putIn: string;
    readonly claims: string;
  };
  readonly table: {
    readonly scenario: string;
    readonly paid: string;
    readonly back: (years: number) => string;
    readonly worst: string;
    readonly reached: string;
    readonly cost: string;
    readonly margin: string;
    readonly even: string;
    readonly attack: string;
    readonly never: string;
    readonly category: string;
    readonly age: string;
    readonly buyers: string;
    readonly middle: string;
  };
  readonly attacks: Named;
};

const ENGLISH: FuturesWords = {
  head: "Many futures of a plan",
  note:
    "The same engine that will run the plan ran it through these futures. They are what would have " +
    "come of it if people behaved so, and no promise. Quota is a cap and not money owed; shares count " +
    "at what redeeming them would pay, net of the fee.",
  scale: (years, newcomers, seeds) =>
    `${years} years, ${newcomers} newcomers on an ordinary day, ${seeds} futures of each scenario`,
  bands: (seeds, isTenths) => {
    if (seeds === 1) return "One future; there is nothing to hold it against.";
    const band = isTenths
      ? "eight of ten lie within the band"
      : "the band goes from the lowest to the highest";
    return `${seeds} futures: the line is the middle one, and ${band}.`;
  },
  unit: { month: "month", perShare: (currency) => `${currency} a share` },
  after: (years) => `after ${years} y`,
  cameIn: (month) => `came in month ${month}`,
  gate: {
    head: "The gate",
    passes: "The gate lets this plan pass.",
    refused: "The gate refuses this plan:",
    unjudged: "The gate has not judged this plan:",
    passesNote: "in every scenario that the gate asks for",
    refusedNote: (reasons) => (reasons === 1 ? "for one reason" : `for ${reasons} reasons`),
    unjudgedNote: "too few or too short futures",
    short: { passes: "passes", refused: "refused", unjudged: "not judged" },
    breaks: (names) => `  (it lies in ${names})`,
    adviceHead: "The nearest plan that passes:",
    noAdvice: "No near plan passes: to lower quota, grant and rates is not enough.",
  },
  sections: {
    glance: "At a glance",
    sideBySide: "Side by side",
    overview: "All scenarios",
    glanceNote: (scenario) => `In the scenario ${scenario}.`,
    rowNote:
      "The middle future, with the band where futures differ. The plan's cost and the margin are parts of " +
      "turnover; what buyers had back is the buyer in the middle and the worst tenth.",
    scenarios: "Scenarios",
    plan: "plan",
    goods: "Goods by category",
    goodsNote:
      "Buyers of goods of one category only: what each 100.00 that they spent had brought back.",
  },
  figures: {
    coverage: "Promise coverage",
    coverageNote: (category) =>
      `of the quota granted, a cap, enters the funds at a steady turnover (category ${category})`,
    noQuota: "no quota is granted",
    paid: "Of the quota, a cap, was paid",
    paidNote: "in dividends until the end",
    middle: "The buyer in the middle had back",
    middleNote: "of each 100.00 spent; with shares at what redeeming them would pay",
    worst: "The worst tenth had back at most",
    worstNote: "of each 100.00 spent",
    tooShort: "the futures are too short to tell",
    cost: "The plan costs the merchant",
    costNote: (margin) => `of turnover, and the margin is ${margin} %`,
    even: "Merchant ahead for good from",
    evenNote: "margin less the plan's cost and the founding shares",
    evenFrom: (month) => `month ${month}`,
    neverEven: "not within this time",
    neverEvenIn: (futures, seeds) => `not within this time in ${futures} of ${seeds} futures`,
    largest: "Largest day's payout",
    largestNote: "dividends and redemptions of one day",
    gini: "Gini of what buyers had back (0: all the same, 1: one has it all)",
    reached: "Buyers who used up their quota",
    quotaLeft: "Quota left at the end, a cap",
    refundLoss: "Lost to late returns",
  },
  charts: {
    paid: "Of the quota, a cap, was paid",
    nav: "NAV",
    back: (years) => `Of 100.00 spent, had back after ${years} y`,
    parts: (years) => `The middle buyer's part in dividends and in shares, after ${years} y`,
    age: "Coverage by age of the cohort",
    ageOf: (years) => `Coverage of each cohort after ${years} y`,
    reserve: "Reserve against claims",
    reserveNote: "at the end; 100 % is what all holders' shares are worth at the NAV",
    attacks: "What an attack got out",
    attacksNote: "of each 100.00 put in; beyond 100.00 it gains",
    attackCost: (plan, attack, cost) => `${plan}${attack}: it cost the merchant ${cost}.`,
    sweep: "Over the values",
    sweepWorst: (years) => `Of 100.00 spent, the worst tenth had back after ${years} y`,
    cohort: "month in which the buyers came",
    middle: "buyer in the middle",
    worst: "worst tenth, at most",
    dividends: "of it dividends",
    redeemable: "of it shares, redeemed or net of the fee",
    putIn: "put in",
    claims: "claims",
  },
  table: {
    scenario: "scenario",
    paid: "of quota, a cap, paid %",
    back: (years) => `of 100.00 spent, back in ${years} y`,
    worst: "worst tenth",
    reached: "used quota up %",
    cost: "plan costs %",
    margin: "margin %",
    even: "ahead from month",
    attack: "attack: out of 100.00 in",
    never: "not yet",
    category: "category",
    age: "after",
    buyers: "buyers, all futures together",
    middle: "middle buyer",
  },
  attacks: { ring: "fake orders", snipers: "snipers", whale: "whale" },
};

const CHINESE: FuturesWords = {
  head: "一个模式的许多种未来",
  note:
    "由实际运行该模式的同一引擎推演。这是在这样的行为下会出现的结果，不是承诺。额度是上限，不是欠款；" +
    "股权按扣除手续费后的回购金额计。",
  scale: (years, newcomers, seeds) =>
    `${years} 年，平常每天新来 ${newcomers} 人，每个情景推演 ${seeds} 次`,
  bands: (seeds, isTenths) => {
    if (seeds === 1) return "只推演了一次，没有可比的。";
    const band = isTenths ? "色带内是十次中的八次" : "色带从最低的一次到最高的一次";
    return `共 ${seeds} 次推演：线是居中的一次，${band}。`;
  },
  unit: { month: "月", perShare: (currency) => `${currency}/股` },
  after: (years) => `${years} 年后`,
  cameIn: (month) => `第 ${month} 个月到来`,
  gate: {
    head: "准入检查",
    passes: "这个模式可以通过准入检查。",
    refused: "这个模式未通过准入检查：",
    unjudged: "准入检查还没有结论：",
    passesNote: "准入检查要求的所有情景都通过",
    refusedNote: (reasons) => `原因 ${reasons} 条`,
    unjudgedNote: "推演次数太少或时间太短",
    short: { passes: "通过", refused: "未通过", unjudged: "没有结论" },
    breaks: (names) => `  （相关参数：${names}）`,
    adviceHead: "可以通过的最近的模式：",
    noAdvice: "没有找到可以通过的邻近模式：只降低额度、发股比例和各项费率还不够。",
  },
  sections: {
    glance: "一览",
    sideBySide: "并列比较",
    overview: "所有情景",
    glanceNote: (scenario) => `情景：${scenario}。`,
    rowNote:
      "居中的一次推演；各次不同时附范围。模式支出和毛利按营业额计；得到的是居中的买家和最差一成。",
    scenarios: "情景",
    plan: "模式",
    goods: "按品类看",
    goodsNote: "只买一个品类的买家：每消费 100.00，到那时得到多少。",
  },
  figures: {
    coverage: "额度覆盖率",
    coverageNote: (category) =>
      `营业额平稳时，所发额度（上限）中进入基金的部分（品类 ${category}）`,
    noQuota: "不发放额度",
    paid: "额度（上限）已付",
    paidNote: "到期末为止的分红",
    middle: "居中的买家得到",
    middleNote: "每消费 100.00；股权按扣费后的回购金额计",
    worst: "最差的一成最多得到",
    worstNote: "每消费 100.00",
    tooShort: "推演时间太短，还看不出",
    cost: "模式给商家带来的支出",
    costNote: (margin) => `占营业额；毛利为 ${margin} %`,
    even: "商家收支从何时起不再为负",
    evenNote: "毛利减去模式的支出和发起股",
    evenFrom: (month) => `第 ${month} 个月`,
    neverEven: "在此期间没有",
    neverEvenIn: (futures, seeds) => `${seeds} 次推演中有 ${futures} 次在此期间没有`,
    largest: "单日最大付出",
    largestNote: "一天的分红和回购",
    gini: "买家所得的基尼系数（0 为人人一样，1 为一人独得）",
    reached: "用完额度的买家",
    quotaLeft: "期末剩余额度（上限）",
    refundLoss: "迟到退货的损失",
  },
  charts: {
    paid: "额度（上限）已付",
    nav: "股权价格",
    back: (years) => `每消费 100.00，${years} 年后得到`,
    parts: (years) => `居中的买家 ${years} 年后所得：分红与股权`,
    age: "各批买家的覆盖率，按时间长短",
    ageOf: (years) => `各批买家 ${years} 年后的覆盖率`,
    reserve: "资金池与债权",
    reserveNote: "期末；100 % 是所有会员的股权按股权价格计的总额",
    attacks: "攻击者拿走多少",
    attacksNote: "每投入 100.00；超过 100.00 即所得大于所投",
    attackCost: (plan, attack, cost) => `${plan}${attack}：商家为此付出 ${cost}。`,
    sweep: "随取值变化",
    sweepWorst: (years) => `每消费 100.00，最差的一成 ${years} 年后得到`,
    cohort: "买家到来的月份",
    middle: "居中的买家",
    worst: "最差的一成（最多）",
    dividends: "其中分红",
    redeemable: "其中股权（已回购或扣费后）",
    putIn: "投入",
    claims: "债权",
  },
  table: {
    scenario: "情景",
    paid: "额度（上限）已付 %",
    back: (years) => `每消费 100.00，${years} 年后得到`,
    worst: "最差一成",
    reached: "用完额度 %",
    cost: "模式支出 %",
    margin: "毛利 %",
    even: "收支转正的月份",
    attack: "攻击：每投入 100.00 拿走",
    never: "尚未",
    category: "品类",
    age: "时间",
    buyers: "买家人数（所有推演合计）",
    middle: "居中的买家",
  },
  attacks: { ring: "刷单", snipers: "卡点买卖", whale: "大户" },
};

/** The words for many futures, by language. */
export const FUTURES_WORDS: { readonly [L in Lang]: FuturesWords } = { en: ENGLISH, zh: CHINESE };

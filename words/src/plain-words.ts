/**
 * A plan in plain words: where each 100.00 paid goes, who gets what, and what it does not promise.
 *
 * The figures are those of an order of 100.00, taken from the plan's rates exactly; a real order
 * rounds each amount down to the fen. Quota is shown as what it is, a cap, beside the share of it that
 * is ever paid at a steady turnover (the promise coverage). Spec sections 3, 5, 8 and 9.
 */
import {
  compareRatios,
  multiplyRatios,
  ONE,
  promiseCoverage,
  sumRatios,
  type Category,
  type Plan,
  type PlaceTerms,
  type Ratio,
} from "@patronage/engine";
import {
  currencyWord,
  decimalText,
  oneLine,
  percentText,
  sharesText,
  type Lang,
} from "./sentences.ts";

const ORDER: Ratio = { num: 100n, den: 1n };

/** A category's promise coverage: what enters the funds against the quota granted. */
export type CoverageFigures = {
  /** Of each unit paid, as decimals. */
  readonly paidOut: string;
  readonly granted: string;
  /** In lowest terms, "30/217", and in percent rounded down; null where no quota is granted. */
  readonly fraction: string | null;
  readonly percent: string | null;
};

/** The promise coverage of a category in figures. */
export function coverageFigures(plan: Plan, category: Category): CoverageFigures {
  const { paidOut, granted } = promiseCoverage(plan, category);
  const figures = { paidOut: decimalText(paidOut, 2), granted: decimalText(granted, 2) };
  if (granted.num === 0n) return { ...figures, fraction: null, percent: null };
  const coverage = lowestTerms({ num: paidOut.num * granted.den, den: paidOut.den * granted.num });
  const fraction = `${coverage.num}/${coverage.den}`;
  return { ...figures, fraction, percent: percentText(coverage) };
}

function lowestTerms({ num, den }: Ratio): Ratio {
  let [a, b] = [num, den];
  while (b > 0n) [a, b] = [b, a % b];
  return { num: num / a, den: den / a };
}

function minus(a: Ratio, b: Ratio): Ratio {
  return { num: a.num * b.den - b.num * a.den, den: a.den * b.den };
}

/** What an order of 100.00 comes to, as texts without the currency's word. */
type OrderFigures = {
  readonly category: string;
  readonly proRata: string;
  readonly tier: string;
  readonly reserve: string;
  /** What stays with the merchant, and its two parts: up to the gross margin, and beyond. */
  readonly kept: string;
  readonly goods: string;
  readonly margin: string;
  readonly marginPercent: string;
  /** Worth of shares, or a count of shares, as the plan's grant is. */
  readonly buyerGets: string;
  readonly buyerQuota: string;
  readonly others: readonly {
    readonly place: "level1" | "level2" | "agent";
    readonly value: string;
    readonly quota: string;
  }[];
  readonly coverage: CoverageFigures;
  readonly intoFunds: string;
  readonly quota: string;
  /** Whether the funds take in at least as much as the quota granted. */
  readonly isCovered: boolean;
};

const ofOrder = (rate: Ratio): string => decimalText(multiplyRatios(ORDER, rate), 2);
const percentOf = (rate: Ratio): string => decimalText(multiplyRatios(ORDER, rate), 0);

function orderFigures(plan: Plan, name: string, category: Category): OrderFigures {
  const { proRataRate, tierRate, reserveRate, grossMargin, quotaMultiple } = category;
  const given = sumRatios([proRataRate, tierRate, reserveRate]);
  const places: [OrderFigures["others"][number]["place"], PlaceTerms][] = [];
  const [level1, level2] = plan.referral.levels;
  if (level1 !== undefined) places.push(["level1", level1]);
  if (level2 !== undefined) places.push(["level2", level2]);
  if (plan.regionalAgent !== undefined) places.push(["agent", plan.regionalAgent]);
  const { grant } = plan;
  const { paidOut, granted } = promiseCoverage(plan, category);
  return {
    category: oneLine(name),
    proRata: ofOrder(proRataRate),
    tier: ofOrder(tierRate),
    reserve: ofOrder(reserveRate),
    kept: ofOrder(minus(ONE, given)),
    goods: ofOrder(minus(ONE, grossMargin)),
    margin: ofOrder(minus(grossMargin, given)),
    marginPercent: percentOf(grossMargin),
    buyerGets:
      grant.kind === "value"
        ? ofOrder(multiplyRatios(reserveRate, grant.rate))
        : decimalText(multiplyRatios(ORDER, grant.sharesPerUnit), 0),
    buyerQuota: ofOrder(quotaMultiple),
    others: places.map(([place, terms]) => ({
      place,
      value: ofOrder(multiplyRatios(reserveRate, terms.shareRate)),
      quota: ofOrder(terms.quotaMultiple),
    })),
    coverage: coverageFigures(plan, category),
    intoFunds: ofOrder(paidOut),
    quota: ofOrder(granted),
    isCovered: compareRatios(paidOut, granted) >= 0,
  };
}

type Words = {
  readonly category: (plan: Plan, order: OrderFigures, unit: string) => string[];
  readonly rules: (plan: Plan, unit: string) => string[];
};

const PLACES_EN = {
  level1: "The buyer's referrer",
  level2: "That one's referrer",
  agent: "The agent of the region",
};

function coverageEnglish(
  { coverage, intoFunds, quota, isCovered }: OrderFigures,
  unit: string,
): string {
  if (coverage.fraction === null) return "No quota is granted, so that nobody can be paid.";
  const head = `Promise coverage ${coverage.fraction} = ${coverage.percent}% (rounded down)`;
  if (isCovered) {
    return (
      `${head}: for each ${quota} ${unit} of quota granted, ${intoFunds} ${unit} enters the funds; ` +
      "what nobody has quota for waits in the pro-rata fund."
    );
  }
  return (
    `${head}: of each ${quota} of quota granted, at a steady turnover ${intoFunds} is ever paid ` +
    "(when somebody stands in every place)."
  );
}

const ENGLISH: Words = {
  category: (plan, order, unit) => [
    `Category ${order.category}: of each 100.00 ${unit} paid`,
    `  ${order.proRata} ${unit} goes into the pro-rata fund, paid each day to holders by shares;`,
    plan.tiers.length > 0
      ? `  ${order.tier} ${unit} goes into the tier fund, paid each day by head to those in a tier;`
      : `  ${order.tier} ${unit} goes into the tier fund, which without tiers joins the pro-rata fund;`,
    `  ${order.reserve} ${unit} goes into the reserve behind the shares;`,
    `  ${order.kept} ${unit} stays with the merchant: ${order.goods} for the goods (the plan states a ` +
      `gross margin of ${order.marginPercent}%) and ${order.margin} for all other ` +
      "costs and profit.",
    plan.grant.kind === "value"
      ? `  The buyer gets shares worth ${order.buyerGets} ${unit} at the NAV before the order, ` +
        `and quota of ${order.buyerQuota} ${unit}.`
      : `  The buyer gets ${order.buyerGets} shares, or fewer where the NAV would fall, ` +
        `and quota of ${order.buyerQuota} ${unit}.`,
    ...order.others.map(
      ({ place, value, quota }) =>
        `  ${PLACES_EN[place]} gets shares worth ${value} ${unit}, and quota of ${quota} ${unit}.`,
    ),
    `  ${coverageEnglish(order, unit)}`,
  ],
  rules: (plan, unit) => [
    "Quota is the most a holder may still receive. It is a cap, and not money owed.",
    "The NAV is the reserve divided by the outstanding shares, and no promise of a return: shares " +
      "bring money only as far as the funds and the reserve hold it.",
    `The first share costs ${decimalText(plan.initialPrice, 2)} ${unit}; the merchant pays for ` +
      `${sharesText(plan.foundingShares)} founding shares and can never redeem them; at most ` +
      `${sharesText(plan.authorisedShares)} shares are ever issued, and later orders then get none.`,
    plan.maturity === "completion"
      ? "An order counts when it can no longer be returned."
      : "An order counts as soon as it is paid; a later return takes shares and quota back.",
    redemptionEnglish(plan, unit),
    plan.spend.funding === "reserve"
      ? "Shares pay for goods at the NAV, without a fee; the reserve pays the merchant."
      : "Shares pay for goods at the NAV, without a fee; the merchant gives the goods.",
    plan.tiers.length === 0
      ? "There are no tiers."
      : `There are ${plan.tiers.length} tiers, reached by holding ` +
        `${plan.tiers.map(sharesText).join(", ")} shares at a day's close; ` +
        "the tier fund has one equal part for each, and a tier is kept when shares are redeemed.",
    plan.onQuotaReached === "pause"
      ? "Who has used up the quota keeps the shares and receives nothing until spending grants more."
      : "When a holding's value reaches the quota left, its shares are redeemed at the day's close, " +
        "fee included: the holder is out until the next order.",
    plan.transferable
      ? "Shares can be transferred to another holder; quota cannot."
      : "Shares cannot be transferred.",
  ],
};

function redemptionEnglish(plan: Plan, unit: string): string {
  const { feeRate, consumesQuota } = plan.redemption;
  const payout = ofOrder(minus(ONE, feeRate));
  const fee = `a fee of ${percentOf(feeRate)}%, rounded up to the fen, stays for the other holders`;
  const quota = consumesQuota ? ", and the payout uses up quota" : "";
  return `Shares worth 100.00 ${unit} are redeemed for ${payout} ${unit}: ${fee}${quota}.`;
}

const PLACES_ZH = { level1: "买家的推荐人", level2: "推荐人的推荐人", agent: "收货地区的区域代理" };

function coverageChinese(
  { coverage, intoFunds, quota, isCovered }: OrderFigures,
  unit: string,
): string {
  if (coverage.fraction === null) return "不发放额度，因此没有人能得到分红。";
  const head = `额度覆盖率 ${coverage.fraction} = ${coverage.percent}%（向下取整）`;
  if (isCovered) {
    return `${head}：每发放 ${quota} ${unit}额度，有 ${intoFunds} ${unit}进入基金；无人有额度可领的部分留在分红基金。`;
  }
  return `${head}：营业额平稳时，每发放 ${quota} ${unit}额度，最终只会付出 ${intoFunds} ${unit}（各位置都有人时）。`;
}

const CHINESE: Words = {
  category: (plan, order, unit) => [
    `品类 ${order.category}：每付 100.00 ${unit}`,
    `  ${order.proRata} ${unit}进入每日分红基金，每天按股数分给会员；`,
    plan.tiers.length > 0
      ? `  ${order.tier} ${unit}进入等级基金，每天在各等级内按人头平分；`
      : `  ${order.tier} ${unit}进入等级基金，因没有等级而并入每日分红基金；`,
    `  ${order.reserve} ${unit}进入托底资金池；`,
    `  ${order.kept} ${unit}留在商家：${order.goods} ${unit}为商品成本（按模式所写毛利率 ` +
      `${order.marginPercent}%），${order.margin} ${unit}为其他成本和利润。`,
    plan.grant.kind === "value"
      ? `  买家得到按下单前股权价格计值 ${order.buyerGets} ${unit}的股权，和 ${order.buyerQuota} ${unit}分红额度。`
      : `  买家得到 ${order.buyerGets} 股（若会使股权价格下降则减少），和 ${order.buyerQuota} ${unit}分红额度。`,
    ...order.others.map(
      ({ place, value, quota }) =>
        `  ${PLACES_ZH[place]}得到价值 ${value} ${unit}的股权，和 ${quota} ${unit}分红额度。`,
    ),
    `  ${coverageChinese(order, unit)}`,
  ],
  rules: (plan, unit) => [
    "分红额度是会员最多还能领取的数额，是上限，不是欠款。",
    "股权价格等于托底资金池除以流通股数，不是收益承诺；股权能换到的钱，只以基金和资金池里实有的为限。",
    `首股价格 ${decimalText(plan.initialPrice, 2)} ${unit}；商家认购 ${sharesText(plan.foundingShares)} 股发起股，` +
      `永远不能赎回；总发行最多 ${sharesText(plan.authorisedShares)} 股，发完后的订单不再得到股权。`,
    plan.maturity === "completion"
      ? "订单在不能再退货时入账。"
      : "订单付款后立即入账；之后退货会扣回股权和额度。",
    redemptionChinese(plan, unit),
    plan.spend.funding === "reserve"
      ? "股权可按股权价格兑换商品，不收手续费；货款由托底资金池付给商家。"
      : "股权可按股权价格兑换商品，不收手续费；商品由商家赠送。",
    plan.tiers.length === 0
      ? "没有等级。"
      : `共 ${plan.tiers.length} 个等级，日结时持有 ${plan.tiers.map(sharesText).join("、")} 股即达到；` +
        "等级基金平分给各等级，卖出股权后等级保留。",
    plan.onQuotaReached === "pause"
      ? "额度用完的会员保留股权，但在新的消费增加额度之前不再得到分红。"
      : "持股价值达到剩余额度时，日结时强制回购这些股权并收取手续费，会员出局，直到下一次消费。",
    plan.transferable ? "股权可以转让给其他会员，额度不能转让。" : "股权不可转让。",
  ],
};

function redemptionChinese(plan: Plan, unit: string): string {
  const { feeRate, consumesQuota } = plan.redemption;
  const payout = ofOrder(minus(ONE, feeRate));
  const quota = consumesQuota ? "；所得同样占用分红额度" : "";
  return (
    `价值 100.00 ${unit}的股权回购得 ${payout} ${unit}：手续费 ${percentOf(feeRate)}%` +
    `（向上取整到分）留给其他会员${quota}。`
  );
}

const WORDS: { readonly [L in Lang]: Words } = { en: ENGLISH, zh: CHINESE };

/** A plan in plain words, line by line. */
export function planInWords(plan: Plan, lang: Lang): string[] {
  const unit = currencyWord(plan.currency, lang);
  const words = WORDS[lang];
  const categories = [...plan.categories].flatMap(([name, category]) => [
    ...words.category(plan, orderFigures(plan, name, category), unit),
    "",
  ]);
  return [...categories, ...words.rules(plan, unit)];
}

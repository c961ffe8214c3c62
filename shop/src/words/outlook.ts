/** Words of what was simulated, and of what was really paid. */
import { says } from "../lang.ts";

export const OUTLOOK = {
  title: says("推演与实付", "Simulated, and really paid"),
  intro: says(
    "规则生效之前，先在许多种推演的未来里试过一遍。这里是推演的结果，和至今真实发生的。两者算法相同，互不混淆。",
    "Before the rules came into force they were tried out in many simulated futures. Here is what came of that, and beside it what has really happened so far. Both are counted alike, and never mixed.",
  ),
  how: says(
    "计入：分红，已回购的股权，现在回购剩余股权扣手续费后的所得，以及用股权支付的商品。消费额不含税。",
    "Counted are dividends, what redeemed shares paid, what redeeming the others would pay now after the fee, and goods that shares paid for. What was spent is net of tax.",
  ),

  simulated: says("推演的结果", "What was simulated"),
  noPromise: says("推演，不是承诺", "Simulated, no promise"),
  madeAt: says(
    (day: string, futures: number, years: number) =>
      `${day}推演了 ${futures} 种未来，每种至少 ${years} 年。下表是营业额平稳时，只买这一类商品的买家。`,
    (day: string, futures: number, years: number) =>
      `${futures} futures were run on ${day}, over ${years} years each at the least. The table is of those who buy such goods only, at a steady turnover.`,
  ),
  category: says("商品品类", "Kind of goods"),
  otherGoods: says("其他商品", "Other goods"),
  ofHundred: says(
    (hundred: string) => `每消费 ${hundred}，买家得到`,
    (hundred: string) => `Got back of each ${hundred} spent`,
  ),
  after: says("来了多久", "After"),
  middle: says("居中的买家", "Buyer in the middle"),
  worstTenth: says("最差的十分之一，不超过", "Worst tenth, or less"),
  years: says(
    (years: number) => `${years} 年`,
    (years: number) => (years === 1 ? "1 year" : `${years} years`),
  ),
  scale: says(
    (whole: string) => `占满一格为 ${whole}。`,
    (whole: string) => `A full bar stands for ${whole}.`,
  ),
  unseen: says("推演中没有只买这一类商品的买家。", "No buyer of such goods only was simulated."),
  none: says(
    "现行规则还没有推演结果，所以这里没有可以说的。",
    "No result of simulated futures is kept for the rules in force, so there is nothing to tell here.",
  ),

  paid: says("至今真实发生的", "What has really been paid"),
  real: says("账上的事实", "From the books"),
  since: says("第一笔订单计入", "First order counted"),
  buyers: says("买家（有订单计入的）", "Buyers with an order that counted"),
  spent: says("他们的消费，合计", "What they spent, in all"),
  granted: says("授予的额度，上限", "Quota granted, as a cap"),
  dividends: says("已付分红", "Dividends paid"),
  ofQuota: says(
    (hundred: string) => `每 ${hundred} 额度上限，至今实付`,
    (hundred: string) => `Paid, of each ${hundred} granted as a cap`,
  ),
  bar: says(
    (percent: string) => `授予的额度上限中，至今实付 ${percent}%`,
    (percent: string) => `Of the caps granted, ${percent}% was paid so far`,
  ),
  nobody: says("还没有订单计入。", "No order has counted yet."),
  young: says(
    (days: number) =>
      `还没有买家来了满 ${days} 天。满 ${days} 天、人数足够时，这里会写出他们真正得到多少。`,
    (days: number) =>
      `No buyer has been here for ${days} days yet. What they really got back stands here once enough of them have.`,
  ),
  tooFew: says(
    (buyers: number, least: number) => `${buyers} 人，不足 ${least} 人，不作统计`,
    (buyers: number, least: number) =>
      `${buyers === 1 ? "1 buyer" : `${buyers} buyers`}; of fewer than ${least} nothing is told`,
  ),
  here: says(
    (years: number, days: number) =>
      years === 0 ? `${days} 天到 1 年` : years < 3 ? `满 ${years} 年` : "3 年以上",
    (years: number, days: number) =>
      years === 0
        ? `${days} days to a year`
        : years === 1
          ? "1 year"
          : years === 2
            ? "2 years"
            : "3 years or more",
  ),
  ofBuyers: says(
    (buyers: string) => `${buyers} 人`,
    (buyers: string) => `${buyers} buyers`,
  ),

  plan: says("整个模式推演得怎样", "How the whole plan fared"),
  coverage: says("授予的额度中付出的", "Paid, of the quota granted"),
  coverageHint: says(
    "营业额平稳时，居中的一种未来",
    "At a steady turnover, the future in the middle",
  ),
  attack: says(
    (attack: string) => `攻击“${attack}”拿走的`,
    (attack: string) => `What an attack got out: ${attack}`,
  ),
  attackHint: says(
    (hundred: string) => `每投入 ${hundred}，最坏的一种未来`,
    (hundred: string) => `Of each ${hundred} put in, in the worst future`,
  ),
  cost: says("商家为它付出的", "What it cost the merchant"),
  costHint: says(
    (hundred: string) => `每 ${hundred} 毛利，最坏的一种未来`,
    (hundred: string) => `Of each ${hundred} of margin, in the worst future`,
  ),
  floor: says("额度上限，基金至少要够付", "The funds must cover, of the quota caps"),
  lowered: says(
    (usual: string, floor: string) =>
      `通常基金至少要够付额度上限的 ${usual}，这里降到了 ${floor}。商家的理由：`,
    (usual: string, floor: string) =>
      `Usually the funds must cover at least ${usual} of the quota caps. Here that was lowered to ${floor}. The merchant’s reason: `,
  ),

  asked: says("推演时问了什么", "What was asked"),
  askedText: says(
    "只要有一个回答不合格，规则就不能生效。",
    "The rules cannot come into force while any of the answers fails.",
  ),
  again: says("自己再推演一遍", "Run it again yourself"),
  againLines: says(
    [
      "保存规则文件：",
      "用公开源代码的 patronage 程序推演它，参数是保存下来的文件：",
      "未来由规则和种子决定：同样的规则、同样的种子、同一版本的程序，得到同样的数字。",
    ],
    [
      "Save the plan:",
      "Run it with the open-source program called patronage, on the file that you saved:",
      "The futures follow from the rules and from seeds: the same of both, in the same edition of the program, come to the same figures.",
    ],
  ),
  ofShop: says(
    "这些未来里，人们的行为取自本商城自己的订单，参数和结果一起写在账本里；要得到一样的数字，还需要它。",
    "In these futures people behaved as this mall’s own orders show. The journal holds those numbers beside the result; it takes them as well to come to the same figures.",
  ),
  toRules: says("规则与账目", "Rules and books"),
} as const;

/** Words of the rules, the risks and the books. */
import { says } from "../lang.ts";

export const PROGRAMME = {
  title: says("规则与账目", "Rules and books"),
  short: says("一分钟看懂", "In a minute"),
  shortLines: says(
    [
      "每笔订单付款的一部分进入托底资金池，另一部分进入当天的基金。",
      "订单不能再退货时，买家按当时的价格得到股权，并得到分红额度。",
      "基金每天分给持有人：按股数，以及在等级内按人头。谁都不能领过自己的额度。",
      "额度是上限。按规则和至今的账目，其中一部分很可能永远付不到。",
    ],
    [
      "A part of what each order pays goes into a reserve, and another part into funds.",
      "When the order can no longer be returned, its buyer gets shares at the price of that moment, and a quota.",
      "The funds are paid each day to holders: by shares, and by head within a tier. Nobody receives more than the quota.",
      "Quota is a cap. By the rules, and by the books so far, a part of it may never be paid.",
    ],
  ),
  contents: says("本页内容", "On this page"),

  books: says("账目", "The books"),
  asOf: says(
    (day: string) => `截至 ${day} 日结，之后的变动已计入。`,
    (day: string) => `After the close of ${day}, with what changed since.`,
  ),
  noClose: says("还没有日结。", "No day has been closed yet."),
  reserve: says("托底资金池", "Reserve"),
  reserveHint: says("股权背后的现金", "The cash behind the shares"),
  outstanding: says("流通股数", "Shares outstanding"),
  founding: says("其中发起股", "Of them founding shares"),
  foundingHint: says(
    "由商家出资，永不回购，不参与分红",
    "Paid for by the merchant, never redeemed, without dividends",
  ),
  nav: says("股权价格", "NAV per share"),
  navHint: says("资金池 ÷ 流通股数", "Reserve divided by shares"),
  net: says("回购每股实得", "Redeeming pays, a share"),
  netHint: says(
    (fee: string) => `扣 ${fee} 手续费后`,
    (fee: string) => `Net of the ${fee} fee`,
  ),
  funds: says("待分的基金", "Funds for the next close"),
  holders: says("持有人", "Holders"),
  issued: says("已发行股数", "Shares issued so far"),
  issuedHint: says(
    (most: string) => `最多 ${most}，注销的不再发行`,
    (most: string) => `${most} at most; burned ones are not issued again`,
  ),

  quota: says("额度：上限与实付", "Quota: the cap, and what was paid"),
  granted: says("累计授予的额度（上限）", "Quota granted, as a cap"),
  paid: says("至今实付分红", "Dividends really paid so far"),
  paidPart: says("实付占授予", "Paid, of what was granted"),
  paidBar: says(
    (percent: string) => `授予的额度上限中，至今实付 ${percent}%`,
    (percent: string) => `Of the caps granted, ${percent}% was paid so far`,
  ),
  none: says("还没有授予过额度。", "No quota was granted yet."),
  noPromise: says(
    "额度不是欠款。这个比例说明过去，不预示将来。",
    "Quota is no money owed. The percentage tells what was, and nothing of what will be.",
  ),

  coverage: says("按规则能付多少", "What the rules can pay"),
  coverageText: says(
    "规则授予的额度上限，多于基金能付的。营业额平稳、各位置都有人时，最终付出的比例如下；营业额下降时更少。每付 100 元：",
    "The rules grant more quota, as a cap, than the funds can pay. This is what is ever paid of it at a steady turnover, with somebody in every place; when turnover falls, it is less. Of each 100 yuan paid:",
  ),
  coverageFull: says(
    "营业额平稳、各位置都有人时，基金能付出所授予的额度上限；营业额下降时更少。每付 100 元：",
    "At a steady turnover, with somebody in every place, the funds can pay the quota that is granted as a cap; when turnover falls, it is less. Of each 100 yuan paid:",
  ),
  coverageHow: says(
    "能付的比例 = 进入基金 ÷ 授予额度，向下取整。授予额度包括买家和推荐人的。",
    "What can be paid is what enters the funds, divided by the quota granted as a cap, rounded down. The quota of referrers is counted in.",
  ),
  outlook: says(
    "推演中买家得到多少，至今实付多少",
    "What buyers got back in simulation, and what was really paid",
  ),
  category: says("品类", "Category"),
  intoFunds: says("进入基金", "Into the funds"),
  grantedOf: says("额度上限", "Quota cap"),
  covered: says("能付", "Can be paid"),
  noQuota: says("不授予", "None granted"),
  otherGoods: says("其他商品", "Other goods"),

  rules: says("规则", "The rules"),
  since: says(
    (day: string) =>
      `这份规则自 ${day} 起生效。每笔订单按付款时的规则计算；对持有人的承诺只能改好，不能改差。`,
    (day: string) =>
      `In force since ${day}. Each order goes by the rules of when it was paid; what holders were told may be changed for the better, never for the worse.`,
  ),
  perCategory: says("每付 100 元，钱去哪里", "Where each 100 yuan goes"),
  forAll: says("对所有订单和股权", "For all orders and shares"),

  risks: says("风险", "The risks"),
  riskLines: says(
    [
      ["不是存款", "股权不是存款，没有保险，没有人担保。钱只以资金池和基金里实有的为限。"],
      ["价格", "股权价格就是资金池除以流通股数。它由规则算出，不由谁许诺。"],
      ["额度是上限", "额度是最多还能领取的数额，其中一部分可能永远付不到。"],
      ["分红靠以后的销售", "分红来自以后计入的销售。卖得少，分红就少；没有销售，就没有分红。"],
      ["手续费", "回购要扣手续费。刚得到就卖出，所得少于其价格。"],
      [
        "退货会收回",
        "退货时，由该订单得到的股权、额度和相应分红会收回；已经用掉的，从退款中扣除。",
      ],
      ["商家可能停业", "商家可以停止这个项目，也可能倒闭。之后不再有新的分红。"],
      ["不能转让", "股权不能转让，只能回购或在商城兑换商品。"],
      ["税", "分红和回购所得可能要纳税，由您自己申报。"],
      ["规则和法律", "法律可能变化，项目可能因此调整或停止。"],
    ],
    [
      [
        "No deposit",
        "Shares are no deposit. They are not insured, and nobody stands behind them but the reserve and the funds, as far as they hold money.",
      ],
      [
        "The NAV",
        "The NAV is the reserve divided by the outstanding shares. It is worked out by the rules, and promised by nobody.",
      ],
      [
        "Quota is a cap",
        "Quota is the most you may still receive. A part of it may never be paid.",
      ],
      [
        "Dividends depend on later sales",
        "They come from sales that count later. Fewer sales, smaller dividends; without sales there are none.",
      ],
      [
        "The fee",
        "Redeeming costs a fee. Who sells shares right after getting them receives less than their NAV.",
      ],
      [
        "Returns take back",
        "A return takes back the shares, the quota and the dividends of that order. What is used up already is withheld from the refund.",
      ],
      [
        "The merchant can stop",
        "The merchant may end the programme, or go out of business. There are no further dividends then.",
      ],
      [
        "No transfer",
        "Shares cannot be transferred. They can be redeemed, or pay for goods in the mall.",
      ],
      ["Tax", "Dividends and payouts may be taxed. Declaring them is up to you."],
      ["The law", "The law may change, and the programme may have to change or end because of it."],
    ],
  ),
  riskForced: says(
    ["强制回购", "持股价值达到剩余额度时，股权会在日结时被强制回购，并收取手续费。"],
    [
      "Compulsory redemption",
      "When the value of a holding reaches the quota left, its shares are redeemed at the day's close, less the fee.",
    ],
  ),

  check: says("自己核对", "Check it yourself"),
  checkLines: says(
    [
      "用上面的资金池除以流通股数，得到的就是股权价格。",
      "您的明细逐条列出变动和变动后的数额，可以存为文件，自己相加。",
      "对账单文件能让您自己重算每笔分红，并看到您的数字计入了全体合计。",
      "规则文件可以保存下来，用公开源代码的 patronage 程序检查和演算。",
      "账本逐条相连，改不了而不被发现。拿到账本的审计人员可以从头重算，必须得到一分不差的结果。",
    ],
    [
      "Divide the reserve above by the shares outstanding: the result is the NAV.",
      "Your statement lists each change and what was there after it. Save it as a file and add it up.",
      "A statement file lets you work out each of your dividends again, and see that your figures are counted among everybody's.",
      "The plan can be saved, and checked and run with the open-source program called patronage.",
      "The entries of the journal are chained, so that a change would be found. An auditor who is given it can run it all again, and has to arrive at the same figures, to the fen.",
    ],
  ),
  checkStatement: says("核对对账单文件", "Check a statement file"),
  plan: says("规则文件（JSON）", "The plan (JSON)"),
  readPlan: says("查看原文", "Read it"),
  savePlan: says("保存规则文件", "Save the plan"),
  saved: says("规则文件已保存", "The plan is saved"),
  notSaved: says("没有存成，请再试一次。", "It could not be saved. Please try again."),
  units: says(
    "每股 = 100 万微股，金额精确到分。",
    "A share is a million micro-shares; money is exact to the fen.",
  ),
} as const;

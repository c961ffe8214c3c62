/** Words of what a shopper holds. */
import { says } from "../lang.ts";

export const SHARES = {
  title: says("我的股权", "My shares"),
  holding: says("持有股权", "Shares held"),
  value: says("按股权价格计", "Value at the NAV"),
  payout: says("现在回购实得", "Redeeming pays now"),
  payoutHint: says(
    (fee: string) => `已扣 ${fee} 手续费`,
    (fee: string) => `net of the ${fee} fee`,
  ),
  payoutHeldHint: says(
    (fee: string) => `已扣 ${fee} 手续费，不含预留`,
    (fee: string) => `net of the ${fee} fee, without those set aside`,
  ),
  noSharesYet: says(
    "您还没有股权。订单过了退货期并入账后，股权会出现在这里。",
    "You have no shares yet. They appear here once an order counts, which is when it can no longer be returned.",
  ),
  redeem: says("股权回购", "Redeem"),
  wallet: says("余额与提现", "Wallet"),
  statement: says("明细", "Statement"),
  invite: says("推荐", "Invite"),
  ways: says("我可以做的", "What you can do"),

  quota: says("分红额度", "Quota"),
  quotaLeft: says("最多还能领取（上限）", "May still be received, at most"),
  dividendsSoFar: says("至今已领分红", "Dividends received so far"),
  quotaUsedUp: says(
    "额度已用完：股权仍归您，但在新的订单增加额度之前不再领取分红。",
    "Your quota is used up: the shares stay yours, and no dividends are paid until an order grants quota again.",
  ),
  quotaRedeem: says(
    "持股价值达到剩余额度时，这些股权会在日结时被强制回购，并收取手续费。",
    "When the value of your shares reaches the quota left, they are redeemed at the day's close, less the fee.",
  ),
  everybody: says("全体会员的额度，实际付了多少", "Of all holders' quota, really paid so far"),
  everybodyTold: says(
    (percent: string, paid: string, granted: string) =>
      `${percent}%：累计授予上限 ${granted}，至今实付分红 ${paid}。`,
    (percent: string, paid: string, granted: string) =>
      `${percent}%: ${paid} was paid in dividends of caps that come to ${granted}.`,
  ),
  noQuotaYet: says("还没有授予过额度。", "No quota was granted to anybody yet."),
  planned: says("按规则能付多少", "What the rules can pay"),

  dividends: says("每日分红", "Dividends by day"),
  lastDays: says(
    (days: string) => `最近 ${days} 天`,
    (days: string) => `Last ${days} days`,
  ),
  inAll: says("合计", "In all"),
  highest: says(
    (amount: string) => `最高一天 ${amount}`,
    (amount: string) => `Most in a day: ${amount}`,
  ),
  bars: says(
    (days: string, total: string, paid: string) =>
      `最近 ${days} 天的分红：合计 ${total}，其中 ${paid} 天有分红。每天的金额见下方列表。`,
    (days: string, total: string, paid: string) =>
      `Dividends of the last ${days} days: ${total} in all, on ${paid} of them. Each day's amount is in the list below.`,
  ),
  nothingThatDay: says("无分红", "None"),
  dividendsVary: says(
    "分红来自当天计入的销售，有多有少，也可能没有。",
    "Dividends come from the sales that count that day. They vary, and there may be none.",
  ),
  noClose: says("还没有日结。", "No day has been closed yet."),
  noDividends: says("这段时间没有分红。", "There were no dividends in these days."),
  showAllDays: says(
    (days: string) => `显示全部 ${days} 天`,
    (days: string) => `Show all ${days} days`,
  ),
  showFewer: says("收起", "Show fewer"),

  tier: says("等级", "Tier"),
  tierNow: says(
    (tier: string, most: string) => `第 ${tier} 级，共 ${most} 级`,
    (tier: string, most: string) => `Tier ${tier} of ${most}`,
  ),
  tierNone: says("还没有等级", "No tier yet"),
  tierMost: says("已是最高等级。", "This is the highest tier."),
  peak: says("日结时最高持股", "Most shares held at a close"),
  nextTier: says("下一级需要", "The next tier asks for"),
  tierExplained: says(
    "同级的会员按人头平分等级基金。等级按日结时由订单得到并仍持有的股数计算；卖出后保留，退货可能降低。不必为等级多买。",
    "Those in a tier share its fund by head. A tier counts the shares from orders held at a day's close; it is kept when shares are redeemed, and a return may lower it. It is no reason to buy more than you need.",
  ),

  coming: says("尚未入账的订单", "Orders that do not count yet"),
  comingExplained: says(
    "过了退货期才入账。下面按今天的股权价格估算，入账时可能不同。",
    "They count once they can no longer be returned. The figures are at today's NAV and may differ by then.",
  ),
  countsOn: says(
    (day: string) => `若不退货，${day}入账`,
    (day: string) => `Counts on ${day}, unless it is returned`,
  ),
  countsLater: says(
    "签收并过了退货期后入账",
    "Counts once it is delivered and can no longer be returned",
  ),
  comingShares: says("约得股权", "Shares, about"),
  comingValue: says("按今天的价格计", "Worth at today's NAV"),
  comingPayout: says("扣手续费后", "Net of the fee"),
  comingQuota: says("额度，最多", "Quota, at most"),
  grantsNothing: says("不授予股权和额度", "It grants no shares and no quota"),
  order: says("订单", "Order"),
  paidOn: says(
    (day: string) => `${day}付款`,
    (day: string) => `Paid on ${day}`,
  ),

  holds: says("为订单预留的股权", "Shares set aside for orders"),
  holdsExplained: says(
    "预留的股权照常参与分红，但暂时不能回购。订单完成后用于付款，取消或到期则退回。",
    "They take part in dividends as before, and cannot be redeemed meanwhile. They pay when the order is done, and are yours again when it is cancelled or the day below has come.",
  ),
  until: says(
    (day: string) => `预留至 ${day}`,
    (day: string) => `Until ${day} at the latest`,
  ),
  anOrder: says("一笔订单", "An order"),

  owed: says("待抵扣", "Taken from what comes next"),
  owedExplained: says(
    "由推荐或区域得到的股权和额度，在对方退货时要收回；当时不足的部分，从下一次入账中扣除。不需要您付钱。",
    "Shares and quota from others' orders are taken back when those are returned. What was not there any more is taken from the next that you are granted. You need pay nothing.",
  ),
  owedShares: says("待扣股权", "Shares to be taken"),
  owedQuota: says("待扣额度上限", "Quota to be taken, at most"),

  aboutTitle: says("在这里购物，也持有这家商城", "Shop here, and hold shares in the mall"),
  about: says(
    [
      "每笔订单的一部分进入托底资金池，买家按当时的价格得到股权。",
      "每天的分红来自当天计入的销售：有多有少，也可能没有。",
      "分红额度是最多还能领取的上限，不是承诺，也不是欠款。",
      "股权可以回购成现金，须扣手续费；它不是存款，也没有人担保。",
    ],
    [
      "A part of each order goes into a reserve, and the buyer gets shares of it at the price of the day.",
      "Dividends are paid each day from the sales that count that day: sometimes more, sometimes less, sometimes none.",
      "Quota is a cap on the dividends you may still receive: no promise, and no money owed.",
      "Shares can be redeemed for cash, less a fee. They are no deposit, and nobody stands behind them but the reserve.",
    ],
  ),
  aboutSoFar: says("至今的真实账目", "The books so far"),
  becoming: says(
    "您的账户刚刚建立，还没有登记为持有人。通常一分钟内完成，请稍后再看。",
    "Your account is new and not yet entered in the books. That usually takes less than a minute; please look again.",
  ),
  lookAgain: says("再看一次", "Look again"),
  toGoods: says("去看商品", "See the goods"),
} as const;

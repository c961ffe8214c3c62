/** Words of redeeming shares. */
import { says } from "../lang.ts";

export const REDEEM = {
  title: says("股权回购", "Redeem shares"),
  intro: says(
    (fee: string) => `按股权价格卖回给资金池，扣 ${fee} 手续费，所得进入余额。`,
    (fee: string) =>
      `Sold back to the reserve at the NAV, less a fee of ${fee}. The payout goes into your wallet.`,
  ),
  redeemable: says("可回购", "Can be redeemed"),
  setAside: says(
    (shares: string) => `另有 ${shares} 股为订单预留`,
    (shares: string) => `${shares} more are set aside for orders`,
  ),
  amount: says("回购多少股", "How many shares"),
  amountHint: says("最多 6 位小数", "Up to 6 decimal places"),
  part: says("按比例选", "Choose a part"),
  all: says("全部", "All"),
  unreadable: says(
    "请填写数字，例如 12.5，最多 6 位小数。",
    "Write a number such as 12.5, with 6 decimal places at most.",
  ),
  tooMany: says(
    (most: string) => `最多可回购 ${most} 股。`,
    (most: string) => `At most ${most} shares can be redeemed.`,
  ),
  zero: says("请填写大于 0 的股数。", "Write a number above 0."),

  quote: says("这次回购", "This redemption"),
  typeFirst: says("填写股数后，这里显示实得金额。", "What it would pay is shown here as you type."),
  working: says("正在计算", "Working it out"),
  value: says("按股权价格计", "Value at the NAV"),
  fee: says(
    (fee: string) => `手续费 ${fee}`,
    (fee: string) => `Fee of ${fee}`,
  ),
  feeHint: says(
    "向上取整到分，留给其他会员",
    "Rounded up to the fen; it stays for the other holders",
  ),
  feePaid: says("手续费", "Fee"),
  payout: says("进入余额", "Into your wallet"),

  after: says("回购之后", "Afterwards"),
  sharesAfter: says("剩余股权", "Shares left"),
  quotaAfter: says("最多还能领取（额度上限）", "Quota left, at most"),
  quotaHint: says("所得同样占用额度", "The payout uses up quota"),
  quotaNow: says(
    (amount: string) => `现在的上限 ${amount}`,
    (amount: string) => `The cap now: ${amount}`,
  ),
  giveUpTitle: says("您会放弃什么", "What you give up"),
  giveUp: says(
    ["这些股权以后的分红。", "以原来的方式取回它们：回购不能撤销，只有新的订单才会带来股权。"],
    [
      "The dividends these shares would take part in from now on.",
      "The shares themselves: a redemption cannot be undone, and only new orders grant shares.",
    ],
  ),
  quotaGone: says(
    "回购后额度为 0：在新的订单增加额度之前，您不再领取分红。",
    "It leaves no quota: you receive no dividends until an order grants some again.",
  ),
  tierKept: says("等级保留。", "Your tier is kept."),
  noneLeft: says("回购后您不再持有可用的股权。", "It leaves you no shares that are not set aside."),

  review: says("核对并确认", "Review and confirm"),
  confirmTitle: says("确认回购", "Confirm the redemption"),
  shares: says("回购股权", "Shares redeemed"),
  least: says("至少进入余额", "Into your wallet, at least"),
  leastHint: says(
    "如果届时算得更少，就不会成交",
    "Should it come to less by then, nothing is done",
  ),
  confirm: says(
    (shares: string) => `回购 ${shares} 股`,
    (shares: string) => `Redeem ${shares} shares`,
  ),
  irrevocable: says("回购后不能撤销。", "It cannot be undone afterwards."),

  unknownTitle: says("还不知道结果", "We do not know yet what came of it"),
  unknown: says(
    (shares: string) =>
      `您要求回购 ${shares} 股，网络在得到答复之前中断了。可能已经办成，也可能没有收到。再问一次不会重复回购：同一请求只会办理一次。`,
    (shares: string) =>
      `You asked to redeem ${shares} shares, and the answer was lost on the way. It may be done, or may never have arrived. Asking again is harmless: the same request is done once only.`,
  ),
  askAgain: says("再问一次", "Ask again"),
  lost: says(
    "仍然没有得到答复。请求已保存在此页面，稍后可以再问。",
    "There is still no answer. The request is kept on this page, and you can ask again later.",
  ),

  doneTitle: says("已回购", "Redeemed"),
  done: says(
    (payout: string) => `${payout} 已进入余额。`,
    (payout: string) => `${payout} is in your wallet.`,
  ),
  toWallet: says("去提现", "To the wallet"),
  toStatement: says("看明细", "See the statement"),
  nothing: says("没有可回购的股权", "There are no shares to redeem"),
  nothingText: says(
    "订单过了退货期并入账后，您会得到股权。",
    "An order grants shares once it can no longer be returned.",
  ),
  allHeld: says(
    "您的股权都已为订单预留，订单结束后可以回购。",
    "All of your shares are set aside for orders. They can be redeemed when those are done.",
  ),
  toShares: says("看我的股权", "See my shares"),
} as const;

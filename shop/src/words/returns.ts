/** Words of returns: asking for one, and what became of it. */
import { says } from "../lang.ts";

export const RETURNS = {
  title: says("申请退货", "Return goods"),
  cancelTitle: says("申请取消或退款", "Cancel or refund"),
  choose: says("选择退回的商品", "What comes back"),
  chooseUnsent: says("选择取消的商品", "What is cancelled"),
  until: says(
    (count: string) => `最多 ${count} 件`,
    (count: string) => `${count} at most`,
  ),
  notReturnable: says("不能再退", "Can no longer be returned"),
  all: says("全部", "All of it"),
  pieces: says(
    (name: string) => `${name}退回件数`,
    (name: string) => `Pieces of ${name} to return`,
  ),
  reason: says("原因", "Reason"),
  reasonMissing: says("请选择原因。", "Please choose a reason."),
  chooseReason: says("请选择", "Choose"),
  note: says("补充说明（选填）", "Anything to add (optional)"),
  noteHint: says("最多 400 字", "400 characters at most"),
  comesTo: says("退款明细", "What it comes to"),
  chooseFirst: says(
    "选好商品后，这里会算出能退多少。",
    "Once you have chosen, this shows what you would get.",
  ),
  money: says("退还现金部分", "Money back"),
  shares: says("退还股权部分", "Shares back"),
  sharesHint: says("按抵扣时的金额折回股权", "The value that shares had paid"),
  withheld: says("扣回", "Withheld"),
  givenBack: says("其中：这些股权已领的分红", "Of it: dividends those shares earned"),
  missing: says("其中：已回购或花掉的股权", "Of it: shares redeemed or spent since"),
  none: says("无", "Nothing"),
  pay: says("实际退款", "Paid back to you"),
  notMature: says(
    "这些商品还没有计入，所以没有授予过股权，也不用扣回。",
    "These goods have not counted yet, so they granted nothing and nothing is taken back.",
  ),
  mature: says(
    "这些商品已经计入：因它们授予的股权和额度会收回。",
    "These goods have counted: the shares and quota they granted are taken back.",
  ),
  promise: says(
    "商城收到货并同意后退款，原路退回。扣回不会多于这里显示的数。运费是否退还由商城决定。",
    "The money goes back the way it came, once the mall has the goods and has agreed. No more is withheld than shown here. Whether the delivery is paid back, the mall decides.",
  ),
  promiseUnsent: says(
    "商城同意后退款，原路退回。扣回不会多于这里显示的数。运费是否退还由商城决定。",
    "The money goes back the way it came, once the mall has agreed. No more is withheld than shown here. Whether the delivery is paid back, the mall decides.",
  ),
  submit: says("提交申请", "Ask for the return"),
  submitUnsent: says("提交取消申请", "Ask to cancel"),
  sent: says(
    "申请已提交，商城会尽快处理。",
    "Your request has arrived. The mall will look at it soon.",
  ),
  changed: says(
    "扣回金额刚刚变了，已更新，请重新核对后提交。",
    "What is withheld has just changed. The figures are new; please check them and ask again.",
  ),
  unknown: says(
    "没有收到商城的回答，还不知道申请是否送到。再试一次没有坏处：同样的商品不会申请两次。",
    "No answer came, so we do not know yet whether it arrived. Trying again is harmless: the same goods are not asked for twice.",
  ),
  nothingTitle: says("这笔订单没有可退的商品", "Nothing of this order can be returned"),
  nothingAsked: says(
    "申请已经提交，正等待商城处理；在订单里可以撤回。",
    "You have asked for it already, and the mall is looking at it. On the order you can take that back.",
  ),
  nothingBack: says("这些商品都已经退过。", "All of it was returned already."),
  overTitle: says("退货期已过", "The days for a return are over"),
  nothingOver: says(
    "这些商品不能再退，已计入或即将计入；因它们授予的股权可以持有，也可以扣手续费后回购。",
    "These goods can no longer be returned: they count now, or soon will. The shares they grant can be kept, or redeemed less the fee.",
  ),
  toShares: says("看我的股权", "My shares"),
  justOver: says(
    "有商品的退货期刚刚结束，已从申请中去掉。请核对其余的，再提交。",
    "The days for returning some of it have just ended, so it was left out. Please check the rest and ask again.",
  ),
  toOrder: says("回到订单", "Back to the order"),
  requested: says("等待商城处理", "Waits for the mall"),
  declined: says("商城没有同意", "Declined"),
  cancelled: says("您已撤回", "Taken back by you"),
  answer: says("商城的答复", "The mall’s answer"),
  shownPay: says("至少退款", "At least paid back"),
  shownWithheld: says("最多扣回", "At most withheld"),
  takeBack: says("撤回申请", "Take the request back"),
  takenBack: says("申请已撤回", "The request is taken back"),
  takeBackUnknown: says(
    "没有收到商城的回答，还不知道是否撤回。请刷新后再看。",
    "No answer came, so we do not know yet whether it was taken back. Please look again.",
  ),
  stateAsked: says("正在核算", "Being worked out"),
  stateDecided: says("正在退款", "Being paid back"),
  stateDone: says("已退款", "Paid back"),
  stateStuck: says("处理中，商城会跟进", "Under way; the mall is looking after it"),
} as const;

/** Reasons to choose from; what is chosen is sent in the shopper's language. */
export const REASONS = {
  notNeeded: says("不想要了", "I no longer want it"),
  wrongChoice: says("拍错了、选错了", "I chose the wrong thing"),
  different: says("与描述不符", "It is not as described"),
  broken: says("破损或有质量问题", "It is broken or faulty"),
  missing: says("少发、错发", "Something is missing or wrong"),
  late: says("送得太晚", "It came too late"),
  other: says("其他", "Something else"),
} as const;

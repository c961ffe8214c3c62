/** Words of the wallet and of withdrawals. */
import { says } from "../lang.ts";

export const WALLET = {
  title: says("余额与提现", "Wallet"),
  balance: says("余额", "In your wallet"),
  available: says("可提现", "Can be withdrawn"),
  onItsWay: says("提现处理中", "On its way to you"),
  meaning: says(
    "余额是分红和回购所得，没有利息。",
    "It holds dividends and what redemptions paid. It bears no interest.",
  ),

  ask: says("申请提现", "Withdraw"),
  amount: says("金额（元）", "Amount in yuan"),
  limits: says(
    (least: string, most: string, daily: string) =>
      `每笔 ${least} 至 ${most}，24 小时内合计最多 ${daily}`,
    (least: string, most: string, daily: string) =>
      `From ${least} to ${most} at once, at most ${daily} in 24 hours`,
  ),
  all: says("全部", "All"),
  account: says("收款账户", "Account it is to go to"),
  accountHint: says(
    "支付宝账号；银行卡请依次写户名、开户行和卡号",
    "An Alipay account; for a card the name, the bank and the number",
  ),
  unreadable: says("请填写金额，例如 50 或 50.25。", "Write an amount such as 50 or 50.25."),
  tooLittle: says(
    (least: string) => `每笔至少 ${least}。`,
    (least: string) => `At least ${least} at once.`,
  ),
  tooMuch: says(
    (most: string) => `每笔最多 ${most}。`,
    (most: string) => `At most ${most} at once.`,
  ),
  notThere: says(
    (available: string) => `可提现 ${available}。`,
    (available: string) => `${available} can be withdrawn.`,
  ),
  noAccount: says("请填写收款账户。", "Say which account it is to go to."),
  longAccount: says("最多 128 个字符。", "At most 128 characters."),
  howItGoes: says(
    "由两位工作人员先后核对后付款。批准之前可以撤回。",
    "Two people check it one after the other, then it is paid. You can take it back until it is approved.",
  ),
  review: says("核对并确认", "Review and confirm"),
  confirmTitle: says("确认提现", "Confirm the withdrawal"),
  leaves: says("提现后可用", "Can be withdrawn afterwards"),
  checkAccount: says(
    "请仔细核对账户：付到别人的账户就追不回来了。",
    "Please check the account: money paid to somebody else's cannot be called back.",
  ),
  confirm: says(
    (amount: string) => `提现 ${amount}`,
    (amount: string) => `Withdraw ${amount}`,
  ),
  askedText: says(
    (amount: string) => `${amount} 已申请提现，进度见下方。`,
    (amount: string) => `${amount} is asked for. Below you see how far it is.`,
  ),
  arrived: says(
    (amount: string) => `${amount} 的申请其实已经收到，没有重复提交。`,
    (amount: string) => `The request for ${amount} had arrived after all, and was not sent twice.`,
  ),
  unknown: says(
    "网络在得到答复之前中断了，还不知道申请是否收到。再试一次没有坏处：同一笔申请只会提交一次。",
    "The answer was lost on the way: we do not know yet whether it arrived. Trying again is harmless: the same request is made once only.",
  ),
  nothing: says("目前没有可提现的金额。", "There is nothing to withdraw just now."),
  belowLeast: says(
    (least: string) => `每笔至少 ${least}，余额达到后即可提现。`,
    (least: string) => `At least ${least} is needed for a withdrawal.`,
  ),

  list: says("提现记录", "Withdrawals"),
  none: says("还没有提现记录。", "You have not withdrawn anything yet."),
  to: says(
    (account: string) => `至 ${account}`,
    (account: string) => `To ${account}`,
  ),
  requested: says("已申请", "Asked for"),
  reviewed: says("初审通过", "Checked"),
  approved: says("已批准", "Approved"),
  paid: says("已付款", "Paid"),
  rejected: says("未通过", "Declined"),
  cancelled: says("已撤回", "Taken back"),
  isDone: says("完成", "done"),
  isComing: says("之后", "to come"),
  givenBack: says("金额已回到可提现余额。", "The amount can be withdrawn again."),
  reason: says("原因", "Reason"),
  reference: says("付款流水号", "Reference of the payment"),
  cancel: says("撤回申请", "Take it back"),
  cancelTitle: says("撤回这笔提现？", "Take this withdrawal back?"),
  cancelText: says(
    (amount: string) => `${amount} 将回到可提现余额。`,
    (amount: string) => `${amount} can then be withdrawn again.`,
  ),
  cancelDone: says("已撤回", "Taken back"),
  cancelUnknown: says(
    "没有得到答复，还不知道是否已撤回。再试一次不会有害。",
    "There was no answer: we do not know yet whether it is taken back. Trying again is harmless.",
  ),
  keep: says("保留", "Keep it"),
} as const;

/** Words of what is kept about somebody: taking it along, and having it deleted. */
import { says } from "../lang.ts";

export const DATA = {
  title: says("我的数据", "My data"),
  export: says("导出", "Take it along"),
  exportText: says(
    "商城保存的关于您的一切：账户、地址、订单、付款、退货、股权明细、提现和修改记录。格式为 JSON，其他程序也能读。",
    "Everything the mall keeps about you: account, addresses, orders, payments, returns, statement, withdrawals and changes. As JSON, which other programs can read.",
  ),
  exportDo: says("导出文件", "Export the file"),
  exported: says(
    (name: string) => `文件已导出：${name}。里面有您的个人信息，请妥善保管。`,
    (name: string) => `The file was exported: ${name}. It is about you; please keep it safe.`,
  ),
  fileName: says("我的数据", "my-data"),
  deletion: says("删除账户", "Delete the account"),
  deletionText: says(
    "删除后不能恢复。请先看清会失去什么、会留下什么。",
    "This cannot be undone. Please see first what is given up and what stays.",
  ),
  deletionLook: says("查看删除的后果", "See what it means"),
  givenUp: says("您将放弃", "You give up"),
  shares: says("股权", "Shares"),
  value: says("按股权价格计", "Worth at the NAV"),
  valueHint: says("回购时扣手续费，实得更少", "Before the fee; redeeming them pays less"),
  payout: says("回购实得（已扣手续费）", "If redeemed, net of the fee"),
  payoutHint: says("冻结中的股权不计入", "Shares on hold are not in it"),
  wallet: says("余额", "Wallet"),
  nothingLeft: says(
    "账户里没有股权，也没有余额。",
    "There are no shares and no money left in the account.",
  ),
  firstOut: says(
    "建议先回购股权、提现余额。放弃的部分不会转给任何人，也不能再取回。",
    "You may want to redeem and withdraw first. What is given up goes to nobody, and cannot be had again.",
  ),
  toRedeem: says("去回购", "To redemption"),
  toWallet: says("去提现", "To the wallet"),
  obstacles: says("先要办完", "What must end first"),
  obstaclesText: says(
    "这些办完之后才能删除账户：",
    "The account can be deleted once these have ended:",
  ),
  order: says("订单", "Order"),
  orderHint: says("退货期还没过", "It can still be returned, or is on its way"),
  return: says("退货", "Return"),
  returnHint: says("还在办理", "It is under way"),
  withdrawal: says("提现", "Withdrawal"),
  withdrawalHint: says("还没到账，可以撤回的请先撤回", "Not paid yet; take it back if you can"),
  hold: says("冻结的股权", "Shares on hold"),
  holdHint: says("为订单冻结，订单办完后解除", "Set aside for an order, until it has ended"),
  other: says("其他事项", "Something else"),
  erased: says("会删除", "What is erased"),
  erasedList: says(
    [
      "姓名、邮箱、手机、密码、收货地址",
      "登录状态、设备名称、推荐关系的核对记录",
      "付款人和收款账户（只留最后四位）",
      "订单备注、退货理由和商城的答复",
    ],
    [
      "Name, e-mail, telephone, password, addresses",
      "Logins, the device's name, what referrals were checked by",
      "Who paid, and accounts that were paid to (but for the last four signs)",
      "Notes on orders, reasons of returns and the mall's answers",
    ],
  ),
  stays: says("会保留，但不再写着您的名字", "What stays, in nobody's name"),
  staysList: says(
    [
      "订单、付款、提现的金额和日期：法律要求保留账目",
      "账本里的一个编号：所有人的账目才对得上",
      "工作人员对账户的操作记录：只增不改",
      "已经发到您邮箱的邮件",
    ],
    [
      "Amounts and dates of orders, payments and withdrawals: the law wants books kept",
      "A number in the ledger, so that everybody's books still add up",
      "The record of what staff did to the account, which is only ever added to",
      "Mails you have already received",
    ],
  ),
  confirmTitle: says("确认删除", "Confirm"),
  password: says("密码", "Password"),
  passwordMissing: says("请填写密码。", "Please enter your password."),
  typed: says(
    (word: string) => `输入“${word}”以确认`,
    (word: string) => `Type '${word}' to confirm`,
  ),
  typedWord: says("删除账户", "delete"),
  typedWrong: says(
    (word: string) => `请照样输入“${word}”。`,
    (word: string) => `Please type '${word}' as it stands.`,
  ),
  givesUp: says(
    (what: string) => `我明白：${what} 将永久放弃`,
    (what: string) => `I understand that ${what} are given up for good`,
  ),
  and: says("和", " and "),
  givesUpMissing: says("请先勾选。", "Please tick this first."),
  sharesCount: says(
    (shares: string) => `${shares} 股`,
    (shares: string) => `${shares} shares`,
  ),
  walletCount: says(
    (money: string) => `余额 ${money}`,
    (money: string) => `${money} in the wallet`,
  ),
  deleteDo: says("永久删除账户", "Delete the account for good"),
  changed: says(
    "股权或余额刚刚有变动，什么都没有删除。请看过新的数字再确认。",
    "Shares or wallet have just changed, and nothing was deleted. Please look at the new figures first.",
  ),
  unknown: says(
    "商城没有应答，不知道账户是否已经删除。再试一次没有坏处；如果提示密码不对或请先登录，那就是已经删除了。",
    "The mall did not answer, so we do not know whether the account was deleted. Trying again does no harm; if you are asked to log in, it was.",
  ),
  goodbyeTitle: says("账户已删除", "The account is deleted"),
  goodbyeText: says(
    "您的个人信息已从商城删除。谢谢您来过。",
    "What told who you are is gone from the mall. Thank you for having been here.",
  ),
} as const;

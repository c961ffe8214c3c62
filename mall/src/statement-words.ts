/** The words of a statement's file, in both languages. */
import type { StatementLine } from "@patronage/ledger";
import type { Lang } from "@patronage/words";

/** The heading: the day, what happened, the order, and of each amount its change and what it then was. */
export const HEADS: { readonly [lang in Lang]: readonly string[] } = {
  en: [
    ...["Date", "Event", "Order", "Shares", "Shares after"],
    ...["Wallet", "Wallet after", "Quota", "Quota after"],
  ],
  zh: [
    "日期",
    "事项",
    "订单号",
    "股权变动",
    "股权",
    "余额变动",
    "余额",
    "分红额度变动",
    "分红额度",
  ],
};

type Words = { readonly [kind in StatementLine["kind"]]?: string };

export const KINDS: { readonly [lang in Lang]: Words } = {
  en: {
    holderJoined: "Joined",
    orderAccrued: "Order counted",
    orderRefunded: "Return",
    sharesRedeemed: "Shares redeemed",
    sharesSpent: "Shares paid for goods",
    spendReturned: "Goods paid with shares came back",
    sharesTransferred: "Shares moved",
    walletWithdrawn: "Withdrawal",
    dividend: "Dividend",
    forced: "Compulsory redemption",
  },
  zh: {
    holderJoined: "加入",
    orderAccrued: "订单入账",
    orderRefunded: "退货",
    sharesRedeemed: "股权回购",
    sharesSpent: "股权兑换商品",
    spendReturned: "兑换的商品退回",
    sharesTransferred: "股权转让",
    walletWithdrawn: "提现",
    dividend: "分红",
    forced: "强制卖出",
  },
};

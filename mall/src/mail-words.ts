/** What the mall's mails say, in both languages. Plain: what happened, what can be done, and nothing to sell. */
import type { Lang } from "@patronage/words";

/** A mail around a link: what it is for, and what to do for whoever did not ask for it. */
export type LinkWords = {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly note: string;
};

export type MailWords = {
  readonly mall: string;
  readonly footer: string;
  readonly orCopy: string;
  readonly verification: LinkWords;
  readonly passwordReset: LinkWords;
  readonly emailChange: LinkWords;
  readonly order: {
    readonly title: string;
    readonly subject: (code: string) => string;
    readonly text: (code: string) => string;
    readonly button: string;
    readonly goods: string;
    readonly shipping: string;
    readonly total: string;
    readonly paidInShares: string;
    readonly address: string;
  };
  readonly programme: {
    readonly heading: string;
    readonly atOnce: string;
    readonly onDelivery: string;
    readonly later: (days: number) => string;
    readonly guest: string;
    readonly counts: string;
    readonly shares: string;
    readonly sharesCount: (shares: string) => string;
    readonly payout: string;
    readonly quota: string;
    readonly quotaPaid: string;
    readonly note: string;
  };
};

const ZH: MailWords = {
  mall: "同享",
  footer: "这封邮件由同享商城自动发出，与您的账户或订单有关。我们不发推销邮件。",
  orCopy: "按钮打不开时，请把这个地址复制到浏览器：",
  verification: {
    title: "请确认您的邮箱",
    text: "有人用这个邮箱在同享注册了账户。如果是您，请打开下面的链接，账户就开通了。链接 7 天内有效。",
    button: "确认邮箱",
    note: "如果不是您，不用理会这封邮件：没有确认的账户不会开通。",
  },
  passwordReset: {
    title: "重设密码",
    text: "有人要求为这个邮箱的账户重设密码。如果是您，请打开下面的链接设一个新密码。链接 7 天内有效，只能用一次。",
    button: "设新密码",
    note: "如果不是您，不用理会这封邮件：密码没有变。请不要把链接转给任何人，商城的工作人员也不会向您要。",
  },
  emailChange: {
    title: "请确认新邮箱",
    text: "有人要把同享账户的邮箱换成这一个。如果是您，请打开下面的链接。之后请用新邮箱登录。",
    button: "确认新邮箱",
    note: "如果不是您，不用理会这封邮件：什么都没有改变。",
  },
  order: {
    title: "订单已付款",
    subject: (code) => `订单已付款：${code}`,
    text: (code) => `我们收到了订单 ${code} 的付款，正在准备发货。`,
    button: "查看订单",
    goods: "商品",
    shipping: "运费",
    total: "合计",
    paidInShares: "其中用股权支付",
    address: "收货地址",
  },
  programme: {
    heading: "这笔订单何时计入股权",
    atOnce: "这笔订单付款后即计入。",
    onDelivery: "这笔订单不能退货，签收后即计入。",
    later: (days) =>
      `签收满 ${days} 天、不能再退货时，这笔订单才计入；退掉的商品不计。在那之前，您还没有因它得到股权或额度。`,
    guest: "这笔订单是未登录时下的：用这个邮箱注册账户后，才会为您计入。",
    counts: "计入的金额",
    shares: "如果今天计入，得到股权",
    sharesCount: (shares) => `${shares} 股`,
    payout: "这些股权今天回购实得（已扣手续费）",
    quota: "额度上限（最多还能领取的分红）",
    quotaPaid: "至今全部额度中实际付出的",
    note: "以上按今天的股权价格计算，实际以计入当天为准。额度是上限，不是承诺，也不是欠款；股权的价值可能低于您付的钱。",
  },
};

const EN: MailWords = {
  mall: "Tongxiang",
  footer:
    "This mail was sent by itself, about your account or your order at Tongxiang. We send no advertising.",
  orCopy: "If the button does not work, copy this address into your browser:",
  verification: {
    title: "Please confirm your address",
    text: "Somebody has registered at Tongxiang with this address. If it was you, follow the link, and your account is open. The link works for 7 days.",
    button: "Confirm the address",
    note: "If it was not you, leave this mail alone: an account that nobody confirms is not opened.",
  },
  passwordReset: {
    title: "Reset your password",
    text: "Somebody has asked for a new password for the account with this address. If it was you, follow the link and choose one. The link works for 7 days, and once.",
    button: "Choose a new password",
    note: "If it was not you, leave this mail alone: your password is as it was. Please pass the link on to nobody; our staff never asks for it.",
  },
  emailChange: {
    title: "Please confirm the new address",
    text: "Somebody wants to use this address for an account at Tongxiang from now on. If it was you, follow the link, and log in with it afterwards.",
    button: "Confirm the new address",
    note: "If it was not you, leave this mail alone: nothing has changed.",
  },
  order: {
    title: "Your order is paid",
    subject: (code) => `Your order ${code} is paid`,
    text: (code) => `We have received the payment of your order ${code} and are getting it ready.`,
    button: "See the order",
    goods: "Goods",
    shipping: "Delivery",
    total: "Total",
    paidInShares: "Of it paid in shares",
    address: "Goes to",
  },
  programme: {
    heading: "When this order counts",
    atOnce: "This order counts as soon as it is paid.",
    onDelivery: "What is in it cannot be returned; it counts on delivery.",
    later: (days) =>
      `This order counts ${days} days after delivery, when it can no longer be returned; goods that come back do not count. Until then it has granted you neither shares nor quota.`,
    guest:
      "You ordered without an account: it counts for you once you register with this mail address.",
    counts: "What of it counts",
    shares: "Shares, if it counted today",
    sharesCount: (shares) => `${shares} shares`,
    payout: "What redeeming them today would pay, net of the fee",
    quota: "Quota: the cap on further dividends, at most",
    quotaPaid: "Of all quota ever granted, really paid so far",
    note: "These are the figures at today's NAV; those of the day on which it counts apply. Quota is a cap, no promise and no money owed, and shares may be worth less than what you paid.",
  },
};

export const MAIL_WORDS: { readonly [L in Lang]: MailWords } = { zh: ZH, en: EN };

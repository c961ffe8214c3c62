/** Words of the till, and of the page where a payment's outcome is told. */
import { says } from "../lang.ts";

export const CHECKOUT = {
  title: says("结算", "Checkout"),
  contact: says("联系方式", "Contact"),
  email: says("邮箱", "E-mail"),
  emailHint: says("订单确认发到这里。", "The confirmation of your order goes here."),
  emailWrong: says("请填写有效的邮箱。", "Please give a valid e-mail address."),
  emailTaken: says(
    "这个邮箱已有账户。登录后再付款，商品会留在购物车里。",
    "There is an account with this e-mail. Log in to go on; your cart comes along.",
  ),
  haveAccount: says("已有账户，登录", "I have an account"),
  logIn: says("去登录", "Log in"),
  address: says("收货地址", "Delivery address"),
  addAddress: says("新增地址", "Add an address"),
  editAddress: says("修改", "Edit"),
  editNamed: says(
    (name: string) => `修改${name}的地址`,
    (name: string) => `Edit the address of ${name}`,
  ),
  newAddress: says("新增收货地址", "A new address"),
  changeAddress: says("修改收货地址", "Change the address"),
  keepAddress: says("存为常用地址", "Keep this address for next time"),
  addressIncomplete: says(
    "缺少手机号或地区，请补全。",
    "Its mobile number or region is missing. Please complete it.",
  ),
  delivery: says("配送方式", "Delivery"),
  noDelivery: says(
    "暂时没有可用的配送方式，请稍后再试。",
    "No way of delivery is offered just now. Please try again later.",
  ),
  payment: says("付款方式", "Payment"),
  noPayment: says(
    "暂时没有可用的付款方式，请稍后再试。",
    "No way to pay is offered just now. Please try again later.",
  ),
  goods: says("商品清单", "Your goods"),
  amounts: says("金额", "Amounts"),
  changeGoods: says("修改", "Change"),
  shares: says("用股权抵扣", "Pay with shares"),
  sharesOffer: says(
    (most: string) => `最多可抵扣 ${most}`,
    (most: string) => `They can pay ${most} at most`,
  ),
  sharesField: says("抵扣金额（元）", "Amount to pay with shares (yuan)"),
  sharesAll: says("用到最多", "Use the most"),
  sharesNone: says("请填写金额，或关闭股权抵扣。", "Please give an amount, or switch this off."),
  sharesTooMany: says(
    (most: string) => `最多可抵扣 ${most}（只抵商品，不抵运费）。`,
    (most: string) => `At most ${most}: goods only, not the delivery.`,
  ),
  sharesBurned: says("销毁股权，最多", "Shares burned, at most"),
  sharesBurnedHint: says("按股权价格折算，不收手续费", "At NAV, without a fee"),
  sharesExplain: says(
    "抵扣的股权会销毁，不再参与分红。用股权付的部分不授予新的股权和额度。",
    "Shares that pay are burned and earn no more dividends. What they pay for grants no new shares or quota.",
  ),
  grantBeforeShares: says(
    "以上按全部用钱支付估算；用股权付的部分会从中减去。",
    "Worked out as if money paid for it all; what shares pay for is taken off.",
  ),
  sharesRow: says("股权抵扣", "Paid with shares"),
  setAside: says(
    (shares: string) => `已冻结 ${shares} 股`,
    (shares: string) => `${shares} shares set aside`,
  ),
  left: says("还需支付", "Left to pay"),
  sharesPayAll: says("用股权付清", "Pay it all with shares"),
  confirmTitle: says("确认用股权付清", "Pay it all with shares?"),
  confirmValue: says("抵扣金额", "Paid with shares"),
  confirmDo: says("确认付清", "Yes, pay with shares"),
  confirmText: says(
    "确认后订单即付清，这些股权先冻结，到不能退货时销毁。若退货，按退货规则退回股权。",
    "The order is then paid. The shares are set aside, and burned once the goods can no longer be returned. A return gives them back by the rules of returns.",
  ),
  cancel: says("再想想", "Not yet"),
  pay: says(
    (amount: string) => `付款 ${amount}`,
    (amount: string) => `Pay ${amount}`,
  ),
  place: says(
    (amount: string) => `提交订单 ${amount}`,
    (amount: string) => `Place order, ${amount}`,
  ),
  review: says("冻结股权并核对", "Set shares aside"),
  toPay: says("应付", "To pay"),
  terms: says("付款即表示同意", "By paying you agree to the"),
  termsLink: says("规则与风险", "rules and risks"),
  incomplete: says(
    "还有几项没有填好，已为您指出。",
    "Something is still missing; it is marked above.",
  ),
  transferTo: says("转账到", "Transfer to"),
  transferText: says("附言（订单号）", "Text of the transfer"),
  transferHint: says(
    "下单后用银行转账，附言写订单号；商城收到款后才发货、才计入。",
    "You transfer the money after ordering, with the order’s number as its text. The order is paid once the mall has it.",
  ),
  unknown: says(
    "没有收到商城的回答，还不知道是否送到。没有扣款；再试一次没有坏处，不会重复。",
    "No answer came, so we do not know yet whether it arrived. No money was taken; trying again is harmless and does nothing twice.",
  ),
  unknownShares: says(
    "没有收到商城的回答，还不知道股权是否已冻结。已冻结的会在页面上显示；再试一次不会重复冻结。",
    "No answer came, so we do not know yet whether your shares were set aside. If so, this page will show it; trying again sets none aside twice.",
  ),
  tillTitle: says("等待付款", "Ready to pay"),
  tillText: says(
    "订单已备好，付款前不收任何费用。",
    "The order is ready. Nothing is charged until you pay.",
  ),
  tillShares: says(
    "股权已为这笔订单冻结。不付款的话，过一段时间会自动解冻。",
    "Your shares are set aside for this order. If it is not paid, they are let go by themselves after a while.",
  ),
  tillBegun: says(
    "如果刚才已经付过款，请先看付款结果，不必再付。",
    "If you have just paid, look at the outcome first; there is no need to pay again.",
  ),
  seeOutcome: says("看付款结果", "See the outcome"),
  totalChanged: says(
    (before: string, now: string) => `金额从 ${before} 变为 ${now}，请核对后再付款。`,
    (before: string, now: string) =>
      `The total changed from ${before} to ${now}. Please check it before you pay.`,
  ),
  changeOrder: says("修改订单", "Change the order"),
  changeShares: says("修改会解冻股权。", "Changing it lets the shares go."),
  sentTo: says("送到", "Sent to"),
} as const;

export const PAID = {
  title: says("付款结果", "Your payment"),
  waitingTitle: says("正在等支付宝确认", "Waiting for Alipay"),
  waitingText: says(
    "通常只要几秒。确认后这里会自动更新。",
    "This mostly takes seconds. The page changes by itself.",
  ),
  slowTitle: says("还没有收到支付宝的确认", "Alipay has not confirmed it yet"),
  slowText: says(
    "如果已经付款，钱不会丢：商城会向支付宝查询，确认后订单即付清；万一订单已变，款项会原路退回。",
    "If you have paid, your money is safe: the mall asks Alipay about it and the order is then paid; should the order have changed, the money goes back to you.",
  ),
  notPaid: says("我还没付，去付款", "I have not paid yet"),
  askAgain: says("再查一次", "Ask again"),
  cartTitle: says("这笔订单还没有付款", "This order is not paid"),
  cartText: says(
    "它已回到购物车，可以修改后再付。若您其实已经付款，款项会原路退回。",
    "It is back in the cart and can be changed. If you did pay, the money goes back to you.",
  ),
  toCart: says("回购物车", "To the cart"),
  paidTitle: says("付款成功", "It is paid"),
  paidText: says(
    (code: string) => `订单 ${code} 已付清，我们会尽快发货。`,
    (code: string) => `Order ${code} is paid and will be sent soon.`,
  ),
  transferTitle: says("订单已提交，等待转账", "Ordered; your transfer is awaited"),
  transferText: says(
    (code: string) => `转账附言请写订单号 ${code}。商城收到款后订单才算付清。`,
    (code: string) =>
      `Please write the number ${code} as the transfer’s text. The order is paid once the mall has the money.`,
  ),
  seeOrder: says("查看订单", "See the order"),
  goOn: says("继续逛逛", "Go on shopping"),
  keepTitle: says("把这一单的股权留住", "Keep what this order grants"),
  keepText: says(
    (email: string) => `用 ${email} 注册后，这一单授予的股权和额度归您。没有注册前先替您留着。`,
    (email: string) =>
      `Register with ${email} and what this order grants is yours. Until then it waits.`,
  ),
  register: says("用这个邮箱注册", "Register with this e-mail"),
  have: says("已有账户，登录", "I have an account"),
} as const;

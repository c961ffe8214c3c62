/** Words of the cart, and of what the cart and the till have in common. */
import { says } from "../lang.ts";

export const CART = {
  title: says("购物车", "Cart"),
  emptyTitle: says("购物车还是空的", "Your cart is empty"),
  emptyText: says("挑好的商品会在这里等您。", "What you choose waits for you here."),
  toGoods: says("去看看商品", "Look at the goods"),
  myOrders: says("我的订单", "My orders"),
  goods: says("商品", "Goods"),
  quantityOf: says(
    (name: string) => `${name}的件数`,
    (name: string) => `Pieces of ${name}`,
  ),
  removeLine: says(
    (name: string) => `移除${name}`,
    (name: string) => `Remove ${name}`,
  ),
  removed: says(
    (name: string) => `已移除“${name}”`,
    (name: string) => `Removed: ${name}`,
  ),
  undo: says("撤销", "Undo"),
  putBackFailed: says(
    "没能放回购物车，请到商品页重新加入。",
    "It could not be put back. Please add it again from its page.",
  ),
  putBackPart: says(
    (count: string) => `库存不足，只放回了 ${count} 件。`,
    (count: string) => `No more are left: ${count} came back.`,
  ),
  fewer: says(
    (left: string) => `库存只有 ${left} 件，件数已改为 ${left}。`,
    (left: string) => `Only ${left} are there, so the cart now has ${left}.`,
  ),
  notChanged: says(
    "没有改成，请再试一次。购物车显示的是商城现有的内容。",
    "That was not changed. What you see is what the mall has; please try again.",
  ),
  unavailable: says("已售完或下架，移除后才能结算", "No longer to be had. Remove it to go on"),
  goneTitle: says("有商品买不到了", "Something is no longer to be had"),
  goneText: says("它已售完或下架，移除后就能结算。", "Remove it from the cart to go on."),
  toCart: says("回购物车", "To the cart"),
  dearer: says(
    (more: string) => `加入后每件涨了 ${more}`,
    (more: string) => `Now ${more} dearer each than when you added it`,
  ),
  cheaper: says(
    (less: string) => `加入后每件降了 ${less}`,
    (less: string) => `Now ${less} cheaper each than when you added it`,
  ),
  each: says("单价", "Each"),
  atTill: says(
    "这笔订单正在等待付款，商品暂时不能改。",
    "This order waits to be paid, so its goods stay as they are.",
  ),
  goOnPaying: says("继续付款", "Go on paying"),
  change: says("修改订单", "Change the order"),
  toTill: says("去结算", "Check out"),
  sum: says("小计", "Subtotal"),
  delivery: says("运费", "Delivery"),
  noDelivery: says("下一步显示", "In the next step"),
  total: says("合计", "Total"),
  summary: says("金额", "Amounts"),
  pieces: says(
    (count: string) => `共 ${count} 件`,
    (count: string) => `${count} in all`,
  ),
  couponOpen: says("使用优惠码", "Use a coupon code"),
  coupon: says("优惠码", "Coupon code"),
  useCoupon: says("使用", "Apply"),
  couponUsed: says("优惠码已生效", "The coupon is applied"),
  couponWithout: says(
    (code: string) => `不用优惠码 ${code}`,
    (code: string) => `Leave out coupon ${code}`,
  ),
  couponInvalid: says(
    "没有这个优惠码，请核对一下。",
    "There is no such coupon code. Please check it.",
  ),
  couponExpired: says("这个优惠码已过期。", "This coupon has expired."),
  couponLimit: says("这个优惠码您已经用过了。", "You have used this coupon already."),
  couponEmpty: says("请输入优惠码。", "Please type the code."),
  grantTitle: says("这一单会授予您", "What this order grants you"),
  grantShares: says("股权", "Shares"),
  grantSharesHint: says("按今天的股权价格估算", "At today’s NAV"),
  about: says("约", "about"),
  grantValue: says("现值", "Worth now"),
  grantPayout: says("现在回购实得", "If redeemed now"),
  afterFee: says(
    (rate: string) => `已扣 ${rate} 手续费`,
    (rate: string) => `Net of the ${rate} fee`,
  ),
  grantQuota: says("分红额度上限", "Dividend quota, a cap"),
  grantQuotaHint: says("最多还能领取，不是承诺", "The most you may receive; no promise"),
  atMost: says("最多", "at most"),
  soFar: says("至今真正付出", "Really paid so far"),
  soFarHint: says("占全部已授额度", "Of all quota granted"),
  countsLater: says(
    (days: string) => `送达 ${days} 天后、不能再退货时才授予，按那时的股权价格计算，数量可能不同。`,
    (days: string) =>
      `Granted ${days} days after delivery, once it can no longer be returned, at the NAV of that day; the figures may differ.`,
  ),
  countsOnDelivery: says(
    "这些商品不能退货，送达后即授予，按那时的股权价格计算。",
    "These goods cannot be returned, so it is granted on delivery, at the NAV of that day.",
  ),
  countsAtOnce: says(
    "付款后即授予，按那时的股权价格计算；退货会收回。",
    "Granted once paid, at the NAV of that moment; a return takes it back.",
  ),
  guestGrant: says(
    "没有账户时先替您留着：用同一邮箱注册后归您。",
    "Without an account it waits: it is yours once you register with the same e-mail.",
  ),
  rules: says("规则与风险", "Rules and risks"),
} as const;

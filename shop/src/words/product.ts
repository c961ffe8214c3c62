/** Words of one product's page. */
import { says } from "../lang.ts";

export const PRODUCT = {
  missing: says("没有这件商品", "There is no such item"),
  missingTitle: says("它可能已经下架", "It may have been taken down"),
  missingText: says("看看别的商品，或者换个词搜索。", "Look at other goods, or search for it."),
  pictures: says("商品图片", "Pictures"),
  pictureOf: says(
    (place: number, count: number) => `第 ${place} 张，共 ${count} 张`,
    (place: number, count: number) => `Picture ${place} of ${count}`,
  ),
  enlarge: says("放大", "Enlarge"),
  zoomIn: says("放大", "Zoom in"),
  zoomOut: says("还原", "Zoom out"),
  previous: says("上一张", "Previous"),
  next: says("下一张", "Next"),
  share: says("分享", "Share"),
  linkCopied: says("链接已复制", "The link is copied"),
  price: says("价格", "Price"),
  withTax: says("含税", "tax included"),
  inStock: says("有货", "In stock"),
  lowStock: says("还剩一两件", "One or two left"),
  outOfStock: says("暂时缺货", "Out of stock"),
  notMade: says("没有这个组合", "Not made in this combination"),
  quantity: says("数量", "Quantity"),
  addToCart: says("加入购物车", "Add to cart"),
  buyNow: says("立即购买", "Buy now"),
  added: says("已放进购物车", "In your cart"),
  viewCart: says("去购物车", "View cart"),
  othersInCart: says(
    "购物车里还有之前放的商品，请一起核对。",
    "Your cart holds other goods too. Please check them together.",
  ),
  fewerAdded: says(
    (added: number) => `只剩 ${added} 件，已经放进购物车。`,
    (added: number) =>
      added === 1
        ? "Only 1 was left. It is in your cart."
        : `Only ${added} were left. They are in your cart.`,
  ),
  noneAdded: says(
    "没有更多库存了，这次没有放进去。",
    "There is no more stock. Nothing was added this time.",
  ),
  maybeAdded: says(
    "没有收到商城的应答，不知道有没有放进去。请先看看购物车，再决定要不要再放一次。",
    "The mall did not answer, so we do not know whether it was added. Please look at your cart before adding it again.",
  ),
  notAddedOffline: says(
    "没有网络，还没有放进购物车。连上后再试一次。",
    "There is no network, and nothing was added. Try again once you are connected.",
  ),
  beingPaid: says(
    "您有一笔订单正在等待付款。请先到购物车完成它，或者改动它。",
    "An order of yours is waiting to be paid. Please finish or change it in your cart first.",
  ),
  returnable: says(
    (days: number) => `送达后 ${days} 天内可以退货`,
    (days: number) => `Can be returned within ${days} days of delivery`,
  ),
  notReturnable: says("不支持无理由退货", "Cannot be returned for a change of mind"),
  description: says("商品介绍", "About it"),
  number: says("货号", "Item number"),
  related: says("同类商品", "More like this"),
  grantTitle: says("买它会得到的股权", "The shares it would grant you"),
  grantPieces: says(
    (count: number) => `按 ${count} 件计算`,
    (count: number) => (count === 1 ? "For 1 piece" : `For ${count} pieces`),
  ),
  countsOf: says(
    (paid: string) => `按不含税的 ${paid} 计算；用股权支付的部分不计。`,
    (paid: string) =>
      `Counted on ${paid}, the price without tax. What shares pay for does not count.`,
  ),
  grantFailed: says(
    "现在算不出今天的股权数字。不影响购买。",
    "Today’s figures for shares are not available right now. You can buy all the same.",
  ),
} as const;

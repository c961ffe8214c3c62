/** Words of the catalogue that the first page needs: home, and goods in a grid. */
import { says } from "../lang.ts";

export const CATALOGUE = {
  soldOut: says("暂时缺货", "Out of stock"),
  allGoods: says("全部商品", "All goods"),
  seeAll: says("查看全部", "See all"),
  categories: says("按分类逛", "Shop by category"),
  heroTitle: says("买东西的人，也持有这家商城。", "Those who shop here hold shares in it."),
  heroText: says(
    "每笔订单的一部分进入资金池，买家得到股权。账目公开，人人可查。",
    "Part of each order goes into a reserve, and its buyer gets shares. The books are open to all.",
  ),
  heroLink: says("看规则与账目", "See the rules and the books"),
  glance: says("今天的账目", "The books today"),
  nav: says("股权价格", "A share’s NAV"),
  navNet: says(
    (net: string) => `扣费后 ${net}`,
    (net: string) => `Net of fee ${net}`,
  ),
  reserve: says("资金池", "Reserve"),
  reserveHint: says(
    (count: string) => `${count} 位持有人`,
    (count: string) => `${count} holders`,
  ),
  quotaPaid: says("额度中已付", "Quota paid"),
  quotaPaidHint: says("额度是上限", "Quota is a cap"),
} as const;

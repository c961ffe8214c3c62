/** Words that every page may need. */
import { says } from "../lang.ts";

export const COMMON = {
  home: says("首页", "Home"),
  categories: says("分类", "Categories"),
  cart: says("购物车", "Cart"),
  shares: says("股权", "Shares"),
  me: says("我的", "Me"),
  search: says("搜索", "Search"),
  searchGoods: says("搜索商品", "Search for goods"),
  back: says("返回", "Back"),
  close: says("关闭", "Close"),
  cancel: says("取消", "Cancel"),
  save: says("保存", "Save"),
  retry: says("再试一次", "Try again"),
  loading: says("正在载入", "Loading"),
  skip: says("跳到正文", "Skip to the page"),
  mainNavigation: says("主导航", "Main navigation"),
  language: says("English", "中文"),
  logIn: says("登录", "Log in"),
  register: says("注册", "Register"),
  programme: says("规则与账目", "Rules and books"),
  offlineBar: says(
    "没有网络。可以继续浏览看过的商品。",
    "No network. What you have seen is still here.",
  ),
  offlineTitle: says("没有网络", "No network"),
  offlineText: says(
    "连上网络后再试一次，这里什么都没有丢。",
    "Nothing is lost: try again once you are connected.",
  ),
  unreachableTitle: says("商城没有应答", "The mall does not answer"),
  unreachableText: says(
    "可能正在维护。请稍后再试。",
    "It may be at work on itself. Please try again in a moment.",
  ),
  brokenTitle: says("出了点问题", "Something went wrong"),
  brokenText: says(
    "是我们的错，不是您的。没有任何款项因此变动；请再试一次。",
    "The fault is ours, not yours. No money has moved because of it; please try again.",
  ),
  refusedTitle: says("没有办成", "That was not possible"),
  signedOutTitle: says("请先登录", "Please log in"),
  signedOutText: says("登录后即可看到您的内容。", "What is yours is shown once you are logged in."),
  notFoundTitle: says("没有这个页面", "There is no such page"),
  notFoundText: says(
    "它可能已经下架，或者地址写错了。",
    "It may have been taken down, or the address is mistyped.",
  ),
  toHome: says("回首页", "To the home page"),
  capNotice: says(
    "额度是最多还能领取的上限，不是承诺，也不是欠款。",
    "Quota is a cap on what you may still receive. It is no promise and no money owed.",
  ),
  newer: says("商城有新版本。", "There is a newer version of these pages."),
  load: says("更新", "Load it"),
} as const;

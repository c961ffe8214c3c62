/** Words of bringing somebody in. */
import { says } from "../lang.ts";

export const INVITE = {
  title: says("推荐", "Invite"),
  intro: says(
    "把商城介绍给可能用得上的人。没有人因拉来一个人而得到报酬：只有对方真正买了东西，您才会得到股权和额度。",
    "Show the mall to somebody it may be of use to. Nobody is paid for bringing people in: you are granted shares and quota only by what they really buy.",
  ),
  link: says("我的链接", "Your link"),
  code: says("推荐码", "Code"),
  copied: says("链接已复制", "The link is copied"),
  share: says("分享", "Share"),
  shareText: says(
    "我在这家商城购物，也持有它的股权。规则、账目和至今实付的分红都公开。",
    "I shop at this mall and hold shares in it. Its rules, its books and what it really paid are open to all.",
  ),
  qr: says(
    (code: string) => `二维码：打开推荐码 ${code} 的注册页面`,
    (code: string) => `QR code that opens the registration with the code ${code}`,
  ),
  qrHint: says("对方扫码即可注册", "Whoever scans it can register"),

  picture: says("分享图片", "A picture to share"),
  pictureAlt: says(
    (mall: string, code: string) => `${mall}的分享图片，有二维码和推荐码 ${code}`,
    (mall: string, code: string) => `A picture of ${mall} with the QR code and the code ${code}`,
  ),
  save: says("保存图片", "Save the picture"),
  sharePicture: says("分享图片", "Share the picture"),
  saved: says("图片已保存", "The picture is saved"),
  notDrawn: says(
    "图片没有画成，可以直接分享链接。",
    "The picture could not be drawn. Please share the link instead.",
  ),
  slogan: says("买东西的人，也持有这家商城", "Those who shop here hold shares in it"),
  honest: says(
    [
      "分红有多有少，也可能没有。",
      "额度是上限，不是承诺。股权不是存款。",
      "规则、账目和至今实付，全部公开。",
    ],
    [
      "Dividends vary, and there may be none.",
      "Quota is a cap, no promise. Shares are no deposit.",
      "Rules, books and payments are open to all.",
    ],
  ),
  scan: says("扫码注册", "Scan to register"),

  gets: says("您会得到什么", "What you are granted"),
  getsText: says(
    "对方的订单不能再退货时，按规则授予：",
    "When an order of theirs can no longer be returned, the rules grant:",
  ),
  level1: says("您推荐的人每付 100 元", "Of each 100 yuan that somebody you brought in pays"),
  level2: says("他们再推荐的人每付 100 元", "Of each 100 yuan that somebody they brought in pays"),
  sharesOf: says(
    (rate: string) => `股权：按该订单进入资金池部分的 ${rate} 计值`,
    (rate: string) => `Shares worth ${rate} of what the order puts into the reserve`,
  ),
  quotaOf: says(
    (amount: string) => `额度：最多 ${amount}`,
    (amount: string) => `Quota of ${amount} at most`,
  ),
  two: says("最多两级，再往下没有。", "Two levels at most, and nothing beyond."),
  oneLevel: says("只有一级，再往下没有。", "One level only, and nothing beyond."),
  noLevels: says(
    "现行规则不因推荐授予任何东西。",
    "The rules in force grant nothing for referrals.",
  ),
  notPromised: says("不承诺什么", "What is not promised"),
  notPromisedLines: says(
    [
      "对方什么都不必买；不买，您就什么都得不到。",
      "对方退货时，由该订单得到的股权和额度会收回。",
      "额度是上限，股权的价值要扣手续费才是现金。",
      "对方付的价钱不因您的推荐而改变。",
    ],
    [
      "They need not buy anything; as long as they do not, you are granted nothing.",
      "When they return goods, what that order granted you is taken back.",
      "Quota is a cap, and shares become cash only less the fee.",
      "They pay the same price as everybody else.",
    ],
  ),

  joined: says("通过您加入的人", "Who joined with your code"),
  count: says(
    (count: string) => `共 ${count} 人`,
    (count: string) => `${count} in all`,
  ),
  newest: says(
    (count: string) => `最近 ${count} 人`,
    (count: string) => `The newest ${count}`,
  ),
  none: says("还没有人用您的推荐码加入。", "Nobody has joined with your code yet."),
  masked: says("为保护隐私，姓名只显示第一个字。", "Names are hidden but for their first sign."),
  brought: says("至今由推荐得到", "What referrals granted you so far"),
  broughtHint: says(
    "已扣除对方退货收回的部分。股权值多少、扣手续费后实得多少，见“我的股权”页。",
    "Less what returns of theirs took back. What shares are worth, and what is left of it after the fee, stands on the page of your shares.",
  ),
  shares: says("股权", "Shares"),
  quota: says("授予的额度上限", "Quota granted, as a cap"),
} as const;

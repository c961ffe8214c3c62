/**
 * The page of Alipay's stand-in that a shopper's phone shows: what is to be paid, and by whom.
 *
 * It says in every state that no money moves. It runs no script, loads nothing, and is written in
 * Chinese and English.
 */
import { decimalOf } from "./alipay.ts";
import type { StandInTrade } from "./alipay-stand-in-trades.ts";

export type Language = "zh" | "en";

const WORDS = {
  zh: {
    title: "支付演示",
    banner: "演示收银台，不是支付宝，不会产生真实扣款",
    order: "订单号",
    account: "付款账号（演示，可任意填写）",
    pay: "确认付款",
    cancel: "取消",
    back: "返回商家",
    paid: "支付成功",
    paidAbout: "可以返回商家查看订单。",
    closed: "交易已关闭",
    closedAbout: "此订单已不能付款，请返回商家重新下单。",
    cancelled: "已取消付款",
    cancelledAbout: "未付款，可以随时返回继续。",
    resume: "继续付款",
    error: "无法打开收银台",
    other: "English",
  },
  en: {
    title: "Payment demo",
    banner: "A stand-in, not Alipay: no money moves",
    order: "Order",
    account: "Payer's account (demo, anything you like)",
    pay: "Pay",
    cancel: "Cancel",
    back: "Back to the shop",
    paid: "Paid",
    paidAbout: "You can go back to the shop.",
    closed: "This payment is closed",
    closedAbout: "It can no longer be paid. Go back to the shop and order again.",
    cancelled: "Cancelled",
    cancelledAbout: "Nothing was paid. You can still go on whenever you like.",
    resume: "Go on paying",
    error: "The payment cannot be opened",
    other: "中文",
  },
} as const;

const STYLE = `
:root { color-scheme: light dark; --blue: #1677ff; --page: #f3f5f8; --card: #fff; --ink: #1c1f23;
  --soft: #5f6773; --line: #e3e7ec; --note: #fff4d6; --note-ink: #6b4700; }
@media (prefers-color-scheme: dark) { :root { --page: #101418; --card: #1a2027; --ink: #eef1f4;
  --soft: #a3acb7; --line: #2d3640; --note: #3a2e10; --note-ink: #ffdf94; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
.note { margin: 0; padding: 10px 16px; background: var(--note); color: var(--note-ink);
  text-align: center; font-size: 14px; font-weight: 600; }
main { max-width: 420px; margin: 0 auto; padding: 16px; }
nav { display: flex; justify-content: flex-end; }
nav a { padding: 8px 4px; color: var(--soft); font-size: 14px; }
.card { padding: 28px 20px 20px; border-radius: 16px; background: var(--card);
  box-shadow: 0 1px 3px rgb(0 0 0 / 8%); text-align: center; }
h1 { margin: 0; font-size: 20px; font-weight: 600; overflow-wrap: anywhere; }
.amount { margin: 12px 0 20px; font-size: 44px; line-height: 1.1; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.amount small { margin-right: 2px; font-size: 26px; font-weight: 600; }
dl { display: flex; justify-content: space-between; gap: 16px; margin: 0; padding: 14px 0;
  border-top: 1px solid var(--line); color: var(--soft); font-size: 14px; text-align: left; }
dd { margin: 0; color: var(--ink); overflow-wrap: anywhere; text-align: right; }
label { display: block; margin-bottom: 20px; color: var(--soft); font-size: 14px; text-align: left; }
input { width: 100%; margin-top: 6px; padding: 12px; border: 1px solid var(--line);
  border-radius: 10px; background: transparent; color: var(--ink); font: inherit; }
button, .button { display: block; width: 100%; margin-top: 10px; padding: 14px; border: 0;
  border-radius: 12px; background: transparent; color: var(--soft); font: inherit; font-weight: 600;
  text-decoration: none; cursor: pointer; }
.first { background: var(--blue); color: #fff; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
p { margin: 8px 0 20px; color: var(--soft); }
`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** The language that a page is asked for: `lang`, or else what the browser likes first. */
export function languageOf(lang: string | undefined, accepted: string | undefined): Language {
  if (lang === "zh" || lang === "en") return lang;
  const first = accepted?.split(",")[0]?.trim().toLowerCase() ?? "";
  return /^(\*|zh|$)/.test(first) ? "zh" : "en";
}

type Frame = { readonly language: Language; readonly otherUrl?: string };

function frame({ language, otherUrl }: Frame, content: string): string {
  const words = WORDS[language];
  const nav =
    otherUrl === undefined ? "" : `<nav><a href="${escape(otherUrl)}">${words.other}</a></nav>`;
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title>
<style>${STYLE}</style>
</head>
<body>
<p class="note" role="note">${words.banner}</p>
<main>${nav}<section class="card">${content}</section></main>
</body>
</html>
`;
}

function amount(trade: StandInTrade): string {
  return `<div class="amount"><small>¥</small>${decimalOf(trade.totalMinor)}</div>`;
}

function order(language: Language, trade: StandInTrade): string {
  return `<dl><dt>${WORDS[language].order}</dt><dd>${escape(trade.tradeId)}</dd></dl>`;
}

function link(url: string | undefined, text: string): string {
  return url === undefined ? "" : `<a class="button first" href="${escape(url)}">${text}</a>`;
}

/** The page on which a waiting trade is paid or cancelled; `resumeUrl` is the page's own address. */
export function paymentPage(
  trade: StandInTrade,
  asked: Frame & { readonly account: string; readonly resumeUrl: string },
): string {
  const words = WORDS[asked.language];
  return frame(
    asked,
    `<h1>${escape(trade.subject)}</h1>${amount(trade)}${order(asked.language, trade)}
<form method="post" action="pay">
<input type="hidden" name="trade_no" value="${escape(trade.alipayTradeNo)}">
<input type="hidden" name="lang" value="${asked.language}">
<input type="hidden" name="resume" value="${escape(asked.resumeUrl)}">
<label>${words.account}<input name="account" value="${escape(asked.account)}" maxlength="64"
 autocomplete="off" autocapitalize="none" spellcheck="false"></label>
<button class="first" name="action" value="pay">${words.pay}</button>
<button name="action" value="cancel" formnovalidate>${words.cancel}</button>
</form>`,
  );
}

/** The page of a trade that is paid, closed, or left by its shopper for now. */
export function outcomePage(
  trade: StandInTrade,
  outcome: "paid" | "closed" | "cancelled",
  asked: Frame & { readonly backUrl?: string; readonly resumeUrl?: string },
): string {
  const words = WORDS[asked.language];
  return frame(
    asked,
    `<h1>${words[outcome]}</h1>${amount(trade)}${order(asked.language, trade)}
<p>${words[`${outcome}About`]}</p>
${link(asked.resumeUrl, words.resume)}${link(asked.backUrl, words.back)}`,
  );
}

/** The page of a request that Alipay would not take. */
export function errorPage(language: Language, code: string, message: string): string {
  return frame(
    { language },
    `<h1>${WORDS[language].error}</h1><p>${escape(message)}</p>
<dl><dt>sub_code</dt><dd>${escape(code)}</dd></dl>`,
  );
}

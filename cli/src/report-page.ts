/**
 * The report's page: one HTML file with everything in it, in both languages.
 *
 * Both languages are in the page and one is hidden. Whatever a user wrote (ids, names of files) goes
 * through `escapeHtml`, or through JSON in which no `<` is left. The page may load nothing: its policy
 * allows only the script and style that it brings, by their hash.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { LEFT_OUT_REASONS, type ImportReport, type LeftOutCode } from "./import-report.ts";
import {
  accountsOf,
  coverages,
  histogramOf,
  returnPercent,
  scriptData,
  summaryOf,
  type Account,
  type Run,
  type Summary,
} from "./report-data.ts";
import {
  amountText,
  escapeHtml,
  groupedText,
  PAGE_STYLE,
  refusalSentence,
  type Lang,
} from "@patronage/words";

const MINOR_E18 = 10n ** 18n;
const LISTED = 5;
const LEFT_OUT_ZH: { readonly [Code in LeftOutCode]: string } = {
  not_goods: "不是商品（按映射的忽略规则）",
  amount_unreadable: "金额、数量或单价不是映射所写的格式",
  id_missing: "订单或行没有编号",
  id_too_long: "编号超过 128 个字符",
  date_unreadable: "日期缺失、格式不符或不在 1980 至 2199 年之间",
  amount_zero: "金额为零，或不足一个最小单位",
  amount_negative: "金额为负，而没有标明是退货",
  quantity_zero: "退货数量为零",
  guest: "订单没有会员（游客）",
  holder_reserved: "会员编号以 guest: 开头，该前缀留给游客",
  holder_differs: "同一订单前面的行写的是另一位会员",
  line_repeated: "订单中已有同一行号",
  cancellation_unmatched: "退货在本文件中找不到之前的购买",
  cancellation_partly_matched: "退货超过可退部分的余额",
};

/** The same in both languages, one of which the page hides. Takes HTML. */
const both = (en: string, zh: string): string =>
  `<span class="en" lang="en">${en}</span><span class="zh" lang="zh">${zh}</span>`;

/** A decimal text with its whole part in groups. */
const grouped = (text: string): string => text.replace(/\d+/, groupedText);

const percent = (value: number): string => `${value.toFixed(2)} %`;
const count = (number: number): string => groupedText(`${number}`);

function costPercent({ costMinor, turnoverMinor }: Summary): number {
  return turnoverMinor > 0n ? Number((costMinor * 1_000_000n) / turnoverMinor) / 10_000 : 0;
}

/** NAV a share in yuan with four decimals, rounded down. */
function navText({ navE18 }: Summary): string {
  return `${navE18 / 10n ** 20n}.${`${(navE18 / 10n ** 16n) % 10_000n}`.padStart(4, "0")}`;
}

type Card = readonly [en: string, zh: string, value: string, smallEn: string, smallZh: string];

function cards(run: Run, summary: Summary): string {
  const { currency } = run.plan;
  const lowest = Math.min(...coverages(run.plan).map((coverage) => coverage.percent));
  const list: Card[] = [
    [
      "Turnover",
      "营业额",
      amountText(summary.turnoverMinor),
      `${count(summary.orderCount)} orders, ${count(summary.refundCount)} refunds, ${currency}`,
      `${count(summary.orderCount)} 笔订单，${count(summary.refundCount)} 笔退货，${currency}`,
    ],
    [
      "Dividends really paid",
      "实际已付分红",
      amountText(summary.dividendsMinor),
      `and ${amountText(summary.payoutsMinor)} for redeemed shares`,
      `另付股权回购 ${amountText(summary.payoutsMinor)}`,
    ],
    [
      "Quota granted",
      "已发放额度",
      amountText(summary.quotaGrantedMinor),
      `a cap, not money owed; ${amountText(summary.quotaLeftMinor)} is left`,
      `是上限，不是欠款；剩余 ${amountText(summary.quotaLeftMinor)}`,
    ],
    [
      "Promise coverage, reached",
      "额度覆盖率（实际）",
      percent(summary.coverageReachedPercent),
      `of all quota granted so far; the plan's lowest category: ${percent(lowest)}`,
      `至今已付占已发放额度；方案最低品类：${percent(lowest)}`,
    ],
    [
      "NAV a share",
      "股权价格",
      navText(summary),
      "reserve / shares outstanding, on the last day",
      "托底资金池 ÷ 流通股数（最后一日）",
    ],
    [
      "Reserve",
      "托底资金池",
      amountText(summary.reserveMinor),
      "could pay every holder at once",
      "足以同时付清所有会员",
    ],
    [
      "What it cost the merchant",
      "商家成本",
      percent(costPercent(summary)),
      `of turnover: ${amountText(summary.costMinor)}; returns after maturity lost ${amountText(summary.refundLossMinor)}`,
      `占营业额：${amountText(summary.costMinor)}；到期后退货损失 ${amountText(summary.refundLossMinor)}`,
    ],
    [
      "The middle buyer",
      "中位买家",
      percent(summary.medianReceivedPercent),
      `of what was spent was received in money; ${count(summary.holderCount)} holders`,
      `的消费已以现金收到；共 ${count(summary.holderCount)} 位会员`,
    ],
  ];
  const items = list.map(
    ([en, zh, value, smallEn, smallZh]) =>
      `<div><dt>${both(en, zh)}</dt><dd>${value}<small>${both(smallEn, smallZh)}</small></dd></div>`,
  );
  return `<dl class="figures">${items.join("")}</dl>`;
}

/** A chart with a title, a sentence and the text that stands for it. */
function plot(id: string, title: string, sentence: string, after = ""): string {
  return `<section><h2>${title}</h2><p class="soft">${sentence}</p>
<div class="plot"><canvas id="chart-${id}" role="img" aria-label="${id}"></canvas></div>${after}</section>`;
}

function plots(run: Run): string {
  const first = run.series.days[0];
  const last = run.series.days.at(-1);
  const span = first === undefined || last === undefined ? "" : `${first.date} – ${last.date}`;
  return `<div class="grid">${[
    plot(
      "nav",
      both("NAV a share", "股权价格"),
      both(
        `${span}. What a share's part of the reserve was worth; redeeming it costs the fee.`,
        `${span}。每股对应的资金池价值；回购须扣手续费。`,
      ),
    ),
    plot(
      "reserve",
      both("Reserve", "托底资金池"),
      both(
        "The cash behind all shares, and what it would pay if every holder redeemed now, net of the fee.",
        "全部股权背后的现金，以及所有会员现在都回购、扣手续费后须付的金额。",
      ),
    ),
    plot(
      "dividends",
      both("Dividends by day", "每日分红"),
      both("What each close really paid.", "每次日结实际付出。"),
    ),
    plot(
      "quota",
      both("Quota, and what was paid", "额度与实付"),
      both(
        "Quota is the most that may still be received. It is no debt, and at a steady turnover only the covered part of it is ever paid.",
        "额度是最多还能领取的数额，不是债务；营业额平稳时只有被覆盖的部分会付出。",
      ),
    ),
    plot(
      "coverage",
      both("Promise coverage", "额度覆盖率"),
      both(
        "Dividends paid so far, as a part of all quota granted so far, beside what the plan comes to at a steady turnover with somebody in every place.",
        "至今已付分红占至今已发放额度，对照方案在营业额平稳、各位置都有人时的覆盖率。",
      ),
    ),
    plot(
      "cost",
      both("The merchant's cost", "商家成本"),
      both(
        "Paid into funds and reserve, less what refunds gave back and the shop withheld, as a part of turnover.",
        "缴入各基金与资金池，减退货退回与扣回，占营业额。",
      ),
    ),
  ].join("")}</div>`;
}

function distribution(accounts: readonly Account[]): string {
  const { medianReceived, medianWithShares } = histogramOf(accounts);
  const medians = both(
    `Holders by what they received, in per cent of what they spent. Half received less than ${percent(medianReceived)} in money, and less than ${percent(medianWithShares)} with their shares at what redeeming them would pay.`,
    `按收到金额占消费的比例统计会员人数。一半会员收到的现金不到 ${percent(medianReceived)}，加上股权（扣手续费后）不到 ${percent(medianWithShares)}。`,
  );
  return `<div class="grid">${plot("histogram", both("What holders received", "会员收到了多少"), medians)}${plot(
    "tiers",
    both("Holders by tier", "各等级人数"),
    both("Tiers are reached by holding shares, and kept.", "持有股权达到等级后保留。"),
  )}</div>`;
}

function holderRow({ id, spentMinor, receivedMinor, sharesNetMinor, view }: Account): string {
  const received =
    spentMinor > 0n ? percent(returnPercent({ spentMinor, receivedMinor } as Account)) : "–";
  const cells = [
    `<a href="#statements" data-holder="${escapeHtml(id)}">${escapeHtml(id)}</a>`,
    amountText(spentMinor),
    amountText(receivedMinor),
    received,
    amountText(sharesNetMinor),
    amountText(view.quotaE18 / MINOR_E18),
    view.tier === 0 ? "–" : `V${view.tier}`,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
}

function holdersTable(accounts: readonly Account[]): string {
  const byReceived = [...accounts].sort((a, b) => (a.receivedMinor < b.receivedMinor ? 1 : -1));
  const spenders = byReceived.filter(({ spentMinor }) => spentMinor > 0n);
  const middle = Math.max(0, Math.floor(spenders.length / 2) - Math.floor(LISTED / 2));
  const heads = [
    both("Holder", "会员"),
    both("Spent", "消费"),
    both("Received in money", "收到现金"),
    both("of spending", "占消费"),
    both("Shares, net of fee", "股权扣费后"),
    both("Quota left (a cap)", "剩余额度（上限）"),
    both("Tier", "等级"),
  ];
  const table = (rows: readonly Account[]): string =>
    `<div class="scroll"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead><tbody>${rows.map(holderRow).join("")}</tbody></table></div>`;
  return `<section><h2>${both("Top and middle holders", "最高与中位会员")}</h2>
<h3>${both("Received most", "收到最多")}</h3>${table(byReceived.slice(0, LISTED))}
<h3>${both("In the middle", "处于中位")}</h3>${table(spenders.slice(middle, middle + LISTED))}</section>`;
}

function statementSection(run: Run, holderCount: number): string {
  const kept = run.statements.entries.size;
  const which =
    kept < holderCount
      ? both(
          `This page holds the statements of ${count(kept)} of ${count(holderCount)} holders: the first to join, and those asked for by --holder.`,
          `本页含 ${count(holderCount)} 位会员中 ${count(kept)} 位的对账单：最先加入的，以及以 --holder 指定的。`,
        )
      : both("Type any holder's id.", "输入任一会员编号。");
  const label = both("Holder", "会员编号");
  return `<section id="statements"><h2>${both("A statement for any holder", "任一会员的对账单")}</h2><p class="soft">${which}</p>
<form id="lookup"><label for="holder" class="soft">${label}</label><input id="holder" autocomplete="off" spellcheck="false"><button>${both("Show", "查看")}</button></form>
<div id="statement"></div></section>`;
}

function reasonText(reason: string): string {
  const [code, name] = reason.split(":") as [LeftOutCode, string?];
  const suffix = name === undefined ? "" : ` (${escapeHtml(name)})`;
  return both(`${LEFT_OUT_REASONS[code]}${suffix}`, `${LEFT_OUT_ZH[code]}${suffix}`);
}

function importSection(report: ImportReport | undefined): string {
  if (report === undefined) return "";
  const { tie } = report;
  const row = (text: string, rows: number | undefined, amountMinor: bigint, style = ""): string =>
    `<tr${style}><td class="text">${text}</td><td>${rows === undefined ? "" : count(rows)}</td><td>${amountText(amountMinor)}</td></tr>`;
  const rows = [
    row(both("Paid, imported", "已导入的付款"), report.paid.rows, tie.paidMinor),
    row(both("Refunded, imported", "已导入的退货"), report.refunded.rows, -tie.refundedMinor),
    ...report.leftOut.map((left) => row(reasonText(left.reason), left.rows, left.amountMinor)),
    row(
      both(
        "Refunds valued at the price paid, against the file's own",
        "退货按原价计与文件所写之差",
      ),
      undefined,
      tie.proportionMinor,
    ),
    row(
      both("Cancellations the file writes as positive", "文件写作正数的退货"),
      undefined,
      tie.signsMinor,
    ),
  ];
  const total = `<tr class="sum"><td class="text">${both("The file's exact total", "文件总额（精确）")}</td><td>${count(report.rows)}</td><td>${escapeHtml(grouped(tie.fileTotal))}</td></tr>`;
  return `<section><h2>${both("The file, row by row", "文件核对")}</h2>
<p class="soft">${both("Every row of the orders' file is in one of these lines, and the money adds up to the file's total.", "订单文件的每一行都在其中一项，金额合计等于文件总额。")}</p>
<div class="scroll"><table><thead><tr><th class="text">${both("What became of it", "去向")}</th><th>${both("rows", "行数")}</th><th>${both("money", "金额")}</th></tr></thead><tbody>${rows.join("")}${total}</tbody></table></div></section>`;
}

function refusedSection({ rejected, plan }: Run): string {
  if (rejected.length === 0) {
    return `<section><h2>${both("Refused commands", "被拒绝的命令")}</h2><p class="ok">${both("None.", "无。")}</p></section>`;
  }
  const byCode = new Map<string, typeof rejected>();
  for (const one of rejected) {
    byCode.set(one.refusal.code, [...(byCode.get(one.refusal.code) ?? []), one]);
  }
  const rows = [...byCode].map(([code, all]) => {
    const [{ refusal, line }] = all as unknown as [(typeof rejected)[number]];
    const sentence = (lang: Lang): string =>
      escapeHtml(refusalSentence(refusal, lang, plan.currency));
    return `<tr><td class="text"><span class="mono">${code}</span></td><td>${count(all.length)}</td><td class="text">${both(sentence("en"), sentence("zh"))} <span class="soft">(${both("line", "第")} ${line}${both("", " 行")})</span></td></tr>`;
  });
  return `<section><h2>${both("Refused commands", "被拒绝的命令")}</h2><p class="soft">${both("A refused command changes nothing. One example of each kind.", "被拒绝的命令不改变任何数。每类一例。")}</p>
<div class="scroll"><table><tbody>${rows.join("")}</tbody></table></div></section>`;
}

const asset = (name: string): string =>
  readFileSync(new URL(`../assets/${name}`, import.meta.url), "utf8");
const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** JSON that may stand inside a script element. */
const safeJson = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/</g, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");

/** The whole report as one HTML text. */
export function reportPage(run: Run, lang: Lang): string {
  const accounts = accountsOf(run);
  const summary = summaryOf(run, accounts);
  // The package's door leads to its modules; the script for a page lies beside them.
  const chartPath = new URL("chart.umd.min.js", import.meta.resolve("chart.js"));
  const chart = readFileSync(chartPath, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, "");
  const script = asset("report.js").replace("/* statement.js */", () => asset("statement.js"));
  const style = `${PAGE_STYLE}${asset("report.css")}`;
  const policy = `default-src 'none'; img-src data:; script-src ${hashOf(chart)} ${hashOf(script)}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const title = escapeHtml(run.plan.programme);
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}"><title>${title} · Patronage</title><style>${style}</style></head><body>
<header><div class="top"><div><h1>${title}</h1><p class="soft">${both("A programme run over", "方案试算，数据来自")} ${escapeHtml(run.inputName)}${summary.from === undefined ? "" : `, ${summary.from} – ${summary.to}`}</p></div>
<div class="switch" role="group" aria-label="Language"><button type="button" data-lang="en" aria-pressed="false">English</button><button type="button" data-lang="zh" aria-pressed="false">中文</button></div></div></header>
<main><p class="note">${both(
    "This is what the plan would have come to over these orders, to the fen. It is arithmetic about the past and no promise. Quota is a cap and not money owed; shares are shown at what redeeming them would pay, net of the fee, where that is what one could act on.",
    "以下是该方案在这些订单上的结果，精确到分。这是对过去的计算，不是承诺。额度是上限，不是欠款；可以操作之处，股权一律按扣除手续费后的金额显示。",
  )}</p>
${cards(run, summary)}${plots(run)}${distribution(accounts)}${holdersTable(accounts)}${statementSection(run, accounts.length)}${importSection(run.imported)}${refusedSection(run)}</main>
<footer class="soft"><p>${both("Plan", "方案")} SHA-256 <span class="mono">${run.planHash}</span></p></footer>
<script type="application/json" id="data">${safeJson(scriptData(run, accounts))}</script><script>${chart}</script><script>${script}</script></body></html>
`;
}

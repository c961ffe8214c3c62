/* Anyone's statement, worked out from each day's index, and held against the wallet. */

const WORDS = {
  joined: ["Joined", "加入"],
  order: ["Order", "订单"],
  referral: ["Order of another, as referrer or agent", "他人订单（推荐或代理）"],
  refund: ["Refund", "退货"],
  redeemed: ["Shares redeemed", "股权回购"],
  spent: ["Shares spent on goods", "股权兑换商品"],
  returned: ["Goods paid with shares came back", "兑换商品退回"],
  received: ["Shares received", "收到转入股权"],
  gave: ["Shares given away", "转出股权"],
  withdrawn: ["Withdrawn", "提现"],
  capped: ["Dividend, up to the quota left", "分红（至额度用完）"],
  tier: ["Tier reached", "达到等级"],
  forced: ["Compulsory redemption", "强制卖出"],
  dividends: ["Dividends", "分红"],
};

/** What an entry adds to the wallet (fen), and what it says. */
const TELL = {
  joined: () => [0n, ""],
  order: ([paid, granted, quota]) => [
    0n,
    say([
      `paid ${money(paid)}; ${shares(granted)} shares, quota ${money(quota)} granted`,
      `支付 ${money(paid)}；获得股权 ${shares(granted)}，额度 ${money(quota)}`,
    ]),
  ],
  referral: ([paid, granted, quota]) => [
    0n,
    say([
      `paid ${money(paid)}; ${shares(granted)} shares, quota ${money(quota)} granted`,
      `订单 ${money(paid)}；获得股权 ${shares(granted)}，额度 ${money(quota)}`,
    ]),
  ],
  refund: ([back, burned, quota, withheld]) => [
    0n,
    say([
      `${money(back)} back, ${money(withheld)} of it withheld; ${shares(burned)} shares and quota ${money(quota)} taken back`,
      `退款 ${money(back)}，其中扣回 ${money(withheld)}；收回股权 ${shares(burned)}、额度 ${money(quota)}`,
    ]),
  ],
  redeemed: ([micro, payout, fee]) => [
    BigInt(payout),
    say([
      `${shares(micro)} shares, fee ${money(fee)}`,
      `股权 ${shares(micro)}，手续费 ${money(fee)}`,
    ]),
  ],
  spent: ([micro, value]) => [
    0n,
    say([
      `${shares(micro)} shares for ${money(value)}`,
      `股权 ${shares(micro)}，抵 ${money(value)}`,
    ]),
  ],
  returned: ([amount, micro, wallet]) => [
    BigInt(wallet),
    say([
      `${money(amount)}; ${shares(micro)} shares back`,
      `${money(amount)}；退回股权 ${shares(micro)}`,
    ]),
  ],
  received: ([micro]) => [0n, shares(micro)],
  gave: ([micro]) => [0n, shares(micro)],
  withdrawn: ([amount]) => [-BigInt(amount), ""],
  capped: () => [
    0n,
    say([
      "the quota is used up: no more until spending grants more",
      "额度已用完，再次消费前不再参与分红",
    ]),
  ],
  tier: ([tier]) => [0n, `V${tier}`],
  forced: ([micro, payout, fee]) => [
    BigInt(payout),
    say([
      `${shares(micro)} shares, fee ${money(fee)}`,
      `股权 ${shares(micro)}，手续费 ${money(fee)}`,
    ]),
  ],
};

const index = data.statements.indexE18.map(BigInt);
const heads = data.statements.headsE18.map((history) => history.map(BigInt));
const byId = new Map(data.statements.holders.map((holder) => [holder[0], holder]));

/** Dividends of one holder, gathered by month: what each adds to the wallet, in whole fen. */
function dividendBook(lines) {
  let month;
  const book = {
    totalE18: 0n,
    add(close, e18, isCapped) {
      const name = data.charts.dates[close - 1].slice(0, 7);
      if (month?.name !== name) book.flush();
      month ??= { name, e18: 0n, isCapped: false };
      month.e18 += e18;
      month.isCapped ||= isCapped;
      book.totalE18 += e18;
    },
    flush() {
      if (month !== undefined && month.e18 > 0n) {
        const minor = book.totalE18 / E18 - (book.totalE18 - month.e18) / E18;
        lines.push({ when: month.name, kind: month.isCapped ? "capped" : "dividends", minor });
      }
      month = undefined;
    },
  };
  return book;
}

/** A holder's lines: its entries, and between them its dividends by month, from the index. */
function statementOf([, entries]) {
  const lines = [];
  const book = dividendBook(lines);
  let now = { sharesMicro: 0n, tier: 0, takesPart: false };
  let close = 0;
  const payUpTo = (last, cappedE18) => {
    while (close < last) {
      close += 1;
      if (cappedE18 !== undefined && close === last) {
        book.add(close, cappedE18, true);
      } else if (now.takesPart) {
        const headE18 = heads[now.tier][close] - heads[now.tier][close - 1];
        book.add(close, now.sharesMicro * (index[close] - index[close - 1]) + headE18, false);
      }
    }
  };
  for (const [closes, when, kind, amounts, micro, tier, takesPart] of entries) {
    const name = KINDS[kind];
    const cappedE18 = name === "capped" ? BigInt(amounts[0]) + BigInt(amounts[1]) : undefined;
    payUpTo(closes, cappedE18);
    now = { sharesMicro: BigInt(micro), tier, takesPart: takesPart === 1 };
    if (cappedE18 !== undefined) {
      continue;
    }
    book.flush();
    lines.push({ when: when.slice(0, 10), kind: name, amounts, micro });
  }
  payUpTo(index.length - 1);
  book.flush();
  return { lines, dividendsE18: book.totalE18 };
}

/** What a line adds to the wallet, as text, and what it says. */
function tellLine({ kind, amounts, minor: dividendMinor }) {
  const [minor, told] = dividendMinor === undefined ? TELL[kind](amounts) : [dividendMinor, ""];
  const sign = minor > 0n ? "+ " : "";
  return { minor, wallet: minor === 0n ? "" : `${sign}${money(minor)}`, told };
}

function tableHead() {
  const head = element("tr");
  head.append(
    element("th", say(["Date", "日期"])),
    element("th", say(["What", "事项"]), "text"),
    element("th", say(["Wallet", "余额变动"])),
    element("th", say(["Shares after", "其后股权"])),
  );
  return head;
}

function summaryText([wallet, dividends, quota, micro, spent, net]) {
  const left = money(quota / E18);
  return say([
    `Spent ${money(spent)}. Dividends ${money(dividends / E18)}. Wallet ${money(wallet)}. Shares ${shares(micro)}, which would pay ${money(net)} net of the fee. Quota left ${left}: the most that may still be received, and not money owed.`,
    `消费 ${money(spent)}。分红 ${money(dividends / E18)}。余额 ${money(wallet)}。股权 ${shares(micro)}，现在回购扣费后可得 ${money(net)}。剩余额度 ${left}：最多还能领取的数额，不是欠款。`,
  ]);
}

function checkText(isSound) {
  return isSound
    ? say([
        "Recomputed here from the index of each day: it adds up to the fen.",
        "已在本页按每日指数重新计算：分毫不差。",
      ])
    : say([
        "Recomputed here, it does not add up: this report is damaged.",
        "重新计算结果不符：本报告已损坏。",
      ]);
}

function missingText(id) {
  const known = data.statements.holders.length;
  const all = data.statements.holderCount;
  return say([
    `There is no statement for “${id}” in this page. It holds ${known} of ${all} holders.`,
    `本页没有“${id}”的对账单。本页含 ${all} 位会员中的 ${known} 位。`,
  ]);
}

function showStatement(id) {
  const place = document.getElementById("statement");
  const holder = byId.get(id);
  if (holder === undefined) {
    place.replaceChildren(element("p", missingText(id), "bad"));
    return;
  }
  const figures = holder[2].map(BigInt);
  const { lines, dividendsE18 } = statementOf(holder);
  const table = element("table");
  table.append(tableHead());
  let paidMinor = 0n;
  let micro = "0";
  for (const line of lines) {
    const { minor, wallet, told } = tellLine(line);
    paidMinor += minor;
    micro = line.micro ?? micro;
    const what = `${say(WORDS[line.kind])}${told === "" ? "" : ` · ${told}`}`;
    const row = element("tr");
    row.append(
      element("td", line.when),
      element("td", what, "text"),
      element("td", wallet),
      element("td", shares(micro)),
    );
    table.append(row);
  }
  const isSound = dividendsE18 === figures[1] && paidMinor === figures[0];
  const box = element("div", undefined, "scroll tall");
  box.tabIndex = 0;
  box.append(table);
  place.replaceChildren(
    element("h3", id),
    element("p", summaryText(figures)),
    element("p", checkText(isSound), isSound ? "ok" : "bad"),
    box,
  );
}

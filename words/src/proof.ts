/**
 * Sentences for a statement file: what was checked in it, what it cannot prove, and what does not fit, in
 * both languages.
 *
 * The first thing that does not fit is told with its place in the file, so that whoever made it can look.
 */
import type { Checked, Fault } from "@patronage/proof";
import {
  currencyWord,
  decimalText,
  moneyText,
  oneLine,
  sharesText,
  type Lang,
} from "./sentences.ts";

export type ProofWords = {
  readonly title: string;
  /** What was worked out again and fits, a sentence each. */
  readonly checked: readonly string[];
  readonly limitsTitle: string;
  /** What no file can prove. */
  readonly limits: readonly string[];
};

const MINOR_E18 = 10n ** 18n;
const SHARE_MICRO = 1_000_000n;
/** NAVs are shown with four decimals of the currency's unit, rounded down. */
const NAV_DECIMALS = 4;

type Facts = {
  readonly programme: string;
  readonly holder: string;
  readonly date: string;
  readonly closes: number;
  readonly days: number;
  readonly dividends: string;
  readonly quota: string;
  readonly wallet: string;
  readonly shares: string;
  readonly navFirst: string;
  readonly navLast: string;
  readonly redeemed: number;
  readonly entries: number;
  readonly steps: number;
  readonly holders: number;
  readonly allShares: string;
  readonly allDividends: string;
  readonly allQuota: string;
  readonly allWallets: string;
  readonly root: string;
  readonly head: string;
  readonly seq: number;
  readonly attested:
    { readonly date: string; readonly by: string; readonly text: string } | undefined;
  readonly cash: string;
};

function factsOf({ statement, ...checked }: Checked, lang: Lang): Facts {
  const { programme, holder, position, tree, plans, path, entries, head, attestation } = statement;
  const currency = plans.at(-1)!.plan["currency"] as string;
  const word = currencyWord(currency, lang);
  const moneyMinor = (amountMinor: bigint): string => moneyText(amountMinor, word);
  const moneyE18 = (amountE18: bigint): string => moneyMinor(amountE18 / MINOR_E18);
  const nav = ({ reserveE18, outstandingMicro }: Checked["first"]): string => {
    if (outstandingMicro === 0n) return "–";
    const num = (reserveE18 * SHARE_MICRO * 100n) / (outstandingMicro * MINOR_E18);
    return decimalText({ num, den: 10n ** BigInt(NAV_DECIMALS) }, NAV_DECIMALS);
  };
  const { figures } = tree;
  const walletsE18 =
    figures.dividendsE18 + (figures.payoutsMinor - figures.withdrawnMinor) * MINOR_E18;
  return {
    ...{ programme: oneLine(programme), holder: oneLine(holder.id), date: checked.last.date },
    ...{ closes: checked.closeCount, days: checked.dividendDays, redeemed: checked.redeemedCount },
    ...{ dividends: moneyMinor(checked.dividendsMinor), quota: moneyE18(position.quotaE18) },
    ...{ wallet: moneyMinor(checked.walletMinor), shares: sharesText(position.sharesMicro) },
    ...{ navFirst: nav(checked.first), navLast: nav(checked.last) },
    ...{ entries: entries.length, steps: path.length, holders: figures.holders },
    ...{ allShares: sharesText(figures.sharesMicro), allDividends: moneyE18(figures.dividendsE18) },
    ...{ allQuota: moneyE18(figures.quotaE18), allWallets: moneyE18(walletsE18) },
    ...{ root: tree.root, head: head.hash, seq: head.seq },
    attested: attestation && {
      date: oneLine(attestation.date),
      by: oneLine(attestation.by),
      text: oneLine(attestation.text),
    },
    cash: attestation === undefined ? "" : moneyMinor(attestation.cashMinor),
  };
}

const ENGLISH = (facts: Facts): ProofWords => ({
  title: `${facts.programme}, ${facts.holder}, up to the close of ${facts.date}: everything fits.`,
  checked: [
    "The file is whole: its text is the one text of what it says, and its digest fits.",
    `Closes: the file has all ${facts.closes} that there were since you joined, and the root knows each, with ` +
      "its day, its instant and what it paid to shares and to every tier: none was left out or changed.",
    `Dividends: these ${facts.closes} closes were worked out again from your shares, your quota ` +
      `and your tier. You were paid on ${facts.days} of those days, ${facts.dividends} in all.`,
    `Position: your ${facts.entries} entries come to ${facts.shares} shares, ${facts.quota} of quota left and ` +
      `${facts.wallet} in the wallet, and never to less than nothing in between.`,
    `NAV: from ${facts.navFirst} to ${facts.navLast} a share, and on no day lower than on the day before.`,
    ...(facts.redeemed === 0
      ? []
      : [
          `Redemptions: each of the ${facts.redeemed} was paid at the NAV of its day, less the plan's fee.`,
        ]),
    `Counted: you stand under the root ${facts.root} of that close, ${facts.steps} steps below it, and ` +
      "nothing beside your way is less than nothing: nobody is hidden behind a debt.",
    `All ${facts.holders} holders have ${facts.allShares} shares, received ${facts.allDividends} and may ` +
      `still receive ${facts.allQuota}; their wallets come to ${facts.allWallets}. Yours is part of it, and ` +
      "with the founding shares theirs are all the shares there are.",
  ],
  limitsTitle: "What no file can prove:",
  limits: [
    "That the cash is at the bank. " +
      (facts.attested === undefined
        ? "No statement of a bank was put into this file."
        : `On ${facts.attested.date} ${facts.attested.by} stated ${facts.cash}: “${facts.attested.text}”.`),
    "That everyone was given the same figures: compare the root, and the hash " +
      `${facts.head} of the journal at ${facts.seq}, with what the operator published, or with other holders'.`,
    "That the entries are all you did, and when you did it: look through them.",
    `What came after ${facts.date}.`,
  ],
});

const CHINESE = (facts: Facts): ProofWords => ({
  title: `${facts.programme}，${facts.holder}，截至 ${facts.date} 结算：全部相符。`,
  checked: [
    "文件完整：文字与内容逐字节一致，摘要相符。",
    `结算：自加入以来的 ${facts.closes} 次结算全部在内，每次的日期、时刻以及对股权和各等级的分红都由根锁定，无一遗漏或改动。`,
    `分红：这 ${facts.closes} 次结算，均按您的股权、额度和等级重新计算；其中 ${facts.days} 天有分红，合计 ${facts.dividends}。`,
    `持仓：您的 ${facts.entries} 条记录得出股权 ${facts.shares}、剩余额度 ${facts.quota}、余额 ${facts.wallet}，期间从未低于零。`,
    `股权价格：每股从 ${facts.navFirst} 到 ${facts.navLast}，没有一天低于前一天。`,
    ...(facts.redeemed === 0
      ? []
      : [`回购：${facts.redeemed} 次均按当日股权价格扣除模式规定的手续费支付。`]),
    `已计入：您位于该次结算的根 ${facts.root} 之下 ${facts.steps} 层，沿途旁支均不低于零：没有人被负债掩盖。`,
    `全部 ${facts.holders} 位会员持有股权 ${facts.allShares}，已收分红 ${facts.allDividends}，剩余额度 ${facts.allQuota}，` +
      `余额合计 ${facts.allWallets}。您的在其中；连同发起股即为全部股权。`,
  ],
  limitsTitle: "任何文件都不能证明的：",
  limits: [
    "现金确在银行。" +
      (facts.attested === undefined
        ? "本文件未附银行证明。"
        : `${facts.attested.date}，${facts.attested.by} 声明 ${facts.cash}：“${facts.attested.text}”。`),
    `所有人得到的是同一组数字：请将根，以及账本第 ${facts.seq} 条处的哈希 ${facts.head}，与运营方公布的或其他会员的相比较。`,
    "这些记录就是您的全部记录，时间也都属实：请逐条查看。",
    `${facts.date} 之后发生的事。`,
  ],
});

/** What was checked in a file in which everything fits, and what it cannot prove. */
export function proofInWords(checked: Checked, lang: Lang): ProofWords {
  const facts = factsOf(checked, lang);
  return lang === "zh" ? CHINESE(facts) : ENGLISH(facts);
}

type Told = { readonly [Code in Fault["code"]]: readonly [english: string, chinese: string] };

const FAULTS: Told = {
  canonical: ["its text is not the one text of a statement", "文字不是规范的对账单文件"],
  digest: ["its digest does not fit: something was changed", "摘要不符：内容被改动过"],
  kind: ["it is no statement, or one of another version", "不是对账单文件，或版本不同"],
  shape: ["something in it is not as it should be", "内容的形式不对"],
  range: ["an amount is larger than any tree holds", "数额超出范围"],
  plan: ["a plan in it cannot be read, or is another programme's", "模式无法读取，或属于另一项目"],
  order: ["something stands in the wrong order, or where it does not belong", "顺序或位置不对"],
  closes: [
    "the closes are not those under the root: one was left out, added or changed",
    "结算与根不符：有结算被遗漏、添加或改动",
  ],
  below: ["something falls below zero", "有数额低于零"],
  dividend: [
    "the dividend is not what shares, quota and tier come to",
    "分红与股权、额度、等级不符",
  ],
  fee: ["the fee is not the plan's", "手续费与模式不符"],
  price: ["shares were not valued at the NAV of their day", "未按当日股权价格计算"],
  forced: [
    "shares were forced out that the plan, or the quota left, would have let stay",
    "强制卖出不符合模式或剩余额度",
  ],
  nav: ["the NAV falls", "股权价格下跌"],
  position: ["the position is not what the entries and closes come to", "持仓与记录及结算不符"],
  totals: [
    "all holders together have less than one of them, or less than nothing",
    "合计小于个人，或小于零",
  ],
  outstanding: ["the totals are not the day's shares or reserve", "合计与当日股权或托底资金池不符"],
  path: ["the way up does not lead to the root", "路径通不到根"],
};

/** The codes of what may not fit. */
export const proofFaultCodes = (): Fault["code"][] => Object.keys(FAULTS) as Fault["code"][];

/** What does not fit in a file, and where. */
export function proofFault({ code, where }: Fault, lang: Lang): string {
  const [english, chinese] = FAULTS[code];
  const place = oneLine(where);
  if (lang === "zh") return place === "" ? `${chinese}。` : `${chinese}（${place}）。`;
  return place === "" ? `${english}.` : `${english} (${place}).`;
}

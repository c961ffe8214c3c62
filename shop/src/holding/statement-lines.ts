/** A statement's lines as they are shown: by day, and with the words of what happened. */
import type { Period, StatementLine } from "../api/holder.ts";
import { LOCALES, type Lang, wordsIn } from "../lang.ts";
import { STATEMENT } from "../words/statement.ts";

type StatementDay = { readonly date: string; readonly lines: readonly StatementLine[] };

/** The days, the newest first; in each the lines as the journal has them, the newest first. */
export function byDay(lines: readonly StatementLine[]): StatementDay[] {
  const days = new Map<string, StatementLine[]>();
  for (const line of lines) days.set(line.date, [...(days.get(line.date) ?? []), line]);
  return Array.from(days, ([date, own]) => ({ date, lines: own })).sort((a, b) =>
    a.date < b.date ? 1 : -1,
  );
}

/** What happened. In which place somebody stood decides between one's own order and somebody else's. */
export function kindText(
  { kind, place }: Pick<StatementLine, "kind" | "place">,
  lang: Lang,
): string {
  const w = wordsIn(STATEMENT, lang);
  const isOwn = place === null || place === "buyer";
  const told: { readonly [kind: string]: string } = {
    holderJoined: w.holderJoined,
    orderAccrued: accruedText(place, lang),
    orderRefunded: isOwn ? w.orderRefunded : w.orderRefundedOthers,
    sharesRedeemed: w.sharesRedeemed,
    sharesSpent: w.sharesSpent,
    spendReturned: w.spendReturned,
    sharesTransferred: w.sharesTransferred,
    walletWithdrawn: w.walletWithdrawn,
    dividend: w.dividend,
    forced: w.forced,
  };
  return told[kind] ?? w.other;
}

function accruedText(place: StatementLine["place"], lang: Lang): string {
  const w = wordsIn(STATEMENT, lang);
  if (place === null || place === "buyer") return w.orderAccrued;
  if (place === "level1") return w.orderAccruedLevel1;
  return place === "level2" ? w.orderAccruedLevel2 : w.orderAccruedAgent;
}

const MONTH = /^([0-9]{4})-([0-9]{2})$/;

/** The first and the last day of a month such as "2026-11". */
export function periodOfMonth(month: string): Period {
  const [, year = "", number = ""] = MONTH.exec(month) ?? [];
  const last = new Date(Date.UTC(Number(year), Number(number), 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, "0")}` };
}

/** The month that a period is exactly, if it is one. */
export function monthOf({ from, to }: Period): string | undefined {
  const month = from?.slice(0, 7);
  if (month === undefined || !MONTH.test(month)) return undefined;
  const whole = periodOfMonth(month);
  return whole.from === from && whole.to === to ? month : undefined;
}

const MONTHS_MOST = 120;

/** The months from one day's to another's, the newest first. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  const [lastYear = 0, lastMonth = 1] = last.split("-").map(Number);
  for (let back = 0; back < MONTHS_MOST; back += 1) {
    const month = new Date(Date.UTC(lastYear, lastMonth - 1 - back, 1)).toISOString().slice(0, 7);
    if (month < first.slice(0, 7)) break;
    months.push(month);
  }
  return months;
}

/** A month as people read it. */
export const monthText = (month: string, lang: Lang): string =>
  new Intl.DateTimeFormat(LOCALES[lang], {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(new Date(`${month}-01T00:00:00Z`));

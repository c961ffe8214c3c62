/** A statement file, checked in the page, and the figures that are told of it. */
import { checkStatement, sha256, type Checked, type Verdict } from "@patronage/proof";
import { moneyText } from "../amounts.ts";
import { dayText, instantText } from "../days.ts";
import type { Lang } from "../lang.ts";

/** Far more than a lifetime of closes and orders comes to. */
export const FILE_BYTES_MOST = 32 * 1024 * 1024;
const MINOR_E18 = 10n ** 18n;
const SHARE_MICRO = 1_000_000n;

/** A file that is looked at: one's own from the mall, or one of this device. */
export type LookedAt = { readonly text: string; readonly name: string | undefined };

export const checkText = (text: string): Verdict => checkStatement(text, sha256);

/** The text of a file; of bytes that are no text one that is no statement. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return "";
  }
}

export type FileFigures = {
  readonly currency: string;
  readonly navFirst: string;
  readonly navLast: string;
  readonly redeemedCount: number;
  readonly spentCount: number;
  readonly quotaMinor: bigint;
  readonly allDividendsMinor: bigint;
  readonly allQuotaMinor: bigint;
  readonly allWalletsMinor: bigint;
};

/** Money is in whole minor units, rounded down, like everywhere; NAVs have four places. */
export function figuresOf({ statement, first, last }: Checked, lang: Lang): FileFigures {
  const { plans, entries, position, tree } = statement;
  const { figures: all } = tree;
  const named = plans.at(-1)!.plan["currency"];
  const currency = typeof named === "string" ? named : "";
  const countOf = (...kinds: readonly string[]): number =>
    entries.filter(({ kind }) => kinds.includes(kind)).length;
  const walletsE18 = all.dividendsE18 + (all.payoutsMinor - all.withdrawnMinor) * MINOR_E18;
  return {
    currency,
    navFirst: fileNavText(first, lang, currency),
    navLast: fileNavText(last, lang, currency),
    redeemedCount: countOf("sharesRedeemed", "forced"),
    spentCount: countOf("sharesSpent"),
    quotaMinor: position.quotaE18 / MINOR_E18,
    allDividendsMinor: all.dividendsE18 / MINOR_E18,
    allQuotaMinor: all.quotaE18 / MINOR_E18,
    allWalletsMinor: walletsE18 / MINOR_E18,
  };
}

/** A day of a file, and an instant; a text that is none stands as it is, because whoever made the file wrote it. */
export const fileDayText = (date: string, lang: Lang): string =>
  Number.isNaN(Date.parse(`${date}T00:00:00Z`)) ? date : dayText(date, lang);
export const fileInstantText = (at: string, lang: Lang): string =>
  Number.isNaN(Date.parse(at)) ? at : instantText(at, lang);

type Backing = Checked["first"];

/** What was behind a share at a close: "¥1.8584", as money with two further places. */
export function fileNavText(
  { reserveE18, outstandingMicro }: Backing,
  lang: Lang,
  currency: string,
): string {
  if (outstandingMicro === 0n) return "—";
  // In hundredths of a minor unit.
  const nav = (reserveE18 * SHARE_MICRO * 100n) / (outstandingMicro * MINOR_E18);
  const places = (nav % 100n).toString().padStart(2, "0");
  return `${moneyText(nav / 100n, lang, currency)}${places}`;
}

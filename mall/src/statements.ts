/**
 * Statements for shoppers: what changed their shares, wallet and quota; page by page, and as a file.
 *
 * A statement is followed from its beginning, so that its lines add up; no more of it is kept than what
 * is answered. The codes of others' orders are nobody else's business, and are left out.
 */
import { MINOR_E18, SHARE_MICRO, UNIT_MINOR } from "@patronage/engine";
import { readStatement, type Period, type StatementLine } from "@patronage/ledger";
import { decimalText, type Lang } from "@patronage/words";
import { minorText } from "./figures.ts";
import { inLedger, MallError, type Mall } from "./mall.ts";
import { HEADS, KINDS } from "./statement-words.ts";

/** A line, and its place among those of the same entry of the journal. */
type PlacedLine = { readonly line: StatementLine; readonly index: number };

/** Where a page begins: after the lines of this entry that come before `index`. */
type Cursor = { readonly entry: string; readonly index: number };

const CURSOR = /^([0-9]{1,18})\.([0-9]{1,6})$/;
const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const FILE_LINES_MOST = 50_000;

/** Reads a period as somebody wrote it. Refuses: date_unreadable. */
export function readPeriod(from: string | null | undefined, to: string | null | undefined): Period {
  for (const day of [from, to]) {
    const isDay = day === null || day === undefined || (DAY.test(day) && !isNaN(Date.parse(day)));
    if (!isDay) throw new MallError("date_unreadable");
  }
  return { from: from ?? undefined, to: to ?? undefined };
}

function readCursor(text: string | null | undefined): Cursor | undefined {
  if (text === null || text === undefined) return undefined;
  const [, entry, index] = CURSOR.exec(text) ?? [];
  if (entry === undefined || index === undefined) throw new MallError("page_unknown");
  return { entry, index: Number(index) };
}

/** The last lines before a cursor, the newest first, and where the next page begins. Refuses: page_unknown. */
export async function statementPage(
  mall: Mall,
  holder: string,
  asked: { readonly period: Period; readonly before?: string | null; readonly most: number },
) {
  const before = readCursor(asked.before);
  const kept = await lastLines(mall, holder, asked.period, asked.most + 1, before);
  const page = kept.slice(-asked.most);
  const [oldest] = page;
  const hasMore = kept.length > asked.most && oldest !== undefined;
  return {
    lines: page.map(({ line }) => tellLine(line)).reverse(),
    next: hasMore ? `${oldest.line.seq}.${oldest.index}` : null,
  };
}

async function lastLines(
  mall: Mall,
  holder: string,
  period: Period,
  most: number,
  before: Cursor | undefined,
): Promise<PlacedLine[]> {
  return inLedger(mall, async (client) => {
    const kept: PlacedLine[] = [];
    let last: PlacedLine | undefined;
    for await (const line of readStatement(client, holder, period)) {
      const index = last?.line.seq === line.seq ? last.index + 1 : 0;
      if (before !== undefined && isAtOrAfter({ line, index }, before)) break;
      last = { line, index };
      kept.push(last);
      if (kept.length > most) kept.shift();
    }
    return kept;
  });
}

function isAtOrAfter({ line, index }: PlacedLine, cursor: Cursor): boolean {
  const apart = line.seq - BigInt(cursor.entry);
  return apart > 0n || (apart === 0n && index >= cursor.index);
}

/** The order of a line, where it is the holder's own. */
const ownOrder = ({ order, place }: StatementLine): string | null =>
  order === undefined || (place !== undefined && place !== "buyer") ? null : order;

function tellLine(line: StatementLine) {
  return {
    seq: line.seq.toString(),
    date: line.date,
    kind: line.kind,
    orderCode: ownOrder(line),
    place: line.place ?? null,
    shares: line.sharesMicro.toString(),
    wallet: line.walletMinor.toString(),
    quota: quotaChangeMinor(line).toString(),
    sharesAfter: line.after.sharesMicro.toString(),
    walletAfter: line.after.walletMinor.toString(),
    quotaAfter: minorText(line.after.quotaE18),
  };
}

/** A change of quota as the whole minor units before and after it differ, so that the lines add up. */
function quotaChangeMinor({ quotaE18, after }: StatementLine): bigint {
  return after.quotaE18 / MINOR_E18 - (after.quotaE18 - quotaE18) / MINOR_E18;
}

/** The last dividends, the newest first. */
export async function lastDividends(mall: Mall, holder: string, most: number) {
  return inLedger(mall, async (client) => {
    const kept: StatementLine[] = [];
    for await (const line of readStatement(client, holder)) {
      if (line.kind !== "dividend") continue;
      kept.push(line);
      if (kept.length > most) kept.shift();
    }
    return kept.reverse().map((line) => ({
      date: line.date,
      amount: line.walletMinor.toString(),
      shares: line.after.sharesMicro.toString(),
      quotaLeft: minorText(line.after.quotaE18),
    }));
  });
}

/** What others' orders have put into a holding by referral, less what their returns took. */
export async function referralGrants(
  mall: Mall,
  holder: string,
): Promise<{ sharesMicro: bigint; quotaMinor: bigint }> {
  return inLedger(mall, async (client) => {
    let sharesMicro = 0n;
    let quotaE18 = 0n;
    for await (const line of readStatement(client, holder)) {
      if (line.place !== "level1" && line.place !== "level2") continue;
      sharesMicro += line.sharesMicro;
      quotaE18 += line.quotaE18;
    }
    return {
      sharesMicro: sharesMicro > 0n ? sharesMicro : 0n,
      quotaMinor: quotaE18 > 0n ? quotaE18 / MINOR_E18 : 0n,
    };
  });
}

/** What makes a spreadsheet take a text for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A text in a cell, as RFC 4180 has it; never a formula. */
export function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const moneyCell = (amountMinor: bigint): string =>
  decimalText({ num: amountMinor, den: UNIT_MINOR }, 2);

function sharesCell(sharesMicro: bigint): string {
  return decimalText({ num: sharesMicro, den: SHARE_MICRO }, 6);
}

/** Says that what follows is UTF-8, for spreadsheets that would not know. */
const BYTE_ORDER_MARK = "\uFEFF";
const LINE_END = "\r\n";

/**
 * A statement as CSV, oldest first: money in units of the currency, shares with six places.
 * Refuses: statement_too_long.
 */
export async function statementFile(
  mall: Mall,
  holder: string | undefined,
  period: Period,
  lang: Lang,
): Promise<string> {
  const rows = [HEADS[lang].map(cell).join(",")];
  if (holder !== undefined) {
    await inLedger(mall, async (client) => {
      for await (const line of readStatement(client, holder, period)) {
        if (rows.length > FILE_LINES_MOST) {
          throw new MallError("statement_too_long", { most: String(FILE_LINES_MOST) });
        }
        rows.push(fileRow(line, lang));
      }
    });
  }
  return BYTE_ORDER_MARK + rows.map((row) => row + LINE_END).join("");
}

function fileRow(line: StatementLine, lang: Lang): string {
  const { date, kind, sharesMicro, walletMinor, after } = line;
  return [
    date,
    cell(KINDS[lang][kind] ?? kind),
    cell(ownOrder(line) ?? ""),
    ...[sharesCell(sharesMicro), sharesCell(after.sharesMicro)],
    ...[moneyCell(walletMinor), moneyCell(after.walletMinor)],
    ...[moneyCell(quotaChangeMinor(line)), moneyCell(after.quotaE18 / MINOR_E18)],
  ].join(",");
}

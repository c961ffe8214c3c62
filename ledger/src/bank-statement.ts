/**
 * Bank statements: what a file of the bank says of the closing balance of an account.
 *
 * The readers (`bank-camt.ts`, `bank-csv.ts`) are pure, and a file is somebody else's: its size is limited,
 * nothing in it is expanded or looked up, and an amount is read from its text, digit by digit. A file may
 * hold several statements; all are listed, and one is chosen by whoever attests.
 */
import { UNIT_MINOR } from "@patronage/engine";

/** What a file says of one account on one day. */
export type BankStatement = {
  /** The account as the bank writes it; show it by `maskAccount`. */
  readonly account: string;
  readonly currency: string;
  /** The day at whose end the balance was booked, by the bank's own calendar. */
  readonly date: string;
  /** Below zero where the account is overdrawn. */
  readonly balanceMinor: bigint;
  /** The bank's own id of the statement; "" where it has none. */
  readonly statement: string;
  /** Where it stands in the file. */
  readonly line: number;
};

export type BankFileProblem =
  | "file_too_large"
  | "file_unreadable"
  | "xml_declares"
  | "xml_broken"
  | "camt_missing"
  | "camt_incomplete"
  | "balance_missing"
  | "balance_twice"
  | "amount_wrong"
  | "date_wrong"
  | "csv_broken"
  | "csv_map_missing"
  | "csv_map_wrong"
  | "csv_column_missing"
  | "csv_order_unknown"
  | "statement_missing"
  | "statement_unclear";

/** A bank's file cannot be used: what is wrong, in which line, and how to mend it. */
export class BankFileError extends Error {
  override readonly name = "BankFileError";
  readonly problem: BankFileProblem;
  readonly line: number | undefined;
  /** What was found, for whoever tells it in other words. */
  readonly found: string;

  constructor(
    problem: BankFileProblem,
    sentence: string,
    { line, found = "" }: { readonly line?: number; readonly found?: string } = {},
  ) {
    super(line === undefined ? sentence : `line ${line}: ${sentence}`);
    this.problem = problem;
    this.line = line;
    this.found = found;
  }
}

export const FILE_BYTES_MOST = 8 * 1024 * 1024;
const FOUND_CHARACTERS_MOST = 60;

/** A piece of a file as a sentence quotes it. */
export function quoted(text: string): string {
  const line = text.replace(/\p{C}+/gu, " ").trim();
  const isLong = line.length > FOUND_CHARACTERS_MOST;
  return `"${isLong ? `${line.slice(0, FOUND_CHARACTERS_MOST)}…` : line}"`;
}

/** The text of a file; throws a BankFileError where it is too large, or not written in `encoding`. */
export function textOfFile(bytes: Uint8Array, encoding: string): string {
  if (bytes.length > FILE_BYTES_MOST) {
    const most = `${FILE_BYTES_MOST / 1024 / 1024} MiB`;
    throw new BankFileError(
      "file_too_large",
      `a statement is at most ${most} here; ask the bank for one of fewer days.`,
      { found: String(bytes.length) },
    );
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new BankFileError(
      "file_unreadable",
      `this file is not written in ${quoted(encoding)}; export it again as UTF-8.`,
      { found: encoding },
    );
  }
}

const MINOR_PLACES = String(UNIT_MINOR).length - 1;
const AMOUNT_CHARACTERS_MOST = 40;
const AMOUNT = /^([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/;

/** An amount in minor units from its text, exactly; undefined where it is none, or finer than they are. */
export function minorOf(text: string): bigint | undefined {
  const [, sign, digits] = (text.length <= AMOUNT_CHARACTERS_MOST && AMOUNT.exec(text)) || [];
  if (digits === undefined) return undefined;
  const [whole, fraction = ""] = digits.split(".");
  const behind = fraction.replace(/0+$/, "");
  if (behind.length > MINOR_PLACES) return undefined;
  const amountMinor = BigInt(`${whole}${behind.padEnd(MINOR_PLACES, "0")}`);
  return sign === "-" ? -amountMinor : amountMinor;
}

const YEAR_FIRST = 1980;
const YEAR_LAST = 2199;

/** A day of the calendar as YYYY-MM-DD; undefined for one that no calendar has. */
export function dateOf(year: number, month: number, day: number): string | undefined {
  if (!(year >= YEAR_FIRST && year <= YEAR_LAST)) return undefined;
  const made = new Date(Date.UTC(year, month - 1, day));
  const isThere = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return isThere ? made.toISOString().slice(0, 10) : undefined;
}

const SHOWN_CHARACTERS = 4;

/** An account as anybody may see it: its last four characters, and never more than half of it. */
export function maskAccount(account: string): string {
  const plain = bare(account);
  const shown = Math.min(SHOWN_CHARACTERS, Math.floor(plain.length / 2));
  return `…${shown === 0 ? "" : plain.slice(-shown)}`;
}

const bare = (account: string): string => account.replace(/[\s-]/g, "").toUpperCase();

export type StatementChoice = {
  /** The account, or how it ends. */
  readonly account?: string | undefined;
  readonly date?: string | undefined;
};

/** Statements in a few words: a line each, the accounts masked. */
export function statementLines(statements: readonly BankStatement[]): string[] {
  return statements.map(
    ({ account, currency, date, line }) =>
      `${maskAccount(account)}, ${currency}, ${date} (line ${line})`,
  );
}

const LISTED_MOST = 20;

function listed(statements: readonly BankStatement[]): string {
  const lines = statementLines(statements.slice(-LISTED_MOST));
  const left = statements.length - lines.length;
  return `${left > 0 ? `${left} more; ` : ""}${lines.join("; ")}`;
}

/**
 * The statement that is meant: of the account asked for, on the date asked for or else the last there is.
 * Throws a BankFileError, which lists what there is, where there is none or more than one.
 */
export function chooseStatement(
  statements: readonly BankStatement[],
  { account, date }: StatementChoice = {},
): BankStatement {
  const end = account === undefined ? "" : bare(account);
  const ofAccount = statements.filter((one) => bare(one.account).endsWith(end));
  const last = ofAccount.reduce((latest, one) => (one.date > latest ? one.date : latest), "");
  const meant = ofAccount.filter((one) => one.date === (date ?? last));
  const [one, ...others] = meant;
  if (one === undefined) {
    throw new BankFileError(
      "statement_missing",
      `no such statement is in this file; there are: ${listed(statements)}.`,
    );
  }
  if (others.length === 0) return one;
  // The same said twice is said once.
  const isOne = others.every(
    (other) => bare(other.account) === bare(one.account) && other.balanceMinor === one.balanceMinor,
  );
  if (isOne && others.every(({ currency }) => currency === one.currency)) return one;
  throw new BankFileError(
    "statement_unclear",
    `say by the end of its account, and the date, which statement is meant: ${listed(meant)}.`,
  );
}

/**
 * CAMT.053, the bank-to-customer statement of ISO 20022: the closing booked balance (CLBD) of each
 * statement in a file, in whatever edition of the schema.
 *
 * XML can ask its reader to open files and to expand entities until memory is full. No statement needs a
 * document type, so a text that has one is refused before it is parsed, and entities stay what they are.
 */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { BankFileError, dateOf, minorOf, quoted, textOfFile } from "./bank-statement.ts";
import type { BankStatement } from "./bank-statement.ts";

/** Whether a file looks like XML at all: its first sign is "<". */
export function isXml(bytes: Uint8Array): boolean {
  const start = new TextDecoder(bomOf(bytes)).decode(bytes.subarray(0, 256));
  return start.trimStart().startsWith("<");
}

/** The statements of a file, in its order. Throws a BankFileError for whatever is no CAMT.053. */
export function readCamt(bytes: Uint8Array): BankStatement[] {
  const text = textOfFile(bytes, encodingOf(bytes)).replace(/\r\n?/g, "\n");
  refuseDeclarations(text);
  const validity = XMLValidator.validate(text);
  if (validity !== true) {
    const { msg, line } = validity.err;
    const why = `this is no sound XML (${quoted(msg)}); export it again.`;
    throw new BankFileError("xml_broken", why, { line });
  }
  const file: File = { breaks: breaksOf(text), root: parse(text) };
  const message = childOf(file, childOf(file, file.root, "Document"), "BkToCstmrStmt");
  const statements = message === undefined ? [] : childrenOf(message, "Stmt");
  if (statements.length === 0) {
    throw new BankFileError(
      "camt_missing",
      "this is no bank statement (CAMT.053 has Document/BkToCstmrStmt/Stmt; CAMT.052 and 054 are reports " +
        "within a day); ask the bank for CAMT.053.",
    );
  }
  return statements.map((statement) => readStatement(file, statement));
}

const ENCODINGS = ["utf-8", "gbk", "gb2312", "gb18030", "big5", "iso-8859-1", "iso-8859-15"];
const MORE_ENCODINGS = ["windows-1252", "us-ascii"];
const DECLARATION = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']/;

function bomOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function encodingOf(bytes: Uint8Array): string {
  const bom = bomOf(bytes);
  if (bom !== "utf-8") return bom;
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 256));
  const said = DECLARATION.exec(start)?.[1]?.toLowerCase() ?? "utf-8";
  if ([...ENCODINGS, ...MORE_ENCODINGS].includes(said)) return said;
  throw new BankFileError(
    "file_unreadable",
    `files in ${quoted(said)} are not read here; export it again as UTF-8.`,
    { line: 1, found: said },
  );
}

/** Where the lines of a text end. */
const breaksOf = (text: string): number[] => Array.from(text.matchAll(/\n/g), ({ index }) => index);

function refuseDeclarations(text: string): void {
  const at = text.search(/<!(?!--|\[CDATA\[)/);
  if (at < 0) return;
  throw new BankFileError(
    "xml_declares",
    "a bank statement declares no document type and no entities; this file is not used.",
    { line: breaksOf(text.slice(0, at)).length + 1 },
  );
}

type Node = { readonly [name: string]: unknown };
type File = { readonly breaks: readonly number[]; readonly root: Node };

const TEXT = "#text";
const META = XMLParser.getMetaDataSymbol() as unknown as string;
const NESTED_MOST = 60;

function parse(text: string): Node {
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, alwaysCreateTextNode: true, removeNSPrefix: true },
    ...{ parseTagValue: false, parseAttributeValue: false, processEntities: false },
    ...{ captureMetaData: true, maxNestedTags: NESTED_MOST, ignoreDeclaration: true },
    // Bookings are nobody's business here.
    stopNodes: ["..Ntry"],
    isArray: (name) => name === "Stmt" || name === "Bal",
  });
  try {
    return parser.parse(text) as Node;
  } catch (error) {
    throw new BankFileError(
      "xml_broken",
      `this XML cannot be read (${(error as Error).message}); export it again.`,
    );
  }
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function childrenOf(node: Node, name: string): Node[] {
  const value = Object.hasOwn(node, name) ? node[name] : undefined;
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

/** The one child of a name; undefined where there is none. */
function childOf(file: File, node: Node | undefined, name: string): Node | undefined {
  const [one, second] = node === undefined ? [] : childrenOf(node, name);
  if (second === undefined) return one;
  throw incomplete(file, node!, `has more than one ${name}`);
}

function textAt(file: File, node: Node, ...names: readonly string[]): string {
  let at: Node | undefined = node;
  for (const name of names) at = childOf(file, at, name);
  const text = at?.[TEXT];
  return typeof text === "string" ? text.trim() : "";
}

function lineOf({ breaks }: File, node: Node): number {
  const { startIndex = 0 } = (node[META] as { startIndex?: number } | undefined) ?? {};
  let [low, high] = [0, breaks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (breaks[middle]! < startIndex) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

function incomplete(file: File, node: Node, what: string): BankFileError {
  return new BankFileError("camt_incomplete", `what stands here ${what}; ask the bank.`, {
    line: lineOf(file, node),
  });
}

function readStatement(file: File, node: Node): BankStatement {
  const account =
    textAt(file, node, "Acct", "Id", "IBAN") || textAt(file, node, "Acct", "Id", "Othr", "Id");
  if (account === "") throw incomplete(file, node, "names no account (Acct/Id)");
  const balances = childrenOf(node, "Bal")
    .filter((balance) => textAt(file, balance, "Tp", "CdOrPrtry", "Cd") === "CLBD")
    // Of a statement of several pages only the last one closes the day.
    .filter((balance) => textAt(file, balance, "Tp", "SubTp", "Cd") !== "INTM")
    .map((balance) => readBalance(file, balance));
  const [last, before] = balances.toSorted((a, b) => (a.date < b.date ? 1 : -1));
  if (last === undefined) {
    throw new BankFileError(
      "balance_missing",
      "this statement has no closing booked balance (CLBD); ask the bank for the end of the day.",
      { line: lineOf(file, node) },
    );
  }
  if (before?.date === last.date && before.balanceMinor !== last.balanceMinor) {
    throw new BankFileError(
      "balance_twice",
      `this statement has two closing balances for ${last.date}; ask the bank which one counts.`,
      { line: last.line, found: last.date },
    );
  }
  return { account, statement: textAt(file, node, "Id"), ...last };
}

function readBalance(file: File, node: Node): Omit<BankStatement, "account" | "statement"> {
  const line = lineOf(file, node);
  const text = textAt(file, node, "Amt");
  const currency = childOf(file, node, "Amt")?.["@_Ccy"];
  const amountMinor = text.startsWith("-") ? undefined : minorOf(text);
  const isOwing = { CRDT: false, DBIT: true }[textAt(file, node, "CdtDbtInd")];
  if (amountMinor === undefined) {
    throw new BankFileError(
      "amount_wrong",
      `${quoted(text)} is no amount of whole minor units; ask the bank.`,
      { line, found: text },
    );
  }
  if (isOwing === undefined) throw incomplete(file, node, "says neither CRDT nor DBIT");
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw incomplete(file, node, "names no currency (Ccy)");
  }
  return {
    currency,
    date: readDate(file, node, line),
    balanceMinor: isOwing ? -amountMinor : amountMinor,
    line,
  };
}

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|T.*)?$/;

/** The bank's own day: what it writes, without a thought about time zones. */
function readDate(file: File, node: Node, line: number): string {
  const text = textAt(file, node, "Dt", "Dt") || textAt(file, node, "Dt", "DtTm");
  const [, year, month, day] = DATE.exec(text) ?? [];
  const date = dateOf(Number(year), Number(month), Number(day));
  if (date !== undefined) return date;
  throw new BankFileError("date_wrong", `${quoted(text)} is no date; ask the bank.`, {
    line,
    found: text,
  });
}

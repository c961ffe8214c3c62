/**
 * A bank's CSV, read by a small map: which columns hold the date and the balance, how dates are written,
 * and which sign stands before the fraction. Banks list bookings, with the balance after each: what counts
 * of a day is the balance after its last booking.
 *
 *     { "columns": { "date": "交易日期", "balance": "余额" }, "dateFormat": "yyyyMMdd",
 *       "account": "6222 0200 0000 1234", "currency": "CNY" }
 */
import { isJsonObject, parseJson, type Json, type JsonObject } from "@patronage/engine";
import { CsvError, parse } from "csv-parse/sync";
import { BankFileError, dateOf, minorOf, quoted, textOfFile } from "./bank-statement.ts";
import type { BankStatement } from "./bank-statement.ts";

export type BankMap = {
  readonly columns: {
    readonly date: string;
    readonly balance: string;
    /** Where a file holds several accounts; else `account` is of all rows. */
    readonly account?: string;
  };
  readonly account: string;
  readonly currency: string;
  /** Made of yyyy, MM or M, dd or d, and what stands between them. */
  readonly dateFormat: string;
  readonly decimal: "." | ",";
  /** What sets thousands apart; "" for nothing. */
  readonly thousands: string;
  readonly delimiter: string;
  readonly encoding: string;
  /** The line with the columns' names, the first being 1. */
  readonly headerLine: number;
  /** Undefined: as the dates say. */
  readonly order: Order | undefined;
};

const ORDERS = ["oldestFirst", "newestFirst"] as const;
type Order = (typeof ORDERS)[number];

const KEYS = [
  ...["columns", "account", "currency", "dateFormat", "decimal", "thousands"],
  ...["delimiter", "encoding", "headerLine", "order"],
];
const ENCODINGS = ["utf-8", "gbk", "gb18030", "big5", "utf-16le", "windows-1252"];
const HEADER_LINE_MOST = 1000;

/** Reads a map's JSON text; throws a BankFileError with everything that is wrong with it. */
export function readBankMap(text: string): BankMap {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (error) {
    throw wrongMap([`it is no JSON (${(error as Error).message})`]);
  }
  if (!isJsonObject(json)) throw wrongMap(["it is no JSON object"]);
  const problems: string[] = [];
  const note = (problem: string): void => void problems.push(problem);
  for (const key of Object.keys(json)) if (!KEYS.includes(key)) note(`"${key}" is unknown`);
  const { columns: columnsJson = null } = json;
  const columns = isJsonObject(columnsJson) ? columnsJson : {};
  for (const key of Object.keys(columns)) {
    if (!["date", "balance", "account"].includes(key)) note(`"columns.${key}" is unknown`);
  }
  const textOf = (from: JsonObject, key: string, otherwise?: string): string => {
    const value = from[key] ?? otherwise;
    if (typeof value === "string") return value;
    note(from === columns ? `"columns.${key}" must be a text` : `"${key}" must be a text`);
    return "";
  };
  const choice = <Choice extends string>(key: string, choices: readonly Choice[]): Choice => {
    const value = textOf(json, key, choices[0]);
    const found = choices.find((one) => one === value);
    if (found === undefined) note(`"${key}" must be one of ${choices.join(" ")}`);
    return found ?? choices[0]!;
  };
  const inColumn = columns["account"] === undefined ? undefined : textOf(columns, "account");
  const map: BankMap = {
    columns: {
      date: textOf(columns, "date"),
      balance: textOf(columns, "balance"),
      ...(inColumn === undefined ? {} : { account: inColumn }),
    },
    account: inColumn === undefined ? textOf(json, "account") : textOf(json, "account", ""),
    currency: textOf(json, "currency"),
    dateFormat: textOf(json, "dateFormat", "yyyy-MM-dd"),
    decimal: choice("decimal", [".", ","]),
    thousands: textOf(json, "thousands", ""),
    delimiter: textOf(json, "delimiter", ","),
    encoding: choice("encoding", ENCODINGS),
    headerLine: Number(json["headerLine"] ?? 1),
    order: json["order"] === undefined ? undefined : choice("order", ORDERS),
  };
  noteSigns(map, note);
  if (problems.length > 0) throw wrongMap(problems);
  return map;
}

function noteSigns(map: BankMap, note: (problem: string) => void): void {
  const { account, columns, currency, thousands, decimal, delimiter, headerLine } = map;
  if (!/^[A-Z]{3}$/.test(currency)) note('"currency" must be a code of three letters');
  if (columns.account === undefined && account.trim() === "") note('"account" must not be empty');
  if (thousands.length > 1 || thousands === decimal || /[0-9+-]/.test(thousands)) {
    note('"thousands" must be one sign other than the decimal one, or ""');
  }
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) note('"delimiter" must be one sign');
  if (!(Number.isInteger(headerLine) && headerLine >= 1 && headerLine <= HEADER_LINE_MOST)) {
    note('"headerLine" must be the number of a line');
  }
  if (dateReader(map.dateFormat) === undefined) {
    note('"dateFormat" must name yyyy, MM or M, and dd or d, once each');
  }
}

const wrongMap = (problems: readonly string[]): BankFileError =>
  new BankFileError("csv_map_wrong", `the map of the columns is wrong: ${problems.join("; ")}.`, {
    found: problems.join("; "),
  });

const DATE_PARTS: { readonly [token: string]: string } = {
  yyyy: "(?<year>[0-9]{4})",
  MM: "(?<month>[0-9]{2})",
  M: "(?<month>[0-9]{1,2})",
  dd: "(?<day>[0-9]{2})",
  d: "(?<day>[0-9]{1,2})",
};

type DateReader = (text: string) => string | undefined;

/** A reader of dates in a format; a time of the day after it is let be. */
function dateReader(format: string): DateReader | undefined {
  const seen: string[] = [];
  const pattern = format.replace(/([A-Za-z])\1*|[^A-Za-z]/g, (piece) => {
    if (!/[A-Za-z]/.test(piece)) return piece.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
    seen.push(piece.slice(0, 1));
    return DATE_PARTS[piece] ?? "(?!)";
  });
  if (seen.toSorted().join("") !== "Mdy" || pattern.includes("(?!)")) return undefined;
  const expression = new RegExp(`^${pattern}(?:[ T][0-9:.]*)?$`);
  return (text) => {
    const { year, month, day } = expression.exec(text)?.groups ?? {};
    return dateOf(Number(year), Number(month), Number(day));
  };
}

type Row = { readonly line: number; readonly cells: readonly string[] };

const RECORD_CHARACTERS_MOST = 100_000;

function readRows(text: string, { delimiter, headerLine }: BankMap): Row[] {
  try {
    const rows = parse(text, {
      ...{ delimiter, bom: true, info: true, relax_column_count: true, trim: true },
      ...{ skip_empty_lines: true, from_line: headerLine, max_record_size: RECORD_CHARACTERS_MOST },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { readonly lines?: number };
    throw new BankFileError(
      "csv_broken",
      `this is no sound CSV (${error.message}); look at its quotes.`,
      lines === undefined ? {} : { line: lines },
    );
  }
}

/** The balances of a file: the last of each day and account. Throws a BankFileError. */
export function readBankCsv(bytes: Uint8Array, map: BankMap): BankStatement[] {
  const [header, ...rows] = readRows(textOfFile(bytes, map.encoding), map);
  const names = header?.cells ?? [];
  const at = (name: string): number => {
    const column = names.indexOf(name);
    if (column >= 0) return column;
    throw new BankFileError(
      "csv_column_missing",
      `there is no column ${quoted(name)}; there are ${names.map(quoted).join(", ")}. ` +
        'Mend "columns" or "headerLine" of the map.',
      { line: map.headerLine, found: name },
    );
  };
  const columns = {
    date: at(map.columns.date),
    balance: at(map.columns.balance),
    account: map.columns.account === undefined ? undefined : at(map.columns.account),
  };
  const toDate = dateReader(map.dateFormat)!;
  const told = rows.map((row) => readRow(row, columns, map, toDate));
  if (told.length === 0) {
    throw new BankFileError("balance_missing", "there is no row below the columns' names.", {
      line: map.headerLine,
    });
  }
  return lastOfDays(told, map.order ?? orderOf(told));
}

type Columns = {
  readonly date: number;
  readonly balance: number;
  readonly account?: number | undefined;
};

function readRow(
  { line, cells }: Row,
  columns: Columns,
  map: BankMap,
  toDate: DateReader,
): BankStatement {
  const dateText = cells[columns.date] ?? "";
  const date = toDate(dateText);
  if (date === undefined) {
    throw new BankFileError(
      "date_wrong",
      `${quoted(dateText)} is no date like ${map.dateFormat}; mend "dateFormat", or delete the line ` +
        "where it is no booking.",
      { line, found: dateText },
    );
  }
  const balanceText = cells[columns.balance] ?? "";
  const balanceMinor = minorOf(plainAmount(balanceText, map));
  if (balanceMinor === undefined) {
    throw new BankFileError(
      "amount_wrong",
      `${quoted(balanceText)} is no amount of whole minor units; mend "decimal" and "thousands".`,
      { line, found: balanceText },
    );
  }
  const account = columns.account === undefined ? map.account : (cells[columns.account] ?? "");
  if (account === "") {
    throw new BankFileError("csv_column_missing", "the account is missing in this row.", { line });
  }
  return { account, currency: map.currency, date, balanceMinor, statement: "", line };
}

/** An amount with "." before the fraction, and nothing between thousands; "" for what is none. */
function plainAmount(text: string, { decimal, thousands }: BankMap): string {
  const bare = text.replace(/^([+-]?)\s*[¥￥]\s*/, "$1");
  const [whole = "", fraction, ...more] = bare.split(decimal);
  if (more.length > 0) return "";
  const groups = thousands === "" ? [whole] : whole.split(thousands);
  const [, ...rest] = groups;
  if (rest.some((group) => !/^[0-9]{3}$/.test(group))) return "";
  if (rest.length > 0 && !/^[+-]?[0-9]{1,3}$/.test(groups[0]!)) return "";
  // A point that is not the decimal sign is nothing here.
  if (decimal === "," && groups.join("").includes(".")) return "";
  if (fraction?.includes(".") === true) return "";
  return fraction === undefined ? groups.join("") : `${groups.join("")}.${fraction}`;
}

/** In which order the rows stand, by their dates. */
function orderOf(rows: readonly BankStatement[]): Order {
  const steps = rows
    .slice(1)
    .map(({ date }, k) => (date < rows[k]!.date ? -1 : date > rows[k]!.date ? 1 : 0));
  const [rises, falls] = [steps.includes(1), steps.includes(-1)];
  if (rises && !falls) return "oldestFirst";
  if (falls && !rises) return "newestFirst";
  if (rows.length === 1) return "oldestFirst";
  throw new BankFileError(
    "csv_order_unknown",
    "the dates do not say which row of a day is the last; say it in the map: " +
      '"order": "oldestFirst" or "newestFirst".',
    { line: rows[0]!.line },
  );
}

function lastOfDays(rows: readonly BankStatement[], order: Order): BankStatement[] {
  const last = new Map<string, BankStatement>();
  for (const row of order === "oldestFirst" ? rows : rows.toReversed()) {
    last.set(`${row.account} ${row.date}`, row);
  }
  return [...last.values()].toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

/**
 * The map file: how one shop's export is to be read. Checked as a whole; every problem is named.
 *
 * Everything the importer decides about a file it decides from this value, so that a new export
 * needs a new map and no new code. docs/reference/import-map.md is the same in words.
 */
import iconv from "iconv-lite";
import { compileDateFormat } from "./import-date.ts";
import { isZone } from "./zone.ts";

/** Whether a cell fits: one of the values, beginning with one of them, or not empty. */
export type Condition = {
  readonly column: string;
  readonly kind: "equals" | "startsWith" | "filled";
  readonly values: readonly string[];
};

export type CancellationMark = Condition | { readonly negative: "quantity" | "amount" };

export type Cancellations = {
  /** A row is a cancellation when any of these fits. */
  readonly marks: readonly CancellationMark[];
  /** Where the original order stands, or undefined: the same holder's rows of the same article. */
  readonly original: { readonly orderColumn: string; readonly lineColumn?: string } | undefined;
  /** What is matched: pieces of goods, or money. */
  readonly measure: "quantity" | "amount";
};

export type Columns = {
  readonly order: string;
  readonly holder: string;
  readonly date: string;
  readonly line?: string;
  readonly article?: string;
  readonly quantity?: string;
  readonly unitPrice?: string;
  readonly amount?: string;
  readonly region?: string;
  readonly referrer?: string;
};

export type ImportMap = {
  readonly file: {
    readonly encoding: string;
    readonly delimiter: string;
    readonly quote: string | null;
  };
  readonly columns: Columns;
  readonly date: { readonly formats: readonly string[]; readonly timezone: string };
  readonly money: {
    readonly minorUnit: number;
    readonly decimal: "." | ",";
    readonly thousands: string;
    readonly symbols: readonly string[];
  };
  readonly category: {
    readonly rules: readonly (Condition & { readonly category: string })[];
    readonly column: string | undefined;
    readonly otherwise: string;
  };
  readonly ignore: readonly (Condition & { readonly reason: string })[];
  readonly guest: "skip" | "perOrder";
  readonly cancellations: Cancellations | undefined;
  readonly completeAfterDays: number | "none";
  readonly completeAtEnd: boolean;
};

export type ReadMap =
  | { readonly ok: true; readonly map: ImportMap }
  | { readonly ok: false; readonly problems: readonly string[] };

const MOST_DAYS = 3650;
const MOST_MINOR_UNIT = 4;
const CONDITION_KEYS = ["column", "equals", "in", "startsWith", "filled"];

type Raw = { readonly [key: string]: unknown };

/** Reads values one by one, puts something harmless in the place of a wrong one, and goes on. */
class Reader {
  readonly problems: string[] = [];

  note(path: string, problem: string): void {
    this.problems.push(path === "" ? problem : `"${path}" ${problem}`);
  }

  object(value: unknown, path: string, keys: readonly string[]): Raw {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.note(path, path === "" ? "the map must be a JSON object" : "must be an object {…}");
      return {};
    }
    for (const key of Object.keys(value)) {
      if (keys.includes(key)) continue;
      this.note(at(path, key), `is not known here (known: ${keys.join(", ")})`);
    }
    return value as Raw;
  }

  list<Item>(value: unknown, path: string, read: (item: unknown, path: string) => Item): Item[] {
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map((item, index) => read(item, `${path}[${index}]`));
    this.note(path, "must be a list […]");
    return [];
  }

  text(value: unknown, path: string): string {
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    this.note(path, value === undefined ? "is missing" : "must be a text that is not empty");
    return "";
  }

  optionalText(value: unknown, path: string): string | undefined {
    return value === undefined ? undefined : this.text(value, path);
  }

  choice<Choice extends string>(value: unknown, path: string, choices: readonly Choice[]): Choice {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    const names = choices.map((choice) => `"${choice}"`).join(" or ");
    this.note(path, value === undefined ? `is missing: ${names}` : `must be ${names}`);
    return choices[0] as Choice;
  }

  whole(value: unknown, path: string, most: number): number {
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= most) {
      return number;
    }
    this.note(path, `must be a whole number from 0 to ${most}`);
    return 0;
  }
}

const at = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

/** Reads a parsed map file. Answers the map, or every problem it has, each as one sentence. */
export function readMap(value: unknown): ReadMap {
  const reader = new Reader();
  const raw = reader.object(value, "", [
    "file",
    "columns",
    "date",
    "money",
    "category",
    "ignore",
    "guest",
    "cancellations",
    "completeAfterDays",
    "completeAtEnd",
  ]);
  const columns = readColumns(reader, raw["columns"]);
  const map: ImportMap = {
    file: readFileFormat(reader, raw["file"] ?? {}),
    columns,
    date: readDates(reader, raw["date"]),
    money: readMoney(reader, raw["money"] ?? {}),
    category: readCategory(reader, raw["category"] ?? {}),
    ignore: reader.list(raw["ignore"], "ignore", (item, path) => readIgnore(reader, item, path)),
    guest: reader.choice(raw["guest"] ?? "skip", "guest", ["skip", "perOrder"]),
    cancellations: readCancellations(reader, raw["cancellations"], columns),
    completeAfterDays:
      raw["completeAfterDays"] === "none"
        ? "none"
        : reader.whole(raw["completeAfterDays"] ?? 7, "completeAfterDays", MOST_DAYS),
    completeAtEnd: raw["completeAtEnd"] === true,
  };
  if (raw["completeAtEnd"] !== undefined && typeof raw["completeAtEnd"] !== "boolean") {
    reader.note("completeAtEnd", "must be true or false");
  }
  const { problems } = reader;
  return problems.length === 0 ? { ok: true, map } : { ok: false, problems };
}

function readFileFormat(reader: Reader, value: unknown): ImportMap["file"] {
  const raw = reader.object(value, "file", ["encoding", "delimiter", "quote"]);
  const encoding = reader.text(raw["encoding"] ?? "utf-8", "file.encoding");
  if (encoding !== "" && !iconv.encodingExists(encoding)) {
    reader.note("file.encoding", `"${encoding}" is not known (try utf-8, gb18030, windows-1252)`);
  }
  const delimiter = raw["delimiter"] ?? ",";
  const quote = raw["quote"] === undefined ? '"' : raw["quote"];
  const isCharacter = (character: unknown): character is string =>
    typeof character === "string" && character.length === 1 && !/[\r\n]/.test(character);
  if (!isCharacter(delimiter)) reader.note("file.delimiter", 'must be one character ("\\t": tab)');
  if (quote !== null && !isCharacter(quote)) {
    reader.note("file.quote", "must be one character, or null for a file without quotes");
  }
  if (delimiter === quote) reader.note("file.quote", "must not be the delimiter");
  return { encoding, delimiter: delimiter as string, quote: quote as string | null };
}

function readColumns(reader: Reader, value: unknown): Columns {
  if (value === undefined) reader.note("columns", "is missing");
  const names = ["order", "holder", "date"] as const;
  const optional = [
    "line",
    "article",
    "quantity",
    "unitPrice",
    "amount",
    "region",
    "referrer",
  ] as const;
  const raw = reader.object(value ?? {}, "columns", [...names, ...optional]);
  const columns: { -readonly [Name in keyof Columns]: Columns[Name] } = {
    order: reader.text(raw["order"], "columns.order"),
    holder: reader.text(raw["holder"], "columns.holder"),
    date: reader.text(raw["date"], "columns.date"),
  };
  for (const name of optional) {
    const column = reader.optionalText(raw[name], `columns.${name}`);
    if (column !== undefined) columns[name] = column;
  }
  const [hasAmount, hasPrice] = [columns.amount !== undefined, columns.unitPrice !== undefined];
  if (hasAmount && hasPrice) {
    reader.note(
      "columns",
      'has both "amount" and "unitPrice": a row\'s money must have one source',
    );
  } else if (!hasAmount && (!hasPrice || columns.quantity === undefined)) {
    reader.note("columns", 'needs "amount", or "quantity" and "unitPrice"');
  }
  return columns;
}

function readDates(reader: Reader, value: unknown): ImportMap["date"] {
  if (value === undefined) reader.note("date", "is missing");
  const raw = reader.object(value ?? {}, "date", ["formats", "timezone"]);
  const formats = reader.list(raw["formats"], "date.formats", (item, path) => {
    const format = reader.text(item, path);
    const compiled = compileDateFormat(format);
    if (format !== "" && "problem" in compiled) {
      reader.note(path, `"${format}": ${compiled.problem}`);
    }
    return format;
  });
  if (formats.length === 0) {
    reader.note("date.formats", 'needs a format, such as "yyyy-MM-dd HH:mm"');
  }
  const timezone = reader.text(raw["timezone"], "date.timezone");
  if (timezone !== "" && !isZone(timezone)) {
    reader.note("date.timezone", `"${timezone}" is no time zone (one is "Asia/Shanghai")`);
  }
  return { formats, timezone };
}

function readMoney(reader: Reader, value: unknown): ImportMap["money"] {
  const raw = reader.object(value, "money", ["minorUnit", "decimal", "thousands", "symbols"]);
  const decimal = reader.choice(raw["decimal"] ?? ".", "money.decimal", [".", ","]);
  const thousands = raw["thousands"] ?? "";
  if (typeof thousands !== "string" || thousands.length > 1 || /[0-9+-]/.test(thousands)) {
    reader.note("money.thousands", 'must be one character, or "" for none');
  } else if (thousands === decimal) reader.note("money.thousands", "must not be the decimal point");
  return {
    minorUnit: reader.whole(raw["minorUnit"] ?? 2, "money.minorUnit", MOST_MINOR_UNIT),
    decimal,
    thousands: typeof thousands === "string" ? thousands : "",
    symbols: reader.list(raw["symbols"], "money.symbols", (item, path) => reader.text(item, path)),
  };
}

function readCategory(reader: Reader, value: unknown): ImportMap["category"] {
  const raw = reader.object(value, "category", ["rules", "column", "default"]);
  return {
    rules: reader.list(raw["rules"], "category.rules", (item, path) => {
      const rule = reader.object(item, path, [...CONDITION_KEYS, "category"]);
      const category = reader.text(rule["category"], `${path}.category`);
      return { ...readCondition(reader, rule, path), category };
    }),
    column: reader.optionalText(raw["column"], "category.column"),
    otherwise: reader.text(raw["default"] ?? "default", "category.default"),
  };
}

function readIgnore(
  reader: Reader,
  value: unknown,
  path: string,
): Condition & { readonly reason: string } {
  const rule = reader.object(value, path, [...CONDITION_KEYS, "reason"]);
  const reason = reader.text(rule["reason"], `${path}.reason`);
  return { ...readCondition(reader, rule, path), reason };
}

/** The test of a rule: exactly one of equals, in, startsWith, filled. */
function readCondition(reader: Reader, rule: Raw, path: string): Condition {
  const column = reader.text(rule["column"], `${path}.column`);
  const tests = ["equals", "in", "startsWith", "filled"].filter((key) => rule[key] !== undefined);
  const test = tests[0];
  if (test === undefined || tests.length > 1) {
    reader.note(path, "needs exactly one of equals, in, startsWith, filled");
    return { column, kind: "filled", values: [] };
  }
  if (test === "filled") {
    if (rule["filled"] !== true) reader.note(`${path}.filled`, "can only be true");
    return { column, kind: "filled", values: [] };
  }
  if (test === "in") {
    const values = reader.list(rule["in"], `${path}.in`, (item, where) => reader.text(item, where));
    return { column, kind: "equals", values };
  }
  // An empty text is a value like any other, but everything begins with it.
  const value = rule[test];
  const isEmpty = test === "equals" && value === "";
  const values = [isEmpty ? "" : reader.text(value, `${path}.${test}`)];
  return { column, kind: test === "equals" ? "equals" : "startsWith", values };
}

function readCancellations(
  reader: Reader,
  value: unknown,
  columns: Columns,
): Cancellations | undefined {
  if (value === undefined) return undefined;
  const path = "cancellations";
  const raw = reader.object(value, path, ["marks", "match", "measure"]);
  const marks = reader.list(raw["marks"], `${path}.marks`, (item, where) =>
    readMark(reader, item, where, columns),
  );
  if (marks.length === 0) reader.note(`${path}.marks`, "needs a way to know a cancellation");
  const natural = columns.quantity === undefined ? "amount" : "quantity";
  const measure = reader.choice(raw["measure"] ?? natural, `${path}.measure`, [
    "quantity",
    "amount",
  ]);
  if (measure === "quantity" && columns.quantity === undefined) {
    reader.note(`${path}.measure`, 'is "quantity", and columns.quantity is missing');
  }
  return { marks, original: readMatch(reader, raw["match"], columns), measure };
}

function readMark(
  reader: Reader,
  value: unknown,
  path: string,
  columns: Columns,
): CancellationMark {
  const raw = reader.object(value, path, [...CONDITION_KEYS, "negative"]);
  if (raw["negative"] === undefined) return readCondition(reader, raw, path);
  const negative = reader.choice(raw["negative"], `${path}.negative`, ["quantity", "amount"]);
  if (Object.keys(raw).length > 1) reader.note(path, 'takes nothing beside "negative"');
  if (negative === "quantity" && columns.quantity === undefined) {
    reader.note(`${path}.negative`, 'is "quantity", and columns.quantity is missing');
  }
  return { negative };
}

function readMatch(reader: Reader, value: unknown, columns: Columns): Cancellations["original"] {
  const path = "cancellations.match";
  if (value === "holderAndArticle") {
    if (columns.article === undefined) {
      reader.note(path, 'is "holderAndArticle", and columns.article is missing');
    }
    return undefined;
  }
  if (typeof value !== "object" || value === null) {
    reader.note(path, 'must be "holderAndArticle" or { "orderColumn": … }');
    return undefined;
  }
  const raw = reader.object(value, path, ["orderColumn", "lineColumn"]);
  const orderColumn = reader.text(raw["orderColumn"], `${path}.orderColumn`);
  const lineColumn = reader.optionalText(raw["lineColumn"], `${path}.lineColumn`);
  if (lineColumn === undefined) return { orderColumn };
  if (columns.line === undefined) {
    reader.note(`${path}.lineColumn`, "is set, and columns.line is missing");
  }
  return { orderColumn, lineColumn };
}

/** Every column the map names, once each. */
export function columnsOf(map: ImportMap): string[] {
  const names = Object.values<string>(map.columns);
  if (map.category.column !== undefined) names.push(map.category.column);
  for (const rule of [...map.category.rules, ...map.ignore]) names.push(rule.column);
  for (const mark of map.cancellations?.marks ?? []) if ("column" in mark) names.push(mark.column);
  const original = map.cancellations?.original;
  if (original !== undefined) names.push(original.orderColumn);
  if (original?.lineColumn !== undefined) names.push(original.lineColumn);
  return [...new Set(names)];
}

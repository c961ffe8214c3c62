/**
 * One record of the file, judged by the map: goods, a cancellation, or left out and why.
 *
 * Only what one row says by itself is decided here. What depends on other rows of the same order
 * (holder, missing dates, line ids) is import-orders.ts; what a cancellation takes back is
 * import-match.ts. The checks run in the order of LEFT_OUT_REASONS; the first that fails is named.
 */
import { compileDateFormat, type DateReader } from "./import-date.ts";
import { columnsOf, type CancellationMark, type Condition, type ImportMap } from "./import-map.ts";
import { decimalReader, inPlaces, multiply, type Decimal } from "./import-number.ts";
import type { LeftOutReason } from "./import-report.ts";
import { errorAt } from "./user-error.ts";
import { openZone } from "./zone.ts";

const MOST_ID_CHARACTERS = 128;
const E18_PLACES = 18;
const QUANTITY_PLACES = 9;

/** A record as the map reads it. Texts are "" where there is nothing. */
export type Row = {
  /** The line of the file at which the record begins. */
  readonly row: number;
  readonly isCancellation: boolean;
  readonly reason: LeftOutReason | undefined;
  /** Whether its order id and what it says of the whole order can be relied on, left out or not. */
  readonly isOfOrder: boolean;
  readonly order: string;
  readonly line: string;
  readonly holder: string;
  readonly article: string;
  readonly category: string;
  readonly region: string;
  readonly referrer: string;
  readonly originalOrder: string;
  readonly originalLine: string;
  /** Undefined when the cell is empty: the order's other rows may tell. */
  readonly instantMs: number | undefined;
  /** Undefined when it cannot be read. */
  readonly amountE18: bigint | undefined;
  /** The quantity without its sign, in 10^-9 pieces; 0 where the map names no column. */
  readonly quantityE9: bigint;
};

type Cells = readonly string[];
type Cell = (cells: Cells) => string;

/** Whether an id is within what the ledger takes. */
export function isTooLong(id: string): boolean {
  return id.length > MOST_ID_CHARACTERS && [...id].length > MOST_ID_CHARACTERS;
}

/** Finds each column the map names. Refuses a header that lacks one or has one twice. */
function findColumns(map: ImportMap, header: Cells, file: string): (name: string) => Cell {
  const names = header.map((name) => name.trim());
  const missing = columnsOf(map).filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const list = missing.map((name) => `"${name}"`).join(", ");
    const found = names.map((name) => `"${name.slice(0, 40)}"`).join(", ");
    throw errorAt(
      file,
      1,
      `the header has no column ${list}; it has ${found.slice(0, 1000)}. ` +
        `Name the columns in the map as they stand in the file, or set the map's delimiter.`,
    );
  }
  const doubled = columnsOf(map).find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (doubled !== undefined) {
    throw errorAt(file, 1, `the header has the column "${doubled}" twice; rename one of them.`);
  }
  return (name) => {
    const index = names.indexOf(name);
    return (cells) => (cells[index] as string).trim();
  };
}

type Test = (cells: Cells) => boolean;

function testOf(condition: Condition, column: (name: string) => Cell): Test {
  const cell = column(condition.column);
  const { kind, values } = condition;
  if (kind === "filled") return (cells) => cell(cells) !== "";
  if (kind === "startsWith") {
    return (cells) => values.some((value) => cell(cells).startsWith(value));
  }
  const set = new Set(values);
  return (cells) => set.has(cell(cells));
}

/** Makes the reader of rows of a file with this header. */
export function rowReader(
  map: ImportMap,
  header: Cells,
  file: string,
): (cells: Cells, row: number) => Row {
  const column = findColumns(map, header, file);
  const text = (name: string | undefined): Cell => (name === undefined ? () => "" : column(name));
  const { columns, cancellations } = map;
  const cells = {
    order: text(columns.order),
    line: text(columns.line),
    holder: text(columns.holder),
    article: text(columns.article),
    region: text(columns.region),
    referrer: text(columns.referrer),
    originalOrder: text(cancellations?.original?.orderColumn),
    originalLine: text(cancellations?.original?.lineColumn),
  };
  const money = moneyReader(map, text);
  const date = dateReader(map, text(columns.date));
  const category = categoryReader(map, column);
  const ignored = map.ignore.map(({ reason, ...rule }) => ({ reason, test: testOf(rule, column) }));
  const marks = (cancellations?.marks ?? []).map((mark) => markReader(mark, column));
  const byQuantity = cancellations?.measure === "quantity";

  return (record, row) => {
    const ids = Object.fromEntries(
      Object.entries(cells).map(([name, cell]) => [name, cell(record)]),
    ) as { [Name in keyof typeof cells]: string };
    const read = money(record);
    const { instantMs, isDate } = date(record);
    const amountE18 = read?.amountE18;
    const isCancellation = read !== undefined && marks.some((mark) => mark(record, read));
    const isOfOrder =
      ids.order !== "" && ![ids.order, ids.holder, ids.region, ids.referrer].some(isTooLong);
    const reason = ((): LeftOutReason | undefined => {
      const rule = ignored.find(({ test }) => test(record));
      if (rule !== undefined) return `not_goods:${rule.reason}`;
      if (read === undefined) return "amount_unreadable";
      if (ids.order === "" || (columns.line !== undefined && ids.line === "")) return "id_missing";
      if (!isOfOrder || isTooLong(ids.line)) return "id_too_long";
      if (!isDate) return "date_unreadable";
      if (inMinor(read.amountE18) === 0n) return "amount_zero";
      if (!isCancellation) return read.amountE18 < 0n ? "amount_negative" : undefined;
      return byQuantity && read.quantityE9 === 0n ? "quantity_zero" : undefined;
    })();
    const quantityE9 = magnitude(read?.quantityE9 ?? 0n);
    const judged = { row, isCancellation, reason, isOfOrder, ...ids, category: category(record) };
    return { ...judged, instantMs, amountE18, quantityE9 };
  };
}

const inMinor = (amountE18: bigint): bigint => amountE18 / 10n ** BigInt(E18_PLACES);
const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

type Money = { readonly amountE18: bigint; readonly quantityE9: bigint };

/** Reads a row's money: its amount, or quantity times unit price, exact to 10^-18 minor units. */
function moneyReader(
  map: ImportMap,
  text: (name: string | undefined) => Cell,
): (cells: Cells) => Money | undefined {
  const { columns } = map;
  const read = decimalReader(map.money);
  const places = E18_PLACES + map.money.minorUnit;
  const [quantityCell, priceCell, amountCell] = [
    text(columns.quantity),
    text(columns.unitPrice),
    text(columns.amount),
  ];
  return (cells) => {
    const one: Decimal = { digits: 1n, places: 0 };
    const quantity = columns.quantity === undefined ? one : read(quantityCell(cells));
    const amount = columns.amount === undefined ? read(priceCell(cells)) : read(amountCell(cells));
    if (quantity === undefined || amount === undefined) return undefined;
    const product = columns.amount === undefined ? multiply(quantity, amount) : amount;
    const amountE18 = inPlaces(product, places);
    const quantityE9 = inPlaces(quantity, QUANTITY_PLACES);
    if (amountE18 === undefined || quantityE9 === undefined) return undefined;
    return { amountE18, quantityE9: columns.quantity === undefined ? 0n : quantityE9 };
  };
}

function dateReader(
  map: ImportMap,
  cell: Cell,
): (cells: Cells) => { instantMs: number | undefined; isDate: boolean } {
  const zone = openZone(map.date.timezone);
  const readers: DateReader[] = [];
  for (const format of map.date.formats) {
    const compiled = compileDateFormat(format);
    if ("reader" in compiled) readers.push(compiled.reader);
  }
  return (cells) => {
    const text = cell(cells);
    if (text === "") return { instantMs: undefined, isDate: true };
    for (const reader of readers) {
      const date = reader(text);
      if (date === undefined) continue;
      const instantMs = "instantMs" in date ? date.instantMs : zone.instantOf(date.wallMs);
      return { instantMs, isDate: true };
    }
    return { instantMs: undefined, isDate: false };
  };
}

function categoryReader(map: ImportMap, column: (name: string) => Cell): Cell {
  const rules = map.category.rules.map(({ category, ...rule }) => ({
    category,
    test: testOf(rule, column),
  }));
  const cell = map.category.column === undefined ? undefined : column(map.category.column);
  return (cells) => {
    const rule = rules.find(({ test }) => test(cells));
    if (rule !== undefined) return rule.category;
    return cell?.(cells) || map.category.otherwise;
  };
}

function markReader(
  mark: CancellationMark,
  column: (name: string) => Cell,
): (cells: Cells, money: Money) => boolean {
  if (!("negative" in mark)) return testOf(mark, column);
  return mark.negative === "quantity"
    ? (_cells, money) => money.quantityE9 < 0n
    : (_cells, money) => money.amountE18 < 0n;
}

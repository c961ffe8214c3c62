/**
 * Orders of another shop, from its export (CSV) to commands of the ledger (JSON Lines).
 *
 * Three sorts on disk, each followed by one pass, so that memory does not grow with the file:
 * rows by order, to put orders together; lines and cancellations by what they match on; events by
 * time. In memory stay only the ids of the holders who have joined. Everything is written in a
 * folder beside the result and put in its place at the end, or removed. Spec section 4.
 */
import { closeSync, mkdtempSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ExternalSort, keyOf, SORT_MEMORY_BYTES, writeText } from "./external-sort.ts";
import { CommandWriter, eventKey, type Event, type FirstOrder } from "./import-commands.ts";
import { readMap, type ImportMap } from "./import-map.ts";
import { noOpenLines, openLine, takeBack, type OpenLines } from "./import-match.ts";
import { assembleOrder, type Cancellation, type KeptRow, type Order } from "./import-orders.ts";
import { readRecords } from "./import-read.ts";
import { Books, type ImportReport, type LeftOutReason, type LeftOutRow } from "./import-report.ts";
import { decimalText } from "./import-number.ts";
import { rowReader, type Row } from "./import-row.ts";
import { errorAt, fromSystemError, UserError } from "./user-error.ts";
import { isZone, openZone } from "./zone.ts";

export type ImportOptions = {
  readonly ordersPath: string;
  /** The parsed JSON of the map file. */
  readonly map: unknown;
  readonly mapPath: string;
  readonly outPath: string;
  /** Where a day ends; the map's own time zone when the plan is not known. */
  readonly planTimezone?: string;
  /** How much of the file is read; called often. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  /** Stops the import, which then throws the signal's reason and leaves nothing behind. */
  readonly signal?: AbortSignal;
  /** What each sort keeps in memory. */
  readonly sortMemoryBytes?: number;
};

const MOST_ROWS_OF_AN_ORDER = 100_000;
const ROWS_WITHOUT_A_BREATH = 4096;
const DAY_MS = 86_400_000;
const WRITE_CHARACTERS = 256 * 1024;

/** Where the list of what was left out stands, for a result at `outPath`. */
export function leftOutPathOf(outPath: string): string {
  return `${outPath}.left-out.csv`;
}

/**
 * Imports a file of orders, writes the commands to `outPath` and what was left out beside it.
 * Throws a UserError for whatever is wrong with the map, the file or the paths; nothing is left
 * half-written then.
 */
export async function importOrders(options: ImportOptions): Promise<ImportReport> {
  const read = readMap(options.map);
  if (!read.ok) throw badMap(options.mapPath, read.problems);
  const { planTimezone } = options;
  if (planTimezone !== undefined && !isZone(planTimezone)) {
    throw new UserError(`"${planTimezone}" is no time zone; correct "timezone" in the plan.`);
  }
  options.signal?.throwIfAborted();
  checkPaths(options);
  const { outPath } = options;
  const leftOutPath = leftOutPathOf(outPath);
  let folder: string;
  try {
    folder = mkdtempSync(join(dirname(resolve(outPath)), `.${basename(outPath)}.`));
  } catch (error) {
    throw fromSystemError(error, outPath);
  }
  try {
    const report = await new Import(options, read.map, folder).run();
    renameSync(join(folder, "left-out.csv"), leftOutPath);
    renameSync(join(folder, "commands.jsonl"), outPath);
    return { outPath, leftOutPath, ...report };
  } catch (error) {
    throw fromSystemError(error, outPath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function badMap(mapPath: string, problems: readonly string[]): UserError {
  const list = problems.map((problem) => `\n  ${problem}`).join("");
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  return new UserError(`${mapPath}: the map has ${count}:${list}`, { file: mapPath, problems });
}

/** Refuses a result that would replace an input, or something that is no file. */
function checkPaths({ ordersPath, mapPath, outPath }: ImportOptions): void {
  for (const target of [outPath, leftOutPathOf(outPath)]) {
    const there = statSync(target, { throwIfNoEntry: false });
    if (there === undefined) continue;
    if (!there.isFile()) throw errorAt(target, undefined, "this exists and is not a file.");
    for (const input of [ordersPath, mapPath]) {
      const source = statSync(input, { throwIfNoEntry: false });
      if (source === undefined || source.ino !== there.ino || source.dev !== there.dev) continue;
      throw errorAt(target, undefined, `the result would replace ${input}; choose another name.`);
    }
  }
}

/** A row between the reading and the putting together, as JSON. */
type StoredRow = Omit<KeptRow, "amountMinor" | "units" | "instantMs"> & {
  readonly amountMinor: string;
  readonly units: string;
  readonly instantMs?: number | undefined;
};

/** A line or a cancellation on its way to be matched: `key` is what both must share. */
type MatchEntry =
  | readonly [
      kind: "line",
      key: string,
      order: string,
      line: string,
      paidMinor: string,
      units: string,
    ]
  | readonly [
      "cancellation",
      key: string,
      cancellation: StoredRow & { readonly instantMs: number },
    ];

class Import {
  readonly #options: ImportOptions;
  readonly #map: ImportMap;
  readonly #folder: string;
  readonly #books: Books;
  readonly #rows: ExternalSort<StoredRow>;
  readonly #matches: ExternalSort<MatchEntry>;
  readonly #events: ExternalSort<Event>;
  readonly #leftOut: ExternalSort<readonly [row: number, reason: string, ...texts: string[]]>;
  readonly #firstOrders = new Map<string, FirstOrder>();
  #lastMs: number | undefined;
  #steps = 0;

  constructor(options: ImportOptions, map: ImportMap, folder: string) {
    this.#options = options;
    this.#map = map;
    this.#folder = folder;
    this.#books = new Books((row) => this.#listLeftOut(row));
    const memoryBytes = options.sortMemoryBytes ?? SORT_MEMORY_BYTES;
    this.#rows = new ExternalSort(folder, "rows", memoryBytes);
    this.#matches = new ExternalSort(folder, "matches", memoryBytes);
    this.#events = new ExternalSort(folder, "events", memoryBytes);
    this.#leftOut = new ExternalSort(folder, "left-out", memoryBytes);
  }

  async run(): Promise<Omit<ImportReport, "outPath" | "leftOutPath">> {
    await this.#readRows();
    await this.#assembleOrders();
    await this.#matchCancellations();
    const written = await this.#writeCommands();
    await this.#writeLeftOut();
    return { ...this.#books.close(this.#map.money.minorUnit), ...written };
  }

  /** Lets the platform notice a signal now and then; answers undefined most of the time. */
  #breathe(): Promise<void> | undefined {
    this.#steps += 1;
    if (this.#steps % ROWS_WITHOUT_A_BREATH !== 0) return undefined;
    return setImmediate().then(() => this.#options.signal?.throwIfAborted());
  }

  async #readRows(): Promise<void> {
    const { ordersPath, onProgress, signal } = this.#options;
    let read: ReturnType<typeof rowReader> | undefined;
    await readRecords(
      ordersPath,
      this.#map.file,
      (cells, line) => {
        if (read === undefined) read = rowReader(this.#map, cells, ordersPath);
        else this.#enter(read(cells, line));
      },
      { onProgress, signal },
    );
    if (this.#books.rows > 0) return;
    throw errorAt(ordersPath, undefined, "the file has a header and no orders.");
  }

  #enter(read: Row): void {
    const { reason, amountE18, quantityE9, ...rest } = read;
    const enteredMinor = this.#books.enter(amountE18);
    const amountMinor = read.isCancellation ? this.#books.asTakenBack(enteredMinor) : enteredMinor;
    if (reason !== undefined) {
      this.#books.leaveOut({ ...rest, reason, amountMinor });
      return;
    }
    const byQuantity = this.#map.cancellations?.measure === "quantity";
    const paidMinor = amountMinor < 0n ? -amountMinor : amountMinor;
    const units = byQuantity ? quantityE9 : paidMinor;
    this.#rows.add(keyOf(read.order, read.row), {
      ...rest,
      amountMinor: String(amountMinor),
      units: String(units),
    });
  }

  async #assembleOrders(): Promise<void> {
    let rows: KeptRow[] = [];
    for (const stored of this.#rows.sorted()) {
      const row = restored(stored);
      const first = rows[0];
      if (first !== undefined && first.order !== row.order) {
        this.#assemble(rows);
        rows = [];
      }
      rows.push(row);
      if (rows.length > MOST_ROWS_OF_AN_ORDER) {
        throw errorAt(
          this.#options.ordersPath,
          row.row,
          `more than ${MOST_ROWS_OF_AN_ORDER} rows have the order id "${row.order}"; ` +
            `choose the right column for "order" in the map.`,
        );
      }
      await this.#breathe();
    }
    this.#assemble(rows);
  }

  #assemble(rows: readonly KeptRow[]): void {
    const rules = {
      guest: this.#map.guest,
      cancelsByOrder: this.#map.cancellations?.original !== undefined,
      hasLineIds: this.#map.columns.line !== undefined,
    };
    const { order, cancellations } = assembleOrder(rows, rules, (row, reason) =>
      this.#leaveOut(row, reason),
    );
    if (order !== undefined) this.#addOrder(order);
    for (const cancellation of cancellations) this.#addCancellation(cancellation);
  }

  #leaveOut(row: KeptRow, reason: LeftOutReason): void {
    this.#books.leaveOut({ ...row, reason });
  }

  #addOrder(order: Order): void {
    const { instantMs, row, holder, region, lines } = order;
    const isOwnReferrer = order.referrer === holder;
    if (isOwnReferrer) this.#books.note("referrer_is_holder", row);
    const referrer = isOwnReferrer ? "" : order.referrer;
    this.#keepFirst(holder, { instantMs, row, referrer });
    this.#addEvent(["join", instantMs, row, holder, referrer]);
    this.#addEvent([
      "pay",
      instantMs,
      row,
      order.order,
      holder,
      region,
      lines.map(({ line, category, paidMinor }) => [line, category, String(paidMinor)]),
    ]);
    this.#reach(instantMs);
    const days = this.#map.completeAfterDays;
    if (days !== "none") this.#addEvent(["complete", instantMs + days * DAY_MS, row, order.order]);
    for (const line of lines) {
      this.#books.pay(line.row, line.category, line.paidMinor);
      if (this.#map.cancellations === undefined) continue;
      const key = this.#matchKey(holder, order.order, line.article, line.line);
      const [paidMinor, units] = [String(line.paidMinor), String(line.units)];
      const entry = ["line", key, order.order, line.line, paidMinor, units] as const;
      this.#matches.add(keyOf(key, instantMs, 0, line.row), entry);
    }
  }

  /** Without referrers nobody asks for first orders, and they need not be kept. */
  #keepFirst(holder: string, order: FirstOrder): void {
    if (this.#map.columns.referrer === undefined) return;
    const known = this.#firstOrders.get(holder);
    const isEarlier =
      known === undefined ||
      order.instantMs < known.instantMs ||
      (order.instantMs === known.instantMs && order.row < known.row);
    if (isEarlier) this.#firstOrders.set(holder, order);
  }

  #addCancellation(row: Cancellation): void {
    const key = this.#matchKey(row.holder, row.originalOrder, row.article, row.originalLine);
    const [amountMinor, units] = [String(row.amountMinor), String(row.units)];
    const stored = { ...row, amountMinor, units };
    this.#matches.add(keyOf(key, row.instantMs, 1, row.row), ["cancellation", key, stored]);
  }

  #matchKey(holder: string, order: string, article: string, line: string): string {
    const original = this.#map.cancellations?.original;
    if (original === undefined) return JSON.stringify([holder, article]);
    return JSON.stringify([order, original.lineColumn === undefined ? article : line]);
  }

  async #matchCancellations(): Promise<void> {
    let key: string | undefined;
    let open: OpenLines = noOpenLines();
    for (const entry of this.#matches.sorted()) {
      if (entry[1] !== key) open = noOpenLines();
      key = entry[1];
      if (entry[0] === "cancellation") this.#cancel(open, entry[2]);
      else {
        const [, , order, line, paidMinor, units] = entry;
        openLine(open, { order, line, paidMinor: BigInt(paidMinor), units: BigInt(units) });
      }
      await this.#breathe();
    }
  }

  #cancel(open: OpenLines, stored: StoredRow & { readonly instantMs: number }): void {
    const row = restored(stored);
    const match = takeBack(open, row.units, row.amountMinor);
    if (!match.isMatched) {
      this.#leaveOut(row, row.holder === "" ? "guest" : "cancellation_unmatched");
      return;
    }
    this.#books.refund(match.refundedMinor, match.proportionMinor);
    if (!match.isWhole) {
      const unmatched = { ...row, amountMinor: match.unmatchedMinor };
      this.#leaveOut(unmatched, "cancellation_partly_matched");
    }
    const { instantMs } = stored;
    for (const { order, line, amountMinor } of match.pieces) {
      const amount = String(amountMinor);
      this.#addEvent(["refund", instantMs, row.row, row.order, order, line, amount]);
      this.#reach(instantMs);
    }
  }

  #addEvent(event: Event): void {
    this.#events.add(eventKey(event), event);
  }

  #reach(instantMs: number): void {
    if (this.#lastMs === undefined || instantMs > this.#lastMs) this.#lastMs = instantMs;
  }

  async #writeCommands(): Promise<
    Pick<ImportReport, "firstDay" | "lastDay" | "commands" | "waitingOrders">
  > {
    const zone = openZone(this.#options.planTimezone ?? this.#map.date.timezone);
    const commands = new CommandWriter({
      zone,
      lastDay: this.#lastMs === undefined ? undefined : zone.dateOf(this.#lastMs),
      completeAtEnd: this.#map.completeAtEnd,
      firstOrders: this.#firstOrders,
      note: (note, row) => this.#books.note(note, row),
    });
    await this.#writeFile(
      "commands.jsonl",
      this.#events.sorted(),
      (event) => commands.write(event),
      () => commands.end(),
    );
    const { firstDay, lastDay, counts, waitingOrders } = commands;
    return { firstDay, lastDay, commands: counts, waitingOrders };
  }

  #listLeftOut(row: LeftOutRow): void {
    const { minorUnit } = this.#map.money;
    const amount = decimalText(row.amountMinor, minorUnit, minorUnit);
    this.#leftOut.add(keyOf(row.row, row.reason), [
      row.row,
      row.reason,
      row.order,
      row.holder,
      row.article,
      amount,
    ]);
  }

  async #writeLeftOut(): Promise<void> {
    const header = "line,reason,order,holder,article,amount\n";
    await this.#writeFile(
      "left-out.csv",
      this.#leftOut.sorted(),
      (cells) => csvLine(cells),
      () => "",
      header,
    );
  }

  /** Writes a file of the folder, a text for each value. */
  async #writeFile<Value>(
    name: string,
    values: Iterable<Value>,
    textOf: (value: Value) => string,
    end: () => string,
    header = "",
  ): Promise<void> {
    const file = openSync(join(this.#folder, name), "wx");
    try {
      let text = header;
      for (const value of values) {
        text += textOf(value);
        if (text.length >= WRITE_CHARACTERS) {
          writeText(file, text);
          text = "";
        }
        await this.#breathe();
      }
      writeText(file, text + end());
    } finally {
      closeSync(file);
    }
  }
}

function restored(stored: StoredRow): KeptRow {
  const { amountMinor, units, instantMs, ...rest } = stored;
  return { ...rest, instantMs, amountMinor: BigInt(amountMinor), units: BigInt(units) };
}

const csvCell = (cell: string | number): string => {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csvLine = (cells: readonly (string | number)[]): string =>
  `${cells.map(csvCell).join(",")}\n`;

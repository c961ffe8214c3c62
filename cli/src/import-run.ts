/**
 * The passes of an import.
 *
 * Three sorts on disk, each followed by one pass, so that memory does not grow with the file:
 * rows by order, to put orders together; lines and cancellations by what they match on; events by
 * time. In memory stay only the ids of the holders who have joined, and, where referrers are named,
 * each holder's first order.
 */
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { ExternalSort, keyOf, SORT_MEMORY_BYTES, writeText } from "./external-sort.ts";
import { CommandWriter, eventKey, type Event, type FirstOrder } from "./import-commands.ts";
import type { ImportMap } from "./import-map.ts";
import { noOpenLines, openLine, takeBack, type OpenLines } from "./import-match.ts";
import { decimalText } from "./import-number.ts";
import { assembleOrder, type Cancellation, type KeptRow, type Order } from "./import-orders.ts";
import { readRecords } from "./import-read.ts";
import { Books, type ImportReport, type LeftOutReason, type LeftOutRow } from "./import-report.ts";
import { rowReader, type Row } from "./import-row.ts";
import { errorAt } from "./user-error.ts";
import { DAY_MS, openZone } from "./zone.ts";

/** The files that a finished run leaves in its folder. */
export const COMMANDS_FILE = "commands.jsonl";
export const LEFT_OUT_FILE = "left-out.csv";

const MOST_ROWS_OF_AN_ORDER = 100_000;
const STEPS_WITHOUT_A_BREATH = 4096;
const WRITE_CHARACTERS = 256 * 1024;

export type RunOptions = {
  readonly ordersPath: string;
  readonly planTimezone?: string;
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly signal?: AbortSignal;
  readonly sortMemoryBytes?: number;
};

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

/** One import, from a file to the files of a folder. Whoever made the folder removes it. */
export class ImportRun {
  readonly #options: RunOptions;
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

  constructor(options: RunOptions, map: ImportMap, folder: string) {
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
    await this.#writeFile(LEFT_OUT_FILE, this.#leftOutTexts());
    return { ...this.#books.close(this.#map.money.minorUnit), ...written };
  }

  /** Lets the platform notice a signal now and then; answers undefined most of the time. */
  #breathe(): Promise<void> | undefined {
    this.#steps += 1;
    if (this.#steps % STEPS_WITHOUT_A_BREATH !== 0) return undefined;
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
    const { reason, isOfOrder, amountE18, quantityE9, ...rest } = read;
    const enteredMinor = this.#books.enter(amountE18);
    const amountMinor = read.isCancellation ? this.#books.asTakenBack(enteredMinor) : enteredMinor;
    const isLeftOut = reason !== undefined;
    if (isLeftOut) this.#books.leaveOut({ ...rest, reason, amountMinor });
    if (!isOfOrder) return;
    const byQuantity = this.#map.cancellations?.measure === "quantity";
    const paidMinor = amountMinor < 0n ? -amountMinor : amountMinor;
    const units = byQuantity ? quantityE9 : paidMinor;
    this.#rows.add(keyOf(read.order, read.row), {
      ...rest,
      isLeftOut,
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
    await this.#writeFile(COMMANDS_FILE, this.#commandTexts(commands));
    const { firstDay, lastDay, counts, waitingOrders } = commands;
    return { firstDay, lastDay, commands: counts, waitingOrders };
  }

  *#commandTexts(commands: CommandWriter): Generator<string> {
    for (const event of this.#events.sorted()) yield commands.write(event);
    yield commands.end();
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

  *#leftOutTexts(): Generator<string> {
    yield "line,reason,order,holder,article,amount\n";
    for (const cells of this.#leftOut.sorted()) yield `${cells.map(csvCell).join(",")}\n`;
  }

  async #writeFile(name: string, texts: Iterable<string>): Promise<void> {
    const file = openSync(join(this.#folder, name), "wx");
    try {
      let text = "";
      for (const next of texts) {
        text += next;
        if (text.length >= WRITE_CHARACTERS) {
          writeText(file, text);
          text = "";
        }
        await this.#breathe();
      }
      writeText(file, text);
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

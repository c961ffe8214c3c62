/**
 * The books of an import: every row of the file ends in one place, and the money adds up.
 *
 * A *row* is one record of the file, known by the line number at which it begins; a *line* is a line
 * of an order. Each row's money is split at once into whole minor units (towards zero) and a
 * rest in E18, 10^-18 of a minor unit. What is paid, refunded, left out, and the named differences
 * must give the file's exact total again; when they do not, the fault is ours.
 */
import assert from "node:assert/strict";
import { decimalText } from "./import-number.ts";

const MINOR_E18 = 10n ** 18n;
const EXAMPLES = 5;

/** Why a row, or part of one, was left out. A rule's own name follows "not_goods:". */
export const LEFT_OUT_REASONS = {
  not_goods: "not goods, by an ignore rule of the map",
  amount_unreadable: "the amount, quantity or price is not a number of the map's format",
  id_missing: "the order or line has no id",
  id_too_long: "an id has more than 128 characters",
  date_unreadable: "the date is missing or not of the map's formats, or outside 1980 to 2199",
  amount_zero: "the amount is zero, or less than one minor unit",
  amount_negative: "the amount is below zero, and nothing marks the row as a cancellation",
  quantity_zero: "a cancellation of no quantity",
  guest: "the order names no holder",
  holder_reserved: 'the holder\'s id begins with "guest:", which is kept for guests',
  holder_differs: "the order's earlier rows name another holder",
  line_repeated: "the order has an earlier line of the same id",
  cancellation_unmatched: "a cancellation of nothing that is in this file before it",
  cancellation_partly_matched: "the part of a cancellation that exceeds what could be cancelled",
} as const;

export type LeftOutCode = keyof typeof LEFT_OUT_REASONS;
export type LeftOutReason = LeftOutCode | `not_goods:${string}`;

/** What changed nothing about the money, and is still worth knowing. */
export const NOTES = {
  referrer_is_holder: "the referrer is the buyer: joined without one",
  referrer_circle: "the referrers go round in a circle: the first of them joined without one",
  referrer_differs: "names another referrer than the one the holder joined with",
} as const;

export type Note = keyof typeof NOTES;

export type LeftOutRow = {
  readonly row: number;
  readonly reason: LeftOutReason;
  readonly order: string;
  readonly holder: string;
  readonly article: string;
  readonly amountMinor: bigint;
};

export type LeftOut = {
  readonly reason: LeftOutReason;
  readonly rows: number;
  readonly amountMinor: bigint;
  readonly exampleRows: readonly number[];
};

/** Why the two sides of the import are equal: `file` is the sum of all the others. */
export type Tie = {
  /** The exact sum over all rows with a readable amount, as a decimal text of the currency. */
  readonly fileTotal: string;
  readonly fileE18: bigint;
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly leftOutMinor: bigint;
  /** Refunds are valued at the original price: what the file's cancellations say beyond that. */
  readonly proportionMinor: bigint;
  /** Twice the cancellations that the file writes as positive amounts. */
  readonly signsMinor: bigint;
  /** What was cut off when rows were rounded towards zero to minor units. */
  readonly roundingE18: bigint;
};

export type CommandCounts = {
  readonly joins: number;
  readonly pays: number;
  readonly completes: number;
  readonly refunds: number;
  readonly closes: number;
};

export type ImportReport = {
  readonly outPath: string;
  readonly leftOutPath: string;
  readonly rows: number;
  /** Rows without a readable amount: in `leftOut` too, but in no sum of money. */
  readonly rowsWithoutAmount: number;
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  readonly commands: CommandCounts;
  /** Orders that could still be returned when the file ended: paid, not completed. */
  readonly waitingOrders: number;
  readonly paid: { readonly rows: number; readonly amountMinor: bigint };
  readonly refunded: { readonly rows: number; readonly amountMinor: bigint };
  readonly categories: readonly {
    readonly category: string;
    readonly rows: number;
    readonly amountMinor: bigint;
  }[];
  /** By reason, in the order of LEFT_OUT_REASONS. */
  readonly leftOut: readonly LeftOut[];
  readonly notes: readonly {
    readonly note: Note;
    readonly rows: number;
    readonly exampleRows: readonly number[];
  }[];
  readonly tie: Tie;
};

type Sum = { rows: number; amountMinor: bigint; exampleRows: number[] };

function addTo<Key>(sums: Map<Key, Sum>, key: Key, row: number, amountMinor: bigint): void {
  let sum = sums.get(key);
  if (sum === undefined) sums.set(key, (sum = { rows: 0, amountMinor: 0n, exampleRows: [] }));
  sum.rows += 1;
  sum.amountMinor += amountMinor;
  sum.exampleRows.push(row);
  if (sum.exampleRows.length <= EXAMPLES) return;
  // The smallest line numbers, whatever the order in which rows were judged.
  sum.exampleRows.sort((a, b) => a - b).pop();
}

const rank = (reason: LeftOutReason): number =>
  Object.keys(LEFT_OUT_REASONS).indexOf(reason.split(":")[0] as string);

const ascending = (rows: readonly number[]): number[] => [...rows].sort((a, b) => a - b);

/** Keeps count while an import runs. */
export class Books {
  #rows = 0;
  #rowsWithoutAmount = 0;
  #fileE18 = 0n;
  #roundingE18 = 0n;
  #signsMinor = 0n;
  #proportionMinor = 0n;
  readonly #refunded = { rows: 0, amountMinor: 0n };
  readonly #categories = new Map<string, Sum>();
  readonly #leftOut = new Map<LeftOutReason, Sum>();
  readonly #notes = new Map<Note, Sum>();
  readonly #writeLeftOut: (row: LeftOutRow) => void;

  constructor(writeLeftOut: (row: LeftOutRow) => void) {
    this.#writeLeftOut = writeLeftOut;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Enters a row of the file; answers its whole minor units, rounded towards zero. */
  enter(amountE18: bigint | undefined): bigint {
    this.#rows += 1;
    if (amountE18 === undefined) {
      this.#rowsWithoutAmount += 1;
      return 0n;
    }
    const amountMinor = amountE18 / MINOR_E18;
    this.#fileE18 += amountE18;
    this.#roundingE18 += amountE18 - amountMinor * MINOR_E18;
    return amountMinor;
  }

  /** A cancellation takes money back, whatever its sign in the file; answers it below zero. */
  asTakenBack(amountMinor: bigint): bigint {
    if (amountMinor <= 0n) return amountMinor;
    this.#signsMinor += 2n * amountMinor;
    return -amountMinor;
  }

  leaveOut(row: LeftOutRow): void {
    addTo(this.#leftOut, row.reason, row.row, row.amountMinor);
    this.#writeLeftOut(row);
  }

  pay(row: number, category: string, paidMinor: bigint): void {
    addTo(this.#categories, category, row, paidMinor);
  }

  refund(refundedMinor: bigint, proportionMinor: bigint): void {
    this.#refunded.rows += 1;
    this.#refunded.amountMinor += refundedMinor;
    this.#proportionMinor += proportionMinor;
  }

  note(note: Note, row: number): void {
    addTo(this.#notes, note, row, 0n);
  }

  /** The sums, once every row has found its place. */
  close(
    minorUnit: number,
  ): Pick<
    ImportReport,
    "rows" | "rowsWithoutAmount" | "paid" | "refunded" | "categories" | "leftOut" | "notes" | "tie"
  > {
    const categories = [...this.#categories]
      .map(([category, { rows, amountMinor }]) => ({ category, rows, amountMinor }))
      .sort((a, b) => (a.category < b.category ? -1 : 1));
    const leftOut = [...this.#leftOut]
      .map(([reason, sum]) => ({ reason, ...sum, exampleRows: ascending(sum.exampleRows) }))
      .sort((a, b) => rank(a.reason) - rank(b.reason) || (a.reason < b.reason ? -1 : 1));
    const notes = [...this.#notes].map(([note, { rows, exampleRows }]) => ({
      note,
      rows,
      exampleRows: ascending(exampleRows),
    }));
    const paid = { rows: 0, amountMinor: 0n };
    for (const { rows, amountMinor } of categories) {
      paid.rows += rows;
      paid.amountMinor += amountMinor;
    }
    const refunded = { ...this.#refunded };
    this.#assertRowsTie(paid.rows, refunded.rows, leftOut);
    const tie = this.#tie(paid.amountMinor, refunded.amountMinor, leftOut, minorUnit);
    const [rows, rowsWithoutAmount] = [this.#rows, this.#rowsWithoutAmount];
    return { rows, rowsWithoutAmount, paid, refunded, categories, leftOut, notes, tie };
  }

  #assertRowsTie(paidRows: number, refundedRows: number, leftOut: readonly LeftOut[]): void {
    let rows = paidRows + refundedRows;
    for (const sum of leftOut) {
      // The other part of such a row is among the refunded.
      if (sum.reason !== "cancellation_partly_matched") rows += sum.rows;
    }
    assert(rows === this.#rows, "every row is paid, refunded or left out");
  }

  #tie(
    paidMinor: bigint,
    refundedMinor: bigint,
    leftOut: readonly LeftOut[],
    minorUnit: number,
  ): Tie {
    let leftOutMinor = 0n;
    for (const { amountMinor } of leftOut) leftOutMinor += amountMinor;
    const [proportionMinor, signsMinor] = [this.#proportionMinor, this.#signsMinor];
    const [fileE18, roundingE18] = [this.#fileE18, this.#roundingE18];
    const sumMinor = paidMinor - refundedMinor + leftOutMinor + proportionMinor + signsMinor;
    assert(sumMinor * MINOR_E18 + roundingE18 === fileE18, "the import ties to the file's total");
    const fileTotal = decimalText(fileE18, 18 + minorUnit, minorUnit);
    return {
      fileTotal,
      fileE18,
      paidMinor,
      refundedMinor,
      leftOutMinor,
      proportionMinor,
      signsMinor,
      roundingE18,
    };
  }
}

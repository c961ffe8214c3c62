/**
 * The rows of one order id, made into an order and its cancellations.
 *
 * Exports often write what belongs to the whole order on its first row only, so holder, region and
 * referrer are the first that any row names, be it a row of postage, and a row without a date has
 * the order's. An order
 * whose rows carry several times was paid at the first of them; a cancellation keeps its own.
 */
import { isTooLong } from "./import-row.ts";
import type { LeftOutReason } from "./import-report.ts";

/** A row of an order, with its money in whole minor units. */
export type KeptRow = {
  readonly row: number;
  /** Left out already: it only tells what it knows of the whole order. */
  readonly isLeftOut: boolean;
  readonly isCancellation: boolean;
  readonly order: string;
  readonly line: string;
  readonly holder: string;
  readonly article: string;
  readonly category: string;
  readonly region: string;
  readonly referrer: string;
  readonly originalOrder: string;
  readonly originalLine: string;
  readonly instantMs: number | undefined;
  /** Above 0 for goods, below 0 for a cancellation. */
  readonly amountMinor: bigint;
  /** What cancellations are matched by, in one scale for the whole file. */
  readonly units: bigint;
};

export type OrderLine = {
  readonly row: number;
  readonly line: string;
  readonly article: string;
  readonly category: string;
  readonly paidMinor: bigint;
  readonly units: bigint;
};

export type Order = {
  readonly row: number;
  readonly order: string;
  readonly holder: string;
  readonly instantMs: number;
  readonly region: string;
  readonly referrer: string;
  readonly lines: readonly OrderLine[];
};

/** A cancellation, with the holder and the time its rows give it. `row.order` is its own id. */
export type Cancellation = KeptRow & { readonly instantMs: number };

export type Assembled = {
  readonly order: Order | undefined;
  readonly cancellations: readonly Cancellation[];
};

export type OrderRules = {
  readonly guest: "skip" | "perOrder";
  /** Whether a cancellation names its original order, and so needs no holder. */
  readonly cancelsByOrder: boolean;
  /** Whether the file numbers an order's lines; else they are numbered here, from 1. */
  readonly hasLineIds: boolean;
};

export const GUEST_PREFIX = "guest:";

type LeaveOut = (row: KeptRow, reason: LeftOutReason) => void;

const firstOf = (rows: readonly KeptRow[], name: "holder" | "region" | "referrer"): string =>
  rows.find((row) => row[name] !== "")?.[name] ?? "";

function earliest(rows: readonly KeptRow[]): number | undefined {
  let earliestMs: number | undefined;
  for (const { instantMs } of rows) {
    if (instantMs === undefined) continue;
    if (earliestMs === undefined || instantMs < earliestMs) earliestMs = instantMs;
  }
  return earliestMs;
}

/** Why a row of an order with this holder cannot be taken, or undefined when it can. */
function holderProblem(
  row: KeptRow,
  named: string,
  holder: string,
  rules: OrderRules,
): LeftOutReason | undefined {
  if (row.holder !== "" && row.holder !== named) return "holder_differs";
  if (holder === "" && !(row.isCancellation && rules.cancelsByOrder)) return "guest";
  if (rules.guest === "perOrder" && named.startsWith(GUEST_PREFIX)) return "holder_reserved";
  return isTooLong(holder) ? "id_too_long" : undefined;
}

/** Makes an order of the rows of one order id, in the order of the file. */
export function assembleOrder(
  rows: readonly KeptRow[],
  rules: OrderRules,
  leaveOut: LeaveOut,
): Assembled {
  const named = firstOf(rows, "holder");
  const order = rows[0]?.order ?? "";
  const holder = named === "" && rules.guest === "perOrder" ? `${GUEST_PREFIX}${order}` : named;
  const anyMs = earliest(rows);
  const goods: KeptRow[] = [];
  const cancellations: Cancellation[] = [];
  for (const row of rows) {
    if (row.isLeftOut) continue;
    const instantMs = row.instantMs ?? anyMs;
    const problem = holderProblem(row, named, holder, rules);
    if (problem !== undefined) leaveOut(row, problem);
    else if (instantMs === undefined) leaveOut(row, "date_unreadable");
    else if (row.isCancellation) cancellations.push({ ...row, holder, instantMs });
    else goods.push(row);
  }
  const lines = orderLines(goods, rules, leaveOut);
  const first = lines[0];
  const instantMs = earliest(goods) ?? anyMs;
  if (first === undefined || instantMs === undefined) return { order: undefined, cancellations };
  const region = firstOf(rows, "region");
  const referrer = firstOf(rows, "referrer");
  return {
    order: { row: first.row, order, holder, instantMs, region, referrer, lines },
    cancellations,
  };
}

function orderLines(
  goods: readonly KeptRow[],
  rules: OrderRules,
  leaveOut: LeaveOut,
): readonly OrderLine[] {
  const lines = new Map<string, OrderLine>();
  for (const row of goods) {
    const line = rules.hasLineIds ? row.line : String(lines.size + 1);
    if (lines.has(line)) {
      leaveOut(row, "line_repeated");
      continue;
    }
    const { article, category, amountMinor: paidMinor, units } = row;
    lines.set(line, { row: row.row, line, article, category, paidMinor, units });
  }
  return [...lines.values()];
}

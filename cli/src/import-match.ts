/**
 * What a cancellation takes back.
 *
 * Lines that a cancellation may mean are kept oldest first. It takes units from them in that order,
 * as far as there are any; the money is the units' share of what was paid for the line, counted
 * from the line's beginning and floored, so that many partial cancellations of a line end exactly at
 * what was paid, and never above. What a cancellation could not take is its own, at its own price.
 */

/** A paid line that can still be cancelled, in part or whole. */
export type OpenLine = {
  readonly order: string;
  readonly line: string;
  readonly paidMinor: bigint;
  readonly units: bigint;
  takenUnits: bigint;
};

/** The open lines of one key (holder and article, or order and article), oldest first. */
export type OpenLines = { readonly lines: OpenLine[]; first: number };

export type RefundPiece = {
  readonly order: string;
  readonly line: string;
  readonly amountMinor: bigint;
};

export type Match = {
  readonly pieces: readonly RefundPiece[];
  readonly isMatched: boolean;
  readonly refundedMinor: bigint;
  /** What is left of the cancellation's own amount; at most 0. */
  readonly unmatchedMinor: bigint;
  readonly isWhole: boolean;
  /** The cancellation's own amount, less what was refunded and what is unmatched. */
  readonly proportionMinor: bigint;
};

/** No lines yet. */
export function noOpenLines(): OpenLines {
  return { lines: [], first: 0 };
}

/** Adds a line that was paid later than those before it. */
export function openLine(open: OpenLines, line: Omit<OpenLine, "takenUnits">): void {
  // Without units there is nothing a cancellation could count off.
  if (line.units > 0n) open.lines.push({ ...line, takenUnits: 0n });
}

const refundedFor = (line: OpenLine, units: bigint): bigint =>
  (line.paidMinor * units) / line.units;

/** Takes `units` above 0, worth `amountMinor` below 0 in the file, from the open lines. */
export function takeBack(open: OpenLines, units: bigint, amountMinor: bigint): Match {
  const pieces: RefundPiece[] = [];
  let leftUnits = units;
  let refundedMinor = 0n;
  for (let line = open.lines[open.first]; line !== undefined; line = open.lines[open.first]) {
    if (leftUnits === 0n) break;
    const openUnits = line.units - line.takenUnits;
    const takenUnits = openUnits < leftUnits ? openUnits : leftUnits;
    const before = refundedFor(line, line.takenUnits);
    line.takenUnits += takenUnits;
    leftUnits -= takenUnits;
    const pieceMinor = refundedFor(line, line.takenUnits) - before;
    refundedMinor += pieceMinor;
    if (pieceMinor > 0n) {
      pieces.push({ order: line.order, line: line.line, amountMinor: pieceMinor });
    }
    if (line.takenUnits === line.units) open.first += 1;
  }
  // Towards zero: the part that is matched carries the remainder.
  const unmatchedMinor = (amountMinor * leftUnits) / units;
  return {
    pieces,
    isMatched: leftUnits < units,
    refundedMinor,
    unmatchedMinor,
    isWhole: leftUnits === 0n,
    proportionMinor: amountMinor + refundedMinor - unmatchedMinor,
  };
}

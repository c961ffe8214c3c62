/**
 * Columns: one integer a holder, packed, so that a million holders fit where a browser tab would.
 *
 * A column holds non-negative integers of any size. Most fit into 64 or 128 bits and lie in pages of
 * typed arrays, which grow without being copied; the few that do not fit lie beside them in a map.
 */

export type Column = {
  get(row: number): bigint;
  set(row: number, value: bigint): void;
};

const PAGE_BITS = 14;
const PAGE_ROWS = 1 << PAGE_BITS;
const ROW_MASK = PAGE_ROWS - 1;
const WORD_MASK = (1n << 64n) - 1n;
/** Stands in a page for a value that lies beside it. */
const BESIDE = WORD_MASK;

/** A column of values that mostly fit into 64 bits. */
export function narrowColumn(): Column {
  const pages: BigUint64Array[] = [];
  const beside = new Map<number, bigint>();
  return {
    get(row) {
      const value = pages[row >> PAGE_BITS]?.[row & ROW_MASK] ?? 0n;
      return value === BESIDE ? (beside.get(row) as bigint) : value;
    },
    set(row, value) {
      const page = (pages[row >> PAGE_BITS] ??= new BigUint64Array(PAGE_ROWS));
      const isBeside = value >= BESIDE;
      if (isBeside) beside.set(row, value);
      page[row & ROW_MASK] = isBeside ? BESIDE : value;
    },
  };
}

/** A column of values that mostly fit into 128 bits: two words a row, the lower one first. */
export function wideColumn(): Column {
  const pages: BigUint64Array[] = [];
  const beside = new Map<number, bigint>();
  return {
    get(row) {
      const page = pages[row >> PAGE_BITS];
      if (page === undefined) return 0n;
      const word = (row & ROW_MASK) << 1;
      const upper = page[word + 1] as bigint;
      const lower = page[word] as bigint;
      if (upper === 0n) return lower;
      return upper === BESIDE ? (beside.get(row) as bigint) : (upper << 64n) | lower;
    },
    set(row, value) {
      const page = (pages[row >> PAGE_BITS] ??= new BigUint64Array(2 * PAGE_ROWS));
      const word = (row & ROW_MASK) << 1;
      const upper = value >> 64n;
      const isBeside = upper >= BESIDE;
      if (isBeside) beside.set(row, value);
      page[word] = value & WORD_MASK;
      page[word + 1] = isBeside ? BESIDE : upper;
    },
  };
}

/** A column of values that are mostly 0. */
export function sparseColumn(): Column {
  const values = new Map<number, bigint>();
  return {
    get: (row) => values.get(row) ?? 0n,
    set(row, value) {
      if (value === 0n) values.delete(row);
      else values.set(row, value);
    },
  };
}

/** A column of small counts below 2^32, in the machine's own integers. */
export type CountColumn = {
  get(row: number): number;
  set(row: number, value: number): void;
};

export function countColumn(): CountColumn {
  const pages: Uint32Array[] = [];
  return {
    get: (row) => pages[row >> PAGE_BITS]?.[row & ROW_MASK] ?? 0,
    set(row, value) {
      (pages[row >> PAGE_BITS] ??= new Uint32Array(PAGE_ROWS))[row & ROW_MASK] = value;
    },
  };
}

/**
 * Rows: a holder's figures side by side, packed, so that a million holders fit into little memory
 * and one holder's figures into a few lines of the processor's cache.
 *
 * A row is so many 64-bit words in a page that grows without being copied. A column is a place in
 * the row; it holds non-negative integers of any size: the few that do not fit lie beside the pages.
 */

/** One integer a row. */
export type Column = {
  get(row: number): bigint;
  set(row: number, value: bigint): void;
  /** Whether it is 0, which is asked far more often than how much it is. */
  isZero(row: number): boolean;
};

/** One small count a row, below 2^32. */
export type CountColumn = {
  get(row: number): number;
  set(row: number, value: number): void;
};

const PAGE_BITS = 12;
const PAGE_ROWS = 1 << PAGE_BITS;
const ROW_MASK = PAGE_ROWS - 1;
const WORD_BYTES = 8;
const WORD_MASK = (1n << 64n) - 1n;
/** Stands in a page for a value that lies beside it. */
const BESIDE = WORD_MASK;

export type Rows = {
  /** Makes room for a row; its columns are 0. */
  add(row: number): void;
  /** A column of values that mostly fit into one word. */
  narrow(word: number): Column;
  /** A column of values that mostly fit into two words, from this one on. */
  wide(word: number): Column;
  /** A column of counts, in one half of a word. */
  count(word: number, half: 0 | 1): CountColumn;
};

/** The pages, as words and as halves of words: those are read without making a bigint. */
type Pages = { readonly words: BigUint64Array[]; readonly halves: Uint32Array[] };

/** No rows yet, of so many words each. */
export function packedRows(rowWords: number): Rows {
  const pages: Pages = { words: [], halves: [] };
  const { words, halves } = pages;
  return {
    add(row) {
      if (row >> PAGE_BITS < words.length) return;
      const page = new ArrayBuffer(PAGE_ROWS * rowWords * WORD_BYTES);
      words.push(new BigUint64Array(page));
      halves.push(new Uint32Array(page));
    },
    narrow: (word) => narrowColumn(pages, rowWords, word),
    wide: (word) => wideColumn(pages, rowWords, word),
    count: (word, half) => ({
      get: (row) => halves[row >> PAGE_BITS]![((row & ROW_MASK) * rowWords + word) * 2 + half]!,
      set(row, value) {
        halves[row >> PAGE_BITS]![((row & ROW_MASK) * rowWords + word) * 2 + half] = value;
      },
    }),
  };
}

function narrowColumn({ words, halves }: Pages, rowWords: number, word: number): Column {
  const beside = new Map<number, bigint>();
  return {
    get(row) {
      const value = words[row >> PAGE_BITS]![(row & ROW_MASK) * rowWords + word]!;
      return value === BESIDE ? beside.get(row)! : value;
    },
    set(row, value) {
      const isBeside = value >= BESIDE;
      if (isBeside) beside.set(row, value);
      words[row >> PAGE_BITS]![(row & ROW_MASK) * rowWords + word] = isBeside ? BESIDE : value;
    },
    isZero(row) {
      const page = halves[row >> PAGE_BITS]!;
      const lower = 2 * ((row & ROW_MASK) * rowWords + word);
      return (page[lower]! | page[lower + 1]!) === 0;
    },
  };
}

function wideColumn({ words, halves }: Pages, rowWords: number, word: number): Column {
  const beside = new Map<number, bigint>();
  return {
    get(row) {
      const page = words[row >> PAGE_BITS]!;
      const lower = (row & ROW_MASK) * rowWords + word;
      const upperValue = page[lower + 1]!;
      if (upperValue === 0n) return page[lower]!;
      return upperValue === BESIDE ? beside.get(row)! : (upperValue << 64n) | page[lower]!;
    },
    set(row, value) {
      const page = words[row >> PAGE_BITS]!;
      const lower = (row & ROW_MASK) * rowWords + word;
      const upperValue = value >> 64n;
      const isBeside = upperValue >= BESIDE;
      if (isBeside) beside.set(row, value);
      // A typed array keeps the lower 64 bits of what it is given.
      page[lower] = value;
      page[lower + 1] = isBeside ? BESIDE : upperValue;
    },
    isZero(row) {
      const page = halves[row >> PAGE_BITS]!;
      const lower = 2 * ((row & ROW_MASK) * rowWords + word);
      return (page[lower]! | page[lower + 1]! | page[lower + 2]! | page[lower + 3]!) === 0;
    },
  };
}

/** A column of values that are mostly 0, in no row. */
export function sparseColumn(): Column {
  const values = new Map<number, bigint>();
  return {
    get: (row) => values.get(row) ?? 0n,
    set(row, value) {
      if (value === 0n) values.delete(row);
      else values.set(row, value);
    },
    isZero: (row) => !values.has(row),
  };
}

/** A column of counts that are mostly 0, in no row. */
export function sparseCounts(): CountColumn {
  const values = new Map<number, number>();
  return {
    get: (row) => values.get(row) ?? 0,
    set(row, value) {
      if (value === 0) values.delete(row);
      else values.set(row, value);
    },
  };
}

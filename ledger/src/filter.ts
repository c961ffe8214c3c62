/**
 * A filter of keys: says of most new keys that they are surely new, so that nobody has to look.
 *
 * A Bloom filter whose probes for one key lie in one line of the processor's cache: about one new key in
 * fifty is taken for a known one while it holds no more than a tenth as many keys as bits, and more of
 * them later, who are then looked up for nothing. Until everything known is in it, nothing is surely new.
 */
export type Filter = {
  /** Lines of 512 bits. */
  readonly words: Uint32Array;
  /** Whether every key known so far is in it. */
  isComplete: boolean;
};

const PROBES = 6;
const BITS_PER_KEY = 10;
const LINE_WORDS = 16;
const LINES_LEAST = 1 << 18;
/** 512 MB: room for four hundred million keys. */
const LINES_MOST = 1 << 23;

/** A filter with no keys, and room for so many and as many again. */
export function createFilter(keyCount: number): Filter {
  let lines = LINES_LEAST;
  while (lines * LINE_WORDS * 32 < 2 * BITS_PER_KEY * keyCount && lines < LINES_MOST) lines *= 2;
  return { words: new Uint32Array(lines * LINE_WORDS), isComplete: false };
}

/** FNV-1a over the code units, mixed as MurmurHash3 ends. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let k = 0; k < key.length; k++) hash = Math.imul(hash ^ key.charCodeAt(k), 0x01000193);
  return mixed(hash);
}

function mixed(hash: number): number {
  let next = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  next = Math.imul(next ^ (next >>> 13), 0xc2b2ae35);
  return (next ^ (next >>> 16)) >>> 0;
}

/** Where a key's line begins. */
function lineOf({ words }: Filter, hash: number): number {
  return (hash & (words.length / LINE_WORDS - 1)) * LINE_WORDS;
}

/** Adds a key. */
export function addKey(filter: Filter, key: string): void {
  const hash = hashOf(key);
  const line = lineOf(filter, hash);
  let bits = mixed(hash ^ 0x9e3779b9);
  const step = (bits >>> 9) | 1;
  for (let probe = 0; probe < PROBES; probe++) {
    filter.words[line + ((bits >>> 5) & (LINE_WORDS - 1))]! |= 1 << (bits & 31);
    bits = (bits + step) >>> 0;
  }
}

/** Whether a key was surely never added. */
export function isSurelyNew(filter: Filter, key: string): boolean {
  if (!filter.isComplete) return false;
  const hash = hashOf(key);
  const line = lineOf(filter, hash);
  let bits = mixed(hash ^ 0x9e3779b9);
  const step = (bits >>> 9) | 1;
  for (let probe = 0; probe < PROBES; probe++) {
    const word = filter.words[line + ((bits >>> 5) & (LINE_WORDS - 1))]!;
    if ((word & (1 << (bits & 31))) === 0) return true;
    bits = (bits + step) >>> 0;
  }
  return false;
}

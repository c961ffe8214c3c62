/**
 * A filter of keys: says of most new keys that they are surely new, so that nobody has to look.
 *
 * A Bloom filter with seven probes: about one new key in a hundred is taken for a known one while it
 * holds no more than a tenth as many keys as bits, and more of them later, who are then looked up for
 * nothing. Until everything known is in it, nothing is surely new.
 */
export type Filter = {
  readonly bits: Uint32Array;
  /** Whether every key known so far is in it. */
  isComplete: boolean;
};

const PROBES = 7;
const BITS_PER_KEY = 10;
const BITS_LEAST = 1 << 27;
/** The most that one number can address: room for four hundred million keys in 512 MB. */
const BITS_MOST = 2 ** 32;

/** A filter with no keys, and room for so many and as many again. */
export function createFilter(keyCount: number): Filter {
  let bits: number = BITS_LEAST;
  while (bits < 2 * BITS_PER_KEY * keyCount && bits < BITS_MOST) bits *= 2;
  return { bits: new Uint32Array(bits / 32), isComplete: false };
}

let hashA = 0;
let hashB = 0;

/** Two hashes of a key: FNV-1a over its code units, mixed in two ways. */
function hash(key: string): void {
  let a = 0x811c9dc5;
  for (let k = 0; k < key.length; k++) a = Math.imul(a ^ key.charCodeAt(k), 0x01000193);
  let b = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) ^ key.length;
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 12), 0x297a2d39);
  hashA = (a ^ (a >>> 16)) >>> 0;
  hashB = ((b ^ (b >>> 15)) | 1) >>> 0;
}

/** Adds a key. */
export function addKey(filter: Filter, key: string): void {
  hash(key);
  const { bits } = filter;
  const mask = bits.length * 32 - 1;
  let place = hashA;
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = (place & mask) >>> 0;
    bits[bit >>> 5]! |= 1 << (bit & 31);
    place = (place + hashB) >>> 0;
  }
}

/** Whether a key was surely never added. */
export function isSurelyNew(filter: Filter, key: string): boolean {
  if (!filter.isComplete) return false;
  hash(key);
  const { bits } = filter;
  const mask = bits.length * 32 - 1;
  let place = hashA;
  for (let probe = 0; probe < PROBES; probe++) {
    const bit = (place & mask) >>> 0;
    if ((bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return true;
    place = (place + hashB) >>> 0;
  }
  return false;
}

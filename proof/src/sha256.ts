/**
 * SHA-256, for a page that has no hash which answers at once: a browser's own one makes its caller wait.
 * Nothing secret goes into it. FIPS 180-4, section 6.2.
 */
import { HASH_BYTES } from "./bytes.ts";

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;
const ROUNDS = 64;

/** The first 32 bits of the fractions of the roots of the first primes: of the cube roots here. */
const ROUND_WORDS = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
/** And of the square roots. */
const FIRST_WORDS = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The SHA-256 of bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil((bytes.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const state = Int32Array.from(FIRST_WORDS);
  const words = new Int32Array(ROUNDS);
  for (let block = 0; block < padded.length; block += BLOCK_BYTES) {
    schedule(words, view, block);
    compress(state, words);
  }
  const hash = new DataView(new ArrayBuffer(HASH_BYTES));
  state.forEach((word, k) => hash.setInt32(4 * k, word));
  return new Uint8Array(hash.buffer);
}

function schedule(words: Int32Array, view: DataView, block: number): void {
  for (let k = 0; k < 16; k++) words[k] = view.getInt32(block + 4 * k);
  for (let k = 16; k < ROUNDS; k++) {
    const before = words[k - 15]!;
    const last = words[k - 2]!;
    const small0 = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
    const small1 = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
    words[k] = words[k - 16]! + small0 + words[k - 7]! + small1;
  }
}

function compress(state: Int32Array, words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as unknown as readonly number[] as [
    ...[number, number, number, number],
    ...[number, number, number, number],
  ];
  for (let k = 0; k < ROUNDS; k++) {
    const big1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + ROUND_WORDS[k]! + words[k]!) | 0;
    const big0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [k, word] of [a, b, c, d, e, f, g, h].entries()) state[k] = state[k]! + word;
}

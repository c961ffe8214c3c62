/**
 * Bytes: texts as UTF-8, and bytes as hexadecimal digits. Written out, because what runs in a browser
 * and in Node without either's own types has neither's encoder.
 */

/** The hash that all proofs are made of; whoever calls gives it. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;

/** A text in UTF-8. Half a surrogate pair is written as U+FFFD, as everywhere; JSON texts hold none. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length);
  let end = 0;
  for (let k = 0; k < text.length; k++) {
    let code = text.codePointAt(k)!;
    if (code < 0x80) {
      bytes[end++] = code;
      continue;
    }
    if (code > 0xffff) k++;
    else if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    if (code < 0x800) bytes[end++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[end++] = 0xe0 | (code >> 12);
      else {
        bytes[end++] = 0xf0 | (code >> 18);
        bytes[end++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[end++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[end++] = 0x80 | (code & 0x3f);
  }
  return bytes.subarray(0, end);
}

/** Bytes as lower-case hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes of lower-case hexadecimal digits; undefined when they are not so many. */
export function bytesOf(hex: string, count: number): Uint8Array | undefined {
  if (hex.length !== 2 * count || !/^[0-9a-f]*$/.test(hex)) return undefined;
  return Uint8Array.from({ length: count }, (_, k) => parseInt(hex.slice(2 * k, 2 * k + 2), 16));
}

/** Whether bytes are the same. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, k) => byte === right[k]);
}

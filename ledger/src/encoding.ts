/**
 * The encoding under the hash: fixed bytes, versioned, with golden vectors.
 *
 * A batch's hash is SHA-256 over the version line, the hash before it, the batch's number, the number
 * of its entries, and of each entry its sequence number and its two texts, each after its length.
 * Lengths and numbers are 64-bit, most significant byte first. It is frozen: another encoding gets
 * another version line, and old batches keep theirs.
 */
import { createHash, type Hash } from "node:crypto";

const VERSION = "patronage journal 1\n";

/** The hash before the first batch. */
export const NO_HASH = Buffer.alloc(32);

/** One applied command: the canonical JSON of the command, and of the list of its events. */
export type Entry = { readonly seq: bigint; readonly command: string; readonly events: string };

function addNumber(hash: Hash, numberCount: bigint): void {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(numberCount);
  hash.update(bytes);
}

function addText(hash: Hash, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  addNumber(hash, BigInt(bytes.length));
  hash.update(bytes);
}

/** The hash of a batch that follows the one with the hash `previous`. */
export function batchHash(previous: Buffer, batchCount: bigint, entries: readonly Entry[]): Buffer {
  const hash = createHash("sha256").update(VERSION).update(previous);
  addNumber(hash, batchCount);
  addNumber(hash, BigInt(entries.length));
  for (const { seq, command, events } of entries) {
    addNumber(hash, seq);
    addText(hash, command);
    addText(hash, events);
  }
  return hash.digest();
}

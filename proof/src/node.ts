/**
 * Nodes: a hash and the sums under it. Version 1:
 *
 *     salt   = SHA-256(0x03 · key · id)
 *     leaf   = SHA-256(0x00 · salt · tier · sums · id)
 *     inner  = SHA-256(0x01 · left hash · left sums · right hash · right sums)
 *     empty  = 32 bytes of zero, with sums of zero; of two empty ones the parent is empty
 *
 * The id is its JSON text in UTF-8, the tier one byte. The key is the programme's: whoever sees a leaf's
 * hash beside its sums, as the neighbour in a path does, cannot try ids until one fits.
 */
import { HASH_BYTES, utf8, type Sha256 } from "./bytes.ts";
import { addSums, SUMS_BYTES, writeSums, type Sums } from "./sums.ts";

export const NODE_BYTES = HASH_BYTES + SUMS_BYTES;
export const KEY_BYTES = 32;

const LEAF = 0;
const INNER = 1;
const SALT = 3;

/** One holder in the tree: nothing in it changes with a close that does not name the holder. */
export type Leaf = { readonly id: string; readonly tier: number; readonly sums: Sums };

const DESK = new Uint8Array(1024);
const DESK_VIEW = new DataView(DESK.buffer);

/** So many bytes to hash at once, and then no more: a tree hashes millions of times. */
const desk = (count: number): Uint8Array =>
  count > DESK.length ? new Uint8Array(count) : DESK.subarray(0, count);

const viewOf = (bytes: Uint8Array): DataView =>
  bytes.buffer === DESK.buffer ? DESK_VIEW : new DataView(bytes.buffer);

/** An id as it is hashed. */
export const idBytes = (id: string): Uint8Array => utf8(JSON.stringify(id));

/** The salt of a holder's leaf, which only the holder is given. */
export function saltOf(
  sha256: Sha256,
  key: Uint8Array,
  id: string,
  text: Uint8Array = idBytes(id),
): Uint8Array {
  const bytes = desk(1 + KEY_BYTES + text.length);
  bytes[0] = SALT;
  bytes.set(key, 1);
  bytes.set(text, 1 + KEY_BYTES);
  return sha256(bytes);
}

const SUMS_AT = 1 + HASH_BYTES + 1;

/** Writes a leaf's node. */
export function writeLeaf(
  sha256: Sha256,
  { id, tier, sums }: Leaf,
  salt: Uint8Array,
  to: Uint8Array,
  at: number,
  text: Uint8Array = idBytes(id),
): void {
  const bytes = desk(SUMS_AT + SUMS_BYTES + text.length);
  bytes[0] = LEAF;
  bytes.set(salt, 1);
  bytes[SUMS_AT - 1] = tier;
  writeSums(viewOf(bytes), SUMS_AT, sums);
  bytes.set(text, SUMS_AT + SUMS_BYTES);
  to.set(sha256(bytes), at);
  to.set(bytes.subarray(SUMS_AT, SUMS_AT + SUMS_BYTES), at + HASH_BYTES);
}

/** Nodes side by side, as bytes and as numbers. */
export type Nodes = { readonly bytes: Uint8Array; readonly view: DataView };

/** Room for nodes, all of them empty. */
export function emptyNodes(count: number): Nodes {
  const bytes = new Uint8Array(count * NODE_BYTES);
  return { bytes, view: new DataView(bytes.buffer) };
}

const isEmpty = ({ view }: Nodes, at: number): boolean => view.getUint32(at + HASH_BYTES) === 0;

/** Writes the parent of the two nodes that begin at `from`. */
export function writeParent(
  sha256: Sha256,
  children: Nodes,
  from: number,
  to: Nodes,
  at: number,
): void {
  const right = from + NODE_BYTES;
  if (isEmpty(children, from) && isEmpty(children, right)) {
    to.bytes.fill(0, at, at + NODE_BYTES);
    return;
  }
  const bytes = desk(1 + 2 * NODE_BYTES);
  bytes[0] = INNER;
  bytes.set(children.bytes.subarray(from, from + 2 * NODE_BYTES), 1);
  to.bytes.set(sha256(bytes), at);
  const sums = [from + HASH_BYTES, right + HASH_BYTES] as const;
  addSums(children.view, sums, to.view, at + HASH_BYTES);
}

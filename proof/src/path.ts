/**
 * A path: the nodes beside a holder's way from its leaf to the top. It is checked by walking up: at every
 * node, those beside the way too, nothing is below zero, so that nobody can be hidden behind a debt.
 */
import { HASH_BYTES, hexOf, bytesOf, sameBytes, type Sha256 } from "./bytes.ts";
import { emptyNodes, NODE_BYTES, writeLeaf, writeParent, type Leaf, type Nodes } from "./node.ts";
import { rootOf, topNode, type Day, type TreeClose } from "./root.ts";
import { figuresAt, readSums, unsound, type Earned } from "./sums.ts";
import { depthOf, placeOf } from "./tree.ts";

/** A leaf, and where it stands. */
export type Standing = {
  readonly leaf: Leaf;
  /** How many holders joined before this one. */
  readonly number: number;
  readonly salt: Uint8Array;
};

/** Nodes as they stand in a file: hexadecimal digits, empty for an empty node. */
export function pathText(siblings: readonly Uint8Array[]): string[] {
  return siblings.map((bytes) => (bytes.some((byte) => byte > 0) ? hexOf(bytes) : ""));
}

/** Reads a path; undefined when it is none. */
export function readPath(texts: readonly unknown[]): Uint8Array[] | undefined {
  const nodes = texts.map((text) => {
    if (text === "") return new Uint8Array(NODE_BYTES);
    const bytes = typeof text === "string" ? bytesOf(text, NODE_BYTES) : undefined;
    return bytes?.some((byte) => byte > 0) ? bytes : undefined;
  });
  return nodes.includes(undefined) ? undefined : (nodes as Uint8Array[]);
}

/** Where a path does not lead to the root of a close, and what is wrong there. */
export type PathFault = {
  readonly code: "depth" | "below" | "top" | "root";
  readonly level: number;
};

/** Checks that a leaf is under the root of a close; undefined when it is. */
export function checkPath(
  sha256: Sha256,
  { leaf, number, salt }: Standing,
  path: readonly Uint8Array[],
  close: TreeClose,
  day: Day,
): PathFault | undefined {
  const place = placeOf(number);
  const isPlace = number < close.figures.holders && path.length === depthOf(close.figures.holders);
  if (!isPlace) return { code: "depth", level: path.length };
  let node = emptyNodes(1);
  writeLeaf(sha256, leaf, salt, node.bytes, 0);
  if (!isSound(node, 0, close)) return { code: "below", level: 0 };
  for (const [level, sibling] of path.entries()) {
    const pair = emptyNodes(2);
    const isRight = Math.floor(place / 2 ** level) % 2 === 1;
    pair.bytes.set(isRight ? sibling : node.bytes, 0);
    pair.bytes.set(isRight ? node.bytes : sibling, NODE_BYTES);
    const parent = emptyNodes(1);
    writeParent(sha256, pair, 0, parent, 0);
    const isGood = isSound(pair, 0, close) && isSound(pair, NODE_BYTES, close);
    if (!isGood || !isSound(parent, 0, close)) return { code: "below", level: level + 1 };
    node = parent;
  }
  const top = topNode(close);
  if (top === undefined || !sameBytes(top.bytes, node.bytes)) {
    return { code: "top", level: path.length };
  }
  const isRoot = hexOf(rootOf(sha256, top.bytes, day)) === close.root;
  return isRoot ? undefined : { code: "root", level: path.length };
}

function isSound({ view }: Nodes, at: number, earned: Earned): boolean {
  return unsound(figuresAt(readSums(view, at + HASH_BYTES), earned)) === undefined;
}

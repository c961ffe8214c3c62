/**
 * The tree: a Merkle-sum tree over all holders, in which a close costs work only for those who changed.
 *
 * Holders stand in the order of joining, mixed within blocks of 1024 by turning the bits of their numbers
 * round: whoever stands beside a holder joined 512 others before or after it, and is hardly anybody it
 * knows. Leaves are not kept, and neither are the two levels above them: a group of leaves is worked out
 * again when one of them changed. What is kept stands packed in bytes.
 */
import { type Sha256 } from "./bytes.ts";
import { emptyNodes, idBytes, NODE_BYTES, saltOf, writeLeaf, writeParent } from "./node.ts";
import type { Leaf, Nodes } from "./node.ts";

/** The leaves of a group, a power of two. */
export const GROUP_LEAVES = 8;
const BLOCK_BITS = 10;
const BLOCK_LEAVES = 1 << BLOCK_BITS;

/** Where a holder stands among the leaves, by how many joined before it. */
export function placeOf(number: number): number {
  let low = number % BLOCK_LEAVES;
  const block = number - low;
  let turned = 0;
  for (let bit = 0; bit < BLOCK_BITS; bit++) {
    turned = (turned << 1) | (low & 1);
    low >>= 1;
  }
  return block + turned;
}

/** How many levels of parents stand above the leaves of so many holders. */
export function depthOf(holders: number): number {
  let depth = BLOCK_BITS;
  for (let room = BLOCK_LEAVES; room < holders; room *= 2) depth++;
  return depth;
}

export type Tree = {
  readonly sha256: Sha256;
  /** The salts of the leaves follow from it. */
  readonly key: Uint8Array;
  readonly leafOf: (number: number) => Leaf;
  /** How many holders have joined. */
  holders: number;
  /** The nodes above the groups, lowest level first; the last level is the top alone. */
  readonly levels: Nodes[];
  /** The groups that have to be worked out again, the longest waiting first from `done` on. */
  stale: number[];
  done: number;
  readonly isStale: Uint8Array[];
};

/** A tree over so many holders, nothing of which is worked out yet. */
export function createTree(
  sha256: Sha256,
  key: Uint8Array,
  leafOf: (number: number) => Leaf,
  holders: number,
): Tree {
  const tree: Tree = {
    ...{ sha256, key, leafOf, holders: 0, stale: [], done: 0 },
    ...{ levels: [], isStale: [] },
  };
  makeRoom(tree, holders);
  for (let number = 0; number < holders; number++) touchLeaf(tree, number);
  return tree;
}

/** Makes room for so many holders. */
function makeRoom(tree: Tree, holders: number): void {
  tree.holders = holders;
  const groups = 2 ** depthOf(holders) / GROUP_LEAVES;
  if (tree.isStale[0]?.length === groups) return;
  const levels = tree.levels.splice(0);
  const isStale = tree.isStale.splice(0);
  for (let nodes = groups; nodes >= 1; nodes /= 2) {
    const level = emptyNodes(nodes);
    const marks = new Uint8Array(nodes);
    const place = tree.levels.length;
    if (place < levels.length) {
      level.bytes.set(levels[place]!.bytes);
      marks.set(isStale[place]!);
    } else if (levels.length > 0) {
      // The former top is the first leaf, or the first branch, of everything above it.
      marks[0] = 1;
    }
    tree.levels.push(level);
    tree.isStale.push(marks);
  }
}

/** Says that a holder's leaf changed, or that it joined. */
export function touchLeaf(tree: Tree, number: number): void {
  if (number >= tree.holders) makeRoom(tree, number + 1);
  const group = Math.floor(placeOf(number) / GROUP_LEAVES);
  const marks = tree.isStale[0]!;
  if (marks[group] === 1) return;
  marks[group] = 1;
  tree.stale.push(group);
}

/** How many groups have to be worked out again. */
export function staleCount({ stale, done }: Tree): number {
  return stale.length - done;
}

/** Works out so many groups again, those that have waited longest. */
export function freshen(tree: Tree, groupsMost: number): void {
  const { levels, isStale, stale } = tree;
  const end = Math.min(stale.length, tree.done + groupsMost);
  for (; tree.done < end; tree.done++) {
    const group = stale[tree.done]!;
    workOut(tree, group);
    const top = GROUP.bytes.subarray(NODE_BYTES, 2 * NODE_BYTES);
    levels[0]!.bytes.set(top, group * NODE_BYTES);
    isStale[0]![group] = 0;
    isStale[1]![group >> 1] = 1;
  }
  if (tree.done === stale.length) {
    tree.stale = [];
    tree.done = 0;
  }
}

/** The group at hand: node 1 is its top, the children of node k are 2k and 2k + 1, the last are leaves. */
const GROUP = emptyNodes(2 * GROUP_LEAVES);

/** Works a group out, from its leaves to its top. */
function workOut({ sha256, key, leafOf, holders }: Tree, group: number): void {
  for (let k = 0; k < GROUP_LEAVES; k++) {
    const at = (GROUP_LEAVES + k) * NODE_BYTES;
    const number = placeOf(group * GROUP_LEAVES + k);
    if (number >= holders) {
      GROUP.bytes.fill(0, at, at + NODE_BYTES);
      continue;
    }
    const leaf = leafOf(number);
    const text = idBytes(leaf.id);
    writeLeaf(sha256, leaf, saltOf(sha256, key, leaf.id, text), GROUP.bytes, at, text);
  }
  for (let k = GROUP_LEAVES - 1; k >= 1; k--) {
    writeParent(sha256, GROUP, 2 * k * NODE_BYTES, GROUP, k * NODE_BYTES);
  }
}

/** Works out so many of the nodes above groups that were worked out again; answers how many it did. */
export function rise(tree: Tree, nodesMost: number): number {
  const { sha256, levels, isStale } = tree;
  let nodes = 0;
  for (let place = 1; place < levels.length; place++) {
    const marks = isStale[place]!;
    for (let k = marks.indexOf(1); k >= 0; k = marks.indexOf(1, k + 1)) {
      if (nodes >= nodesMost) return nodes;
      nodes += 1;
      const from = 2 * k * NODE_BYTES;
      writeParent(sha256, levels[place - 1]!, from, levels[place]!, k * NODE_BYTES);
      marks[k] = 0;
      if (place + 1 < levels.length) isStale[place + 1]![k >> 1] = 1;
    }
  }
  return nodes;
}

/** Works out everything that is stale; answers the top node's bytes, which change with the tree. */
export function topOf(tree: Tree): Nodes {
  freshen(tree, Infinity);
  rise(tree, Infinity);
  return tree.levels.at(-1)!;
}

/** The nodes beside a holder's way from its leaf to the top, lowest first. */
export function siblingsOf(tree: Tree, number: number): Uint8Array[] {
  topOf(tree);
  const place = placeOf(number);
  const group = Math.floor(place / GROUP_LEAVES);
  workOut(tree, group);
  const beside = ({ bytes }: Nodes, k: number): Uint8Array =>
    bytes.slice((k ^ 1) * NODE_BYTES, ((k ^ 1) + 1) * NODE_BYTES);
  const siblings: Uint8Array[] = [];
  for (let k = GROUP_LEAVES + (place % GROUP_LEAVES); k > 1; k >>= 1) {
    siblings.push(beside(GROUP, k));
  }
  const above = tree.levels.slice(0, -1).map((nodes, level) => beside(nodes, group >> level));
  return [...siblings, ...above];
}

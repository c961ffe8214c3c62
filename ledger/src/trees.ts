/**
 * The tree over all holders, which every close puts under the journal's hash: shares, quota and wallets of
 * each, added up, and one root over all of it. The proofs a holder can check alone lead to that root.
 *
 * A leaf holds what a close that does not name its holder leaves as it is, so that only who changed has
 * to be worked out again. Between closes that is done a little at a time, behind the commands; a close
 * works out the rest.
 */
import { hash, randomBytes } from "node:crypto";
import {
  canonicalJson,
  closeCount,
  isJsonObject,
  type Event,
  type HolderNumber,
  type Json,
  type State,
} from "@patronage/engine";
import {
  beginning,
  chainAfter,
  createTree,
  freshen,
  hexOf,
  KEY_BYTES,
  NO_CHAIN,
  readKey,
  rise,
  staleCount,
  topOf,
  touchLeaf,
  treeClose,
  treeCloseJson,
  type Close,
  type Leaf,
  type Tree,
  type TreeClose,
} from "@patronage/proof";

/** By way of a text, which the platform makes in half the time that a buffer of its own takes it. */
export const sha256 = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(hash("sha256", bytes, "binary"), "latin1");

/** A state's tree. It is made when it is first needed; until then nothing is noted for it. */
export type HolderTree = {
  readonly state: State;
  /** What its salts follow from, once a close in the journal has said it. */
  key: Uint8Array | undefined;
  /** The chain of all closes there were, with a tree or not. */
  chain: string;
  tree: Tree | undefined;
};

/**
 * The tree of a state, whose journal has given a key, or none yet. Of its closes the first is the beginning;
 * without any it has just begun.
 */
export function holderTree(
  state: State,
  key?: Uint8Array,
  closes: readonly Close[] = [beginning(state, state.headsE18.length - 1)],
): HolderTree {
  const chain = closes.reduce((before, close) => chainAfter(sha256, before, close), NO_CHAIN);
  return { state, key, chain, tree: undefined };
}

/** A close was applied, at its place in the journal and its instant. */
export function linkClose(
  trees: HolderTree,
  { seq, at }: { readonly seq: bigint; readonly at: string },
): void {
  const close = { ...lastClose(trees.state), seq: Number(seq), at };
  trees.chain = chainAfter(sha256, trees.chain, close);
}

/** What a state's last close came to. */
function lastClose(state: State) {
  const last = closeCount(state);
  return {
    date: state.lastCloseDate!,
    indexE18: state.indexE18[last]!,
    headsE18: state.headsE18.slice(1).map((heads) => heads[last]!),
    reserveE18: state.reserveE18,
    outstandingMicro: state.outstandingMicro,
  };
}

/** A holder's leaf: its figures, with what closes have paid since its last change taken out. */
export function leafAt(state: State, number: HolderNumber): Leaf {
  const { holders } = state.store;
  const sharesMicro = holders.sharesMicro.get(number);
  const quotaE18 = holders.quotaE18.get(number);
  const dividendsE18 = holders.dividendsE18.get(number);
  const tier = holders.tier.get(number);
  const isEligible = sharesMicro > 0n && quotaE18 > 0n;
  const settled = holders.settledClose.get(number);
  const earnedE18 = isEligible
    ? sharesMicro * state.indexE18[settled]! + state.headsE18[tier]![settled]!
    : 0n;
  return {
    id: holders.idOf(number),
    tier,
    sums: {
      holders: 1,
      heads: headOf(isEligible ? tier : 0),
      sharesMicro,
      eligibleMicro: isEligible ? sharesMicro : 0n,
      dividendsE18Offset: dividendsE18 - earnedE18,
      quotaE18Offset: quotaE18 + earnedE18,
      payoutsMinor: holders.payoutsMinor.get(number),
      withdrawnMinor: holders.withdrawnMinor.get(number),
    },
  };
}

const HEADS: number[][] = [];

/** One head of a tier, none of the others. */
const headOf = (tier: number): readonly number[] =>
  (HEADS[tier] ??= Array.from({ length: tier }, (_, k) => (k === tier - 1 ? 1 : 0)));

function treeOf(trees: HolderTree): Tree {
  const { state } = trees;
  trees.tree ??= createTree(
    sha256,
    trees.key ?? randomBytes(KEY_BYTES),
    (number) => leafAt(state, number),
    state.store.holders.count,
  );
  return trees.tree;
}

/** Events that change nobody's shares, quota or wallet. */
const QUIET: readonly Event["type"][] = [
  ...(["orderPaid", "orderReduced", "sharesHeld", "holdReleased"] as const),
  ...(["agentAppointed", "planActivated"] as const),
];

/** Events were applied that concern these holders: they joined or changed. */
export function touchHolders(
  { tree, state: { store } }: HolderTree,
  events: readonly Event[],
  ids: readonly string[],
): void {
  if (tree === undefined || events.every(({ type }) => QUIET.includes(type))) return;
  for (const id of ids) touchLeaf(tree, store.holders.find(id)!);
}

/** The tree as it is now, at the close that a state has come to. */
function closeOfTree(trees: HolderTree): TreeClose {
  const { state, chain } = trees;
  const { programme } = state.plan;
  return treeClose(sha256, topOf(treeOf(trees)), { ...lastClose(state), programme, chain });
}

/**
 * What a close that was just applied puts into the journal. An amount that no money has, and for which
 * the tree has no room, stops nobody: the close says that it has none.
 */
export function treeJson(trees: HolderTree): Json {
  const { key } = treeOf(trees);
  trees.key = key;
  try {
    return treeCloseJson(closeOfTree(trees), key);
  } catch (error) {
    if (error instanceof RangeError) return { key: hexOf(key), isTooLarge: true, version: 1 };
    throw error;
  }
}

/** The same where the journal is run again, by the key it has: undefined while it has none. */
export function treeJsonAgain(trees: HolderTree, kept: Json | undefined): Json | undefined {
  if (trees.key === undefined) {
    const key = isJsonObject(kept) ? readKey(kept["key"] as string | undefined) : undefined;
    if (key === undefined) return undefined;
    trees.key = key;
    trees.tree = undefined;
  }
  return treeJson(trees);
}

/** Whether a tree is what a new one over the same holders would be. */
export function isWhole(trees: HolderTree): boolean {
  if (trees.tree === undefined) return true;
  const again = treeJson({ ...trees, tree: undefined });
  return canonicalJson(treeJson(trees)) === canonicalJson(again);
}

/** As much takes about half a millisecond. */
const SLICE_GROUPS = 12;
const SLICE_NODES = 200;
/** So many groups may wait for a close, which works them out in a moment: who changes often is spared. */
const WAITING_GROUPS = 500;

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Works a slice out; answers whether there may be another. What has no room waits for its close. */
function freshenSlice(tree: Tree, waitingMost: number): boolean {
  try {
    if (staleCount(tree) <= waitingMost) return rise(tree, SLICE_NODES) > 0;
    freshen(tree, SLICE_GROUPS);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Works everything out that is stale, a slice at a time, until it is done or `isOver`. */
export async function growTree(tree: Tree, isOver: () => boolean = () => false): Promise<void> {
  while (!isOver() && freshenSlice(tree, 0)) await breathe();
}

/** The same of a state's tree, which is made where there is none. */
export async function buildTree(trees: HolderTree, isOver?: () => boolean): Promise<void> {
  await growTree(treeOf(trees), isOver);
}

/** Works out again who changed longest ago, while nothing else is to be done. */
export async function freshenTree({ tree }: HolderTree, isBusy: () => boolean): Promise<void> {
  if (tree === undefined) return;
  while (!isBusy() && freshenSlice(tree, WAITING_GROUPS)) await breathe();
}

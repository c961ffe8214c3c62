/**
 * The door of proof.
 *
 *     createTree(sha256, key, leafOf, holders) → tree     touchLeaf(tree, number) when a holder changed
 *     treeClose(sha256, topOf(tree), day) → root, totals  siblingsOf(tree, number) → a holder's path
 *     checkStatement(text, sha256) → what was checked, or what does not fit
 */
export { bytesOf, hexOf, type Sha256 } from "./bytes.ts";
export { canonicalText, readCanonical } from "./canonical.ts";
export { sha256 } from "./sha256.ts";

// The chain of closes.
export { beginning, chainAfter, closeJson, NO_CHAIN, type Close } from "./chain.ts";

// The tree over all holders.
export { KEY_BYTES, saltOf, type Leaf } from "./node.ts";
export { figuresAt, sumsOf, TIERS_MOST, walletsE18, type Figures, type Sums } from "./sums.ts";
export { createTree, freshen, placeOf, rise, siblingsOf, staleCount } from "./tree.ts";
export { topOf, touchLeaf } from "./tree.ts";
export type { Tree } from "./tree.ts";
export { readKey, readTreeClose, treeClose, treeCloseJson, type TreeClose } from "./root.ts";
export { pathText } from "./path.ts";

// The file that proves a holder's place in it.
export { checkStatement, type Checked, type Fault, type Verdict } from "./check.ts";
export { walletMinorOf } from "./follow.ts";
export { beforeJson, STATEMENT_KIND, STATEMENT_VERSION, statementText } from "./statement.ts";
export type { Attestation, EntryKind, Statement } from "./statement.ts";

/** For measurements: the tree over all holders, as a writer keeps it. */
export { holderTree, linkClose, touchHolders, treeJson, type HolderTree } from "./trees.ts";

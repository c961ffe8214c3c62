/** Whether a statement file's close is the one that this shop publishes to everybody. */
import type { Checked } from "@patronage/proof";
import type { CloseRoot } from "../api/roots.ts";

/** `unlisted`: of the file's day nothing is published here any more, or not yet. */
export type Compared = "same" | "other" | "unlisted";

/** Compares the root of the day, and the journal's place and hash at it. */
export function compareRoot(
  { tree, head }: Pick<Checked["statement"], "tree" | "head">,
  date: string,
  published: readonly CloseRoot[],
): Compared {
  const found = published.find((one) => one.date === date);
  if (found === undefined) return "unlisted";
  const isSame =
    found.root === tree.root && found.hash === head.hash && found.entry === String(head.seq);
  return isSame ? "same" : "other";
}

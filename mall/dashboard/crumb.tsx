/** A step of the path above a page, in the language of whoever looks. */
import { useDesk } from "./desk.ts";
import type { Word } from "./words.ts";

export function Crumb({ word }: { readonly word: Word }) {
  return <>{useDesk().t(word)}</>;
}

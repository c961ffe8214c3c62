/** What the plan's categories are called: as the shop's shelf of the same name, where there is one. */
import type { Plan } from "../api/programme.ts";

export function categoryName(
  category: string,
  collections: Plan["collections"],
  otherGoods: string,
): string {
  if (category === "default") return otherGoods;
  return collections.items.find(({ slug }) => slug === category)?.name ?? category;
}

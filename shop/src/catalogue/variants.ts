/** Which variant of a product is meant by what somebody chooses of its options. */
import type { Product, Variant } from "../api/catalogue.ts";

const OUT_OF_STOCK = "OUT_OF_STOCK";

export const isInStock = (variant: Variant): boolean => variant.stockLevel !== OUT_OF_STOCK;

const optionOf = (variant: Variant, groupId: string): string | undefined =>
  variant.options.find((option) => option.groupId === groupId)?.id;

/** The one that the address names; or else the first that can be had, or the first. */
export function variantNamed({ variants }: Product, id: string | undefined): Variant | undefined {
  return variants.find((one) => one.id === id) ?? variants.find(isInStock) ?? variants[0];
}

const commonCount = (one: Variant, other: Variant): number =>
  one.options.filter(({ groupId, id }) => optionOf(other, groupId) === id).length;

/** What is like the variant, but with that option: as like it as there is, and in stock where there is a choice. */
export function variantWith(
  { variants }: Product,
  now: Variant,
  groupId: string,
  optionId: string,
): Variant {
  const rank = (one: Variant): number => 2 * commonCount(one, now) + (isInStock(one) ? 1 : 0);
  const made = variants.filter((one) => optionOf(one, groupId) === optionId);
  return made.sort((a, b) => rank(b) - rank(a))[0] ?? now;
}

/** Why that option cannot be had beside the others now chosen: it is not made so, or it is sold out. */
export function lackOf(
  product: Product,
  now: Variant,
  groupId: string,
  optionId: string,
): "notMade" | "outOfStock" | undefined {
  const exact = product.variants.find(
    (one) =>
      optionOf(one, groupId) === optionId &&
      one.options.every(
        (option) => option.groupId === groupId || optionOf(now, option.groupId) === option.id,
      ),
  );
  if (exact === undefined) return "notMade";
  return isInStock(exact) ? undefined : "outOfStock";
}

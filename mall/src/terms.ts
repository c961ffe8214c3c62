/**
 * Terms of goods: under which category of the plan they count, and for how long they can be returned.
 * They are the product's or, where it has none, those of the first collection that names a category.
 *
 * Product pages ask for many at once, one by one: those of one moment are looked up together, and each
 * is remembered for some seconds.
 */
import type { Mall } from "./mall.ts";

export type Terms = { readonly category: string; readonly returnDays: number };

/** The category that goods `v` of a product `p` name themselves or through a collection. */
export const CATEGORY_OF = `coalesce(nullif(p."customFieldsPlancategory", ''), (
  SELECT c."customFieldsPlancategory" FROM collection_product_variants_product_variant x
  JOIN collection c ON c.id = x."collectionId"
  WHERE x."productVariantId" = v.id AND c."customFieldsPlancategory" <> ''
  ORDER BY c.position, c.id LIMIT 1))`;

export const DEFAULT_CATEGORY = "default";

const FRESH_MILLISECONDS = 5_000;
const REMEMBERED_MOST = 20_000;
/** The variants of several products come from the database one after the other. */
const GATHER_MILLISECONDS = 3;

type Known = { readonly terms: Promise<Terms>; readonly until: number };
type Asking = {
  readonly variantId: number;
  readonly tell: (terms: Terms) => void;
  readonly fail: (error: unknown) => void;
};
type Shelf = { readonly known: Map<number, Known>; asking: Asking[] };
const shelves = new WeakMap<Mall, Shelf>();

/** The terms of a product variant, at most some seconds old. */
export function variantTerms(mall: Mall, variantId: number): Promise<Terms> {
  let shelf = shelves.get(mall);
  if (shelf === undefined) shelves.set(mall, (shelf = { known: new Map(), asking: [] }));
  const now = performance.now();
  const known = shelf.known.get(variantId);
  if (known !== undefined && now < known.until) return known.terms;
  if (shelf.known.size >= REMEMBERED_MOST) shelf.known.clear();
  const terms = new Promise<Terms>((tell, fail) => {
    if (shelf.asking.length === 0) {
      setTimeout(() => void lookUp(mall, shelf), GATHER_MILLISECONDS);
    }
    shelf.asking.push({ variantId, tell, fail });
  });
  shelf.known.set(variantId, { terms, until: now + FRESH_MILLISECONDS });
  terms.catch(() => shelf.known.delete(variantId));
  return terms;
}

type TermsRow = {
  readonly id: number;
  readonly category: string | null;
  readonly return_days: number | null;
};

const TERMS = `
SELECT v.id, ${CATEGORY_OF} AS category, p."customFieldsReturndays" AS return_days
FROM product_variant v JOIN product p ON p.id = v."productId" WHERE v.id = ANY($1)`;

async function lookUp(mall: Mall, shelf: Shelf): Promise<void> {
  const { asking } = shelf;
  shelf.asking = [];
  try {
    // Outside of any transaction: several requests ask at once.
    const rows = await mall.connection.rawConnection.query<TermsRow[]>(TERMS, [
      asking.map(({ variantId }) => variantId),
    ]);
    const found = new Map(rows.map((row) => [row.id, row]));
    for (const { variantId, tell } of asking) {
      const row = found.get(variantId);
      tell({
        category: row?.category ?? DEFAULT_CATEGORY,
        returnDays: row?.return_days ?? mall.rules.returnDays,
      });
    }
  } catch (error) {
    for (const { fail } of asking) fail(error);
  }
}

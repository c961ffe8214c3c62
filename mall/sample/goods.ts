/**
 * How the sample mall writes down what it sells: texts in both languages, prices in fen with tax, and
 * how many pieces of a variant lie in the store when the month begins.
 */

export type Words = { readonly zh: string; readonly en: string };

export type SampleCategory = {
  /** The key of the category in plan.json. */
  readonly code: string;
  readonly name: Words;
  readonly description: Words;
};

export type SampleVariant = {
  readonly sku: string;
  /** What sets this variant apart; absent where a product has one variant only. */
  readonly option?: Words;
  /** What the shopper pays for a piece, tax included, in fen. */
  readonly priceMinor: number;
  /** Pieces in the store on the first day. */
  readonly stock: number;
};

export type SampleProduct = {
  readonly slug: string;
  readonly category: string;
  readonly name: Words;
  readonly description: Words;
  /** Days after delivery in which it may come back without a reason; 0 for fresh food. */
  readonly returnDays: number;
  /** A file of the folder `pictures`. */
  readonly picture: string;
  /** What the options of its variants are of, such as a weight or a colour. */
  readonly optionGroup?: Words;
  readonly variants: readonly SampleVariant[];
};

export const RETURN_DAYS = 7;

/**
 * Statistics over whole numbers: quantiles, bands and the Gini coefficient.
 *
 * A quantile is one of the values themselves (the nearest rank, rounded down against the plan), so
 * that nothing is made up between two of them.
 */

export type Band = { readonly p10: number; readonly median: number; readonly p90: number };

/** The value below which a share of them lies, of values in ascending order; 0 of none. */
export function quantile(ascending: readonly number[] | Float64Array, share: number): number {
  if (ascending.length === 0) return 0;
  const rank = Math.ceil(share * ascending.length) - 1;
  return ascending[Math.min(ascending.length - 1, Math.max(0, rank))]!;
}

/** The tenth, the middle and the ninetieth of a hundred. */
export function bandOf(values: readonly number[]): Band {
  const ascending = Float64Array.from(values).sort();
  return {
    p10: quantile(ascending, 0.1),
    median: quantile(ascending, 0.5),
    p90: quantile(ascending, 0.9),
  };
}

/** How unequal amounts are, in thousandths: Σ (2i − n − 1)·xᵢ / (n · Σ x), of ascending amounts. */
export function giniPermille(ascending: Float64Array): number {
  const count = ascending.length;
  let total = 0;
  let weighted = 0;
  ascending.forEach((amount, index) => {
    total += amount;
    weighted += (2 * (index + 1) - count - 1) * amount;
  });
  return total === 0 ? 0 : Math.round((1000 * weighted) / (count * total));
}

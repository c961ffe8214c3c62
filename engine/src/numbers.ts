/**
 * Numbers: integers, exact ratios, and divisions that say which way they round.
 *
 * Money is an integer of minor units (fen), shares of micro-shares, funds and quota of 10^-18 fen
 * ("E18"). A rate is a ratio of two integers, read from a decimal string. Spec section 2.
 */

/** One fen, in E18. */
export const MINOR_E18 = 10n ** 18n;
/** One share, in micro-shares. */
export const SHARE_MICRO = 1_000_000n;
/** One yuan, in fen. */
export const UNIT_MINOR = 100n;

/** An exact, non-negative ratio; `den` is above 0. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

const DECIMAL = /^(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/** Reads a decimal string ("0.30") exactly, or answers undefined when it is none. */
export function parseDecimal(text: string): Ratio | undefined {
  if (!DECIMAL.test(text)) return undefined;
  const point = text.indexOf(".");
  if (point < 0) return { num: BigInt(text), den: 1n };
  const digits = text.length - point - 1;
  return { num: BigInt(text.replace(".", "")), den: 10n ** BigInt(digits) };
}

/** floor(a / b) for a ≥ 0, b > 0. */
export function divFloor(a: bigint, b: bigint): bigint {
  return a / b;
}

/** ceil(a / b) for a ≥ 0, b > 0. */
export function divCeil(a: bigint, b: bigint): bigint {
  return (a + b - 1n) / b;
}

/** floor(value · rate). */
export function timesFloor(value: bigint, rate: Ratio): bigint {
  return (value * rate.num) / rate.den;
}

/** ceil(value · rate). */
export function timesCeil(value: bigint, rate: Ratio): bigint {
  return divCeil(value * rate.num, rate.den);
}

/** The smaller of two integers. */
export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The larger of two integers. */
export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The exact sum of ratios. */
export function sumRatios(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(
    (sum, ratio) => ({ num: sum.num * ratio.den + ratio.num * sum.den, den: sum.den * ratio.den }),
    { num: 0n, den: 1n },
  );
}

/** The exact product of two ratios. */
export function multiplyRatios(a: Ratio, b: Ratio): Ratio {
  return { num: a.num * b.num, den: a.den * b.den };
}

/** Below 0, 0 or above 0 as `a` is below, equal to or above `b`; "1.0" equals "1". */
export function compareRatios(a: Ratio, b: Ratio): number {
  const left = a.num * b.den;
  const right = b.num * a.den;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** 0 and 1 as ratios. */
export const ZERO: Ratio = { num: 0n, den: 1n };
export const ONE: Ratio = { num: 1n, den: 1n };

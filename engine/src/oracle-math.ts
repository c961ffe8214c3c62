/**
 * Oracle, part: exact numbers (spec section 2).
 *
 * Nothing here knows the economics: decimal strings as exact ratios, and divisions that say in their
 * name which way they round.
 */

/** A rate or a decimal, exactly: never negative, the denominator above 0. */
export type Ratio = { numerator: bigint; denominator: bigint };

export const E18 = 10n ** 18n;
export const MICRO_PER_SHARE = 10n ** 6n;
export const MINOR_PER_UNIT = 100n;
export const ZERO: Ratio = { numerator: 0n, denominator: 1n };
export const ONE: Ratio = { numerator: 1n, denominator: 1n };

export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  if (dividend < 0n || divisor <= 0n) throw new Error(`floor(${dividend} / ${divisor})`);
  return dividend / divisor;
}

export function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  if (dividend < 0n || divisor <= 0n) throw new Error(`ceil(${dividend} / ${divisor})`);
  return (dividend + divisor - 1n) / divisor;
}

export function floorOf(amount: bigint, rate: Ratio): bigint {
  return floorDivide(amount * rate.numerator, rate.denominator);
}

export function ceilOf(amount: bigint, rate: Ratio): bigint {
  return ceilDivide(amount * rate.numerator, rate.denominator);
}

export function addRatios(first: Ratio, second: Ratio): Ratio {
  return {
    numerator: first.numerator * second.denominator + second.numerator * first.denominator,
    denominator: first.denominator * second.denominator,
  };
}

export function multiplyRatios(first: Ratio, second: Ratio): Ratio {
  return {
    numerator: first.numerator * second.numerator,
    denominator: first.denominator * second.denominator,
  };
}

/** Below 0, 0 or above 0, as `first` is below, equal to or above `second`. */
export function compareRatios(first: Ratio, second: Ratio): number {
  const left = first.numerator * second.denominator;
  const right = second.numerator * first.denominator;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

const DECIMAL = /^(0|[1-9][0-9]*)(\.([0-9]+))?$/;

/** Reads an exact decimal string; undefined when the text is none. */
export function parseDecimal(text: string): Ratio | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const whole = match[1] ?? "";
  const decimals = match[3] ?? "";
  return { numerator: BigInt(whole + decimals), denominator: 10n ** BigInt(decimals.length) };
}

export function smaller(first: bigint, second: bigint): bigint {
  return first < second ? first : second;
}

export function larger(first: bigint, second: bigint): bigint {
  return first > second ? first : second;
}

export function sum(amounts: Iterable<bigint>): bigint {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

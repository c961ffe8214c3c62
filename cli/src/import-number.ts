/**
 * Numbers as shops write them, read exactly: "1,234.50", "1.234,50", "¥12.00", "-6".
 *
 * A number is its digits and how many of them stand behind the decimal point. Nothing is rounded
 * here: whoever needs a fixed number of places says so, and is refused when there are more.
 */

export type NumberFormat = {
  readonly decimal: "." | ",";
  /** "" when thousands are not set apart. */
  readonly thousands: string;
  /** Texts taken off the ends, such as "¥" and "元". */
  readonly symbols: readonly string[];
};

/** The number `digits` · 10^-`places`. */
export type Decimal = { readonly digits: bigint; readonly places: number };

const MOST_CHARACTERS = 60;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Makes the reader of one format. It answers undefined for what is no number of this format. */
export function decimalReader(format: NumberFormat): (text: string) => Decimal | undefined {
  const { symbols } = format;
  const grouped =
    format.thousands === "" ? "" : `|[0-9]{1,3}(?:${escaped(format.thousands)}[0-9]{3})+`;
  const point = escaped(format.decimal);
  const pattern = new RegExp(
    `^([+-]?)(?:([0-9]+${grouped})(?:${point}([0-9]*))?|${point}([0-9]+))$`,
  );
  return (cell) => {
    if (cell.length > MOST_CHARACTERS) return undefined;
    const match = pattern.exec(withoutSymbols(cell, symbols));
    if (match === null) return undefined;
    const whole = (match[2] ?? "").replace(/[^0-9]/g, "");
    const behind = (match[3] ?? match[4] ?? "").replace(/0+$/, "");
    const digits = BigInt(`${whole}${behind}`);
    return { digits: match[1] === "-" ? -digits : digits, places: behind.length };
  };
}

function withoutSymbols(cell: string, symbols: readonly string[]): string {
  let text = cell;
  for (const symbol of symbols) {
    if (text.endsWith(symbol)) text = text.slice(0, -symbol.length).trimEnd();
    if (text.startsWith(symbol)) text = text.slice(symbol.length).trimStart();
    // The sign may stand before the symbol: "-¥5.00".
    if (text.startsWith(`-${symbol}`)) text = `-${text.slice(symbol.length + 1).trimStart()}`;
  }
  return text;
}

/** The number in units of 10^-`places`, or undefined when it is finer than that. */
export function inPlaces(decimal: Decimal, places: number): bigint | undefined {
  return decimal.places > places
    ? undefined
    : decimal.digits * 10n ** BigInt(places - decimal.places);
}

/** The exact product. */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, places: a.places + b.places };
}

/** An exact decimal text of `value` · 10^-`places`, with at least `least` places: "-12.50". */
export function decimalText(value: bigint, places: number, least: number): string {
  const sign = value < 0n ? "-" : "";
  const digits = (value < 0n ? -value : value).toString().padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  let behind = digits.slice(digits.length - places);
  while (behind.length > least && behind.endsWith("0")) behind = behind.slice(0, -1);
  return behind === "" ? `${sign}${whole}` : `${sign}${whole}.${behind}`;
}

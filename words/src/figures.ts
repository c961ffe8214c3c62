/** Figures as tables and pages show them: in groups of three digits, without the currency's word. */

/** A run of digits in groups: "12,345". */
export function groupedText(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Fen as units of the currency: "−1,234.50". */
export function amountText(amountMinor: bigint): string {
  const sizeMinor = amountMinor < 0n ? -amountMinor : amountMinor;
  const fen = `${sizeMinor % 100n}`.padStart(2, "0");
  return `${amountMinor < 0n ? "−" : ""}${groupedText(`${sizeMinor / 100n}`)}.${fen}`;
}

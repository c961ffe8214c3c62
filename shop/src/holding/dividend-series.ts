/** Dividends day by day, with the days between that paid nothing: an empty day is told like any other. */
import type { Dividend } from "../api/holder.ts";

export type DividendDay = { readonly date: string; readonly amountMinor: string };

const DAY_MILLISECONDS = 86_400_000;

const shiftDay = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MILLISECONDS).toISOString().slice(0, 10);

/** The days up to the last close, the newest first: `most` of them, and none before the first. */
export function lastDays(
  dividends: readonly Dividend[],
  lastClose: string,
  first: string,
  most: number,
): DividendDay[] {
  const paid = new Map<string, string>();
  for (const { date, amount } of dividends) {
    paid.set(date, (BigInt(paid.get(date) ?? "0") + BigInt(amount)).toString());
  }
  const days: DividendDay[] = [];
  for (let date = lastClose; days.length < most && date >= first; date = shiftDay(date, -1)) {
    days.push({ date, amountMinor: paid.get(date) ?? "0" });
  }
  return days;
}

/** What they come to in all, in minor units. */
export const totalOf = (days: readonly DividendDay[]): string =>
  days.reduce((totalMinor, { amountMinor }) => totalMinor + BigInt(amountMinor), 0n).toString();

/** The highest of them, in minor units. */
export function highestOf(days: readonly DividendDay[]): string {
  const highestMinor = days.reduce(
    (mostMinor, { amountMinor }) =>
      BigInt(amountMinor) > mostMinor ? BigInt(amountMinor) : mostMinor,
    0n,
  );
  return highestMinor.toString();
}

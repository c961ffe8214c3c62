/** What shares pay at the till: reading the wish, and the most shares it can take. */
import { readMoney } from "../amounts.ts";

/** What somebody wants of it: undefined while shares pay nothing, else the amount as it is typed. */
export type SharesWish = string | undefined;

/** The wish in minor units; undefined where it cannot be. */
export function readWish(
  wish: SharesWish,
  { sharesMost }: { readonly sharesMost: string },
): bigint | undefined {
  if (wish === undefined) return 0n;
  const minor = BigInt(readMoney(wish) ?? 0);
  return minor > 0n && minor <= BigInt(sharesMost) ? minor : undefined;
}

/**
 * The most shares that pay so much at today's NAV. Each line's are rounded up, and the reserve is told in
 * whole fen, rounded down; so the mall sets aside this many or a few millionths fewer.
 */
export function sharesAtMost(
  amountMinor: bigint,
  lineCount: number,
  { reserve, outstanding }: { readonly reserve: string; readonly outstanding: string },
): bigint {
  const reserveMinor = BigInt(reserve);
  if (reserveMinor <= 0n) return 0n;
  return (amountMinor * BigInt(outstanding)) / reserveMinor + BigInt(lineCount);
}

type PaidOrder = {
  readonly totalWithTax: number;
  readonly payments: readonly { readonly state: string; readonly amount: number }[] | null;
};

/** What is left to pay of an order. */
export function leftMinor({ totalWithTax, payments }: PaidOrder): bigint {
  return (payments ?? [])
    .filter(({ state }) => state === "Settled" || state === "Authorized")
    .reduce((left, { amount }) => left - BigInt(amount), BigInt(totalWithTax));
}

/** How many shares a payment set aside, as the mall tells it. */
export function sharesOf(metadata: unknown): string | undefined {
  const told = metadata as { readonly public?: { readonly shares?: unknown } } | null;
  const shares = told?.public?.shares;
  return typeof shares === "string" ? shares : undefined;
}

/**
 * Figures of an order: what of it the ledger counts, and what a return gives back of each.
 *
 * A line's goods cost `grossMinor` with tax, after discounts. Shares pay for goods in proportion to
 * that; the rest is money. The ledger counts the money net of tax. Everything that comes back follows
 * from how much of the gross amount has come back in all, so many partial returns end where one whole
 * return would. Every division rounds down, and the differences carry the remainder. Spec 5, 6.
 */
import { MINOR_E18 } from "@patronage/engine";

/** Goods as they are sold: with tax, net of it, after discounts. */
export type Goods = {
  readonly line: string;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
};

/** A line as it was paid. `paidMinor` is what the ledger counts. */
export type PaidGoods = {
  readonly line: string;
  readonly grossMinor: bigint;
  readonly moneyMinor: bigint;
  readonly paidMinor: bigint;
};

/** What a return of goods gives back. `paidMinor` is what the ledger is told. */
export type GivenBack = {
  readonly moneyMinor: bigint;
  readonly sharesMinor: bigint;
  readonly paidMinor: bigint;
};

/** Bigints in order, added up. */
export function sumMinor(amounts: Iterable<bigint>): bigint {
  let totalMinor = 0n;
  for (const amountMinor of amounts) totalMinor += amountMinor;
  return totalMinor;
}

/** A part of a whole amount, rounded down; of nothing, nothing. */
function shareOf(amountMinor: bigint, partMinor: bigint, wholeMinor: bigint): bigint {
  return wholeMinor === 0n ? 0n : (amountMinor * partMinor) / wholeMinor;
}

/**
 * Splits an amount over lines in proportion to what they cost; the parts add up to it exactly.
 * `amountMinor` is at most what they cost together.
 */
export function spread(amountMinor: bigint, costsMinor: readonly bigint[]): bigint[] {
  const wholeMinor = sumMinor(costsMinor);
  let soFarMinor = 0n;
  let givenMinor = 0n;
  return costsMinor.map((grossMinor) => {
    soFarMinor += grossMinor;
    const upToHereMinor = shareOf(amountMinor, soFarMinor, wholeMinor);
    const mineMinor = upToHereMinor - givenMinor;
    givenMinor = upToHereMinor;
    return mineMinor;
  });
}

/**
 * What of each line was paid otherwise than in shares, and what of that the ledger counts: gift cards and
 * store credit pay for goods as money does, and are no new money.
 */
export function splitPayment(
  goods: readonly Goods[],
  sharesMinor: bigint,
  creditMinor = 0n,
): PaidGoods[] {
  const costsMinor = goods.map(({ grossMinor }) => grossMinor);
  const inShares = spread(sharesMinor, costsMinor);
  const rests = costsMinor.map((grossMinor, index) => grossMinor - inShares[index]!);
  const restMinor = sumMinor(rests);
  // What credit pays beyond the goods pays for shipping.
  const inCredit = spread(creditMinor < restMinor ? creditMinor : restMinor, rests);
  return goods.map(({ line, grossMinor, netMinor }, index) => {
    const moneyMinor = rests[index]!;
    const freshMinor = moneyMinor - inCredit[index]!;
    return { line, grossMinor, moneyMinor, paidMinor: shareOf(netMinor, freshMinor, grossMinor) };
  });
}

/** What comes back when so much of a line's gross amount returns, after so much has returned before. */
export function giveBack(
  { grossMinor, moneyMinor, paidMinor }: PaidGoods,
  beforeMinor: bigint,
  returnedMinor: bigint,
): GivenBack {
  const of = (amountMinor: bigint, soFarMinor: bigint): bigint =>
    shareOf(amountMinor, soFarMinor, grossMinor);
  const afterMinor = beforeMinor + returnedMinor;
  const money = of(moneyMinor, afterMinor) - of(moneyMinor, beforeMinor);
  return {
    moneyMinor: money,
    sharesMinor: returnedMinor - money,
    paidMinor: of(paidMinor, afterMinor) - of(paidMinor, beforeMinor),
  };
}

/** The gross amount of so many pieces of a line, after so many have come back as pieces. */
export function grossOfPieces(
  { grossMinor, quantity }: { readonly grossMinor: bigint; readonly quantity: number },
  before: number,
  returned: number,
): bigint {
  const upTo = (pieces: number): bigint => shareOf(grossMinor, BigInt(pieces), BigInt(quantity));
  return upTo(before + returned) - upTo(before);
}

/** The fewest shares, in micro-shares, that are worth an amount at a NAV. Rounded up: the value is at least it. */
export function sharesFor(
  valueMinor: bigint,
  nav: { readonly reserveE18: bigint; readonly outstandingMicro: bigint },
): bigint {
  const wantedE18 = valueMinor * MINOR_E18 * nav.outstandingMicro;
  return (wantedE18 + nav.reserveE18 - 1n) / nav.reserveE18;
}

/** What shares are worth at a NAV, in minor units, rounded down; nothing while there is none. */
export function valueMinor(
  sharesMicro: bigint,
  nav: { readonly reserveE18: bigint; readonly outstandingMicro: bigint },
): bigint {
  if (nav.outstandingMicro === 0n) return 0n;
  return (sharesMicro * nav.reserveE18) / (nav.outstandingMicro * MINOR_E18);
}

/** Whole minor units of an exact amount, rounded down, as the APIs tell them. */
export const minorText = (amountE18: bigint): string => (amountE18 / MINOR_E18).toString();

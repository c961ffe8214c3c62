/**
 * Sums: what a node of the tree adds up over its holders, as fixed bytes.
 *
 * Dividends are lazy: a close raises an index A and head totals T, and touches nobody. So a node keeps
 * what does not change with it: of dividends and quota the part that a close does not move, the *offset*.
 * With E the shares of those who take part in closes, and H the heads of each tier among them,
 *
 *     dividends = dividends offset + E·A + Σ H·T        quota = quota offset − E·A − Σ H·T
 *
 * exactly, for one holder as for all of them. Layout, big-endian, version 1: the holders and the heads of
 * tiers 1 to 10 as unsigned 32 bits each; then six amounts as signed 192 bits. What does not fit has no
 * tree: a RangeError.
 */

export const TIERS_MOST = 10;

const COUNT_BYTES = 4;
export const AMOUNT_BYTES = 24;
const COUNTS = 1 + TIERS_MOST;
const AMOUNTS_AT = COUNTS * COUNT_BYTES;

/** In the order of the layout. Only a dividends offset may be below zero. */
const AMOUNTS = [
  "sharesMicro",
  "eligibleMicro",
  "dividendsE18Offset",
  "quotaE18Offset",
  "payoutsMinor",
  "withdrawnMinor",
] as const;
type AmountName = (typeof AMOUNTS)[number];

export const SUMS_BYTES = AMOUNTS_AT + AMOUNTS.length * AMOUNT_BYTES;

export type Sums = { readonly [Amount in AmountName]: bigint } & {
  readonly holders: number;
  /** Of tier 1, 2, … among those who take part in closes. */
  readonly heads: readonly number[];
};

/** What a micro-share, and a head of tier 1, 2, …, has earned by a close. */
export type Earned = { readonly indexE18: bigint; readonly headsE18: readonly bigint[] };

/** What holders have at a close, added up. */
export type Figures = {
  readonly holders: number;
  readonly heads: readonly number[];
  readonly sharesMicro: bigint;
  readonly eligibleMicro: bigint;
  readonly dividendsE18: bigint;
  readonly quotaE18: bigint;
  readonly payoutsMinor: bigint;
  readonly withdrawnMinor: bigint;
};

const MINOR_E18 = 10n ** 18n;

function earnedE18By({ eligibleMicro, heads }: Pick<Sums, "eligibleMicro" | "heads">, by: Earned) {
  return heads.reduce(
    (sumE18, count, k) => sumE18 + BigInt(count) * (by.headsE18[k] ?? 0n),
    eligibleMicro * by.indexE18,
  );
}

/** What holders with these sums have at a close. */
export function figuresAt(sums: Sums, by: Earned): Figures {
  const { dividendsE18Offset, quotaE18Offset, ...rest } = sums;
  const earnedE18 = earnedE18By(sums, by);
  return {
    ...rest,
    dividendsE18: dividendsE18Offset + earnedE18,
    quotaE18: quotaE18Offset - earnedE18,
  };
}

/** The sums of holders who have these figures at a close. */
export function sumsOf(figures: Figures, by: Earned): Sums {
  const { dividendsE18, quotaE18, ...rest } = figures;
  const earnedE18 = earnedE18By(figures, by);
  return {
    ...rest,
    dividendsE18Offset: dividendsE18 - earnedE18,
    quotaE18Offset: quotaE18 + earnedE18,
  };
}

/** What is owed to holders in cash: dividends and payouts, less withdrawals. */
export function walletsE18(
  figures: Pick<Figures, "dividendsE18" | "payoutsMinor" | "withdrawnMinor">,
): bigint {
  return figures.dividendsE18 + (figures.payoutsMinor - figures.withdrawnMinor) * MINOR_E18;
}

/**
 * What a part of the tree would have that hides somebody: something below zero, something without a
 * holder, more shares that take part than shares, more heads than holders. Undefined for a sound part.
 */
export function unsound(figures: Figures): string | undefined {
  const { sharesMicro, eligibleMicro, payoutsMinor, withdrawnMinor, holders, heads } = figures;
  const { dividendsE18, quotaE18 } = figures;
  const amounts = {
    ...{ sharesMicro, eligibleMicro, dividendsE18, quotaE18, payoutsMinor, withdrawnMinor },
    walletsE18: walletsE18(figures),
  };
  const below = Object.entries(amounts).find(([, amount]) => amount < 0n);
  if (below !== undefined) return below[0];
  if (holders === 0 && Object.values(amounts).some((amount) => amount !== 0n)) return "holders";
  if (eligibleMicro > sharesMicro) return "eligibleMicro";
  return heads.reduce((sum, count) => sum + count, 0) > holders ? "heads" : undefined;
}

const AMOUNT_BITS = 8 * AMOUNT_BYTES;

function writeCount(view: DataView, at: number, count: number): void {
  if (count > 0xffffffff) throw new RangeError("This many holders do not fit.");
  view.setUint32(at, count);
}

/** Writes an amount as signed 192 bits. */
export function writeAmount(view: DataView, at: number, amountE18: bigint): void {
  if (BigInt.asIntN(AMOUNT_BITS, amountE18) !== amountE18) {
    throw new RangeError("This amount does not fit into 192 bits.");
  }
  view.setBigInt64(at, amountE18 >> 128n);
  view.setBigUint64(at + 8, BigInt.asUintN(64, amountE18 >> 64n));
  view.setBigUint64(at + 16, BigInt.asUintN(64, amountE18));
}

function readAmount(view: DataView, at: number): bigint {
  const highE18 = (view.getBigInt64(at) << 64n) | view.getBigUint64(at + 8);
  return (highE18 << 64n) | view.getBigUint64(at + 16);
}

/** Writes sums into fixed bytes. */
export function writeSums(view: DataView, at: number, sums: Sums): void {
  writeCount(view, at, sums.holders);
  for (let k = 0; k < TIERS_MOST; k++) {
    writeCount(view, at + (1 + k) * COUNT_BYTES, sums.heads[k] ?? 0);
  }
  for (let k = 0; k < AMOUNTS.length; k++) {
    writeAmount(view, at + AMOUNTS_AT + k * AMOUNT_BYTES, sums[AMOUNTS[k]!]);
  }
}

/** Reads the sums of fixed bytes. */
export function readSums(view: DataView, at: number): Sums {
  const amounts = AMOUNTS.map((name, k) => [
    name,
    readAmount(view, at + AMOUNTS_AT + k * AMOUNT_BYTES),
  ]);
  return {
    ...(Object.fromEntries(amounts) as { [Amount in AmountName]: bigint }),
    holders: view.getUint32(at),
    heads: Array.from({ length: TIERS_MOST }, (_, k) => view.getUint32(at + (1 + k) * COUNT_BYTES)),
  };
}

/** Adds the sums at two places into a third, limb by limb: a close of a million makes no bigint for it. */
export function addSums(
  from: DataView,
  [left, right]: readonly [left: number, right: number],
  to: DataView,
  at: number,
): void {
  for (let k = 0; k < AMOUNTS_AT; k += COUNT_BYTES) {
    writeCount(to, at + k, from.getUint32(left + k) + from.getUint32(right + k));
  }
  for (let amount = AMOUNTS_AT; amount < SUMS_BYTES; amount += AMOUNT_BYTES) {
    let carry = 0;
    for (let k = amount + AMOUNT_BYTES - 4; k >= amount; k -= 4) {
      const sum = from.getUint32(left + k) + from.getUint32(right + k) + carry;
      to.setUint32(at + k, sum);
      carry = sum > 0xffffffff ? 1 : 0;
    }
    const isBelow = from.getInt8(left + amount) < 0;
    const isOver = isBelow === from.getInt8(right + amount) < 0;
    if (isOver && isBelow !== to.getInt8(at + amount) < 0) {
      throw new RangeError("This sum does not fit into 192 bits.");
    }
  }
}

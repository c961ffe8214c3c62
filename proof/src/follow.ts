/**
 * Following: a holder's position worked out from its entries and the closes, in this room's own
 * arithmetic and nobody else's, so that a file is not checked by what made it. Spec 5 to 9.
 */
import type { JsonObject } from "./canonical.ts";
import type { Backing, Close } from "./chain.ts";
import type { Entry, EntryOf, Position } from "./statement.ts";

const MINOR_E18 = 10n ** 18n;
const SHARE_DECIMALS = 6;

/** What of a plan a position depends on. */
export type Terms = {
  /** The shares at which each tier begins. */
  readonly tiersMicro: readonly bigint[];
  readonly consumesQuota: boolean;
  /** Whether whoever reaches the quota is forced to redeem. */
  readonly isForced: boolean;
  /** The redemption fee, as a ratio. */
  readonly feeRate: { readonly num: bigint; readonly den: bigint };
  readonly foundingMicro: bigint;
};

const DECIMAL = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

function readDecimal(json: unknown): Terms["feeRate"] | undefined {
  const [, whole, fraction = ""] = (typeof json === "string" && DECIMAL.exec(json)) || [];
  if (whole === undefined || fraction.length > 100) return undefined;
  return { num: BigInt(whole + fraction), den: 10n ** BigInt(fraction.length) };
}

function readShares(json: unknown): bigint | undefined {
  const ratio = readDecimal(json);
  if (ratio === undefined || ratio.den > 10n ** BigInt(SHARE_DECIMALS)) return undefined;
  return (ratio.num * 10n ** BigInt(SHARE_DECIMALS)) / ratio.den;
}

/** Reads what of a plan a position depends on; undefined when it is not there. */
export function termsOf(plan: JsonObject): Terms | undefined {
  const redemption = plan["redemption"] as JsonObject | undefined;
  const feeRate = readDecimal(redemption?.["feeRate"]);
  const consumesQuota = redemption?.["consumesQuota"];
  const foundingMicro = readShares(plan["foundingShares"]);
  const tiersMicro = Array.isArray(plan["tiers"]) ? plan["tiers"].map(readShares) : [undefined];
  if (feeRate === undefined || typeof consumesQuota !== "boolean") return undefined;
  if (typeof plan["currency"] !== "string") return undefined;
  const reached = plan["onQuotaReached"];
  if (reached !== "redeem" && reached !== "pause") return undefined;
  if (foundingMicro === undefined || tiersMicro.includes(undefined)) return undefined;
  return {
    ...{ feeRate, consumesQuota, foundingMicro, tiersMicro: tiersMicro as bigint[] },
    isForced: reached === "redeem",
  };
}

/** A position in the making. */
export type Course = {
  sharesMicro: bigint;
  quotaE18: bigint;
  dividendsE18: bigint;
  payoutsMinor: bigint;
  withdrawnMinor: bigint;
  tier: number;
  /** What grants put into the holding, and the most of it that was held at a close: the tier's measure. */
  grantedMicro: bigint;
  peakMicro: bigint;
  owedSharesMicro: bigint;
  owedQuotaE18: bigint;
};

/** A holder that has just joined. */
export function beginCourse(): Course {
  return {
    ...{ sharesMicro: 0n, quotaE18: 0n, dividendsE18: 0n, payoutsMinor: 0n, withdrawnMinor: 0n },
    ...{ tier: 0, grantedMicro: 0n, peakMicro: 0n, owedSharesMicro: 0n, owedQuotaE18: 0n },
  };
}

const least = (oneE18: bigint, otherE18: bigint): bigint => (oneE18 < otherE18 ? oneE18 : otherE18);
const most = (oneE18: bigint, otherE18: bigint): bigint => (oneE18 > otherE18 ? oneE18 : otherE18);

/** The tier of a peak: how many thresholds are at or below it. */
const tierAt = ({ tiersMicro }: Terms, peakMicro: bigint): number =>
  tiersMicro.filter((threshold) => threshold <= peakMicro).length;

function pay(course: Course, payoutMinor: bigint, usesQuota: boolean): void {
  course.payoutsMinor += payoutMinor;
  if (usesQuota) course.quotaE18 -= least(course.quotaE18, payoutMinor * MINOR_E18);
}

type Follow<Kind extends Entry["kind"]> = (c: Course, entry: EntryOf<Kind>, terms: Terms) => void;

const FOLLOW: { readonly [Kind in Entry["kind"]]: Follow<Kind> } = {
  holderJoined: () => undefined,
  orderAccrued: (course, { sharesMicro, owedMicro, quotaMinor }) => {
    course.owedSharesMicro -= owedMicro;
    course.sharesMicro += sharesMicro - owedMicro;
    course.grantedMicro += sharesMicro - owedMicro;
    const paidE18 = least(course.owedQuotaE18, quotaMinor * MINOR_E18);
    course.owedQuotaE18 -= paidE18;
    course.quotaE18 += quotaMinor * MINOR_E18 - paidE18;
  },
  orderRefunded: (course, entry, terms) => {
    course.sharesMicro -= entry.burnedMicro;
    // What the buyer lacks is deducted in money.
    if (entry.place !== "buyer") course.owedSharesMicro += entry.owesMicro - entry.burnedMicro;
    course.grantedMicro = most(course.grantedMicro - entry.owesMicro, 0n);
    course.peakMicro = least(course.peakMicro, course.grantedMicro);
    course.tier = tierAt(terms, course.peakMicro);
    course.quotaE18 += entry.givenBackMinor * MINOR_E18;
    const takenE18 = least(course.quotaE18, entry.quotaMinor * MINOR_E18);
    course.quotaE18 -= takenE18;
    course.owedQuotaE18 += entry.quotaMinor * MINOR_E18 - takenE18;
  },
  sharesRedeemed: (course, { sharesMicro, payoutMinor }, { consumesQuota }) => {
    course.sharesMicro -= sharesMicro;
    pay(course, payoutMinor, consumesQuota);
  },
  sharesSpent: (course, { sharesMicro }) => {
    course.sharesMicro -= sharesMicro;
  },
  spendReturned: (course, { sharesMicro, toWalletMinor }) => {
    course.sharesMicro += sharesMicro;
    course.payoutsMinor += toWalletMinor;
  },
  sharesGiven: (course, { sharesMicro }) => {
    course.sharesMicro -= sharesMicro;
  },
  sharesReceived: (course, { sharesMicro }) => {
    course.sharesMicro += sharesMicro;
  },
  walletWithdrawn: (course, { amountMinor }) => {
    course.withdrawnMinor += amountMinor;
  },
  // Both belong to a close: `followClose`.
  quotaReached: () => undefined,
  forced: () => undefined,
};

/** Follows an entry that stands between two closes. */
export function followEntry(course: Course, entry: Entry, terms: Terms): void {
  (FOLLOW[entry.kind] as Follow<Entry["kind"]>)(course, entry as never, terms);
}

/** What shares and a head as a position has them had earned by a close in all. */
function earnedE18At({ sharesMicro, tier }: Course, { indexE18, headsE18 }: Close): bigint {
  return sharesMicro * indexE18 + (headsE18[tier - 1] ?? 0n);
}

/**
 * Follows a close's dividend, with what it says of this holder alone; answers it. Undefined when a holder
 * that reached its quota got another sum than what was left, or one that had earned it did not reach it.
 */
export function followClose(
  course: Course,
  [before, close]: readonly [Close, Close],
  quotaReached: EntryOf<"quotaReached"> | undefined,
  terms: Terms,
): bigint | undefined {
  const isEligible = course.sharesMicro > 0n && course.quotaE18 > 0n;
  const earnedE18 = isEligible ? earnedE18At(course, close) - earnedE18At(course, before) : 0n;
  const reachedE18 = quotaReached && quotaReached.proRataE18 + quotaReached.tierE18;
  const isSound =
    reachedE18 === undefined
      ? !isEligible || earnedE18 < course.quotaE18
      : isEligible && reachedE18 === course.quotaE18 && earnedE18 >= reachedE18;
  if (!isSound) return undefined;
  const dividendE18 = reachedE18 ?? earnedE18;
  course.dividendsE18 += dividendE18;
  course.quotaE18 -= dividendE18;
  course.peakMicro = most(course.peakMicro, least(course.sharesMicro, course.grantedMicro));
  course.tier = tierAt(terms, course.peakMicro);
  return dividendE18;
}

/**
 * Follows a compulsory redemption after a close's dividends. Spec 9: only under a plan that says so are
 * shares taken, and only such as are worth the quota left; at the NAV after the close, which is the highest.
 * Answers whether that was so.
 */
export function followForced(
  course: Course,
  { sharesMicro, payoutMinor }: EntryOf<"forced">,
  { reserveE18, outstandingMicro }: Backing,
  { isForced }: Terms,
): boolean {
  const isWorth = sharesMicro * reserveE18 >= course.quotaE18 * outstandingMicro;
  course.sharesMicro -= sharesMicro;
  pay(course, payoutMinor, true);
  return isForced && isWorth;
}

/** What a position has below zero; undefined where nothing is. */
export function belowZero(course: Course): string | undefined {
  const figures = { ...course, walletMinor: walletMinorOf(course) };
  return Object.entries(figures).find(([, figure]) => figure < 0)?.[0];
}

/** Whole fen of dividends, and payouts, less withdrawals. */
export function walletMinorOf({
  dividendsE18,
  payoutsMinor,
  withdrawnMinor,
}: Pick<Position, "dividendsE18" | "payoutsMinor" | "withdrawnMinor">): bigint {
  return dividendsE18 / MINOR_E18 + payoutsMinor - withdrawnMinor;
}

/** Whether the NAV fell from one backing to the next, exactly. Without shares there is no reserve either. */
export function fell(before: Backing, after: Backing): boolean {
  return after.reserveE18 * before.outstandingMicro < before.reserveE18 * after.outstandingMicro;
}

/** Whether so many shares were valued at a NAV between two: it never falls, so nowhere else. */
export function isBetween(
  sharesMicro: bigint,
  valueMinor: bigint,
  [before, after]: readonly [Backing, Backing],
): boolean {
  const valueAt = ({ reserveE18, outstandingMicro }: Backing): bigint | undefined =>
    outstandingMicro === 0n
      ? undefined
      : (sharesMicro * reserveE18) / (outstandingMicro * MINOR_E18);
  const leastMinor = valueAt(before) ?? 0n;
  const mostMinor = valueAt(after);
  return valueMinor >= leastMinor && (mostMinor === undefined || valueMinor <= mostMinor);
}

/** The redemption fee on a value: rounded up. */
export function feeMinorOf({ feeRate: { num, den } }: Terms, valueMinor: bigint): bigint {
  return (valueMinor * num + den - 1n) / den;
}

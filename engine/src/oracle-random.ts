/**
 * Oracle, part: draws from a seed, for `history.ts`: figures, plans of section 3, dates.
 */

import type { Json, JsonObject } from "./json.ts";
import { floorOf, MICRO_PER_SHARE, parseDecimal, ZERO } from "./oracle-math.ts";
import { oraclePlanProblems } from "./oracle-plan.ts";

export type Random = { state: number };

export type Scale = "tiny" | "normal" | "huge";

function next32(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

export function below(random: Random, limit: number): number {
  return next32(random) % limit;
}

export function chance(random: Random, percent: number): boolean {
  return below(random, 100) < percent;
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[below(random, items.length)] as Item;
}

/** From 1 to `most`, or 1 when that is less. */
export function upTo(random: Random, most: bigint): bigint {
  if (most <= 1n) return 1n;
  let digits = 0n;
  for (let reach = 1n; reach < most; reach <<= 32n) {
    digits = (digits << 32n) | BigInt(next32(random));
  }
  return (digits % most) + 1n;
}

const RATES = ["0", "0.05", "0.1", "0.10", "0.2", "0.25", "0.3", "0.333", "0.123456789", "0.0001"];
export const MULTIPLES = ["0", "0.01", "0.1", "0.34", "0.5", "1", "1.5", "2", "2.0001", "3"];
export const LOW_MULTIPLES = ["0.001", "0.02", "0.05", "0.07", "0.11", "0.333"];
const SHARE_RATES = ["0", "0.02", "0.05", "0.1", "0.10", "0.2", "0.333"];
export const AWKWARD_IDS = [
  "__proto__",
  "constructor",
  "toString",
  "会员 1",
  "𝕏".repeat(128),
  "hasOwn",
];

function randomCategory(random: Random, multiples: string[]): JsonObject {
  return {
    grossMargin: pick(random, ["1", "1.000", "0.9", "0.65"]),
    proRataRate: pick(random, RATES),
    tierRate: pick(random, RATES),
    reserveRate: pick(random, RATES.slice(1)),
    quotaMultiple: pick(random, multiples),
  };
}

export function randomCategories(random: Random, multiples: string[]): JsonObject {
  const names = ["default", "wine", "__proto__", "constructor", "茶"];
  const entries = names
    .filter((name) => name === "default" || chance(random, 35))
    .map((name): [string, Json] => [name, randomCategory(random, multiples)]);
  return Object.fromEntries(entries);
}

export function randomGrant(random: Random): JsonObject {
  if (chance(random, 65)) {
    return { kind: "value", rate: pick(random, ["0.70", "0.7", "0.5", "0.333", "0", "0.85", "1"]) };
  }
  const sharesPerUnit = pick(random, ["0.005", "1", "0.333333", "12.5", "1000", "0", "0.0000001"]);
  return { kind: "count", sharesPerUnit };
}

export function randomPlace(random: Random, multiples: string[]): JsonObject {
  return { shareRate: pick(random, SHARE_RATES), quotaMultiple: pick(random, multiples) };
}

export function randomLevels(random: Random, multiples: string[]): JsonObject {
  const levels: Json[] = [];
  for (let count = below(random, 4); count > 0 && levels.length < 2; count -= 1) {
    levels.push(randomPlace(random, multiples));
  }
  return { levels };
}

export function decimalShares(sharesMicro: bigint): string {
  return `${sharesMicro / 1_000_000n}.${`${sharesMicro % 1_000_000n}`.padStart(6, "0")}`;
}

function randomTiers(random: Random): Json[] {
  const stepMicro = pick(random, [3_000n, 400_000n, 5_000_000n, 60_000_000n]);
  let thresholdMicro = 0n;
  const tiers: Json[] = [];
  for (let count = below(random, 11); count > 0; count -= 1) {
    thresholdMicro += upTo(random, stepMicro);
    tiers.push(decimalShares(thresholdMicro));
  }
  return tiers;
}

function parseShares(text: string): bigint {
  return floorOf(MICRO_PER_SHARE, parseDecimal(text) ?? ZERO);
}

function randomPlan(random: Random, scale: Scale): JsonObject {
  const multiples = chance(random, 55) ? LOW_MULTIPLES : MULTIPLES;
  const foundingShares = pick(random, ["0", "0", "100", "1", "0.5", "33.333333", "1000"]);
  const ample = scale === "huge" ? `1${"0".repeat(30)}` : "100000000";
  const scarce = decimalShares(parseShares(foundingShares) + upTo(random, 90_000_000n));
  const plan: JsonObject = {
    programme: "red-wine",
    currency: "CNY",
    timezone: pick(random, ["Asia/Shanghai", "UTC", "America/New_York"]),
    initialPrice: pick(random, ["1.00", "1", "0.07", "3.3333333", "0.01", "250", "0.000001"]),
    foundingShares,
    authorisedShares: chance(random, 75) ? ample : scarce,
    maturity: pick(random, ["completion", "payment"]),
    categories: randomCategories(random, multiples),
    grant: randomGrant(random),
    referral: randomLevels(random, multiples),
    tiers: randomTiers(random),
    redemption: {
      feeRate: pick(random, [
        "0",
        "0",
        "0.1",
        "0.10",
        "0.1",
        "0.333",
        "0.3333333333",
        "0.3333",
        "0.05",
        "0.5",
        "1",
      ]),
      consumesQuota: chance(random, 50),
    },
    spend: { funding: pick(random, ["reserve", "merchant"]) },
    onQuotaReached: pick(random, ["pause", "redeem", "redeem"]),
    transferable: chance(random, 60),
  };
  if (chance(random, 60)) plan["regionalAgent"] = randomPlace(random, multiples);
  return plan;
}

export function acceptedPlan(random: Random, scale: Scale): JsonObject {
  for (;;) {
    const plan = randomPlan(random, scale);
    if (oraclePlanProblems(plan).length === 0) return plan;
  }
}

function monthDays(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const padded = (figure: number): string => `${figure}`.padStart(2, "0");

/** The date so many days after 2026-01-01. */
export function dateText(days: number): string {
  let year = 2026;
  let month = 1;
  let left = days;
  while (left >= monthDays(year, month)) {
    left -= monthDays(year, month);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
  }
  return `${year}-${padded(month)}-${padded(left + 1)}`;
}

export function instantText(seconds: number, fraction: string): string {
  const ofDay = seconds % 86_400;
  const minutes = Math.floor(ofDay / 60);
  const clock = [Math.floor(minutes / 60), minutes % 60, ofDay % 60].map(padded).join(":");
  return `${dateText(Math.floor(seconds / 86_400))}T${clock}${fraction}Z`;
}

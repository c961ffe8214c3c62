/**
 * Oracle, part: reading and judging a plan (spec section 3).
 *
 * Every member is read on its own; what could not be read is undefined and takes no part in the
 * checks across members, so that each reason stands once and all stand at once.
 */

import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import {
  addRatios,
  compareRatios,
  floorOf,
  MICRO_PER_SHARE,
  multiplyRatios,
  ONE,
  parseDecimal,
  ZERO,
  type Ratio,
} from "./oracle-math.ts";

export type OracleCategory = {
  grossMargin: Ratio;
  proRataRate: Ratio;
  tierRate: Ratio;
  reserveRate: Ratio;
  quotaMultiple: Ratio;
};

export type OracleShareOfPlace = { shareRate: Ratio; quotaMultiple: Ratio };

export type OracleGrant = { kind: "value"; rate: Ratio } | { kind: "count"; sharesPerUnit: Ratio };

export type OraclePlan = {
  programme: string;
  currency: string;
  timezone: string;
  initialPrice: Ratio;
  foundingMicro: bigint;
  authorisedMicro: bigint;
  maturity: string;
  categories: Map<string, OracleCategory>;
  grant: OracleGrant;
  levels: OracleShareOfPlace[];
  agent: OracleShareOfPlace | undefined;
  tiersMicro: bigint[];
  feeRate: Ratio;
  consumesQuota: boolean;
  funding: string;
  onQuotaReached: string;
  transferable: boolean;
};

/** A record in which what could not be read is undefined. */
type Draft<Whole> = { [Key in keyof Whole]: Whole[Key] | undefined };

type DraftPlan = Omit<Draft<OraclePlan>, "categories" | "grant" | "levels" | "agent"> & {
  categories: Map<string, Draft<OracleCategory>>;
  grant: { kind: string | undefined; rate?: Ratio | undefined; sharesPerUnit?: Ratio | undefined };
  levels: Draft<OracleShareOfPlace>[];
  agent: Draft<OracleShareOfPlace> | undefined;
};

/** An own member of an object: what `__proto__` or `constructor` inherit is not there. */
export function own(object: JsonObject | undefined, key: string): Json | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

function readObject(
  value: Json | undefined,
  path: string,
  required: string[],
  optional: string[],
  problems: string[],
): JsonObject | undefined {
  if (value === undefined) return undefined;
  if (!isJsonObject(value)) {
    problems.push(`${path} is not an object`);
    return undefined;
  }
  for (const key of required) {
    if (!Object.hasOwn(value, key)) problems.push(`${path}.${key} is missing`);
  }
  for (const key of Object.keys(value)) {
    if (!required.includes(key) && !optional.includes(key)) {
      problems.push(`${path}.${key} is unknown`);
    }
  }
  return value;
}

function readText(value: Json | undefined, path: string, problems: string[]): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  problems.push(`${path} is not a string`);
  return undefined;
}

function readChoice(
  value: Json | undefined,
  path: string,
  choices: string[],
  problems: string[],
): string | undefined {
  const text = readText(value, path, problems);
  if (text === undefined || choices.includes(text)) return text;
  problems.push(`${path} is none of ${choices.join(", ")}`);
  return undefined;
}

function readBoolean(
  value: Json | undefined,
  path: string,
  problems: string[],
): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  problems.push(`${path} is neither true nor false`);
  return undefined;
}

function readDecimal(value: Json | undefined, path: string, problems: string[]): Ratio | undefined {
  if (value === undefined) return undefined;
  const ratio = typeof value === "string" ? parseDecimal(value) : undefined;
  if (ratio === undefined) problems.push(`${path} is not an exact decimal string`);
  return ratio;
}

function readRate(value: Json | undefined, path: string, problems: string[]): Ratio | undefined {
  const rate = readDecimal(value, path, problems);
  if (rate !== undefined && compareRatios(rate, ONE) > 0) problems.push(`${path} is above 1`);
  return rate;
}

function readShares(value: Json | undefined, path: string, problems: string[]): bigint | undefined {
  const shares = readDecimal(value, path, problems);
  if (shares === undefined) return undefined;
  if ((shares.numerator * MICRO_PER_SHARE) % shares.denominator !== 0n) {
    problems.push(`${path} is finer than a micro-share`);
    return undefined;
  }
  return floorOf(MICRO_PER_SHARE, shares);
}

function timezoneExists(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function readCategories(
  value: Json | undefined,
  problems: string[],
): Map<string, Draft<OracleCategory>> {
  const categories = new Map<string, Draft<OracleCategory>>();
  if (value === undefined) return categories;
  if (!isJsonObject(value)) {
    problems.push("categories is not an object");
    return categories;
  }
  if (!Object.hasOwn(value, "default")) problems.push("categories.default is missing");
  const rates = ["grossMargin", "proRataRate", "tierRate", "reserveRate"];
  for (const name of Object.keys(value)) {
    const path = `categories.${name}`;
    const body = readObject(value[name], path, [...rates, "quotaMultiple"], [], problems);
    categories.set(name, {
      grossMargin: readRate(own(body, "grossMargin"), `${path}.grossMargin`, problems),
      proRataRate: readRate(own(body, "proRataRate"), `${path}.proRataRate`, problems),
      tierRate: readRate(own(body, "tierRate"), `${path}.tierRate`, problems),
      reserveRate: readRate(own(body, "reserveRate"), `${path}.reserveRate`, problems),
      quotaMultiple: readDecimal(own(body, "quotaMultiple"), `${path}.quotaMultiple`, problems),
    });
  }
  return categories;
}

function readGrant(value: Json | undefined, problems: string[]): DraftPlan["grant"] {
  if (value === undefined) return { kind: undefined };
  if (!isJsonObject(value)) {
    problems.push("grant is not an object");
    return { kind: undefined };
  }
  const kind = readChoice(own(value, "kind"), "grant.kind", ["value", "count"], problems);
  if (kind === undefined) {
    if (!Object.hasOwn(value, "kind")) problems.push("grant.kind is missing");
    return { kind: undefined };
  }
  if (kind === "value") {
    readObject(value, "grant", ["kind", "rate"], [], problems);
    return { kind, rate: readRate(own(value, "rate"), "grant.rate", problems) };
  }
  readObject(value, "grant", ["kind", "sharesPerUnit"], [], problems);
  const sharesPerUnit = readDecimal(own(value, "sharesPerUnit"), "grant.sharesPerUnit", problems);
  return { kind, sharesPerUnit };
}

function readPlace(
  value: Json | undefined,
  path: string,
  problems: string[],
): Draft<OracleShareOfPlace> {
  const body = readObject(value, path, ["shareRate", "quotaMultiple"], [], problems);
  return {
    shareRate: readRate(own(body, "shareRate"), `${path}.shareRate`, problems),
    quotaMultiple: readDecimal(own(body, "quotaMultiple"), `${path}.quotaMultiple`, problems),
  };
}

function readLevels(value: Json | undefined, problems: string[]): Draft<OracleShareOfPlace>[] {
  const levels = own(readObject(value, "referral", ["levels"], [], problems), "levels");
  if (levels === undefined) return [];
  if (!Array.isArray(levels)) {
    problems.push("referral.levels is not a list");
    return [];
  }
  if (levels.length > 2) problems.push("referral.levels are more than two: pyramid selling");
  return levels.map((level, index) => readPlace(level, `referral.levels[${index}]`, problems));
}

function readTiers(value: Json | undefined, problems: string[]): bigint[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    problems.push("tiers is not a list");
    return undefined;
  }
  if (value.length > 10) problems.push("tiers are more than ten");
  const tiersMicro: bigint[] = [];
  value.forEach((tier, index) => {
    const thresholdMicro = readShares(tier, `tiers[${index}]`, problems);
    if (thresholdMicro === undefined) return;
    const previousMicro = tiersMicro.at(-1);
    if (thresholdMicro === 0n) problems.push(`tiers[${index}] is 0`);
    if (previousMicro !== undefined && thresholdMicro <= previousMicro) {
      problems.push(`tiers[${index}] does not ascend`);
    }
    tiersMicro.push(thresholdMicro);
  });
  return tiersMicro;
}

const PLAN_KEYS = [
  ...["programme", "currency", "timezone", "initialPrice", "foundingShares", "authorisedShares"],
  ...["maturity", "categories", "grant", "referral", "tiers", "redemption", "spend"],
  ...["onQuotaReached", "transferable"],
];

function readDraft(json: Json, problems: string[]): DraftPlan {
  const plan = readObject(json, "plan", PLAN_KEYS, ["regionalAgent"], problems);
  const redemption = readObject(
    own(plan, "redemption"),
    "redemption",
    ["feeRate", "consumesQuota"],
    [],
    problems,
  );
  const spend = readObject(own(plan, "spend"), "spend", ["funding"], [], problems);
  const agent = own(plan, "regionalAgent");
  return {
    programme: readText(own(plan, "programme"), "programme", problems),
    currency: readText(own(plan, "currency"), "currency", problems),
    timezone: readText(own(plan, "timezone"), "timezone", problems),
    initialPrice: readDecimal(own(plan, "initialPrice"), "initialPrice", problems),
    foundingMicro: readShares(own(plan, "foundingShares"), "foundingShares", problems),
    authorisedMicro: readShares(own(plan, "authorisedShares"), "authorisedShares", problems),
    maturity: readChoice(own(plan, "maturity"), "maturity", ["completion", "payment"], problems),
    categories: readCategories(own(plan, "categories"), problems),
    grant: readGrant(own(plan, "grant"), problems),
    levels: readLevels(own(plan, "referral"), problems),
    agent: agent === undefined ? undefined : readPlace(agent, "regionalAgent", problems),
    tiersMicro: readTiers(own(plan, "tiers"), problems),
    feeRate: readRate(own(redemption, "feeRate"), "redemption.feeRate", problems),
    consumesQuota: readBoolean(
      own(redemption, "consumesQuota"),
      "redemption.consumesQuota",
      problems,
    ),
    funding: readChoice(own(spend, "funding"), "spend.funding", ["reserve", "merchant"], problems),
    onQuotaReached: readChoice(
      own(plan, "onQuotaReached"),
      "onQuotaReached",
      ["pause", "redeem"],
      problems,
    ),
    transferable: readBoolean(own(plan, "transferable"), "transferable", problems),
  };
}

function judgeMargins(draft: DraftPlan, problems: string[]): void {
  for (const [name, category] of draft.categories) {
    const { grossMargin, proRataRate, tierRate, reserveRate } = category;
    if (!grossMargin || !proRataRate || !tierRate || !reserveRate) continue;
    const givenAway = addRatios(addRatios(proRataRate, tierRate), reserveRate);
    if (compareRatios(givenAway, grossMargin) > 0) {
      problems.push(`categories.${name} gives away more than it earns`);
    }
  }
}

function judgeDilution(draft: DraftPlan, problems: string[]): void {
  let total = ZERO;
  if (draft.grant.kind === "value") total = addRatios(total, draft.grant.rate ?? ZERO);
  for (const level of draft.levels) total = addRatios(total, level.shareRate ?? ZERO);
  total = addRatios(total, draft.agent?.shareRate ?? ZERO);
  if (compareRatios(total, ONE) > 0) problems.push("an order would dilute the shares that exist");
}

function judgeForcedOut(draft: DraftPlan, problems: string[]): void {
  if (draft.onQuotaReached !== "redeem") return;
  const places = draft.levels.map((level, index) => ({ name: `level ${index + 1}`, ...level }));
  if (draft.agent !== undefined) places.push({ name: "the agent", ...draft.agent });
  for (const [name, { quotaMultiple, reserveRate }] of draft.categories) {
    if (!reserveRate) continue;
    if (quotaMultiple && compareRatios(quotaMultiple, reserveRate) <= 0) {
      problems.push(`categories.${name}: the buyer would be forced out on the first day`);
    }
    for (const place of places) {
      if (!place.shareRate || !place.quotaMultiple || place.shareRate.numerator === 0n) continue;
      if (compareRatios(place.quotaMultiple, multiplyRatios(place.shareRate, reserveRate)) <= 0) {
        problems.push(`categories.${name}: ${place.name} would be forced out on the first day`);
      }
    }
  }
}

function judgeSingles(draft: DraftPlan, problems: string[]): void {
  const { timezone, initialPrice, foundingMicro, authorisedMicro } = draft;
  if (timezone !== undefined && !timezoneExists(timezone)) problems.push("timezone does not exist");
  if (initialPrice?.numerator === 0n) problems.push("initialPrice is not above 0");
  if (authorisedMicro === 0n) problems.push("authorisedShares is not above 0");
  if (
    foundingMicro !== undefined &&
    authorisedMicro !== undefined &&
    foundingMicro > authorisedMicro
  ) {
    problems.push("foundingShares are above authorisedShares");
  }
}

/** Reads a plan; it is undefined exactly when there is a problem. */
export function readOraclePlan(json: Json): { plan: OraclePlan | undefined; problems: string[] } {
  const problems: string[] = [];
  const draft = readDraft(json, problems);
  judgeSingles(draft, problems);
  judgeMargins(draft, problems);
  judgeDilution(draft, problems);
  judgeForcedOut(draft, problems);
  return { plan: problems.length === 0 ? (draft as OraclePlan) : undefined, problems };
}

/** Every reason of section 3 to refuse a plan; empty when it is accepted. */
export function oraclePlanProblems(plan: Json): string[] {
  return readOraclePlan(plan).problems;
}

/** Every reason why `next` may not replace `now`; empty when it may. */
export function forbiddenChanges(now: OraclePlan, next: OraclePlan, issuedMicro: bigint): string[] {
  const reasons: string[] = [];
  if (now.programme !== next.programme) reasons.push("changes programme");
  if (now.currency !== next.currency) reasons.push("changes currency");
  if (now.timezone !== next.timezone) reasons.push("changes timezone");
  if (compareRatios(now.initialPrice, next.initialPrice) !== 0) {
    reasons.push("changes initialPrice");
  }
  if (now.foundingMicro !== next.foundingMicro) reasons.push("changes foundingShares");
  if (now.tiersMicro.join() !== next.tiersMicro.join()) reasons.push("changes tiers");
  if (now.funding !== next.funding) reasons.push("changes spend");
  if (next.authorisedMicro > now.authorisedMicro) reasons.push("raises authorisedShares");
  if (next.authorisedMicro < issuedMicro) reasons.push("authorisedShares below issued");
  if (compareRatios(next.feeRate, now.feeRate) > 0) reasons.push("raises feeRate");
  if (next.consumesQuota && !now.consumesQuota) reasons.push("turns on consumesQuota");
  if (now.onQuotaReached === "pause" && next.onQuotaReached === "redeem") {
    reasons.push("goes from pause to redeem");
  }
  if (now.transferable && !next.transferable) reasons.push("turns off transferable");
  return reasons;
}

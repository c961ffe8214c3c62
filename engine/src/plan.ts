/**
 * The plan: a programme's parameters, read from JSON with every fault named at once.
 *
 * The shape of the file stands in one table of readers; each reader writes down what is wrong and
 * where, and goes on. The rules that join several parameters are in `plan-rules.ts`. Spec section 3.
 */
import { isJsonObject, type Json } from "./json.ts";
import { compareRatios, ONE, parseDecimal, SHARE_MICRO, type Ratio } from "./numbers.ts";

export type Category = {
  readonly grossMargin: Ratio;
  readonly proRataRate: Ratio;
  readonly tierRate: Ratio;
  readonly reserveRate: Ratio;
  readonly quotaMultiple: Ratio;
};
/** What a place beside the buyer's is granted: a level of referral, or the region's agent. */
export type PlaceTerms = { readonly shareRate: Ratio; readonly quotaMultiple: Ratio };
export type Grant =
  | { readonly kind: "value"; readonly rate: Ratio }
  | { readonly kind: "count"; readonly sharesPerUnit: Ratio };

export type Plan = {
  readonly programme: string;
  readonly currency: string;
  readonly timezone: string;
  /** Yuan a share. */
  readonly initialPrice: Ratio;
  readonly foundingShares: bigint;
  readonly authorisedShares: bigint;
  readonly maturity: "completion" | "payment";
  readonly categories: ReadonlyMap<string, Category>;
  readonly grant: Grant;
  readonly referral: { readonly levels: readonly PlaceTerms[] };
  readonly regionalAgent?: PlaceTerms;
  /** Thresholds in micro-shares, ascending. */
  readonly tiers: readonly bigint[];
  readonly redemption: { readonly feeRate: Ratio; readonly consumesQuota: boolean };
  readonly spend: { readonly funding: "reserve" | "merchant" };
  readonly onQuotaReached: "pause" | "redeem";
  readonly transferable: boolean;
};

/** What may be wrong with a plan, or worth a warning. A closed list; sentences live outside. */
export const PLAN_ISSUE_CODES = [
  "key_missing",
  "key_unknown",
  "type_wrong",
  "choice_unknown",
  "decimal_malformed",
  "rate_above_one",
  "not_above_zero",
  "finer_than_micro",
  "timezone_unknown",
  "default_category_missing",
  "levels_too_many",
  "tiers_too_many",
  "tiers_not_ascending",
  "founding_above_authorised",
  "category_overspent",
  "grant_dilutes",
  "category_forced_out",
  "place_forced_out",
  "maturity_at_payment",
  "founding_low",
  "merchant_funds_spend",
  "coverage_below_one",
] as const;
export type PlanIssueCode = (typeof PLAN_ISSUE_CODES)[number];

export type PlanIssue = {
  readonly code: PlanIssueCode;
  /** Where in the file: `categories.default.tierRate`; "" is the plan itself. */
  readonly path: string;
  readonly facts: { readonly [name: string]: string };
};

/** A plan of which some parts could not be read. */
export type Draft<T> = T extends bigint | string | boolean | Ratio
  ? T
  : T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, Draft<V>>
    : T extends readonly (infer V)[]
      ? readonly (Draft<V> | undefined)[]
      : { readonly [K in keyof T]?: Draft<T[K]> | undefined };

export type Report = (code: PlanIssueCode, path: string, facts?: PlanIssue["facts"]) => void;
type Reader = (json: Json, path: string, report: Report) => unknown;

const join = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

function textReader(json: Json, path: string, report: Report): string | undefined {
  if (typeof json === "string") return json;
  report("type_wrong", path, { expected: "text" });
  return undefined;
}

function timezoneReader(json: Json, path: string, report: Report): string | undefined {
  const zone = textReader(json, path, report);
  if (zone === undefined) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    report("timezone_unknown", path, { found: zone });
    return undefined;
  }
}

function booleanReader(json: Json, path: string, report: Report): boolean | undefined {
  if (typeof json === "boolean") return json;
  report("type_wrong", path, { expected: "boolean" });
  return undefined;
}

const choice =
  (...choices: string[]): Reader =>
  (json, path, report) => {
    if (typeof json !== "string") report("type_wrong", path, { expected: "text" });
    else if (choices.includes(json)) return json;
    else report("choice_unknown", path, { found: json, choices: choices.join(", ") });
    return undefined;
  };

function decimal(json: Json, path: string, report: Report): Ratio | undefined {
  if (typeof json !== "string") {
    report("type_wrong", path, { expected: "decimal" });
    return undefined;
  }
  const ratio = parseDecimal(json);
  if (ratio === undefined) report("decimal_malformed", path, { found: json });
  return ratio;
}

function rate(json: Json, path: string, report: Report): Ratio | undefined {
  const ratio = decimal(json, path, report);
  if (ratio !== undefined && compareRatios(ratio, ONE) > 0) {
    report("rate_above_one", path, { found: json as string });
  }
  return ratio;
}

const aboveZero =
  <T>(read: (json: Json, path: string, report: Report) => T, isZero: (value: T) => boolean) =>
  (json: Json, path: string, report: Report): T | undefined => {
    const value = read(json, path, report);
    if (value !== undefined && isZero(value)) report("not_above_zero", path);
    return value;
  };

function shares(json: Json, path: string, report: Report): bigint | undefined {
  const ratio = decimal(json, path, report);
  if (ratio === undefined) return undefined;
  const scaled = ratio.num * SHARE_MICRO;
  if (scaled % ratio.den === 0n) return scaled / ratio.den;
  report("finer_than_micro", path, { found: json as string });
  return undefined;
}

const price = aboveZero(decimal, (value) => value?.num === 0n);
const someShares = aboveZero(shares, (value) => value === 0n);

const object =
  (readers: { [key: string]: Reader }, optional: readonly string[] = []): Reader =>
  (json, path, report) => {
    if (!isJsonObject(json)) {
      report("type_wrong", path, { expected: "object" });
      return undefined;
    }
    const value: { [key: string]: unknown } = {};
    for (const key of Object.keys(json)) {
      if (!Object.hasOwn(readers, key)) report("key_unknown", join(path, key));
    }
    for (const [key, read] of Object.entries(readers)) {
      if (Object.hasOwn(json, key)) value[key] = read(json[key] as Json, join(path, key), report);
      else if (!optional.includes(key)) report("key_missing", join(path, key));
    }
    return value;
  };

const list =
  (read: Reader): Reader =>
  (json, path, report) => {
    if (Array.isArray(json)) {
      return json.map((item, index) => read(item, `${path}[${index}]`, report));
    }
    report("type_wrong", path, { expected: "list" });
    return undefined;
  };

const mapOf =
  (read: Reader): Reader =>
  (json, path, report) => {
    if (isJsonObject(json)) {
      return new Map(
        Object.keys(json).map((key) => [key, read(json[key] as Json, join(path, key), report)]),
      );
    }
    report("type_wrong", path, { expected: "object" });
    return undefined;
  };

/** Reads the object whose `kind` says which keys it has. */
const kinds =
  (byKind: { [kind: string]: Reader }): Reader =>
  (json, path, report) => {
    if (!isJsonObject(json)) {
      report("type_wrong", path, { expected: "object" });
      return undefined;
    }
    const kind = json["kind"];
    if (kind === undefined) report("key_missing", join(path, "kind"));
    else if (choice(...Object.keys(byKind))(kind, join(path, "kind"), report) !== undefined) {
      return (byKind[kind as string] as Reader)(json, path, report);
    }
    return undefined;
  };

const placeTerms = object({ shareRate: rate, quotaMultiple: decimal });

const readPlan = object(
  {
    programme: textReader,
    currency: textReader,
    timezone: timezoneReader,
    initialPrice: price,
    foundingShares: shares,
    authorisedShares: someShares,
    maturity: choice("completion", "payment"),
    categories: mapOf(
      object({
        grossMargin: rate,
        proRataRate: rate,
        tierRate: rate,
        reserveRate: rate,
        quotaMultiple: decimal,
      }),
    ),
    grant: kinds({
      value: object({ kind: textReader, rate }),
      count: object({ kind: textReader, sharesPerUnit: decimal }),
    }),
    referral: object({ levels: list(placeTerms) }),
    regionalAgent: placeTerms,
    tiers: list(someShares),
    redemption: object({ feeRate: rate, consumesQuota: booleanReader }),
    spend: object({ funding: choice("reserve", "merchant") }),
    onQuotaReached: choice("pause", "redeem"),
    transferable: booleanReader,
  },
  ["regionalAgent"],
);

/** Reads what can be read of a plan, reporting all that cannot. */
export function readDraft(json: Json, report: Report): Draft<Plan> | undefined {
  return readPlan(json, "", report) as Draft<Plan> | undefined;
}

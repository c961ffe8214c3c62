/**
 * The mapping file: how one shop's orders become the programme's. The merchant edits it; it is checked as
 * a whole, and what is wrong with it is named at once, up to eight things.
 *
 * Words are those of the map of an import (docs/reference/import-map.md) where they mean the same.
 */
import type { Json } from "@patronage/engine";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/schema";
import type { Issue } from "./problems.ts";
import { strict } from "./schemas.ts";

const FIELDS = [
  ...(["sku", "product", "variant", "title", "vendor", "type", "collection", "tag"] as const),
] as const;
export const SHOPS = ["shopify", "woocommerce", "medusa"] as const;
export type ShopName = (typeof SHOPS)[number];

const oneOf = <Choice extends string>(choices: readonly Choice[], description: string) =>
  Type.Unsafe<Choice>({ ...Type.Enum([...choices]), description });
const textOf = (description: string, maxLength = 128) =>
  Type.String({ minLength: 1, maxLength, description });
const prefix = Type.Optional(
  Type.String({
    maxLength: 64,
    description: "What the shop's ids begin with in the ledger, where several shops share it.",
  }),
);

const rule = strict(
  {
    field: oneOf(FIELDS, "What of an order line is looked at, as far as the shop tells it."),
    equals: Type.Optional(textOf("It is this.", 500)),
    in: Type.Optional(
      Type.Array(textOf("", 500), { minItems: 1, description: "It is one of these." }),
    ),
    startsWith: Type.Optional(textOf("It begins with this.", 500)),
    category: textOf("The plan's category."),
  },
  "One of `equals`, `in` and `startsWith`.",
);

export const mappingSchema = strict({
  shop: oneOf(SHOPS, "Which shop it is."),
  currency: Type.String({
    pattern: "^[A-Z]{3}$",
    description: "The programme's. Orders in another one are kept, and grant nothing.",
  }),
  minorUnit: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 4,
      description: "Digits of the currency's minor unit: 2 for CNY, 0 for JPY; 2 without it.",
    }),
  ),
  holder: Type.Optional(
    strict({
      prefix,
      guest: Type.Optional(
        oneOf(
          ["skip", "perOrder"],
          "What becomes of orders without a customer: they are left out, or get a holder of their own.",
        ),
      ),
    }),
  ),
  order: Type.Optional(strict({ prefix })),
  category: Type.Optional(
    strict({
      rules: Type.Optional(
        Type.Array(rule, {
          maxItems: 1_000,
          description: "The first that fits names the category.",
        }),
      ),
      default: Type.Optional(textOf("The category of what no rule fits; `default` without it.")),
    }),
  ),
  region: Type.Optional(
    oneOf(["none", "country", "province", "city"], "What of the address names an agent's region."),
  ),
  complete: strict({
    when: oneOf(
      ["paid", "fulfilled", "never"],
      "From when on the days count in which an order can be returned.",
    ),
    afterDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
  }),
  refunds: Type.Optional(
    oneOf(
      ["quantity", "amount", "total"],
      "What a refund takes back: the price of the pieces, the sums of the lines, or the part of the " +
        "whole order that its money is.",
    ),
  ),
  testOrders: Type.Optional(
    oneOf(["skip", "take"], "What becomes of orders made to try the shop."),
  ),
});

type Raw = Static<typeof mappingSchema>;
type Rule = {
  readonly field: (typeof FIELDS)[number];
  readonly values: readonly string[];
  readonly isStart: boolean;
  readonly category: string;
};

export type Mapping = {
  readonly shop: ShopName;
  readonly currency: string;
  readonly minorUnit: number;
  readonly holderPrefix: string;
  readonly guest: "skip" | "perOrder";
  readonly orderPrefix: string;
  readonly rules: readonly Rule[];
  readonly otherwise: string;
  readonly region: "none" | "country" | "province" | "city";
  readonly completeWhen: "paid" | "fulfilled" | "never";
  readonly completeAfterDays: number;
  readonly refunds: "quantity" | "amount" | "total";
  readonly takesTests: boolean;
};

export type MappingRead =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly issues: readonly Issue[] };

const RETURN_DAYS = 14;
const CHECK = Compile(mappingSchema);

/** Reads a mapping file. Answers the mapping, or what is wrong with it. */
export function readMapping(json: Json): MappingRead {
  const plain = withNumbers(json);
  if (!CHECK.Check(plain)) {
    const [, errors] = CHECK.Errors(plain);
    const found = (errors as unknown as readonly Found[]).flatMap(issuesOf);
    return { ok: false, issues: found };
  }
  const raw = plain;
  const rules = raw.category?.rules ?? [];
  const issues = rules.flatMap((one, index) => {
    const tests = [one.equals, one.in, one.startsWith].filter((test) => test !== undefined);
    const where = `category.rules[${index}]`;
    return tests.length === 1
      ? []
      : [issue("rule_test", where, "needs exactly one of equals, in, startsWith")];
  });
  issues.push(...minorUnitIssues(raw), ...refundsIssues(raw));
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, mapping: mappingOf(raw) };
}

/** A mapping that was kept: it was checked when it was put, be it by fewer rules than today's. */
export const keptMapping = (json: Json): Mapping => mappingOf(withNumbers(json) as Raw);

const USUAL_DIGITS = 2;

/** Where a currency has no hundredths, as JPY, its digits are to be said: a hundredfold is no detail. */
function minorUnitIssues({ currency, minorUnit }: Raw): Issue[] {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? USUAL_DIGITS;
  if (minorUnit !== undefined || digits === USUAL_DIGITS) return [];
  return [issue("missing", "minorUnit", `is missing: ${currency} has ${digits} digits`)];
}

/** Shopify and Medusa tell of pieces and of sums; what a piece's sum holds they do not say. */
function refundsIssues({ shop, refunds }: Raw): Issue[] {
  if (shop === "woocommerce" || refunds !== "amount") return [];
  return [issue("choice", "refunds", `must be "quantity" or "total" for ${shop}`)];
}

function mappingOf(raw: Raw): Mapping {
  const {
    shop,
    currency,
    minorUnit = USUAL_DIGITS,
    holder,
    order,
    category,
    region = "none",
  } = raw;
  // What a shop tells of a refund at all: pieces, or the sums of an order.
  const usual = shop === "woocommerce" ? "total" : "quantity";
  return {
    ...{ shop, currency, minorUnit, region },
    ...{ holderPrefix: holder?.prefix ?? "", guest: holder?.guest ?? "skip" },
    orderPrefix: order?.prefix ?? "",
    rules: (category?.rules ?? []).map((one) => ({
      ...{ field: one.field, category: one.category, isStart: one.startsWith !== undefined },
      values: one.in ?? [(one.equals ?? one.startsWith)!],
    })),
    otherwise: category?.default ?? "default",
    ...{ completeWhen: raw.complete.when, refunds: raw.refunds ?? usual },
    completeAfterDays: raw.complete.afterDays ?? RETURN_DAYS,
    takesTests: raw.testOrders === "take",
  };
}

/** JSON with its whole numbers as numbers. */
function withNumbers(value: Json): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbers(item)]));
}

type Found = {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: { readonly [name: string]: unknown };
};

const issue = (code: string, where: string, says: string): Issue => ({
  ...{ code, where, sentence: `${where === "" ? "The mapping" : `"${where}"`} ${says}.` },
});

function issuesOf({ keyword, instancePath, params }: Found): Issue[] {
  const where = instancePath
    .slice(1)
    .replaceAll(/\/([0-9]+)/g, "[$1]")
    .replaceAll("/", ".");
  const at = (name: string): string => (where === "" ? name : `${where}.${name}`);
  const names = (params["requiredProperties"] ?? params["additionalProperties"]) as
    string[] | undefined;
  switch (keyword) {
    case "required":
      return (names ?? []).map((name) => issue("missing", at(name), "is missing"));
    case "additionalProperties":
      return (names ?? []).map((name) => issue("unknown", at(name), "is not known here"));
    case "boolean":
      return [];
    case "enum":
      return [issue("choice", where, `must be ${choicesOf(params)}`)];
    case "type":
      return [issue("type", where, `must be of the type ${String(params["type"])}`)];
    case "pattern":
      return [issue("pattern", where, 'must be three capital letters, like "CNY"')];
    default:
      return [issue("range", where, "is too small, too large, too short or too long")];
  }
}

const choicesOf = (params: Found["params"]): string =>
  ((params["allowedValues"] ?? []) as unknown[]).map((one) => JSON.stringify(one)).join(" or ");

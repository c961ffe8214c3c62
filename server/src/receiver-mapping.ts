/**
 * The mapping file: how one shop's orders become the programme's. The merchant edits it; it is checked as
 * a whole, and what is wrong with it is named at once, up to eight things.
 *
 * Words are those of the map of an import (docs/reference/import-map.md) where they mean the same.
 */
import type { Json } from "@patronage/engine";
import { Type, type Static } from "typebox";
import { Compile } from "typebox/schema";
import type { MappingFault, MappingIssue } from "./receiver-sentences.ts";
import { strict } from "./schemas.ts";

const FIELDS = [
  ...(["sku", "product", "variant", "title", "vendor", "type", "collection", "tag"] as const),
] as const;
export const SHOPS = ["shopify", "woocommerce", "medusa"] as const;
export type ShopName = (typeof SHOPS)[number];
/** What of an order line each shop tells. */
const TOLD: { readonly [Name in ShopName]: readonly (typeof FIELDS)[number][] } = {
  shopify: ["sku", "product", "variant", "title", "vendor"],
  woocommerce: ["sku", "product", "variant", "title"],
  medusa: ["sku", "product", "variant", "title", "type", "collection", "tag"],
};

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
      description:
        "Digits of the currency's minor unit. It may be left out where there are 2, as of CNY, and nowhere " +
        "else: for JPY it is 0.",
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
  | { readonly ok: false; readonly issues: readonly MappingIssue[] };

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
    return tests.length === 1 ? [] : [issue("rule_test", where)];
  });
  issues.push(...fieldIssues(raw), ...minorUnitIssues(raw), ...refundsIssues(raw));
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, mapping: mappingOf(raw) };
}

/** A mapping that was kept: it was checked when it was put, be it by fewer rules than today's. */
export const keptMapping = (json: Json): Mapping => mappingOf(withNumbers(json) as Raw);

const USUAL_DIGITS = 2;

/** Where a currency has no hundredths, as JPY, its digits are to be said: a hundredfold is no detail. */
function minorUnitIssues({ currency, minorUnit }: Raw): MappingIssue[] {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? USUAL_DIGITS;
  if (minorUnit !== undefined || digits === USUAL_DIGITS) return [];
  return [issue("digits", "minorUnit", { currency, digits: String(digits) })];
}

/** Shopify and Medusa tell of pieces and of sums; what a piece's sum holds they do not say. */
function refundsIssues({ shop, refunds }: Raw): MappingIssue[] {
  if (shop === "woocommerce" || refunds !== "amount") return [];
  return [issue("choice_of_shop", "refunds", { shop, choices: ["quantity", "total"] })];
}

/** A rule about what a shop does not tell would never fit. */
function fieldIssues({ shop, category }: Raw): MappingIssue[] {
  return (category?.rules ?? []).flatMap(({ field }, index) =>
    TOLD[shop].includes(field)
      ? []
      : [issue("field_untold", `category.rules[${index}].field`, { shop, field: [field] })],
  );
}

/** What a mapping is held against. */
export type Terms = { readonly currency: string; readonly categories: ReadonlySet<string> };

/** What of a sound mapping does not fit its programme and the plan in force. */
export function termIssues(mapping: Mapping, { currency, categories }: Terms): MappingIssue[] {
  const places = mapping.rules.map(({ category }, index): [string, string] => [
    `category.rules[${index}].category`,
    category,
  ]);
  places.push(["category.default", mapping.otherwise]);
  const unknown = places.filter(([, category]) => !categories.has(category));
  return [
    ...(mapping.currency === currency
      ? []
      : [issue("currency", "currency", { choices: [currency] })]),
    ...unknown.map(([where, category]) =>
      issue("category_unknown", where, { category: [category] }),
    ),
  ].slice(0, ISSUES_MOST);
}
const ISSUES_MOST = 8;

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

const issue = (
  code: MappingFault,
  where: string,
  facts: MappingIssue["facts"] = {},
): MappingIssue => ({ code, where, facts });

function issuesOf({ keyword, instancePath, params }: Found): MappingIssue[] {
  const where = instancePath
    .slice(1)
    .replaceAll(/\/([0-9]+)/g, "[$1]")
    .replaceAll("/", ".");
  const at = (name: string): string => (where === "" ? name : `${where}.${name}`);
  const names = (params["requiredProperties"] ?? params["additionalProperties"]) as
    string[] | undefined;
  const listed = LISTED[keyword];
  if (listed !== undefined) return (names ?? []).map((name) => issue(listed, at(name)));
  // What an object as a whole fails by is told of its members.
  if (keyword === "boolean") return [];
  const choices = ((params["allowedValues"] ?? []) as unknown[]).map(String);
  return [issue(CODES[keyword] ?? "range", where, { choices, type: String(params["type"]) })];
}

const LISTED: { readonly [keyword: string]: MappingFault } = {
  required: "missing",
  additionalProperties: "unknown",
};
const CODES: { readonly [keyword: string]: MappingFault } = {
  enum: "choice",
  type: "type",
  pattern: "pattern",
};

/** How a plan is read: every fault of every key, with its path. The joining rules: plan-rules.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { CATEGORY, planOf, planWith } from "./oracle-kit.ts";
import { oraclePlanProblems } from "./oracle.ts";
import { checkPlan } from "./plan-rules.ts";
import { PLAN_ISSUE_CODES, type PlanIssue } from "./plan.ts";

/** Every reason and every warning for a plan, as "code path". */
function issuesOf(plan: Json): { reasons: string[]; warnings: string[] } {
  const check = checkPlan(plan);
  const short = ({ code, path }: PlanIssue): string => `${code} ${path}`;
  const reasons = check.ok ? [] : check.reasons.map(short);
  // What the engine refuses, the oracle refuses.
  if (oraclePlanProblems(plan).length > 0) assert.ok(!check.ok);
  return { reasons, warnings: check.warnings.map(short) };
}

function assertReasons(plan: Json, ...reasons: string[]): void {
  assert.deepEqual(issuesOf(plan).reasons, reasons);
}

/** The plan with the value at a path replaced, or left out when there is none. */
function withAt(path: string, value: Json | undefined): JsonObject {
  const replaced = (at: Json, keys: readonly string[]): Json => {
    const [key, ...rest] = keys;
    if (key === undefined) return value as Json;
    if (Array.isArray(at)) {
      return at.map((item, index) => (`${index}` === key ? replaced(item, rest) : item));
    }
    const object = { ...(at as JsonObject) };
    if (value === undefined && rest.length === 0) delete object[key];
    else object[key] = replaced(object[key] as Json, rest);
    return object;
  };
  return replaced(planWith(), keysOf(path)) as JsonObject;
}

const keysOf = (path: string): string[] => path.replaceAll("[", ".").replaceAll("]", "").split(".");

/** Every path of the plan, and of what kind its value is. */
const PATHS: { readonly [kind: string]: readonly string[] } = {
  text: ["programme", "currency", "timezone"],
  choice: ["maturity", "grant.kind", "spend.funding", "onQuotaReached"],
  boolean: ["redemption.consumesQuota", "transferable"],
  object: [
    ...["categories", "categories.default", "grant", "referral", "referral.levels[0]"],
    ...["referral.levels[1]", "regionalAgent", "redemption", "spend"],
  ],
  list: ["referral.levels", "tiers"],
  rate: [
    ...["categories.default.grossMargin", "categories.default.proRataRate"],
    ...["categories.default.tierRate", "categories.default.reserveRate", "grant.rate"],
    ...["referral.levels[0].shareRate", "referral.levels[1].shareRate"],
    ...["regionalAgent.shareRate", "redemption.feeRate"],
  ],
  multiple: [
    ...["categories.default.quotaMultiple", "referral.levels[0].quotaMultiple"],
    ...["referral.levels[1].quotaMultiple", "regionalAgent.quotaMultiple"],
  ],
  price: ["initialPrice"],
  shares: ["foundingShares", "authorisedShares", "tiers[0]", "tiers[1]", "tiers[2]"],
};
const ALL_PATHS = Object.values(PATHS).flat();
const DECIMALS = ["rate", "multiple", "price", "shares"].flatMap((kind) => PATHS[kind]!);

test("[PL1] the contract's plan is accepted, and read as it is written", () => {
  assert.deepEqual(issuesOf(planWith()).reasons, []);
  const plan = planOf(planWith());
  assert.deepEqual(plan.initialPrice, { num: 100n, den: 100n });
  assert.equal(plan.foundingShares, 100_000_000n);
  assert.equal(plan.authorisedShares, 100_000_000_000_000n);
  assert.deepEqual(plan.tiers, [100_000_000n, 500_000_000n, 1_000_000_000n]);
  assert.deepEqual(plan.grant, { kind: "value", rate: { num: 70n, den: 100n } });
  assert.equal(plan.categories.get("default")!.quotaMultiple.num, 2n);
  assert.equal(plan.referral.levels.length, 2);
  assert.deepEqual([plan.programme, plan.currency], ["red-wine", "CNY"]);
  assert.deepEqual([plan.timezone, plan.maturity], ["Asia/Shanghai", "completion"]);
  assert.deepEqual([plan.transferable, plan.redemption.consumesQuota], [false, true]);
  assert.deepEqual([plan.spend.funding, plan.onQuotaReached], ["reserve", "pause"]);
});

test("[PL1] every reason is named at once", () => {
  const plan = {
    ...planWith({ initialPrice: "0", transferable: 1n, timezone: "nowhere", extra: "x" }),
    categories: { wine: { ...CATEGORY, tierRate: "0.9", grossMargin: "1.2" } },
    tiers: ["5", "5"],
  };
  assertReasons(
    plan,
    "key_unknown extra",
    "timezone_unknown timezone",
    "not_above_zero initialPrice",
    "rate_above_one categories.wine.grossMargin",
    "type_wrong transferable",
    "default_category_missing categories.default",
    "category_overspent categories.wine",
    "tiers_not_ascending tiers[1]",
  );
});

test("[PL1] what is no object is no plan", () => {
  for (const plan of [null, "plan", 1n, [], true]) {
    const check = checkPlan(plan);
    assert.ok(!check.ok);
    const facts = { expected: "object" };
    assert.deepEqual(check.reasons, [{ code: "type_wrong", path: "", facts }]);
    assert.deepEqual(check.warnings, []);
  }
});

test("[PL2] each key is needed, but for the regional agent", () => {
  for (const path of ALL_PATHS) {
    const isItem = /\]$/.test(path) || path === "categories.default";
    if (isItem || path === "regionalAgent") continue;
    assertReasons(withAt(path, undefined), `key_missing ${path}`);
  }
  assertReasons(withAt("regionalAgent", undefined));
  const count = { kind: "count", sharesPerUnit: "1" };
  assertReasons(planWith({ grant: count }));
  assertReasons(planWith({ grant: { kind: "count" } }), "key_missing grant.sharesPerUnit");
});

test("[PL2] a key that is not known is a reason, wherever it stands", () => {
  for (const path of ["", ...PATHS["object"]!]) {
    // Any name is a category's.
    if (path === "categories") continue;
    for (const key of ["extra", "__proto__", "toString"]) {
      const object = path === "" ? planWith() : valueAt(path);
      const entries = Object.entries(object as JsonObject);
      const more = Object.fromEntries<Json>([...entries, [key, "x"]]);
      const plan = path === "" ? more : withAt(path, more);
      assertReasons(plan, `key_unknown ${path === "" ? key : `${path}.${key}`}`);
    }
  }
  assertReasons(
    planWith({ grant: { kind: "value", rate: "0.5", sharesPerUnit: "1" } }),
    "key_unknown grant.sharesPerUnit",
  );
  assertReasons(
    planWith({ grant: { kind: "count", rate: "0.5", sharesPerUnit: "1" } }),
    "key_unknown grant.rate",
  );
});

function valueAt(path: string): Json {
  return keysOf(path).reduce<Json>(
    (at, key) => (isJsonObject(at) ? at[key]! : (at as Json[])[Number(key)]!),
    planWith(),
  );
}

test("[PL3] a value of another type is a reason", () => {
  const expected: { [kind: string]: string } = {
    ...{ text: "text", choice: "text", boolean: "boolean", object: "object", list: "list" },
    ...{ rate: "decimal", multiple: "decimal", price: "decimal", shares: "decimal" },
  };
  const isRight: { [kind: string]: (value: Json) => boolean } = {
    boolean: (value) => typeof value === "boolean",
    object: (value) => isJsonObject(value),
    list: (value) => Array.isArray(value),
  };
  for (const [kind, paths] of Object.entries(PATHS)) {
    for (const path of paths) {
      for (const value of [null, true, 1n, 0.1, [], {}, "x"]) {
        const isText = typeof value === "string";
        if (isRight[kind]?.(value) ?? isText) continue;
        const check = checkPlan(withAt(path, value));
        assert.ok(!check.ok, path);
        const facts = { expected: expected[kind] };
        assert.deepEqual(check.reasons, [{ code: "type_wrong", path, facts }], path);
      }
    }
  }
});

test("[PL3] a text may be empty", () => {
  for (const path of ["programme", "currency"]) assert.ok(checkPlan(withAt(path, "")).ok, path);
});

test("[PL3] a choice is one of those there are", () => {
  for (const path of PATHS["choice"]!) {
    for (const found of ["", "x", "toString", (valueAt(path) as string).toUpperCase()]) {
      const check = checkPlan(withAt(path, found));
      assert.ok(!check.ok);
      const choices = {
        maturity: "completion, payment",
        "grant.kind": "value, count",
        "spend.funding": "reserve, merchant",
        onQuotaReached: "pause, redeem",
      }[path];
      assert.deepEqual(check.reasons, [
        { code: "choice_unknown", path, facts: { found, choices } },
      ]);
    }
  }
  for (const maturity of ["completion", "payment"]) assertReasons(planWith({ maturity }));
  for (const funding of ["reserve", "merchant"]) assertReasons(planWith({ spend: { funding } }));
  for (const onQuotaReached of ["pause", "redeem"]) assertReasons(planWith({ onQuotaReached }));
});

test("[PL3] a number is an exact decimal string", () => {
  for (const path of DECIMALS) {
    for (const found of ["1e-1", "-0.1", ".1", "1.", "01", "", " 1", "+1", "0,5"]) {
      const check = checkPlan(withAt(path, found));
      assert.ok(!check.ok);
      assert.deepEqual(check.reasons, [{ code: "decimal_malformed", path, facts: { found } }]);
    }
  }
});

test("[PL4] a rate is at most 1, and a multiple may be above", () => {
  for (const path of PATHS["rate"]!) {
    for (const found of ["1.000000001", "2"]) {
      const check = checkPlan(withAt(path, found));
      assert.ok(!check.ok);
      const [reason] = check.reasons;
      assert.deepEqual(reason, { code: "rate_above_one", path, facts: { found } });
    }
    const { reasons } = issuesOf(withAt(path, "1.000"));
    assert.deepEqual(
      reasons.filter((reason) => reason.startsWith("rate_above_one")),
      [],
    );
  }
  for (const path of PATHS["multiple"]!) assertReasons(withAt(path, "1000000"));
  assertReasons(planWith({ grant: { kind: "count", sharesPerUnit: "1000000.5" } }));
});

test("[PL5] price, authorised shares and tiers are above 0, founding shares may be 0", () => {
  assertReasons(withAt("initialPrice", "0"), "not_above_zero initialPrice");
  assertReasons(withAt("initialPrice", "0.00"), "not_above_zero initialPrice");
  assertReasons(withAt("initialPrice", "0.0000000000000000000001"));
  assertReasons(
    planWith({ authorisedShares: "0", foundingShares: "0" }),
    "not_above_zero authorisedShares",
  );
  assertReasons(withAt("tiers[0]", "0.000"), "not_above_zero tiers[0]");
  assertReasons(withAt("tiers[0]", "0.000001"));
  assertReasons(withAt("foundingShares", "0"));
});

test("[PL6] shares are whole micro-shares", () => {
  for (const path of PATHS["shares"]!) {
    const found = "100.0000001";
    const check = checkPlan(withAt(path, found));
    assert.ok(!check.ok);
    assert.deepEqual(check.reasons, [{ code: "finer_than_micro", path, facts: { found } }]);
  }
  assertReasons(withAt("foundingShares", "100.0000010"));
  assert.equal(planOf(withAt("foundingShares", "0.0000010")).foundingShares, 1n);
  assert.equal(planOf(withAt("foundingShares", "33.333333")).foundingShares, 33_333_333n);
});

test("[PL7] the time zone exists", () => {
  for (const zone of ["Asia/Shanghai", "UTC", "America/New_York"]) {
    assertReasons(withAt("timezone", zone));
  }
  for (const found of ["Mars/Olympus", "nowhere", "Asia/Shanghai "]) {
    const check = checkPlan(withAt("timezone", found));
    assert.ok(!check.ok);
    const facts = { found };
    assert.deepEqual(check.reasons, [{ code: "timezone_unknown", path: "timezone", facts }]);
  }
});

test("[PL8] there is a category called default, beside any others", () => {
  const missing = "default_category_missing categories.default";
  assertReasons(planWith({ categories: {} }), missing);
  assertReasons(planWith({ categories: { wine: CATEGORY, Default: CATEGORY } }), missing);
  const names = ["wine", "茶", "", "constructor", "toString"];
  const categories = Object.fromEntries(["default", ...names].map((name) => [name, CATEGORY]));
  assertReasons(planWith({ categories }));
  assert.deepEqual([...planOf(planWith({ categories })).categories.keys()], ["default", ...names]);
  const proto = Object.fromEntries([
    ["default", CATEGORY],
    ["__proto__", { ...CATEGORY, tierRate: "x" }],
  ]);
  assertReasons(planWith({ categories: proto }), "decimal_malformed categories.__proto__.tierRate");
});

/** A plan with each issue, and where it stands. */
const LEVEL = { shareRate: "0", quotaMultiple: "0" };
const ISSUES: [code: (typeof PLAN_ISSUE_CODES)[number], path: string, plan: JsonObject][] = [
  ["key_missing", "spend", withAt("spend", undefined)],
  ["key_unknown", "extra", planWith({ extra: "x" })],
  ["type_wrong", "tiers", withAt("tiers", "1")],
  ["choice_unknown", "maturity", withAt("maturity", "never")],
  ["decimal_malformed", "redemption.feeRate", withAt("redemption.feeRate", "10%")],
  ["rate_above_one", "redemption.feeRate", withAt("redemption.feeRate", "1.1")],
  ["not_above_zero", "initialPrice", withAt("initialPrice", "0")],
  ["finer_than_micro", "tiers[0]", withAt("tiers[0]", "0.0000001")],
  ["timezone_unknown", "timezone", withAt("timezone", "X/Y")],
  ["default_category_missing", "categories.default", planWith({ categories: { a: CATEGORY } })],
  ["levels_too_many", "referral.levels", withAt("referral.levels", [LEVEL, LEVEL, LEVEL])],
  [
    "tiers_too_many",
    "tiers",
    withAt(
      "tiers",
      Array.from({ length: 11 }, (_, k) => `${k + 1}`),
    ),
  ],
  ["tiers_not_ascending", "tiers[2]", withAt("tiers[2]", "500")],
  ["founding_above_authorised", "foundingShares", withAt("authorisedShares", "99.999999")],
  ["category_overspent", "categories.default", withAt("categories.default.grossMargin", "0.59")],
  ["grant_dilutes", "grant", withAt("grant.rate", "0.84")],
  [
    "category_forced_out",
    "categories.default",
    { ...withAt("categories.default.quotaMultiple", "0.3"), onQuotaReached: "redeem" },
  ],
  [
    "place_forced_out",
    "regionalAgent",
    { ...withAt("regionalAgent.quotaMultiple", "0.006"), onQuotaReached: "redeem" },
  ],
  ["maturity_at_payment", "maturity", withAt("maturity", "payment")],
  ["founding_low", "foundingShares", withAt("foundingShares", "99.999999")],
  ["merchant_funds_spend", "spend.funding", withAt("spend.funding", "merchant")],
  ["coverage_below_one", "categories.default", planWith()],
];

for (const [code, path, plan] of ISSUES) {
  test(`[PL1] ${code} is told of a plan, and where`, () => {
    const check = checkPlan(plan);
    const issues = [...(check.ok ? [] : check.reasons), ...check.warnings];
    const found = issues.filter((issue) => issue.code === code);
    assert.deepEqual(
      found.map((issue) => issue.path),
      [path],
    );
  });
}

test("[PL1] no issue is without a plan that has it", () => {
  assert.deepEqual(ISSUES.map(([code]) => code).sort(), [...PLAN_ISSUE_CODES].sort());
});

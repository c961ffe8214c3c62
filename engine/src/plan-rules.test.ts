/** The rules that join a plan's parameters, each at its border. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json, JsonObject } from "./json.ts";
import { CATEGORY, only, planOf, planWith } from "./oracle-kit.ts";
import { checkPlan, formatRatio, promiseCoverage, worsened } from "./plan-rules.ts";
import type { PlanIssue } from "./plan.ts";

function reasonsOf(members: JsonObject): readonly PlanIssue[] {
  const check = checkPlan(planWith(members));
  return check.ok ? [] : check.reasons;
}

function warningsOf(members: JsonObject): readonly PlanIssue[] {
  const check = checkPlan(planWith(members));
  assert.ok(check.ok);
  return check.warnings;
}

function categoryWith(members: JsonObject): JsonObject {
  return { categories: { default: { ...CATEGORY, ...members } } };
}

test("[PL9] a category may give away its whole margin, and no more", () => {
  assert.deepEqual(reasonsOf(categoryWith({ grossMargin: "0.6" })), []);
  assert.deepEqual(reasonsOf(categoryWith({ grossMargin: "0.599999999999" })), [
    {
      code: "category_overspent",
      path: "categories.default",
      facts: { given: "0.6", grossMargin: "0.599999999999" },
    },
  ]);
  for (const rate of ["proRataRate", "tierRate", "reserveRate"]) {
    const members = only({ grossMargin: "0.5", [rate]: "0.50001" });
    const [reason] = reasonsOf({ categories: { default: CATEGORY, wine: members } });
    assert.equal(reason?.path, "categories.wine");
    assert.equal(reason?.facts["given"], "0.50001");
  }
});

test("[PL10] what an order grants is worth at most its contribution", () => {
  const places = { referral: { levels: [level("0.10"), level("0.05")] } };
  const agent = level("0.02");
  const grantOf = (rate: string): JsonObject => ({
    ...places,
    regionalAgent: agent,
    grant: { kind: "value", rate },
  });
  assert.deepEqual(reasonsOf(grantOf("0.83")), []);
  assert.deepEqual(reasonsOf(grantOf("0.8300001")), [
    { code: "grant_dilutes", path: "grant", facts: { granted: "1.0000001" } },
  ]);
  assert.deepEqual(reasonsOf({ grant: { kind: "value", rate: "1" }, ...noPlaces }), []);
  assert.equal(reasonsOf({ ...grantOf("0.86"), ...noLevels }).length, 0);
  assert.equal(reasonsOf({ ...grantOf("0.981"), ...noLevels })[0]?.code, "grant_dilutes");
});

const level = (shareRate: string, quotaMultiple = "0.1"): JsonObject => ({
  shareRate,
  quotaMultiple,
});
const noLevels = { referral: { levels: [] } };
const noPlaces = { ...noLevels, regionalAgent: level("0") };

test("[PL10] under count only the other places can dilute", () => {
  const grant = { kind: "count", sharesPerUnit: "1000000" };
  const levels = [level("0.5"), level("0.48")];
  assert.deepEqual(reasonsOf({ grant, referral: { levels } }), []);
  const above = { referral: { levels: [level("0.5"), level("0.49")] } };
  assert.deepEqual(reasonsOf({ grant, ...above }), [
    { code: "grant_dilutes", path: "grant", facts: { granted: "1.01" } },
  ]);
});

test("[PL11] two levels of referral are allowed, a third is pyramid selling", () => {
  for (const count of [0, 1, 2]) {
    const levels = Array.from({ length: count }, () => level("0.01"));
    assert.deepEqual(reasonsOf({ referral: { levels } }), []);
  }
  for (const count of [3, 4]) {
    const levels = Array.from({ length: count }, () => level("0"));
    assert.deepEqual(reasonsOf({ referral: { levels } }), [
      { code: "levels_too_many", path: "referral.levels", facts: { found: `${count}` } },
    ]);
  }
});

test("[PL12] ten tiers at most, each above the one before", () => {
  const ascending = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${index + 1}`);
  for (const count of [0, 1, 10]) assert.deepEqual(reasonsOf({ tiers: ascending(count) }), []);
  assert.deepEqual(reasonsOf({ tiers: ascending(11) }), [
    { code: "tiers_too_many", path: "tiers", facts: { found: "11" } },
  ]);
  assert.deepEqual(reasonsOf({ tiers: ["1", "1.000001"] }), []);
  assert.deepEqual(reasonsOf({ tiers: ["1", "1.0", "3", "2"] }), [
    { code: "tiers_not_ascending", path: "tiers[1]", facts: {} },
    { code: "tiers_not_ascending", path: "tiers[3]", facts: {} },
  ]);
});

test("[PL13] the founding shares may use up the authorised shares", () => {
  assert.deepEqual(reasonsOf({ foundingShares: "500", authorisedShares: "500.0" }), []);
  assert.deepEqual(reasonsOf({ foundingShares: "500.000001", authorisedShares: "500" }), [
    { code: "founding_above_authorised", path: "foundingShares", facts: {} },
  ]);
});

test("[PL14] under redeem a buyer's quota is above what the order adds to the reserve", () => {
  const redeem = { onQuotaReached: "redeem", ...noPlaces };
  assert.deepEqual(reasonsOf({ ...redeem, ...categoryWith({ quotaMultiple: "0.300001" }) }), []);
  assert.deepEqual(reasonsOf({ ...redeem, ...categoryWith({ quotaMultiple: "0.30" }) }), [
    { code: "category_forced_out", path: "categories.default", facts: {} },
  ]);
  const wine = only({ reserveRate: "0.3", quotaMultiple: "0.2" });
  const [reason] = reasonsOf({ ...redeem, categories: { default: CATEGORY, wine } });
  assert.equal(reason?.path, "categories.wine");
  assert.deepEqual(reasonsOf({ ...noPlaces, ...categoryWith({ quotaMultiple: "0" }) }), []);
});

test("[PL15] under redeem so is every place's that is granted shares", () => {
  const redeem = { onQuotaReached: "redeem" };
  const levels = (first: JsonObject, second: JsonObject): JsonObject => ({
    ...redeem,
    referral: { levels: [first, second] },
    regionalAgent: level("0"),
  });
  // 0.1 · 0.3 of what was paid.
  assert.deepEqual(reasonsOf(levels(level("0.1", "0.0300001"), level("0", "0"))), []);
  const facts = { category: "categories.default" };
  assert.deepEqual(reasonsOf(levels(level("0.1", "0.03"), level("0", "0"))), [
    { code: "place_forced_out", path: "referral.levels[0]", facts },
  ]);
  assert.deepEqual(reasonsOf(levels(level("0", "0"), level("0.2", "0.05"))), [
    { code: "place_forced_out", path: "referral.levels[1]", facts },
  ]);
  const agent = { ...redeem, ...noLevels, regionalAgent: level("0.02", "0.006") };
  assert.deepEqual(reasonsOf(agent), [{ code: "place_forced_out", path: "regionalAgent", facts }]);
  assert.deepEqual(reasonsOf({ ...agent, onQuotaReached: "pause" }), []);
  const wine = only({ reserveRate: "0.9", quotaMultiple: "2" });
  const categories = { default: CATEGORY, wine };
  assert.deepEqual(reasonsOf({ ...agent, categories, regionalAgent: level("0.02", "0.01") }), [
    { code: "place_forced_out", path: "regionalAgent", facts: { category: "categories.wine" } },
  ]);
});

test("[PL16] what is allowed and dear is warned of", () => {
  const covered = { ...categoryWith({ quotaMultiple: "0.1" }), ...quiet };
  assert.deepEqual(warningsOf(covered), []);
  assert.deepEqual(warningsOf({ ...covered, maturity: "payment" }), [
    { code: "maturity_at_payment", path: "maturity", facts: {} },
  ]);
  assert.deepEqual(warningsOf({ ...covered, foundingShares: "99.999999" }), [
    { code: "founding_low", path: "foundingShares", facts: {} },
  ]);
  assert.deepEqual(warningsOf({ ...covered, foundingShares: "100" }), []);
  assert.deepEqual(warningsOf({ ...covered, spend: { funding: "merchant" } }), [
    { code: "merchant_funds_spend", path: "spend.funding", facts: {} },
  ]);
  const all = { maturity: "payment", foundingShares: "0", spend: { funding: "merchant" } };
  assert.equal(warningsOf(all).length, 4);
});

/** Places that are granted no quota. */
const quiet = { referral: { levels: [level("0.1", "0")] }, regionalAgent: level("0.02", "0") };

test("[PL16] a promise coverage below one is warned of, category by category", () => {
  // 0.20 + 0.10 into the funds.
  assert.deepEqual(warningsOf({ ...categoryWith({ quotaMultiple: "0.3" }), ...quiet }), []);
  const above = { ...categoryWith({ quotaMultiple: "0.3000001" }), ...quiet };
  assert.deepEqual(warningsOf(above), [
    {
      code: "coverage_below_one",
      path: "categories.default",
      facts: { granted: "0.3000001", paidOut: "0.3" },
    },
  ]);
  const withPlaces = {
    ...categoryWith({ quotaMultiple: "0.1" }),
    referral: { levels: [level("0", "0.1"), level("0", "0.05")] },
    regionalAgent: level("0", "0.05"),
  };
  assert.deepEqual(warningsOf(withPlaces), []);
  assert.equal(warningsOf({ ...withPlaces, regionalAgent: level("0", "0.051") }).length, 1);
  const wine = only({ quotaMultiple: "0.1" });
  const [warning] = warningsOf({ ...quiet, categories: { default: only({}), wine } });
  assert.deepEqual(warning?.facts, { granted: "0.1", paidOut: "0" });
  assert.equal(warning?.path, "categories.wine");
});

test("[PL16] a warning is told of a refused plan as well", () => {
  const check = checkPlan(planWith({ maturity: "payment", timezone: "nowhere" }));
  assert.ok(!check.ok);
  assert.ok(check.warnings.some(({ code }) => code === "maturity_at_payment"));
});

test("[PL17] a rule over what could not be read says nothing", () => {
  const one = (members: JsonObject): string[] =>
    reasonsOf(members).map(({ code, path }) => `${code} ${path}`);
  const malformed = (path: string): string[] => [`decimal_malformed ${path}`];
  for (const key of ["grossMargin", "proRataRate", "tierRate", "reserveRate", "quotaMultiple"]) {
    const members = { onQuotaReached: "redeem", ...categoryWith({ [key]: "x" }) };
    assert.deepEqual(one(members), malformed(`categories.default.${key}`));
  }
  for (const key of ["shareRate", "quotaMultiple"]) {
    const levels = [{ ...level("0.2", "0.1"), [key]: "x" }];
    const members = { onQuotaReached: "redeem", referral: { levels } };
    assert.deepEqual(one(members), malformed(`referral.levels[0].${key}`));
    const regionalAgent = { ...level("0.02"), [key]: "x" };
    assert.deepEqual(
      one({ onQuotaReached: "redeem", regionalAgent }),
      malformed(`regionalAgent.${key}`),
    );
  }
  const grant = { kind: "value", rate: "x" };
  assert.deepEqual(one({ grant }), malformed("grant.rate"));
  assert.deepEqual(one({ foundingShares: "x" }), malformed("foundingShares"));
  assert.deepEqual(one({ authorisedShares: "x" }), malformed("authorisedShares"));
  assert.deepEqual(one({ tiers: ["x", "1"] }), malformed("tiers[0]"));
  assert.deepEqual(one({ tiers: ["1", "x"] }), malformed("tiers[1]"));
  const wrong = (path: string): string[] => [`type_wrong ${path}`];
  const values: [key: string, value: Json][] = [
    ["categories", "x"],
    ["referral", "x"],
    ["grant", "x"],
    ["spend", null],
    ["tiers", {}],
    ["regionalAgent", []],
    ["redemption", 1n],
  ];
  for (const [key, value] of values) assert.deepEqual(one({ [key]: value }), wrong(key));
  assert.deepEqual(one({ categories: { default: "x" } }), wrong("categories.default"));
  assert.deepEqual(one({ referral: { levels: ["x"] } }), wrong("referral.levels[0]"));
});

test("[PL18] the promise coverage is what is paid out over what is granted", () => {
  const plan = planOf(planWith());
  const { paidOut, granted } = promiseCoverage(plan, plan.categories.get("default")!);
  assert.equal(formatRatio(paidOut), "0.3");
  assert.equal(formatRatio(granted), "2.17");
  const alone = planOf(planWith({ ...noLevels, regionalAgent: level("0", "0") }));
  const coverage = promiseCoverage(alone, alone.categories.get("default")!);
  assert.equal(formatRatio(coverage.granted), "2");
});

test("[PL18] ratios are told as decimals, without trailing zeros", () => {
  const table: [num: bigint, den: bigint, text: string][] = [
    [0n, 1n, "0"],
    [0n, 100n, "0"],
    [5n, 1n, "5"],
    [10n, 100n, "0.1"],
    [1n, 1_000n, "0.001"],
    [12_345n, 100n, "123.45"],
    [101n, 10n, "10.1"],
    [1n, 8n, "0.125"],
  ];
  for (const [num, den, text] of table) assert.equal(formatRatio({ num, den }), text);
});

const now = planWith({ transferable: true, tiers: ["100", "500"], onQuotaReached: "redeem" });

/** What a change of the plan would worsen, with 200 shares issued. */
function keysOf(change: JsonObject, from: JsonObject = now): string[] {
  return worsened(planOf(from), planOf({ ...from, ...change }), 200_000_000n);
}

test("[PA2] what holders were told first stays as it is", () => {
  assert.deepEqual(keysOf({}), []);
  assert.deepEqual(keysOf({ programme: "white-wine" }), ["programme"]);
  assert.deepEqual(keysOf({ currency: "EUR" }), ["currency"]);
  assert.deepEqual(keysOf({ timezone: "UTC" }), ["timezone"]);
  assert.deepEqual(keysOf({ initialPrice: "1.01" }), ["initialPrice"]);
  assert.deepEqual(keysOf({ initialPrice: "0.99" }), ["initialPrice"]);
  assert.deepEqual(keysOf({ foundingShares: "99" }), ["foundingShares"]);
  assert.deepEqual(keysOf({ foundingShares: "101" }), ["foundingShares"]);
  for (const tiers of [[], ["100"], ["100", "500", "1000"], ["100", "499"], ["101", "500"]]) {
    assert.deepEqual(keysOf({ tiers }), ["tiers"]);
  }
  assert.deepEqual(keysOf({ spend: { funding: "merchant" } }), ["spend"]);
});

test("[PA3] authorised shares may fall to what was issued, and never rise", () => {
  assert.deepEqual(keysOf({ authorisedShares: "100000000.000001" }), ["authorisedShares"]);
  assert.deepEqual(keysOf({ authorisedShares: "99999999" }), []);
  assert.deepEqual(keysOf({ authorisedShares: "200" }), []);
  assert.deepEqual(keysOf({ authorisedShares: "199.999999" }), ["authorisedShares"]);
});

test("[PA4] fees, forced exits and freedom to move may get better, never worse", () => {
  const redemption = (feeRate: string, consumesQuota = true): JsonObject => ({
    redemption: { feeRate, consumesQuota },
  });
  assert.deepEqual(keysOf(redemption("0.1000001")), ["redemption.feeRate"]);
  assert.deepEqual(keysOf(redemption("0.0999999")), []);
  assert.deepEqual(keysOf(redemption("0.1", false)), []);
  const free = { ...now, ...redemption("0.10", false), onQuotaReached: "pause" };
  assert.deepEqual(keysOf(redemption("0.1", true), free), ["redemption.consumesQuota"]);
  assert.deepEqual(keysOf({ onQuotaReached: "pause" }), []);
  assert.deepEqual(keysOf({ onQuotaReached: "redeem" }, free), ["onQuotaReached"]);
  assert.deepEqual(keysOf({ transferable: false }), ["transferable"]);
  assert.deepEqual(keysOf({ transferable: true }, { ...now, transferable: false }), []);
});

test("[PA4] every key that would get worse is named", () => {
  const change = { programme: "x", initialPrice: "2", transferable: false };
  assert.deepEqual(keysOf(change), ["programme", "initialPrice", "transferable"]);
});

test("[PA5] all else may change, and decimals are compared as numbers", () => {
  const changes: JsonObject[] = [
    { maturity: "payment" },
    categoryWith({ quotaMultiple: "1", reserveRate: "0.1" }),
    { categories: { default: CATEGORY, wine: CATEGORY } },
    { grant: { kind: "count", sharesPerUnit: "1" } },
    noLevels,
    { regionalAgent: level("0.01") },
    { initialPrice: "1.0000" },
    { foundingShares: "100.000", tiers: ["100.0", "500.00"] },
    { authorisedShares: "100000000.0" },
    { redemption: { feeRate: "0.100", consumesQuota: true } },
  ];
  for (const change of changes) assert.deepEqual(keysOf(change), []);
});

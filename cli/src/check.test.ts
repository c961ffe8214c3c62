import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { checkPlanFile, type CheckReport } from "./check.ts";
import type { Lang } from "@patronage/words";
import { UserError } from "./user-error.ts";

const folder = mkdtempSync(join(tmpdir(), "patronage-check-"));
after(() => rmSync(folder, { recursive: true }));

const RATES = {
  grossMargin: "0.65",
  proRataRate: "0.20",
  tierRate: "0.10",
  reserveRate: "0.30",
  quotaMultiple: "2",
};
/** The plan that stands in spec section 3. */
const PLAN = {
  programme: "red-wine",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  initialPrice: "1.00",
  foundingShares: "100",
  authorisedShares: "100000000",
  maturity: "completion",
  categories: { default: RATES },
  grant: { kind: "value", rate: "0.70" } as object,
  referral: {
    levels: [
      { shareRate: "0.10", quotaMultiple: "0.1" },
      { shareRate: "0.05", quotaMultiple: "0.02" },
    ],
  },
  regionalAgent: { shareRate: "0.02", quotaMultiple: "0.05" },
  tiers: ["100", "500", "1000"],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: false,
};

const asIs = (text: string): string => text;
const PLAIN = { red: asIs, yellow: asIs, green: asIs };

function checked(plan: unknown, lang: Lang = "en"): CheckReport & { text: string } {
  const path = join(folder, "plan.json");
  writeFileSync(path, typeof plan === "string" ? plan : JSON.stringify(plan));
  const report = checkPlanFile(path, lang, PLAIN);
  return { ...report, text: report.lines.join("\n") };
}
const changed = (changes: object): unknown => ({ ...PLAN, ...changes });

/** Every setting that makes other words. */
const VARIANTS: readonly unknown[] = [
  PLAN,
  changed({ grant: { kind: "count", sharesPerUnit: "0.005" }, tiers: [], transferable: true }),
  changed({ onQuotaReached: "redeem", maturity: "payment", spend: { funding: "merchant" } }),
  changed({ redemption: { feeRate: "1", consumesQuota: false }, regionalAgent: undefined }),
  changed({ referral: { levels: [] }, categories: { default: { ...RATES, quotaMultiple: "0" } } }),
  changed({ categories: { default: { ...RATES, quotaMultiple: "0.1" } }, currency: "GBP" }),
];

test("an accepted plan is told in plain words: where each 100.00 yuan goes, and who gets what", () => {
  const { isAccepted, text } = checked(PLAN);
  assert.ok(isAccepted);
  for (const words of [
    "accepted: red-wine",
    "Category default: of each 100.00 yuan paid",
    "20.00 yuan goes into the pro-rata fund",
    "10.00 yuan goes into the tier fund",
    "30.00 yuan goes into the reserve",
    "40.00 yuan stays with the merchant: 35.00 for the goods (the plan states a gross margin of 65%) and 5.00",
    "The buyer gets shares worth 21.00 yuan at the NAV before the order, and quota of 200.00 yuan.",
    "The buyer's referrer gets shares worth 3.00 yuan, and quota of 10.00 yuan.",
    "That one's referrer gets shares worth 1.50 yuan, and quota of 2.00 yuan.",
    "The agent of the region gets shares worth 0.60 yuan, and quota of 5.00 yuan.",
    "It is a cap, and not money owed.",
    "no promise of a return",
    "Shares worth 100.00 yuan are redeemed for 90.00 yuan: a fee of 10%",
    "reached by holding 100, 500, 1000 shares",
    "when it can no longer be returned",
  ]) {
    assert.ok(text.includes(words), words);
  }
});

test("the promise coverage is exact, and says what of the quota is ever paid", () => {
  const { text, json } = checked(PLAN);
  const coverage = { paidOut: "0.30", granted: "2.17", fraction: "30/217", percent: "13.82" };
  assert.deepEqual({ ...json.coverage }, { default: coverage });
  assert.match(
    text,
    /Promise coverage 30\/217 = 13\.82% \(rounded down\): of each 217\.00 of quota granted, at a steady turnover 30\.00 is ever paid/,
  );
  assert.match(
    checked(PLAN, "zh").text,
    /30\/217 = 13\.82%.*每发放 217\.00 元额度，最终只会付出 30\.00 元/,
  );
  const covered = checked(VARIANTS[5]);
  assert.match(covered.text, /for each 27\.00 GBP of quota granted, 30\.00 GBP enters the funds/);
  assert.equal(covered.json.coverage["default"]?.percent, "111.11");
  assert.equal(checked(changed({})).json.warnings[0]?.code, "coverage_below_one");
});

test("a plan without any quota says so instead of dividing by zero", () => {
  const { text, json } = checked(
    changed({
      categories: { default: { ...RATES, quotaMultiple: "0" } },
      referral: { levels: [] },
      regionalAgent: undefined,
    }),
  );
  assert.match(text, /No quota is granted/);
  const coverage = { paidOut: "0.30", granted: "0.00", fraction: null, percent: null };
  assert.deepEqual(json.coverage["default"], coverage);
});

test("the words keep to an honest tone in both languages, whatever the plan says", () => {
  const forbidden =
    /guarantee|risk-free|riskless|earn back|earns? back|稳赚|保本|只涨不跌|undefined|NaN|\[object/i;
  for (const plan of VARIANTS) {
    const [english, chinese] = [checked(plan), checked(plan, "zh")];
    for (const { text, isAccepted } of [english, chinese]) {
      assert.ok(isAccepted);
      assert.doesNotMatch(text, forbidden);
    }
    assert.match(english.text, /cap, and not money owed/);
    assert.match(chinese.text, /是上限，不是欠款/);
    assert.match(chinese.text, /不是收益承诺/);
    assert.equal(english.lines.length, chinese.lines.length);
    // Latin letters are left where the plan or a key is named.
    assert.doesNotMatch(english.text, /\p{Script=Han}/u);
  }
});

test("every reason and every warning is one line: where, what, and how to mend it", () => {
  const plan = changed({
    maturity: "payment",
    foundingShares: "1",
    categories: {
      default: { ...RATES, reserveRate: "0.4" },
      "红\n酒": { ...RATES, tierRate: 0.1 },
    },
    tiers: ["5", "5"],
    note: "",
  });
  const { isAccepted, lines, json } = checked(plan);
  assert.equal(isAccepted, false);
  assert.deepEqual(
    lines.map((line) => line.split(" — ")[0]).sort(),
    [
      "refused: note",
      "refused: categories.红\\u{a}酒.tierRate",
      "refused: categories.default",
      "refused: tiers[1]",
      "warning: maturity",
      "warning: foundingShares",
      "warning: categories.default",
    ].sort(),
  );
  assert.match(
    lines.join("\n"),
    /gives away 0\.7 of what is paid, more than its grossMargin of 0\.65; lower/,
  );
  assert.deepEqual(json.coverage, Object.create(null));
  assert.equal(json.accepted, false);
  assert.deepEqual(
    json.reasons.map(({ code }) => code),
    ["key_unknown", "type_wrong", "category_overspent", "tiers_not_ascending"],
  );
  const sentence = json.reasons[1]?.sentence;
  assert.match(sentence ?? "", /must be a decimal in quotes/);
  assert.match(checked(plan, "zh").text, /^拒绝：note — 这里没有此项参数/);
});

test("a category may have any name", () => {
  const text = JSON.stringify(PLAN).replace(
    '"default":',
    `"__proto__":${JSON.stringify(RATES)},"10":${JSON.stringify(RATES)},"default":`,
  );
  const { json, isAccepted } = checked(text);
  assert.ok(isAccepted);
  assert.deepEqual(Object.keys(json.coverage).sort(), ["10", "__proto__", "default"]);
  const again = JSON.parse(JSON.stringify(json)) as typeof json;
  assert.deepEqual(Object.keys(again.coverage).sort(), ["10", "__proto__", "default"]);
});

test("JSON that is no plan is refused, and a file that is no JSON is no plan to check", () => {
  for (const text of ["[]", "7", "null", '"plan"']) {
    const { isAccepted, lines } = checked(text);
    assert.equal(isAccepted, false);
    assert.deepEqual(lines, ["refused: the plan — must be an object, { … }."]);
  }
  assert.throws(() => checked("{"), UserError);
});

test("heads are coloured where colours are wanted", () => {
  const path = join(folder, "colours.json");
  writeFileSync(path, JSON.stringify(changed({ extra: 1 })));
  const paint = { ...PLAIN, red: (text: string) => `<${text}>` };
  assert.match(checkPlanFile(path, "en", paint).lines[0] ?? "", /^<refused: >extra/);
});

/**
 * The rules that join a plan's parameters: what it gives away against what it earns, dilution,
 * depth of referral, forced exits, the promise coverage; and what a new version may change.
 *
 * `checkPlan` finds every reason at once; `worsened` says what holders were told that a new plan
 * would take back. Spec section 3.
 */
import type { Json } from "./json.ts";
import {
  compareRatios,
  multiplyRatios,
  ONE,
  SHARE_MICRO,
  sumRatios,
  type Ratio,
} from "./numbers.ts";
import {
  readDraft,
  type Category,
  type Draft,
  type PlaceTerms,
  type Plan,
  type PlanIssue,
  type Report,
} from "./plan.ts";

const LEVELS_MOST = 2;
const TIERS_MOST = 10;
const FOUNDING_ADVISED_MICRO = 100n * SHARE_MICRO;

export type PlanCheck =
  | { readonly ok: true; readonly plan: Plan; readonly warnings: readonly PlanIssue[] }
  | {
      readonly ok: false;
      readonly reasons: readonly PlanIssue[];
      readonly warnings: readonly PlanIssue[];
    };

/** Reads and checks a plan. Every reason to refuse it is named at once, and every warning. */
export function checkPlan(json: Json): PlanCheck {
  const reasons: PlanIssue[] = [];
  const warnings: PlanIssue[] = [];
  const draft = readDraft(json, into(reasons));
  if (draft !== undefined) {
    for (const rule of RULES) rule(draft, into(reasons));
    for (const warning of WARNINGS) warning(draft, into(warnings));
  }
  if (reasons.length > 0) return { ok: false, reasons, warnings };
  return { ok: true, plan: draft as Plan, warnings };
}

const into =
  (issues: PlanIssue[]): Report =>
  (code, path, facts = {}) =>
    issues.push({ code, path, facts });

/** Σ of ratios, or undefined when one of them could not be read. */
function sum(ratios: readonly (Ratio | undefined)[]): Ratio | undefined {
  const known = ratios.filter((ratio) => ratio !== undefined);
  return known.length === ratios.length ? sumRatios(known) : undefined;
}

function isAbove(a: Ratio | undefined, b: Ratio | undefined): boolean {
  return a !== undefined && b !== undefined && compareRatios(a, b) > 0;
}

type Rule = (draft: Draft<Plan>, report: Report) => void;
type Place = readonly [path: string, terms: Draft<PlaceTerms>];

/** The places beside the buyer's, with where they stand in the file. */
function placesOf(draft: Draft<Plan>): Place[] {
  const levels = draft.referral?.levels ?? [];
  const places: Place[] = levels.map((terms, index) => [`referral.levels[${index}]`, terms ?? {}]);
  if (draft.regionalAgent !== undefined) places.push(["regionalAgent", draft.regionalAgent]);
  return places;
}

function eachCategory(
  draft: Draft<Plan>,
  visit: (path: string, category: Draft<Category>) => void,
): void {
  for (const [name, category] of draft.categories ?? []) {
    if (category !== undefined) visit(`categories.${name}`, category);
  }
}

const RULES: readonly Rule[] = [
  (draft, report) => {
    if (draft.categories !== undefined && !draft.categories.has("default")) {
      report("default_category_missing", "categories.default");
    }
  },
  (draft, report) => {
    eachCategory(draft, (path, { grossMargin, proRataRate, tierRate, reserveRate }) => {
      const given = sum([proRataRate, tierRate, reserveRate]);
      if (!isAbove(given, grossMargin)) return;
      report("category_overspent", path, {
        given: formatRatio(given as Ratio),
        grossMargin: formatRatio(grossMargin as Ratio),
      });
    });
  },
  (draft, report) => {
    const ownRate = draft.grant?.kind === "value" ? [(draft.grant as { rate?: Ratio }).rate] : [];
    const granted = sum([...ownRate, ...placesOf(draft).map(([, terms]) => terms.shareRate)]);
    if (isAbove(granted, ONE)) {
      report("grant_dilutes", "grant", { granted: formatRatio(granted as Ratio) });
    }
  },
  (draft, report) => {
    const levels = draft.referral?.levels?.length ?? 0;
    if (levels > LEVELS_MOST) report("levels_too_many", "referral.levels", { found: `${levels}` });
  },
  (draft, report) => {
    const tiers = draft.tiers ?? [];
    if (tiers.length > TIERS_MOST) report("tiers_too_many", "tiers", { found: `${tiers.length}` });
    tiers.forEach((tier, index) => {
      const before = tiers[index - 1];
      if (tier !== undefined && before !== undefined && tier <= before) {
        report("tiers_not_ascending", `tiers[${index}]`);
      }
    });
  },
  (draft, report) => {
    const { foundingShares, authorisedShares } = draft;
    if (foundingShares === undefined || authorisedShares === undefined) return;
    if (foundingShares > authorisedShares) report("founding_above_authorised", "foundingShares");
  },
  (draft, report) => {
    if (draft.onQuotaReached !== "redeem") return;
    eachCategory(draft, (path, { quotaMultiple, reserveRate }) => {
      if (quotaMultiple === undefined || reserveRate === undefined) return;
      if (!isAbove(quotaMultiple, reserveRate)) report("category_forced_out", path);
      for (const [placePath, place] of placesOf(draft)) {
        if (place.shareRate === undefined || place.quotaMultiple === undefined) continue;
        if (place.shareRate.num === 0n) continue;
        const grantedOfPaid = multiplyRatios(place.shareRate, reserveRate);
        if (!isAbove(place.quotaMultiple, grantedOfPaid)) {
          report("place_forced_out", placePath, { category: path });
        }
      }
    });
  },
];

const WARNINGS: readonly Rule[] = [
  (draft, report) => {
    if (draft.maturity === "payment") report("maturity_at_payment", "maturity");
  },
  (draft, report) => {
    if (draft.foundingShares !== undefined && draft.foundingShares < FOUNDING_ADVISED_MICRO) {
      report("founding_low", "foundingShares");
    }
  },
  (draft, report) => {
    if (draft.spend?.funding === "merchant") report("merchant_funds_spend", "spend.funding");
  },
  (draft, report) => {
    eachCategory(draft, (path, category) => {
      const coverage = coverageOf(draft, category);
      if (coverage === undefined || !isAbove(coverage.granted, coverage.paidOut)) return;
      report("coverage_below_one", path, {
        granted: formatRatio(coverage.granted),
        paidOut: formatRatio(coverage.paidOut),
      });
    });
  },
];

/**
 * The two sides of a category's promise coverage, of each unit paid: what goes into the funds, and
 * the quota granted to all places. Their quotient is what is ever paid of a quota at steady turnover.
 */
export type Coverage = { readonly paidOut: Ratio; readonly granted: Ratio };

function coverageOf(draft: Draft<Plan>, category: Draft<Category>): Coverage | undefined {
  const paidOut = sum([category.proRataRate, category.tierRate]);
  const places = placesOf(draft).map(([, terms]) => terms.quotaMultiple);
  const granted = sum([category.quotaMultiple, ...places]);
  return paidOut === undefined || granted === undefined ? undefined : { paidOut, granted };
}

/** The promise coverage of one of a plan's categories. */
export function promiseCoverage(plan: Plan, category: Category): Coverage {
  return coverageOf(plan, category) as Coverage;
}

/** A finite decimal as text, without trailing zeros: the ratios of a plan all are. */
export function formatRatio({ num, den }: Ratio): string {
  const whole = num / den;
  let digits = "";
  for (let rest = num % den; rest > 0n;) {
    rest *= 10n;
    digits += (rest / den).toString();
    rest %= den;
  }
  return digits === "" ? `${whole}` : `${whole}.${digits}`;
}

const differs = (a: Ratio, b: Ratio): boolean => compareRatios(a, b) !== 0;

/** What holders were told that may get better, never worse: the keys of `next` that break it. */
export function worsened(now: Plan, next: Plan, issuedMicro: bigint): string[] {
  const tiersDiffer =
    now.tiers.length !== next.tiers.length || now.tiers.some((tier, k) => tier !== next.tiers[k]);
  const breaches: readonly (readonly [key: string, isBreach: boolean])[] = [
    ["programme", now.programme !== next.programme],
    ["currency", now.currency !== next.currency],
    ["timezone", now.timezone !== next.timezone],
    ["initialPrice", differs(now.initialPrice, next.initialPrice)],
    ["foundingShares", now.foundingShares !== next.foundingShares],
    ["tiers", tiersDiffer],
    ["spend", now.spend.funding !== next.spend.funding],
    [
      "authorisedShares",
      next.authorisedShares > now.authorisedShares || next.authorisedShares < issuedMicro,
    ],
    ["redemption.feeRate", compareRatios(next.redemption.feeRate, now.redemption.feeRate) > 0],
    ["redemption.consumesQuota", next.redemption.consumesQuota && !now.redemption.consumesQuota],
    ["onQuotaReached", now.onQuotaReached === "pause" && next.onQuotaReached === "redeem"],
    ["transferable", now.transferable && !next.transferable],
  ];
  return breaches.filter(([, isBreach]) => isBreach).map(([key]) => key);
}

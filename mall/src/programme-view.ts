/** What anyone may know of the programme, as the shop API tells it. */
import {
  MINOR_E18,
  SHARE_MICRO,
  UNIT_MINOR,
  type Nav,
  type Plan,
  type Ratio,
} from "@patronage/engine";
import { dateIn, type CloseRoot, type CloseRow, type HolderSums } from "@patronage/ledger";
import { coverageFigures, decimalText, percentText } from "@patronage/words";
import { minorText } from "./figures.ts";
import type { Mall } from "./mall.ts";
import type { ProgrammeFigures } from "./programme.ts";

const NAV_PLACES = 4;
const NAV_PARTS = 10n ** BigInt(NAV_PLACES);

/** Four places, rounded down. */
const navText = ({ num, den }: Ratio): string =>
  decimalText({ num: (num * NAV_PARTS) / den, den: NAV_PARTS }, NAV_PLACES);

const unitsAShare = ({ reserveE18, sharesMicro }: Nav): Ratio => ({
  num: reserveE18 * SHARE_MICRO,
  den: sharesMicro * MINOR_E18 * UNIT_MINOR,
});

const rateText = (rate: Ratio): string => decimalText(rate, 0);

/** The programme now. What takes longer to find out is left to the fields that ask for it. */
export function tellProgramme({ clock }: Mall, figures: ProgrammeFigures) {
  const { plan, planText, planSince, fund, quotes } = figures;
  const today = dateIn(plan.timezone, clock.now());
  return {
    figures,
    ...{ name: plan.programme, currency: plan.currency, timezone: plan.timezone, today, planText },
    planSince: planSince === undefined ? today : dateIn(plan.timezone, planSince),
    ...tellRules(plan),
    reserve: minorText(fund.reserveE18),
    outstanding: fund.outstandingMicro.toString(),
    founding: plan.foundingShares.toString(),
    issued: fund.issuedMicro.toString(),
    authorised: plan.authorisedShares.toString(),
    nav: navText(unitsAShare(quotes.nav)),
    funds: minorText(fund.proRataE18 + fund.tierE18),
    lastClose: fund.lastCloseDate ?? null,
    coverage: Array.from(plan.categories, ([category, terms]) => {
      const { paidOut, granted, percent } = coverageFigures(plan, terms);
      return { category, paidOut, granted, percent };
    }),
  };
}

const tellRules = (plan: Plan) => ({
  feeRate: rateText(plan.redemption.feeRate),
  consumesQuota: plan.redemption.consumesQuota,
  maturity: plan.maturity,
  onQuotaReached: plan.onQuotaReached,
  tiers: plan.tiers.map(String),
  referralLevels: plan.referral.levels.map(({ shareRate, quotaMultiple }) => ({
    shareRate: rateText(shareRate),
    quotaMultiple: rateText(quotaMultiple),
  })),
});

/**
 * Quota ever granted, less what returns took back, and what of it was used by being paid.
 *
 * Granted is what is left, and what was used: dividends less what returns gave back of them and, where
 * the plan says so, payouts. (A payout beyond the quota left uses up none; counted whole, it makes the
 * granted quota look larger by what it exceeded it.) Paid are the dividends alone.
 */
export function tellQuota({ plan }: ProgrammeFigures, sums: HolderSums) {
  const paidE18 = sums.dividendsE18 - sums.givenBackMinor * MINOR_E18;
  const { consumesQuota } = plan.redemption;
  const usesPayouts = consumesQuota || plan.onQuotaReached === "redeem";
  const payoutsE18 = usesPayouts ? sums.payoutsMinor * MINOR_E18 : 0n;
  const grantedE18 = sums.quotaE18Left + paidE18 + payoutsE18;
  return {
    granted: minorText(grantedE18),
    paid: minorText(paidE18),
    percent: grantedE18 === 0n ? null : percentText({ num: paidE18, den: grantedE18 }),
  };
}

/** The last closes as points of a curve. While no share is outstanding the NAV stays what it was. */
export function navPoints({ plan }: ProgrammeFigures, closes: readonly CloseRow[], most: number) {
  let nav = plan.initialPrice;
  const points = closes.map(({ date, reserveE18, outstandingMicro, ...row }) => {
    if (outstandingMicro > 0n) nav = unitsAShare({ reserveE18, sharesMicro: outstandingMicro });
    return {
      ...{ date, nav: navText(nav), reserve: minorText(reserveE18) },
      outstanding: outstandingMicro.toString(),
      paid: minorText(row.proRataPaidE18 + row.tierPaidE18),
    };
  });
  return points.slice(-most);
}

/** A close as it is published for comparing. */
export const tellRoot = ({ date, root, headSeq, headHash }: CloseRoot) => ({
  ...{ date, root: root ?? null },
  ...{ entry: headSeq.toString(), hash: headHash },
});

/**
 * The report's figures: what the page draws, and what its script needs for anyone's statement.
 *
 * Everything is exact until here. A chart's points are rounded once, by `point`, for the eye alone;
 * figures that are read as numbers stay whole fen.
 */
import {
  promiseCoverage,
  viewHolders,
  type HolderView,
  type Plan,
  type State,
} from "@patronage/engine";
import type { ImportReport } from "./import-report.ts";
import type { Rejected } from "./replay.ts";
import { costMinor, type Day, type Series } from "./series.ts";
import { ENTRY_KINDS, type Statements } from "./statement.ts";

const MINOR_E18 = 10n ** 18n;
const POINT_COUNT = 1_000_000n;
const BINS = 20;

/** What the run was made of. */
export type Run = {
  readonly plan: Plan;
  readonly planHash: string;
  readonly state: State;
  readonly series: Series;
  readonly statements: Statements;
  readonly rejected: readonly Rejected[];
  readonly imported: ImportReport | undefined;
  readonly inputName: string;
};

/** A figure for the eye: a quotient with six decimals, as a machine number. */
export function point(num: bigint, den: bigint): number {
  return den === 0n ? 0 : Number((num * POINT_COUNT) / den) / Number(POINT_COUNT);
}

const yuanPoint = (amountE18: bigint): number => point(amountE18, 100n * MINOR_E18);
const yuanOf = (amountMinor: bigint): number => point(amountMinor, 100n);

/** One holder as the report counts it, in fen. */
export type Account = {
  readonly id: string;
  readonly number: number;
  readonly spentMinor: bigint;
  /** Dividends and payouts: money in the wallet, or taken out of it. */
  readonly receivedMinor: bigint;
  /** What the free shares would pay if redeemed now, net of the fee. */
  readonly sharesNetMinor: bigint;
  readonly view: HolderView;
};

/** floor(shares · NAV) less ceil of the fee on it, as a redemption would pay. */
function netMinor({ reserveE18, outstandingMicro, plan }: State, sharesMicro: bigint): bigint {
  if (outstandingMicro === 0n) return 0n;
  const valueMinor = (sharesMicro * reserveE18) / (outstandingMicro * MINOR_E18);
  const { num, den } = plan.redemption.feeRate;
  return valueMinor - (valueMinor * num + den - 1n) / den;
}

export function accountsOf({ state, series }: Run): Account[] {
  return [...viewHolders(state)].map((view, number) => ({
    id: view.holder,
    number,
    spentMinor: series.spentMinor[number] ?? 0n,
    receivedMinor: view.dividendsE18 / MINOR_E18 + view.payoutsMinor,
    sharesNetMinor: netMinor(state, view.sharesMicro),
    view,
  }));
}

/** Received, or received and net worth of shares, in per cent of what was spent. */
export function returnPercent({ spentMinor, receivedMinor }: Account, moreMinor = 0n): number {
  return point((receivedMinor + moreMinor) * 100n, spentMinor);
}

export type Histogram = {
  readonly binPercent: number;
  readonly received: readonly number[];
  readonly withShares: readonly number[];
  readonly medianReceived: number;
  readonly medianWithShares: number;
};

function medianOf(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** How many holders received how much of what they spent; the last bin is open. */
export function histogramOf(accounts: readonly Account[]): Histogram {
  const spenders = accounts.filter(({ spentMinor }) => spentMinor > 0n);
  const ascending = (percents: number[]): number[] => percents.sort((a, b) => a - b);
  const received = ascending(spenders.map((account) => returnPercent(account)));
  const withShares = ascending(
    spenders.map((account) => returnPercent(account, account.sharesNetMinor)),
  );
  const high = withShares[Math.floor(withShares.length * 0.97)] ?? 0;
  const steps = [0.5, 1, 2, 2.5, 5, 10, 20, 50, 100];
  const binPercent = steps.find((step) => step * (BINS - 1) >= high) ?? 100;
  const count = (percents: readonly number[]): number[] => {
    const bins = Array.from({ length: BINS }, () => 0);
    for (const percent of percents) {
      bins[Math.min(BINS - 1, Math.max(0, Math.floor(percent / binPercent)))]! += 1;
    }
    return bins;
  };
  return {
    binPercent,
    received: count(received),
    withShares: count(withShares),
    medianReceived: medianOf(received),
    medianWithShares: medianOf(withShares),
  };
}

function chartsOf({ state, series, plan }: Run): { readonly [name: string]: unknown } {
  const { days } = series;
  const map = (figure: (day: Day) => number | null): (number | null)[] => days.map(figure);
  const { num, den } = plan.redemption.feeRate;
  const claimsE18 = ({ reserveE18, outstandingMicro }: Day): bigint =>
    outstandingMicro === 0n
      ? 0n
      : (reserveE18 * (outstandingMicro - plan.foundingShares) * (den - num)) /
        (outstandingMicro * den);
  return {
    dates: days.map(({ date }) => date),
    nav: map(({ reserveE18, outstandingMicro }) =>
      outstandingMicro === 0n ? null : point(reserveE18, outstandingMicro * 10n ** 14n),
    ),
    reserve: map(({ reserveE18 }) => yuanPoint(reserveE18)),
    claims: map((day) => yuanPoint(claimsE18(day))),
    proRata: map(({ proRataPaidE18 }) => yuanPoint(proRataPaidE18)),
    tier: map(({ tierPaidE18 }) => yuanPoint(tierPaidE18)),
    turnover: map(({ turnoverMinor }) => yuanOf(turnoverMinor)),
    quota: map(({ quotaMinorTotal }) => yuanOf(quotaMinorTotal)),
    quotaLeft: map(({ quotaE18Left }) =>
      quotaE18Left === undefined ? null : yuanPoint(quotaE18Left),
    ),
    dividends: map(({ dividendsE18Total }) => yuanPoint(dividendsE18Total)),
    coverage: map(({ dividendsE18Total, quotaMinorTotal }) =>
      quotaMinorTotal <= 0n ? null : point(dividendsE18Total * 100n, quotaMinorTotal * MINOR_E18),
    ),
    cost: map(({ costMinorTotal, turnoverMinorTotal }) =>
      turnoverMinorTotal <= 0n ? null : point(costMinorTotal * 100n, turnoverMinorTotal),
    ),
    tiers: Array.from(
      { length: plan.tiers.length + 1 },
      (_, tier) => [...viewHolders(state)].filter((view) => view.tier === tier).length,
    ),
  };
}

/** Each category's promise coverage, in per cent. */
export function coverages(plan: Plan): { readonly category: string; readonly percent: number }[] {
  return [...plan.categories].map(([category, terms]) => {
    const { paidOut, granted } = promiseCoverage(plan, terms);
    return {
      category,
      percent: point(paidOut.num * granted.den * 100n, paidOut.den * granted.num),
    };
  });
}

/** What the page's script needs to make any kept holder's statement, to the last digit. */
function statementsOf({ state, statements }: Run, accounts: readonly Account[]): unknown {
  const kept = [...statements.entries].map(([number, entries]) => {
    const { id, view, spentMinor, sharesNetMinor } = accounts[number]!;
    const now = [view.walletMinor, view.dividendsE18, view.quotaE18, view.sharesMicro];
    return [id, entries, [...now, spentMinor, sharesNetMinor].map(String)];
  });
  return {
    indexE18: state.indexE18.map(String),
    headsE18: state.headsE18.map((heads) => heads.map(String)),
    holders: kept,
    holderCount: accounts.length,
  };
}

/** Everything the page's script reads. */
export function scriptData(run: Run, accounts: readonly Account[]): unknown {
  return {
    currency: run.plan.currency,
    kinds: ENTRY_KINDS,
    charts: chartsOf(run),
    histogram: histogramOf(accounts),
    coverages: coverages(run.plan),
    statements: statementsOf(run, accounts),
    shown: middleHolder(run, accounts),
  };
}

/** The holder in the middle of those who spent and have a statement: the one the page opens with. */
function middleHolder({ statements }: Run, accounts: readonly Account[]): string | undefined {
  const known = accounts.filter(
    ({ number, spentMinor }) => spentMinor > 0n && statements.entries.has(number),
  );
  known.sort((a, b) => (a.receivedMinor < b.receivedMinor ? -1 : 1));
  return known[Math.floor(known.length / 2)]?.id;
}

/** The figures at the head of the page, in fen or as points. */
export type Summary = {
  readonly programme: string;
  readonly planHash: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly holderCount: number;
  readonly orderCount: number;
  readonly refundCount: number;
  readonly refusedCount: number;
  readonly turnoverMinor: bigint;
  readonly costMinor: bigint;
  readonly dividendsMinor: bigint;
  readonly payoutsMinor: bigint;
  readonly quotaGrantedMinor: bigint;
  readonly quotaLeftMinor: bigint;
  readonly reserveMinor: bigint;
  readonly navE18: bigint;
  readonly refundLossMinor: bigint;
  readonly coverageReachedPercent: number;
  readonly medianReceivedPercent: number;
};

export function summaryOf(run: Run, accounts: readonly Account[]): Summary {
  const { state, series, plan } = run;
  const dividendsMinor = state.totals.dividendsE18 / MINOR_E18;
  const quotaE18 = accounts.reduce((sum, { view }) => sum + view.quotaE18, 0n);
  return {
    programme: plan.programme,
    planHash: run.planHash,
    from: series.days[0]?.date,
    to: series.days.at(-1)?.date,
    holderCount: accounts.length,
    orderCount: series.orderCount,
    refundCount: series.refundCount,
    refusedCount: run.rejected.length,
    turnoverMinor: series.turnoverMinor,
    costMinor: costMinor(state),
    dividendsMinor,
    payoutsMinor: state.totals.payoutsMinor,
    quotaGrantedMinor: series.quotaMinor,
    quotaLeftMinor: quotaE18 / MINOR_E18,
    reserveMinor: state.reserveE18 / MINOR_E18,
    navE18:
      state.outstandingMicro === 0n ? 0n : (state.reserveE18 * 10n ** 6n) / state.outstandingMicro,
    refundLossMinor: state.merchant.refundLossMinor,
    coverageReachedPercent: point(dividendsMinor * 100n, series.quotaMinor),
    medianReceivedPercent: histogramOf(accounts).medianReceived,
  };
}

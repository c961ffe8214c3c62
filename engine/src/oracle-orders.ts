/**
 * Oracle, part: orders, from payment through accrual to refund (spec sections 5 and 6).
 *
 * A refund is worked out as the text says it: every figure is a pure function of what has been
 * refunded in all since maturity, and a refund takes the difference of that function after and before.
 */

import type { JsonObject } from "./json.ts";
import {
  ceilDivide,
  E18,
  floorDivide,
  floorOf,
  larger,
  MICRO_PER_SHARE,
  MINOR_PER_UNIT,
  smaller,
  sum,
  type Ratio,
} from "./oracle-math.ts";
import {
  boundStep,
  ceilValueMinor,
  floorValueMinor,
  freeMicro,
  priceOf,
  sharesForMinor,
  type Accrual,
  type AccruedCategory,
  type Grantee,
  type Oracle,
  type OracleHolder,
  type OracleOrder,
} from "./oracle-state.ts";

/** A place of section 5 that somebody stands in. */
type Place = {
  holder: string;
  valueMinor: bigint;
  /** Undefined for the buyer, whose multiple is the category's. */
  quotaMultiple: Ratio | undefined;
};

type PayLine = { line: string; category: string; paid: bigint };
type RefundLine = { line: string; amount: bigint };

export function payOrder(oracle: Oracle, command: JsonObject): string | undefined {
  const orderId = command["order"] as string;
  const holder = command["holder"] as string;
  const payLines = command["lines"] as PayLine[];
  if (oracle.orders.has(orderId)) return "order_exists";
  if (!oracle.holders.has(holder)) return "holder_unknown";
  const lines: OracleOrder["lines"] = new Map();
  for (const { line, category, paid } of payLines) {
    if (lines.has(line)) return "line_twice";
    if (!oracle.plan.categories.has(category)) return "category_unknown";
    lines.set(line, { category, paidMinor: paid, refundedMinor: 0n });
  }
  const region = Object.hasOwn(command, "region") ? (command["region"] as string) : undefined;
  const order: OracleOrder = { holder, region, plan: oracle.plan, lines, accrual: undefined };
  oracle.orders.set(orderId, order);
  if (oracle.plan.maturity === "payment") accrue(oracle, order);
  return undefined;
}

export function completeOrder(oracle: Oracle, command: JsonObject): string | undefined {
  const order = oracle.orders.get(command["order"] as string);
  if (order === undefined) return "order_unknown";
  if (order.accrual !== undefined) return "order_matured";
  accrue(oracle, order);
  return undefined;
}

function accruedCategories(order: OracleOrder): Map<string, AccruedCategory> {
  const leftMinor = new Map<string, bigint>();
  for (const line of order.lines.values()) {
    const earlierMinor = leftMinor.get(line.category) ?? 0n;
    leftMinor.set(line.category, earlierMinor + line.paidMinor - line.refundedMinor);
  }
  const categories = new Map<string, AccruedCategory>();
  for (const [name, accruedMinor] of leftMinor) {
    const category = order.plan.categories.get(name);
    if (category === undefined) throw new Error("an order's categories are in its plan");
    categories.set(name, {
      accruedMinor,
      proRataMinor: floorOf(accruedMinor, category.proRataRate),
      tierMinor: floorOf(accruedMinor, category.tierRate),
      contributionMinor: floorOf(accruedMinor, category.reserveRate),
      refundedMinor: 0n,
    });
  }
  return categories;
}

function standingPlaces(oracle: Oracle, order: OracleOrder, contributionMinor: bigint): Place[] {
  const { grant, levels, agent } = order.plan;
  const buyerMinor = grant.kind === "value" ? floorOf(contributionMinor, grant.rate) : 0n;
  const places: Place[] = [
    { holder: order.holder, valueMinor: buyerMinor, quotaMultiple: undefined },
  ];
  const stand = (holder: string | undefined, shareRate: Ratio, quotaMultiple: Ratio): void => {
    if (holder === undefined || places.some((earlier) => earlier.holder === holder)) return;
    places.push({ holder, valueMinor: floorOf(contributionMinor, shareRate), quotaMultiple });
  };
  let person: string | undefined = order.holder;
  for (const level of levels) {
    person = person === undefined ? undefined : oracle.holders.get(person)?.referrer;
    stand(person, level.shareRate, level.quotaMultiple);
  }
  if (agent !== undefined && order.region !== undefined) {
    stand(oracle.agents.get(order.region), agent.shareRate, agent.quotaMultiple);
  }
  return places;
}

/** Shares wanted, a figure for each place, at the price before the order. */
function sharesWanted(
  oracle: Oracle,
  order: OracleOrder,
  places: Place[],
  paidMinor: bigint,
  contributionMinor: bigint,
): bigint[] {
  const price = priceOf(oracle);
  const wantedMicro = places.map((place) => sharesForMinor(place.valueMinor, price));
  const { grant } = order.plan;
  if (grant.kind === "count") {
    const { numerator, denominator } = grant.sharesPerUnit;
    const countedMicro = floorDivide(
      paidMinor * numerator * MICRO_PER_SHARE,
      MINOR_PER_UNIT * denominator,
    );
    const othersMinor = sum(places.slice(1).map((place) => place.valueMinor));
    const mostMicro = sharesForMinor(contributionMinor - othersMinor, price);
    wantedMicro[0] = smaller(countedMicro, mostMicro);
  }
  return wantedMicro;
}

function quotaGranted(
  order: OracleOrder,
  place: Place,
  categories: Map<string, AccruedCategory>,
): Map<string, bigint> {
  const quotaMinor = new Map<string, bigint>();
  for (const [name, { accruedMinor }] of categories) {
    const multiple = place.quotaMultiple ?? order.plan.categories.get(name)?.quotaMultiple;
    if (multiple === undefined) throw new Error("an order's categories are in its plan");
    quotaMinor.set(name, floorOf(accruedMinor, multiple));
  }
  return quotaMinor;
}

/** Puts granted shares into a holding, after what it owes; returns what became outstanding. */
function grantShares(holder: OracleHolder, grantedMicro: bigint): bigint {
  const owedMicro = smaller(grantedMicro, holder.owedSharesMicro);
  const putInMicro = grantedMicro - owedMicro;
  holder.owedSharesMicro -= owedMicro;
  holder.sharesMicro += putInMicro;
  holder.grantedMicro += putInMicro;
  return putInMicro;
}

function grantQuota(holder: OracleHolder, grantedE18: bigint): void {
  const owedE18 = smaller(grantedE18, holder.owedQuotaE18);
  holder.owedQuotaE18 -= owedE18;
  holder.quotaE18 += grantedE18 - owedE18;
}

function accrue(oracle: Oracle, order: OracleOrder): void {
  const categories = accruedCategories(order);
  const figures = [...categories.values()];
  const paidMinor = sum(figures.map((figure) => figure.accruedMinor));
  const proRataMinor = sum(figures.map((figure) => figure.proRataMinor));
  const tierMinor = sum(figures.map((figure) => figure.tierMinor));
  const contributionMinor = sum(figures.map((figure) => figure.contributionMinor));

  const places = standingPlaces(oracle, order, contributionMinor);
  const wantedMicro = sharesWanted(oracle, order, places, paidMinor, contributionMinor);
  const grantees: Grantee[] = [];
  let leftMicro = oracle.plan.authorisedMicro - oracle.issuedMicro;
  places.forEach((place, index) => {
    const grantedMicro = smaller(wantedMicro[index] ?? 0n, leftMicro);
    leftMicro -= grantedMicro;
    const quotaMinor = quotaGranted(order, place, categories);
    grantees.push({ holder: place.holder, grantedMicro, quotaMinor });
  });
  const allWantedMicro = sum(wantedMicro);
  const allGrantedMicro = sum(grantees.map((grantee) => grantee.grantedMicro));
  const intoMinor =
    allWantedMicro === 0n ? 0n : ceilDivide(contributionMinor * allGrantedMicro, allWantedMicro);

  oracle.proRataE18 += (proRataMinor + contributionMinor - intoMinor) * E18;
  oracle.tierE18 += tierMinor * E18;
  oracle.reserveE18 += intoMinor * E18;
  oracle.issuedMicro += allGrantedMicro;
  oracle.contributedMinor += proRataMinor + tierMinor + contributionMinor;
  for (const grantee of grantees) {
    const holder = holderOf(oracle, grantee.holder);
    oracle.outstandingMicro += grantShares(holder, grantee.grantedMicro);
    grantQuota(holder, sum(grantee.quotaMinor.values()) * E18);
  }
  const buyer = holderOf(oracle, order.holder);
  order.accrual = {
    categories,
    contributionMinor,
    intoMinor,
    grantees,
    buyerIndexE18: buyer.indexE18,
    buyerDividendsE18: buyer.dividendsE18,
    buyerGivenBackMinor: buyer.givenBackMinor,
  };
}

function holderOf(oracle: Oracle, id: string): OracleHolder {
  const holder = oracle.holders.get(id);
  if (holder === undefined) throw new Error("an order's people are holders");
  return holder;
}

export function refundOrder(oracle: Oracle, command: JsonObject): string | undefined {
  const order = oracle.orders.get(command["order"] as string);
  const refundLines = command["lines"] as RefundLine[];
  if (order === undefined) return "order_unknown";
  const seen = new Set<string>();
  for (const { line: lineId, amount } of refundLines) {
    const line = order.lines.get(lineId);
    if (seen.has(lineId)) return "line_twice";
    if (line === undefined) return "line_unknown";
    if (line.refundedMinor + amount > line.paidMinor) return "refund_above_paid";
    seen.add(lineId);
  }
  const refundedMinor = new Map<string, bigint>();
  for (const { line: lineId, amount } of refundLines) {
    const line = order.lines.get(lineId);
    if (line === undefined) throw new Error("the lines have just been checked");
    line.refundedMinor += amount;
    refundedMinor.set(line.category, (refundedMinor.get(line.category) ?? 0n) + amount);
  }
  if (order.accrual !== undefined) takeBack(oracle, order, order.accrual, refundedMinor);
  return undefined;
}

/** The figures of section 6 as functions of all that was refunded since maturity. */
type Figures = {
  proRataMinor: bigint;
  tierMinor: bigint;
  contributionMinor: bigint;
  intoMinor: bigint;
  /** A figure for each grantee. */
  sharesMicro: bigint[];
  quotaMinor: bigint[];
};

/** floor(whole · share / total), and 0 of a total of 0, of which nothing can be refunded. */
function portion(whole: bigint, share: bigint, total: bigint): bigint {
  return total === 0n ? 0n : floorDivide(whole * share, total);
}

function figuresOf(order: OracleOrder, accrual: Accrual): Figures {
  const entries = [...accrual.categories.entries()];
  const parts = (value: (name: string, category: AccruedCategory) => bigint): bigint =>
    sum(
      entries.map(([name, category]) =>
        portion(value(name, category), category.refundedMinor, category.accruedMinor),
      ),
    );
  const contributionMinor = parts((_name, category) => category.contributionMinor);
  const accruedMinor = sum(entries.map(([, category]) => category.accruedMinor));
  const refundedMinor = sum(entries.map(([, category]) => category.refundedMinor));
  return {
    proRataMinor: parts((_name, category) => category.proRataMinor),
    tierMinor: parts((_name, category) => category.tierMinor),
    contributionMinor,
    intoMinor: portion(accrual.intoMinor, contributionMinor, accrual.contributionMinor),
    sharesMicro: accrual.grantees.map((grantee, index) =>
      index === 0 && order.plan.grant.kind === "count"
        ? portion(grantee.grantedMicro, refundedMinor, accruedMinor)
        : portion(grantee.grantedMicro, contributionMinor, accrual.contributionMinor),
    ),
    quotaMinor: accrual.grantees.map((grantee) =>
      parts((name) => grantee.quotaMinor.get(name) ?? 0n),
    ),
  };
}

function differenceOf(after: Figures, before: Figures): Figures {
  const each = (later: bigint[], earlier: bigint[]): bigint[] =>
    later.map((figure, index) => figure - (earlier[index] ?? 0n));
  return {
    proRataMinor: after.proRataMinor - before.proRataMinor,
    tierMinor: after.tierMinor - before.tierMinor,
    contributionMinor: after.contributionMinor - before.contributionMinor,
    intoMinor: after.intoMinor - before.intoMinor,
    sharesMicro: each(after.sharesMicro, before.sharesMicro),
    quotaMinor: each(after.quotaMinor, before.quotaMinor),
  };
}

/** Section 6, 1: returns all shares burned, and the buyer's missing ones. */
function burnOwed(
  oracle: Oracle,
  accrual: Accrual,
  owesMicro: bigint[],
): { burnedMicro: bigint; buyerMissingMicro: bigint } {
  let burnedMicro = 0n;
  let buyerMissingMicro = 0n;
  accrual.grantees.forEach((grantee, index) => {
    const holder = holderOf(oracle, grantee.holder);
    const oweMicro = owesMicro[index] ?? 0n;
    const takenMicro = smaller(oweMicro, freeMicro(holder));
    holder.sharesMicro -= takenMicro;
    burnedMicro += takenMicro;
    if (index === 0) buyerMissingMicro = oweMicro - takenMicro;
    else holder.owedSharesMicro += oweMicro - takenMicro;
    holder.grantedMicro = larger(holder.grantedMicro - oweMicro, 0n);
    holder.peakMicro = smaller(holder.peakMicro, holder.grantedMicro);
  });
  oracle.outstandingMicro -= burnedMicro;
  return { burnedMicro, buyerMissingMicro };
}

/** Section 6, 2: e, in whole fen. */
function dividendsGivenBackMinor(
  buyer: OracleHolder,
  accrual: Accrual,
  owesMicro: bigint,
  refundedMinor: bigint,
): bigint {
  const riseE18 = buyer.indexE18 - accrual.buyerIndexE18;
  const earnedMinor = floorDivide(owesMicro * riseE18, E18);
  const receivedMinor = floorDivide(buyer.dividendsE18 - accrual.buyerDividendsE18, E18);
  const stillMinor = receivedMinor - (buyer.givenBackMinor - accrual.buyerGivenBackMinor);
  // An e for an older order may have given back more than was received since this one matured.
  return larger(smaller(smaller(earnedMinor, stillMinor), refundedMinor), 0n);
}

/** Takes whole fen out of a fund, as far as it holds them; returns what it gave. */
function takeFromFund(oracle: Oracle, fund: "proRataE18" | "tierE18", wantedMinor: bigint): bigint {
  const givenMinor = smaller(wantedMinor, floorDivide(oracle[fund], E18));
  oracle[fund] -= givenMinor * E18;
  return givenMinor;
}

function takeBack(
  oracle: Oracle,
  order: OracleOrder,
  accrual: Accrual,
  refundedByCategory: Map<string, bigint>,
): void {
  const reserveE18 = oracle.reserveE18;
  const outstandingMicro = oracle.outstandingMicro;
  const price = priceOf(oracle);
  const buyer = holderOf(oracle, order.holder);
  const refundedMinor = sum(refundedByCategory.values());
  const before = figuresOf(order, accrual);
  for (const [name, amountMinor] of refundedByCategory) {
    const category = accrual.categories.get(name);
    if (category === undefined) throw new Error("a matured line's category has accrued");
    category.refundedMinor += amountMinor;
  }
  const taken = differenceOf(figuresOf(order, accrual), before);

  const { burnedMicro, buyerMissingMicro } = burnOwed(oracle, accrual, taken.sharesMicro);

  const buyerOwesMicro = taken.sharesMicro[0] ?? 0n;
  const backMinor = dividendsGivenBackMinor(buyer, accrual, buyerOwesMicro, refundedMinor);
  buyer.givenBackMinor += backMinor;

  const missingMinor = ceilValueMinor(buyerMissingMicro, price);
  oracle.deductedMinor += backMinor + smaller(missingMinor, refundedMinor - backMinor);
  oracle.contributedMinor += backMinor;
  oracle.proRataE18 += backMinor * E18;
  buyer.quotaE18 += backMinor * E18;

  const fromFundMinor = taken.proRataMinor + (taken.contributionMinor - taken.intoMinor);
  const givenMinor =
    takeFromFund(oracle, "proRataE18", fromFundMinor) +
    takeFromFund(oracle, "tierE18", taken.tierMinor);
  const reserveMinor = smaller(taken.intoMinor, floorValueMinor(burnedMicro, price));
  oracle.reserveE18 -= reserveMinor * E18;
  boundStep(oracle, reserveE18, outstandingMicro);

  const returnedMinor = givenMinor + reserveMinor;
  oracle.returnedMinor += returnedMinor;
  oracle.refundLossMinor +=
    taken.proRataMinor + taken.tierMinor + taken.contributionMinor - returnedMinor;

  accrual.grantees.forEach((grantee, index) => {
    const holder = holderOf(oracle, grantee.holder);
    const fallE18 = (taken.quotaMinor[index] ?? 0n) * E18;
    const thereE18 = smaller(fallE18, holder.quotaE18);
    holder.quotaE18 -= thereE18;
    holder.owedQuotaE18 += fallE18 - thereE18;
  });
}

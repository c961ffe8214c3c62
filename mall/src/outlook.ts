/**
 * The outlook: what buyers got back in the futures that the plan in force was judged by, and what buyers
 * have really got back until now.
 *
 * The two are counted alike, so that they can stand beside each other: of each 100.00 spent that counted,
 * dividends, payouts, what redeeming all shares would pay now, and goods that shares paid for. Figures of
 * a few real buyers would tell of persons, so below a number of them there are none.
 */
import { compareRatios, MINOR_E18, parseJson, type Ratio } from "@patronage/engine";
import { dateIn, programmeSchema, readGate, readPlanHistory, type Gate } from "@patronage/ledger";
import { GATE_SCENARIOS, isFloorLowered, POLICY, SCENARIOS, YEAR_DAYS } from "@patronage/simulator";
import type { Future, GoodsBands } from "@patronage/simulator";
import { FUTURES_WORDS, percentText, type Lang } from "@patronage/words";
import { escapeIdentifier, type ClientBase } from "pg";
import { sumMinor } from "./figures.ts";
import { inLedger, type Mall } from "./mall.ts";
import { programmeFigures, type ProgrammeFigures } from "./programme.ts";
import { remembered } from "./remembered.ts";

const FRESH_MILLISECONDS = 1_000;
const HUNDRED_MINOR = 10_000n;
/** Of fewer buyers nothing is told. */
const BUYERS_LEAST = 20;
/** Whoever came later has hardly had time to get anything back. */
const DAYS_LEAST = 30;

type Asked = {
  readonly gate: () => Promise<Gate | undefined>;
  readonly paid: () => Promise<PaidRow[]>;
};
const asked = new WeakMap<Mall, Asked>();

function askedOf(mall: Mall): Asked {
  const known = asked.get(mall);
  if (known !== undefined) return known;
  const made: Asked = {
    gate: remembered(() => inLedger(mall, readGateInForce), FRESH_MILLISECONDS),
    paid: remembered(() => readPaid(mall), FRESH_MILLISECONDS),
  };
  asked.set(mall, made);
  return made;
}

async function readGateInForce(client: ClientBase): Promise<Gate | undefined> {
  const { text } = (await readPlanHistory(client)).at(-1)!;
  return readGate(client, parseJson(text));
}

/** What the plan in force came to in its futures; null while no result of it is kept. */
export async function tellOutlook(mall: Mall, lang: Lang) {
  const gate = await askedOf(mall).gate();
  if (gate === undefined) return null;
  const { madeAt, result } = gate;
  const { futures, policy, goods } = result;
  const daysLeast = futures.reduce((least, { days }) => Math.min(least, days), Infinity);
  return {
    ...{ madeAt, futures: futures.length, years: Math.floor(daysLeast / YEAR_DAYS) },
    ...{ floor: policy.coverageFloor, usualFloor: POLICY.coverageFloor },
    loweredBecause: isFloorLowered(policy) ? (policy.reason ?? null) : null,
    categories: goodsByCategory(goods),
    coverage: middleCoverage(futures),
    attacks: worstAttacks(futures, lang),
    costOfMargin: worstOfHundred(
      futures.map(({ costMinor, marginMinor }) => ({ num: costMinor, den: marginMinor })),
    ),
    isOfShop: result.behaviour !== "{}",
    asked: SCENARIOS.filter(({ name }) => GATE_SCENARIOS.includes(name)).map(({ name, asks }) => ({
      name,
      asks: asks[lang],
    })),
  };
}

/** What the futures came to for buyers of one category; null where they did not look at it. */
export async function tellGoodsOutlook(mall: Mall, category: string) {
  const gate = await askedOf(mall).gate();
  const goods = gate?.result.goods.filter((one) => one.category === category) ?? [];
  return goodsByCategory(goods)[0] ?? null;
}

function goodsByCategory(goods: readonly GoodsBands[]) {
  return Array.from(
    Map.groupBy(goods, ({ category }) => category),
    ([category, own]) => ({
      category,
      years: own.map(({ years, buyers, median, worstTenth }) => ({
        ...{ years, buyers },
        middle: String(median.median),
        worstTenth: String(worstTenth.median),
      })),
    }),
  );
}

/** The middle one of the steady futures, in percent; null where none of them granted any quota. */
function middleCoverage(futures: readonly Future[]): string | null {
  const parts = futures
    .filter(({ scenario, quotaGrantedMinor }) => scenario === "steady" && quotaGrantedMinor > 0n)
    .map(({ dividendsMinor: num, quotaGrantedMinor: den }): Ratio => ({ num, den }))
    .sort(compareRatios);
  const middle = parts[Math.ceil(parts.length / 2) - 1];
  return middle === undefined ? null : percentText(middle);
}

/** The largest of several parts, of each 100.00 of its whole: rounded up, against the plan. */
function worstOfHundred(parts: readonly Ratio[]): string | null {
  const [worst] = parts.filter(({ den }) => den > 0n).sort((a, b) => compareRatios(b, a));
  if (worst === undefined) return null;
  return ((worst.num * HUNDRED_MINOR + worst.den - 1n) / worst.den).toString();
}

function worstAttacks(futures: readonly Future[], lang: Lang) {
  const byKind = Map.groupBy(
    futures.flatMap(({ attacks }) => attacks),
    ({ attack }) => attack,
  );
  return Array.from(byKind, ([attack, own]) => ({
    attack: FUTURES_WORDS[lang].attacks[attack] ?? attack,
    gotOut: worstOfHundred(
      own.map(({ gotOutMinor, putInMinor }) => ({ num: gotOutMinor, den: putInMinor })),
    ),
  }));
}

/** Buyers who have been here for as many full years; `years` is null for the newest ones. */
type PaidRow = {
  readonly years: number | null;
  readonly since: Date;
  readonly buyers: number;
  readonly spent_minor: string;
  readonly middle_minor: string;
  readonly worst_tenth_minor: string;
};

/** Reserve and outstanding shares come as $1 and $2, the fee's two sides as $3 and $4. */
const PAYOUT = `value_minor - div(value_minor * $3::numeric + $4::numeric - 1, $4::numeric)`;

/**
 * One row for as many years since a buyer's first order counted, by the mall's clock as $5. Under $6 an
 * order counts when it is paid.
 */
const paidText = (schema: string): string => `
WITH spent AS (
  SELECT o.customer_id, min(CASE WHEN $6 THEN o.paid_at ELSE o.completed_at END)
      FILTER (WHERE l.returned_gross_minor < l.gross_minor) AS since,
    sum(l.paid_minor - div(l.paid_minor::numeric * l.returned_gross_minor, greatest(l.gross_minor, 1)))
      AS spent_minor
  FROM patronage_order o JOIN patronage_order_line l USING (order_id)
  WHERE o.state = 'sent' AND ($6 OR o.completed_at IS NOT NULL) GROUP BY o.customer_id
), goods AS (
  SELECT customer_id, sum(captured_minor) AS goods_minor FROM patronage_hold
  WHERE state = 'captured' GROUP BY customer_id
), valued AS (
  SELECT s.*, coalesce(g.goods_minor, 0) + p.payouts_minor - h.given_back_minor
      + div(p.dividends_e18, ${MINOR_E18}) AS had_minor,
    coalesce(div(p.shares_micro * $1::numeric, nullif($2::numeric, 0) * ${MINOR_E18}), 0)
      AS value_minor
  FROM spent s JOIN patronage_member m USING (customer_id) LEFT JOIN goods g USING (customer_id)
  JOIN ${schema}.positions p ON p.holder = m.holder JOIN ${schema}.holders h ON h.number = p.number
  WHERE s.spent_minor > 0
), looked AS (
  SELECT since, spent_minor,
    div((had_minor + ${PAYOUT}) * ${HUNDRED_MINOR}, spent_minor) AS back_minor,
    CASE WHEN since <= $5::timestamptz - interval '${DAYS_LEAST} days'
      THEN least(extract(year FROM age($5::timestamptz, since)), 3)::integer END AS years
  FROM valued
)
SELECT years, min(since) AS since, count(*)::integer AS buyers, sum(spent_minor) AS spent_minor,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY back_minor) AS middle_minor,
  percentile_disc(0.1) WITHIN GROUP (ORDER BY back_minor) AS worst_tenth_minor
FROM looked GROUP BY years ORDER BY years`;

async function readPaid(mall: Mall): Promise<PaidRow[]> {
  const { plan, fund } = await programmeFigures(mall);
  const { feeRate } = plan.redemption;
  const schema = escapeIdentifier(programmeSchema(mall.programme));
  return mall.connection.rawConnection.query<PaidRow[]>(paidText(schema), [
    ...[fund.reserveE18, fund.outstandingMicro, feeRate.num, feeRate.den].map(String),
    ...[mall.clock.now(), plan.maturity === "payment"],
  ]);
}

/** What buyers have really got back until now. */
export async function tellPaidSoFar(mall: Mall, { plan }: Pick<ProgrammeFigures, "plan">) {
  const rows = await askedOf(mall).paid();
  const [first] = rows.map(({ since }) => since.toISOString()).sort();
  return {
    since: first === undefined ? null : dateIn(plan.timezone, first),
    buyers: rows.reduce((sum, { buyers }) => sum + buyers, 0),
    spent: sumMinor(rows.map(({ spent_minor }) => BigInt(spent_minor))).toString(),
    ...{ buyersLeast: BUYERS_LEAST, daysLeast: DAYS_LEAST },
    groups: rows.flatMap(({ years, buyers, middle_minor, worst_tenth_minor }) => {
      if (years === null) return [];
      const isTold = buyers >= BUYERS_LEAST;
      return [
        {
          ...{ years, buyers },
          middle: isTold ? middle_minor : null,
          worstTenth: isTold ? worst_tenth_minor : null,
        },
      ];
    }),
  };
}

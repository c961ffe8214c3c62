/** What the back office asks of shop and ledger: overview, holders, one holder whole. */
import { MINOR_E18, promiseCoverage, SHARE_MICRO, UNIT_MINOR, type Plan } from "@patronage/engine";
import {
  dateIn,
  dayAfter,
  readCloseHistory,
  readFund,
  readOrder,
  readPosition,
  readStatement,
  readStatus,
  type CloseRow,
  type Fund,
  type StatementLine,
} from "@patronage/ledger";
import { coverageFigures, decimalText } from "@patronage/words";
import type { RequestContext } from "@vendure/core";
import type { ClientBase } from "pg";
import { minorText, valueMinor } from "./figures.ts";
import { inLedger, likeText, query, type Mall } from "./mall.ts";

/** Yuan a share, cut after six places; "0" while no share is outstanding. */
export function navText({
  reserveE18,
  outstandingMicro,
}: Pick<Fund, "reserveE18" | "outstandingMicro">): string {
  if (outstandingMicro === 0n) return "0";
  const placesCount = 1_000_000n;
  const scaled =
    (reserveE18 * SHARE_MICRO * placesCount) / (outstandingMicro * MINOR_E18 * UNIT_MINOR);
  return decimalText({ num: scaled, den: placesCount }, 4);
}

export function coverageOf(plan: Plan) {
  return Array.from(plan.categories, ([category, terms]) => {
    const { num, den } = promiseCoverage(plan, terms).granted;
    const { fraction } = coverageFigures(plan, terms);
    if (num === 0n || den === 0n || fraction === null) return { category, coverage: null };
    const [top, bottom] = fraction.split("/") as [string, string];
    const scaled = (BigInt(top) * 10_000n) / BigInt(bottom);
    return { category, coverage: decimalText({ num: scaled, den: 10_000n }, 2) };
  });
}

export function navPoint(row: CloseRow) {
  return {
    date: row.date,
    nav: navText(row),
    reserve: minorText(row.reserveE18),
    outstanding: row.outstandingMicro.toString(),
    proRataPaid: minorText(row.proRataPaidE18),
    tierPaid: minorText(row.tierPaidE18),
    carried: minorText(row.carriedE18),
    capped: row.cappedCount,
    forced: row.forcedCount,
    seq: row.seq.toString(),
  };
}

const HISTORY_MOST = 400;

export async function readCloses(client: ClientBase, skip: number, take: number) {
  const { rows } = await client.query<{ last: number | null }>(
    "SELECT max(close) AS last FROM closes",
  );
  const last = rows[0]!.last ?? 0;
  const from = Math.max(last - skip - take, 0);
  const most = Math.min(take, last - skip);
  const page = most <= 0 ? [] : await readCloseHistory(client, { after: from, most });
  return page.map(navPoint).reverse();
}

/** The first day that is not closed; undefined while nothing has happened. */
export async function nextDay(
  client: ClientBase,
  timezone: string,
  lastCloseDate: string | undefined,
): Promise<string | undefined> {
  if (lastCloseDate !== undefined) return dayAfter(lastCloseDate);
  const { rows } = await client.query<{ at: string | null }>(
    "SELECT command::jsonb ->> 'at' AS at FROM journal ORDER BY seq LIMIT 1",
  );
  const at = rows[0]?.at;
  return at === null || at === undefined ? undefined : dateIn(timezone, at);
}

type Tally = { readonly count: string; readonly amount: string };

export async function readOverview(mall: Mall, ctx: RequestContext) {
  const { status, fund, history, next } = await inLedger(mall, async (client) => {
    const status = await readStatus(client);
    const fund = await readFund(client);
    return {
      status,
      fund,
      history: (await readCloses(client, 0, HISTORY_MOST)).reverse(),
      next: await nextDay(client, status.plan.timezone, status.lastCloseDate),
    };
  });
  const { plan } = status;
  const [counts] = await query<{
    withdrawals: Tally;
    returns: Tally;
    reviews: string;
    findings: string;
    waiting: string;
  }>(
    mall,
    ctx,
    `SELECT
       (SELECT json_build_object('count', count(*), 'amount', coalesce(sum(amount_minor), 0)::text)
        FROM patronage_withdrawal WHERE state NOT IN ('paid', 'rejected', 'cancelled')) AS withdrawals,
       (SELECT json_build_object('count', count(*), 'amount', coalesce(sum(money_minor), 0)::text)
        FROM patronage_return WHERE state <> 'done') AS returns,
       (SELECT count(*) FROM patronage_review WHERE state = 'open') AS reviews,
       (SELECT count(*) FROM patronage_finding WHERE gone_at IS NULL AND mended_at IS NULL) AS findings,
       (SELECT count(*) FROM patronage_order WHERE state IN ('waiting', 'review')) AS waiting`,
  );
  const now = mall.clock.now();
  return {
    programme: mall.programme,
    currency: plan.currency,
    timezone: plan.timezone,
    now,
    isSample: mall.clock.isSample(),
    today: dateIn(plan.timezone, now),
    nextClose: next,
    reserve: minorText(fund.reserveE18),
    outstanding: fund.outstandingMicro.toString(),
    issued: fund.issuedMicro.toString(),
    nav: navText(fund),
    proRataFund: minorText(fund.proRataE18),
    tierFund: minorText(fund.tierE18),
    dividendsPaid: minorText(status.dividendsE18),
    quotaLeft: minorText(status.quotaE18Left),
    holderCount: Number(status.holderCount),
    coverage: coverageOf(plan),
    history,
    pendingWithdrawals: asTally(counts!.withdrawals),
    openReturns: asTally(counts!.returns),
    openReviews: Number(counts!.reviews),
    openFindings: Number(counts!.findings),
    waitingOrders: Number(counts!.waiting),
    lag: Number(status.lagCount),
    inbox: Number(status.inboxCount),
    reconciliation: await lastReconciliation(mall, ctx),
  };
}

const asTally = ({ count, amount }: Tally) => ({ count: Number(count), amount });

export async function lastReconciliation(mall: Mall, ctx: RequestContext) {
  const [row] = await query<{
    began_at: Date;
    ended_at: Date | null;
    compared: { [kind: string]: number } | null;
    open: string;
  }>(
    mall,
    ctx,
    `SELECT began_at, ended_at, compared, (SELECT count(*) FROM patronage_finding
       WHERE gone_at IS NULL AND mended_at IS NULL) AS open
     FROM patronage_reconciliation WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1`,
  );
  if (row === undefined) return null;
  const { orders = 0, returns = 0, holds = 0, withdrawals = 0, mended = 0 } = row.compared ?? {};
  return {
    beganAt: row.began_at,
    endedAt: row.ended_at,
    ...{ orders, returns, holds, withdrawals, mended, open: Number(row.open) },
  };
}

type MemberRow = {
  readonly customer_id: number | null;
  readonly name: string;
  readonly email: string;
  readonly holder: string;
  readonly state: string;
  readonly joined_at: Date | null;
};

const MEMBERS = `
SELECT m.customer_id, patronage_name(c."firstName", c."lastName") AS name, c."emailAddress" AS email,
  m.holder, m.state, m.joined_at, m.code, m.referrer_id
FROM patronage_member m JOIN customer c ON c.id = m.customer_id`;

type PositionRow = { readonly holder: string; readonly tier: number } & {
  [amount: string]: string;
};

const POSITIONS = `SELECT holder, tier, shares_micro, held_micro, quota_e18, dividends_e18, wallet_minor
FROM positions`;

function holderRow(
  holder: string,
  member: MemberRow | undefined,
  position: PositionRow | undefined,
  fund: Fund,
) {
  const sharesMicro = BigInt(position?.["shares_micro"] ?? 0);
  return {
    customerId: member?.customer_id ?? null,
    name: member?.name ?? holder,
    emailAddress: member?.email ?? "",
    holder,
    state: member?.state ?? "joined",
    shares: sharesMicro.toString(),
    held: position?.["held_micro"] ?? "0",
    value: valueMinor(sharesMicro, fund).toString(),
    quotaLeft: minorText(BigInt(position?.["quota_e18"] ?? 0)),
    dividends: minorText(BigInt(position?.["dividends_e18"] ?? 0)),
    wallet: position?.["wallet_minor"] ?? "0",
    tier: position?.tier ?? 0,
    joinedAt: member?.joined_at ?? null,
  };
}

export type HolderQuery = {
  readonly search: string;
  readonly sort: "JOINED" | "SHARES";
  readonly skip: number;
  readonly take: number;
};

/** A page of holders: the members last joined, or whoever holds the most. */
export async function readHolders(mall: Mall, ctx: RequestContext, asked: HolderQuery) {
  const { search, sort, skip, take } = asked;
  const fund = await inLedger(mall, readFund);
  if (sort === "SHARES" && search === "") {
    const { positions, total } = await inLedger(mall, async (client) => {
      const page = await client.query<PositionRow>(
        `${POSITIONS} ORDER BY shares_micro DESC, number OFFSET $1 LIMIT $2`,
        [skip, take],
      );
      const all = await client.query<{ count: string }>("SELECT count(*) FROM holders");
      return { positions: page.rows, total: Number(all.rows[0]!.count) };
    });
    const members = await query<MemberRow>(mall, ctx, `${MEMBERS} WHERE m.holder = ANY($1)`, [
      positions.map(({ holder }) => holder),
    ]);
    const of = new Map(members.map((member) => [member.holder, member]));
    return {
      items: positions.map((row) => holderRow(row.holder, of.get(row.holder), row, fund)),
      totalItems: total,
    };
  }
  const like = likeText(search);
  const where = `WHERE $1 = '%%' OR patronage_name(c."firstName", c."lastName") ILIKE $1
    OR c."emailAddress" ILIKE $1 OR m.holder ILIKE $1 OR m.code ILIKE $1`;
  const members = await query<MemberRow>(
    mall,
    ctx,
    `${MEMBERS} ${where} ORDER BY m.registered_at DESC, m.customer_id DESC OFFSET $2 LIMIT $3`,
    [like, skip, take],
  );
  const [all] = await query<{ count: string }>(
    mall,
    ctx,
    `SELECT count(*) FROM patronage_member m JOIN customer c ON c.id = m.customer_id ${where}`,
    [like],
  );
  const positions = await inLedger(mall, async (client) => {
    const { rows } = await client.query<PositionRow>(`${POSITIONS} WHERE holder = ANY($1)`, [
      members.map(({ holder }) => holder),
    ]);
    return new Map(rows.map((row) => [row.holder, row]));
  });
  return {
    items: members.map((row) => holderRow(row.holder, row, positions.get(row.holder), fund)),
    totalItems: Number(all!.count),
  };
}

const STATEMENT_MOST = 1_000;

function statementLine(line: StatementLine) {
  return {
    date: line.date,
    seq: line.seq.toString(),
    kind: line.kind,
    order: line.order ?? null,
    shares: line.sharesMicro.toString(),
    wallet: line.walletMinor.toString(),
    quota: minorText(line.quotaE18),
    sharesAfter: line.after.sharesMicro.toString(),
    walletAfter: line.after.walletMinor.toString(),
    quotaAfter: minorText(line.after.quotaE18),
  };
}

/** One holder whole; null where nobody is known by that id. */
export async function readHolder(mall: Mall, ctx: RequestContext, holder: string) {
  const [member] = await query<MemberRow & { code: string; referrer_id: number | null }>(
    mall,
    ctx,
    `${MEMBERS} WHERE m.holder = $1`,
    [holder],
  );
  const { fund, positionRow, position, statement } = await inLedger(mall, async (client) => {
    const { rows } = await client.query<PositionRow>(`${POSITIONS} WHERE holder = $1`, [holder]);
    const lines: StatementLine[] = [];
    for await (const line of readStatement(client, holder)) {
      lines.push(line);
      if (lines.length > STATEMENT_MOST) lines.shift();
    }
    return {
      fund: await readFund(client),
      positionRow: rows[0],
      position: await readPosition(client, holder),
      statement: lines.reverse().map(statementLine),
    };
  });
  if (member === undefined && position === undefined) return null;
  const customerId = member?.customer_id ?? null;
  return {
    row: holderRow(holder, member, positionRow, fund),
    referralCode: member?.code ?? "",
    referrer: await referrerOf(mall, ctx, member?.referrer_id ?? null),
    referrals: await referralsOf(mall, ctx, customerId),
    orders: await ordersOf(mall, ctx, customerId),
    statement,
    holds: await holdsOf(mall, ctx, customerId),
    withdrawals: { customerId },
    owedShares: (position?.owedSharesMicro ?? 0n).toString(),
    owedQuota: minorText(position?.owedQuotaE18 ?? 0n),
  };
}

async function referrerOf(mall: Mall, ctx: RequestContext, customerId: number | null) {
  const [row] = await query<MemberRow>(mall, ctx, `${MEMBERS} WHERE m.customer_id = $1`, [
    customerId,
  ]);
  if (row === undefined) return null;
  return { holder: row.holder, name: row.name, level: 1, joinedAt: row.joined_at };
}

async function referralsOf(mall: Mall, ctx: RequestContext, customerId: number | null) {
  const rows = await query<MemberRow & { level: number }>(
    mall,
    ctx,
    `SELECT x.*, CASE WHEN x.referrer_id = $1 THEN 1 ELSE 2 END AS level FROM (${MEMBERS}) x
     WHERE x.referrer_id = $1 OR x.referrer_id IN (
       SELECT customer_id FROM patronage_member WHERE referrer_id = $1)
     ORDER BY level, x.joined_at LIMIT 500`,
    [customerId],
  );
  return rows.map(({ holder, name, level, joined_at }) => ({
    holder,
    name,
    level,
    joinedAt: joined_at,
  }));
}

async function ordersOf(mall: Mall, ctx: RequestContext, customerId: number | null) {
  const rows = await query<{
    order_id: number;
    code: string;
    state: string;
    paid_at: Date;
    delivered_at: Date | null;
    due_at: Date | null;
    completed_at: Date | null;
    paid: string;
    gross: string;
    returned: string;
  }>(
    mall,
    ctx,
    `SELECT o.*, x.paid, x.gross, x.returned FROM patronage_order o CROSS JOIN LATERAL (
       SELECT sum(paid_minor)::text AS paid, sum(gross_minor)::text AS gross,
         sum(returned_gross_minor)::text AS returned
       FROM patronage_order_line l WHERE l.order_id = o.order_id) x
     WHERE customer_id = $1 ORDER BY paid_at DESC LIMIT 200`,
    [customerId],
  );
  return inLedger(mall, async (client) => {
    const orders = [];
    for (const row of rows) {
      const events = await readOrder(client, row.code);
      orders.push({
        ...{ id: row.order_id, code: row.code, state: row.state, paidAt: row.paid_at },
        ...{ deliveredAt: row.delivered_at, dueAt: row.due_at, completedAt: row.completed_at },
        ...{ paid: row.paid, gross: row.gross, returned: row.returned },
        grants: events.flatMap(({ seq, event }) =>
          event.type === "orderAccrued"
            ? event.places.map(({ place, sharesMicro, quotaMinor }) => ({
                ...{ seq: seq.toString(), place, shares: sharesMicro.toString() },
                quota: quotaMinor.toString(),
              }))
            : [],
        ),
      });
    }
    return orders;
  });
}

async function holdsOf(mall: Mall, ctx: RequestContext, customerId: number | null) {
  const rows = await query<{
    hold: string;
    code: string;
    shares_micro: string;
    value_minor: string;
    state: string;
    expires_at: Date;
  }>(
    mall,
    ctx,
    `SELECT h.hold, o.code, h.shares_micro, h.value_minor, h.state, h.expires_at
     FROM patronage_hold h JOIN "order" o ON o.id = h.order_id
     WHERE h.customer_id = $1 ORDER BY h.made_at DESC LIMIT 200`,
    [customerId],
  );
  return rows.map((row) => ({
    ...{ hold: row.hold, order: row.code, shares: row.shares_micro, value: row.value_minor },
    ...{ state: row.state, expiresAt: row.expires_at },
  }));
}

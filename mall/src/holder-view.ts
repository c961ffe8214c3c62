/** A holder as it sees itself: its position, what is set aside, what is coming, whom it brought in. */
import { readFund, readPosition } from "@patronage/ledger";
import type { RequestContext } from "@vendure/core";
import { isoOrNull } from "./clock.ts";
import { minorText, valueMinor } from "./figures.ts";
import { inLedger, query, type Mall } from "./mall.ts";
import type { Member } from "./members.ts";
import { COMING_STATES, quoteLines } from "./order-view.ts";
import type { OrderLineRow } from "./orders.ts";
import { programmeFigures } from "./programme.ts";
import { openQuotes } from "./quotes.ts";
import { referralGrants } from "./statements.ts";
import { openMinor } from "./withdrawals.ts";

/** A member's position; null while the ledger has not heard of it. */
export async function tellPosition(mall: Mall, ctx: RequestContext, member: Member) {
  const { plan } = await programmeFigures(mall);
  const { position, fund } = await inLedger(mall, async (client) => ({
    position: await readPosition(client, member.holder),
    fund: await readFund(client),
  }));
  if (position === undefined) return null;
  const { sharesMicro, heldMicro, walletMinor } = position;
  const availableMinor = walletMinor - (await openMinor(mall, ctx, member.customer_id));
  return {
    member,
    ...{ holder: member.holder, referralCode: member.code, joinedAt: isoOrNull(member.joined_at) },
    ...{ shares: sharesMicro.toString(), held: heldMicro.toString() },
    value: valueMinor(sharesMicro, fund).toString(),
    payout: openQuotes(plan, fund)
      .payoutMinor(sharesMicro - heldMicro)
      .toString(),
    quotaLeft: minorText(position.quotaE18),
    dividends: minorText(position.dividendsE18),
    wallet: walletMinor.toString(),
    available: (availableMinor > 0n ? availableMinor : 0n).toString(),
    tier: position.tier,
    peak: position.peakMicro.toString(),
    nextTier: plan.tiers[position.tier]?.toString() ?? null,
    owedShares: position.owedSharesMicro.toString(),
    owedQuota: minorText(position.owedQuotaE18),
  };
}

/** Shares that a member has set aside, the next to run out first. */
export async function ownHolds(mall: Mall, ctx: RequestContext, { customer_id }: Member) {
  const rows = await query<{ code: string; shares_micro: string; expires_at: Date }>(
    mall,
    ctx,
    `SELECT o.code, h.shares_micro, h.expires_at FROM patronage_hold h
     JOIN "order" o ON o.id = h.order_id
     WHERE h.customer_id = $1 AND h.state = 'held' ORDER BY h.expires_at, h.hold`,
    [customer_id],
  );
  return rows.map(({ code, shares_micro, expires_at }) => ({
    ...{ orderCode: code, shares: shares_micro, expires: expires_at.toISOString() },
  }));
}

type ComingRow = {
  readonly order_id: number;
  readonly code: string;
  readonly paid_at: Date;
  readonly due_at: Date | null;
};

/** A member's paid orders of which something will count, the last first. */
export async function comingOrders(mall: Mall, ctx: RequestContext, { customer_id }: Member) {
  const { plan } = await programmeFigures(mall);
  // Paid is counted, under such a plan, whatever comes back later.
  if (plan.maturity === "payment") return [];
  const orders = await query<ComingRow>(
    mall,
    ctx,
    `SELECT order_id, code, paid_at, due_at FROM patronage_order
     WHERE customer_id = $1 AND completed_at IS NULL AND state = ANY($2)
     ORDER BY paid_at DESC, order_id DESC LIMIT 200`,
    [customer_id, COMING_STATES],
  );
  const lines = await query<OrderLineRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_order_line WHERE order_id = ANY($1) ORDER BY line::integer",
    [orders.map(({ order_id }) => order_id)],
  );
  const coming = [];
  for (const { order_id, code, paid_at, due_at } of orders) {
    const own = lines.filter((line) => line.order_id === order_id);
    if (own.every((line) => line.returned_gross_minor === line.gross_minor)) continue;
    coming.push({
      ...{ orderCode: code, paidAt: paid_at.toISOString(), dueAt: isoOrNull(due_at) },
      grantQuote: await quoteLines(mall, own),
    });
  }
  return coming;
}

const NEWEST = 50;

/** A name, all but its first sign hidden. */
const maskName = (name: string): string => `${[...name.trim()][0] ?? ""}**`;

/** Whom a member brought in, and what their orders granted it. */
export async function ownReferrals(mall: Mall, ctx: RequestContext, member: Member) {
  const rows = await query<{ name: string; joined_at: Date; count: string }>(
    mall,
    ctx,
    `SELECT patronage_name(c."firstName", c."lastName") AS name, m.joined_at,
       count(*) OVER () AS count
     FROM patronage_member m JOIN customer c ON c.id = m.customer_id
     WHERE m.referrer_id = $1 AND m.state = 'joined'
     ORDER BY m.joined_at DESC, m.customer_id DESC LIMIT ${NEWEST}`,
    [member.customer_id],
  );
  const { sharesMicro, quotaMinor } = await referralGrants(mall, member.holder);
  return {
    count: Number(rows[0]?.count ?? 0),
    joined: rows.map(({ name, joined_at }) => ({
      ...{ name: maskName(name), joinedAt: joined_at.toISOString() },
    })),
    ...{ shares: sharesMicro.toString(), quota: quotaMinor.toString() },
  };
}

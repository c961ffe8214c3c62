/** The lists of the back office: what waits for somebody, what was decided, what was changed by whom. */
import { MINOR_E18, SHARE_MICRO, type EventOf } from "@patronage/engine";
import { dateIn, readPosition, readStatus } from "@patronage/ledger";
import { decimalText } from "@patronage/words";
import type { RequestContext } from "@vendure/core";
import { nextDay } from "./admin-reads.ts";
import { minorText } from "./figures.ts";
import { inLedger, likeText, preview, query, type Mall } from "./mall.ts";
import { gateOf, type GateTold } from "./studio-gate.ts";

type WithdrawalListRow = {
  readonly id: number;
  readonly customer_id: number;
  readonly name: string;
  readonly holder: string;
  readonly amount_minor: string;
  readonly account: string;
  readonly state: string;
  readonly requested_at: Date;
  readonly reviewed_at: Date | null;
  readonly reviewed_name: string | null;
  readonly approved_at: Date | null;
  readonly approved_name: string | null;
  readonly paid_at: Date | null;
  readonly reference: string | null;
  readonly rejected_at: Date | null;
  readonly rejection: string | null;
};

/** The name of an administrator. */
export const NAME_OF = (column: string): string =>
  `(SELECT patronage_name(a."firstName", a."lastName") FROM administrator a WHERE a.id = ${column})`;

const IS_OVER = "w.state IN ('paid', 'rejected', 'cancelled')";

/** Withdrawals in a state, or of a customer, or all; the oldest that wait first. */
export async function listWithdrawals(
  mall: Mall,
  ctx: RequestContext,
  asked: { readonly state?: string; readonly customerId?: number | null; readonly take: number },
) {
  const rows = await query<WithdrawalListRow>(
    mall,
    ctx,
    `SELECT w.*, m.holder, patronage_name(c."firstName", c."lastName") AS name,
       ${NAME_OF("w.reviewed_by")} AS reviewed_name, ${NAME_OF("w.approved_by")} AS approved_name
     FROM patronage_withdrawal w JOIN patronage_member m USING (customer_id)
     JOIN customer c ON c.id = m.customer_id
     WHERE ($1::text IS NULL OR w.state = $1) AND ($2::integer IS NULL OR w.customer_id = $2)
     ORDER BY ${IS_OVER}, CASE WHEN ${IS_OVER} THEN -w.id ELSE w.id END LIMIT $3`,
    [asked.state ?? null, asked.customerId ?? null, asked.take],
  );
  const wallets = await inLedger(mall, async (client) => {
    const found = new Map<string, string>();
    for (const holder of new Set(rows.map((row) => row.holder))) {
      const position = await readPosition(client, holder);
      found.set(holder, (position?.walletMinor ?? 0n).toString());
    }
    return found;
  });
  return rows.map((row) => ({
    ...{ id: row.id, customerId: row.customer_id, name: row.name, holder: row.holder },
    ...{ amount: row.amount_minor, account: row.account, state: row.state },
    ...{
      requestedAt: row.requested_at,
      reviewedAt: row.reviewed_at,
      reviewedBy: row.reviewed_name,
    },
    ...{ approvedAt: row.approved_at, approvedBy: row.approved_name, paidAt: row.paid_at },
    ...{ reference: row.reference, rejectedAt: row.rejected_at, rejection: row.rejection },
    wallet: wallets.get(row.holder)!,
  }));
}

type ReturnListRow = {
  readonly id: string;
  readonly order_id: number;
  readonly code: string;
  readonly name: string;
  readonly state: string;
  readonly goods: readonly { line: string; quantity: number; gross: string }[];
  readonly money_minor: string;
  readonly shares_minor: string;
  readonly withheld_minor: string | null;
  readonly given_back_minor: string | null;
  readonly missing_minor: string | null;
  readonly loss_minor: string | null;
  readonly reason: string | null;
  readonly trouble: string | null;
  readonly asked_at: Date;
  readonly done_at: Date | null;
};

export async function listReturns(
  mall: Mall,
  ctx: RequestContext,
  asked: { readonly state?: string; readonly take: number },
) {
  const rows = await query<ReturnListRow>(
    mall,
    ctx,
    `SELECT r.*, o.code, patronage_name(c."firstName", c."lastName") AS name
     FROM patronage_return r JOIN patronage_order o USING (order_id)
     JOIN customer c ON c.id = o.customer_id
     WHERE $1::text IS NULL OR r.state = $1 ORDER BY r.asked_at DESC LIMIT $2`,
    [asked.state ?? null, asked.take],
  );
  const names = await namesOf(
    mall,
    ctx,
    rows.flatMap(({ goods }) => goods.map(({ line }) => line)),
  );
  const seqs = await seqsOf(
    mall,
    rows.map(({ id }) => `order.refund ${id}`),
  );
  return rows.map((row) => ({
    ...{ id: row.id, orderId: row.order_id, code: row.code, name: row.name, state: row.state },
    goods: row.goods.map((some) => ({ ...some, name: names.get(some.line) ?? some.line })),
    ...{ money: row.money_minor, shares: row.shares_minor, withheld: row.withheld_minor },
    ...{ givenBack: row.given_back_minor, missing: row.missing_minor, loss: row.loss_minor },
    ...{ reason: row.reason, trouble: row.trouble, askedAt: row.asked_at, doneAt: row.done_at },
    seq: seqs.get(`order.refund ${row.id}`) ?? null,
  }));
}

/** Names of what was sold on lines, in a language, left out that of the request, where there is one. */
export async function namesOf(
  mall: Mall,
  ctx: RequestContext,
  lines: readonly string[],
  languageCode: string = ctx.languageCode,
): Promise<Map<string, string>> {
  const rows = await query<{ line: string; name: string }>(
    mall,
    ctx,
    `SELECT DISTINCT ON (l.id) l.id::text AS line, t.name FROM order_line l
     JOIN product_variant_translation t ON t."baseId" = l."productVariantId"
     WHERE l.id = ANY($1::integer[]) ORDER BY l.id, (t."languageCode" = $2) DESC`,
    [lines, languageCode],
  );
  return new Map(rows.map(({ line, name }) => [line, name]));
}

async function seqsOf(mall: Mall, ids: readonly string[]): Promise<Map<string, string>> {
  return inLedger(mall, async (client) => {
    const { rows } = await client.query<{ id: string; seq: string }>(
      "SELECT id, seq FROM journal WHERE id = ANY($1)",
      [ids],
    );
    return new Map(rows.map(({ id, seq }) => [id, seq]));
  });
}

/** An order by its code, as it can be returned; null where nothing was paid under it. */
export async function readReturnable(mall: Mall, ctx: RequestContext, code: string) {
  const [order] = await query<{
    order_id: number;
    code: string;
    name: string;
    state: string;
    paid_at: Date;
    completed_at: Date | null;
    shipping_left: string;
  }>(
    mall,
    ctx,
    `SELECT o.*, patronage_name(c."firstName", c."lastName") AS name,
       (o.shipping_minor - o.shipping_refunded_minor)::text AS shipping_left
     FROM patronage_order o JOIN customer c ON c.id = o.customer_id WHERE upper(o.code) = upper($1)`,
    [code.trim()],
  );
  if (order === undefined) return null;
  const lines = await query<{
    line: string;
    sku: string;
    quantity: number;
    returned_quantity: number;
    gross_minor: string;
    returned_gross_minor: string;
  }>(
    mall,
    ctx,
    `SELECT l.*, v.sku FROM patronage_order_line l JOIN order_line o ON o.id = l.line::integer
     JOIN product_variant v ON v.id = o."productVariantId" WHERE l.order_id = $1 ORDER BY o.id`,
    [order.order_id],
  );
  const names = await namesOf(
    mall,
    ctx,
    lines.map(({ line }) => line),
  );
  return {
    ...{ orderId: order.order_id, code: order.code, name: order.name, state: order.state },
    ...{
      paidAt: order.paid_at,
      completedAt: order.completed_at,
      shippingLeft: order.shipping_left,
    },
    lines: lines.map((line) => ({
      ...{ line: line.line, name: names.get(line.line) ?? line.sku, sku: line.sku },
      ...{ quantity: line.quantity, returned: line.returned_quantity },
      ...{ gross: line.gross_minor, returnedGross: line.returned_gross_minor },
    })),
  };
}

export async function listDrafts(mall: Mall, ctx: RequestContext, administratorId: number) {
  const rows = await query<{
    id: number;
    plan: string;
    note: string;
    state: string;
    made_at: Date;
    made_by: number;
    made_name: string;
    ended_at: Date | null;
    ended_name: string | null;
  }>(
    mall,
    ctx,
    `SELECT p.*, ${NAME_OF("p.made_by")} AS made_name, ${NAME_OF("p.ended_by")} AS ended_name
     FROM patronage_plan p ORDER BY p.state = 'draft' DESC, p.id DESC LIMIT 50`,
  );
  const open = rows.filter(({ state }) => state === "draft");
  const gates = await inLedger(mall, async (client) => {
    const found = new Map<number, GateTold>();
    for (const { id, plan } of open) found.set(id, await gateOf(client, plan, mall.clock.now()));
    return found;
  });
  return rows.map((row) => ({
    gate: gates.get(row.id) ?? null,
    ...{ id: row.id, plan: row.plan, note: row.note, state: row.state, madeAt: row.made_at },
    ...{ madeBy: row.made_name, isMine: row.made_by === administratorId },
    ...{ endedAt: row.ended_at, endedBy: row.ended_name },
  }));
}

export async function listReviews(mall: Mall, ctx: RequestContext, state: string | undefined) {
  const rows = await query<{
    id: number;
    customer_id: number;
    name: string;
    referrer: string | null;
    order_id: number | null;
    code: string | null;
    reasons: string[];
    state: string;
    made_at: Date;
    decided_at: Date | null;
    decided_name: string | null;
  }>(
    mall,
    ctx,
    `SELECT r.*, patronage_name(c."firstName", c."lastName") AS name, o.code,
       (SELECT patronage_name(t."firstName", t."lastName") FROM customer t
        WHERE t.id = m.referrer_id) AS referrer, ${NAME_OF("r.decided_by")} AS decided_name
     FROM patronage_review r JOIN patronage_member m USING (customer_id)
     JOIN customer c ON c.id = m.customer_id LEFT JOIN patronage_order o ON o.order_id = r.order_id
     WHERE $1::text IS NULL OR r.state = $1 ORDER BY r.state = 'open' DESC, r.id DESC LIMIT 200`,
    [state ?? null],
  );
  return rows.map((row) => ({
    ...{ id: row.id, customerId: row.customer_id, name: row.name, referrer: row.referrer },
    ...{ orderId: row.order_id, orderCode: row.code, reasons: row.reasons, state: row.state },
    ...{ madeAt: row.made_at, decidedAt: row.decided_at, decidedBy: row.decided_name },
  }));
}

export async function listFindings(mall: Mall, ctx: RequestContext, isOpen: boolean) {
  const rows = await query<{
    id: number;
    kind: string;
    subject: string;
    facts: object;
    found_at: Date;
    seen_at: Date;
    mended_at: Date | null;
    gone_at: Date | null;
  }>(
    mall,
    ctx,
    `SELECT * FROM patronage_finding WHERE NOT $1 OR (gone_at IS NULL AND mended_at IS NULL)
     ORDER BY id DESC LIMIT 200`,
    [isOpen],
  );
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, subject: row.subject, facts: JSON.stringify(row.facts) },
    ...{ foundAt: row.found_at, seenAt: row.seen_at, mendedAt: row.mended_at, goneAt: row.gone_at },
  }));
}

export async function listAudit(
  mall: Mall,
  ctx: RequestContext,
  { search, skip, take }: { readonly search: string; readonly skip: number; readonly take: number },
) {
  const like = likeText(search);
  const where = `WHERE $1 = '%%' OR administrator ILIKE $1 OR operation ILIKE $1 OR "table" ILIKE $1
    OR key = $2`;
  const rows = await query<{
    id: string;
    at: Date;
    administrator: string;
    operation: string;
    table: string;
    key: string;
    before: object | null;
    after: object | null;
  }>(mall, ctx, `SELECT * FROM patronage_audit ${where} ORDER BY id DESC OFFSET $3 LIMIT $4`, [
    ...[like, search, skip, take],
  ]);
  const [all] = await query<{ count: string }>(
    mall,
    ctx,
    `SELECT count(*) FROM patronage_audit ${where}`,
    [like, search],
  );
  const text = (json: object | null): string | null =>
    json === null ? null : JSON.stringify(json);
  return {
    items: rows.map((row) => ({ ...row, before: text(row.before), after: text(row.after) })),
    totalItems: Number(all!.count),
  };
}

export async function readEntry(mall: Mall, seq: string) {
  if (!/^[0-9]{1,18}$/.test(seq)) return null;
  return inLedger(mall, async (client) => {
    const { rows } = await client.query<{
      seq: string;
      batch: string;
      id: string;
      command: string;
      events: string;
    }>("SELECT seq, batch, id, command, events FROM journal WHERE seq = $1", [seq]);
    return rows[0] ?? null;
  });
}

/** What the next close would pay if it came now; null while nothing has happened. */
export async function previewClose(mall: Mall) {
  const { plan, date } = await inLedger(mall, async (client) => {
    const status = await readStatus(client);
    return {
      plan: status.plan,
      date: await nextDay(client, status.plan.timezone, status.lastCloseDate),
    };
  });
  if (date === undefined) return null;
  const events = await preview(mall, { type: "day.close", date });
  const closed = events.find((event): event is EventOf<"dayClosed"> => event.type === "dayClosed")!;
  return {
    date,
    hasEnded: dateIn(plan.timezone, mall.clock.now()) > date,
    proRataPaid: minorText(closed.proRataPaidE18),
    tierPaid: minorText(closed.tierPaidE18),
    carried: minorText(closed.carriedE18),
    capped: closed.capped.length,
    forced: closed.forced.length,
    perShare: decimalText(
      { num: (closed.indexRiseE18 * SHARE_MICRO * 10_000n) / MINOR_E18, den: 10_000n },
      2,
    ),
    risen: closed.risen.length,
  };
}

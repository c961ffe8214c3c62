/**
 * The reconciler: shop and ledger compared, item by item, whatever happened in between.
 *
 * What the ledger has not heard is sent again: every command has an id of its own, so that hearing it
 * twice is harmless. What cannot be mended that way is kept as a finding until it is gone, for people.
 */
import { canonicalJson, parseJson, type Json } from "@patronage/engine";
import { readAnswerAt } from "@patronage/ledger";
import { Order, type RequestContext } from "@vendure/core";
import { heldDiffering } from "./reconcile-holds.ts";
import { inLedger, inTransaction, query, send, type Mall } from "./mall.ts";
import { join, joinCommand } from "./members.ts";
import {
  completeCommand,
  lockOrder,
  orderPaid,
  payCommand,
  refundCommand,
  UNRETURNED_PIECES,
  type OrderLineRow,
} from "./orders.ts";
import { withdrawCommand } from "./withdrawals.ts";

export type Finding = {
  readonly kind: string;
  readonly subject: string;
  readonly facts: { readonly [name: string]: string };
  readonly isMended: boolean;
};

/** What one comparison looked at, and what it found. */
export type Comparison = { readonly count: number; readonly findings: Finding[] };

export type Reconciliation = { readonly [kind: string]: number };

type Comparing = (mall: Mall, ctx: RequestContext) => Promise<Comparison>;

/** Commands that were sent this short a while ago may still be on their way. */
const PATIENCE = "interval '30 seconds'";

const COMPARISONS: { readonly [kind: string]: Comparing } = {
  members: compareMembers,
  unnoted: compareUnnoted,
  orders: compareOrders,
  returns: compareReturns,
  refunds: compareRefunds,
  holds: heldDiffering,
  withdrawals: compareWithdrawals,
  cancelled: compareCancelled,
  trades: compareTrades,
};

/** Compares everything, mends what it can, and keeps what it cannot; answers how much of each it saw. */
export async function reconcile(mall: Mall, ctx: RequestContext): Promise<Reconciliation> {
  const [run] = await query<{ id: number }>(
    mall,
    ctx,
    "INSERT INTO patronage_reconciliation (began_at) VALUES ($1) RETURNING id",
    [mall.clock.now()],
  );
  const began = mall.clock.now();
  const compared: { [kind: string]: number } = {};
  let mended = 0;
  for (const [kind, compare] of Object.entries(COMPARISONS)) {
    const { count, findings } = await compare(mall, ctx);
    compared[kind] = count;
    for (const finding of findings) {
      mended += finding.isMended ? 1 : 0;
      await noteFinding(mall, ctx, finding, began);
    }
  }
  compared["mended"] = mended;
  await query(
    mall,
    ctx,
    "UPDATE patronage_finding SET gone_at = $1 WHERE gone_at IS NULL AND seen_at < $1",
    [began],
  );
  await query(
    mall,
    ctx,
    "UPDATE patronage_reconciliation SET ended_at = $2, compared = $3 WHERE id = $1",
    [run!.id, mall.clock.now(), JSON.stringify(compared)],
  );
  return compared;
}

async function noteFinding(
  mall: Mall,
  ctx: RequestContext,
  { kind, subject, facts, isMended }: Finding,
  at: string,
): Promise<void> {
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_finding (kind, subject, facts, found_at, seen_at, mended_at)
     VALUES ($1, $2, $3, $4, $4, CASE WHEN $5 THEN $4::timestamptz END)
     ON CONFLICT (kind, subject) WHERE gone_at IS NULL DO UPDATE SET facts = $3, seen_at = $4,
       mended_at = CASE WHEN $5 THEN $4::timestamptz END`,
    [kind, subject, JSON.stringify(facts), at, isMended],
  );
}

/** A command that the ledger should have applied. */
type Expected = { readonly subject: string; readonly command: Json };

const idOf = (command: Json): string => (command as { readonly id: string }).id;

/** What is under a command's hash beside its instant. */
function contentOf(text: string): string {
  const content = { ...(parseJson(text) as { [name: string]: Json }) };
  delete content["at"];
  return canonicalJson(content);
}

/** Holds what should be in the journal against it: sends again what is not there. */
async function compareCommands(
  mall: Mall,
  ctx: RequestContext,
  kind: string,
  expected: readonly Expected[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let from = 0; from < expected.length; from += PAGE) {
    const page = expected.slice(from, from + PAGE);
    const applied = await inLedger(mall, async (client) => {
      const { rows } = await client.query<{ id: string; command: string }>(
        "SELECT id, command FROM journal WHERE id = ANY($1)",
        [page.map(({ command }) => idOf(command))],
      );
      return new Map(rows.map(({ id, command }) => [id, command]));
    });
    for (const item of page) {
      const text = applied.get(idOf(item.command));
      if (text === undefined) findings.push(await sendAgain(mall, ctx, kind, item));
      else if (contentOf(text) !== canonicalJson(item.command)) {
        const facts = { ledger: contentOf(text), shop: canonicalJson(item.command) };
        findings.push({ kind: `${kind}_differs`, subject: item.subject, facts, isMended: false });
      }
    }
  }
  return findings;
}
const PAGE = 1_000;

/**
 * Goes through rows a page at a time, so that a large mall fits: `text` takes the instant as $1, the last
 * `at` of the page before as $2, and the size of a page as $3. Answers how many rows there were.
 */
async function inPages<Row extends { readonly at: number | string }>(
  mall: Mall,
  ctx: RequestContext,
  text: string,
  first: Row["at"],
  work: (rows: readonly Row[]) => Promise<void>,
): Promise<number> {
  let count = 0;
  for (let at = first; ;) {
    const rows = await query<Row>(mall, ctx, text, [mall.clock.now(), at, PAGE]);
    if (rows.length > 0) await work(rows);
    count += rows.length;
    if (rows.length < PAGE) return count;
    at = rows.at(-1)!.at;
  }
}

const ANSWER_TRIES = 100;
const ANSWER_PAUSE_MILLISECONDS = 50;

async function sendAgain(
  mall: Mall,
  ctx: RequestContext,
  kind: string,
  { subject, command }: Expected,
): Promise<Finding> {
  const place = await inTransaction(mall, ctx, (ctx) => send(mall, ctx, command));
  for (let tries = 0; tries < ANSWER_TRIES; tries++) {
    const answer = await readAnswerAt(mall.house.pool, mall.programme, place);
    if (answer !== undefined) {
      const refusal: Finding["facts"] = answer.ok ? {} : { refusal: answer.refusal.code };
      const facts = { ...refusal, command: idOf(command) };
      return { kind: `${kind}_missing`, subject, facts, isMended: answer.ok };
    }
    await new Promise((resolve) => setTimeout(resolve, ANSWER_PAUSE_MILLISECONDS));
  }
  const facts = { command: idOf(command), refusal: "unanswered" };
  return { kind: `${kind}_missing`, subject, facts, isMended: false };
}

/** Members are holders; verified customers are members. */
async function compareMembers(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const strangers = await query<{ id: number }>(
    mall,
    ctx,
    `SELECT c.id FROM customer c JOIN "user" u ON u.id = c."userId"
     WHERE u.verified AND c."deletedAt" IS NULL AND u."deletedAt" IS NULL
       AND NOT EXISTS (SELECT FROM patronage_member m WHERE m.customer_id = c.id)`,
  );
  const findings: Finding[] = [];
  for (const { id } of strangers) {
    await inTransaction(mall, ctx, (ctx) => join(mall, ctx, id));
    findings.push({ kind: "member_missing", subject: String(id), facts: {}, isMended: true });
  }
  type Row = { readonly at: number; readonly holder: string; readonly referrer: string | null };
  const count = await inPages<Row>(
    mall,
    ctx,
    `SELECT m.customer_id AS at, m.holder, r.holder AS referrer FROM patronage_member m
     LEFT JOIN patronage_member r ON r.customer_id = m.referrer_id
     WHERE m.state = 'joined' AND m.joined_at < $1::timestamptz - ${PATIENCE} AND m.customer_id > $2
     ORDER BY m.customer_id LIMIT $3`,
    0,
    async (members) => {
      const expected = members.map(({ holder, referrer }) => ({
        subject: holder,
        command: joinCommand({ holder, referrer }),
      }));
      findings.push(...(await compareCommands(mall, ctx, "join", expected)));
    },
  );
  return { count, findings };
}

/** Every order that was paid is noted as paid. */
async function compareUnnoted(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const rows = await query<{ id: number; code: string }>(
    mall,
    ctx,
    `SELECT o.id, o.code FROM "order" o WHERE o.state IN ('PaymentSettled', 'PartiallyShipped',
       'Shipped', 'PartiallyDelivered', 'Delivered') AND o.type <> 'Seller'
       AND NOT EXISTS (SELECT FROM patronage_order p WHERE p.order_id = o.id)`,
  );
  const findings: Finding[] = [];
  for (const { id, code } of rows) {
    await inTransaction(mall, ctx, async (ctx) => {
      await lockOrder(mall, ctx, id);
      const relations = ["lines", "lines.productVariant", "payments", "customer", "shippingLines"];
      const orders = mall.connection.getRepository(ctx, Order);
      const order = await orders.findOneOrFail({
        where: { id },
        relations: [...relations, "surcharges"],
      });
      await orderPaid(mall, ctx, order);
    });
    findings.push({ kind: "order_unnoted", subject: code, facts: {}, isMended: true });
  }
  return { count: rows.length, findings };
}

type SentOrder = {
  readonly at: number;
  readonly code: string;
  readonly region: string | null;
  readonly holder: string;
  readonly completed_at: Date | null;
  readonly lines: Pick<OrderLineRow, "line" | "category" | "paid_minor">[];
};

async function compareOrders(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const findings: Finding[] = [];
  const count = await inPages<SentOrder>(
    mall,
    ctx,
    `SELECT o.order_id AS at, o.code, o.region, m.holder, o.completed_at, (
       SELECT json_agg(json_build_object('line', l.line, 'category', l.category,
         'paid_minor', l.paid_minor::text) ORDER BY l.line::integer)
       FROM patronage_order_line l WHERE l.order_id = o.order_id) AS lines
     FROM patronage_order o JOIN patronage_member m ON m.customer_id = o.customer_id
     WHERE o.state = 'sent' AND o.paid_at < $1::timestamptz - ${PATIENCE} AND o.order_id > $2
     ORDER BY o.order_id LIMIT $3`,
    0,
    async (orders) => {
      const paid = orders.map(({ holder, lines, ...order }) => ({
        subject: order.code,
        command: payCommand(order, holder, lines)!,
      }));
      const completed = orders
        .filter(({ completed_at }) => completed_at !== null)
        .map(({ code }) => ({ subject: code, command: completeCommand(code) }));
      findings.push(
        ...(await compareCommands(mall, ctx, "order", paid)),
        ...(await compareCommands(mall, ctx, "completion", completed)),
      );
    },
  );
  return { count, findings };
}

type AskedReturn = {
  readonly at: string;
  readonly code: string;
  readonly lines: { line: string; amount: string }[];
};

async function compareReturns(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const findings: Finding[] = [];
  const count = await inPages<AskedReturn>(
    mall,
    ctx,
    `SELECT r.id AS at, o.code, r.lines FROM patronage_return r JOIN patronage_order o USING (order_id)
     WHERE o.state = 'sent' AND r.asked_at < $1::timestamptz - ${PATIENCE} AND r.id > $2
     ORDER BY r.id LIMIT $3`,
    "",
    async (returns) => {
      const expected = returns.flatMap(({ at: id, code, lines }) => {
        const command = refundCommand(id, code, lines);
        return command === undefined ? [] : [{ subject: `${code} ${id}`, command }];
      });
      findings.push(...(await compareCommands(mall, ctx, "return", expected)));
    },
  );
  return { count, findings };
}

/** Every refund of the engine belongs to a return, and is paid or on its way. */
async function compareRefunds(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const rows = await query<{ id: number; code: string; total: string; trouble: string | null }>(
    mall,
    ctx,
    `SELECT r.id, o.code, r.total, f.trouble FROM refund r JOIN payment p ON p.id = r."paymentId"
     JOIN "order" o ON o.id = p."orderId" LEFT JOIN patronage_refund f ON f.refund_id = r.id
     WHERE (f.refund_id IS NULL AND r.state <> 'Failed') OR f.state = 'failed'
       OR (f.state = 'done') <> (r.state = 'Settled')`,
  );
  const [all] = await query<{ count: string }>(mall, ctx, "SELECT count(*) FROM refund");
  const findings = rows.map(({ id, code, total, trouble }) => ({
    kind: "refund_differs",
    subject: `${code} ${id}`,
    facts: { total: String(total), ...(trouble === null ? {} : { trouble }) },
    isMended: false,
  }));
  return { count: Number(all!.count), findings };
}

async function compareWithdrawals(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const findings: Finding[] = [];
  const count = await inPages<{ at: number; holder: string; amount_minor: string }>(
    mall,
    ctx,
    `SELECT w.id AS at, m.holder, w.amount_minor FROM patronage_withdrawal w
     JOIN patronage_member m USING (customer_id)
     WHERE w.state = 'paid' AND w.paid_at < $1::timestamptz - ${PATIENCE} AND w.id > $2
     ORDER BY w.id LIMIT $3`,
    0,
    async (withdrawals) => {
      const expected = withdrawals.map(({ at: id, holder, amount_minor }) => ({
        subject: String(id),
        command: withdrawCommand(id, holder, amount_minor),
      }));
      findings.push(...(await compareCommands(mall, ctx, "withdrawal", expected)));
    },
  );
  return { count, findings };
}

/** Goods that were cancelled are paid back by somebody; until then their order does not complete. */
async function compareCancelled(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const rows = await query<{ code: string; line: string; pieces: number }>(
    mall,
    ctx,
    `SELECT p.code, l.line, ${UNRETURNED_PIECES} AS pieces
     FROM patronage_order p JOIN patronage_order_line l USING (order_id)
     LEFT JOIN order_line o ON o.id = l.line::integer
     WHERE p.completed_at IS NULL AND l.returned_gross_minor < l.gross_minor
       AND ${UNRETURNED_PIECES} > 0 ORDER BY p.order_id, l.line::integer`,
  );
  const findings = Array.from(
    Map.groupBy(rows, ({ code }) => code),
    ([code, lines]) => ({
      kind: "cancelled_unpaid",
      subject: code,
      facts: Object.fromEntries(lines.map(({ line, pieces }) => [line, String(pieces)])),
      isMended: false,
    }),
  );
  return { count: rows.length, findings };
}

/** Money that found no order and could not be given back yet. */
async function compareTrades(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const rows = await query<{ trade: string; code: string; amount: string; trouble: string | null }>(
    mall,
    ctx,
    `SELECT t.trade, o.code, t.amount_minor AS amount, t.trouble FROM patronage_trade t
     JOIN "order" o ON o.id = t.order_id
     WHERE t.state = 'returning' AND t.paid_at < $1::timestamptz - ${PATIENCE}`,
    [mall.clock.now()],
  );
  const findings = rows.map(({ trade, code, amount, trouble }) => ({
    kind: "trade_not_returned",
    subject: `${code} ${trade}`,
    facts: { amount, ...(trouble === null ? {} : { trouble }) },
    isMended: false,
  }));
  return { count: rows.length, findings };
}

/**
 * Paying returns back: what the ledger has decided is paid through each payment's provider.
 *
 * The provider is asked outside of any transaction, under an id of the refund's own, so a crash
 * between its answer and our note is mended by asking again.
 */
import type { RequestContext } from "@vendure/core";
import { Refund, type PaymentMetadata } from "@vendure/core";
import { inTransaction, query, type Mall } from "./mall.ts";
import { lockOrder } from "./orders.ts";

type Due = {
  readonly refund_id: number;
  readonly return_id: string;
  readonly order_id: number;
  readonly kind: "money" | "shares";
  readonly method: string;
  readonly transaction: string;
  readonly total_minor: string;
  readonly withheld_minor: string;
  readonly reason: string | null;
  readonly tries: number;
};

const TRIES_PAUSE_SECONDS = 5;
const PAUSE_SECONDS_MOST = 3_600;

/** Divides what is withheld over a return's payments in money, each once. */
async function withhold(mall: Mall, ctx: RequestContext): Promise<void> {
  await query(
    mall,
    ctx,
    `UPDATE patronage_refund f SET withheld_minor = least(f.total_minor, greatest(0,
         r.withheld_minor - coalesce((SELECT sum(o.total_minor) FROM patronage_refund o
           WHERE o.return_id = f.return_id AND o.kind = 'money' AND o.refund_id < f.refund_id), 0)))
     FROM patronage_return r WHERE r.id = f.return_id AND r.state = 'decided' AND r.withheld_minor > 0
       AND f.kind = 'money' AND f.state = 'pending' AND f.tries = 0`,
  );
}

/** Pays every refund that is due; answers how many were paid. */
export async function payRefunds(mall: Mall, ctx: RequestContext): Promise<number> {
  await withhold(mall, ctx);
  const due = await query<Due>(
    mall,
    ctx,
    `SELECT f.refund_id, f.return_id, r.order_id, f.kind, p.method, p."transactionId" AS transaction,
       f.total_minor, f.withheld_minor, r.reason, f.tries
     FROM patronage_refund f JOIN patronage_return r ON r.id = f.return_id
     JOIN payment p ON p.id = f.payment_id
     WHERE r.state = 'decided' AND f.state = 'pending'
       AND (f.next_try_at IS NULL OR f.next_try_at <= $1)
     ORDER BY f.refund_id`,
    [mall.clock.now()],
  );
  let count = 0;
  for (const refund of due) {
    if (await payRefund(mall, ctx, refund)) count += 1;
  }
  return count;
}

async function payRefund(mall: Mall, ctx: RequestContext, due: Due): Promise<boolean> {
  const payMinor = BigInt(due.total_minor) - BigInt(due.withheld_minor);
  if (due.kind === "shares" || payMinor === 0n) {
    return settleRefund(mall, ctx, due.refund_id, `shares ${due.return_id}`);
  }
  // Paid by hand: whoever pays records it.
  if (due.method !== "alipay" || mall.alipay === undefined) return false;
  try {
    const paid = await mall.alipay.refund({
      tradeId: due.transaction,
      refundId: refundKey(due.refund_id),
      amountMinor: payMinor,
      reason: due.reason ?? "",
    });
    if (paid.ok) return await settleRefund(mall, ctx, due.refund_id, refundKey(due.refund_id));
    await noteTrouble(mall, ctx, due, `${paid.code}: ${paid.message}`, "failed");
  } catch (error) {
    await noteTrouble(mall, ctx, due, (error as Error).message, "pending");
  }
  return false;
}

/** What the provider knows a refund by. */
export const refundKey = (refundId: number): string => `refund-${refundId}`;

async function noteTrouble(
  mall: Mall,
  ctx: RequestContext,
  { refund_id, tries }: Due,
  trouble: string,
  state: "pending" | "failed",
): Promise<void> {
  const seconds = Math.min(TRIES_PAUSE_SECONDS * 2 ** tries, PAUSE_SECONDS_MOST);
  await query(
    mall,
    ctx,
    `UPDATE patronage_refund SET tries = tries + 1, trouble = $2, state = $3,
       next_try_at = $4::timestamptz + $5 * interval '1 second'
     WHERE refund_id = $1 AND state = 'pending'`,
    [refund_id, trouble, state, mall.clock.now(), seconds],
  );
}

/** Notes a refund as paid, once, in the engine's books and in ours. */
export function settleRefund(
  mall: Mall,
  ctx: RequestContext,
  refundId: number,
  reference: string,
): Promise<boolean> {
  return inTransaction(mall, ctx, async (ctx) => {
    const [row] = await query<{ order_id: number }>(
      mall,
      ctx,
      `SELECT r.order_id FROM patronage_refund f
       JOIN patronage_return r ON r.id = f.return_id WHERE f.refund_id = $1`,
      [refundId],
    );
    if (row === undefined) return false;
    await lockOrder(mall, ctx, row.order_id);
    const [due] = await query<{ withheld_minor: string }>(
      mall,
      ctx,
      "SELECT withheld_minor FROM patronage_refund WHERE refund_id = $1 AND state <> 'done'",
      [refundId],
    );
    if (due === undefined) return false;
    const refunds = mall.connection.getRepository(ctx, Refund);
    const { metadata } = await refunds.findOneOrFail({ where: { id: refundId } });
    await refunds.update(refundId, {
      metadata: { ...metadata, withheldMinor: due.withheld_minor } as PaymentMetadata,
    });
    // The refund's process notes the rest.
    await mall.orders.transitionRefundToState(ctx, refundId, "Settled", reference);
    return true;
  });
}

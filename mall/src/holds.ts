/**
 * Holds: shares set aside as a means of payment.
 *
 * One hold for each line that shares pay for. It is made before the payment is written down, by the
 * ledger itself, so that nobody can spend the same share twice; should the payment then fail, the
 * worker lets go of what no payment stands for. It is captured when the goods can come back no more,
 * or before it would run out; after that a return is a `spend.return`.
 */
import { randomUUID } from "node:crypto";
import type { Order, RequestContext } from "@vendure/core";
import { readEvents, readFund } from "@patronage/ledger";
import { sharesFor, spread, sumMinor } from "./figures.ts";
import { inLedger, MallError, query, RefusedError, send, submit, type Mall } from "./mall.ts";
import { lockMember, type Member } from "./members.ts";
import { goodsOf } from "./orders.ts";

export type HoldRow = {
  readonly hold: string;
  readonly order_id: number;
  readonly payment_id: number | null;
  readonly customer_id: number;
  readonly line: string;
  readonly shares_micro: string;
  readonly value_minor: string;
  readonly expires_at: Date;
  readonly state: "held" | "captured" | "released";
  readonly place: string | null;
  readonly captured_minor: string | null;
};

export const HOLD_DAYS = 30;
/** Captured so long before it would run out, whatever has become of the order. */
const SPARE_DAYS = 2;
export const DAY_MILLISECONDS = 86_400_000;

/** What shares pay of an order, in minor units. */
export async function heldMinor(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<bigint> {
  const [row] = await query<{ held: string }>(
    mall,
    ctx,
    `SELECT coalesce(sum(value_minor), 0)::text AS held FROM patronage_hold
     WHERE order_id = $1 AND state <> 'released'`,
    [orderId],
  );
  return BigInt(row!.held);
}

export function readHolds(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<HoldRow[]> {
  return query<HoldRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_hold WHERE order_id = $1 ORDER BY line::integer, made_at",
    [orderId],
  );
}

/** What can be paid for in shares: goods, and not what shares pay for already. */
export async function payableMinor(mall: Mall, ctx: RequestContext, order: Order): Promise<bigint> {
  const goodsMinor = sumMinor(goodsOf(order).map(({ grossMinor }) => grossMinor));
  return goodsMinor - (await heldMinor(mall, ctx, order.id));
}

/**
 * Sets shares aside for an order, worth the amount at today's NAV, and notes them in the request's
 * transaction. Refuses: not_a_holder, shares_pay_once, amount_above_goods, and what the ledger refuses.
 */
export async function holdShares(
  mall: Mall,
  ctx: RequestContext,
  order: Order,
  amountMinor: bigint,
): Promise<{ holds: string[]; sharesMicro: bigint }> {
  const member = await lockMember(mall, ctx, Number(order.customer!.id));
  if ((await heldMinor(mall, ctx, order.id)) > 0n) throw new MallError("shares_pay_once");
  const goods = goodsOf(order);
  const goodsMinor = sumMinor(goods.map(({ grossMinor }) => grossMinor));
  if (amountMinor > goodsMinor) {
    throw new MallError("amount_above_goods", { goodsMinor: goodsMinor.toString() });
  }
  const nav = await inLedger(mall, readFund);
  if (nav.outstandingMicro === 0n) {
    throw new RefusedError({ code: "shares_insufficient", facts: {} });
  }
  const values = spread(
    amountMinor,
    goods.map(({ grossMinor }) => grossMinor),
  );
  const holds: string[] = [];
  let sharesMicro = 0n;
  for (const [index, { line }] of goods.entries()) {
    const valueMinor = values[index]!;
    if (valueMinor === 0n) continue;
    const microShares = sharesFor(valueMinor, nav);
    holds.push(
      await makeHold(mall, ctx, member, order, line, { sharesMicro: microShares, valueMinor }),
    );
    sharesMicro += microShares;
  }
  return { holds, sharesMicro };
}

async function makeHold(
  mall: Mall,
  ctx: RequestContext,
  { holder, customer_id }: Member,
  order: Order,
  line: string,
  { sharesMicro, valueMinor }: { readonly sharesMicro: bigint; readonly valueMinor: bigint },
): Promise<string> {
  const hold = `${order.code}:${line}:${randomUUID()}`;
  const expires = inDays(mall, HOLD_DAYS);
  const answer = await submit(mall, holdCommand(hold, holder, sharesMicro, order.code, expires));
  if (!answer.ok) throw new RefusedError(answer.refusal);
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_hold
       (hold, order_id, customer_id, line, shares_micro, value_minor, expires_at, state, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8)`,
    [hold, order.id, customer_id, line, sharesMicro, valueMinor, expires, mall.clock.now()],
  );
  return hold;
}

function inDays({ clock }: Mall, days: number): string {
  return new Date(Date.parse(clock.now()) + days * DAY_MILLISECONDS).toISOString();
}

function holdCommand(
  hold: string,
  holder: string,
  sharesMicro: bigint,
  order: string,
  expires: string,
): { [name: string]: string } {
  return {
    id: `shares.hold ${hold}`,
    type: "shares.hold",
    ...{ hold, holder, order, expires },
    shares: sharesMicro.toString(),
  };
}

/** Lets go of all shares still set aside for an order. */
export async function releaseHolds(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  for (const { hold, state } of await readHolds(mall, ctx, orderId)) {
    if (state === "held") await releaseHold(mall, ctx, hold);
  }
}

async function endHold(
  mall: Mall,
  ctx: RequestContext,
  hold: string,
  type: "shares.capture" | "shares.release",
): Promise<void> {
  const place = await send(mall, ctx, { id: `${type} ${hold}`, type, hold });
  await query(
    mall,
    ctx,
    "UPDATE patronage_hold SET state = $2, ended_at = $3, place = $4 WHERE hold = $1",
    [hold, type === "shares.capture" ? "captured" : "released", mall.clock.now(), place],
  );
}

export const releaseHold = (mall: Mall, ctx: RequestContext, hold: string): Promise<void> =>
  endHold(mall, ctx, hold, "shares.release");

/** Spends the shares set aside for an order. */
export async function captureHolds(
  mall: Mall,
  ctx: RequestContext,
  orderId: number | string,
): Promise<void> {
  for (const { hold, state } of await readHolds(mall, ctx, orderId)) {
    if (state === "held") await endHold(mall, ctx, hold, "shares.capture");
  }
}

/** The paid orders of which holds would soon run out. */
export function expiringOrders(mall: Mall, ctx: RequestContext): Promise<{ order_id: number }[]> {
  return query<{ order_id: number }>(
    mall,
    ctx,
    `SELECT DISTINCT h.order_id FROM patronage_hold h JOIN patronage_order USING (order_id)
     WHERE h.state = 'held' AND h.expires_at <= $1 ORDER BY 1`,
    [inDays(mall, SPARE_DAYS)],
  );
}

/** Notes what captured shares were worth, once the ledger has said so. */
export async function noteCaptures(mall: Mall, ctx: RequestContext): Promise<void> {
  const rows = await query<{ hold: string }>(
    mall,
    ctx,
    "SELECT hold FROM patronage_hold WHERE state = 'captured' AND captured_minor IS NULL",
  );
  if (rows.length === 0) return;
  const ids = rows.map(({ hold }) => `shares.capture ${hold}`);
  const applied = await inLedger(mall, async (client) => {
    const found = await client.query<{ id: string; events: string }>(
      "SELECT id, events FROM journal WHERE id = ANY($1)",
      [ids],
    );
    return found.rows;
  });
  for (const { id, events } of applied) {
    const spent = readEvents(events).find((event) => event.type === "sharesSpent");
    if (spent === undefined) continue;
    await query(mall, ctx, "UPDATE patronage_hold SET captured_minor = $2 WHERE hold = $1", [
      id.slice("shares.capture ".length),
      spent.valueMinor,
    ]);
  }
}

/**
 * Gives back what shares paid of a line's goods, `backMinor` of it. Shares still set aside are let go,
 * all of them or, with a smaller hold in their place, some; of captured ones the merchant pays the same
 * part of what they were worth back in.
 */
export async function giveSharesBack(
  mall: Mall,
  ctx: RequestContext,
  order: { readonly orderId: number; readonly code: string; readonly line: string },
  backMinor: bigint,
  returnId: string,
): Promise<void> {
  const holds = await readHolds(mall, ctx, order.orderId);
  const hold = holds.find(({ line, state }) => line === order.line && state !== "released");
  if (hold === undefined) throw new MallError("hold_unknown", { line: order.line });
  const valueMinor = BigInt(hold.value_minor);
  const { holder } = await lockMember(mall, ctx, hold.customer_id);
  if (hold.state === "held") {
    await releaseHold(mall, ctx, hold.hold);
    if (backMinor < valueMinor) {
      await holdLess(mall, ctx, hold, holder, order, valueMinor - backMinor);
    }
    return;
  }
  if (hold.captured_minor === null) throw new MallError("capture_pending", { line: order.line });
  const amountMinor = (BigInt(hold.captured_minor) * backMinor) / valueMinor;
  const leftMinor = valueMinor - backMinor;
  await query(
    mall,
    ctx,
    "UPDATE patronage_hold SET captured_minor = captured_minor - $2, value_minor = $3 WHERE hold = $1",
    [hold.hold, amountMinor, leftMinor],
  );
  if (amountMinor === 0n) return;
  const id = `spend.return ${returnId}:${order.line}`;
  await send(mall, ctx, {
    id,
    type: "spend.return",
    order: order.code,
    holder,
    amount: amountMinor,
  });
}

/** Sets a part of a released hold aside again: nobody else moves this member's shares in between. */
async function holdLess(
  mall: Mall,
  ctx: RequestContext,
  { hold, customer_id, payment_id, line, shares_micro, value_minor, expires_at }: HoldRow,
  holder: string,
  { orderId, code }: { readonly orderId: number; readonly code: string },
  leftMinor: bigint,
): Promise<void> {
  // Rounded up: what stays set aside is worth at least what is left to pay.
  const wholeMinor = BigInt(value_minor);
  const sharesMicro = (BigInt(shares_micro) * leftMinor + wholeMinor - 1n) / wholeMinor;
  const less = `${hold.slice(0, -36)}${randomUUID()}`;
  const expires = expires_at.toISOString();
  const place = await send(mall, ctx, holdCommand(less, holder, sharesMicro, code, expires));
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_hold (hold, order_id, payment_id, customer_id, line, shares_micro,
       value_minor, expires_at, state, made_at, place)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'held', $9, $10)`,
    [
      ...[less, orderId, payment_id, customer_id, line, sharesMicro, leftMinor, expires],
      ...[mall.clock.now(), place],
    ],
  );
}

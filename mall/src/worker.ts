/**
 * The worker: what has to happen some time after a request, done from what stands in the tables.
 *
 * Nothing here is remembered: each step looks up what is due, and doing it twice is harmless. So it can
 * be killed at any moment, run on several machines, and catch up after any pause.
 */
import { setTimeout as pause } from "node:timers/promises";
import { listOpenHolds } from "@patronage/ledger";
import type { RequestContext } from "@vendure/core";
import {
  captureHolds,
  DAY_MILLISECONDS,
  expiringOrders,
  HOLD_DAYS,
  noteCaptures,
} from "./holds.ts";
import { inLedger, inTransaction, query, submit, type Mall } from "./mall.ts";
import { completeOrder, dueOrders, lockOrder } from "./orders.ts";
import { payRefunds } from "./pay-out.ts";
import { noteDecisions } from "./returns.ts";
import { tendTrades } from "./trades.ts";

export type WorkerStep = {
  readonly name: string;
  readonly work: (mall: Mall, ctx: RequestContext) => Promise<unknown>;
};

export const STEPS: readonly WorkerStep[] = [
  { name: "trades", work: tendTrades },
  { name: "decisions", work: noteDecisions },
  { name: "refunds", work: payRefunds },
  { name: "completions", work: completeDue },
  { name: "expiring holds", work: captureExpiring },
  { name: "captures", work: noteCaptures },
  { name: "abandoned checkouts", work: releaseAbandoned },
  { name: "lost holds", work: releaseLost },
];

/** Does once what is due. A step that fails is told of and keeps no other from its work. */
export async function workOnce(
  mall: Mall,
  ctx: RequestContext,
  onFailure: (step: string, error: unknown) => void,
): Promise<void> {
  for (const { name, work } of STEPS) {
    try {
      await work(mall, ctx);
    } catch (error) {
      onFailure(name, error);
    }
  }
}

const EVERY_MILLISECONDS = 1_000;
/** How long the worker rests at the most while what it needs is not there. */
const REST_MILLISECONDS_MOST = 30_000;

/** Works until `signal` says to stop. */
export async function workAlways(
  mall: Mall,
  signal: AbortSignal,
  onFailure: (step: string, error: unknown) => void,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    let isWell = true;
    const noteFailure = (step: string, error: unknown): void => {
      isWell = false;
      onFailure(step, error);
    };
    try {
      const ctx = await mall.contexts.create({ apiType: "admin" });
      await workOnce(mall, ctx, noteFailure);
    } catch (error) {
      noteFailure("begin", error);
    }
    failures = isWell ? 0 : failures + 1;
    const rest = Math.min(EVERY_MILLISECONDS * 2 ** failures, REST_MILLISECONDS_MOST);
    await pause(rest, undefined, { signal }).catch(() => undefined);
  }
}

async function completeDue(mall: Mall, ctx: RequestContext): Promise<void> {
  for (const { order_id } of await dueOrders(mall, ctx)) await completeOrder(mall, ctx, order_id);
}

/** Captures holds that would soon run out: their goods are sold, and the merchant is owed. */
async function captureExpiring(mall: Mall, ctx: RequestContext): Promise<void> {
  for (const { order_id } of await expiringOrders(mall, ctx)) {
    await inTransaction(mall, ctx, async (ctx) => {
      await lockOrder(mall, ctx, order_id);
      await captureHolds(mall, ctx, order_id);
    });
  }
}

/** Lets go of shares set aside for an order whose rest was not paid in time. */
async function releaseAbandoned(mall: Mall, ctx: RequestContext): Promise<void> {
  const rows = await query<{ order_id: number }>(
    mall,
    ctx,
    `SELECT DISTINCT h.order_id FROM patronage_hold h JOIN "order" o ON o.id = h.order_id
     WHERE h.state = 'held' AND o.state = 'ArrangingPayment'
       AND h.made_at < $1::timestamptz - $2 * interval '1 minute' ORDER BY 1`,
    [mall.clock.now(), mall.rules.paymentMinutes],
  );
  for (const { order_id } of rows) {
    // Back to the cart: the engine's process lets go of what was set aside.
    await inTransaction(mall, ctx, (ctx) =>
      mall.orders.transitionToState(ctx, order_id, "AddingItems"),
    );
  }
}

const LOST_MINUTES = 10;

/** Lets go of holds that the ledger made and no payment stands for: the request died in between. */
async function releaseLost(mall: Mall, ctx: RequestContext): Promise<void> {
  const open = await inLedger(mall, listOpenHolds);
  const known = await query<{ hold: string }>(
    mall,
    ctx,
    "SELECT hold FROM patronage_hold WHERE hold = ANY($1)",
    [open.map(({ hold }) => hold)],
  );
  const noted = new Set(known.map(({ hold }) => hold));
  for (const { hold, expires } of open) {
    const madeAt = Date.parse(expires) - HOLD_DAYS * DAY_MILLISECONDS;
    // The request that makes it may still be under way.
    const isLost = Date.parse(mall.clock.now()) - madeAt >= LOST_MINUTES * 60_000;
    if (isLost && !noted.has(hold)) {
      await submit(mall, { id: `shares.release ${hold}`, type: "shares.release", hold });
    }
  }
}

/**
 * Deletion: a shopper's account is erased for good, once nothing is on its way.
 *
 * What tells who somebody is goes: names, addresses, telephones, mail address, password, sessions,
 * accounts to pay to and from, digests, notes, and the engine's jobs and history that mention them.
 * What has to be kept stays, in nobody's name: orders, payments and withdrawals with amounts and dates,
 * and the holder's id in the ledger, which knows no more than that; so the books still verify. Shares
 * and wallet that were given up stay with that id, where nobody can come by them.
 *
 * Two places keep what they have: the audit log, which is only ever added to, has what staff changed of
 * a person; and mails that a server took are with whoever received them.
 */
import { readFund, readPosition } from "@patronage/ledger";
import { type SessionService, User, type RequestContext } from "@vendure/core";
import { valueMinor } from "./figures.ts";
import { inLedger, MallError, query, type Mall } from "./mall.ts";
import { mentionOf } from "./mail-address.ts";
import { findMember } from "./members.ts";
import { maskAccount } from "./withdrawals.ts";

export type Account = {
  readonly id: number;
  readonly userId: number;
  readonly emailAddress: string;
  /** What it logs in by. */
  readonly identifier: string;
};

/** The account behind the session. Refuses: not_logged_in. */
export async function sessionAccount(mall: Mall, ctx: RequestContext): Promise<Account> {
  const [account] = await query<Account>(
    mall,
    ctx,
    `SELECT c.id, c."userId", c."emailAddress", u.identifier
     FROM customer c JOIN "user" u ON u.id = c."userId"
     WHERE c."userId" = $1 AND c."deletedAt" IS NULL`,
    [ctx.activeUserId],
  );
  if (account === undefined) throw new MallError("not_logged_in");
  return account;
}

export type Obstacle = { readonly kind: string; readonly subject: string };

/** What must end before an account can be deleted: orders first, and each thing once. */
const OBSTACLES = `
SELECT 'order' AS kind, o.code AS subject FROM "order" o
  LEFT JOIN patronage_order p ON p.order_id = o.id
  WHERE o."customerId" = $1 AND CASE WHEN p.order_id IS NULL
    THEN (NOT o.active AND o.state <> 'Cancelled') OR EXISTS (SELECT FROM patronage_trade t
      WHERE t.order_id = o.id AND t.state IN ('begun', 'returning'))
    ELSE p.completed_at IS NULL AND EXISTS (SELECT FROM patronage_order_line l
      WHERE l.order_id = o.id AND l.returned_gross_minor < l.gross_minor) END
UNION ALL
SELECT 'return', o.code FROM patronage_order o WHERE o.customer_id = $1 AND (
  EXISTS (SELECT FROM patronage_return r WHERE r.order_id = o.order_id AND r.state <> 'done')
  OR EXISTS (SELECT FROM patronage_return_request r WHERE r.order_id = o.order_id
    AND r.state = 'requested'))
UNION ALL
SELECT 'withdrawal', w.id::text FROM patronage_withdrawal w
  WHERE w.customer_id = $1 AND w.state IN ('requested', 'reviewed', 'approved')
UNION ALL
SELECT DISTINCT 'hold', o.code FROM patronage_hold h JOIN "order" o ON o.id = h.order_id
  WHERE h.customer_id = $1 AND h.state = 'held'`;

/** What an account still has, and what must end before it can be deleted. */
export async function quoteDeletion(mall: Mall, ctx: RequestContext, { id }: Account) {
  const member = await findMember(mall, ctx, id);
  const obstacles = await query<Obstacle>(mall, ctx, OBSTACLES, [id]);
  const { position, fund } = await inLedger(mall, async (client) => ({
    position: member && (await readPosition(client, member.holder)),
    fund: await readFund(client),
  }));
  const sharesMicro = position?.sharesMicro ?? 0n;
  return {
    shares: sharesMicro.toString(),
    value: valueMinor(sharesMicro, fund).toString(),
    wallet: (position?.walletMinor ?? 0n).toString(),
    obstacles,
  };
}

/**
 * Deletes an account. Refuses: deletion_blocked while something is on its way; something_left while it
 * has shares or a wallet that it does not give up.
 */
export async function deleteAccount(
  mall: Mall,
  ctx: RequestContext,
  account: Account,
  sessions: SessionService,
  givesUp: boolean,
): Promise<void> {
  // Whoever pays in its name meanwhile waits, or is seen.
  await query(mall, ctx, "SELECT FROM customer WHERE id = $1 FOR UPDATE", [account.id]);
  const { shares, wallet, obstacles } = await quoteDeletion(mall, ctx, account);
  const [first] = obstacles;
  if (first !== undefined) {
    throw new MallError("deletion_blocked", {
      ...{ count: String(obstacles.length), subject: first.subject },
    });
  }
  if (!givesUp && (shares !== "0" || wallet !== "0")) {
    throw new MallError("something_left", { sharesMicro: shares, walletMinor: wallet });
  }
  await sessions.deleteSessionsByUser(ctx, new User({ id: account.userId }));
  await eraseWithdrawals(mall, ctx, account);
  for (const text of ERASURES) await query(mall, ctx, text, [account.id]);
  await query(mall, ctx, "UPDATE patronage_member SET deleted_at = $2 WHERE customer_id = $1", [
    ...[account.id, mall.clock.now()],
  ]);
  await eraseUser(mall, ctx, account);
}

const ORDERS = `SELECT id FROM "order" WHERE "customerId" = $1`;
const RETURNS = `SELECT r.id FROM patronage_return r JOIN patronage_order o USING (order_id)
  WHERE o.customer_id = $1`;

/** What is erased of a customer, each with its id. */
const ERASURES: readonly string[] = [
  `DELETE FROM address WHERE "customerId" = $1`,
  `DELETE FROM customer_groups_customer_group WHERE "customerId" = $1`,
  `DELETE FROM history_entry WHERE "customerId" = $1`,
  `DELETE FROM history_entry WHERE "orderId" IN (${ORDERS})
     AND type IN ('ORDER_NOTE', 'ORDER_CUSTOMER_UPDATED')`,
  `UPDATE "order" SET "shippingAddress" = '{}', "billingAddress" = '{}' WHERE "customerId" = $1`,
  `UPDATE payment SET metadata = (metadata::jsonb - 'payer')::text WHERE "orderId" IN (${ORDERS})
     AND metadata::jsonb ? 'payer'`,
  `UPDATE patronage_trade SET payer = NULL WHERE order_id IN (${ORDERS})`,
  `UPDATE refund SET reason = NULL WHERE id IN (
     SELECT refund_id FROM patronage_refund WHERE return_id IN (${RETURNS}))`,
  `UPDATE patronage_return SET reason = NULL WHERE id IN (${RETURNS})`,
  `UPDATE patronage_return_request SET reason = '', answer = NULL WHERE order_id IN (${ORDERS})`,
  `UPDATE patronage_withdrawal SET rejection = NULL WHERE customer_id = $1`,
  `DELETE FROM patronage_registration WHERE customer_id = $1`,
  `DELETE FROM patronage_trace WHERE customer_id = $1`,
];

async function eraseWithdrawals(mall: Mall, ctx: RequestContext, { id }: Account): Promise<void> {
  const rows = await query<{ id: number; account: string }>(
    mall,
    ctx,
    "SELECT id, account FROM patronage_withdrawal WHERE customer_id = $1",
    [id],
  );
  for (const row of rows) {
    await query(mall, ctx, "UPDATE patronage_withdrawal SET account = $2 WHERE id = $1", [
      ...[row.id, maskAccount(row.account)],
    ]);
  }
}

async function eraseUser(
  mall: Mall,
  ctx: RequestContext,
  { id, userId, emailAddress, identifier }: Account,
): Promise<void> {
  // An address that nobody can have, so that the old one is free for whoever registers with it.
  const nobody = `deleted-${id}@deleted.invalid`;
  await query(mall, ctx, 'DELETE FROM authentication_method WHERE "userId" = $1', [userId]);
  await query(
    mall,
    ctx,
    `UPDATE "user" SET identifier = $2, "lastLogin" = NULL, "deletedAt" = now() WHERE id = $1`,
    [userId, nobody],
  );
  await query(
    mall,
    ctx,
    `UPDATE customer SET title = NULL, "firstName" = '', "lastName" = '', "phoneNumber" = '',
       "emailAddress" = $2, "deletedAt" = now() WHERE id = $1`,
    [id, nobody],
  );
  for (const name of new Set([emailAddress, identifier])) {
    await query(mall, ctx, "DELETE FROM patronage_login WHERE key = lower($1)", [`name ${name}`]);
    // Mails, sent or on their way, and whatever else the engine did in its session.
    for (const [table, column] of [
      ["job_record", "data"],
      ["job_record_buffer", "job"],
    ] as const) {
      await query(mall, ctx, `DELETE FROM ${table} WHERE lower(${column}) ~ $1`, [mentionOf(name)]);
    }
  }
}

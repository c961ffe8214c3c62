/**
 * Withdrawals: cash out of a wallet, which two people look at.
 *
 *     requested → reviewed (maker) → approved (checker, another person) → paid (with its reference)
 *              ↘ rejected, at any time before it was paid
 *              ↘ cancelled by who asked, until it is approved
 *
 * The amount is set aside here while it waits, and the ledger pays it out when the payment is recorded.
 * So a rejection gives the money back by its word alone, and the books follow the cash.
 */
import type { RequestContext } from "@vendure/core";
import { isoOrNull } from "./clock.ts";
import { MallError, preview, query, RefusedError, send, type Mall } from "./mall.ts";
import { lockMember } from "./members.ts";

export type WithdrawalRow = {
  readonly id: number;
  readonly customer_id: number;
  readonly amount_minor: string;
  readonly account: string;
  readonly state: "requested" | "reviewed" | "approved" | "paid" | "rejected" | "cancelled";
  readonly requested_at: Date;
  readonly reviewed_at: Date | null;
  readonly reviewed_by: number | null;
  readonly approved_at: Date | null;
  readonly approved_by: number | null;
  readonly paid_at: Date | null;
  readonly reference: string | null;
  readonly rejected_at: Date | null;
  readonly rejection: string | null;
  readonly cancelled_at: Date | null;
};

const ACCOUNT_CHARACTERS_MOST = 128;
const DAY = "interval '1 day'";

/** What waits to be paid out of a wallet, in minor units. */
export async function openMinor(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
): Promise<bigint> {
  const [row] = await query<{ open: string }>(
    mall,
    ctx,
    `SELECT coalesce(sum(amount_minor), 0)::text AS open FROM patronage_withdrawal
     WHERE customer_id = $1 AND state IN ('requested', 'reviewed', 'approved')`,
    [customerId],
  );
  return BigInt(row!.open);
}

export type Asking = {
  readonly amountMinor: bigint;
  readonly account: string;
  /** The same again is answered again, and asked for once. */
  readonly key?: string | undefined;
};

/**
 * Asks for cash, once for a key: the same key again answers the request that was made first, whatever
 * became of it. Refuses: not_a_holder, key_reused, account_missing, withdrawal_too_small,
 * withdrawal_too_large, withdrawal_daily_limit, wallet_insufficient.
 */
export async function requestWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  { amountMinor, account, key }: Asking,
): Promise<number> {
  const { holder } = await lockMember(mall, ctx, customerId);
  const payee = account.trim();
  // Whoever asked under the same key at the same time has been waited for.
  const madeId =
    key === undefined
      ? undefined
      : await findRequest(mall, ctx, customerId, key, { amountMinor, payee });
  if (madeId !== undefined) return madeId;
  if (payee === "" || payee.length > ACCOUNT_CHARACTERS_MOST) {
    throw new MallError("account_missing");
  }
  await checkLimits(mall, ctx, customerId, amountMinor);
  // The ledger knows the wallet, with all that is on its way to it already.
  const wantedMinor = amountMinor + (await openMinor(mall, ctx, customerId));
  try {
    await preview(mall, { type: "wallet.withdraw", holder, amount: wantedMinor });
  } catch (error) {
    if (error instanceof RefusedError) throw new MallError("wallet_insufficient");
    throw error;
  }
  const [row] = await query<{ id: number }>(
    mall,
    ctx,
    `INSERT INTO patronage_withdrawal (customer_id, amount_minor, account, key, state, requested_at)
     VALUES ($1, $2, $3, $4, 'requested', $5) RETURNING id`,
    [customerId, amountMinor, payee, key ?? null, mall.clock.now()],
  );
  return row!.id;
}

/** The request that was made under a key. Refuses: key_reused, where it is another one. */
async function findRequest(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  key: string,
  { amountMinor, payee }: { readonly amountMinor: bigint; readonly payee: string },
): Promise<number | undefined> {
  const [made] = await query<WithdrawalRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_withdrawal WHERE customer_id = $1 AND key = $2",
    [customerId, key],
  );
  if (made === undefined) return undefined;
  if (BigInt(made.amount_minor) !== amountMinor || made.account !== payee) {
    throw new MallError("key_reused");
  }
  return made.id;
}

async function checkLimits(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  amountMinor: bigint,
): Promise<void> {
  const { withdrawalMinorLeast, withdrawalMinorMost, withdrawalMinorDaily } = mall.rules;
  if (amountMinor < withdrawalMinorLeast) {
    throw new MallError("withdrawal_too_small", { leastMinor: withdrawalMinorLeast.toString() });
  }
  if (amountMinor > withdrawalMinorMost) {
    throw new MallError("withdrawal_too_large", { mostMinor: withdrawalMinorMost.toString() });
  }
  const [row] = await query<{ today: string }>(
    mall,
    ctx,
    `SELECT coalesce(sum(amount_minor), 0)::text AS today FROM patronage_withdrawal
     WHERE customer_id = $1 AND state NOT IN ('rejected', 'cancelled')
       AND requested_at > $2::timestamptz - ${DAY}`,
    [customerId, mall.clock.now()],
  );
  if (BigInt(row!.today) + amountMinor > withdrawalMinorDaily) {
    throw new MallError("withdrawal_daily_limit", { mostMinor: withdrawalMinorDaily.toString() });
  }
}

async function lockWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  states: readonly WithdrawalRow["state"][],
): Promise<WithdrawalRow> {
  const [row] = await query<WithdrawalRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_withdrawal WHERE id = $1 FOR UPDATE",
    [id],
  );
  if (row === undefined) throw new MallError("withdrawal_unknown");
  if (!states.includes(row.state)) {
    throw new MallError("withdrawal_not_in_state", { state: row.state });
  }
  return row;
}

/**
 * Takes a request of one's own back. Whoever of shopper and staff comes first decides.
 * Refuses: withdrawal_unknown, withdrawal_not_in_state.
 */
export async function cancelWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  customerId: number,
  id: number,
): Promise<void> {
  const own = await query(
    mall,
    ctx,
    "SELECT FROM patronage_withdrawal WHERE id = $1 AND customer_id = $2",
    [id, customerId],
  );
  if (own.length === 0) throw new MallError("withdrawal_unknown");
  await lockWithdrawal(mall, ctx, id, ["requested", "reviewed"]);
  await query(
    mall,
    ctx,
    "UPDATE patronage_withdrawal SET state = 'cancelled', cancelled_at = $2 WHERE id = $1",
    [id, mall.clock.now()],
  );
}

const LISTED_MOST = 200;
const SHOWN_SIGNS = 4;

const NUMBERS = /\d(?:[\s-]?\d)*/g;
const ADDRESS = /\S+@\S+/;

/**
 * An account, all but the last signs hidden of what tells it apart: the last long number in it, of a card
 * or a telephone, or else a mail address. A name shows nothing.
 */
export function maskAccount(account: string): string {
  const text = account.normalize("NFKC");
  const numbers = Array.from(text.matchAll(NUMBERS), ([number]) => number.replaceAll(/\D/g, ""));
  const [address = ""] = ADDRESS.exec(text) ?? [];
  const told = numbers.findLast(({ length }) => length > SHOWN_SIGNS) ?? address;
  return "••••" + (told.length > SHOWN_SIGNS ? told.slice(-SHOWN_SIGNS) : "");
}

/** A member's last withdrawals, the newest first, as the API tells them. */
export async function ownWithdrawals(mall: Mall, ctx: RequestContext, customerId: number) {
  const rows = await query<WithdrawalRow>(
    mall,
    ctx,
    `SELECT * FROM patronage_withdrawal WHERE customer_id = $1 ORDER BY id DESC LIMIT ${LISTED_MOST}`,
    [customerId],
  );
  return rows.map((row) => ({
    ...{ id: row.id, amount: row.amount_minor, account: maskAccount(row.account) },
    ...{ state: row.state, requestedAt: row.requested_at.toISOString() },
    ...{ reviewedAt: isoOrNull(row.reviewed_at), approvedAt: isoOrNull(row.approved_at) },
    ...{ paidAt: isoOrNull(row.paid_at), rejectedAt: isoOrNull(row.rejected_at) },
    cancelledAt: isoOrNull(row.cancelled_at),
    ...{ reference: row.reference, rejection: row.rejection },
  }));
}

/** The maker's word. Refuses: withdrawal_unknown, withdrawal_not_in_state. */
export async function reviewWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
): Promise<void> {
  await lockWithdrawal(mall, ctx, id, ["requested"]);
  await query(
    mall,
    ctx,
    `UPDATE patronage_withdrawal SET state = 'reviewed', reviewed_at = $2, reviewed_by = $3 WHERE id = $1`,
    [id, mall.clock.now(), administratorId],
  );
}

/** The checker's word. Refuses: withdrawal_unknown, withdrawal_not_in_state, same_person. */
export async function approveWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
): Promise<void> {
  const { reviewed_by } = await lockWithdrawal(mall, ctx, id, ["reviewed"]);
  if (reviewed_by === administratorId) throw new MallError("same_person");
  await query(
    mall,
    ctx,
    `UPDATE patronage_withdrawal SET state = 'approved', approved_at = $2, approved_by = $3 WHERE id = $1`,
    [id, mall.clock.now(), administratorId],
  );
}

/**
 * Records that the cash was paid: the ledger takes it out of the wallet in the same transaction.
 * Refuses: withdrawal_unknown, withdrawal_not_in_state, reference_missing, reference_repeated.
 */
export async function recordWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
  reference: string,
): Promise<void> {
  const { customer_id, amount_minor } = await lockWithdrawal(mall, ctx, id, ["approved"]);
  const known = reference.trim();
  if (known === "") throw new MallError("reference_missing");
  const taken = await query(mall, ctx, "SELECT FROM patronage_withdrawal WHERE reference = $1", [
    known,
  ]);
  if (taken.length > 0) throw new MallError("reference_repeated");
  const { holder } = await lockMember(mall, ctx, customer_id);
  const command = withdrawCommand(id, holder, amount_minor);
  const place = await send(mall, ctx, command);
  await query(
    mall,
    ctx,
    `UPDATE patronage_withdrawal SET state = 'paid', paid_at = $2, paid_by = $3, reference = $4,
       place = $5 WHERE id = $1`,
    [id, mall.clock.now(), administratorId, known, place],
  );
}

export const withdrawCommand = (id: number, holder: string, amount: string) => ({
  id: `wallet.withdraw ${id}`,
  type: "wallet.withdraw",
  holder,
  amount: BigInt(amount),
});

/** Says no: the amount is the member's again. Refuses: withdrawal_unknown, withdrawal_not_in_state, reason_missing. */
export async function rejectWithdrawal(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
  reason: string,
): Promise<void> {
  await lockWithdrawal(mall, ctx, id, ["requested", "reviewed", "approved"]);
  if (reason.trim() === "") throw new MallError("reason_missing");
  await query(
    mall,
    ctx,
    `UPDATE patronage_withdrawal SET state = 'rejected', rejected_at = $2, rejected_by = $3,
       rejection = $4 WHERE id = $1`,
    [id, mall.clock.now(), administratorId, reason.trim()],
  );
}

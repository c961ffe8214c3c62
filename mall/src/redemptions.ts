/** Redemptions: shares sold back to the reserve; what they pay goes into the wallet. */
import { readEvents } from "@patronage/ledger";
import type { Event } from "@patronage/engine";
import type { RequestContext } from "@vendure/core";
import { inLedger, MallError, preview, RefusedError, submit, type Mall } from "./mall.ts";
import { lockMember, type Member } from "./members.ts";

/** In minor units, as decimal strings. */
export type Redemption = { readonly value: string; readonly fee: string; readonly payout: string };

function asRedemption(events: readonly Event[]): Redemption {
  const { feeMinor, payoutMinor } = events.find((event) => event.type === "sharesRedeemed")!;
  return {
    value: (feeMinor + payoutMinor).toString(),
    fee: feeMinor.toString(),
    payout: payoutMinor.toString(),
  };
}

/** What redeeming would pay now. The NAV never falls, so a later redemption pays at least that. */
export async function quoteRedemption(
  mall: Mall,
  { holder }: Member,
  sharesMicro: bigint,
): Promise<Redemption> {
  const shares = sharesMicro.toString();
  return asRedemption(await preview(mall, { type: "shares.redeem", holder, shares }));
}

export type Redeeming = {
  readonly sharesMicro: bigint;
  readonly key: string;
  /** What was shown: it pays no less. */
  readonly leastPayoutMinor?: bigint | undefined;
};

/**
 * Redeems, once for a key: the same key again answers what came of it first, whatever it would pay now.
 * Refuses: payout_below_quote, and what the ledger refuses.
 */
export async function redeemShares(
  mall: Mall,
  ctx: RequestContext,
  member: Member,
  { sharesMicro, key, leastPayoutMinor }: Redeeming,
): Promise<Redemption> {
  const { holder, customer_id } = member;
  await lockMember(mall, ctx, customer_id);
  const id = `shares.redeem ${holder} ${key}`;
  if (leastPayoutMinor !== undefined && !(await isApplied(mall, id))) {
    const { payout } = await quoteRedemption(mall, member, sharesMicro);
    if (BigInt(payout) < leastPayoutMinor) {
      throw new MallError("payout_below_quote", { payoutMinor: payout });
    }
  }
  const answer = await submit(mall, {
    id,
    type: "shares.redeem",
    holder,
    shares: sharesMicro.toString(),
  });
  if (!answer.ok) throw new RefusedError(answer.refusal);
  return asRedemption(readEvents(answer.events));
}

async function isApplied(mall: Mall, id: string): Promise<boolean> {
  return inLedger(mall, async (client) => {
    const { rows } = await client.query("SELECT FROM journal WHERE id = $1", [id]);
    return rows.length > 0;
  });
}

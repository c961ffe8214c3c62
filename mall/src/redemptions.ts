/** Redemptions: shares sold back to the reserve; what they pay goes into the wallet. */
import { readEvents } from "@patronage/ledger";
import type { Event } from "@patronage/engine";
import type { RequestContext } from "@vendure/core";
import { MallError, preview, RefusedError, submit, type Mall } from "./mall.ts";
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

const KEY = /^[A-Za-z0-9_-]{8,64}$/;

/** Redeems, once for a key. Refuses: key_unreadable, and what the ledger refuses. */
export async function redeemShares(
  mall: Mall,
  ctx: RequestContext,
  { holder, customer_id }: Member,
  sharesMicro: bigint,
  key: string,
): Promise<Redemption> {
  if (!KEY.test(key)) throw new MallError("key_unreadable");
  await lockMember(mall, ctx, customer_id);
  const answer = await submit(mall, {
    id: `shares.redeem ${holder} ${key}`,
    type: "shares.redeem",
    holder,
    shares: sharesMicro.toString(),
  });
  if (!answer.ok) throw new RefusedError(answer.refusal);
  return asRedemption(readEvents(answer.events));
}

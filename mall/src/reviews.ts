/** Reviews: referrals that look like somebody's own, and what a person decided about them. */
import type { RequestContext } from "@vendure/core";
import { MallError, query, type Mall } from "./mall.ts";
import { finishJoining } from "./members.ts";
import { lockOrder, sendOrder } from "./orders.ts";

type ReviewRow = {
  readonly id: number;
  readonly customer_id: number;
  readonly order_id: number | null;
  readonly state: "open" | "released" | "rejected";
};

/**
 * Decides a review. Released, the member joins with its referrer, or the order goes to the ledger.
 * Rejected, the member joins without a referrer, and the order never grants anything to anybody.
 * Refuses: review_unknown, review_decided.
 */
export async function decideReview(
  mall: Mall,
  ctx: RequestContext,
  id: number,
  administratorId: number,
  isReleased: boolean,
): Promise<void> {
  const [review] = await query<ReviewRow>(
    mall,
    ctx,
    "SELECT * FROM patronage_review WHERE id = $1 FOR UPDATE",
    [id],
  );
  if (review === undefined) throw new MallError("review_unknown");
  if (review.state !== "open") throw new MallError("review_decided");
  await query(
    mall,
    ctx,
    "UPDATE patronage_review SET state = $2, decided_at = $3, decided_by = $4 WHERE id = $1",
    [id, isReleased ? "released" : "rejected", mall.clock.now(), administratorId],
  );
  if (review.order_id === null) {
    if (!isReleased) {
      await query(
        mall,
        ctx,
        "UPDATE patronage_member SET referrer_id = NULL WHERE customer_id = $1",
        [review.customer_id],
      );
    }
    await finishJoining(mall, ctx, review.customer_id);
    return;
  }
  await lockOrder(mall, ctx, review.order_id);
  if (isReleased) await sendOrder(mall, ctx, review.order_id);
  else {
    await query(mall, ctx, "UPDATE patronage_order SET state = 'withheld' WHERE order_id = $1", [
      review.order_id,
    ]);
  }
}

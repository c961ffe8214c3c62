/** Closing days from the back office, and letting a sample's day end. */
import { closeId, dateIn, dayAfter, readStatus } from "@patronage/ledger";
import type { RequestContext } from "@vendure/core";
import { nextDay } from "./admin-reads.ts";
import { DAY_MILLISECONDS } from "./holds.ts";
import {
  inLedger,
  inTransaction,
  MallError,
  query,
  RefusedError,
  submit,
  type Mall,
} from "./mall.ts";

/** Closes the next day that has ended. Refuses: day_pending, and what the ledger refuses. */
export async function closeNextDay(
  mall: Mall,
  ctx: RequestContext,
  administratorId: number,
): Promise<{ date: string; seq: string }> {
  const date = await inLedger(mall, async (client) => {
    const { plan, lastCloseDate } = await readStatus(client);
    const next = await nextDay(client, plan.timezone, lastCloseDate);
    return next !== undefined && dateIn(plan.timezone, mall.clock.now()) > next ? next : undefined;
  });
  if (date === undefined) throw new MallError("day_pending");
  const answer = await submit(mall, { id: closeId(date), type: "day.close", date });
  if (!answer.ok) throw new RefusedError(answer.refusal);
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_close (date, closed_at, closed_by) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING`,
    [date, mall.clock.now(), administratorId],
  );
  return { date, seq: answer.seq.toString() };
}

/** Moves a sample's clock to just after the next midnight of its programme. Refuses: clock_not_sample. */
export async function letDayEnd(mall: Mall, ctx: RequestContext): Promise<string> {
  if (!mall.clock.isSample()) throw new MallError("clock_not_sample");
  const { timezone } = await inLedger(mall, async (client) => (await readStatus(client)).plan);
  const now = Date.parse(mall.clock.now());
  const tomorrow = dayAfter(dateIn(timezone, new Date(now).toISOString()));
  // Midnight is found by asking the calendar, whatever the zone's clocks do.
  let [before, after] = [now, now + 2 * DAY_MILLISECONDS];
  while (after - before > 500) {
    const middle = Math.floor((before + after) / 2);
    if (dateIn(timezone, new Date(middle).toISOString()) < tomorrow) before = middle;
    else after = middle;
  }
  const seconds = Math.ceil((after - now) / 1_000) + 1;
  // Here and not by the clock itself, so that the audit log says who did it. All clocks follow.
  await inTransaction(mall, ctx, (ctx) =>
    query(
      mall,
      ctx,
      "UPDATE patronage_clock SET ahead_seconds = ahead_seconds + $1 WHERE is_sample",
      [seconds],
    ),
  );
  await mall.clock.followed();
  return new Date(now + seconds * 1_000).toISOString();
}

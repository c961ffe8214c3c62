/** Regional agents: the holder appointed for the region that an order ships to. */
import { randomUUID } from "node:crypto";
import type { RequestContext } from "@vendure/core";
import { preview, query, send, type Mall } from "./mall.ts";

/** Appoints a region's agent. Refuses what the ledger refuses. */
export async function appointAgent(
  mall: Mall,
  ctx: RequestContext,
  administratorId: number,
  appointed: { readonly region: string; readonly holder: string },
): Promise<void> {
  const { region, holder } = { region: appointed.region.trim(), holder: appointed.holder };
  const command = { type: "agent.appoint", region, holder };
  await preview(mall, command);
  const place = await send(mall, ctx, { ...command, id: `agent.appoint ${randomUUID()}` });
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_agent (region, holder, appointed_at, appointed_by, place)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (region)
     DO UPDATE SET holder = $2, appointed_at = $3, appointed_by = $4, place = $5`,
    [region, holder, mall.clock.now(), administratorId, place],
  );
}

export async function listAgents(mall: Mall, ctx: RequestContext) {
  const rows = await query<{ region: string; holder: string; appointed_at: Date }>(
    mall,
    ctx,
    "SELECT region, holder, appointed_at FROM patronage_agent ORDER BY region",
  );
  return rows.map(({ region, holder, appointed_at }) => ({
    region,
    holder,
    appointedAt: appointed_at,
  }));
}

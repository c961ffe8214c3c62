/** Shares set aside, compared: what the shop counts on is set aside in the ledger, and nothing else is. */
import { listOpenHolds } from "@patronage/ledger";
import type { RequestContext } from "@vendure/core";
import { inLedger, query, type Mall } from "./mall.ts";
import type { Comparison, Finding } from "./reconcile.ts";

type Row = {
  readonly hold: string;
  readonly code: string;
  readonly state: "held" | "captured" | "released";
  readonly shares_micro: string;
};

export async function heldDiffering(mall: Mall, ctx: RequestContext): Promise<Comparison> {
  const open = new Map((await inLedger(mall, listOpenHolds)).map((hold) => [hold.hold, hold]));
  // What either side takes for set aside; the rest is over on both.
  const rows = await query<Row>(
    mall,
    ctx,
    `SELECT h.hold, o.code, h.state, h.shares_micro FROM patronage_hold h
     JOIN "order" o ON o.id = h.order_id WHERE (h.state = 'held' OR h.hold = ANY($2))
       AND greatest(h.made_at, h.ended_at) < $1::timestamptz - interval '30 seconds'`,
    [mall.clock.now(), [...open.keys()]],
  );
  const findings: Finding[] = [];
  for (const { hold, code, state, shares_micro } of rows) {
    const ledger = open.get(hold);
    const isSame = state === "held" && ledger?.sharesMicro.toString() === shares_micro;
    if (isSame) continue;
    const facts = { hold, shop: state, ledger: ledger === undefined ? "not held" : "held" };
    findings.push({ kind: "hold_differs", subject: `${code} ${hold}`, facts, isMended: false });
  }
  return { count: rows.length, findings };
}

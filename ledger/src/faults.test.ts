/** Faults: twenty kills, of every kind, lose nothing and double nothing. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openDesk, type Desk } from "./faults-desk-kit.ts";
import { runFaults, summaryLines } from "./faults-kit.ts";
import { KILLS } from "./faults-script-kit.ts";

/** PATRONAGE_SEED=… chooses another run. */
const SEED = Number(process.env["PATRONAGE_SEED"] ?? 5);

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

test(`twenty kills lose nothing and double nothing (seed ${SEED})`, async (t) => {
  const summary = await runFaults(desk, { seed: SEED, kills: 20 });
  for (const line of summaryLines(summary)) t.diagnostic(line);
  for (const kind of KILLS) assert.ok((summary.kinds.get(kind)?.count ?? 0) > 0, kind);
  assert.ok(summary.rows > 300, `${summary.rows} rows: most commands mean something`);
});

/**
 * Whether the rivals do the work: the same purchases go to the engine and to a rival, and every figure
 * of theirs must be the engine's. A rival that computes something else is a fault of the bench.
 */
import assert from "node:assert/strict";
import { apply, checkPlan, createState, memoryStore, parseCommand } from "@patronage/engine";
import { isJsonObject, viewHolders, type Json, type State } from "@patronage/engine";
import { openRival, type RivalName } from "./bench-ledger-rivals.ts";
import { AT, commandOf, joinCommand, PLAN, purchases } from "./bench-ledger-work.ts";

const HOLDERS = 10;
const PURCHASES = 50;

function applyJson(state: State, json: Json): void {
  const parsed = parseCommand(isJsonObject(json) ? { ...json, at: AT } : json);
  const isApplied = parsed.ok && apply(state, parsed.command).ok;
  assert(isApplied, "the engine takes what the rivals take");
}

/** The figures of the engine after the purchases, as texts. */
function engineFigures(): string[] {
  const check = checkPlan(PLAN);
  assert(check.ok, "the plan of the bench passes the check");
  const state = createState(check.plan, memoryStore());
  for (let index = 0; index < HOLDERS; index++) applyJson(state, joinCommand(index));
  const next = purchases("same", HOLDERS);
  for (let made = 0; made < PURCHASES; made++) applyJson(state, commandOf(next()));
  const { reserveE18, outstandingMicro, issuedMicro, proRataE18, tierE18, merchant } = state;
  const { contributedMinor } = merchant;
  const totals = [reserveE18, outstandingMicro, issuedMicro, proRataE18, tierE18, contributedMinor];
  const views = [...viewHolders(state)];
  return [
    totals.join(" "),
    ...views.map(({ holder, sharesMicro, grantedMicro, quotaE18, dividendsE18 }) =>
      [holder, sharesMicro, grantedMicro, quotaE18, dividendsE18].join(" "),
    ),
  ];
}

const FIGURES = `
SELECT concat_ws(' ', reserve_e18, outstanding_micro, issued_micro, pro_rata_e18, tier_e18, contributed_minor)
  AS line FROM programmes
UNION ALL
(SELECT concat_ws(' ', holder, shares_micro, granted_micro, quota_e18, dividends_e18)
  FROM positions ORDER BY holder)`;

/** Throws where a rival's figures after some purchases are not the engine's. */
export async function assertAgreement(url: string, name: RivalName): Promise<void> {
  const rival = await openRival(url, name, { holders: HOLDERS, connections: 1 });
  const next = purchases("same", HOLDERS);
  for (let made = 0; made < PURCHASES; made++) await rival.pay(0, next());
  const { rows } = await rival.clients[0]!.query<{ line: string }>(FIGURES);
  await rival.close();
  const lines = rows.map(({ line }) => line);
  assert.deepEqual(lines, engineFigures(), `the rival "${name}" computes what the engine does`);
}

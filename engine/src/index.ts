/**
 * The engine's door.
 *
 *     checkPlan → plan        createState(plan, memoryStore()) → state
 *     parseCommand → command  apply(state, command) → events or a refusal
 *
 * `apply` is `decide` and `commit`; a journal is replayed with `commit` or, event by event, `evolve`.
 */

// A plan: read and checked at once.
export {
  checkPlan,
  formatRatio,
  promiseCoverage,
  worsened,
  type Coverage,
  type PlanCheck,
} from "./plan-rules.ts";
export { PLAN_ISSUE_CODES } from "./plan.ts";
export type { Category, Grant, PlaceTerms, Plan, PlanIssue, PlanIssueCode } from "./plan.ts";

// A command: from JSON and back.
export { COMMAND_TYPES, commandContent, formatCommand, parseCommand } from "./command.ts";
export type { Command, CommandType, PaidLine, RefundLine } from "./command.ts";
export { fingerprint } from "./fingerprint.ts";

// What a command comes to.
export { decide, type Outcome } from "./decide.ts";
export { apply, commit, evolve, orderAfter } from "./evolve.ts";
export type { DayClosed, Event, EventOf, OrderAccrued, OrderRefunded } from "./event.ts";
export {
  LIVE_REFUSAL_CODES,
  REFUSAL_CODES,
  refuse,
  type Facts,
  type Refusal,
  type RefusalCode,
  type Refused,
} from "./refusal.ts";

// A programme, and where it is kept.
export { closeCount, createState, navOf, sharesMicroAt, valueMinorAt } from "./state.ts";
export type { Nav, State } from "./state.ts";
export { memoryOrders } from "./orders.ts";
export { memoryHolders, memoryStore, memoryTable, spendKey } from "./store.ts";
export type { Applied, Hold, HolderNumber, Holders, Order, Spend, Store, Table } from "./store.ts";
export { closeTotals, KEPT_AMOUNTS, KEPT_COUNTS, restoreState, takeSnapshot } from "./snapshot.ts";
export type { CloseTotals, Snapshot } from "./snapshot.ts";

// What one may ask.
export { viewHolder, viewHolders, type HolderView } from "./view.ts";
export { beginTrail, closeTrail, followTrail, viewTrail, type Trail } from "./trail.ts";
export { maxRedeem, maxSpend, redemptionOf, type RedemptionFigures } from "./redemption.ts";
export { maxGrant, quoteGrant, quoteRedeem, quoteRefund, quoteSpend } from "./quote.ts";
export type { Quote, RefundQuote } from "./quote.ts";
export { foundingPostings, postingsOf, type Postings } from "./postings.ts";
export { brokenInvariants, navFell } from "./invariants.ts";

// Numbers, instants and JSON, read exactly.
export { MINOR_E18, SHARE_MICRO, UNIT_MINOR } from "./numbers.ts";
export { compareRatios, multiplyRatios, ONE, parseDecimal, sumRatios } from "./numbers.ts";
export { timesCeil, timesFloor, type Ratio } from "./numbers.ts";
export { compareInstants } from "./instant.ts";
export { canonicalJson, isJsonObject, isPlain, parseJson, textJson } from "./json.ts";
export type { Json, JsonObject } from "./json.ts";

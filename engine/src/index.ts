/** The engine's door. */
export { parseJson, canonicalJson, isJsonObject, type Json, type JsonObject } from "./json.ts";
export * from "./numbers.ts";
export * from "./instant.ts";
export * from "./refusal.ts";
export * from "./command.ts";
export * from "./event.ts";
export * from "./plan.ts";
export * from "./plan-rules.ts";
export * from "./store.ts";
export * from "./state.ts";
export { decide, type Outcome } from "./decide.ts";
export { apply, commit, evolve } from "./evolve.ts";
export * from "./view.ts";
export { maxRedeem, maxSpend } from "./redemption.ts";
export * from "./quote.ts";
export { postingsOf, foundingPostings, type Postings } from "./postings.ts";
export { brokenInvariants, navFell } from "./invariants.ts";
export { fingerprint } from "./fingerprint.ts";

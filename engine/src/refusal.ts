/**
 * Refusals: the closed list of reasons for which a command changes nothing, in order of precedence.
 *
 * A code is never renamed or used again for something else. The sentences, in Chinese and English,
 * live outside the engine. Spec section 4.
 */

export const REFUSAL_CODES = [
  // What is written.
  "command_not_object",
  "type_unknown",
  "field_unknown",
  "field_missing",
  "field_wrong_type",
  "id_empty",
  "id_too_long",
  "amount_not_whole",
  "instant_invalid",
  "date_invalid",
  "lines_empty",
  "line_repeated",
  // Whether it was seen before, and when it comes.
  "id_conflict",
  "at_backwards",
  // Whom and what it names.
  "holder_unknown",
  "holder_exists",
  "referrer_unknown",
  "order_exists",
  "order_unknown",
  "order_not_waiting",
  "category_unknown",
  "line_unknown",
  "hold_exists",
  "hold_unknown",
  "hold_ended",
  "spend_unknown",
  // What it would do.
  "transfer_off",
  "transfer_to_self",
  "expiry_not_after",
  "expiry_too_far",
  "quota_reached",
  "refund_exceeds_paid",
  "return_exceeds_spent",
  "shares_insufficient",
  "outstanding_below_one",
  "payout_zero",
  "wallet_insufficient",
  "date_not_ascending",
  "plan_refused",
  "plan_worsens",
] as const;

/** What the live ledger refuses besides: the engine has no clock, and sees no future. */
export const LIVE_REFUSAL_CODES = [
  "day_not_ended",
  "day_before_first",
  "gate_missing",
  "gate_outdated",
  "gate_failed",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number] | (typeof LIVE_REFUSAL_CODES)[number];

/** Facts a sentence may need: text, or integers with their unit in the name. */
export type Facts = { readonly [name: string]: string | bigint };

export type Refusal = { readonly code: RefusalCode; readonly facts: Facts };

export type Refused = { readonly ok: false; readonly refusal: Refusal };

export function refuse(code: RefusalCode, facts: Facts = {}): Refused {
  return { ok: false, refusal: { code, facts } };
}

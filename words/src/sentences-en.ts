/** The sentences in English: what is wrong, where, and how to mend it. */
import type { FactReader, Sentences } from "./sentences.ts";

const EXPECTED_EN: { readonly [expected: string]: string } = {
  text: "must be text in quotes",
  boolean: "must be true or false, without quotes",
  decimal: 'must be a decimal in quotes, such as "0.30"; a bare number is not exact',
  object: "must be an object, { … }",
  list: "must be a list, [ … ]",
};

const expected = (facts: FactReader): string => {
  const kind = facts.plain("expected");
  return EXPECTED_EN[kind] ?? `must be of another type: ${kind}`;
};

const REFUSALS: Sentences["refusals"] = {
  command_not_object: () => "a command is one JSON object; write it in braces.",
  type_unknown: (f) => `there is no command of type ${f.quoted("type")}; correct "type".`,
  field_missing: (f) => `the field ${f.quoted("field")} is missing; add it.`,
  field_unknown: (f) =>
    `the field ${f.quoted("field")} is not one of this command's; take it out or correct its name.`,
  field_wrong_type: (f) =>
    `the field ${f.quoted("field")} is of the wrong type; money is a bare whole number of fen, ` +
    "everything else is text in quotes.",
  id_empty: (f) => `the id in ${f.quoted("field")} is empty; give it at least one character.`,
  id_too_long: (f) =>
    `the id in ${f.quoted("field")} is longer than 128 characters; use a shorter one.`,
  amount_not_whole: (f) =>
    `the amount in ${f.quoted("field")} is not written as a whole number above 0; ` +
    "write money in fen and shares in micro-shares, without point or exponent.",
  instant_invalid: (f) =>
    `${f.quoted("field")} is no instant that exists; write it as 2026-01-31T23:59:59Z.`,
  date_invalid: (f) => `${f.quoted("field")} is no date that exists; write it as 2026-01-31.`,
  lines_empty: (f) => `${f.quoted("field")} lists nothing; give at least one line.`,
  line_repeated: (f) =>
    `${f.quoted("field")} names a line that this command has already named; ` +
    "give each line once, with its whole amount.",
  id_conflict: (f) =>
    `the id ${f.quoted("id")} was already applied with other content; give a new command a new id.`,
  at_backwards: (f) =>
    `the time ${f.plain("at")} is before that of the last applied command, ${f.plain("lastAt")}; ` +
    "send commands in the order of time.",
  holder_unknown: (f) => `nobody has joined as ${f.quoted("holder")}; send holder.join first.`,
  holder_exists: (f) => `${f.quoted("holder")} has already joined; a holder joins once.`,
  referrer_unknown: (f) =>
    `the referrer ${f.quoted("referrer")} has not joined; a referrer joins before those it brings.`,
  order_exists: (f) =>
    `the order ${f.quoted("order")} was already paid; give a new order a new id.`,
  order_unknown: (f) => `there is no order ${f.quoted("order")}; pay it first, or correct the id.`,
  order_not_waiting: (f) =>
    `the order ${f.quoted("order")} has already matured; it is completed only once.`,
  category_unknown: (f) =>
    `the plan has no category ${f.quoted("category")}; use one of the plan's, or add it there.`,
  line_unknown: (f) =>
    `the order ${f.quoted("order")} has no line ${f.quoted("line")}; ` +
    "name a line that was paid in this order.",
  hold_exists: (f) => `the hold ${f.quoted("hold")} was already used; give a new hold a new id.`,
  hold_unknown: (f) => `there is no hold ${f.quoted("hold")}; set the shares aside first.`,
  hold_ended: (f) => `the hold ${f.quoted("hold")} has ended; set the shares aside anew.`,
  spend_unknown: (f) =>
    `${f.quoted("holder")} spent no shares on the order ${f.quoted("order")}; ` +
    "only what was paid with shares comes back as a spend.return.",
  transfer_off: () =>
    'this programme\'s shares cannot be transferred; only a plan with "transferable": true allows it.',
  transfer_to_self: (f) =>
    `${f.quoted("holder")} would transfer shares to itself; name another holder.`,
  expiry_not_after: (f) =>
    `the hold would expire at ${f.plain("expires")}, which is not after ${f.plain("at")}; ` +
    "choose a later time.",
  expiry_too_far: (f) =>
    `the hold would expire at ${f.plain("expires")}, more than 30 days after ${f.plain("at")}; ` +
    "choose an earlier time.",
  quota_reached: (f) =>
    `the holding's value has reached the quota left, ${f.moneyE18("quotaE18")}; ` +
    "its shares are redeemed at the next close and cannot be set aside.",
  refund_exceeds_paid: (f) =>
    `the refund of ${f.money("amountMinor")} for line ${f.quoted("line")} of order ` +
    `${f.quoted("order")} is more than the ${f.money("leftMinor")} that can still come back; ` +
    "lower the amount.",
  return_exceeds_spent: (f) =>
    `the return of ${f.money("amountMinor")} is more than the ${f.money("leftMinor")} that is left ` +
    "of what was spent on this order; lower the amount.",
  shares_insufficient: (f) =>
    `${f.shares("sharesMicro")} shares are asked for, and ${f.shares("freeMicro")} are not on hold; ` +
    "ask for fewer.",
  outstanding_below_one: (f) =>
    `only ${f.shares("outstandingMicro")} of a share would be left in the whole programme; ` +
    "leave one share at least, or none.",
  payout_zero: (f) =>
    `the shares are worth ${f.money("valueMinor")}, and nothing of it is left after the fee; ` +
    "redeem more shares at once.",
  wallet_insufficient: (f) =>
    `${f.money("amountMinor")} is asked for, and the wallet holds ${f.money("leftMinor")}; ` +
    "ask for less.",
  date_not_ascending: (f) =>
    `the day ${f.plain("date")} is not after ${f.plain("lastCloseDate")}, the last day closed; ` +
    "close days in order, each once.",
  day_not_ended: (f) =>
    `the day ${f.plain("date")} has not ended yet in ${f.plain("timezone")}; close it after its midnight.`,
  day_before_first: (f) =>
    `the day ${f.plain("date")} is before ${f.plain("firstDate")}, the day of the first command in ` +
    `${f.plain("timezone")}; close days from that one on, in order.`,
  gate_missing: () =>
    "nobody has put this plan through the gate yet; run its futures first, in the back office or with " +
    "patronage ledger gate.",
  gate_outdated: (f) =>
    `the result of the gate for this plan is of ${f.plain("madeAt")}, and holds for ` +
    `${f.plain("daysCount")} days; run its futures again.`,
  gate_failed: (f) =>
    `this plan does not pass the gate (${f.plain("reasons")}); mend what its report names and run it again.`,
  plan_refused: (f) =>
    `the new plan does not pass the check (${f.plain("reasons")}); ` +
    "mend what patronage check names.",
  plan_worsens: (f) =>
    `the new plan would take back what holders were told (${f.plain("keys")}); ` +
    "keep these as they are, or make them better.",
};

const PLAN_ISSUES: Sentences["planIssues"] = {
  key_missing: () => "is missing; add it.",
  key_unknown: () => "is no key of a plan here; take it out or correct its name.",
  type_wrong: (f) => `${expected(f)}.`,
  choice_unknown: (f) =>
    `${f.quoted("found")} is not one of the choices; write one of: ${f.plain("choices")}.`,
  decimal_malformed: (f) =>
    `${f.quoted("found")} is no exact decimal; write digits with at most one point, such as "0.30".`,
  rate_above_one: (f) => `${f.quoted("found")} is above 1, and a rate is at most 1; lower it.`,
  not_above_zero: () => "must be above 0; raise it.",
  finer_than_micro: (f) =>
    `${f.quoted("found")} is finer than a millionth of a share; use at most six decimals.`,
  timezone_unknown: (f) =>
    `there is no time zone ${f.quoted("found")}; use a name such as "Asia/Shanghai".`,
  default_category_missing: () =>
    'is missing; add a category named "default", for lines that name no other.',
  levels_too_many: (f) =>
    `${f.plain("found")} levels of referral are pyramid selling, and no setting allows more than ` +
    "two; take levels out.",
  tiers_too_many: (f) => `${f.plain("found")} tiers are too many; keep ten at most.`,
  tiers_not_ascending: () => "is not above the tier before it; write tiers in ascending order.",
  founding_above_authorised: () =>
    "are more than authorisedShares; lower them, or raise authorisedShares.",
  category_overspent: (f) =>
    `gives away ${f.plain("given")} of what is paid, more than its grossMargin of ` +
    `${f.plain("grossMargin")}; lower proRataRate, tierRate or reserveRate.`,
  grant_dilutes: (f) =>
    `all places together are granted shares for ${f.plain("granted")} of the contribution, which ` +
    "dilutes the shares that exist; lower grant.rate or the shareRates to 1 in sum.",
  category_forced_out: () =>
    'its quotaMultiple is not above its reserveRate, and under "redeem" a grant could be forced ' +
    'out on its first day; raise quotaMultiple, or set onQuotaReached to "pause".',
  place_forced_out: (f) =>
    `its quotaMultiple is not above shareRate times the reserveRate of ${f.plain("category")}, and ` +
    'under "redeem" a grant could be forced out on its first day; raise quotaMultiple, ' +
    'or set onQuotaReached to "pause".',
  maturity_at_payment: () =>
    "orders accrue before they can no longer be returned, so that each return costs the merchant " +
    'part of the contribution; set "completion" unless goods cannot be returned at all.',
  founding_low: () =>
    "below 100 the first orders move the NAV in large steps; the merchant may buy 100 or more.",
  merchant_funds_spend: () =>
    "goods paid with shares are the merchant's gift to all holders, for the reserve keeps its " +
    'cash; set "reserve" if the merchant wants to be paid for them.',
  coverage_below_one: (f) =>
    `for each 1.00 paid, quota of ${f.plain("granted")} is granted and ${f.plain("paidOut")} goes ` +
    "into the funds, so that at a steady turnover part of the quota is never paid; " +
    "say so to buyers, or lower the quotaMultiples.",
};

export const ENGLISH: Sentences = { refusals: REFUSALS, planIssues: PLAN_ISSUES };

/**
 * Events: what a command did, as the journal keeps it and answers show it. Every amount is a decimal
 * string; the figures are those of the spec.
 */
import { Type, type Static, type TSchema } from "typebox";
import { amount, named, planJson, strict, text } from "./schemas.ts";

const holder = text("The holder.");
const order = text("The order.");
const sharesMicro = amount("Micro-shares.");
const place = Type.Unsafe<"buyer" | "level1" | "level2" | "agent">({
  ...Type.Enum(["buyer", "level1", "level2", "agent"]),
  description: "Where the holder stands in the order.",
});
const paidLines = Type.Array(strict({ line: text(), category: text(), paidMinor: amount() }));
const refundLines = Type.Array(strict({ line: text(), amountMinor: amount() }));
const excessE18 = amount("What the step bound moved from the reserve to the pro-rata fund.");

const event = <Members extends { [name: string]: TSchema }>(
  type: string,
  description: string,
  members: Members,
) => strict({ type: Type.Literal(type), ...members }, description);

const ACCRUED = event("orderAccrued", "An order counts: shares and quota are granted.", {
  order,
  categories: Type.Array(strict({ category: text(), paidMinor: amount() })),
  proRataMinor: amount("Into the pro-rata fund."),
  tierMinor: amount("Into the tier fund."),
  intoMinor: amount("Into the reserve."),
  places: Type.Array(
    strict({
      place,
      holder,
      sharesMicro,
      owedMicro: amount("Those of the shares that pay what the holder owed."),
      quotaMinor: amount(),
    }),
  ),
  buyerIndexE18: amount(),
  buyerDividendsE18: amount(),
  buyerGivenBackMinor: amount(),
});

const REFUNDED = event("orderRefunded", "An order that had counted came back, whole or in part.", {
  order,
  lines: refundLines,
  places: Type.Array(
    strict({ place, holder, owesMicro: amount(), burnedMicro: amount(), quotaMinor: amount() }),
  ),
  givenBackMinor: amount(
    "Dividends the buyer gives back. The shop withholds them and pays them in.",
  ),
  missingMinor: amount("The worth of shares that are gone. The shop withholds and keeps it."),
  proRataMinor: amount("What the pro-rata fund gives back to the merchant."),
  tierMinor: amount("What the tier fund gives back."),
  reserveMinor: amount("What the reserve gives back."),
  excessE18,
  refundLossMinor: amount("What the return costs the merchant beyond the goods."),
});

const CLOSED = event("dayClosed", "A day's dividends, and the compulsory redemptions after them.", {
  date: text(),
  indexRiseE18: amount("What one micro-share earned."),
  headRisesE18: Type.Array(amount(), { description: "What one head of each tier earned." }),
  capped: Type.Array(strict({ holder, proRataE18: amount(), tierE18: amount() }), {
    description: "Who took all the quota left.",
  }),
  proRataPaidE18: amount(),
  tierPaidE18: amount(),
  tierMovedE18: amount(),
  carriedE18: amount("In the pro-rata fund after the dividends."),
  risen: Type.Array(strict({ holder, tier: Type.Integer() }), {
    description: "Who reached a higher tier.",
  }),
  forced: Type.Array(
    strict({ holder, sharesMicro, payoutMinor: amount(), feeMinor: amount(), excessE18 }),
  ),
  tree: Type.Optional(
    Type.Unsafe<{ [key: string]: unknown }>({
      type: "object",
      additionalProperties: true,
      description: "What the close commits to: the root over all holders, and the sums under it.",
    }),
  ),
});

const EVENTS = [
  event("holderJoined", "Somebody can hold shares from here on.", {
    holder,
    referrer: Type.Optional(text()),
  }),
  event("agentAppointed", "A region has its agent.", { region: text(), holder }),
  event("orderPaid", "An order is paid, and waits or counts at once, as the plan says.", {
    order,
    holder,
    region: Type.Optional(text()),
    lines: paidLines,
  }),
  ACCRUED,
  event("orderReduced", "Part of an order came back before it counted.", {
    order,
    lines: refundLines,
  }),
  REFUNDED,
  event("sharesRedeemed", "Shares sold back; the payout is in the wallet.", {
    ...{ holder, sharesMicro, payoutMinor: amount(), feeMinor: amount(), excessE18 },
  }),
  event("sharesSpent", "Shares paid for goods.", {
    ...{ holder, order, sharesMicro, valueMinor: amount() },
    fromReserveMinor: amount("Of the value, what the reserve pays the merchant."),
    excessE18,
    hold: Type.Optional(text("The hold that was captured.")),
  }),
  event("sharesHeld", "Shares set aside.", {
    ...{ hold: text(), holder, sharesMicro, order, expires: text() },
  }),
  event("holdReleased", "Shares set aside are free again.", { hold: text() }),
  event("spendReturned", "Goods paid with shares came back.", {
    ...{ holder, order, amountMinor: amount(), sharesMicro },
    ...{ toReserveMinor: amount(), toProRataMinor: amount(), toWalletMinor: amount() },
  }),
  event("sharesTransferred", "Shares went from one holder to another.", {
    ...{ from: text(), to: text(), sharesMicro },
  }),
  event("walletWithdrawn", "Cash was paid out.", { holder, amountMinor: amount() }),
  CLOSED,
  event("planActivated", "Another plan is in force.", {
    plan: planJson,
    gate: Type.Optional(
      Type.Unsafe<{ [key: string]: unknown }>({
        type: "object",
        additionalProperties: true,
        description: "The result of the gate that it passed.",
      }),
    ),
  }),
];

export const eventSchema = named(
  "Event",
  Type.Unsafe<Static<(typeof EVENTS)[number]>>({
    oneOf: EVENTS,
    description: "What a command did. `type` says which of these it is.",
  }),
);

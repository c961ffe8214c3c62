/** The bodies of commands: the fields of the spec's commands, without `id`, `at` and `type`. Spec 4. */
import { Type, type Static } from "typebox";
import { eventSchema } from "./event-schemas.ts";
import {
  dateIn,
  id,
  instantIn,
  moneyIn,
  named,
  planJson,
  problem,
  sharesIn,
  strict,
} from "./schemas.ts";

const holder = id("The holder.");
const line = id("The line, once in its order.");

/** The most orders in one request. */
export const ORDERS_MOST = 1_000;

export const orderIn = named(
  "Order",
  strict({
    order: id("The order, as your shop names it."),
    holder,
    lines: Type.Array(
      strict({
        line,
        category: Type.String({ description: "A category of the plan." }),
        paid: moneyIn("What was paid, net of tax, shipping and discounts"),
      }),
      { minItems: 1, maxItems: 1_000 },
    ),
    region: Type.Optional(id("The region that it ships to, where an agent may be appointed.")),
  }),
);

export const ordersIn = named(
  "Orders",
  strict({ orders: Type.Array(orderIn, { minItems: 1, maxItems: ORDERS_MOST }) }),
);

export const orderOrOrders = Type.Unsafe<Static<typeof orderIn> | Static<typeof ordersIn>>({
  oneOf: [orderIn, ordersIn],
  "x-chosen-by": "orders",
});

export const refundIn = named(
  "Refund",
  strict({
    lines: Type.Array(strict({ line, amount: moneyIn("What comes back of the line") }), {
      minItems: 1,
      maxItems: 1_000,
    }),
  }),
);

export const holderIn = named(
  "NewHolder",
  strict({
    holder: id("The holder, as your shop names it."),
    referrer: Type.Optional(id("The holder who brought them in. It cannot be changed later.")),
  }),
);

export const agentIn = named("Agent", strict({ region: id("The region."), holder }));
export const redemptionIn = named("Redemption", strict({ holder, shares: sharesIn }));
export const spendIn = named(
  "Spend",
  strict({
    holder,
    shares: sharesIn,
    order: id("What the shares pay for, as your shop names it."),
  }),
);
export const spendReturnIn = named(
  "SpendReturn",
  strict({ holder, amount: moneyIn("The worth of what came back") }),
);
export const holdIn = named(
  "Hold",
  strict({
    hold: id("The hold; an id is never used twice."),
    holder,
    shares: sharesIn,
    order: id("What they are set aside for."),
    expires: instantIn("When they are free again by themselves, 30 days ahead at the most"),
  }),
);
export const transferIn = named("Transfer", strict({ from: holder, to: holder, shares: sharesIn }));
export const withdrawalIn = named(
  "Withdrawal",
  strict({ holder, amount: moneyIn("What is paid out") }),
);
export const closeIn = named("Close", strict({ date: dateIn("The day that has ended") }));
export const planIn = named("PlanGiven", strict({ plan: planJson }));

/** What became of a command. */
export const applied = named(
  "Applied",
  strict({
    seq: Type.Integer({ minimum: 1, description: "Its place in the journal." }),
    repeated: Type.Boolean({
      description: "Whether it was applied before, and this is its first answer again.",
    }),
    events: Type.Array(eventSchema, { description: "What it did." }),
  }),
);

/** What a command would come to. */
export const quoted = named(
  "Quote",
  strict({ events: Type.Array(eventSchema, { description: "What it would do now." }) }),
);

const outcome = named(
  "Outcome",
  Type.Unsafe<
    | ({ order: string; ok: true } & Static<typeof applied>)
    | { order: string; ok: false; problem: Static<typeof problem> }
  >({
    oneOf: [
      strict({
        order: Type.String(),
        ok: Type.Literal(true),
        seq: Type.Integer(),
        repeated: Type.Boolean(),
        events: Type.Array(eventSchema),
      }),
      strict({ order: Type.String(), ok: Type.Literal(false), problem }),
    ],
  }),
);

/** One outcome for each order of a request, in their order. */
export const outcomes = named("Outcomes", strict({ outcomes: Type.Array(outcome) }));

/**
 * Commands over HTTP: each is a row of the table, and has a quote beside it that changes nothing.
 *
 * The Idempotency-Key is the command's id. Ids of commands that the house gives itself hold a space, which
 * no key may, so that nobody can take the name of a close before it is given.
 */
import type { JsonObject } from "@patronage/engine";
import { closeId, eventsForOthers, type Answer, type Preview } from "@patronage/ledger";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type, type TSchema } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import * as bodies from "./command-schemas.ts";
import { answer, BODY, described, IDEMPOTENCY_KEY, READS, SIGNED, type Tag } from "./describe.ts";
import type { Scope } from "./keys.ts";
import type { ProblemCode } from "./problem-codes.ts";
import { refusalProblem, sendProblem } from "./problems.ts";
import { id } from "./schemas.ts";

export type CommandRoute = {
  readonly url: string;
  /** The command's type in the spec. */
  readonly type: string;
  readonly tag: Tag;
  readonly scope: Scope;
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: TSchema;
  readonly codes: readonly ProblemCode[];
};

const IDS: readonly ProblemCode[] = ["id_empty", "id_too_long"];
const SHARES: readonly ProblemCode[] = ["amount_not_whole", "amount_too_large"];
const LINES: readonly ProblemCode[] = ["lines_empty", "line_repeated", "too_many"];

export const COMMANDS: readonly CommandRoute[] = [
  {
    ...{ url: "/v1/orders/:order/completion", type: "order.complete", tag: "Orders" },
    ...{ scope: "orders", name: "completeOrder" },
    summary: "Complete an order",
    description:
      "It can no longer be returned, and counts from now on: shares and quota are granted.",
    codes: ["order_unknown", "order_not_waiting"],
  },
  {
    ...{ url: "/v1/orders/:order/refunds", type: "order.refund", tag: "Orders" },
    ...{ scope: "orders", name: "refundOrder", body: bodies.refundIn },
    summary: "Refund an order, whole or in part",
    description:
      "`givenBackMinor` and `missingMinor` of the event are what the shop withholds from the money it " +
      "pays back. Ask for the quote before.",
    codes: [...IDS, ...SHARES, ...LINES, "order_unknown", "line_unknown", "refund_exceeds_paid"],
  },
  {
    ...{ url: "/v1/holders", type: "holder.join", tag: "Holders" },
    ...{ scope: "holders", name: "joinHolder", body: bodies.holderIn },
    summary: "Let somebody hold shares",
    codes: [...IDS, "holder_exists", "referrer_unknown"],
  },
  {
    ...{ url: "/v1/agents", type: "agent.appoint", tag: "Holders" },
    ...{ scope: "holders", name: "appointAgent", body: bodies.agentIn },
    summary: "Appoint a region's agent",
    codes: [...IDS, "holder_unknown"],
  },
  {
    ...{ url: "/v1/redemptions", type: "shares.redeem", tag: "Shares" },
    ...{ scope: "redeem", name: "redeemShares", body: bodies.redemptionIn },
    summary: "Redeem shares",
    description: "The payout, at the NAV less the fee, is in the wallet at once.",
    codes: [
      ...[...IDS, ...SHARES, "holder_unknown" as const, "shares_insufficient" as const],
      ...(["outstanding_below_one", "payout_zero"] as const),
    ],
  },
  {
    ...{ url: "/v1/spends", type: "shares.spend", tag: "Shares" },
    ...{ scope: "redeem", name: "spendShares", body: bodies.spendIn },
    summary: "Pay for goods with shares",
    codes: [...IDS, ...SHARES, "holder_unknown", "shares_insufficient", "outstanding_below_one"],
  },
  {
    ...{ url: "/v1/spends/:order/returns", type: "spend.return", tag: "Shares" },
    ...{ scope: "redeem", name: "returnSpend", body: bodies.spendReturnIn },
    summary: "Take back goods that were paid with shares",
    codes: [...IDS, ...SHARES, "holder_unknown", "spend_unknown", "return_exceeds_spent"],
  },
  {
    ...{ url: "/v1/holds", type: "shares.hold", tag: "Shares" },
    ...{ scope: "redeem", name: "holdShares", body: bodies.holdIn },
    summary: "Set shares aside for an order",
    codes: [
      ...[...IDS, ...SHARES, "instant_invalid" as const, "holder_unknown" as const],
      ...(["hold_exists", "expiry_not_after", "expiry_too_far", "quota_reached"] as const),
      "shares_insufficient",
    ],
  },
  {
    ...{ url: "/v1/holds/:hold/capture", type: "shares.capture", tag: "Shares" },
    ...{ scope: "redeem", name: "captureHold" },
    summary: "Spend the shares of a hold",
    codes: ["hold_unknown", "hold_ended", "outstanding_below_one"],
  },
  {
    ...{ url: "/v1/holds/:hold/release", type: "shares.release", tag: "Shares" },
    ...{ scope: "redeem", name: "releaseHold" },
    summary: "Give the shares of a hold back",
    codes: ["hold_unknown", "hold_ended"],
  },
  {
    ...{ url: "/v1/transfers", type: "shares.transfer", tag: "Shares" },
    ...{ scope: "redeem", name: "transferShares", body: bodies.transferIn },
    summary: "Transfer shares to another holder",
    description: "Where the plan lets it. Quota never moves.",
    codes: [
      ...[...IDS, ...SHARES, "transfer_off" as const, "transfer_to_self" as const],
      ...(["holder_unknown", "shares_insufficient"] as const),
    ],
  },
  {
    ...{ url: "/v1/withdrawals", type: "wallet.withdraw", tag: "Wallet" },
    ...{ scope: "wallet", name: "withdraw", body: bodies.withdrawalIn },
    summary: "Record that a wallet was paid out",
    codes: [...IDS, ...SHARES, "holder_unknown", "wallet_insufficient"],
  },
  {
    ...{ url: "/v1/closes", type: "day.close", tag: "Closes" },
    ...{ scope: "close", name: "closeDay", body: bodies.closeIn },
    summary: "Close a day",
    description:
      "The server closes days by itself as they end. The day is the command's id: to close it again is to " +
      "be told what was done.",
    codes: ["date_invalid", "day_not_ended", "day_before_first", "date_not_ascending"],
  },
  {
    ...{ url: "/v1/plans/activation", type: "plan.activate", tag: "Plans" },
    ...{ scope: "plans", name: "activatePlan", body: bodies.planIn },
    summary: "Put another plan in force",
    description: "It needs a result of the gate that passes and is no older than 30 days.",
    codes: ["plan_refused", "plan_worsens", "gate_missing", "gate_outdated", "gate_failed"],
  },
];

/** What every command may be refused with. */
export const GIVEN: readonly ProblemCode[] = [
  ...[...READS, ...SIGNED, "idempotency_key_missing" as const, "idempotency_key_invalid" as const],
  ...(["id_conflict", "at_backwards"] as const),
];

export const PARAMETERS: { readonly [name: string]: TSchema } = {
  order: id("The order."),
  hold: id("The hold."),
  holder: id("The holder."),
};

/** The parameters in a route's address, as a schema to spread; none without any. */
export function parametersOf(url: string): { params?: TSchema } {
  const names = Array.from(url.matchAll(/:([a-z]+)/g), ([, name]) => name!);
  if (names.length === 0) return {};
  return {
    params: Type.Object(Object.fromEntries(names.map((name) => [name, PARAMETERS[name]!]))),
  };
}

export function addCommands(app: App): void {
  for (const route of COMMANDS) {
    addCommand(app, route);
    addQuote(app, route);
  }
}

const fieldsOf = (request: FastifyRequest, type: string): JsonObject => ({
  type,
  ...(request.params as JsonObject),
  ...(request.body as JsonObject | undefined),
});

function addCommand(app: App, route: CommandRoute): void {
  const { url, type, body } = route;
  const isClose = type === "day.close";
  const codes = [...GIVEN, ...route.codes, ...(body === undefined ? [] : BODY)];
  const { schema, config } = described({
    ...route,
    codes,
    answers: { 200: answer("It is in the journal.", bodies.applied) },
  });
  const parts = {
    ...parametersOf(url),
    ...(isClose ? {} : { headers: IDEMPOTENCY_KEY }),
    ...(body === undefined ? {} : { body }),
  };
  app.post(url, { config, schema: { ...schema, ...parts } }, async (request, reply) => {
    const fields = fieldsOf(request, type);
    const key = isClose ? closeId(fields["date"] as string) : idempotencyKey(request);
    return sendAnswer(request, reply, await deskOf(request).submit({ id: key, ...fields }));
  });
}

/** Beside a command, what it would come to: the same body, and nothing changes. */
export function addQuote(app: App, route: Omit<CommandRoute, "scope">): void {
  const { url, type, body, name, summary } = route;
  const last = type === "day.close" ? "preview" : "quote";
  const { schema, config } = described({
    ...{ tag: route.tag, name: `${last}${name[0]!.toUpperCase()}${name.slice(1)}`, scope: "read" },
    summary: `What it would come to: ${summary[0]!.toLowerCase()}${summary.slice(1)}`,
    description: "It is decided as if it were given now, and nothing changes.",
    codes: [...READS, ...SIGNED, ...route.codes, ...(body === undefined ? [] : BODY)],
    answers: { 200: answer("What would happen.", bodies.quoted) },
  });
  const parts = { ...parametersOf(url), ...(body === undefined ? {} : { body }) };
  app.post(`${url}/${last}`, { config, schema: { ...schema, ...parts } }, async (request, reply) =>
    sendPreview(request, reply, await deskOf(request).preview(fieldsOf(request, type))),
  );
}

/** The id of a command, which is what its Idempotency-Key says. */
export const idempotencyKey = ({ headers }: FastifyRequest): string =>
  headers["idempotency-key"] as string;

export const JSON_TYPE = "application/json; charset=utf-8";

/** An answer as one text: its events are JSON already. */
export const appliedText = ({ seq, isRepeated, events }: Answer & { ok: true }): string =>
  `{"seq":${seq},"repeated":${isRepeated},"events":${eventsForOthers(events)}}`;

export function sendAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  given: Answer,
): FastifyReply {
  if (!given.ok) return sendRefusal(request, reply, given);
  return reply.type(JSON_TYPE).send(appliedText(given));
}

function sendPreview(request: FastifyRequest, reply: FastifyReply, given: Preview): FastifyReply {
  if (!given.ok) return sendRefusal(request, reply, given);
  return reply.type(JSON_TYPE).send(`{"events":${given.events}}`);
}

const sendRefusal = (
  request: FastifyRequest,
  reply: FastifyReply,
  { refusal }: Answer & { ok: false },
): FastifyReply => sendProblem(request, reply, refusalProblem(refusal), deskOf(request).currency);

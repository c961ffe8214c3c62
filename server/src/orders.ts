/**
 * Orders: the route that is asked most. One order, or up to a thousand of them in one request, each with
 * an outcome of its own; all are decided in their order and share a commit.
 */
import type { JsonObject } from "@patronage/engine";
import { readOrder, type Answer } from "@patronage/ledger";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import { jsonText, type App } from "./app.ts";
import { applied, orderIn, orderOrOrders, outcomes } from "./command-schemas.ts";
import {
  addQuote,
  appliedText,
  GIVEN,
  idempotencyKey,
  JSON_TYPE,
  parametersOf,
  sendAnswer,
} from "./commands.ts";
import { answer, BODY, described, IDEMPOTENCY_KEY, READS } from "./describe.ts";
import type { Desk } from "./desks.ts";
import { eventSchema } from "./event-schemas.ts";
import { problemJson, ProblemError, problemOf, refusalProblem, type Problem } from "./problems.ts";
import type { Reads } from "./reads.ts";
import { strict, text } from "./schemas.ts";

export function addOrders(app: App, reads: Reads): void {
  addPay(app);
  addQuote(app, {
    ...{ url: "/v1/orders", type: "order.pay", tag: "Orders", name: "payOrder", body: orderIn },
    ...{ summary: "Pay an order", codes: PAY_CODES },
  });
  addHistory(app, reads);
}

const PAY_CODES = [
  ...(["id_empty", "id_too_long", "too_many", "lines_empty", "line_repeated"] as const),
  ...(["amount_not_whole", "amount_too_large"] as const),
  ...(["holder_unknown", "order_exists", "category_unknown"] as const),
];

function addPay(app: App): void {
  const { schema, config } = described({
    ...{ tag: "Orders", name: "payOrder", scope: "orders" },
    summary: "Pay an order, or up to a thousand",
    description:
      "It waits until it can no longer be returned, or counts at once, as the plan says. Of several " +
      "orders each has an outcome of its own, and the key `KEY#0`, `KEY#1`, …; when one is not " +
      "written as described, none is taken.",
    codes: [...GIVEN, ...BODY, ...PAY_CODES],
    answers: {
      200: answer(
        "It is in the journal; of several, each has an outcome.",
        Type.Unsafe({ oneOf: [applied, outcomes] }),
      ),
    },
  });
  const parts = { headers: IDEMPOTENCY_KEY, body: orderOrOrders };
  app.post("/v1/orders", { config, schema: { ...schema, ...parts } }, (request, reply) => {
    const desk = deskOf(request);
    const key = idempotencyKey(request);
    const { body } = request;
    if ("orders" in body) return payMany(request, reply, desk, body.orders);
    return desk
      .submit({ id: key, type: "order.pay", ...(body as JsonObject) })
      .then((given) => sendAnswer(request, reply, given));
  });
}

async function payMany(
  request: FastifyRequest,
  reply: FastifyReply,
  desk: Desk,
  orders: readonly object[],
): Promise<FastifyReply> {
  const key = idempotencyKey(request);
  const given = await desk.submitAll(
    orders.map((order, index) => ({
      ...{ id: `${key}#${index}`, type: "order.pay" },
      ...(order as JsonObject),
    })),
  );
  const failures = given.filter(({ status }) => status === "rejected");
  const [first] = failures;
  // Of none it is known that it was taken: the request as a whole is to be sent again.
  if (first?.status === "rejected" && failures.length === given.length) throw first.reason;
  const texts = given.map((outcome, index) => {
    const name = JSON.stringify((orders[index] as { order: string }).order);
    if (outcome.status === "fulfilled" && outcome.value.ok) {
      return `{"order":${name},"ok":true,${appliedText(outcome.value).slice(1)}`;
    }
    const problem = problemIn(outcome, index);
    return `{"order":${name},"ok":false,"problem":${jsonText(problemJson(request, problem, desk.currency))}}`;
  });
  return reply.type(JSON_TYPE).send(`{"outcomes":[${texts.join(",")}]}`);
}

function problemIn(outcome: PromiseSettledResult<Answer>, index: number): Problem {
  if (outcome.status === "rejected") return problemOf(outcome.reason, 0);
  const { value } = outcome;
  if (value.ok) throw new ProblemError({ code: "fault" });
  return refusalProblem(value.refusal, `/orders/${index}`);
}

function addHistory(app: App, reads: Reads): void {
  const { schema, config } = described({
    ...{ tag: "Orders", name: "readOrder", scope: "read" },
    summary: "What happened to an order",
    description: "Every event about it, oldest first; the read models follow a moment behind.",
    codes: [...READS, "order_unknown"],
    answers: {
      200: answer(
        "Its events.",
        strict({
          order: text(),
          events: Type.Array(
            strict({
              seq: Type.Integer({ description: "Its place in the journal." }),
              event: eventSchema,
            }),
          ),
        }),
      ),
    },
  });
  const url = "/v1/orders/:order";
  app.get(url, { config, schema: { ...schema, ...parametersOf(url) } }, async (request) => {
    const { order } = request.params as { order: string };
    const events = await reads.in(deskOf(request), (client) => readOrder(client, order));
    if (events.length === 0) throw new ProblemError({ code: "order_unknown", facts: { order } });
    return { order, events: events.map(({ seq, event }) => ({ seq: Number(seq), event })) };
  });
}

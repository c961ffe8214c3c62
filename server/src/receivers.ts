/**
 * Receivers over HTTP: a merchant puts one with a mapping, gives its address to the shop, and sees what
 * became of what came in. How it comes in is in receiver-way-in.ts.
 */
import { canonicalJson, type Json } from "@patronage/engine";
import { readPlanHistory, type House } from "@patronage/ledger";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { BIGINT_COUNT, cursorOf, page, readCursor } from "./cursors.ts";
import { answer, BODY, described, READS, SIGNED } from "./describe.ts";
import { langOf, problemError, ProblemError } from "./problems.ts";
import type { Reads } from "./reads.ts";
import {
  mappingSchema,
  readMapping,
  SHOPS,
  termIssues,
  type ShopName,
} from "./receiver-mapping.ts";
import { mappingIssueShown, type MappingIssue } from "./receiver-sentences.ts";
import {
  countStates,
  deleteReceiver,
  listDeliveries,
  listIncomplete,
  listReceivers,
  putReceiver,
  retryDeliveries,
  STATES,
  type Delivery,
  type Place,
  type Receiver,
  type State,
} from "./receiver-store.ts";
import { count, LIMIT_USUAL, named, PAGE_QUERY, pageOf, strict, text } from "./schemas.ts";
import { poolFor } from "./tracing.ts";

const shop = Type.Unsafe<ShopName>({
  ...Type.Enum([...SHOPS]),
  description: "Which shop it is.",
});
const state = Type.Unsafe<State>({
  ...Type.Enum([...STATES]),
  description:
    "`done`; `ignored`: it grants nothing; `waiting`: for another delivery, and tried again by itself; " +
    "`refused`: until the mapping or the plan is mended; `unreadable`: not what the shop documents.",
});
const mapping = named("ReceiverMapping", mappingSchema);

const incomplete = strict({
  order: text("The shop's order."),
  reason: text("Why, as a word for programs: what the ledger refused."),
  againAt: text("When it is tried again; every hour, and when the mapping is put."),
});

const receiverSchema = named(
  "Receiver",
  strict({
    receiver: text("Its name."),
    shop,
    address: text("Where the shop posts to, on this server."),
    mapping: Type.Unsafe<{ [name: string]: unknown }>(mapping),
    changedAt: text(),
    deliveries: Type.Optional(
      Type.Record(Type.String(), count("How many."), {
        description: "How many in each state.",
      }),
    ),
    incomplete: Type.Optional(
      Type.Array(incomplete, {
        description:
          "Orders that the ledger does not let complete; the next ones to be tried again.",
      }),
    ),
  }),
);

const receiverIn = named(
  "NewReceiver",
  strict({
    secret: Type.Optional(
      Type.String({
        pattern: "^[^\\u0000]{16,256}$",
        description:
          "What the shop signs with: Shopify's client secret, a WooCommerce webhook's secret. " +
          "A new receiver needs it; without it a receiver keeps the one it has.",
      }),
    ),
    // Everything that is wrong with a mapping is told at once, which a check of the body would not.
    mapping: Type.Unsafe<{ [name: string]: unknown }>({
      type: "object",
      additionalProperties: true,
      description: "The mapping file; see ReceiverMapping.",
    }),
  }),
);

export const deliverySchema = named(
  "Delivery",
  strict({
    delivery: text("Its number here."),
    topic: text("What the shop calls it."),
    source: Type.Optional(text("The shop's name for the delivery.")),
    order: Type.Optional(text("The shop's order.")),
    state,
    reason: Type.Optional(
      text("Why, as a word for programs; of what is unreadable with the place, as `missing id`."),
    ),
    times: count("How often it came."),
    receivedAt: text(),
  }),
);

const URL = "/v1/receivers";
export const RECEIVER = /^[a-z0-9-]{1,32}$/;
const PARAMS = {
  params: Type.Object({
    receiver: Type.String({
      pattern: RECEIVER.source,
      description: "What the merchant calls it: small letters, digits and hyphens.",
    }),
  }),
};
const UNKNOWN = ["receiver_unknown"] as const;

type Rooms = Pick<House, "pool">;

/** Adds the routes by which receivers are looked after. */
export function registerReceivers(app: App, { pool }: House, reads: Reads): void {
  addReceivers(app, { pool });
  addPutting(app, { pool }, reads);
  addEnding(app, { pool });
  addKept(app, { pool });
}

const unknown = (receiver: string): ProblemError => problemError("receiver_unknown", { receiver });
const placeOf = (request: FastifyRequest, { pool }: Rooms): Place => ({
  ...{ pool: poolFor(request, pool), schema: deskOf(request).schema },
});
const nameOf = (request: FastifyRequest): string =>
  (request.params as { receiver: string }).receiver;

const shown = (request: FastifyRequest, one: Receiver) => ({
  ...{
    receiver: one.receiver,
    shop: one.shop,
    changedAt: one.changedAt.toISOString(),
  },
  address: `/v1/deliveries/${encodeURIComponent(deskOf(request).programme)}/${one.receiver}`,
  mapping: JSON.parse(one.mapping) as object,
});

/** As it is shown; nothing that a shop's request named is left out but what is not there. */
export const deliveryShown = (one: Delivery) => ({
  ...{
    delivery: one.delivery,
    topic: one.topic,
    source: one.source ?? undefined,
  },
  ...{
    order: one.order ?? undefined,
    state: one.state,
    reason: one.reason ?? undefined,
  },
  ...{ times: one.times, receivedAt: one.receivedAt.toISOString() },
});

async function readReceiver(request: FastifyRequest, rooms: Rooms): Promise<Receiver> {
  const receiver = nameOf(request);
  const [one] = await listReceivers(placeOf(request, rooms), receiver);
  if (one === undefined) throw unknown(receiver);
  return one;
}

function addReceivers(app: App, rooms: Rooms): void {
  const all = described({
    ...{ tag: "Receivers", name: "listReceivers", scope: "receivers" },
    summary: "The receivers of shops",
    answers: {
      200: answer("All of them.", strict({ items: Type.Array(receiverSchema) })),
    },
  });
  app.get(URL, all, async (request) => ({
    items: (await listReceivers(placeOf(request, rooms))).map((one) => shown(request, one)),
  }));
  const one = described({
    ...{ tag: "Receivers", name: "readReceiver", scope: "receivers" },
    summary: "A receiver, its mapping, and what became of what came in",
    codes: [...READS, ...UNKNOWN],
    answers: { 200: answer("The receiver.", receiverSchema) },
  });
  const schema = { ...one.schema, ...PARAMS };
  app.get(`${URL}/:receiver`, { config: one.config, schema }, async (request) => {
    const found = await readReceiver(request, rooms);
    const place = placeOf(request, rooms);
    const deliveries = await countStates(place, found.receiver);
    const undone = await listIncomplete(place, found.receiver, LIMIT_USUAL);
    return {
      ...{ ...shown(request, found), deliveries },
      incomplete: undone.map((one) => ({ ...one, againAt: one.againAt.toISOString() })),
    };
  });
}

function addPutting(app: App, rooms: Rooms, reads: Reads): void {
  const putting = described({
    ...{ tag: "Receivers", name: "putReceiver", scope: "receivers" },
    summary: "Make a receiver, or change its secret and its mapping",
    description:
      "What the mapping before could not do is tried again. Orders that are paid go on as they began: a " +
      "prefix or a minor unit is that of the orders to come.",
    codes: [...READS, ...SIGNED, ...BODY, "mapping_invalid"],
    answers: { 200: answer("Give its address to the shop.", receiverSchema) },
  });
  app.put(
    `${URL}/:receiver`,
    {
      config: putting.config,
      schema: { ...putting.schema, ...PARAMS, body: receiverIn },
    },
    async (request) => {
      const { secret, mapping: given } = request.body;
      const read = readMapping(given as Json);
      if (!read.ok) throw mappingProblem(request, read.issues);
      const issues = termIssues(read.mapping, await termsOf(request, reads));
      if (issues.length > 0) throw mappingProblem(request, issues);
      const isThere = await putReceiver(placeOf(request, rooms), {
        ...{ receiver: nameOf(request), shop: read.mapping.shop, secret },
        ...{ mapping: canonicalJson(given as Json), changedAt: new Date() },
      });
      if (!isThere) throw SECRET_MISSING;
      return shown(request, await readReceiver(request, rooms));
    },
  );
}

const SECRET_MISSING = new ProblemError({
  code: "field_missing",
  facts: { field: "secret" },
  pointer: "#/secret",
});

/** What a mapping has to fit: the programme, and its plan in force. */
async function termsOf(request: FastifyRequest, reads: Reads) {
  const desk = deskOf(request);
  const plans = await reads.in(desk, readPlanHistory);
  return { currency: desk.currency, categories: new Set(plans.at(-1)!.plan.categories.keys()) };
}

const mappingProblem = (request: FastifyRequest, issues: readonly MappingIssue[]) =>
  new ProblemError({
    ...{ code: "mapping_invalid", facts: {}, pointer: "#/mapping" },
    issues: issues.map((one) => mappingIssueShown(one, langOf(request))),
  });

function addEnding(app: App, rooms: Rooms): void {
  const ending = described({
    ...{ tag: "Receivers", name: "deleteReceiver", scope: "receivers" },
    summary: "Do away with a receiver, and with what it kept",
    description: "The ledger keeps what came of it.",
    codes: [...READS, ...SIGNED, ...UNKNOWN],
    answers: { 204: { description: "It is gone.", type: "null" } },
  });
  app.delete(
    `${URL}/:receiver`,
    { config: ending.config, schema: { ...ending.schema, ...PARAMS } },
    async (request, reply) => {
      const receiver = nameOf(request);
      const isDone = await deleteReceiver(placeOf(request, rooms), receiver);
      if (!isDone) throw unknown(receiver);
      return reply.code(204).send();
    },
  );
}

function addKept(app: App, rooms: Rooms): void {
  const listing = described({
    ...{ tag: "Receivers", name: "listDeliveries", scope: "receivers" },
    summary: "What came in at a receiver, and what became of it",
    description:
      "Oldest first; kept for 90 days. Of a person there are ids, and of an address what the mapping asks for.",
    codes: [...READS, ...UNKNOWN, "cursor_invalid"],
    answers: { 200: answer("Some of them.", pageOf(deliverySchema)) },
  });
  const querystring = Type.Object(
    { ...PAGE_QUERY, state: Type.Optional(state) },
    { additionalProperties: false },
  );
  app.get(
    `${URL}/:receiver/deliveries`,
    {
      config: listing.config,
      schema: { ...listing.schema, ...PARAMS, querystring },
    },
    async (request) => {
      const { limit = LIMIT_USUAL, after, state: wanted } = request.query;
      const [from = "0"] = (readCursor("deliveries", after, [BIGINT_COUNT]) ?? []).map(String);
      const { receiver } = await readReceiver(request, rooms);
      const asked = { state: wanted, after: from, most: limit + 1 };
      const found = await listDeliveries(placeOf(request, rooms), receiver, asked);
      return page(found, limit, deliveryShown, (last) => cursorOf("deliveries", last.delivery));
    },
  );
  const retrying = described({
    ...{ tag: "Receivers", name: "retryDeliveries", scope: "receivers" },
    summary: "Try again what was refused",
    description:
      "After the mapping or the plan was mended; with `ignored`, what was ignored too. Orders that could not " +
      "complete are tried again with it.",
    codes: [...READS, ...SIGNED, ...BODY, ...UNKNOWN],
    answers: {
      200: answer("They wait.", strict({ waiting: count("How many there were.") })),
    },
  });
  const body = strict({ ignored: Type.Optional(Type.Boolean()) });
  app.post(
    `${URL}/:receiver/retry`,
    {
      config: retrying.config,
      schema: { ...retrying.schema, ...PARAMS, body },
    },
    async (request) => {
      const { receiver } = await readReceiver(request, rooms);
      const states: State[] = request.body.ignored === true ? ["refused", "ignored"] : ["refused"];
      const place = placeOf(request, rooms);
      return {
        waiting: await retryDeliveries(place, receiver, states, new Date()),
      };
    },
  );
}

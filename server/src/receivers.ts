/**
 * Receivers over HTTP: a merchant puts one with a mapping, and gives its address to the shop, which then
 * posts its orders and refunds there. The shop has no key of ours: its signature lets it in.
 */
import { canonicalJson, type Json } from "@patronage/engine";
import type { House } from "@patronage/ledger";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { deskOf, heldBy } from "./access.ts";
import type { App } from "./app.ts";
import { cursorOf, page, readCursor } from "./cursors.ts";
import { answer, BODY, described, READS, SIGNED } from "./describe.ts";
import type { Desk, Desks } from "./desks.ts";
import { problemError, ProblemError } from "./problems.ts";
import type { Intake } from "./receiver-intake.ts";
import { mappingSchema, readMapping, SHOPS, type ShopName } from "./receiver-mapping.ts";
import { medusa } from "./receiver-medusa.ts";
import type { Incoming, Shop } from "./receiver-notice.ts";
import { shopify } from "./receiver-shopify.ts";
import {
  countStates,
  deleteReceiver,
  keepDelivery,
  listDeliveries,
  listReceivers,
  putReceiver,
  readDelivery,
  retryDeliveries,
  STATES,
  type Delivery,
  type Place,
  type Receiver,
  type State,
} from "./receiver-store.ts";
import { woocommerce } from "./receiver-woocommerce.ts";
import { count, LIMIT_USUAL, named, PAGE_QUERY, pageOf, strict, text } from "./schemas.ts";
import { poolFor, watchedDesk, watchOf } from "./tracing.ts";

const READERS: { readonly [Name in ShopName]: Shop } = {
  shopify,
  woocommerce,
  medusa,
};

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
  }),
);

const receiverIn = named(
  "NewReceiver",
  strict({
    secret: Type.String({
      pattern: "^[^\\u0000]{16,256}$",
      description:
        "What the shop signs with: Shopify's client secret, a WooCommerce webhook's secret.",
    }),
    // Everything that is wrong with a mapping is told at once, which a check of the body would not.
    mapping: Type.Unsafe<{ [name: string]: unknown }>({
      type: "object",
      additionalProperties: true,
      description: "The mapping file; see ReceiverMapping.",
    }),
  }),
);

const deliverySchema = named(
  "Delivery",
  strict({
    delivery: text("Its number here."),
    topic: text("What the shop calls it."),
    source: Type.Optional(text("The shop's name for the delivery.")),
    order: Type.Optional(text("The shop's order.")),
    state,
    reason: Type.Optional(text("Why, as a word for programs.")),
    times: count("How often it came."),
    receivedAt: text(),
  }),
);

const URL = "/v1/receivers";
const RECEIVER = /^[a-z0-9-]{1,32}$/;
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
export function registerReceivers(app: App, { pool }: House): void {
  addReceivers(app, { pool });
  addPutting(app, { pool });
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
const deliveryShown = (one: Delivery) => ({
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
    summary: "A receiver, its mapping, and how many deliveries are in which state",
    codes: [...READS, ...UNKNOWN],
    answers: { 200: answer("The receiver.", receiverSchema) },
  });
  const schema = { ...one.schema, ...PARAMS };
  app.get(`${URL}/:receiver`, { config: one.config, schema }, async (request) => {
    const found = await readReceiver(request, rooms);
    const deliveries = await countStates(placeOf(request, rooms), found.receiver);
    return { ...shown(request, found), deliveries };
  });
}

function addPutting(app: App, rooms: Rooms): void {
  const putting = described({
    ...{ tag: "Receivers", name: "putReceiver", scope: "receivers" },
    summary: "Make a receiver, or change its secret and its mapping",
    description: "What the mapping before could not do is tried again.",
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
      const place = placeOf(request, rooms);
      if (!read.ok) throw mappingProblem(read.issues);
      const { currency } = deskOf(request);
      if (read.mapping.currency !== currency) {
        const sentence = `"currency" must be the programme's, "${currency}".`;
        throw mappingProblem([{ code: "currency", where: "currency", sentence }]);
      }
      await putReceiver(place, {
        ...{ receiver: nameOf(request), shop: read.mapping.shop, secret },
        ...{ mapping: canonicalJson(given as Json), changedAt: new Date() },
      });
      return shown(request, await readReceiver(request, rooms));
    },
  );
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

const mappingProblem = (issues: readonly { code: string; where: string; sentence: string }[]) =>
  new ProblemError({
    code: "mapping_invalid",
    facts: {},
    pointer: "#/mapping",
    issues,
  });

function addKept(app: App, rooms: Rooms): void {
  const listing = described({
    ...{ tag: "Receivers", name: "listDeliveries", scope: "receivers" },
    summary: "What came in at a receiver, and what became of it",
    description: "Oldest first; kept for 90 days, without anything of a person.",
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
      const [from = "0"] = (readCursor("deliveries", after, 1) ?? []).map(String);
      const { receiver } = await readReceiver(request, rooms);
      const asked = { state: wanted, after: from, most: limit + 1 };
      const found = await listDeliveries(placeOf(request, rooms), receiver, asked);
      return page(found, limit, deliveryShown, (last) => cursorOf("deliveries", last.delivery));
    },
  );
  const retrying = described({
    ...{ tag: "Receivers", name: "retryDeliveries", scope: "receivers" },
    summary: "Try again what was refused",
    description: "After the mapping or the plan was mended. With `ignored`, what was ignored too.",
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

/** How long a shop is kept waiting; what takes longer goes on without it. */
const ANSWER_MILLISECONDS = 3_000;
const MINUTE = 60_000;
const WRONG_PER_MINUTE = 60;

/** Adds the way in for shops. Here no key is asked for: the instance must not be a guarded one. */
export function registerDeliveries(
  app: FastifyInstance,
  { pool }: House,
  desks: Desks,
  intake: Pick<Intake, "work">,
): void {
  // WooCommerce knocks with a form when a webhook is made.
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (request, body, done) => {
      heldBy(request).rawBody = body as string;
      done(null, undefined);
    },
  );
  const limit = { max: WRONG_PER_MINUTE, timeWindow: MINUTE };
  const wrong = app.createRateLimit({ ...limit, keyGenerator: ({ ip }) => ip });
  const schema = { hide: true };
  app.post("/v1/deliveries/:programme/:receiver", { schema }, async (request, reply) => {
    const { programme = "", receiver = "" } = request.params as { [name: string]: string };
    const desk = desks.all().find((one) => one.programme === programme);
    if (desk === undefined || !RECEIVER.test(receiver)) throw unknown(receiver);
    const [found] = await listReceivers({ pool, schema: desk.schema }, receiver);
    if (found === undefined) throw unknown(receiver);
    const incoming = { headers: request.headers, body: heldBy(request).rawBody };
    const reader = READERS[found.shop];
    if (!reader.isFrom(incoming, found.secret, Date.now() / 1_000)) {
      const tries = await wrong(request);
      if (!tries.isAllowed && tries.isExceeded) {
        const facts = { most: String(WRONG_PER_MINUTE), seconds: String(tries.ttlInSeconds) };
        throw problemError("rate_limited", facts);
      }
      throw problemError("delivery_unsigned");
    }
    const delivery = await watchOf(request)(
      { name: "receiver notice", attributes: { "patronage.shop": found.shop } },
      ({ watch }) =>
        take({ pool, desk: watchedDesk(desk, watch), receiver, reader, incoming, intake }),
    );
    if (delivery?.state === "unreadable") {
      throw problemError("delivery_unreadable", { why: delivery.reason ?? "" });
    }
    return reply.send(delivery === undefined ? {} : deliveryShown(delivery));
  });
}

type Taking = {
  readonly pool: House["pool"];
  readonly desk: Desk;
  readonly receiver: string;
  readonly reader: Shop;
  readonly incoming: Incoming;
  readonly intake: Pick<Intake, "work">;
};

/** Keeps a delivery, works on it, and answers how it stands; nothing where it was only a knock. */
async function take(taking: Taking): Promise<Delivery | undefined> {
  const { pool, desk, receiver, reader, incoming, intake } = taking;
  const read = reader.read(incoming);
  if (read.kind === "ignored" && read.reason === "ping") return undefined;
  const place = { pool, schema: desk.schema };
  const source = reader.sourceOf(incoming);
  const kept = { source, body: incoming.body };
  const delivery = await keepDelivery(place, receiver, read, kept, new Date());
  // Whoever sends it once more has it looked after already.
  if (delivery.state !== "waiting" || delivery.times > 1) return delivery;
  await within(ANSWER_MILLISECONDS, intake.work(desk, delivery.delivery));
  return (await readDelivery(place, delivery.delivery)) ?? delivery;
}

/** Waits for work, but only so long. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([work, late]);
  clearTimeout(timer);
}

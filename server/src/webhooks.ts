/**
 * Webhooks over HTTP: endpoints are made, changed, looked after and done away with; dead letters are sent
 * again. A secret is shown when it is made, and never after.
 */
import type { House } from "@patronage/ledger";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { deskOf } from "./access.ts";
import type { App } from "./app.ts";
import { INT_COUNT, BIGINT_COUNT, cursorOf, page, readCursor } from "./cursors.ts";
import { answer, BODY, described, READS, SIGNED } from "./describe.ts";
import { problemError } from "./problems.ts";
import { count, LIMIT_USUAL, named, PAGE_QUERY, pageOf, strict, text } from "./schemas.ts";
import { poolFor } from "./tracing.ts";
import {
  changeEndpoint,
  deleteEndpoint,
  listDead,
  listEndpoints,
  makeEndpoint,
  replayDead,
  rotateSecret,
  type Endpoint,
  type Place,
} from "./webhook-endpoints.ts";
import { messageId, WEBHOOK_TYPES, type WebhookType } from "./webhook-events.ts";
import { targetProblem, type Lookup, type TargetRules } from "./webhook-targets.ts";

const type = Type.Unsafe<WebhookType>(Type.Enum([...WEBHOOK_TYPES]));
const typesIn = Type.Array(type, {
  description: "Which events; all without it, or where it is empty.",
});
const urlIn = Type.String({
  pattern: "^[^]{1,2048}$",
  description: "Where it is sent: https, and an address that everybody can reach.",
});
const instant = (description: string) => Type.Optional(text(description));

const endpointSchema = named(
  "WebhookEndpoint",
  strict({
    endpoint: text("Its name."),
    url: text("Where events are sent."),
    types: Type.Optional(Type.Array(type, { description: "Which events; all without it." })),
    state: Type.Unsafe<"enabled" | "disabled">(Type.Enum(["enabled", "disabled"])),
    disabledFor: Type.Optional(
      Type.Unsafe<"asked" | "gone" | "failing">({
        ...Type.Enum(["asked", "gone", "failing"]),
        description: "Somebody asked; it answered 410; it failed for five days.",
      }),
    ),
    madeAt: text(),
    seq: Type.Integer({ description: "How far into the journal it has come." }),
    lastSuccessAt: instant("When it last took something."),
    lastFailureAt: instant("When it last did not."),
    failingSince: instant("Since when every attempt has failed."),
    lastFailure: Type.Optional(text("How the last attempt failed.")),
    failuresInRow: count("How many attempts have failed since the last that did not."),
    waiting: count("How many messages wait, or are being sent."),
    dead: count("How many were tried for three days, and can be sent again."),
  }),
);

const made = named(
  "WebhookSecret",
  strict({
    endpoint: text(),
    secret: text("What deliveries are signed with, `whsec_…`. It is shown this once."),
  }),
);

const PLACE_MOST = Number.MAX_SAFE_INTEGER;
const NTH_MOST = 2_147_483_647;

const endpointIn = named(
  "NewWebhookEndpoint",
  strict({
    url: urlIn,
    types: Type.Optional(typesIn),
    after: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: PLACE_MOST },
        description: "The place in the journal after which it begins; from now on without it.",
      }),
    ),
  }),
);

const changeIn = named(
  "WebhookEndpointChange",
  strict({
    url: Type.Optional(urlIn),
    types: Type.Optional(typesIn),
    enabled: Type.Optional(
      Type.Boolean({
        description: "What came while it was disabled is sent then.",
      }),
    ),
  }),
);

const OVERLAP_SECONDS = 86_400;
const rotationIn = named(
  "WebhookRotation",
  strict({
    overlapSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 30 * OVERLAP_SECONDS,
        description: `How long deliveries are signed by the old secret too; ${OVERLAP_SECONDS} without it.`,
      }),
    ),
  }),
);

const deadSchema = named(
  "DeadLetter",
  strict({
    message: text("Its `webhook-id`."),
    seq: Type.Integer({ description: "Its place in the journal." }),
    nth: count("Which of the messages of that place it is."),
    type,
    attempts: count("How often it was tried."),
    diedAt: text(),
    failure: Type.Optional(text("How the last attempt failed.")),
  }),
);

const replayIn = named(
  "WebhookReplay",
  strict({
    seq: Type.Integer({
      ...{ minimum: 0, maximum: PLACE_MOST },
      description: "From this place in the journal on.",
    }),
    nth: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: NTH_MOST },
        description: "This one message of that place alone.",
      }),
    ),
  }),
);

const shown = (one: Endpoint) => ({
  ...{
    endpoint: one.endpoint,
    url: one.url,
    types: one.types,
    madeAt: one.madeAt.toISOString(),
  },
  state: one.disabled === undefined ? "enabled" : "disabled",
  ...{
    disabledFor: one.disabled,
    seq: one.seq,
    waiting: one.waiting,
    dead: one.dead,
  },
  ...{ failuresInRow: one.failures, lastFailure: one.failure },
  lastSuccessAt: one.succeededAt?.toISOString(),
  lastFailureAt: one.failedAt?.toISOString(),
  failingSince: one.failingSince?.toISOString(),
});

export type WebhookOptions = {
  readonly rules: TargetRules;
  /** How names are looked up; by the machine unless told. */
  readonly resolve?: Lookup;
};

/** Which types are meant; none stand for all. */
const someOf = (types: readonly WebhookType[] | undefined) =>
  types?.length === 0 ? undefined : types;

/** The most endpoints of a programme: each reads the journal for itself. */
const ENDPOINTS_MOST = 20;
const URL_ONE = "/v1/webhooks/:endpoint";
const PARAMS = {
  params: Type.Object({
    endpoint: Type.String({
      pattern: "^[0-9a-f]{1,64}$",
      description: "The endpoint.",
    }),
  }),
};
const UNKNOWN = ["endpoint_unknown"] as const;
const WHOLE = ["amount_not_whole", "amount_too_large"] as const;

/** What the routes of webhooks work with. */
type Rooms = { readonly pool: House["pool"] } & WebhookOptions;

/** Adds the routes of webhooks. */
export function registerWebhooks(app: App, { pool }: House, options: WebhookOptions): void {
  const rooms = { pool, ...options };
  addLists(app, rooms);
  addMaking(app, rooms);
  addChanging(app, rooms);
  addDead(app, rooms);
}

const placeOf = (request: FastifyRequest, { pool }: Rooms): Place => ({
  ...{ pool: poolFor(request, pool), schema: deskOf(request).schema },
});

const endpointOf = (request: FastifyRequest): string =>
  (request.params as { endpoint: string }).endpoint;

async function readEndpoint(request: FastifyRequest, rooms: Rooms): Promise<Endpoint> {
  const endpoint = endpointOf(request);
  const [one] = await listEndpoints(placeOf(request, rooms), endpoint);
  if (one === undefined) throw problemError("endpoint_unknown", { endpoint });
  return one;
}

/** An address as it is kept, when it may be sent to. */
async function checkTarget(url: string, { rules, resolve }: Rooms): Promise<string> {
  const why = await targetProblem(url, rules, resolve);
  if (why !== undefined) throw problemError("target_refused", { why }, { pointer: "#/url" });
  return new URL(url).href;
}

function addLists(app: App, rooms: Rooms): void {
  const all = described({
    ...{ tag: "Webhooks", name: "listWebhooks", scope: "webhooks" },
    summary: "The endpoints, and how each one does",
    answers: {
      200: answer("All of them.", strict({ items: Type.Array(endpointSchema) })),
    },
  });
  app.get("/v1/webhooks", all, async (request) => ({
    items: (await listEndpoints(placeOf(request, rooms))).map(shown),
  }));
  const one = described({
    ...{ tag: "Webhooks", name: "readWebhook", scope: "webhooks" },
    summary: "How an endpoint does",
    codes: [...READS, ...UNKNOWN],
    answers: { 200: answer("The endpoint.", endpointSchema) },
  });
  app.get(URL_ONE, { config: one.config, schema: { ...one.schema, ...PARAMS } }, async (request) =>
    shown(await readEndpoint(request, rooms)),
  );
}

function addMaking(app: App, rooms: Rooms): void {
  const making = described({
    ...{ tag: "Webhooks", name: "makeWebhook", scope: "webhooks" },
    summary: "Have events sent to an address",
    description:
      "Signed by the Standard Webhooks specification, at least once, in order for each holder, and tried " +
      "again for three days.",
    codes: [...SIGNED, ...BODY, ...WHOLE, "target_refused", "too_many"],
    answers: { 201: answer("It is in force; keep the secret.", made) },
  });
  app.post(
    "/v1/webhooks",
    { config: making.config, schema: { ...making.schema, body: endpointIn } },
    async (request, reply) => {
      const { types, after } = request.body;
      const url = await checkTarget(request.body.url, rooms);
      if ((await listEndpoints(placeOf(request, rooms))).length >= ENDPOINTS_MOST) {
        throw problemError("too_many", {
          field: "webhooks",
          most: String(ENDPOINTS_MOST),
        });
      }
      const from = after === undefined ? undefined : Number(after);
      const asked = { url, types: someOf(types), after: from };
      return reply.code(201).send(await makeEndpoint(placeOf(request, rooms), asked, new Date()));
    },
  );
  const ending = described({
    ...{ tag: "Webhooks", name: "deleteWebhook", scope: "webhooks" },
    summary: "Do away with an endpoint, and with all that waits for it",
    codes: [...READS, ...SIGNED, ...UNKNOWN],
    answers: { 204: { description: "It is gone.", type: "null" } },
  });
  app.delete(
    URL_ONE,
    { config: ending.config, schema: { ...ending.schema, ...PARAMS } },
    async (request, reply) => {
      const endpoint = endpointOf(request);
      const isDone = await deleteEndpoint(placeOf(request, rooms), endpoint);
      if (!isDone) throw problemError("endpoint_unknown", { endpoint });
      return reply.code(204).send();
    },
  );
}

function addChanging(app: App, rooms: Rooms): void {
  const changing = described({
    ...{ tag: "Webhooks", name: "changeWebhook", scope: "webhooks" },
    summary: "Change an endpoint, disable it, or enable it again",
    codes: [...READS, ...SIGNED, ...BODY, ...UNKNOWN, "target_refused"],
    answers: { 200: answer("The endpoint as it is now.", endpointSchema) },
  });
  app.patch(
    URL_ONE,
    {
      config: changing.config,
      schema: { ...changing.schema, ...PARAMS, body: changeIn },
    },
    async (request) => {
      const { url: given, types, enabled } = request.body;
      const { endpoint } = await readEndpoint(request, rooms);
      const url = given === undefined ? undefined : await checkTarget(given, rooms);
      const wanted = types === undefined ? undefined : (someOf(types) ?? null);
      const change = { url, types: wanted, isEnabled: enabled };
      await changeEndpoint(placeOf(request, rooms), endpoint, change, new Date());
      return shown(await readEndpoint(request, rooms));
    },
  );
  const rotating = described({
    ...{ tag: "Webhooks", name: "rotateWebhookSecret", scope: "webhooks" },
    summary: "Give an endpoint another secret",
    description: "For a while deliveries are signed by both, so that none is refused meanwhile.",
    codes: [...READS, ...SIGNED, ...BODY, ...WHOLE, ...UNKNOWN],
    answers: { 200: answer("Keep it.", made) },
  });
  app.post(
    `${URL_ONE}/secret`,
    {
      config: rotating.config,
      schema: { ...rotating.schema, ...PARAMS, body: rotationIn },
    },
    async (request) => {
      const endpoint = endpointOf(request);
      const { overlapSeconds = OVERLAP_SECONDS } = request.body;
      const until = new Date(Date.now() + Number(overlapSeconds) * 1_000);
      const secret = await rotateSecret(placeOf(request, rooms), endpoint, until);
      if (secret === undefined) throw problemError("endpoint_unknown", { endpoint });
      return { endpoint, secret };
    },
  );
}

function addDead(app: App, rooms: Rooms): void {
  const listing = described({
    ...{ tag: "Webhooks", name: "listDeadLetters", scope: "webhooks" },
    summary: "What an endpoint did not take for three days",
    description: "Oldest first; kept for 90 days.",
    codes: [...READS, ...UNKNOWN, "cursor_invalid"],
    answers: { 200: answer("Some of them.", pageOf(deadSchema)) },
  });
  const querystring = Type.Object(PAGE_QUERY, { additionalProperties: false });
  app.get(
    `${URL_ONE}/dead`,
    {
      config: listing.config,
      schema: { ...listing.schema, ...PARAMS, querystring },
    },
    async (request) => {
      const { limit = LIMIT_USUAL, after } = request.query;
      const [seq = "0", nth = "0"] = (
        readCursor("dead", after, [BIGINT_COUNT, INT_COUNT]) ?? []
      ).map(String);
      const { endpoint } = await readEndpoint(request, rooms);
      const place = placeOf(request, rooms);
      const from = after === undefined ? { seq: "-1", nth: "0" } : { seq, nth };
      const dead = await listDead(place, endpoint, from, limit + 1);
      return page(
        dead,
        limit,
        ({ diedAt, ...letter }) => ({
          ...{
            message: messageId(place.schema, String(letter.seq), letter.nth),
            ...letter,
          },
          diedAt: diedAt.toISOString(),
        }),
        (last) => cursorOf("dead", last.seq, last.nth),
      );
    },
  );
  const replaying = described({
    ...{ tag: "Webhooks", name: "replayDeadLetters", scope: "webhooks" },
    summary: "Send dead letters again: one, or all from a place on",
    codes: [...READS, ...SIGNED, ...BODY, ...WHOLE, ...UNKNOWN],
    answers: {
      200: answer("They wait again.", strict({ replayed: count("How many there were.") })),
    },
  });
  app.post(
    `${URL_ONE}/replay`,
    {
      config: replaying.config,
      schema: { ...replaying.schema, ...PARAMS, body: replayIn },
    },
    async (request) => {
      const { endpoint } = await readEndpoint(request, rooms);
      const { seq, nth } = request.body;
      const asked = { seq: Number(seq), nth: nth === undefined ? undefined : Number(nth) };
      const place = placeOf(request, rooms);
      return { replayed: await replayDead(place, endpoint, asked, new Date()) };
    },
  );
}

/**
 * Access: whose request it is, what its key may do, how often, and whether it is signed.
 *
 * A key belongs to one programme, and the programme of a request is that of its key: there is no way to
 * name another one. Whoever tries keys that do not exist is soon told to wait.
 */
import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { IDEMPOTENCY_KEY } from "./describe.ts";
import type { Desk, Desks } from "./desks.ts";
import { fits, readToken, type Key, type KeyStore, type Scope } from "./keys.ts";
import { problemError } from "./problems.ts";
import { signatureProblem } from "./signatures.ts";
import type { RequestTrace } from "./tracing.ts";

/** What a request holds once it was let in. */
type Held = {
  key: Key | undefined;
  desk: Desk | undefined;
  rawBody: string;
  /** Its span, where traces are made. */
  trace: RequestTrace | undefined;
};

/** What a route asks of whoever calls it. */
export type RouteConfig = { readonly scope?: Scope };

export const heldBy = (request: FastifyRequest): Held => request as FastifyRequest & Held;

/** The desk of the programme whose key the request has. */
export function deskOf(request: FastifyRequest): Desk {
  const { desk } = heldBy(request);
  // A programme that began a moment ago has its desk a moment later.
  if (desk === undefined) throw problemError("unanswered", {}, { headers: { "retry-after": "2" } });
  return desk;
}

export type AccessOptions = {
  readonly keys: KeyStore;
  readonly desks: Desks;
  /** How many requests a minute one key may make. */
  readonly perMinute: number;
};

const MINUTE = 60_000;
/** How many wrong keys a minute one address may try. */
const WRONG_PER_MINUTE = 60;
const BEARER = /^Bearer +([^ ]+)$/i;

/** Prepares what requests hold, and the limits. */
export async function prepareAccess(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, { global: false });
  app.decorateRequest("key", undefined);
  app.decorateRequest("desk", undefined);
  app.decorateRequest("rawBody", "");
  app.decorateRequest("trace", undefined);
}

/** Lets into the routes of an instance only who may go there. */
export function guard(app: FastifyInstance, { keys, desks, perMinute }: AccessOptions): void {
  const perKey = app.createRateLimit({
    max: perMinute,
    timeWindow: MINUTE,
    keyGenerator: (request) => heldBy(request).key!.key,
  });
  const wrong = app.createRateLimit({
    max: WRONG_PER_MINUTE,
    timeWindow: MINUTE,
    keyGenerator: ({ ip }) => ip,
  });
  const keyOf = async (request: FastifyRequest): Promise<Key> => {
    const { authorization } = request.headers;
    if (authorization === undefined) throw problemError("key_missing", {}, BEARER_ASKED);
    const token = readToken(BEARER.exec(authorization)?.[1] ?? "");
    const key = token && (await keys.find(token.name));
    if (token === undefined || !fits(key, token.secret)) {
      const tries = await wrong(request);
      if (!tries.isAllowed && tries.isExceeded) {
        throw tooMany(WRONG_PER_MINUTE, tries.ttlInSeconds);
      }
      throw problemError("key_unknown", {}, BEARER_ASKED);
    }
    return key!;
  };
  app.addHook("onRequest", async (request, reply) => {
    const held = heldBy(request);
    held.key = await keyOf(request);
    const limit = await perKey(request);
    if (!limit.isAllowed) tellLimit(reply, limit);
    const { scope } = request.routeOptions.config as RouteConfig;
    if (scope !== undefined && !held.key.scopes.includes(scope)) {
      throw problemError("scope_missing", { scope });
    }
    if (held.key.schema !== undefined) held.desk = desks.of(held.key.schema);
    keys.used(held.key);
  });
  app.addHook("preValidation", (request, _reply, done) => {
    const { key, rawBody } = heldBy(request);
    const isSigned = key?.signingSecret !== undefined && request.method !== "GET";
    const wrong = isSigned ? unsigned(request, key.signingSecret, rawBody) : undefined;
    if (!isSigned || wrong !== undefined || isHarmlessTwice(request)) return done(wrong);
    keys
      .isNew(request.headers["patronage-signature"] as string)
      .then((isNew) => done(isNew ? undefined : problemError("signature_used")), done);
  });
}

const BEARER_ASKED = { headers: { "www-authenticate": "Bearer" } };

type Limit = {
  readonly max: number;
  readonly remaining: number;
  readonly isExceeded: boolean;
  readonly ttlInSeconds: number;
};

function tellLimit(reply: FastifyReply, { max, remaining, isExceeded, ttlInSeconds }: Limit): void {
  reply.header("ratelimit-limit", max);
  reply.header("ratelimit-remaining", remaining);
  reply.header("ratelimit-reset", ttlInSeconds);
  if (isExceeded) throw tooMany(max, ttlInSeconds);
}

/** That somebody asks too often, and when to ask again. */
export function tooMany(most: number, seconds: number): Error {
  const headers = { "retry-after": String(seconds) };
  return problemError(
    "rate_limited",
    { most: String(most), seconds: String(seconds) },
    { headers },
  );
}

/** Whether a request that comes a second time changes nothing by itself. */
function isHarmlessTwice({ routeOptions }: FastifyRequest): boolean {
  const { scope } = routeOptions.config as RouteConfig;
  return scope === "read" || routeOptions.schema?.headers === IDEMPOTENCY_KEY;
}

/** What is wrong with the signature of a request; undefined where nothing is. */
function unsigned(request: FastifyRequest, secret: Buffer, body: string): Error | undefined {
  const { headers, method, url } = request;
  const timestamp = headers["patronage-timestamp"];
  const signature = headers["patronage-signature"];
  if (typeof timestamp !== "string" || typeof signature !== "string") {
    return problemError("signature_missing");
  }
  const idempotencyKey = String(headers["idempotency-key"] ?? "");
  const signed = { timestamp, method, url, idempotencyKey, body };
  const code = signatureProblem(secret, signed, signature, Date.now() / 1_000);
  return code === undefined ? undefined : problemError(code);
}

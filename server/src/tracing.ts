/**
 * Traces: where the time of a request went, told to a collector by OpenTelemetry. They are off unless the
 * environment says where to, by the variables that are usual for it; then not even the SDK is loaded.
 *
 * A span is named by a route's pattern or a kind of work. Nothing in it is of a person: no ids of holders
 * or orders, no bodies, no queries, no addresses of callers.
 */
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from "fastify";
import type { Pool } from "pg";
import { heldBy } from "./access.ts";
import type { Desk } from "./desks.ts";

export type Attributes = { readonly [name: string]: string | number | undefined };

/** What a span is of. */
export type SpanAsked = {
  readonly name: string;
  /** Whether somebody else asks, or is asked; without it, it is work of our own. */
  readonly kind?: "server" | "client";
  readonly attributes?: Attributes;
};

/** A span that is open: work under way. */
export type Watched = {
  /** As W3C writes it, for whoever is asked next; undefined where nobody watches. */
  readonly traceparent: string | undefined;
  readonly note: (attributes: Attributes) => void;
  /** Says that the work fails, and by what kind of failure. */
  readonly fail: (kind: string) => void;
  /** Watches a part of the work. */
  readonly watch: Watch;
};

/** Does a piece of work in a span of its own. Whatever it throws passes through, and fails the span. */
export type Watch = <Result>(
  asked: SpanAsked,
  work: (watched: Watched) => Promise<Result>,
) => Promise<Result>;

/** The span of a request, which ends when its answer does. */
export type RequestTrace = Watched & {
  readonly traceId: string;
  /** Whether it is kept, or only counted among those that are not. */
  readonly isKept: boolean;
  readonly end: () => void;
};

/** Who called, by the headers of the W3C. */
export type Caller = { readonly traceparent?: string; readonly tracestate?: string };

export type Tracing = {
  begin(asked: SpanAsked, caller: Caller): RequestTrace;
  /** Watches work that nobody's request is about. */
  readonly watch: Watch;
  /** Sends what is finished, and waits a moment for it, but no longer. */
  close(): Promise<void>;
};

/** Where nobody watches: the work, and nothing beside it. */
export const unwatched: Watch = (_asked, work) => work(UNWATCHED);
const UNWATCHED: Watched = {
  traceparent: undefined,
  note: () => undefined,
  fail: () => undefined,
  watch: unwatched,
};

type Environment = { readonly [name: string]: string | undefined };

const ENDPOINTS = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"] as const;

/** Where traces are sent to by the environment; undefined where they are off. */
function endpointIn(environment: Environment, log: FastifyBaseLogger): string | undefined {
  const name = ENDPOINTS.find((one) => (environment[one] ?? "").trim() !== "");
  const isOff =
    environment["OTEL_SDK_DISABLED"]?.trim().toLowerCase() === "true" ||
    environment["OTEL_TRACES_EXPORTER"]?.trim() === "none";
  if (name === undefined || isOff) return undefined;
  const endpoint = environment[name]!.trim();
  if (/^https?:$/.test(URL.parse(endpoint)?.protocol ?? "")) return endpoint;
  log.warn(
    { variable: name },
    "no traces: this is no address that begins with http:// or https://",
  );
  return undefined;
}

/** Begins to make traces; undefined where the environment does not ask for any. */
export async function openTracing(log: FastifyBaseLogger): Promise<Tracing | undefined> {
  if (endpointIn(process.env, log) === undefined) return undefined;
  const { openSdk } = await import("./tracing-sdk.ts");
  return openSdk(process.env, log);
}

/** Has every request of an instance traced. Add it before all other hooks. */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { method, headers } = request;
    const { url: route } = request.routeOptions;
    const trace = tracing.begin(
      {
        name: route === undefined ? method : `${method} ${route}`,
        kind: "server",
        attributes: {
          "http.request.method": method,
          "http.route": route,
          "url.scheme": request.protocol,
          "network.protocol.version": request.raw.httpVersion,
        },
      },
      headers as Caller,
    );
    heldBy(request).trace = trace;
    // Also where whoever asked hung up before the answer.
    reply.raw.once("close", () => endRequest(request, reply.raw, trace));
    done();
  });
}

type Answered = { readonly statusCode: number; readonly writableFinished: boolean };

function endRequest(request: FastifyRequest, raw: Answered, trace: RequestTrace): void {
  trace.note({ "patronage.programme": heldBy(request).desk?.programme });
  if (!raw.writableFinished) trace.fail("hung_up");
  else {
    trace.note({ "http.response.status_code": raw.statusCode });
    if (raw.statusCode >= 500) trace.fail(String(raw.statusCode));
  }
  trace.end();
}

/** Has what requests wait for traced too. Add it after they are let in. */
export function traceDesks(app: FastifyInstance): void {
  app.addHook("onRequest", (request, _reply, done) => {
    const held = heldBy(request);
    if (held.trace?.isKept === true && held.desk !== undefined) {
      held.desk = watchedDesk(held.desk, held.trace.watch);
    }
    done();
  });
}

/** Watches the work that a request comes with. */
export const watchOf = (request: FastifyRequest): Watch =>
  heldBy(request).trace?.watch ?? unwatched;

/** A desk at which each wait for the ledger, and each read of the database, is watched. */
export function watchedDesk(desk: Desk, watch: Watch): Desk {
  const asked = (verb: string, about: Attributes): SpanAsked => ({
    name: `ledger ${verb}`,
    attributes: {
      ...about,
      "patronage.writer": desk.writer === undefined ? "elsewhere" : "here",
      "patronage.commands_waiting": desk.writer?.sequencer.waitingCount,
    },
  });
  const typeOf = (json: unknown): Attributes => ({
    "patronage.command": (json as { readonly type: string }).type,
  });
  return {
    ...desk,
    get writer() {
      return desk.writer;
    },
    watch,
    submit: (json) => watch(asked("submit", typeOf(json)), () => desk.submit(json)),
    submitAll: (jsons) =>
      watch(asked("submit", { ...typeOf(jsons[0]), "patronage.commands": jsons.length }), () =>
        desk.submitAll(jsons),
      ),
    preview: (json) => watch(asked("preview", typeOf(json)), () => desk.preview(json)),
  };
}

const POSTGRES = { kind: "client", attributes: { "db.system.name": "postgresql" } } as const;
/** What a read of a programme's tables is called; it sees one moment, in one transaction. */
export const DATABASE_READ: SpanAsked = { name: "database read", ...POSTGRES };
const DATABASE_QUERY: SpanAsked = { name: "database query", ...POSTGRES };

/** The pool as a request asks it: each question is watched where the request is traced. */
export function poolFor(request: FastifyRequest, pool: Pool): Pool {
  const { trace } = heldBy(request);
  if (trace?.isKept !== true) return pool;
  const ask = pool.query.bind(pool) as (...asked: unknown[]) => Promise<unknown>;
  const query = (...asked: unknown[]) => trace.watch(DATABASE_QUERY, () => ask(...asked));
  return Object.create(pool, { query: { value: query } }) as Pool;
}

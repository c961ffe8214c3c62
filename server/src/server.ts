/**
 * The server: the ledger's commands and questions over HTTP.
 *
 *     openServer(house) → server     server.listen({ host, port }) → its address
 *
 * What comes in is limited in size, rate and time; what goes wrong is told as a problem. Nothing is let in
 * from other origins, for keys do not belong into browsers.
 */
import { hash, randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onSendHookHandler,
} from "fastify";
import type { House } from "@patronage/ledger";
import { guard, heldBy, prepareAccess, type RouteConfig } from "./access.ts";
import { jsonText, type App } from "./app.ts";
import { openBeside, type Beside } from "./beside.ts";
import { addCloses } from "./closes.ts";
import { addCommands } from "./commands.ts";
import { openDesks, type DeskEvent, type Desks } from "./desks.ts";
import { addExports } from "./exports.ts";
import { openGateRuns, type GateRuns, type RunGate } from "./gate-runs.ts";
import { addHolders } from "./holders.ts";
import { openKeyStore, type KeyStore } from "./keys.ts";
import { gatherLines, logOptions, logRequests, type Logging } from "./logs.ts";
import { addMetrics } from "./metrics.ts";
import { addDescription, addReference } from "./openapi.ts";
import { addOrders } from "./orders.ts";
import { addPlans } from "./plans.ts";
import { addProblemPages } from "./problem-pages.ts";
import { statusOf, titleOf } from "./problem-codes.ts";
import { PROBLEM_TYPE, problemError, problemOf, RETRY, sendProblem } from "./problems.ts";
import { addProgrammes } from "./programmes.ts";
import { openReads, type Reads } from "./reads.ts";
import { compileChecks, readBody, textOf } from "./request-checks.ts";
import { addStatus } from "./status.ts";
import { openTracing, traceDesks, traceRequests, type Tracing } from "./tracing.ts";

export type ServerOptions = {
  readonly now?: () => string;
  /** Whether writers are opened here where their lease is free, and days closed; so it is unless told. */
  readonly isWriting?: boolean;
  /** How many requests a minute one key may make. */
  readonly perMinute?: number;
  readonly logging?: Logging;
  readonly onEvent?: (event: DeskEvent) => void;
  /** Whose word is taken for the address of who calls: that of the proxies in front. */
  readonly trustProxy?: string[];
  /** For developers: whether webhooks may go to this very machine, and without TLS there. */
  readonly isLoopbackAllowed?: boolean;
  /** Whether traces are made, where the environment says where to send them. */
  readonly isTracing?: boolean;
  /** For tests, which do not wait for futures. */
  readonly runGate?: RunGate;
};

export type Server = {
  readonly app: FastifyInstance;
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  /** Takes nothing more, and ends when all that is under way is answered. The house stays open. */
  close(): Promise<void>;
};

export const PER_MINUTE = 60_000;
const BODY_BYTES_MOST = 1_048_576;
const HEADER_BYTES_MOST = 16_384;
const PARAMETER_CHARACTERS_MOST = 2_048;
const REQUEST_MILLISECONDS = 30_000;
/** How long headers may take, and how often it is looked who is late. */
const TIMES = { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 };
const HANG_UP_MILLISECONDS = 50;
/** How long a stop waits for what is under way. */
const STOP_MILLISECONDS_MOST = 10_000;
/** How long whoever was refused may take to read why, whatever it goes on sending. */
const REFUSED_MILLISECONDS = 1_000;
const IDLE_MILLISECONDS = 65_000;
const UNSPOKEN: Logging = { level: "silent" };

/** What the routes work with. */
type Rooms = {
  readonly house: House;
  readonly desks: Desks;
  readonly reads: Reads;
  readonly gates: GateRuns;
  readonly keys: KeyStore;
  readonly perMinute: number;
  readonly beside: Beside;
  readonly tracing: Tracing | undefined;
};

export async function openServer(house: House, options: ServerOptions = {}): Promise<Server> {
  const { isWriting = true, perMinute = PER_MINUTE, logging = UNSPOKEN } = options;
  const { now = clock(), onEvent = () => undefined } = options;
  const lines = gatherLines(logging.stream ?? process.stdout);
  const app = frame({ ...logging, stream: lines }, options.trustProxy);
  const tracing = options.isTracing === true ? await openTracing(app.log) : undefined;
  const desks = await openDesks(house, {
    ...{ now, isWriting },
    onEvent(event) {
      logEvent(app, event);
      onEvent(event);
    },
  });
  const reads = openReads(house);
  const gates = openGateRuns(
    { house, desks },
    { onFailure: (error) => app.log.error({ err: error }, "gate"), run: options.runGate },
  );
  const keys = openKeyStore(reads.pool);
  const { isLoopbackAllowed } = options;
  const watch = tracing?.watch;
  const beside = openBeside(app, { house, desks, reads }, { isLoopbackAllowed, watch });
  await addAll(app, { house, desks, reads, gates, keys, perMinute, beside, tracing });
  const close = async (): Promise<void> => {
    await closeListener(app);
    await beside.close();
    await gates.close();
    await desks.close();
    await reads.close();
    await tracing?.close();
    lines.end();
  };
  let closing: Promise<void> | undefined;
  return { app, listen: (at) => app.listen(at), close: () => (closing ??= close()) };
}

/** Takes no more requests, and waits for those under way. */
async function closeListener(app: FastifyInstance): Promise<void> {
  // A connection that has its last answer waits for another request: nobody is to wait for it. Nor for
  // whoever sends a request, or takes an answer, so slowly that it would never end.
  const hangUp = setInterval(() => app.server.closeIdleConnections(), HANG_UP_MILLISECONDS);
  const cutOff = setTimeout(() => app.server.closeAllConnections(), STOP_MILLISECONDS_MOST);
  await app.close();
  clearInterval(hangUp);
  clearTimeout(cutOff);
}

/** Now; within one millisecond the same text. */
function clock(): () => string {
  let last = { milliseconds: 0, text: "" };
  return () => {
    const milliseconds = Date.now();
    if (milliseconds !== last.milliseconds) {
      last = { milliseconds, text: new Date(milliseconds).toISOString() };
    }
    return last.text;
  };
}

/** The framework's instance, with its limits. */
function frame(logging: Logging, trustProxy: string[] | undefined): FastifyInstance {
  return Fastify({
    logger: logOptions(logging),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // What belongs to a request is logged with it: a log of its own for each would cost more than the line.
    childLoggerFactory: (logger) => logger,
    bodyLimit: BODY_BYTES_MOST,
    requestTimeout: REQUEST_MILLISECONDS,
    connectionTimeout: IDLE_MILLISECONDS,
    keepAliveTimeout: IDLE_MILLISECONDS,
    http: { maxHeaderSize: HEADER_BYTES_MOST, ...TIMES },
    routerOptions: { maxParamLength: PARAMETER_CHARACTERS_MOST },
    exposeHeadRoutes: false,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: trustProxy ?? false,
    frameworkErrors: (error, request, reply) =>
      void sendProblem(request, reply, problemOf(error, BODY_BYTES_MOST)),
    clientErrorHandler: refuseClient,
  });
}

async function addAll(app: FastifyInstance, rooms: Rooms): Promise<void> {
  const { house, desks, reads, gates, keys, perMinute, beside, tracing } = rooms;
  if (tracing !== undefined) traceRequests(app, tracing);
  readRequests(app);
  tellProblems(app);
  logRequests(app);
  const { registry } = addMetrics(app, desks);
  await prepareAccess(app);
  await addDescription(app);
  addProblemPages(app);
  addHealth(app, reads);
  await app.register((instance, _options, done) => {
    beside.addWayIn(instance);
    done();
  });
  await app.register((instance, _options, done) => {
    const routes = instance as unknown as App;
    guard(instance, { keys, desks, perMinute });
    if (tracing !== undefined) traceDesks(instance);
    tagAnswers(instance);
    addOrders(routes, reads);
    addCommands(routes);
    addHolders(routes, reads);
    addCloses(routes, reads);
    addPlans(routes, reads, gates, house);
    addStatus(routes, reads);
    addExports(routes, house);
    addProgrammes(routes, house, desks);
    beside.addRoutes(routes);
    const config: RouteConfig = { scope: "house" };
    instance.get("/metrics", { config, schema: { hide: true } }, async (_request, reply) =>
      reply.type(registry.contentType).send(await registry.metrics()),
    );
    done();
  });
  await addReference(app);
  await app.ready();
}

/** Bodies are JSON with whole numbers kept whole, and checked by their schemas; answers are JSON. */
function readRequests(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      const text = textOf(body as Buffer);
      heldBy(request).rawBody = text;
      done(null, readBody(text));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setValidatorCompiler(compileChecks);
  app.setSerializerCompiler(() => jsonText);
}

/** An answer that is asked for often is named by its content, and not sent again to who has it. */
function tagAnswers(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    const { hasEtag } = (route.config ?? {}) as { hasEtag?: true };
    if (hasEtag === true) route.onSend = tagAnswer;
  });
}

const tagAnswer: onSendHookHandler = (request, reply, payload, done) => {
  if (reply.statusCode !== 200 || typeof payload !== "string") return done(null, payload);
  const etag = `"${hash("sha1", payload, "base64url")}"`;
  reply.header("etag", etag).header("cache-control", "private, no-cache");
  const known = request.headers["if-none-match"]?.split(/\s*,\s*/) ?? [];
  if (!known.some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag)) {
    return done(null, payload);
  }
  reply.code(304).removeHeader("content-type");
  done(null, "");
};

function addHealth(app: FastifyInstance, { pool }: Reads): void {
  // Whoever balances loads likes to ask for the head alone.
  const hidden = { schema: { hide: true }, exposeHeadRoute: true };
  app.get("/health", hidden, () => ({ status: "alive" }));
  app.get("/ready", hidden, async () => {
    await pool.query("SELECT 1 FROM house.programmes LIMIT 1");
    return { status: "ready" };
  });
}

/** Everything that goes wrong is told as a problem; that an address is not there, and that we stop, too. */
function tellProblems(app: FastifyInstance): void {
  const known: { readonly pattern: RegExp; readonly method: string }[] = [];
  app.addHook("onRoute", ({ url, method }) => {
    const steps = url
      .split("/")
      .map((step) => (step.startsWith(":") ? "[^/]+" : step.replaceAll(".", "\\.")));
    const pattern = new RegExp(`^${steps.join("/").replace("\\*", ".*")}$`);
    for (const one of [method].flat()) known.push({ pattern, method: one });
  });
  const tellNothing = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const [path = ""] = request.url.split("?");
    const methods = known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    if (methods.length === 0) return sendProblem(request, reply, { code: "route_unknown" });
    const allow = Array.from(new Set(methods)).sort().join(", ");
    const { problem } = problemError("method_not_allowed", { allow }, { headers: { allow } });
    return sendProblem(request, reply, problem);
  };
  app.setNotFoundHandler(tellNothing);
  let isStopping = false;
  app.addHook("preClose", (done) => {
    isStopping = true;
    done();
  });
  // Told before a body is read: to ask for what is not there nobody needs a key.
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-content-type-options", "nosniff");
    if (isStopping) sendProblem(request, reply, { code: "stopping", headers: RETRY });
    else if (request.is404) tellNothing(request, reply);
    else done();
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, BODY_BYTES_MOST);
    if (problem.code === "fault") request.log.error({ err: error, request: request.id }, "fault");
    return sendProblem(request, reply, problem, heldBy(request).desk?.currency);
  });
}

/** Tells whoever speaks no HTTP, or too slowly, and hangs up. */
function refuseClient(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const code = CLIENT_CODES[error.code ?? ""] ?? "request_invalid";
  const status = statusOf(code);
  const title = titleOf(code, "en");
  const body = jsonText({ type: `/problems/${code}`, title, status, code });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), REFUSED_MILLISECONDS).unref();
}
const CLIENT_CODES: {
  readonly [code: string]: "too_slow" | "header_too_large" | "request_invalid";
} = {
  ERR_HTTP_REQUEST_TIMEOUT: "too_slow",
  HPE_HEADER_OVERFLOW: "header_too_large",
};

function logEvent(app: FastifyInstance, event: DeskEvent): void {
  const { kind, programme } = event;
  if (kind === "failed") app.log.error({ err: event.error, programme }, kind);
  else if (kind === "closed") app.log.info({ programme, dates: event.dates }, kind);
  else app.log.info({ programme }, kind);
}

/**
 * Logs: one line of JSON a request and an event, without anything of a person: no addresses but the
 * route's pattern, no bodies, no parameters, no callers' addresses. A key stands there by its name.
 */
import type { FastifyInstance } from "fastify";
import { heldBy } from "./access.ts";

export type Logging = {
  readonly level: string;
  /** Where lines go; standard output without it. */
  readonly stream?: { write(lines: string): unknown };
};

const GATHERED_CHARACTERS = 16_384;
const GATHERED_MILLISECONDS = 200;

/** Gathers lines for a moment: a write for each would be dear where there are thousands a second. */
export function gatherLines(stream: NonNullable<Logging["stream"]>) {
  let gathered = "";
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered !== "") stream.write(gathered);
    gathered = "";
  };
  // Whatever ends the process, what was gathered is written.
  process.on("exit", flush);
  return {
    end(): void {
      flush();
      process.off("exit", flush);
    },
    write(line: string): void {
      gathered += line;
      if (gathered.length >= GATHERED_CHARACTERS) flush();
      else timer ??= setTimeout(flush, GATHERED_MILLISECONDS).unref();
    },
  };
}

/** The options of the framework's log. */
export function logOptions({ level, stream }: Logging) {
  return {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: errorShown, req: () => ({}), res: () => ({}) },
    ...(stream === undefined ? {} : { stream }),
  };
}

/** An error without what somebody may have written into it: a database quotes what it could not take. */
function errorShown(error: Error & { code?: unknown; severity?: unknown }) {
  const { name, message, code, severity, stack = "" } = error;
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const said = severity === undefined ? message : "told by the database";
  return {
    type: name,
    message: said,
    code: typeof code === "string" ? code : "",
    stack: frames.join("\n"),
  };
}

/** Logs every request when it is answered. */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    const { key, desk, trace } = heldBy(request);
    request.log.info(
      {
        ...{ request: request.id, method: request.method, route: request.routeOptions.url },
        ...{ status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime * 10) / 10 },
        ...{ key: key?.key, programme: desk?.programme },
        // The name by which logs and traces are joined everywhere.
        ...(trace === undefined ? {} : { trace_id: trace.traceId }),
      },
      "answered",
    );
    done();
  });
}

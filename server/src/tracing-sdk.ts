/**
 * OpenTelemetry's SDK, for `tracing.ts`, which loads it only where traces are asked for. Spans are made by
 * hand, where we know what is waited for; there is no global state, and nothing of anybody else's is
 * patched.
 */
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type SpanContext,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type Sampler,
  type SpanExporter,
} from "@opentelemetry/sdk-trace";
import type { FastifyBaseLogger } from "fastify";
import { ProblemError } from "./problems.ts";
import type { Attributes, Caller, RequestTrace, SpanAsked, Tracing, Watch } from "./tracing.ts";

type Environment = { readonly [name: string]: string | undefined };

const SERVICE = "patronage";
/** How long the end of a server waits for the last spans. */
const CLOSE_MILLISECONDS = 2_000;
const SAMPLED = 1;
const KINDS = { server: SpanKind.SERVER, client: SpanKind.CLIENT };

/** Opens it as the environment says. */
export function openSdk(environment: Environment, log: FastifyBaseLogger): Tracing {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": SERVICE }))
    .merge(detectResources({ detectors: [serviceInstanceIdDetector, envDetector] }));
  const exporter = telling(new OTLPTraceExporter(), log);
  const provider = new TracerProvider({
    resource,
    sampler: samplerIn(environment, log),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...batchesIn(environment) })],
  });
  const protocol = environment["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "";
  if (protocol.startsWith("grpc")) {
    log.warn({ variable: "OTEL_EXPORTER_OTLP_PROTOCOL" }, "traces are sent as JSON over HTTP");
  }
  const tracer = provider.getTracer(SERVICE);
  const begin = ({ name, kind, attributes = {} }: SpanAsked, parent: Context): RequestTrace => {
    const options = { kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind], attributes };
    const span = tracer.startSpan(name, options, parent);
    return traceOf(span, watchUnder(trace.setSpan(ROOT_CONTEXT, span)));
  };
  const watchUnder =
    (parent: Context): Watch =>
    async (asked, work) => {
      const watched = begin(asked, parent);
      try {
        return await work(watched);
      } catch (error) {
        // What is told as a problem is an answer.
        if (!(error instanceof ProblemError)) watched.fail(kindOf(error));
        throw error;
      } finally {
        watched.end();
      }
    };
  return {
    begin: (asked, caller) => begin(asked, contextOf(caller)),
    watch: watchUnder(ROOT_CONTEXT),
    async close() {
      const closing = provider.shutdown().then(
        () => true,
        () => false,
      );
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), CLOSE_MILLISECONDS);
      });
      if (!(await Promise.race([closing, late]))) log.warn("the last traces are not taken");
      clearTimeout(timer);
    },
  };
}

function traceOf(span: Span, watch: Watch): RequestTrace {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    ...{ traceId, watch, isKept: span.isRecording() },
    traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`,
    note: (attributes: Attributes) => void span.setAttributes(attributes),
    fail(kind) {
      span.setAttribute("error.type", kind).setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

/** Of an error only its kind is told: what it says may name somebody. */
function kindOf(error: unknown): string {
  const { code, name, constructor } = error as Error & { readonly code?: unknown };
  if (typeof code === "string") return code;
  return name === "Error" ? constructor.name : name;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The context of whoever called; a header that is not written as the W3C says is passed over. */
function contextOf({ traceparent = "", tracestate }: Caller): Context {
  const [, version, traceId = "", spanId = "", flags = "", more] =
    TRACEPARENT.exec(traceparent.trim()) ?? [];
  const isReadable = version !== undefined && version !== "ff" && (version !== "00" || !more);
  const caller: SpanContext = {
    ...{ traceId, spanId, isRemote: true },
    traceFlags: Number.parseInt(flags, 16) & SAMPLED,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  };
  if (!isReadable || !trace.isSpanContextValid(caller)) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, caller);
}

/** An exporter of whose failures the first is told, and after it that it goes on again. */
function telling(exporter: SpanExporter, log: FastifyBaseLogger): SpanExporter {
  let isAway = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { error } = result;
        if (error !== undefined && !isAway) log.warn({ err: error }, "traces are not taken");
        if (error === undefined && isAway) log.info("traces are taken again");
        isAway = error !== undefined;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

const ROOTS: { readonly [name: string]: (ratio: number) => Sampler } = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
};
const PARENT_BASED = "parentbased_";

/** Which traces are kept. What cannot be read is told, and taken for the usual: all, unless the caller keeps none. */
function samplerIn(environment: Environment, log: FastifyBaseLogger): Sampler {
  const asked = environment["OTEL_TRACES_SAMPLER"]?.trim() || `${PARENT_BASED}always_on`;
  const argument = environment["OTEL_TRACES_SAMPLER_ARG"]?.trim() || "1";
  const ratio = Number(argument);
  const isRatio = ratio >= 0 && ratio <= 1;
  const root = ROOTS[asked.replace(PARENT_BASED, "")];
  if (root === undefined) {
    log.warn({ variable: "OTEL_TRACES_SAMPLER" }, "there is no such sampler; all traces are kept");
  } else if (!isRatio) {
    log.warn({ variable: "OTEL_TRACES_SAMPLER_ARG" }, "no number from 0 to 1; all traces are kept");
  }
  const sampler = (root ?? ROOTS["always_on"]!)(isRatio ? ratio : 1);
  const isOwn = root !== undefined && !asked.startsWith(PARENT_BASED);
  return isOwn ? sampler : new ParentBasedSampler({ root: sampler });
}

/** The limits of what is sent at once, where the environment sets them. */
function batchesIn(environment: Environment) {
  const known = {
    maxQueueSize: "OTEL_BSP_MAX_QUEUE_SIZE",
    maxExportBatchSize: "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
    scheduledDelayMillis: "OTEL_BSP_SCHEDULE_DELAY",
    exportTimeoutMillis: "OTEL_BSP_EXPORT_TIMEOUT",
  };
  const set = Object.entries(known).flatMap(([option, name]) => {
    const value = Number(environment[name] ?? "");
    return Number.isSafeInteger(value) && value > 0 ? [[option, value] as const] : [];
  });
  return Object.fromEntries(set) as { readonly [option in keyof typeof known]?: number };
}

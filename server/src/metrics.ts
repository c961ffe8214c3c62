/** Metrics for Prometheus: requests, and how the writers of this process are. No ids of people. */
import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Desk, Desks } from "./desks.ts";

export type Metrics = { readonly registry: Registry };

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Counts the requests of an instance and all within it. */
export function addMetrics(app: FastifyInstance, desks: Desks): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: "patronage_http_request_seconds",
    help: "How long requests took, by route and status.",
    labelNames: ["method", "route", "status"] as const,
    buckets: SECONDS,
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { url: route = "unknown" } = request.routeOptions;
    const { method } = request;
    seconds.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    done();
  });
  const gauge = (name: string, help: string, value: (desk: Desk) => number | undefined): void => {
    new Gauge({
      ...{ name: `patronage_${name}`, help, labelNames: ["programme"], registers: [registry] },
      collect() {
        this.reset();
        for (const desk of desks.all()) {
          const now = value(desk);
          if (now !== undefined) this.set({ programme: desk.programme }, now);
        }
      },
    });
  };
  gauge("writer_here", "Whether this process writes the programme.", ({ writer }) =>
    writer === undefined ? 0 : 1,
  );
  gauge(
    "commands_waiting",
    "Commands that wait for their answer.",
    ({ writer }) => writer?.sequencer.waitingCount,
  );
  gauge(
    "commands_applied",
    "Commands applied since the writer began.",
    ({ writer }) => writer?.sequencer.tally.appliedCount,
  );
  gauge(
    "batches_written",
    "Batches written since the writer began.",
    ({ writer }) => writer?.sequencer.tally.batchCount,
  );
  gauge("read_models_behind", "Commands that the read models are behind.", behind);
  return { registry };
}

function behind({ writer }: Desk): number | undefined {
  try {
    return writer && Number(writer.sequencer.head.seq - writer.sequencer.readSeq);
  } catch {
    // Its session was lost a moment ago, and is being opened anew.
    return undefined;
  }
}

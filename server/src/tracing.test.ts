/** Traces over real HTTP: what a collector is sent, what it is never sent, and what it is when there is none. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ServerOptions } from "./server.ts";
import { withServer, type Kit } from "./server-kit.ts";
import { openTarget, until } from "./webhook-kit.ts";

type Attribute = {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number | string };
};
type Sent = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
};
type Body = {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Sent[] }[];
  }[];
};

const [SERVER, CLIENT, ERROR] = [2, 3, 2];

/** A collector: it takes what OTLP over HTTP sends, as JSON. */
async function openCollector() {
  const spans: Sent[] = [];
  const bodies: string[] = [];
  const services = new Set<unknown>();
  const server = createServer((request, answer) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part: string) => (text += part));
    request.on("end", () => {
      assert.deepEqual([request.method, request.url], ["POST", "/v1/traces"]);
      bodies.push(text);
      for (const { resource, scopeSpans } of (JSON.parse(text) as Body).resourceSpans) {
        services.add(attributesOf(resource)["service.name"]);
        for (const scope of scopeSpans) spans.push(...scope.spans);
      }
      answer.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const named = (name: string): Sent[] => spans.filter((span) => span.name === name);
  return {
    ...{ spans, bodies, services, named },
    address: `http://127.0.0.1:${port}`,
    /** The first span of a name, once it has come. */
    async span(name: string): Promise<Sent> {
      await until(() => named(name).length > 0, `the span ${name}`);
      return named(name)[0]!;
    },
    /** The spans right below another. */
    below: ({ spanId }: Sent): Sent[] =>
      spans.filter(({ parentSpanId }) => parentSpanId === spanId),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
type Collector = Awaited<ReturnType<typeof openCollector>>;

const attributesOf = ({ attributes }: { readonly attributes: readonly Attribute[] }) =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );

/** Runs work with variables in the environment, which are gone after it. */
async function withVariables(
  variables: { readonly [name: string]: string },
  work: () => Promise<void>,
): Promise<void> {
  Object.assign(process.env, variables);
  try {
    await work();
  } finally {
    for (const name of Object.keys(variables)) delete process.env[name];
  }
}

type Line = { readonly [name: string]: unknown };

/** Runs a test with a server that is traced, its log, and a collector. */
async function withTraces(
  test: (kit: Kit, collector: Collector, log: () => Line[]) => Promise<void>,
  variables: { readonly [name: string]: string } = {},
  options: ServerOptions = {},
): Promise<void> {
  const collector = await openCollector();
  let text = "";
  const stream = { write: (lines: string) => (text += lines) };
  const log = (): Line[] =>
    text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line);
  const where = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.address, OTEL_BSP_SCHEDULE_DELAY: "20" };
  try {
    await withVariables({ ...where, ...variables }, () =>
      withServer((kit) => test(kit, collector, log), {
        ...{ isTracing: true, logging: { level: "info", stream } },
        ...options,
      }),
    );
  } finally {
    await collector.close();
  }
}

const PARENT = { trace: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
const LINES = [{ line: "1", category: "default", paid: 10_000 }];

test("a request is a span of its caller's trace, by its route's pattern, with its waits below it", async () => {
  await withTraces(async ({ ask }, collector, log) => {
    await ask("POST", "/v1/holders", { body: { holder: "anna-secret" } });
    await ask("POST", "/v1/orders", {
      body: { order: "o-secret", holder: "anna-secret", lines: LINES },
    });
    const headers = {
      traceparent: `00-${PARENT.trace}-${PARENT.span}-01`,
      tracestate: "shop=one",
    };
    const completed = await ask("POST", "/v1/orders/o-secret/completion", { headers });
    assert.equal(completed.status, 200, completed.text);
    const span = await collector.span("POST /v1/orders/:order/completion");
    assert.deepEqual([span.traceId, span.parentSpanId], [PARENT.trace, PARENT.span]);
    assert.equal(span.kind, SERVER);
    assert.deepEqual(attributesOf(span), {
      "http.request.method": "POST",
      "http.route": "/v1/orders/:order/completion",
      "url.scheme": "http",
      "network.protocol.version": "1.1",
      "patronage.programme": "tea",
      "http.response.status_code": 200,
    });
    const [wait] = collector.below(span);
    assert.deepEqual([wait!.name, wait!.traceId], ["ledger submit", PARENT.trace]);
    assert.equal(attributesOf(wait!)["patronage.command"], "order.complete");
    assert.equal(attributesOf(wait!)["patronage.writer"], "here");
    await ask("GET", "/v1/holders/anna-secret");
    const asked = await collector.span("GET /v1/holders/:holder");
    assert.notEqual(asked.traceId, PARENT.trace);
    const [read] = collector.below(asked);
    assert.deepEqual([read!.name, read!.kind], ["database read", CLIENT]);
    await until(
      () => log().some((line) => line["trace_id"] === PARENT.trace),
      "the line of the log",
    );
    assert.deepEqual(Array.from(collector.services), ["patronage"]);
  });
});

test("what is refused or unknown is an answer; nothing of a person or an id leaves, nor the trace's", async () => {
  await withTraces(async ({ ask, tea }, collector) => {
    await ask("POST", "/v1/holders", { body: { holder: "anna-secret" } });
    const many = {
      orders: ["s-secret", "t-secret"].map((order) => ({
        order,
        holder: "anna-secret",
        lines: LINES,
      })),
    };
    await ask("POST", "/v1/orders", { body: many, key: "key-secret" });
    await ask("POST", "/v1/redemptions/quote", { body: { holder: "anna-secret", shares: "7" } });
    await ask("PUT", "/v1/people/anna-secret", { body: { name: "Anna Secret" } });
    const unknown = await ask("GET", "/v1/holders/nobody-secret?limit=secret");
    const nowhere = await ask("GET", "/v1/nowhere-secret");
    const headers = { "user-agent": "agent-secret", "x-forwarded-for": "203.0.113.77" };
    const answered = await ask("GET", "/v1/status?after=query-secret", { headers });
    const batch = await collector.span("POST /v1/orders");
    const [together] = collector.below(batch);
    assert.equal(attributesOf(together!)["patronage.commands"], 2);
    await collector.span("GET");
    const missed = await collector.span("GET /v1/holders/:holder");
    await until(() => collector.below(missed).length > 0, "its read");
    for (const span of [missed, ...collector.below(missed)]) {
      assert.notEqual(span.status.code, ERROR);
    }
    await collector.span("GET /v1/status");
    const sent = collector.bodies.join("\n");
    assert.doesNotMatch(sent, /secret|203\.0\.113|127\.0\.0\.1/i);
    assert.ok(!sent.includes(tea.token));
    for (const { headers: told, text } of [unknown, nowhere, answered]) {
      const all = JSON.stringify(Array.from(told)) + text;
      for (const { traceId } of collector.spans) assert.ok(!all.includes(traceId));
    }
  });
});

test("a webhook's attempts are spans, and the delivery says which; a shop's notice is one too", async () => {
  const target = await openTarget((came) => (came.body.type === "holderJoined" ? 204 : 500));
  try {
    await withTraces(
      async ({ ask }, collector) => {
        const made = await ask("POST", "/v1/webhooks", {
          body: { url: `${target.url}?key=secret` },
        });
        assert.equal(made.status, 201, made.text);
        const mapping = JSON.parse(
          readFileSync(join(import.meta.dirname, "../mappings/medusa.json"), "utf8"),
        ) as object;
        const put = { secret: "a-secret-of-the-shop", mapping };
        assert.equal((await ask("PUT", "/v1/receivers/shop", { body: put })).status, 200);
        const raw = readFileSync(
          join(import.meta.dirname, "fixtures/medusa-order-placed.json"),
          "utf8",
        );
        const headers = { authorization: "Bearer a-secret-of-the-shop" };
        const posted = await ask("POST", "/v1/deliveries/tea/shop", {
          token: undefined,
          key: "",
          raw,
          headers,
        });
        assert.equal(posted.status, 200, posted.text);
        const request = await collector.span("POST /v1/deliveries/:programme/:receiver");
        const [notice] = collector.below(request);
        assert.equal(notice!.name, "receiver notice");
        assert.equal(attributesOf(notice!)["patronage.shop"], "medusa");
        assert.deepEqual(
          collector.below(notice!).map((span) => attributesOf(span)["patronage.command"]),
          ["holder.join", "order.pay"],
        );
        await until(() => collector.named("webhook delivery").length >= 2, "two attempts");
        const attempts = collector.named("webhook delivery");
        assert.deepEqual(
          attempts.map((span) => attributesOf(span)["http.response.status_code"]),
          [204, 500],
        );
        const failed = attempts[1]!;
        assert.deepEqual([failed.kind, failed.status.code], [CLIENT, ERROR]);
        assert.equal(attributesOf(failed)["error.type"], "status 500");
        assert.deepEqual(
          target.came.map((came) => came.headers["traceparent"]),
          attempts.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
        );
        assert.doesNotMatch(collector.bodies.join("\n"), /secret|cus_|order_0/);
      },
      {},
      { isLoopbackAllowed: true },
    );
  } finally {
    await target.close();
  }
});

test("the sampler of the environment decides; a caller's word counts where it says so", async () => {
  const none = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" };
  await withTraces(async ({ ask }, collector, log) => {
    await ask("GET", "/v1/status");
    const parent = { traceparent: `00-${PARENT.trace}-${PARENT.span}-01` };
    await ask("GET", "/v1/nav", { headers: parent });
    await collector.span("GET /v1/nav");
    assert.equal(collector.named("GET /v1/status").length, 0);
    // Not kept, and named in the log nonetheless.
    await until(() => log().some(({ route }) => route === "/v1/status"), "its line");
    const line = log().find(({ route }) => route === "/v1/status");
    assert.match(String(line!["trace_id"]), /^[0-9a-f]{32}$/);
  }, none);
  await withTraces(
    async ({ ask }, collector, log) => {
      // Neither a header that is not the W3C's nor a sampler that is not there breaks anything.
      for (const traceparent of [
        "00-00-00-01",
        `ff-${PARENT.trace}-${PARENT.span}-01`,
        "x".repeat(500),
      ]) {
        assert.equal((await ask("GET", "/v1/status", { headers: { traceparent } })).status, 200);
      }
      await until(() => collector.named("GET /v1/status").length === 3, "three spans");
      const roots = collector.named("GET /v1/status");
      assert.ok(
        roots.every(({ parentSpanId }) => parentSpanId === undefined || parentSpanId === ""),
      );
      assert.ok(log().some(({ variable }) => variable === "OTEL_TRACES_SAMPLER"));
    },
    { OTEL_TRACES_SAMPLER: "mine", OTEL_SERVICE_NAME: "shop-ledger" },
  );
});

test("whoever hangs up has a span that says so; what was finished is sent before the end", async () => {
  let collector: Collector | undefined;
  await withTraces(
    async ({ ask, address, tea }, one) => {
      collector = one;
      const { hostname, port } = new URL(address);
      const socket = connect(Number(port), hostname);
      const head = `authorization: Bearer ${tea.token}\r\ncontent-type: application/json`;
      socket.write(`POST /v1/holders HTTP/1.1\r\nhost: a\r\n${head}\r\ncontent-length: 9\r\n\r\n{`);
      await ask("GET", "/health");
      await new Promise((resolve) => setTimeout(resolve, 100));
      socket.destroy();
      await ask("GET", "/v1/status");
      assert.equal(one.spans.length, 0, "nothing is sent yet");
    },
    { OTEL_BSP_SCHEDULE_DELAY: "60000", OTEL_SERVICE_NAME: "shop-ledger" },
  );
  assert.equal(collector!.named("GET /v1/status").length, 1);
  const [left] = collector!.named("POST /v1/holders");
  assert.deepEqual([attributesOf(left!)["error.type"], left!.status.code], ["hung_up", ERROR]);
  assert.deepEqual(Array.from(collector!.services), ["shop-ledger"]);
});

test("a collector that is away slows nobody, and is told of once", async () => {
  const away = await openCollector();
  await away.close();
  const variables = {
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: away.address, OTEL_EXPORTER_OTLP_TIMEOUT: "300" },
    OTEL_BSP_MAX_QUEUE_SIZE: "20",
  };
  await withTraces(async ({ ask }, _collector, log) => {
    const told = (): Line[] => log().filter(({ msg }) => msg === "traces are not taken");
    for (let k = 0; k < 100; k++) assert.equal((await ask("GET", "/v1/status")).status, 200);
    await until(() => told().length > 0, "the line of the log");
    for (let k = 0; k < 100; k++) assert.equal((await ask("GET", "/v1/status")).status, 200);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(told().length, 1);
    assert.equal((told()[0]!["err"] as Line)["code"], "ECONNREFUSED");
  }, variables);
});

test("a collector that never answers does not keep the server from ending", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  let endsAt = 0;
  let told: () => Line[] = () => [];
  await withTraces(
    async ({ ask }, _collector, log) => {
      told = log;
      await ask("GET", "/v1/status");
      endsAt = performance.now();
    },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/v1/traces` },
  );
  assert.ok(told().some(({ msg }) => msg === "the last traces are not taken"));
  const took = performance.now() - endsAt;
  server.closeAllConnections();
  server.close();
  assert.ok(took < 5_000, `${took} ms`);
});

const OFF: readonly { readonly [name: string]: string }[] = [
  { OTEL_SDK_DISABLED: "true" },
  { OTEL_TRACES_EXPORTER: "none" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "collector" },
];

for (const variables of OFF) {
  test(`nothing is traced with ${JSON.stringify(variables)}`, async () => {
    await withTraces(async ({ ask }, collector, log) => {
      assert.equal((await ask("GET", "/v1/status")).status, 200);
      await until(() => log().some(({ route }) => route === "/v1/status"), "the line of the log");
      assert.ok(log().every((line) => !("trace_id" in line)));
      assert.equal(collector.bodies.length, 0);
      const isWarned = log().some(({ variable }) => variable === "OTEL_EXPORTER_OTLP_ENDPOINT");
      assert.equal(isWarned, variables["OTEL_EXPORTER_OTLP_ENDPOINT"] === "collector");
    }, variables);
  });
}

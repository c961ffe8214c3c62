/**
 * The contract: requests made from the description alone, valid and spoiled, against a running server and
 * a real Postgres. Never a fault, and never an answer that the description does not know.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openBook, spoiled, type Operation } from "./schema-kit.ts";
import { changeEndpoint, makeEndpoint } from "./webhook-endpoints.ts";
import { planOf, withServer, type Answered, type Kit } from "./server-kit.ts";

const SEED = 20_261_126;
const ROUNDS = Number(process.env["PATRONAGE_ROUNDS"] ?? 12);

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const WORDS: { [name: string]: readonly string[] } = {
  ...{ holder: ["anna", "anna", "anna", "bo", "nobody"], referrer: ["anna", "bo"] },
  ...{ from: ["anna", "bo"], to: ["bo", "anna", "nobody"] },
  ...{ order: ["o1", "o2", "o3", "o4", "一/二 #?"], hold: ["k1", "k2"], region: ["north"] },
  ...{ line: ["1", "2"], category: ["default", "default", "none"] },
  ...{ expires: [TOMORROW, TOMORROW, "2026-02-30T00:00:00Z"] },
  ...{ receiver: ["shop"], url: ["https://192.168.0.1/"] },
  ...{ shares: ["1000000", "1000000", "1", "999999999999999"] },
  ...{ date: ["2026-01-31", "2026-02-30", "2099-01-01"] },
};

/** An endpoint to which nothing is sent. */
async function endpointIn({ pool }: Kit["house"]): Promise<string> {
  const place = { pool, schema: "programme_tea" };
  const { endpoint } = await makeEndpoint(place, { url: "https://192.0.2.1/" }, new Date());
  await changeEndpoint(place, endpoint, { isEnabled: false }, new Date());
  return endpoint;
}

/** Somebody with shares and cash, so that there is something to ask about. */
async function begin({ ask, house }: Kit): Promise<void> {
  for (const holder of ["anna", "bo"]) {
    assert.equal((await ask("POST", "/v1/holders", { body: { holder } })).status, 200);
  }
  const lines = [{ line: "1", category: "default", paid: 1_000_000 }];
  const order = { order: "o1", holder: "anna", lines, region: "north" };
  assert.equal((await ask("POST", "/v1/orders", { body: order })).status, 200);
  assert.equal((await ask("POST", "/v1/orders/o1/completion")).status, 200);
  const gated = await ask("POST", "/v1/plans/gate", { body: { plan: planOf("tea") } });
  assert.equal(gated.status, 202);
  WORDS["planHash"] = [gated.json.planHash];
  WORDS["endpoint"] = [await endpointIn(house)];
  const mapping = { shop: "medusa", currency: "CNY", complete: { when: "never" } };
  const receiver = { secret: "0123456789abcdef", mapping };
  assert.equal((await ask("PUT", "/v1/receivers/shop", { body: receiver })).status, 200);
  const redemption = { holder: "anna", shares: "2000000" };
  assert.equal((await ask("POST", "/v1/redemptions", { body: redemption })).status, 200);
}

type Request = {
  readonly path: { [name: string]: unknown };
  readonly query: { [name: string]: unknown };
  readonly body: unknown;
};

const PLANS = [
  planOf("tea"),
  planOf("tea"),
  planOf("tea", { grant: { kind: "value", rate: "2" } }),
  {},
];

function requests(operation: Operation, book: ReturnType<typeof openBook>): fc.Arbitrary<Request> {
  const named = (place: string) => {
    const all = operation.parameters.filter((parameter) => parameter.in === place);
    const made = all.map(({ name, schema, required }) => {
      const words = { ...WORDS, [name]: WORDS[name] ?? [] };
      const wrapped = { type: "object", properties: { [name]: schema }, required: [name] };
      const value = book
        .valid(wrapped, WORDS[name] === undefined ? {} : words)
        .map((object) => (object as { [name: string]: unknown })[name]);
      return [name, required ? value : fc.option(value, { nil: undefined })] as const;
    });
    return fc.record(Object.fromEntries(made));
  };
  // A plan is anything at all by its schema; most of what is asked should be one.
  const isAboutPlans = /plans|programmes/.test(operation.path);
  const right =
    operation.body === undefined
      ? fc.constant(undefined)
      : isAboutPlans
        ? fc.constantFrom(...PLANS).map((plan) => ({ plan }))
        : book.valid(operation.body, WORDS);
  const body =
    operation.body === undefined
      ? right
      : fc.oneof({ weight: 2, arbitrary: right }, { weight: 1, arbitrary: spoiled(right) });
  return fc.record({ path: named("path"), query: named("query"), body });
}

/** Sends a request of the description's. */
function send(kit: Kit, operation: Operation, request: Request, token: string): Promise<Answered> {
  const path = operation.path.replace(/\{([A-Za-z]+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(request.path[name])),
  );
  const query = Object.entries(request.query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    .join("&");
  return kit.ask(operation.method, query === "" ? path : `${path}?${query}`, {
    token,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

test(`no fault and no answer that is not described [${SEED}]`, async () => {
  await withServer(async (kit) => {
    await begin(kit);
    const { json } = await kit.ask("GET", "/openapi.json");
    const book = openBook(json);
    const seen = new Set<string>();
    for (const [index, operation] of book.operations.entries()) {
      const token = operation.scope === "house" ? kit.operator.token : kit.tea.token;
      await fc.assert(
        fc.asyncProperty(requests(operation, book), async (request) => {
          const answered = await send(kit, operation, request, token);
          const { status, text, headers } = answered;
          seen.add(`${operation.operationId} ${status < 300 ? "done" : "not done"}`);
          const type = headers.get("content-type") ?? "";
          assert.ok(status < 500, `${operation.operationId}: ${status} ${text}`);
          assert.equal(book.strange(operation, status, type, text), undefined);
        }),
        { seed: SEED + index, numRuns: ROUNDS },
      );
    }
    // Most of what is asked in earnest is done, or else nothing was tried.
    const done = book.operations.filter(({ operationId }) => seen.has(`${operationId} done`));
    const undone = book.operations.filter((operation) => !done.includes(operation));
    const names = undone.map(({ operationId }) => operationId);
    assert.ok(names.length < book.operations.length * 0.3, `never done: ${names.join(", ")}`);
  });
});

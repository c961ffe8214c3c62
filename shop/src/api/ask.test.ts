/** Asking the mall gives up in time: before an answer comes, and while one is being read. */
import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";

const LIMIT_MILLISECONDS = 20_000;
const DOCUMENT = "query Home { search { totalItems } }";
const ADDRESS = `/shop-api?languageCode=en&query=${encodeURIComponent(DOCUMENT)}`;

before(() => {
  // The little of a page that asking looks at.
  Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  mock.timers.enable({ apis: ["setTimeout"] });
});
after(() => mock.reset());

/** An answer whose body never ends by itself. */
const endless = (signal: AbortSignal): Response =>
  new Response(
    new ReadableStream({
      start: (body) => signal.addEventListener("abort", () => body.error(signal.reason)),
    }),
  );

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason as Error)));

/** Asks, lets the time pass, and answers the trouble that it came to. */
async function troubleOf(asking: () => Promise<unknown>): Promise<unknown> {
  const told = asking().then(
    () => undefined,
    (error: { readonly trouble?: unknown }) => error.trouble,
  );
  // What is awaited on the way comes first.
  await new Promise((done) => setImmediate(done));
  mock.timers.tick(LIMIT_MILLISECONDS);
  return told;
}

test("an answer that never comes, or never ends, is given up", async () => {
  const { askCatalogue } = await import("./ask.ts");
  const answers = [untilAborted, (signal: AbortSignal) => Promise.resolve(endless(signal))];
  for (const answer of answers) {
    mock.method(globalThis, "fetch", (_: string, { signal }: RequestInit) => answer(signal!));
    assert.equal(await troubleOf(() => askCatalogue(DOCUMENT)), "unreachable");
  }
});

test("what the page's first script asked is given up as well", async () => {
  const { askCatalogue } = await import("./ask.ts");
  for (const answer of [untilAborted, (signal: AbortSignal) => Promise.resolve(endless(signal))]) {
    const ending = new AbortController();
    globalThis.firstAsked = { address: ADDRESS, asked: answer(ending.signal), ending };
    assert.equal(await troubleOf(() => askCatalogue(DOCUMENT)), "unreachable");
    assert.equal(globalThis.firstAsked, undefined, "it is taken once");
  }
});

test("an answer in time is read whole, and nothing ends it later", async () => {
  const { askCatalogue } = await import("./ask.ts");
  mock.method(globalThis, "fetch", () => Promise.resolve(Response.json({ data: { count: 3 } })));
  assert.deepEqual(await askCatalogue(DOCUMENT), { count: 3 });
});

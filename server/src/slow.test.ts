/** Whoever sends so slowly that it would never end: told, cut off, and no hindrance to a stop. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { withServer } from "./server-kit.ts";

type Dripping = { readonly closed: Promise<unknown>; text(): string };

/** Sends the beginning of a request, and then a byte every while, until it is cut off. */
async function drip(address: string, beginning: string, byte: string): Promise<Dripping> {
  const { hostname, port } = new URL(address);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.setEncoding("latin1").on("error", () => undefined);
  let text = "";
  socket.on("data", (part: string) => (text += part));
  await once(socket, "connect");
  socket.write(beginning);
  const dripping = setInterval(() => socket.write(byte), 200);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  void closed.then(() => clearInterval(dripping));
  return { closed, text: () => text };
}

const SLOW_BODY =
  "POST /v1/orders HTTP/1.1\r\nhost: x\r\nauthorization: Bearer TOKEN\r\nidempotency-key: k\r\n" +
  "content-type: application/json\r\ncontent-length: 100000\r\n\r\n{";

test("headers that never end are told so, and the connection is gone", async () => {
  await withServer(async ({ address }) => {
    const slow = await drip(address, "GET /health HTTP/1.1\r\nhost: x\r\nx: ", "x");
    await slow.closed;
    assert.match(slow.text(), /^HTTP\/1\.1 408 .*too_slow/s);
  });
});

test("a stop does not wait for a body that never ends", async () => {
  await withServer(async ({ address, server, tea, ask }) => {
    const slow = await drip(address, SLOW_BODY.replace("TOKEN", tea.token), " ");
    assert.equal((await ask("GET", "/health")).headers.get("x-content-type-options"), "nosniff");
    const begin = performance.now();
    await server.close();
    await slow.closed;
    assert.ok(performance.now() - begin < 30_000);
  });
});

test("what comes while the server stops is told so, and what was under way is answered", async () => {
  await withServer(async ({ address, server, tea }) => {
    const { hostname, port } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.setEncoding("latin1").on("error", () => undefined);
    let text = "";
    socket.on("data", (part: string) => (text += part));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    const head = SLOW_BODY.replace("TOKEN", tea.token).replace("orders", "holders");
    socket.write(head.replace("100000", "17"));
    // Its headers are read by then, and it is under way.
    await wait(200);
    const closing = server.close();
    await wait(20);
    socket.write('"holder":"anna"}GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
    await Promise.all([closing, closed]);
    const [first, second = ""] = text.split(/(?<=\})HTTP\/1\.1 /);
    assert.match(first!, /^HTTP\/1\.1 200 .*holderJoined/s);
    assert.match(second, /^503 .*retry-after: 1.*"code":"stopping"/s);
  });
});

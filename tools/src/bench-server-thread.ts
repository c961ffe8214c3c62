/**
 * The server of the server's measurements, on a thread of its own, as `patronage serve` runs it; or the
 * bound: Node's own HTTP server, which reads the same requests and answers them at once.
 */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { openHouse } from "@patronage/ledger";
import { makeKey, openServer } from "@patronage/server";

export type Asked = {
  readonly databaseUrl: string;
  readonly programme: string;
  readonly isBound: boolean;
};
export type Ready = { readonly address: string; readonly token: string };

const NO_LIMIT = 1_000_000_000;

const { databaseUrl, programme, isBound } = workerData as Asked;
const port = parentPort!;

async function serve(): Promise<void> {
  const house = await openHouse({ databaseUrl });
  // The log is written, as in real use, and read by nobody.
  const stream = createWriteStream("/dev/null");
  const logging = { level: "info", stream };
  const server = await openServer(house, { perMinute: NO_LIMIT, logging });
  const scopes = ["orders", "holders"] as const;
  const { token } = await makeKey(house, { programme, name: "bench", scopes });
  const address = await server.listen({ host: "127.0.0.1", port: 0 });
  port.postMessage({ address, token } satisfies Ready);
  await once(port, "message");
  await server.close();
  await house.close();
}

/** As long as what an order is answered by. */
const ANSWER = JSON.stringify({ seq: 1, repeated: false, events: ["x".repeat(700)] });

async function serveBound(): Promise<void> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      JSON.parse(body);
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": ANSWER.length,
      });
      response.end(ANSWER);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  port.postMessage({ address, token: "none" } satisfies Ready);
  await once(port, "message");
  server.close();
  server.closeAllConnections();
}

await (isBound ? serveBound() : serve());
port.close();

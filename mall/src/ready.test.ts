/** Living and being ready are told apart: without a database the process lives and cannot serve. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { Pool } from "pg";
import { openKit } from "./mall-kit.ts";
import { readiness } from "./ready.ts";

type Told = { readonly status: number; readonly body: unknown };

/** What `/ready` says over a pool. */
async function readyOver(pool: Parameters<typeof readiness>[0], wait?: number): Promise<Told> {
  const { handler } = readiness(pool, wait);
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  try {
    return await told(`http://127.0.0.1:${port}/ready`);
  } finally {
    server.close();
  }
}

async function told(address: string): Promise<Told> {
  const response = await fetch(address);
  return { status: response.status, body: await response.json() };
}

const UNREADY = { status: 503, body: { status: "unready" } };

test("a mall with its database lives and is ready", async () => {
  const kit = await openKit();
  try {
    assert.deepEqual(await told(`${kit.url}/health`), { status: 200, body: { status: "ok" } });
    assert.deepEqual(await told(`${kit.url}/ready`), { status: 200, body: { status: "ready" } });
  } finally {
    await kit.close();
  }
});

test("it is not ready where nothing answers, refused or silent", async () => {
  const nobody = new Pool({ connectionString: "postgres://nobody@127.0.0.1:1/nothing" });
  assert.deepEqual(await readyOver(nobody), UNREADY);
  await nobody.end();
  const silent = { query: () => new Promise(() => undefined) } as unknown as Pool;
  assert.deepEqual(await readyOver(silent, 50), UNREADY);
});

/** A connection that is gone is told as such, however Postgres, pg or its pool say it; a fault stays one. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { test } from "node:test";
import { Client, Pool } from "pg";
import { withDatabase, type TestDatabase } from "../../ledger/src/ledger-kit.ts";
import { problemOf } from "./problems.ts";
import { withServer } from "./server-kit.ts";

/** What something fails with. */
async function failureOf(work: () => Promise<unknown>): Promise<Error> {
  let failure: unknown;
  await work().catch((error: unknown) => (failure = error));
  assert.ok(failure instanceof Error, "it fails");
  return failure;
}

async function openClient(options: ConstructorParameters<typeof Client>[0]): Promise<Client> {
  const client = new Client(options);
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** A server that says nothing, or hangs up at once. */
async function withStranger(
  isRude: boolean,
  work: (url: string) => Promise<Error>,
): Promise<Error> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (isRude) socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  try {
    return await work(`postgres://nobody@127.0.0.1:${port}/nothing?sslmode=disable`);
  } finally {
    server.close();
  }
}

const refused = "postgres://nobody@127.0.0.1:1/nothing?sslmode=disable";
const LATE = 200;
const inPool = async (url: string): Promise<Error> => {
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: LATE });
  pool.on("error", () => undefined);
  const failure = await failureOf(() => pool.query("SELECT 1"));
  await pool.end();
  return failure;
};
const byClient = (url: string): Promise<Error> =>
  failureOf(() => openClient({ connectionString: url, connectionTimeoutMillis: LATE }));

/** Ways to lose a connection, what is said then, and how it comes about. */
const WAYS: readonly (readonly [
  name: string,
  says: RegExp,
  lose: (database: TestDatabase) => Promise<Error>,
])[] = [
  [
    "terminated while idle",
    /^Client has encountered a connection error and is not queryable$/,
    async ({ url, connect }) => {
      const client = await openClient(url);
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      const gone = new Promise((resolve) => client.once("end", resolve));
      await (await connect()).query("SELECT pg_terminate_backend($1)", [rows[0]!.pid]);
      await gone;
      return failureOf(() => client.query("SELECT 1"));
    },
  ],
  [
    "terminated while it asks",
    /terminat/,
    async ({ url }) => {
      const client = await openClient(url);
      return failureOf(() => client.query("SELECT pg_terminate_backend(pg_backend_pid())"));
    },
  ],
  [
    "closed by us",
    /^Client was closed and is not queryable$/,
    async ({ url }) => {
      const client = await openClient(url);
      await client.end();
      return failureOf(() => client.query("SELECT 1"));
    },
  ],
  [
    "a question that took too long",
    /statement timeout/,
    async ({ url }) => {
      const client = await openClient({ connectionString: url, statement_timeout: 50 });
      const failure = await failureOf(() => client.query("SELECT pg_sleep(5)"));
      await client.end();
      return failure;
    },
  ],
  [
    "a question that pg gives up",
    /^Query read timeout$/,
    async ({ url }) => {
      const client = await openClient({ connectionString: url, query_timeout: 50 });
      const failure = await failureOf(() => client.query("SELECT pg_sleep(1)"));
      await client.end();
      return failure;
    },
  ],
  [
    "a pool that has none left",
    /^timeout exceeded when trying to connect$/,
    async ({ url }) => {
      const pool = new Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 2_000 });
      const held = await pool.connect();
      const failure = await failureOf(() => pool.query("SELECT 1"));
      held.release();
      await pool.end();
      return failure;
    },
  ],
  [
    "a pool that has ended",
    /^Cannot use a pool after calling end on the pool$/,
    async ({ url }) => {
      const pool = new Pool({ connectionString: url });
      await pool.end();
      return failureOf(() => pool.query("SELECT 1"));
    },
  ],
  ["nobody there", /ECONNREFUSED|^$/, () => inPool(refused)],
  ["no such host", /nowhere/, () => inPool("postgres://nobody@nowhere.invalid/nothing")],
  ["silence, to a client", /^timeout expired$/, () => withStranger(false, byClient)],
  [
    "silence, to a pool",
    /^Connection terminated due to connection timeout$/,
    () => withStranger(false, inPool),
  ],
  [
    "hung up on",
    /^Connection terminated unexpectedly$|ECONNRESET/,
    () => withStranger(true, inPool),
  ],
];

for (const [name, says, lose] of WAYS) {
  test(`a lost connection is told as such: ${name}`, async () => {
    await withDatabase(async (database) => {
      const failure = await lose(database);
      assert.match(failure.message, says);
      assert.equal(problemOf(failure, 0).code, "unreachable", failure.message);
    });
  });
}

test("what Postgres refuses for a fault of ours is a fault", async () => {
  await withDatabase(async ({ connect }) => {
    const client = await connect();
    const failure = await failureOf(() => client.query("SELECT nothing FROM nowhere"));
    assert.equal(problemOf(failure, 0).code, "fault");
  });
  assert.equal(
    problemOf(new Error("The client is not queryable, or so we think."), 0).code,
    "fault",
  );
});

test("when all its connections are terminated the server answers by 503, and soon as before", async () => {
  await withServer(async ({ ask, house }) => {
    const admin = await openClient(house.cluster.url);
    const seen = new Set<number>();
    for (let k = 0; k < 5; k++) {
      await Promise.all(
        Array.from({ length: 8 }, async () => seen.add((await ask("GET", "/v1/holders")).status)),
      );
      const asking = Array.from({ length: 8 }, () => ask("GET", "/v1/holders"));
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      for (const { status } of await Promise.all(asking)) seen.add(status);
    }
    await admin.end();
    for (const status of seen) assert.ok([200, 503].includes(status), String(status));
    for (let k = 0; (await ask("GET", "/v1/holders")).status !== 200; k++) assert.ok(k < 100);
  });
});

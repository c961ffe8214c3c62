import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import type { Client } from "pg";
import { withDatabase } from "./ledger-kit.ts";
import {
  migrate,
  MigrationError,
  programmeSchema,
  PROGRAMME_SQL,
  readMigrations,
} from "./migrate.ts";

type Files = { readonly [name: string]: string };

const GOODS = "CREATE TABLE goods (id text PRIMARY KEY);\n";
const STOCK = "CREATE TABLE stock (id text, pieces bigint);\nINSERT INTO stock VALUES ('a', 1);\n";

async function withFolder(files: Files, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "patronage-migrations-"));
  try {
    await write(folder, files);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function write(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

/** A test with a folder of migrations and a connection to an empty database. */
function withMigrations(
  files: Files,
  use: (folder: string, client: Client, other: () => Promise<Client>) => Promise<void>,
): Promise<void> {
  return withFolder(files, (folder) =>
    withDatabase(async ({ connect }) => use(folder, await connect(), connect)),
  );
}

async function tablesIn(client: Client, schema: string): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1",
    [schema],
  );
  return rows.map(({ tablename }) => tablename);
}

function refusal(pattern: RegExp) {
  return (error: unknown): boolean =>
    error instanceof MigrationError && pattern.test(error.message);
}

test("what is missing is applied in order, and once", () =>
  withMigrations({ "001-goods.sql": GOODS }, async (folder, client) => {
    assert.deepEqual(await migrate(client, { folder, schema: "trial" }), ["001-goods.sql"]);
    assert.deepEqual(await migrate(client, { folder, schema: "trial" }), []);
    await write(folder, { "002-stock.sql": STOCK, "003-view.sql": "CREATE VIEW v AS TABLE stock" });
    const names = await migrate(client, { folder, schema: "trial" });
    assert.deepEqual(names, ["002-stock.sql", "003-view.sql"]);
    assert.deepEqual(await tablesIn(client, "trial"), ["goods", "migrations", "stock"]);
    const { rows } = await client.query("SELECT number, name, sha256 FROM trial.migrations");
    const known = await readMigrations(folder);
    assert.deepEqual(
      rows,
      known.map(({ number, name, sha256 }) => ({ number, name, sha256 })),
    );
  }));

test("the tables go into the schema, and the connection looks where it looked before", () =>
  withMigrations({ "001-goods.sql": GOODS }, async (folder, client) => {
    const schema = `programme_"; DROP TABLE x; --`;
    await migrate(client, { folder, schema });
    assert.deepEqual(await tablesIn(client, schema), ["goods", "migrations"]);
    const { rows } = await client.query<{ search_path: string }>("SHOW search_path");
    assert.equal(rows[0]?.search_path, '"$user", public');
  }));

test("eight migrators at once apply everything once", () =>
  withMigrations({ "001-goods.sql": GOODS, "002-stock.sql": STOCK }, async (folder, _, connect) => {
    const clients = await Promise.all(Array.from({ length: 8 }, connect));
    const done = await Promise.all(
      clients.map((client) => migrate(client, { folder, schema: "trial" })),
    );
    assert.deepEqual(done.flat().sort(), ["001-goods.sql", "002-stock.sql"]);
    const { rowCount } = await (clients[0] as Client).query("TABLE trial.stock");
    assert.equal(rowCount, 1);
  }));

test("migrators at once do their work in spite of a strict default isolation", () =>
  withMigrations({ "001-goods.sql": GOODS }, async (folder, client, connect) => {
    await client.query(`DO $$ BEGIN EXECUTE format(
      'ALTER DATABASE %I SET default_transaction_isolation TO serializable', current_database());
    END $$`);
    const clients = await Promise.all([connect(), connect(), connect()]);
    const done = await Promise.all(
      clients.map((each) => migrate(each, { folder, schema: "trial" })),
    );
    assert.deepEqual(done.flat(), ["001-goods.sql"]);
  }));

test("a newer schema than this code knows is refused", () =>
  withMigrations({ "001-goods.sql": GOODS, "002-stock.sql": STOCK }, async (folder, client) => {
    await migrate(client, { folder, schema: "trial" });
    await rm(join(folder, "002-stock.sql"));
    await assert.rejects(
      migrate(client, { folder, schema: "trial" }),
      refusal(/"trial" is at migration 2 \(002-stock.sql\).* newer schema than this code knows/),
    );
  }));

test("a file that changed after it was applied is refused, ends of lines apart", () =>
  withMigrations({ "001-goods.sql": GOODS }, async (folder, client) => {
    await migrate(client, { folder, schema: "trial" });
    await write(folder, { "001-goods.sql": GOODS.replaceAll("\n", "\r\n") });
    assert.deepEqual(await migrate(client, { folder, schema: "trial" }), []);
    await write(folder, { "001-goods.sql": GOODS + STOCK, "002-more.sql": "CREATE TABLE more ()" });
    await assert.rejects(
      migrate(client, { folder, schema: "trial" }),
      refusal(/^001-goods.sql was changed after it was applied to the schema "trial"/),
    );
    assert.deepEqual(await tablesIn(client, "trial"), ["goods", "migrations"]);
  }));

test("a gap in what was applied is refused", () =>
  withMigrations({ "001-goods.sql": GOODS, "002-stock.sql": STOCK }, async (folder, client) => {
    await migrate(client, { folder, schema: "trial" });
    await client.query("DELETE FROM trial.migrations WHERE number = 1");
    const again = migrate(client, { folder, schema: "trial" });
    await assert.rejects(again, refusal(/lacks migration 1, though it has 2/));
  }));

test("an error in a file names its line, and leaves nothing of it behind", () =>
  withMigrations(
    { "001-goods.sql": `${GOODS}${STOCK}\nSELECT wrong;\n` },
    async (folder, client) => {
      const first = migrate(client, { folder, schema: "trial" });
      await assert.rejects(first, refusal(/^001-goods.sql, line 5, for schema "trial": .*"wrong"/));
      const schemas = await client.query("SELECT FROM pg_namespace WHERE nspname = 'trial'");
      assert.equal(schemas.rowCount, 0, "not even the schema is there");
      await write(folder, { "001-goods.sql": GOODS, "002-stock.sql": "CREATE TABLE a (); oops" });
      await assert.rejects(migrate(client, { folder, schema: "trial" }), refusal(/^002-stock.sql/));
      assert.deepEqual(await tablesIn(client, "trial"), ["goods", "migrations"]);
      await write(folder, { "002-stock.sql": STOCK });
      assert.deepEqual(await migrate(client, { folder, schema: "trial" }), ["002-stock.sql"]);
    },
  ));

test("a file that ends its own transaction is refused", () =>
  withMigrations({ "001-goods.sql": `${GOODS} COMMIT; BEGIN;` }, async (folder, client) => {
    const migrated = migrate(client, { folder, schema: "trial" });
    await assert.rejects(migrated, refusal(/^001-goods.sql ends the transaction/));
    assert.equal((await client.query("TABLE trial.migrations")).rowCount, 0);
  }));

test("a lost connection leaves no lock behind", () =>
  withMigrations({ "001-wait.sql": "SELECT pg_sleep(60)" }, async (folder, client, connect) => {
    const other = await connect();
    const cut = migrate(client, { folder, schema: "trial" });
    const ended = assert.rejects(cut);
    const kill =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    while ((await other.query(kill)).rowCount === 0);
    await ended;
    await write(folder, { "001-wait.sql": GOODS });
    assert.deepEqual(await migrate(other, { folder, schema: "trial" }), ["001-wait.sql"]);
  }));

test("an up-to-date schema is found so without the right to write", () =>
  withMigrations({ "001-goods.sql": GOODS }, async (folder, client) => {
    await migrate(client, { folder, schema: "trial" });
    await client.query("SET default_transaction_read_only TO on");
    assert.deepEqual(await migrate(client, { folder, schema: "trial" }), []);
  }));

test("numbers run from 1 without a gap, and names follow the pattern", async () => {
  const cases: readonly (readonly [files: readonly string[], pattern: RegExp])[] = [
    [[], /holds no migration/],
    [["002-goods.sql"], /002-goods.sql .* the name to come is 001-/],
    [["001-goods.sql", "003-stock.sql"], /003-stock.sql .* the name to come is 002-/],
    [["001-goods.sql", "001-stock.sql"], /001-stock.sql .* the name to come is 002-/],
    [["goods.sql"], /goods.sql .* the name to come is 001-/],
  ];
  for (const [names, pattern] of cases) {
    await withFolder(Object.fromEntries(names.map((name) => [name, GOODS])), (folder) =>
      assert.rejects(readMigrations(folder), refusal(pattern)),
    );
  }
});

test("a programme's own tables go into schemas side by side", () =>
  withDatabase(async ({ connect }) => {
    const client = await connect();
    for (const programme of ["demo", `O'Brien's "mall" 🛍️`]) {
      const schema = programmeSchema(programme);
      const names = await migrate(client, { folder: PROGRAMME_SQL, schema });
      assert.equal(names[0], "001-journal.sql");
      assert.ok((await tablesIn(client, schema)).includes("journal"));
    }
  }));

test("a schema's name says the programme's id where it can", () => {
  assert.equal(programmeSchema("demo_2"), "programme_demo_2");
  assert.equal(programmeSchema("A-1"), "programme_$41$2d1");
  assert.equal(programmeSchema(`"ü`), "programme_$22$c3$bc");
  assert.equal(programmeSchema("x".repeat(53)), `programme_${"x".repeat(53)}`);
  assert.equal(
    programmeSchema("x".repeat(54)),
    "programme_$$1qrgw2p92zsrr9793m5pkjafvlr80w3359ns4ktuuev7ullu8i",
  );
  assert.throws(() => programmeSchema(""), RangeError);
  assert.throws(() => programmeSchema("\ud800"), RangeError);
});

test("schemas' names are short, safe and never shared, for 2 000 seeded ids", () => {
  const id = fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 80 }),
    fc.string({ unit: fc.constantFrom("a", "A", "$", "2", "4", "_", "é"), minLength: 1 }),
  );
  const owners = new Map<string, string>();
  fc.assert(
    fc.property(id, (programme) => {
      const schema = programmeSchema(programme);
      assert.match(schema, /^programme_[a-z0-9_$]+$/);
      assert.ok(Buffer.byteLength(schema) <= 63);
      assert.equal(owners.get(schema) ?? programme, programme);
      owners.set(schema, programme);
    }),
    { numRuns: 2_000, seed: 20_261_123 },
  );
});

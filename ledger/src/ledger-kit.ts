/**
 * For tests: a Postgres a process, a template database with the house's tables, a copy of it a test.
 *
 * The server starts with the first test that asks for it, in a folder of its own under the machine's
 * temporary one, and both are gone after the last test. Its settings are those of real use, fsync too.
 */
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { Client } from "pg";
import { isAlive } from "./cluster-home.ts";
import { openCluster, type Cluster } from "./cluster.ts";
import { HOUSE_SQL, migrate } from "./migrate.ts";

/** The schema of the house's own tables, in the kit's databases. */
export const HOUSE_SCHEMA = "house";

export type TestDatabase = {
  readonly url: string;
  /** Opens a connection that is closed after the test. */
  readonly connect: () => Promise<Client>;
};

type Kit = { readonly folder: string; readonly cluster: Cluster; readonly admin: Client };

const FOLDER = "patronage-ledger-test-";
const LEFT_BEHIND = /^patronage-ledger-test-([0-9]+)-[A-Za-z0-9]+$/;
const TEMPLATE = "house_template";
/** Test processes run side by side; each looks for a port from a place of its own. */
const FIRST_PORT = 20_000 + (process.pid % 1_000) * 10;

let kit: Promise<Kit> | undefined;
let databases = 0;

after(async () => {
  if (kit === undefined) return;
  const { folder, cluster, admin } = await kit;
  await admin.end();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a test with a database of its own, in which the house's tables are and no programme's. */
export async function withDatabase(
  test: (database: TestDatabase) => Promise<void> | void,
): Promise<void> {
  kit ??= openKit();
  const { cluster, admin } = await kit;
  databases += 1;
  const name = `test_${databases}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = urlOf(cluster, name);
  const clients: Client[] = [];
  const connect = async (): Promise<Client> => {
    const client = await connectTo(url);
    clients.push(client);
    return client;
  };
  try {
    await test({ url, connect });
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** A new folder under the machine's temporary one, with the number of this process in its name. */
export async function makeTestFolder(): Promise<string> {
  // What a killed test process left behind.
  for (const name of await readdir(tmpdir())) {
    const pid = LEFT_BEHIND.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  // As root we start the server as another user, who has to get in.
  await chmod(folder, 0o755);
  return folder;
}

async function openKit(): Promise<Kit> {
  const folder = await makeTestFolder();
  const cluster = await openCluster({ dataDir: join(folder, "data"), port: FIRST_PORT });
  const admin = await connectTo(urlOf(cluster, "postgres"));
  // A copy goes through the log page by page, and is made faster as it is.
  await admin.query("SET wal_compression TO off");
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  const client = await connectTo(urlOf(cluster, TEMPLATE));
  await migrate(client, { folder: HOUSE_SQL, schema: HOUSE_SCHEMA });
  await client.end();
  return { folder, cluster, admin };
}

function urlOf({ url }: Cluster, database: string): string {
  const other = new URL(url);
  other.pathname = database;
  return other.href;
}

async function connectTo(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  // A test that drops its own database or kills its own connection is told by its next question.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

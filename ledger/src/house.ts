/**
 * The house: one database, the programmes in it, and their writers.
 *
 * A programme is begun once, whole or not at all. Its writer holds a lease and keeps it while it runs;
 * should the lease be lost, the writer finds out at its next write, by the epoch.
 */
import { randomUUID } from "node:crypto";
import { checkPlan, type Json } from "@patronage/engine";
import { escapeIdentifier, Pool, type PoolClient } from "pg";
import { openCluster, type Cluster, type ClusterOptions } from "./cluster.ts";
import { HOUSE_SQL, migrate, PROGRAMME_SQL, programmeSchema } from "./migrate.ts";
import {
  beginProgramme,
  giveUpLease,
  PlanRefusedError,
  renewLease,
  takeLease,
  type Lease,
} from "./programme.ts";
import { openSequencer, type Sequencer } from "./sequencer.ts";

export type House = {
  readonly pool: Pool;
  readonly cluster: Cluster;
  close(): Promise<void>;
};

/** What was asked for is not there, or is there already: a sentence for whoever asked. */
export class HouseError extends Error {}

const HOUSE_SCHEMA = "house";
const LEASE_SECONDS = 10;
const RENEW_MILLISECONDS = 3_000;

/** Opens the database, and brings the house's own tables up to date. */
export async function openHouse(options: ClusterOptions): Promise<House> {
  const cluster = await openCluster(options);
  const pool = new Pool({ connectionString: cluster.url });
  // An idle connection that dies is replaced; whoever uses one is told by the question it asks.
  pool.on("error", () => undefined);
  const close = async (): Promise<void> => {
    await pool.end();
    await cluster.stop();
  };
  try {
    await withClient(pool, (client) =>
      migrate(client, { folder: HOUSE_SQL, schema: HOUSE_SCHEMA }),
    );
    return { pool, cluster, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function withClient<Result>(
  pool: Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    // What a piece of work set on its connection goes with the connection.
    client.release(true);
  }
}

/** Runs work on a connection that looks into one schema and is closed after it. */
function inSchema<Result>(
  pool: Pool,
  schema: string,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return withClient(pool, async (client) => {
    await client.query(`SET search_path TO ${escapeIdentifier(schema)}`);
    return work(client);
  });
}

/** Begins a programme with a plan that passes the check; answers its name. */
export async function createProgramme({ pool }: House, plan: Json): Promise<string> {
  const check = checkPlan(plan);
  if (!check.ok) throw new PlanRefusedError(check.reasons);
  const { programme } = check.plan;
  const schema = programmeSchema(programme);
  await withClient(pool, (client) => migrate(client, { folder: PROGRAMME_SQL, schema }));
  await inSchema(pool, schema, async (client) => {
    await client.query("BEGIN");
    const { rowCount } = await client.query(
      `INSERT INTO ${HOUSE_SCHEMA}.programmes (programme, schema) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [programme, schema],
    );
    if (rowCount !== 1) {
      throw new HouseError(`The programme "${programme}" has begun already.`);
    }
    await beginProgramme(client, plan);
    await client.query("COMMIT");
  });
  return programme;
}

/** The programmes of the house, in the order in which they began. */
export async function listProgrammes({ pool }: House): Promise<string[]> {
  const { rows } = await pool.query<{ programme: string }>(
    `SELECT programme FROM ${HOUSE_SCHEMA}.programmes ORDER BY created_at, programme`,
  );
  return rows.map(({ programme }) => programme);
}

async function schemaOf(house: House, programme: string): Promise<string> {
  const known = await listProgrammes(house);
  if (known.includes(programme)) return programmeSchema(programme);
  const list = known.length === 0 ? "there is none yet" : `there are: ${known.join(", ")}`;
  throw new HouseError(`There is no programme "${programme}"; ${list}.`);
}

/** Runs work on a connection that looks into a programme's tables. */
export async function readProgramme<Result>(
  house: House,
  programme: string,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  return inSchema(house.pool, await schemaOf(house, programme), work);
}

export type Writer = { readonly sequencer: Sequencer; close(): Promise<void> };

/** Opens a programme's writer. Throws a HouseError while another one holds its lease. */
export async function openWriter(
  house: House,
  programme: string,
  now: () => string,
): Promise<Writer> {
  const schema = await schemaOf(house, programme);
  const { pool } = house;
  const inHouse = <Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> =>
    inSchema(pool, HOUSE_SCHEMA, work);
  const lease = await inHouse((client) =>
    takeLease(client, programme, randomUUID(), LEASE_SECONDS),
  );
  if (lease === undefined) {
    throw new HouseError(`Another process writes "${programme}"; stop it, or wait until it ends.`);
  }
  const quoted = escapeIdentifier(schema);
  const sequencer = await openSequencer({ pool, schema: quoted, epoch: lease.epoch, now });
  const renewing = keepLease(inHouse, lease);
  const close = async (): Promise<void> => {
    clearInterval(renewing);
    await sequencer.stop();
    await inHouse((client) => giveUpLease(client, lease));
  };
  return { sequencer, close };
}

/** Renews a lease now and then. A renewal that fails harms nobody: the epoch is the fence. */
function keepLease(
  inHouse: (work: (client: PoolClient) => Promise<boolean>) => Promise<boolean>,
  lease: Lease,
): NodeJS.Timeout {
  const timer = setInterval(() => {
    inHouse((client) => renewLease(client, lease, LEASE_SECONDS)).catch(() => undefined);
  }, RENEW_MILLISECONDS);
  return timer.unref();
}

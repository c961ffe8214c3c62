/**
 * The house: one database, the programmes in it, and their writers.
 *
 * A programme is begun once, whole or not at all. Its writer holds a lease and keeps it while it runs;
 * should the lease be lost, the writer finds out at its next write, by the epoch.
 */
import { randomUUID } from "node:crypto";
import { checkPlan, type Json } from "@patronage/engine";
import { judgeResult } from "@patronage/simulator";
import { escapeIdentifier, Client, Pool, type ClientBase, type PoolClient } from "pg";
import { closeDays, type OnClosed } from "./closer.ts";
import { openCluster, type Cluster, type ClusterOptions } from "./cluster.ts";
import { recordGate, type Gate } from "./gates.ts";
import { answerAt, enqueue, enqueuePreview, forgetAnswers, previewAt, workInbox } from "./inbox.ts";
import { keyText, textOfKey } from "./journal.ts";
import { openListener, type Listener } from "./listen.ts";
import { HOUSE_SQL, migrate, PROGRAMME_SQL, programmeSchema } from "./migrate.ts";
import {
  beginProgramme,
  GateRefusedError,
  giveUpLease,
  PlanRefusedError,
  renewLease,
  takeLease,
  type Lease,
} from "./programme.ts";
import { APPLICATION_ROLE, ensureRole, grantTables } from "./roles.ts";
import { openSequencer, type Sequencer } from "./sequencer.ts";
import type { Answer, Preview } from "./session.ts";

export type House = {
  /** Connections that act as the application: they add to journals and never change them. */
  readonly pool: Pool;
  readonly cluster: Cluster;
  readonly listener: Listener;
  /** The writers opened in it. */
  readonly writers: Set<Writer>;
  /** Closes its writers, its connections and, if it started one, its server. */
  close(): Promise<void>;
};

/** What was asked for is not there, or is there already: a sentence for whoever asked. */
export class HouseError extends Error {}

/** Another process writes the programme. */
export class WriterTakenError extends HouseError {}

const HOUSE_SCHEMA = "house";
const LEASE_SECONDS = 10;
const CONNECTIONS_MOST = 40;

/** Opens the database, and brings the tables of the house and of its programmes up to date. */
export async function openHouse(options: ClusterOptions): Promise<House> {
  const cluster = await openCluster(options);
  const pool = new Pool({
    connectionString: cluster.url,
    max: CONNECTIONS_MOST,
    options: `-c role=${APPLICATION_ROLE}`,
  });
  calmly(pool);
  const listener = openListener(cluster.url);
  const writers = new Set<Writer>();
  const close = async (): Promise<void> => {
    await Promise.all(Array.from(writers, (writer) => writer.close()));
    await listener.close();
    await pool.end();
    await cluster.stop();
  };
  try {
    await asOwner(cluster, bringUpToDate);
    return { pool, cluster, listener, writers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A connection that dies is replaced, and whoever uses one is told by the question it asks. Without a
 * listener of its own one that dies while it is being put away would end the process.
 */
export function calmly(pool: Pool): Pool {
  pool.on("error", () => undefined);
  return pool.on("connect", (client) => client.on("error", () => undefined));
}

/** Runs work on a connection of the user that owns the tables. */
async function asOwner<Result>(
  { url }: Cluster,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function bringUpToDate(client: ClientBase): Promise<void> {
  await ensureRole(client);
  const done = await migrate(client, { folder: HOUSE_SQL, schema: HOUSE_SCHEMA });
  await grantTables(client, HOUSE_SCHEMA, "house", done.length > 0);
  const { rows } = await client.query<{ schema: string }>(
    `SELECT schema FROM ${HOUSE_SCHEMA}.programmes ORDER BY schema`,
  );
  for (const { schema } of rows) await bringProgrammeUpToDate(client, schema);
}

async function bringProgrammeUpToDate(client: ClientBase, schema: string): Promise<void> {
  const done = await migrate(client, { folder: PROGRAMME_SQL, schema });
  await grantTables(client, schema, "programme", done.length > 0);
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

/**
 * Begins a programme with a plan that passes the check; answers its name. A result of the gate that is
 * given must pass, and is kept with it: whoever lets people begin programmes gives one.
 */
export async function createProgramme(
  { cluster }: House,
  plan: Json,
  gate?: Gate,
): Promise<string> {
  const check = checkPlan(plan);
  if (!check.ok) throw new PlanRefusedError(check.reasons);
  const verdict = gate && judgeResult(plan, gate.result);
  if (verdict?.passes === false) throw new GateRefusedError(verdict);
  const { programme } = check.plan;
  const schema = programmeSchema(programme);
  await asOwner(cluster, async (client) => {
    await bringProgrammeUpToDate(client, schema);
    await client.query("BEGIN");
    await client.query(`SET LOCAL search_path TO ${escapeIdentifier(schema)}`);
    const { rowCount } = await client.query(
      `INSERT INTO ${HOUSE_SCHEMA}.programmes (programme, schema) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
      [keyText(programme), schema],
    );
    if (rowCount !== 1) {
      throw new HouseError(`The programme "${programme}" has begun already.`);
    }
    await beginProgramme(client, plan);
    if (gate !== undefined) await recordGate(client, programme, plan, gate);
    await client.query("COMMIT");
  });
  return programme;
}

/** The programmes of the house, in the order in which they began. */
export async function listProgrammes({ pool }: House): Promise<string[]> {
  const { rows } = await pool.query<{ programme: string }>(
    `SELECT programme FROM ${HOUSE_SCHEMA}.programmes ORDER BY created_at, programme`,
  );
  return rows.map(({ programme }) => textOfKey(programme));
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

/**
 * Submits a command to whoever writes the programme, in this process or another: through the inbox.
 * Throws an UnansweredError when nobody answers before `signal` says that it is too late.
 */
export async function submitThroughInbox(
  house: House,
  programme: string,
  json: Json,
  signal: AbortSignal,
): Promise<Answer> {
  await schemaOf(house, programme);
  const put = await withClient(house.pool, (client) => enqueue(client, programme, json));
  return put.ok ? answerAt(house, programme, put.place, signal) : put;
}

/**
 * Asks whoever writes the programme, in this process or another, what a command would come to if it were
 * given now; it changes nothing. See `Sequencer.preview`. Throws an UnansweredError when nobody answers
 * before `signal` says that it is too late.
 */
export async function previewThroughInbox(
  house: House,
  programme: string,
  json: Json,
  signal: AbortSignal,
): Promise<Preview> {
  await schemaOf(house, programme);
  const put = await enqueuePreview(house.pool, programme, json);
  return put.ok ? previewAt(house, programme, put.place, signal) : put;
}

export type Writer = {
  readonly sequencer: Sequencer;
  /** Closes the days that have ended, in order, until `signal` says to stop; answers which. */
  closeDays(onClosed?: OnClosed, signal?: AbortSignal): Promise<string[]>;
  close(): Promise<void>;
};

export type WriterOptions = {
  /** How long a writer that is gone keeps others out. */
  readonly leaseSeconds?: number;
  /** How long a lost database is waited for. */
  readonly patienceMilliseconds?: number;
  /** How many commands may wait at once. */
  readonly waitingMost?: number;
};

/**
 * Opens a programme's writer, which also works its inbox. Throws a HouseError while another one holds
 * its lease.
 */
export async function openWriter(
  house: House,
  programme: string,
  now: () => string,
  { leaseSeconds = LEASE_SECONDS, ...rest }: WriterOptions = {},
): Promise<Writer> {
  const schema = await schemaOf(house, programme);
  const { pool } = house;
  const inHouse: InHouse = (work) => inSchema(pool, HOUSE_SCHEMA, work);
  const lease = await inHouse((client) =>
    takeLease(client, keyText(programme), randomUUID(), leaseSeconds),
  );
  if (lease === undefined) {
    throw new WriterTakenError(
      `Another process writes "${programme}"; stop it, or wait until it ends.`,
    );
  }
  const quoted = escapeIdentifier(schema);
  let sequencer: Sequencer;
  try {
    await freeHead(house, schema);
    sequencer = await openSequencer({ pool, schema: quoted, epoch: lease.epoch, now, ...rest });
  } catch (error) {
    await inHouse((client) => giveUpLease(client, lease)).catch(() => undefined);
    throw error;
  }
  const renewing = keepLease(inHouse, lease, leaseSeconds);
  const stopping = new AbortController();
  void sequencer.fenced.then(() => stopping.abort());
  const inbox = workInbox(house, schema, { sequencer, epoch: lease.epoch }, stopping.signal);
  await forgetAnswers(pool, schema, ANSWER_DAYS);
  const writer: Writer = {
    sequencer,
    closeDays: (onClosed, signal) => closeDays(sequencer, now(), { onClosed, signal }),
    async close() {
      if (!house.writers.delete(writer)) return;
      clearInterval(renewing);
      stopping.abort();
      await inbox;
      await sequencer.stop();
      // Should this fail the lease runs out by itself.
      await inHouse((client) => giveUpLease(client, lease)).catch(() => undefined);
    },
  };
  house.writers.add(writer);
  return writer;
}

const ANSWER_DAYS = 30;

/**
 * Ends the connections of an older writer that stands still in the middle of a batch: until it ends, its
 * batch is neither written nor not, and nobody else can write.
 */
async function freeHead({ cluster }: House, schema: string): Promise<void> {
  await asOwner(cluster, (client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE relation = to_regclass($1) AND mode = 'RowExclusiveLock' AND granted`,
      [`${escapeIdentifier(schema)}.head`],
    ),
  );
}

type InHouse = <Result>(work: (client: PoolClient) => Promise<Result>) => Promise<Result>;

/** Renews a lease now and then. A renewal that fails harms nobody: the epoch is the fence. */
function keepLease(inHouse: InHouse, lease: Lease, leaseSeconds: number): NodeJS.Timeout {
  const timer = setInterval(
    () => {
      inHouse((client) => renewLease(client, lease, leaseSeconds)).catch(() => undefined);
    },
    (leaseSeconds * 1000) / 3,
  );
  return timer.unref();
}

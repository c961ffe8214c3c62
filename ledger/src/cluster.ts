/**
 * The Postgres under the ledger: the one whose URL is given, or an embedded one that we run ourselves
 * (`cluster-home.ts` is its folder, `cluster-server.ts` its process).
 */
import { resolve } from "node:path";
import { Client } from "pg";
import { ClusterError, fromSystem, prepareHome, readPassword, type Home } from "./cluster-home.ts";
import { ensureRunning, stopServer, type Server } from "./cluster-server.ts";

export { ClusterError } from "./cluster-home.ts";

export type ClusterOptions = {
  /** A Postgres that somebody else runs. Without it, or when it is empty, ours is started. */
  readonly databaseUrl?: string | undefined;
  /** Where the embedded Postgres keeps its data, from one start to the next. */
  readonly dataDir?: string | undefined;
  /** Where the embedded Postgres listens; the next free port when this one is taken. */
  readonly port?: number | undefined;
  /** Told in sentences what happens. */
  readonly log?: ((line: string) => void) | undefined;
};

export type Cluster = {
  /** With user and password: not for a log. */
  readonly url: string;
  readonly isEmbedded: boolean;
  /** Stops the server, if it is one that we started. It also stops when this process ends. */
  readonly stop: () => Promise<void>;
  /** Kills the server's first process at once, as tests of faults do. Only where we started it. */
  readonly crash?: () => Promise<void>;
  /** Starts the embedded server again, or finds the one that runs by now; `url` may change. */
  readonly start?: () => Promise<void>;
};

const MAJOR_LEAST = 15;
const MAJOR_MOST = 18;
const PORT = 15_432;
/** The user and the database of the embedded server. */
const NAME = "patronage";
const CONNECT_MILLISECONDS_MOST = 15_000;

/** Finds or starts a Postgres of version 15 to 18, and answers once it can be used. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { databaseUrl = "", dataDir = "", port = PORT, log = () => undefined } = options;
  if (databaseUrl !== "") {
    await checkServer(databaseUrl);
    return { url: databaseUrl, isEmbedded: false, stop: () => Promise.resolve() };
  }
  if (dataDir === "") {
    throw new ClusterError("Give the URL of a Postgres, or a folder for its data.");
  }
  const folder = resolve(dataDir);
  try {
    return await openEmbedded(await prepareHome(folder, NAME, log), port);
  } catch (error) {
    throw fromSystem(error, folder);
  }
}

async function openEmbedded(home: Home, firstPort: number): Promise<Cluster> {
  const password = await readPassword(home);
  const urlAt = (port: number): string =>
    `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}?sslmode=disable`;
  let server: Server = { port: firstPort };
  const start = async (): Promise<void> => {
    if (server.process?.isOver === false) return;
    server = await ensureRunning(home, server.port);
    try {
      await makeDatabase(urlAt(server.port));
    } catch (cause) {
      await stopServer(server, "SIGINT");
      const sentence = `The Postgres in ${home.path} cannot be used: ${reasonOf(cause)}.`;
      throw new ClusterError(sentence, { cause });
    }
    home.log(`Postgres ${home.programs.version} answers on port ${server.port}.`);
  };
  // One after the other: two starts at once must not find each other's server.
  let turn = Promise.resolve();
  const inTurn = (act: () => Promise<void>): Promise<void> => (turn = turn.then(act, act));
  await inTurn(start);
  return {
    get url() {
      return urlAt(server.port);
    },
    isEmbedded: true,
    start: () => inTurn(start),
    stop: () => inTurn(() => stopServer(server, "SIGINT")),
    ...(server.process === undefined
      ? {}
      : { crash: () => inTurn(() => stopServer(server, "SIGKILL")) }),
  };
}

async function withClient<T>(url: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MILLISECONDS_MOST,
  });
  // A connection lost between two questions: the next one fails, and says so.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

type Version = { readonly major: number; readonly isStandby: boolean };

async function checkServer(url: string): Promise<void> {
  const { major, isStandby } = await readVersion(url);
  const place = placeOf(url);
  if (major < MAJOR_LEAST || major > MAJOR_MOST) {
    const needed = `the ledger needs ${MAJOR_LEAST} to ${MAJOR_MOST}`;
    throw new ClusterError(`The Postgres at ${place} is of version ${major}, and ${needed}.`);
  }
  if (isStandby) throw new ClusterError(`The Postgres at ${place} is a standby, and only reads.`);
}

async function readVersion(url: string): Promise<Version> {
  const question = `SELECT current_setting('server_version_num')::int / 10000 AS major,
    pg_is_in_recovery() AS "isStandby"`;
  try {
    const { rows } = await withClient(url, (client) => client.query<Version>(question));
    return rows[0] as Version;
  } catch (cause) {
    const sentence = `The Postgres at ${placeOf(url)} cannot be used: ${reasonOf(cause)}.`;
    throw new ClusterError(sentence, { cause });
  }
}

/** Where a URL leads, without its password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return "the URL given";
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function reasonOf(error: unknown): string {
  // Where a name has several addresses the reasons are inside, and the message is empty.
  if (error instanceof AggregateError && error.message === "") return reasonOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

/** Makes our database in the embedded server, unless it is there. */
async function makeDatabase(url: string): Promise<void> {
  try {
    return await withClient(url, () => Promise.resolve());
  } catch (error) {
    if (codeOf(error) !== "3D000") throw error;
  }
  await withClient(url.replace(`/${NAME}?`, "/postgres?"), async (client) => {
    await client.query(`CREATE DATABASE ${NAME}`).catch((error: unknown) => {
      // Another process was quicker, by a while or by a blink.
      if (codeOf(error) !== "42P04" && codeOf(error) !== "23505") throw error;
    });
  });
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

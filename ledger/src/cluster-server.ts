/**
 * The embedded Postgres at work: found or started, watched, stopped.
 *
 * It ends with us, however we end: a shell waits at a pipe whose other end this process holds, and asks
 * the server to stop when the pipe closes. So nothing listens to signals or exits, and a kill -9 of
 * this process is answered like any other end. Both run in sessions of their own: a Ctrl-C is for us,
 * and we may still write before the server stops.
 *
 * `postmaster.pid` in the data says who runs them, where, and how far it has come. A number left there
 * by a kill may be another program's by now; on Linux it counts only if that works in this folder.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { open, readFile, readlink, realpath, rename, rm, statfs } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  ClusterError,
  commandFor,
  isAlive,
  ownerOf,
  sentenceOf,
  type Home,
} from "./cluster-home.ts";

/** A server that runs, or may have stopped by now. */
export type Server = {
  readonly port: number;
  /** Undefined when another process started it. */
  readonly process?: ServerProcess;
};

export type ServerProcess = {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
  isReady: boolean;
  isOver: boolean;
  /** Whether it was us who ended it. */
  isAsked: boolean;
};

const PORTS_TRIED_MOST = 100;
/** Recovery after a crash reads `max_wal_size` of log at most, and takes well below this. */
const START_SECONDS_MOST = 600;
/** What a killed server leaves behind goes on until the end of its last statement. */
const REMAINS_SECONDS_MOST = 30;
/** After this a server is stopped without a checkpoint, which loses nothing and starts more slowly. */
const STOP_SECONDS_MOST = 60;
const LOG_BYTES_MOST = 16 * 1024 * 1024;
const POLL_MILLISECONDS = 10;
/** How long a server found at work must go on to be worth using: it may be about to stop. */
const STEADY_MILLISECONDS = 200;
const MEBIBYTE = 1024 * 1024;

/** What the server is started with, and why: for two cores that the writer shares. */
export const SETTINGS: readonly (readonly [name: string, value: string, reason: string])[] = [
  ["listen_addresses", "127.0.0.1", "nobody outside this machine can reach it"],
  ["unix_socket_directories", "", "a socket's path ends at 107 bytes, and folders may lie deeper"],
  ["fsync", "on", "what was acknowledged survives a pulled plug"],
  ["full_page_writes", "on", "a page torn by a pulled plug is mended"],
  ["synchronous_commit", "on", "a commit is acknowledged when it is on the disk"],
  [
    "shared_buffers",
    `${sharedMebibytes()}MB`,
    "an eighth of memory at most: positions are hit at random",
  ],
  ["wal_compression", "pglz", "a page changed first after a checkpoint is logged whole"],
  ["max_wal_size", "2GB", "under load checkpoints come by time, and log fewer whole pages"],
  ["min_wal_size", "256MB", "log files are used again rather than made anew"],
  ["checkpoint_timeout", "15min", "the same; recovery is bounded by max_wal_size"],
  ["max_parallel_workers_per_gather", "0", "a report does not take the writer's core"],
  ["timezone", "UTC", "nothing depends on the machine's zone"],
  ["log_timezone", "UTC", "the same"],
  ["lc_messages", "C", "its reasons for not starting are looked for in English"],
  ["cluster_name", "patronage", "a list of processes tells it from others"],
];

function sharedMebibytes(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.max(128, Math.min(512, Math.floor(bytes / MEBIBYTE / 8)));
}

/** Uses the server that runs on these data, or starts one, on the first free port from `port` on. */
export async function ensureRunning(home: Home, port: number): Promise<Server> {
  const deadline = Date.now() + REMAINS_SECONDS_MOST * 1000;
  for (let tried = port; ;) {
    const found = await findServer(home);
    if (found !== undefined) {
      home.log("Another process runs this Postgres; it stops when that one ends.");
      return { port: found };
    }
    tried = await findPort(tried, port + PORTS_TRIED_MOST);
    const outcome = await startServer(home, tried);
    if (typeof outcome !== "string") {
      if (tried !== port) home.log(`Port ${port} is taken; Postgres uses ${tried}.`);
      return { port: tried, process: outcome };
    }
    const isPortTaken = /Address already in use/.test(outcome);
    // Somebody else's start came between, or what a killed server left behind is not gone yet.
    const isDataTaken = /lock file .* already exists|pre-existing shared memory/.test(outcome);
    if (!(isPortTaken || isDataTaken) || Date.now() > deadline) {
      const said = outcome === "" ? await silenceOf(home) : outcome;
      throw new ClusterError(sentenceOf(said, home.path, "did not start"));
    }
    if (isDataTaken) await pause(STEADY_MILLISECONDS);
    else tried += 1;
  }
}

/** On a full disk not even a complaint is written down. */
async function silenceOf({ path }: Home): Promise<string> {
  return (await statfs(path)).bavail === 0 ? "No space left on device" : "";
}

/** Ends a server that we started: SIGINT asks, SIGKILL does not. */
export async function stopServer({ process }: Server, signal: "SIGINT" | "SIGKILL"): Promise<void> {
  if (process === undefined || process.isOver) return;
  const { child, ended } = process;
  process.isAsked = true;
  // Without this an otherwise idle process would not wait for the end.
  child.ref();
  child.kill(signal);
  const timer = setTimeout(() => child.kill("SIGQUIT"), STOP_SECONDS_MOST * 1000);
  await ended;
  clearTimeout(timer);
}

type Lock = { readonly pid: number; readonly port: number; readonly status: string };

async function readLock(home: Home): Promise<Lock | undefined> {
  const text = await readFile(lockFileOf(home), "utf8").catch(() => "");
  const [pid = "", , , port = "", , , , status = ""] = text.split("\n");
  return pid === "" ? undefined : { pid: Number(pid), port: Number(port), status: status.trim() };
}

function lockFileOf({ data }: Home): string {
  return join(data, "postmaster.pid");
}

/** The port of the server at work on these data, once it is ready; undefined when there is none. */
async function findServer(home: Home): Promise<number | undefined> {
  const deadline = Date.now() + START_SECONDS_MOST * 1000;
  let readySince: number | undefined;
  for (;;) {
    const lock = await readLock(home);
    if (lock === undefined || !isAlive(lock.pid)) return undefined;
    if (!(await isServerOf(lock.pid, home))) {
      home.log(`The lock of a Postgres that was killed (process ${lock.pid}) is removed.`);
      await rm(lockFileOf(home), { force: true });
      return undefined;
    }
    readySince = lock.status === "ready" ? (readySince ?? Date.now()) : undefined;
    const isSteady = readySince !== undefined && Date.now() - readySince >= STEADY_MILLISECONDS;
    if (isSteady) return lock.port;
    if (Date.now() > deadline) {
      throw new ClusterError(
        `Process ${lock.pid} holds ${home.path} and is "${lock.status}" for ${START_SECONDS_MOST} s; see ${home.logFile}.`,
      );
    }
    await pause(POLL_MILLISECONDS);
  }
}

/** Whether a living process works in these data. A zombie works nowhere. */
async function isServerOf(pid: number, { data }: Home): Promise<boolean> {
  if (process.platform !== "linux") return true;
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(data));
  } catch (error) {
    return codeOf(error) === "EACCES";
  }
}

/** The first port from `first` on that is free just now. */
async function findPort(first: number, last: number): Promise<number> {
  for (let port = first; port <= Math.min(last, 65_535); port++) {
    if (await isFree(port)) return port;
  }
  throw new ClusterError(`None of the ports ${first} to ${last} is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      const isTaken = ["EADDRINUSE", "EACCES"].includes(String(codeOf(error)));
      if (isTaken) resolve(false);
      else reject(error);
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** Starts a server and waits until it is ready; answers what it logged when it ends before that. */
async function startServer(home: Home, port: number): Promise<ServerProcess | string> {
  const log = await openLog(home);
  try {
    const { size } = await log.stat();
    const server = launch(home, port, log.fd);
    const deadline = Date.now() + START_SECONDS_MOST * 1000;
    while (!server.isOver) {
      const lock = await readLock(home);
      server.isReady = lock?.pid === server.child.pid && lock?.status === "ready";
      if (server.isReady) return server;
      if (Date.now() > deadline) server.child.kill("SIGQUIT");
      await pause(POLL_MILLISECONDS);
    }
    return (await readFile(home.logFile)).subarray(size).toString("utf8");
  } finally {
    await log.close();
  }
}

async function openLog({ logFile, runner }: Home): Promise<Awaited<ReturnType<typeof open>>> {
  const log = await open(logFile, "a", 0o600);
  if ((await log.stat()).size > LOG_BYTES_MOST) {
    await log.close();
    await rename(logFile, `${logFile}.1`);
    return openLog({ logFile, runner } as Home);
  }
  const owner = ownerOf(runner);
  if (owner !== undefined) await log.chown(owner.uid, owner.gid);
  return log;
}

function launch(home: Home, port: number, log: number): ServerProcess {
  const settings = SETTINGS.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = ["-D", home.data, "-p", String(port), ...settings];
  const { file, args: rest, options } = commandFor(home.runner, home.programs.postgres, args);
  const child = spawn(file, rest, { ...options, detached: true, stdio: ["ignore", log, log] });
  const watch = child.pid === undefined ? undefined : watchOver(child.pid, home);
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const server: ServerProcess = {
    child,
    ended,
    isReady: false,
    isOver: false,
    isAsked: false,
  };
  const finish = (): void => {
    server.isOver = true;
    watch?.kill("SIGKILL");
    resolve();
    if (server.isReady && !server.isAsked) {
      home.log(`Postgres ended, and not by us; see ${home.logFile}.`);
    }
  };
  child.once("exit", finish);
  child.once("error", finish);
  child.unref();
  return server;
}

/** A shell that stops the server when this process ends: then its pipe closes, and `read` returns. */
function watchOver(pid: number, { runner }: Home): ChildProcess {
  const args = ["-c", 'read -r line; kill -INT "$0"', String(pid)];
  const user = { ...ownerOf(runner), prefix: [] };
  const { file, args: rest, options } = commandFor(user, "/bin/sh", args);
  const shell = spawn(file, rest, {
    ...options,
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  shell.once("error", () => undefined);
  shell.unref();
  (shell.stdin as Socket | null)?.unref();
  return shell;
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

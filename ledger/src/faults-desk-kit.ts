/**
 * Faults, part: the Postgres of a run and the processes of its writers, as the simulation handles them.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { openProxy, type Proxy } from "./faults-proxy-kit.ts";
import type { Answerer, Given, Record } from "./faults-record-kit.ts";
import type { FromWriter, ToWriter, Verdict } from "./faults-writer-kit.ts";
import { openCluster, type Cluster } from "./index.ts";

export type Desk = {
  readonly cluster: Cluster;
  /** Asks one question on a connection of its own. */
  ask<Row extends object>(database: string, question: string, values?: unknown[]): Promise<Row[]>;
  urlOf(database: string): string;
  /** Kills every process of the server at once. */
  killPostgres(): Promise<void>;
  close(): Promise<void>;
};

/** The name by which the ledger's other tests find and remove what a killed one left behind. */
const FOLDER = "patronage-ledger-test-";
const FIRST_PORT = 40_000 + (process.pid % 1_000) * 10;

/** Starts a Postgres in a folder of its own. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`));
  // As root we start the server as another user, who has to get in.
  await chmod(folder, 0o755);
  const dataDir = join(folder, "data");
  const cluster = await openCluster({ dataDir, port: FIRST_PORT });
  const urlOf = (database: string): string => {
    const url = new URL(cluster.url);
    url.pathname = database;
    return url.href;
  };
  return {
    cluster,
    urlOf,
    async ask<Row extends object>(database: string, question: string, values: unknown[] = []) {
      const client = new Client({ connectionString: urlOf(database) });
      client.on("error", () => undefined);
      try {
        await client.connect();
        return (await client.query<Row>(question, values)).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    async killPostgres() {
      await killFamily(join(dataDir, "postgres", "data", "postmaster.pid"));
      await cluster.crash!();
    },
    async close() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Kills a server and its backends; where no list of processes can be read, the server alone. */
async function killFamily(pidFile: string): Promise<void> {
  const server = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!(server > 0)) return;
  const children: number[] = [];
  for (const name of await readdir("/proc").catch((): string[] => [])) {
    if (!/^[0-9]+$/.test(name)) continue;
    const stat = await readFile(join("/proc", name, "stat"), "utf8").catch(() => "");
    // "pid (name) state parent …"; a name may hold anything.
    const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
    if (Number(parent) === server) children.push(Number(name));
  }
  for (const pid of [server, ...children]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

export type Attempt = { readonly verdict: Verdict } | { readonly lost: string };

/** A writer's process. */
export type WriterProcess = Answerer & {
  readonly proxy: Proxy;
  readonly isOver: boolean;
  /** Once the process has ended. */
  readonly over: Promise<void>;
  /** Opens the house in the process: "opened", or why not. */
  open(database: string, programme: string): Promise<FromWriter>;
  submit(given: Given, clock: string): Promise<Attempt>;
  figures(): Promise<string>;
  /** Closes the writer in the process, and ends it. */
  end(): Promise<void>;
  /** Those who wait for an answer wait no longer; what comes late is still taken down. */
  abandon(): void;
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
};

const WRITER = fileURLToPath(new URL("faults-writer-kit.ts", import.meta.url));
const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

let started = 0;

type Sent = { readonly given: Given; readonly wasKnown: boolean };

/** What goes to a writer's process, and who waits for what comes back. */
type Mail = {
  readonly name: string;
  readonly child: ChildProcess;
  readonly sent: Sent[];
  readonly waiting: Map<number, (attempt: Attempt) => void>;
  onReply: (message: FromWriter) => void;
  isOver: boolean;
  isKilled: boolean;
};

function send({ child }: Mail, message: ToWriter): void {
  if (child.connected) child.send(message, () => undefined);
}

function askFor(mail: Mail, message: ToWriter): Promise<FromWriter> {
  return new Promise((resolve) => {
    mail.onReply = resolve;
    if (mail.isOver) resolve({ kind: "not-opened", reason: `${mail.name} has ended` });
    else send(mail, message);
  });
}

function submitTo(mail: Mail, given: Given, clock: string): Promise<Attempt> {
  return new Promise((resolve) => {
    if (mail.isOver) return resolve({ lost: `${mail.name} has ended` });
    const number = mail.sent.push({ given, wasKnown: given.seq !== undefined }) - 1;
    mail.waiting.set(number, resolve);
    given.trail.push(`given to ${mail.name}`);
    send(mail, { kind: "submit", number, text: given.text, clock });
  });
}

function abandonAll({ name, sent, waiting }: Mail): void {
  for (const [number, resolve] of waiting) {
    sent[number]!.given.trail.push(`${name} answers no more`);
    resolve({ lost: `${name} does not answer` });
  }
  waiting.clear();
}

/** Takes down an answer to a command, or that there will be none. */
function takeDown(
  { name, sent, waiting }: Mail,
  message: FromWriter & { readonly kind: "answered" | "unanswered" },
  record: Record,
  from: Answerer,
): void {
  const { given, wasKnown } = sent[message.number]!;
  const resolve = waiting.get(message.number);
  waiting.delete(message.number);
  if (message.kind === "unanswered") {
    given.trail.push(`${name} failed: ${message.reason}`);
    resolve?.({ lost: message.reason });
  } else {
    record.answer(given, message.verdict, from, wasKnown);
    resolve?.({ verdict: message.verdict });
  }
}

/** Waits for the end of a process, and says when it was nobody's wish. */
async function watchOver(mail: Mail, record: Record): Promise<void> {
  const { name, child } = mail;
  let said = "";
  child.stderr!.on("data", (bytes: Buffer) => (said += bytes.toString("utf8")));
  const [code] = (await once(child, "exit")) as unknown[];
  mail.isOver = true;
  alive.delete(child);
  abandonAll(mail);
  mail.onReply({ kind: "not-opened", reason: `${name} has ended` });
  if (mail.isKilled || code === 0) return;
  record.broken.push(`${name} ended by itself with ${String(code)}: ${said.trim()}`);
}

/** Starts a writer's process, and answers once it is loaded. */
export async function startWriter(desk: Desk, record: Record): Promise<WriterProcess> {
  const name = `writer_${(started += 1)}`;
  const proxy = await openProxy(() => {
    const { hostname, port } = new URL(desk.cluster.url);
    return { host: hostname, port: Number(port) };
  });
  const child = fork(WRITER, { execArgv: [], stdio: ["ignore", "inherit", "pipe", "ipc"] });
  alive.add(child);
  const mail: Mail = {
    ...{ name, child, sent: [], waiting: new Map<number, (attempt: Attempt) => void>() },
    ...{ onReply: () => undefined, isOver: false, isKilled: false },
  };
  const over = watchOver(mail, record).then(() => proxy.close());
  const writer: WriterProcess = {
    ...{ name, proxy, over, seqAtEnd: undefined },
    get isOver() {
      return mail.isOver;
    },
    open(database, programme) {
      const url = new URL(desk.urlOf(database));
      url.host = `127.0.0.1:${proxy.port}`;
      url.searchParams.set("application_name", name);
      return askFor(mail, { kind: "open", url: url.href, programme });
    },
    submit: (given, clock) => submitTo(mail, given, clock),
    async figures() {
      const message = await askFor(mail, { kind: "figures" });
      return message.kind === "figures" ? message.text : "";
    },
    async end() {
      send(mail, { kind: "close" });
      await over;
    },
    abandon: () => abandonAll(mail),
    signal(signal) {
      mail.isKilled ||= signal === "SIGKILL";
      child.kill(signal);
    },
  };
  const { promise: loaded, resolve: isLoaded } = Promise.withResolvers<void>();
  child.on("error", () => undefined);
  child.on("message", (message: FromWriter) => {
    if (message.kind === "loaded") isLoaded();
    else if (message.kind === "stopped") abandonAll(mail);
    else if (message.kind === "answered" || message.kind === "unanswered") {
      takeDown(mail, message, record, writer);
    } else mail.onReply(message);
  });
  await Promise.race([loaded, over]);
  return writer;
}

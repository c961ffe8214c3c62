/**
 * For tests: a mall whose servers and workers are processes of their own, which can be killed (`kill -9`)
 * at any moment and started again. Before the servers stands a door, so that the mall keeps its address.
 *
 * The ledger's writer, Alipay's stand-in and an office for the staff live in the test's own process.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Pool } from "pg";
import { logIn, openSession } from "../sample/client.ts";
import { OWNER, openKit, PASSWORD, register, type Kit, type Shopper } from "./mall-kit.ts";

const FIRST_PORT = 27_000 + (process.pid % 500) * 10;
const HOOK = pathToFileURL(join(import.meta.dirname, "transpile.ts")).href;
const SERVE = join(import.meta.dirname, "run/serve.ts");
/** A process is up a little sooner so. */
const QUICK = { NODE_ENV: "production", NODE_OPTIONS: "--max-semi-space-size=64" };
const LOOK_EVERY_MILLISECONDS = 100;
const UP_MILLISECONDS = 60_000;

/** Whole numbers below a bound, by seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Waits until `look` finds something; throws after a while with what was waited for. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  mostMilliseconds: number,
  everyMilliseconds = LOOK_EVERY_MILLISECONDS,
): Promise<Found> {
  const end = performance.now() + mostMilliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`Waited in vain: ${what}.`);
    await pause(everyMilliseconds);
  }
}

type Role = "server" | "worker";

/** A process of the mall that may be killed. */
export type Mortal = {
  readonly name: string;
  readonly port: number;
  isUp(): boolean;
  /** Starts it, and waits until it works. */
  start(): Promise<void>;
  /** Whether it has a transaction open. */
  isBusy(): Promise<boolean>;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
};

type Environment = { readonly [name: string]: string };

function openMortal(watch: Pool, role: Role, port: number, environment: Environment): Mortal {
  const name = `${role}-${port}`;
  let child: ChildProcess | undefined;
  let isUp = false;
  let runs = 0;
  // By this the database knows a run of the process; the one before may linger there.
  const session = (): string => `${name} run ${runs}`;
  let said = "";
  const works = async (): Promise<boolean> => {
    if (child?.exitCode !== null) throw new Error(`The ${name} ended: ${said}`);
    if (role === "server") {
      return fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    }
    const { rows } = await watch.query(
      "SELECT FROM pg_stat_activity WHERE application_name = $1 AND query LIKE '%patronage_%'",
      [session()],
    );
    return rows.length > 0;
  };
  return {
    ...{ name, port, isUp: () => isUp },
    async start() {
      runs += 1;
      child = spawn(process.execPath, ["--import", HOOK, SERVE, role], {
        env: {
          ...{ ...process.env, ...QUICK, ...environment },
          ...{ MALL_PORT: String(port), PGAPPNAME: session() },
        },
        stdio: ["ignore", "ignore", "pipe"],
      });
      said = "";
      child.stderr!.on("data", (part: Buffer) => (said = (said + part.toString()).slice(-4_000)));
      await until(`the ${name} is up`, works, UP_MILLISECONDS);
      isUp = true;
    },
    async isBusy() {
      const { rows } = await watch.query(
        "SELECT FROM pg_stat_activity WHERE application_name = $1 AND xact_start IS NOT NULL",
        [session()],
      );
      return rows.length > 0;
    },
    async kill() {
      isUp = false;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const dead = new Promise((done) => child!.once("close", done));
      child.kill("SIGKILL");
      await dead;
    },
  };
}

export type Door = {
  readonly origin: string;
  /** The server that is asked first, while it is up. */
  prefer(server: Mortal): void;
  close(): Promise<void>;
};

/** The address of the mall: each request goes to a server that is up; without one, or cut, it is dropped. */
async function openDoor(port: number, servers: readonly Mortal[]): Promise<Door> {
  let preferred = servers[0]!;
  const serve = (asked: IncomingMessage, answer: ServerResponse): void => {
    const server = preferred.isUp() ? preferred : servers.find((other) => other.isUp());
    if (server === undefined) return void asked.socket.destroy();
    const { method, url, headers } = asked;
    const onward = request(
      { host: "127.0.0.1", port: server.port, method, path: url, headers, agent: false },
      (told) => {
        answer.writeHead(told.statusCode!, told.headers);
        told.on("error", () => asked.socket.destroy()).pipe(answer);
        told.on("aborted", () => asked.socket.destroy());
      },
    );
    onward.on("error", () => asked.socket.destroy());
    asked.pipe(onward);
  };
  const http = createServer(serve);
  await new Promise<void>((listening) => http.listen(port, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${port}`,
    prefer: (server) => void (preferred = server),
    async close() {
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
    },
  };
}

export type Site = {
  readonly kit: Kit;
  readonly door: Door;
  readonly servers: readonly Mortal[];
  readonly workers: readonly Mortal[];
  /** A shopper who goes through the door. */
  shopper(emailAddress: string): Promise<Shopper>;
  /** Starts everything that is down. */
  startAll(): Promise<void>;
  close(): Promise<void>;
};

async function environmentOf(kit: Kit, origin: string): Promise<Environment> {
  const keys = join(kit.folder, "keys");
  const [ours, theirs] = [join(keys, "ours.pem"), join(keys, "theirs.pem")];
  await mkdir(keys, { recursive: true });
  await writeFile(ours, kit.alipayKeys.privateKey);
  await writeFile(theirs, kit.alipayKeys.alipayPublicKey);
  return {
    DATABASE_URL: kit.house.cluster.url,
    MALL_PROGRAMME: "kit",
    MALL_ORIGIN: origin,
    MALL_FOLDER: join(kit.folder, "processes"),
    MALL_COOKIE_SECRET: "cookies of the processes",
    MALL_DIGEST_SECRET: "digests of the processes",
    MALL_OWNER: OWNER.identifier,
    MALL_OWNER_PASSWORD: OWNER.password,
    ALIPAY_APP_ID: "kit",
    ALIPAY_PRIVATE_KEY_FILE: ours,
    ALIPAY_PUBLIC_KEY_FILE: theirs,
    ALIPAY_GATEWAY: kit.standIn.gateway,
  };
}

/** Opens a mall with two servers and two workers; nothing of them runs yet. */
export async function openSite(): Promise<Site> {
  const doorPort = FIRST_PORT + 9;
  const origin = `http://127.0.0.1:${doorPort}`;
  const kit = await openKit({ firstPort: FIRST_PORT, notifyOrigin: origin });
  const environment = await environmentOf(kit, origin);
  const watch = new Pool({ connectionString: kit.house.cluster.url, max: 3 });
  watch.on("error", () => undefined);
  const mortal = (role: Role, place: number): Mortal =>
    openMortal(watch, role, FIRST_PORT + place, environment);
  const servers = [mortal("server", 7), mortal("server", 8)];
  const workers = [mortal("worker", 3), mortal("worker", 4)];
  const door = await openDoor(doorPort, servers);
  const all = [...servers, ...workers];
  return {
    ...{ kit, door, servers, workers },
    async shopper(emailAddress) {
      const shopper = await register(kit, emailAddress);
      const ask = openSession(origin, "shop-api");
      await until("a server is up", () => servers.some((server) => server.isUp()), 60_000);
      await logIn(ask, emailAddress, PASSWORD);
      return { ...shopper, ask };
    },
    async startAll() {
      await Promise.all(all.filter((one) => !one.isUp()).map((one) => one.start()));
    },
    async close() {
      await Promise.all(all.map((one) => one.kill()));
      await door.close();
      await watch.end();
      await kit.close();
    },
  };
}

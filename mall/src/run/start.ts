/**
 * Start: a whole mall on one command. Postgres, ledger, mall, worker, back office, and a sample that
 * has a month behind it.
 *
 * Usage: npm start [-- --data FOLDER] [--port N] [--database-url URL] [--no-back-office]
 */
import { parseArgs } from "node:util";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import {
  ClusterError,
  type House,
  HouseError,
  listProgrammes,
  makeDataFolder,
  MigrationError,
  openHouse,
  RoleError,
} from "@patronage/ledger";
import { openAlipayStandIn } from "../alipay-stand-in.ts";
import { prepareDatabase } from "../database.ts";
import { openMallClock } from "../open.ts";
import { keepChild, runChild, type Child } from "./children.ts";
import { BACK_OFFICE, buildPages, SHOP_PAGES } from "./pages.ts";
import { openProgress, type Progress } from "./progress.ts";
import { openSecrets, type Secrets } from "./secrets.ts";
import { SettingsError } from "./settings.ts";
import { keepWriting } from "./writer.ts";

const HELP = `Starts a sample mall: Postgres, ledger, shop, worker and back office.

  npm start                          data in ./patronage-data, addresses from port 3000 on
  npm start -- --data FOLDER         data somewhere else
  npm start -- --port N              the mall on port N, the payment stand-in on the next
  npm start -- --database-url URL    a Postgres (15 to 18) of your own, with an empty database
  npm start -- --no-back-office      without the back office's pages, which take a minute to build once
  npm start -- --help                this text

Ctrl-C stops all of it. The next start finds everything as it was.`;

const TOLD = [ClusterError, HouseError, MigrationError, RoleError, SettingsError];
const PROGRAMME = "sample-mall";

type Options = {
  readonly data: string;
  readonly port: number;
  readonly databaseUrl: string | undefined;
  readonly hasBackOffice: boolean;
};

function readOptions(args: readonly string[]): Options | undefined {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        data: { type: "string", default: "patronage-data" },
        port: { type: "string", default: "3000" },
        "database-url": { type: "string" },
        "no-back-office": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    throw new SettingsError(`${(error as Error).message} See "npm start -- --help".`);
  }
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_534) {
    throw new SettingsError(`--port ${values.port} is no port from 1 to 65534.`);
  }
  const hasBackOffice = !values["no-back-office"];
  return { data: resolve(values.data), port, databaseUrl: values["database-url"], hasBackOffice };
}

/** Says of a port that is taken so, before anything is begun. */
async function requireFree(port: number): Promise<void> {
  await new Promise<void>((free, taken) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      taken(
        new SettingsError(
          error.code === "EADDRINUSE"
            ? `The port ${port} is in use: stop what uses it, or say "npm start -- --port N".`
            : `The port ${port} cannot be used (${error.code}).`,
        ),
      ),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => free()));
  });
}

/** A sample that was not finished is begun again; anything else is left alone. */
async function clearUnfinished({ data, databaseUrl }: Options, log: (line: string) => void) {
  if (!existsSync(join(data, MAKING))) return;
  if (databaseUrl !== undefined) {
    throw new SettingsError(
      "An earlier start was ended before its sample was finished: empty the database, remove " +
        `${join(data, MAKING)}, and start again.`,
    );
  }
  log("An earlier start was ended before its sample was finished; it begins again.");
  for (const part of ["database", "mall", "stand-in.json"]) {
    await rm(join(data, part), { recursive: true, force: true });
  }
  await rm(join(data, MAKING), { force: true });
}
const MAKING = "sample-in-the-making";

type Environment = { readonly [name: string]: string };

function environmentOf(
  options: Options,
  house: House,
  secrets: Secrets,
  gateway: string,
): Environment {
  const { data, port } = options;
  const folder = join(data, "mall");
  return {
    DATABASE_URL: house.cluster.url,
    MALL_PROGRAMME: PROGRAMME,
    MALL_PORT: String(port),
    MALL_FOLDER: folder,
    MALL_COOKIE_SECRET: secrets.cookieSecret,
    MALL_DIGEST_SECRET: secrets.digestSecret,
    MALL_OWNER: OWNER,
    MALL_OWNER_PASSWORD: secrets.password,
    ALIPAY_APP_ID: "sample-mall",
    ALIPAY_PRIVATE_KEY_FILE: secrets.appKeyFile,
    ALIPAY_PUBLIC_KEY_FILE: secrets.standInPublicKeyFile,
    ALIPAY_GATEWAY: gateway,
  };
}
const OWNER = "owner@example.com";

async function makeSample(
  options: Options,
  environment: Environment,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  await writeFile(join(options.data, MAKING), "");
  await runChild("sample/begin.ts", [], environment, {
    signal,
    onLine: (line) => progress.tell(line),
  });
  await rm(join(options.data, MAKING));
}

/** Builds the shop and then, where it is wanted, the back office: not both at once, for the memory's sake. */
async function buildAll(
  { data, hasBackOffice }: Options,
  signal: AbortSignal,
  progress: Progress,
): Promise<Environment> {
  const tell = (line: string): void => progress.tell(line);
  const shop = await buildPages(SHOP_PAGES, join(data, "shop"), signal, tell);
  if (!hasBackOffice) return { MALL_SHOP: shop };
  const dashboard = await buildPages(BACK_OFFICE, join(data, "back-office"), signal, tell);
  return { MALL_SHOP: shop, MALL_DASHBOARD: dashboard };
}

async function waitForHealth(origin: string, server: Child, signal: AbortSignal): Promise<void> {
  const until = performance.now() + 60_000;
  while (!signal.aborted) {
    if (server.failure !== undefined) throw new SettingsError(server.failure);
    const isUp = await fetch(`${origin}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (performance.now() > until) throw new SettingsError(`${origin} does not answer.`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

function addresses(options: Options, secrets: Secrets): string {
  const origin = `http://127.0.0.1:${options.port}`;
  const pages = options.hasBackOffice ? [["back office", `${origin}/dashboard`]] : [];
  const rows = [
    ["shop", origin],
    ...pages,
    ["shop API", `${origin}/shop-api`],
    ["admin API", `${origin}/admin-api`],
    ["mails", `${origin}/mailbox`],
  ];
  const logins = [
    ["owner", OWNER],
    ["finance, maker", "finance.maker@example.com"],
    ["finance, checker", "finance.checker@example.com"],
    ["shop staff", "shop@example.com"],
    ["auditor", "auditor@example.com"],
    ["a shopper", "lin.wanqing@example.com"],
  ];
  const line = ([name, value]: string[]): string => `  ${name!.padEnd(18)}${value}`;
  return [
    "The sample mall is open.",
    "",
    ...rows.map(line),
    "",
    `Sample logins, each with the password ${secrets.password}`,
    ...logins.map(line),
    "",
    "Nothing here is real: the payments go to a stand-in, and the clock can be moved ahead in the",
    "back office. Ctrl-C stops everything; the next start finds it as it was.",
  ].join("\n");
}

async function start(options: Options, stop: AbortController): Promise<void> {
  const { data, port, databaseUrl } = options;
  const { signal } = stop;
  const progress = openProgress(process.stdout);
  await requireFree(port);
  await requireFree(port + 1);
  makeDataFolder(data);
  await clearUnfinished(options, (line) => progress.note(line));
  const secrets = await openSecrets(join(data, "secrets"));
  progress.step("postgres");
  const house = await openHouse({
    databaseUrl,
    dataDir: join(data, "database"),
    log: (line) => progress.note(line),
  });
  const closing: (() => Promise<unknown>)[] = [() => house.close()];
  try {
    const standIn = await openAlipayStandIn({
      port: port + 1,
      appId: "sample-mall",
      appPublicKey: secrets.appPublicKey,
      standInPrivateKey: secrets.standInPrivateKey,
      file: join(data, "stand-in.json"),
    });
    closing.unshift(() => standIn.close());
    const environment = environmentOf(options, house, secrets, standIn.gateway);
    const building = buildAll(options, signal, progress);
    // Told where it is waited for.
    building.catch(() => undefined);
    const isThere = (await listProgrammes(house)).includes(PROGRAMME);
    if (!isThere) await makeSample(options, environment, progress, signal);
    progress.step("ledger");
    await prepareDatabase(house.cluster.url);
    const { clock, close } = await openMallClock(house.cluster.url);
    closing.unshift(close);
    const writing = keepWriting(house, PROGRAMME, clock, signal, (line) => progress.note(line));
    closing.unshift(() => writing);
    progress.step(options.hasBackOffice ? BACK_OFFICE.name : SHOP_PAGES.name);
    const more = await building;
    progress.step("mall");
    const children = ["server", "worker"].map((role) =>
      keepChild("src/run/serve.ts", [role], { ...environment, ...more }, (line) =>
        progress.note(line),
      ),
    );
    closing.unshift(() => Promise.all(children.map((child) => child.stop())));
    await waitForHealth(`http://127.0.0.1:${port}`, children[0]!, signal);
    progress.end();
    if (!signal.aborted) console.log(`\n${addresses(options, secrets)}`);
    await new Promise<void>((done) => {
      if (signal.aborted) done();
      signal.addEventListener("abort", () => done(), { once: true });
      void writing.catch((error: unknown) => stop.abort(error));
    });
    console.log("Stopping …");
  } finally {
    stop.abort();
    progress.end();
    for (const close of closing) await close().catch(() => undefined);
  }
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());
try {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) console.log(HELP);
  else await start(options, stop);
  process.exit(0);
} catch (error) {
  if (stop.signal.aborted && (error as Error).name === "AbortError") process.exit(0);
  const { code } = error as NodeJS.ErrnoException;
  const isTold = TOLD.some((kind) => error instanceof kind);
  if (code === "ENOSPC") console.error("The disk is full: make room, and start again.");
  else if (code === "EACCES") console.error(`${(error as Error).message}: choose another --data.`);
  else console.error(isTold ? (error as Error).message : error);
  process.exit(isTold || code === "ENOSPC" || code === "EACCES" ? 2 : 1);
}

/**
 * One process of the mall: the server with both APIs, the worker, or the ledger's writer; or, once in
 * its life, its furnishing.
 *
 * Usage: node --import ./mall/src/transpile.ts mall/src/run/serve.ts server|worker|writer|furnish
 *
 * What it needs to know stands in the environment (docs/guides/running.md). It ends on SIGTERM and
 * SIGINT, when what is under way is done; killed at any other moment it loses nothing.
 */
import {
  ClusterError,
  HouseError,
  listProgrammes,
  MigrationError,
  openHouse,
  RoleError,
  type House,
} from "@patronage/ledger";
import type { Server } from "node:http";
import { openAlipay } from "../alipay.ts";
import type { Clock } from "../clock.ts";
import { MALL } from "../plugin-mall.ts";
import type { Mall } from "../mall.ts";
import {
  LocksPlugin,
  openMallClock,
  openServer,
  openWorker,
  prepareDatabase,
  type OpenOptions,
} from "../open.ts";
import { reconcile } from "../reconcile.ts";
import { runFuturesAlways } from "../studio-run.ts";
import { workAlways } from "../worker.ts";
import { furnishOnce } from "./furnishing.ts";
import { platformPlugins } from "./platform.ts";
import { readSettings, SettingsError, type Settings } from "./settings.ts";
import { keepWriting } from "./writer.ts";

export const ROLES = ["server", "worker", "writer", "furnish"] as const;
export type Role = (typeof ROLES)[number];

const TOLD = [SettingsError, ClusterError, HouseError, MigrationError, RoleError];
/** How long a request under way may take when the server stops. */
const CUT_MILLISECONDS = 3_000;
const RECONCILE_EVERY_MILLISECONDS = 10 * 60_000;

async function programmeOf(house: House, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const known = await listProgrammes(house);
  if (known.length === 1) return known[0]!;
  throw new HouseError(
    known.length === 0
      ? 'There is no programme yet; begin one with "patronage ledger init PLAN".'
      : `Say with MALL_PROGRAMME which one is meant: ${known.join(", ")}.`,
  );
}

function optionsOf(settings: Settings, house: House, programme: string, role: Role): OpenOptions {
  const { alipay, origin } = settings;
  return {
    ...{ house, programme, secret: settings.digestSecret, cookieSecret: settings.cookieSecret },
    ...{ host: settings.host, port: settings.port, folder: settings.folder, owner: settings.owner },
    ...{ origin, origins: [origin, ...settings.origins], isSecure: settings.isSecure },
    proxyCount: settings.proxyCount,
    alipay:
      alipay === undefined
        ? undefined
        : openAlipay({ ...alipay, notifyUrl: `${origin}/payments/alipay` }),
    plugins: platformPlugins(settings, role),
    shop: settings.shop,
    locks: LocksPlugin,
  };
}

type Stop = AbortController;

/** Lets signals end this process by `stop` alone: the engine's own handlers would close everything again. */
function heedSignals(stop: Stop): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => stop.abort());
  }
}

async function runWorker(options: OpenOptions, clock: Clock, stop: Stop): Promise<void> {
  const worker = await openWorker(options, clock);
  heedSignals(stop);
  await worker.startJobQueue();
  const mall = worker.app.get<Mall>(MALL);
  const tell = (step: string, error: unknown): void =>
    console.error(`The worker's step "${step}" failed and is tried again:`, error);
  const reconciling = setInterval(() => {
    mall.contexts
      .create({ apiType: "admin" })
      .then((ctx) => reconcile(mall, ctx))
      .catch((error: unknown) => tell("reconcile", error));
  }, RECONCILE_EVERY_MILLISECONDS);
  try {
    await Promise.all([
      workAlways(mall, stop.signal, tell),
      runFuturesAlways(mall, stop.signal, tell),
    ]);
  } finally {
    clearInterval(reconciling);
    await worker.app.close();
  }
}

async function runFurnishing(options: OpenOptions, clock: Clock, stop: Stop): Promise<void> {
  const { app } = await openWorker(options, clock);
  heedSignals(stop);
  try {
    await furnishOnce(app);
    console.log("The mall is furnished: settings, tax, shipping, ways to pay, and roles.");
  } finally {
    await app.close();
  }
}

async function runServer(options: OpenOptions, clock: Clock, stop: Stop): Promise<void> {
  const app = await openServer(options, clock);
  heedSignals(stop);
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve();
    stop.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  // Browsers keep connections open that nothing is asked on any more.
  const http = app.getHttpServer() as Server;
  const closing = app.close();
  http.closeIdleConnections();
  const cutting = setTimeout(() => http.closeAllConnections(), CUT_MILLISECONDS);
  await closing;
  clearTimeout(cutting);
}

/** Runs one process until `stop`. */
export async function serve(role: Role, settings: Settings, stop: Stop): Promise<void> {
  const house = await openHouse({ databaseUrl: settings.databaseUrl });
  try {
    await prepareDatabase(settings.databaseUrl);
    const programme = await programmeOf(house, settings.programme);
    const { clock, close } = await openMallClock(settings.databaseUrl);
    try {
      const options = optionsOf(settings, house, programme, role);
      if (role === "writer") await keepWriting(house, programme, clock, stop.signal, console.log);
      else if (role === "worker") await runWorker(options, clock, stop);
      else if (role === "furnish") await runFurnishing(options, clock, stop);
      else await runServer(options, clock, stop);
    } finally {
      await close();
    }
  } finally {
    await house.close();
  }
}

function roleOf(name: string | undefined): Role {
  const role = ROLES.find((known) => known === name);
  if (role === undefined) throw new SettingsError(`Say which process: ${ROLES.join(", ")}.`);
  return role;
}

if (import.meta.main) {
  const stop = new AbortController();
  heedSignals(stop);
  // A parent that dies takes its processes with it.
  process.on("disconnect", () => stop.abort());
  try {
    await serve(roleOf(process.argv[2]), readSettings(process.env), stop);
    process.exit(0);
  } catch (error) {
    const isTold = TOLD.some((kind) => error instanceof kind);
    const { code, port } = error as { code?: string; port?: number };
    if (code === "EADDRINUSE") console.error(`The port ${port} is in use.`);
    else console.error(isTold ? (error as Error).message : error);
    process.exit(isTold ? 2 : 1);
  }
}

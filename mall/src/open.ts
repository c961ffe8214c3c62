/** Opens a mall's parts: its tables, its clock, the engine with our plugin. */
import { bootstrap, bootstrapWorker } from "@vendure/core";
import type { House } from "@patronage/ledger";
import { Pool } from "pg";
import type { Alipay } from "./alipay.ts";
import { openClock, type Clock } from "./clock.ts";
import { LocksPlugin, mallConfig, type ConfigOptions } from "./config.ts";
import { MALL_SESSION, prepareDatabase } from "./database.ts";
import { DEFAULT_RULES, type MallRules } from "./mall.ts";
import { useSettings } from "./plugin.ts";
import { readiness } from "./ready.ts";
import { mailsIn } from "./run/settings.ts";

export type OpenOptions = Omit<ConfigOptions, "url" | "locks" | "middleware"> & {
  readonly house: House;
  readonly programme: string;
  readonly secret: string;
  readonly alipay?: Alipay | undefined;
  readonly rules?: MallRules;
  /** Left out by tests that show what happens without locks. */
  readonly locks?: typeof LocksPlugin | undefined;
};

/**
 * The clock all of a mall goes by. The mall's tables are there (`prepareDatabase`). A sample begins with
 * a clock so many seconds ahead of the world's, or behind it.
 */
export async function openMallClock(
  url: string,
  sampleAheadSeconds?: number,
): Promise<{ clock: Clock; close: () => Promise<void> }> {
  const pool = new Pool({ connectionString: url, options: MALL_SESSION, max: 1 });
  pool.on("error", () => undefined);
  if (sampleAheadSeconds !== undefined) {
    await pool.query("UPDATE patronage_clock SET ahead_seconds = $1, is_sample = true", [
      sampleAheadSeconds,
    ]);
  }
  const clock = await openClock(pool);
  return {
    clock,
    close: async () => {
      clock.close();
      await pool.end();
    },
  };
}

function settle(options: OpenOptions, clock: Clock): ReturnType<typeof mallConfig> {
  const { house, programme, secret, alipay, rules = DEFAULT_RULES } = options;
  const isLocked = options.locks !== undefined;
  const mails = mailsIn(options.folder);
  useSettings({ house, programme, clock, secret, alipay, rules, mails, isLocked });
  return mallConfig({
    ...{ ...options, url: house.cluster.url, locks: options.locks },
    middleware: [readiness(house.pool)],
  });
}

/** The mall's server: both APIs. */
export function openServer(options: OpenOptions, clock: Clock): ReturnType<typeof bootstrap> {
  return bootstrap(settle(options, clock));
}

/** The mall's worker: the engine's jobs, and ours. */
export function openWorker(options: OpenOptions, clock: Clock): ReturnType<typeof bootstrapWorker> {
  return bootstrapWorker(settle(options, clock));
}

export { LocksPlugin, prepareDatabase };

/**
 * For the bench: two shops side by side over one Postgres, ours and a plain one of the same engine, that
 * sell the same orders in turn; and the CPU that each of their servers takes for it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createProgramme, openCluster, openHouse, openWriter } from "@patronage/ledger";
import type { Json } from "@patronage/engine";
import { Client } from "pg";
import {
  accepted,
  goToTill,
  logIn,
  openSession,
  readVariants,
  type Ask,
} from "../sample/client.ts";

export const SHOPS = ["ours", "plain"] as const;
export type ShopName = (typeof SHOPS)[number];

/** What the servers took in one block, in milliseconds of CPU an order. */
export type Block = { readonly [name in ShopName]: number };

export type BlocksOptions = {
  readonly blocks: number;
  readonly ordersPerBlock: number;
  /** Flags of Node for our server, to look closer. */
  readonly flags?: readonly string[];
};

const FIRST_PORT = 27_000 + (process.pid % 500) * 10;
const SHOPPERS = 4;
const WARMING_BLOCKS = 2;
const HOOK = pathToFileURL(join(import.meta.dirname, "transpile.ts")).href;
const SHOP = join(import.meta.dirname, "bench-shop-kit.ts");

const PLAN: Json = {
  ...{ programme: "bench", currency: "CNY", timezone: "Asia/Shanghai", initialPrice: "1.00" },
  ...{ foundingShares: "100", authorisedShares: "100000000", maturity: "completion" },
  categories: {
    default: {
      ...{ grossMargin: "0.65", proRataRate: "0.20", tierRate: "0.10", reserveRate: "0.30" },
      quotaMultiple: "0.5",
    },
  },
  grant: { kind: "value", rate: "0.70" },
  referral: { levels: [{ shareRate: "0.10", quotaMultiple: "0.05" }] },
  tiers: ["10"],
  redemption: { feeRate: "0.10", consumesQuota: true },
  spend: { funding: "reserve" },
  onQuotaReached: "pause",
  transferable: false,
};

type Shop = {
  readonly child: ChildProcess;
  readonly asks: readonly Ask[];
  cpuMs(): Promise<number>;
};

async function openShop(
  name: ShopName,
  url: string,
  port: number,
  folder: string,
  flags: readonly string[],
): Promise<Shop> {
  const args = [name, url, String(port), join(folder, name), String(SHOPPERS)];
  const child = spawn(process.execPath, [...flags, "--import", HOOK, SHOP, ...args], {
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const failed = once(child, "exit").then(() => {
    throw new Error(`The shop "${name}" did not open.`);
  });
  await Promise.race([once(child, "message"), failed]);
  failed.catch(() => undefined);
  const asks: Ask[] = [];
  for (let index = 0; index < SHOPPERS; index++) {
    const ask = openSession(`http://127.0.0.1:${port}`, "shop-api");
    await logIn(ask, `shopper-${index}@example.com`, "a-shoppers-password");
    asks.push(ask);
  }
  return {
    ...{ child, asks },
    async cpuMs() {
      child.send("cpu");
      const [{ user, system }] = (await once(child, "message")) as [NodeJS.CpuUsage];
      return (user + system) / 1_000;
    },
  };
}

type Shops = { readonly [name in ShopName]: Shop };
type Variants = { readonly [name in ShopName]: readonly string[] };

const ADDRESS = {
  ...{ fullName: "Some Body", streetLine1: "Lane 1", city: "Hangzhou", province: "Zhejiang" },
  ...{ postalCode: "310000", countryCode: "CN" },
};
const PAY = `mutation { addPaymentToOrder(input: { method: "at-once", metadata: {} }) {
  ... on Order { state } ... on ErrorResult { errorCode message } } }`;

async function buy(ask: Ask, variants: readonly string[]): Promise<void> {
  await goToTill(ask, { pieces: variants.map((id) => [id, 1] as const), address: ADDRESS });
  const { addPaymentToOrder: order } = await ask<{ addPaymentToOrder: { state: string } }>(PAY);
  if (accepted(order).state !== "PaymentSettled") throw new Error(`An order is ${order.state}.`);
}

/** Sells so many orders in each shop, one here and one there, so that a noisy machine falls on both. */
async function sell(shops: Shops, variants: Variants, orders: number): Promise<Block> {
  const [ours, plain] = [await shops.ours.cpuMs(), await shops.plain.cpuMs()];
  for (let index = 0; index < orders; index++) {
    for (const name of index % 2 === 0 ? SHOPS : SHOPS.toReversed()) {
      await buy(shops[name].asks[index % SHOPPERS]!, variants[name]);
    }
  }
  return {
    ours: ((await shops.ours.cpuMs()) - ours) / orders,
    plain: ((await shops.plain.cpuMs()) - plain) / orders,
  };
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}

/** Sells the same orders in both shops, in turn. */
export async function sellBlocks(options: BlocksOptions): Promise<Block[]> {
  const { blocks, ordersPerBlock, flags = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), "patronage-bench-mall-"));
  await chmod(folder, 0o755);
  const cluster = await openCluster({ dataDir: join(folder, "data"), port: FIRST_PORT });
  const house = await openHouse({ databaseUrl: cluster.url });
  const programme = await createProgramme(house, PLAN);
  const writer = await openWriter(house, programme, () => new Date().toISOString());
  const shops: Partial<Record<ShopName, Shop>> = {};
  try {
    const plainUrl = await createDatabase(cluster.url, "plain");
    shops.plain = await openShop("plain", plainUrl, FIRST_PORT + 7, folder, []);
    shops.ours = await openShop("ours", cluster.url, FIRST_PORT + 5, folder, flags);
    const both = shops as Shops;
    const measured: Block[] = [];
    const variants = {
      ours: [...(await readVariants(both.ours.asks[0]!)).values()],
      plain: [...(await readVariants(both.plain.asks[0]!)).values()],
    };
    for (let block = -WARMING_BLOCKS; block < blocks; block++) {
      const took = await sell(both, variants, ordersPerBlock);
      if (block >= 0) measured.push(took);
    }
    return measured;
  } finally {
    for (const shop of Object.values(shops)) {
      const gone = once(shop.child, "exit");
      shop.child.kill("SIGTERM");
      await gone;
    }
    await writer.close();
    await house.close();
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * For tests: a real mall. A Postgres, a ledger with its writer, the engine with its APIs, and Alipay's
 * stand-in, in this process; one a test file.
 */
import { mkdtemp, chmod, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { INestApplication } from "@nestjs/common";
import type { Json } from "@patronage/engine";
import {
  createProgramme,
  openCluster,
  openHouse,
  openWriter,
  readPosition,
  readProgramme,
  verifyProgramme,
  type House,
  type Position,
  type Writer,
} from "@patronage/ledger";
import {
  EventBus,
  AccountRegistrationEvent,
  JobQueueService,
  type RequestContext,
  type VendureConfig,
} from "@vendure/core";
import {
  beginPayment,
  goToTill,
  logIn,
  openSession,
  registerShopper,
  ship,
  type Ask,
  type Placed,
} from "../sample/client.ts";
import { openAlipay } from "./alipay.ts";
import { makeKeyPair } from "./alipay-keys.ts";
import { openAlipayStandIn, type StandIn } from "./alipay-stand-in.ts";
import type { Clock } from "./clock.ts";
import { furnish, ownerContext, type GoodsDescription } from "./furnish.ts";
import { DEFAULT_RULES, type Mall, type MallRules } from "./mall.ts";
import { LocksPlugin, openMallClock, openServer, prepareDatabase } from "./open.ts";
import { MALL } from "./plugin-mall.ts";
import { workOnce } from "./worker.ts";

export const OWNER = { identifier: "owner@example.com", password: "owner-of-the-kit" };
const FIRST_PORT = 24_000 + (process.pid % 1_000) * 10;

/** A plan with round figures: reserve 0.30, funds 0.20 and 0.10, quota once what was paid. */
export const KIT_PLAN: Json = {
  programme: "kit",
  currency: "CNY",
  timezone: "Asia/Shanghai",
  initialPrice: "1.00",
  foundingShares: "100",
  authorisedShares: "1000000",
  maturity: "completion",
  categories: {
    default: {
      grossMargin: "0.65",
      proRataRate: "0.20",
      tierRate: "0.10",
      reserveRate: "0.30",
      quotaMultiple: "0.5",
    },
    tea: {
      grossMargin: "0.65",
      proRataRate: "0.30",
      tierRate: "0",
      reserveRate: "0.30",
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

const words = (text: string) => ({ zh: text, en: text });
const goods = (
  sku: string,
  priceMinor: number,
  stock: number,
  category = "tea",
): GoodsDescription => ({
  slug: sku,
  category,
  name: words(sku),
  description: words(""),
  returnDays: 7,
  variants: [{ sku, priceMinor, stock }],
});

export const KIT_GOODS: readonly GoodsDescription[] = [
  goods("tea", 113_00, 100_000),
  goods("cup", 56_50, 100_000),
  goods("rare", 113_00, 1),
  { ...goods("peach", 22_60, 100_000, "default"), returnDays: 0 },
];

export type KitOptions = {
  readonly locks?: boolean;
  readonly rules?: Partial<MallRules>;
  readonly plan?: Json;
  readonly plugins?: VendureConfig["plugins"];
  readonly firstPort?: number;
  /** Where Alipay's notices go, where that is not this process. */
  readonly notifyOrigin?: string;
};

export type Kit = {
  readonly app: INestApplication;
  readonly mall: Mall;
  readonly house: House;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly standIn: StandIn;
  readonly url: string;
  readonly folder: string;
  /** What other processes of this mall speak with Alipay's stand-in by. */
  readonly alipayKeys: { readonly privateKey: string; readonly alipayPublicKey: string };
  readonly owner: RequestContext;
  /** Does what the worker does, until nothing changes any more. */
  work(): Promise<void>;
  /** Lets days pass, closing each. */
  passDays(count: number): Promise<void>;
  /** Waits until the ledger has answered everything. */
  settled(): Promise<void>;
  position(holder: string): Promise<Position>;
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  verified(): Promise<boolean>;
  close(): Promise<void>;
};

const DAY_SECONDS = 86_400;

/** Opens a mall of its own. */
export async function openKit(options: KitOptions = {}): Promise<Kit> {
  const folder = await mkdtemp(join(tmpdir(), "patronage-mall-test-"));
  await chmod(folder, 0o755);
  const { firstPort = FIRST_PORT } = options;
  const cluster = await openCluster({ dataDir: join(folder, "data"), port: firstPort });
  const { url: databaseUrl } = cluster;
  const house = await openHouse({ databaseUrl });
  await prepareDatabase(databaseUrl);
  const { clock, close: closeClock } = await openMallClock(databaseUrl, 0);
  await house.pool.query("SELECT 1");
  const programme = await createProgramme(house, options.plan ?? KIT_PLAN);
  const writer = await openWriter(house, programme, () => clock.now());
  const port = firstPort + 5;
  const [ours, theirs] = [makeKeyPair(), makeKeyPair()];
  const standIn = await openAlipayStandIn({
    port: firstPort + 6,
    appId: "kit",
    appPublicKey: ours.publicKey,
    standInPrivateKey: theirs.privateKey,
  });
  const url = `http://127.0.0.1:${port}`;
  const alipayKeys = { privateKey: ours.privateKey, alipayPublicKey: theirs.publicKey };
  const alipay = openAlipay({
    appId: "kit",
    ...alipayKeys,
    gateway: standIn.gateway,
    notifyUrl: `${options.notifyOrigin ?? url}/payments/alipay`,
  });
  const app = await openServer(
    {
      ...{ house, programme, alipay, secret: "kit", cookieSecret: "kit", owner: OWNER },
      ...{ host: "127.0.0.1", port, origin: url, folder, origins: [] },
      ...{ isSecure: false, proxyCount: 0, plugins: options.plugins ?? [] },
      rules: { ...DEFAULT_RULES, ...options.rules },
      locks: options.locks === false ? undefined : LocksPlugin,
    },
    clock,
  );
  await furnish(app, {
    categories: [{ code: "tea", name: words("tea"), description: words("") }],
    goods: KIT_GOODS,
  });
  const mall = app.get<Mall>(MALL);
  const owner = await ownerContext(app);
  const sql = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    mall.connection.rawConnection.query(text, values);
  const settled = async (): Promise<void> => {
    for (;;) {
      const { rows } = await house.pool.query(
        'SELECT FROM "programme_kit".inbox WHERE answer IS NULL LIMIT 1',
      );
      if (rows.length === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await writer.sequencer.readModelsReached();
  };
  const work = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await settled();
      await workOnce(mall, owner, (step, error) => {
        throw new Error(`The worker's step "${step}" failed.`, { cause: error });
      });
    }
    await settled();
  };
  return {
    ...{ app, mall, house, writer, clock, standIn, owner, work, settled, sql },
    ...{ url, folder, alipayKeys },
    async passDays(count) {
      for (let day = 0; day < count; day++) {
        await clock.moveAhead(DAY_SECONDS);
        await work();
        await writer.closeDays();
      }
      await settled();
    },
    async position(holder) {
      await settled();
      const found = await readProgramme(house, programme, (client) => readPosition(client, holder));
      if (found === undefined) throw new Error(`There is no holder ${holder}.`);
      return found;
    },
    async verified() {
      await settled();
      const verdict = await readProgramme(house, programme, (client) => verifyProgramme(client));
      if (!verdict.isSound) throw new Error(verdict.fault);
      return true;
    },
    async close() {
      // What the engine still does behind an answer comes to its end.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await app.close();
      await standIn.close();
      await closeClock();
      await house.close();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type Shopper = {
  readonly emailAddress: string;
  readonly customerId: number;
  readonly holder: string;
  /** Asks the shop API in the shopper's session. */
  readonly ask: Ask;
};

export const PASSWORD = "a-shoppers-password";

/** What is mailed to whoever registers by an address. */
const tokenFor =
  (kit: Kit) =>
  (emailAddress: string): Promise<string> =>
    new Promise((resolve) => {
      const heard = kit.app
        .get(EventBus)
        .ofType(AccountRegistrationEvent)
        .subscribe(({ user }) => {
          if (user.identifier !== emailAddress) return;
          heard.unsubscribe();
          resolve(user.getNativeAuthenticationMethod().verificationToken!);
        });
    });

/** Registers a shopper through the shop API, with the token that was mailed. */
export async function register(
  kit: Kit,
  emailAddress: string,
  { code, device, phone }: { code?: string; device?: string; phone?: string } = {},
): Promise<Shopper> {
  const ask = openSession(kit.url, "shop-api");
  const firstName = emailAddress.split("@")[0]!;
  await registerShopper(
    ask,
    {
      ...{ emailAddress, firstName, lastName: "Kit", phoneNumber: phone },
      ...{ code, device, password: PASSWORD },
    },
    tokenFor(kit),
  );
  const [row] = await kit.sql<{ customer_id: number; holder: string }>(
    `SELECT customer_id, holder FROM patronage_member m JOIN customer c ON c.id = m.customer_id
     WHERE c."emailAddress" = $1`,
    [emailAddress],
  );
  return { emailAddress, customerId: row!.customer_id, holder: row!.holder, ask };
}

export const variantOf = async (kit: Kit, sku: string): Promise<string> => {
  const [row] = await kit.sql<{ id: number }>("SELECT id FROM product_variant WHERE sku = $1", [
    sku,
  ]);
  return String(row!.id);
};

export type Bought = Pick<Placed, "code" | "orderId">;

/** Fills a cart and goes to the till; answers the order. */
export async function checkOut(
  kit: Kit,
  ask: Ask,
  goods: { readonly [sku: string]: number },
  { street, guest }: { readonly street?: string; readonly guest?: string } = {},
): Promise<Placed> {
  const pieces: [string, number][] = [];
  for (const [sku, quantity] of Object.entries(goods)) {
    pieces.push([await variantOf(kit, sku), quantity]);
  }
  const streetLine1 = street ?? `Lane ${randomUUID()}`;
  const place = { city: "Hangzhou", province: "Zhejiang", postalCode: "310000", countryCode: "CN" };
  return goToTill(ask, { pieces, guest, address: { fullName: "Kit", streetLine1, ...place } });
}

/** Pays what is left of the active order at Alipay's stand-in. */
export async function payByAlipay(kit: Kit, ask: Ask, account?: string): Promise<boolean> {
  return kit.standIn.pay(await beginPayment(ask), account);
}

/** Buys goods with money. */
export async function buy(
  kit: Kit,
  shopper: Shopper,
  goods: { readonly [sku: string]: number },
): Promise<Bought> {
  const bought = await checkOut(kit, shopper.ask, goods);
  if (!(await payByAlipay(kit, shopper.ask, `payer-${shopper.customerId}`))) {
    throw new Error("The payment was not taken.");
  }
  return bought;
}

export type Admin = Ask;

/** Makes somebody of the back office, with one of the mall's roles; answers its session. */
export async function employ(kit: Kit, role: string, name: string): Promise<Admin> {
  const owner = await logInAdmin(kit);
  const { roles } = await owner<{ roles: { items: { id: string; code: string }[] } }>(
    "{ roles { items { id code } } }",
  );
  const identifier = `${name}@example.com`;
  await owner(
    `mutation ($input: CreateAdministratorInput!) { createAdministrator(input: $input) { id } }`,
    {
      input: {
        emailAddress: identifier,
        firstName: name,
        lastName: "Kit",
        password: PASSWORD,
        roleIds: [roles.items.find(({ code }) => code === role)!.id],
      },
    },
  );
  return logInAdmin(kit, { identifier, password: PASSWORD });
}

export async function logInAdmin(kit: Kit, { identifier, password } = OWNER): Promise<Admin> {
  const ask = openSession(kit.url, "admin-api");
  await logIn(ask, identifier, password);
  return ask;
}

/** Ships an order's lines, and delivers them. */
export async function deliver(kit: Kit, { orderId }: Bought): Promise<void> {
  await ship(await logInAdmin(kit), orderId);
}

/** Lets the engine's own jobs run in this process. */
export async function runJobs({ app }: Kit): Promise<void> {
  await app.get(JobQueueService).start();
}

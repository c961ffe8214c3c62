/**
 * The commerce engine as the mall runs it, with safe defaults: no telemetry, no strange origins, no
 * forged logins, nothing that is made up at each start.
 */
import { join } from "node:path";
import { AssetServerPlugin } from "@vendure/asset-server-plugin";
import {
  DefaultJobQueuePlugin,
  defaultOrderProcess,
  DefaultLogger,
  defaultRefundProcess,
  DefaultSchedulerPlugin,
  DefaultSearchPlugin,
  LanguageCode,
  LogLevel,
  type VendureConfig,
} from "@vendure/core";
import { ActorSubscriber } from "./audit.ts";
import { MALL_SCHEMA, MALL_SESSION } from "./database.ts";
import { CartStrategy } from "./cart.ts";
import { CUSTOM_FIELDS } from "./custom-fields.ts";
import { alipayHandler, sharesHandler, transferHandler } from "./payments.ts";
import { PERMISSIONS } from "./permissions.ts";
import { LocksPlugin, PatronagePlugin } from "./plugin.ts";
import { orderProcess, refundProcess } from "./processes.ts";
import { costLimit } from "./query-cost.ts";
import { ContainingSearch } from "./search-strategy.ts";
import { pageMiddleware } from "./shop-pages.ts";
import { ThrottledAuthentication } from "./throttle.ts";

export type ConfigOptions = {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The address by which browsers reach the mall; left out, that of host and port. */
  readonly origin?: string;
  /** Where pictures and mails are kept. */
  readonly folder: string;
  readonly cookieSecret: string;
  readonly owner: { readonly identifier: string; readonly password: string };
  /** The origins from which browsers may use the APIs with a session, beside the mall's own. */
  readonly origins: readonly string[];
  /** Whether browsers come over TLS, so that cookies never travel without it. */
  readonly isSecure: boolean;
  /** How many proxies stand in front, whose word about addresses is taken. */
  readonly proxyCount: number;
  readonly log?: LogLevel;
  readonly plugins?: VendureConfig["plugins"];
  /** The folder of the shop's built pages; left out, there are none. */
  readonly shop?: string | undefined;
  /** What stands before the engine and the pages. */
  readonly middleware?: VendureConfig["apiOptions"]["middleware"];
  /** Whether the locks stand in front of the engine; only a test leaves them out. */
  readonly locks?: typeof LocksPlugin | undefined;
};

process.env["VENDURE_DISABLE_TELEMETRY"] = "true";
// The engine keeps instants without their zone: they are those of UTC, wherever the machine is.
process.env["TZ"] = "UTC";

const CONNECTIONS_MOST = 20;
const SEARCH = {
  bufferUpdates: false,
  indexStockStatus: true,
  searchStrategy: new ContainingSearch(),
};

/** The engine's configuration. */
export function mallConfig(options: ConfigOptions): VendureConfig {
  const { url, host, port, folder, origins, isSecure } = options;
  const { origin = `http://${host}:${port}` } = options;
  const assets = join(folder, "assets");
  return {
    defaultLanguageCode: LanguageCode.zh_Hans,
    logger: new DefaultLogger({ level: options.log ?? LogLevel.Warn, timestamp: false }),
    apiOptions: {
      hostname: host,
      port,
      adminApiPath: "admin-api",
      shopApiPath: "shop-api",
      cors: { origin: [...origins], credentials: true },
      csrfPrevention: true,
      trustProxy: options.proxyCount,
      introspection: true,
      apolloServerPlugins: [costLimit],
      middleware: [...(options.middleware ?? []), ...pageMiddleware(options.shop)],
    },
    authOptions: {
      tokenMethod: ["cookie", "bearer"],
      sessionDuration: "7d",
      sessionCacheTTL: 60,
      requireVerification: true,
      cookieOptions: {
        secret: options.cookieSecret,
        httpOnly: true,
        sameSite: "lax",
        secure: isSecure,
        name: { shop: "mall-shop", admin: "mall-admin" },
      },
      superadminCredentials: options.owner,
      customPermissions: PERMISSIONS,
      shopAuthenticationStrategy: [new ThrottledAuthentication()],
      adminAuthenticationStrategy: [new ThrottledAuthentication()],
    },
    dbConnectionOptions: {
      type: "postgres",
      url,
      schema: MALL_SCHEMA,
      synchronize: false,
      subscribers: [ActorSubscriber],
      extra: { options: MALL_SESSION, max: CONNECTIONS_MOST },
    },
    customFields: CUSTOM_FIELDS,
    orderOptions: {
      process: [defaultOrderProcess, orderProcess],
      activeOrderStrategy: new CartStrategy(),
    },
    paymentOptions: {
      paymentMethodHandlers: [alipayHandler, sharesHandler, transferHandler],
      refundProcess: [defaultRefundProcess, refundProcess],
    },
    plugins: [
      AssetServerPlugin.init({
        route: "assets",
        assetUploadDir: assets,
        // Mails have no request to read it from.
        assetUrlPrefix: `${origin}/assets/`,
      }),
      DefaultJobQueuePlugin.init({ useDatabaseForBuffer: true }),
      DefaultSchedulerPlugin.init({}),
      DefaultSearchPlugin.init(SEARCH),
      PatronagePlugin,
      ...(options.locks === undefined ? [] : [options.locks]),
      ...(options.plugins ?? []),
    ],
  };
}

export { LocksPlugin };

/**
 * For the bench: one process that is a shop, ours or a plain one of the same engine, with the same goods,
 * shoppers and a way to pay that settles at once. It tells the CPU it has used to whoever asks.
 *
 * Usage: node --import ./src/transpile.ts src/bench-shop-kit.ts ours|plain DATABASE_URL PORT FOLDER
 */
import {
  bootstrap,
  ChannelService,
  CurrencyCode,
  CustomerService,
  FastImporterService,
  LanguageCode,
  NativeAuthenticationStrategy,
  PaymentMethodHandler,
  Populator,
  StockLocationService,
  TaxCategoryService,
  VendurePlugin,
  type VendureConfig,
} from "@vendure/core";
import { openHouse } from "@patronage/ledger";
import type { INestApplication } from "@nestjs/common";
import { mallConfig } from "./config.ts";
import { ownerContext } from "./furnish.ts";
import { LocksPlugin, openMallClock, openServer, prepareDatabase } from "./open.ts";

const PASSWORD = "a-shoppers-password";
const STOCK = 10_000_000;

const english = (value: string) => [{ languageCode: LanguageCode.en, value }];

const atOnceHandler = new PaymentMethodHandler({
  code: "at-once",
  description: english("Settled at once"),
  args: {},
  createPayment: (_ctx, order, amount) => ({
    ...{ amount, state: "Settled" as const, transactionId: order.code, metadata: {} },
  }),
  settlePayment: () => ({ success: true }),
});

@VendurePlugin({
  configuration: (config) => {
    config.paymentOptions.paymentMethodHandlers.push(atOnceHandler);
    return config;
  },
  compatibility: "^3.7.0",
})
class AtOncePlugin {}

type Place = { readonly url: string; readonly port: number; readonly folder: string };

const optionsOf = ({ url, port, folder }: Place) => ({
  ...{ url, port, folder, host: "127.0.0.1", cookieSecret: "the bench's cookies", origins: [] },
  owner: { identifier: "owner@example.com", password: "owner-of-the-bench" },
  ...{ isSecure: false, proxyCount: 0, plugins: [AtOncePlugin] },
});

/** The mall's configuration without anything of ours, over the engine's own tables. */
function plainConfig(place: Place, synchronize: boolean): VendureConfig {
  const { authOptions, plugins, ...config } = mallConfig(optionsOf(place));
  return {
    ...config,
    authOptions: { ...authOptions, ...PLAIN_AUTH },
    dbConnectionOptions: {
      ...{ type: "postgres", url: place.url, synchronize, extra: { max: 20 } },
    },
    customFields: {},
    orderOptions: {},
    paymentOptions: { paymentMethodHandlers: [] },
    plugins: plugins!.filter((plugin) => !OURS.includes(nameOf(plugin))),
  };
}
const PLAIN_AUTH = {
  customPermissions: [],
  shopAuthenticationStrategy: [new NativeAuthenticationStrategy()],
  adminAuthenticationStrategy: [new NativeAuthenticationStrategy()],
};
const OURS = ["PatronagePlugin", "LocksPlugin"];
const nameOf = (plugin: NonNullable<VendureConfig["plugins"]>[number]): string =>
  "module" in plugin ? plugin.module.name : (plugin as { name: string }).name;

async function openPlain(place: Place): Promise<INestApplication> {
  // Its tables once, and then as it runs.
  await (await bootstrap(plainConfig({ ...place, port: place.port + 1 }, true))).close();
  return bootstrap(plainConfig(place, false));
}

async function openOurs({ url, ...place }: Place): Promise<INestApplication> {
  const house = await openHouse({ databaseUrl: url });
  await prepareDatabase(url);
  const { clock } = await openMallClock(url);
  const secrets = { programme: "bench", secret: "the bench's digests" };
  const options = { ...optionsOf({ url, ...place }), ...secrets, house, locks: LocksPlugin };
  return openServer(options, clock);
}

/** The same shop in either: two products, a way to send and a way to pay, and so many shoppers. */
async function furnish(app: INestApplication, shopperCount: number): Promise<void> {
  await app.get(Populator).populateInitialData({
    defaultLanguage: LanguageCode.en,
    defaultZone: "China",
    countries: [{ name: "China", code: "CN", zone: "China" }],
    taxRates: [{ name: "Standard", percentage: 13 }],
    shippingMethods: [{ name: "Standard", price: 10_00, taxRate: 13 }],
    paymentMethods: [{ name: "at-once", handler: { code: "at-once", arguments: [] } }],
    collections: [],
  });
  const ctx = await ownerContext(app);
  await app.get(ChannelService).update(ctx, {
    ...{ id: ctx.channelId, trackInventory: true, pricesIncludeTax: true },
    ...{ defaultCurrencyCode: CurrencyCode.CNY, availableCurrencyCodes: [CurrencyCode.CNY] },
  });
  const importer = app.get(FastImporterService);
  await importer.initialize(ctx.channel);
  const tax = (await app.get(TaxCategoryService).findAll(ctx)).items[0]!;
  const location = await app.get(StockLocationService).defaultStockLocation(ctx);
  for (const name of ["tea", "cup"]) {
    const translations = [{ languageCode: LanguageCode.en, name, description: "", slug: name }];
    const productId = await importer.createProduct({ enabled: true, translations });
    await importer.createProductVariant({
      ...{ productId, sku: name, price: 113_00, taxCategoryId: tax.id, optionIds: [] },
      stockLevels: [{ stockLocationId: location.id, stockOnHand: STOCK }],
      translations: [{ languageCode: LanguageCode.en, name }],
    });
  }
  for (let index = 0; index < shopperCount; index++) {
    const emailAddress = `shopper-${index}@example.com`;
    const shopper = { emailAddress, firstName: "Some", lastName: "Body" };
    await app.get(CustomerService).create(ctx, shopper, PASSWORD);
  }
}

if (import.meta.main) {
  const [kind, url = "", port = "", folder = "", shoppers = "1"] = process.argv.slice(2);
  const place = { url, port: Number(port), folder };
  const app = await (kind === "ours" ? openOurs(place) : openPlain(place));
  await furnish(app, Number(shoppers));
  process.on("message", () => process.send!(process.cpuUsage()));
  process.on("disconnect", () => process.exit(0));
  process.on("SIGTERM", () => process.exit(0));
  process.send!("open");
}

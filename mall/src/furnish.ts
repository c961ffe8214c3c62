/**
 * Furnishing: what a new mall needs before anybody can buy: where it sells, tax, shipping, ways to pay,
 * roles; and goods, from plain descriptions.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import {
  Asset,
  AssetService,
  ChannelService,
  CollectionService,
  CountryService,
  CurrencyCode,
  FastImporterService,
  LanguageCode,
  PaymentMethodService,
  Permission,
  type RequestContext,
  RequestContextService,
  RoleService,
  ShippingMethodService,
  StockLocationService,
  TaxCategoryService,
  TaxRateService,
  TransactionalConnection,
  User,
  ZoneService,
  GlobalSettingsService,
  type ID,
} from "@vendure/core";
import type { INestApplicationContext } from "@nestjs/common";
import { ROLES, type Role } from "./permissions.ts";

export type Words = { readonly zh: string; readonly en: string };

/** Goods as they are described: prices with tax, in minor units. */
export type GoodsDescription = {
  readonly slug: string;
  readonly category: string;
  readonly name: Words;
  readonly description: Words;
  readonly returnDays: number;
  readonly picture?: string;
  readonly optionGroup?: Words;
  readonly variants: readonly {
    readonly sku: string;
    readonly option?: Words;
    readonly priceMinor: number;
    readonly stock: number;
  }[];
};

export type CategoryDescription = {
  readonly code: string;
  readonly name: Words;
  readonly description: Words;
  readonly picture?: string;
};

export type ShopDescription = {
  readonly categories: readonly CategoryDescription[];
  readonly goods: readonly GoodsDescription[];
  /** Where the pictures are. */
  readonly pictures?: string;
  readonly onProgress?: (doneCount: number, totalCount: number) => void;
};

const TAX_PERCENT = 13;
const SHIPPING_MINOR = 10_00;

function both<Field extends string>(words: { readonly [field in Field]: Words }): ({
  languageCode: LanguageCode;
} & { [field in Field]: string })[] {
  const of = (languageCode: LanguageCode, language: keyof Words) => ({
    languageCode,
    ...Object.fromEntries(
      Object.entries<Words>(words).map(([field, text]) => [field, text[language]]),
    ),
  });
  return [of(LanguageCode.zh_Hans, "zh"), of(LanguageCode.en, "en")] as never;
}

/** A context in which the owner acts. */
export async function ownerContext(app: INestApplicationContext): Promise<RequestContext> {
  const connection = app.get(TransactionalConnection);
  const user = await connection.rawConnection.getRepository(User).findOneOrFail({
    where: { roles: { code: "__super_admin_role__" } },
    relations: ["roles", "roles.channels"],
  });
  return app
    .get(RequestContextService)
    .create({ apiType: "admin", user, languageCode: LanguageCode.zh_Hans });
}

/** Furnishes an empty mall: its settings whole or not at all, then the goods. */
export async function furnish(app: INestApplicationContext, shop: ShopDescription): Promise<void> {
  const ctx = await ownerContext(app);
  await app.get(TransactionalConnection).withTransaction(ctx, async (ctx) => {
    await makeSettings(app, ctx);
    await makeWays(app, ctx);
    await makeRoles(app, ctx);
  });
  await makeGoods(app, ctx, shop);
}

async function makeSettings(app: INestApplicationContext, ctx: RequestContext): Promise<void> {
  const country = await app.get(CountryService).create(ctx, {
    code: "CN",
    enabled: true,
    translations: both({ name: { zh: "中国", en: "China" } }),
  });
  const zone = await app.get(ZoneService).create(ctx, { name: "China", memberIds: [country.id] });
  const tax = await app.get(TaxCategoryService).create(ctx, { name: "Standard", isDefault: true });
  await app.get(TaxRateService).create(ctx, {
    name: "VAT",
    enabled: true,
    value: TAX_PERCENT,
    categoryId: tax.id,
    zoneId: zone.id,
  });
  const languages = [LanguageCode.zh_Hans, LanguageCode.en];
  await app.get(GlobalSettingsService).updateSettings(ctx, { availableLanguages: languages });
  await app.get(ChannelService).update(ctx, {
    id: ctx.channelId,
    defaultLanguageCode: LanguageCode.zh_Hans,
    availableLanguageCodes: languages,
    defaultCurrencyCode: CurrencyCode.CNY,
    availableCurrencyCodes: [CurrencyCode.CNY],
    pricesIncludeTax: true,
    defaultTaxZoneId: zone.id,
    defaultShippingZoneId: zone.id,
    trackInventory: true,
  });
}

async function makeWays(app: INestApplicationContext, ctx: RequestContext): Promise<void> {
  await app.get(ShippingMethodService).create(ctx, {
    code: "standard",
    fulfillmentHandler: "manual-fulfillment",
    checker: {
      code: "default-shipping-eligibility-checker",
      arguments: [{ name: "orderMinimum", value: "0" }],
    },
    calculator: {
      code: "default-shipping-calculator",
      arguments: [
        { name: "rate", value: String(SHIPPING_MINOR) },
        { name: "includesTax", value: "include" },
        { name: "taxRate", value: String(TAX_PERCENT) },
      ],
    },
    translations: both({
      name: { zh: "标准配送", en: "Standard delivery" },
      description: { zh: "二至四天送达", en: "Two to four days" },
    }),
  });
  for (const [code, name] of Object.entries({
    alipay: { zh: "支付宝", en: "Alipay" },
    shares: { zh: "股权抵扣", en: "Shares" },
    transfer: { zh: "银行转账", en: "Bank transfer" },
  })) {
    await app.get(PaymentMethodService).create(ctx, {
      code,
      enabled: true,
      handler: { code, arguments: [] },
      translations: both({ name, description: { zh: "", en: "" } }),
    });
  }
}

async function makeRoles(app: INestApplicationContext, ctx: RequestContext): Promise<void> {
  for (const [code, { description, permissions }] of Object.entries(ROLES) as [
    Role,
    (typeof ROLES)[Role],
  ][]) {
    await app.get(RoleService).create(ctx, {
      code,
      description,
      permissions: permissions.filter((name) => name !== Permission.Owner),
      channelIds: [ctx.channelId],
    });
  }
}

/** Makes goods, and collections of them by their categories. */
export async function makeGoods(
  app: INestApplicationContext,
  ctx: RequestContext,
  { categories, goods, pictures, onProgress }: ShopDescription,
): Promise<void> {
  const importer = app.get(FastImporterService);
  await importer.initialize(ctx.channel);
  const tax = (await app.get(TaxCategoryService).findAll(ctx)).items[0]!;
  const location = await app.get(StockLocationService).defaultStockLocation(ctx);
  const picture = (name: string | undefined) =>
    pictures === undefined || name === undefined
      ? Promise.resolve(undefined)
      : makeAsset(app, ctx, join(pictures, name));
  const idsOf = new Map<string, ID[]>();
  for (const [index, some] of goods.entries()) {
    const asset = await picture(some.picture);
    const ids = await makeProduct(importer, some, asset?.id, tax.id, location.id);
    idsOf.set(some.category, [...(idsOf.get(some.category) ?? []), ...ids]);
    onProgress?.(index + 1, goods.length);
  }
  for (const category of categories) {
    const asset = await picture(category.picture);
    await app.get(CollectionService).create(ctx, {
      translations: both({
        name: category.name,
        description: category.description,
        slug: { zh: category.code, en: category.code },
      }),
      customFields: { planCategory: category.code },
      filters: [
        {
          code: "variant-id-filter",
          arguments: [
            {
              name: "variantIds",
              value: JSON.stringify((idsOf.get(category.code) ?? []).map(String)),
            },
            { name: "combineWithAnd", value: "true" },
          ],
        },
      ],
      ...(asset === undefined ? {} : { assetIds: [asset.id], featuredAssetId: asset.id }),
    });
  }
}

async function makeAsset(
  app: INestApplicationContext,
  ctx: RequestContext,
  path: string,
): Promise<Asset> {
  const made = await app.get(AssetService).createFromFileStream(createReadStream(path), ctx);
  if (made instanceof Asset) return made;
  throw new Error(`The picture ${path} is of no type that a shop shows.`);
}

/** Makes a product with its variants; answers the variants' ids. */
async function makeProduct(
  importer: FastImporterService,
  { slug, category, name, description, returnDays, optionGroup, variants }: GoodsDescription,
  assetId: ID | undefined,
  taxCategoryId: ID,
  stockLocationId: ID,
): Promise<ID[]> {
  const pictured = assetId === undefined ? {} : { assetIds: [assetId], featuredAssetId: assetId };
  const productId = await importer.createProduct({
    enabled: true,
    translations: both({ name, description, slug: { zh: slug, en: slug } }),
    customFields: { planCategory: category, returnDays },
    ...pictured,
  });
  let groupId: ID | undefined;
  if (optionGroup !== undefined) {
    groupId = await importer.createProductOptionGroup({
      code: `${slug}-option`,
      options: [],
      translations: both({ name: optionGroup }),
    });
    await importer.addOptionGroupToProduct(productId, groupId);
  }
  const ids: ID[] = [];
  for (const { sku, option, priceMinor, stock } of variants) {
    const optionIds =
      groupId === undefined || option === undefined
        ? []
        : [
            await importer.createProductOption({
              productOptionGroupId: groupId,
              code: sku.toLowerCase(),
              translations: both({ name: option }),
            }),
          ];
    const full = (language: keyof Words): string =>
      option === undefined ? name[language] : `${name[language]} ${option[language]}`;
    ids.push(
      await importer.createProductVariant({
        productId,
        sku,
        price: priceMinor,
        taxCategoryId,
        optionIds,
        stockLevels: [{ stockLocationId, stockOnHand: stock }],
        translations: both({ name: { zh: full("zh"), en: full("en") } }),
        ...pictured,
      }),
    );
  }
  return ids;
}

/**
 * The plugin: where our modules meet the commerce engine.
 *
 * It joins what the engine injects with what the mall was opened with, puts the locks in front of the
 * engine's services, and lets members join in the transaction in which an address is verified.
 */
import { createRequire } from "node:module";
import {
  Inject,
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type OnApplicationBootstrap,
} from "@nestjs/common";
import { APP_INTERCEPTOR } from "@nestjs/core";
import { GqlExecutionContext } from "@nestjs/graphql";
import {
  AccountVerifiedEvent,
  CustomerEvent,
  EventBus,
  I18nService,
  OrderService,
  PaymentService,
  PluginCommonModule,
  ProductVariantService,
  RequestContext,
  RequestContextService,
  StockLevelService,
  TransactionalConnection,
  VendurePlugin,
  type Order,
} from "@vendure/core";
import { concatAST } from "graphql";
import { Observable } from "rxjs";
import { AdminReadResolver, AdminWorkResolver, HolderResolver } from "./admin-api.ts";
import { AdminReturnResolver } from "./admin-returns.ts";
import { AdminBankResolver } from "./admin-bank.ts";
import { ADMIN_SCHEMA } from "./admin-schema.ts";
import { BANK_SCHEMA } from "./admin-schema-bank.ts";
import { STUDIO_SCHEMA } from "./admin-schema-studio.ts";
import { AdminStudioResolver, FuturesResolver } from "./admin-studio.ts";
import { asActor } from "./audit.ts";
import { installLocks } from "./locks.ts";
import { MallError, query, type Mall, type MallSettings } from "./mall.ts";
import { join } from "./members.ts";
import { MESSAGES_EN } from "./messages-en.ts";
import { MESSAGES_ZH } from "./messages-zh.ts";
import { refundNatively, type NativeRefund } from "./native-refund.ts";
import { AlipayController } from "./alipay-controller.ts";
import { MALL } from "./plugin-mall.ts";
import { SHARES_METHOD } from "./returns.ts";
import { SHOP_RESOLVERS } from "./shop-api.ts";
import { SHOP_SCHEMA } from "./shop-schema.ts";

const LOCKS = Symbol("locks");

let settings: MallSettings;

/** Tells the plugin with what the mall was opened; before the engine starts. */
export function useSettings(opened: MallSettings): void {
  settings = opened;
}

/** Names whoever changes something through the back office's API. */
@Injectable()
export class ActorInterceptor implements NestInterceptor {
  private readonly connection: TransactionalConnection;

  constructor(connection: TransactionalConnection) {
    this.connection = connection;
  }

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    if (context.getType<string>() !== "graphql") return next.handle();
    const graphql = GqlExecutionContext.create(context);
    const { fieldName, parentType } = graphql.getInfo<{
      fieldName: string;
      parentType: { name: string };
    }>();
    if (parentType.name !== "Mutation") return next.handle();
    const ctx = contextOf(graphql.getContext<{ req: object }>().req);
    if (ctx?.apiType !== "admin" || ctx.activeUserId === undefined) return next.handle();
    const [administrator] = await this.connection.rawConnection.query<
      { id: number; name: string }[]
    >(
      `SELECT id, patronage_name("firstName", "lastName") || ' <' || "emailAddress" || '>' AS name
       FROM administrator WHERE "userId" = $1`,
      [ctx.activeUserId],
    );
    const actor = {
      id: administrator?.id ?? null,
      name: administrator?.name ?? `user ${ctx.activeUserId}`,
      operation: fieldName,
    };
    return new Observable((subscriber) =>
      asActor(actor, () => next.handle().subscribe(subscriber)),
    );
  }
}

/** Where the engine keeps the context of a request. */
const REQUEST_CONTEXT_KEY = "vendureRequestContext";

function contextOf(req: object): RequestContext | undefined {
  const kept = (req as { [key: string]: unknown })[REQUEST_CONTEXT_KEY];
  if (kept instanceof RequestContext) return kept;
  return (kept as { default?: RequestContext } | undefined)?.default;
}

@VendurePlugin({
  imports: [PluginCommonModule],
  compatibility: "^3.7.0",
  providers: [
    {
      provide: MALL,
      useFactory: (
        connection: TransactionalConnection,
        orders: OrderService,
        variants: ProductVariantService,
        contexts: RequestContextService,
        events: EventBus,
      ): Mall => ({ ...settings, connection, orders, variants, contexts, events }),
      inject: [
        TransactionalConnection,
        OrderService,
        ProductVariantService,
        RequestContextService,
        EventBus,
      ],
    },
    { provide: APP_INTERCEPTOR, useClass: ActorInterceptor },
  ],
  exports: [MALL],
  controllers: [AlipayController],
  shopApiExtensions: { schema: SHOP_SCHEMA, resolvers: SHOP_RESOLVERS },
  adminApiExtensions: {
    schema: concatAST([ADMIN_SCHEMA, BANK_SCHEMA, STUDIO_SCHEMA]),
    resolvers: [
      ...[AdminReadResolver, AdminReturnResolver, AdminWorkResolver, HolderResolver],
      ...[AdminBankResolver, AdminStudioResolver, FuturesResolver],
    ],
  },
})
export class PatronagePlugin implements OnApplicationBootstrap {
  private readonly mall: Mall;
  private readonly payments: PaymentService;
  private readonly i18n: I18nService;

  constructor(@Inject(MALL) mall: Mall, payments: PaymentService, i18n: I18nService) {
    this.mall = mall;
    this.payments = payments;
    this.i18n = i18n;
  }

  onApplicationBootstrap(): void {
    start(this.mall, this.payments, this.i18n);
  }
}

type CreateRefund = (
  ctx: RequestContext,
  input: NativeRefund,
  order: Order,
) => ReturnType<typeof refundNatively>;

/** Puts our own work in the places where the engine's events and refunds pass. */
function start(mall: Mall, payments: PaymentService, i18n: I18nService): void {
  readLanguageCodes();
  i18n.addTranslation("en", { mall: MESSAGES_EN });
  i18n.addTranslation("zh_Hans", { mall: MESSAGES_ZH });
  (payments as unknown as { createRefund: CreateRefund }).createRefund = (ctx, input, order) =>
    refundNatively(mall, ctx, input, order);
  const recordByHand = mall.orders.addManualPaymentToOrder.bind(mall.orders);
  mall.orders.addManualPaymentToOrder = (ctx, input) => {
    // Nobody but their holder sets shares aside.
    if (input.method === SHARES_METHOD) throw new MallError("shares_by_holder");
    return recordByHand(ctx, input);
  };
  mall.events.registerBlockingEventHandler({
    id: "patronage-join",
    event: AccountVerifiedEvent,
    handler: ({ ctx, customer }) => join(mall, ctx, Number(customer.id)),
  });
  mall.events.registerBlockingEventHandler({
    id: "patronage-join-created",
    event: CustomerEvent,
    handler: ({ ctx, entity, type }) =>
      type === "created" ? joinVerified(mall, ctx, Number(entity.id)) : Promise.resolve(),
  });
}

/** The engine writes zh_Hans, and what fills the facts into a sentence only knows zh-Hans. */
function readLanguageCodes(): void {
  // The engine's own copy: a module of the other kind would have one of its own.
  const i18next = createRequire(import.meta.url)("i18next") as {
    services: { i18nFormat: { options: { parseLngForICU: (code: string) => string } } };
  };
  i18next.services.i18nFormat.options.parseLngForICU = (code) => code.replaceAll("_", "-");
}

/** A customer whom staff makes with a password needs no verification. */
async function joinVerified(mall: Mall, ctx: RequestContext, customerId: number): Promise<void> {
  const verified = await query(
    mall,
    ctx,
    `SELECT FROM customer c JOIN "user" u ON u.id = c."userId" WHERE c.id = $1 AND u.verified`,
    [customerId],
  );
  if (verified.length > 0) await join(mall, ctx, customerId);
}

/** The locks, in front of the engine's services. Without them every race of a shop is lost by somebody. */
@VendurePlugin({
  imports: [PluginCommonModule, PatronagePlugin],
  compatibility: "^3.7.0",
  providers: [
    {
      provide: LOCKS,
      useFactory: (mall: Mall, stock: StockLevelService): true => {
        installLocks(mall, stock);
        return true;
      },
      inject: [MALL, StockLevelService],
    },
  ],
})
export class LocksPlugin {}

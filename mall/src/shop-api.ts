/** The shop API's way in and out of the commerce engine: registering with a code, and paying at Alipay. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Resolver } from "@nestjs/graphql";
import {
  ActiveOrderService,
  Allow,
  Ctx,
  CustomerService,
  isGraphQlErrorResult,
  OrderService,
  Permission,
  RequestContext,
  Transaction,
} from "@vendure/core";
import { MallError, type Mall } from "./mall.ts";
import { noteRegistration } from "./members.ts";
import { MALL } from "./plugin-mall.ts";
import { AccountResolver } from "./shop-account.ts";
import { GoodsResolver, OrderResolver } from "./shop-goods.ts";
import { CashResolver, HolderViewResolver } from "./shop-holder.ts";
import { ProgrammeResolver } from "./shop-programme.ts";
import { ReturnResolver } from "./shop-returns.ts";
import { beginTrade } from "./trades.ts";

@Resolver()
export class ShopResolver {
  private readonly mall: Mall;
  private readonly customers: CustomerService;
  private readonly active: ActiveOrderService;
  private readonly orders: OrderService;

  constructor(
    @Inject(MALL) mall: Mall,
    customers: CustomerService,
    active: ActiveOrderService,
    orders: OrderService,
  ) {
    this.mall = mall;
    this.customers = customers;
    this.active = active;
    this.orders = orders;
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Public)
  async registerShopper(
    @Ctx() ctx: RequestContext,
    @Args()
    args: {
      input: Parameters<CustomerService["registerCustomerAccount"]>[1];
      referralCode?: string;
      device?: string;
    },
  ) {
    const result = await this.customers.registerCustomerAccount(ctx, args.input);
    if (isGraphQlErrorResult(result)) return result;
    await noteRegistration(this.mall, ctx, args.input.emailAddress, {
      code: args.referralCode,
      device: args.device,
    });
    return result;
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Owner)
  async beginAlipay(@Ctx() ctx: RequestContext, @Args() { returnUrl }: { returnUrl?: string }) {
    const active = await this.active.getActiveOrder(ctx, undefined);
    const order = active && (await this.orders.findOne(ctx, active.id));
    if (order === undefined) throw new MallError("order_not_payable");
    return beginTrade(this.mall, ctx, order, returnUrl);
  }
}

/** Everything of ours that answers in the shop API. */
export const SHOP_RESOLVERS = [
  ...[ShopResolver, ProgrammeResolver, GoodsResolver, OrderResolver, HolderViewResolver],
  ...[CashResolver, ReturnResolver, AccountResolver],
];

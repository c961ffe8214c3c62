/** The shop API's own part: what a shopper holds, asks and does. */
import { Args, Mutation, Query, Resolver } from "@nestjs/graphql";
import { readPosition, readFund } from "@patronage/ledger";
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
import { gql } from "graphql-tag";
import { Inject } from "@nestjs/common";
import { minorText, valueMinor } from "./figures.ts";
import { inLedger, MallError, query, type Mall } from "./mall.ts";
import { activeMember, findMember, noteRegistration } from "./members.ts";
import { MALL } from "./plugin-mall.ts";
import { quoteRedemption, redeemShares } from "./redemptions.ts";
import { quoteReturn, tellQuote } from "./returns.ts";
import { beginTrade } from "./trades.ts";
import { availableMinor, requestWithdrawal } from "./withdrawals.ts";

export const SHOP_SCHEMA = gql`
  "Amounts of money are whole minor units (fen), shares are micro-shares, both as decimal strings."
  type Patronage {
    holder: String!
    referralCode: String!
    shares: String!
    held: String!
    "What the shares are worth at the NAV, in minor units, and what redeeming them would pay."
    value: String!
    quotaLeft: String!
    dividends: String!
    wallet: String!
    available: String!
    tier: Int!
  }
  type RedemptionQuote {
    value: String!
    fee: String!
    payout: String!
  }
  type ReturnQuote {
    money: String!
    shares: String!
    withheld: String!
    "Of what is withheld: dividends of the returned shares."
    givenBack: String!
    "Of what is withheld: returned shares that are gone already."
    missing: String!
    pay: String!
    isMature: Boolean!
  }
  type BegunPayment {
    trade: String!
    url: String!
  }
  input ReturnedLine {
    orderLineId: ID!
    quantity: Int!
  }
  extend type Query {
    "The shopper's position; null for whoever is no holder yet."
    patronage: Patronage
    redemptionQuote(shares: String!): RedemptionQuote!
    returnQuote(orderCode: String!, lines: [ReturnedLine!]!): ReturnQuote!
  }
  extend type Mutation {
    "Registers, with the code of whoever brought the shopper in, and a name of the device."
    registerShopper(
      input: RegisterCustomerInput!
      referralCode: String
      device: String
    ): RegisterCustomerAccountResult!
    "Begins a payment of what is left to pay of the active order."
    beginAlipay(returnUrl: String): BegunPayment!
    "Redeems shares; the same key again is answered again and done once."
    redeemShares(shares: String!, key: String!): RedemptionQuote!
    requestWithdrawal(amount: String!, account: String!): Int!
  }
`;

/** A whole number above 0, as a decimal string. */
export function readAmount(text: string, reason: string): bigint {
  if (!/^[1-9][0-9]{0,29}$/.test(text)) throw new MallError(reason);
  return BigInt(text);
}

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

  @Query()
  @Allow(Permission.Authenticated)
  async patronage(@Ctx() ctx: RequestContext) {
    const { mall } = this;
    const customer = await this.customers.findOneByUserId(ctx, ctx.activeUserId!);
    const member =
      customer === undefined ? undefined : await findMember(mall, ctx, Number(customer.id));
    if (member?.state !== "joined") return null;
    const { position, fund } = await inLedger(mall, async (client) => ({
      position: await readPosition(client, member.holder),
      fund: await readFund(client),
    }));
    if (position === undefined || fund === undefined) return null;
    return {
      holder: member.holder,
      referralCode: member.code,
      shares: position.sharesMicro.toString(),
      held: position.heldMicro.toString(),
      value: valueMinor(position.sharesMicro, fund).toString(),
      quotaLeft: minorText(position.quotaE18),
      dividends: minorText(position.dividendsE18),
      wallet: position.walletMinor.toString(),
      available: (await availableMinor(mall, ctx, member)).toString(),
      tier: position.tier,
    };
  }

  @Query()
  @Allow(Permission.Authenticated)
  async redemptionQuote(@Ctx() ctx: RequestContext, @Args() { shares }: { shares: string }) {
    const member = await activeMember(this.mall, ctx);
    const sharesMicro = readAmount(shares, "shares_unreadable");
    return quoteRedemption(this.mall, member, sharesMicro);
  }

  @Query()
  @Allow(Permission.Authenticated)
  async returnQuote(
    @Ctx() ctx: RequestContext,
    @Args() args: { orderCode: string; lines: { orderLineId: string; quantity: number }[] },
  ) {
    const [order] = await query<{ order_id: number }>(
      this.mall,
      ctx,
      `SELECT p.order_id FROM patronage_order p JOIN customer c ON c.id = p.customer_id
       WHERE p.code = $1 AND c."userId" = $2`,
      [args.orderCode, ctx.activeUserId],
    );
    if (order === undefined) throw new MallError("order_unknown");
    const goods = args.lines.map(({ orderLineId, quantity }) => ({
      line: String(orderLineId),
      quantity,
    }));
    const request = { goods, shippingMinor: 0n };
    return tellQuote(await quoteReturn(this.mall, ctx, order.order_id, request));
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

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async redeemShares(
    @Ctx() ctx: RequestContext,
    @Args() { shares, key }: { shares: string; key: string },
  ) {
    const member = await activeMember(this.mall, ctx);
    return redeemShares(this.mall, ctx, member, readAmount(shares, "shares_unreadable"), key);
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async requestWithdrawal(
    @Ctx() ctx: RequestContext,
    @Args() { amount, account }: { amount: string; account: string },
  ) {
    const { customer_id } = await activeMember(this.mall, ctx);
    const amountMinor = readAmount(amount, "amount_unreadable");
    return requestWithdrawal(this.mall, ctx, customer_id, { amountMinor, account });
  }
}

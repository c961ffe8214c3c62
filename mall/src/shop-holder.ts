/** The shop API's holder: what a shopper has, and how it turns shares into money. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, Permission, RequestContext, Transaction } from "@vendure/core";
import { comingOrders, ownHolds, ownReferrals, tellPosition } from "./holder-view.ts";
import type { Mall } from "./mall.ts";
import { activeMember, sessionMember } from "./members.ts";
import { MALL } from "./plugin-mall.ts";
import { statementProof } from "./proofs.ts";
import { quoteRedemption, redeemShares } from "./redemptions.ts";
import { langOf, mostOf, readAmount, readKey, readWhole } from "./shop-arguments.ts";
import { lastDividends, readPeriod, statementFile, statementPage } from "./statements.ts";
import { cancelWithdrawal, ownWithdrawals, requestWithdrawal } from "./withdrawals.ts";

type Told = NonNullable<Awaited<ReturnType<typeof tellPosition>>>;

const DIVIDENDS = 90;
const STATEMENT_LINES = 50;

type Period = { readonly from?: string | null; readonly to?: string | null };

@Resolver("Patronage")
export class HolderViewResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(Permission.Authenticated)
  async patronage(@Ctx() ctx: RequestContext) {
    const member = await sessionMember(this.mall, ctx);
    return member === undefined ? null : tellPosition(this.mall, ctx, member);
  }

  @ResolveField()
  holds(@Ctx() ctx: RequestContext, @Parent() { member }: Told) {
    return ownHolds(this.mall, ctx, member);
  }

  @ResolveField()
  coming(@Ctx() ctx: RequestContext, @Parent() { member }: Told) {
    return comingOrders(this.mall, ctx, member);
  }

  @Query()
  @Allow(Permission.Authenticated)
  async dividends(@Ctx() ctx: RequestContext, @Args() { most }: { most?: number | null }) {
    const member = await sessionMember(this.mall, ctx);
    return member === undefined
      ? []
      : lastDividends(this.mall, member.holder, mostOf(most, DIVIDENDS));
  }

  @Query()
  @Allow(Permission.Authenticated)
  async statement(
    @Ctx() ctx: RequestContext,
    @Args() args: Period & { before?: string | null; most?: number | null },
  ) {
    const period = readPeriod(args.from, args.to);
    const member = await sessionMember(this.mall, ctx);
    if (member === undefined) return { lines: [], next: null };
    return statementPage(this.mall, member.holder, {
      period,
      before: args.before ?? null,
      most: mostOf(args.most, STATEMENT_LINES),
    });
  }

  @Query()
  @Allow(Permission.Authenticated)
  async statementFile(@Ctx() ctx: RequestContext, @Args() { from, to }: Period) {
    const member = await sessionMember(this.mall, ctx);
    return statementFile(this.mall, member?.holder, readPeriod(from, to), langOf(ctx));
  }

  @Query()
  @Allow(Permission.Authenticated)
  async statementProof(@Ctx() ctx: RequestContext) {
    return statementProof(this.mall, await activeMember(this.mall, ctx));
  }

  @Query()
  @Allow(Permission.Authenticated)
  async referrals(@Ctx() ctx: RequestContext) {
    const member = await sessionMember(this.mall, ctx);
    return member === undefined
      ? { count: 0, joined: [], shares: "0", quota: "0" }
      : ownReferrals(this.mall, ctx, member);
  }
}

@Resolver()
export class CashResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(Permission.Authenticated)
  async redemptionQuote(@Ctx() ctx: RequestContext, @Args() { shares }: { shares: string }) {
    const member = await activeMember(this.mall, ctx);
    const sharesMicro = readAmount(shares, "shares_unreadable");
    return quoteRedemption(this.mall, member, sharesMicro);
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async redeemShares(
    @Ctx() ctx: RequestContext,
    @Args() args: { shares: string; key: string; leastPayout?: string | null },
  ) {
    const { shares, key, leastPayout } = args;
    const member = await activeMember(this.mall, ctx);
    return redeemShares(this.mall, ctx, member, {
      sharesMicro: readAmount(shares, "shares_unreadable"),
      key: readKey(key),
      leastPayoutMinor:
        leastPayout === null || leastPayout === undefined ? undefined : readWhole(leastPayout),
    });
  }

  @Query()
  @Allow(Permission.Authenticated)
  async withdrawals(@Ctx() ctx: RequestContext) {
    const member = await sessionMember(this.mall, ctx);
    return member === undefined ? [] : ownWithdrawals(this.mall, ctx, member.customer_id);
  }

  @Query()
  @Allow(Permission.Public)
  withdrawalRules() {
    const { withdrawalMinorLeast, withdrawalMinorMost, withdrawalMinorDaily } = this.mall.rules;
    return {
      least: withdrawalMinorLeast.toString(),
      most: withdrawalMinorMost.toString(),
      daily: withdrawalMinorDaily.toString(),
    };
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async requestWithdrawal(
    @Ctx() ctx: RequestContext,
    @Args() args: { amount: string; account: string; key?: string | null },
  ) {
    const { amount, account, key } = args;
    const { customer_id } = await activeMember(this.mall, ctx);
    return requestWithdrawal(this.mall, ctx, customer_id, {
      amountMinor: readAmount(amount, "amount_unreadable"),
      account,
      key: key === null || key === undefined ? undefined : readKey(key),
    });
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async cancelWithdrawal(@Ctx() ctx: RequestContext, @Args() { id }: { id: number }) {
    const { customer_id } = await activeMember(this.mall, ctx);
    await cancelWithdrawal(this.mall, ctx, customer_id, id);
    return true;
  }
}

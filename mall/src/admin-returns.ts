/** Returns in the admin API: what there is, what shoppers ask for, and who takes goods back. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Query, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, OrderService, Permission, RequestContext, Transaction } from "@vendure/core";
import { administratorOf, page, whole } from "./admin-arguments.ts";
import { listReturns, readReturnable } from "./admin-lists.ts";
import { listReturnRequests } from "./admin-requests.ts";
import { MallError, type Mall } from "./mall.ts";
import { MAY_READ } from "./permissions.ts";
import { MALL } from "./plugin-mall.ts";
import { acceptRequest, declineRequest } from "./return-requests.ts";
import { askReturn, quoteReturn, tellQuote } from "./returns.ts";

type ReturnInput = {
  readonly orderId: string;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[];
  readonly shipping?: string | null;
  readonly reason: string;
  readonly shownWithheld?: string | null;
};

const requestOf = ({ lines, shipping }: ReturnInput) => ({
  goods: lines.map(({ line, quantity }) => ({ line: String(line), quantity })),
  shippingMinor: whole(shipping) ?? 0n,
});

@Resolver()
export class AdminReturnResolver {
  private readonly mall: Mall;
  private readonly orders: OrderService;

  constructor(@Inject(MALL) mall: Mall, orders: OrderService) {
    this.mall = mall;
    this.orders = orders;
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageReturns(
    @Ctx() ctx: RequestContext,
    @Args() { state, take }: { state?: string; take?: number },
  ) {
    return listReturns(this.mall, ctx, {
      ...(state === undefined || state === null ? {} : { state }),
      take: page(take),
    });
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageReturnable(@Ctx() ctx: RequestContext, @Args() { code }: { code: string }) {
    return readReturnable(this.mall, ctx, code);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  async patronageReturnQuote(
    @Ctx() ctx: RequestContext,
    @Args() { input }: { input: ReturnInput },
  ) {
    return tellQuote(await quoteReturn(this.mall, ctx, Number(input.orderId), requestOf(input)));
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageReturnRequests(
    @Ctx() ctx: RequestContext,
    @Args() { state, take }: { state?: string; take?: number },
  ) {
    return listReturnRequests(this.mall, ctx, {
      ...(state === undefined || state === null ? {} : { state }),
      take: page(take),
    });
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.UpdateOrder)
  async patronageReturnGoods(
    @Ctx() ctx: RequestContext,
    @Args() { input }: { input: ReturnInput },
  ) {
    const order = await this.orders.findOne(ctx, input.orderId);
    if (order === undefined) throw new MallError("order_unknown");
    const { id } = await askReturn(this.mall, ctx, order, {
      ...requestOf(input),
      reason: input.reason,
      shownWithheldMinor: whole(input.shownWithheld),
    });
    return id;
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.UpdateOrder)
  async patronageAcceptReturnRequest(
    @Ctx() ctx: RequestContext,
    @Args() { id, shippingMinor }: { id: string; shippingMinor?: string | null },
  ) {
    const who = await administratorOf(this.mall, ctx);
    return acceptRequest(this.mall, ctx, Number(id), who, whole(shippingMinor) ?? 0n);
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.UpdateOrder)
  async patronageDeclineReturnRequest(
    @Ctx() ctx: RequestContext,
    @Args() { id, reason }: { id: string; reason: string },
  ) {
    const who = await administratorOf(this.mall, ctx);
    await declineRequest(this.mall, ctx, Number(id), who, reason);
    return true;
  }
}

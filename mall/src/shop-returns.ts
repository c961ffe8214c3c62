/** The shop API's returns: what one would come to, and asking the shop for it. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Query, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, Permission, RequestContext, Transaction } from "@vendure/core";
import { sessionAccount } from "./deletion.ts";
import { MallError, query, type Mall } from "./mall.ts";
import { readRequests, tellRequest } from "./order-view.ts";
import { MALL } from "./plugin-mall.ts";
import { cancelRequest, requestReturn } from "./return-requests.ts";
import { quoteReturn, tellQuote } from "./returns.ts";
import { readWhole } from "./shop-arguments.ts";

type ReturnedLine = { readonly orderLineId: string; readonly quantity: number };

const goodsOf = (lines: readonly ReturnedLine[]) =>
  lines.map(({ orderLineId, quantity }) => ({ line: String(orderLineId), quantity }));

@Resolver()
export class ReturnResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(Permission.Authenticated)
  async returnQuote(
    @Ctx() ctx: RequestContext,
    @Args() args: { orderCode: string; lines: ReturnedLine[] },
  ) {
    const orderId = await ownOrder(this.mall, ctx, args.orderCode);
    const request = { goods: goodsOf(args.lines), shippingMinor: 0n };
    return tellQuote(await quoteReturn(this.mall, ctx, orderId, request));
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async requestReturn(
    @Ctx() ctx: RequestContext,
    @Args()
    args: { orderCode: string; lines: ReturnedLine[]; reason: string; shownWithheld: string },
  ) {
    const orderId = await ownOrder(this.mall, ctx, args.orderCode);
    const id = await requestReturn(this.mall, ctx, orderId, {
      goods: goodsOf(args.lines),
      reason: args.reason,
      shownWithheldMinor: readWhole(args.shownWithheld),
    });
    const [row] = await readRequests(this.mall, ctx, "r.id = $1", [id]);
    return tellRequest(row!);
  }

  @Transaction()
  @Mutation()
  @Allow(Permission.Authenticated)
  async cancelReturnRequest(@Ctx() ctx: RequestContext, @Args() { id }: { id: number }) {
    const customer = await sessionAccount(this.mall, ctx);
    await cancelRequest(this.mall, ctx, customer.id, id);
    return true;
  }
}

/** An order of the session's customer. Refuses: order_unknown. */
async function ownOrder(mall: Mall, ctx: RequestContext, code: string): Promise<number> {
  const [order] = await query<{ order_id: number }>(
    mall,
    ctx,
    `SELECT p.order_id FROM patronage_order p JOIN customer c ON c.id = p.customer_id
     WHERE p.code = $1 AND c."userId" = $2 AND c."deletedAt" IS NULL`,
    [code, ctx.activeUserId],
  );
  if (order === undefined) throw new MallError("order_unknown");
  return order.order_id;
}

/** The shop API's part of goods and orders: what a purchase would grant, and what became of an order. */
import { Inject } from "@nestjs/common";
import { Args, Parent, ResolveField, Resolver } from "@nestjs/graphql";
import {
  Ctx,
  ProductVariantService,
  RequestContext,
  roundMoney,
  type Order,
  type ProductVariant,
} from "@vendure/core";
import { readPosition } from "@patronage/ledger";
import { heldMinor } from "./holds.ts";
import { inLedger, query, type Mall } from "./mall.ts";
import { sessionMember } from "./members.ts";
import { tellGoodsOutlook } from "./outlook.ts";
import { quoteOrder, readOrderPatronage, sharesMost } from "./order-view.ts";
import { minor } from "./orders.ts";
import { MALL } from "./plugin-mall.ts";
import { programmeFigures } from "./programme.ts";
import { tellGrant } from "./quotes.ts";
import { variantTerms } from "./terms.ts";

@Resolver("ProductVariant")
export class GoodsResolver {
  private readonly mall: Mall;
  private readonly variants: ProductVariantService;

  constructor(@Inject(MALL) mall: Mall, variants: ProductVariantService) {
    this.mall = mall;
    this.variants = variants;
  }

  @ResolveField()
  async grantQuote(
    @Ctx() ctx: RequestContext,
    @Parent() variant: ProductVariant,
    @Args() { quantity }: { quantity?: number | null },
  ) {
    const paidMinor = await this.netMinor(ctx, variant, quantity ?? 1);
    const { category, returnDays } = await variantTerms(this.mall, Number(variant.id));
    const { quotes } = await programmeFigures(this.mall);
    return tellGrant(quotes.grant([{ category, paidMinor }]), returnDays);
  }

  @ResolveField()
  async outlook(@Parent() variant: ProductVariant) {
    const { category } = await variantTerms(this.mall, Number(variant.id));
    return tellGoodsOutlook(this.mall, category);
  }

  /** What so many pieces cost net of tax, as in an order's line: rounded once, and not piece by piece. */
  private async netMinor(
    ctx: RequestContext,
    variant: ProductVariant,
    quantity: number,
  ): Promise<bigint> {
    // The engine answers every field of a price; its types name only some.
    const told = (field: "listPrice" | "listPriceIncludesTax"): Promise<number> =>
      this.variants.hydratePriceFields(ctx, variant, field as "price");
    const listPrice = await told("listPrice");
    const isWithTax = Boolean(await told("listPriceIncludesTax"));
    const tax = await this.variants.hydratePriceFields(ctx, variant, "taxRateApplied");
    return minor(roundMoney(isWithTax ? tax.netPriceOf(listPrice) : listPrice, quantity));
  }
}

@Resolver("Order")
export class OrderResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @ResolveField()
  grantQuote(@Ctx() ctx: RequestContext, @Parent() { id }: Order) {
    return quoteOrder(this.mall, ctx, Number(id));
  }

  @ResolveField()
  async sharesMost(@Ctx() ctx: RequestContext, @Parent() order: Order) {
    const member = await sessionMember(this.mall, ctx);
    if (member === undefined) return "0";
    const own = await query(
      this.mall,
      ctx,
      'SELECT FROM "order" WHERE id = $1 AND "customerId" = $2',
      [order.id, member.customer_id],
    );
    if (own.length === 0) return "0";
    const position = await inLedger(this.mall, (client) => readPosition(client, member.holder));
    if (position === undefined) return "0";
    const freeMicro = position.sharesMicro - position.heldMicro;
    return (await sharesMost(this.mall, ctx, order, freeMicro)).toString();
  }

  @ResolveField()
  async sharesPaid(@Ctx() ctx: RequestContext, @Parent() { id }: Order) {
    return (await heldMinor(this.mall, ctx, id)).toString();
  }

  @ResolveField()
  patronage(@Ctx() ctx: RequestContext, @Parent() { id }: Order) {
    return readOrderPatronage(this.mall, ctx, Number(id));
  }
}

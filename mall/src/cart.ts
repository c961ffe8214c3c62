/** The shopper's cart: found or made by one request after the other. */
import {
  DefaultActiveOrderStrategy,
  type Injector,
  type Order,
  type RequestContext,
} from "@vendure/core";
import { lockCart } from "./locks.ts";
import { isInTransaction, type Mall } from "./mall.ts";
import { mallOf } from "./plugin-mall.ts";

export class CartStrategy extends DefaultActiveOrderStrategy {
  private mall!: Mall;
  override async init(injector: Injector): Promise<void> {
    await super.init(injector);
    this.mall = mallOf(injector);
  }

  override async determineActiveOrder(ctx: RequestContext): Promise<Order | undefined> {
    const { session } = ctx;
    if (this.mall.isLocked && session !== undefined && isInTransaction(this.mall.connection, ctx)) {
      const order = await lockCart(this.mall, ctx, session.id);
      if (order !== null && order !== undefined) session.activeOrderId = order;
    }
    return super.determineActiveOrder(ctx);
  }
}

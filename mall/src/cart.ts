/** The shopper's cart: found or made by one request after the other. */
import {
  DefaultActiveOrderStrategy,
  type Injector,
  type Order,
  type RequestContext,
} from "@vendure/core";
import { lockCart } from "./locks.ts";
import { isInTransaction, query, type Mall } from "./mall.ts";
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
      await lockCart(this.mall, ctx);
      // What the session was read with may be older than the lock.
      const [row] = await query<{ order: number | null }>(
        this.mall,
        ctx,
        'SELECT "activeOrderId" AS order FROM session WHERE id = $1',
        [session.id],
      );
      if (row?.order !== null && row?.order !== undefined) session.activeOrderId = row.order;
    }
    return super.determineActiveOrder(ctx);
  }
}

/** The plan studio in the admin API: who may have futures run, and see what they came to. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, Permission, RequestContext, Transaction } from "@vendure/core";
import type { Lang } from "@patronage/words";
import { administratorOf, page } from "./admin-arguments.ts";
import type { Mall } from "./mall.ts";
import { MAY_DRAFT, MAY_READ } from "./permissions.ts";
import { MALL } from "./plugin-mall.ts";
import { tellResults, writeReport } from "./studio-results.ts";
import {
  askFutures,
  cancelFutures,
  listFutures,
  listScenarios,
  readFutures,
  runId,
  type FuturesInput,
} from "./studio.ts";

const isOwner = (ctx: RequestContext): boolean => ctx.userHasPermissions([Permission.SuperAdmin]);
const langOf = (language: string): Lang => (language.startsWith("zh") ? "zh" : "en");

@Resolver()
export class AdminStudioResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageScenarios() {
    return listScenarios();
  }

  @Query()
  @Allow(MAY_READ.Permission)
  async patronageFutures(
    @Ctx() ctx: RequestContext,
    @Args() { skip, take }: { skip?: number; take?: number },
  ) {
    const who = await administratorOf(this.mall, ctx);
    const asked = { skip: Math.max(skip ?? 0, 0), take: page(take) };
    return listFutures(this.mall, ctx, who, asked);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  async patronageFuturesRun(@Ctx() ctx: RequestContext, @Args() { id }: { id: string }) {
    const who = await administratorOf(this.mall, ctx);
    return readFutures(this.mall, ctx, who, runId(id));
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_DRAFT.Permission)
  async patronageRunFutures(
    @Ctx() ctx: RequestContext,
    @Args() { input }: { input: FuturesInput },
  ) {
    const who = await administratorOf(this.mall, ctx);
    return askFutures(this.mall, ctx, who, input, isOwner(ctx));
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_DRAFT.Permission)
  async patronageCancelFutures(@Ctx() ctx: RequestContext, @Args() { id }: { id: string }) {
    const who = await administratorOf(this.mall, ctx);
    await cancelFutures(this.mall, ctx, runId(id), who, isOwner(ctx));
    return true;
  }
}

/** What a run came to, written only where a page shows it. */
@Resolver("PatronageFutures")
export class FuturesResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @ResolveField()
  results(
    @Ctx() ctx: RequestContext,
    @Parent() { id }: { id: number },
    @Args() { language }: { language: string },
  ) {
    return tellResults(this.mall, ctx, id, langOf(language));
  }

  @ResolveField()
  report(
    @Ctx() ctx: RequestContext,
    @Parent() { id }: { id: number },
    @Args() { language }: { language: string },
  ) {
    return writeReport(this.mall, ctx, id, langOf(language));
  }
}

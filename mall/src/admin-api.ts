/** The back office's own part of the admin API: who may ask and do what. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Parent, Query, ResolveField, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, RequestContext, Transaction } from "@vendure/core";
import {
  listAudit,
  listDrafts,
  listFindings,
  listReviews,
  listWithdrawals,
  previewClose,
  readEntry,
} from "./admin-lists.ts";
import {
  lastReconciliation,
  readCloses,
  readHolder,
  readHolders,
  readOverview,
  type HolderQuery,
} from "./admin-reads.ts";
import { closeNextDay, letDayEnd } from "./closing.ts";
import { appointAgent, listAgents } from "./agents.ts";
import { administratorOf, page, PAGE_MOST } from "./admin-arguments.ts";
import { inLedger, type Mall } from "./mall.ts";
import {
  MAY_ACTIVATE,
  MAY_CHECK,
  MAY_CLOSE,
  MAY_DRAFT,
  MAY_MAKE,
  MAY_READ,
  MAY_REVIEW,
} from "./permissions.ts";
import { activatePlan, checkDraft, draftPlan, dropPlan, planVersions } from "./plans.ts";
import { MALL } from "./plugin-mall.ts";
import { reconcile } from "./reconcile.ts";
import { decideReview } from "./reviews.ts";
import {
  approveWithdrawal,
  recordWithdrawal,
  rejectWithdrawal,
  reviewWithdrawal,
} from "./withdrawals.ts";

@Resolver()
export class AdminReadResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageOverview(@Ctx() ctx: RequestContext) {
    return readOverview(this.mall, ctx);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageHolders(@Ctx() ctx: RequestContext, @Args() args: Partial<HolderQuery>) {
    return readHolders(this.mall, ctx, {
      search: args.search?.trim() ?? "",
      sort: args.sort ?? "JOINED",
      skip: Math.max(args.skip ?? 0, 0),
      take: page(args.take),
    });
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageHolder(@Ctx() ctx: RequestContext, @Args() { holder }: { holder: string }) {
    return readHolder(this.mall, ctx, holder);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageCloses(@Args() { skip, take }: { skip?: number; take?: number }) {
    return inLedger(this.mall, (client) => readCloses(client, Math.max(skip ?? 0, 0), page(take)));
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageClosePreview() {
    return previewClose(this.mall);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageWithdrawals(
    @Ctx() ctx: RequestContext,
    @Args() { state, take }: { state?: string; take?: number },
  ) {
    return listWithdrawals(this.mall, ctx, {
      ...(state === undefined || state === null ? {} : { state }),
      take: page(take),
    });
  }

  @Query()
  @Allow(MAY_READ.Permission)
  async patronagePlans(@Ctx() ctx: RequestContext) {
    const versions = await planVersions(this.mall);
    const drafts = await listDrafts(this.mall, ctx, await administratorOf(this.mall, ctx));
    const { plan } = versions.find(({ isInForce }) => isInForce)!;
    return { versions, drafts, inForce: await checkDraft(this.mall, plan) };
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronagePlanCheck(@Args() { plan }: { plan: string }) {
    return checkDraft(this.mall, plan);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageReviews(@Ctx() ctx: RequestContext, @Args() { state }: { state?: string }) {
    return listReviews(this.mall, ctx, state ?? undefined);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageFindings(@Ctx() ctx: RequestContext, @Args() { open }: { open?: boolean }) {
    return listFindings(this.mall, ctx, open ?? false);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageAudit(
    @Ctx() ctx: RequestContext,
    @Args() { search, skip, take }: { search?: string; skip?: number; take?: number },
  ) {
    return listAudit(this.mall, ctx, {
      search: search?.trim() ?? "",
      skip: Math.max(skip ?? 0, 0),
      take: page(take),
    });
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageAgents(@Ctx() ctx: RequestContext) {
    return listAgents(this.mall, ctx);
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageJournal(@Args() { seq }: { seq: string }) {
    return readEntry(this.mall, seq);
  }
}

/** A holder's withdrawals, asked for only where a page shows them. */
@Resolver("PatronageHolder")
export class HolderResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @ResolveField()
  withdrawals(
    @Ctx() ctx: RequestContext,
    @Parent() { withdrawals }: { withdrawals: { customerId: number | null } },
  ) {
    const { customerId } = withdrawals;
    return customerId === null
      ? []
      : listWithdrawals(this.mall, ctx, { customerId, take: PAGE_MOST });
  }
}

@Resolver()
export class AdminWorkResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_CLOSE.Permission)
  async patronageCloseDay(@Ctx() ctx: RequestContext) {
    return closeNextDay(this.mall, ctx, await administratorOf(this.mall, ctx));
  }

  @Mutation()
  @Allow(MAY_CLOSE.Permission)
  patronageMoveClock(@Ctx() ctx: RequestContext) {
    return letDayEnd(this.mall, ctx);
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_ACTIVATE.Permission)
  async patronageAppointAgent(
    @Ctx() ctx: RequestContext,
    @Args() args: { region: string; holder: string },
  ) {
    await appointAgent(this.mall, ctx, await administratorOf(this.mall, ctx), args);
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_MAKE.Permission)
  async patronageReviewWithdrawal(@Ctx() ctx: RequestContext, @Args() { id }: { id: string }) {
    await reviewWithdrawal(this.mall, ctx, Number(id), await administratorOf(this.mall, ctx));
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_CHECK.Permission)
  async patronageApproveWithdrawal(@Ctx() ctx: RequestContext, @Args() { id }: { id: string }) {
    await approveWithdrawal(this.mall, ctx, Number(id), await administratorOf(this.mall, ctx));
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_MAKE.Permission)
  async patronageRecordWithdrawal(
    @Ctx() ctx: RequestContext,
    @Args() { id, reference }: { id: string; reference: string },
  ) {
    const who = await administratorOf(this.mall, ctx);
    await recordWithdrawal(this.mall, ctx, Number(id), who, reference);
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_MAKE.Permission, MAY_CHECK.Permission)
  async patronageRejectWithdrawal(
    @Ctx() ctx: RequestContext,
    @Args() { id, reason }: { id: string; reason: string },
  ) {
    const who = await administratorOf(this.mall, ctx);
    await rejectWithdrawal(this.mall, ctx, Number(id), who, reason);
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_DRAFT.Permission)
  async patronageDraftPlan(
    @Ctx() ctx: RequestContext,
    @Args() { plan, note }: { plan: string; note: string },
  ) {
    return draftPlan(this.mall, ctx, await administratorOf(this.mall, ctx), plan, note);
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_ACTIVATE.Permission)
  async patronageActivatePlan(@Ctx() ctx: RequestContext, @Args() { id }: { id: string }) {
    await activatePlan(this.mall, ctx, Number(id), await administratorOf(this.mall, ctx));
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_DRAFT.Permission, MAY_ACTIVATE.Permission)
  async patronageDropPlan(@Ctx() ctx: RequestContext, @Args() { id }: { id: string }) {
    await dropPlan(this.mall, ctx, Number(id), await administratorOf(this.mall, ctx));
    return true;
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_REVIEW.Permission)
  async patronageDecideReview(
    @Ctx() ctx: RequestContext,
    @Args() { id, release }: { id: string; release: boolean },
  ) {
    const who = await administratorOf(this.mall, ctx);
    await decideReview(this.mall, ctx, Number(id), who, release);
    return true;
  }

  @Mutation()
  @Allow(MAY_MAKE.Permission, MAY_CLOSE.Permission, MAY_REVIEW.Permission)
  async patronageReconcile(@Ctx() ctx: RequestContext) {
    await reconcile(this.mall, ctx);
    return lastReconciliation(this.mall, ctx);
  }
}

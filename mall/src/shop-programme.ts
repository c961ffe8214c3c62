/** The shop API's programme: what anyone may know of it. */
import { Inject } from "@nestjs/common";
import { Args, Parent, Query, ResolveField, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, Permission, RequestContext } from "@vendure/core";
import { planInWords, proofFault, proofFaultCodes } from "@patronage/words";
import { tellAttestation, tellOwed } from "./attested.ts";
import type { Mall } from "./mall.ts";
import { tellOutlook, tellPaidSoFar } from "./outlook.ts";
import {
  CLOSES_MOST,
  closeRoots,
  holderSums,
  lastCloses,
  programmeFigures,
  ROOTS_MOST,
} from "./programme.ts";
import { navPoints, tellProgramme, tellQuota, tellRoot } from "./programme-view.ts";
import { MALL } from "./plugin-mall.ts";
import { langOf, mostOf } from "./shop-arguments.ts";

type Told = ReturnType<typeof tellProgramme>;

@Resolver("Programme")
export class ProgrammeResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(Permission.Public)
  async programme() {
    return tellProgramme(this.mall, await programmeFigures(this.mall));
  }

  @Query()
  @Allow(Permission.Public)
  statementFaults(@Ctx() ctx: RequestContext) {
    const lang = langOf(ctx);
    return proofFaultCodes().map((code) => {
      const sentence = proofFault({ code, where: "" }, lang);
      return { code, sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1) };
    });
  }

  @ResolveField()
  planWords(@Ctx() ctx: RequestContext, @Parent() { figures }: Told) {
    return planInWords(figures.plan, langOf(ctx));
  }

  @ResolveField()
  async holders() {
    return Number((await holderSums(this.mall)).holderCount);
  }

  @ResolveField()
  async quotaGranted(@Parent() { figures }: Told) {
    return tellQuota(figures, await holderSums(this.mall)).granted;
  }

  @ResolveField()
  async quotaPaid(@Parent() { figures }: Told) {
    return tellQuota(figures, await holderSums(this.mall)).paid;
  }

  @ResolveField()
  async quotaPaidPercent(@Parent() { figures }: Told) {
    return tellQuota(figures, await holderSums(this.mall)).percent;
  }

  @ResolveField()
  async navHistory(@Parent() { figures }: Told, @Args() { most }: { most?: number | null }) {
    return navPoints(figures, await lastCloses(this.mall), mostOf(most, CLOSES_MOST));
  }

  @ResolveField()
  async closeRoots(@Args() { most }: { most?: number | null }) {
    return (await closeRoots(this.mall)).slice(0, mostOf(most, ROOTS_MOST)).map(tellRoot);
  }

  @ResolveField()
  outlook(@Ctx() ctx: RequestContext) {
    return tellOutlook(this.mall, langOf(ctx));
  }

  @ResolveField()
  owed() {
    return tellOwed(this.mall);
  }

  @ResolveField()
  attestation(@Parent() { figures }: Told) {
    return tellAttestation(this.mall, figures);
  }

  @ResolveField()
  paidSoFar(@Parent() { figures }: Told) {
    return tellPaidSoFar(this.mall, figures);
  }
}

/** Bank statements in the admin API: who sees them, and who may attest and explain. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Query, Resolver } from "@nestjs/graphql";
import { Allow, Ctx, RequestContext, Transaction } from "@vendure/core";
import { administratorOf, page } from "./admin-arguments.ts";
import {
  attestStatement,
  explainStatement,
  listAttestations,
  previewStatements,
  type BankFile,
} from "./attestations.ts";
import type { Mall } from "./mall.ts";
import { MAY_CHECK, MAY_READ } from "./permissions.ts";
import { MALL } from "./plugin-mall.ts";

@Resolver()
export class AdminBankResolver {
  private readonly mall: Mall;

  constructor(@Inject(MALL) mall: Mall) {
    this.mall = mall;
  }

  @Query()
  @Allow(MAY_READ.Permission)
  patronageAttestations(@Ctx() ctx: RequestContext, @Args() { take }: { take?: number }) {
    return listAttestations(this.mall, ctx, page(take));
  }

  @Query()
  @Allow(MAY_CHECK.Permission)
  patronageStatements(@Args() file: BankFile) {
    return previewStatements(this.mall, file);
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_CHECK.Permission)
  async patronageAttest(@Ctx() ctx: RequestContext, @Args() asked: BankFile & { place: number }) {
    const who = await administratorOf(this.mall, ctx);
    return attestStatement(this.mall, ctx, who, asked);
  }

  @Transaction()
  @Mutation()
  @Allow(MAY_CHECK.Permission)
  async patronageExplain(
    @Ctx() ctx: RequestContext,
    @Args() asked: { id: string; amount: string; text: string },
  ) {
    await explainStatement(this.mall, ctx, await administratorOf(this.mall, ctx), asked);
    return true;
  }
}

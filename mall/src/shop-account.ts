/** The shop API's account: what is kept about a shopper, and its deletion. */
import { Inject } from "@nestjs/common";
import { Args, Mutation, Query, Resolver } from "@nestjs/graphql";
import { Allow, AuthService, Ctx, Permission, RequestContext, SessionService } from "@vendure/core";
import { deleteAccount, quoteDeletion, sessionAccount } from "./deletion.ts";
import { removeMails } from "./written-mails.ts";
import { inTransaction, MallError, type Mall } from "./mall.ts";
import { personalData } from "./personal-data.ts";
import { MALL } from "./plugin-mall.ts";
import { isPasswordOf } from "./throttle.ts";

@Resolver()
export class AccountResolver {
  private readonly mall: Mall;
  private readonly authentication: AuthService;
  private readonly sessions: SessionService;

  constructor(@Inject(MALL) mall: Mall, authentication: AuthService, sessions: SessionService) {
    this.mall = mall;
    this.authentication = authentication;
    this.sessions = sessions;
  }

  @Query()
  @Allow(Permission.Authenticated)
  async myDataFile(@Ctx() ctx: RequestContext) {
    const { id } = await sessionAccount(this.mall, ctx);
    return personalData(this.mall, ctx, id);
  }

  @Query()
  @Allow(Permission.Authenticated)
  async deletionQuote(@Ctx() ctx: RequestContext) {
    return quoteDeletion(this.mall, ctx, await sessionAccount(this.mall, ctx));
  }

  @Mutation()
  @Allow(Permission.Authenticated)
  async deleteMyAccount(
    @Ctx() ctx: RequestContext,
    @Args() { password, givesUp }: { password: string; givesUp: boolean },
  ) {
    const account = await sessionAccount(this.mall, ctx);
    const { userId, identifier } = account;
    const isRight = await isPasswordOf(
      this.mall,
      ctx,
      identifier,
      async () => (await this.authentication.verifyUserPassword(ctx, userId, password)) === true,
    );
    if (!isRight) throw new MallError("password_wrong");
    await inTransaction(this.mall, ctx, (ctx) =>
      deleteAccount(this.mall, ctx, account, this.sessions, givesUp),
    );
    await removeMails(this.mall.mails, [account.emailAddress, identifier]);
    return true;
  }
}

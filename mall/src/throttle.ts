/**
 * Logins are slowed down: after some failures of one name, or many from one address, nobody gets in
 * that way for a while, whatever the password.
 */
import {
  NativeAuthenticationStrategy,
  UserInputError,
  type Injector,
  type RequestContext,
  type User,
} from "@vendure/core";
import { query, type Mall } from "./mall.ts";
import { mallOf } from "./plugin-mall.ts";

const FAILURES_MOST = 5;
const FAILURES_MOST_OF_ADDRESS = 50;
const FORGET_MINUTES = 15;

type Credentials = { readonly username: string; readonly password: string };

export class ThrottledAuthentication extends NativeAuthenticationStrategy {
  private mall!: Mall;

  override async init(injector: Injector): Promise<void> {
    await super.init(injector);
    this.mall = mallOf(injector);
  }

  override async authenticate(ctx: RequestContext, data: Credentials): Promise<User | false> {
    const name = `name ${data.username.trim().toLowerCase()}`;
    const address = `address ${ctx.req?.ip ?? ""}`;
    if (
      (await failureCount(this.mall, ctx, name)) >= FAILURES_MOST ||
      (await failureCount(this.mall, ctx, address)) >= FAILURES_MOST_OF_ADDRESS
    ) {
      throw new UserInputError("mall.login_throttled", { minutes: FORGET_MINUTES });
    }
    const user = await super.authenticate(ctx, data);
    if (user === false) await noteFailure(this.mall, ctx, [name, address]);
    else await query(this.mall, ctx, "DELETE FROM patronage_login WHERE key = $1", [name]);
    return user;
  }
}

async function failureCount(mall: Mall, ctx: RequestContext, key: string): Promise<number> {
  const [row] = await query<{ failure_count: number }>(
    mall,
    ctx,
    `SELECT failure_count FROM patronage_login
     WHERE key = $1 AND failed_at > now() - interval '${FORGET_MINUTES} minutes'`,
    [key],
  );
  return row?.failure_count ?? 0;
}

async function noteFailure(
  mall: Mall,
  ctx: RequestContext,
  keys: readonly string[],
): Promise<void> {
  // In the order of the keys, so that two failures at once do not wait for each other.
  await query(
    mall,
    ctx,
    `INSERT INTO patronage_login (key, failure_count, failed_at)
     SELECT key, 1, now() FROM unnest($1::text[]) AS key ORDER BY key
     ON CONFLICT (key) DO UPDATE SET failed_at = now(), failure_count = CASE
       WHEN patronage_login.failed_at > now() - interval '${FORGET_MINUTES} minutes'
       THEN patronage_login.failure_count + 1 ELSE 1 END`,
    [keys],
  );
}

/**
 * Logins are slowed down: after some failures of one name, or many from one address, nobody gets in
 * that way for a while, whatever the password.
 */
import {
  LogLevel,
  NativeAuthenticationStrategy,
  type Injector,
  type RequestContext,
  type User,
} from "@vendure/core";
import { MallError, query, type Mall } from "./mall.ts";
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
    const keys = keysOf(ctx, data.username);
    await requirePatience(this.mall, ctx, keys);
    const user = await super.authenticate(ctx, data);
    if (user === false) await noteFailure(this.mall, ctx, keys);
    else await forgetFailures(this.mall, ctx, keys);
    return user;
  }
}

/** By what failures are counted: the name that is tried, and the address it is tried from. */
type Keys = { readonly name: string; readonly address: string };

function keysOf(ctx: RequestContext, username: string): Keys {
  return {
    name: `name ${username.trim().toLowerCase()}`,
    address: `address ${ctx.req?.ip ?? ""}`,
  };
}

/** Refuses: login_throttled. */
async function requirePatience(
  mall: Mall,
  ctx: RequestContext,
  { name, address }: Keys,
): Promise<void> {
  if (
    (await failureCount(mall, ctx, name)) >= FAILURES_MOST ||
    (await failureCount(mall, ctx, address)) >= FAILURES_MOST_OF_ADDRESS
  ) {
    const error = new MallError("login_throttled", { minutes: String(FORGET_MINUTES) });
    // Somebody may be trying passwords: that is for the operator too.
    error.logLevel = LogLevel.Warn;
    throw error;
  }
}

/**
 * Whether a password is right that somebody gives once more, slowed down as logins are. Not within a
 * transaction that a wrong one would end: the failure would be forgotten with it. Refuses: login_throttled.
 */
export async function isPasswordOf(
  mall: Mall,
  ctx: RequestContext,
  username: string,
  verify: () => Promise<boolean>,
): Promise<boolean> {
  const keys = keysOf(ctx, username);
  await requirePatience(mall, ctx, keys);
  const isRight = await verify();
  if (isRight) await forgetFailures(mall, ctx, keys);
  else await noteFailure(mall, ctx, keys);
  return isRight;
}

async function forgetFailures(mall: Mall, ctx: RequestContext, { name }: Keys): Promise<void> {
  await query(mall, ctx, "DELETE FROM patronage_login WHERE key = $1", [name]);
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
  { name, address }: Keys,
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
    [[name, address]],
  );
}

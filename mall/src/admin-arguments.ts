/** Arguments of the admin API, as they are read, and who gives them. */
import type { RequestContext } from "@vendure/core";
import { MallError, query, type Mall } from "./mall.ts";

const PAGE = 50;
export const PAGE_MOST = 500;
export const page = (take: number | undefined): number =>
  Math.min(Math.max(take ?? PAGE, 1), PAGE_MOST);

/** A whole number, 0 or more, as a decimal string; nothing is nothing. */
export function whole(text: string | null | undefined): bigint | undefined {
  if (text === null || text === undefined) return undefined;
  if (!/^(0|[1-9][0-9]{0,17})$/.test(text)) throw new MallError("amount_unreadable");
  return BigInt(text);
}

/** The administrator behind the session. Refuses: not_logged_in. */
export async function administratorOf(mall: Mall, ctx: RequestContext): Promise<number> {
  const [row] = await query<{ id: number }>(
    mall,
    ctx,
    'SELECT id FROM administrator WHERE "userId" = $1 AND "deletedAt" IS NULL',
    [ctx.activeUserId],
  );
  if (row === undefined) throw new MallError("not_logged_in");
  return row.id;
}

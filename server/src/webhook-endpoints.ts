/**
 * The endpoints of a programme: where its events are sent, how each one does, and what waits for it.
 *
 * An endpoint follows the journal by itself, from the moment at which it was made or from any place
 * before. One that is disabled stops there, and goes on from there: nothing is lost by it.
 */
import { randomBytes } from "node:crypto";
import type { House } from "@patronage/ledger";
import { escapeIdentifier } from "pg";
import { newSecret, secretText } from "./webhook-signing.ts";
import type { WebhookType } from "./webhook-events.ts";

type Pool = House["pool"];

/** A programme's tables. */
export type Place = { readonly pool: Pool; readonly schema: string };

export type Disabled = "asked" | "gone" | "failing";

export type Endpoint = {
  readonly endpoint: string;
  readonly url: string;
  readonly types: readonly WebhookType[] | undefined;
  readonly disabled: Disabled | undefined;
  readonly madeAt: Date;
  readonly succeededAt: Date | undefined;
  readonly failedAt: Date | undefined;
  readonly failingSince: Date | undefined;
  readonly failures: number;
  readonly failure: string | undefined;
  readonly waiting: number;
  readonly dead: number;
  /** How far into the journal it has come. */
  readonly seq: number;
};

const ID_BYTES = 12;
/** The follower of the journal that an endpoint is. */
export const followerOf = (endpoint: string): string => `webhook ${endpoint}`;

export const tables = ({ schema }: Pick<Place, "schema">) => {
  const quoted = escapeIdentifier(schema);
  return {
    endpoints: `${quoted}.webhook_endpoints`,
    messages: `${quoted}.webhook_messages`,
    followers: `${quoted}.followers`,
    head: `${quoted}.head`,
  };
};

export type Asked = {
  readonly url: string;
  readonly types?: readonly WebhookType[] | undefined;
  /** The place in the journal after which it begins; without it, here and now. */
  readonly after?: number | undefined;
};

/** Makes an endpoint; answers its name and its secret, which is shown this once. */
export async function makeEndpoint(
  place: Place,
  { url, types, after }: Asked,
  now: Date,
): Promise<{ endpoint: string; secret: string }> {
  const { endpoints, followers, head } = tables(place);
  const endpoint = randomBytes(ID_BYTES).toString("hex");
  const secret = newSecret();
  await place.pool.query(
    `WITH made AS (
       INSERT INTO ${endpoints} (endpoint, url, types, secret, made_at) VALUES ($1, $2, $3, $4, $5)
     ) INSERT INTO ${followers} (follower, seq)
       SELECT $6, least(coalesce($7::bigint, seq), seq) FROM ${head}`,
    [endpoint, url, types ?? null, secret, now, followerOf(endpoint), after ?? null],
  );
  return { endpoint, secret: secretText(secret) };
}

type EndpointRow = {
  endpoint: string;
  url: string;
  types: WebhookType[] | null;
  disabled: Disabled | null;
  made_at: Date;
  succeeded_at: Date | null;
  failed_at: Date | null;
  failing_since: Date | null;
  failures: number;
  failure: string | null;
  waiting: string;
  dead: string;
  seq: string | null;
};

/** The endpoints, in the order in which they were made; or one of them. */
export async function listEndpoints(place: Place, endpoint?: string): Promise<Endpoint[]> {
  const { endpoints, messages, followers } = tables(place);
  const { rows } = await place.pool.query<EndpointRow>(
    `SELECT e.*, f.seq,
       (SELECT count(*) FROM ${messages} m WHERE m.endpoint = e.endpoint AND died_at IS NULL) AS waiting,
       (SELECT count(*) FROM ${messages} m WHERE m.endpoint = e.endpoint AND died_at IS NOT NULL) AS dead
     FROM ${endpoints} e LEFT JOIN ${followers} f ON f.follower = 'webhook ' || e.endpoint
     WHERE $1::text IS NULL OR e.endpoint = $1 ORDER BY made_at, endpoint`,
    [endpoint ?? null],
  );
  return rows.map((row) => ({
    ...{ endpoint: row.endpoint, url: row.url, types: row.types ?? undefined },
    ...{ disabled: row.disabled ?? undefined, madeAt: row.made_at, failures: row.failures },
    ...{ succeededAt: row.succeeded_at ?? undefined, failedAt: row.failed_at ?? undefined },
    ...{ failingSince: row.failing_since ?? undefined, failure: row.failure ?? undefined },
    ...{ waiting: Number(row.waiting), dead: Number(row.dead), seq: Number(row.seq ?? 0) },
  }));
}

export type Change = {
  readonly url?: string | undefined;
  /** Which types; null for all. */
  readonly types?: readonly WebhookType[] | null | undefined;
  readonly isEnabled?: boolean | undefined;
};

/** Changes an endpoint; answers whether there is one. What waits for one that is enabled goes at once. */
export async function changeEndpoint(
  place: Place,
  endpoint: string,
  { url, types, isEnabled }: Change,
  now: Date,
): Promise<boolean> {
  const { endpoints, messages } = tables(place);
  const { rowCount } = await place.pool.query(
    `WITH woken AS (
       UPDATE ${messages} SET due_at = $6, attempts = 0
       WHERE endpoint = $1 AND died_at IS NULL AND $5::boolean
         AND EXISTS (SELECT FROM ${endpoints} WHERE endpoint = $1 AND disabled IS NOT NULL)
     )
     UPDATE ${endpoints} SET url = coalesce($2, url),
       types = CASE WHEN $3 THEN $4 ELSE types END,
       disabled = CASE WHEN $5 THEN NULL WHEN NOT $5 THEN coalesce(disabled, 'asked') ELSE disabled END,
       failing_since = CASE WHEN $5 THEN NULL ELSE failing_since END,
       failures = CASE WHEN $5 THEN 0 ELSE failures END
     WHERE endpoint = $1`,
    [endpoint, url ?? null, types !== undefined, types ?? null, isEnabled ?? null, now],
  );
  return rowCount === 1;
}

/** Gives an endpoint another secret. Until `until` deliveries are signed by the old one too. */
export async function rotateSecret(
  place: Place,
  endpoint: string,
  until: Date,
): Promise<string | undefined> {
  const secret = newSecret();
  const { rowCount } = await place.pool.query(
    `UPDATE ${tables(place).endpoints} SET old_secret = secret, old_secret_until = $3, secret = $2
     WHERE endpoint = $1`,
    [endpoint, secret, until],
  );
  return rowCount === 1 ? secretText(secret) : undefined;
}

/** Forgets an endpoint with all that waits for it. */
export async function deleteEndpoint(place: Place, endpoint: string): Promise<boolean> {
  const { endpoints, followers } = tables(place);
  const { rowCount } = await place.pool.query(
    `WITH left_off AS (DELETE FROM ${followers} WHERE follower = $2)
     DELETE FROM ${endpoints} WHERE endpoint = $1`,
    [endpoint, followerOf(endpoint)],
  );
  return rowCount === 1;
}

/** A message that was tried for days. */
export type Dead = {
  readonly seq: number;
  readonly nth: number;
  readonly type: WebhookType;
  readonly attempts: number;
  readonly diedAt: Date;
  readonly failure: string | undefined;
};

/** The dead letters of an endpoint after a place, oldest first. */
export async function listDead(
  place: Place,
  endpoint: string,
  after: { readonly seq: string; readonly nth: string },
  most: number,
): Promise<Dead[]> {
  type DeadRow = Omit<Dead, "seq" | "diedAt"> & { seq: string; died_at: Date };
  const { rows } = await place.pool.query<DeadRow>(
    `SELECT seq, nth, type, attempts, died_at, failure FROM ${tables(place).messages}
     WHERE endpoint = $1 AND died_at IS NOT NULL AND (seq, nth) > ($2, $3::bigint)
     ORDER BY seq, nth LIMIT $4`,
    [endpoint, after.seq, after.nth, most],
  );
  return rows.map(({ seq, nth, type, attempts, died_at, failure }) => ({
    ...{ seq: Number(seq), nth, type, attempts, diedAt: died_at, failure: failure ?? undefined },
  }));
}

/** Which dead letters are sent again: one message, or all from a place in the journal on. */
export type Replay = { readonly seq: number; readonly nth?: number | undefined };

/** Sends dead letters again; answers how many. Those of a holder go in order, before what came later. */
export async function replayDead(
  place: Place,
  endpoint: string,
  { seq, nth }: Replay,
  now: Date,
): Promise<number> {
  const { rowCount } = await place.pool.query(
    `UPDATE ${tables(place).messages} SET died_at = NULL, attempts = 0, due_at = $4
     WHERE endpoint = $1 AND died_at IS NOT NULL
       AND CASE WHEN $3::integer IS NULL THEN seq >= $2 ELSE seq = $2 AND nth = $3 END`,
    [endpoint, seq, nth ?? null, now],
  );
  return rowCount ?? 0;
}

const DEAD_DAYS = 90;

/** Forgets dead letters that nobody wanted for long; the journal keeps what they told. */
export async function forgetDead(place: Place, now: Date): Promise<void> {
  await place.pool.query(
    `DELETE FROM ${tables(place).messages} WHERE died_at < $1::timestamptz - $2 * interval '1 day'`,
    [now, DEAD_DAYS],
  );
}

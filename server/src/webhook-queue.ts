/**
 * The queue of an endpoint: rows of the journal become messages in it, a message is claimed by whoever
 * sends it, and is settled by what came of that.
 *
 * Filing is a follower of the journal, and happens exactly once. When much waits already the follower
 * stands still; the journal is the longer queue, and costs nothing.
 */
import { readEvents, readOrder, type Handler, type JournalRow } from "@patronage/ledger";
import type { ClientBase } from "pg";
import { tables, type Disabled, type Place } from "./webhook-endpoints.ts";
import { messageBody, partsOf, type About, type WebhookType } from "./webhook-events.ts";
import { FAILING_MILLISECONDS, triedAgainAt, type Waiting } from "./webhook-retries.ts";

/** So much waits that no more is filed for now. */
export class BacklogError extends Error {}

const WAITING_MOST = 10_000;
/** A claim holds longer than a sending can take. */
export const CLAIM_MILLISECONDS = 30_000;

/** A name as the tables keep it. */
const kept = (name: string): string => JSON.stringify(name).slice(1, -1);

type Filed = { seq: string; nth: number; type: WebhookType; holders: string[]; body: string };

/** Files rows of the journal as messages for an endpoint, in the transaction of its follower. */
export function filing(
  programme: string,
  endpoint: string,
  now: () => Date,
  onFiled: () => void,
  most = WAITING_MOST,
): Handler {
  return async (rows, client) => {
    const { rows: asked } = await client.query<{ types: WebhookType[] | null; waiting: string }>(
      `SELECT types, (SELECT count(*) FROM webhook_messages WHERE endpoint = $1 AND died_at IS NULL)
         AS waiting
       FROM webhook_endpoints WHERE endpoint = $1 FOR KEY SHARE`,
      [endpoint],
    );
    const [wanted] = asked;
    if (wanted === undefined) return;
    if (Number(wanted.waiting) >= most) throw new BacklogError();
    const messages = await messagesOf(programme, rows, client, wanted.types ?? undefined);
    if (messages.length === 0) return;
    await client.query(
      `INSERT INTO webhook_messages (endpoint, seq, nth, type, holders, body, due_at)
       SELECT $1, seq, nth, type, holders, body, $3
       FROM jsonb_to_recordset($2::jsonb)
         AS x (seq bigint, nth integer, type text, holders text[], body text)
       ON CONFLICT DO NOTHING`,
      [endpoint, JSON.stringify(messages), now()],
    );
    onFiled();
  };
}

async function messagesOf(
  programme: string,
  rows: readonly JournalRow[],
  client: ClientBase,
  types: readonly WebhookType[] | undefined,
): Promise<Filed[]> {
  const messages: Filed[] = [];
  for (const { seq, command, events } of rows) {
    const row = { seq: String(seq), command };
    for (const part of partsOf(events)) {
      const { nth, type, holders, about } = part;
      if (types?.includes(type) === false) continue;
      const found = about === undefined ? [] : [await holderOf(client, about)];
      const names = Array.from(new Set([...holders.map(kept), ...found]));
      messages.push({
        ...{ seq: row.seq, nth, type, holders: names },
        body: messageBody(programme, row, part),
      });
    }
  }
  return messages;
}

/** The buyer of an order or the holder of a hold, as the tables keep the name. */
async function holderOf(client: ClientBase, about: About): Promise<string> {
  const found =
    about.kind === "order"
      ? await buyerOf(client, about.order)
      : await keeperOf(client, about.hold);
  if (found !== undefined) return found;
  // The read models are a moment behind: what is younger stands in the last rows of the journal alone.
  const { rows } = await client.query<{ events: string }>(
    "SELECT events FROM journal WHERE seq > (SELECT seq FROM progress) ORDER BY seq",
  );
  for (const event of rows.flatMap(({ events }) => readEvents(events))) {
    const isOrigin =
      about.kind === "order"
        ? event.type === "orderPaid" && event.order === about.order
        : event.type === "sharesHeld" && event.hold === about.hold;
    if (isOrigin && "holder" in event) return kept(event.holder);
  }
  // They have caught up in between, and answer at the next try.
  throw new Error(`Nothing says yet whose ${about.kind} it was.`);
}

async function buyerOf(client: ClientBase, order: string): Promise<string | undefined> {
  for (const { event } of await readOrder(client, order)) {
    if (event.type === "orderPaid") return kept(event.holder);
  }
  return undefined;
}

async function keeperOf(client: ClientBase, hold: string): Promise<string | undefined> {
  const { rows } = await client.query<{ holder: string }>(
    "SELECT holder FROM holds JOIN holders USING (number) WHERE hold = $1",
    [kept(hold)],
  );
  return rows[0]?.holder;
}

/** A message that waits. */
export type Message = Waiting & { readonly seq: string; readonly nth: number };

/** What waits for an endpoint, in order, so many at the most. */
export async function readWaiting(
  place: Place,
  endpoint: string,
  most: number,
): Promise<Message[]> {
  type Row = { seq: string; nth: number; holders: string[]; due_at: Date };
  const { rows } = await place.pool.query<Row>(
    `SELECT seq, nth, holders, due_at FROM ${tables(place).messages}
     WHERE endpoint = $1 AND died_at IS NULL ORDER BY seq, nth LIMIT $2`,
    [endpoint, most],
  );
  return rows.map(({ seq, nth, holders, due_at }) => ({
    ...{ seq, nth, holders, dueMilliseconds: due_at.getTime() },
  }));
}

/** What is needed to send a message that was claimed. */
export type Claimed = {
  readonly attempts: number;
  readonly url: string;
  readonly secrets: readonly Buffer[];
  readonly body: string;
};

/** Claims a message; undefined when another has it, or its endpoint is out of force. */
export async function claim(
  place: Place,
  endpoint: string,
  { seq, nth }: Message,
  now: Date,
): Promise<Claimed | undefined> {
  const { messages, endpoints } = tables(place);
  type Row = Omit<Claimed, "secrets"> & { secret: Buffer; old_secret: Buffer | null };
  const { rows } = await place.pool.query<Row>(
    `UPDATE ${messages} m SET attempts = attempts + 1, due_at = $5
     FROM ${endpoints} e
     WHERE m.endpoint = $1 AND m.seq = $2 AND m.nth = $3 AND m.died_at IS NULL AND m.due_at <= $4
       AND e.endpoint = m.endpoint AND e.disabled IS NULL
     RETURNING attempts, url, secret, body,
       CASE WHEN old_secret_until > $4 THEN old_secret END AS old_secret`,
    [endpoint, seq, nth, now, new Date(now.getTime() + CLAIM_MILLISECONDS)],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { secret, old_secret: old, ...rest } = row;
  return { ...rest, secrets: old === null ? [secret] : [secret, old] };
}

/** Settles a message that was delivered. */
export async function settleDelivered(
  place: Place,
  endpoint: string,
  { seq, nth }: Message,
  now: Date,
): Promise<void> {
  const { messages, endpoints } = tables(place);
  // Health is written down once a second while all is well.
  await place.pool.query(
    `WITH delivered AS (DELETE FROM ${messages} WHERE endpoint = $1 AND seq = $2 AND nth = $3)
     UPDATE ${endpoints} SET succeeded_at = $4, failing_since = NULL, failures = 0, failure = NULL
     WHERE endpoint = $1 AND (failures > 0 OR succeeded_at IS NULL
       OR succeeded_at < $4::timestamptz - interval '1 second')`,
    [endpoint, seq, nth, now],
  );
}

export type Failed = {
  readonly attempts: number;
  readonly failure: string;
  readonly isGone: boolean;
  readonly chance: number;
};

/** Settles an attempt that failed; answers whether the endpoint was disabled by it, and why. */
export async function settleFailed(
  place: Place,
  endpoint: string,
  { seq, nth }: Message,
  { attempts, failure, isGone, chance }: Failed,
  now: Date,
): Promise<Disabled | undefined> {
  const { messages, endpoints } = tables(place);
  const again = triedAgainAt(attempts, now.getTime(), chance);
  // Who is gone may come back, and finds everything.
  const due = isGone ? now : again === undefined ? undefined : new Date(again);
  const { rows } = await place.pool.query<{ disabled: Disabled | null }>(
    `WITH kept AS (
       UPDATE ${messages} SET failure = $4, due_at = coalesce($5, due_at),
         died_at = CASE WHEN $5::timestamptz IS NULL THEN $6::timestamptz END
       WHERE endpoint = $1 AND seq = $2 AND nth = $3
     ), before AS (SELECT disabled FROM ${endpoints} WHERE endpoint = $1)
     UPDATE ${endpoints} e SET failed_at = $6, failures = failures + 1, failure = $4,
       failing_since = coalesce(failing_since, $6),
       disabled = coalesce(e.disabled, CASE WHEN $7 THEN 'gone'
         WHEN failing_since < $8 THEN 'failing' END)
     FROM before WHERE endpoint = $1
     RETURNING CASE WHEN before.disabled IS NULL THEN e.disabled END AS disabled`,
    [
      ...[endpoint, seq, nth, failure, due ?? null, now, isGone],
      new Date(now.getTime() - FAILING_MILLISECONDS),
    ],
  );
  return rows[0]?.disabled ?? undefined;
}

/** Gives a message back that nobody sends any more. */
export async function giveBack(
  place: Place,
  endpoint: string,
  { seq, nth }: Message,
  now: Date,
): Promise<void> {
  await place.pool.query(
    `UPDATE ${tables(place).messages} SET due_at = $4, attempts = greatest(attempts - 1, 0)
     WHERE endpoint = $1 AND seq = $2 AND nth = $3`,
    [endpoint, seq, nth, now],
  );
}

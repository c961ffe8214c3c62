/** Receivers and what came in at them, in a programme's tables. */
import { hash } from "node:crypto";
import type { House } from "@patronage/ledger";
import { escapeIdentifier, type ClientBase } from "pg";
import type { Known, KnownLine } from "./receiver-commands.ts";
import type { ShopName } from "./receiver-mapping.ts";
import type { Notice, Read } from "./receiver-notice.ts";

/** A programme's tables. */
export type Place = { readonly pool: House["pool"]; readonly schema: string };

export const STATES = ["done", "ignored", "waiting", "refused", "unreadable"] as const;
export type State = (typeof STATES)[number];

export type Receiver = {
  readonly receiver: string;
  readonly shop: ShopName;
  readonly secret: string;
  readonly mapping: string;
  readonly changedAt: Date;
};

const tables = ({ schema }: Pick<Place, "schema">) => {
  const quoted = escapeIdentifier(schema);
  return { receivers: `${quoted}.receivers`, deliveries: `${quoted}.deliveries` };
};

/** Makes a receiver, or changes it; what its mapping refused is then tried again. */
export async function putReceiver(
  place: Place,
  { receiver, shop, secret, mapping, changedAt }: Receiver,
): Promise<void> {
  const { receivers, deliveries } = tables(place);
  await place.pool.query(
    `WITH again AS (
       UPDATE ${deliveries} SET state = 'waiting', due_at = $5
       WHERE receiver = $1 AND state = 'refused'
     )
     INSERT INTO ${receivers} (receiver, shop, secret, mapping, made_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $5)
     ON CONFLICT (receiver) DO UPDATE SET shop = $2, secret = $3, mapping = $4, changed_at = $5`,
    [receiver, shop, secret, mapping, changedAt],
  );
}

/** The receivers in the order of their names; or one of them. */
export async function listReceivers(place: Place, receiver?: string): Promise<Receiver[]> {
  const { rows } = await place.pool.query<Omit<Receiver, "changedAt"> & { changed_at: Date }>(
    `SELECT receiver, shop, secret, mapping, changed_at FROM ${tables(place).receivers}
     WHERE $1::text IS NULL OR receiver = $1 ORDER BY receiver`,
    [receiver ?? null],
  );
  return rows.map(({ changed_at: changedAt, ...row }) => ({ ...row, changedAt }));
}

export async function deleteReceiver(place: Place, receiver: string): Promise<boolean> {
  const { rowCount } = await place.pool.query(
    `DELETE FROM ${tables(place).receivers} WHERE receiver = $1`,
    [receiver],
  );
  return rowCount === 1;
}

/** How many deliveries of a receiver there are in each state. */
export async function countStates(
  place: Place,
  receiver: string,
): Promise<{ [state in State]?: number }> {
  const { rows } = await place.pool.query<{ state: State; count: string }>(
    `SELECT state, count(*) FROM ${tables(place).deliveries} WHERE receiver = $1 GROUP BY state`,
    [receiver],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

/** A delivery as it is kept. */
export type Delivery = {
  readonly delivery: string;
  readonly source: string | null;
  readonly topic: string;
  readonly order: string | null;
  readonly state: State;
  readonly reason: string | null;
  readonly times: number;
  readonly receivedAt: Date;
};

const KEPT = `place AS delivery, source, topic, "order", state, reason, times,
  received_at AS "receivedAt"`;

/** What came in after a place, oldest first; of one state, or of all. */
export async function listDeliveries(
  place: Place,
  receiver: string,
  { state, after, most }: { state: State | undefined; after: string; most: number },
): Promise<Delivery[]> {
  const { rows } = await place.pool.query<Delivery>(
    `SELECT ${KEPT} FROM ${tables(place).deliveries}
     WHERE receiver = $1 AND place > $2 AND ($3::text IS NULL OR state = $3)
     ORDER BY place LIMIT $4`,
    [receiver, after, state ?? null, most],
  );
  return rows;
}

export async function readDelivery(place: Place, delivery: string): Promise<Delivery | undefined> {
  const { rows } = await place.pool.query<Delivery>(
    `SELECT ${KEPT} FROM ${tables(place).deliveries} WHERE place = $1`,
    [delivery],
  );
  return rows[0];
}

export type Kept = { readonly source: string | undefined; readonly body: string };

/** Keeps a delivery before anything else is done with it; the same one again is the one there is. */
export async function keepDelivery(
  place: Place,
  receiver: string,
  read: Read,
  { source, body }: Kept,
  now: Date,
): Promise<Delivery> {
  const state = read.kind === "notice" ? "waiting" : read.kind;
  const { rows } = await place.pool.query<Delivery>(
    `INSERT INTO ${tables(place).deliveries} AS d
       (receiver, digest, source, topic, "order", notice, state, reason, received_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
     ON CONFLICT (receiver, digest) DO UPDATE SET times = d.times + 1
     RETURNING ${KEPT}`,
    [
      ...[receiver, hash("sha256", `${read.topic}\n${body}`, "buffer"), source ?? null, read.topic],
      ...(read.kind === "notice"
        ? [read.notice.order, JSON.stringify(read.notice), state, null]
        : [null, null, state, read.reason]),
      now,
    ],
  );
  return rows[0]!;
}

/** Has deliveries tried again that were refused or, if asked, ignored; answers how many. */
export async function retryDeliveries(
  place: Place,
  receiver: string,
  states: readonly State[],
  now: Date,
): Promise<number> {
  const { rowCount } = await place.pool.query(
    `UPDATE ${tables(place).deliveries} SET state = 'waiting', due_at = $3, tries = 0
     WHERE receiver = $1 AND state = ANY ($2) AND notice IS NOT NULL`,
    [receiver, states, now],
  );
  return rowCount ?? 0;
}

/** The deliveries that are due, the oldest first. */
export async function readDue(place: Place, now: Date, most: number): Promise<string[]> {
  const { rows } = await place.pool.query<{ place: string }>(
    `SELECT place FROM ${tables(place).deliveries}
     WHERE state = 'waiting' AND due_at <= $1 ORDER BY due_at, place LIMIT $2`,
    [now, most],
  );
  return rows.map((row) => row.place);
}

const KEPT_DAYS = 90;

/** Forgets what was kept for long enough. */
export async function forgetDeliveries(place: Place, now: Date): Promise<void> {
  await place.pool.query(
    `DELETE FROM ${tables(place).deliveries}
     WHERE received_at < $1::timestamptz - $2 * interval '1 day'`,
    [now, KEPT_DAYS],
  );
}

/** A delivery that is being worked on, in the transaction that does so. */
export type Working = {
  readonly receiver: string;
  readonly notice: Notice;
  readonly tries: number;
  readonly mapping: string;
};

/** Takes a delivery that waits, and its order with it; undefined when somebody else did it. */
export async function takeDelivery(
  client: ClientBase,
  delivery: string,
): Promise<Working | undefined> {
  // Two deliveries of one order never meet. The row itself stays free, so that whoever delivers it once
  // more is answered at once.
  await client.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(
       concat_ws(' ', current_schema(), receiver, "order"), 0)) FROM deliveries WHERE place = $1`,
    [delivery],
  );
  type Row = { receiver: string; notice: string; tries: number; mapping: string };
  const { rows } = await client.query<Row>(
    `SELECT receiver, notice, tries, mapping FROM deliveries JOIN receivers USING (receiver)
     WHERE place = $1 AND state = 'waiting'`,
    [delivery],
  );
  const [row] = rows;
  return row && { ...row, notice: JSON.parse(row.notice) as Notice };
}

/** Leaves a delivery alone for a while that could not be worked on. */
export async function putOff(place: Place, delivery: string, until: Date): Promise<void> {
  await place.pool.query(
    `UPDATE ${tables(place).deliveries} SET due_at = $2 WHERE place = $1 AND state = 'waiting'`,
    [delivery, until],
  );
}

export type Settled = {
  readonly state: State;
  readonly reason: string | undefined;
  /** When it is tried again, of what waits. */
  readonly dueAt: Date | undefined;
};

export async function settleDelivery(
  client: ClientBase,
  delivery: string,
  { state, reason, dueAt }: Settled,
): Promise<void> {
  await client.query(
    `UPDATE deliveries SET state = $2, reason = $3, due_at = coalesce($4, due_at), tries = tries + 1
     WHERE place = $1`,
    [delivery, state, reason ?? null, dueAt ?? null],
  );
}

/** What is known of an order. */
export async function readKnown(
  client: ClientBase,
  receiver: string,
  order: string,
): Promise<Known | undefined> {
  type OrderRow = { refunds: string[]; total_e6: string; returned_e6: string };
  const { rows: orders } = await client.query<OrderRow>(
    `SELECT refunds, total_e6, returned_e6 FROM received_orders WHERE receiver = $1 AND "order" = $2`,
    [receiver, order],
  );
  const [found] = orders;
  if (found === undefined) return undefined;
  type LineRow = { [name in "line" | "paid" | "quantity" | "refunded" | "returned"]: string };
  const { rows } = await client.query<LineRow>(
    `SELECT line, paid_minor AS paid, quantity_e6 AS quantity, refunded_minor AS refunded,
       returned_e6 AS returned
     FROM received_lines WHERE receiver = $1 AND "order" = $2`,
    [receiver, order],
  );
  const lines = rows.map(({ line, paid, quantity, refunded, returned }): [string, KnownLine] => [
    line,
    {
      ...{ paidMinor: BigInt(paid), quantityE6: BigInt(quantity) },
      ...{ refundedMinor: BigInt(refunded), returnedE6: BigInt(returned) },
    },
  ]);
  return {
    ...{ lines: new Map(lines), refunds: found.refunds },
    ...{ totalE6: BigInt(found.total_e6), returnedE6: BigInt(found.returned_e6) },
  };
}

const DAY_MILLISECONDS = 86_400_000;

/** Writes down what is known of an order, and has what waits for it tried again. */
export async function writeKnown(
  client: ClientBase,
  receiver: string,
  order: string,
  known: Known,
  now: Date,
): Promise<void> {
  const { refunds, totalE6, returnedE6, completesIn, toldAt, lines } = known;
  const completesAt =
    typeof completesIn === "number"
      ? new Date(now.getTime() + completesIn * DAY_MILLISECONDS)
      : undefined;
  await client.query(
    `INSERT INTO received_orders AS o
       (receiver, "order", refunds, total_e6, returned_e6, completes_at, told_at)
     VALUES ($1, $2, $3, $4, $5, $6, $8)
     ON CONFLICT (receiver, "order") DO UPDATE SET refunds = $3, returned_e6 = $5,
       completes_at = CASE WHEN $8 < o.told_at THEN o.completes_at
         WHEN $7 THEN NULL ELSE coalesce(o.completes_at, $6) END,
       told_at = greatest(o.told_at, $8)`,
    [
      ...[receiver, order, refunds, totalE6, returnedE6, completesAt ?? null],
      ...[completesIn === "never", toldAt ?? null],
    ],
  );
  const all = Array.from(lines);
  await client.query(
    `INSERT INTO received_lines (receiver, "order", line, paid_minor, quantity_e6, refunded_minor, returned_e6)
     SELECT $1, $2, * FROM unnest($3::text[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[])
     ON CONFLICT (receiver, "order", line) DO UPDATE
       SET refunded_minor = excluded.refunded_minor, returned_e6 = excluded.returned_e6`,
    [
      ...[receiver, order, all.map(([line]) => line)],
      ...[all.map(([, { paidMinor }]) => paidMinor), all.map(([, one]) => one.quantityE6)],
      ...[all.map(([, one]) => one.refundedMinor), all.map(([, one]) => one.returnedE6)],
    ],
  );
  await client.query(
    `UPDATE deliveries SET due_at = $3
     WHERE receiver = $1 AND "order" = $2 AND state = 'waiting' AND due_at > $3`,
    [receiver, order, now],
  );
}

/** The orders that can no longer be returned, the longest due first. */
export async function readCompleting(
  place: Place,
  now: Date,
  most: number,
): Promise<{ readonly receiver: string; readonly order: string; readonly mapping: string }[]> {
  const quoted = escapeIdentifier(place.schema);
  const { rows } = await place.pool.query<{ receiver: string; order: string; mapping: string }>(
    `SELECT receiver, "order", mapping FROM ${quoted}.received_orders
     JOIN ${quoted}.receivers USING (receiver)
     WHERE completes_at <= $1 AND completed_at IS NULL ORDER BY completes_at LIMIT $2`,
    [now, most],
  );
  return rows;
}

/** Writes down that an order completed or, without an instant, that it is to be tried again later. */
export async function settleCompletion(
  place: Place,
  { receiver, order }: { readonly receiver: string; readonly order: string },
  completedAt: Date | undefined,
  againAt: Date,
): Promise<void> {
  await place.pool.query(
    `UPDATE ${escapeIdentifier(place.schema)}.received_orders
     SET completed_at = $3, completes_at = CASE WHEN $3::timestamptz IS NULL THEN $4 ELSE completes_at END
     WHERE receiver = $1 AND "order" = $2`,
    [receiver, order, completedAt ?? null, againAt],
  );
}

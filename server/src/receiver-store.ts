/** Receivers and what came in at them, in a programme's tables. */
import { hash } from "node:crypto";
import type { House } from "@patronage/ledger";
import { escapeIdentifier, type ClientBase } from "pg";
import { keptHolder } from "./people-store.ts";
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
  return {
    receivers: `${quoted}.receivers`,
    deliveries: `${quoted}.deliveries`,
    orders: `${quoted}.received_orders`,
  };
};

/** A receiver as it is put; without a secret it keeps the one it has. */
export type ReceiverPut = Omit<Receiver, "secret"> & { readonly secret: string | undefined };

/**
 * Makes a receiver, or changes it; what its mapping refused is then tried again. Answers whether it is
 * there: a new one needs a secret.
 */
export async function putReceiver(
  place: Place,
  { receiver, shop, secret, mapping, changedAt }: ReceiverPut,
): Promise<boolean> {
  const { receivers, deliveries, orders } = tables(place);
  const { rowCount } = await place.pool.query(
    `WITH again AS (
       UPDATE ${deliveries} SET state = 'waiting', due_at = $5
       WHERE receiver = $1 AND state = 'refused'
     ), completing AS (
       UPDATE ${orders} SET completes_at = $5
       WHERE receiver = $1 AND refusal IS NOT NULL AND completed_at IS NULL AND completes_at > $5
     ), kept AS (
       SELECT coalesce($3, (SELECT secret FROM ${receivers} WHERE receiver = $1)) AS secret
     )
     INSERT INTO ${receivers} (receiver, shop, secret, mapping, made_at, changed_at)
     SELECT $1, $2, secret, $4, $5, $5 FROM kept WHERE secret IS NOT NULL
     ON CONFLICT (receiver) DO UPDATE
       SET shop = $2, secret = excluded.secret, mapping = $4, changed_at = $5`,
    [receiver, shop, secret ?? null, mapping, changedAt],
  );
  return rowCount === 1;
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

export type Kept = {
  readonly source: string | undefined;
  readonly body: string;
  /** Whose it is, by the ledger's id. */
  readonly holder: string | undefined;
};

/** Keeps a delivery before anything else is done with it; the same one again is the one there is. */
export async function keepDelivery(
  place: Place,
  receiver: string,
  read: Read,
  { source, body, holder }: Kept,
  now: Date,
): Promise<Delivery> {
  const state = read.kind === "notice" ? "waiting" : read.kind;
  const { rows } = await place.pool.query<Delivery>(
    `INSERT INTO ${tables(place).deliveries} AS d
       (receiver, digest, source, topic, "order", notice, state, reason, holder, received_at, due_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
     ON CONFLICT (receiver, digest) DO UPDATE SET times = d.times + 1
     RETURNING ${KEPT}`,
    [
      ...[receiver, hash("sha256", `${read.topic}\n${body}`, "buffer"), source ?? null, read.topic],
      ...(read.kind === "notice"
        ? [read.notice.order, JSON.stringify(read.notice), state, null]
        : [null, null, state, read.reason]),
      ...[holder === undefined ? null : keptHolder(holder), now],
    ],
  );
  return rows[0]!;
}

/**
 * Has deliveries tried again that were refused or, if asked, ignored, and orders that could not complete;
 * answers how many deliveries there were.
 */
export async function retryDeliveries(
  place: Place,
  receiver: string,
  states: readonly State[],
  now: Date,
): Promise<number> {
  const { deliveries, orders } = tables(place);
  const { rowCount } = await place.pool.query(
    `WITH completing AS (
       UPDATE ${orders} SET completes_at = $3
       WHERE receiver = $1 AND refusal IS NOT NULL AND completed_at IS NULL AND completes_at > $3
     )
     UPDATE ${deliveries} SET state = 'waiting', due_at = $3, tries = 0
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
  type OrderRow = { [name in "total_e6" | "returned_e6"]: string } & {
    readonly [name in "ledger_order" | "told_at"]: string | null;
  } & { readonly minor_unit: number; readonly refunds: string[] };
  const { rows: orders } = await client.query<OrderRow>(
    `SELECT ledger_order, minor_unit, refunds, total_e6, returned_e6,
       to_char(told_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS told_at
     FROM received_orders WHERE receiver = $1 AND "order" = $2`,
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
    ...{ ledgerOrder: found.ledger_order ?? undefined, minorUnit: found.minor_unit },
    ...{ lines: new Map(lines), refunds: found.refunds, toldAt: found.told_at ?? undefined },
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
  const { ledgerOrder, minorUnit, refunds, totalE6, returnedE6, completesIn, toldAt, lines } =
    known;
  const completesAt =
    typeof completesIn === "number"
      ? new Date(now.getTime() + completesIn * DAY_MILLISECONDS)
      : undefined;
  await client.query(
    `INSERT INTO received_orders AS o
       (receiver, "order", refunds, total_e6, returned_e6, completes_at, told_at, ledger_order, minor_unit)
     VALUES ($1, $2, $3, $4, $5, $6, $8, $9, $10)
     ON CONFLICT (receiver, "order") DO UPDATE SET refunds = $3, total_e6 = $4, returned_e6 = $5,
       ledger_order = $9, minor_unit = $10, completes_at = CASE WHEN $8 < o.told_at THEN o.completes_at
         WHEN $7 THEN NULL ELSE coalesce(o.completes_at, $6) END,
       told_at = greatest(o.told_at, $8)`,
    [
      ...[receiver, order, refunds, totalE6, returnedE6, completesAt ?? null],
      ...[completesIn === "never", toldAt ?? null, ledgerOrder ?? null, minorUnit],
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

/** An order that can no longer be returned. */
export type Completing = {
  readonly receiver: string;
  readonly order: string;
  readonly ledgerOrder: string;
  /** Why it could not complete the last time. */
  readonly refusal: string | null;
};

/** The orders that can no longer be returned, the longest due first. */
export async function readCompleting(place: Place, now: Date, most: number): Promise<Completing[]> {
  const { rows } = await place.pool.query<Completing>(
    `SELECT receiver, "order", ledger_order AS "ledgerOrder", refusal FROM ${tables(place).orders}
     WHERE completes_at <= $1 AND completed_at IS NULL AND ledger_order IS NOT NULL
     ORDER BY completes_at LIMIT $2`,
    [now, most],
  );
  return rows;
}

/** That an order completed or, with why not, when it is tried again. */
export type Completion =
  { readonly completedAt: Date } | { readonly refusal: string; readonly againAt: Date };

export async function settleCompletion(
  place: Place,
  { receiver, order }: Completing,
  completion: Completion,
): Promise<void> {
  const { completedAt, refusal, againAt } = { ...NOTHING, ...completion };
  await place.pool.query(
    `UPDATE ${tables(place).orders}
     SET completed_at = $3, refusal = $4, completes_at = coalesce($5, completes_at)
     WHERE receiver = $1 AND "order" = $2`,
    [receiver, order, completedAt, refusal, againAt],
  );
}
const NOTHING = { completedAt: null, refusal: null, againAt: null };

/** An order that the ledger does not let complete. */
export type Incomplete = {
  readonly order: string;
  readonly reason: string;
  readonly againAt: Date;
};

/** The orders of a receiver that could not complete, those first that are tried again first. */
export async function listIncomplete(
  place: Place,
  receiver: string,
  most: number,
): Promise<Incomplete[]> {
  const { rows } = await place.pool.query<Incomplete>(
    `SELECT "order", refusal AS reason, completes_at AS "againAt" FROM ${tables(place).orders}
     WHERE receiver = $1 AND refusal IS NOT NULL AND completed_at IS NULL AND completes_at IS NOT NULL
     ORDER BY completes_at LIMIT $2`,
    [receiver, most],
  );
  return rows;
}

/** A delivery about somebody, and what was understood of it. */
export type DeliveryOf = Delivery & { readonly receiver: string; readonly notice: Notice };

/** Of a holder: what says whose it is, and what else came in about the same orders. */
const OF_HOLDER = ({ deliveries }: ReturnType<typeof tables>): string =>
  `holder = $1 OR (receiver, "order") IN (
     SELECT receiver, "order" FROM ${deliveries} WHERE holder = $1)`;

/** What came in about a holder, oldest first. */
export async function listDeliveriesOf(place: Place, holder: string): Promise<DeliveryOf[]> {
  const all = tables(place);
  const { rows } = await place.pool.query<Delivery & { receiver: string; notice: string }>(
    `SELECT receiver, ${KEPT}, notice FROM ${all.deliveries} WHERE ${OF_HOLDER(all)} ORDER BY place`,
    [keptHolder(holder)],
  );
  return rows.map((row) => ({ ...row, notice: JSON.parse(row.notice) as Notice }));
}

/** Erases what came in about a holder; answers whether there was anything. */
export async function eraseDeliveriesOf(place: Place, holder: string): Promise<boolean> {
  const all = tables(place);
  const { rowCount } = await place.pool.query(
    `DELETE FROM ${all.deliveries} WHERE ${OF_HOLDER(all)}`,
    [keptHolder(holder)],
  );
  return (rowCount ?? 0) > 0;
}

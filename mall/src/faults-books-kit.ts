/**
 * For tests: the books of a mall held against those of Alipay and of the ledger. Each check answers what
 * is wrong as sentences, so that a failure says what happened to which order.
 */
import { listOpenHolds, readEvents, readProgramme } from "@patronage/ledger";
import { setTimeout as pause } from "node:timers/promises";
import type { StandInTrade } from "./alipay-stand-in.ts";
import type { Kit } from "./mall-kit.ts";

const STEP_SECONDS = 150;
const STEPS_MOST = 40;
/** The processes look at the clock each second, and so does the worker at its work. */
const STEP_MILLISECONDS = 1_500;

const openHolds = (kit: Kit) => readProgramme(kit.house, "kit", listOpenHolds);

/** What is still under way, by how many; nothing when all has come to rest. */
async function underWay(kit: Kit): Promise<string[]> {
  const [row] = await kit.sql<{ [what: string]: string }>(
    `SELECT
       (SELECT count(*) FROM patronage_trade WHERE state = 'returning') AS trades_returning,
       (SELECT count(*) FROM patronage_return WHERE state <> 'done') AS returns,
       (SELECT count(*) FROM patronage_refund WHERE state <> 'done') AS refunds,
       (SELECT count(*) FROM patronage_order WHERE due_at <= $1 AND completed_at IS NULL) AS due,
       (SELECT count(*) FROM patronage_hold WHERE state = 'captured' AND captured_minor IS NULL)
         AS captures`,
    [kit.clock.now()],
  );
  const begun = await kit.sql<{ trade: string }>(
    "SELECT trade FROM patronage_trade WHERE state IN ('begun', 'closed')",
  );
  const unasked = new Set(begun.map(({ trade }) => trade));
  const isPaid = ({ status, tradeId }: StandInTrade) =>
    status === "TRADE_SUCCESS" && unasked.has(tradeId);
  const counts = {
    ...row,
    trades_paid: String(kit.standIn.trades().filter(isPaid).length),
    lost_holds: String((await lostHolds(kit)).length),
  };
  return Object.entries(counts)
    .filter(([, count]) => count !== "0")
    .map(([what, count]) => `${what}: ${count}`);
}

/** Holds that are open in the ledger and that no row of the shop stands for. */
export async function lostHolds(kit: Kit): Promise<string[]> {
  const open = (await openHolds(kit)).map(({ hold }) => hold);
  const known = await kit.sql<{ hold: string }>(
    "SELECT hold FROM patronage_hold WHERE hold = ANY($1) AND state = 'held'",
    [open],
  );
  const noted = new Set(known.map(({ hold }) => hold));
  return open.filter((hold) => !noted.has(hold));
}

/** Lets time pass until the processes have done all that was under way; answers what never ends. */
export async function comeToRest(kit: Kit): Promise<string[]> {
  let left: string[] = [];
  for (let step = 0; step < STEPS_MOST; step++) {
    await kit.clock.moveAhead(STEP_SECONDS);
    await pause(STEP_MILLISECONDS);
    await kit.settled();
    left = await underWay(kit);
    if (left.length === 0) break;
  }
  return left;
}

type TradeBook = {
  readonly trade: string;
  readonly state: string;
  readonly code: string;
  readonly amount: string;
  readonly payments: readonly { state: string; amount: number }[] | null;
};

/** Each trade that Alipay says was paid is one payment, or went back whole; no other is either. */
export async function checkTrades(kit: Kit): Promise<string[]> {
  const rows = await kit.sql<TradeBook>(
    `SELECT t.trade, t.state, o.code, t.amount_minor AS amount, (
       SELECT json_agg(json_build_object('state', p.state, 'amount', p.amount)) FROM payment p
       WHERE p.method = 'alipay' AND p."transactionId" = t.trade) AS payments
     FROM patronage_trade t JOIN "order" o ON o.id = t.order_id`,
  );
  const books = new Map(rows.map((row) => [row.trade, row]));
  const wrong: string[] = [];
  for (const trade of kit.standIn.trades()) {
    const { state, code, amount, payments } = books.get(trade.tradeId)!;
    const settled = (payments ?? []).filter((payment) => payment.state === "Settled");
    const back = trade.refunds.filter(({ refundId }) => refundId === `return-${trade.tradeId}`);
    const isUsed = settled.length === 1 && String(settled[0]!.amount) === amount;
    const isBack = back.length === 1 && back[0]!.amountMinor === trade.totalMinor;
    const isRight =
      trade.paidAt === undefined
        ? settled.length === 0 && back.length === 0
        : (isUsed && back.length === 0 && state === "used") ||
          (isBack && settled.length === 0 && state === "returned");
    if (isRight && (payments ?? []).length === settled.length) continue;
    wrong.push(
      `${code}: a trade of ${amount} is ${trade.status} at Alipay and ${state} here, with ` +
        `${settled.length} payments, and went back ${back.length} times.`,
    );
  }
  return wrong;
}

type OrderBook = {
  readonly code: string;
  readonly total: number;
  readonly settled: string;
  readonly noted: string | null;
  readonly paid: string | null;
  readonly state: string;
};

/** Each order is paid in full or not at all, noted once, and told to the ledger once with its lines. */
export async function checkOrders(kit: Kit): Promise<string[]> {
  const orders = await kit.sql<OrderBook>(
    `SELECT o.code, o.state, p.state AS noted,
       (SELECT sum("subTotalWithTax" + "shippingWithTax") FROM "order" x WHERE x.id = o.id)::int AS total,
       (SELECT coalesce(sum(amount), 0) FROM payment y WHERE y."orderId" = o.id AND y.state = 'Settled')
         AS settled,
       (SELECT sum(paid_minor) FROM patronage_order_line l WHERE l.order_id = o.id) AS paid
     FROM "order" o LEFT JOIN patronage_order p ON p.order_id = o.id ORDER BY o.id`,
  );
  const { rows } = await kit.house.pool.query<{ code: string; paid: string }>(
    `SELECT command::jsonb ->> 'order' AS code, (
       SELECT sum((line ->> 'paid')::bigint) FROM jsonb_array_elements(command::jsonb -> 'lines') line
     ) AS paid
     FROM programme_kit.journal WHERE command::jsonb ->> 'type' = 'order.pay'`,
  );
  const told = Map.groupBy(rows, ({ code }) => code);
  const wrong: string[] = [];
  for (const { code, total, settled, noted, paid, state } of orders) {
    const commands = told.get(code) ?? [];
    told.delete(code);
    const isOpen = noted === null && settled === "0" && commands.length === 0;
    const isInLedger = commands.length === 1 && commands[0]!.paid === paid;
    const isWaiting = noted === "waiting" && commands.length === 0;
    const isPaid = String(total) === settled && (isWaiting || (noted === "sent" && isInLedger));
    if (isOpen || isPaid) continue;
    wrong.push(
      `${code} (${state}, ${noted ?? "not noted"}) of ${total} has payments of ${settled} and ` +
        `${commands.length} commands of ${commands[0]?.paid} for ${paid}.`,
    );
  }
  return [
    ...wrong,
    ...[...told.keys()].map((code) => `The ledger has an order ${code} of nobody.`),
  ];
}

type RefundBook = {
  readonly id: number;
  readonly code: string;
  readonly method: string;
  readonly state: string;
  readonly trade: string;
  readonly pay: string;
};

/** Each refund of money is made once, with what its return leaves of it; nothing else is paid back. */
export async function checkRefunds(kit: Kit): Promise<string[]> {
  const refunds = await kit.sql<RefundBook>(
    `SELECT f.refund_id AS id, o.code, p.method, r.state, p."transactionId" AS trade,
       f.total_minor - f.withheld_minor AS pay
     FROM patronage_refund f JOIN refund r ON r.id = f.refund_id JOIN payment p ON p.id = f.payment_id
     JOIN "order" o ON o.id = p."orderId" WHERE f.kind = 'money'`,
  );
  const made = kit.standIn
    .trades()
    .flatMap(({ tradeId, refunds: some }) =>
      some
        .filter(({ refundId }) => refundId.startsWith("refund-"))
        .map(({ refundId, amountMinor }) => ({ key: `${tradeId} ${refundId}`, amountMinor })),
    );
  const byKey = Map.groupBy(made, ({ key }) => key);
  const wrong: string[] = [];
  for (const { id, code, method, state, trade, pay } of refunds) {
    const key = `${trade} refund-${id}`;
    const some = byKey.get(key) ?? [];
    byKey.delete(key);
    const isRight =
      pay === "0" || method !== "alipay"
        ? some.length === 0
        : some.length === 1 && some[0]!.amountMinor.toString() === pay;
    if (isRight && state === "Settled") continue;
    wrong.push(`${code}: a refund of ${pay} is ${state}, and was made ${some.length} times.`);
  }
  return [...wrong, ...[...byKey.keys()].map((key) => `Alipay made a refund of nobody: ${key}.`)];
}

type ReturnBook = {
  readonly id: string;
  readonly code: string;
  readonly asked: string;
  readonly given: string;
  readonly withheld: string;
  readonly gross: string;
  readonly events: string | null;
};

/** Each return gives back what its goods cost, less what the ledger said is to be withheld. */
export async function checkReturns(kit: Kit): Promise<string[]> {
  const returns = await kit.sql<ReturnBook>(
    `SELECT r.id, o.code, r.money_minor + r.shares_minor AS asked,
       (SELECT coalesce(sum(total_minor), 0) FROM patronage_refund f WHERE f.return_id = r.id) AS given,
       (SELECT coalesce(sum(f.withheld_minor), 0) FROM patronage_refund f WHERE f.return_id = r.id)
         AS withheld,
       (SELECT sum((g ->> 'gross')::bigint) FROM jsonb_array_elements(r.goods) g) AS gross
     FROM patronage_return r JOIN patronage_order o USING (order_id)`,
  );
  const wrong: string[] = [];
  for (const { id, code, asked, given, withheld, gross } of returns) {
    const { rows } = await kit.house.pool.query<{ events: string }>(
      "SELECT events FROM programme_kit.journal WHERE id = $1",
      [`order.refund ${id}`],
    );
    const decidedMinor = rows.length === 0 ? 0n : withheldIn(rows[0]!.events);
    if (asked === gross && given === asked && BigInt(withheld) === decidedMinor) continue;
    wrong.push(
      `${code}: goods of ${gross} came back, ${asked} was asked, ${given} given with ${withheld} ` +
        `withheld, where the ledger says ${decidedMinor}.`,
    );
  }
  return wrong;
}

/** What a command's events say is to be withheld, in minor units. */
function withheldIn(events: string): bigint {
  const refunded = readEvents(events).find((event) => event.type === "orderRefunded");
  return (refunded?.givenBackMinor ?? 0n) + (refunded?.missingMinor ?? 0n);
}

/** What is set aside is what the shop counts on, and each capture is in the ledger once. */
export async function checkHolds(kit: Kit): Promise<string[]> {
  const open = new Set((await openHolds(kit)).map(({ hold }) => hold));
  const holds = await kit.sql<{ hold: string; state: string; payments: string }>(
    `SELECT h.hold, h.state, (SELECT count(*) FROM payment p WHERE p."orderId" = h.order_id
       AND p.method = 'shares' AND p.state = 'Settled') AS payments FROM patronage_hold h`,
  );
  const { rows } = await kit.house.pool.query<{ id: string }>(
    "SELECT id FROM programme_kit.journal WHERE id LIKE 'shares.capture %'",
  );
  const captured = new Set(rows.map(({ id }) => id.slice("shares.capture ".length)));
  const wrong = holds
    .filter(
      ({ hold, state, payments }) =>
        open.has(hold) !== (state === "held") ||
        captured.has(hold) !== (state === "captured") ||
        (state !== "released" && payments !== "1"),
    )
    .map(({ hold, state, payments }) => `${hold} is ${state} with ${payments} payments.`);
  return [...wrong, ...(await lostHolds(kit)).map((hold) => `${hold} is set aside for nothing.`)];
}

/**
 * For tests: what goes on in a mall while its processes are killed. Shoppers pay by Alipay, twice at
 * once, or with shares; staff ships and takes goods back; everything by seed, but for the machine's own
 * timing.
 */
import { setTimeout as pause } from "node:timers/promises";
import { beginPayment, payInShares, ship, type Placed } from "../sample/client.ts";
import { lostHolds } from "./faults-books-kit.ts";
import { seeded, until, type Mortal, type Site } from "./faults-kit.ts";
import { checkOut, buy, deliver, logInAdmin, type Admin, type Shopper } from "./mall-kit.ts";

export type StormOptions = {
  readonly seed: number;
  /** How often a server is killed; and a worker as often. */
  readonly kills: number;
};

/** How it went, to see that the kills fell where something was under way. */
export type Tally = {
  serverKills: number;
  busyServerKills: number;
  workerKills: number;
  busyWorkerKills: number;
  returns: number;
  lostAnswers: number;
  /** Shares that were set aside in the ledger for an order that knows nothing of it. */
  lostHolds: number;
};

type Storm = StormOptions & {
  readonly site: Site;
  readonly admin: Admin;
  readonly buyers: readonly Shopper[];
  readonly tally: Tally;
  readonly starting: Map<Mortal, Promise<void>>;
};

const BUYERS = 3;
const REFUND = "alipay.trade.refund";
const KILL_MILLISECONDS = 61;

/** Shoppers with shares to spend, of orders that can still come back. */
async function openStorm(site: Site, options: StormOptions): Promise<Storm> {
  const { kit } = site;
  const buyers: Shopper[] = [];
  for (let index = 0; index < BUYERS; index++) {
    const shopper = await site.shopper(`buyer-${index}@example.com`);
    await deliver(kit, await buy(kit, shopper, { tea: 40 }));
    buyers.push(shopper);
  }
  await kit.passDays(9);
  return {
    ...options,
    ...{ site, buyers, admin: await logInAdmin(kit), starting: new Map() },
    tally: {
      ...{ serverKills: 0, busyServerKills: 0, workerKills: 0, busyWorkerKills: 0 },
      ...{ returns: 0, lostAnswers: 0, lostHolds: 0 },
    },
  };
}

async function killAndStart(storm: Storm, mortals: readonly Mortal[]): Promise<boolean> {
  const isBusy = await mortals[0]!.isBusy();
  await Promise.all(mortals.map((one) => one.kill()));
  for (const one of mortals) {
    const starting = one.start();
    // Told where it is waited for.
    starting.catch(() => undefined);
    storm.starting.set(one, starting);
  }
  return isBusy;
}

const isUp = async (storm: Storm, one: Mortal): Promise<void> => storm.starting.get(one);

/** A shopper at the till, and what the shopper is about to do. */
type Visit = { readonly shopper: Shopper; readonly order: Placed; readonly acts: Act[] };
type Act = () => Promise<unknown>;

async function visit(
  { site: { kit } }: Storm,
  shopper: Shopper,
  random: (below: number) => number,
  spendsShares: boolean,
): Promise<Visit> {
  const { ask, customerId } = shopper;
  if (spendsShares) {
    const order = await checkOut(kit, ask, { tea: 1, cup: 1, peach: 1 });
    return { shopper, order, acts: [() => payInShares(ask, 20_00n)] };
  }
  const isSoonDue = random(2) === 0;
  const order = await checkOut(kit, ask, isSoonDue ? { peach: 2 } : { tea: 3 });
  if (isSoonDue) await payInShares(ask, 10_00n);
  // Somebody who pays in two windows at once is owed one of them.
  const trades = [await beginPayment(ask)];
  if (random(4) === 0) trades.push(await beginPayment(ask));
  return {
    ...{ shopper, order },
    acts: trades.map((trade) => () => kit.standIn.pay(trade, `payer-${customerId}`)),
  };
}

/** The shopper looks at what has become of it: pays what is left, or goes back to the cart. */
async function finish({ site }: Storm, { shopper, order }: Visit, goesBack: boolean) {
  const { ask } = shopper;
  await until("a server is up", () => site.servers.some((one) => one.isUp()), 60_000);
  const [row] = await site.kit.sql<{ state: string }>('SELECT state FROM "order" WHERE id = $1', [
    order.orderId,
  ]);
  if (row!.state !== "ArrangingPayment") return;
  if (!goesBack) {
    await site.kit.standIn.pay(await beginPayment(ask), `payer-${shopper.customerId}`);
    return;
  }
  await ask('mutation { transitionOrderToState(state: "AddingItems") { __typename } }');
  await ask("mutation { removeAllOrderLines { __typename } }");
}

const holdCount = async ({ site: { kit } }: Storm): Promise<number> => {
  const { rows } = await kit.house.pool.query(
    `SELECT FROM programme_kit.journal WHERE id LIKE 'shares.hold %'`,
  );
  return rows.length;
};

async function serverRound(storm: Storm, index: number): Promise<void> {
  const { site, tally } = storm;
  const random = seeded(storm.seed * 1_000 + index);
  const target = site.servers[index % 2]!;
  await isUp(storm, target);
  site.door.prefer(target);
  const spendsShares = index % 3 === 2;
  const visits = await Promise.all(
    storm.buyers.map((buyer) => visit(storm, buyer, random, spendsShares)),
  );
  const holds = await holdCount(storm);
  const acting = visits.flatMap(({ acts }) => acts.map((act) => act().then(Boolean, () => false)));
  if (spendsShares) {
    const isHeld = async () => (await holdCount(storm)) > holds;
    await until("shares are held", isHeld, 5_000, 2).catch(() => undefined);
    await pause(random(25));
  } else await pause(random(KILL_MILLISECONDS));
  // Now and then nobody is there to take the next notice.
  const isDark = index % 7 === 4;
  const isBusy = await killAndStart(
    storm,
    isDark ? [target, site.servers[(index + 1) % 2]!] : [target],
  );
  tally.serverKills += 1;
  tally.busyServerKills += isBusy ? 1 : 0;
  tally.lostAnswers += (await Promise.all(acting)).filter((isTaken) => !isTaken).length;
  for (const one of visits) await finish(storm, one, random(2) === 0);
}

const RETURN = "mutation ($input: PatronageReturnInput!) { patronageReturnGoods(input: $input) }";

/** Staff ships what is soon due, and takes single pieces back. */
async function giveWork(storm: Storm, random: (below: number) => number): Promise<void> {
  const { site, admin, tally } = storm;
  const [soonDue] = await site.kit.sql<{ order_id: number }>(
    `SELECT order_id FROM patronage_order o WHERE delivered_at IS NULL AND NOT EXISTS (
       SELECT FROM patronage_order_line l WHERE l.order_id = o.order_id AND l.return_days > 0)
     ORDER BY order_id LIMIT 1`,
  );
  if (soonDue !== undefined) await ship(admin, soonDue.order_id);
  for (let count = 0; count < 3; count++) {
    const lines = await site.kit.sql<{ order_id: number; line: string }>(
      `SELECT order_id, line FROM patronage_order_line WHERE returned_quantity < quantity
       ORDER BY order_id, line`,
    );
    const { order_id, line } = lines[random(lines.length)]!;
    try {
      const goods = { orderId: order_id, lines: [{ line, quantity: 1 }], reason: "storm" };
      await admin(RETURN, { input: goods });
      tally.returns += 1;
    } catch (error) {
      // Shares are spent, and what they were worth is not noted yet: somebody tries later.
      if (!/try again in a moment/.test((error as Error).message)) throw error;
    }
  }
}

async function workerRound(storm: Storm, index: number): Promise<void> {
  const { site, tally } = storm;
  const { standIn } = site.kit;
  const random = seeded(storm.seed * 1_000 + 500 + index);
  const target = site.workers[index % 2]!;
  await isUp(storm, target);
  const callCount = standIn.calls[REFUND] ?? 0;
  if (random(3) === 0) standIn.failNext(REFUND, "after", 2);
  await giveWork(storm, random);
  const isAtWork = () => (standIn.calls[REFUND] ?? 0) > callCount;
  await until("a refund is paid", isAtWork, 1_500, 3).catch(() => undefined);
  await pause(random(120));
  const isBusy = await killAndStart(storm, [target]);
  tally.workerKills += 1;
  tally.busyWorkerKills += isBusy ? 1 : 0;
}

/** Kills servers and workers so many times each while the mall is at work; then all of them are up. */
export async function runStorm(site: Site, options: StormOptions): Promise<Tally> {
  await site.startAll();
  const storm = await openStorm(site, options);
  const each = async (round: (storm: Storm, index: number) => Promise<void>): Promise<void> => {
    for (let index = 0; index < options.kills; index++) await round(storm, index);
  };
  await Promise.all([each(serverRound), each(workerRound)]);
  await Promise.all(storm.starting.values());
  return { ...storm.tally, lostHolds: (await lostHolds(site.kit)).length };
}

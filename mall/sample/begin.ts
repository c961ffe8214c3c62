/**
 * Begins a sample mall: its programme, its goods, and a month of life, all of it through the real
 * APIs, by a clock that begins thirty days ago.
 *
 * Usage: node --import @patronage/mall/transpile mall/sample/begin.ts, with the environment of a server.
 * It tells its progress on the standard output, a JSON object a line.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseJson } from "@patronage/engine";
import {
  createProgramme,
  openHouse,
  openWriter,
  readPosition,
  type Writer,
} from "@patronage/ledger";
import { runGate } from "@patronage/simulator";
import {
  AccountRegistrationEvent,
  EventBus,
  JobQueueService,
  LanguageCode,
  PromotionService,
  SearchService,
} from "@vendure/core";
import type { INestApplicationContext } from "@nestjs/common";
import { openAlipay } from "../src/alipay.ts";
import { furnish, ownerContext } from "../src/furnish.ts";
import { inLedger, type Mall } from "../src/mall.ts";
import { LocksPlugin, openMallClock, openServer, prepareDatabase } from "../src/open.ts";
import { MALL } from "../src/plugin-mall.ts";
import { readSettings } from "../src/run/settings.ts";
import { workOnce } from "../src/worker.ts";
import { CATEGORIES, PRODUCTS } from "./catalogue.ts";
import {
  accepted,
  goToTill,
  logIn,
  openSession,
  payInShares,
  payOnPage,
  readVariants,
  registerShopper,
  ship,
  type Ask,
  type Placed,
} from "./client.ts";
import { DAYS_IN_MONTH, month, type Action } from "./month.ts";
import { AGENTS, SHOPPERS, STAFF } from "./people.ts";

const HERE = import.meta.dirname;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;

const tell = (step: string, done: number, total: number): void =>
  console.log(JSON.stringify({ step, done, total }));

/** The month in the making. */
type Life = {
  readonly app: INestApplicationContext;
  readonly mall: Mall;
  readonly writer: Writer;
  readonly origin: string;
  readonly password: string;
  readonly staff: { readonly owner: Ask; readonly maker: Ask; readonly checker: Ask };
  readonly variants: Map<string, string>;
  readonly sessions: Map<string, { ask: Ask; code: string; holder: string }>;
  readonly orders: Placed[];
  withdrawals: number;
};

async function settle({ mall, app, writer }: Life): Promise<void> {
  const ctx = await ownerContext(app);
  for (let round = 0; round < 2; round++) {
    await waitForInbox(mall);
    await workOnce(mall, ctx, (step, error) => {
      throw new Error(`The worker's step "${step}" failed.`, { cause: error });
    });
  }
  await waitForInbox(mall);
  await writer.sequencer.readModelsReached();
}

async function waitForInbox(mall: Mall): Promise<void> {
  for (;;) {
    const waits = await inLedger(mall, async (client) => {
      const { rows } = await client.query("SELECT FROM inbox WHERE answer IS NULL LIMIT 1");
      return rows.length > 0;
    });
    if (!waits) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What is mailed to whoever registers by an address. */
function mailed(app: INestApplicationContext, emailAddress: string): Promise<string> {
  return new Promise((resolve) => {
    const heard = app
      .get(EventBus)
      .ofType(AccountRegistrationEvent)
      .subscribe(({ user }) => {
        if (user.identifier !== emailAddress) return;
        heard.unsubscribe();
        resolve(user.getNativeAuthenticationMethod().verificationToken!);
      });
  });
}

async function arrive(life: Life, id: string): Promise<void> {
  const shopper = SHOPPERS.find((some) => some.id === id)!;
  const ask = openSession(life.origin, "shop-api");
  const referrer = shopper.referrer && life.sessions.get(shopper.referrer);
  await registerShopper(
    ask,
    {
      emailAddress: shopper.emailAddress,
      firstName: shopper.firstName.zh,
      lastName: shopper.lastName.zh,
      phoneNumber: shopper.phone,
      code: referrer ? referrer.code : undefined,
      device: `device of ${id}`,
      password: life.password,
    },
    (emailAddress) => mailed(life.app, emailAddress),
  );
  await waitForInbox(life.mall);
  await life.writer.sequencer.readModelsReached();
  const { patronage } = await ask<{ patronage: { referralCode: string; holder: string } }>(
    "{ patronage { referralCode holder } }",
  );
  life.sessions.set(id, { ask, code: patronage.referralCode, holder: patronage.holder });
  const region = AGENTS.find((agent) => agent.shopper === id)?.province;
  if (region === undefined) return;
  await life.staff.owner(
    `mutation ($region: String!, $holder: String!) {
      patronageAppointAgent(region: $region, holder: $holder) }`,
    { region, holder: patronage.holder },
  );
}

async function act(life: Life, action: Action): Promise<void> {
  switch (action.kind) {
    case "join":
      return arrive(life, action.shopper);
    case "buy": {
      const { ask } = life.sessions.get(action.shopper)!;
      const { address } = SHOPPERS.find(({ id }) => id === action.shopper)!;
      const pieces = action.lines.map(
        ({ sku, quantity }) => [life.variants.get(sku)!, quantity] as const,
      );
      const order = await goToTill(ask, { pieces, address, coupon: action.coupon });
      life.orders.push(order);
      if (action.sharesMinor !== undefined) await payInShares(ask, BigInt(action.sharesMinor));
      return payOnPage(ask, `2088-${action.shopper}`);
    }
    case "deliver":
      return ship(life.staff.owner, life.orders[action.order - 1]!.orderId);
    case "refund":
      return refund(life, life.orders[action.order - 1]!, action);
    case "redeem": {
      const { ask, holder } = life.sessions.get(action.shopper)!;
      const position = await inLedger(life.mall, (client) => readPosition(client, holder));
      const shares =
        ((position!.sharesMicro - position!.heldMicro) * BigInt(action.sharesPercent)) / 100n;
      await ask(
        `mutation ($shares: String!) { redeemShares(shares: $shares, key: "sample-${holder}-${life.orders.length}") { payout } }`,
        { shares: shares.toString() },
      );
      return;
    }
    case "withdraw":
      return withdraw(life, action.shopper, action.percent);
  }
}

async function refund(
  { staff: { owner } }: Life,
  { code }: Placed,
  { line, quantity }: Extract<Action, { kind: "refund" }>,
): Promise<void> {
  const { patronageReturnable: order } = await owner<{
    patronageReturnable: { orderId: string; lines: { line: string }[] };
  }>("query ($code: String!) { patronageReturnable(code: $code) { orderId lines { line } } }", {
    code,
  });
  await owner(`mutation ($input: PatronageReturnInput!) { patronageReturnGoods(input: $input) }`, {
    input: {
      orderId: order.orderId,
      lines: [{ line: order.lines[line]!.line, quantity }],
      reason: "不合适 / did not suit",
    },
  });
}

/** Of the withdrawals the first is paid out, the second waits for its checker, the third for its maker. */
async function withdraw(life: Life, shopper: string, percent: number): Promise<void> {
  const { ask, holder } = life.sessions.get(shopper)!;
  const position = await inLedger(life.mall, (client) => readPosition(client, holder));
  const amount = (position!.walletMinor * BigInt(percent)) / 100n;
  if (amount < 100n) return;
  const { requestWithdrawal: id } = await ask<{ requestWithdrawal: number }>(
    `mutation ($amount: String!, $account: String!) { requestWithdrawal(amount: $amount, account: $account) }`,
    { amount: amount.toString(), account: `6222 0000 0000 ${1000 + Number(holder.slice(1))}` },
  );
  life.withdrawals += 1;
  const { maker, checker } = life.staff;
  if (life.withdrawals < 3) await maker(`mutation { patronageReviewWithdrawal(id: ${id}) }`);
  if (life.withdrawals > 1) return;
  await checker(`mutation { patronageApproveWithdrawal(id: ${id}) }`);
  await maker(`mutation { patronageRecordWithdrawal(id: ${id}, reference: "SAMPLE-0001") }`);
}

/** Makes the staff; answers their sessions. */
async function employ(origin: string, owner: Ask, password: string): Promise<Life["staff"]> {
  const { roles } = await owner<{ roles: { items: { id: string; code: string }[] } }>(
    "{ roles { items { id code } } }",
  );
  const of = new Map(roles.items.map(({ id, code }) => [code, id]));
  for (const { identifier, firstName, lastName, role } of STAFF) {
    if (role === "owner") continue;
    await owner(
      `mutation ($input: CreateAdministratorInput!) { createAdministrator(input: $input) { id } }`,
      {
        input: {
          ...{ emailAddress: identifier, firstName: firstName.zh, lastName: lastName.zh, password },
          roleIds: [of.get(role)!],
        },
      },
    );
  }
  const session = async (role: string): Promise<Ask> => {
    const ask = openSession(origin, "admin-api");
    await logIn(ask, STAFF.find((some) => some.role === role)!.identifier, password);
    return ask;
  };
  return { owner, maker: await session("maker"), checker: await session("checker") };
}

async function makeCoupon(app: INestApplicationContext): Promise<void> {
  const made = await app.get(PromotionService).createPromotion(await ownerContext(app), {
    enabled: true,
    couponCode: "WELCOME10",
    perCustomerUsageLimit: 1,
    conditions: [],
    actions: [
      { code: "order_percentage_discount", arguments: [{ name: "discount", value: "10" }] },
    ],
    translations: [
      { languageCode: LanguageCode.zh_Hans, name: "新客九折", description: "首单九折" },
      { languageCode: LanguageCode.en, name: "10 % off a first order", description: "" },
    ],
  });
  accepted(made);
}

/** Dates in the engine's own tables follow the clock by which things happened. */
const DATED = `
UPDATE "order" o SET "orderPlacedAt" = p.paid_at, "createdAt" = p.paid_at FROM patronage_order p
  WHERE p.order_id = o.id;
UPDATE payment SET "createdAt" = o."createdAt" FROM "order" o WHERE o.id = payment."orderId";
UPDATE customer c SET "createdAt" = m.registered_at FROM patronage_member m WHERE m.customer_id = c.id;
UPDATE history_entry h SET "createdAt" = o."createdAt" FROM "order" o WHERE o.id = h."orderId"`;

async function waitForJobs({ connection }: Mall): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const rows = await connection.rawConnection.query<unknown[]>(
      `SELECT FROM job_record WHERE state IN ('PENDING', 'RUNNING', 'RETRYING') LIMIT 1`,
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function begin(): Promise<void> {
  const settings = readSettings(process.env);
  const { databaseUrl, origin, owner: ownerLogin, alipay: keys } = settings;
  tell("tables", 0, 1);
  const house = await openHouse({ databaseUrl });
  await prepareDatabase(databaseUrl);
  await house.pool.query("SELECT 1");
  const plan = parseJson(readFileSync(join(HERE, "plan.json"), "utf8"));
  const { clock, close } = await openMallClock(databaseUrl, -DAYS_IN_MONTH * DAY_SECONDS);
  const result = await runGate(plan, {
    onProgress: (done, total) => tell("gate", Math.floor(done), total),
  });
  const programme = await createProgramme(house, plan, { madeAt: clock.now(), result });
  const writer = await openWriter(house, programme, () => clock.now());
  const app = await openServer(
    {
      ...{ house, programme, secret: settings.digestSecret, cookieSecret: settings.cookieSecret },
      ...{ host: settings.host, port: settings.port, folder: settings.folder, owner: ownerLogin },
      ...{ origin, origins: [], isSecure: false, proxyCount: 0, locks: LocksPlugin },
      alipay: openAlipay({ ...keys!, notifyUrl: `${origin}/payments/alipay` }),
    },
    clock,
  );
  await furnish(app, {
    categories: CATEGORIES.map((category) => ({
      ...category,
      picture: `category-${category.code}.svg`,
    })),
    goods: PRODUCTS,
    pictures: join(HERE, "pictures"),
    onProgress: (done, total) => tell("goods", done, total),
  });
  await makeCoupon(app);
  const owner = openSession(origin, "admin-api");
  await logIn(owner, ownerLogin.identifier, ownerLogin.password);
  const life: Life = {
    ...{ app, writer, origin, password: ownerLogin.password, mall: app.get<Mall>(MALL) },
    staff: await employ(origin, owner, ownerLogin.password),
    variants: await readVariants(openSession(origin, "shop-api")),
    ...{ sessions: new Map(), orders: [], withdrawals: 0 },
  };
  for (const { day, actions } of month()) {
    // In the middle of a day, then on to the next.
    await clock.moveAhead(12 * HOUR_SECONDS);
    for (const action of actions) await act(life, action);
    await settle(life);
    await clock.moveAhead(12 * HOUR_SECONDS);
    await settle(life);
    await writer.closeDays();
    tell("month", day, DAYS_IN_MONTH);
  }
  await settle(life);
  tell("search", 0, 1);
  // One index of everything, instead of what each piece of the month would do to it.
  await life.mall.connection.rawConnection.query(
    `DELETE FROM job_record WHERE "queueName" = 'update-search-index'`,
  );
  await app.get(JobQueueService).start();
  await app.get(SearchService).reindex(await ownerContext(app));
  await waitForJobs(life.mall);
  await life.mall.connection.rawConnection.query(DATED);
  await app.close();
  await close();
  await house.close();
}

await begin();
process.exit(0);

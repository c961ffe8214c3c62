/** The shop API: what a shopper sees of the programme, of goods, of orders and of itself. Figures by hand. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { EventBus, OrderStateTransitionEvent, type Injector } from "@vendure/core";
import {
  buildClientSchema,
  getIntrospectionQuery,
  printSchema,
  type IntrospectionQuery,
} from "graphql";
import { MINOR_E18 } from "@patronage/engine";
import {
  attest,
  explain,
  fileSha256,
  owedAtClose,
  readCloseHistory,
  readProgramme,
  recordGate,
} from "@patronage/ledger";
import { soundResult } from "../../ledger/src/gate-kit.ts";
import { logIn, openSession, payInShares, type Ask } from "../sample/client.ts";
import { makeGoods, type GoodsDescription } from "./furnish.ts";
import { submit } from "./mall.ts";
import { MAILS } from "./mails.ts";
import {
  buy,
  checkOut,
  deliver,
  employ,
  KIT_PLAN,
  logInAdmin,
  openKit,
  OWNER,
  PASSWORD,
  payByAlipay,
  register,
  runJobs,
  type Admin,
  type Kit,
  type Shopper,
} from "./mall-kit.ts";
import { programmeFigures } from "./programme.ts";

let kit: Kit;
let owner: Admin;
let anyone: Ask;
before(async () => {
  kit = await openKit();
  owner = await logInAdmin(kit);
  anyone = openSession(kit.url, "shop-api");
});
after(() => kit.close());

/** What the figures of the programme were remembered for is over. */
const forgotten = () => wait(1_100);

test("the shop is made of the schema that the mall answers by", async () => {
  const SCHEMA = join(import.meta.dirname, "../../shop/schema.graphql");
  const schema = buildClientSchema(await anyone<IntrospectionQuery>(getIntrospectionQuery()));
  const printed = `${printSchema(schema)}\n`;
  if (process.env["PATRONAGE_SCHEMA"] === "write") writeFileSync(SCHEMA, printed);
  assert.ok(
    readFileSync(SCHEMA, "utf8") === printed,
    "shop/schema.graphql is not what the mall answers by. Run this test with PATRONAGE_SCHEMA=write " +
      "in the environment, then `npx gql.tada generate-output` in shop/.",
  );
});

test("the programme is told to anyone, from before the first share on", async () => {
  const QUESTION = `{ programme { name currency timezone today planSince planText planWords feeRate
    consumesQuota maturity onQuotaReached tiers referralLevels { shareRate quotaMultiple } reserve
    outstanding founding issued authorised holders nav funds lastClose quotaGranted quotaPaid
    quotaPaidPercent coverage { category paidOut granted percent }
    navHistory(most: 2) { date nav reserve outstanding paid }
    closeRoots { date root entry hash } } }`;
  const { programme } = await anyone<{ programme: { [field: string]: unknown } }>(QUESTION);
  assert.equal(programme["name"], "kit");
  assert.equal(programme["planSince"], programme["today"]);
  assert.equal(programme["nav"], "1.0000");
  assert.equal(programme["feeRate"], "0.1");
  assert.deepEqual(programme["tiers"], ["10000000"]);
  assert.deepEqual(programme["referralLevels"], [{ shareRate: "0.1", quotaMultiple: "0.05" }]);
  assert.equal(programme["outstanding"], "100000000");
  assert.equal(programme["quotaPaidPercent"], null);
  assert.deepEqual(programme["navHistory"], []);
  assert.deepEqual(programme["closeRoots"], []);
  assert.equal(programme["reserve"], "10000");
  assert.match(String(programme["planWords"]), /at most/);
  const chinese = openSession(kit.url, "shop-api", "zh_Hans");
  const told = await chinese<{ programme: { planWords: string[] } }>("{ programme { planWords } }");
  assert.match(told.programme.planWords.join(), /每日分红基金/);
});

type GrantQuote = {
  readonly paid: string;
  readonly shares: string;
  readonly value: string;
  readonly payout: string;
  readonly quota: string;
  readonly returnDays: number;
};
const GRANT = "grantQuote { paid shares value payout quota returnDays }";

type Listed = { readonly variants: { readonly sku: string; readonly grantQuote: GrantQuote }[] };
const listed = (ask: Ask) =>
  ask<{ products: { items: Listed[] } }>(
    `{ products { items { variants { sku ${GRANT} } } } }`,
  ).then(({ products }) => products.items.flatMap(({ variants }) => variants));

test("a product tells what a piece would grant, net of tax, at today's NAV", async () => {
  const quotes = new Map((await listed(anyone)).map(({ sku, grantQuote }) => [sku, grantQuote]));
  // 113.00 with tax is 100.00 net: 30.00 into the reserve, shares for 21.00 of it at 1.00.
  assert.deepEqual(quotes.get("tea"), {
    ...{ paid: "10000", shares: "21000000", value: "2100", payout: "1890" },
    ...{ quota: "5000", returnDays: 7 },
  });
  assert.equal(quotes.get("peach")!.returnDays, 0);
});

test("several pieces are quoted as an order of them would be, and none grant nothing", async () => {
  await makeGoods(kit.app, kit.owner, {
    categories: [],
    goods: [{ ...inBoth("杯垫", "Coaster", "COASTER"), variants: [COASTER] }],
  });
  const QUESTION = `query ($quantity: Int) {
    product(slug: "coaster") { variants { one: ${GRANT} grantQuote(quantity: $quantity) { paid shares
      value payout quota returnDays } } } }`;
  const quoted = async (quantity: number) => {
    const { product } = await anyone<{
      product: { variants: { one: GrantQuote; grantQuote: GrantQuote | null }[] };
    }>(QUESTION, { quantity });
    return product.variants[0]!;
  };
  const { one, grantQuote } = await quoted(7);
  // 9.90 with tax is 8.761 net, and seven of them 61.327: 18.39 into the reserve, shares for 12.87.
  assert.deepEqual([one.paid, grantQuote!.paid], ["876", "6133"]);
  assert.equal(grantQuote!.shares, "12870000");
  const buyer = openSession(kit.url, "shop-api");
  await checkOut(kit, buyer, { COASTER: 7 }, { guest: "coasters@example.com" });
  const { activeOrder } = await buyer<{ activeOrder: OrderView }>(`{ activeOrder { ${GRANT} } }`);
  assert.deepEqual(activeOrder.grantQuote, grantQuote);
  assert.equal((await quoted(0)).grantQuote, null);
  assert.equal((await quoted(-7)).grantQuote, null);
});

test("a page full of quotes asks the database no more than without them", async () => {
  await listed(anyone);
  const { rawConnection } = kit.mall.connection;
  const asked: string[] = [];
  const ask = rawConnection.query.bind(rawConnection);
  rawConnection.query = (text: string, ...rest: unknown[]) => {
    asked.push(text);
    return (ask as (...args: unknown[]) => Promise<never>)(text, ...rest);
  };
  await Promise.all([listed(anyone), listed(anyone)]);
  rawConnection.query = ask;
  // What the goods' terms are is remembered.
  assert.deepEqual(
    asked.filter((text) => text.includes("Plancategory")),
    [],
  );
});

let anna: Shopper;
let tea: { code: string; orderId: number };
type OrderView = {
  readonly grantQuote: GrantQuote | null;
  readonly sharesMost: string;
  readonly sharesPaid: string;
  readonly patronage: {
    readonly state: string;
    readonly deliveredAt: string | null;
    readonly dueAt: string | null;
    readonly completedAt: string | null;
    readonly grantedShares: string | null;
    readonly grantedQuota: string | null;
    readonly lines: {
      readonly line: string;
      readonly returnable: number;
      readonly money: string;
    }[];
  } | null;
};
const ORDER = `${GRANT} sharesMost sharesPaid patronage { state paidAt deliveredAt dueAt completedAt
  grantedShares grantedQuota lines { line quantity returnedQuantity returnable money shares returnDays }
  returns { askedAt money withheld state lines { line quantity } } returnRequests { id state } }`;
const orderOf = (ask: Ask, code: string) =>
  ask<{ orderByCode: OrderView }>(
    `query ($code: String!) { orderByCode(code: $code) { ${ORDER} } }`,
    {
      code,
    },
  ).then(({ orderByCode }) => orderByCode);
const HOLDER = `{ patronage { holder referralCode joinedAt shares held value payout quotaLeft dividends
  wallet available tier peak nextTier owedShares owedQuota holds { orderCode shares expires }
  coming { orderCode paidAt dueAt ${GRANT} } } }`;
type Holder = {
  readonly [field: string]: string | null;
} & { readonly tier: number; readonly holds: object[]; readonly coming: { orderCode: string }[] };
const holderOf = ({ ask }: Shopper) =>
  ask<{ patronage: Holder }>(HOLDER).then(({ patronage }) => patronage);

test("an order is followed from the till until it counted", async () => {
  anna = await register(kit, "anna@example.com");
  const placed = await checkOut(kit, anna.ask, { tea: 1 });
  const { activeOrder } = await anna.ask<{ activeOrder: OrderView }>(
    `{ activeOrder { ${ORDER} } }`,
  );
  assert.equal(activeOrder.grantQuote!.shares, "21000000");
  assert.equal(activeOrder.sharesMost, "0");
  assert.equal(activeOrder.patronage, null);
  assert.ok(await payByAlipay(kit, anna.ask));
  tea = placed;
  const paid = await orderOf(anna.ask, tea.code);
  assert.equal(paid.patronage!.state, "sent");
  assert.equal(paid.patronage!.lines[0]!.returnable, 1);
  assert.equal(paid.grantQuote!.quota, "5000");
  const before = await holderOf(anna);
  assert.deepEqual(
    before.coming.map(({ orderCode }) => orderCode),
    [tea.code],
  );
  await deliver(kit, tea);
  assert.ok((await orderOf(anna.ask, tea.code)).patronage!.dueAt !== null);
  await kit.passDays(8);
  const done = await orderOf(anna.ask, tea.code);
  assert.equal(done.grantQuote, null);
  assert.equal(done.patronage!.grantedShares, "21000000");
  assert.equal(done.patronage!.grantedQuota, "5000");
  assert.equal(done.patronage!.lines[0]!.returnable, 0);
  const holder = await holderOf(anna);
  assert.deepEqual(holder.coming, []);
  // 21 shares of 130.00 over 121: 22.56, less 2.26; the fund's 30.00 was paid but for the dust
  // of a division, and used up quota.
  const { value, payout, dividends, wallet, quotaLeft, tier, peak, nextTier } = holder;
  assert.deepEqual([value, payout], ["2256", "2030"]);
  assert.deepEqual([dividends, wallet, quotaLeft], ["2999", "2999", "2000"]);
  assert.deepEqual([tier, peak, nextTier], [1, "21000000", null]);
  await forgotten();
  const { programme } = await anyone<{ programme: { [field: string]: string } }>(
    `{ programme { nav reserve funds quotaGranted quotaPaid quotaPaidPercent holders
      navHistory { nav paid } } }`,
  );
  const { nav, reserve, quotaGranted, quotaPaid, quotaPaidPercent } = programme;
  assert.deepEqual([nav, reserve], ["1.0743", "13000"]);
  assert.deepEqual([quotaGranted, quotaPaid, quotaPaidPercent], ["5000", "2999", "59.99"]);
  const history = programme["navHistory"] as unknown as { nav: string; paid: string }[];
  assert.equal(history.at(-1)!.nav, "1.0743");
  assert.deepEqual(
    history.map(({ paid }) => paid).filter((paid) => paid !== "0"),
    ["2999"],
  );
});

test("what the bank said stands beside what was owed on that day, and what explains the difference", async () => {
  const ATTESTED = `{ programme { owed attestation { date days account balance closeDate owed reserve
    funds wallets difference unexplained explanations { amount text } } } }`;
  type Told = { programme: { owed: string; attestation: { [field: string]: unknown } | null } };
  const before = await anyone<Told>(ATTESTED);
  // The reserve and the 30.00 of the fund, paid or not.
  assert.deepEqual(before.programme, { owed: "16000", attestation: null });
  const { house, mall } = kit;
  const [{ date }] = (await readProgramme(house, "kit", (client) =>
    readCloseHistory(client, { most: 400 }).then((closes) => closes.slice(-1)),
  )) as [{ date: string }];
  const owed = await readProgramme(house, "kit", (client) => owedAtClose(client, date));
  const one = { account: "6222020000001234", currency: "CNY", date, balanceMinor: 15_000n };
  const statement = { ...one, statement: "", line: 1 };
  const told = { by: "Wang", at: mall.clock.now() };
  const id = await attest(house.pool, "kit", {
    ...told,
    statement,
    owed,
    fileSha256: fileSha256(Buffer.from("")),
  });
  await explain(house.pool, "kit", { ...told, id, amountMinor: -400n, text: "<b>fees</b>" });
  let after = await anyone<Told>(ATTESTED);
  // The longer it took to look up that there was none, the longer that is remembered.
  for (; after.programme.attestation === null; after = await anyone<Told>(ATTESTED)) {
    await forgotten();
  }
  const { days, ...attestation } = after.programme.attestation;
  assert.ok(Number(days) >= 1 && Number(days) < 60);
  assert.deepEqual(attestation, {
    ...{ date, account: "…1234", balance: "15000", closeDate: date, owed: "16000" },
    ...{ reserve: "13000", funds: "0", wallets: "2999", difference: "-1000", unexplained: "-600" },
    explanations: [{ amount: "-400", text: "<b>fees</b>" }],
  });
});

test("dividends and statement: the newest first, page by page, and as a file that opens anywhere", async () => {
  const { dividends } = await anna.ask<{ dividends: object[] }>(
    "{ dividends { date amount shares quotaLeft } }",
  );
  assert.equal(dividends.length, 1);
  const QUESTION = `query ($before: String, $most: Int) { statement(before: $before, most: $most) {
    next lines { seq date kind orderCode place shares wallet quota sharesAfter walletAfter quotaAfter } } }`;
  type Page = {
    statement: { next: string | null; lines: { kind: string; orderCode: string | null }[] };
  };
  const { statement: newest } = await anna.ask<Page>(QUESTION, { most: 1 });
  assert.deepEqual(
    newest.lines.map(({ kind }) => kind),
    ["dividend"],
  );
  const { statement: older } = await anna.ask<Page>(QUESTION, { most: 5, before: newest.next });
  assert.equal(older.next, null);
  assert.deepEqual(
    older.lines.map(({ kind, orderCode }) => ({ kind, orderCode })),
    [{ kind: "orderAccrued", orderCode: tea.code }],
  );
  await assert.rejects(anna.ask(QUESTION, { before: "nowhere" }), /no such page/);
  await assert.rejects(
    anna.ask('{ statement(from: "yesterday") { next } }'),
    /A day is written as/,
  );
  const chinese = openSession(kit.url, "shop-api", "zh_Hans");
  await logIn(chinese, anna.emailAddress, PASSWORD);
  const { statementFile } = await chinese<{ statementFile: string }>("{ statementFile }");
  const rows = statementFile.split("\r\n");
  assert.ok(rows[0]!.startsWith("\uFEFF日期,事项,订单号"));
  assert.match(
    rows[1]!,
    new RegExp(`,订单入账,${tea.code},21\\.000000,21\\.000000,0\\.00,0\\.00,50\\.00,50\\.00$`),
  );
  // Of the quota a little more was used than whole fen were paid; the column adds up nevertheless.
  assert.match(rows[2]!, /,分红,,0\.000000,21\.000000,29\.99,29\.99,-30\.00,20\.00$/);
  assert.equal(rows.length, 4);
});

test("shares pay as much of an order as they are worth, and what they pay grants nothing", async () => {
  const { code } = await checkOut(kit, anna.ask, { cup: 1 });
  const before = await orderOf(anna.ask, code);
  assert.deepEqual([before.sharesMost, before.sharesPaid], ["2256", "0"]);
  await payInShares(anna.ask, 22_56n);
  const { activeOrder } = await anna.ask<{ activeOrder: OrderView }>(
    `{ activeOrder { ${ORDER} } }`,
  );
  assert.deepEqual([activeOrder.sharesMost, activeOrder.sharesPaid], ["0", "2256"]);
  // 50.00 net, of which 33.94 of 56.50 is paid in money: 30.03.
  assert.equal(activeOrder.grantQuote!.paid, "3003");
  const { holds, payout } = await holderOf(anna);
  assert.equal(holds.length, 1);
  assert.equal(payout, "0");
  await anna.ask(`mutation { transitionOrderToState(state: "AddingItems") { __typename } }`);
  await kit.settled();
});

test("a redemption pays what was shown or is refused, and the same key is answered the same", async () => {
  const REDEEM = `mutation ($key: String!, $least: String) {
    redeemShares(shares: "1000000", key: $key, leastPayout: $least) { value fee payout } }`;
  const redeem = (key: string, least?: string) =>
    anna.ask<{ redeemShares: { payout: string } }>(REDEEM, { key, least });
  // 1.0743: a share is worth 1.07, less 0.11.
  await assert.rejects(redeem("anna-key-1", "97"), {
    code: "mall.payout_below_quote",
    message: "It would pay ¥0.96 now, less than was shown. Look again.",
  });
  await assert.rejects(redeem("a key"), { code: "mall.key_unreadable" });
  const first = await redeem("anna-key-1", "96");
  assert.equal(first.redeemShares.payout, "96");
  assert.deepEqual(await redeem("anna-key-1", "9999"), first);
});

type Withdrawal = { readonly id: number; readonly state: string; readonly account: string } & {
  readonly [instant in "reviewedAt" | "approvedAt" | "rejectedAt" | "cancelledAt"]: string | null;
};
const withdrawalsOf = ({ ask }: Shopper) =>
  ask<{ withdrawals: Withdrawal[] }>(
    `{ withdrawals { id amount account state requestedAt reviewedAt approvedAt rejectedAt
      cancelledAt } }`,
  ).then(({ withdrawals }) => withdrawals);
const CARD = "6222 0000 1111 2345";
const request = ({ ask }: Pick<Shopper, "ask">, amount: number, key?: string, account = CARD) =>
  ask<{ requestWithdrawal: number }>(
    `mutation ($amount: String!, $account: String!, $key: String) {
      requestWithdrawal(amount: $amount, account: $account, key: $key) }`,
    { amount: String(amount), account, key },
  ).then(({ requestWithdrawal }) => requestWithdrawal);
const takeBack = ({ ask }: Shopper, id: number) => ask(`mutation { cancelWithdrawal(id: ${id}) }`);

test("whoever is refused is told the reason by its code, and amounts in yuan, in both languages", async () => {
  const code = "mall.withdrawal_too_small";
  await assert.rejects(request(anna, 99), { code, message: "At least ¥1.00 has to be asked for." });
  const ask = openSession(kit.url, "shop-api", "zh_Hans");
  await logIn(ask, anna.emailAddress, PASSWORD);
  await assert.rejects(request({ ask }, 99), { code, message: "单笔至少提现 1.00 元。" });
  await assert.rejects(owner("mutation { patronageReviewWithdrawal(id: 1000000) }"), {
    code: "mall.withdrawal_unknown",
  });
});

test("a withdrawal is asked for once under a key, also at the same time, and for nothing else", async () => {
  const count = async () => (await withdrawalsOf(anna)).length;
  const before = await count();
  const key = "withdrawal-key-1";
  const [first, ...others] = await Promise.all(
    [1, 2, 3, 4].map(() => request(anna, 150, key, ` ${CARD} `)),
  );
  assert.deepEqual([...others, await request(anna, 150, key)], [first, first, first, first]);
  assert.equal(await count(), before + 1);
  await assert.rejects(request(anna, 151, key), { code: "mall.key_reused" });
  await assert.rejects(request(anna, 150, key, "lin@alipay.example"), { code: "mall.key_reused" });
  await assert.rejects(request(anna, 150, "a key"), { code: "mall.key_unreadable" });
  // What came of it changes nothing, and neither does what could be asked for now.
  await takeBack(anna, first!);
  assert.equal(await request(anna, 150, key), first);
  const another = await request(anna, 150, "withdrawal-key-2");
  assert.notEqual(another, first);
  await takeBack(anna, another);
  assert.equal(await count(), before + 2);
});

test("a withdrawal is taken back until it is approved, by nobody else, and once", async () => {
  const { withdrawalRules } = await anyone<{ withdrawalRules: object }>(
    "{ withdrawalRules { least most daily } }",
  );
  assert.deepEqual(withdrawalRules, { least: "100", most: "2000000", daily: "5000000" });
  const bob = await register(kit, "bob@example.com", {
    code: (await holderOf(anna))["referralCode"]!,
  });
  const first = await request(anna, 2000);
  await assert.rejects(takeBack(bob, first), /no such withdrawal/);
  assert.deepEqual(await withdrawalsOf(bob), []);
  await takeBack(anna, first);
  const [cancelled] = await withdrawalsOf(anna);
  assert.deepEqual(
    [cancelled!.id, cancelled!.reviewedAt, cancelled!.rejectedAt],
    [first, null, null],
  );
  assert.match(cancelled!.cancelledAt!, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  await assert.rejects(takeBack(anna, first), /is cancelled/);
  await assert.rejects(
    owner(`mutation { patronageReviewWithdrawal(id: ${first}) }`),
    /is cancelled/,
  );
  const second = await request(anna, 2000);
  await owner(`mutation { patronageReviewWithdrawal(id: ${second}) }`);
  const checker = await employ(kit, "checker", "checker");
  // Whoever comes first decides.
  const race = await Promise.allSettled([
    takeBack(anna, second),
    checker(`mutation { patronageApproveWithdrawal(id: ${second}) }`),
  ]);
  assert.equal(race.filter(({ status }) => status === "fulfilled").length, 1);
  const [last] = await withdrawalsOf(anna);
  assert.equal(last!.account, "••••2345");
  assert.ok(["cancelled", "approved"].includes(last!.state));
  assert.notEqual(last!.reviewedAt, null);
  assert.notEqual(last![last!.state === "approved" ? "approvedAt" : "cancelledAt"], null);
  assert.ok(await kit.verified());
});

test("whom somebody brought in is told without their names, and what they brought without their orders", async () => {
  const ask = openSession(kit.url, "shop-api");
  await logIn(ask, "bob@example.com", PASSWORD);
  const order = await buy(
    kit,
    { ...anna, ask, emailAddress: "bob@example.com", customerId: 0 },
    { tea: 1 },
  );
  await deliver(kit, order);
  await kit.passDays(8);
  const { referrals } = await anna.ask<{
    referrals: { count: number; joined: { name: string }[]; shares: string; quota: string };
  }>("{ referrals { count joined { name joinedAt } shares quota } }");
  assert.equal(referrals.count, 1);
  assert.equal(referrals.joined[0]!.name, "b**");
  assert.equal(referrals.quota, "500");
  assert.ok(BigInt(referrals.shares) > 2_000_000n && BigInt(referrals.shares) < 3_000_000n);
  const { statement } = await anna.ask<{
    statement: { lines: { kind: string; orderCode: string | null; place: string | null }[] };
  }>("{ statement { lines { kind orderCode place } } }");
  const line = statement.lines.find(({ place }) => place === "level1")!;
  assert.deepEqual(line, { kind: "orderAccrued", orderCode: null, place: "level1" });
  await assert.rejects(orderOf(anna.ask, order.code), /not currently authorized|permission/i);
});

test("why a statement file does not fit is told to anybody, in both languages, a sentence a code", async () => {
  type Faults = { statementFaults: { code: string; sentence: string }[] };
  const QUESTION = "{ statementFaults { code sentence } }";
  const { statementFaults: english } = await anyone<Faults>(QUESTION);
  const other = openSession(kit.url, "shop-api", "zh_Hans");
  const { statementFaults: chinese } = await other<Faults>(QUESTION);
  const codes = english.map(({ code }) => code);
  assert.deepEqual(
    chinese.map(({ code }) => code),
    codes,
  );
  assert.ok(["digest", "dividend", "path"].every((code) => codes.includes(code)));
  for (const { sentence } of english) assert.match(sentence, /^[A-Z].*\.$/);
  for (const { sentence } of chinese) assert.match(sentence, /\p{Script=Han}.*。$/u);
});

test("without a session nobody is told anything of anybody", async () => {
  for (const question of [
    "patronage { shares }",
    "dividends { date }",
    "statement { next }",
    "statementFile",
    "statementProof",
    "withdrawals { id }",
    "referrals { count }",
    "myDataFile",
    "deletionQuote { shares }",
    'redemptionQuote(shares: "1") { value }',
  ]) {
    await assert.rejects(anyone(`{ ${question} }`), /not currently authorized/, question);
  }
  assert.equal(
    (await anna.ask<{ dividends: object[] }>("{ dividends(most: 0) { date } }")).dividends.length,
    1,
  );
});

test("an order's mail is in the language in which it was placed, whoever says that it is paid", async () => {
  const mail = MAILS.find(({ type }) => type === "order-confirmation")!;
  const places = { fromAddress: "mall@mall.example", origin: "https://mall.example" };
  const subjects = new Map<string, string>();
  const heard = kit.app
    .get(EventBus)
    .ofType(OrderStateTransitionEvent)
    .subscribe((event) => {
      void mail.handle(event, places, kit.app as unknown as Injector).then((made) => {
        if (made !== undefined) subjects.set(event.order.code, made.subject);
      });
    });
  const subjectOf = async (code: string): Promise<string> => {
    for (;;) {
      const subject = subjects.get(code);
      if (subject !== undefined) return subject.replace(code, "X");
      await wait(20);
    }
  };
  const guest = "reader@example.com";
  for (const [language, subject] of [
    ["en", "Your order X is paid"],
    ["zh_Hans", "订单已付款：X"],
  ] as const) {
    const ask = openSession(kit.url, "shop-api", language);
    const placed = await checkOut(kit, ask, { cup: 1 }, { guest });
    // Alipay's notice has no language.
    assert.ok(await payByAlipay(kit, ask));
    assert.equal(await subjectOf(placed.code), subject);
  }
  const english = openSession(kit.url, "shop-api", "en");
  const { code, orderId } = await checkOut(kit, english, { cup: 1 }, { guest });
  await english(
    `mutation { addPaymentToOrder(input: { method: "transfer", metadata: {} }) { __typename } }`,
  );
  const clerk = openSession(kit.url, "admin-api", "zh_Hans");
  await logIn(clerk, OWNER.identifier, OWNER.password);
  const { order } = await clerk<{ order: { payments: { id: string }[] } }>(
    `{ order(id: ${orderId}) { payments { id } } }`,
  );
  await clerk(`mutation { settlePayment(id: ${order.payments[0]!.id}) { __typename } }`);
  assert.equal(await subjectOf(code), "Your order X is paid");
  heard.unsubscribe();
});

const COASTER = { sku: "COASTER", priceMinor: 9_90, stock: 100 };
const inBoth = (zh: string, en: string, sku: string, description = ""): GoodsDescription => ({
  ...{ slug: sku.toLowerCase(), category: "tea", returnDays: 7 },
  ...{ name: { zh, en }, description: { zh: description, en: description } },
  variants: [{ sku, priceMinor: 100_00, stock: 5 }],
});

test("goods are found by any part of what they are called, in either language", async () => {
  await makeGoods(kit.app, kit.owner, {
    categories: [],
    goods: [
      inBoth("明前龙井茶", "Longjing green tea", "LJ-050"),
      inBoth("乌龙", "Oolong", "WL-050", "100% 龙井旁边"),
      inBoth("百分百_果汁", "Juice 100%", "JUICE"),
    ],
  });
  await owner("mutation { reindex { id } }");
  await runJobs(kit);
  for (;;) {
    const open = await kit.sql('SELECT FROM job_record WHERE NOT "isSettled" LIMIT 1');
    if (open.length === 0) break;
    await wait(100);
  }
  const find = async (ask: Ask, term: string): Promise<string[]> => {
    const { search } = await ask<{
      search: { totalItems: number; items: { productName: string }[] };
    }>(
      `query ($term: String) { search(input: { term: $term, groupByProduct: true }) {
        totalItems items { productName score priceWithTax { ... on PriceRange { min max } } }
        facetValues { count } collections { count collection { slug } } } }`,
      { term },
    );
    assert.equal(search.totalItems, search.items.length);
    return search.items.map(({ productName }) => productName);
  };
  const chinese = openSession(kit.url, "shop-api", "zh_Hans");
  assert.deepEqual(await find(chinese, "龙井"), ["明前龙井茶", "乌龙"]);
  assert.deepEqual(await find(chinese, "井茶"), ["明前龙井茶"]);
  assert.deepEqual(await find(chinese, "明茶"), ["明前龙井茶"]);
  assert.deepEqual(await find(chinese, "乌"), ["乌龙"]);
  assert.deepEqual(await find(chinese, "long"), ["明前龙井茶", "乌龙"]);
  assert.deepEqual(await find(anyone, "龙井"), ["Longjing green tea", "Oolong"]);
  assert.deepEqual(await find(anyone, "LONG"), ["Longjing green tea", "Oolong"]);
  assert.deepEqual(await find(anyone, "green long"), ["Longjing green tea"]);
  assert.deepEqual(await find(anyone, "lj-0"), ["Longjing green tea"]);
  assert.deepEqual(await find(anyone, "100%"), ["Juice 100%", "Oolong"]);
  assert.deepEqual(await find(anyone, "_"), ["Juice 100%"]);
  assert.deepEqual(await find(anyone, "'; DROP TABLE x"), []);
  assert.ok((await find(anyone, "  ")).length >= 7);
});

const PAID_SO_FAR =
  "paidSoFar { since buyers spent buyersLeast daysLeast groups { years buyers middle worstTenth } }";
type PaidSoFar = {
  readonly paidSoFar: {
    readonly since: string | null;
    readonly buyers: number;
    readonly spent: string;
    readonly groups: { years: number; buyers: number; middle: string | null }[];
  };
};
type Outlook = {
  readonly madeAt: string;
  readonly loweredBecause: string | null;
  readonly asked: { readonly name: string; readonly asks: string }[];
} & { readonly [figure: string]: unknown };
const OUTLOOK = `outlook { madeAt futures years floor usualFloor loweredBecause isOfShop coverage costOfMargin
  categories { category years { years middle worstTenth buyers } } attacks { attack gotOut }
  asked { name asks } }`;
const askOutlook = (ask: Ask) =>
  ask<{ programme: PaidSoFar & { readonly outlook: Outlook | null } }>(
    `{ programme { ${OUTLOOK} ${PAID_SO_FAR} } }`,
  ).then(({ programme }) => programme);

test("what the plan's futures came to is told by plan, by goods, and in both languages", async () => {
  assert.equal((await askOutlook(anyone)).outlook, null);
  const band = (median: number) => ({ p10: median - 100, median, p90: median + 100 });
  const sound = soundResult(KIT_PLAN);
  const result = {
    ...sound,
    goods: [1, 2, 3].map((years) => ({
      ...{ category: "tea", years, buyers: 7_000 },
      ...{ median: band(1_000 * years), worstTenth: band(500 * years) },
    })),
    // The middle one of the steady ten has paid 0.05 of the quota; the last one cost the most.
    futures: sound.futures.map((future, k) => ({
      ...future,
      ...{ quotaGrantedMinor: 100n, dividendsMinor: BigInt(future.seed) },
      ...{ costMinor: BigInt(k), marginMinor: 300n },
      attacks: [{ attack: "ring", putInMinor: 300n, gotOutMinor: BigInt(k) }],
    })),
  };
  const madeAt = "2026-01-02T03:04:05Z";
  await recordGate(kit.house.pool, kit.mall.programme, KIT_PLAN, { madeAt, result });
  let outlook: Outlook | null = null;
  // The longer it took to look up that there was none, the longer that is remembered.
  while (outlook === null) {
    await forgotten();
    ({ outlook } = await askOutlook(anyone));
  }
  const { asked, ...told } = outlook;
  assert.deepEqual(told, {
    ...{ madeAt, futures: 90, years: 3, floor: "0.1", usualFloor: "0.5" },
    ...{ loweredBecause: "a test", isOfShop: false, coverage: "5.00", costOfMargin: "2967" },
    categories: [
      {
        category: "tea",
        years: [
          { years: 1, middle: "1000", worstTenth: "500", buyers: 7_000 },
          { years: 2, middle: "2000", worstTenth: "1000", buyers: 7_000 },
          { years: 3, middle: "3000", worstTenth: "1500", buyers: 7_000 },
        ],
      },
    ],
    attacks: [{ attack: "fake orders", gotOut: "2967" }],
  });
  assert.equal(asked.length, 9);
  const chinese = await askOutlook(openSession(kit.url, "shop-api", "zh_Hans"));
  assert.match(chinese.outlook!.asked[0]!.asks, /长期看/);
  assert.deepEqual(chinese.outlook!["attacks"], [{ attack: "刷单", gotOut: "2967" }]);
  const { tea, peach } = await anyone<{
    [slug: string]: { variants: { outlook: object | null }[] };
  }>(
    `{ tea: product(slug: "tea") { ...outlook } peach: product(slug: "peach") { ...outlook } }
     fragment outlook on Product { variants { outlook { category years { years middle } } } }`,
  );
  assert.deepEqual(tea!.variants[0]!.outlook, {
    category: "tea",
    years: [1, 2, 3].map((years) => ({ years, middle: String(1_000 * years) })),
  });
  assert.equal(peach!.variants[0]!.outlook, null);
});

/** Buyers who spent 1.00, 2.00 … each: as the shop writes them down, and as the ledger knows them. */
async function makeBuyers(count: number): Promise<string[]> {
  const holders = Array.from({ length: count }, (_, k) => `buyer-${k + 1}`);
  await kit.sql(
    `WITH numbers AS (SELECT 900000 + n AS id, n FROM generate_series(1, $1::integer) n), customers AS (
       INSERT INTO customer (id, "firstName", "lastName", "emailAddress")
       SELECT id, 'Buyer', n, n || '@buyers.example.com' FROM numbers
     ), members AS (
       INSERT INTO patronage_member (customer_id, holder, code, state, registered_at, joined_at)
       SELECT id, 'buyer-' || n, 'BUYER' || n, 'joined', $2, $2 FROM numbers
     ), bought AS (
       INSERT INTO "order" SELECT o.* FROM "order" model, numbers, jsonb_populate_record(model,
         jsonb_build_object('id', numbers.id, 'code', 'BUYER-' || n, 'customerId', numbers.id)) o
       WHERE model.code = $3
     ), orders AS (
       INSERT INTO patronage_order (order_id, code, customer_id, state, paid_at, shipping_minor,
         delivered_at, due_at, completed_at)
       SELECT id, 'BUYER-' || n, id, 'sent', $2, 0, $2, $2, $2 FROM numbers
     )
     INSERT INTO patronage_order_line (order_id, line, category, quantity, gross_minor, money_minor,
       paid_minor, return_days)
     SELECT id, '1', 'tea', 1, n * 100, n * 100, n * 100, 0 FROM numbers`,
    [count, kit.clock.now(), tea.code],
  );
  for (const [k, holder] of holders.entries()) {
    const order = `BUYER-${k + 1}`;
    const lines = [{ line: "1", category: "tea", paid: BigInt((k + 1) * 100) }];
    await submit(kit.mall, { id: `holder.join ${holder}`, type: "holder.join", holder });
    await submit(kit.mall, { id: `order.pay ${order}`, type: "order.pay", order, holder, lines });
    await submit(kit.mall, { id: `order.complete ${order}`, type: "order.complete", order });
  }
  return holders;
}

/** Those who have bought before, and what of it counted. */
const earlierBuyers = () =>
  kit.sql<{ holder: string; spent: string }>(
    `SELECT holder, sum(paid_minor) AS spent FROM patronage_member JOIN patronage_order o
       USING (customer_id) JOIN patronage_order_line USING (order_id)
     WHERE completed_at IS NOT NULL AND o.state = 'sent' GROUP BY holder`,
  );

test("what buyers really got back is told of twenty and more, as the ledger has it", async () => {
  type Groups = readonly object[];
  const groups = async (): Promise<Groups> => (await askOutlook(anyone)).paidSoFar.groups;
  const become = async (expected: Groups): Promise<void> => {
    let told = await groups();
    for (let tries = 0; tries < 20 && !isDeepStrictEqual(told, expected); tries++) {
      await forgotten();
      told = await groups();
    }
    assert.deepEqual(told, expected);
  };
  const DAY_SECONDS = 86_400;
  await become([]);
  await kit.clock.moveAhead(31 * DAY_SECONDS);
  const few = await earlierBuyers();
  await become([{ years: 0, buyers: few.length, middle: null, worstTenth: null }]);
  const many = await makeBuyers(20);
  // One has redeemed, one has paid for goods with shares, one has sent a half back.
  await submit(kit.mall, {
    ...{ id: "redeem-of-buyer-20", type: "shares.redeem", holder: "buyer-20", shares: 1_000_000n },
  });
  await kit.sql(
    `INSERT INTO patronage_hold (hold, order_id, customer_id, line, shares_micro, value_minor,
       expires_at, state, made_at, captured_minor)
     SELECT 'goods', order_id, customer_id, '1', 1, 40, paid_at, 'captured', paid_at, 40
     FROM patronage_order WHERE code = 'BUYER-10'`,
  );
  await kit.sql(
    `UPDATE patronage_order_line l SET returned_gross_minor = 150
     FROM patronage_order o WHERE o.order_id = l.order_id AND o.code = 'BUYER-3'`,
  );
  await kit.clock.moveAhead(31 * DAY_SECONDS);
  await kit.passDays(1);
  await forgotten();
  const { quotes } = await programmeFigures(kit.mall);
  const backOf = async (holder: string, spentMinor: bigint): Promise<bigint> => {
    const { dividendsE18, payoutsMinor, sharesMicro } = await kit.position(holder);
    const goodsMinor = holder === "buyer-10" ? 40n : 0n;
    const hadMinor = dividendsE18 / MINOR_E18 + payoutsMinor + goodsMinor;
    return ((hadMinor + quotes.payoutMinor(sharesMicro)) * 10_000n) / spentMinor;
  };
  const backs: bigint[] = [];
  for (const { holder, spent } of few) backs.push(await backOf(holder, BigInt(spent)));
  for (const [k, holder] of many.entries()) {
    backs.push(await backOf(holder, holder === "buyer-3" ? 150n : BigInt((k + 1) * 100)));
  }
  backs.sort((a, b) => Number(a - b));
  assert.equal(backs.length, 22);
  const figures = { buyers: 22, middle: String(backs[10]), worstTenth: String(backs[2]) };
  await become([{ years: 0, ...figures }]);
  await kit.clock.moveAhead(365 * DAY_SECONDS);
  await become([{ years: 1, ...figures }]);
});

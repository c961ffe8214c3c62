/**
 * The back office in a real browser, on the built pages, against the real stack: a day is closed, its
 * dividend arrives, and a part of the order comes back, all to the fen.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { readCloseHistory, readLastAttestation, readProgramme } from "@patronage/ledger";
import { DashboardPlugin } from "@vendure/dashboard/plugin";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage } from "./browser-kit.ts";
import {
  buy,
  deliver,
  employ,
  KIT_PLAN,
  logInAdmin,
  openKit,
  OWNER,
  PASSWORD,
  register,
  type Bought,
  type Kit,
  type Shopper,
} from "./mall-kit.ts";
import { BACK_OFFICE, buildPages } from "./run/pages.ts";
import { runFuturesOnce } from "./studio-run.ts";

const CACHE = join(import.meta.dirname, "../../node_modules/.cache/patronage-back-office");
const PAGES = [
  ...["overview", "holders", "closes", "withdrawals", "returns", "plan", "futures", "futures/1"],
  ...["reviews", "reconciliation", "bank", "audit", "journal/1"],
];

let kit: Kit;
let browser: Browser;
let anna: Shopper;
let order: Bought;

before(async () => {
  const appDir = await buildPages(
    BACK_OFFICE,
    CACHE,
    new AbortController().signal,
    () => undefined,
  );
  kit = await openKit({
    plugins: [DashboardPlugin.init({ route: "dashboard", appDir, viteDevServerPort: 1 })],
  });
  browser = await openBrowser();
  anna = await register(kit, "anna@example.com");
  // Fresh food, which counts on delivery: 100.00 net of tax.
  order = await buy(kit, anna, { peach: 5 });
  await deliver(kit, order);
  await kit.work();
  await employ(kit, "auditor", "auditor");
  await runFutures();
});
after(async () => {
  await browser?.close();
  await kit?.close();
});

/** A run whose report there is to be seen. */
async function runFutures(): Promise<void> {
  const owner = await logInAdmin(kit);
  const plan = { label: "inForce", plan: JSON.stringify(KIT_PLAN) };
  await owner("mutation ($input: PatronageFuturesInput!) { patronageRunFutures(input: $input) }", {
    input: {
      ...{ plans: [plan], scenarios: ["steady"], seeds: 1, years: 1 },
      ...{ behaviour: "SHOP", advice: false },
    },
  });
  await runFuturesOnce(kit.mall, kit.owner, new AbortController().signal);
}

const at = (path: string): string => `${kit.url}/dashboard/patronage/${path}`;

async function logIn(page: Page, { identifier, password } = OWNER): Promise<void> {
  await page.goto(`${kit.url}/dashboard`);
  await page.locator('input[type="password"]').fill(password);
  await page.locator("form input").first().fill(identifier);
  await page.keyboard.press("Enter");
  await page.locator("main").first().waitFor();
}

/** Presses a button that asks once more, and says yes. */
async function press(page: Page, name: RegExp): Promise<void> {
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("alertdialog").getByRole("button").last().click();
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
}

test("a day is closed in a browser, its dividend arrives, and a part of the order comes back", async () => {
  const { page, complaints } = await openPage(browser, { width: 1280, locale: "en-US" });
  await logIn(page);
  await page.goto(at("closes"));
  await press(page, /^Let the day end/);
  await press(page, /^Close \d/);
  await page.getByText("The day is closed.").waitFor();
  // 20.00 of the order in the pro-rata fund, and 10.00 of tiers in which nobody stands: all of it is anna's.
  const closed = await kit.position(anna.holder);
  assert.equal(closed.walletMinor, 29_99n);
  assert.equal(closed.sharesMicro, 21_000_000n);
  await page.goto(at("returns"));
  await page.getByRole("textbox").first().fill(order.code);
  await page.keyboard.press("Enter");
  await page.getByLabel(/^Coming back/).fill("1");
  await page.locator("#patronage-reason").fill("bruised");
  // 22.60 less what the returned fifth of the shares earned: of 30.00, rounded down, 5.99.
  await page.getByText("¥16.61").first().waitFor();
  await press(page, /^Take/);
  await kit.work();
  const [trade] = kit.standIn.trades().filter(({ subject }) => subject === order.code);
  assert.deepEqual(
    trade!.refunds.map(({ amountMinor }) => amountMinor),
    [16_61n],
  );
  assert.equal((await kit.position(anna.holder)).sharesMicro, 16_800_000n);
  await page.goto(at("reconciliation"));
  await kit.clock.moveAhead(60);
  await press(page, /^Compare/).catch(() => undefined);
  assert.ok(await kit.verified());
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a bank statement is read, attested and explained in a browser, and the audit log says by whom", async () => {
  const [{ date }] = (await readProgramme(kit.house, "kit", (client) =>
    readCloseHistory(client, { most: 400 }).then((closes) => closes.slice(-1)),
  )) as [{ date: string }];
  const { page, complaints } = await openPage(browser, { width: 1280, locale: "en-US" });
  await logIn(page);
  await page.goto(at("bank"));
  const buffer = Buffer.from(`day,balance\n${date},100.00\n`);
  await page
    .locator("#patronage-bank-file")
    .setInputFiles({ name: "b.csv", mimeType: "text/csv", buffer });
  const map = {
    columns: { date: "day", balance: "balance" },
    account: "62220001234",
    currency: "CNY",
  };
  await page.locator("#patronage-bank-map").fill(JSON.stringify(map));
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByText("…1234 CNY").waitFor();
  await press(page, /^Attest/);
  const last = await readProgramme(kit.house, "kit", readLastAttestation);
  const { owedMinor, differenceMinor } = last!;
  // 100.00 of the founding shares, and 60.00 of the order.
  assert.deepEqual([last!.account, owedMinor, differenceMinor], ["…1234", 160_00n, -60_00n]);
  await page.getByLabel(/^Amount/).fill("-59.99");
  await page.getByRole("button", { name: "Explain" }).first().click();
  await page.locator("#patronage-asked").fill("another account");
  await page.getByRole("alertdialog").getByRole("button").last().click();
  await page.getByText("another account").waitFor();
  assert.equal((await readProgramme(kit.house, "kit", readLastAttestation))!.unexplainedMinor, -1n);
  await page.goto(at("audit"));
  await page.getByText("another account").first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();

  const maker = await employ(kit, "maker", "cashier");
  const question = `query { patronageStatements(file: "PGE+", map: null) { date } }`;
  await assert.rejects(maker(question), /FORBIDDEN|not currently authorized|Forbidden/i);
  const owner = await logInAdmin(kit);
  await assert.rejects(owner(question), /line 1|CAMT.053/);
  const large = Buffer.alloc(66_000, 65).toString("base64");
  await assert.rejects(
    owner(`query { patronageStatements(file: "${large}") { date } }`),
    /too large/,
  );
  const bomb = gzipSync(Buffer.alloc(9_000_000, 65)).toString("base64");
  await assert.rejects(
    owner(`query { patronageStatements(file: "${bomb}") { date } }`),
    /unpacked/,
  );
});

// Each by somebody else: the Dashboard remembers the language of whoever logs in.
for (const [locale, width, word, heading, who] of [
  ["en-US", 1280, "Holders", "Plan in force", OWNER.identifier],
  ["zh-CN", 390, "会员", "当前模式", "auditor@example.com"],
] as const) {
  test(`every page is there in ${locale} at ${width} pixels, without a complaint`, async () => {
    const { page, complaints } = await openPage(browser, { width, locale });
    const password = who === OWNER.identifier ? OWNER.password : PASSWORD;
    await logIn(page, { identifier: who, password });
    for (const path of [...PAGES, `holders/${anna.holder}`]) {
      await page.goto(at(path));
      await page.locator("main h1").first().waitFor();
      await page.waitForLoadState("networkidle");
      const text = await page.locator("main").innerText();
      assert.doesNotMatch(text, /undefined|NaN|\{[a-z]+\}/, path);
      const widest = await page.evaluate<number>("document.documentElement.scrollWidth");
      assert.ok(widest <= width, `${path} is ${widest} pixels wide`);
    }
    await page.goto(at("futures/1"));
    const report = page.frameLocator("iframe").locator("body");
    assert.match(await report.innerText(), new RegExp(heading));
    await page.goto(at("holders"));
    assert.match(await page.locator("main").innerText(), new RegExp(word));
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

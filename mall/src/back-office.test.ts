/**
 * The back office in a real browser, on the built pages, against the real stack: a day is closed, its
 * dividend arrives, and a part of the order comes back, all to the fen.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
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
  const sideways = await page.evaluate<number>(
    "Math.max(...[...document.querySelectorAll('table')].map(({ parentElement: e }) => e.scrollWidth - e.clientWidth))",
  );
  assert.equal(sideways, 0, "all of the table is seen, with what is to be done");
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

  await employ(kit, "maker", "cashier");
  const cashier = { identifier: "cashier@example.com", password: PASSWORD };
  assert.match(await upload(cashier, "<a>"), /FORBIDDEN/);
  assert.match(await upload(OWNER, "<a>"), /line 1|CAMT\.053/);
  assert.match(await upload(OWNER, Buffer.alloc(8 * 1024 * 1024 + 1, 65)), /at most 8 MiB/);
});

/** Has a file read by somebody, over the admin API; answers what it said. */
async function upload(
  { identifier, password }: typeof OWNER,
  content: string | Buffer<ArrayBuffer>,
): Promise<string> {
  const api = `${kit.url}/admin-api?languageCode=en`;
  const login = await fetch(api, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query:
        "mutation ($name: String!, $password: String!) { login(username: $name, password: $password) { __typename } }",
      variables: { name: identifier, password },
    }),
  });
  const token = login.headers.get("vendure-auth-token")!;
  const query = "query ($file: Upload!) { patronageStatements(file: $file) { date } }";
  const body = new FormData();
  body.append("operations", JSON.stringify({ query, variables: { file: null } }));
  body.append("map", JSON.stringify({ 0: ["variables.file"] }));
  body.append("0", new Blob([content]), "statement");
  const headers = { authorization: `Bearer ${token}`, "apollo-require-preflight": "true" };
  return (await fetch(api, { method: "POST", headers, body })).text();
}

test("a statement of megabytes is read in a browser, and one that is too large is not even sent", async () => {
  const { page, complaints } = await openPage(browser, { width: 1280, locale: "en-US" });
  await logIn(page);
  await page.goto(at("bank"));
  const choose = (name: string, text: string): Promise<void> =>
    page
      .locator("#patronage-bank-file")
      .setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const map = { columns: { date: "day", balance: "balance" }, account: "62220009876" };
  await page.locator("#patronage-bank-map").fill(JSON.stringify({ ...map, currency: "CNY" }));
  const read = page.getByRole("button", { name: "Read", exact: true });
  // Rows of one day each, from the last one back.
  const day = (back: number): string =>
    new Date(Date.UTC(2026, 0, 1) - back * 86_400_000).toISOString().slice(0, 10);
  const note = "x".repeat(600);
  const rows = Array.from({ length: 4_000 }, (_, back) => `${day(back)},100.00,${note}`);
  await choose("long.csv", ["day,balance,note", ...rows].join("\n"));
  await read.click();
  await page.getByText("…9876 CNY").first().waitFor();
  await choose("larger.csv", "x".repeat(8 * 1024 * 1024 + 1));
  await page.getByText("larger.csv is larger than 8 MiB").waitFor();
  assert.ok(await read.isDisabled());
  // Another file of the same words is another question.
  await choose("long.csv", "day,balance,note\n2026-01-01,1.00,y");
  await read.click();
  await page.getByText("¥1.00").first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
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

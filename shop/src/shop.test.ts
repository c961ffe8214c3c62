/**
 * The shop in a real browser, against the whole mall as `npm start` brings it up: somebody new with a phone,
 * from a friend's link to money paid out, and every page looked at on the way.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../../mall/src/browser-kit.ts";
import { openStack, SHOPPER, type Stack } from "../../mall/src/stack-kit.ts";
import { moneyText } from "./amounts.ts";
import { checkPage, compareLook, newShopper, type Look, type Shopper } from "./shopper-kit.ts";

let stack: Stack;
let browser: Browser;
let anna: Shopper;
const EMAIL = `anna-${randomUUID().slice(0, 8)}@example.com`;
const PASSWORD = "a quiet pot of tea";

before(async () => {
  stack = await openStack();
  browser = await openBrowser();
  anna = await newShopper(browser);
});
after(async () => {
  await browser?.close();
  await stack?.close();
});

const go = (path: string): Promise<unknown> => anna.page.goto(`${stack.origin}${path}`);
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name });

/** Waits until a figure of the page reads as it should: what the ledger decides takes a moment. */
async function waitUntil(what: () => Promise<boolean>, until: string): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await what())) {
    assert.ok(performance.now() < end, `It never came to this: ${until}`);
    await new Promise((done) => setTimeout(done, 250));
  }
}

test("somebody registers by a friend's link, and the mail's link logs her in", async () => {
  const friend = await stack.visit(SHOPPER);
  const { patronage } = await friend<{ patronage: { referralCode: string } }>(
    "{ patronage { referralCode } }",
  );
  await go(`/j/${patronage.referralCode}`);
  const { page } = anna;
  await heading(page, "Register").waitFor();
  assert.ok(await page.getByText(patronage.referralCode).isVisible());
  await checkPage(page);
  await page.getByLabel("E-mail").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("First name").fill("Anna");
  await page.getByLabel("Last name").fill("Berg");
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText(EMAIL).first().waitFor();
  await page.goto(await stack.mailedLink(EMAIL, "/verify"));
  await page.waitForURL((url) => !url.pathname.startsWith("/verify"));
  await go("/me");
  await page.getByText("Anna").first().waitFor();
  await checkPage(page);
  await go("/shares/proof");
  await heading(page, "There is no file of yours yet").waitFor();
  await page.getByText(/^You joined after the last close/).waitFor();
  await checkPage(page);
});

test("from the home page to a paid order: few taps, and the provider's page comes back", async () => {
  const { page } = anna;
  await go("/");
  await checkPage(page);
  await page.getByRole("link", { name: "Fresh food" }).click();
  await heading(page, "Fresh food").waitFor();
  await checkPage(page);
  await page.getByRole("link", { name: /eggs/i }).click();
  await page.getByRole("button", { name: "Add to cart" }).waitFor();
  await checkPage(page);
  for (let piece = 1; piece < 5; piece++) {
    await page.getByRole("button", { name: "One more" }).click();
  }
  await page.getByRole("button", { name: "Buy now" }).click();
  await heading(page, "Checkout").waitFor();
  await page.getByLabel("Recipient").fill("Anna Berg");
  await page.getByLabel(/Mobile/).fill("13800138000");
  await page.getByLabel("Province").selectOption("浙江省");
  await page.getByLabel("City").selectOption("杭州市");
  await page.getByLabel(/County|District/).selectOption("西湖区");
  await page.getByLabel(/Street/).fill("Wensan Road 1");
  await checkPage(page);
  await page.getByRole("button", { name: /^Pay ¥/ }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await heading(page, "It is paid").waitFor();
  assert.equal(new URL(page.url()).search, "", "the provider's words stay out of the history");
  await checkPage(page);
});

test("delivered, it counts; and the next day it has earned something", async () => {
  const { page } = anna;
  const code = lastPart(page);
  await go(`/orders/${code}`);
  await checkPage(page);
  await stack.deliver(code);
  await waitUntil(async () => {
    await page.reload();
    return page
      .getByText("Shares granted")
      .waitFor({ timeout: 3_000 })
      .then(
        () => true,
        () => false,
      );
  }, "the delivered order has counted");
  await stack.passDays(1);
  await go("/shares");
  await heading(page, "My shares").waitFor();
  await heading(page, "Dividends by day").waitFor();
  await page.getByText("May still be received, at most").first().waitFor();
  await checkPage(page);
  const { patronage } = await askAs<{ patronage: { shares: string; dividends: string } }>(
    "{ patronage { shares dividends } }",
  );
  assert.ok(BigInt(patronage.shares) > 0n);
  assert.ok(BigInt(patronage.dividends) > 0n);
});

test("the next order is paid in shares and money, and a piece of it goes back", async () => {
  const { page } = anna;
  await go("/p/farm-eggs");
  await page.getByRole("button", { name: "One more" }).click();
  await page.getByRole("button", { name: "Buy now" }).click();
  await heading(page, "Checkout").waitFor();
  await page.getByRole("checkbox", { name: /Pay with shares/ }).check();
  await page.getByLabel("Amount to pay with shares (yuan)").fill("1");
  await page.getByText("Shares burned, at most").waitFor();
  await checkPage(page);
  await page.getByRole("button", { name: "Set shares aside" }).click();
  await page.getByRole("button", { name: /^Pay ¥/ }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await heading(page, "It is paid").waitFor();
  const code = lastPart(page);
  await page.getByRole("link", { name: /order/i }).first().click();
  await page.getByText("Paid with shares").first().waitFor();
  await page.getByRole("link", { name: "Cancel or refund" }).click();
  await heading(page, "What is cancelled").waitFor();
  await page.getByRole("button", { name: "One more" }).click();
  await page.getByLabel("Reason").selectOption("I chose the wrong thing");
  await page.getByText("Paid back to you").waitFor();
  await checkPage(page);
  await page.getByRole("button", { name: "Ask to cancel" }).click();
  await page.getByText("Waits for the mall").waitFor();
  await checkPage(page);
  await acceptReturn(code);
  await waitUntil(async () => {
    await page.reload();
    return page
      .getByText("Paid back", { exact: true })
      .waitFor({ timeout: 3_000 })
      .then(
        () => true,
        () => false,
      );
  }, "the accepted return is paid back");
});

test("shares are redeemed with a quote that holds, and the money is asked for", async () => {
  const { page } = anna;
  await go("/shares/redeem");
  await page.getByLabel("How many shares").fill("1");
  await page.getByText("Into your wallet").first().waitFor();
  await checkPage(page);
  await page.getByRole("button", { name: "Review and confirm" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.waitFor();
  await checkPage(page);
  await sheet.getByRole("button", { name: /Redeem/ }).click();
  await heading(page, "Redeemed").waitFor();
  await checkPage(page);
  await page.getByRole("link", { name: "To the wallet" }).click();
  await page.getByLabel("Amount in yuan").fill("1");
  await page.getByLabel("Account it is to go to").fill("anna@alipay.example");
  await checkPage(page);
  await page.getByRole("button", { name: "Review and confirm" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Withdraw/ })
    .click();
  await page.getByText("Asked for").first().waitFor();
  await checkPage(page);
});

test("her statement and everything kept about her can be saved", async () => {
  const { page } = anna;
  await go("/shares/statement");
  await checkPage(page);
  const statement = await saved(page, /Save/);
  assert.match(statement, /^\uFEFF.*,/);
  await go("/me/data");
  await checkPage(page);
  const everything = await saved(page, /Save|Export|Download/);
  assert.ok(everything.includes(EMAIL));
  assert.ok(everything.includes("Wensan Road 1"));
});

test("her statement file is checked in her browser, saved, and found out when a byte of it is altered", async () => {
  const { page } = anna;
  await go("/shares/statement");
  await page.getByRole("link", { name: "Check my statement file" }).click();
  await heading(page, "Everything fits").waitFor();
  for (const part of ["The file is whole", "Closes", "Dividends", "Position", "NAV per share"]) {
    await page.getByRole("heading", { name: part, exact: true }).waitFor();
  }
  await page.getByText(/^The \d+ entries in this file$/).click();
  await page.getByText("Your order counted").first().waitFor();
  await checkPage(page);
  const text = await saved(page, /Save the file/);
  const { statementProof } = await askAs<{ statementProof: string }>("{ statementProof }");
  assert.equal(text, statementProof);
  const { tree } = JSON.parse(text) as { tree: { root: string } };
  assert.ok(await page.getByText(tree.root).isVisible(), "the root is there to be compared");
  await page.getByText(/^This root is the one that this shop publishes to everyone/).waitFor();
  const verifier = await saved(page, /Save verify.html/);
  assert.equal(verifier, readFileSync(new URL("../../docs/verify.html", import.meta.url), "utf8"));
  await choose(page, "altered.json", altered(text));
  await heading(page, "This file does not fit").waitFor();
  await page.getByText("Its digest does not fit: something was changed.").waitFor();
  assert.equal(await heading(page, "What was checked").count(), 0);
  await checkPage(page);
  await choose(page, "anna.json", text);
  await heading(page, "Everything fits").waitFor();
  await page.getByText("anna.json").waitFor();
  await page.getByRole("button", { name: "Back to my own" }).click();
  await page.getByText("Yours, as the mall gives it now").waitFor();
  await checkByStranger(text);
  await checkRootBy(text);
  await go("/programme");
  await heading(page, "What is published of each day").waitFor();
  await page.getByText(tree.root).first().waitFor();
  await page.getByText(/^The roots of the last \d+ closes$/).click();
  assert.ok((await page.getByText(/^[0-9a-f]{64}$/).count()) > 10, "a root a close");
  await checkPage(page);
});

/** A shop that publishes something else, nothing of the day, or does not answer. */
async function checkRootBy(text: string): Promise<void> {
  const { page, context } = await newShopper(browser, { hasWorker: false });
  let shown: (published: string) => string | undefined = (published) => published;
  await page.route("**/shop-api*", async (route) => {
    if (!route.request().postData()?.includes("CloseRoots")) return route.continue();
    const answer = await route.fetch();
    const body = shown(await answer.text());
    return body === undefined ? route.abort() : route.fulfill({ response: answer, body });
  });
  const look = async (): Promise<void> => {
    await page.goto(`${stack.origin}/shares/proof`);
    await choose(page, "anna.json", text);
    await heading(page, "Everything fits").waitFor();
  };
  await look();
  await page.getByText(/^This root is the one that this shop publishes to everyone/).waitFor();
  shown = (published) => published.replaceAll(/"root":"...../g, '"root":"00000');
  await look();
  await page.getByText(/^This is NOT what this shop publishes for that day/).waitFor();
  await checkPage(page);
  shown = () => '{"data":{"programme":{"closeRoots":[]}}}';
  await look();
  await page.getByText(/this day is not among them\.$/).waitFor();
  shown = () => undefined;
  await look();
  await page.getByText("It could not be compared: the shop cannot be reached now.").waitFor();
  await context.close();
}

/** Somebody who is not logged in, at a desk, in Chinese, and then without a network. */
async function checkByStranger(text: string): Promise<void> {
  const { page, context, complaints } = await newShopper(browser, { locale: "zh-CN", width: 1280 });
  await page.goto(`${stack.origin}/shares/proof`);
  await heading(page, "您自己的文件").waitFor();
  await checkPage(page);
  assert.deepEqual(complaints, []);
  await context.setOffline(true);
  await choose(page, "anna.json", text);
  await heading(page, "全部相符").waitFor();
  await page.getByText(/^没能比较/).waitFor();
  await checkPage(page);
  await choose(page, "altered.json", altered(text));
  await page.getByText("摘要不符：内容被改动过。").waitFor();
  await checkPage(page);
  await choose(page, "picture.png", Buffer.from([0x89, 0x50, 0xff, 0xfe]));
  await page.getByText("文字不是规范的对账单文件。").waitFor();
  await context.close();
}

/** With one digit of an amount another. */
const altered = (text: string): string =>
  text.replace(/"dividendsE18":"(\d)/, (found, digit: string) =>
    found.replace(digit, String((Number(digit) % 9) + 1)),
  );

/** Chooses a file of the device. */
const choose = (page: Page, name: string, content: string | Buffer): Promise<void> =>
  page
    .locator("input[type=file]")
    .setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });

test("nothing went wrong in her browser", () => {
  assert.deepEqual(anna.complaints, []);
});

/** Of somebody with a month behind her, then of nobody. */
const OWN_PAGES = [
  ...["/", "/categories", "/c/tea", "/search?q=tea", "/p/longjing-green-tea", "/cart", "/orders"],
  ...["/shares", "/shares/redeem", "/shares/wallet", "/shares/statement", "/shares/proof"],
  "/shares/invite",
  ...[
    "/programme",
    "/outlook?category=tea",
    "/me",
    "/me/profile",
    "/me/addresses",
    "/me/data",
    "/nowhere",
  ],
];
const PUBLIC_PAGES = [
  ...[
    "/login",
    "/register",
    "/password-reset",
    "/verify",
    "/shares",
    "/shares/proof",
    "/me",
    "/checkout",
    "/orders",
  ],
];
const LOOKS = [
  { locale: "zh-CN", width: 390, theme: "light" },
  { locale: "en-GB", width: 1280, theme: "dark" },
] as const satisfies readonly Look[];
/** The main pages, whose look is kept. */
const KEPT_LOOKS = new Map<string, string>([
  ["/", "home"],
  ["/p/longjing-green-tea", "product"],
  ["/shares", "shares"],
  ["/programme", "programme"],
  ["/me", "me"],
]);

for (const look of LOOKS) {
  const { locale, width, theme } = look;
  test(`every page can be used by everybody, and looks as it did: ${locale}, ${width}, ${theme}`, async () => {
    const visitor = await newShopper(browser, look);
    const { page } = visitor;
    for (const path of PUBLIC_PAGES) {
      await page.goto(`${stack.origin}${path}`);
      await checkPage(page);
    }
    await page.goto(`${stack.origin}/login`);
    await page.getByRole("textbox").first().fill(SHOPPER);
    await page.locator("input[type=password]").fill(stack.password);
    await page.locator("input[type=password]").press("Enter");
    await page.waitForURL((url) => url.pathname !== "/login");
    for (const path of OWN_PAGES) {
      await page.goto(`${stack.origin}${path}`);
      await checkPage(page);
      const name = width === 390 || path === "/shares" ? KEPT_LOOKS.get(path) : undefined;
      if (name !== undefined) await compareLook(page, `${name}-${locale.slice(0, 2)}-${width}`);
    }
    assert.deepEqual(visitor.complaints, []);
    await visitor.context.close();
  });
}

type Outlook = {
  readonly programme: {
    readonly quotaPaid: string;
    readonly outlook: {
      readonly categories: readonly {
        readonly category: string;
        readonly years: readonly { readonly middle: string; readonly worstTenth: string }[];
      }[];
    };
  };
};

test("goods lead to what buyers of such goods got back in simulation, told apart from what was paid", async () => {
  const { page, context } = await newShopper(browser);
  const ask = await stack.visit(SHOPPER);
  const { programme } = await ask<Outlook>(
    "{ programme { quotaPaid outlook { categories { category years { middle worstTenth } } } } }",
  );
  const yuan = (minor: string): string => moneyText(minor, "en");
  const simulated = page.getByRole("table");
  const reads = async (category: string): Promise<void> => {
    const told = programme.outlook.categories.find((one) => one.category === category)!;
    const rows = await simulated.getByRole("row").allInnerTexts();
    for (const [k, { middle, worstTenth }] of told.years.entries()) {
      const row = rows[k + 1]!;
      assert.ok(row.includes(yuan(middle)) && row.includes(yuan(worstTenth)), row);
    }
  };
  await page.goto(`${stack.origin}/p/farm-eggs`);
  await page.getByText(/in simulation, and the worst tenth/).waitFor();
  await page.getByRole("link", { name: "Simulated, and really paid" }).click();
  const goods = page.getByLabel("Kind of goods");
  await goods.waitFor();
  assert.equal(await goods.inputValue(), "fresh");
  await reads("fresh");
  await goods.selectOption("tea");
  await reads("tea");
  assert.equal(new URL(page.url()).search, "?category=tea");
  await page.getByText("Simulated, no promise").first().waitFor();
  await page.getByText(yuan(programme.quotaPaid)).first().waitFor();
  await context.close();
});

test("two presses put in one piece, and where only a transfer is offered nothing else is named", async () => {
  const { page, context } = await newShopper(browser);
  await page.goto(`${stack.origin}/p/farm-eggs`);
  const add = page.getByRole("button", { name: "Add to cart" });
  await add.evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await page.getByText("In your cart").first().waitFor();
  await offerAlipay(false);
  try {
    await page.goto(`${stack.origin}/checkout`);
    await page.getByRole("button", { name: /^Place order/ }).waitFor();
    await page.getByText("¥32.80").first().waitFor();
    await page.getByText("× 1").waitFor();
    assert.equal(await page.getByRole("button", { name: /^Pay ¥/ }).count(), 0);
    await checkPage(page);
  } finally {
    await offerAlipay(true);
  }
  await context.close();
});

test("a slow network shows what is on its way, a failing one says so and can be tried again", async () => {
  const { page, context } = await newShopper(browser, { hasWorker: false });
  const api = "**/shop-api*";
  await page.route(api, async (route) => {
    await new Promise((done) => setTimeout(done, 1_500));
    await route.continue();
  });
  await page.goto(`${stack.origin}/categories`, { waitUntil: "commit" });
  await page.getByRole("main").getByText("Loading").first().waitFor({ state: "attached" });
  await page.getByRole("link", { name: /Fresh food/ }).waitFor();
  await page.unroute(api);
  await page.route(api, (route) => route.abort());
  await page.goto(`${stack.origin}/programme`);
  await heading(page, "The mall does not answer").waitFor();
  await checkPage(page);
  await page.goto(`${stack.origin}/shares/proof`);
  await heading(page, "The mall does not answer").waitFor();
  await heading(page, "Check a file that you have").waitFor();
  await checkPage(page);
  await page.goto(`${stack.origin}/programme`);
  await heading(page, "The mall does not answer").waitFor();
  await page.unroute(api);
  await page.getByRole("button", { name: "Try again" }).click();
  await heading(page, "The books").waitFor();
  await context.close();
});

test("without a network the pages stay, what was seen too, and money waits", async () => {
  const { page, context } = await newShopper(browser);
  await page.goto(`${stack.origin}/`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  // From here on the worker is there; what it is to keep goes through it.
  await page.reload();
  await page.getByRole("link", { name: /eggs/i }).waitFor();
  await context.setOffline(true);
  await page.reload();
  await page.getByText("No network. What you have seen is still here.").waitFor();
  await page.getByRole("link", { name: /eggs/i }).waitFor();
  await checkPage(page);
  await page.goto(`${stack.origin}/shares`);
  await heading(page, "No network").first().waitFor();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).first().click();
  await heading(page, "Shop here, and hold shares in the mall").waitFor();
  await context.close();
});

const lastPart = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1)!;

/** Asks the shop API in her session. */
async function askAs<Data>(query: string): Promise<Data> {
  const { data } = await anna.page.evaluate(async (query) => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ query });
    const answer = await fetch("/shop-api", { method: "POST", headers, body });
    return (await answer.json()) as { data: unknown };
  }, query);
  return data as Data;
}

/** Staff says yes to the request of an order. */
async function acceptReturn(code: string): Promise<void> {
  const staff = await stack.employ("shop@example.com");
  const { patronageReturnRequests: requests } = await staff<{
    patronageReturnRequests: { id: string; code: string }[];
  }>('{ patronageReturnRequests(state: "requested") { id code } }');
  const request = requests.find((some) => some.code === code)!;
  await staff("mutation ($id: ID!) { patronageAcceptReturnRequest(id: $id) }", { id: request.id });
}

/** The owner lets shoppers pay by Alipay, or by a transfer alone. */
async function offerAlipay(enabled: boolean): Promise<void> {
  const owner = await stack.employ("owner@example.com");
  const { paymentMethods } = await owner<{
    paymentMethods: { items: { id: string; code: string }[] };
  }>("{ paymentMethods { items { id code } } }");
  const change = (code: string, input: object): Promise<unknown> =>
    owner(
      "mutation ($input: UpdatePaymentMethodInput!) { updatePaymentMethod(input: $input) { id } }",
      { input: { id: paymentMethods.items.find((some) => some.code === code)!.id, ...input } },
    );
  const description = enabled ? "" : "Bank of Tea, 6222 0000";
  await change("transfer", { translations: [{ languageCode: "en", description }] });
  await change("alipay", { enabled });
}

/** Presses a button that saves a file; answers what is in it. */
async function saved(page: Page, button: RegExp): Promise<string> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("main").getByRole("button", { name: button }).first().click();
  return readFile(await (await downloading).path(), "utf8");
}

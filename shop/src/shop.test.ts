/**
 * The shop in a real browser, against the whole mall as `npm start` brings it up: somebody new with a phone,
 * from a friend's link to money paid out, and every page looked at on the way.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../../mall/src/browser-kit.ts";
import { openStack, SHOPPER, type Stack } from "../../mall/src/stack-kit.ts";
import { checkPage, newShopper, type Shopper } from "./shopper-kit.ts";

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
  await checkPage(page);
});

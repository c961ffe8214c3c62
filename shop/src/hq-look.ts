import { openBrowser } from "/work/main/mall/src/browser-kit.ts";
import { openStack, SHOPPER } from "/work/main/mall/src/stack-kit.ts";
import { checkPage, newShopper } from "/work/main/shop/src/shopper-kit.ts";
const stack = await openStack();
console.log("up", stack.origin);
const browser = await openBrowser();
try {
  for (const locale of ["en-GB", "zh-CN"] as const) {
    const me = await newShopper(browser, { locale });
    const { page } = me;
    await page.goto(`${stack.origin}/login`);
    await page.locator("input").nth(0).fill(SHOPPER);
    await page.locator("input[type=password]").fill(stack.password);
    await page.locator("main button[type=submit]").click();
    await page.waitForURL((u) => !u.pathname.startsWith("/login"));
    await page.goto(`${stack.origin}/p/longjing-green-tea`);
    await page.waitForLoadState("networkidle");
    const grp = page.getByRole("group").filter({ has: page.locator("output") }).first();
    for (let i = 0; i < 2; i++) await grp.getByRole("button").last().click();
    await page.waitForTimeout(900);
    console.log(await page.getByRole("status").filter({ hasText: /3/ }).first().innerText());
    await checkPage(page);
    await page.screenshot({ path: `/tmp/hq-product-${locale}.png`, fullPage: true });
    if (locale === "en-GB") {
      // redeem with a worse figure
      let faked = 0;
      await page.route("**/shop-api*", async (route) => {
        const body = route.request().postData() ?? "";
        if (body.includes("redeemShares") && faked++ === 0) {
          await route.fulfill({ json: { errors: [{ message: "It would pay ¥0.01 now, less than was shown. Look again.", extensions: { code: "mall.payout_below_quote" } }], data: null } });
        } else await route.continue();
      });
      await page.goto(`${stack.origin}/shares/redeem`);
      await page.getByLabel("How many shares").fill("1");
      await page.waitForTimeout(900);
      await page.getByRole("button", { name: "Review and confirm" }).click();
      const sheet = page.getByRole("dialog");
      await sheet.getByRole("button", { name: /Redeem/ }).click();
      await page.waitForTimeout(700);
      console.log("sheet:", (await sheet.innerText()).replaceAll("\n", " | "));
      await sheet.getByRole("button", { name: /Redeem/ }).click();
      await page.getByRole("heading", { name: "Redeemed" }).waitFor();
      await page.unroute("**/shop-api*");
      // a withdrawal whose answer is lost
      let lost = 0;
      const keys: string[] = [];
      await page.route("**/shop-api*", async (route) => {
        const body = route.request().postData() ?? "";
        if (body.includes("requestWithdrawal")) {
          keys.push((JSON.parse(body) as any).variables.key);
          if (lost++ === 0) { await route.fetch(); await route.abort(); return; }
        }
        await route.continue();
      });
      await page.goto(`${stack.origin}/shares/wallet`);
      const ask = async (amount: string) => {
        await page.getByLabel("Amount in yuan").fill(amount);
        await page.getByLabel("Account it is to go to").fill("6222 0211 1111 1234 Lin Wanqing");
        await page.getByRole("button", { name: "Review and confirm" }).click();
      };
      await ask("1");
      await sheet.getByRole("button", { name: /Withdraw/ }).click();
      await page.waitForTimeout(900);
      console.log("lost:", (await sheet.innerText()).replaceAll("\n", " | "));
      await sheet.getByRole("button", { name: /Withdraw/ }).click();
      await page.waitForTimeout(900);
      console.log("told:", await page.getByText(/had arrived/).allInnerTexts(), keys);
      lost = 0;
      await ask("1.10");
      await sheet.getByRole("button", { name: /Withdraw/ }).click();
      await page.waitForTimeout(700);
      console.log("second lost:", await page.locator("main").innerText().then((t) => t.slice(0, 600).replaceAll("\n", " | ")));
      await page.screenshot({ path: "/tmp/hq-a.png" });
      await sheet.getByRole("button", { name: "Cancel" }).click();
      await page.waitForTimeout(600);
      await ask("1.20");
      await page.waitForTimeout(600);
      await page.screenshot({ path: "/tmp/hq-b.png" });
      await sheet.getByRole("button", { name: /Withdraw/ }).click();
      await page.waitForTimeout(900);
      console.log("reused:", (await sheet.innerText()).replaceAll("\n", " | "), keys);
      await sheet.getByRole("button", { name: /Withdraw/ }).click();
      await page.waitForTimeout(900);
      console.log(keys, await page.getByText(/asked for/).allInnerTexts());
      await page.locator("li").filter({ hasText: "¥1.10" }).getByRole("button", { name: "Take it back" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Take it back" }).click();
      await page.waitForTimeout(900);
    }
    await page.goto(`${stack.origin}/shares/wallet`);
    await checkPage(page);
    await page.screenshot({ path: `/tmp/hq-wallet-${locale}.png`, fullPage: true });
    console.log(me.complaints);
    await me.context.close();
  }
} finally {
  await browser.close();
  await stack.close();
}

/**
 * For the bench: how soon a phone with a slow processor on a slow network shows the goods, and what
 * Lighthouse says of the main pages.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import lighthouse from "lighthouse";
import { chromium, type Browser, type CDPSession, type Page } from "playwright-core";
import { browserPath, QUIET } from "../../mall/src/browser-kit.ts";

/** Lighthouse's slow 4G, and a processor four times as slow. */
const SLOW_4G = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};
const CPU_RATE = 4;
const PHONE = { width: 390, height: 844 };
const LIGHTHOUSE_PORT = 21_999;

export type Visible = { readonly milliseconds: number; readonly bytes: number };

async function slowly(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_4G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_RATE });
  return session;
}

/** How long a new visitor waits until the text and the first picture of a list of goods are there. */
async function measureList(browser: Browser, url: string, selector: string): Promise<Visible> {
  const context = await browser.newContext({ viewport: PHONE, serviceWorkers: "block" });
  const page = await context.newPage();
  const session = await slowly(page);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  const began = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await page.locator(selector).first().waitFor({ state: "visible" });
  const milliseconds = performance.now() - began;
  await context.close();
  return { milliseconds, bytes };
}

/** The bound: the same goods in a page that needs no script, on the same phone and network. */
async function openBound(html: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(html);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

const launch = (port: number): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath(),
    args: [...QUIET, `--remote-debugging-port=${port}`],
  });

export type Scores = { readonly [category: string]: number };
export type ShopFigures = {
  readonly list: readonly Visible[];
  readonly bound: readonly Visible[];
  /** Of each page, Lighthouse's scores of 100. */
  readonly pages: { readonly [path: string]: Scores };
};

const CATEGORIES = ["performance", "accessibility", "best-practices"];

async function score(url: string): Promise<Scores> {
  const result = await lighthouse(url, {
    port: LIGHTHOUSE_PORT,
    output: "json",
    logLevel: "error",
    onlyCategories: CATEGORIES,
  });
  const entries = Object.values(result!.lhr.categories).map(
    ({ id, score: part }) => [id, Math.round((part ?? 0) * 100)] as const,
  );
  return Object.fromEntries(entries);
}

/** Measures a mall's shop: the list so many times, beside the bound, and each page's scores. */
export async function measureShop(
  origin: string,
  { rounds, paths }: { readonly rounds: number; readonly paths: readonly string[] },
): Promise<ShopFigures> {
  const browser = await launch(LIGHTHOUSE_PORT);
  const goods = 'main a[href^="/p/"]';
  const page = await browser.newPage({ viewport: PHONE });
  await page.goto(origin);
  await page.locator(goods).first().waitFor();
  // What was drawn, without the scripts that drew it.
  const styles = await page.evaluate<string>(
    `[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)).join("\\n")`,
  );
  const body = await page.locator("#root").innerHTML();
  const bound = await openBound(
    `<!doctype html><meta name="viewport" content="width=device-width"><style>${styles}</style><div id="root">${body}</div>`,
  );
  await page.close();
  const list: Visible[] = [];
  const bounds: Visible[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      list.push(await measureList(browser, origin, goods));
      bounds.push(await measureList(browser, bound.url, goods));
    }
    const pages: { [path: string]: Scores } = {};
    for (const path of paths) pages[path] = await score(`${origin}${path}`);
    return { list, bound: bounds, pages };
  } finally {
    bound.close();
    await browser.close();
  }
}

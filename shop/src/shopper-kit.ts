/** For tests: a shopper with a phone at the shop's real pages, and what may be asked of every page. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import pixelmatch from "pixelmatch";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { PNG } from "pngjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LOOKS = join(import.meta.dirname, "../looks");
const FAILED = join(import.meta.dirname, "../dist/looks");
/** How different a point may be, and how many points: fonts are drawn a little otherwise elsewhere. */
const WAIT_MILLISECONDS = 15_000;
const POINT_THRESHOLD = 0.2;
const DIFFERENT_MOST = 0.02;
/** Figures and days are other ones every day; that they are right is for other tests. */
const CHANGING = ".figures, time, canvas, .uplot, img[data-changing]";

export type Shopper = {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page's scripts complained about. */
  readonly complaints: string[];
};

export type Look = {
  readonly locale?: "zh-CN" | "en-GB";
  readonly width?: number;
  readonly theme?: "light" | "dark";
  /** Left out where a test stands between the pages and the network itself. */
  readonly hasWorker?: boolean;
};

/** Somebody new with a phone: nothing is kept of anybody before. */
export async function newShopper(browser: Browser, look: Look = {}): Promise<Shopper> {
  const { locale = "en-GB", width = 390, theme = "light", hasWorker = true } = look;
  const context = await browser.newContext({
    viewport: { width, height: 844 },
    locale,
    colorScheme: theme,
    reducedMotion: "reduce",
    acceptDownloads: true,
    serviceWorkers: hasWorker ? "allow" : "block",
  });
  context.setDefaultTimeout(WAIT_MILLISECONDS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { context, page, complaints };
}

/** Whoever cannot see the page well, or has no mouse, can use it too; and nothing sticks out sideways. */
export async function checkPage(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(AXE);
  const violations = await page.evaluate<string[]>(`axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  }).then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ": " + nodes.map(({ html }) => html.slice(0, 160)).join(" | ")))`);
  assert.deepEqual(violations, [], page.url());
  const isWide = await page.evaluate<boolean>(
    "document.documentElement.scrollWidth > document.documentElement.clientWidth",
  );
  assert.equal(isWide, false, `${page.url()} sticks out sideways`);
}

/**
 * Compares what is seen with a picture kept in `looks/`. LOOKS=write keeps what is seen now instead. What
 * differs is written beside the built pages.
 */
export async function compareLook(page: Page, name: string): Promise<void> {
  const seen = await page.screenshot({
    animations: "disabled",
    mask: [page.locator(CHANGING)],
    maskColor: "#888888",
  });
  const kept = join(LOOKS, `${name}.png`);
  if (process.env["LOOKS"] === "write" || !existsSync(kept)) {
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, seen);
    assert.equal(process.env["LOOKS"], "write", `looks/${name}.png was not there; it is now`);
    return;
  }
  const [now, before] = [PNG.sync.read(seen), PNG.sync.read(readFileSync(kept))];
  const { width, height } = now;
  assert.deepEqual([width, height], [before.width, before.height], name);
  const difference = new PNG({ width, height });
  const count = pixelmatch(now.data, before.data, difference.data, width, height, {
    threshold: POINT_THRESHOLD,
  });
  if (count <= width * height * DIFFERENT_MOST) return;
  mkdirSync(FAILED, { recursive: true });
  writeFileSync(join(FAILED, `${name}.png`), seen);
  writeFileSync(join(FAILED, `${name}-difference.png`), PNG.sync.write(difference));
  assert.fail(`${name} looks otherwise: ${count} of ${width * height} points (dist/looks/)`);
}

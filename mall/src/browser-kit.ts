/** For tests: Debian's Chromium, or Playwright's own, driven as somebody at a desk or with a phone. */
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
export const QUIET = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

/** Where the browser is: the machine's, or the one that CHROMIUM names. */
export function browserPath(): string {
  const places = [...PLACES, chromium.executablePath()];
  const path = process.env["CHROMIUM"] ?? places.find((place) => existsSync(place));
  if (path === undefined) {
    throw new Error("There is no Chromium: install Debian's package chromium, or set CHROMIUM.");
  }
  return path;
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath(), args: [...QUIET] });

/** A page of its own, and what its scripts complain about. */
export async function openPage(
  browser: Browser,
  { width, locale }: { readonly width: number; readonly locale: string },
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, locale });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, complaints };
}

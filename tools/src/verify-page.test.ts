/** The page that checks a statement file is one file, as it is made now, and asks nobody for anything. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openBrowser, openPage } from "../../mall/src/browser-kit.ts";
import { VERIFY_PAGE, verifyPage } from "./verify-page.ts";

const GOLDEN = fileURLToPath(new URL("../../proof/golden/statement-1.json", import.meta.url));

test("the page in the docs is the one that its sources make", async () => {
  const kept = await readFile(VERIFY_PAGE, "utf8");
  assert.equal(kept, await verifyPage(), 'make it again with "node tools/src/verify-page.ts"');
  assert.doesNotMatch(kept, /https?:\/\/(?!www\.w3\.org)/, "it knows no address");
});

test("a saved page checks a file without a network, in both languages", async () => {
  const folder = await mkdtemp(join(tmpdir(), "patronage-page-"));
  const browser = await openBrowser();
  try {
    const { page, complaints } = await openPage(browser, { width: 390, locale: "en-GB" });
    await page.context().setOffline(true);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(VERIFY_PAGE).href);
    const { files } = JSON.parse(await readFile(GOLDEN, "utf8")) as { files: [{ text: string }] };
    const [{ text }] = files;
    const check = async (content: string): Promise<string> => {
      await writeFile(join(folder, "file.json"), content);
      await page.setInputFiles("#file", join(folder, "file.json"));
      await page.waitForFunction("document.querySelector('#found h2') !== null");
      return page.innerText("#found");
    };
    assert.match(await check(text), /everything fits[^]*1823\.35 yuan[^]*no file can prove/i);
    await page.click("#lang");
    assert.match(await page.innerText("#found"), /全部相符[^]*1823\.35 元/);
    const width = await page.evaluate("document.documentElement.scrollWidth");
    assert.equal(width, 390, "nothing stands beyond a phone's edge");
    await page.reload();
    assert.match(await check(text.replace('"h7"', '"h8"')), /does not fit/);
    assert.deepEqual(new Set(asked), new Set([pathToFileURL(VERIFY_PAGE).href]));
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
});

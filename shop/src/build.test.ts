/**
 * The built pages: light enough for the first load, in a language that the oldest promised browsers read,
 * and with nothing in them that is asked of anybody else.
 */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "acorn";
import { build } from "vite";
import { BROWSERS } from "../browsers.ts";

/** 120 KB of scripts, compressed, is what the first load may weigh. */
const FIRST_LOAD_BYTES_MOST = 120_000;

let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "patronage-shop-"));
  process.env["SHOP_OUT"] = folder;
  process.env["NODE_ENV"] = "production";
  const configFile = new URL("../vite.config.ts", import.meta.url).pathname;
  await build({ configFile, logLevel: "error" });
});
after(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (path: string): string => readFileSync(join(folder, path), "utf8");

/** The scripts that the home page loads before it can be used: its own, and what they import at once. */
function firstScripts(): Set<string> {
  const [, entry] = /<script type="module"[^>]* src="\/(static\/[^"]+\.js)"/.exec(
    textOf("index.html"),
  ) ?? [undefined, undefined];
  assert.ok(entry !== undefined, "the page has no script");
  const found = new Set([entry]);
  for (const path of found) {
    for (const [, file] of textOf(path).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
      found.add(`static/${file}`);
    }
  }
  return found;
}

/** As it is sent: what is very small is not compressed. */
function sentBytes(path: string): number {
  const [plain, compressed] = [join(folder, path), join(folder, `${path}.gz`)];
  return statSync(existsSync(compressed) ? compressed : plain).size;
}

test(`the first load weighs at most ${FIRST_LOAD_BYTES_MOST / 1_000} KB of scripts`, () => {
  const sum = [...firstScripts()].reduce((total, path) => total + sentBytes(path), 0);
  assert.ok(sum <= FIRST_LOAD_BYTES_MOST, `${sum} bytes`);
});

test(`every script is readable as of ${BROWSERS.edition}: Chrome 99, Safari 15.4, Firefox 97`, () => {
  const scripts = readdirSync(join(folder, "static")).filter((name) => name.endsWith(".js"));
  assert.ok(scripts.length > 10);
  for (const path of [...scripts.map((name) => `static/${name}`), "worker.js"]) {
    assert.doesNotThrow(
      () => parse(textOf(path), { ecmaVersion: BROWSERS.edition, sourceType: "module" }),
      path,
    );
  }
});

test("the pages ask nothing of anybody but the mall", () => {
  const page = textOf("index.html");
  assert.match(page, /Content-Security-Policy/);
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  for (const address of addresses) assert.match(address, /^\/(?!\/)/);
});

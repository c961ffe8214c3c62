/**
 * The last step of a build: every text is compressed once instead of at each request, and the service
 * worker is made that keeps the pages for when there is no network.
 *
 * The worker keeps scripts, styles, pictures, and what was last read of the catalogue. It never keeps what
 * belongs to a person or moves money: those are asked with POST, which it lets through.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin, ResolvedConfig } from "vite";
import { generateSW } from "workbox-build";
import NOT_PAGES from "./not-pages.json" with { type: "json" };

const TEXTS = /\.(html|js|css|svg|json|webmanifest|txt)$/;
const BYTES_LEAST = 1_024;
const WEEK_SECONDS = 7 * 24 * 60 * 60;
const CATALOGUE_SECONDS = 4;

async function makeWorker(folder: string): Promise<void> {
  await generateSW({
    globDirectory: folder,
    swDest: join(folder, "worker.js"),
    globPatterns: ["index.html", "static/*.{js,css}", "*.{svg,webmanifest}"],
    navigateFallback: "/index.html",
    navigateFallbackDenylist: [new RegExp(`^/(${NOT_PAGES.join("|")})([/?]|$)`)],
    // Whoever shops in an open page goes on with its scripts; the next visit has the new ones.
    skipWaiting: false,
    clientsClaim: false,
    inlineWorkboxRuntime: true,
    sourcemap: false,
    mode: "production",
    runtimeCaching: [
      {
        urlPattern: ({ url }) => url.pathname.startsWith("/assets/"),
        handler: "CacheFirst",
        options: {
          cacheName: "pictures",
          expiration: { maxEntries: 300, maxAgeSeconds: WEEK_SECONDS },
        },
      },
      {
        urlPattern: ({ url, request }) => url.pathname === "/shop-api" && request.method === "GET",
        handler: "NetworkFirst",
        options: {
          cacheName: "catalogue",
          networkTimeoutSeconds: CATALOGUE_SECONDS,
          expiration: { maxEntries: 100, maxAgeSeconds: WEEK_SECONDS },
        },
      },
    ],
  });
}

async function compressTexts(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && TEXTS.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of paths) {
    const bytes = await readFile(path);
    if (bytes.length < BYTES_LEAST) continue;
    const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
    await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params: quality }));
    await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }
}

/** Vite's plugin for the last step. */
export function finishPages(): Plugin {
  let config: ResolvedConfig;
  return {
    name: "patronage:finish-pages",
    apply: "build",
    configResolved(resolved) {
      config = resolved;
    },
    async closeBundle() {
      await makeWorker(config.build.outDir);
      await compressTexts(config.build.outDir);
    },
  };
}

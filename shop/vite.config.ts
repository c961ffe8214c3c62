/**
 * Builds the shop's pages:
 *
 *     npx vite build shop
 *
 * SHOP_OUT names the folder that they are written to. `npm run dev -w shop` serves the sources beside a
 * mall that runs on port 3000 (MALL_ORIGIN names another).
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { BROWSERS } from "./browsers.ts";
import { finishPages } from "./finish-pages.ts";
import { HOME_QUERY } from "./src/api/home-query.ts";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const MALL = process.env["MALL_ORIGIN"] ?? "http://127.0.0.1:3000";
const APIS = ["/shop-api", "/assets", "/mailbox", "/payments"];

/**
 * Puts the script that runs before everything else into the page, and a policy that lets in it and nothing
 * else from elsewhere. The script sets the theme and the language before anything is drawn, and on the
 * home page begins to ask for the goods while the other scripts are still on their way.
 */
function firstScript(): Plugin {
  const source = readFileSync(`${HERE}first.js`, "utf8")
    .replaceAll(/^\s*\/\/.*\n/gm, "")
    .replace("HOME_QUERY", JSON.stringify(HOME_QUERY.replaceAll(/\s+/g, " ").trim()));
  const digest = createHash("sha256").update(source).digest("base64");
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'sha256-${digest}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
  return {
    name: "patronage:first-script",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { server }) => [
        // The server of development brings scripts of its own.
        ...(server === undefined
          ? [
              {
                tag: "meta",
                attrs: { "http-equiv": "Content-Security-Policy", content: policy },
                injectTo: "head-prepend" as const,
              },
            ]
          : []),
        { tag: "script", children: source, injectTo: "head-prepend" },
      ],
    },
  };
}

export default defineConfig({
  root: HERE,
  build: {
    outDir: process.env["SHOP_OUT"] ?? `${HERE}dist`,
    emptyOutDir: true,
    target: [...BROWSERS.scripts, `es${BROWSERS.edition}`],
    cssTarget: [...BROWSERS.scripts],
    assetsDir: "static",
    minify: "terser",
    terserOptions: { ecma: 2020, module: true, compress: { passes: 2 } },
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        // Every file's name stands in the first script, so that a page's files come all at once: short
        // names keep that light.
        chunkFileNames: "static/[hash].js",
        assetFileNames: "static/[hash][extname]",
      },
    },
  },
  // React has had this itself since 18; the stand-in for older ones is left out.
  resolve: {
    alias: [
      { find: /^use-sync-external-store\/shim$/, replacement: "react" },
      {
        find: /^use-sync-external-store\/shim\/with-selector$/,
        replacement: "use-sync-external-store/with-selector",
      },
    ],
  },
  esbuild: { jsx: "automatic" },
  server: { proxy: Object.fromEntries(APIS.map((path) => [path, MALL])) },
  plugins: [firstScript(), finishPages()],
});

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
import { defineConfig, type IndexHtmlTransformContext, type Plugin } from "vite";
import { BROWSERS } from "./browsers.ts";
import { finishPages } from "./finish-pages.ts";
import NOT_PAGES from "./not-pages.json" with { type: "json" };
import { HOME_QUERY, PRODUCT_QUERY } from "./src/api/first-queries.ts";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const MALL = process.env["MALL_ORIGIN"] ?? "http://127.0.0.1:3000";

/** A page by its address: what it asks first, and the source that its files come from. */
const FIRST_PAGES = [
  { path: "^/$", query: HOME_QUERY },
  { path: "^/p/([^/]+)$", query: PRODUCT_QUERY, source: "catalogue/product.tsx" },
  { path: "^/c/", source: "catalogue/category.tsx" },
  { path: "^/search$", source: "catalogue/search.tsx" },
  { path: "^/cart$", source: "buying/cart.tsx" },
  { path: "^/shares$", source: "holding/shares.tsx" },
  { path: "^/programme$", source: "programme/programme.tsx" },
] as const satisfies readonly {
  readonly path: string;
  readonly query?: string;
  readonly source?: string;
}[];

type Bundle = NonNullable<IndexHtmlTransformContext["bundle"]>;

/** The files that a page needs beside the first ones. */
function filesOf(bundle: Bundle, source: string): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const isFrom = (id: string): boolean => id.endsWith(`/src/${source}`);
  const found = new Set(chunks.filter(({ moduleIds }) => moduleIds.some(isFrom)));
  for (const chunk of found) {
    for (const name of chunk.imports) {
      const imported = byName.get(name);
      if (imported !== undefined && !imported.isEntry) found.add(imported);
    }
  }
  return [...found].flatMap(({ fileName, viteMetadata }) => [
    `/${fileName}`,
    ...[...(viteMetadata?.importedCss ?? [])].map((name) => `/${name}`),
  ]);
}

/** The first script, as it stands in the page. */
function firstSource(bundle: Bundle | undefined): string {
  const pages = FIRST_PAGES.map(({ path, ...page }) => ({
    path,
    ...("query" in page ? { query: page.query.replaceAll(/\s+/g, " ").trim() } : {}),
    ...("source" in page && bundle !== undefined ? { files: filesOf(bundle, page.source) } : {}),
  }));
  return readFileSync(`${HERE}first.js`, "utf8")
    .replaceAll(/^\s*\/\/.*\n/gm, "")
    .replace("FIRST_PAGES", () => JSON.stringify(pages));
}

/** Lets in the first script, the mall's own files, and nothing from elsewhere. */
function policyFor(source: string): string {
  const digest = createHash("sha256").update(source).digest("base64");
  return [
    "default-src 'self'",
    `script-src 'self' 'sha256-${digest}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}

/**
 * Puts the script that runs before everything else into the page, and a policy that lets in it and nothing
 * else. The script sets theme and language before anything is drawn, and begins to ask for what the page
 * shows, and for the files it needs, while the other scripts are still on their way.
 */
function firstScript(): Plugin {
  return {
    name: "patronage:first-script",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { server, bundle }) => {
        const source = firstSource(bundle);
        const policy = {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: policyFor(source) },
          injectTo: "head-prepend" as const,
        };
        const script = { tag: "script", children: source, injectTo: "head-prepend" as const };
        // The server of development brings scripts of its own.
        return server === undefined ? [policy, script] : [script];
      },
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
  server: { proxy: Object.fromEntries(NOT_PAGES.map((name) => [`^/${name}([/?]|$)`, MALL])) },
  plugins: [firstScript(), finishPages()],
});

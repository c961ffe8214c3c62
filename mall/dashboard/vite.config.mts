/**
 * Builds the back office's pages, without a server or a database:
 *
 *     npx node --import ./mall/src/transpile.ts node_modules/vite/bin/vite.js build \
 *       --config mall/dashboard/vite.config.mts
 *
 * The hook compiles the mall's decorators when the configuration is read. `MALL_DASHBOARD_OUT` names the
 * folder that the pages are written to.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { vendureDashboardPlugin } from "@vendure/dashboard/vite";
import { defineConfig, type Plugin } from "vite";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const BASE = "/dashboard/";

const ASKS_WHERE_IT_IS = 'typeof import.meta?.url === "string" ? import.meta.url : "", "/"';

/**
 * The compiled Dashboard (3.7.3) takes the path it is served under from its own file's, which is another
 * once it is built; so it would find none of its pages. It is told.
 */
function toldItsBase(): Plugin {
  let isTold = false;
  return {
    name: "patronage:told-its-base",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("/@vendure/dashboard/dist/bundle/")) return undefined;
      if (!code.includes(ASKS_WHERE_IT_IS)) return undefined;
      isTold = true;
      return code.replace(ASKS_WHERE_IT_IS, `"", ${JSON.stringify(BASE)}`);
    },
    buildEnd(error) {
      if (error === undefined && !isTold) this.error("The Dashboard was not told its base.");
    },
  };
}

export default defineConfig({
  base: BASE,
  build: {
    outDir: resolve(process.env["MALL_DASHBOARD_OUT"] ?? `${HERE}dist`),
    emptyOutDir: true,
    reportCompressedSize: false,
  },
  plugins: [
    toldItsBase(),
    vendureDashboardPlugin({
      vendureConfigPath: `${HERE}vendure-config.ts`,
      module: "esm",
      // Outside of every package of type "module", and the same wherever vite is started.
      tempCompilationDir: resolve(HERE, "../../node_modules/.cache/vendure-dashboard"),
      api: { host: "auto", port: "auto" },
      // The Dashboard as it is shipped, compiled: building it from its source takes longer.
      useExperimentalBundle: true,
    }),
  ],
});

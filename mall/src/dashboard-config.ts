/**
 * The configuration of which the back office's pages are built. The build only reads what the APIs would
 * look like: it opens no connection, so what stands here for one leads nowhere.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { VendureConfig } from "@vendure/core";
import { DashboardPlugin } from "@vendure/dashboard/plugin";
import { mallConfig } from "./config.ts";

export const dashboardConfig: VendureConfig = mallConfig({
  url: "postgres://nobody@127.0.0.1:1/nothing",
  ...{
    host: "127.0.0.1",
    port: 0,
    folder: join(tmpdir(), "patronage-back-office"),
    cookieSecret: "none",
  },
  owner: { identifier: "nobody", password: "none" },
  ...{ origins: [], isSecure: false, proxyCount: 0 },
  plugins: [DashboardPlugin],
});

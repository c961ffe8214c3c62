/** What the build of the back office's pages reads: the mall's configuration, and where the pages are. */
import { dashboardConfig } from "@patronage/mall";
import { VendurePlugin, type VendureConfig } from "@vendure/core";

@VendurePlugin({ dashboard: "./index.tsx", compatibility: "^3.7.0" })
export class PatronageDashboardPlugin {}

export const config: VendureConfig = {
  ...dashboardConfig,
  plugins: [...(dashboardConfig.plugins ?? []), PatronageDashboardPlugin],
};

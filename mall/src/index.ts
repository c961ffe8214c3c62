/** The mall's door. */
export { LocksPlugin, openMallClock, openServer, openWorker, prepareDatabase } from "./open.ts";
export { dashboardConfig } from "./dashboard-config.ts";

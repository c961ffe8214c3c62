/**
 * Start: what `npm start` does. Makes a year of a sample shop's orders, runs them through the sample
 * plan, and says where the report is.
 */
import { mkdir } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const house = fileURLToPath(new URL("../../", import.meta.url));
const cli = `${house}cli/bin/patronage.js`;

function patronage(...args: string[]): void {
  const { status } = spawnSync(process.execPath, [cli, ...args], { cwd: house, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

await mkdir(`${house}out/sample`, { recursive: true });
patronage("sample", "--out", "out/sample/orders.csv");
patronage(
  ...["run", "cli/sample/plan.json", "out/sample/orders.csv"],
  ...["--map", "cli/sample/map.json", "--report", "out/sample/report.html"],
);

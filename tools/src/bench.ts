/**
 * Bench: how fast and how small the engine is, as a table and as JSON, each figure beside a rival or
 * a bound measured in the same run, because machines are noisy.
 *
 * `npm run bench [-- --json] [-- NAME …]`. Each measurement runs in a process of its own, so that
 * one's memory is not another's. Nothing here passes or fails.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bound, type Figure } from "./bench-kit.ts";
import { benchAccrual, benchLeanAccrual } from "./bench-accrual.ts";
import { benchClose } from "./bench-close.ts";
import { benchMemory } from "./bench-memory.ts";

const MEASUREMENTS: { readonly [name: string]: () => Figure[] } = {
  accrual: benchAccrual,
  "accrual-lean": benchLeanAccrual,
  close: benchClose,
  memory: benchMemory,
};

const HELP = `npm run bench [-- --json] [-- NAME …]

Measures the engine. Names: ${Object.keys(MEASUREMENTS).join(", ")}; all of them unless some are named.
--json prints the figures as one JSON array.`;

function measureApart(name: string): Figure[] {
  const child = spawnSync(
    process.execPath,
    ["--expose-gc", fileURLToPath(import.meta.url), "--here", name],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
  );
  if (child.status !== 0) {
    throw new Error(`The measurement ${name} ended with status ${child.status}.`);
  }
  return JSON.parse(child.stdout) as Figure[];
}

function table(figures: readonly Figure[]): string {
  const rows = [
    ["what", "reached", "asked", "beside"],
    ...figures.map(({ what, reached, asked, beside }) => [what, reached, asked, beside]),
  ];
  const widths = [0, 1, 2, 3].map((k) => Math.max(...rows.map((row) => row[k]!.length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, k) => cell.padEnd(widths[k]!)).join(" | ")} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

function main(args: readonly string[]): void {
  if (args.includes("--help")) return console.log(HELP);
  if (args[0] === "--here") return console.log(JSON.stringify(MEASUREMENTS[args[1]!]!()));
  const named = args.filter((arg) => !arg.startsWith("--"));
  const strange = named.find((name) => !Object.hasOwn(MEASUREMENTS, name));
  if (strange !== undefined) {
    console.error(`There is no measurement "${strange}".\n\n${HELP}`);
    process.exit(2);
  }
  const names = named.length > 0 ? named : Object.keys(MEASUREMENTS);
  const figures = names.flatMap((name) => {
    console.error(`measuring ${name} …`);
    return measureApart(name);
  });
  console.log(args.includes("--json") ? JSON.stringify(figures, undefined, 2) : table(figures));
  console.error(bound);
}

main(process.argv.slice(2));

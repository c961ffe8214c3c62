/**
 * Bench: how fast and how small the engine and the ledger are, as tables and as JSON, each figure beside
 * a rival or a bound measured in the same run, because machines are noisy.
 *
 * `npm run bench [-- --json] [-- --seconds N] [-- NAME …]`. Each measurement runs in a process of its
 * own, so that one's memory is not another's. Nothing here passes or fails.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bound, thousands, type Figure } from "./bench-kit.ts";
import { benchAccrual, benchLeanAccrual } from "./bench-accrual.ts";
import { benchClose } from "./bench-close.ts";
import { benchLedger } from "./bench-ledger.ts";
import { benchMillion } from "./bench-ledger-million.ts";
import type { Row } from "./bench-ledger-meter.ts";
import { benchMall } from "./bench-mall.ts";
import { InterruptedError } from "./bench-ledger-postgres.ts";
import { benchMemory } from "./bench-memory.ts";
import { benchServer } from "./bench-server.ts";
import { benchShop } from "./bench-shop.ts";
import { benchSimulator } from "./bench-simulator.ts";

/** `seconds` is how long each row of a table runs. */
type Measure = (seconds: number) => (Figure | Row)[] | Promise<(Figure | Row)[]>;

const MEASUREMENTS: { readonly [name: string]: Measure } = {
  accrual: benchAccrual,
  "accrual-lean": benchLeanAccrual,
  close: benchClose,
  memory: benchMemory,
  simulator: benchSimulator,
  ledger: benchLedger,
  "ledger-million": benchMillion,
  server: benchServer,
  mall: benchMall,
  shop: benchShop,
};
/** What takes minutes runs when it is named. */
const NAMED_ONLY = ["simulator", "ledger-million", "server", "mall", "shop"];
const SECONDS = "5";
const STATUS_INTERRUPTED = 130;

const HELP = `npm run bench [-- --json] [-- --seconds N] [-- NAME …]

Measures the engine, the simulator, the ledger, the server, the mall and the shop. Names: ${Object.keys(MEASUREMENTS).join(", ")};
without one all of them but ${NAMED_ONLY.join(", ")}, which take minutes.
--seconds N lets each row of the ledger's table run so long (${SECONDS}).
--json prints everything as one JSON array.`;

/** Runs a measurement in a process of its own. A signal ends that first, which then tidies up. */
async function measureApart(name: string, seconds: string): Promise<(Figure | Row)[]> {
  const child = spawn(
    process.execPath,
    ["--expose-gc", fileURLToPath(import.meta.url), "--here", name, "--seconds", seconds],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  for (const signal of signals) process.off(signal, pass);
  if (status === STATUS_INTERRUPTED || status === null) process.exit(STATUS_INTERRUPTED);
  if (status !== 0) throw new Error(`The measurement ${name} ended with status ${status}.`);
  return JSON.parse(text) as (Figure | Row)[];
}

const isRow = (measured: Figure | Row): measured is Row => "ordersPerSecond" in measured;

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, k) => Math.max(...rows.map((row) => row[k]!.length)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, k) => cell.padEnd(widths[k]!)).join(" | ")} |`,
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

function figureTable(figures: readonly Figure[]): string {
  return table([
    ["what", "reached", "asked", "beside"],
    ...figures.map(({ what, reached, asked, beside }) => [what, reached, asked, beside]),
  ]);
}

const ROW_TITLES = [
  ...["Postgres", "way", "at once", "orders/s", "p50 ms", "p99 ms"],
  ...[
    "caught up after ms",
    "log bytes an order",
    "our CPU µs an order",
    "Postgres's CPU µs an order",
  ],
];

function rowTable(rows: readonly Row[]): string {
  return table([
    ROW_TITLES,
    ...rows.map((row) => [
      ...[row.postgres, row.way, thousands(row.callers), thousands(row.ordersPerSecond)],
      ...[row.p50Milliseconds.toFixed(2), row.p99Milliseconds.toFixed(2)],
      row.behindMilliseconds?.toFixed(0) ?? "",
      ...[thousands(row.walBytesPerOrder), row.ourMicrosecondsPerOrder.toFixed(1)],
      row.postgresMicrosecondsPerOrder?.toFixed(1) ?? "",
    ]),
  ]);
}

function print(measured: readonly (Figure | Row)[]): void {
  const rows = measured.filter(isRow);
  const figures = measured.filter((one): one is Figure => !isRow(one));
  if (figures.length > 0) console.log(figureTable(figures));
  if (figures.length > 0 && rows.length > 0) console.log("");
  if (rows.length > 0) console.log(rowTable(rows));
}

async function measureHere(name: string, seconds: string): Promise<void> {
  try {
    console.log(JSON.stringify(await MEASUREMENTS[name]!(Number(seconds))));
  } catch (error) {
    if (error instanceof InterruptedError) process.exit(STATUS_INTERRUPTED);
    throw error;
  }
}

function refuse(sentence: string): never {
  console.error(`${sentence}\n\n${HELP}`);
  process.exit(2);
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = readArgs(args);
  const { seconds = SECONDS, here } = values;
  if (values.help) return console.log(HELP);
  if (!(Number(seconds) > 0)) refuse(`"${seconds}" is no number of seconds.`);
  const strange = positionals.find((name) => !Object.hasOwn(MEASUREMENTS, name));
  if (strange !== undefined) refuse(`There is no measurement "${strange}".`);
  if (here !== undefined) return measureHere(here, seconds);
  const all = Object.keys(MEASUREMENTS).filter((name) => !NAMED_ONLY.includes(name));
  const measured: (Figure | Row)[] = [];
  for (const name of positionals.length > 0 ? positionals : all) {
    console.error(`measuring ${name} …`);
    measured.push(...(await measureApart(name, seconds)));
  }
  if (values.json) console.log(JSON.stringify(measured, undefined, 2));
  else print(measured);
  console.error(bound);
}

function readArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        json: { type: "boolean" },
        seconds: { type: "string" },
        // For the process of one measurement.
        here: { type: "string" },
      },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

await main(process.argv.slice(2));

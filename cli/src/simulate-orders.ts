/**
 * What a real shop's orders say about a future: how large orders are, how often they come back, how
 * often a shopper orders.
 *
 * The file is imported as for a run, by the same map; what is drawn from are its own orders and no
 * curve fitted through them.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseCommand, parseJson } from "@patronage/engine";
import type { Scenario } from "@patronage/simulator";
import { importOrders } from "./import.ts";
import { readMapFile } from "./read.ts";
import { UserError } from "./user-error.ts";

export type OrdersFile = {
  readonly ordersPath: string;
  readonly mapPath: string;
  readonly signal: AbortSignal;
  readonly onProgress: (stage: string, done: number, total: number) => void;
};

/** So many orders, spread over the file, are as good as all. */
const AMOUNTS_MOST = 5000;
const YEAR_MS = 365 * 86_400_000;

/** The behaviour that a file of orders shows. Throws a UserError for a file without orders. */
export async function behaviourOf(file: OrdersFile): Promise<Partial<Scenario>> {
  const folder = await mkdtemp(join(tmpdir(), "patronage-simulate-"));
  try {
    const outPath = join(folder, "commands.jsonl");
    await importOrders({
      ...{ ordersPath: file.ordersPath, mapPath: file.mapPath, outPath },
      ...{ map: readMapFile(file.mapPath), signal: file.signal },
      onProgress: (done, total) => file.onProgress("import", done, total),
    });
    return await readBehaviour(outPath, file.ordersPath);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readBehaviour(commandsPath: string, ordersPath: string): Promise<Partial<Scenario>> {
  const amounts: number[] = [];
  const [buyers, returned] = [new Set<string>(), new Set<string>()];
  let [first, last] = ["", ""];
  for await (const line of createInterface({ input: createReadStream(commandsPath) })) {
    const read = parseCommand(parseJson(line));
    if (!read.ok) continue;
    const { command } = read;
    if (command.type === "order.refund") returned.add(command.order);
    if (command.type !== "order.pay") continue;
    buyers.add(command.holder);
    amounts.push(Number(command.lines.reduce((sum, { paidMinor }) => sum + paidMinor, 0n)));
    if (first === "") first = command.at;
    last = command.at;
  }
  if (amounts.length === 0) throw new UserError(`${ordersPath}: there is no order in this file.`);
  const years = Math.max((Date.parse(last) - Date.parse(first)) / YEAR_MS, 1 / 12);
  const step = Math.ceil(amounts.length / AMOUNTS_MOST);
  return {
    order: { kind: "empirical", amounts: amounts.filter((_, k) => k % step === 0) },
    returnedBefore: Math.min(returned.size / amounts.length, 0.9),
    ordersPerYear: (amounts.length - buyers.size) / buyers.size / years,
  };
}

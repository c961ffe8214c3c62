/**
 * What a real shop's orders say about a future (`calibrate` of the simulator), from a file: it is imported
 * as for a run, by the same map.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { parseCommand, parseJson, type Command } from "@patronage/engine";
import { calibrate, type Calibrated, type Scenario } from "@patronage/simulator";
import type { Lang } from "@patronage/words";
import { importOrders } from "./import.ts";
import { readMapFile } from "./read.ts";
import { UserError } from "./user-error.ts";

export type OrdersFile = {
  readonly ordersPath: string;
  readonly mapPath: string;
  readonly years: number;
  /** How many newcomers a day were asked for; else the file says. */
  readonly newcomersPerDay?: number;
  readonly lang: Lang;
  readonly signal: AbortSignal;
  readonly onProgress: (stage: string, done: number, total: number) => void;
};

/** An order of the file; what of it came back may still grow. */
type Order = {
  readonly buyer: string;
  readonly atMs: number;
  readonly paid: number;
  back: number;
  isDone: boolean;
  isBackLate: boolean;
};

/** What was seen in a file. */
type Seen = {
  readonly orders: Map<string, Order>;
  readonly byCategory: Map<string, number>;
  joined: number;
  referred: number;
};

export type FileBehaviour = {
  readonly behaviour: Partial<Scenario>;
  /** The same for a person, line by line. */
  readonly notes: readonly string[];
};

/** The behaviour that a file of orders shows. Throws a UserError for a file without orders. */
export async function behaviourOf(file: OrdersFile): Promise<FileBehaviour> {
  const folder = await mkdtemp(join(tmpdir(), "patronage-simulate-"));
  try {
    const outPath = join(folder, "commands.jsonl");
    await importOrders({
      ...{ ordersPath: file.ordersPath, mapPath: file.mapPath, outPath },
      ...{ map: readMapFile(file.mapPath), signal: file.signal },
      onProgress: (done, total) => file.onProgress("import", done, total),
    });
    const seen = await readSeen(outPath);
    if (seen.orders.size === 0) {
      throw new UserError(`${file.ordersPath}: there is no order in this file.`);
    }
    return behaviourFrom(seen, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readSeen(commandsPath: string): Promise<Seen> {
  const seen: Seen = { orders: new Map(), byCategory: new Map(), joined: 0, referred: 0 };
  for await (const line of createInterface({ input: createReadStream(commandsPath) })) {
    const read = parseCommand(parseJson(line));
    if (read.ok) note(seen, read.command);
  }
  return seen;
}

function note(seen: Seen, command: Command): void {
  if (command.type === "holder.join") {
    seen.joined += 1;
    if (command.referrer !== undefined) seen.referred += 1;
  } else if (command.type === "order.pay") {
    let paid = 0;
    for (const { category, paidMinor } of command.lines) {
      paid += Number(paidMinor);
      seen.byCategory.set(category, (seen.byCategory.get(category) ?? 0) + Number(paidMinor));
    }
    seen.orders.set(command.order, {
      ...{ buyer: command.holder, atMs: Date.parse(command.at), paid },
      ...{ back: 0, isDone: false, isBackLate: false },
    });
  } else if (command.type === "order.complete") {
    const order = seen.orders.get(command.order);
    if (order !== undefined) order.isDone = true;
  } else if (command.type === "order.refund") {
    const order = seen.orders.get(command.order);
    if (order === undefined) return;
    if (order.back === 0) order.isBackLate = order.isDone;
    order.back += command.lines.reduce((sum, { amountMinor }) => sum + Number(amountMinor), 0);
  }
}

function behaviourFrom(
  { orders, byCategory, joined, referred }: Seen,
  file: OrdersFile,
): FileBehaviour {
  const seen = {
    ...{ orders: [...orders.values()], byCategory: Object.fromEntries(byCategory) },
    ...{ joined, referred },
  };
  const calibrated = calibrate(seen, file.years);
  const { newcomersPerDay } = file;
  const asked = newcomersPerDay === undefined ? {} : { newcomersPerDay };
  const behaviour = { ...calibrated.behaviour, ...asked };
  return { behaviour, notes: notesOf(orders.size, { ...calibrated, behaviour }, file) };
}

function notesOf(
  ordersCount: number,
  { behaviour, days, buyers, newcomersSeen: shown }: Calibrated,
  { ordersPath, lang }: OrdersFile,
): string[] {
  const name = basename(ordersPath);
  const { ordersPerYear, newcomersPerDay, seasonal, yearsStaying } = behaviour;
  const { returnedBefore = 0, returnedAfter = 0, partly = 0 } = behaviour;
  const back = ((returnedBefore + returnedAfter) * (1 - partly / 2) * 100).toFixed(1);
  const [asked, found] = [newcomersPerDay!.toFixed(2), shown.toFixed(2)];
  const isCapped = newcomersPerDay! < shown;
  if (lang === "zh") {
    return [
      `${name}：${days} 天，${buyers} 位买家的 ${ordersCount} 笔订单。据此推演：`,
      `  首单之后每年 ${ordersPerYear!.toFixed(1)} 单，退回金额 ${back} %，每天新来 ${asked} 人` +
        (seasonal === undefined ? "" : `，旺季高出 ${(seasonal * 100).toFixed(0)} %`) +
        (yearsStaying === undefined ? "" : `，平均停留 ${yearsStaying.toFixed(1)} 年`),
      ...(isCapped
        ? [`  （文件里每天新来 ${found} 人；按比例缩小，以免推演过久，可用 --newcomers 指定）`]
        : []),
    ];
  }
  return [
    `${name}: ${ordersCount} orders of ${buyers} buyers in ${days} days. By them:`,
    `  ${ordersPerYear!.toFixed(1)} orders a year after the first, ${back} % of the money comes ` +
      `back, ${asked} newcomers a day` +
      (seasonal === undefined ? "" : `, the best season ${(seasonal * 100).toFixed(0)} % above`) +
      (yearsStaying === undefined ? "" : `, buyers stay ${yearsStaying.toFixed(1)} years`),
    ...(isCapped
      ? [`  (the file shows ${found} a day; fewer, so that it does not take hours: --newcomers)`]
      : []),
  ];
}

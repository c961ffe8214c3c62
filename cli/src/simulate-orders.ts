/**
 * What a real shop's orders say about a future: how large orders are and of what, how much comes back,
 * how often shoppers order and how long they stay, how many come and in which season.
 *
 * The file is imported as for a run, by the same map; what is drawn from are its own orders and no curve
 * fitted through them. A file is a window: who came late in it had little time to order again, so
 * repeats are counted by the time in which they could be seen; and who orders first near its beginning
 * may be an old customer, so newcomers are counted in its second half.
 */
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { parseCommand, parseJson, type Command } from "@patronage/engine";
import { scenarioOf, YEAR_DAYS, type Scenario } from "@patronage/simulator";
import type { Lang } from "@patronage/words";
import { importOrders } from "./import.ts";
import { readMapFile } from "./read.ts";
import { UserError } from "./user-error.ts";
import { DAY_MS } from "./zone.ts";

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

/** So many amounts, spread over the file, are as good as all. */
const AMOUNTS_MOST = 5000;
/** A future of a large shop is scaled down to about so many orders: as many as without a file. */
const ORDERS_MOST = 20_000;
const YEAR_MS = YEAR_DAYS * DAY_MS;
const USUAL = scenarioOf("steady")!;

/** What was seen in the orders of a file. */
type Seen = {
  readonly paid: Map<string, { readonly amountMinor: bigint; backMinor: bigint; isDone: boolean }>;
  /** The instants of each buyer's orders, ascending, in milliseconds. */
  readonly ordersMs: Map<string, number[]>;
  readonly byCategory: Map<string, number>;
  /** What came back of orders after they were completed. */
  lateOrders: number;
  joins: number;
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
    if (seen.paid.size === 0) {
      throw new UserError(`${file.ordersPath}: there is no order in this file.`);
    }
    return behaviourFrom(seen, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readSeen(commandsPath: string): Promise<Seen> {
  const seen: Seen = {
    ...{ paid: new Map(), ordersMs: new Map(), byCategory: new Map() },
    ...{ lateOrders: 0, joins: 0, referred: 0 },
  };
  for await (const line of createInterface({ input: createReadStream(commandsPath) })) {
    const read = parseCommand(parseJson(line));
    if (read.ok) note(seen, read.command);
  }
  return seen;
}

function note(seen: Seen, command: Command): void {
  if (command.type === "holder.join") {
    seen.joins += 1;
    if (command.referrer !== undefined) seen.referred += 1;
  } else if (command.type === "order.pay") {
    const amountMinor = command.lines.reduce((sum, { paidMinor }) => sum + paidMinor, 0n);
    seen.paid.set(command.order, { amountMinor, backMinor: 0n, isDone: false });
    for (const { category, paidMinor } of command.lines) {
      seen.byCategory.set(category, (seen.byCategory.get(category) ?? 0) + Number(paidMinor));
    }
    const own = seen.ordersMs.get(command.holder) ?? [];
    own.push(Date.parse(command.at));
    seen.ordersMs.set(command.holder, own);
  } else if (command.type === "order.complete") {
    const order = seen.paid.get(command.order);
    if (order !== undefined) order.isDone = true;
  } else if (command.type === "order.refund") {
    const order = seen.paid.get(command.order);
    if (order === undefined) return;
    if (order.isDone && order.backMinor === 0n) seen.lateOrders += 1;
    order.backMinor += command.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  }
}

/** The time that a file covers, in milliseconds. */
type Window = { readonly fromMs: number; readonly toMs: number };

function behaviourFrom(seen: Seen, file: OrdersFile): FileBehaviour {
  const all = [...seen.ordersMs.values()].flat();
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (const instantMs of all) {
    fromMs = Math.min(fromMs, instantMs);
    toMs = Math.max(toMs, instantMs);
  }
  const window = { fromMs, toMs };
  const amounts = [...seen.paid.values()].map(({ amountMinor }) => Number(amountMinor));
  const step = Math.ceil(amounts.length / AMOUNTS_MOST);
  const stays = staysOf(seen, window);
  const yearsStaying = stays ?? USUAL.yearsStaying;
  const ordersPerYear = repeatsOf(seen, window, yearsStaying) ?? USUAL.ordersPerYear;
  const season = seasonOf(all, window);
  const shown = newcomersOf(seen, window);
  const perBuyer = 1 + ordersPerYear * yearsThere(file.years, yearsStaying);
  const most = ORDERS_MOST / (file.years * YEAR_DAYS * perBuyer);
  const newcomersPerDay = file.newcomersPerDay ?? Math.min(shown, most);
  const behaviour: Partial<Scenario> = {
    order: { kind: "empirical", amounts: amounts.filter((_, k) => k % step === 0) },
    mix: Object.fromEntries(seen.byCategory),
    ...returnsOf(seen),
    ...{ ordersPerYear, newcomersPerDay },
    ...(stays === undefined ? {} : { yearsStaying }),
    ...(season === undefined ? {} : { seasonal: season }),
    ...(seen.referred === 0 ? {} : { referred: seen.referred / seen.joins }),
  };
  return { behaviour, notes: notesOf(seen, window, shown, behaviour, file) };
}

/** How long a buyer is there in the mean, of those who come at any time within so many years. */
const yearsThere = (years: number, stays: number): number =>
  stays * (1 - (stays / years) * (1 - Math.exp(-years / stays)));

/** How long the time is in which a buyer could be seen to order again, in years. */
const yearsSeen = ([firstMs]: readonly number[], { toMs }: Window): number =>
  (toMs - firstMs!) / YEAR_MS;

/** Below so many years of all buyers together nothing is said of how often they come. */
const YEARS_LEAST = 0.1;

/**
 * Orders a year after the first while a buyer stays. Of x years in which it could be seen, a buyer who
 * stays T years in the mean is there for T · (1 − e^(−x/T)).
 */
function repeatsOf({ ordersMs }: Seen, window: Window, stays: number): number | undefined {
  let [repeats, years] = [0, 0];
  for (const own of ordersMs.values()) {
    repeats += own.length - 1;
    years += stays * (1 - Math.exp(-yearsSeen(own, window) / stays));
  }
  return years < YEARS_LEAST ? undefined : repeats / years;
}

const STAYS = { daysLeast: 180, repeatsLeast: 50, least: 0.25, most: 10 };

/**
 * How many years buyers stay in the mean, where the file is long enough to show it: those who came in its
 * first half are watched for half its length, and the fewer orders fall into the later half of that, the
 * shorter they stay.
 */
function staysOf({ ordersMs }: Seen, { fromMs, toMs }: Window): number | undefined {
  const watchedMs = (toMs - fromMs) / 2;
  if (toMs - fromMs < STAYS.daysLeast * DAY_MS) return undefined;
  let [early, late] = [0, 0];
  for (const own of ordersMs.values()) {
    const [firstMs] = own as [number];
    if (firstMs > toMs - watchedMs) continue;
    for (const instantMs of own.slice(1)) {
      const agedMs = instantMs - firstMs;
      if (agedMs <= watchedMs / 2) early += 1;
      else if (agedMs <= watchedMs) late += 1;
    }
  }
  if (early < STAYS.repeatsLeast || late === 0 || late >= early) return undefined;
  const years = watchedMs / 2 / YEAR_MS / Math.log(early / late);
  return Math.min(STAYS.most, Math.max(STAYS.least, years));
}

/** First orders a day in the second half of the file, where few of them are an old customer's. */
function newcomersOf({ ordersMs }: Seen, { fromMs, toMs }: Window): number {
  const middleMs = (fromMs + toMs) / 2;
  const days = Math.max(1, (toMs - middleMs) / DAY_MS);
  const firsts = [...ordersMs.values()].filter(([firstMs]) => firstMs! >= middleMs);
  return firsts.length / days;
}

const SEASON_MOST = 0.9;

/** How far the best season is above the year's middle, where the file covers a year. */
function seasonOf(ordersMs: readonly number[], { fromMs, toMs }: Window): number | undefined {
  if (toMs - fromMs < (YEAR_DAYS - 1) * DAY_MS) return undefined;
  const monthOf = (instantMs: number): number => new Date(instantMs).getUTCMonth();
  const [orders, days] = [new Float64Array(12), new Float64Array(12)];
  for (const instantMs of ordersMs) orders[monthOf(instantMs)]! += 1;
  for (let dayMs = fromMs; dayMs <= toMs; dayMs += DAY_MS) days[monthOf(dayMs)]! += 1;
  const daily = orders.map((count, month) => count / Math.max(1, days[month]!));
  const mean = daily.reduce((sum, value) => sum + value, 0) / 12;
  // The year's own wave: the first part of its Fourier series.
  let [cos, sin] = [0, 0];
  daily.forEach((value, month) => {
    cos += value * Math.cos((2 * Math.PI * month) / 12);
    sin += value * Math.sin((2 * Math.PI * month) / 12);
  });
  return Math.min(SEASON_MOST, Math.hypot(cos, sin) / 6 / mean);
}

type Returns = Pick<Scenario, "returnedBefore" | "returnedAfter" | "partly">;

/**
 * The share of orders that come back, so that the money that does is the file's: a return brings back
 * all of an order or half of it.
 */
function returnsOf({ paid, lateOrders }: Seen): Returns {
  const orders = [...paid.values()];
  const returned = orders.filter(({ backMinor }) => backMinor > 0n);
  const parts = returned.map(({ backMinor, amountMinor }) =>
    Math.min(1, Number(backMinor) / Number(amountMinor)),
  );
  const whole = parts.reduce((sum, part) => sum + part, 0);
  const part = whole / Math.max(1, returned.length);
  // Where less than half comes back in the mean, fewer orders do, and half of each.
  const count = part < 0.5 ? whole * 2 : returned.length;
  const share = Math.min(count / orders.length, 0.9);
  const late = lateOrders / Math.max(1, returned.length);
  return {
    returnedBefore: share * (1 - late),
    returnedAfter: share * late,
    partly: Math.min(1, Math.max(0, 2 * (1 - part))),
  };
}

function notesOf(
  { paid, ordersMs }: Seen,
  { fromMs, toMs }: Window,
  shown: number,
  behaviour: Partial<Scenario>,
  { ordersPath, lang }: OrdersFile,
): string[] {
  const name = basename(ordersPath);
  const days = Math.round((toMs - fromMs) / DAY_MS) + 1;
  const { ordersPerYear, newcomersPerDay, seasonal, yearsStaying } = behaviour;
  const { returnedBefore = 0, returnedAfter = 0, partly = 0 } = behaviour;
  const back = ((returnedBefore + returnedAfter) * (1 - partly / 2) * 100).toFixed(1);
  const [asked, found] = [newcomersPerDay!.toFixed(2), shown.toFixed(2)];
  const isCapped = newcomersPerDay! < shown;
  if (lang === "zh") {
    return [
      `${name}：${days} 天，${ordersMs.size} 位买家的 ${paid.size} 笔订单。据此推演：`,
      `  首单之后每年 ${ordersPerYear!.toFixed(1)} 单，退回金额 ${back} %，每天新来 ${asked} 人` +
        (seasonal === undefined ? "" : `，旺季高出 ${(seasonal * 100).toFixed(0)} %`) +
        (yearsStaying === undefined ? "" : `，平均停留 ${yearsStaying.toFixed(1)} 年`),
      ...(isCapped
        ? [`  （文件里每天新来 ${found} 人；按比例缩小，以免推演过久，可用 --newcomers 指定）`]
        : []),
    ];
  }
  return [
    `${name}: ${paid.size} orders of ${ordersMs.size} buyers in ${days} days. By them:`,
    `  ${ordersPerYear!.toFixed(1)} orders a year after the first, ${back} % of the money comes ` +
      `back, ${asked} newcomers a day` +
      (seasonal === undefined ? "" : `, the best season ${(seasonal * 100).toFixed(0)} % above`) +
      (yearsStaying === undefined ? "" : `, buyers stay ${yearsStaying.toFixed(1)} years`),
    ...(isCapped
      ? [`  (the file shows ${found} a day; fewer, so that it does not take hours: --newcomers)`]
      : []),
  ];
}

/**
 * The server: how many orders a second come in over HTTP, one by one and many in a request, beside what
 * the ledger takes without it in the same run.
 *
 * The server runs on a thread of its own, with its log; the callers are on another, and share the
 * machine's processors with both and with Postgres.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { createProgramme, openWriter } from "@patronage/ledger";
import { thousands, type Figure } from "./bench-kit.ts";
import { measureWay, type Row, type Way } from "./bench-ledger-meter.ts";
import { startEmbedded, withScratch, type Server } from "./bench-ledger-postgres.ts";
import { connect } from "./bench-ledger-rivals.ts";
import {
  catchUp,
  commandOf,
  joinCommand,
  PLAN,
  purchases,
  submit,
  submitMany,
  type Purchase,
} from "./bench-ledger-work.ts";
import { openCaller, type Caller } from "./bench-server-caller.ts";
import type { Asked, Ready } from "./bench-server-thread.ts";

const HOLDERS = 20_000;
const IN_FLIGHT = 256;
/** Requests at once, and orders in each. */
const BATCHES: readonly (readonly [callers: number, orders: number])[] = [
  [64, 1],
  [256, 1],
  [16, 16],
  [16, 100],
  [256, 50],
];

const OWN = "the ledger alone";
const HTTP = "POST /v1/orders";
const BOUND = "Node's own HTTP server, answering at once";
/** The pace asked of the server, and connections over which the orders come. */
const PACE = 5_000;
const PACED = `${HTTP}, ${thousands(PACE)} due a second`;
const wayOf = (orders: number): string => (orders === 1 ? HTTP : `${HTTP}, ${orders} in each`);

const orderText = ({ id, holder, category, paidMinor }: Purchase): string =>
  `{"order":"${id}","holder":"${holder}","lines":[{"line":"1","category":"${category}","paid":${paidMinor}}]}`;

type Measure = (way: Way) => Promise<Row>;

/** The writer by itself: commands given in its own process. */
async function measureOwn({ house }: Server, programme: string, measure: Measure): Promise<Row> {
  const writer = await openWriter(house, programme, () => new Date().toISOString());
  await submitMany(writer, HOLDERS, joinCommand);
  const next = purchases("own", HOLDERS);
  const pay = (): Promise<void> => submit(writer, commandOf(next()));
  const row = await measure({
    ...{ way: OWN, callers: IN_FLIGHT, pay },
    catchUp: () => catchUp(house, programme),
  });
  await writer.close();
  return row;
}

/** Does work with a server, or with the bound, on a thread. */
async function withThread<Result>(
  asked: Asked,
  work: (ready: Ready) => Promise<Result>,
): Promise<Result> {
  const thread = new Worker(new URL("./bench-server-thread.ts", import.meta.url), {
    workerData: asked,
  });
  const [ready] = (await once(thread, "message")) as [Ready];
  const result = await work(ready);
  thread.postMessage("end");
  await once(thread, "exit");
  return result;
}

/** Callers in a closed loop against an address. */
async function measureCallers(
  { address, token }: Ready,
  way: Omit<Way, "pay"> & { readonly pay: (caller: Caller) => Promise<void> },
  measure: Measure,
): Promise<Row> {
  const open = await Promise.all(
    Array.from({ length: way.callers }, () => openCaller(address, token)),
  );
  const row = await measure({ ...way, pay: (caller) => way.pay(open[caller]!) });
  for (const caller of open) caller.close();
  return row;
}

async function measureHttp(
  { house }: Server,
  programme: string,
  measure: Measure,
): Promise<readonly Row[]> {
  const databaseUrl = house.cluster.url;
  const next = purchases("http", HOLDERS);
  const rows: Row[] = [];
  await withThread({ databaseUrl, programme, isBound: false }, async (ready) => {
    // What is not compiled yet is not what is measured.
    await warmUp(ready, next);
    const catchingUp = (): Promise<number> => catchUp(house, programme);
    for (const [callers, ordersEach] of BATCHES) {
      const pay = (caller: Caller): Promise<void> => payFrom(caller, next, ordersEach);
      const way = { way: wayOf(ordersEach), callers, ordersEach, pay, catchUp: catchingUp };
      rows.push(await measureCallers(ready, way, measure));
    }
    const pay = (caller: Caller): Promise<void> => payFrom(caller, next, 1);
    const way = { way: PACED, callers: IN_FLIGHT, perSecond: PACE, pay, catchUp: catchingUp };
    rows.push(await measureCallers(ready, way, measure));
  });
  await withThread({ databaseUrl, programme, isBound: true }, async (ready) => {
    const pay = (caller: Caller): Promise<void> => payFrom(caller, next, 1);
    rows.push(await measureCallers(ready, { way: BOUND, callers: 64, pay }, measure));
  });
  return rows;
}

const WARM_UP_ORDERS = 20_000;

async function warmUp({ address, token }: Ready, next: () => Purchase): Promise<void> {
  const callers = await Promise.all(Array.from({ length: 32 }, () => openCaller(address, token)));
  let left = WARM_UP_ORDERS;
  const call = async (caller: Caller): Promise<void> => {
    while (left-- > 0) await payFrom(caller, next, 1);
    caller.close();
  };
  await Promise.all(callers.map(call));
}

async function payFrom(caller: Caller, next: () => Purchase, orders: number): Promise<void> {
  const first = next();
  if (orders === 1) {
    await caller.post("/v1/orders", first.id, orderText(first));
    return;
  }
  const texts = [first, ...Array.from({ length: orders - 1 }, next)].map(orderText);
  const answer = await caller.post("/v1/orders", first.id, `{"orders":[${texts.join(",")}]}`);
  if (answer.includes('"ok":false')) throw new Error(`An order is refused: ${answer}`);
}

function figures(own: Row, rows: readonly Row[]): Figure[] {
  const bound = rows.find(({ way }) => way === BOUND)!;
  const ours = rows.filter((row) => row !== bound);
  return ours.map(({ way, callers, ordersPerSecond, p99Milliseconds }) => {
    const isOne = way.startsWith(HTTP) && !way.endsWith("in each");
    const [beside, what] = isOne ? [bound, BOUND] : [own, OWN];
    const share = Math.round((ordersPerSecond / beside.ordersPerSecond) * 100);
    return {
      what: `orders a second, ${way}, ${callers} at once`,
      reached: `${thousands(ordersPerSecond)}, p99 ${p99Milliseconds.toFixed(1)} ms`,
      asked: isOne ? `${thousands(PACE)}, p99 25 ms` : "70 % of the ledger alone",
      beside: `${what}: ${thousands(beside.ordersPerSecond)} (this is ${share} % of it)`,
    };
  });
}

export async function benchServer(seconds: number): Promise<(Figure | Row)[]> {
  return withScratch(async (scratch) => {
    const server = await startEmbedded(scratch);
    const meter = await connect(server.house.cluster.url, "public");
    const measure: Measure = (way) => {
      console.error(`  ${way.way}, ${way.callers} at once …`);
      return measureWay(meter, way, { postgres: server.name, seconds });
    };
    const programme = await createProgramme(server.house, PLAN);
    const own = await measureOwn(server, programme, measure);
    const rows = await measureHttp(server, programme, measure);
    await meter.end();
    await server.stop();
    return [...figures(own, rows), own, ...rows];
  });
}

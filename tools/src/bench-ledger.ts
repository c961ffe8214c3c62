/**
 * The ledger: how many orders a second it takes, how long an answer takes, and what an order costs, with
 * few and with many orders in flight.
 *
 * Beside it, over tables with the same columns on the same Postgres: a transaction an order that locks
 * the programme's row, the same as one procedure, and the bound, which copies rows and does nothing
 * else. First everything runs on the embedded Postgres, then on Debian's, where that is installed.
 */
import { createProgramme, openWriter, readProgramme } from "@patronage/ledger";
import { thousands, type Figure } from "./bench-kit.ts";
import { assertAgreement } from "./bench-ledger-agreement.ts";
import { BOUND, openBound } from "./bench-ledger-bound.ts";
import { measureWay, readJournalRowBytes, type Row, type Way } from "./bench-ledger-meter.ts";
import {
  readSettings,
  startDebian,
  startEmbedded,
  withScratch,
  type Server,
} from "./bench-ledger-postgres.ts";
import { connect, openRival, type RivalName } from "./bench-ledger-rivals.ts";
import {
  catchUp,
  commandOf,
  joinCommand,
  PLAN,
  purchases,
  submit,
  submitMany,
} from "./bench-ledger-work.ts";

const HOLDERS = 20_000;
const IN_FLIGHT = [1, 32, 256, 2_000];
const CONNECTIONS = [1, 8, 32];
const NAMES: { readonly [Name in RivalName]: string } = {
  naive: "a transaction an order, FOR UPDATE",
  procedure: "a procedure an order",
};
const OURS = "one writer, commits in groups";

type Measure = (way: Way) => Promise<Row>;
/** The rows of one writer or rival, and what a row of its journal takes. */
type Measured = { readonly rows: readonly Row[]; readonly journalRowBytes: number };

async function measureOurs({ house }: Server, measure: Measure): Promise<Measured> {
  const name = await createProgramme(house, PLAN);
  const writer = await openWriter(house, name, () => new Date().toISOString());
  await submitMany(writer, HOLDERS, joinCommand);
  const next = purchases("ours", HOLDERS);
  const rows: Row[] = [];
  for (const callers of IN_FLIGHT) {
    const pay = (): Promise<void> => submit(writer, commandOf(next()));
    rows.push(await measure({ way: OURS, callers, pay, catchUp: () => catchUp(house, name) }));
  }
  await writer.close();
  return { rows, journalRowBytes: await readProgramme(house, name, readJournalRowBytes) };
}

async function measureRival(url: string, name: RivalName, measure: Measure): Promise<Measured> {
  await assertAgreement(url, name);
  const connections = Math.max(...CONNECTIONS);
  const rival = await openRival(url, name, { holders: HOLDERS, connections });
  const next = purchases(name, HOLDERS);
  const rows: Row[] = [];
  for (const callers of CONNECTIONS) {
    const pay = (caller: number): Promise<void> => rival.pay(caller, next());
    rows.push(await measure({ way: NAMES[name], callers, pay }));
  }
  const journalRowBytes = await readJournalRowBytes(rival.clients[0]!);
  await rival.close();
  return { rows, journalRowBytes };
}

type Measurements = { readonly rows: readonly Row[]; readonly figures: readonly Figure[] };

async function measureServer(server: Server, seconds: number): Promise<Measurements> {
  const { url } = server.house.cluster;
  const meter = await connect(url, "public");
  const measure: Measure = (way) => {
    console.error(`  ${server.name}: ${way.way}, ${way.callers} at once …`);
    return measureWay(meter, way, { postgres: server.name, seconds });
  };
  const ours = await measureOurs(server, measure);
  const naive = await measureRival(url, "naive", measure);
  const procedure = await measureRival(url, "procedure", measure);
  const bound = await openBound(url, purchases("bound", HOLDERS));
  const boundRow = await measure(bound.way);
  await bound.close();
  await meter.end();
  await server.stop();
  const rows = [...ours.rows, ...naive.rows, ...procedure.rows, boundRow];
  const journal = {
    what: `bytes of an order's row in the journal, ${server.name}`,
    reached: thousands(ours.journalRowBytes),
    asked: "",
    beside: `the rivals' row: ${thousands(naive.journalRowBytes)}`,
  };
  return { rows, figures: [...compare(rows), journal] };
}

/** The one writer with 256 orders in flight, beside the others on the same Postgres. */
function compare(rows: readonly Row[]): Figure[] {
  const speedOf = (way: string, callers: number): number =>
    rows.find((row) => row.way === way && row.callers === callers)?.ordersPerSecond ?? NaN;
  const ours = speedOf(OURS, 256);
  const bound = speedOf(BOUND, 1);
  const what = `orders a second with 256 in flight, ${rows[0]?.postgres}`;
  const figure = (beside: string): Figure => ({
    what,
    reached: thousands(ours),
    asked: "",
    beside,
  });
  const besideRival = (way: string): string => {
    const speeds = CONNECTIONS.map((callers) => speedOf(way, callers));
    const [rival, best] = [speedOf(way, 8), Math.max(...speeds)];
    const times = (ours / rival).toFixed(1);
    const timesBest = (ours / best).toFixed(1);
    return `${way}, 8 connections: ${thousands(rival)} (ours are ${times} times as many, and ${timesBest} times its best)`;
  };
  return [
    ...Object.values(NAMES).map((way) => figure(besideRival(way))),
    figure(
      `${BOUND}: ${thousands(bound)} (ours reach ${((ours / bound) * 100).toFixed(0)} % of it)`,
    ),
  ];
}

export async function benchLedger(seconds: number): Promise<(Figure | Row)[]> {
  return withScratch(async (scratch) => {
    const embedded = await startEmbedded(scratch);
    const settings = await readSettings(embedded.house);
    const first = await measureServer(embedded, seconds);
    const debian = await startDebian(scratch, settings);
    if (debian === undefined) {
      console.error("  Debian's Postgres is not installed here, and left out.");
      return [...first.figures, ...first.rows];
    }
    const second = await measureServer(debian, seconds);
    return [...first.figures, ...second.figures, ...first.rows, ...second.rows];
  });
}

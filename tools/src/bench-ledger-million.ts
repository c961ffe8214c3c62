/**
 * The ledger at a million holders: a day's close from its submission to its answer, what it writes, and
 * how long a writer takes to start.
 *
 * Beside the close the naive way: one statement that pays every holder. Beside the start what nobody who
 * loads them can be faster than: reading a million positions through the same driver, and doing nothing
 * with them. It takes some minutes, most of which go into the million holders.
 */
import {
  createProgramme,
  openWriter,
  readProgramme,
  type House,
  type Writer,
} from "@patronage/ledger";
import type { Client } from "pg";
import { median, seeded, thousands, type Figure } from "./bench-kit.ts";
import { readUsage, since } from "./bench-ledger-meter.ts";
import { startEmbedded, withScratch } from "./bench-ledger-postgres.ts";
import { connect, makeTables } from "./bench-ledger-rivals.ts";
import { catchUp, commandOf, joinCommand, PLAN, submit, submitMany } from "./bench-ledger-work.ts";

const HOLDERS = 1_000_000;
const CAPPED_A_DAY = 40;
const DAYS = 5;
const NAIVE_CLOSES = 3;
const NAIVE_SCHEMA = "naive_close";

/** What one close took. */
type Taken = { readonly milliseconds: number; readonly walBytes: number };

/** A clock that stands until it is told to go on; days are counted from its first. */
type Clock = { day: number };

const dateOf = (day: number): string =>
  new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, "2026-01-01".length);

/** Midnight in UTC: where the programme is, the day before has ended then. */
const instantOf = ({ day }: Clock): string => `${dateOf(day)}T00:00:00Z`;

/** Measures one close until its answer, and its log until what is written later is there. */
async function measureOne(
  meter: Client,
  work: () => Promise<unknown>,
  later?: () => Promise<unknown>,
): Promise<Taken> {
  // A close comes once a day, long after the last checkpoint.
  await meter.query("CHECKPOINT");
  const before = await readUsage(meter);
  const begin = performance.now();
  await work();
  const milliseconds = performance.now() - begin;
  await later?.();
  return { milliseconds, walBytes: since(before, await readUsage(meter)).walBytes };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

/** A programme with its writer. */
type Books = {
  readonly house: House;
  readonly programme: string;
  readonly writer: Writer;
  readonly clock: Clock;
};

type Populated = { readonly ordersPerSecond: number; readonly behindSeconds: number };

/** Joins everybody, and lets everybody buy once. */
async function populate({ house, programme, writer }: Books): Promise<Populated> {
  console.error("  a million holders join …");
  await submitMany(writer, HOLDERS, joinCommand);
  console.error("  and buy …");
  const random = seeded(2);
  const seconds = await secondsOf(() =>
    submitMany(writer, HOLDERS, (index) => {
      const paidMinor = BigInt(1_000 + random(20_000));
      return commandOf({ id: `o-${index}`, holder: `h${index}`, category: "default", paidMinor });
    }),
  );
  const behindSeconds = (await catchUp(house, programme)) / 1_000;
  return { ordersPerSecond: HOLDERS / seconds, behindSeconds };
}

/** How many were capped at each close, as the read models have it. */
async function readCapped({ house, programme }: Books): Promise<number[]> {
  const { rows } = await readProgramme(house, programme, (client) =>
    client.query<{ capped: number }>("SELECT capped FROM closes ORDER BY close DESC LIMIT $1", [
      DAYS,
    ]),
  );
  return rows.map(({ capped }) => capped);
}

/** Newcomers with hardly any quota, a turnover of 1.00 a holder, and the close. */
async function measureDay(meter: Client, books: Books): Promise<Taken> {
  const { house, programme, writer, clock } = books;
  const { day } = clock;
  for (let k = 0; k < CAPPED_A_DAY; k++) {
    const holder = `new-${day}-${k}`;
    await submit(writer, { id: `join-${holder}`, type: "holder.join", holder });
    const purchase = { id: `o-${holder}`, holder, category: "tiny", paidMinor: 10_000n };
    await submit(writer, commandOf(purchase));
  }
  const paidMinor = BigInt(HOLDERS) * 100n;
  const turnover = { id: `turnover-${day}`, holder: `h${day}`, category: "default", paidMinor };
  await submit(writer, commandOf(turnover));
  const later = (): Promise<number> => catchUp(house, programme);
  await later();
  clock.day += 1;
  const close = { id: `close-${day}`, type: "day.close", date: dateOf(day) };
  return measureOne(meter, () => submit(writer, close), later);
}

const FILL = `
INSERT INTO positions
SELECT 'h' || k, shares_micro, shares_micro, quota_minor * 1000000000000000000::numeric, 0
FROM generate_series(0, $1::int - 1) AS k,
  LATERAL (SELECT 1000000 + k::bigint * 7919 % 20000000, 2000 + k::bigint * 7907 % 40000) AS x (shares_micro, quota_minor)`;

const PAY_EVERYBODY = `
UPDATE positions SET
  dividends_e18 = dividends_e18 + least(quota_e18, shares_micro * $1::numeric),
  quota_e18 = quota_e18 - least(quota_e18, shares_micro * $1::numeric)
WHERE shares_micro > 0 AND quota_e18 > 0`;

/** Some fen a share, in E18 a micro-share. */
const RISE_E18 = 2_000_000_000_000n;

async function measureNaive(url: string, meter: Client): Promise<Taken[]> {
  console.error("  the naive close …");
  await makeTables(url, NAIVE_SCHEMA, 0);
  const client = await connect(url, NAIVE_SCHEMA);
  await client.query(FILL, [HOLDERS]);
  const taken: Taken[] = [];
  for (let made = 0; made < NAIVE_CLOSES; made++) {
    await client.query("VACUUM ANALYZE positions");
    taken.push(await measureOne(meter, () => client.query(PAY_EVERYBODY, [RISE_E18])));
  }
  await client.end();
  return taken;
}

type Start = { readonly seconds: number; readonly readingSeconds: number };

async function measureStart({ house, programme, clock }: Books): Promise<Start> {
  console.error("  the writer starts …");
  let writer: Writer | undefined;
  const seconds = await secondsOf(async () => {
    writer = await openWriter(house, programme, () => instantOf(clock));
  });
  await writer?.close();
  const client = await connect(house.cluster.url, NAIVE_SCHEMA);
  const readingSeconds = await secondsOf(() =>
    client.query({ text: "SELECT * FROM positions", rowMode: "array" }),
  );
  await client.end();
  return { seconds, readingSeconds };
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`;

function figuresOf(
  days: readonly Taken[],
  naive: readonly Taken[],
  { seconds, readingSeconds }: Start,
  { ordersPerSecond, behindSeconds }: Populated,
  capped: number,
): Figure[] {
  const time = median(days.map(({ milliseconds }) => milliseconds));
  const walBytes = median(days.map((taken) => taken.walBytes));
  const naiveTime = median(naive.map(({ milliseconds }) => milliseconds));
  const naiveWalBytes = median(naive.map((taken) => taken.walBytes));
  return [
    {
      what: "orders a second with 2 000 in flight, each by another of a million holders",
      reached: thousands(ordersPerSecond),
      asked: "",
      beside: `the read models had caught up ${behindSeconds.toFixed(1)} s after the last answer`,
    },
    {
      what: `a day's close at a million holders, ${capped} capped, from submission to answer`,
      reached: `${time.toFixed(1)} ms`,
      asked: "",
      beside: `one UPDATE of a million rows: ${thousands(naiveTime)} ms (${thousands(naiveTime / time)} times ours)`,
    },
    {
      what: "log written by it",
      reached: `${thousands(walBytes)} bytes`,
      asked: "",
      beside: `by the UPDATE: ${mebibytes(naiveWalBytes)} (${thousands(naiveWalBytes / walBytes)} times ours)`,
    },
    {
      what: "start of a writer with a million holders and as many orders",
      reached: `${seconds.toFixed(2)} s`,
      asked: "",
      beside: `reading a million positions and nothing else: ${readingSeconds.toFixed(2)} s`,
    },
  ];
}

export async function benchMillion(): Promise<Figure[]> {
  return withScratch(async (scratch) => {
    const server = await startEmbedded(scratch);
    const { house } = server;
    const { url } = house.cluster;
    const meter = await connect(url, "public");
    const clock: Clock = { day: 0 };
    const programme = await createProgramme(house, PLAN);
    const writer = await openWriter(house, programme, () => instantOf(clock));
    const books: Books = { house, programme, writer, clock };
    const populated = await populate(books);
    console.error("  days close …");
    await measureDay(meter, books);
    const days: Taken[] = [];
    for (let made = 0; made < DAYS; made++) days.push(await measureDay(meter, books));
    const capped = median(await readCapped(books));
    await writer.close();
    const naive = await measureNaive(url, meter);
    const start = await measureStart(books);
    await meter.end();
    await server.stop();
    return figuresOf(days, naive, start, populated, capped);
  });
}

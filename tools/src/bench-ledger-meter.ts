/**
 * The meter of the ledger's measurements: so many callers in a closed loop, each of whom awaits its
 * answer before it sends the next order, or orders that come at a pace whoever is still being served;
 * and what that took of time, of log and of the processors.
 *
 * What is written a little after the answer counts too: the meter stops when it is there. Log is counted as Postgres's own position in it moves. Of the processors' time, ours is what this
 * process used, callers included; Postgres's is that of its first process and of all its children,
 * those that have ended too. It can be read on Linux only, from `/proc`, and is left out elsewhere.
 */
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Client, ClientBase } from "pg";

/** One row of the table: one way of taking orders, on one Postgres. */
export type Row = {
  readonly postgres: string;
  readonly way: string;
  /** Orders or connections under way at once. */
  readonly callers: number;
  readonly ordersPerSecond: number;
  /** From sending to the answer after the commit; at a pace, from when the order was due. */
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** How long after the last answer all was written that is written a little later. */
  readonly behindMilliseconds?: number | undefined;
  readonly walBytesPerOrder: number;
  readonly ourMicrosecondsPerOrder: number;
  /** Undefined where the machine does not tell. */
  readonly postgresMicrosecondsPerOrder?: number | undefined;
};

/** One way of taking orders. */
export type Way = {
  readonly way: string;
  readonly callers: number;
  /** Orders in one answer; 1 unless said otherwise. */
  readonly ordersEach?: number;
  /** The pace at which orders come; undefined is a closed loop. */
  readonly perSecond?: number;
  /** Sends what one caller sends, and waits for the answer. */
  readonly pay: (caller: number) => Promise<void>;
  /** Waits for what is written a little later; answers the milliseconds. */
  readonly catchUp?: () => Promise<number>;
};

/** What was used since some beginning; only differences mean anything. */
export type Usage = {
  readonly walBytes: number;
  readonly ourSeconds: number;
  readonly postgresSeconds: number | undefined;
};

type Loop = { readonly answers: number; readonly seconds: number; readonly latencies: number[] };

/** What Linux counts a process's time in. */
const TICKS_PER_SECOND = 100;
const WARM_UP_SECONDS_MOST = 1;

/** Runs one way for so many seconds, after a warm-up that is not counted. */
export async function measureWay(
  meter: Client,
  { way, callers, ordersEach = 1, perSecond, pay, catchUp }: Way,
  { postgres, seconds }: { readonly postgres: string; readonly seconds: number },
): Promise<Row> {
  // What others have left to be written is not to be written during this one.
  await meter.query("CHECKPOINT");
  const run = (long: number): Promise<Loop> =>
    perSecond === undefined ? loop(callers, long, pay) : paced(callers, long, pay, perSecond);
  await run(Math.min(WARM_UP_SECONDS_MOST, seconds / 2));
  await catchUp?.();
  const before = await readUsage(meter);
  const { answers, seconds: elapsed, latencies } = await run(seconds);
  const behindMilliseconds = await catchUp?.();
  const used = since(before, await readUsage(meter));
  const orders = answers * ordersEach;
  latencies.sort((a, b) => a - b);
  return {
    postgres,
    way,
    callers,
    ordersPerSecond: orders / elapsed,
    p50Milliseconds: percentile(latencies, 0.5),
    p99Milliseconds: percentile(latencies, 0.99),
    behindMilliseconds,
    walBytesPerOrder: used.walBytes / orders,
    ourMicrosecondsPerOrder: (used.ourSeconds * 1e6) / orders,
    postgresMicrosecondsPerOrder:
      used.postgresSeconds === undefined ? undefined : (used.postgresSeconds * 1e6) / orders,
  };
}

/** Ends when every caller has its last answer, so that what is counted is what was used for it. */
async function loop(callers: number, seconds: number, pay: Way["pay"]): Promise<Loop> {
  const latencies: number[] = [];
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  const call = async (caller: number): Promise<void> => {
    for (let sent = performance.now(); sent < end;) {
      await pay(caller);
      const answered = performance.now();
      latencies.push(answered - sent);
      sent = answered;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const elapsed = (performance.now() - begin) / 1_000;
  return { answers: latencies.length, seconds: elapsed, latencies };
}

/**
 * Orders that are due one after the other at a pace. Each is sent by the first caller who is free, and
 * what it waits until one is counts as its latency.
 */
async function paced(
  callers: number,
  seconds: number,
  pay: Way["pay"],
  perSecond: number,
): Promise<Loop> {
  const latencies: number[] = [];
  const count = Math.floor(seconds * perSecond);
  const begin = performance.now();
  let taken = 0;
  const call = async (caller: number): Promise<void> => {
    while (taken < count) {
      const due = begin + (taken++ * 1_000) / perSecond;
      const early = due - performance.now();
      if (early > 0) await wait(early);
      await pay(caller);
      latencies.push(performance.now() - due);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  const elapsed = (performance.now() - begin) / 1_000;
  return { answers: latencies.length, seconds: elapsed, latencies };
}

function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}

export async function readUsage(meter: Client): Promise<Usage> {
  const { rows } = await meter.query<{ wal: string; pid: number }>(
    "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS wal, pg_backend_pid() AS pid",
  );
  const { user, system } = process.cpuUsage();
  return {
    walBytes: Number(rows[0]!.wal),
    ourSeconds: (user + system) / 1e6,
    postgresSeconds: await readPostgresSeconds(rows[0]!.pid),
  };
}

export function since(before: Usage, after: Usage): Usage {
  const { postgresSeconds: from } = before;
  const { postgresSeconds: to } = after;
  return {
    walBytes: after.walBytes - before.walBytes,
    ourSeconds: after.ourSeconds - before.ourSeconds,
    postgresSeconds: from === undefined || to === undefined ? undefined : to - from,
  };
}

type ProcessTimes = { readonly parent: number; readonly own: number; readonly ended: number };

/** The time of the server one of whose processes is `pid`, in all its processes. */
async function readPostgresSeconds(pid: number): Promise<number | undefined> {
  const one = await readTimes(pid);
  if (one === undefined) return undefined;
  const first = await readTimes(one.parent);
  if (first === undefined) return undefined;
  const names = (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name));
  const all = await Promise.all(names.map((name) => readTimes(Number(name))));
  const children = all.filter((times) => times?.parent === one.parent);
  const ticks = children.reduce((sum, times) => sum + times!.own, first.own + first.ended);
  return ticks / TICKS_PER_SECOND;
}

/** A process's own time and that of its children that have ended, in ticks. */
async function readTimes(pid: number): Promise<ProcessTimes | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  // The program's name stands in brackets, and may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const at = (index: number): number => Number(fields[index]);
  return { parent: at(1), own: at(11) + at(12), ended: at(13) + at(14) };
}

/** What a row of the last ones in a journal takes, in bytes. */
export async function readJournalRowBytes(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "SELECT avg(pg_column_size(j)) AS bytes FROM (SELECT * FROM journal ORDER BY seq DESC LIMIT 1000) j",
  );
  return Number(rows[0]!.bytes);
}

/**
 * Faults: a simulation over the real store, from a seed. Writers in processes of their own, a real
 * Postgres with fsync, clients that give random commands until they are answered; and kills, cuts,
 * freezes, second writers and jumps of the clock in between.
 *
 * What must hold, after every fault: what was answered is in the journal, once, at the place that was
 * answered, and nothing else is; the journal verifies; and loading it gives the very state that the
 * writer has in memory. A kill -9 is no pulled plug: what was written and not yet flushed to the disk
 * survives it in the machine's memory.
 *
 * The seed repeats the commands, the clients' habits, the clock and the faults. It does not repeat the
 * machine's own timing, so a failure may take a few runs of its seed to show again.
 */
import { setTimeout as pause } from "node:timers/promises";
import { isJsonObject, parseJson } from "@patronage/engine";
import { openCrew, type Crew, type Programme } from "./faults-crew-kit.ts";
import type { Desk, WriterProcess } from "./faults-desk-kit.ts";
import { figuresOf } from "./faults-figures-kit.ts";
import type { Hold } from "./faults-proxy-kit.ts";
import { openGate } from "./gate-kit.ts";
import { openRecord, type Given, type Record, type Tally } from "./faults-record-kit.ts";
import {
  makeScript,
  STEPS_PER_FAULT,
  type Fault,
  type FaultKind,
  type Script,
  type Step,
} from "./faults-script-kit.ts";
import {
  createProgramme,
  loadProgramme,
  openHouse,
  readJournal,
  readProgramme,
  verifyProgramme,
  type House,
  type JournalRow,
} from "./index.ts";

export type FaultOptions = {
  readonly seed: number;
  /** How many processes and connections are ended. */
  readonly kills: number;
  readonly signal?: AbortSignal | undefined;
  /** Told after every fault. */
  readonly onFault?: ((kind: FaultKind) => void) | undefined;
};

export type KindTally = { count: number; reached: number; milliseconds: number };
export type Summary = {
  readonly kinds: Map<FaultKind, KindTally>;
  readonly tally: Tally;
  rows: number;
};

/** A rule was broken; the sentence says which, and the seed. */
export class FaultError extends Error {}

const CLIENTS = 12;
const POLL_MILLISECONDS = 2;
const MOMENT_MILLISECONDS_MOST = 1_500;
const SETTLE_MILLISECONDS_MOST = 60_000;
const WAKE_MILLISECONDS_MOST = 1_000;
const SENTENCES_MOST = 5;

type World = {
  readonly seed: number;
  readonly desk: Desk;
  readonly record: Record;
  readonly crew: Crew;
  readonly programme: Programme;
  readonly script: Script;
  readonly signal: AbortSignal | undefined;
  readonly kinds: Map<FaultKind, KindTally>;
  clock: string;
  /** How many commands may be given, were given, and are answered. */
  allowed: number;
  given: number;
  answered: number;
  isEnding: boolean;
};

let runs = 0;

async function begin(house: House, { plan, steps }: Script): Promise<string> {
  const programme = await createProgramme(house, plan);
  await openGate(
    house.pool,
    programme,
    steps.map(({ text }) => parseJson(text)),
  );
  return programme;
}

/** One run in a database of its own. Throws a FaultError at the first broken rule. */
export async function runFaults(desk: Desk, options: FaultOptions): Promise<Summary> {
  const { seed, kills, signal, onFault } = options;
  const script = makeScript(seed, kills);
  const database = `faults_${(runs += 1)}`;
  await desk.ask("postgres", `CREATE DATABASE ${database}`);
  const house = await openHouse({ databaseUrl: desk.urlOf(database) });
  const programme = await begin(house, script).finally(() => house.close());
  const record = openRecord();
  const crew = openCrew(desk, record, { database, programme });
  const world: World = {
    ...{ seed, desk, record, crew, programme: { database, programme }, script, signal },
    ...{ kinds: new Map<FaultKind, KindTally>(), clock: "", allowed: 0, given: 0, answered: 0 },
    isEnding: false,
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, () => runClient(world)));
  // A client that throws ends the run; one that is done does not.
  const broken = clients.then(() => new Promise<never>(() => undefined));
  const conducted = conduct(world, onFault);
  try {
    await Promise.race([conducted, broken, whenAborted(signal)]);
    const rows = await check(world);
    await (await crew.up()).end();
    await check(world);
    return { kinds: world.kinds, tally: record.tally, rows };
  } finally {
    world.isEnding = true;
    await crew.stop();
    // A Postgres that is being started must not outlive us.
    await Promise.allSettled([conducted, clients]);
    await desk.cluster.start?.();
    await desk.ask("postgres", `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  }
}

/** Throws once a signal asks to stop. */
function whenAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    if (signal?.aborted === true) reject(signal.reason as Error);
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

async function conduct(world: World, onFault: FaultOptions["onFault"]): Promise<void> {
  const { faults, steps } = world.script;
  let begun = Date.now();
  let pending: KindTally[] = [];
  for (const [index, fault] of faults.entries()) {
    world.allowed = (index + 1) * STEPS_PER_FAULT;
    await until(world, () => world.given >= fault.strikeAt);
    if (pending.length === 0) begun = Date.now();
    pending.push(await strike(world, fault));
    if (!fault.isHasty || index === faults.length - 1) {
      await until(world, () => world.answered === world.allowed);
      for (const tally of pending) tally.milliseconds += (Date.now() - begun) / pending.length;
      pending = [];
      await check(world);
    }
    onFault?.(fault.kind);
  }
  world.allowed = steps.length;
  await until(world, () => world.answered === steps.length);
}

/** Waits; throws when a rule is broken meanwhile, when it takes too long, or when asked to stop. */
async function until(world: World, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + SETTLE_MILLISECONDS_MOST;
  while (!isSo()) {
    complain(world);
    if (Date.now() > deadline) {
      const waiting = world.given - world.answered;
      world.record.broken.push(
        `For ${SETTLE_MILLISECONDS_MOST} ms ${waiting} commands were not answered.`,
      );
    }
    await pause(POLL_MILLISECONDS);
  }
  complain(world);
}

function complain({ seed, record: { broken }, signal, isEnding }: World): void {
  signal?.throwIfAborted();
  if (isEnding) throw new Error("The run has ended.");
  if (broken.length === 0) return;
  const sentences = broken.slice(0, SENTENCES_MOST).join("\n  ");
  throw new FaultError(`Seed ${seed}: ${broken.length} rules are broken.\n  ${sentences}`);
}

async function runClient(world: World): Promise<void> {
  const { steps } = world.script;
  for (;;) {
    while (world.given >= world.allowed) {
      if (world.given >= steps.length || world.isEnding) return;
      await pause(POLL_MILLISECONDS);
    }
    const step = steps[world.given]!;
    world.given += 1;
    world.clock = step.clock;
    await carryOut(world, step);
    world.answered += 1;
    await pause(step.milliseconds);
  }
}

async function carryOut(world: World, { text, habit }: Step): Promise<void> {
  const given = world.record.give(text);
  const times = habit === "twin" ? 2 : 1;
  await Promise.all(Array.from({ length: times }, () => giveUntilAnswered(world, given)));
  if (habit === "again") await giveUntilAnswered(world, given);
  if (habit !== "conflict" || given.seq === undefined) return;
  const other = world.record.give(
    `{"holder":"somebody else","id":${JSON.stringify(given.id)},"type":"holder.join"}`,
  );
  await giveUntilAnswered(world, other);
  if (other.code !== "id_conflict") {
    world.record.broken.push(`${other.text} is no conflict (${other.code}) with ${given.text}.`);
  }
}

/** Gives a command to whichever writer is up, again and again, until one has answered. */
async function giveUntilAnswered(world: World, given: Given): Promise<void> {
  const { tally } = world.record;
  for (;;) {
    const writer = await world.crew.up();
    const attempt = await writer.submit(given, world.clock);
    if ("verdict" in attempt) return;
    const reason = attempt.lost.replace(/writer_[0-9]+/, "the writer");
    tally.lost.set(reason, (tally.lost.get(reason) ?? 0) + 1);
    await pause(POLL_MILLISECONDS);
  }
}

async function strike(world: World, fault: Fault): Promise<KindTally> {
  const { crew, kinds } = world;
  const writer = await crew.up();
  const hold = await reach(writer, fault);
  if (fault.kind === "kill-writer") {
    writer.signal("SIGKILL");
    await writer.over;
  } else if (fault.kind === "kill-postgres") await killPostgres(world, fault, hold);
  else if (fault.kind === "terminate-backend") await terminate(world, writer, hold);
  else if (fault.kind === "cut-connection") cut(writer, hold);
  else if (fault.kind === "freeze-and-take-over") await takeOver(world, fault, writer, hold);
  else if (fault.kind === "second-writer") await startSecond(world);
  const tally = kindOf(kinds, fault.kind);
  tally.count += 1;
  if (hold !== undefined || fault.moment === "any") tally.reached += 1;
  return tally;
}

/** Waits for the fault's moment; answers what is held, or undefined where it did not come. */
async function reach(
  { proxy }: WriterProcess,
  { moment, skip, milliseconds }: Fault,
): Promise<Hold | undefined> {
  if (moment === "any") {
    await pause(milliseconds);
    return undefined;
  }
  let isGivenUp = false;
  const reached = proxy.arm(moment, skip).then((hold) => {
    if (isGivenUp) hold.pass();
    return hold;
  });
  const hold = await Promise.race([reached, pause(MOMENT_MILLISECONDS_MOST, undefined)]);
  isGivenUp = hold === undefined;
  proxy.disarm();
  return hold;
}

async function killPostgres(
  { desk }: World,
  { awayMilliseconds }: Fault,
  hold: Hold | undefined,
): Promise<void> {
  await desk.killPostgres();
  hold?.pass();
  await pause(awayMilliseconds);
  await desk.cluster.start!();
}

async function terminate(
  { desk, programme: { database } }: World,
  { name }: WriterProcess,
  hold: Hold | undefined,
): Promise<void> {
  const question =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1";
  await desk.ask(database, question, [name]);
  hold?.pass();
}

function cut({ proxy }: WriterProcess, hold: Hold | undefined): void {
  if (hold === undefined) proxy.cutAll();
  else hold.cut();
}

/** A writer sleeps past its lease, another takes over, and the first one wakes. */
async function takeOver(
  world: World,
  { isNewcomerFirst, strikeAt }: Fault,
  old: WriterProcess,
  hold: Hold | undefined,
): Promise<void> {
  const { crew, record } = world;
  old.signal("SIGSTOP");
  const rival = await crew.takeSpare();
  if (!(await crew.openFreely(rival))) {
    old.signal("SIGKILL");
    hold?.cut();
    return;
  }
  old.seqAtEnd = (await readRows(world)).at(-1)?.seq ?? 0n;
  const open = crew.shut();
  crew.handOver(rival);
  if (isNewcomerFirst) {
    open();
    old.abandon();
    const enough = Math.min(world.answered + CLIENTS, world.allowed);
    await until(world, () => world.answered >= enough);
  }
  const text = `{"holder":"late ${strikeAt}","id":"late ${strikeAt}","type":"holder.join"}`;
  const late = record.give(text);
  old.signal("SIGCONT");
  hold?.pass();
  void old.submit(late, world.clock);
  await Promise.race([old.over, pause(WAKE_MILLISECONDS_MOST)]);
  old.signal("SIGKILL");
  await old.over;
  if (!isNewcomerFirst) open();
  await giveUntilAnswered(world, late);
}

/** A second writer is started while the first one lives: the lease keeps it out. */
async function startSecond({ crew, record, programme }: World): Promise<void> {
  const second = await crew.takeSpare();
  const first = await crew.up();
  const reply = await second.open(programme.database, programme.programme);
  if (reply.kind !== "opened") return crew.giveBack(second);
  if (!first.isOver) record.broken.push(`${second.name} was opened while ${first.name} writes.`);
  second.signal("SIGKILL");
}

async function readRows(world: World): Promise<JournalRow[]> {
  const { desk, programme } = world;
  const house = await openHouse({ databaseUrl: desk.urlOf(programme.database) });
  try {
    return await readProgramme(house, programme.programme, async (client) => {
      const rows: JournalRow[] = [];
      for await (const row of readJournal(client)) rows.push(row);
      return rows;
    });
  } finally {
    await house.close();
  }
}

/** Checks everything, when every command given is answered; answers the rows of the journal. */
async function check(world: World): Promise<number> {
  const { desk, record, crew, programme, script } = world;
  const { broken } = record;
  const rows = await readRows(world);
  record.compare(rows);
  broken.push(...closedTooEarly(rows, script));
  const house = await openHouse({ databaseUrl: desk.urlOf(programme.database) });
  try {
    await readProgramme(house, programme.programme, async (client) => {
      const verdict = await verifyProgramme(client);
      if (!verdict.isSound) {
        broken.push(`The journal does not verify: ${verdict.fault}, at ${verdict.seq}.`);
        return;
      }
      const figures = figuresOf((await loadProgramme(client)).memory.state);
      if (figures !== figuresOf(verdict.state)) broken.push("What is loaded is not what verifies.");
      const writer = crew.current;
      if (writer === undefined || writer.isOver) return;
      const inMemory = await writer.figures();
      if (inMemory !== "" && inMemory !== figures) {
        broken.push(`The memory of ${writer.name} is not what its journal says.`);
      }
    });
  } finally {
    await house.close();
  }
  complain(world);
  return rows.length;
}

/** A day is closed only once it has ended where the programme is at home. */
function closedTooEarly(rows: readonly JournalRow[], { plan }: Script): string[] {
  const { timezone: timeZone } = plan as { timezone: string };
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return rows.flatMap(({ command }) => {
    const json = parseJson(command);
    if (!isJsonObject(json) || json["type"] !== "day.close") return [];
    const { at, date } = json as { at: string; date: string };
    const today = calendar.format(new Date(at));
    return date < today ? [] : [`The day ${date} was closed at ${at}, when it was ${today} there.`];
  });
}

export function emptySummary(): Summary {
  return { kinds: new Map(), tally: openRecord().tally, rows: 0 };
}

/** Adds what a run came to. */
export function addSummary(total: Summary, { kinds, tally, rows }: Summary): void {
  for (const [kind, one] of kinds) {
    const sum = kindOf(total.kinds, kind);
    sum.count += one.count;
    sum.reached += one.reached;
    sum.milliseconds += one.milliseconds;
  }
  total.tally.accepted += tally.accepted;
  total.tally.refused += tally.refused;
  total.tally.repeated += tally.repeated;
  total.tally.foundAgain += tally.foundAgain;
  for (const [reason, count] of tally.lost) {
    total.tally.lost.set(reason, (total.tally.lost.get(reason) ?? 0) + count);
  }
  total.rows += rows;
}

function kindOf(kinds: Map<FaultKind, KindTally>, kind: FaultKind): KindTally {
  const known = kinds.get(kind) ?? { count: 0, reached: 0, milliseconds: 0 };
  kinds.set(kind, known);
  return known;
}

/** What a run came to, in lines. */
export function summaryLines({ kinds, tally, rows }: Summary): string[] {
  const { accepted, refused, repeated, foundAgain, lost } = tally;
  return [
    ...[...kinds].map(
      ([kind, { count, reached, milliseconds }]) =>
        `${kind}: ${count}, ${reached} at their moment; ` +
        `${Math.round(milliseconds / count)} ms each until all was answered`,
    ),
    `${accepted} commands accepted (${rows} rows), ${refused} refusals, ${repeated} repetitions, ` +
      `${foundAgain} found to be written after all`,
    ...[...lost].map(([reason, count]) => `${count} attempts without an answer: ${reason}`),
  ];
}

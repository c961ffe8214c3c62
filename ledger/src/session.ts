/**
 * A session: a programme's memory, the connections it is written by, and the batch in the making. All
 * of it is lost when anything fails, and opened anew.
 */
import {
  commandContent,
  compareInstants,
  type Command,
  type Refusal,
  type State,
} from "@patronage/engine";
import type { Pool, PoolClient } from "pg";
import { dateIn, hasEnded } from "./calendar.ts";
import { fillFilter } from "./fill-filter.ts";
import { readGate, refuseGate, type Gate } from "./gates.ts";
import {
  commandKey,
  FencedError,
  readFirstAt,
  writeBatch,
  type Head,
  type NewEntry,
} from "./journal.ts";
import { keepReadModels, type Keeper } from "./keeper.ts";
import { keptText } from "./kept.ts";
import { loadProgramme } from "./load.ts";
import { addNeeds, applyInMemory, decideOnly, makeReady, type Memory } from "./memory.ts";
import { buildTree, treeJson } from "./trees.ts";

/** What became of a command: its place in the journal and its events, or why it was refused. */
export type Answer =
  | {
      readonly ok: true;
      readonly seq: bigint;
      readonly events: string;
      readonly isRepeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** What a command would have come to, had it been given: its events, or why it would be refused. */
export type Preview =
  | { readonly ok: true; readonly events: string }
  | { readonly ok: false; readonly refusal: Refusal };

type Asking<Kind, Result> = {
  readonly kind: Kind;
  readonly command: Command;
  readonly answer: (result: Result) => void;
  readonly fail: (error: unknown) => void;
};

/** A command whose caller waits. The instant of one of the past is given and stays. */
export type WaitingCommand = Asking<"live" | "past", Answer>;

/** Whoever waits in the line of commands, for an answer or for a preview. */
export type Waiting = WaitingCommand | Asking<"preview", Preview>;

/** A decided command on its way to its answer; without one, the journal has the answer already. */
export type Decided = { readonly waiting: WaitingCommand; readonly answer: Answer | undefined };

/** Commands that are decided and written together. */
export type Batch = {
  readonly entries: NewEntry[];
  readonly decided: Decided[];
  characters: number;
};

export type Session = {
  /** Writes the journal. */
  readonly client: PoolClient;
  /** Fetches what commands need. */
  readonly reader: PoolClient;
  readonly memory: Memory;
  /** When the first command was given; undefined while there is none. */
  firstAt: string | undefined;
  head: Head;
  open: Batch;
  writing: Batch | undefined;
  readonly keeper: Keeper;
  /** Why it cannot go on. */
  failure: unknown;
  close(isBroken: boolean): void;
};

export type SessionOptions = {
  readonly pool: Pool;
  /** The programme's schema, quoted. */
  readonly schema: string;
  /** The epoch of the writer's lease. */
  readonly epoch: bigint;
  /** How many orders, and as many of the rest, stay in memory when they are written down. */
  readonly keptLeast?: number;
};

const noBatch = (): Batch => ({ entries: [], decided: [], characters: 0 });

/** Opens a session; `wake` is called when it can go on, or no more. Throws a FencedError when a later epoch has taken over. */
export async function openSession(
  { pool, schema, epoch, keptLeast }: SessionOptions,
  wake: () => void,
): Promise<Session> {
  const clients: PoolClient[] = [];
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    clients.push(client);
    await client.query(`SET search_path TO ${schema}`);
    return client;
  };
  const close = (isBroken: boolean): void => {
    for (const client of clients.splice(0)) client.release(isBroken);
  };
  try {
    const client = await connect();
    const { rowCount } = await client.query("UPDATE head SET epoch = $1 WHERE epoch <= $1", [
      epoch,
    ]);
    if (rowCount !== 1) throw new FencedError();
    const { memory, head, readSeq } = await loadProgramme(client, keptLeast);
    const firstAt = await readFirstAt(client);
    const reader = await connect();
    const scribe = await connect();
    const from = { epoch, readSeq, writtenSeq: head.seq };
    const keeper = keepReadModels(scribe, memory, from, {
      isBusy: () => session.writing !== undefined || session.open.decided.length > 0,
      onMoved: wake,
      onFailure(error) {
        session.failure ??= error;
        wake();
      },
    });
    const session: Session = {
      ...{ client, reader, memory, head, keeper, close, firstAt },
      ...{ open: noBatch(), writing: undefined, failure: undefined },
    };
    // While it is being filled everything is looked up, which only takes longer.
    fillFilter(pool, schema, memory).catch(() => undefined);
    // A close that comes before it is done does the rest.
    void buildTree(memory.trees, () => clients.length === 0);
    return session;
  } catch (error) {
    close(true);
    throw error;
  }
}

/**
 * Decides from the front of a queue, so many at the most, and takes out what is decided: commands are in
 * the open batch then, and previews are answered.
 */
export async function decideSome(
  session: Session,
  queue: Waiting[],
  most: number,
  now: () => string,
): Promise<void> {
  const { memory, reader, open } = session;
  const count = Math.min(queue.length, most);
  let commands: Command[] | undefined;
  let done = 0;
  try {
    for (; done < count; done++) {
      const waiting = queue[done]!;
      if (addNeeds(memory, waiting.command)) {
        commands ??= queue.slice(0, count).map(({ command }) => command);
        await makeReady(reader, memory, commands, done);
      }
      const { command, kind } = waiting;
      const gate =
        command.type === "plan.activate" ? await readGate(reader, command.plan) : undefined;
      if (kind !== "preview") {
        decideOne(memory, open, waiting, { now: now(), firstAt: session.firstAt, gate });
        session.firstAt ??= memory.state.lastAt;
        continue;
      }
      waiting.answer(previewOne(memory, command, now(), gate));
      // Closes are rare, their previews need not be: between two of them there is room for the rest.
      if (waiting.command.type === "day.close") await breathe();
    }
  } finally {
    queue.splice(0, done);
  }
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What is known where a command is decided: times and, of a plan, the latest result of the gate. */
type Moment = {
  readonly now: string;
  /** When the first command was given; undefined while there is none. */
  readonly firstAt: string | undefined;
  readonly gate: Gate | undefined;
};

/** Decides a command as if it were given now. What the calendar refuses is for live commands alone. */
function previewOne(
  { state }: Memory,
  command: Command,
  now: string,
  gate: Gate | undefined,
): Preview {
  const outcome = decideOnly(state, { ...command, at: stamp(state, now) });
  if (!outcome.ok) return outcome;
  const closed = command.type === "plan.activate" ? refuseGate(command.plan, gate, now) : undefined;
  // A close that does not come to pass has no tree.
  return closed ?? { ok: true, events: keptText(outcome.events, { gate }) };
}

function decideOne(memory: Memory, open: Batch, waiting: WaitingCommand, moment: Moment): void {
  const { command, kind } = waiting;
  const isPast = kind === "past";
  const stamped = isPast ? command : { ...command, at: stamp(memory.state, moment.now) };
  const early =
    (isPast ? undefined : refuseDay(memory, stamped, moment)) ??
    refuseUngated(memory, stamped, moment);
  const outcome = early ?? applyInMemory(memory, stamped);
  if (!outcome.ok) {
    open.decided.push({ waiting, answer: outcome });
    return;
  }
  if (outcome.isRepeated) {
    open.decided.push({ waiting, answer: undefined });
    return;
  }
  const tree = command.type === "day.close" ? treeJson(memory.trees) : undefined;
  const events = keptText(outcome.events, { gate: moment.gate, tree });
  const content = commandContent(stamped);
  const { seq } = memory;
  open.entries.push({ seq, id: command.id, command: content, events });
  open.characters += content.length + events.length;
  open.decided.push({ waiting, answer: { ok: true, seq, events, isRepeated: false } });
}

/** Time does not go back: a clock that does is passed over until it has caught up. */
function stamp({ lastAt }: State, now: string): string {
  return lastAt !== undefined && compareInstants(now, lastAt) < 0 ? lastAt : now;
}

/**
 * The live ledger closes no day that has not ended in the plan's time zone, spec 4; and none before the
 * day of the first command: every day from there on would be closed after it.
 */
function refuseDay(
  { state, store }: Memory,
  command: Command,
  { firstAt }: Moment,
): (Answer & { ok: false }) | undefined {
  if (command.type !== "day.close" || store.applied.recall(command) !== "new") return undefined;
  const { timezone } = state.plan;
  const { date, at } = command;
  const firstDate = dateIn(timezone, firstAt ?? at);
  if (!hasEnded(date, timezone, at)) {
    return { ok: false, refusal: { code: "day_not_ended", facts: { date, timezone } } };
  }
  if (date >= firstDate) return undefined;
  return { ok: false, refusal: { code: "day_before_first", facts: { date, firstDate, timezone } } };
}

/** A plan passes the gate before it is activated, one of the past too; what the engine refuses goes first. */
function refuseUngated(
  { state, store }: Memory,
  command: Command,
  { now, gate }: Moment,
): (Answer & { ok: false }) | undefined {
  if (command.type !== "plan.activate" || store.applied.recall(command) !== "new") return undefined;
  const outcome = decideOnly(state, command);
  return outcome.ok ? refuseGate(command.plan, gate, now) : undefined;
}

/** Writes what is decided, and answers everyone it concerns. */
export async function writeOpen(session: Session): Promise<number> {
  const batch = session.open;
  const { client, keeper } = session;
  session.open = noBatch();
  session.writing = batch;
  if (batch.entries.length > 0) {
    session.head = await writeBatch(client, session.head, batch.entries);
    keeper.written(session.head.seq);
  }
  // All answers first: should one not be found out, none was given.
  const found = await firstAnswers(client, batch.decided);
  for (const { waiting, answer } of batch.decided) {
    waiting.answer(answer ?? found.get(commandKey(waiting.command.id))!);
  }
  session.writing = undefined;
  return batch.entries.length;
}

/** The first answers to commands that were applied before, by the keys of their ids. */
async function firstAnswers(
  client: PoolClient,
  decided: readonly Decided[],
): Promise<Map<string, Answer>> {
  const repeated = decided.filter(({ answer }) => answer === undefined);
  if (repeated.length === 0) return new Map();
  const keys = repeated.map(({ waiting }) => commandKey(waiting.command.id));
  const { rows } = await client.query<{ id: string; seq: string; events: string }>(
    "SELECT id, seq, events FROM journal WHERE id = ANY($1)",
    [keys],
  );
  const found = new Map<string, Answer>(
    rows.map(({ id, seq, events }) => [
      id,
      { ok: true, seq: BigInt(seq), events, isRepeated: true },
    ]),
  );
  if (keys.some((key) => !found.has(key))) {
    throw new Error("A command that was applied is not in the journal.");
  }
  return found;
}

/**
 * The sequencer: one writer a programme, which decides in memory and commits in groups.
 *
 * What waits while a batch is being written is the next batch, so a lone command does not wait and a
 * crowd shares one commit. Callers are answered after the commit. When a write fails in any way the
 * memory is dropped and loaded again, and the same commands are tried again: those that were written
 * after all are found in the journal by their ids.
 */
import {
  apply,
  compareInstants,
  isJsonObject,
  parseCommand,
  type Command,
  type Json,
  type Outcome,
  type Refusal,
  type State,
} from "@patronage/engine";
import type { Pool, PoolClient } from "pg";
import {
  eventsText,
  FencedError,
  keyText,
  writeBatch,
  type Applied,
  type Head,
} from "./journal.ts";
import { loadProgramme } from "./load.ts";

/** What became of a command: its place in the journal and its events, or why it was refused. */
export type Answer =
  | {
      readonly ok: true;
      readonly seq: bigint;
      readonly events: string;
      readonly isRepeated: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/** The queue is full: try again a little later. */
export class BusyError extends Error {
  constructor(waiting: number) {
    super(`${waiting} commands are waiting already; try again a little later.`);
  }
}

export type SequencerOptions = {
  readonly pool: Pool;
  /** The programme's schema, quoted. */
  readonly schema: string;
  /** The epoch of the writer's lease. */
  readonly epoch: bigint;
  /** Now, as an instant of the spec. */
  readonly now: () => string;
  readonly batchMost?: number;
  readonly waitingMost?: number;
};

export type Sequencer = {
  /** Decides a command, given without its instant, and answers once it is in the journal. */
  submit(json: Json): Promise<Answer>;
  /** The same for a command of the past, with the instant at which it was given. */
  submitPast(json: Json): Promise<Answer>;
  /** The state after the last batch. */
  readonly state: State;
  readonly head: Head;
  /** Writes what waits, and takes no more. */
  stop(): Promise<void>;
};

type Waiting = {
  readonly command: Command;
  /** Its instant is given and stays. */
  readonly isPast: boolean;
  readonly answer: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
};

const BATCH_MOST = 1_000;
const WAITING_MOST = 20_000;
const TRIES_MOST = 6;
const PAUSE_MILLISECONDS = 50;
/** Stands for the instant while a command is read; the ledger stamps its own. */
const UNSTAMPED = "1970-01-01T00:00:00Z";

/** Opens the writer of a programme. Throws a FencedError when a later epoch has taken over. */
export async function openSequencer(options: SequencerOptions): Promise<Sequencer> {
  const { pool, schema, epoch, batchMost = BATCH_MOST, waitingMost = WAITING_MOST } = options;
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;
  let isStopped = false;
  let memory = await connectAndLoad(pool, schema, epoch);

  async function write(batch: readonly Waiting[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await decideAndWrite(memory, batch, options.now);
      } catch (error) {
        // Whether the commit happened is unknown: forget everything and look.
        letGo(memory, true);
        const isHopeless = error instanceof FencedError || tries === TRIES_MOST;
        if (isHopeless) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS * 2 ** tries));
        memory = await connectAndLoad(pool, schema, epoch);
      }
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMost);
      waiting = waiting.slice(batchMost);
      try {
        await write(batch);
      } catch (error) {
        isStopped = true;
        for (const { fail } of [...batch, ...waiting]) fail(error);
        waiting = [];
      }
    }
    writing = undefined;
  }

  function put(json: Json, isPast: boolean): Promise<Answer> {
    const parsed = parseCommand(json);
    if (!parsed.ok) return Promise.resolve(parsed);
    if (isStopped) return Promise.reject(new Error("This writer has stopped."));
    if (waiting.length >= waitingMost) return Promise.reject(new BusyError(waiting.length));
    return new Promise((answer, fail) => {
      waiting.push({ command: parsed.command, isPast, answer, fail });
      writing ??= Promise.resolve().then(drain);
    });
  }

  return {
    get state() {
      return memory.state;
    },
    get head() {
      return memory.head;
    },
    submit: (json) => put(isJsonObject(json) ? { ...json, at: UNSTAMPED } : json, false),
    submitPast: (json) => put(json, true),
    async stop() {
      isStopped = true;
      await writing;
      letGo(memory, false);
    },
  };
}

type Memory = {
  client: PoolClient;
  state: State;
  head: Head;
  isReleased: boolean;
};

/** Gives the connection back once; `isBroken` closes it. */
function letGo(memory: Memory, isBroken: boolean): void {
  if (!memory.isReleased) memory.client.release(isBroken);
  memory.isReleased = true;
}

async function connectAndLoad(pool: Pool, schema: string, epoch: bigint): Promise<Memory> {
  const client = await pool.connect();
  // A connection that dies while nobody asks it anything is noticed at the next question.
  client.on("error", () => undefined);
  try {
    await client.query(`SET search_path TO ${schema}`);
    const { rowCount } = await client.query("UPDATE head SET epoch = $1 WHERE epoch <= $1", [
      epoch,
    ]);
    if (rowCount !== 1) throw new FencedError();
    return { client, ...(await loadProgramme(client)), isReleased: false };
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Decides a batch in memory, writes it, and answers everyone. */
async function decideAndWrite(
  memory: Memory,
  batch: readonly Waiting[],
  now: () => string,
): Promise<void> {
  const applied: Applied[] = [];
  const outcomes: { readonly waiting: Waiting; readonly outcome: Outcome; readonly seq: bigint }[] =
    [];
  for (const waiting of batch) {
    const command = waiting.isPast
      ? waiting.command
      : { ...waiting.command, at: stamp(memory.state, now()) };
    const outcome = apply(memory.state, command);
    if (outcome.ok && !outcome.isRepeated) applied.push({ command, events: outcome.events });
    outcomes.push({ waiting, outcome, seq: memory.head.seq + BigInt(applied.length) });
  }
  if (applied.length > 0) memory.head = await writeBatch(memory.client, memory.head, applied);
  for (const { waiting, outcome, seq } of outcomes) {
    if (!outcome.ok) waiting.answer(outcome);
    else if (outcome.isRepeated) waiting.answer(await firstAnswer(memory, waiting.command.id));
    else waiting.answer({ ok: true, seq, events: eventsText(outcome.events), isRepeated: false });
  }
}

/** Time does not go back: a clock that does is passed over until it has caught up. */
function stamp({ lastAt }: State, now: string): string {
  return lastAt !== undefined && compareInstants(now, lastAt) < 0 ? lastAt : now;
}

/** The first answer to a command that was applied before. */
async function firstAnswer({ client }: Memory, id: string): Promise<Answer> {
  const { rows } = await client.query<{ seq: string; events: string }>(
    "SELECT seq, events FROM journal WHERE id = $1",
    [keyText(id)],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("A command that was applied is not in the journal.");
  return { ok: true, seq: BigInt(row.seq), events: row.events, isRepeated: true };
}

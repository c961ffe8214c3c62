/**
 * The sequencer: one writer a programme, which decides in memory and commits in groups.
 *
 * A command is decided as soon as it comes. What was decided while a batch is being written is the next
 * batch, so a lone command does not wait and a crowd shares one commit. Callers are answered after the
 * commit. When anything fails the memory is dropped and loaded again, and the same commands are decided
 * again: those that were written after all are found in the journal by their ids. A preview takes its
 * turn in the same line, so that it sees what was decided before it, and is answered without a commit.
 */
import { isJsonObject, parseCommand, type Json, type State } from "@patronage/engine";
import { FencedError, type Head } from "./journal.ts";
import { DamagedError } from "./load.ts";
import {
  decideSome,
  openSession,
  writeOpen,
  type Answer,
  type Preview,
  type Session,
  type SessionOptions,
  type Waiting,
} from "./session.ts";

/** The queue is full: try again a little later. */
export class BusyError extends Error {
  constructor(waiting: number) {
    super(`${waiting} commands are waiting already; try again a little later.`);
  }
}

/** The database could not be reached for too long. Nobody knows whether the command was applied. */
export class UnreachableError extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `The database cannot be written (${why}). Whether this command was applied is not known: ` +
        "send it again with the same id.",
      { cause },
    );
  }
}

/** A session can go on no more, for the reason that is its cause. */
class SessionLostError extends Error {
  constructor(cause: unknown) {
    super("This session is lost.", { cause });
  }
}

export type SequencerOptions = SessionOptions & {
  /** Now, as an instant of the spec. */
  readonly now: () => string;
  readonly batchMost?: number;
  readonly waitingMost?: number;
  /** How long a lost database is waited for, while commands wait. */
  readonly patienceMilliseconds?: number;
};

/** What a writer has done since it began. */
export type Tally = { readonly appliedCount: number; readonly batchCount: number };

export type Sequencer = {
  /** Decides a command, given without its instant, and answers once it is in the journal. */
  submit(json: Json): Promise<Answer>;
  /** The same for a command of the past, with the instant at which it was given. */
  submitPast(json: Json): Promise<Answer>;
  /**
   * What a command would come to if it were given now, and changes nothing. It needs no id, and one that
   * was applied before does not matter; nor is a `day.close` refused because its day has not ended.
   */
  preview(json: Json): Promise<Preview>;
  /** The state, with what is decided and not yet written. Orders are in it only while they are in use. */
  readonly state: State;
  readonly head: Head;
  /** When the first command was given; undefined while there is none. */
  readonly firstAt: string | undefined;
  /** How far the read models have come. */
  readonly readSeq: bigint;
  readonly tally: Tally;
  readonly waitingCount: number;
  /** Waits until the read models have come as far as the journal is now. */
  readModelsReached(): Promise<void>;
  /** Resolves, with the reason, when another writer has taken over. */
  readonly fenced: Promise<FencedError>;
  /** Writes what waits, and takes no more. */
  stop(): Promise<void>;
};

const BATCH_MOST = 1_000;
const WAITING_MOST = 20_000;
const BATCH_CHARACTERS_MOST = 8_000_000;
/** How far the journal may be ahead of the read models: what is between them is kept in memory. */
const AHEAD_MOST_COUNT = 500_000n;
const PATIENCE_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 20;
const PAUSE_MOST_MILLISECONDS = 1_000;
/** Stands for the instant while a command is read; the ledger stamps its own. */
const UNSTAMPED = "1970-01-01T00:00:00Z";

/** A command that is given without its instant, as one that can be read. */
export function stamped(json: Json): Json {
  return isJsonObject(json) ? { ...json, at: UNSTAMPED } : json;
}

/** Stands for the id of a preview, which is asked for by none. */
const PREVIEW_ID = "preview";

/** A command to preview, given without its instant and perhaps without an id, as one that can be read. */
export function previewable(json: Json): Json {
  return isJsonObject(json) ? { id: PREVIEW_ID, ...json, at: UNSTAMPED } : json;
}

/** The one line of commands of a programme, and who works on it. */
type Line = {
  readonly options: SequencerOptions;
  queue: Waiting[];
  session: Session | undefined;
  working: Promise<void> | undefined;
  /** Wakes whoever works on the line: something came, or something failed. */
  wake: () => void;
  isStopped: boolean;
  /** When writing began to fail; undefined while it goes well. */
  failingSince: number | undefined;
  readonly tally: { appliedCount: number; batchCount: number };
  readonly fence: (error: FencedError) => void;
};

/** Opens the writer of a programme. Throws a FencedError when a later epoch has taken over. */
export async function openSequencer(options: SequencerOptions): Promise<Sequencer> {
  let fence: (error: FencedError) => void = () => undefined;
  const fenced = new Promise<FencedError>((resolve) => (fence = resolve));
  const line: Line = {
    ...{ options, queue: [], session: undefined, working: undefined, isStopped: false, fence },
    wake: () => undefined,
    failingSince: undefined,
    tally: { appliedCount: 0, batchCount: 0 },
  };
  line.session = await openSession(options, () => startWork(line));
  const session = (): Session => {
    if (line.session === undefined) throw new UnreachableError("it was lost a moment ago");
    return line.session;
  };
  return {
    submit: (json) => submit(line, stamped(json), "live"),
    submitPast: (json) => submit(line, json, "past"),
    preview: (json) => preview(line, previewable(json)),
    get state() {
      return session().memory.state;
    },
    get head() {
      return session().head;
    },
    get firstAt() {
      return session().firstAt;
    },
    get readSeq() {
      return session().keeper.seq;
    },
    tally: line.tally,
    get waitingCount() {
      return inFlight(line);
    },
    readModelsReached: () => session().keeper.reached(session().head.seq),
    fenced,
    stop: () => stop(line),
  };
}

async function stop(line: Line): Promise<void> {
  line.isStopped = true;
  await line.working;
  const { session } = line;
  if (session === undefined) return;
  if (session.failure === undefined) await session.keeper.stop();
  else session.keeper.abandon();
  session.close(session.failure !== undefined);
  line.session = undefined;
}

/** How many wait for their answer. */
function inFlight({ queue, session }: Line): number {
  const decided = session?.open.decided.length ?? 0;
  return queue.length + decided + (session?.writing?.decided.length ?? 0);
}

function submit(line: Line, json: Json, kind: "live" | "past"): Promise<Answer> {
  const parsed = parseCommand(json);
  if (!parsed.ok) return Promise.resolve(parsed);
  const { command } = parsed;
  return put(line, (answer, fail) => ({ kind, command, answer, fail }));
}

function preview(line: Line, json: Json): Promise<Preview> {
  const parsed = parseCommand(json);
  if (!parsed.ok) return Promise.resolve(parsed);
  // Whether a command was given that id does not matter; one for all is looked up once.
  const command = { ...parsed.command, id: PREVIEW_ID };
  return put(line, (answer, fail) => ({ kind: "preview", command, answer, fail }));
}

/** Puts somebody at the end of the line. */
function put<Result>(
  line: Line,
  waiting: (answer: (result: Result) => void, fail: (error: unknown) => void) => Waiting,
): Promise<Result> {
  const { waitingMost = WAITING_MOST } = line.options;
  if (line.isStopped) return Promise.reject(new Error("This writer has stopped."));
  const count = inFlight(line);
  if (count >= waitingMost) return Promise.reject(new BusyError(count));
  return new Promise((answer, fail) => {
    line.queue.push(waiting(answer, fail));
    startWork(line);
  });
}

function startWork(line: Line): void {
  line.wake();
  if (line.isStopped && line.queue.length === 0) return;
  line.working ??= work(line);
}

/** Works until the line is empty, through failures as long as patience lasts. */
async function work(line: Line): Promise<void> {
  // Whoever comes in the same breath is in the same batch.
  await Promise.resolve();
  do {
    const { session } = line;
    try {
      if (session === undefined) await recover(line, undefined);
      else await workThrough(line, session);
    } catch (error) {
      requeue(line, session!);
      await recover(line, error);
    }
  } while (line.queue.length > 0);
  // Nothing may come between finding the line empty and saying that nobody works on it.
  line.working = undefined;
}

/** How many more commands may be decided; none while the read models are too far behind. */
function roomIn({ open, memory, keeper }: Session, batchMost: number): number {
  const isFull = open.characters >= BATCH_CHARACTERS_MOST;
  const isAhead = memory.seq - keeper.seq >= AHEAD_MOST_COUNT;
  return isFull || isAhead ? 0 : batchMost - open.decided.length;
}

/** Decides and writes, each while the other is under way, until nothing is left. */
async function workThrough(line: Line, session: Session): Promise<void> {
  const { batchMost = BATCH_MOST, now } = line.options;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    try {
      const count = await writeOpen(session);
      line.tally.appliedCount += count;
      line.tally.batchCount += count > 0 ? 1 : 0;
      line.failingSince = undefined;
    } catch (error) {
      session.failure ??= error;
    }
    writing = undefined;
    line.wake();
  };
  try {
    while (session.failure === undefined) {
      // What is decided goes first: the rest is decided while it is being written.
      if (writing === undefined && session.open.decided.length > 0) writing = write();
      if (line.queue.length > 0 && roomIn(session, batchMost) > 0) {
        // Of a crowd one half is written while the other is decided.
        const share = writing === undefined ? Math.ceil(line.queue.length / 2) : line.queue.length;
        const room = Math.min(roomIn(session, batchMost), share);
        await decideSome(session, line.queue, room, now);
      }
      // After a failed write the next must not begin: its memory is of what was not written.
      if (session.failure !== undefined) break;
      if (writing === undefined && session.open.decided.length > 0) writing = write();
      if (writing === undefined && line.queue.length === 0) {
        // Previews alone are answered without a write.
        line.failingSince = undefined;
        return;
      }
      if (line.queue.length > 0 && roomIn(session, batchMost) > 0) continue;
      await new Promise<void>((resolve) => (line.wake = resolve));
    }
    throw new SessionLostError(session.failure);
  } finally {
    await writing;
  }
}

/** Puts what was not answered back to the front of the line, and drops the session. */
function requeue(line: Line, session: Session): void {
  const lost = [...(session.writing?.decided ?? []), ...session.open.decided];
  line.queue = [...lost.map(({ waiting }) => waiting), ...line.queue];
  session.keeper.abandon();
  session.close(true);
  line.session = undefined;
}

/** Loads again, with pauses; when patience ends, or another has taken over, everyone is told. */
async function recover(line: Line, error: unknown): Promise<void> {
  const { patienceMilliseconds = PATIENCE_MILLISECONDS } = line.options;
  line.failingSince ??= performance.now();
  let reason = error instanceof SessionLostError ? error.cause : error;
  for (let tries = 0; ; tries++) {
    if (reason instanceof FencedError) {
      line.isStopped = true;
      line.fence(reason);
      return failAll(line, reason);
    }
    if (reason instanceof DamagedError) return failAll(line, reason);
    if (line.isStopped || performance.now() - line.failingSince > patienceMilliseconds) {
      line.failingSince = undefined;
      return failAll(line, new UnreachableError(reason));
    }
    const pause = Math.min(PAUSE_MILLISECONDS * 2 ** tries, PAUSE_MOST_MILLISECONDS);
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      line.session = await openSession(line.options, () => startWork(line));
      return;
    } catch (next) {
      reason = next;
    }
  }
}

function failAll(line: Line, error: unknown): void {
  for (const { fail } of line.queue) fail(error);
  line.queue = [];
}

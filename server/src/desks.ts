/**
 * Desks: where commands for a programme are given. The programme's writer is here where its lease was
 * free, and days are closed as they end; where another process writes, commands go through the inbox.
 */
import type { Json } from "@patronage/engine";
import {
  enqueue,
  FencedError,
  keepClosing,
  listProgrammes,
  openWriter,
  pause,
  previewThroughInbox,
  programmeSchema,
  readAnswerAt,
  readProgramme,
  readStatus,
  submitThroughInbox,
  UnansweredError,
  WriterTakenError,
  type Answer,
  type House,
  type Preview,
  type Writer,
} from "@patronage/ledger";
import type { ClientBase } from "pg";
import type { Watch } from "./tracing.ts";

export type Desk = {
  readonly programme: string;
  readonly schema: string;
  readonly currency: string;
  readonly timezone: string;
  /** The programme's writer, while it is in this process. */
  readonly writer: Writer | undefined;
  /** Gives a command without its instant; answers once it is in the journal. */
  submit(json: Json): Promise<Answer>;
  /** Gives several commands in their order, which is that of their answers. */
  submitAll(jsons: readonly Json[]): Promise<readonly PromiseSettledResult<Answer>[]>;
  /** What a command would come to if it were given now. */
  preview(json: Json): Promise<Preview>;
  /** Watches what is read at it, for a request that is traced. */
  readonly watch?: Watch;
};

export type Desks = {
  /** The desk of the programme with a schema. */
  of(schema: string): Desk | undefined;
  all(): Desk[];
  /** Looks which programmes there are, and opens a desk for each that is new. */
  refresh(): Promise<void>;
  /** Ends the writers, with what is under way finished. */
  close(): Promise<void>;
};

export type DeskEvent =
  | { readonly kind: "writing" | "standingBy" | "fenced"; readonly programme: string }
  | { readonly kind: "closed"; readonly programme: string; readonly dates: readonly string[] }
  | { readonly kind: "failed"; readonly programme: string; readonly error: unknown };

export type DesksOptions = {
  readonly now: () => string;
  /** Whether writers are opened here, and their days closed. */
  readonly isWriting: boolean;
  readonly onEvent: (event: DeskEvent) => void;
};

type OpenDesk = {
  readonly desk: Desk;
  writer: Writer | undefined;
  /** Resolves when it is clear for the first time who writes. */
  readonly ready: Promise<void>;
  readonly done: Promise<void>;
};

/** How long an answer is waited for, of another process and of a lost database. */
const ANSWER_MILLISECONDS = 10_000;
const LOOK_MILLISECONDS = 2_000;
const STAND_BY_MILLISECONDS = 1_000;
const CLOSE_MILLISECONDS = 30_000;

export async function openDesks(house: House, options: DesksOptions): Promise<Desks> {
  const open = new Map<string, OpenDesk>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const look = async (): Promise<void> => {
    for (const programme of await listProgrammes(house)) {
      const schema = programmeSchema(programme);
      if (signal.aborted || open.has(schema)) continue;
      try {
        open.set(schema, await openDesk(house, programme, options, signal));
      } catch (error) {
        // The others are served nonetheless, and this one is tried again at the next look.
        options.onEvent({ kind: "failed", programme, error });
      }
    }
    await Promise.all(Array.from(open.values(), ({ ready }) => ready));
  };
  let last: Promise<void> = Promise.resolve();
  // One look after the other, so that no programme has two desks.
  const refresh = (): Promise<void> => (last = last.catch(() => undefined).then(look));
  await refresh();
  const looking = (async () => {
    while (!signal.aborted) {
      await pause(LOOK_MILLISECONDS, signal);
      // A database that is away is asked again at the next look.
      if (!signal.aborted) await refresh().catch(() => undefined);
    }
  })();
  return {
    of: (schema) => open.get(schema)?.desk,
    all: () => Array.from(open.values(), ({ desk }) => desk),
    refresh,
    async close() {
      stopping.abort();
      await looking;
      await Promise.all(Array.from(open.values(), ({ done }) => done));
    },
  };
}

async function openDesk(
  house: House,
  programme: string,
  options: DesksOptions,
  signal: AbortSignal,
): Promise<OpenDesk> {
  const { plan } = await readProgramme(house, programme, readStatus);
  const { currency, timezone } = plan;
  const soon = (): AbortSignal => AbortSignal.timeout(ANSWER_MILLISECONDS);
  const writing: { writer: Writer | undefined } = { writer: undefined };
  /** By the writer here or, when that has just lost its lease, by whoever has it. */
  const by = async <Result>(
    here: (writer: Writer) => Promise<Result>,
    elsewhere: () => Promise<Result>,
  ): Promise<Result> => {
    const { writer } = writing;
    if (writer === undefined) return elsewhere();
    try {
      return await here(writer);
    } catch (error) {
      const isHereNoMore = error instanceof FencedError || writing.writer !== writer;
      if (!isHereNoMore) throw error;
      return elsewhere();
    }
  };
  const desk: Desk = {
    ...{ programme, schema: programmeSchema(programme), currency, timezone },
    get writer() {
      return writing.writer;
    },
    submit: (json) =>
      by(
        ({ sequencer }) => sequencer.submit(json),
        () => submitThroughInbox(house, programme, json, soon()),
      ),
    submitAll: (jsons) =>
      by(
        ({ sequencer }) => Promise.allSettled(jsons.map((json) => sequencer.submit(json))),
        () => submitAllThroughInbox(house, programme, jsons, soon()),
      ),
    preview: (json) =>
      by(
        ({ sequencer }) => sequencer.preview(json),
        () => previewThroughInbox(house, programme, json, soon()),
      ),
  };
  if (!options.isWriting) {
    return Object.assign(writing, { desk, ready: Promise.resolve(), done: Promise.resolve() });
  }
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const done = tend(house, programme, writing, { options, signal, isReady });
  return Object.assign(writing, { desk, ready, done });
}

const POLL_MILLISECONDS = 20;

/** Puts commands into the inbox at once, so that they stay in order, and waits for their answers. */
async function submitAllThroughInbox(
  house: House,
  programme: string,
  jsons: readonly Json[],
  signal: AbortSignal,
): Promise<PromiseSettledResult<Answer>[]> {
  const client = await house.pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN");
    const placed: Awaited<ReturnType<typeof enqueue>>[] = [];
    for (const json of jsons) placed.push(await enqueue(client, programme, json));
    await client.query("COMMIT");
    const settled: PromiseSettledResult<Answer>[] = [];
    for (const put of placed) {
      const value = put.ok
        ? await answerIn(client, programme, put.place, signal)
        : ({ ok: false, refusal: put.refusal } as const);
      settled.push(
        value === undefined
          ? { status: "rejected", reason: new UnansweredError(programme) }
          : { status: "fulfilled", value },
      );
    }
    isBroken = false;
    return settled;
  } finally {
    client.release(isBroken);
  }
}

async function answerIn(
  client: ClientBase,
  programme: string,
  place: bigint,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  for (;;) {
    const found = await readAnswerAt(client, programme, place);
    if (found !== undefined || signal.aborted) return found;
    await pause(POLL_MILLISECONDS, signal);
  }
}

type Tending = {
  readonly options: DesksOptions;
  readonly signal: AbortSignal;
  readonly isReady: () => void;
};

/** Writes a programme whenever nobody else does, and closes its days, until `signal`. */
async function tend(
  house: House,
  programme: string,
  writing: { writer: Writer | undefined },
  { options: { now, onEvent }, signal, isReady }: Tending,
): Promise<void> {
  // What stays as it is is told once.
  let told = "";
  while (!signal.aborted) {
    let writer: Writer | undefined;
    try {
      writer = await openWriter(house, programme, now, {
        patienceMilliseconds: ANSWER_MILLISECONDS,
      });
    } catch (error) {
      const isTaken = error instanceof WriterTakenError;
      const { message } = error as Error;
      if (message !== told) {
        onEvent(isTaken ? { kind: "standingBy", programme } : { kind: "failed", programme, error });
      }
      told = message;
    }
    if (writer === undefined) {
      isReady();
      await pause(STAND_BY_MILLISECONDS, signal);
      continue;
    }
    told = "";
    writing.writer = writer;
    onEvent({ kind: "writing", programme });
    isReady();
    void writer.sequencer.fenced.then(() => onEvent({ kind: "fenced", programme }));
    await keepClosing(writer, {
      ...{ everyMilliseconds: CLOSE_MILLISECONDS, signal },
      onClosed: (dates) => onEvent({ kind: "closed", programme, dates }),
      onFailed: (error) => onEvent({ kind: "failed", programme, error }),
    });
    writing.writer = undefined;
    await writer.close();
  }
}

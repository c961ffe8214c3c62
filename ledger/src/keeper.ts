/**
 * The keeper of the read models: writes down what changed, again and again, behind the journal.
 *
 * While commands wait it takes an eighth of the time, so that a crowd of orders is written first and read
 * a little later, unless it is far behind already. When it fails its session is dropped and loaded anew,
 * like after any failure.
 */
import type { ClientBase } from "pg";
import type { Memory } from "./memory.ts";
import { capture, writeReadModels } from "./read-models.ts";
import { freshenTree } from "./trees.ts";

export type Keeper = {
  /** How far the read models have come. */
  readonly seq: bigint;
  /** Everything up to this sequence number is in the journal. */
  written(seq: bigint): void;
  /** Waits until the read models have come so far. */
  reached(seq: bigint): Promise<void>;
  /** Writes down what is in the journal, and ends. */
  stop(): Promise<void>;
  /** Ends without writing anything more: the memory is lost. */
  readonly abandon: () => void;
};

const PAUSE_MILLISECONDS = 20;
/** How many times as long as it worked it rests while commands wait, unless it is far behind. */
const RESTS_WHEN_BUSY = 7;
const FAR_BEHIND_COUNT = 100_000n;

type Waiting = {
  readonly seq: bigint;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
};

/** Rests a while, or until the crowd is gone. */
async function rest(milliseconds: number, isCrowded: () => boolean): Promise<void> {
  const until = performance.now() + milliseconds;
  do await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  while (performance.now() < until && isCrowded());
}

/** Tells those who waited for what is reached; answers the others. */
function answerReached(waiting: readonly Waiting[], seq: bigint): Waiting[] {
  for (const one of waiting) if (one.seq <= seq) one.done();
  return waiting.filter((one) => one.seq > seq);
}

function failWaiting(waiting: readonly Waiting[]): void {
  const lost = new Error("What was to be waited for was lost with its session; ask again.");
  for (const { fail } of waiting) fail(lost);
}

function settleTables({ store: { orders, holds, spends, contents } }: Memory): void {
  for (const table of [orders, holds, spends, contents]) table.settle();
}

/** Whom a keeper asks and tells. */
export type Listening = {
  /** Whether commands wait. */
  readonly isBusy: () => boolean;
  /** The read models have moved on. */
  readonly onMoved: () => void;
  /** Told once. */
  readonly onFailure: (error: unknown) => void;
};

/** Keeps the read models of a memory from `readSeq` on. */
export function keepReadModels(
  client: ClientBase,
  memory: Memory,
  { epoch, readSeq, writtenSeq }: { epoch: bigint; readSeq: bigint; writtenSeq: bigint },
  { isBusy, onMoved, onFailure }: Listening,
): Keeper {
  let seq = readSeq;
  let journalSeq = writtenSeq;
  let isStopping = false;
  let isAbandoned = false;
  let wake: () => void = () => undefined;
  let waiting: Waiting[] = [];

  const moved = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  async function keepOnce(): Promise<void> {
    const captured = capture(memory);
    await captured.finish();
    while (journalSeq < captured.seq && !isAbandoned) await moved();
    if (isAbandoned) return;
    if (!(await writeReadModels(client, captured, { epoch, seqBefore: seq }))) {
      throw new Error("The read models were moved by another writer.");
    }
    settleTables(memory);
    seq = captured.seq;
    waiting = answerReached(waiting, seq);
    onMoved();
    await freshenTree(memory.trees, () => isBusy() || isStopping || waiting.length > 0);
  }

  async function keep(): Promise<void> {
    for (;;) {
      while (journalSeq === seq && !isStopping) await moved();
      if (journalSeq === seq || isAbandoned) return;
      const began = performance.now();
      await keepOnce();
      const restMost = RESTS_WHEN_BUSY * (performance.now() - began);
      await rest(restMost, () => isBusy() && !isStopping && journalSeq - seq < FAR_BEHIND_COUNT);
    }
  }

  const abandon = (): void => {
    isStopping = true;
    isAbandoned = true;
    wake();
    failWaiting(waiting.splice(0));
  };
  const keeping = keep().catch((error: unknown) => {
    abandon();
    onFailure(error);
  });
  return {
    get seq() {
      return seq;
    },
    written(writtenTo) {
      journalSeq = writtenTo;
      wake();
    },
    reached: (wanted) =>
      wanted <= seq
        ? Promise.resolve()
        : new Promise((done, fail) => waiting.push({ seq: wanted, done, fail })),
    abandon,
    async stop() {
      isStopping = true;
      wake();
      await keeping;
    },
  };
}

/**
 * The keeper of the read models: writes down what changed, again and again, behind the journal.
 *
 * It takes half of the time at the most, and an eighth while commands wait, so that a crowd of orders is
 * written first and read a little later. When it fails its session is dropped and loaded anew, like after any failure.
 */
import type { ClientBase } from "pg";
import type { Memory } from "./memory.ts";
import { capture, writeReadModels } from "./read-models.ts";

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
  abandon(): void;
};

const PAUSE_MILLISECONDS = 20;
/** How many times as long as it worked it rests while commands wait, unless it is far behind. */
const RESTS_WHEN_BUSY = 7;
const FAR_BEHIND_COUNT = 400_000n;

type Waiting = { readonly seq: bigint; readonly done: () => void };

/** Rests a while, or until the crowd is gone. */
async function rest(milliseconds: number, isCrowded: () => boolean): Promise<void> {
  const until = performance.now() + milliseconds;
  do await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  while (performance.now() < until && isCrowded());
}

/** Keeps the read models of a memory from `readSeq` on; `isBusy` says whether commands wait,
 * and `onFailure` is told once. */
export function keepReadModels(
  client: ClientBase,
  memory: Memory,
  { epoch, readSeq, writtenSeq }: { epoch: bigint; readSeq: bigint; writtenSeq: bigint },
  { isBusy, onFailure }: { isBusy: () => boolean; onFailure: (error: unknown) => void },
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
    const { orders, holds, spends, contents } = memory.store;
    for (const table of [orders, holds, spends, contents]) table.settle();
    seq = captured.seq;
    for (const { done } of waiting.filter((one) => one.seq <= seq)) done();
    waiting = waiting.filter((one) => one.seq > seq);
  }

  async function keep(): Promise<void> {
    for (;;) {
      while (journalSeq === seq && !isStopping) await moved();
      if (journalSeq === seq || isAbandoned) return;
      const began = performance.now();
      await keepOnce();
      const worked = Math.max(PAUSE_MILLISECONDS, performance.now() - began);
      const isPressed = isBusy() && journalSeq - seq < FAR_BEHIND_COUNT;
      const restMost = worked * (isPressed ? RESTS_WHEN_BUSY : 1);
      if (!isStopping) await rest(restMost, () => isBusy() && !isStopping);
    }
  }

  const keeping = keep().catch((error: unknown) => {
    isStopping = true;
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
        : new Promise((done) => waiting.push({ seq: wanted, done })),
    async stop() {
      isStopping = true;
      wake();
      await keeping;
    },
    abandon() {
      isStopping = true;
      isAbandoned = true;
      wake();
    },
  };
}

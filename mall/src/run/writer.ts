/** The ledger's writer as the mall runs it: by the mall's clock, closing each day as it ends. */
import { openWriter, WriterTakenError, type House, type Writer } from "@patronage/ledger";
import type { Clock } from "../clock.ts";

const STAND_BY_MILLISECONDS = 1_000;
const CLOSE_EVERY_MILLISECONDS = 5_000;
/** Whoever lets a sample's day end may want to close it by hand: so long it is left to them. */
const GRACE_MILLISECONDS = 120_000;

/** Waits a while, or until `signal` says that it is over. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    if (signal.aborted) resolve();
  });
}

async function standBy(
  house: House,
  programme: string,
  clock: Clock,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<Writer | undefined> {
  while (!signal.aborted) {
    try {
      return await openWriter(house, programme, () => clock.now());
    } catch (error) {
      // Another one writes, or the database is away: both pass.
      if (!(error instanceof WriterTakenError)) log(`${programme}: ${(error as Error).message}`);
      await wait(STAND_BY_MILLISECONDS, signal);
    }
  }
  return undefined;
}

/** Writes a programme until `signal`; where another process writes it, stands by. */
export async function keepWriting(
  house: House,
  programme: string,
  clock: Clock,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    const writer = await standBy(house, programme, clock, signal, log);
    if (writer === undefined) return;
    let isFenced = false;
    const fenced = writer.sequencer.fenced.then(() => {
      isFenced = true;
    });
    try {
      const isLeft = leftToPeople(clock);
      while (!signal.aborted && !isFenced) {
        try {
          const dates = isLeft() ? [] : await writer.closeDays();
          if (dates.length > 0) log(`${programme}: closed ${dates.join(", ")}.`);
        } catch (error) {
          // Tried again at the next turn; nothing is lost by it.
          if (!isFenced) log(`${programme}: ${(error as Error).message}`);
        }
        await Promise.race([wait(CLOSE_EVERY_MILLISECONDS, signal), fenced]);
      }
    } finally {
      await writer.close();
    }
  }
}

/** Whether a sample's clock was moved a moment ago, so that its day is left to whoever moved it. */
function leftToPeople(clock: Clock): () => boolean {
  let aheadSeconds = clock.aheadSeconds();
  let movedAt = -Infinity;
  return () => {
    if (clock.aheadSeconds() !== aheadSeconds) movedAt = performance.now();
    aheadSeconds = clock.aheadSeconds();
    return performance.now() - movedAt < GRACE_MILLISECONDS;
  };
}

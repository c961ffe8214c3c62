/** The ledger's writer as the mall runs it: by the mall's clock, closing each day as it ends. */
import {
  keepClosing,
  openWriter,
  pause,
  WriterTakenError,
  type House,
  type Writer,
} from "@patronage/ledger";
import type { Clock } from "../clock.ts";

const STAND_BY_MILLISECONDS = 1_000;
const CLOSE_EVERY_MILLISECONDS = 5_000;
/** Whoever lets a sample's day end may want to close it by hand: so long it is left to them. */
const GRACE_MILLISECONDS = 120_000;

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
      await pause(STAND_BY_MILLISECONDS, signal);
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
    try {
      await keepClosing(writer, {
        ...{ everyMilliseconds: CLOSE_EVERY_MILLISECONDS, signal, isLeft: leftToPeople(clock) },
        onClosed: (dates) => log(`${programme}: closed ${dates.join(", ")}.`),
        onFailed: (error) => log(`${programme}: ${(error as Error).message}`),
      });
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

/**
 * The mall's clock: an instant, given to whatever needs one.
 *
 * In a sample mall it may be moved ahead, so that one can see tomorrow today; never back, since what
 * happened stays. A sample begins in the past, so that it has a month behind it. Anywhere else it is the world's.
 */
import type { Pool } from "pg";

export type Clock = {
  /** Now, as an instant of the spec: YYYY-MM-DDTHH:MM:SS.mmmZ. */
  readonly now: () => string;
  readonly aheadSeconds: () => number;
  /** Whether it may be moved. */
  readonly isSample: () => boolean;
  /** Moves a sample's clock ahead by so many seconds, for every process. */
  readonly moveAhead: (seconds: number) => Promise<void>;
  /** Waits until every process has seen that it was moved. */
  readonly followed: () => Promise<void>;
  readonly close: () => void;
};

/** Only a sample's clock can be moved. */
export class ClockError extends Error {}

const LOOK_EVERY_MILLISECONDS = 1_000;

/** Opens the clock that all processes of a mall go by; `pool` looks into the mall's schema. */
export async function openClock(pool: Pool): Promise<Clock> {
  let aheadSeconds = -Infinity;
  let isSample = false;
  const look = async (): Promise<void> => {
    const { rows } = await pool.query<{ ahead: string; sample: boolean }>(
      "SELECT ahead_seconds AS ahead, is_sample AS sample FROM patronage_clock",
    );
    // Never back, even if the row should say so.
    aheadSeconds = Math.max(aheadSeconds, Number(rows[0]!.ahead));
    isSample = rows[0]!.sample;
  };
  await look();
  const looking = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MILLISECONDS);
  looking.unref();
  return {
    now: () => new Date(Date.now() + aheadSeconds * 1_000).toISOString(),
    aheadSeconds: () => aheadSeconds,
    isSample: () => isSample,
    async moveAhead(seconds) {
      const { rowCount } = await pool.query(
        "UPDATE patronage_clock SET ahead_seconds = ahead_seconds + $1 WHERE is_sample AND $1 > 0",
        [Math.trunc(seconds)],
      );
      if (rowCount !== 1) {
        throw new ClockError("Only a sample's clock can be moved, and only ahead.");
      }
      await look();
    },
    async followed() {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MILLISECONDS));
      await look();
    },
    close: () => clearInterval(looking),
  };
}

/** An instant as the APIs tell it; null for what has not happened. */
export const isoOrNull = (instant: Date | null): string | null => instant?.toISOString() ?? null;

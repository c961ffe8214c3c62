/**
 * The closer: closes every day that has ended, in order, each once, whatever happened in between.
 *
 * It keeps nothing: which days are due follows from the last close and the calendar, and a close's id
 * from its day, so that to try again is to be told what was done.
 */
import { setTimeout as after } from "node:timers/promises";
import { dateIn, daysToClose } from "./calendar.ts";
import type { Writer } from "./house.ts";
import type { Sequencer } from "./sequencer.ts";
import type { Answer } from "./session.ts";

/** Waits a while, or until `signal` says that it is over. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await after(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** The id of the command that closes a day. */
export const closeId = (date: string): string => `day.close ${date}`;

/** Told of a day that was closed, and how many of how many are. */
export type OnClosed = (date: string, doneCount: number, dayCount: number) => void;

/** Closes all days that have ended, until `signal` says to stop; answers the days that were closed. */
export async function closeDays(
  sequencer: Sequencer,
  now: string,
  options: { readonly onClosed?: OnClosed | undefined; readonly signal?: AbortSignal | undefined },
): Promise<string[]> {
  const { onClosed, signal } = options;
  const { lastCloseDate: closed, plan } = sequencer.state;
  const { firstAt } = sequencer;
  const first = firstAt === undefined ? undefined : dateIn(plan.timezone, firstAt);
  const days = daysToClose({ closed, first }, plan.timezone, now);
  for (const [index, date] of days.entries()) {
    if (signal?.aborted === true) return days.slice(0, index);
    const answer: Answer = await sequencer.submit({ id: closeId(date), type: "day.close", date });
    // Somebody else closed it a moment ago, under an id of their own.
    const isClosed = !answer.ok && answer.refusal.code === "date_not_ascending";
    if (!answer.ok && !isClosed) {
      throw new Error(`The day ${date} was not closed: ${answer.refusal.code}.`);
    }
    onClosed?.(date, index + 1, days.length);
  }
  return days;
}

/** How days are closed while somebody writes. */
export type Closing = {
  readonly everyMilliseconds: number;
  readonly signal: AbortSignal;
  readonly onClosed: (dates: readonly string[]) => void | Promise<void>;
  /** Told of a turn that failed: the next one tries again, and nothing is lost by it. */
  readonly onFailed: (error: unknown) => void;
  /** Whether days are to be left alone at this turn. */
  readonly isLeft?: () => boolean;
};

/** Closes days as they end, until another writer has taken over or `signal` says to stop. */
export async function keepClosing(writer: Writer, closing: Closing): Promise<void> {
  const { everyMilliseconds, signal, onClosed, onFailed, isLeft = () => false } = closing;
  let isFenced = false;
  const fenced = writer.sequencer.fenced.then(() => {
    isFenced = true;
  });
  while (!signal.aborted && !isFenced) {
    try {
      const dates = isLeft() ? [] : await writer.closeDays(undefined, signal);
      if (dates.length > 0) await onClosed(dates);
    } catch (error) {
      if (!isFenced) onFailed(error);
    }
    await Promise.race([pause(everyMilliseconds, signal), fenced]);
  }
}

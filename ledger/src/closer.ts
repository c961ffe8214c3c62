/**
 * The closer: closes every day that has ended, in order, each once, whatever happened in between.
 *
 * It keeps nothing: which days are due follows from the last close and the calendar, and a close's id
 * from its day, so that to try again is to be told what was done.
 */
import { daysToClose } from "./calendar.ts";
import type { Sequencer } from "./sequencer.ts";
import type { Answer } from "./session.ts";

/** The id of the command that closes a day. */
export const closeId = (date: string): string => `day.close ${date}`;

/**
 * Closes all days that have ended; `firstAt` is the instant of the programme's first command. Answers
 * the days that were closed.
 */
export async function closeDays(
  sequencer: Sequencer,
  firstAt: string | undefined,
  now: string,
  dateIn: (zone: string, instant: string) => string,
  onClosed: (date: string) => void = () => undefined,
): Promise<string[]> {
  const { lastCloseDate: closed, plan } = sequencer.state;
  const first = firstAt === undefined ? undefined : dateIn(plan.timezone, firstAt);
  const days = daysToClose({ closed, first }, plan.timezone, now);
  for (const date of days) {
    const answer: Answer = await sequencer.submit({ id: closeId(date), type: "day.close", date });
    if (!answer.ok) throw new Error(`The day ${date} was not closed: ${answer.refusal.code}.`);
    onClosed(date);
  }
  return days;
}

/**
 * When a message is tried again, and which of those that wait may go now. Pure: the time, and the chance
 * by which attempts are spread, come in.
 *
 * The pauses are those of the Standard Webhooks specification. Whoever is told of a holder is told in
 * order: a message goes only when every earlier one about any of its holders was delivered or is dead.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** The pause after each attempt that failed; after the last one a message is dead. Three days in all. */
export const PAUSES: readonly number[] = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR],
  ...[10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR],
];
/** An endpoint that failed for so long, whatever it was sent, is disabled. */
export const FAILING_MILLISECONDS = 5 * 24 * HOUR;
/** Attempts are put off by up to a tenth of their pause, so that they do not all come at once. */
const SPREAD = 0.1;

/** When a message is tried again after so many attempts; undefined when it is dead. `chance` is in [0, 1). */
export function triedAgainAt(
  attempts: number,
  nowMilliseconds: number,
  chance: number,
): number | undefined {
  const pause = PAUSES[attempts - 1];
  return pause === undefined ? undefined : nowMilliseconds + pause * (1 + SPREAD * chance);
}

export type Waiting = { readonly holders: readonly string[]; readonly dueMilliseconds: number };

/** Of all that wait, in order, those that may go now. */
export function readyOf<Message extends Waiting>(
  waiting: readonly Message[],
  nowMilliseconds: number,
): Message[] {
  const behind = new Set<string>();
  return waiting.filter(({ holders, dueMilliseconds }) => {
    const isFirst = !holders.some((holder) => behind.has(holder));
    for (const holder of holders) behind.add(holder);
    return isFirst && dueMilliseconds <= nowMilliseconds;
  });
}

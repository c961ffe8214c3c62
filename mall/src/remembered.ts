/**
 * Remembered: what many ask for and few change is looked up once in a while; whoever comes meanwhile
 * gets the same answer. What takes long to look up is remembered longer, so that looking it up never
 * takes more than a small part of the time.
 */

/** How many times as long as the looking up took an answer lasts at the least. */
const TIMES_LOOKED_UP = 50;

type Answer<Value> = { readonly value: Promise<Value>; until: number };

/** A question that is asked again when its answer is older than so many milliseconds. */
export function remembered<Value>(
  lookUp: () => Promise<Value>,
  freshMilliseconds: number,
): () => Promise<Value> {
  let last: Answer<Value> | undefined;
  return () => {
    const began = performance.now();
    if (last !== undefined && began < last.until) return last.value;
    const answer: Answer<Value> = { value: lookUp(), until: Infinity };
    last = answer;
    answer.value.then(
      () => {
        const ended = performance.now();
        answer.until = ended + Math.max(freshMilliseconds, (ended - began) * TIMES_LOOKED_UP);
      },
      () => {
        if (last === answer) last = undefined;
      },
    );
    return answer.value;
  };
}

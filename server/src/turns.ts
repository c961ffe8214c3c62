/** Turns: so many pieces of work at once, and the rest one after the other in the order in which they came. */
import { problemError, RETRY } from "./problems.ts";

export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Whoever comes when `waitingMost` wait already is told to come again. */
export function openTurns(atOnce: number, waitingMost: number): Turns {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  return async (work) => {
    if (waiting.length >= waitingMost) throw problemError("busy", {}, { headers: RETRY });
    if (underWay >= atOnce) await new Promise<void>((begin) => waiting.push(begin));
    else underWay += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}

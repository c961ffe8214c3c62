/** A comment that runs: a fact, stated positively. When it is false the fault is ours, not the caller's. */
export function assert(fact: boolean, statement: string): asserts fact {
  if (!fact) throw new Error(`This must hold and does not: ${statement}`);
}

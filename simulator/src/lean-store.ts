/**
 * The store of a future: the engine's own columns for holders, and of orders only those that are still
 * in use.
 *
 * A future asks each thing once, so applied commands are not remembered; it knows which orders can
 * still come back, so the others are forgotten; goods had for shares never do; and it names holders by
 * their numbers, so that finding one reads no memory. That is what lets ten million orders run in little
 * of it.
 */
import {
  memoryHolders,
  memoryTable,
  type HolderNumber,
  type Holders,
  type Order,
  type Store,
} from "@patronage/engine";

export type LeanStore = Store & {
  /** Takes out an order of which nothing will be asked again. */
  forget(order: string): void;
};

const LETTERS_BEFORE = 1;
const ZERO = "0".charCodeAt(0);

/** What a person is called in the engine. */
export const nameOf = (person: number): string => `h${person}`;

/** The number in a name of a holder or an order: what follows its letter. */
function numberIn(name: string): number {
  let number = 0;
  for (let k = LETTERS_BEFORE; k < name.length; k++) {
    number = 10 * number + name.charCodeAt(k) - ZERO;
  }
  return number;
}

/** A name and its number: whoever acts is asked for several times in a row. */
type Named = { name: string; number: number };

const nobody = (): Named => ({ name: "", number: -1 });

/** The number of a name, which is read anew only when it is not the last one that was read. */
function numberOf(last: Named, name: string): number {
  if (name !== last.name) {
    last.number = numberIn(name);
    last.name = name;
  }
  return last.number;
}

/** The engine's holders, found by the numbers in their names. */
function leanHolders(): Holders {
  const holders = memoryHolders();
  const idOf = holders.idOf.bind(holders);
  const last = nobody();
  return Object.assign(holders, {
    find(id: string): HolderNumber | undefined {
      const number = numberOf(last, id);
      return number < holders.count ? number : undefined;
    },
    // The name that was just read is at hand, and the others lie far away in memory.
    idOf: (holder: HolderNumber) => (holder === last.number ? last.name : idOf(holder)),
  });
}

/** Orders by their numbers, which grow: one above all others is new, and is sought nowhere. */
function leanOrders() {
  const last = nobody();
  const older = new Map<number, Order>();
  // Most orders are done with before the next one comes, and never reach the map.
  const newest: { number: number; order: Order | undefined } = { number: -1, order: undefined };
  return {
    get(id: string): Order | undefined {
      const number = numberOf(last, id);
      if (number > newest.number) return undefined;
      return number === newest.number ? newest.order : older.get(number);
    },
    set(id: string, order: Order): void {
      const number = numberOf(last, id);
      if (number > newest.number) {
        if (newest.order !== undefined) older.set(newest.number, newest.order);
        newest.number = number;
      }
      if (number === newest.number) newest.order = order;
      else older.set(number, order);
    },
    forget(id: string): void {
      const number = numberOf(last, id);
      if (number === newest.number) newest.order = undefined;
      else older.delete(number);
    },
  };
}

/** An empty store. */
export function leanStore(): LeanStore {
  const orders = leanOrders();
  return {
    holders: leanHolders(),
    orders,
    holds: memoryTable(),
    spends: { get: () => undefined, set: () => undefined },
    applied: { recall: () => "new", remember: () => undefined },
    forget: (order) => orders.forget(order),
  };
}

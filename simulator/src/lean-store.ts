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

/** The number in a name that `nameOf` gave. */
function numberIn(name: string): number {
  let number = 0;
  for (let k = LETTERS_BEFORE; k < name.length; k++) {
    number = 10 * number + name.charCodeAt(k) - ZERO;
  }
  return number;
}

/** An empty store. */
export function leanStore(): LeanStore {
  const holders = memoryHolders();
  const orders = new Map<string, Order>();
  // Most orders are done with before the next one comes, and never reach the map.
  let last: { readonly id: string; readonly order: Order } | undefined;
  // Whoever acts is looked for several times in a row.
  const found = { name: "", number: 0 };
  const named: Holders = {
    ...holders,
    get count() {
      return holders.count;
    },
    find(id) {
      if (id !== found.name) {
        found.number = numberIn(id);
        found.name = id;
      }
      return found.number < holders.count ? found.number : undefined;
    },
  };
  return {
    holders: named,
    orders: {
      get: (id) => (last?.id === id ? last.order : orders.get(id)),
      set(id, order) {
        if (last !== undefined && last.id !== id) orders.set(last.id, last.order);
        last = { id, order };
      },
    },
    holds: memoryTable(),
    spends: { get: () => undefined, set: () => undefined },
    applied: { recall: () => "new", remember: () => undefined },
    forget(order) {
      if (last?.id === order) last = undefined;
      orders.delete(order);
    },
  };
}

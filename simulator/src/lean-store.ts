/**
 * The store of a future: the engine's own columns for holders, and of orders only those that are still
 * in use.
 *
 * A future asks each thing once, so applied commands are not remembered; and it knows which orders can
 * still come back, so the others are forgotten. That is what lets ten million orders run in little
 * memory.
 */
import { memoryHolders, memoryTable, type Order, type Store } from "@patronage/engine";

export type LeanStore = Store & {
  /** Takes out an order of which nothing will be asked again. */
  forget(order: string): void;
};

/** An empty store. */
export function leanStore(): LeanStore {
  const orders = new Map<string, Order>();
  return {
    holders: memoryHolders(),
    orders: { get: (id) => orders.get(id), set: (id, order) => void orders.set(id, order) },
    holds: memoryTable(),
    spends: memoryTable(),
    applied: { recall: () => "new", remember: () => undefined },
    forget: (order) => void orders.delete(order),
  };
}

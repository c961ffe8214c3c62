/**
 * Fetched tables: what the engine asks for by id, of which only the part in use is in memory.
 *
 * The engine asks at once and cannot wait, so what a command needs is fetched before it is decided;
 * to ask for what was not fetched is a bug. What was changed stays until it is written down: entries
 * grow old with one writing of the read models and are let go with the one after it. A generation of
 * them is one packed table, which costs the garbage collector nothing to keep and little to drop.
 */
import type { Table } from "@patronage/engine";

export type Fetched<Value> = Table<Value> & {
  /** Whether it is known what an id has, nothing included. */
  has(id: string): boolean;
  /** Notes what an id has, as it was fetched. */
  know(id: string, value: Value | undefined): void;
  /** The changes so far are about to be written down. Those named stay in any case. */
  age(staying?: Iterable<string>): void;
  /** They are. */
  settle(): void;
};

type Generation<Value> = {
  readonly table: Table<Value>;
  /** What is known to have nothing. */
  readonly absent: Set<string>;
  entryCount: number;
};

/** How many entries are kept at the least; twice as many and what is not written down at the most. */
export const KEPT_LEAST = 50_000;

/**
 * A table of which nothing was fetched yet. `make` makes an empty table, and `isNew` says of an id that
 * it surely has nothing.
 */
export function fetchedTable<Value>(
  make: () => Table<Value>,
  isNew: (id: string) => boolean,
  keptLeast: number,
): Fetched<Value> {
  const begin = (): Generation<Value> => ({ table: make(), absent: new Set(), entryCount: 0 });
  let young = begin();
  let aging: Generation<Value> | undefined;
  let old = begin();

  function put(id: string, value: Value): void {
    if (young.absent.size > 0) young.absent.delete(id);
    young.table.set(id, value);
    young.entryCount += 1;
  }

  function putAbsent(id: string): void {
    young.absent.add(id);
    young.entryCount += 1;
  }

  /** Finds what an older generation knows, and keeps what is in use young. */
  function findOlder(id: string): Value | undefined {
    for (const generation of [aging, old]) {
      if (generation === undefined || generation.entryCount === 0) continue;
      const value = generation.table.get(id);
      if (value !== undefined) {
        put(id, value);
        return value;
      }
      if (generation.absent.has(id)) {
        putAbsent(id);
        return undefined;
      }
    }
    return undefined;
  }

  const find = (id: string): Value | undefined => {
    const value = young.table.get(id);
    if (value !== undefined) return value;
    return young.absent.has(id) ? undefined : findOlder(id);
  };
  const has = (id: string): boolean => find(id) !== undefined || young.absent.has(id) || isNew(id);

  return {
    has,
    get(id) {
      const value = find(id);
      if (value !== undefined || young.absent.has(id) || isNew(id)) return value;
      throw new Error(`What "${id}" has was asked for and was not fetched.`);
    },
    set: put,
    know: (id, value) => (value === undefined ? putAbsent(id) : put(id, value)),
    age(staying = []) {
      if (young.entryCount < keptLeast) return;
      const before = young;
      young = begin();
      aging = before;
      for (const id of staying) findOlder(id);
    },
    settle() {
      if (aging === undefined) return;
      old = aging;
      aging = undefined;
    },
  };
}

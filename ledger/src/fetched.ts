/**
 * Fetched tables: what the engine asks for by id, of which only the part in use is in memory.
 *
 * The engine asks at once and cannot wait, so what a command needs is fetched before it is decided;
 * to ask for what was not fetched is a bug. What was changed stays until it is written down: entries
 * grow old with one writing of the read models and are let go with the one after it.
 */
import type { Table } from "@patronage/engine";

export type Fetched<Value> = Table<Value> & {
  /** Whether it is known what an id has, nothing included. */
  has(id: string): boolean;
  /** Notes what an id has, as it was fetched. */
  know(id: string, value: Value | undefined): void;
  /** The changes so far are about to be written down. */
  age(): void;
  /** They are. */
  settle(): void;
};

const YOUNG_MOST = 50_000;

/** A table of which nothing was fetched yet. `isNew` says of an id that it surely has nothing. */
export function fetchedTable<Value>(
  isNew: (id: string) => boolean,
  stays: (value: Value) => boolean = () => false,
): Fetched<Value> {
  type Entries = Map<string, Value | undefined>;
  let young: Entries = new Map();
  let aging: Entries | undefined;
  let old: Entries = new Map();

  /** Finds an entry, and keeps what is in use young. */
  function find(id: string): boolean {
    if (young.has(id)) return true;
    const older = aging?.has(id) ? aging : old.has(id) ? old : undefined;
    if (older === undefined) return false;
    young.set(id, older.get(id));
    return true;
  }

  return {
    has(id) {
      if (find(id)) return true;
      if (!isNew(id)) return false;
      // Whoever asks whether it is known is about to ask what it is.
      young.set(id, undefined);
      return true;
    },
    get(id) {
      const value = young.get(id);
      if (value !== undefined || find(id)) return young.get(id);
      if (isNew(id)) return undefined;
      throw new Error(`What "${id}" has was asked for and was not fetched.`);
    },
    set: (id, value) => young.set(id, value),
    know: (id, value) => young.set(id, value),
    age() {
      if (young.size < YOUNG_MOST) return;
      aging = young;
      young = new Map();
      for (const [id, value] of aging) {
        if (value !== undefined && stays(value)) young.set(id, value);
      }
    },
    settle() {
      if (aging === undefined) return;
      old = aging;
      aging = undefined;
    },
  };
}

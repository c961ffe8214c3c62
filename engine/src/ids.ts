/**
 * Ids: numbers for texts, in the order in which they came, and the way back.
 *
 * A JavaScript map follows several pointers for one look-up and holds 2^24 entries at most. Here a
 * table of (hash, number) pairs with linear probing answers "never seen" from one cache line, which
 * is what every new order asks, twice. Ids are the callers': whoever chooses them to collide fills
 * a row of neighbouring slots, after which such ids go to an ordinary, seeded map.
 */

export type Ids = {
  readonly count: number;
  /** The number of an id, or -1 when it was never added. */
  find(id: string): number;
  /** The number of an id, which is added if it is new. */
  add(id: string): number;
  idOf(number: number): string;
};

const FIRST_SLOTS = 1 << 10;
const PROBES_MOST = 64;

/** FNV-1a over the code units, mixed as MurmurHash3 ends. */
function hash(id: string): number {
  let mixed = 0x811c9dc5;
  for (let k = 0; k < id.length; k++) mixed = Math.imul(mixed ^ id.charCodeAt(k), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** No ids yet. */
export function numberedIds(): Ids {
  const ids: string[] = [];
  const crowded = new Map<string, number>();
  /** Pairs of hash and number + 1; 0 is an empty slot. */
  let slots = new Uint32Array(2 * FIRST_SLOTS);
  let mask = FIRST_SLOTS - 1;
  let [lastId, lastHash, lastNumber, lastSlot] = ["", 0, -1, -1];

  /** Finds an id, or the empty slot it would go to; -1 where it would go to the crowded. */
  function seek(id: string): void {
    lastId = id;
    lastHash = hash(id);
    lastNumber = -1;
    let slot = lastHash & mask;
    for (let probes = 0; probes < PROBES_MOST; probes++) {
      const found = slots[2 * slot + 1]!;
      if (found === 0) {
        lastSlot = slot;
        return;
      }
      if (slots[2 * slot] === lastHash && ids[found - 1] === id) {
        lastNumber = found - 1;
        return;
      }
      slot = (slot + 1) & mask;
    }
    lastSlot = -1;
    lastNumber = crowded.get(id) ?? -1;
  }

  function place(idHash: number, number: number, from: Uint32Array): boolean {
    let slot = idHash & mask;
    for (let probes = 0; probes < PROBES_MOST; probes++) {
      if (from[2 * slot + 1] === 0) {
        from[2 * slot] = idHash;
        from[2 * slot + 1] = number + 1;
        return true;
      }
      slot = (slot + 1) & mask;
    }
    return false;
  }

  function grow(): void {
    const before = slots;
    mask = 2 * mask + 1;
    slots = new Uint32Array(2 * (mask + 1));
    for (let slot = 0; slot < before.length; slot += 2) {
      const number = before[slot + 1]! - 1;
      if (number < 0) continue;
      if (!place(before[slot]!, number, slots)) crowded.set(ids[number]!, number);
    }
    seek(lastId);
  }

  return {
    get count() {
      return ids.length;
    },
    find(id) {
      if (id !== lastId || ids.length === 0) seek(id);
      return lastNumber;
    },
    add(id) {
      if (id !== lastId || ids.length === 0) seek(id);
      if (lastNumber >= 0) return lastNumber;
      lastNumber = ids.push(id) - 1;
      if (lastSlot < 0) crowded.set(id, lastNumber);
      else {
        slots[2 * lastSlot] = lastHash;
        slots[2 * lastSlot + 1] = lastNumber + 1;
      }
      const number = lastNumber;
      if (2 * ids.length > mask) grow();
      return number;
    },
    idOf: (number) => ids[number]!,
  };
}

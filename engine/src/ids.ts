/**
 * Ids: numbers for texts, in the order in which they came, and the way back.
 *
 * A JavaScript map follows several pointers for one look-up and holds 2^24 entries at most. Here a
 * table of (hash, number) pairs with linear probing answers "never seen" from one line of the cache,
 * which is what every new order asks, twice. Ids are the callers': whoever chooses them to collide
 * fills a run of neighbouring slots, after which such ids go to an ordinary, seeded map.
 */

export type Ids = {
  readonly texts: string[];
  readonly crowded: Map<string, number>;
  /** Pairs of hash and number + 1; 0 is an empty slot. */
  slots: Uint32Array;
  /** What was looked for last, and what was found: a number or -1, and the slot it would go to. */
  readonly last: { text: string | undefined; hash: number; number: number; slot: number };
};

const FIRST_SLOTS = 1 << 10;
const PROBES_MOST = 64;

/** No ids yet. */
export function numberedIds(): Ids {
  return {
    texts: [],
    crowded: new Map(),
    slots: new Uint32Array(2 * FIRST_SLOTS),
    last: { text: undefined, hash: 0, number: -1, slot: -1 },
  };
}

/** The number of an id, or -1 when it was never added. */
export function findId(ids: Ids, text: string): number {
  if (text !== ids.last.text) seek(ids, text);
  return ids.last.number;
}

/** The number of an id, which is added if it is new. */
export function addId(ids: Ids, text: string): number {
  const known = findId(ids, text);
  if (known >= 0) return known;
  const { last, texts, slots } = ids;
  const number = texts.push(text) - 1;
  if (last.slot < 0) ids.crowded.set(text, number);
  else {
    slots[2 * last.slot] = last.hash;
    slots[2 * last.slot + 1] = number + 1;
  }
  last.number = number;
  if (4 * texts.length > slots.length) grow(ids);
  return number;
}

/** FNV-1a over the code units, mixed as MurmurHash3 ends. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Finds an id, or the empty slot it would go to; -1 where it would go to the crowded. */
function seek({ texts, crowded, slots, last }: Ids, text: string): void {
  const mask = slots.length / 2 - 1;
  const hash = hashOf(text);
  last.text = text;
  last.hash = hash;
  last.number = -1;
  let slot = hash & mask;
  for (let probes = 0; probes < PROBES_MOST; probes++) {
    const found = slots[2 * slot + 1]!;
    if (found === 0) {
      last.slot = slot;
      return;
    }
    if (slots[2 * slot] === hash && texts[found - 1] === text) {
      last.number = found - 1;
      return;
    }
    slot = (slot + 1) & mask;
  }
  last.slot = -1;
  last.number = crowded.get(text) ?? -1;
}

/**
 * Doubles the table, and places everything anew. What is crowded after it has a full run of slots
 * before it, so that looking for it ends in the map.
 */
function grow(ids: Ids): void {
  const before = ids.slots;
  const crowdedBefore = [...ids.crowded];
  ids.slots = new Uint32Array(2 * before.length);
  ids.crowded.clear();
  const add = (hash: number, number: number): void => {
    if (!place(ids.slots, hash, number)) ids.crowded.set(ids.texts[number]!, number);
  };
  for (let k = 0; k < before.length; k += 2) {
    if (before[k + 1]! > 0) add(before[k]!, before[k + 1]! - 1);
  }
  for (const [text, number] of crowdedBefore) add(hashOf(text), number);
  ids.last.text = undefined;
}

function place(slots: Uint32Array, hash: number, number: number): boolean {
  const mask = slots.length / 2 - 1;
  let slot = hash & mask;
  for (let probes = 0; probes < PROBES_MOST; probes++) {
    if (slots[2 * slot + 1] === 0) {
      slots[2 * slot] = hash;
      slots[2 * slot + 1] = number + 1;
      return true;
    }
    slot = (slot + 1) & mask;
  }
  return false;
}

/**
 * The people of a future: what the simulator knows of a holder besides what the engine knows.
 *
 * A holder's number is the engine's: they are numbered as they join, so the buyers of one month are
 * neighbours. Columns are typed arrays, which a million people fit into.
 */

export const TEMPERS = ["hold", "target", "panic"] as const;
export type Temper = (typeof TEMPERS)[number];

/** How somebody stands in a future: an ordinary buyer, an agent or attacker, one of a ring. */
export const STANDING = { buyer: 0, apart: 1, ring: 2 } as const;

export type People = {
  count: number;
  /** What a person paid, less what it got back for returns, in fen. */
  spentMinor: BigInt64Array;
  /** The quota ever granted to it, less what returns took, in fen. */
  quotaMinor: BigInt64Array;
  temper: Uint8Array;
  /** 1 when it ever used up its quota. */
  hasReached: Uint8Array;
  /** One of STANDING. */
  standing: Uint8Array;
  /** The last day on which it may order. */
  lastDay: Int32Array;
  /** Everyone who may order, by number; who orders often stands there several times. */
  readonly visitors: number[];
};

const FIRST_ROOM = 1024;

/** Nobody yet. */
export function noPeople(): People {
  return {
    count: 0,
    spentMinor: new BigInt64Array(FIRST_ROOM),
    quotaMinor: new BigInt64Array(FIRST_ROOM),
    temper: new Uint8Array(FIRST_ROOM),
    hasReached: new Uint8Array(FIRST_ROOM),
    standing: new Uint8Array(FIRST_ROOM),
    lastDay: new Int32Array(FIRST_ROOM),
    visitors: [],
  };
}

/** Makes room for one more person; answers its number. */
export function addPerson(people: People): number {
  if (people.count === people.temper.length) {
    const room = 2 * people.count;
    people.spentMinor = grown(new BigInt64Array(room), people.spentMinor);
    people.quotaMinor = grown(new BigInt64Array(room), people.quotaMinor);
    people.temper = grown(new Uint8Array(room), people.temper);
    people.hasReached = grown(new Uint8Array(room), people.hasReached);
    people.standing = grown(new Uint8Array(room), people.standing);
    people.lastDay = grown(new Int32Array(room), people.lastDay);
  }
  return people.count++;
}

function grown<Column extends { set(from: Column): void }>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}

/** Takes one of the visitors away who has left for good. */
export function dropVisitor(people: People, place: number): void {
  const last = people.visitors.pop()!;
  if (place < people.visitors.length) people.visitors[place] = last;
}

/**
 * The people of a future: what the simulator knows of a holder besides what the engine knows.
 *
 * A holder's number is the engine's: they are numbered as they join, so the buyers of one month are
 * neighbours. Columns are typed arrays, which a million people fit into.
 */

export const TEMPERS = ["hold", "target", "panic"] as const;
export type Temper = (typeof TEMPERS)[number];

/** How somebody stands in a future; the attackers of the scenario's attack k stand as `attacker + k`. */
export const STANDING = { buyer: 0, agent: 1, attacker: 2 } as const;

const FIRST_ROOM = 1024;

const noColumns = (room: number) => ({
  /** What a person paid, less what it got back for returns, in fen. */
  spentMinor: new BigInt64Array(room),
  /** The quota ever granted to it, less what returns took, in fen. */
  quotaMinor: new BigInt64Array(room),
  /** The price of the goods that it had for shares, in fen. */
  goodsMinor: new BigInt64Array(room),
  temper: new Uint8Array(room),
  /** The only category that it buys, by number plus 1; 0 is any. */
  kind: new Uint16Array(room),
  /** 1 when it ever used up its quota. */
  hasReached: new Uint8Array(room),
  /** One of STANDING. */
  standing: new Uint8Array(room),
  /** The last day on which it may order. */
  lastDay: new Int32Array(room),
});

export type People = ReturnType<typeof noColumns> & {
  count: number;
  /** Everyone who may order, by number; who orders often stands there several times. */
  readonly visitors: number[];
};

/** Nobody yet. */
export function noPeople(): People {
  return { count: 0, visitors: [], ...noColumns(FIRST_ROOM) };
}

/** Makes room for one more person; answers its number. */
export function addPerson(people: People): number {
  if (people.count === people.temper.length) {
    const larger = noColumns(2 * people.count);
    for (const name of Object.keys(larger) as (keyof typeof larger)[]) {
      (larger[name] as { set(column: unknown): void }).set(people[name]);
    }
    Object.assign(people, larger);
  }
  return people.count++;
}

/** Takes one of the visitors away who has left for good. */
export function dropVisitor(people: People, place: number): void {
  const last = people.visitors.pop()!;
  if (place < people.visitors.length) people.visitors[place] = last;
}

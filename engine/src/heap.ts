/**
 * A heap of triggers: which holder's comes next.
 *
 * A binary heap of (key, holder) with at most one entry a holder, which can be moved in place. Where
 * a holder stands is kept in a column, so that several heaps that never share a holder can share it.
 */
import type { CountColumn } from "./rows.ts";

export type Heap = {
  /** The smallest key, or undefined when the heap is empty. */
  least(): bigint | undefined;
  /** Takes out the holder with the smallest key. The heap must not be empty. */
  pop(): number;
  /** Puts a holder in at a key, or moves it there. */
  put(holder: number, keyE18: bigint): void;
  /** Takes a holder out, if it is in. */
  remove(holder: number): void;
  /** The key a holder stands at, or undefined when it is not in. */
  keyOf(holder: number): bigint | undefined;
};

/** An empty heap. `places` holds each holder's position plus 1, 0 when it is in none of the heaps. */
export function triggerHeap(places: CountColumn): Heap {
  const keysE18: bigint[] = [];
  const holders: number[] = [];

  function write(position: number, keyE18: bigint, holder: number): void {
    keysE18[position] = keyE18;
    holders[position] = holder;
    places.set(holder, position + 1);
  }

  function rise(from: number, keyE18: bigint, holder: number): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const parentKeyE18 = keysE18[parent] as bigint;
      if (parentKeyE18 <= keyE18) break;
      write(position, parentKeyE18, holders[parent] as number);
      position = parent;
    }
    write(position, keyE18, holder);
  }

  function sink(from: number, keyE18: bigint, holder: number): void {
    let position = from;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= keysE18.length) break;
      const right = child + 1;
      if (right < keysE18.length && (keysE18[right] as bigint) < (keysE18[child] as bigint)) {
        child = right;
      }
      const childKeyE18 = keysE18[child] as bigint;
      if (childKeyE18 >= keyE18) break;
      write(position, childKeyE18, holders[child] as number);
      position = child;
    }
    write(position, keyE18, holder);
  }

  function move(position: number, keyE18: bigint, holder: number): void {
    const parent = (position - 1) >> 1;
    if (position > 0 && (keysE18[parent] as bigint) > keyE18) rise(position, keyE18, holder);
    else sink(position, keyE18, holder);
  }

  function takeOut(position: number): void {
    places.set(holders[position] as number, 0);
    const lastKeyE18 = keysE18.pop() as bigint;
    const lastHolder = holders.pop() as number;
    if (position < keysE18.length) move(position, lastKeyE18, lastHolder);
  }

  return {
    least: () => keysE18[0],
    pop() {
      const holder = holders[0] as number;
      takeOut(0);
      return holder;
    },
    put(holder, keyE18) {
      const place = places.get(holder);
      if (place === 0) rise(keysE18.length, keyE18, holder);
      else move(place - 1, keyE18, holder);
    },
    remove(holder) {
      const place = places.get(holder);
      if (place !== 0) takeOut(place - 1);
    },
    keyOf(holder) {
      const place = places.get(holder);
      return place === 0 ? undefined : keysE18[place - 1];
    },
  };
}

/**
 * A heap of triggers: whose comes next.
 *
 * A binary heap of (key, holder) with at most one entry a holder, which can be moved in place. Where
 * a holder stands is kept in a column, so that several heaps that never share a holder can share it.
 */
import type { CountColumn } from "./rows.ts";

export type Heap = {
  readonly keysE18: bigint[];
  readonly holders: number[];
  /** Each holder's position plus 1; 0 when it is in none of the heaps that share the column. */
  readonly places: CountColumn;
};

/** An empty heap. */
export function triggerHeap(places: CountColumn): Heap {
  return { keysE18: [], holders: [], places };
}

/** The smallest key, or undefined when the heap is empty. */
export function leastKeyE18({ keysE18 }: Heap): bigint | undefined {
  return keysE18[0];
}

/** The key a holder stands at, or undefined when it is not in. */
export function keyE18Of({ keysE18, places }: Heap, holder: number): bigint | undefined {
  const place = places.get(holder);
  return place === 0 ? undefined : keysE18[place - 1];
}

/** Takes out the holder with the smallest key. The heap must not be empty. */
export function popLeast(heap: Heap): number {
  const holder = heap.holders[0]!;
  takeOut(heap, 0);
  return holder;
}

/** Puts a holder in at a key, or moves it there. */
export function putTrigger(heap: Heap, holder: number, keyE18: bigint): void {
  const place = heap.places.get(holder);
  if (place === 0) rise(heap, heap.keysE18.length, keyE18, holder);
  else move(heap, place - 1, keyE18, holder);
}

/** Takes a holder out, if it is in. */
export function removeTrigger(heap: Heap, holder: number): void {
  const place = heap.places.get(holder);
  if (place !== 0) takeOut(heap, place - 1);
}

function write(
  { keysE18, holders, places }: Heap,
  at: number,
  keyE18: bigint,
  holder: number,
): void {
  keysE18[at] = keyE18;
  holders[at] = holder;
  places.set(holder, at + 1);
}

function rise(heap: Heap, from: number, keyE18: bigint, holder: number): void {
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap.keysE18[parent]! <= keyE18) break;
    write(heap, at, heap.keysE18[parent]!, heap.holders[parent]!);
    at = parent;
  }
  write(heap, at, keyE18, holder);
}

function sink(heap: Heap, from: number, keyE18: bigint, holder: number): void {
  const { keysE18 } = heap;
  let at = from;
  for (;;) {
    const left = 2 * at + 1;
    if (left >= keysE18.length) break;
    const right = left + 1;
    const child = right < keysE18.length && keysE18[right]! < keysE18[left]! ? right : left;
    if (keysE18[child]! >= keyE18) break;
    write(heap, at, keysE18[child]!, heap.holders[child]!);
    at = child;
  }
  write(heap, at, keyE18, holder);
}

function move(heap: Heap, at: number, keyE18: bigint, holder: number): void {
  if (at > 0 && heap.keysE18[(at - 1) >> 1]! > keyE18) rise(heap, at, keyE18, holder);
  else sink(heap, at, keyE18, holder);
}

function takeOut(heap: Heap, at: number): void {
  heap.places.set(heap.holders[at]!, 0);
  const lastKeyE18 = heap.keysE18.pop()!;
  const lastHolder = heap.holders.pop()!;
  if (at < heap.keysE18.length) move(heap, at, lastKeyE18, lastHolder);
}

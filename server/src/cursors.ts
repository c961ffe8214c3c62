/**
 * Cursors: where a page of a list ended. A list is read on by key, so that what comes in between moves
 * nothing; a cursor names its list, and is of no use for another.
 */
import { problemError } from "./problems.ts";

/** A cursor of a list at some places. */
export function cursorOf(list: string, ...places: readonly (string | number | bigint)[]): string {
  return Buffer.from(JSON.stringify([list, ...places.map(String)])).toString("base64url");
}

/** The places of a cursor, so many texts; undefined without one. */
export function readTextCursor(
  list: string,
  cursor: string | undefined,
  placeCount: number,
): string[] | undefined {
  if (cursor === undefined) return undefined;
  const [named, ...places] = partsOf(cursor);
  if (named === list && places.length === placeCount) return places;
  throw problemError("cursor_invalid", {}, { pointer: "after" });
}

/** What a place of a list may be at the most: what a column holds. */
export const INT_COUNT = 2n ** 31n - 1n;
export const BIGINT_COUNT = 2n ** 63n - 1n;
export const NUMERIC_COUNT = 10n ** 40n;

/** The places of a cursor, whole numbers up to so much each; undefined without one. */
export function readCursor(
  list: string,
  cursor: string | undefined,
  placeMost: readonly bigint[],
): bigint[] | undefined {
  const places = readTextCursor(list, cursor, placeMost.length);
  const isPlace = (place: string, k: number): boolean =>
    WHOLE.test(place) && BigInt(place) <= placeMost[k]!;
  if (places === undefined || places.every(isPlace)) return places?.map(BigInt);
  throw problemError("cursor_invalid", {}, { pointer: "after" });
}
const WHOLE = /^(0|[1-9][0-9]{0,40})$/;

function partsOf(cursor: string): string[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) && parts.every((part) => typeof part === "string") ? parts : [];
  } catch {
    return [];
  }
}

/** A page of what was read, of which one more was asked for than the page holds. */
export function page<Item, Shown>(
  read: readonly Item[],
  limit: number,
  show: (item: Item) => Shown,
  cursor: (item: Item) => string,
): { items: Shown[]; next?: string } {
  const kept = read.slice(0, limit);
  const last = kept.at(-1);
  const items = kept.map(show);
  return read.length > limit && last !== undefined ? { items, next: cursor(last) } : { items };
}

/** Folders that results are put into. */
import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { errorAt, fromSystemError } from "./user-error.ts";

/**
 * Makes a folder and those above it, unless they are there. Throws a UserError where that cannot be.
 * The platform's own recursion never ends where a file system answers that a parent is missing that
 * is there, as /proc does; so the walk is ours.
 */
export function makeFolder(path: string): void {
  try {
    makeWith(resolve(path));
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

function makeWith(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there !== undefined) {
    throw errorAt(path, undefined, "this exists and is not a folder; name another one.");
  }
  makeWith(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw errorAt(path, undefined, "no folder can be made here; name another place.");
  }
}

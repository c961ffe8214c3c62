/** Folders that are made with those above them. */
import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, unless they are there; answers the first that was made. Throws the
 * system's error, with the path it is about: EEXIST where something else stands, ENOENT where no folder
 * can be made. The platform's own recursion never ends where a file system answers that a parent is
 * missing that is there, as /proc does; so the walk is ours.
 */
export function makeFolders(path: string, mode = 0o777): string | undefined {
  const folder = resolve(path);
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory()) return undefined;
  const above = there === undefined ? makeFolders(dirname(folder), mode) : undefined;
  mkdirSync(folder, { mode });
  return above ?? folder;
}

/** Folders that results are put into. */
import { makeFolders } from "@patronage/ledger";
import { errorAt, fromSystemError } from "./user-error.ts";

const WHY: { readonly [code: string]: string } = {
  EEXIST: "this exists and is not a folder; name another one.",
  ENOENT: "no folder can be made here; name another place.",
};

/** Makes a folder and those above it, unless they are there. Throws a UserError where that cannot be. */
export function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (error) {
    const { code = "", path: where = path } = error as NodeJS.ErrnoException;
    const why = WHY[code];
    throw why === undefined ? fromSystemError(error, path) : errorAt(where, undefined, why);
  }
}

/**
 * Sorting more than fits in memory: sorted runs on disk, merged as they are read.
 *
 * An entry is a key and a JSON value, held as one line of text; lines are compared by UTF-16 code
 * units, the same in memory and from disk, so the order never depends on how much memory there was.
 * Runs are merged many at a time, level by level, so that few files are ever open.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";

/** What a sorter keeps in memory unless told otherwise. */
export const SORT_MEMORY_BYTES = 32 * 1024 * 1024;

const RUNS_MERGED_AT_ONCE = 32;
const CHUNK_BYTES = 64 * 1024;
const WRITE_CHARACTERS = 256 * 1024;
const STRING_OVERHEAD_BYTES = 40;
/** Stands between key and value: below every character that JSON text can hold. */
const KEY_END = "\u0001";
const PART_END = "\u0000";

/** A part of a key, in ascending order for numbers from 0 to 10^16. */
export function keyNumber(value: number): string {
  return String(value).padStart(16, "0");
}

/** Joins parts to one key. Texts are written as JSON, so that no part can run into the next. */
export function keyOf(...parts: readonly (string | number)[]): string {
  return parts
    .map((part) => (typeof part === "number" ? keyNumber(part) : JSON.stringify(part)))
    .join(PART_END);
}

/** Writes all of a text to an open file. */
export function writeText(file: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function* readRun(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    const decoder = new StringDecoder("utf8");
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest = "";
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, size))).split("\n");
      rest = lines.pop() as string;
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}

type Head = { readonly line: string; readonly rest: Iterator<string> };

/** Puts a head in its place: the smallest line stands last, where it is cheap to take. */
function insert(heads: Head[], head: Head): void {
  let [low, high] = [0, heads.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((heads[middle] as Head).line > head.line) low = middle + 1;
    else high = middle;
  }
  heads.splice(low, 0, head);
}

function* merge(sources: readonly Iterator<string>[]): Generator<string> {
  const heads: Head[] = [];
  try {
    for (const rest of sources) {
      const next = rest.next();
      if (next.done !== true) insert(heads, { line: next.value, rest });
    }
    for (let head = heads.pop(); head !== undefined; head = heads.pop()) {
      yield head.line;
      const next = head.rest.next();
      if (next.done !== true) insert(heads, { line: next.value, rest: head.rest });
    }
  } finally {
    for (const source of sources) source.return?.();
  }
}

/** Takes entries in any order, gives them back in the order of their keys, once. */
export class ExternalSort<Value> {
  readonly #pathStart: string;
  readonly #memoryBytes: number;
  #lines: string[] = [];
  #lineBytes = 0;
  #runs = 0;
  /** Paths of runs by level: a run of level n + 1 is made of many of level n. */
  readonly #levels: string[][] = [];

  /** `folder` must exist; the files in it begin with `name`. Whoever made the folder removes it. */
  constructor(folder: string, name: string, memoryBytes = SORT_MEMORY_BYTES) {
    this.#pathStart = join(folder, name);
    this.#memoryBytes = memoryBytes;
  }

  /** Adds an entry. The key must hold no character below U+0020 outside what `keyOf` writes. */
  add(key: string, value: Value): void {
    const line = `${key}${KEY_END}${JSON.stringify(value)}`;
    this.#lines.push(line);
    this.#lineBytes += 2 * line.length + STRING_OVERHEAD_BYTES;
    if (this.#lineBytes >= this.#memoryBytes) this.#spill();
  }

  /** Every value, in the order of the keys. */
  *sorted(): Generator<Value> {
    this.#lines.sort();
    const runs = this.#levels.flat().map(readRun);
    const lines = runs.length === 0 ? this.#lines : merge([...runs, this.#lines.values()]);
    for (const line of lines) yield JSON.parse(line.slice(line.indexOf(KEY_END) + 1)) as Value;
    this.#lines = [];
  }

  #spill(): void {
    this.#lines.sort();
    this.#keep(0, this.#write(this.#lines));
    this.#lines = [];
    this.#lineBytes = 0;
  }

  #keep(level: number, path: string): void {
    const runs = (this.#levels[level] ??= []);
    runs.push(path);
    if (runs.length < RUNS_MERGED_AT_ONCE) return;
    const merged = this.#write(merge(runs.map(readRun)));
    for (const run of runs) unlinkSync(run);
    this.#levels[level] = [];
    this.#keep(level + 1, merged);
  }

  #write(lines: Iterable<string>): string {
    const path = `${this.#pathStart}-${this.#runs++}.run`;
    const file = openSync(path, "wx");
    try {
      let text = "";
      for (const line of lines) {
        text += `${line}\n`;
        if (text.length < WRITE_CHARACTERS) continue;
        writeText(file, text);
        text = "";
      }
      writeText(file, text);
    } finally {
      closeSync(file);
    }
    return path;
  }
}

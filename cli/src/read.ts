/**
 * Reading JSON files and JSON Lines: whatever is wrong with a file is one sentence with its line.
 *
 * A plan is small and read whole, up to a limit. A file of commands is read in blocks of whole lines,
 * each checked for UTF-8 and cut into lines, so that memory holds one block and the longest line.
 * Where a text is no JSON, `jsonFault` finds the place: the platform's messages do not always tell it.
 */
import { isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parseJson, type Json } from "@patronage/engine";
import { errorAt, fromSystemError, UserError } from "./user-error.ts";

const MEBIBYTE = 1024 * 1024;
const WHOLE_FILE_BYTES_MOST = 16 * MEBIBYTE;
const LINE_BYTES_MOST = 64 * MEBIBYTE;
const CHUNK_BYTES = MEBIBYTE / 8;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BRACE = 0x7b;

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];
const GZIP_MARK = Buffer.from([0x1f, 0x8b]);
const MARK_BYTES = 3;

const IS_FOLDER = "this is a folder, not a file.";
const IS_UTF16 = "this file is UTF-16; save it as UTF-8.";
const IS_BINARY =
  "there is a zero byte here: the file is binary, or was not copied whole; give a text file.";
const NOT_UTF8 =
  "these bytes are not UTF-8 (perhaps Latin-1 or GB18030, or a character broken off); " +
  "save the file as UTF-8.";

/** Reads a plan: the JSON of a file, whole numbers kept whole. Throws a UserError. */
export function readPlanFile(path: string): Json {
  return parseFile(path, readWholeText(path), parseJson) as Json;
}

/** Reads a map of an import: plain JSON. Throws a UserError. */
export function readMapFile(path: string): unknown {
  return parseFile(path, readWholeText(path), (text) => JSON.parse(text) as unknown);
}

function parseFile(path: string, text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw notJson(path, 1, text, error);
  }
}

/** The sentence for a text, beginning at a line, that a parser threw `error` at. */
export function notJson(path: string, firstLine: number, text: string, error: unknown): unknown {
  if (error instanceof RangeError) {
    return errorAt(path, firstLine, "lists and objects are nested here too deeply to be read.");
  }
  if (!(error instanceof SyntaxError)) return error;
  const fault = jsonFault(text) ?? { offset: 0, sentence: error.message };
  const [line, column] = placeOf(text, fault.offset, firstLine);
  return new UserError(`${path}:${line}:${column}: this is not JSON: ${fault.sentence}`, {
    file: path,
    line,
  });
}

/** Line and column of an offset; a column counts characters, not code units. */
function placeOf(text: string, offset: number, firstLine: number): [line: number, column: number] {
  let [line, column] = [firstLine, 1];
  for (let at = 0; at < offset; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === LINE_FEED) [line, column] = [line + 1, 1];
    else if (unit < 0xdc00 || unit > 0xdfff) column += 1;
  }
  return [line, column];
}

/** A small text file, without its byte order mark. */
function readWholeText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readWhole(path);
  } catch (error) {
    throw fromSystemError(error, path);
  }
  if (bytes.length === 0) throw errorAt(path, undefined, "the file is empty.");
  checkMarks(path, bytes);
  if (!isText(bytes)) throw encodingError(path, bytes, 0);
  return withoutMark(bytes).toString("utf8");
}

/** All of a file; what it is larger than `bytesMost` is refused, and so is a device without end. */
export function readWhole(path: string, bytesMost = WHOLE_FILE_BYTES_MOST): Buffer {
  const file = openSync(path, "r");
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw errorAt(path, undefined, IS_FOLDER);
    const parts: Buffer[] = [];
    for (let size = status.isFile() ? status.size : 0; size <= bytesMost;) {
      const part = Buffer.allocUnsafe(64 * 1024);
      const readBytes = readSync(file, part);
      if (readBytes === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, readBytes));
      size = parts.reduce((sum, { length }) => sum + length, 0);
    }
    const most = bytesMost / MEBIBYTE;
    throw errorAt(path, undefined, `the file is larger than ${most} MiB; this cannot be meant.`);
  } finally {
    closeSync(file);
  }
}

function checkMarks(path: string, head: Buffer): void {
  if (UTF16_MARKS.some((mark) => startsWith(head, mark))) throw errorAt(path, 1, IS_UTF16);
}

const startsWith = (bytes: Buffer, mark: Buffer): boolean =>
  bytes.subarray(0, mark.length).equals(mark);

const withoutMark = (bytes: Buffer): Buffer =>
  startsWith(bytes, UTF8_MARK) ? bytes.subarray(UTF8_MARK.length) : bytes;

const isText = (bytes: Buffer): boolean => isUtf8(bytes) && !bytes.includes(0);

/** The error for the first line of these bytes that is no text; `linesBefore` stand before them. */
function encodingError(path: string, bytes: Buffer, linesBefore: number): UserError {
  let line = linesBefore;
  for (const lineBytes of linesOf(bytes)) {
    line += 1;
    const sentence = lineBytes.includes(0) ? IS_BINARY : NOT_UTF8;
    if (!isText(lineBytes)) return errorAt(path, line, sentence);
  }
  return errorAt(path, line, NOT_UTF8);
}

/** The lines of some bytes, without their LF. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed < 0 ? bytes.length : feed;
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

export type ReadLinesOptions = {
  /** How much of the file is read; the total is 0 when it cannot be known. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A line of a file, counted from 1, without its line end. */
export type TextLine = { readonly line: number; readonly text: string };

/**
 * The lines of a UTF-8 file, packed by gzip or not, that are not blank: none, when it is empty. Lines
 * end in LF or CRLF.
 * Throws a UserError for whatever is wrong with the file, after the lines before it.
 */
export async function* readJsonLines(
  path: string,
  options: ReadLinesOptions = {},
): AsyncGenerator<TextLine> {
  let line = 0;
  for await (const { bytes, fault } of readBlocks(path, options)) {
    const isWhole = isText(bytes);
    // A text is cut into lines only as far as it is one.
    const sound = isWhole ? bytes : soundPart(bytes);
    // Slices of one text: nothing is copied, and nobody should keep them.
    const text = sound.toString("utf8");
    for (let start = 0; start < text.length;) {
      const feed = text.indexOf("\n", start);
      const end = feed < 0 ? text.length : feed;
      line += 1;
      if (end - start > LINE_BYTES_MOST) throw lineTooLong(path, line);
      if (!isBlank(text, start, end)) {
        const isReturn = text.charCodeAt(end - 1) === CARRIAGE_RETURN;
        yield { line, text: text.slice(start, isReturn ? end - 1 : end) };
      }
      start = end + 1;
    }
    if (!isWhole) throw encodingError(path, bytes.subarray(sound.length), line);
    if (fault !== undefined) throw errorAt(path, line + 1, fault);
  }
}

const lineTooLong = (path: string, line: number): UserError => errorAt(path, line, LINE_TOO_LONG);
const LINE_TOO_LONG = `this line is longer than ${LINE_BYTES_MOST / MEBIBYTE} MiB; one command is one line.`;

/** JSON's white space alone. */
function isBlank(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start) !== BRACE && /^[ \t\r]*$/.test(text.slice(start, end));
}

function soundPart(bytes: Buffer): Buffer {
  let soundBytes = 0;
  for (const lineBytes of linesOf(bytes)) {
    if (!isText(lineBytes)) break;
    soundBytes += lineBytes.length + 1;
  }
  return bytes.subarray(0, soundBytes);
}

/** Whole lines, and what is wrong with the line that follows them. */
type Block = { readonly bytes: Buffer; readonly fault?: string };

async function* readBlocks(path: string, options: ReadLinesOptions): AsyncGenerator<Block> {
  /** The beginning of a line whose end is not read yet. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let isFirst = true;
  for await (const chunk of readChunks(path, options)) {
    if (isFirst) checkMarks(path, chunk);
    const bytes = isFirst ? withoutMark(chunk) : chunk;
    isFirst = false;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    if (end > 0) {
      yield { bytes: Buffer.concat([...begun, bytes.subarray(0, end)]) };
      [begun, begunBytes] = [[], 0];
    }
    const rest = bytes.subarray(end);
    if (rest.includes(0)) yield { bytes: NO_BYTES, fault: IS_BINARY };
    begun.push(rest);
    begunBytes += rest.length;
    if (begunBytes > LINE_BYTES_MOST) yield { bytes: NO_BYTES, fault: LINE_TOO_LONG };
  }
  if (begunBytes > 0) yield { bytes: Buffer.concat(begun) };
}

const NO_BYTES = Buffer.alloc(0);

/** The bytes of a file, unpacked. The first chunk holds the mark, if there is one. */
async function* readChunks(path: string, options: ReadLinesOptions): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const status = await file.stat();
    if (status.isDirectory()) throw errorAt(path, undefined, IS_FOLDER);
    const chunks = fileChunks(file, status.isFile() ? status.size : 0, options);
    const head = await headOf(chunks);
    if (head.length > 0) {
      yield* startsWith(head, GZIP_MARK) ? unpacked(head, chunks) : joined(head, chunks);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explain(error, path);
  } finally {
    await file?.close();
  }
}

async function* fileChunks(
  file: FileHandle,
  totalBytes: number,
  { onProgress, signal }: ReadLinesOptions,
): AsyncGenerator<Buffer> {
  let doneBytes = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES));
    if (bytesRead === 0) return;
    doneBytes += bytesRead;
    onProgress?.(doneBytes, totalBytes);
    yield buffer.subarray(0, bytesRead);
  }
}

/** The first bytes, enough of them to see a mark; a pipe may give them one by one. */
async function headOf(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = NO_BYTES;
  while (head.length < MARK_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* chunks;
}

async function* unpacked(head: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(joined(head, chunks), { objectMode: false });
  // Errors reach the reader through the unpacking stream, which the pipeline destroys with them.
  const gunzip = pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
}

/** The sentence for whatever stopped the reading. */
function explain(error: unknown, path: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") {
    return errorAt(path, undefined, "the gzip file breaks off; it was not copied whole.");
  }
  if (code.startsWith("Z_")) return errorAt(path, undefined, "the gzip file is damaged.");
  return fromSystemError(error, path);
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORDS = ["true", "false", "null"];

type Fault = { readonly offset: number; readonly sentence: string };
type Expected = "value" | "item" | "key" | "firstKey" | "colon" | "next" | "end";

const EXPECTED: { readonly [Part in Expected]: string } = {
  value: "a value is expected here",
  item: 'a value or "]" is expected here',
  key: "a key in double quotes is expected here",
  firstKey: 'a key in double quotes or "}" is expected here',
  colon: 'a ":" is expected here',
  next: "a comma or the closing bracket is expected here",
  end: "there is more after the end",
};

/** Where and why a text is no JSON; undefined when it is. */
export function jsonFault(text: string): Fault | undefined {
  const closers: string[] = [];
  let expected: Expected = "value";
  for (let offset = 0; ;) {
    while (offset < text.length && " \t\r\n".includes(text.charAt(offset))) offset += 1;
    const found = text.charAt(offset);
    if (found === "") {
      if (expected === "end") return undefined;
      return { offset, sentence: "the text breaks off here; was the file copied whole?" };
    }
    const step = stepOver(text, offset, expected, closers);
    if (step === undefined) {
      const hint = found === "/" || found === "#" ? " (JSON has no comments)" : "";
      const sentence = `${EXPECTED[expected]}, and this is ${JSON.stringify(found)}${hint}.`;
      return { offset, sentence };
    }
    if ("sentence" in step) return step;
    ({ offset, expected } = step);
  }
}

type Step = { readonly offset: number; readonly expected: Expected };

/** Goes over one token of JSON; undefined when another was expected. */
function stepOver(
  text: string,
  offset: number,
  expected: Expected,
  closers: string[],
): Step | Fault | undefined {
  const found = text.charAt(offset);
  const after = (end: number): Step => ({
    offset: end,
    expected: closers.length === 0 ? "end" : "next",
  });
  if (expected === "end") return undefined;
  if (expected === "colon") {
    return found === ":" ? { offset: offset + 1, expected: "value" } : undefined;
  }
  const mayClose = expected === "next" || expected === "item" || expected === "firstKey";
  if (mayClose && found === closers.at(-1)) {
    closers.pop();
    return after(offset + 1);
  }
  if (expected === "next") {
    const next: Expected = closers.at(-1) === "}" ? "key" : "value";
    return found === "," ? { offset: offset + 1, expected: next } : undefined;
  }
  if (found === '"') {
    const end = stringEnd(text, offset);
    if (typeof end !== "number") return end;
    const isKey = expected === "key" || expected === "firstKey";
    return isKey ? { offset: end, expected: "colon" } : after(end);
  }
  if (expected === "key" || expected === "firstKey") return undefined;
  if (found === "{" || found === "[") {
    closers.push(found === "{" ? "}" : "]");
    return { offset: offset + 1, expected: found === "{" ? "firstKey" : "item" };
  }
  const word = WORDS.find((known) => text.startsWith(known, offset));
  if (word !== undefined) return after(offset + word.length);
  NUMBER.lastIndex = offset;
  return NUMBER.test(text) ? after(NUMBER.lastIndex) : undefined;
}

/** Where a string that opens at `start` ends, or what is wrong with it. */
function stringEnd(text: string, start: number): number | Fault {
  for (let offset = start + 1; offset < text.length;) {
    const found = text.charAt(offset);
    if (found === '"') return offset + 1;
    if (found < " ") {
      return { offset, sentence: "a line end or control character stands inside quotes here." };
    }
    if (found !== "\\") offset += 1;
    else {
      ESCAPE.lastIndex = offset;
      if (ESCAPE.test(text)) offset = ESCAPE.lastIndex;
      else if (/^\\(?:u[0-9a-fA-F]{0,3})?$/.test(text.slice(offset, offset + 6))) break;
      else return { offset, sentence: "there is no such escape after a backslash." };
    }
  }
  return {
    offset: text.length,
    sentence: "the text breaks off here, inside quotes; was the file copied whole?",
  };
}

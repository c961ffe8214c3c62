/**
 * A file of orders as a stream of records: unpacked, decoded, split, each with its line.
 *
 * Nothing is guessed and nothing is mended: bytes that are not of the encoding, a quote that never
 * closes and a row of another width stop the import, with the line. Memory holds a few chunks and
 * one record, and a record has a greatest size.
 */
import { isUtf8 } from "node:buffer";
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { PassThrough, Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";
import iconv from "iconv-lite";
import { errorAt, fromSystemError, UserError } from "./user-error.ts";

/** A record longer than this is not a row of orders. */
const MOST_RECORD_BYTES = 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const NEW_LINE = 0x0a;

export type FileFormat = {
  readonly encoding: string;
  readonly delimiter: string;
  readonly quote: string | null;
};

export type ReadOptions = {
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

type Take = (cells: readonly string[], line: number) => void;

/** The first bytes of files that are mistaken for CSV. */
const SIGNATURES: readonly (readonly [bytes: string, name: string])[] = [
  ["504b0304", "an Excel workbook or a zip archive"],
  ["d0cf11e0", "an old Excel workbook"],
  ["25504446", "a PDF"],
];
const GZIP = "1f8b";

/**
 * Reads a CSV file, packed by gzip or not, and hands over each record with the line it begins at.
 * The first record is the header. Throws a UserError for whatever is wrong with the file.
 */
export async function readRecords(
  path: string,
  format: FileFormat,
  take: Take,
  options: ReadOptions = {},
): Promise<void> {
  const { isGzip, totalBytes } = inspect(path);
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let doneBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      doneBytes += chunk.length;
      options.onProgress?.(doneBytes, totalBytes);
      done(null, chunk);
    },
  });
  const records = new Records(format);
  const decoder = isUtf8Name(format.encoding)
    ? utf8Decoder(path)
    : tableDecoder(path, format.encoding);
  const consume = async (parsed: AsyncIterable<string[]>): Promise<void> => {
    for await (const cells of parsed) take(cells, Number(cells.pop()));
  };
  const unpack = isGzip ? createGunzip() : new PassThrough();
  const { signal } = options;
  try {
    await pipeline(source, meter, unpack, decoder, records.parser, consume, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error, path, records);
  }
  if (records.lastLine === 0) throw errorAt(path, undefined, "the file is empty.");
}

/** What kind of file it is. Throws a UserError when it cannot be read as CSV at all. */
function inspect(path: string): { isGzip: boolean; totalBytes: number } {
  try {
    const status = statSync(path);
    if (status.isDirectory()) throw errorAt(path, undefined, "this is a folder, not a file.");
    if (!status.isFile()) throw errorAt(path, undefined, "this is not an ordinary file.");
    if (status.size === 0) throw errorAt(path, undefined, "the file is empty.");
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(4);
      const size = readSync(file, head);
      const start = head.subarray(0, size).toString("hex");
      const known = SIGNATURES.find(([bytes]) => start.startsWith(bytes));
      if (known !== undefined) {
        throw errorAt(path, undefined, `this is ${known[1]}, not CSV; export the orders as CSV.`);
      }
      return { isGzip: start.startsWith(GZIP), totalBytes: status.size };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
}

/** The CSV parser, and how far it has come. */
class Records {
  /** The line on which the last complete record ended. */
  lastLine = 0;
  readonly parser;

  constructor(format: FileFormat) {
    this.parser = parse({
      delimiter: format.delimiter,
      quote: format.quote,
      escape: format.quote,
      record_delimiter: ["\r\n", "\n", "\r"],
      skip_empty_lines: true,
      max_record_size: MOST_RECORD_BYTES,
      // The line at which a record begins travels with it, as one more cell.
      on_record: (cells, { lines }) => {
        const line = lines - (lines > this.lastLine + 1 ? breaksIn(cells) : 0);
        this.lastLine = lines;
        return [...cells, String(line)];
      },
    });
  }
}

/** Line breaks inside a record's cells. */
function breaksIn(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) breaks += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  return breaks;
}

const isUtf8Name = (encoding: string): boolean => /^utf-?8$/i.test(encoding);

/** Passes a decoded text on, once it is known to be text. */
function textOf(text: string, isFirst: boolean, path: string, line: number): string {
  if (text.includes("\0")) {
    const before = text.slice(0, text.indexOf("\0"));
    throw errorAt(
      path,
      line + before.split("\n").length - 1,
      "this is no text: the file is binary, or of another encoding (UTF-16?) than the map says.",
    );
  }
  return isFirst && text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** A Transform from bytes to text; `decode` gets undefined at the end. */
function decoderOf(decode: (chunk: Buffer | undefined) => string): Transform {
  const run = (chunk: Buffer | undefined, done: TransformCallback): void => {
    try {
      done(null, decode(chunk));
    } catch (error) {
      done(error as Error);
    }
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => run(chunk, done),
    flush: (done) => run(undefined, done),
  });
}

function utf8Decoder(path: string): Transform {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let line = 1;
  let isFirst = true;
  return decoderOf((chunk) => {
    let text: string;
    try {
      text = chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw errorAt(
        path,
        line + (chunk === undefined ? 0 : linesBeforeFault(chunk)),
        'these bytes are not UTF-8; set "file": { "encoding": … } in the map to what the file is ' +
          '("gb18030" for many Chinese exports, "windows-1252" for Western ones).',
      );
    }
    text = textOf(text, isFirst, path, line);
    isFirst = false;
    for (
      let i = chunk?.indexOf(NEW_LINE) ?? -1;
      i >= 0;
      i = chunk?.indexOf(NEW_LINE, i + 1) ?? -1
    ) {
      line += 1;
    }
    return text;
  });
}

/** How many lines of a chunk, which a UTF-8 decoder refused, come before the refused bytes. */
function linesBeforeFault(chunk: Buffer): number {
  // The chunk may begin in the middle of a character that the chunk before it began.
  let start = 0;
  while (start < 3 && ((chunk[start] ?? 0) & 0xc0) === 0x80) start += 1;
  let lines = 0;
  for (let end = chunk.indexOf(NEW_LINE, start); end >= 0; end = chunk.indexOf(NEW_LINE, start)) {
    if (!isUtf8(chunk.subarray(start, end))) return lines;
    lines += 1;
    start = end + 1;
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(chunk.subarray(start), { stream: true });
    return 0;
  } catch {
    return lines;
  }
}

function tableDecoder(path: string, encoding: string): Transform {
  const decoder = iconv.getDecoder(encoding);
  let line = 1;
  let isFirst = true;
  return decoderOf((chunk) => {
    let text = (chunk === undefined ? decoder.end() : decoder.write(chunk)) ?? "";
    const fault = text.indexOf("\uFFFD");
    if (fault >= 0) {
      const lines = text.slice(0, fault).split("\n").length - 1;
      throw errorAt(
        path,
        line + lines,
        `these bytes are not ${encoding}; set "file": { "encoding": … } in the map to what the file is.`,
      );
    }
    text = textOf(text, isFirst && text !== "", path, line);
    isFirst &&= text === "";
    line += text.split("\n").length - 1;
    return text;
  });
}

/** The sentence for whatever stopped the reading. */
function explain(error: unknown, path: string, records: Records): unknown {
  if (error instanceof UserError) return error;
  if (error instanceof CsvError) return explainCsv(error, path, records);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "Z_BUF_ERROR") {
    return errorAt(path, undefined, "the gzip file breaks off; it was not copied whole.");
  }
  if (code.startsWith("Z_")) return errorAt(path, undefined, "the gzip file is damaged.");
  return fromSystemError(error, path);
}

function explainCsv(error: CsvError, path: string, records: Records): UserError {
  const line = records.lastLine + 1;
  switch (error.code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return errorAt(path, line, "a quote that opens in this record is never closed; close it.");
    case "CSV_MAX_RECORD_SIZE":
      return errorAt(
        path,
        line,
        "the record that begins here is longer than 1 MiB; a quote is not closed, or this is no CSV.",
      );
    case "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH": {
      const [, expected, got] = /expect (\d+), got (\d+)/.exec(error.message) ?? [];
      return errorAt(
        path,
        line,
        `this record has ${got} fields and the header has ${expected}; ` +
          "quote the cells that hold the delimiter.",
      );
    }
    case "INVALID_OPENING_QUOTE":
    case "CSV_INVALID_CLOSING_QUOTE":
      return errorAt(
        path,
        line,
        "there is a quote inside a cell; quote the whole cell and double the quote inside, " +
          'or set "quote": null in the map if the file quotes nothing.',
      );
    default:
      return errorAt(path, line, `this is not CSV (${error.message}).`);
  }
}

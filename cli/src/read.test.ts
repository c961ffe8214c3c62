import assert from "node:assert/strict";
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { jsonFault, readJsonLines, readMapFile, readPlanFile, type TextLine } from "./read.ts";
import { UserError } from "./user-error.ts";

const folder = mkdtempSync(join(tmpdir(), "patronage-read-"));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `file-${(files += 1)}`);
  writeFileSync(path, content);
  return path;
}

/** A file of zero bytes that takes no room on the disk. */
function sparseFile(bytes: number): string {
  const path = fileOf("");
  const file = openSync(path, "r+");
  ftruncateSync(file, bytes);
  closeSync(file);
  return path;
}

async function linesOf(path: string): Promise<TextLine[]> {
  const lines: TextLine[] = [];
  for await (const line of readJsonLines(path)) lines.push(line);
  return lines;
}

/** What a reader complains about, without the folder's name. */
async function complaint(read: () => unknown): Promise<string> {
  try {
    await read();
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error.message.replaceAll(`${folder}/`, "").replace(/file-[0-9]+/, "F");
  }
  assert.fail("the file was read");
}

const planComplaint = (content: string | Uint8Array): Promise<string> =>
  complaint(() => readPlanFile(fileOf(content)));

test("a plan's whole numbers stay whole, however large, and a byte order mark is dropped", () => {
  const path = fileOf('\ufeff{"a": 9007199254740993, "b": 0.5}');
  assert.deepEqual(readPlanFile(path), { a: 9007199254740993n, b: 0.5 });
  assert.deepEqual(readMapFile(fileOf('{"a": 2}')), { a: 2 });
});

test("a plan that is no JSON is refused with line and column", async () => {
  const table: [string, RegExp][] = [
    ['{\n  "a": 1,\n}', /^F:3:1: this is not JSON: a key in double quotes is expected here/],
    ['{"a": 1 "b": 2}', /^F:1:9: this is not JSON: a comma or the closing bracket is expected/],
    ["{\n  // what\n}", /^F:2:3: .*JSON has no comments/],
    ['{"红": tru}', /^F:1:7: .*a value is expected here, and this is "t"/],
    ['{"a": [1, 2', /^F:1:12: .*breaks off here; was the file copied whole/],
    ['{"a": "b', /^F:1:9: .*breaks off here, inside quotes/],
    ['{"a": "b\nc"}', /^F:1:9: .*line end or control character/],
    ['{"a": "\\x"}', /^F:1:8: .*no such escape/],
    ["{'a': 1}", /^F:1:2: .*key in double quotes or "}" is expected/],
    ['{"a" 1}', /^F:1:6: .*a ":" is expected/],
    ["[01]", /^F:1:3: .*comma or the closing bracket/],
    ["{} {}", /^F:1:4: .*there is more after the end/],
    [" \n ", /^F:2:2: .*breaks off here/],
  ];
  for (const [content, sentence] of table) {
    assert.match(await planComplaint(content), sentence, content);
    assert.doesNotMatch(await planComplaint(content), /\n/);
  }
});

test("the place of a fault is found exactly where the platform's parser finds one", () => {
  const sound = ['{"a":[1,-2.5e+3,true,null,{"b":"\\u00e9\\n"}],"":[]}', "7", '"x"', " [ ] ", "{}"];
  for (const text of sound) assert.equal(jsonFault(text), undefined, text);
  const characters = '{}[]",:\\u01.eE+-tfn \n/';
  for (const text of sound) {
    for (let offset = 0; offset <= text.length; offset += 1) {
      for (const character of ["", ...characters]) {
        const changed = text.slice(0, offset) + character + text.slice(offset + 1);
        let isJson = true;
        try {
          JSON.parse(changed);
        } catch {
          isJson = false;
        }
        assert.equal(jsonFault(changed) === undefined, isJson, changed);
      }
    }
  }
});

test("a plan that is no text of moderate size is refused in one sentence", async () => {
  assert.match(await planComplaint(""), /^F: the file is empty\.$/);
  assert.match(
    await planComplaint(Buffer.from('{\n"caf\xe9": 1}', "latin1")),
    /^F:2: .* not UTF-8 .*\.$/,
  );
  assert.match(await planComplaint(Buffer.from("{}", "utf16le")), /^F:1: .*zero byte/);
  assert.match(await planComplaint(Buffer.from("\ufeff{}", "utf16le")), /^F:1: .*UTF-16; save/);
  assert.match(await complaint(() => readPlanFile(folder)), /this is a folder, not a file\.$/);
  assert.match(
    await complaint(() => readPlanFile(join(folder, "none"))),
    /^none: there is no such file or folder\.$/,
  );
  assert.match(
    await complaint(() => readPlanFile(sparseFile(2 ** 31))),
    /^F: the file is larger than 16 MiB/,
  );
  const deep = "[".repeat(100_000) + "]".repeat(100_000);
  assert.match(await planComplaint(deep), /^F:1: .*nested here too deeply/);
});

test("lines are counted from 1, and blank ones are passed by", async () => {
  const path = fileOf('{"id":"a"}\n\n \t\r\n{"id":"b"}\r\n\u00a0\n{"id":"红"}');
  assert.deepEqual(await linesOf(path), [
    { line: 1, text: '{"id":"a"}' },
    { line: 4, text: '{"id":"b"}' },
    { line: 5, text: "\u00a0" },
    { line: 6, text: '{"id":"红"}' },
  ]);
  assert.deepEqual(await linesOf(fileOf("\ufeff{}\n")), [{ line: 1, text: "{}" }]);
  assert.deepEqual(await linesOf(fileOf("\n\n")), []);
  assert.deepEqual(await linesOf(fileOf("")), []);
});

test("lines come out whole wherever the blocks of a large file end, packed by gzip or not", async () => {
  const expected: TextLine[] = [];
  for (let line = 1; line <= 20_000; line += 1) {
    expected.push({ line, text: JSON.stringify({ id: `红${line}`, x: "é".repeat(line % 37) }) });
  }
  // One line longer than several blocks.
  expected.push({ line: 20_001, text: `{"id":"${"酒".repeat(300_000)}"}` });
  const content = Buffer.from(expected.map(({ text }) => text).join("\n"));
  assert.deepEqual(await linesOf(fileOf(content)), expected);
  const halves = [content.subarray(0, 100_000), content.subarray(100_000)];
  const packed = Buffer.concat(halves.map((half) => gzipSync(half)));
  assert.deepEqual(await linesOf(fileOf(packed)), expected);
  assert.match(await complaint(() => linesOf(fileOf(packed.subarray(0, -20)))), /breaks off/);
  packed.fill(7, 500, 600);
  assert.match(await complaint(() => linesOf(fileOf(packed))), /^F: the gzip file is damaged/);
});

test("the lines before bytes that are no text are read, and then their line is named", async () => {
  const table: [Uint8Array, number, RegExp][] = [
    [Buffer.from('{"id":"a"}\n{"id":"caf\xe9"}\n{}\n', "latin1"), 1, /^F:2: .*not UTF-8/],
    [Buffer.from('{"id":"a"}\n{}\n{"id":"红').subarray(0, -1), 2, /^F:3: .*broken off/],
    [Buffer.from('{"id":"a"}\n\n{"id":"\0"}\n'), 1, /^F:3: .*zero byte/],
    [Buffer.from("{}\n", "utf16le"), 0, /^F:1: .*zero byte/],
    [Buffer.from("\ufeff{}\n", "utf16le"), 0, /^F:1: .*UTF-16/],
    [Buffer.from("\ufeff{}\n", "utf16le").swap16(), 0, /^F:1: .*UTF-16/],
  ];
  for (const [content, before, sentence] of table) {
    let lines = 0;
    const path = fileOf(content);
    const reading = async (): Promise<void> => {
      for await (const line of readJsonLines(path)) lines += line.line > 0 ? 1 : 0;
    };
    assert.match(await complaint(reading), sentence);
    assert.equal(lines, before);
  }
  assert.match(await complaint(() => linesOf(folder)), /this is a folder, not a file\.$/);
  assert.match(await complaint(() => linesOf(join(folder, "none"))), /^none: there is no such/);
});

test("a file of 2 GB without a line end is refused in bounded memory", async () => {
  const before = process.memoryUsage().rss;
  assert.match(await complaint(() => linesOf(sparseFile(2 ** 31))), /^F:1: .*zero byte/);
  assert.ok(process.memoryUsage().rss - before < 64 * 2 ** 20);
  const long = `{}\n${"x".repeat(65 * 2 ** 20)}`;
  assert.match(await complaint(() => linesOf(fileOf(long))), /^F:2: .*longer than 64 MiB/);
  assert.match(await complaint(() => linesOf(fileOf(`${long}\n`))), /^F:2: .*longer than 64 MiB/);
});

test("progress ends at the file's size, and an aborted signal stops the reading", async () => {
  const content = '{"id":"a"}\n'.repeat(100_000);
  const path = fileOf(content);
  const done: number[] = [];
  const controller = new AbortController();
  const read = async (): Promise<void> => {
    const onProgress = (doneBytes: number, totalBytes: number): void => {
      assert.equal(totalBytes, content.length);
      done.push(doneBytes);
    };
    const { signal } = controller;
    for await (const { line } of readJsonLines(path, { onProgress, signal })) {
      if (line === 99_999) controller.abort(new Error("enough"));
    }
  };
  await assert.rejects(read, /enough/);
  assert.equal(done.at(-1), content.length);
  assert.ok(done.length > 1);
});

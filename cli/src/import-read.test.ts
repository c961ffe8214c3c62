import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import iconv from "iconv-lite";
import { HEADER, inFolder, PLAIN_MAP, trial, trialError } from "./import-trial.ts";
import { importOrders } from "./import.ts";
import { UserError } from "./user-error.ts";

const ROW = "o1,anna,tea,2025-03-01 10:00,1,10\n";

const holders = async (...args: Parameters<typeof trial>): Promise<unknown[]> =>
  (await trial(...args)).commands
    .filter(({ type }) => type === "holder.join")
    .map(({ holder }) => holder);

test("encodings, with and without a byte order mark", async () => {
  const content = HEADER + "o1,张伟é,tea,2025-03-01 10:00,1,10\n";
  for (const encoding of ["utf-8", "UTF8", "gb18030", "utf-16le", "utf-16"]) {
    for (const addBOM of [true, false]) {
      // Which end comes first is not told without the mark.
      if (encoding === "utf-16" && !addBOM) continue;
      const bytes = iconv.encode(content, encoding, { addBOM });
      assert.deepEqual(await holders(bytes, { map: { file: { encoding } } }), ["张伟é"], encoding);
    }
  }
  for (const encoding of ["latin1", "windows-1252"]) {
    const bytes = iconv.encode(content.replace("张伟", "J£"), encoding);
    assert.deepEqual(await holders(bytes, { map: { file: { encoding } } }), ["J£é"]);
  }
  const gbk = iconv.encode(content.replace("é", ""), "gbk");
  assert.deepEqual(await holders(gbk, { map: { file: { encoding: "gbk" } } }), ["张伟"]);
});

test("a character cut by the end of a chunk is read whole", async () => {
  const pad = "x".repeat(256 * 1024 - HEADER.length - "o1,".length - 1);
  const row = `o1,${pad}张,tea,2025-03-01 10:00,1,10\n`;
  const result = await trial(HEADER + row + "o2,伟,tea,2025-03-01 10:00,1,10\n");
  assert.deepEqual(
    result.report.leftOut.map(({ reason }) => reason),
    ["id_too_long"],
  );
  assert.equal(result.commands[0]?.["holder"], "伟");
});

test("gzip is known by its content", async () => {
  assert.deepEqual(await holders(gzipSync(HEADER + ROW), { name: "orders.csv.gz" }), ["anna"]);
  assert.deepEqual(await holders(gzipSync(HEADER + ROW)), ["anna"]);
});

test("delimiters, quotes, line ends, empty lines, spaces around cells", async () => {
  const semicolons = (HEADER + ROW).replaceAll(",", ";");
  assert.deepEqual(await holders(semicolons, { map: { file: { delimiter: ";" } } }), ["anna"]);
  const tabs = (HEADER + ROW).replaceAll(",", "\t");
  assert.deepEqual(await holders(tabs, { map: { file: { delimiter: "\t" } } }), ["anna"]);
  const quoted = HEADER + 'o1,"an""na, B",tea,2025-03-01 10:00,1,10\n';
  assert.deepEqual(await holders(quoted), ['an"na, B']);
  const single = HEADER + "o1,'an,na',tea,2025-03-01 10:00,1,10\n";
  assert.deepEqual(await holders(single, { map: { file: { quote: "'" } } }), ["an,na"]);
  const bare = HEADER + 'o1,an"na,tea,2025-03-01 10:00,1,10\n';
  assert.deepEqual(await holders(bare, { map: { file: { quote: null } } }), ['an"na']);
  const windows = `\r\n${HEADER}\n${ROW}`.replaceAll("\n", "\r\n");
  assert.deepEqual(await holders(windows), ["anna"]);
  assert.deepEqual(await holders((HEADER + ROW).replaceAll("\n", "\r")), ["anna"]);
  assert.deepEqual(await holders((HEADER + ROW).replaceAll(",", " , ")), ["anna"]);
  assert.deepEqual(await holders((HEADER + ROW).trimEnd()), ["anna"]);
});

test("a row is known by the line at which it begins", async () => {
  const result = await trial(
    HEADER + '\no1,"an\nna",tea,2025-03-01 10:00,1,x\n' + "o2,anna,tea,2025-03-01 10:00,1,y\n",
  );
  assert.deepEqual(result.report.leftOut[0]?.exampleRows, [3, 5]);
});

test("each broken file has one clear sentence, with the line", async () => {
  const empty = "orders.csv: the file is empty.";
  for (const [content, expected] of [
    ["", empty],
    ["\n\n", empty],
    [gzipSync(""), empty],
    [HEADER, "orders.csv: the file has a header and no orders."],
    [gzipSync(HEADER + ROW.repeat(9)).subarray(0, 60), /the gzip file breaks off/],
    [
      Buffer.concat([gzipSync(HEADER).subarray(0, 12), Buffer.alloc(30, 7)]),
      /gzip file is damaged/,
    ],
    [Buffer.from("504b0304140000000800", "hex"), /an Excel workbook or a zip archive, not CSV/],
    [HEADER + ROW + "\0\0\0", /^orders\.csv:3: this is no text/],
    [
      Buffer.from(HEADER + ROW + "o2,\xff\xfe", "latin1"),
      /^orders\.csv:3: these bytes are not UTF-8/,
    ],
    [HEADER + ROW + "o2,anna\n", /^orders\.csv:3: this record has 2 fields and the header has 6/],
    [HEADER + ROW + 'o2,"anna,tea\n\n\n', /^orders\.csv:3: a quote that opens/],
    [HEADER + ROW + 'o2,an"na,tea,,,\n', /^orders\.csv:3: there is a quote inside a cell/],
    [HEADER + ROW + 'o2,"an"na,tea,,,\n', /^orders\.csv:3: there is a quote inside a cell/],
    [HEADER + ROW + "x".repeat(1_100_000), /^orders\.csv:3: the record .* longer than 1 MiB/],
    [`${HEADER}${ROW}"${"x\n".repeat(600_000)}`, /^orders\.csv:3: the record .* longer than 1 MiB/],
    ["x".repeat(1_100_000), /^orders\.csv:1: the record/],
    [
      "order;holder\n",
      /^orders\.csv:1: the header has no column "order", "holder", "date", .*; it has "order;holder"/,
    ],
    [HEADER.replace("article", "order"), /^orders\.csv:1: the header has no column "article"/],
    [HEADER.replace("\n", ",order\n"), /^orders\.csv:1: the header has the column "order" twice/],
  ] as const) {
    const message = await trialError(content);
    if (typeof expected === "string") assert.equal(message, expected);
    else assert.match(message, expected);
    assert.doesNotMatch(message, /\n/);
  }
});

test("bytes that are not of the encoding are found on their line, wherever the chunks end", async () => {
  const rows = Array.from(
    { length: 2000 },
    (_, index) => `o${index},anna,${"安".repeat(90)},2025-03-01 10:00,1,10\n`,
  );
  // Line 1500 stands in the second chunk; the spaces move the character that the first one cuts.
  for (const line of [2, 100, 1500, 2001]) {
    for (const spaces of ["", " ", "  "]) {
      const before = Buffer.from(HEADER + spaces + rows.slice(0, line - 2).join(""));
      const broken = Buffer.concat([before, Buffer.from("o,\xe5\xae,", "latin1"), before]);
      const expected = new RegExp(`^orders\\.csv:${line}: these bytes are not UTF-8`);
      assert.match(await trialError(broken), expected);
    }
  }
  const cut = Buffer.from(`${HEADER}${ROW}o2,安`).subarray(0, -1);
  assert.match(await trialError(cut), /^orders\.csv:3: these bytes are not UTF-8/);
  const gbk = Buffer.concat([Buffer.from(HEADER + ROW), Buffer.from([0xff, 0xff, 0x0a])]);
  const message = await trialError(gbk, { map: { file: { encoding: "gb18030" } } });
  assert.match(message, /^orders\.csv:3: these bytes are not gb18030/);
});

test("paths that cannot be used", async () => {
  await inFolder(async (folder) => {
    const ordersPath = join(folder, "orders.csv");
    const outPath = join(folder, "out.jsonl");
    writeFileSync(ordersPath, HEADER + ROW);
    mkdirSync(join(folder, "sub"));
    const run = (paths: Partial<Parameters<typeof importOrders>[0]>): Promise<unknown> =>
      importOrders({ ordersPath, outPath, mapPath: "map.json", map: PLAIN_MAP, ...paths });
    const fails = (
      paths: Partial<Parameters<typeof importOrders>[0]>,
      message: RegExp,
    ): Promise<void> =>
      assert.rejects(run(paths), (error) => {
        assert(error instanceof UserError);
        assert.match(error.message, message);
        return true;
      });
    await fails({ ordersPath: join(folder, "none.csv") }, /none\.csv: there is no such file/);
    await fails({ ordersPath: folder }, /this is a folder, not a file/);
    await fails({ ordersPath: "/dev/null" }, /this is not an ordinary file/);
    await fails({ outPath: join(folder, "none", "out.jsonl") }, /there is no such file or folder/);
    await fails({ outPath: join(folder, "sub") }, /exists and is not a file/);
    await fails({ outPath: ordersPath }, /the result would replace .*orders\.csv/);
    await fails({ planTimezone: "Mars/Base" }, /"Mars\/Base" is no time zone/);
  });
});

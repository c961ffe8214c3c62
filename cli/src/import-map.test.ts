import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { columnsOf, readMap } from "./import-map.ts";
import { HEADER, PLAIN_MAP, trialError } from "./import-trial.ts";

const problems = (map: unknown): readonly string[] => {
  const read = readMap(map);
  return read.ok ? [] : read.problems;
};

test("a small map gets the defaults", () => {
  const read = readMap(PLAIN_MAP);
  assert(read.ok);
  assert.deepEqual(read.map.file, { encoding: "utf-8", delimiter: ",", quote: '"' });
  assert.deepEqual(read.map.money, { minorUnit: 2, decimal: ".", thousands: "", symbols: [] });
  assert.deepEqual(read.map.category, { rules: [], column: undefined, otherwise: "default" });
  assert.equal(read.map.guest, "skip");
  assert.equal(read.map.cancellations, undefined);
  assert.equal(read.map.completeAfterDays, 7);
  assert.equal(read.map.completeAtEnd, false);
});

test("whole numbers may come as bigint, as the engine reads JSON", () => {
  const read = readMap({ ...PLAIN_MAP, completeAfterDays: 14n, money: { minorUnit: 0n } });
  assert(read.ok);
  assert.equal(read.map.completeAfterDays, 14);
  assert.equal(read.map.money.minorUnit, 0);
});

test("every problem is reported at once, with its place", () => {
  const found = problems({
    file: { encoding: "klingon", delimiter: ";;", quote: "" },
    columns: { order: "", amount: "a", unitPrice: "b", colour: "c" },
    date: { formats: ["yyyy-MM", 5], timezone: "Asia/Nowhere" },
    money: { minorUnit: 2.5, decimal: ";", thousands: ".." },
    category: { rules: [{ column: "k", equals: "x" }, { category: "tea" }], colum: "k" },
    ignore: [{ column: "a", equals: "x", in: ["y"], reason: "r" }, 7],
    guest: "keep",
    cancellations: { marks: [], match: "somehow", measure: "quantity" },
    completeAfterDays: -1,
    completeAtEnd: "yes",
    more: 1,
  });
  for (const expected of [
    /^"more" is not known here/,
    /^"file.encoding" "klingon" is not known/,
    /^"file.delimiter" must be one character/,
    /^"file.quote" must be one character/,
    /^"columns.order" must be a text that is not empty/,
    /^"columns.holder" is missing/,
    /^"columns.date" is missing/,
    /^"columns.colour" is not known here/,
    /^"columns" has both "amount" and "unitPrice"/,
    /^"date.formats\[0\]" "yyyy-MM": names no day/,
    /^"date.formats\[1\]" must be a text/,
    /^"date.timezone" "Asia\/Nowhere" is no time zone/,
    /^"money.minorUnit" must be a whole number from 0 to 4/,
    /^"money.decimal" must be "." or ","/,
    /^"money.thousands" must be one character/,
    /^"category.colum" is not known here/,
    /^"category.rules\[0\].category" is missing/,
    /^"category.rules\[1\].column" is missing/,
    /^"category.rules\[1\]" needs exactly one of/,
    /^"ignore\[0\]" needs exactly one of/,
    /^"ignore\[1\]" must be an object/,
    /^"guest" must be "skip" or "perOrder"/,
    /^"cancellations.marks" needs a way/,
    /^"cancellations.match" must be/,
    /^"cancellations.measure" is "quantity", and columns.quantity is missing/,
    /^"completeAfterDays" must be a whole number/,
    /^"completeAtEnd" must be true or false/,
  ]) {
    assert(
      found.some((problem) => expected.test(problem)),
      `${expected} in:\n${found.join("\n")}`,
    );
  }
});

test("what must stand together", () => {
  const columns = { order: "o", holder: "h", date: "d", amount: "a" };
  const base = { columns, date: PLAIN_MAP.date };
  assert.deepEqual(problems(base), []);
  assert.match(problems({})[0] ?? "", /"columns" is missing/);
  assert.deepEqual(problems([]), ["the map must be a JSON object", ...problems({})]);
  assert.match(
    problems({ ...base, columns: { order: "o", holder: "h", date: "d", quantity: "q" } })[0] ?? "",
    /needs "amount", or "quantity" and "unitPrice"/,
  );
  const cancellations = { marks: [{ negative: "quantity" }], match: "holderAndArticle" };
  assert.deepEqual(problems({ ...base, cancellations }), [
    '"cancellations.marks[0].negative" is "quantity", and columns.quantity is missing',
    '"cancellations.match" is "holderAndArticle", and columns.article is missing',
  ]);
  assert.deepEqual(
    problems({
      ...base,
      cancellations: {
        marks: [{ negative: "amount", column: "x" }],
        match: { orderColumn: "x", lineColumn: "y" },
      },
    }),
    [
      '"cancellations.marks[0]" takes nothing beside "negative"',
      '"cancellations.match.lineColumn" is set, and columns.line is missing',
    ],
  );
  assert.deepEqual(problems({ ...base, money: { decimal: ",", thousands: "," } }), [
    '"money.thousands" must not be the decimal point',
  ]);
  assert.deepEqual(problems({ ...base, file: { delimiter: '"' } }), [
    '"file.quote" must not be the delimiter',
  ]);
});

test("an import with a wrong map names the map file and each problem", async () => {
  const message = await trialError(HEADER, { map: { guest: "keep", completeAfterDays: "soon" } });
  assert.equal(
    message,
    "map.json: the map has 2 problems:" +
      '\n  "guest" must be "skip" or "perOrder"' +
      '\n  "completeAfterDays" must be a whole number from 0 to 3650',
  );
});

test("the example of the reference is a valid map", () => {
  const page = readFileSync(new URL("../../docs/reference/import-map.md", import.meta.url), "utf8");
  const example = /```json\n([^]*?)```/.exec(page)?.[1];
  assert(example !== undefined);
  const map: unknown = JSON.parse(example);
  assert.deepEqual(problems(map), []);
  const read = readMap(map);
  assert(read.ok);
  assert(columnsOf(read.map).length > 10);
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { findBreaches, type Tree } from "./tidy.ts";

const HEADER = "/** What it decides. */\n";

type Planted = {
  readonly rule: string;
  readonly says: string;
  /** Has exactly one breach, of this rule. */
  readonly bad: Tree;
  readonly at: string;
  readonly good: Tree;
};

/** One file with a breach, and one without; on the ground floor both begin with a header. */
function inFile(path: string, bad: string, good: string, line: number) {
  const header = path.startsWith("engine/") && path.endsWith(".ts") ? HEADER : "";
  const at = `${path}:${line + (header === "" ? 0 : 1)}`;
  return { bad: { [path]: header + bad }, good: { [path]: header + good }, at };
}

const IMPORTS: readonly (readonly [rule: string, file: string, bad: string, good: string])[] = [
  ["floor", "engine/src/a.ts", "@patronage/proof", "./b.ts"],
  ["floor", "proof/src/a.ts", "@patronage/engine", "./b.ts"],
  ["floor", "market/src/a.ts", "@patronage/proof", "@patronage/engine"],
  ["floor", "simulator/src/a.ts", "@patronage/ledger", "@patronage/words"],
  ["floor", "ledger/src/a.ts", "@patronage/server", "pg"],
  ["floor", "mall/src/a.ts", "@patronage/shop", "@patronage/ledger"],
  ["floor", "shop/src/a.ts", "@patronage/ledger", "@patronage/api"],
  ["floor", "shop/src/a.ts", "@patronage/server", "@patronage/proof"],
  ["floor", "server/src/sales.ts", "@patronage/market", "@patronage/engine"],
  ["floor", "tools/src/bench.ts", "@patronage/market", "@patronage/cli"],
  ["room", "cli/src/a.ts", "@patronage/cellar", "@patronage/simulator"],
  ["door", "cli/src/a.ts", "@patronage/engine/src/plan.ts", "@patronage/engine"],
  ["door", "cli/src/a.ts", "@patronage/simulator/src/gate.ts", "@patronage/simulator/report"],
  ["door", "cli/src/a.ts", "../../engine/src/plan.ts", "./plan.ts"],
  ["door", "engine/src/a.test.ts", "@patronage/engine", "./a.ts"],
  ["pure-import", "engine/src/a.ts", "node:fs", "./b.ts"],
  ["pure-import", "engine/src/a.ts", "fast-check", "./b.ts"],
  ["pure-import", "engine/src/a.test.ts", "node:fs", "node:test"],
  ["pure-import", "engine/src/history.ts", "lodash", "fast-check"],
  ["test-only", "engine/src/a.ts", "./oracle-plan.ts", "./orders.ts"],
  ["test-only", "engine/src/a.ts", "./history.ts", "./histories.ts"],
  ["test-only", "cli/src/a.ts", "./b.test.ts", "./b.ts"],
];

const fromImports = IMPORTS.map(([rule, file, bad, good]): Planted => {
  const header = file.includes(".test.") ? "" : HEADER;
  const importing = (specifier: string): Tree => ({
    [file]: `${header}import { x } from "${specifier}";\n`,
  });
  const at = `${file}:${header === "" ? 1 : 2}`;
  const says = `${file} imports ${good}, not ${bad}`;
  return { rule, says, bad: importing(bad), good: importing(good), at };
});

const PURITY: readonly (readonly [rule: string, bad: string, good: string])[] = [
  ["pure", "export const now = () => new Date();", "export const now = (date: string) => date;"],
  ["pure", "export type At = Date;", "export type At = { Date: string };"],
  ["pure", "performance.now();", "state.performance;"],
  ["pure", "process.exit(1);", "const { process: run } = steps;"],
  ["pure", "setTimeout(run, 1);", "store.fetch(1);"],
  ["pure", "export const all = { process };", "export const all = { process: 1 };"],
  ["pure", "globalThis.x;", "x.globalThis;"],
  ["pure", "Math.random();", "Math.max(1, 2);"],
  ["pure", "Math.sqrt(4);", "Math.floor(4);"],
  ["pure", 'Math["sqrt"](4);', "Math.min(4);"],
  ["pure", 'parseFloat("1");', 'BigInt("1");'],
  ["pure", 'Number.parseFloat("1");', 'Number.parseInt("1", 10);'],
  ["pure", "texts.sort((a, b) => a.localeCompare(b));", "texts.sort();"],
  ["float", "export const rate = 0.3;", 'export const rate = "0.3";'],
  ["float", "export const many = 1e3;", "export const many = 1_000;"],
  ["float", "export const many = 1E3;", "export const many = 0x1e3;"],
  ["console", 'console.log("x");', "state.console;"],
];

const UNITS: readonly (readonly [bad: string, good: string])[] = [
  ["let total = 0n;", "let totalMinor = 0n;"],
  ["let fees = -1n;", "let feeMinorTotal = -1n;"],
  ["const SCALE = 10n ** 18n;", "const SCALE_E18 = 10n ** 18n;"],
  ["let [paid] = [0n];", "let [paidMinor] = [0n];"],
  ["const step = steps[0] as bigint;", "const stepE18 = steps[0] as bigint;"],
  ["type A = { readonly reserve: bigint };", "type A = { readonly reserveE18: bigint };"],
  ["type A = { quota?: bigint | undefined };", "type A = { quotaE18Left?: bigint | undefined };"],
  ["type A = { tiers: readonly bigint[] };", "type A = { tiersMicro: readonly bigint[] };"],
  ["const all: Array<bigint> = [];", "const allMicro: Array<bigint> = [];"],
  ["const pay = (amount: bigint) => 1;", "const pay = (amountMinor: bigint) => 1;"],
  ["class A { index: bigint; }", "class A { indexPerMicroE18: bigint; }"],
  ["const empty = { funds: 0n };", "const empty = { fundsE18: 0n };"],
  ["const heads: bigint = BigInt(2);", "const headCount: bigint = BigInt(2);"],
  ["let paidMinorBeforeFees = 1n;", "let paidMinorBefore = 1n;"],
  ["let shareMicros: bigint;", "const MICRO_PER_SHARE = 1n;"],
  ["const value = 1n;", "type Ratio = { num: bigint; den: bigint };"],
];

const lines = (count: number, line: string): string => `${line}\n`.repeat(count);
const longFunction = (count: number): string => `function f() {\n${lines(count - 2, "f();")}}\n`;
// Written in two parts: this file keeps the rules it tests.
const MARKER = "TO" + "DO";
const ELSEWHERE = "/wo" + "rk/main";
const ABOVE = "../sha" + "red/spec.md";

const OTHERS: readonly Planted[] = [
  {
    rule: "room",
    says: "code stands in a room of the table",
    bad: { "cellar/src/a.ts": "f();\n" },
    at: "cellar/src/a.ts:1",
    good: { "docs/a.ts": "f();\n", "eslint.config.js": "f();\n", "cellar/notes.md": "" },
  },
  {
    rule: "folder",
    says: "the ground floor has no folders in src/",
    bad: { "engine/src/orders/a.ts": HEADER },
    at: "engine/src/orders/a.ts:1",
    good: { "engine/src/a.ts": HEADER, "engine/vectors/a/b.json": "{}\n" },
  },
  {
    rule: "folder",
    says: "the other floors have one level of folders in src/",
    bad: { "ledger/src/sql/old/a.sql": "" },
    at: "ledger/src/sql/old/a.sql:1",
    good: { "ledger/src/sql/a.sql": "" },
  },
  {
    rule: "function-length",
    says: "a function has at most 70 lines",
    bad: { "cli/src/a.ts": "f();\n" + longFunction(71) },
    at: "cli/src/a.ts:2",
    good: { "cli/src/a.ts": longFunction(70), "cli/src/a.test.ts": longFunction(71) },
  },
  {
    rule: "file-length",
    says: "a file has at most 500 lines",
    bad: { "cli/src/a.ts": lines(501, "f();") },
    at: "cli/src/a.ts:1",
    good: { "cli/src/a.ts": lines(500, "f();"), "README.md": lines(501, "f") },
  },
  {
    rule: "file-length",
    says: "a test file has at most 800 lines",
    bad: { "cli/src/a.test.ts": lines(801, "f();") },
    at: "cli/src/a.test.ts:1",
    good: { "cli/src/a.test.ts": lines(800, "f();") },
  },
  {
    rule: "header",
    says: "a file of the ground floor begins with what it decides",
    bad: { "proof/src/a.ts": "// A tree.\nf();\n" },
    at: "proof/src/a.ts:1",
    good: { "proof/src/a.ts": HEADER, "proof/src/a.test.ts": "f();\n", "cli/src/a.ts": "f();\n" },
  },
  { rule: "tab", says: "no tabs", ...inFile("cli/src/a.ts", "{\n\tf();\n}", "{\n  f();\n}", 2) },
  { rule: "line-end", says: "LF", ...inFile("docs/a.md", "a\nb\r\n", "a\nb\n", 2) },
  {
    rule: "marker",
    says: "nothing is left to do in a file",
    ...inFile("cli/src/a.ts", `f();\n// ${MARKER}: more`, "f();\n// More.", 2),
  },
  {
    rule: "marker",
    says: "three crosses mark a comment, not a format",
    ...inFile("cli/src/a.ts", "// " + "XX" + "X: why", 'const f = { XXX: "offset" };', 1),
  },
  {
    rule: "one-word",
    says: "the NAV has one name in Chinese",
    ...inFile("shop/src/words/a.ts", `f("净${"值"}");`, 'f("股权价格");', 1),
  },
  {
    rule: "machine-path",
    says: "no path of a developer's machine",
    ...inFile("docs/a.md", `see ${ELSEWHERE}`, "see https://example.org/home/main", 1),
  },
  {
    rule: "machine-path",
    says: "no folder outside the house",
    ...inFile("docs/a.md", `see ${ABOVE}`, "see ../specification.md", 1),
  },
];

const tested = (...names: string[]): string =>
  names.map((name) => `test(${name}, () => {});\n`).join("");
const SPEC = "# Rules\n\n* [AC1] The first rule.\n- [AC2] The second.\n\n## [RED3] The third\n";
const TESTS = tested('"[AC1] one"', "`[AC2] ${row}`", '"[RED3] a" + name');
const RULES_TESTED: Tree = { "engine/SPEC.md": SPEC, "engine/src/a.test.ts": TESTS };

const TAGS: readonly Planted[] = [
  {
    rule: "rule-untested",
    says: "every rule has a test of its name",
    bad: { ...RULES_TESTED, "engine/SPEC.md": `${SPEC}[AC4] The fourth, see [AC1].\n` },
    at: "engine/SPEC.md:7",
    good: RULES_TESTED,
  },
  {
    rule: "rule-untested",
    says: "a skipped test tests nothing",
    bad: { ...RULES_TESTED, "engine/src/a.test.ts": TESTS.replace("test(", "test.skip(") },
    at: "engine/SPEC.md:3",
    good: { ...RULES_TESTED, "engine/src/a.test.ts": TESTS.replace("test(", "it(") },
  },
  {
    rule: "rule-untested",
    says: "a tag outside a test's name tests nothing",
    bad: { ...RULES_TESTED, "engine/src/a.test.ts": TESTS.replace("test(", "pattern.test(") },
    at: "engine/SPEC.md:3",
    good: { ...RULES_TESTED, "engine/src/a.test.ts": TESTS.replace("test(", "t.test(") },
  },
  {
    rule: "tag-unknown",
    says: "a test's tag is defined",
    bad: { ...RULES_TESTED, "engine/src/b.test.ts": tested('"one"', '"[AC9] nine"') },
    at: "engine/src/b.test.ts:2",
    good: { "engine/src/b.test.ts": tested('"[AC9] nine, before there is a SPEC.md"') },
  },
  {
    rule: "tag-twice",
    says: "a tag is defined once",
    bad: { ...RULES_TESTED, "engine/SPEC.md": `${SPEC}* [AC1] Another.\n` },
    at: "engine/SPEC.md:7",
    good: { ...RULES_TESTED, "engine/SPEC.md": `${SPEC}* After [AC1], another.\n` },
  },
];

const PLANTED: readonly Planted[] = [
  ...fromImports,
  ...PURITY.map(([rule, bad, good]) => ({
    rule,
    says: `a pure room has no "${bad}"`,
    ...inFile("engine/src/a.ts", bad, good, 1),
  })),
  ...UNITS.map(([bad, good]) => ({
    rule: "unit",
    says: `"${good}", not "${bad}"`,
    ...inFile("engine/src/a.ts", bad, good, 1),
  })),
  ...OTHERS,
  ...TAGS,
];

for (const { rule, says, bad, at, good } of PLANTED) {
  test(`${rule}: ${says}`, () => {
    const found = findBreaches(bad).map((breach) => ({
      at: `${breach.file}:${breach.line}`,
      rule: breach.rule,
    }));
    assert.deepEqual(found, [{ at, rule }]);
    assert.deepEqual(findBreaches(good), []);
  });
}

test("floor: every way of importing is seen", () => {
  const file = (statement: string): Tree => ({ "ledger/src/a.ts": `${statement}\n` });
  const ways = [
    'import "@patronage/cli";',
    'export * from "@patronage/cli";',
    'import type { A } from "@patronage/cli";',
    'type A = import("@patronage/cli").A;',
    'await import("@patronage/cli");',
    "await import(`@patronage/cli`);",
    'require("@patronage/cli");',
    'import a = require("@patronage/cli");',
  ];
  for (const way of ways) {
    assert.deepEqual(
      findBreaches(file(way)).map(({ rule }) => rule),
      ["floor"],
      way,
    );
  }
});

test("floor: market is named in compose.ts and in cli", () => {
  const statement = 'import "@patronage/market";\n';
  assert.deepEqual(findBreaches({ "cli/src/market.ts": statement }), []);
  const compose = findBreaches({ "server/src/compose.ts": statement });
  assert.deepEqual(compose, []);
});

test("test-only: tools and tests reach the histories of the engine by their path", () => {
  const statement = 'import { history } from "../../engine/src/history.ts";\n';
  assert.deepEqual(findBreaches({ "tools/src/fuzz.ts": statement }), []);
  assert.deepEqual(findBreaches({ "ledger/src/agreement.test.ts": statement }), []);
  const rules = (tree: Tree) => findBreaches(tree).map(({ rule }) => rule);
  assert.deepEqual(rules({ "ledger/src/agreement.ts": statement }), ["test-only"]);
  assert.deepEqual(rules({ "proof/src/tree.test.ts": statement }), ["floor"]);
  const mall = 'import { openStack } from "../../mall/src/stack-kit.ts";\n';
  assert.deepEqual(rules({ "shop/src/shop.test.ts": mall }), []);
  assert.deepEqual(rules({ "shop/src/shell.ts": mall }), ["test-only"]);
  assert.deepEqual(rules({ "shop/src/shell.ts": 'import "@patronage/mall";\n' }), ["floor"]);
});

test("pure, float, unit: what only tests import is free, and prints nothing either", () => {
  const text = 'console.log(new Date(), 0.5);\nlet total = 0n;\nimport fc from "fast-check";\n';
  for (const file of ["engine/src/oracle-close.ts", "engine/src/history.ts"]) {
    const rules = findBreaches({ [file]: text }).map(({ rule }) => rule);
    assert.deepEqual(rules, ["console"]);
  }
});

test("breaches stand in the order of files and lines", () => {
  const tree = { "cli/src/b.ts": "\tf();\n// a\n\tf();\n", "cli/src/a.ts": "\tf();\n" };
  const places = findBreaches(tree).map(({ file, line }) => `${file}:${line}`);
  assert.deepEqual(places, ["cli/src/a.ts:1", "cli/src/b.ts:1", "cli/src/b.ts:3"]);
});

test("tidy --help says what it does", () => {
  const script = join(import.meta.dirname, "tidy.ts");
  const text = execFileSync(process.execPath, [script, "--help"], { encoding: "utf8" });
  assert.match(text, /^Usage: node tools\/src\/tidy\.ts/m);
});

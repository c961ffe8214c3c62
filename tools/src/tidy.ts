/**
 * Tidy: the rules of the house that a machine can check.
 *
 * The tables beside it are the rules; `findBreaches` is a pure question over {path → text}, so that its
 * tests can plant a breach of every rule without touching a disk.
 *
 * Usage: node tools/src/tidy.ts [--help]
 */
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";
import {
  FILE_LINES_MOST,
  FUNCTION_LINES_MOST,
  GENERATED,
  IMPURE_GLOBALS,
  IMPURE_MEMBERS,
  NO_ROOMS,
  OWN_DOOR,
  ROOMS,
  type Room,
  TEST_FILE_LINES_MOST,
  TEST_PACKAGES,
  TEST_SUPPORT,
  TEXT_RULES,
  UNITLESS,
  UNIT_LAST,
  WHOLE_MATH,
} from "./tidy-tables.ts";

export type Tree = { readonly [path: string]: string };
export type Breach = {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly sentence: string;
};

const CODE = /\.([cm]?[jt]s|tsx)$/;
const TAG = /\[([A-Z]{2,4}[0-9]+)\]/g;
const TAG_DEFINED = /^(?:[*-] +|#+ +)?\[([A-Z]{2,4}[0-9]+)\]/;
const TEST_CALL = /^(?:(?:t|context)\.)?(?:test|it|describe|suite)(?:\.(only|skip|todo))?$/;

type SourceFile = {
  readonly path: string;
  readonly text: string;
  readonly roomName: string;
  readonly room: Room | undefined;
  readonly isTestOnly: boolean;
  /** Undefined when it is no code. */
  readonly syntax: ts.SourceFile | undefined;
  /** Every node of the syntax, in the order of the text. */
  readonly nodes: readonly ts.Node[];
};

/** Takes a line number, or the node that stands on it. */
type Report = (where: number | ts.Node, rule: string, sentence: string) => void;
type FileRule = (file: SourceFile, report: Report) => void;

/** Every breach in a tree of files, in the order of the paths and lines. */
export function findBreaches(tree: Tree): Breach[] {
  const breaches: Breach[] = [];
  const files = Object.keys(tree)
    .sort()
    .map((path) => readSource(path, tree[path] as string));
  for (const file of files) {
    const report = reportOn(file, breaches);
    for (const rule of FILE_RULES) rule(file, report);
  }
  checkTags(files, breaches);
  return breaches.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function isTestFile(path: string): boolean {
  return /\.test\.[cm]?[jt]sx?$/.test(path);
}

function readSource(path: string, text: string): SourceFile {
  const roomName = path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
  const isCode = CODE.test(path);
  const syntax = isCode ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : undefined;
  return {
    path,
    text,
    roomName,
    room: Object.hasOwn(ROOMS, roomName) ? ROOMS[roomName] : undefined,
    isTestOnly: isTestFile(path) || TEST_SUPPORT.test(path),
    syntax,
    nodes: syntax === undefined ? [] : nodesUnder(syntax),
  };
}

function nodesUnder(root: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function lineOf(node: ts.Node): number {
  const syntax = node.getSourceFile();
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}

const reportOn =
  (file: SourceFile, breaches: Breach[]): Report =>
  (where, rule, sentence) => {
    const line = typeof where === "number" ? where : lineOf(where);
    breaches.push({ file: file.path, line, rule, sentence });
  };

function checkRoom(file: SourceFile, report: Report): void {
  if (file.syntax === undefined || file.roomName === "" || file.room !== undefined) return;
  if (NO_ROOMS.includes(file.roomName)) return;
  report(1, "room", `"${file.roomName}" is not in the table of rooms`);
}

function checkFolders(file: SourceFile, report: Report): void {
  if (file.room === undefined) return;
  const parts = file.path.split("/");
  if (parts[1] !== "src") return;
  const most = file.room.floor === 0 ? 0 : 1;
  if (parts.length - 3 > most) report(1, "folder", `src/ holds at most ${most} level of folders`);
}

function checkImports(file: SourceFile, report: Report): void {
  if (file.room === undefined) return;
  for (const node of file.nodes) {
    const specifier = specifierOf(node);
    if (specifier === undefined) continue;
    const breach = importBreach(file, file.room, specifier.text);
    if (breach !== undefined) report(specifier, ...breach);
  }
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  let found: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) found = node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) found = node.expression;
  if (ts.isImportTypeNode(node)) found = (node.argument as ts.LiteralTypeNode).literal;
  const call = ts.isCallExpression(node) ? node.expression.getText() : "";
  if (call === "import" || call === "require") found = (node as ts.CallExpression).arguments[0];
  return found !== undefined && ts.isStringLiteralLike(found) ? found : undefined;
}

type ImportBreach = [rule: string, sentence: string] | undefined;

function importBreach(file: SourceFile, room: Room, specifier: string): ImportBreach {
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file.path), specifier);
    const isSupport = TEST_SUPPORT.test(target) || isTestFile(target);
    if (isSupport && !file.isTestOnly && file.roomName !== "tools") {
      return ["test-only", `${target} is there for tests alone`];
    }
    if (target.startsWith(`${file.roomName}/`)) return undefined;
    if (!isSupport) return ["door", `${target} is in another room, which is entered by its door`];
    // What tests share goes by the floors alone: a test of the roof may stand on the whole house.
    return floorBreach(file, { floor: room.floor }, target.slice(0, target.indexOf("/")));
  }
  const [, name, deep] = /^@patronage\/([^/]+)(\/.*)?$/.exec(specifier) ?? [];
  if (name !== undefined) {
    if (deep !== undefined && ROOMS[name]?.sideDoors?.includes(deep) !== true) {
      return ["door", `this is no door of the room: import "@patronage/${name}"`];
    }
    return floorBreach(file, room, name);
  }
  if (room.floor > 0 || (file.isTestOnly && TEST_PACKAGES.includes(specifier))) return undefined;
  return ["pure-import", `a pure room imports nothing from outside, and this is "${specifier}"`];
}

function floorBreach(file: SourceFile, room: Room, name: string): ImportBreach {
  if (name === file.roomName) {
    if (OWN_DOOR.test(file.path)) return undefined;
    return ["door", "inside a room, an import is a relative path"];
  }
  const target = Object.hasOwn(ROOMS, name) ? ROOMS[name] : undefined;
  if (target === undefined) return ["room", `"${name}" is not in the table of rooms`];
  if (target.namedIn !== undefined && !target.namedIn.test(file.path)) {
    return ["floor", `${name} is named in server/src/compose.ts and in cli only`];
  }
  const isAllowed = room.mayImport?.includes(name) ?? target.floor < room.floor;
  return isAllowed ? undefined : ["floor", `${file.roomName} must not import ${name}`];
}

function checkPurity(file: SourceFile, report: Report): void {
  if (file.room?.floor !== 0) return;
  for (const node of file.nodes) {
    if (ts.isNumericLiteral(node) && !file.isTestOnly && isFloat(node.getText())) {
      report(node, "float", `${node.getText()} is a float`);
    }
    if (!ts.isIdentifier(node)) continue;
    if (isGlobal(node) && node.text === "console") report(node, "console", "a pure room is silent");
    const impurity = file.isTestOnly ? undefined : impurityOf(node);
    if (impurity !== undefined) report(node, "pure", impurity);
  }
}

function impurityOf(node: ts.Identifier): string | undefined {
  const parent = node.parent;
  const member = ts.isPropertyAccessExpression(parent) ? parent.name : undefined;
  if (!isGlobal(node) && member !== node) return undefined;
  if (node.text === "Math" && member !== node && !WHOLE_MATH.includes(member?.text ?? "")) {
    return `Math.${member?.text ?? "*"} is random or makes a float`;
  }
  const reasons = Object.entries(member === node ? IMPURE_MEMBERS : IMPURE_GLOBALS);
  const reason = reasons.find(([, names]) => names.includes(node.text))?.[0];
  return reason === undefined ? undefined : `${node.text} ${reason}`;
}

/** Whether a name is used for what it stands for: it is not being declared, nor a key. */
function isGlobal(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  return (parent as { name?: ts.Node }).name !== node;
}

function isFloat(literal: string): boolean {
  return /[.e]/i.test(literal) && !/^0[xob]/i.test(literal);
}

function checkUnits(file: SourceFile, report: Report): void {
  if (file.isTestOnly) return;
  for (const node of file.nodes) {
    const name = bigintName(node);
    if (name === undefined || isUnitNamed(name)) continue;
    if (UNITLESS.some(({ names, where }) => names.test(name) && where.test(file.path))) continue;
    report(node, "unit", `${name} is a bigint: Minor, E18, Micro or Count must end its name`);
  }
}

/** The name of what is declared as a bigint here. */
function bigintName(node: ts.Node): string | undefined {
  if (ts.isBindingElement(node)) return destructuredName(node);
  const isDeclared =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyDeclaration(node);
  if (!isDeclared && !ts.isPropertyAssignment(node)) return undefined;
  if (!ts.isIdentifier(node.name)) return undefined;
  const isBigint =
    isDeclared && node.type !== undefined
      ? isBigintType(node.type)
      : isBigintValue((node as { initializer?: ts.Expression }).initializer);
  return isBigint ? node.name.text : undefined;
}

/** The same for `[a, b] = [0n, 0n]`. */
function destructuredName(element: ts.BindingElement): string | undefined {
  const { parent: pattern, name } = element;
  const source = ts.isVariableDeclaration(pattern.parent) ? pattern.parent.initializer : undefined;
  if (source === undefined || !ts.isArrayLiteralExpression(source)) return undefined;
  const value = source.elements[(pattern.elements as readonly ts.Node[]).indexOf(element)];
  return ts.isIdentifier(name) && isBigintValue(value) ? name.text : undefined;
}

function isBigintType(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.BigIntKeyword) return true;
  if (ts.isParenthesizedTypeNode(type)) return isBigintType(type.type);
  if (ts.isTypeOperatorNode(type)) return isBigintType(type.type);
  if (ts.isArrayTypeNode(type)) return isBigintType(type.elementType);
  if (ts.isTypeReferenceNode(type) && /^(Readonly)?Array$/.test(type.typeName.getText())) {
    return (type.typeArguments ?? []).some(isBigintType);
  }
  if (!ts.isUnionTypeNode(type)) return false;
  const present = type.types.filter((part) => !/^(undefined|null)$/.test(part.getText()));
  return present.length > 0 && present.every(isBigintType);
}

/** Whether a value is a bigint by its writing alone: a literal, or arithmetic over literals. */
function isBigintValue(value: ts.Expression | undefined): boolean {
  if (value === undefined) return false;
  if (ts.isBigIntLiteral(value)) return true;
  if (ts.isAsExpression(value)) return isBigintType(value.type);
  if (ts.isParenthesizedExpression(value)) return isBigintValue(value.expression);
  if (ts.isPrefixUnaryExpression(value)) return isBigintValue(value.operand);
  return ts.isBinaryExpression(value) && isBigintValue(value.left) && isBigintValue(value.right);
}

/** Reads PRICE_UNIT_E18 and priceUnitE18 alike. */
function isUnitNamed(name: string): boolean {
  const words = /^[A-Z0-9_]+$/.test(name) ? name.toLowerCase().split("_") : [name];
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return UNIT_LAST.test(pascal);
}

function checkLengths(file: SourceFile, report: Report): void {
  if (file.syntax === undefined || GENERATED.includes(file.path)) return;
  const lines = file.text.split("\n").length - (file.text.endsWith("\n") ? 1 : 0);
  const most = file.isTestOnly ? TEST_FILE_LINES_MOST : FILE_LINES_MOST;
  if (lines > most) report(1, "file-length", `${lines} lines, and ${most} are enough`);
  if (file.isTestOnly) return;
  for (const node of file.nodes) {
    if (!ts.isFunctionLike(node) || !("body" in node) || node.body === undefined) continue;
    const last = file.syntax.getLineAndCharacterOfPosition(node.end).line + 1;
    const span = last - lineOf(node) + 1;
    if (span > FUNCTION_LINES_MOST) {
      report(node, "function-length", `${span} lines, and ${FUNCTION_LINES_MOST} fit on a screen`);
    }
  }
}

function checkHeader(file: SourceFile, report: Report): void {
  if (file.room?.floor !== 0 || file.syntax === undefined || file.isTestOnly) return;
  if (!/^\/\*\*[\s\S]*?\*\//.test(file.text)) report(1, "header", "the file says what it decides");
}

function checkTexts(file: SourceFile, report: Report): void {
  const rules = TEXT_RULES.filter(({ where }) => where.test(file.path));
  for (const [index, line] of file.text.split("\n").entries()) {
    for (const { rule, pattern, sentence } of rules) {
      if (pattern.test(line)) report(index + 1, rule, sentence);
    }
  }
}

const FILE_RULES: readonly FileRule[] = [
  checkRoom,
  checkFolders,
  checkImports,
  checkPurity,
  checkUnits,
  checkLengths,
  checkHeader,
  checkTexts,
];

type TagUse = { readonly tag: string; readonly node: ts.Node; readonly runs: boolean };

/** Tags are defined in a room's SPEC.md; without any SPEC.md there is nothing to compare. */
function checkTags(files: readonly SourceFile[], breaches: Breach[]): void {
  const specs = files.filter(({ path, roomName }) => path === `${roomName}/SPEC.md`);
  if (specs.length === 0) return;
  const tests = files.filter(({ path }) => isTestFile(path));
  const defined = new Set<string>();
  for (const spec of specs) {
    const ownTests = tests.filter(({ roomName }) => roomName === spec.roomName);
    const tested = ownTests.flatMap(tagUses).filter(({ runs }) => runs);
    const report = reportOn(spec, breaches);
    for (const [index, line] of spec.text.split("\n").entries()) {
      const tag = TAG_DEFINED.exec(line)?.[1];
      if (tag === undefined) continue;
      if (defined.has(tag)) report(index + 1, "tag-twice", `[${tag}] is defined twice`);
      else if (!tested.some((use) => use.tag === tag)) {
        report(index + 1, "rule-untested", `no test is named after [${tag}]`);
      }
      defined.add(tag);
    }
  }
  for (const file of tests) {
    for (const { tag, node } of tagUses(file)) {
      if (defined.has(tag)) continue;
      reportOn(file, breaches)(node, "tag-unknown", `[${tag}] is defined in no SPEC.md`);
    }
  }
}

/** The tags in the names of a file's tests. A skipped test names its rule, and does not test it. */
function tagUses(file: SourceFile): TagUse[] {
  return file.nodes.flatMap((node) => {
    if (!ts.isCallExpression(node)) return [];
    const call = TEST_CALL.exec(node.expression.getText());
    const name = node.arguments[0];
    if (call === null || name === undefined) return [];
    const runs = call[1] === undefined || call[1] === "only";
    // The whole expression counts: a plain text, a template, or texts put together.
    const tags = [...name.getText().matchAll(TAG)];
    return tags.map((match) => ({ tag: match[1] as string, node: name, runs }));
  });
}

const HELP = `Checks the rules of the house that a machine can check.

Usage: node tools/src/tidy.ts [--help]

Prints each breach as "file:line: rule: sentence" and exits with 1, or says that there is none.`;

/** The text files that git keeps or would keep. */
function readTree(root: string): Tree {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 } as const;
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const paths = execFileSync("git", args, options)
    .split("\0")
    .filter((path) => path !== "");
  const tree: { [path: string]: string } = {};
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full) || !lstatSync(full).isFile()) continue;
    const bytes = readFileSync(full);
    if (!bytes.includes(0)) tree[path] = bytes.toString("utf8");
  }
  return tree;
}

/**
 * Runs a check of the whole tree as a command: prints what it finds, or that all is well, and answers
 * the exit code. Given anything, it says how it is used.
 */
export function runCheck(
  args: readonly string[],
  help: string,
  check: (tree: Tree) => { readonly found: readonly string[]; readonly allWell: string },
): number {
  if (args.length > 0) {
    const isHelp = args.length === 1 && args[0] === "--help";
    (isHelp ? console.log : console.error)(help);
    return isHelp ? 0 : 2;
  }
  const { found, allWell } = check(readTree(join(import.meta.dirname, "..", "..")));
  for (const line of found.length > 0 ? found : [allWell]) console.log(line);
  return found.length > 0 ? 1 : 0;
}

const main = (args: readonly string[]): number =>
  runCheck(args, HELP, (tree) => ({
    found: findBreaches(tree).map(
      ({ file, line, rule, sentence }) => `${file}:${line}: ${rule}: ${sentence}`,
    ),
    allWell: `tidy: ${Object.keys(tree).length} files, no breach`,
  }));

if (import.meta.main) process.exitCode = main(process.argv.slice(2));

/**
 * The tables of tidy: which room may import which, what is impure, which names carry a unit, what no
 * text may hold. `tidy.ts` reads them.
 */

export type Room = {
  /** 0 is the pure ground floor; a room imports only from the floors below its own. */
  readonly floor: number;
  /** The rooms it may import, where that is not simply every floor below. */
  readonly mayImport?: readonly string[];
  /** Doors beside the main one, for what most do not need. */
  readonly sideDoors?: readonly string[];
  /** The only places that may import it. */
  readonly namedIn?: RegExp;
};

export const ROOMS: { readonly [name: string]: Room } = {
  engine: { floor: 0 },
  proof: { floor: 0 },
  market: { floor: 0, mayImport: ["engine"], namedIn: /^(server\/src\/compose\.ts|cli\/.*)$/ },
  words: { floor: 1 },
  chain: { floor: 1 },
  simulator: { floor: 2, sideDoors: ["/report"] },
  ledger: { floor: 3, mayImport: ["engine", "proof", "simulator"] },
  api: { floor: 1, mayImport: [] },
  server: { floor: 4 },
  mall: { floor: 4 },
  shop: { floor: 5, mayImport: ["api", "engine", "proof"] },
  cli: { floor: 5 },
  // Above the roof: it looks after all of them.
  tools: { floor: 6 },
};
/** Folders that are no rooms, and may hold code nonetheless. */
export const NO_ROOMS = ["docs", ".ci"];

/** What support for tests is called; it does not go through a door. */
export const TEST_SUPPORT = /^(engine\/src\/(oracle[^/]*|history)|[a-z]+\/src\/[a-z-]+-kit)\.ts$/;
export const TEST_PACKAGES = ["node:test", "node:assert", "node:assert/strict", "fast-check"];

/** The back office's build copies the files of a relative import away; through the door it does not. */
export const OWN_DOOR = /^mall\/dashboard\/vendure-config\.ts$/;

/** Made by a program, and as long as it is made. */
export const GENERATED = ["api/src/schema.d.ts"];

export const FUNCTION_LINES_MOST = 70;
export const FILE_LINES_MOST = 500;
export const TEST_FILE_LINES_MOST = 800;

export type Reasons = { readonly [reason: string]: readonly string[] };
/** Names that bring the world into a pure room. */
export const IMPURE_GLOBALS: Reasons = {
  "reads a clock": ["Date", "performance"],
  "waits for the world": ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch"],
  "reaches the machine": ["process", "globalThis", "global", "require", "Buffer", "crypto"],
  "makes a float": ["parseFloat"],
};
export const IMPURE_MEMBERS: Reasons = {
  "makes a float": ["parseFloat"],
  "formats a float": ["toFixed", "toPrecision", "toExponential"],
  "depends on the machine's language": ["toLocaleString", "localeCompare"],
};
/** Of Math, only what makes integers of integers; everything else is a float or random. */
export const WHOLE_MATH = ["abs", "ceil", "clz32", "floor", "imul", "max", "min", "sign", "trunc"];

/** A unit, perhaps per another, then at most one qualifier: `paidMinor`, `quotaE18Left`. */
export const UNIT_LAST = /(Minor|E[0-9]+|Micro|Count)(Per[A-Z][a-z]+)?([A-Z][a-z0-9]*)?$/;

export type Unitless = { readonly names: RegExp; readonly where: RegExp; readonly reason: string };
/** Bigints that carry no unit, and why. */
export const UNITLESS: readonly Unitless[] = [
  { names: /^(num|den)$/, where: /./, reason: "the two sides of an exact ratio" },
  {
    names: /^(seqs?|batch|epoch|place)([A-Z][a-z]*)?$|^[a-z]+Seq$/,
    where: /^(ledger|server)\//,
    reason: "places in an order",
  },
  { names: /(^|[a-z_])(days|seconds)/i, where: /./, reason: "time, and its unit is in the name" },
  { names: /^(value|a|b)$/, where: /^engine\/src\/numbers\.ts$/, reason: "arithmetic in any unit" },
  {
    names: /^(value|upper|lower|WORD_MASK)$/,
    where: /^engine\/src\/rows\.ts$/,
    reason: "a row keeps integers of any unit",
  },
  {
    names: /^(foundingShares|authorisedShares|tiers)$/,
    where: /^engine\/src\/plan\.ts$/,
    reason: "keys of the plan's file, kept as they are written there",
  },
  {
    names: /^(digits|value)$/,
    where: /^cli\/src\/import-[^/]*\.ts$/,
    reason: "a decimal number: its places stand beside it",
  },
  {
    names: /units$/i,
    where: /^cli\/src\/import-[^/]*\.ts$/,
    reason: "what cancellations are counted off by, in the one scale of the imported file",
  },
];

export type TextRule = {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly where: RegExp;
  readonly sentence: string;
};
export const TEXT_RULES: readonly TextRule[] = [
  {
    rule: "machine-path",
    pattern: /(?<![\w.~-])\/(?:work|root|home)\/|\.\.\/shared\b/,
    where: /./,
    sentence: "a path of a developer's machine means nothing to anybody else",
  },
  { rule: "line-end", pattern: /\r/, where: /(?<!\.csv)$/, sentence: "a line ends in LF alone" },
  { rule: "tab", pattern: /\t/, where: /\.tsx?$/, sentence: "TypeScript is indented with spaces" },
  {
    rule: "one-word",
    pattern: /净[值]|兑[出]/,
    where: /^(shop|mall|words|simulator|cli|docs)\//,
    sentence: "one thing has one word: the NAV is 股权价格, a redemption 回购",
  },
  {
    rule: "marker",
    pattern: /\b(?:TO[D]O|FIX[M]E)\b|(?:\/\/|#|\*|<!--)\s*X[X]X\b/,
    where: /^(?!package-lock\.json$)/,
    sentence: "what is left to do stands in an issue, not in a file",
  },
];

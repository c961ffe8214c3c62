/**
 * Honesty: no page, mail, picture or document suggests what a plan cannot keep.
 *
 * The table beside it holds the phrases, in Chinese and English. A phrase passes when it is plainly denied
 * directly before it ("no promise of a return", 不保证收益), or when the short table of exceptions holds
 * the very words; nothing in a text itself can let it pass. `findPromises` is a pure question over
 * {path → text}, as tidy's is.
 *
 * Usage: node tools/src/honesty.ts [--help]
 */
import { asRead, textsOf, type Text } from "./honesty-texts.ts";
import {
  BREAK,
  CAP,
  CLAIMS,
  DENIALS,
  EXCEPTIONS,
  HOLE,
  QUOTA,
  QUOTA_SHOWN,
  SHORTHANDS,
  type Exception,
} from "./honesty-words.ts";
import { runCheck, type Tree } from "./tidy.ts";

export type Finding = {
  readonly file: string;
  readonly line: number;
  readonly phrase: string;
  readonly sentence: string;
};

type Language = "en" | "zh";
/** A phrase in a text, and what is said about it. */
type Match = { readonly from: number; readonly to: number; readonly sentence: string };

const TABLE = "tools/src/honesty-words.ts";
const LANGUAGES: readonly Language[] = ["en", "zh"];

const sourceOf = (pattern: RegExp): string =>
  pattern.source
    .replace(new RegExp(Object.keys(SHORTHANDS).join("|"), "g"), (name) => SHORTHANDS[name] ?? name)
    .replace(/ \?/g, "\\s?")
    .replace(/ /g, "[\\s-]+");

/** A pattern of the table as it is run. */
export function compiled(pattern: RegExp, language: Language): RegExp {
  const source = sourceOf(pattern);
  return new RegExp(language === "en" ? `(?<!\\w)(?:${source})(?!\\w)` : source, "gi");
}

const PATTERNS = LANGUAGES.flatMap((language) =>
  CLAIMS.flatMap(({ why, instead, [language]: patterns }) =>
    patterns.map((pattern) => ({
      matches: compiled(pattern, language),
      sentence: `${why}; write ${instead} instead`,
    })),
  ),
);

/** What a text ends with where the next phrase is denied, and what leads on from a denied one. */
const DENIED = LANGUAGES.map((language) => {
  const { negation, between, connector } = DENIALS[language];
  const quotes = "[\\s\"'“”「」《》]*";
  const gap = language === "en" ? "\\s" : "";
  const words = `(?:${gap}${quotes}(?:${sourceOf(between)}))*${gap}${quotes}$`;
  return {
    atOnce: new RegExp(`${sourceOf(negation)}${words}`, "i"),
    ledOn: new RegExp(`^${quotes}(?:(?:${sourceOf(connector)})${words}|$)`, "i"),
  };
});

/** Every phrase that suggests too much, and every exception that covers none, by file and line. */
export function findPromises(tree: Tree, exceptions: readonly Exception[] = EXCEPTIONS): Finding[] {
  const findings: Finding[] = [];
  const used = new Set<Exception>();
  for (const file of Object.keys(tree)) {
    const own = exceptions.filter((exception) => exception.file === file);
    for (const text of textsOf(file, tree[file] as string) ?? []) {
      const shown = QUOTA_SHOWN.test(file) ? quotasWithoutCap(text) : [];
      for (const match of [...promisesIn(text), ...shown]) {
        const covering = own.filter(({ words }) => covers(words, text, match));
        covering.forEach((exception) => used.add(exception));
        if (covering.length === 0) findings.push(finding(file, text, match));
      }
    }
  }
  const dead = exceptions.filter((exception) => !used.has(exception));
  findings.push(...dead.map((exception) => deadFinding(exception, tree[TABLE] ?? "")));
  return findings.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

function finding(file: string, { text, lines }: Text, { from, to, sentence }: Match): Finding {
  const phrase = text.slice(from, to).replace(/\s+/g, " ").replaceAll(HOLE, "…");
  return { file, line: lines[from] ?? 1, phrase, sentence };
}

/** The phrases that are not denied; of those within each other, the first and longest. */
function promisesIn(text: Text): Match[] {
  const matches = PATTERNS.flatMap((pattern) =>
    [...text.text.matchAll(pattern.matches)].map((match) => ({
      from: match.index,
      to: match.index + match[0].length,
      sentence: pattern.sentence,
    })),
  ).sort((a, b) => a.from - b.from || b.to - a.to);
  const promises: Match[] = [];
  let seenTo = 0;
  let deniedTo = -1;
  for (const match of matches) {
    if (match.to <= seenTo) continue;
    seenTo = match.to;
    if (isDenied(text.text, match, deniedTo)) deniedTo = match.to;
    else promises.push(match);
  }
  return promises;
}

function isDenied(text: string, { from }: Match, deniedTo: number): boolean {
  const before = text.slice(Math.max(0, from - 120), from);
  const since = deniedTo < 0 ? undefined : text.slice(deniedTo, from);
  return DENIED.some(
    ({ atOnce, ledOn }) => atOnce.test(before) || (since !== undefined && ledOn.test(since)),
  );
}

/** Blocks that show quota as an amount and do not say that it is a cap. */
function quotasWithoutCap({ text }: Text): Match[] {
  const blocks = text.matchAll(new RegExp(`[^${BREAK}]+`, "g"));
  return [...blocks]
    .filter(([block]) => QUOTA.test(block) && !CAP.test(block))
    .map(({ 0: block, index }) => ({
      from: index + block.length - block.trimStart().length,
      to: index + block.trimEnd().length,
      sentence:
        "it shows quota as an amount and not as a cap; write the most that may still be received " +
        "(上限, 最多; a cap, at most) instead",
    }));
}

function covers(words: string, { text }: Text, { from, to }: Match): boolean {
  const escaped = asRead(words).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const places = text.matchAll(new RegExp(escaped.replace(/\s+/g, "\\s+"), "g"));
  return [...places].some(({ 0: { length }, index }) => index <= from && to <= index + length);
}

function deadFinding({ file, words }: Exception, table: string): Finding {
  const place = Math.max(0, table.indexOf(words));
  return {
    file: TABLE,
    line: table.slice(0, place).split("\n").length,
    phrase: words,
    sentence: `this exception for ${file} covers nothing; take it out`,
  };
}

const HELP = `Looks for words that suggest what a plan cannot keep, in every text that people see.

Usage: node tools/src/honesty.ts [--help]

Prints each as 'file:line: "phrase": why; write … instead' and exits with 1, or says that there is none.
A phrase may be denied directly before it; exceptions stand in ${TABLE}, each with its reason.`;

const main = (args: readonly string[]): number =>
  runCheck(args, HELP, (tree) => {
    const read = Object.keys(tree).filter((path) => textsOf(path, "") !== undefined);
    return {
      found: findPromises(tree).map(
        ({ file, line, phrase, sentence }) => `${file}:${line}: "${phrase}": ${sentence}`,
      ),
      allWell: `honesty: ${read.length} files, nothing promised`,
    };
  });

if (import.meta.main) process.exitCode = main(process.argv.slice(2));

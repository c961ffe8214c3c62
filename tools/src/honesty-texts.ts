/**
 * What people read in a file: the strings and JSX of TypeScript, the text of pages, mails and pictures,
 * the prose of Markdown. Each character keeps the line it stands on, whatever is taken out around it.
 */
import ts from "typescript";
import { BREAK, HOLE, TRADITIONAL } from "./honesty-words.ts";

/** Read as one: within it a sentence may run on. */
export type Text = {
  readonly text: string;
  /** The line of each character. */
  readonly lines: readonly number[];
};

/** Which files hold texts for people, and how they are read. */
const READERS: readonly (readonly [where: RegExp, read: (path: string, text: string) => Text[]])[] =
  [
    [/^(shop|mall|words|simulator|cli)\/.*(?<!\.d)\.[cm]?[jt]sx?$/, codeTexts],
    [/^(shop|mall)\/.*\.(json|webmanifest)$/, codeTexts],
    [/^(shop|mall|cli|docs)\/.*\.(html|svg|hbs|mjml|txt)$/, (_, text) => markupTexts(whole(text))],
    [/^((shop|mall|docs)\/.*|README|CHANGELOG)\.md$/, (_, text) => markdownTexts(text)],
  ];
const NOT_READ = /\.test\.[cm]?[jt]sx?$|-kit\.ts$|(^|\/)(package|tsconfig)(\.[a-z]+)?\.json$/;

/** Every text of a file; undefined when people read nothing of it. */
export function textsOf(path: string, content: string): Text[] | undefined {
  if (NOT_READ.test(path)) return undefined;
  const read = READERS.find(([where]) => where.test(path))?.[1];
  return read?.(path, content).map(normalised);
}

const EMPTY: Text = { text: "", lines: [] };

/** A text whose first character stands on a line, and none below the last. */
function whole(text: string, line = 1, lastLine = Infinity): Text {
  const lines = new Array<number>(text.length);
  let at = line;
  for (let index = 0; index < text.length; index += 1) {
    lines[index] = at;
    if (text[index] === "\n" && at < lastLine) at += 1;
  }
  return { text, lines };
}

function joined(parts: readonly Text[]): Text {
  return {
    text: parts.map(({ text }) => text).join(""),
    lines: parts.flatMap(({ lines }) => lines),
  };
}

function between(text: Text, from: number, to: number): Text {
  return { text: text.text.slice(from, to), lines: text.lines.slice(from, to) };
}

/** With each match of a pattern replaced by what stands on the line where the match began. */
function replaced(text: Text, pattern: RegExp, by: (match: RegExpExecArray) => string): Text {
  const parts: Text[] = [];
  let done = 0;
  for (const match of text.text.matchAll(pattern)) {
    const line = text.lines[match.index] ?? 1;
    parts.push(between(text, done, match.index), whole(by(match), line, line));
    done = match.index + match[0].length;
  }
  return done === 0 ? text : joined([...parts, between(text, done, text.text.length)]);
}

const SIMPLIFIED = new Map(
  (TRADITIONAL.match(/../gu) ?? []).map((pair) => [pair[0] as string, pair[1] as string]),
);
const FILLED_IN = /\$?\{\w+(?:, ?[\w ]+)*\}/g;

/** One writing for what looks alike: full width, curly quotes, hidden characters, spaced-out Chinese. */
function normalised(text: Text): Text {
  const filled = replaced(text, FILLED_IN, () => HOLE);
  const plain = replaced(filled, /[^\p{ASCII}¶\ufffc]/gu, ([character]) => {
    if (/[\u00ad\u200b-\u200d\u2060\ufeff]/.test(character)) return "";
    if (/[‘’]/.test(character)) return "'";
    if (/[\u2010-\u2012]/.test(character)) return "-";
    return SIMPLIFIED.get(character) ?? character.normalize("NFKC");
  });
  const HAN = "\\p{Script=Han}";
  const spacedOut = new RegExp(`(?<=${HAN})[\\s·•*_-]+(?=${HAN})`, "gu");
  return replaced(plain, spacedOut, () => "");
}

/** A string as the texts are read. */
export const asRead = (text: string): string => normalised(whole(text)).text;

const MARKUP =
  /<!--[\s\S]*?-->|<(?:style|script)\b[\s\S]*?<\/(?:style|script)\s*>|<\/?(?<tag>[a-z][\w:-]*)(?:"[^"]*"|'[^']*'|[^<>"'])*>|<[!?][^>]*>|\]\]>|&(?<entity>#x?[0-9a-f]+|\w+);|\{\{\{?(?<stache>[^}]*)\}?\}\}/gi;
const INLINE = /^(a|abbr|b|bdi|em|i|mark|s|small|span|strong|sub|sup|tspan|u|wbr)$/i;
const SEEN_ATTRIBUTE =
  /\s(?:alt|aria-label|aria-description|content|label|placeholder|summary|title|value)=(?:"(?<double>[^"]*)"|'(?<single>[^']*)')/dgi;
const ENTITIES: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** The text between tags, and each attribute that is seen or read aloud. */
function markupTexts(source: Text): Text[] {
  const texts = [replaced(source, MARKUP, markupRead)];
  for (const tag of source.text.matchAll(MARKUP)) {
    if (tag.groups?.["tag"] === undefined) continue;
    for (const { indices } of tag[0].matchAll(SEEN_ATTRIBUTE)) {
      const [from, to] = indices?.groups?.["double"] ?? indices?.groups?.["single"] ?? [0, 0];
      const value = between(source, tag.index + from, tag.index + to);
      texts.push(replaced(value, MARKUP, markupRead));
    }
  }
  return texts;
}

function markupRead({ groups = {} }: RegExpExecArray): string {
  const { tag, entity, stache } = groups;
  if (tag !== undefined) return INLINE.test(tag) ? "" : BREAK;
  if (stache !== undefined) {
    if (/^\s*!/.test(stache)) return "";
    return /^[\s~]*([#/^>]|else\b)/.test(stache) ? BREAK : HOLE;
  }
  if (entity === undefined) return "";
  const code = /^#(x?)(.+)$/i.exec(entity);
  if (code === null) return ENTITIES[entity] ?? " ";
  return String.fromCodePoint(parseInt(code[2] as string, code[1] === "" ? 10 : 16));
}

/** Prose: no code, no addresses; lists, tables and headings end a sentence. */
function markdownTexts(source: string): Text[] {
  const steps: readonly (readonly [RegExp, (match: RegExpExecArray) => string])[] = [
    [/^[ \t]*(```+|~~~+)[\s\S]*?(?:^[ \t]*\1.*$|(?![\s\S]))/gm, () => BREAK],
    [/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, () => HOLE],
    [/\]\([^)\s]*/g, () => ""],
    [/^[ \t]*(?:>[ \t]*)+/gm, () => ""],
    [/^[ \t]*(?:[-*+]|\d+[.)]|#{1,6})[ \t]+|\n[ \t]*\n|\|/gm, () => BREAK],
    [/\*+|(?<!\w)_+|_+(?!\w)/g, () => ""],
  ];
  const prose = steps.reduce((text, [pattern, by]) => replaced(text, pattern, by), whole(source));
  return markupTexts(prose);
}

/** Strings, templates and JSX, put together where the code puts them together. */
function codeTexts(path: string, content: string): Text[] {
  const kind = /\.(json|webmanifest)$/.test(path) ? ts.ScriptKind.JSON : undefined;
  const syntax = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true, kind);
  const lineAt = (place: number): number => syntax.getLineAndCharacterOfPosition(place).line + 1;
  const texts: Text[] = [];

  const read = (node: ts.Node): void => {
    if (isNoText(node)) return;
    if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
      texts.push(ofJsx(node));
    } else if (isPutTogether(node)) {
      const text = ofString(node);
      if (!GRAPHQL.test(text.text)) texts.push(...markupTexts(text));
    } else {
      ts.forEachChild(node, read);
    }
  };
  const hole = (node: ts.Node): Text => {
    read(node);
    return whole(HOLE, lineAt(node.getStart()));
  };
  const literal = (node: ts.LiteralLikeNode): Text =>
    whole(node.text, lineAt(node.getStart()), lineAt(node.end));
  const ofString = (node: ts.Node): Text => {
    if (ts.isParenthesizedExpression(node)) return ofString(node.expression);
    if (ts.isStringLiteralLike(node)) return literal(node);
    if (isSum(node)) return joined([ofString(node.left), ofString(node.right)]);
    if (!ts.isTemplateExpression(node)) return hole(node);
    const spans = node.templateSpans.flatMap((span) => [
      ofString(span.expression),
      literal(span.literal),
    ]);
    return joined([literal(node.head), ...spans]);
  };
  const ofJsx = (node: ts.JsxElement | ts.JsxFragment): Text => {
    if (ts.isJsxElement(node)) read(node.openingElement.attributes);
    const inside = joined(node.children.map(ofChild));
    const isInline = ts.isJsxElement(node) && INLINE.test(node.openingElement.tagName.getText());
    return isInline ? inside : joined([breakAt(node.pos), inside, breakAt(node.end)]);
  };
  const breakAt = (place: number): Text => whole(BREAK, lineAt(place));
  const ofChild = (child: ts.JsxChild): Text => {
    if (ts.isJsxText(child)) {
      return replaced(whole(child.text, lineAt(child.pos)), MARKUP, markupRead);
    }
    if (ts.isJsxExpression(child)) {
      return child.expression === undefined ? EMPTY : ofString(child.expression);
    }
    if (!ts.isJsxSelfClosingElement(child)) return ofJsx(child);
    read(child.attributes);
    return breakAt(child.pos);
  };

  read(syntax);
  return texts;
}

const GRAPHQL = /^\s*(?:query|mutation|subscription|fragment)\b[^{]*\{/;

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function isPutTogether(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (ts.isParenthesizedExpression(node)) return isPutTogether(node.expression);
  return isSum(node) && (isPutTogether(node.left) || isPutTogether(node.right));
}

/** Names of modules, keys and types: strings to the machine, and texts to nobody. */
function isNoText(node: ts.Node): boolean {
  if (ts.isLiteralTypeNode(node)) return true;
  if (!ts.isStringLiteralLike(node)) return false;
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isElementAccessExpression(parent)) return parent.argumentExpression === node;
  return (parent as { name?: ts.Node }).name === node;
}

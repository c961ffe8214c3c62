/** The pages that the types of problems point to: what each is, in both languages. */
import { escapeHtml, PAGE_STYLE } from "@patronage/words";
import type { FastifyInstance } from "fastify";
import type { Facts } from "@patronage/engine";
import {
  isProblemCode,
  PROBLEM_CODES,
  statusOf,
  titleOf,
  type ProblemCode,
} from "./problem-codes.ts";
import { problemSentence } from "./problem-sentences.ts";
import { problemError } from "./problems.ts";

const HTML_TYPE = "text/html; charset=utf-8";

/** Every fact a sentence may name, by its own name; amounts are 0. */
const ANY_FACTS = new Proxy<Facts>(
  {},
  { get: (_facts, name) => (AMOUNT.test(String(name)) ? 0n : String(name)) },
);
const AMOUNT = /(Minor|E18|Micro|Count)[A-Z]?[a-z]*$/;

function sentence(code: ProblemCode, lang: "en" | "zh"): string {
  try {
    return problemSentence(code, ANY_FACTS, lang);
  } catch {
    return "";
  }
}

const pageOf = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width,initial-scale=1">` +
  `<title>${escapeHtml(title)}</title><style>${PAGE_STYLE}</style><main>${body}</main></html>`;

function codePage(code: ProblemCode): string {
  const told = (lang: "en" | "zh"): string =>
    `<section lang="${lang}"><h2>${escapeHtml(titleOf(code, lang))}</h2>` +
    `<p>${escapeHtml(sentence(code, lang))}</p></section>`;
  const head = `<h1><code>${code}</code></h1><p>HTTP ${statusOf(code)}</p>`;
  return pageOf(code, `${head}${told("en")}${told("zh")}<p><a href="/problems">/problems</a></p>`);
}

function listPage(): string {
  const rows = PROBLEM_CODES.map(
    (code) =>
      `<tr><td><a href="/problems/${code}"><code>${code}</code></a><td>${statusOf(code)}` +
      `<td>${escapeHtml(titleOf(code, "en"))}<td lang="zh">${escapeHtml(titleOf(code, "zh"))}`,
  );
  return pageOf("Problems", `<h1>Problems</h1><table>${rows.join("")}</table>`);
}

export function addProblemPages(app: FastifyInstance): void {
  app.get("/problems", (_request, reply) => reply.type(HTML_TYPE).send(listPage()));
  app.get("/problems/:code", (request, reply) => {
    const { code } = request.params as { code: string };
    if (!isProblemCode(code)) throw problemError("route_unknown");
    return reply.type(HTML_TYPE).send(codePage(code));
  });
}

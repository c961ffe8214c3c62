/**
 * Problems: everything that is not done is told as problem details, RFC 9457, with a code for programs
 * and a sentence for people in the language they ask for.
 *
 * Refusals are values and become problems here; what the world does wrong is an exception with a class of
 * its own, and is named here too. Anything else is a fault of ours, and nothing of it is told but the name
 * under which it stands in the log.
 */
import type { Facts, Refusal } from "@patronage/engine";
import { BusyError, FencedError, UnansweredError, UnreachableError } from "@patronage/ledger";
import type { Lang } from "@patronage/words";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { statusOf, titleOf, type OwnCode, type ProblemCode } from "./problem-codes.ts";
import { problemSentence } from "./problem-sentences.ts";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

export type Issue = { readonly code: string; readonly where: string; readonly sentence: string };

export type Problem = {
  readonly code: ProblemCode;
  readonly facts?: Facts;
  /** A JSON Pointer into the body, or the name of a parameter. */
  readonly pointer?: string | undefined;
  readonly issues?: readonly Issue[];
  readonly headers?: { readonly [name: string]: string };
};

/** Ends a request with a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}

export const problemError = (
  code: OwnCode,
  facts: Facts = {},
  rest: Omit<Problem, "code" | "facts"> = {},
): ProblemError => new ProblemError({ code, facts, ...rest });

/** A refusal as a problem; `inside` is the place in the body of what was refused. */
export function refusalProblem({ code, facts }: Refusal, inside = ""): Problem {
  const { field } = facts;
  const pointer = typeof field === "string" ? `#${inside}/${pointerOf(field)}` : undefined;
  const place = pointer ?? (inside === "" ? undefined : `#${inside}`);
  return { code, facts, ...(place === undefined ? {} : { pointer: place }) };
}

/** The engine's "lines[0].paid" as "lines/0/paid". */
const pointerOf = (field: string): string =>
  field.replaceAll("[", "/").replaceAll("]", "").replaceAll(".", "/");

/** Chinese for who prefers it, English for the rest. */
export function langOf({ headers }: FastifyRequest): Lang {
  const asked = headers["accept-language"];
  return asked !== undefined && /^\s*zh\b/i.test(asked) ? "zh" : "en";
}

/** What a problem is on the wire. */
export function problemJson(request: FastifyRequest, problem: Problem, currency?: string) {
  const { code, facts = {}, pointer, issues } = problem;
  const lang = langOf(request);
  const told = Object.entries(facts).map(([name, fact]) => [name, String(fact)]);
  return {
    type: `/problems/${code}`,
    title: titleOf(code, lang),
    status: statusOf(code),
    detail: capital(problemSentence(code, facts, lang, currency), facts["field"]),
    instance: `urn:uuid:${request.id}`,
    code,
    ...(pointer === undefined ? {} : { pointer }),
    ...(told.length === 0 ? {} : { facts: Object.fromEntries(told) as { [name: string]: string } }),
    ...(issues === undefined ? {} : { issues }),
  };
}

/** A sentence with its first letter large, unless it begins with a name as the caller wrote it. */
const capital = (sentence: string, name: Facts[string] | undefined): string =>
  typeof name === "string" && name !== "" && sentence.startsWith(name)
    ? sentence
    : sentence.slice(0, 1).toUpperCase() + sentence.slice(1);

/** Answers with a problem. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
  currency?: string,
): FastifyReply {
  const lang = langOf(request);
  return reply
    .code(statusOf(problem.code))
    .headers({ ...problem.headers, "content-language": lang, vary: "accept-language" })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problemJson(request, problem, currency)));
}

/** Soon again. */
export const RETRY = { "retry-after": "1" };

/** What the framework finds wrong, by its codes. */
const FRAMEWORK: { readonly [code: string]: OwnCode } = {
  FST_ERR_CTP_BODY_TOO_LARGE: "body_too_large",
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "media_type_unsupported",
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: "json_invalid",
  FST_ERR_CTP_EMPTY_JSON_BODY: "body_missing",
  FST_ERR_BAD_URL: "url_invalid",
  FST_ERR_MAX_PARAM_LENGTH: "url_too_long",
  FST_ERR_HANDLER_TIMEOUT: "unanswered",
  FST_ERR_REOPENED_CLOSE_SERVER: "stopping",
};

/** The problem that something thrown is. */
export function problemOf(error: unknown, bodyBytesMost: number): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof BusyError) return { code: "busy", headers: RETRY };
  if (error instanceof UnansweredError) return { code: "unanswered", headers: RETRY };
  if (error instanceof UnreachableError || error instanceof FencedError || isAway(error)) {
    return { code: "unreachable", headers: RETRY };
  }
  const code = FRAMEWORK[(error as Partial<FastifyError>).code ?? ""];
  if (code === undefined) return { code: "fault" };
  return { code, facts: code === "body_too_large" ? { most: BigInt(bodyBytesMost) } : {} };
}

/** Whether an error of the database's says that it cannot be asked now. */
function isAway(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return AWAY_MESSAGES.test(String((error as Error)?.message));
  return AWAY.test(code);
}
/** Connection lost or refused, no way there, server stopping, too many connections, a question too long. */
const AWAY =
  /^(08...|57P0.|57014|53300|ECONN[A-Z]+|EPIPE|E(TIMEDOUT|HOSTUNREACH|NETUNREACH|NETDOWN)|ENOENT|ENOTFOUND|EAI_AGAIN|ERR_(STREAM|SOCKET)_[A-Z_]+)$/;
/** What pg and its pool say of a connection, for which they have no codes. */
const AWAY_MESSAGES = new RegExp(
  [
    "^Connection terminated",
    "^timeout expired$",
    "^timeout exceeded when trying to connect$",
    "^Query read timeout$",
    "^Client .* is not queryable$",
    "^Cannot use a pool after calling end",
    "^There was an error establishing an SSL connection$",
  ].join("|"),
);

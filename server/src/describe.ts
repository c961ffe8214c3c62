/**
 * What a route says of itself: the description of the API and the checks of its requests come from the
 * same words. Every answer that a route may give is named, problems by their codes.
 */
import { Type, type TSchema } from "typebox";
import type { RouteConfig } from "./access.ts";
import type { Scope } from "./keys.ts";
import { statusOf, type ProblemCode } from "./problem-codes.ts";
import { problem } from "./schemas.ts";

export type Described = {
  readonly tag: Tag;
  readonly name: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope;
  readonly codes?: readonly ProblemCode[];
  readonly answers: { readonly [status: number]: unknown };
};

export const TAGS = {
  Orders: "Orders are paid, completed and refunded; shares and quota follow from them.",
  Holders: "Who can hold shares, what they have, and how it came.",
  Shares: "Redeem, spend, set aside and transfer shares.",
  Wallet: "Cash that is owed to a holder, and its paying out.",
  Closes: "The day's close: dividends, then compulsory redemptions.",
  Plans: "The plan in force, and how another takes its place.",
  Programme: "How the programme is: status, NAV, exports.",
  Webhooks: "Where events are sent as they happen.",
  Receivers: "Shops that tell of their orders, and how these are mapped.",
  People: "Names and contacts, beside the ledger and never in it.",
  House: "For the operator: which programmes there are.",
} as const;
export type Tag = keyof typeof TAGS;

/** What any request may be answered with. */
const ALWAYS: readonly ProblemCode[] = [
  ...(["key_missing", "key_unknown", "scope_missing", "rate_limited", "fault"] as const),
  ...(["busy", "unreachable", "unanswered", "stopping"] as const),
];
export const READS: readonly ProblemCode[] = ["parameter_invalid", "url_invalid", "url_too_long"];
export const BODY: readonly ProblemCode[] = [
  ...(["json_invalid", "body_missing", "command_not_object", "field_unknown"] as const),
  ...(["field_missing", "field_wrong_type", "body_too_large", "media_type_unsupported"] as const),
];
export const SIGNED: readonly ProblemCode[] = [
  ...(["signature_missing", "signature_invalid", "signature_outdated", "signature_used"] as const),
];

/** The schema and the config of a route, without its parameters and its body. */
export function described(route: Described): {
  schema: {
    tags: string[];
    operationId: string;
    summary: string;
    description?: string;
    security: { key: string[] }[];
    response: { [status: number]: unknown };
  };
  config: RouteConfig;
} {
  const { tag, name, summary, description, scope, codes = [], answers } = route;
  return {
    schema: {
      tags: [tag],
      operationId: name,
      summary,
      ...(description === undefined ? {} : { description }),
      security: [{ key: [scope] }],
      response: { ...answers, ...problemAnswers([...codes, ...ALWAYS]) },
    },
    config: { scope },
  };
}

function problemAnswers(codes: readonly ProblemCode[]): { [status: number]: unknown } {
  const byStatus = new Map<number, Set<ProblemCode>>();
  for (const code of codes) {
    const status = statusOf(code);
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  const answers = Array.from(byStatus, ([status, listed]) => [
    status,
    {
      description: Array.from(listed).join(", "),
      content: { "application/problem+json": { schema: problem } },
    },
  ]);
  return Object.fromEntries(answers) as { [status: number]: unknown };
}

/** An answer of JSON. */
export const answer = (description: string, schema: TSchema, headers?: unknown): unknown => ({
  description,
  ...(headers === undefined ? {} : { headers }),
  content: { "application/json": { schema } },
});

export const NOT_MODIFIED = { description: "It is what If-None-Match names.", type: "null" };

export const IF_NONE_MATCH = Type.Object({
  "if-none-match": Type.Optional(
    Type.String({ description: "The ETag of the answer at hand; 304 when nothing has changed." }),
  ),
});

export const IDEMPOTENCY_KEY = Type.Object({
  "idempotency-key": Type.String({
    pattern: "^[!-~]{1,128}$",
    description:
      "Names the command for good. Sent again with the same content it changes nothing and is answered " +
      "again; with other content it is refused.",
  }),
});

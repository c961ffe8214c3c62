/**
 * Schemas: what requests and answers are made of. The description of the API, the types of the client and
 * the checks of requests all come from them.
 *
 * Requests hold what the commands of the spec hold, without `id`, `at` and `type`: money is a whole
 * number of minor units, shares a decimal string of micro-shares. In answers every amount is a decimal
 * string with its unit in the name, so that no reader of JSON can round it.
 */
import { Type, type Static, type TSchema } from "typebox";

/** Schemas that the description names; the others stand where they are used. */
export const NAMED = new Map<string, TSchema>();

/** Gives a schema a name in the description; answers a reference to it. */
export function named<Schema extends TSchema>(name: string, schema: Schema) {
  NAMED.set(name, { $id: name, ...schema });
  return Type.Unsafe<Static<Schema>>({ $ref: `${name}#` });
}

/** An object with these members and no others. */
export const strict = <Members extends { [name: string]: TSchema }>(
  members: Members,
  description?: string,
) =>
  Type.Object(members, {
    additionalProperties: false,
    ...(description === undefined ? {} : { description }),
  });

const ID_CHARACTERS_MOST = 128;
/** The largest whole number that every reader of JSON reads exactly. */
const WHOLE_MOST = Number.MAX_SAFE_INTEGER;

/** An id of the caller's: of a holder, an order, a line, a hold or a region. */
export const id = (description: string) =>
  Type.String({ minLength: 1, maxLength: ID_CHARACTERS_MOST, description });

/** Money in a request. */
export const moneyIn = (description: string) =>
  Type.Unsafe<bigint>({
    type: "integer",
    minimum: 1,
    maximum: WHOLE_MOST,
    description: `${description}, in minor units: 100.00 is 10000. Written as a whole number.`,
  });

/** Shares in a request. `x-code` is the problem's code where the pattern does not fit. */
export const sharesIn = Type.String({
  pattern: "^[1-9][0-9]{0,29}$",
  "x-code": "amount_not_whole",
  description: "Micro-shares as a decimal string: 1 share is 1000000.",
});

export const instantIn = (description: string) =>
  Type.String({
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$",
    "x-code": "instant_invalid",
    description: `${description}, like 2026-01-31T12:00:00Z.`,
  });

export const dateIn = (description: string) =>
  Type.String({
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "x-code": "date_invalid",
    description: `${description}, like 2026-01-31.`,
  });

/** An amount in an answer; its unit ends its name. */
export const amount = (description?: string) =>
  Type.String({
    pattern: "^-?(0|[1-9][0-9]*)$",
    ...(description === undefined ? {} : { description }),
  });

export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const text = (description?: string) =>
  Type.String(description === undefined ? {} : { description });

/** A plan as its file holds it. Its own check says what is wrong with it, all at once. */
export const planJson = named(
  "Plan",
  Type.Unsafe<{ [key: string]: unknown }>({
    type: "object",
    additionalProperties: true,
    description: "The parameters of a programme, as the plan's file holds them.",
  }),
);

const LIMIT_MOST = 500;
export const LIMIT_USUAL = 50;

/** What every list takes: how many items, and where the page before it ended. */
export const PAGE_QUERY = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: LIMIT_MOST,
      description: `How many items at the most; ${LIMIT_USUAL} without it.`,
    }),
  ),
  after: Type.Optional(
    Type.String({
      maxLength: 1_000,
      description: "The cursor `next` of the page before; the first page without it.",
    }),
  ),
};

/** A page of a list. */
export const pageOf = <Item extends TSchema>(item: Item) =>
  strict({
    items: Type.Array(item),
    next: Type.Optional(
      text("The cursor of the next page; it is missing where nothing more was found."),
    ),
  });

/** RFC 9457. */
export const problem = named(
  "Problem",
  Type.Object(
    {
      type: Type.String({
        description: "The page of this server that says what the problem is.",
        pattern: "^/problems/[a-z_]+$",
      }),
      title: text("What kind of problem it is, in the language asked for."),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      detail: text("What is wrong this time, and how to mend it."),
      instance: text("The request, as the server's log names it."),
      code: Type.String({
        pattern: "^[a-z_]+$",
        description: "The kind of problem, for programs.",
      }),
      pointer: Type.Optional(
        text("The place in the body, as a JSON Pointer, or the parameter it is about."),
      ),
      facts: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description: "The figures and ids that the detail names; amounts are decimal strings.",
        }),
      ),
      issues: Type.Optional(
        Type.Array(
          strict({ code: text(), where: text("The place in the plan."), sentence: text() }),
          { description: "Of a refused plan: every reason." },
        ),
      ),
    },
    { additionalProperties: false, description: "Problem details (RFC 9457)." },
  ),
);

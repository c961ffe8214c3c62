/**
 * Requests are read with whole numbers kept whole, and checked by the very schemas that describe them.
 *
 * Money is a whole number of any size while it is read (a bigint), so where a schema says "integer" the
 * check of a body asks for one. What does not fit is told by the codes that the engine has for it.
 */
import { isUtf8 } from "node:buffer";
import { parseJson, type Facts } from "@patronage/engine";
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/schema";
import { isProblemCode, type OwnCode, type ProblemCode } from "./problem-codes.ts";
import { problemError, ProblemError } from "./problems.ts";
import { NAMED } from "./schemas.ts";

type Member = { readonly [keyword: string]: unknown };
type Check = (value: unknown) => ProblemError | undefined;
type Found = {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: { readonly [name: string]: unknown };
};

/** A body's text. What is no UTF-8 is refused: put right in silence, two names could become one. */
export function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw problemError("json_invalid");
  return body.toString("utf8");
}

/** Reads a body. Whatever is wrong with it is told, and nothing else of it. */
export function readBody(text: string): unknown {
  if (text.length === 0) return undefined;
  let body: unknown;
  try {
    body = parseJson(text);
  } catch {
    // Not JSON, or nested deeper than anybody means.
    throw problemError("json_invalid");
  }
  if (HALF_CHARACTER.test(text) && !isWellFormed(body)) throw problemError("json_invalid");
  return body;
}

/** What may be half a character: no address could name it, and no file could hold it. */
const HALF_CHARACTER = /\\u[dD][89a-fA-F]/;

function isWellFormed(value: unknown): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(([name, inner]) => name.isWellFormed() && isWellFormed(inner));
}

/** A schema with its references followed and, of a body, integers as they are read. */
function followed(schema: unknown, isBody: boolean): unknown {
  if (Array.isArray(schema)) return schema.map((item) => followed(item, isBody));
  if (typeof schema !== "object" || schema === null) return schema;
  const { $ref, ...rest } = schema as Member & { $ref?: string };
  if ($ref !== undefined) return followed(NAMED.get($ref.replace(/#$/, "")), isBody);
  const entries = Object.entries(rest).map(([key, value]) => [key, followed(value, isBody)]);
  const all = Object.fromEntries(entries) as Member;
  return isBody && all["type"] === "integer" ? { ...all, type: "bigint" } : all;
}

/** Compiles the check of one part of a request. */
export const compileChecks: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const part = httpPart ?? "body";
  const check = part === "body" ? bodyCheck(schema) : parameterCheck(schema, part);
  return (value: unknown) => {
    const problem = check(value);
    return problem === undefined ? { value } : { error: problem };
  };
};

function bodyCheck(schema: TSchema): Check {
  const { "x-chosen-by": chosenBy, oneOf } = schema as Member;
  if (typeof chosenBy === "string") {
    const [one, other] = (oneOf as TSchema[]).map(bodyCheck) as [Check, Check];
    // Of two shapes the one is meant that has the other's own member.
    return (value) =>
      typeof value === "object" && value !== null && chosenBy in value ? other(value) : one(value);
  }
  const whole = followed(schema, true) as Member;
  const compiled = Compile(whole);
  return (value) => {
    if (compiled.Check(value)) return undefined;
    if (value === undefined || value === null) return problemError("body_missing");
    const [, errors] = compiled.Errors(value);
    return bodyProblem(whole, value, errors);
  };
}

/** Unknown members first, as the engine has it; then in the order of the schema. */
function bodyProblem(schema: Member, body: unknown, errors: readonly Found[]): ProblemError {
  const strange = errors.find(({ keyword }) => keyword === "additionalProperties");
  const found = strange ?? errors.find(({ keyword }) => keyword !== "boolean")!;
  const { keyword, instancePath, params } = found;
  const names = (params["additionalProperties"] ?? params["requiredProperties"]) as
    string[] | undefined;
  const pointer = names === undefined ? instancePath : `${instancePath}/${escaped(names[0]!)}`;
  const code =
    keyword === "type" && pointer === ""
      ? "command_not_object"
      : codeOf(keyword, at(schema, found.schemaPath), at(body, pointer));
  const facts = { field: fieldOf(pointer), most: `${params["limit"] as number | undefined}` };
  return new ProblemError({ code, facts: factsFor(code, facts), pointer: `#${pointer}` });
}

/** A place as the engine names it: "/lines/0/paid" is "lines[0].paid". */
const fieldOf = (pointer: string): string =>
  pointer
    .slice(1)
    .replaceAll(/\/([0-9]+)(?=\/|$)/g, "[$1]")
    .replaceAll("/", ".");

const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

/** What a place of a body or a schema holds. */
function at(value: unknown, pointer: string): unknown {
  const steps = pointer.replace(/^#/, "").split("/").slice(1);
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? (inner as Member)[step.replaceAll("~1", "/").replaceAll("~0", "~")]
        : undefined,
    value,
  );
}

function codeOf(keyword: string, schema: unknown, value: unknown): ProblemCode {
  switch (keyword) {
    case "additionalProperties":
      return "field_unknown";
    case "required":
      return "field_missing";
    case "type":
      // Written as a number, but not as a whole one.
      if (typeof value === "number" && (schema as Member)["type"] === "bigint") {
        return "amount_not_whole";
      }
      return "field_wrong_type";
    case "minLength":
      return "id_empty";
    case "maxLength":
      return "id_too_long";
    case "minimum":
      return "amount_not_whole";
    case "maximum":
      return "amount_too_large";
    case "minItems":
      return "lines_empty";
    case "maxItems":
      return "too_many";
    default: {
      const code = (schema as Member | undefined)?.["x-code"];
      return typeof code === "string" && isProblemCode(code) ? code : "field_wrong_type";
    }
  }
}

const factsFor = (code: ProblemCode, { field, most }: { field: string; most: string }): Facts =>
  WITH_MOST.has(code) ? { field, most } : { field };
const WITH_MOST: ReadonlySet<ProblemCode> = new Set(["too_many", "amount_too_large"]);

const HEADER_CODES: { readonly [name: string]: readonly [missing: OwnCode, invalid: OwnCode] } = {
  "idempotency-key": ["idempotency_key_missing", "idempotency_key_invalid"],
};
const WHOLE = /^[0-9]{1,15}$/;

/** Parameters are texts: those that should be numbers are made numbers, in place. */
function parameterCheck(schema: TSchema, part: string): Check {
  const plain = followed(schema, false) as Member;
  const compiled = Compile(plain);
  const members = Object.entries((plain["properties"] ?? {}) as { [name: string]: Member });
  const numbers = members.filter(([, { type }]) => type === "integer").map(([name]) => name);
  return (value) => {
    const values = value as { [name: string]: unknown };
    for (const name of numbers) {
      const text = values[name];
      if (typeof text === "string" && WHOLE.test(text)) values[name] = Number(text);
    }
    if (compiled.Check(values)) return undefined;
    const [, errors] = compiled.Errors(values);
    const found = (errors as unknown as readonly Found[]).find(
      ({ keyword }) => keyword !== "boolean",
    )!;
    return parameterProblem(found, part);
  };
}

function parameterProblem({ keyword, instancePath, params }: Found, part: string): ProblemError {
  const listed = params["additionalProperties"] ?? params["requiredProperties"];
  const name = (listed as string[] | undefined)?.[0] ?? instancePath.slice(1).split("/")[0] ?? "";
  const [missing, invalid] = HEADER_CODES[name] ?? ["parameter_invalid", "parameter_invalid"];
  const code = part === "headers" && keyword === "required" ? missing : invalid;
  return problemError(code, { field: name }, { pointer: name });
}

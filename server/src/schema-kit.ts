/**
 * For tests: requests made from the description alone, valid ones and spoiled ones, and a check whether
 * an answer is one that the description knows.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";

type Schema = { readonly [keyword: string]: unknown };
export type Operation = {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly scope: string;
  readonly parameters: readonly { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly body: Schema | undefined;
  readonly answers: { readonly [status: string]: Answer };
};
type Answer = {
  readonly description: string;
  readonly content?: { readonly [type: string]: { readonly schema: Schema } };
};

type Description = {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Described } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
};
type Described = {
  readonly operationId: string;
  readonly security: readonly { readonly key: readonly string[] }[];
  readonly parameters?: Operation["parameters"];
  readonly requestBody?: { readonly content: { readonly "application/json": { schema: Schema } } };
  readonly responses: Operation["answers"];
};

export type Book = {
  readonly operations: readonly Operation[];
  /** Values that fit a schema. */
  valid(schema: Schema, words?: Words): fc.Arbitrary<unknown>;
  /** Why an answer is none of those described; undefined when it is. */
  strange(operation: Operation, status: number, type: string, text: string): string | undefined;
};

/** Values that stand for something in the programme, by the names of the fields that hold them. */
export type Words = { readonly [name: string]: readonly string[] };

const METHODS = ["get", "post", "put", "patch"];

/** Reads a description. */
export function openBook(description: unknown): Book {
  const { paths, components } = description as Description;
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  ajv.addSchema({ $id: "api", components });
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, route]): Operation => {
        const { operationId, parameters = [], requestBody, responses, security } = route;
        const body = requestBody?.content["application/json"].schema;
        const scope = security[0]!.key[0]!;
        const asked = { method: method.toUpperCase(), path, operationId, scope };
        return { ...asked, parameters, body, answers: responses };
      }),
  );
  const followed = (schema: Schema): Schema => {
    const ref = schema["$ref"] as string | undefined;
    return ref === undefined ? schema : components.schemas[ref.split("/").at(-1)!]!;
  };
  const checks = new Map<string, ReturnType<typeof ajv.compile>>();
  const checkOf = (name: string, schema: Schema): ReturnType<typeof ajv.compile> => {
    let check = checks.get(name);
    if (check === undefined) {
      check = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as Schema);
      checks.set(name, check);
    }
    return check;
  };
  return {
    operations,
    valid: (schema, words = {}) => arbitraryOf(followed, words)(schema, ""),
    strange(operation, status, type, text) {
      const answer = operation.answers[status];
      const where = `${operation.operationId}: ${status}`;
      if (answer === undefined) return `${where} is not described: ${text}`;
      if (answer.content === undefined) return text === "" ? undefined : `${where} has a body`;
      const [mime = ""] = type.split(";");
      const content = answer.content[mime];
      if (content === undefined) return `${where} is of another type: ${type}`;
      if (!mime.includes("json") || mime.includes("jsonl")) return undefined;
      const json = JSON.parse(text) as { code?: string };
      if (status >= 400 && !answer.description.split(", ").includes(json.code!)) {
        return `${where} has a code that is not described: ${json.code}`;
      }
      const check = checkOf(`${operation.operationId} ${status}`, content.schema);
      if (check(json)) return undefined;
      return `${where} is another answer: ${ajv.errorsText(check.errors)}: ${text}`;
    },
  };
}

type Make = (schema: Schema, name: string) => fc.Arbitrary<unknown>;

/** Values by the keywords that our schemas use. */
function arbitraryOf(followed: (schema: Schema) => Schema, words: Words): Make {
  const make: Make = (given, name) => {
    const schema = followed(given);
    const oneOf = schema["oneOf"] as readonly Schema[] | undefined;
    if (oneOf !== undefined) return fc.oneof(...oneOf.map((one) => make(one, name)));
    const choices = schema["enum"] as readonly unknown[] | undefined;
    if (choices !== undefined) return fc.constantFrom(...choices);
    const known = words[name];
    if (known !== undefined && schema["type"] === "string") return fc.constantFrom(...known);
    switch (schema["type"]) {
      case "integer": {
        const { minimum = 0, maximum = 1_000 } = schema as { minimum?: number; maximum?: number };
        // Small ones too, so that something comes of them.
        return fc.oneof(
          fc.integer({ min: minimum, max: Math.min(maximum, 100_000) }),
          fc.maxSafeInteger().map((value) => Math.min(maximum, Math.max(minimum, value))),
        );
      }
      case "array":
        return fc.array(make(schema["items"] as Schema, name), { minLength: 1, maxLength: 3 });
      case "object":
        return objectOf(make, schema);
      default:
        return textOf(schema);
    }
  };
  return make;
}

function objectOf(make: Make, schema: Schema): fc.Arbitrary<unknown> {
  const members = Object.entries((schema["properties"] ?? {}) as { [name: string]: Schema });
  const made = members.map(([name, member]) => [name, make(member, name)] as const);
  const requiredKeys = (schema["required"] ?? []) as string[];
  const record = fc.record(Object.fromEntries(made), { requiredKeys, noNullPrototype: true });
  return record;
}

function textOf(schema: Schema): fc.Arbitrary<string> {
  const pattern = schema["pattern"] as string | undefined;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const most = Math.min(Number(schema["maxLength"] ?? 20), 140);
  const least = Number(schema["minLength"] ?? 0);
  return fc.string({ unit: "grapheme", minLength: least, maxLength: Math.min(most, 20) });
}

const JUNK = [null, true, 0, -1, 1.5, "", "x", "\u0000", [], {}, [[]], { x: 1 }, "9".repeat(400)];

/** A body with something wrong in it somewhere. */
export function spoiled(body: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(body, fc.nat(), fc.constantFrom(...JUNK), fc.constantFrom("set", "drop", "add", "whole"))
    .map(([value, place, junk, how]) => {
      if (how === "whole") return junk;
      const copy = structuredClone(value);
      const places = placesOf(copy);
      const spot = places[place % Math.max(1, places.length)];
      if (spot === undefined) return junk;
      const [holder, key] = spot;
      if (how === "drop") {
        if (Array.isArray(holder)) holder.length = 0;
        else delete holder[key];
      } else if (how === "add" && !Array.isArray(holder)) holder["surplus"] = junk;
      else (holder as { [key: string]: unknown })[key] = junk;
      return copy;
    });
}

type Holder = { [key: string]: unknown } | unknown[];

function placesOf(value: unknown): (readonly [Holder & { [key: string]: unknown }, string])[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Holder & { [key: string]: unknown };
  return Object.keys(value).flatMap((key) => [[holder, key] as const, ...placesOf(holder[key])]);
}

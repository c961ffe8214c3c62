/** Every question of the pages fits the admin API's schema. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildASTSchema, parse, validate } from "graphql";
import * as questions from "./questions.ts";

const source = readFileSync(new URL("../src/admin-schema.ts", import.meta.url), "utf8");
const [, ours = ""] = /gql`([\s\S]*)`/.exec(source) ?? [];
const schema = buildASTSchema(
  parse(`scalar DateTime type Query { _: Int } type Mutation { _: Int } ${ours}`),
);

for (const [name, question] of Object.entries(questions)) {
  test(`the question ${name} fits the schema`, () => {
    assert.deepEqual(
      validate(schema, parse(question)).map(({ message }) => message),
      [],
    );
  });
}

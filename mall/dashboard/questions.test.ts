/** Every question of the pages fits the admin API's schema. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildASTSchema, parse, validate } from "graphql";
import * as questions from "./questions.ts";

const ours = ["admin-schema", "admin-schema-bank", "admin-schema-studio"].map((name) => {
  const source = readFileSync(new URL(`../src/${name}.ts`, import.meta.url), "utf8");
  return /gql`([\s\S]*)`/.exec(source)![1]!;
});
const schema = buildASTSchema(
  parse(
    `scalar DateTime scalar Upload type Query { _: Int } type Mutation { _: Int } ${ours.join("")}`,
  ),
);

for (const [name, question] of Object.entries(questions)) {
  test(`the question ${name} fits the schema`, () => {
    assert.deepEqual(
      validate(schema, parse(question)).map(({ message }) => message),
      [],
    );
  });
}

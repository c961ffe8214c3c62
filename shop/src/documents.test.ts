/** Every question the pages ask is one that the mall can answer: all documents against its schema. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildSchema, Kind, parse, validate, type FragmentDefinitionNode } from "graphql";
import { shopDocuments } from "../../mall/src/shop-documents-kit.ts";

const HERE = new URL("./", import.meta.url);
const schema = buildSchema(readFileSync(new URL("../schema.graphql", HERE), "utf8"));

const documents = shopDocuments();
const fragments = new Map(
  documents
    .flatMap(({ text }) => parse(text).definitions)
    .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
    .map((node) => [node.name.value, node]),
);

/** What a document needs, with the fragments it names. */
function whole(text: string): ReturnType<typeof parse> {
  const document = parse(text);
  const definitions = new Set(document.definitions);
  for (const definition of definitions) {
    const names = JSON.stringify(definition).matchAll(
      /"kind":"FragmentSpread","name":\{"kind":"Name","value":"(\w+)"/g,
    );
    for (const [, name] of names) {
      const fragment = fragments.get(name!);
      assert.ok(fragment !== undefined, `The fragment ${name} is nowhere.`);
      definitions.add(fragment);
    }
  }
  return { ...document, definitions: [...definitions] };
}

test("all documents ask what the schema has", () => {
  assert.ok(documents.length > 10, `only ${documents.length} documents were found`);
  for (const { path, text } of documents) {
    const isOperation = parse(text).definitions.some(
      ({ kind }) => kind === Kind.OPERATION_DEFINITION,
    );
    if (!isOperation) continue;
    const errors = validate(schema, whole(text)).map(({ message }) => message);
    assert.deepEqual(errors, [], `${path}: ${text}`);
  }
});

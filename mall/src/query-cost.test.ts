/** What a request may cost: all that the shop asks has room, one file under fifty names has not. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  parse,
  typeFromAST,
  type DefinitionNode,
  type GraphQLInputType,
  type OperationDefinitionNode,
} from "graphql";
import { openSession } from "../sample/client.ts";
import { logInAdmin, openKit, type Kit } from "./mall-kit.ts";
import { COST_MOST, costOf } from "./query-cost.ts";
import { SHOP, shopDocuments } from "./shop-documents-kit.ts";

const schema = buildSchema(readFileSync(join(SHOP, "schema.graphql"), "utf8"));

let kit: Kit;
before(async () => {
  kit = await openKit();
});
after(() => kit.close());

function cost(text: string, variables: { readonly [name: string]: unknown } = {}): number {
  const document = parse(text);
  return costOf(schema, document, operationIn(document.definitions)!, variables);
}

const operationIn = (nodes: readonly DefinitionNode[]): OperationDefinitionNode | undefined =>
  nodes.find((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);

const named = (field: string, count: number): string =>
  Array.from({ length: count }, (_, k) => `a${k}: ${field}`).join(" ");
const FILES = named("statementProof", 50);

/** Something that fits a variable, and asks for a page of the shop's own length. */
function valueOf(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType);
  if (isListType(type)) return [valueOf(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return Object.fromEntries(
      fields
        .filter((field) => isRequiredInputField(field) || field.name === "take")
        .map((field) => [field.name, field.name === "take" ? 24 : valueOf(field.type)]),
    );
  }
  if (["Int", "Float", "Money"].includes(type.name)) return 50;
  return type.name === "Boolean" ? true : "1";
}

test("all that the shop asks costs half of the most, or less", () => {
  const documents = shopDocuments().map(({ text }) => parse(text).definitions);
  const fragments = documents.flat().filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  let operationCount = 0;
  for (const nodes of documents) {
    const operation = operationIn(nodes);
    if (operation === undefined) continue;
    operationCount += 1;
    const given = (operation.variableDefinitions ?? []).map(({ variable, type }) => [
      variable.name.value,
      valueOf(typeFromAST(schema, type as never) as GraphQLInputType),
    ]);
    const definitions = [operation, ...fragments];
    const document = { kind: Kind.DOCUMENT, definitions } as const;
    const found = costOf(
      schema,
      document,
      operation,
      Object.fromEntries(given) as { [name: string]: unknown },
    );
    assert.ok(found > 0 && found <= COST_MOST.shop / 2, `${operation.name?.value}: ${found}`);
  }
  assert.ok(operationCount > 50, `only ${operationCount} were found`);
});

test("a list costs as much as it may have items, and lists within lists multiply", () => {
  assert.equal(cost("{ programme { name nav } }"), 3);
  assert.equal(cost("{ programme { closeRoots(most: 30) { root } } }"), 1 + 1 + 30);
  assert.equal(
    cost("query ($most: Int) { programme { closeRoots(most: $most) { root } } }", { most: 7 }),
    9,
  );
  assert.equal(cost("{ products(options: { take: 10 }) { items { id name } } }"), 1 + 10 * 3);
  assert.equal(cost("{ products { items { id } totalItems } }"), 1 + 100 * 3);
  assert.equal(cost("{ search(input: { take: 24 }) { items { sku } } }"), 1 + 24 * 2);
  const within = (inner: string): string =>
    `{ collections(options: { take: 50 }) { items { productVariants(options: { take: 50 }) { items ${inner} } } } }`;
  assert.ok(cost(within("{ id }")) < COST_MOST.shop);
  assert.ok(cost(within("{ id name sku price }")) > COST_MOST.shop);
});

test("nothing that is asked beside it makes a request cheaper", () => {
  assert.ok(cost(`{ ${FILES} }`) > COST_MOST.shop);
  for (const beside of [
    "products { __typename }",
    "products(options: { take: -1000000 }) { items { id name } }",
    "products(options: { take: 0 }) { items { id } }",
    "... on Query { programme { name } }",
  ]) {
    assert.ok(cost(`{ ${FILES} ${beside} }`) >= cost(`{ ${FILES} }`), beside);
  }
  assert.ok(cost(`{ ...F } fragment F on Query { ${FILES} }`) > COST_MOST.shop);
  assert.ok(cost(`{ ... { ${FILES} } }`) > COST_MOST.shop);
});

test("weighing takes as long as the text is: fragments that double each other are weighed once", () => {
  const levels = Array.from(
    { length: 60 },
    (_, k) => `fragment F${k} on Programme { ...F${k + 1} ...F${k + 1} }`,
  ).join(" ");
  const began = performance.now();
  const found = cost(`{ programme { ...F0 } } ${levels} fragment F60 on Programme { name }`);
  assert.ok(found > COST_MOST.shop);
  assert.ok(performance.now() - began < 1_000);
});

test("the mall refuses a file under fifty names before it makes any, and says why in both languages", async () => {
  for (const field of ["statementProof", "statementFile", "myDataFile"]) {
    const ask = openSession(kit.url, "shop-api");
    await assert.rejects(ask(`{ ${named(field, 50)} }`), {
      code: "mall.query_too_costly",
      message:
        "This request asks for too much at once: its cost is 150000, and 10000 the most. " +
        "Ask for less, or in several requests.",
    });
  }
  const chinese = openSession(kit.url, "shop-api", "zh_Hans");
  await assert.rejects(chinese(`{ ${FILES} }`), { message: /^这个请求一次要得太多/ });
  const logins = named('login(username: "a", password: "b") { __typename }', 60);
  const stranger = openSession(kit.url, "shop-api");
  await assert.rejects(stranger(`mutation { ${logins} }`), { code: "mall.query_too_costly" });
  const tried = await kit.sql("SELECT FROM patronage_login");
  assert.equal(tried.length, 0, "none of them was tried");
});

test("the admin API has a limit too, for whoever has logged in and whoever has not", async () => {
  const variants = "variants { product { variants { product { variants { id } } } } }";
  const dear = `{ products { items { ${named(variants, 10)} } } }`;
  const stranger = openSession(kit.url, "admin-api");
  await assert.rejects(stranger(dear), { code: "mall.query_too_costly" });
  const ask = await logInAdmin(kit);
  await assert.rejects(ask(dear), { code: "mall.query_too_costly" });
  await ask("{ products { items { id name variants { id sku } } } }");
});

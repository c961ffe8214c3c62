/** The types: they are what the description says. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import openapiTS, { astToString } from "openapi-typescript";

const DESCRIPTION = new URL("../openapi.json", import.meta.url);
const TYPES = join(import.meta.dirname, "schema.d.ts");

test("the client's types are made of the description", async () => {
  const printed = astToString(await openapiTS(DESCRIPTION, { alphabetize: false }));
  if (process.env["PATRONAGE_SCHEMA"] === "write") writeFileSync(TYPES, printed);
  assert.ok(
    readFileSync(TYPES, "utf8") === printed,
    "api/src/schema.d.ts is not what api/openapi.json describes. Run this test with " +
      "PATRONAGE_SCHEMA=write in the environment.",
  );
});

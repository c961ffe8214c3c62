/** The description: what is committed is what the server says, and everything in it is of one kind. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withServer } from "./server-kit.ts";

const FILE = join(import.meta.dirname, "../../api/openapi.json");

test("the API's description is what the server says of itself", async () => {
  await withServer(async ({ ask }) => {
    const { json } = await ask("GET", "/openapi.json", { token: undefined });
    const printed = `${JSON.stringify(json, undefined, 2)}\n`;
    if (process.env["PATRONAGE_SCHEMA"] === "write") writeFileSync(FILE, printed);
    assert.ok(
      readFileSync(FILE, "utf8") === printed,
      "api/openapi.json is not what the server says. Run this test with PATRONAGE_SCHEMA=write in the " +
        "environment, then that of api/.",
    );
  });
});

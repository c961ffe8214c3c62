/** Every reason for which a request is refused has a sentence in both languages, with the same facts. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MESSAGES_EN } from "./messages-en.ts";
import { MESSAGES_ZH } from "./messages-zh.ts";

const HERE = import.meta.dirname;
const SOURCE = readdirSync(HERE)
  .filter((name) => name.endsWith(".ts") && !/(test|-kit|messages-..)\.ts$/.test(name))
  .map((name) => readFileSync(join(HERE, name), "utf8"))
  .join("\n");

/** The reasons that stand in the code. */
const REASONS = new Set(
  [/MallError\(\s*"([a-z_]+)"/g, /"mall\.([a-z_]+)"/g, /readAmount\(\w+, "([a-z_]+)"/g].flatMap(
    (pattern) => Array.from(SOURCE.matchAll(pattern), ([, reason]) => reason!),
  ),
);
const factsOf = (sentence: string): string[] =>
  Array.from(sentence.matchAll(/\{(\w+)\}/g), ([, fact]) => fact!).sort();

test("every reason has a sentence in both languages, and every sentence a reason", () => {
  const told = [...REASONS, "refused"].sort();
  assert.deepEqual(Object.keys(MESSAGES_EN).sort(), told);
  assert.deepEqual(Object.keys(MESSAGES_ZH).sort(), told);
});

test("both languages tell the same facts", () => {
  for (const [reason, sentence] of Object.entries(MESSAGES_EN)) {
    if (reason === "refused") continue;
    assert.deepEqual(factsOf(MESSAGES_ZH[reason]!), factsOf(sentence), reason);
  }
});

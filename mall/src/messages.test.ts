/** Every reason for which a request is refused has a sentence in both languages, with the same facts, in yuan. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MallError } from "./mall.ts";
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
/** What is told in the reader's own language is one fact in both. */
const factsOf = (sentence: string): string[] =>
  Array.from(sentence.matchAll(/\{(\w+)\}/g), ([, fact]) => fact!.replace("zh", "en")).sort();

test("every reason has a sentence in both languages, and every sentence a reason", () => {
  const told = [...REASONS, "refused"].sort();
  assert.deepEqual(Object.keys(MESSAGES_EN).sort(), told);
  assert.deepEqual(Object.keys(MESSAGES_ZH).sort(), told);
});

test("both languages tell the same facts", () => {
  for (const [reason, sentence] of Object.entries(MESSAGES_EN)) {
    assert.deepEqual(factsOf(MESSAGES_ZH[reason]!), factsOf(sentence), reason);
    assert.doesNotMatch(sentence, /\{zh\}/);
    assert.doesNotMatch(MESSAGES_ZH[reason]!, /\{en\}/);
  }
});

test("no sentence shows anybody fen or micro-shares", () => {
  for (const sentence of [...Object.values(MESSAGES_EN), ...Object.values(MESSAGES_ZH)]) {
    assert.doesNotMatch(sentence, /(Minor|Micro)\}|\} ?(fen|分(?!钟)|micro|微股)/);
  }
});

test("facts in fen and micro-shares are there in yuan and shares too; its reason is an error's code", () => {
  const facts = { leastMinor: "100", leftMinor: "5", sharesMicro: "1500000" };
  const error = new MallError("withdrawal_too_small", facts);
  assert.deepEqual(error.variables, { ...facts, least: "1.00", left: "0.05", shares: "1.5" });
  assert.equal(error.extensions["code"], "mall.withdrawal_too_small");
  const told = { most: "400", mostMinor: "12345", partMinor: "a part" };
  assert.deepEqual(new MallError("some", told).variables, told);
});

/** A text mentions a mail address, or one that only looks like it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionOf } from "./mail-address.ts";

const mentions = (text: string): boolean => new RegExp(mentionOf("Ann@Example.com")).test(text);

test("an address is found wherever it stands whole", () => {
  for (const text of [
    "ann@example.com",
    '{"recipient":"ann@example.com"}',
    '{"data":"{\\"identifier\\":\\"ann@example.com\\"}"}',
    "Ann <ann@example.com>, and others",
    "write to ann@example.com.",
    "a line\\nann@example.com\\n",
    "a line\nann@example.com\n",
    "to=ann@example.com&more",
    "mailto:ann@example.com?subject=hello",
  ]) {
    assert.ok(mentions(text), text);
  }
});

test("a longer address is somebody else's", () => {
  for (const text of [
    '{"recipient":"joann@example.com"}',
    '{"recipient":"jo.ann@example.com"}',
    '{"recipient":"jo+ann@example.com"}',
    '{"recipient":"ann@example.com.au"}',
    '{"recipient":"ann@example.community"}',
    '{"recipient":"annxexample.com"}',
  ]) {
    assert.ok(!mentions(text), text);
  }
});

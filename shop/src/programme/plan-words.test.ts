import assert from "node:assert/strict";
import { test } from "node:test";
import { groupPlanWords } from "./plan-words.ts";

test("a plan's words stand by their categories, and the rules by themselves", () => {
  const words = ["Category a", "  one;", "  two.", "", "Category b", "  three.", "", "A rule."];
  assert.deepEqual(groupPlanWords(words, ["a", "b"]), {
    categories: [
      { category: "a", lines: ["one;", "two."] },
      { category: "b", lines: ["three."] },
    ],
    rules: ["A rule."],
  });
});

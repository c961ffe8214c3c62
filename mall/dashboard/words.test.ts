/** Both languages say the same things, and neither promises what the programme does not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogueOf } from "./menu.ts";
import { langOf, tell, tellCode } from "./words.ts";
import { WORDS_EN, type Word } from "./words-en.ts";
import { WORDS_ZH } from "./words-zh.ts";

const names = Object.keys(WORDS_EN) as Word[];
const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test("Chinese has every word that English has, with the same places to fill in", () => {
  assert.deepEqual(Object.keys(WORDS_ZH), names);
  for (const name of names) assert.deepEqual(places(WORDS_ZH[name]), places(WORDS_EN[name]), name);
});

test("nothing is guaranteed, free, or only ever rises", () => {
  for (const name of names) {
    assert.doesNotMatch(WORDS_EN[name], /guarante|only rises|\bfree\b|risk-free/i, name);
    assert.doesNotMatch(WORDS_ZH[name], /保证|保本|只涨|稳赚|免费|无风险/, name);
  }
});

test("what stands in braces is filled in, and unknown codes speak for themselves", () => {
  assert.equal(tell("en", "journal.title", { seq: "7" }), "Journal entry 7");
  assert.equal(tell("zh", "journal.title", { seq: "7" }), "账本第 7 条");
  assert.equal(tellCode("zh", "state", "paid"), "已付款");
  assert.equal(tellCode("zh", "state", "novel"), "novel");
});

test("every Chinese is Chinese", () => {
  assert.equal(langOf("zh_Hans"), "zh");
  assert.equal(langOf("zh-CN"), "zh");
  assert.equal(langOf("de"), "en");
});

test("the menu has its titles in both languages", () => {
  assert.deepEqual(catalogueOf("en")["patronage.nav.holders"], ["Holders"]);
  assert.deepEqual(catalogueOf("zh")["patronage.nav.holders"], ["会员"]);
});

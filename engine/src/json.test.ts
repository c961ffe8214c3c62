import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, isJsonObject, parseJson, type Json } from "./json.ts";

test("[NM4] whole numbers are read digit for digit, at any size", () => {
  const big = "123456789012345678901234567890";
  assert.equal(parseJson(big), BigInt(big));
  assert.equal(parseJson("9007199254740993"), 9_007_199_254_740_993n);
  assert.deepEqual(parseJson("[0, 7, -7, 10]"), [0n, 7n, -7n, 10n]);
  assert.deepEqual(parseJson('{"a":{"b":[12]}}'), { a: { b: [12n] } });
});

test("[NM4] a number written otherwise stays a number, and texts stay texts", () => {
  for (const text of ["1.0", "1e3", "1E3", "0.5", "-0.5", "10.00", "1e400"]) {
    assert.equal(typeof parseJson(text), "number", text);
  }
  assert.deepEqual(parseJson('["12", true, false, null]'), ["12", true, false, null]);
});

test("[NM4] what is no JSON is a failure of whoever sent it", () => {
  for (const text of ["", "{", "01", "+1", "1.", "{'a':1}", "[1,]", "undefined"]) {
    assert.throws(() => parseJson(text), SyntaxError, text);
  }
});

test("[NM4] an object is neither null nor a list", () => {
  assert.ok(isJsonObject({}));
  for (const value of [null, [], "a", 1n, 1.5, true, undefined]) {
    assert.equal(isJsonObject(value), false);
  }
});

test("[NM5] the canonical text has its keys in code-unit order and no white space", () => {
  const value: Json = { b: 1n, a: [true, null, "x\n"], "￿": 2n, "𝕏": 0.5, é: {}, B: [] };
  const text = '{"B":[],"a":[true,null,"x\\n"],"b":1,"é":{},"𝕏":0.5,"￿":2}';
  assert.equal(canonicalJson(value), text);
  assert.equal(canonicalJson([]), "[]");
  assert.equal(canonicalJson({}), "{}");
  assert.equal(canonicalJson(["a", "b"]), '["a","b"]');
  assert.equal(canonicalJson(10n ** 30n), `1${"0".repeat(30)}`);
  assert.equal(canonicalJson(null), "null");
});

test("[NM5] equal contents have equal texts, and a text is never a number's", () => {
  const texts = ['{"a":1,"b":{"c":2,"d":3}}', ' { "b" : {"d":3, "c":2}, "a" : 1 }'];
  assert.equal(canonicalJson(parseJson(texts[0]!)), canonicalJson(parseJson(texts[1]!)));
  assert.notEqual(canonicalJson("1"), canonicalJson(1n));
  assert.notEqual(canonicalJson([1n, 2n]), canonicalJson([12n]));
  assert.equal(canonicalJson(parseJson('{"__proto__":1}')), '{"__proto__":1}');
});

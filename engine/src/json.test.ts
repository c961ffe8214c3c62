import assert from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
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

test("[NM4] beside numbers that are not whole, and in texts that look like some, nothing changes", () => {
  assert.deepEqual(parseJson("[1, 2.0, 3]"), [1n, 2, 3n]);
  assert.deepEqual(parseJson('{"a":"x: 1.5, [2e3]","b":7,"c":["1.0"]}'), {
    ...{ a: "x: 1.5, [2e3]", b: 7n },
    c: ["1.0"],
  });
  assert.deepEqual(parseJson('[1, 9007199254740993, { "b": 2 }]'), [
    ...[1n, 9_007_199_254_740_993n],
    { b: 2n },
  ]);
  assert.deepEqual(parseJson("[ -0 , -9007199254740993 ]"), [0n, -9_007_199_254_740_993n]);
  assert.deepEqual(parseJson(" \n 12 "), 12n);
  assert.deepEqual(parseJson("\t-1.5"), -1.5);
  const own = parseJson('{"__proto__":{"a":3},"b":[[4]]}');
  assert.equal(canonicalJson(own), '{"__proto__":{"a":3},"b":[[4]]}');
  assert.deepEqual(Object.keys(own as object), ["__proto__", "b"]);
});

test("[NM4] whatever is written, each number is read as it is written", () => {
  type Written = readonly [text: string, value: Json];
  const space = fc.constantFrom("", " ", "\n", "\t ");
  const whole = fc
    .oneof(fc.bigInt({ min: -20n, max: 20n }), fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }))
    .map((value): Written => [`${value}`, value]);
  const broken = fc
    .constantFrom("1.0", "-2.50", "1e3", "0.1", "12E-2", "0e0")
    .map((text): Written => [text, Number(text)]);
  const words = fc.constantFrom("", ":1.5", ",2", "[3.", '"', "1e9", "__proto__");
  const text = words.map((value): Written => [JSON.stringify(value), value]);
  const { tree } = fc.letrec<{ tree: Written }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      { weight: 6, arbitrary: whole },
      { weight: 1, arbitrary: broken },
      text,
      fc
        .array(fc.tuple(space, tie("tree")), { maxLength: 4 })
        .map((items): Written => [
          `[${items.map(([gap, [each]]) => gap + each + gap).join(",")}]`,
          items.map(([, [, value]]) => value),
        ]),
      fc
        .uniqueArray(fc.tuple(words, space, tie("tree")), {
          maxLength: 3,
          selector: ([key]) => key,
        })
        .map((items): Written => [
          `{${items.map(([key, gap, [each]]) => `${JSON.stringify(key)}:${gap}${each}`).join(",")}}`,
          Object.fromEntries(items.map(([key, , [, value]]) => [key, value])),
        ]),
    ),
  }));
  fc.assert(
    fc.property(tree, ([written, value]) => assert.deepEqual(parseJson(written), value)),
    { seed: 20260301, numRuns: 500 },
  );
});

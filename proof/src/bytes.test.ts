/** Bytes and the hash are those of everybody else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesOf, hexOf, utf8 } from "./bytes.ts";
import { canonicalText, readCanonical, type Json } from "./canonical.ts";
import { sha256 } from "./sha256.ts";

test("SHA-256 is what FIPS 180-4 works out by hand, for one block, for two, and for many", () => {
  const vectors = [
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ] as const;
  for (const [text, hash] of vectors) assert.equal(hexOf(sha256(utf8(text))), hash);
});

test("a text's bytes are its UTF-8", () => {
  const isSame = (text: string): void =>
    assert.deepEqual(Buffer.from(utf8(text)), Buffer.from(text, "utf8"));
  for (const text of ["", "héllo", "股权价格", "𝔸😀", "\ud800", "a\udc00b", "\u0000\u007f\u0080"]) {
    isSame(text);
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), isSame));
});

test("hexadecimal digits are read as they were written, and nothing else is", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.deepEqual(bytesOf(hexOf(bytes), bytes.length), bytes);
    }),
  );
  for (const hex of ["0", "zz", "AA", "0a0a", "0x"]) assert.equal(bytesOf(hex, 1), undefined);
});

test("of a value only its one text is read", () => {
  const value: Json = { b: [1, "x", null, true], a: { "\u{1f600}": "", "\uffff": -3 }, "": [] };
  const text = canonicalText(value);
  assert.equal(text, '{"":[],"a":{"\u{1f600}":"","\uffff":-3},"b":[1,"x",null,true]}');
  assert.deepEqual(readCanonical(text), value);
  const others = [
    `${text} `,
    ` ${text}`,
    text.replace("1", "1.0"),
    text.replace(",", " ,"),
    "{",
    "",
  ];
  others.push(
    '{"b":1,"a":1}',
    '{"a":1,"a":1}',
    "0.5",
    "-0",
    "1e3",
    "9007199254740993",
    '"\\u0061"',
  );
  others.push('{"a":0.5}', "[1,0.5]", "[0.5,1]", '{"a":{"b":1e+21}}', "[9007199254740992]");
  for (const other of others) assert.equal(readCanonical(other), undefined, other);
  assert.deepEqual(readCanonical("[1,[-2]]"), [1, [-2]]);
});

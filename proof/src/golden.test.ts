/**
 * Golden vectors: `golden/*.json` hold a tree and statement files, for any other implementation to run.
 * `docs/reference/verify-statement.py` does. They were made once, and do not change.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import statements from "../golden/statement-1.json" with { type: "json" };
import vector from "../golden/tree-1.json" with { type: "json" };
import { bytesOf, hexOf, utf8 } from "./bytes.ts";
import { canonicalText, type Json, type JsonObject } from "./canonical.ts";
import { chainAfter, closeJson, NO_CHAIN, readClose } from "./chain.ts";
import { checkStatement } from "./check.ts";
import { emptyNodes, NODE_BYTES, saltOf, writeLeaf, type Leaf } from "./node.ts";
import { checkPath, pathText, readPath } from "./path.ts";
import { readKey, readTreeClose, treeClose, treeCloseJson, type Day } from "./root.ts";
import { sha256 } from "./sha256.ts";
import { sumsOf, type Figures } from "./sums.ts";
import { createTree, placeOf, siblingsOf, topOf } from "./tree.ts";

const { key: keyText, ...keptJson } = vector.close;
const KEY = readKey(keyText)!;
const CLOSE = readTreeClose(keptJson)!;
const DAY: Day = { ...CLOSE, ...vector.day };

function leafOf(number: number): Leaf {
  const one = vector.holders[number]!;
  const { id, tier } = one;
  const sharesMicro = BigInt(one.sharesMicro);
  const quotaE18 = BigInt(one.quotaE18);
  const isEligible = sharesMicro > 0n && quotaE18 > 0n;
  const figures: Figures = {
    ...{ holders: 1, sharesMicro, quotaE18, dividendsE18: BigInt(one.dividendsE18) },
    ...{ payoutsMinor: BigInt(one.payoutsMinor), withdrawnMinor: BigInt(one.withdrawnMinor) },
    eligibleMicro: isEligible ? sharesMicro : 0n,
    heads: CLOSE.headsE18.map((_, k) => (isEligible && tier === k + 1 ? 1 : 0)),
  };
  return { id, tier, sums: sumsOf(figures, DAY) };
}

test("the golden tree is built, hashed and walked as it was when the encoding was frozen", () => {
  const tree = createTree(sha256, KEY, leafOf, vector.holders.length);
  assert.equal(hexOf(topOf(tree).bytes), vector.top);
  assert.deepEqual(treeCloseJson(treeClose(sha256, topOf(tree), DAY), KEY), vector.close);
  for (const { number, place, id, salt, node, path } of vector.holders) {
    assert.equal(placeOf(number), place);
    assert.equal(hexOf(saltOf(sha256, KEY, id)), salt);
    const leaf = emptyNodes(1);
    const standing = { leaf: leafOf(number), number, salt: bytesOf(salt, 32)! };
    writeLeaf(sha256, standing.leaf, standing.salt, leaf.bytes, 0);
    assert.equal(hexOf(leaf.bytes), node);
    assert.equal(node.length, 2 * NODE_BYTES);
    assert.deepEqual(pathText(siblingsOf(tree, number)), path);
    assert.equal(checkPath(sha256, standing, readPath(path)!, CLOSE, DAY), undefined);
  }
});

test("the golden chain is linked as it was, from the beginning to the close", () => {
  let chain = NO_CHAIN;
  for (const link of vector.links) {
    const close = readClose(link.close)!;
    assert.deepEqual(closeJson(close), link.close);
    chain = chainAfter(sha256, chain, close);
    assert.equal(chain, link.chain);
  }
  assert.equal(chain, CLOSE.chain);
});

test("the golden statement files fit, every kind of entry among them", () => {
  const kinds = new Set<string>();
  for (const { text } of statements.files) {
    const verdict = checkStatement(text, sha256);
    assert.ok(verdict.ok);
    for (const { kind } of verdict.checked.statement.entries) kinds.add(kind);
  }
  assert.equal(kinds.size, 11);
});

type GoldenLie = { of: number; at: (string | number)[]; value?: Json; code: string; where: string };
const LIES = statements.lies as GoldenLie[];

/** The text of a lie: another value at a place, or none, and the digest that goes with it. */
function lyingText({ of, at, value }: GoldenLie): string {
  const json = JSON.parse(statements.files[of]!.text) as JsonObject;
  delete json["digest"];
  let place: { [step: string | number]: Json } = json;
  for (const step of at.slice(0, -1)) place = place[step] as typeof place;
  const last = at.at(-1)!;
  if (value !== undefined) place[last] = value;
  else if (Array.isArray(place)) place.splice(last as number, 1);
  else delete place[last];
  return `${canonicalText({ ...json, digest: hexOf(sha256(utf8(canonicalText(json)))) })}\n`;
}

test("each golden lie, and each forged file, is refused by what does not fit", () => {
  const found = (text: string): string => {
    const verdict = checkStatement(text, sha256);
    return verdict.ok ? "fits" : `${verdict.fault.code} ${verdict.fault.where}`;
  };
  for (const lie of LIES) {
    const about = `${lie.at.join(".")}: ${JSON.stringify(lie.value)}`;
    assert.equal(found(lyingText(lie)), `${lie.code} ${lie.where}`, about);
  }
  for (const { about, code, where, text } of statements.forged) {
    assert.equal(found(text), `${code} ${where}`, about);
  }
});

test("what the operator says of the cash may be anything, an account in debt too", () => {
  const attestation = { date: "2026-01-31", by: "A bank", cashMinor: "-5", text: "" };
  for (const cashMinor of ["-5", "0", "5"]) {
    const value = { ...attestation, cashMinor };
    const verdict = checkStatement(
      lyingText({ of: 0, at: ["attestation"], value, code: "", where: "" }),
      sha256,
    );
    assert.ok(verdict.ok);
    const { statement } = verdict.checked;
    assert.deepEqual(statement.attestation, { ...value, cashMinor: BigInt(cashMinor) });
  }
});

test("what was found in a file that fits is told", () => {
  const [first, second] = statements.files.map(({ text }) => {
    const verdict = checkStatement(text, sha256);
    assert.ok(verdict.ok);
    const { statement, first: before, last, ...checked } = verdict.checked;
    assert.equal(before, statement.before);
    assert.equal(last, statement.closes.at(-1));
    return checked;
  });
  assert.deepEqual(first, {
    ...{ closeCount: 28, dividendDays: 3, redeemedCount: 1 },
    ...{ dividendsMinor: 182_335n, walletMinor: 182_827n },
  });
  assert.deepEqual(second, {
    ...{ closeCount: 33, dividendDays: 6, redeemedCount: 2 },
    ...{ dividendsMinor: 99n, walletMinor: 55n },
  });
});

test("a file with a changed, missing or additional byte is refused, wherever it is", () => {
  for (const { text } of statements.files) {
    for (let place = 0; place < text.length; place += 149) {
      const other = String.fromCharCode(text.charCodeAt(place) ^ (place % 2 === 0 ? 1 : 32));
      const [before, after] = [text.slice(0, place), text.slice(place + 1)];
      for (const changed of [
        before + other + after,
        before + after,
        `${before} ${text[place]}${after}`,
      ]) {
        assert.ok(!checkStatement(changed, sha256).ok, `byte ${place}`);
      }
    }
  }
});

test("what nobody wrote is no statement, and stops nothing", () => {
  for (const text of [
    "",
    "\n",
    "{}\n",
    "[]\n",
    "null\n",
    "[".repeat(100_000),
    '{"kind":1}\n',
    "1\n",
  ]) {
    assert.ok(!checkStatement(text, sha256).ok);
  }
});

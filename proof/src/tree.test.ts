/** The tree adds up, whatever happened in between, and any changed figure of any leaf changes its root. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HASH_BYTES, hexOf } from "./bytes.ts";
import { emptyNodes, NODE_BYTES, saltOf, writeLeaf, type Leaf } from "./node.ts";
import { checkPath, pathText, readPath } from "./path.ts";
import { readTreeClose, topNode, treeClose, treeCloseJson, type Day } from "./root.ts";
import { sha256 } from "./sha256.ts";
import {
  addSums,
  figuresAt,
  readSums,
  SUMS_BYTES,
  sumsOf,
  unsound,
  walletsE18,
  writeSums,
} from "./sums.ts";
import type { Figures, Sums } from "./sums.ts";
import {
  createTree,
  depthOf,
  freshen,
  placeOf,
  rise,
  siblingsOf,
  staleCount,
  topOf,
  touchLeaf,
} from "./tree.ts";

const KEY = new Uint8Array(32).fill(7);

const DAY: Day = {
  ...{ programme: "red-wine", date: "2026-01-31" },
  ...{ indexE18: 10n ** 15n, headsE18: [3n * 10n ** 18n, 10n ** 19n] },
  ...{ reserveE18: 10n ** 24n, outstandingMicro: 10n ** 12n, chain: "5".repeat(64) },
};

const amount = (most: bigint): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: most });

const holder = fc
  .record({
    ...{ sharesMicro: amount(10n ** 9n), quotaE18: amount(10n ** 25n), tier: fc.nat(2) },
    ...{ dividendsE18: amount(10n ** 25n), payoutsMinor: amount(10n ** 9n) },
    ...{ withdrawn: fc.nat(100) },
  })
  .map(({ tier, withdrawn, ...amounts }) => {
    const wallet = amounts.dividendsE18 / 10n ** 18n + amounts.payoutsMinor;
    const isEligible = amounts.sharesMicro > 0n && amounts.quotaE18 > 0n;
    const figures: Figures = {
      ...{ ...amounts, holders: 1, withdrawnMinor: (wallet * BigInt(withdrawn)) / 100n },
      eligibleMicro: isEligible ? amounts.sharesMicro : 0n,
      heads: [1, 2].map((own) => (isEligible && own === tier ? 1 : 0)),
    };
    return { tier, figures };
  });
type Holder = { readonly tier: number; readonly figures: Figures };

const leavesOf =
  (holders: readonly Holder[]) =>
  (number: number): Leaf => {
    const { tier, figures } = holders[number]!;
    return { id: `h${number}`, tier, sums: sumsOf(figures, DAY) };
  };

const closeOf = (holders: readonly Holder[]) =>
  treeClose(sha256, topOf(createTree(sha256, KEY, leavesOf(holders), holders.length)), DAY);

function added(holders: readonly Holder[]): Figures {
  const zero: Figures = {
    ...{ holders: 0, heads: [0, 0], sharesMicro: 0n, eligibleMicro: 0n },
    ...{ dividendsE18: 0n, quotaE18: 0n, payoutsMinor: 0n, withdrawnMinor: 0n },
  };
  return holders.reduce((sum, { figures }) => {
    const names = Object.keys(zero).filter((name) => name !== "heads" && name !== "holders");
    const amounts = names.map((name) => {
      const key = name as "sharesMicro";
      return [name, sum[key] + figures[key]];
    });
    return {
      ...(Object.fromEntries(amounts) as Figures),
      holders: sum.holders + 1,
      heads: sum.heads.map((count, k) => count + figures.heads[k]!),
    };
  }, zero);
}

test("the totals of a close are what all holders have, to the last 10^-18 of a fen", () => {
  const property = fc.property(fc.array(holder, { maxLength: 60 }), (holders) => {
    const { figures } = closeOf(holders);
    assert.deepEqual(figures, added(holders));
    const wallets = holders.reduce((sum, one) => sum + walletsE18(one.figures), 0n);
    assert.equal(walletsE18(figures), wallets);
  });
  fc.assert(property, { numRuns: 60 });
});

test("any changed figure of any leaf changes the root, and so do its id, its tier and the day", () => {
  const property = fc.property(
    fc.array(holder, { minLength: 1, maxLength: 20 }),
    fc.nat(),
    fc.constantFrom("sharesMicro", "quotaE18", "dividendsE18", "payoutsMinor", "withdrawnMinor"),
    (holders, place, name) => {
      const k = place % holders.length;
      const one = holders[k]!;
      const roots = new Set([closeOf(holders).root]);
      const changed = { ...one, figures: { ...one.figures, [name]: one.figures[name] + 1n } };
      roots.add(closeOf(holders.with(k, changed)).root);
      roots.add(closeOf(holders.with(k, { ...one, tier: one.tier + 1 })).root);
      roots.add(closeOf([...holders, one]).root);
      const leaf = leavesOf(holders);
      const renamed = createTree(
        ...[sha256, KEY],
        (number) => (number === k ? { ...leaf(number), id: "other" } : leaf(number)),
        holders.length,
      );
      roots.add(treeClose(sha256, topOf(renamed), DAY).root);
      const tree = createTree(sha256, KEY, leaf, holders.length);
      const days = [{ date: "2026-02-01" }, { programme: "tea" }, { chain: "6".repeat(64) }];
      const figuresToo = [{ reserveE18: 1n }, { outstandingMicro: 1n }, { indexE18: 1n }];
      for (const day of [...days, ...figuresToo, { headsE18: [3n, 10n] }]) {
        roots.add(treeClose(sha256, topOf(tree), { ...DAY, ...day }).root);
      }
      assert.equal(roots.size, 12);
    },
  );
  fc.assert(property, { numRuns: 40 });
});

test("a tree kept up over joins and changes is the one built at once", () => {
  const property = fc.property(
    fc.array(fc.tuple(fc.nat(2_400), holder, fc.nat(3)), { minLength: 1, maxLength: 40 }),
    (steps) => {
      const holders: Holder[] = [];
      const tree = createTree(sha256, KEY, (number) => leavesOf(holders)(number), 0);
      for (const [place, one, deed] of steps) {
        // Far beyond the last one: everybody in between joins as well.
        for (let k = Math.min(holders.length, place); k <= place; k++) {
          holders[k] = one;
          touchLeaf(tree, k);
        }
        if (deed === 0) freshen(tree, 3);
        if (deed === 2) rise(tree, 5);
        if (deed === 1) topOf(tree);
      }
      const { root } = closeOf(holders);
      assert.equal(treeClose(sha256, topOf(tree), DAY).root, root);
      assert.equal(staleCount(tree), 0);
    },
  );
  fc.assert(property, { numRuns: 12 });
});

test("only the groups of those who changed are worked out again", () => {
  const one = fc.sample(holder, { numRuns: 1, seed: 1 })[0]!;
  const asked: number[] = [];
  const leaf = leavesOf(Array.from({ length: 5_000 }, () => one));
  const counting = (number: number): Leaf => {
    asked.push(number);
    return leaf(number);
  };
  const tree = createTree(sha256, KEY, counting, 5_000);
  topOf(tree);
  assert.equal(asked.length, 5_000);
  asked.length = 0;
  for (const number of [7, 8, 7, 4_000]) touchLeaf(tree, number);
  topOf(tree);
  assert.ok(asked.includes(7) && asked.includes(8) && asked.includes(4_000));
  assert.ok(asked.length <= 3 * 8);
});

test("a path leads from each leaf to the root, and from no other leaf or place", () => {
  for (const count of [1, 2, 3, 30, 1_025]) {
    const holders = fc.sample(holder, { numRuns: count, seed: count });
    const tree = createTree(sha256, KEY, leavesOf(holders), count);
    const close = treeClose(sha256, topOf(tree), DAY);
    assert.deepEqual(readTreeClose(treeCloseJson(close)), close);
    assert.deepEqual(topNode(close)?.bytes, topOf(tree).bytes);
    for (const number of new Set([0, 1, count - 1].filter((k) => k < count))) {
      const leaf = leavesOf(holders)(number);
      const salt = saltOf(sha256, KEY, leaf.id);
      const path = readPath(pathText(siblingsOf(tree, number)))!;
      assert.equal(path.length, depthOf(count));
      const standing = { leaf, number, salt };
      assert.equal(checkPath(sha256, standing, path, close, DAY), undefined);
      const code = (other: object, way = path): string | undefined =>
        checkPath(sha256, { ...standing, ...other }, way, close, DAY)?.code;
      assert.equal(code({ number: number + 1 }), number + 1 < count ? "top" : "depth");
      assert.equal(code({ salt: new Uint8Array(HASH_BYTES) }), "top");
      assert.equal(code({ leaf: { ...leaf, id: "other" } }), "top");
      assert.equal(code({}, path.slice(1)), "depth");
      assert.equal(code({}, [...path, path[0]!]), "depth");
      const other = checkPath(sha256, standing, path, { ...close, top: "none" }, DAY);
      assert.deepEqual(other, { code: "top", level: path.length });
      const sums = { ...leaf.sums, payoutsMinor: -1n };
      const debtor = checkPath(sha256, { ...standing, leaf: { ...leaf, sums } }, path, close, DAY);
      assert.deepEqual(debtor, { code: "below", level: 0 });
    }
  }
});

test("nobody is hidden behind a debt: a node with something below zero is refused at its level", () => {
  const holders = fc.sample(holder, { numRuns: 600, seed: 3 });
  for (const name of ["sharesMicro", "quotaE18", "dividendsE18", "withdrawnMinor"] as const) {
    // The one who stands beside the first takes away what the first has.
    const debtor = holders[512]!;
    const figures = { ...debtor.figures, [name]: -(10n ** 8n) };
    const cheated = holders.with(512, { ...debtor, figures });
    const tree = createTree(sha256, KEY, leavesOf(cheated), cheated.length);
    const close = treeClose(sha256, topOf(tree), DAY);
    const leaf = leavesOf(cheated)(0);
    const standing = { leaf, number: 0, salt: saltOf(sha256, KEY, leaf.id) };
    const fault = checkPath(sha256, standing, siblingsOf(tree, 0), close, DAY);
    assert.deepEqual(fault, { code: "below", level: 1 }, name);
  }
});

test("whoever stands beside a holder in a full block joined 512 others before or after it", () => {
  for (let number = 0; number < 4_096; number++) {
    assert.equal(placeOf(placeOf(number)), number);
    assert.equal(Math.abs(placeOf(placeOf(number) ^ 1) - number), 512);
  }
});

const RANGE = 2n ** 191n;
const anySums = fc.record({
  ...{ holders: fc.nat(), heads: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }) },
  ...Object.fromEntries(
    [
      ...["sharesMicro", "eligibleMicro", "dividendsE18Offset"],
      ...["quotaE18Offset", "payoutsMinor", "withdrawnMinor"],
    ].map((name) => [name, fc.bigInt({ min: -RANGE / 2n, max: RANGE / 2n - 1n })]),
  ),
}) as unknown as fc.Arbitrary<Sums>;

test("packed sums are added as their amounts are, and what does not fit is no sum", () => {
  const nodes = emptyNodes(3);
  const at = [0, NODE_BYTES, 2 * NODE_BYTES] as const;
  fc.assert(
    fc.property(anySums, anySums, (left, right) => {
      writeSums(nodes.view, at[0], left);
      writeSums(nodes.view, at[1], right);
      assert.deepEqual(readSums(nodes.view, at[0]), { ...left });
      addSums(nodes.view, [at[0], at[1]], nodes.view, at[2]);
      const sum = readSums(nodes.view, at[2]);
      assert.equal(sum.holders, left.holders + right.holders);
      assert.equal(sum.heads[9], left.heads[9]! + right.heads[9]!);
      for (const name of ["sharesMicro", "dividendsE18Offset", "withdrawnMinor"] as const) {
        assert.equal(sum[name], left[name] + right[name]);
      }
    }),
  );
  const zero = readSums(emptyNodes(1).view, 0);
  for (const most of [RANGE - 1n, -RANGE]) {
    for (const k of at.slice(0, 2)) writeSums(nodes.view, k, { ...zero, payoutsMinor: most });
    assert.throws(() => addSums(nodes.view, [at[0], at[1]], nodes.view, at[2]), RangeError);
    const beyond = { ...zero, sharesMicro: most > 0n ? most + 1n : most - 1n };
    assert.throws(() => writeSums(nodes.view, 0, beyond), RangeError);
  }
  for (const k of at.slice(0, 2)) writeSums(nodes.view, k, { ...zero, holders: 0x80000000 });
  assert.throws(() => addSums(nodes.view, [at[0], at[1]], nodes.view, at[2]), RangeError);
});

test("what a close takes out of the sums it gives back", () => {
  fc.assert(
    fc.property(holder, ({ figures }) => {
      assert.deepEqual(figuresAt(sumsOf(figures, DAY), DAY), figures);
    }),
  );
  assert.equal(SUMS_BYTES, 188);
  assert.equal(hexOf(topOf(createTree(sha256, KEY, leavesOf([]), 0)).bytes), "0".repeat(440));
});

test("a leaf of a long id holds its sums as any other", () => {
  const { figures } = fc.sample(holder, { numRuns: 1, seed: 5 })[0]!;
  const sums = sumsOf(figures, DAY);
  for (const length of [1, 700, 5_000]) {
    const leaf = { id: "x".repeat(length), tier: 0, sums };
    const node = emptyNodes(1);
    writeLeaf(sha256, leaf, saltOf(sha256, KEY, leaf.id), node.bytes, 0);
    const { heads, ...rest } = readSums(node.view, HASH_BYTES);
    assert.deepEqual({ ...rest, heads: heads.slice(0, 2) }, sums);
  }
});

test("what hides somebody is named: a debt, something of nobody, more heads than holders", () => {
  const sound: Figures = {
    ...{ holders: 2, heads: [1, 1], sharesMicro: 5n, eligibleMicro: 5n, dividendsE18: 10n ** 18n },
    ...{ quotaE18: 1n, payoutsMinor: 1n, withdrawnMinor: 2n },
  };
  assert.equal(unsound(sound), undefined);
  assert.equal(unsound({ ...sound, withdrawnMinor: 3n }), "walletsE18");
  assert.equal(unsound({ ...sound, eligibleMicro: 6n }), "eligibleMicro");
  assert.equal(unsound({ ...sound, heads: [1, 2] }), "heads");
  assert.equal(unsound({ ...sound, holders: 0, heads: [] }), "holders");
  const nobody = Object.fromEntries(
    Object.keys(sound).map((name) => [name, name === "heads" ? [] : name === "holders" ? 0 : 0n]),
  );
  assert.equal(unsound(nobody as unknown as Figures), undefined);
});

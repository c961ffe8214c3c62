import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { giveBack, grossOfPieces, sharesFor, splitPayment, spread, sumMinor } from "./figures.ts";

const amount = (most: bigint) => fc.bigInt({ min: 0n, max: most });
const goods = fc.record({
  line: fc.constant("1"),
  grossMinor: amount(10_000_000n),
  netMinor: amount(9_000_000n),
});

test("113.00 with tax, half of it in shares, counts 50.00 of 100.00", () => {
  const [line] = splitPayment([{ line: "1", grossMinor: 113_00n, netMinor: 100_00n }], 56_50n);
  assert.deepEqual(line, { line: "1", grossMinor: 113_00n, moneyMinor: 56_50n, paidMinor: 50_00n });
});

test("what a gift card pays is given back as money is, and not counted", () => {
  const goods = [
    { line: "1", grossMinor: 113_00n, netMinor: 100_00n },
    { line: "2", grossMinor: 113_00n, netMinor: 100_00n },
  ];
  const paid = splitPayment(goods, 0n, 113_00n);
  assert.deepEqual(
    paid.map(({ moneyMinor, paidMinor }) => [moneyMinor, paidMinor]),
    [
      [113_00n, 50_00n],
      [113_00n, 50_00n],
    ],
  );
  // One that pays for all, shipping too, leaves nothing to count.
  assert.deepEqual(
    splitPayment(goods, 0n, 300_00n).map(({ paidMinor }) => paidMinor),
    [0n, 0n],
  );
});

test("what is spread adds up to the fen, and nobody gets more than it cost", () => {
  fc.assert(
    fc.property(fc.array(amount(1_000_000n), { minLength: 1 }), fc.nat(1_000), (costs, part) => {
      const wholeMinor = sumMinor(costs);
      const spentMinor = (wholeMinor * BigInt(part)) / 1_000n;
      const parts = spread(spentMinor, costs);
      assert.equal(sumMinor(parts), spentMinor);
      parts.forEach((mine, index) => assert.ok(mine >= 0n && mine <= costs[index]!));
    }),
  );
});

test("money and shares of a payment add up, and the ledger counts at most what is net of tax", () => {
  fc.assert(
    fc.property(fc.array(goods, { minLength: 1 }), fc.nat(1_000), (lines, part) => {
      const wholeMinor = sumMinor(lines.map(({ grossMinor }) => grossMinor));
      const sharesMinor = (wholeMinor * BigInt(part)) / 1_000n;
      const paid = splitPayment(lines, sharesMinor);
      assert.equal(
        sumMinor(paid.map(({ grossMinor, moneyMinor }) => grossMinor - moneyMinor)),
        sharesMinor,
      );
      paid.forEach(({ paidMinor }, index) => assert.ok(paidMinor <= lines[index]!.netMinor));
    }),
  );
});

test("many partial returns give back what one whole return would", () => {
  fc.assert(
    fc.property(
      amount(5_000_000n),
      fc.nat(1_000),
      fc.nat(1_000),
      fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 }),
      (grossMinor, money, net, pieces) => {
        const moneyMinor = (grossMinor * BigInt(money)) / 1_000n;
        const paidMinor = (moneyMinor * BigInt(net)) / 1_000n;
        const line = { line: "1", grossMinor, moneyMinor, paidMinor };
        const parts = spread(grossMinor, pieces.map(BigInt));
        let beforeMinor = 0n;
        const total = { moneyMinor: 0n, sharesMinor: 0n, paidMinor: 0n };
        for (const part of parts) {
          const back = giveBack(line, beforeMinor, part);
          for (const name of ["moneyMinor", "sharesMinor", "paidMinor"] as const) {
            assert.ok(back[name] >= 0n);
            total[name] += back[name];
          }
          beforeMinor += part;
        }
        assert.deepEqual(total, { moneyMinor, sharesMinor: grossMinor - moneyMinor, paidMinor });
      },
    ),
  );
});

test("pieces of a line cost together what the line cost", () => {
  fc.assert(
    fc.property(amount(1_000_000n), fc.integer({ min: 1, max: 50 }), (grossMinor, quantity) => {
      const each = Array.from({ length: quantity }, (_piece, index) =>
        grossOfPieces({ grossMinor, quantity }, index, 1),
      );
      assert.equal(sumMinor(each), grossMinor);
    }),
  );
});

test("shares for an amount are worth it, and one micro-share less is not", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10_000_000n }),
      fc.bigInt({ min: 10n ** 18n, max: 10n ** 30n }),
      fc.bigInt({ min: 1_000_000n, max: 10n ** 15n }),
      (valueMinor, reserveE18, outstandingMicro) => {
        const nav = { reserveE18, outstandingMicro };
        const worth = (sharesMicro: bigint): bigint =>
          (sharesMicro * reserveE18) / (outstandingMicro * 10n ** 18n);
        const sharesMicro = sharesFor(valueMinor, nav);
        assert.ok(worth(sharesMicro) >= valueMinor);
        assert.ok(worth(sharesMicro - 1n) < valueMinor);
      },
    ),
  );
});

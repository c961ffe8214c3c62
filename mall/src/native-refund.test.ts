/** The engine's own refunds, read as returns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readRefund } from "./native-refund.ts";
import type { OrderLineRow } from "./orders.ts";

const row = (
  line: string,
  quantity: number,
  gross: string,
  more: Partial<OrderLineRow> = {},
): OrderLineRow => ({
  ...{ order_id: 1, line, category: "tea", quantity, gross_minor: gross, money_minor: gross },
  ...{ paid_minor: gross, returned_gross_minor: "0", returned_quantity: 0, return_days: 7 },
  ...more,
});
const ROWS = [row("1", 3, "30000"), row("2", 1, "5000")];

const cases: readonly (readonly [string, Parameters<typeof readRefund>[0], unknown])[] = [
  [
    "pieces",
    { lines: [{ orderLineId: 1, quantity: 2 }], shipping: 0 },
    { goods: [{ line: "1", quantity: 2 }], shippingMinor: 0n },
  ],
  [
    "pieces and shipping, with the amount they come to",
    { lines: [{ orderLineId: "2", quantity: 1 }], shipping: 1000, amount: 6000 },
    { goods: [{ line: "2", quantity: 1 }], shippingMinor: 1000n },
  ],
  [
    "pieces for less than they cost",
    { lines: [{ orderLineId: "1", quantity: 1 }], shipping: 0, amount: 2500 },
    { goods: [{ line: "1", quantity: 1, amountMinor: 2500n }], shippingMinor: 0n },
  ],
  [
    "an amount alone, of all lines in proportion",
    { lines: [], amount: 7000 },
    {
      goods: [
        { line: "1", quantity: 0, amountMinor: 6000n },
        { line: "2", quantity: 0, amountMinor: 1000n },
      ],
      shippingMinor: 0n,
    },
  ],
  [
    "an amount above all lines takes the rest of the shipping",
    { amount: 35500 },
    {
      goods: [
        { line: "1", quantity: 0, amountMinor: 30000n },
        { line: "2", quantity: 0, amountMinor: 5000n },
      ],
      shippingMinor: 500n,
    },
  ],
];

for (const [name, input, expected] of cases) {
  test(`a refund by ${name}`, () => assert.deepEqual(readRefund(input, ROWS), expected));
}

test("the last pieces take what is left of their line", () => {
  const rows = [row("1", 3, "10000", { returned_quantity: 2, returned_gross_minor: "6666" })];
  const read = readRefund({ lines: [{ orderLineId: 1, quantity: 1 }], amount: 3334 }, rows);
  assert.deepEqual(read, { goods: [{ line: "1", quantity: 1 }], shippingMinor: 0n });
});

test("a line that is not the order's is refused", () => {
  assert.throws(
    () => readRefund({ lines: [{ orderLineId: 9, quantity: 1 }] }, ROWS),
    /line_unknown/,
  );
});

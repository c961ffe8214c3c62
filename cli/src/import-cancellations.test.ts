import assert from "node:assert/strict";
import { test } from "node:test";
import {
  brief,
  CANCELLATIONS,
  HEADER,
  linesOf,
  PLAIN_MAP,
  reasons,
  trial,
} from "./import-trial.ts";

test("cancellations by holder and article: oldest first, at the original price, and it ties", async () => {
  const result = await trial(
    HEADER +
      "C1,anna,tea,2025-02-28 10:00,-1,10.00\n" +
      "o1,anna,tea,2025-03-01 10:00,3,10.00\n" +
      "o2,anna,tea,2025-03-02 10:00,2,11.00\n" +
      "o3,bert,tea,2025-03-02 10:00,2,11.00\n" +
      "C2,anna,tea,2025-03-03 10:00,-4,10.50\n" +
      "C3,anna,tea,2025-03-04 10:00,-2,11.00\n" +
      "C4,anna,pot,2025-03-04 10:00,-1,5.00\n",
    { map: { cancellations: { ...CANCELLATIONS, marks: [{ column: "order", startsWith: "C" }] } } },
  );
  assert.deepEqual(
    result.commands
      .filter(({ type }) => type === "order.refund")
      .map((command) => [command.id, command["lines"]]),
    [
      ["refund-C2:o1:2025-03-03T02:00:00Z", [{ line: "1", amount: 3000 }]],
      ["refund-C2:o2:2025-03-03T02:00:00Z", [{ line: "1", amount: 1100 }]],
      ["refund-C3:o2:2025-03-04T02:00:00Z", [{ line: "1", amount: 1100 }]],
    ],
  );
  assert.deepEqual(reasons(result), [
    "cancellation_unmatched 2 -1500 @2,8",
    "cancellation_partly_matched 1 -1100 @7",
  ]);
  const { tie, refunded } = result.report;
  assert.deepEqual(refunded, { rows: 2, amountMinor: 5200n });
  assert.equal(tie.proportionMinor, -100n);
  assert.equal(tie.fileTotal, "-5.00");
});

test("cancellations by the original order, its article or its line", async () => {
  const header = "order,line,holder,article,date,quantity,paid,original,originalLine\n";
  const columns = {
    order: "order",
    line: "line",
    holder: "holder",
    article: "article",
    date: "date",
    quantity: "quantity",
    amount: "paid",
  };
  const rows =
    "o1,a,anna,tea,2025-03-01 10:00,2,20,,\n" +
    "o1,b,anna,tea,2025-03-01 10:00,2,18,,\n" +
    "r1,a,,tea,2025-03-02 10:00,-1,-9,o1,b\n" +
    "r1,b,,tea,2025-03-02 10:00,-1,-9,o1,b\n" +
    "r2,a,,pot,2025-03-02 10:00,-1,-9,o1,c\n" +
    "r3,a,anna,tea,2025-03-02 10:00,-1,-9,o9,a\n";
  const marks = [{ column: "original", filled: true }];
  const byArticle = await trial(header + rows, {
    map: { columns, cancellations: { marks, match: { orderColumn: "original" } } },
  });
  assert.deepEqual(linesOf(byArticle, "order.refund"), [[{ line: "a", amount: 2000 }]]);
  const byLine = await trial(header + rows, {
    map: {
      columns,
      cancellations: { marks, match: { orderColumn: "original", lineColumn: "originalLine" } },
    },
  });
  assert.deepEqual(linesOf(byLine, "order.refund"), [[{ line: "b", amount: 1800 }]]);
  for (const result of [byArticle, byLine]) {
    assert.deepEqual(reasons(result), ["guest 1 -900 @6", "cancellation_unmatched 1 -900 @7"]);
  }
});

test("cancellations matched by money, and written as positive amounts", async () => {
  const result = await trial(
    "order,holder,article,date,paid,status\n" +
      "o1,anna,tea,2025-03-01 10:00,20.00,done\n" +
      "r1,anna,tea,2025-03-02 10:00,12.34,退货\n" +
      "r2,anna,tea,2025-03-03 10:00,12.34,退货\n",
    {
      map: {
        columns: {
          order: "order",
          holder: "holder",
          article: "article",
          date: "date",
          amount: "paid",
        },
        cancellations: {
          marks: [{ column: "status", equals: "退货" }],
          match: "holderAndArticle",
          measure: "amount",
        },
      },
    },
  );
  assert.deepEqual(linesOf(result, "order.refund"), [
    [{ line: "1", amount: 1234 }],
    [{ line: "1", amount: 766 }],
  ]);
  assert.deepEqual(reasons(result), ["cancellation_partly_matched 1 -468 @4"]);
  const { tie } = result.report;
  assert.equal(tie.fileTotal, "44.68");
  assert.equal(tie.signsMinor, 4936n);
  assert.equal(tie.proportionMinor, 0n);
});

test("what comes back at two times under one id are two refunds", async () => {
  const result = await trial(
    HEADER +
      "o1,anna,tea,2025-03-01 10:00,3,10\n" +
      "o1,anna,tea,2025-03-01 11:00,-1,10\n" +
      "o1,anna,tea,2025-03-01 12:00,-1,10\n",
    { map: { cancellations: CANCELLATIONS } },
  );
  assert.deepEqual(brief(result.commands, "order.refund"), [
    "2025-03-01T03:00:00Z refund-o1:o1:2025-03-01T03:00:00Z",
    "2025-03-01T04:00:00Z refund-o1:o1:2025-03-01T04:00:00Z",
  ]);
});

test("several rows of one return are one refund, and ids that hold a colon cannot collide", async () => {
  const result = await trial(
    HEADER +
      "a:b,anna,tea,2025-03-01 10:00,1,10\n" +
      "b,anna,pot,2025-03-01 10:00,1,10\n" +
      "b,anna,pan,2025-03-01 10:00,1,10\n" +
      "r,anna,tea,2025-03-02 10:00,-1,10\n" +
      "r,anna,pot,2025-03-02 10:00,-1,10\n" +
      "r,anna,pan,2025-03-02 10:00,-1,10\n",
    { map: { cancellations: CANCELLATIONS } },
  );
  assert.deepEqual(
    result.commands.filter(({ type }) => type === "order.refund").map(({ id }) => id),
    ["refund-r:a%3Ab:2025-03-02T02:00:00Z", "refund-r:b:2025-03-02T02:00:00Z"],
  );
  assert.deepEqual(linesOf(result, "order.refund")[1], [
    { line: "1", amount: 1000 },
    { line: "2", amount: 1000 },
  ]);
});

test("a negative row without the cancellations option, and one of no quantity", async () => {
  const rows = HEADER.replace("\n", ",kind\n") + "o1,anna,tea,2025-03-01 10:00,1,10,\n";
  const result = await trial(
    `${rows}r1,anna,tea,2025-03-02 10:00,0,0,r\nr2,anna,tea,2025-03-02 10:00,-1,5,\n`,
    {
      map: {
        columns: { ...PLAIN_MAP.columns, unitPrice: undefined, amount: "price" },
        cancellations: {
          marks: [{ column: "kind", filled: true }],
          match: "holderAndArticle",
        },
      },
    },
  );
  assert.deepEqual(reasons(result), ["amount_zero 1 0 @3"]);
  const none = await trial(`${rows}r1,anna,tea,2025-03-02 10:00,0,-5,r\n`, {
    map: {
      columns: { ...PLAIN_MAP.columns, unitPrice: undefined, amount: "price" },
      cancellations: { marks: [{ column: "kind", filled: true }], match: "holderAndArticle" },
    },
  });
  assert.deepEqual(reasons(none), ["quantity_zero 1 -500 @3"]);
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseCommand, parseJson } from "@patronage/engine";
import { GUEST_PREFIX } from "./import-orders.ts";
import {
  brief,
  CANCELLATIONS,
  HEADER,
  inFolder,
  linesOf,
  PLAIN_MAP,
  reasons,
  trial,
} from "./import-trial.ts";
import { importOrders } from "./import.ts";

test("an order becomes join, pay, complete, and every day a close", async () => {
  const result = await trial(
    HEADER +
      "o1,anna,tea,2025-03-01 10:00,2,12.50\n" +
      "o1,anna,pot,2025-03-01 10:00,1,30\n" +
      "o2,bert,tea,2025-03-04 23:59,1,12.50\n",
    { map: { completeAfterDays: 2 } },
  );
  assert.deepEqual(brief(result.commands), [
    "2025-03-01T02:00:00Z join-anna",
    "2025-03-01T02:00:00Z pay-o1",
    "2025-03-01T16:00:00Z close-2025-03-01",
    "2025-03-02T16:00:00Z close-2025-03-02",
    "2025-03-03T02:00:00Z complete-o1",
    "2025-03-03T16:00:00Z close-2025-03-03",
    "2025-03-04T15:59:00Z join-bert",
    "2025-03-04T15:59:00Z pay-o2",
    "2025-03-04T16:00:00Z close-2025-03-04",
  ]);
  assert.deepEqual(linesOf(result, "order.pay")[0], [
    { line: "1", category: "default", paid: 2500 },
    { line: "2", category: "default", paid: 3000 },
  ]);
  const { report } = result;
  assert.deepEqual(report.commands, { joins: 2, pays: 2, completes: 1, refunds: 0, closes: 4 });
  assert.deepEqual([report.firstDay, report.lastDay], ["2025-03-01", "2025-03-04"]);
  assert.equal(report.waitingOrders, 1);
  assert.equal(report.tie.fileTotal, "67.50");
  for (const line of result.commandsText.trimEnd().split("\n")) {
    assert.equal(parseCommand(parseJson(line)).ok, true, line);
  }
});

test("completeAtEnd completes the last orders when they are due, with the days until then", async () => {
  const result = await trial(HEADER + "o1,anna,tea,2025-03-01 10:00,1,10\n", {
    map: { completeAfterDays: 2, completeAtEnd: true },
  });
  assert.deepEqual(brief(result.commands).slice(2), [
    "2025-03-01T16:00:00Z close-2025-03-01",
    "2025-03-02T16:00:00Z close-2025-03-02",
    "2025-03-03T02:00:00Z complete-o1",
    "2025-03-03T16:00:00Z close-2025-03-03",
  ]);
  assert.equal(result.report.waitingOrders, 0);
});

test('completeAfterDays "none" completes nothing', async () => {
  const result = await trial(HEADER + "o1,anna,tea,2025-03-01 10:00,1,10\n", {
    map: { completeAfterDays: "none", completeAtEnd: true },
  });
  assert.deepEqual(brief(result.commands, "order.complete"), []);
  assert.equal(result.report.waitingOrders, 0);
});

test("at one instant: close, joins, pays, completes, refunds", async () => {
  const result = await trial(
    HEADER +
      "o1,anna,tea,2025-03-01 00:00,2,10\n" +
      "c1,anna,tea,2025-03-02 00:00,-1,10\n" +
      "o3,carl,tea,2025-03-02 00:00,1,10\n" +
      "o2,bert,tea,2025-03-02 00:00,1,10\n",
    { map: { completeAfterDays: 1, cancellations: CANCELLATIONS } },
  );
  assert.deepEqual(brief(result.commands), [
    "2025-02-28T16:00:00Z join-anna",
    "2025-02-28T16:00:00Z pay-o1",
    "2025-03-01T16:00:00Z close-2025-03-01",
    "2025-03-01T16:00:00Z join-carl",
    "2025-03-01T16:00:00Z join-bert",
    "2025-03-01T16:00:00Z pay-o3",
    "2025-03-01T16:00:00Z pay-o2",
    "2025-03-01T16:00:00Z complete-o1",
    "2025-03-01T16:00:00Z refund-c1:o1:2025-03-01T16:00:00Z",
    "2025-03-02T16:00:00Z close-2025-03-02",
  ]);
});

test("rows of an order stand together wherever they are, at the first of their times", async () => {
  const result = await trial(
    HEADER +
      "o1,anna,tea,2025-03-01 12:00,1,10\n" +
      "o2,bert,tea,2025-03-01 11:00,1,20\n" +
      "o1,,pot,2025-03-01 10:00,1,30\n" +
      "o1,,pan,,1,40\n",
  );
  assert.deepEqual(brief(result.commands, "order.pay"), [
    "2025-03-01T02:00:00Z pay-o1",
    "2025-03-01T03:00:00Z pay-o2",
  ]);
  assert.equal((linesOf(result, "order.pay")[0] as unknown[]).length, 3);
});

test("what a row that is left out says of the whole order still counts", async () => {
  const result = await trial(
    HEADER +
      "o1,anna,POST,2025-03-01 12:00,1,5\n" +
      "o1,,tea,,1,10\n" +
      "o2,bert,POST,2025-03-01 12:00,1,5\n" +
      "o2,,tea,2025-03-01 13:00,1,10\n",
    { map: { ignore: [{ column: "article", equals: "POST", reason: "postage" }] } },
  );
  assert.deepEqual(brief(result.commands, "order.pay"), [
    "2025-03-01T04:00:00Z pay-o1",
    "2025-03-01T05:00:00Z pay-o2",
  ]);
  assert.equal(result.commands[1]?.["holder"], "anna");
  assert.deepEqual(reasons(result), ["not_goods:postage 2 1000 @2,4"]);
});

test("a row of another holder, a repeated line and a row without an id are left out", async () => {
  const result = await trial(
    "order,line,holder,date,amount\n" +
      "o1,a,anna,2025-03-01 12:00,10\n" +
      "o1,b,bert,2025-03-01 12:00,20\n" +
      "o1,a,anna,2025-03-01 12:00,30\n" +
      "o1,,anna,2025-03-01 12:00,40\n" +
      ",a,anna,2025-03-01 12:00,50\n" +
      `${"x".repeat(129)},a,anna,2025-03-01 12:00,60\n` +
      `${"中".repeat(128)},a,anna,2025-03-01 12:00,70\n`,
    {
      map: {
        columns: { order: "order", line: "line", holder: "holder", date: "date", amount: "amount" },
      },
    },
  );
  assert.deepEqual(reasons(result), [
    "id_missing 2 9000 @5,6",
    "id_too_long 1 6000 @7",
    "holder_differs 1 2000 @3",
    "line_repeated 1 3000 @4",
  ]);
  assert.equal(result.report.paid.amountMinor, 8000n);
  assert.deepEqual(result.leftOutText.split("\n").slice(0, 3), [
    "line,reason,order,holder,article,amount",
    "3,holder_differs,o1,bert,,20.00",
    "4,line_repeated,o1,anna,,30.00",
  ]);
});

test("guests are left out and reported, or are a holder for each order", async () => {
  const orders =
    HEADER +
    "o1,,tea,2025-03-01 12:00,1,10\n" +
    "o2,,tea,2025-03-01 12:00,1,20\n" +
    "o3,guest:o1,tea,2025-03-01 12:00,1,40\n";
  const skipped = await trial(orders);
  assert.deepEqual(reasons(skipped), ["guest 2 3000 @2,3"]);
  const kept = await trial(orders, { map: { guest: "perOrder" } });
  assert.deepEqual(
    kept.commands.filter(({ type }) => type === "order.pay").map(({ holder }) => holder),
    [`${GUEST_PREFIX}o1`, `${GUEST_PREFIX}o2`],
  );
  assert.deepEqual(reasons(kept), ["holder_reserved 1 4000 @4"]);
});

test("dates, numbers and amounts that cannot be used are left out, each with its reason", async () => {
  const result = await trial(
    HEADER +
      "o1,anna,tea,2025-03-01 12:00,1,10\n" +
      "o1,anna,tea,01.03.2025,1,20\n" +
      "o3,anna,tea,,1,30\n" +
      "o4,anna,tea,2025-03-01 12:00,one,40\n" +
      "o5,anna,tea,2025-03-01 12:00,1,0\n" +
      "o6,anna,tea,2025-03-01 12:00,1,0.009\n" +
      "o7,anna,tea,2025-03-01 12:00,-1,50\n" +
      "o8,anna,tea,2025-03-01 12:00,1,0.12345678901234567890123\n",
  );
  assert.deepEqual(reasons(result), [
    "amount_unreadable 2 0 @5,9",
    "date_unreadable 2 5000 @3,4",
    "amount_zero 2 0 @6,7",
    "amount_negative 1 -5000 @8",
  ]);
  const { tie, rowsWithoutAmount } = result.report;
  assert.equal(rowsWithoutAmount, 2);
  assert.equal(tie.fileTotal, "10.009");
  assert.equal(tie.roundingE18, 900_000_000_000_000_000n);
});

test("rows are rounded towards zero, and what is cut off is named", async () => {
  const result = await trial(
    HEADER + "o1,anna,tea,2025-03-01 12:00,1.5,3.335\no1,anna,pot,2025-03-01 12:00,3,0.335\n",
  );
  assert.deepEqual(linesOf(result, "order.pay"), [
    [
      { line: "1", category: "default", paid: 500 },
      { line: "2", category: "default", paid: 100 },
    ],
  ]);
  assert.equal(result.report.tie.fileTotal, "6.0075");
  assert.equal(result.report.tie.roundingE18, 750_000_000_000_000_000n);
});

test("amounts larger than a number can hold stay exact", async () => {
  const result = await trial(HEADER + "o1,anna,tea,2025-03-01 12:00,1,90071992547409931.01\n");
  assert.match(result.commandsText, /"paid":9007199254740993101[}]/);
});

test("categories: the first rule that fits, else the column, else the default", async () => {
  const result = await trial(
    HEADER.replace("\n", ",kind\n") +
      "o1,anna,TEA-1,2025-03-01 12:00,1,10,drinks\n" +
      "o1,anna,pot,2025-03-01 12:00,1,10,kitchen\n" +
      "o1,anna,pan,2025-03-01 12:00,1,10,\n" +
      "o1,anna,book,2025-03-01 12:00,1,10,paper\n",
    {
      map: {
        category: {
          rules: [
            { column: "article", startsWith: "TEA", category: "tea" },
            { column: "kind", in: ["paper", "ink"], category: "books" },
          ],
          column: "kind",
          default: "other",
        },
      },
    },
  );
  assert.deepEqual(
    (linesOf(result, "order.pay")[0] as { category: string }[]).map(({ category }) => category),
    ["tea", "kitchen", "other", "books"],
  );
  assert.deepEqual(
    result.report.categories.map(({ category, rows, amountMinor }) => [
      category,
      rows,
      amountMinor,
    ]),
    [
      ["books", 1, 1000n],
      ["kitchen", 1, 1000n],
      ["other", 1, 1000n],
      ["tea", 1, 1000n],
    ],
  );
});

test("regions go to the order; referrers join before whom they brought, with their own", async () => {
  const map = {
    columns: { ...PLAIN_MAP.columns, region: "region", referrer: "referrer" },
  };
  const result = await trial(
    HEADER.replace("\n", ",region,referrer\n") +
      "o1,carl,tea,2025-03-01 10:00,1,10,浙江,bert\n" +
      "o2,bert,tea,2025-03-02 10:00,1,10,,anna\n" +
      "o3,dora,tea,2025-03-03 10:00,1,10,,dora\n" +
      "o4,carl,tea,2025-03-04 10:00,1,10,,anna\n" +
      "o5,emil,tea,2025-03-05 10:00,1,10,,fred\n" +
      "o6,fred,tea,2025-03-06 10:00,1,10,,emil\n",
    { map },
  );
  assert.deepEqual(
    result.commands
      .filter(({ type }) => type === "holder.join")
      .map(({ holder, referrer }) => [holder, referrer]),
    [
      ["anna", undefined],
      ["bert", "anna"],
      ["carl", "bert"],
      ["dora", undefined],
      ["fred", undefined],
      ["emil", "fred"],
    ],
  );
  assert.deepEqual(
    result.commands.filter(({ type }) => type === "order.pay").map(({ region }) => region),
    ["浙江", undefined, undefined, undefined, undefined, undefined],
  );
  assert.deepEqual(
    result.report.notes.map(({ note, exampleRows }) => [note, ...exampleRows]).sort(),
    [
      ["referrer_circle", 6],
      ["referrer_differs", 5],
      ["referrer_is_holder", 4],
    ],
  );
});

test("days are those of the plan's time zone, through both changes of the clocks", async () => {
  const map = { date: { formats: ["dd/MM/yyyy HH:mm"], timezone: "Europe/London" } };
  const spring = await trial(
    HEADER + "o1,anna,tea,26/03/2011 23:30,1,10\no2,anna,tea,27/03/2011 01:30,1,10\n",
    { map },
  );
  assert.deepEqual(brief(spring.commands, "order.pay", "day.close"), [
    "2011-03-26T23:30:00Z pay-o1",
    "2011-03-27T00:00:00Z close-2011-03-26",
    "2011-03-27T01:30:00Z pay-o2",
    "2011-03-27T23:00:00Z close-2011-03-27",
  ]);
  const autumn = await trial(HEADER + "o1,anna,tea,30/10/2011 01:30,1,10\n", { map });
  assert.deepEqual(brief(autumn.commands, "order.pay", "day.close"), [
    "2011-10-30T00:30:00Z pay-o1",
    "2011-10-31T00:00:00Z close-2011-10-30",
  ]);
  const shanghai = await trial(HEADER + "o1,anna,tea,30/10/2011 17:30,1,10\n", {
    map,
    planTimezone: "Asia/Shanghai",
  });
  assert.deepEqual(brief(shanghai.commands, "day.close"), [
    "2011-10-31T16:00:00Z close-2011-10-31",
  ]);
});

test("a day that the zone left out has no close", async () => {
  const result = await trial(
    HEADER + "o1,anna,tea,2011-12-29 10:00,1,10\no2,anna,tea,2011-12-31 10:00,1,10\n",
    { map: { date: { formats: ["yyyy-MM-dd HH:mm"], timezone: "Pacific/Apia" } } },
  );
  assert.deepEqual(brief(result.commands, "day.close"), [
    "2011-12-30T10:00:00Z close-2011-12-29",
    "2011-12-31T10:00:00Z close-2011-12-31",
  ]);
});

/** Orders of a few holders in no order of time, with returns. */
function manyRows(count: number): string {
  const rows: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const number = (index * 7919) % count;
    const day = String(1 + (number % 28)).padStart(2, "0");
    const minute = String(number % 60).padStart(2, "0");
    const quantity = number % 9 === 0 ? -2 : 1 + (number % 4);
    const price = `${1 + (number % 13)}.${10 + (number % 90)}`;
    rows.push(
      `o${number % 997},h${(number % 997) % 50},a${number % 7},2025-03-${day} 10:${minute},${quantity},${price}`,
    );
  }
  return `${HEADER}${rows.join("\n")}\n`;
}

test("sorting on disk gives the same bytes as sorting in memory", async () => {
  const content = manyRows(5000);
  const map = { cancellations: CANCELLATIONS };
  const inMemory = await trial(content, { map });
  assert(inMemory.report.commands.refunds > 100);
  for (const sortMemoryBytes of [20_000, 300_000]) {
    const onDisk = await trial(content, { map, sortMemoryBytes });
    assert.equal(onDisk.commandsText, inMemory.commandsText);
    assert.equal(onDisk.leftOutText, inMemory.leftOutText);
    assert.deepEqual(onDisk.report.tie, inMemory.report.tie);
  }
});

test("an instant never goes backwards, ids are unique, and a refund never exceeds its line", async () => {
  const { commands } = await trial(manyRows(5000), { map: { cancellations: CANCELLATIONS } });
  const leftMinor = new Map<string, number>();
  let lastAt = "";
  for (const command of commands) {
    assert(command.at >= lastAt);
    lastAt = command.at;
    const sign = command.type === "order.pay" ? 1 : -1;
    for (const line of (command["lines"] ?? []) as {
      line: string;
      paid?: number;
      amount?: number;
    }[]) {
      const key = `${String(command["order"])} ${line.line}`;
      const left = (leftMinor.get(key) ?? 0) + sign * (line.paid ?? line.amount ?? 0);
      assert(left >= 0, key);
      leftMinor.set(key, left);
    }
  }
  assert.equal(new Set(commands.map(({ id }) => id)).size, commands.length);
});

test("an import that is stopped throws the signal's reason and leaves nothing behind", async () => {
  const content = manyRows(30_000);
  // Before it begins, while it reads, and when all is read and the sorting begins.
  for (const callsBefore of [0, 1, 2, Infinity]) {
    const controller = new AbortController();
    let calls = 0;
    const onProgress = (doneBytes: number, totalBytes: number): void => {
      calls += 1;
      const isRead = callsBefore === Infinity && doneBytes === totalBytes;
      if (!isRead && calls !== callsBefore) return;
      setImmediate(() => controller.abort(new Error("stopped")));
    };
    if (callsBefore === 0) controller.abort(new Error("stopped"));
    const stopped = trial(content, {
      onProgress,
      signal: controller.signal,
      sortMemoryBytes: 100_000,
    });
    await assert.rejects(stopped, /stopped/);
  }
});

test("progress ends at the size of the file; earlier results are replaced", async () => {
  await inFolder(async (folder) => {
    const ordersPath = join(folder, "orders.csv");
    const outPath = join(folder, "out.jsonl");
    writeFileSync(ordersPath, HEADER + "o1,anna,tea,2025-03-01 10:00,1,10\n");
    writeFileSync(outPath, "old");
    const seen: (readonly number[])[] = [];
    const report = await importOrders({
      ordersPath,
      outPath,
      mapPath: "map.json",
      map: PLAIN_MAP,
      onProgress: (...bytes) => seen.push(bytes),
    });
    const size = readFileSync(ordersPath).length;
    assert.deepEqual(seen.at(-1), [size, size]);
    assert.match(readFileSync(outPath, "utf8"), /^{"id":"join-anna"/);
    assert.equal(report.leftOutPath, `${outPath}.left-out.csv`);
    assert.deepEqual(readdirSync(folder).sort(), [
      "orders.csv",
      "out.jsonl",
      "out.jsonl.left-out.csv",
    ]);
  });
});

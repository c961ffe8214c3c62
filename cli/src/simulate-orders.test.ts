import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { behaviourOf, type FileBehaviour } from "./simulate-orders.ts";

const root = mkdtempSync(join(tmpdir(), "patronage-orders-"));
after(() => rmSync(root, { recursive: true }));

const mapPath = join(root, "map.json");
writeFileSync(
  mapPath,
  JSON.stringify({
    columns: {
      ...{ order: "order", holder: "holder", article: "article", date: "date", amount: "amount" },
    },
    date: { formats: ["yyyy-MM-dd HH:mm"], timezone: "UTC" },
    money: { minorUnit: 2 },
    category: {
      rules: [{ column: "category", equals: "tea", category: "tea" }],
      default: "default",
    },
    cancellations: {
      marks: [{ column: "order", startsWith: "R" }],
      ...{ match: { orderColumn: "of" }, measure: "amount" },
    },
    completeAfterDays: 7,
    completeAtEnd: true,
  }),
);

const DAY_MS = 86_400_000;
const dateOf = (day: number): string =>
  `${new Date(Date.UTC(2025, 0, 1) + day * DAY_MS).toISOString().slice(0, 10)} 12:00`;

type Row = {
  order: string;
  holder: string;
  day: number;
  amount?: number;
  category?: string;
  of?: string;
};

function read(
  rows: readonly Row[],
  more: { newcomersPerDay?: number } = {},
): Promise<FileBehaviour> {
  const ordersPath = join(root, "orders.csv");
  const lines = rows.map(({ order, holder, day, amount = 100, category = "", of = "" }) =>
    [order, holder, "a", dateOf(day), amount, category, of].join(","),
  );
  writeFileSync(ordersPath, ["order,holder,article,date,amount,category,of", ...lines].join("\n"));
  const { signal } = new AbortController();
  return behaviourOf({
    ...{ ordersPath, mapPath, years: 3, lang: "en", signal, onProgress: () => undefined },
    ...more,
  });
}

const near = (value: number | undefined, expected: number, by: number, what: string): void =>
  assert.ok(Math.abs(value! - expected) <= by, `${what}: ${value} is not about ${expected}`);

test("a buyer who came late in the file is not taken for one who does not come back", async () => {
  // All order every thirtieth day; half of them come when half the year is over.
  const rows = Array.from({ length: 40 }, (_, buyer) => {
    const first = buyer % 2 === 0 ? buyer : 180 + buyer;
    return Array.from({ length: 20 }, (_unused, k) => first + 30 * k)
      .filter((day) => day <= 364)
      .map((day): Row => ({ order: `o${buyer}-${day}`, holder: `b${buyer}`, day }));
  }).flat();
  const { behaviour } = await read(rows);
  near(behaviour.ordersPerYear, 365 / 30, 2.5, "orders a year");
});

test("how long buyers stay is seen where they leave, and only in a long file", async () => {
  // Each orders every ten days for half a year, and then no more.
  const stay = (days: number): Row[] =>
    Array.from({ length: 60 }, (_, buyer) =>
      Array.from({ length: 18 }, (_unused, k) => buyer + 10 * k)
        .filter((day) => day < days)
        .map((day): Row => ({ order: `o${buyer}-${day}`, holder: `b${buyer}`, day })),
    ).flat();
  const last: Row = { order: "last", holder: "last", day: 720 };
  const { behaviour } = await read([...stay(720), last]);
  assert.ok(behaviour.yearsStaying! < 0.6, `${behaviour.yearsStaying}`);
  const short = await read([...stay(100)]);
  assert.equal(short.behaviour.yearsStaying, undefined);
});

test("a return counts by its part: a quarter of half the orders is an eighth of the money", async () => {
  const rows = Array.from({ length: 40 }, (_, k): Row[] => [
    { order: `o${k}`, holder: `b${k}`, day: k },
    ...(k % 2 === 0
      ? [{ order: `R${k}`, holder: `b${k}`, day: k + 2, amount: -25, of: `o${k}` }]
      : []),
  ]).flat();
  const { behaviour } = await read(rows);
  const { returnedBefore, returnedAfter, partly } = behaviour;
  near(
    (returnedBefore! + returnedAfter!) * (1 - partly! / 2),
    0.125,
    0.001,
    "money that came back",
  );
  assert.equal(returnedAfter, 0);
});

test("newcomers are the first orders of a day; a large shop is scaled down unless asked otherwise", async () => {
  const rows = Array.from({ length: 600 }, (_, k): Row => ({
    ...{ order: `o${k}`, holder: `b${k}`, day: Math.floor(k / 10) },
    category: k % 4 === 0 ? "tea" : "",
  }));
  const { behaviour, notes } = await read(rows);
  assert.ok(behaviour.newcomersPerDay! < 25 && behaviour.newcomersPerDay! > 1);
  const { tea, default: others } = behaviour.mix!;
  near(tea! / others!, 1 / 3, 0.001, "tea of the others");
  const many = rows.flatMap((row) =>
    [1, 2, 3].map((copy) => ({
      ...row,
      order: `${row.order}-${copy}`,
      holder: `${row.holder}-${copy}`,
    })),
  );
  const large = await read(many);
  assert.ok(large.behaviour.newcomersPerDay! < 25);
  assert.match(large.notes.join("\n"), /the file shows 3\d\.\d\d a day; fewer, so that/);
  const asked = await read(many, { newcomersPerDay: 40 });
  assert.equal(asked.behaviour.newcomersPerDay, 40);
  assert.match(notes[0]!, /^orders\.csv: 600 orders of 600 buyers in 60 days/);
});

test("the season is seen over a year: a summer with twice the winter's orders", async () => {
  const rows = Array.from({ length: 365 }, (_, day) => {
    const count = Math.round(6 + 3 * Math.sin((2 * Math.PI * day) / 365));
    return Array.from({ length: count }, (_unused, k): Row => ({
      ...{ order: `o${day}-${k}`, holder: `b${day}-${k}`, day },
    }));
  }).flat();
  near((await read(rows)).behaviour.seasonal, 0.5, 0.06, "season");
  const half = await read(rows.filter(({ day }) => day < 180));
  assert.equal(half.behaviour.seasonal, undefined);
});

test("a file without an order is told", async () => {
  await assert.rejects(read([]), /there is no order in this file|no order/i);
});

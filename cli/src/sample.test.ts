import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  apply,
  checkPlan,
  createState,
  memoryStore,
  parseCommand,
  parseJson,
  promiseCoverage,
  viewHolders,
} from "@patronage/engine";
import { inFolder } from "./import-trial.ts";
import { readMap } from "./import-map.ts";
import { importOrders } from "./import.ts";
import { writeSample } from "./sample.ts";
import { UserError } from "./user-error.ts";

const sampleFile = (name: string): string =>
  readFileSync(new URL(`../sample/${name}`, import.meta.url), "utf8");

const SMALL = { seed: 1, days: 365, customers: 300 };

const sampleText = (options: { seed: number; days: number; customers: number }): Promise<string> =>
  inFolder(async (folder) => {
    const outPath = join(folder, "orders.csv");
    await writeSample({ outPath, ...options });
    assert.deepEqual(readdirSync(folder), ["orders.csv"]);
    return readFileSync(outPath, "utf8");
  });

test("one seed gives one file, another seed another", async () => {
  const text = await sampleText(SMALL);
  assert.equal(await sampleText(SMALL), text);
  assert.notEqual(await sampleText({ ...SMALL, seed: 2 }), text);
});

test("the sample has what a shop has: repeat buyers, returns, guests, gifts, referrals", async () => {
  const text = await sampleText(SMALL);
  const [head, ...lines] = text.trimEnd().split("\n");
  const names = head?.split(",") ?? [];
  const rows = lines.map(
    (line) =>
      Object.fromEntries(line.split(",").map((cell, index) => [names[index], cell])) as {
        [name: string]: string;
      },
  );
  const goods = rows.filter((row) => row["category"] !== "" && row["original_order"] === "");
  const returns = rows.filter((row) => row["original_order"] !== "");
  assert.equal(new Set(goods.map((row) => row["category"])).size, 5);
  assert.equal(new Set(goods.map((row) => row["province"])).size, 14);
  const share = returns.length / goods.length;
  assert(share > 0.04 && share < 0.08, `about 6 % come back: ${share}`);
  assert(returns.some((row) => row["quantity"] !== "-1"));
  assert(rows.some((row) => row["member"] === ""));
  assert(rows.some((row) => row["paid"] === "0.00"));
  assert(rows.some((row) => row["referrer"] !== ""));
  const times = rows.map((row) => row["time"] ?? "");
  assert.deepEqual([...times].sort(), times);
  const orders = new Map<string, Set<string>>();
  for (const { order, member } of goods) {
    if (member === "" || member === undefined) continue;
    orders.set(member, (orders.get(member) ?? new Set()).add(order ?? ""));
  }
  const counts = [...orders.values()].map((set) => set.size).sort((a, b) => b - a);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const top = counts.slice(0, Math.ceil(counts.length / 10)).reduce((sum, count) => sum + count, 0);
  assert(top * 4 > total, "a tenth of the buyers give more than a quarter of the orders");
});

test("the sample, its map and its plan run through the engine, and no command is refused", async () => {
  await inFolder(async (folder) => {
    const ordersPath = join(folder, "orders.csv");
    const outPath = join(folder, "commands.jsonl");
    const written = await writeSample({ outPath: ordersPath, seed: 7, days: 365, customers: 1500 });
    const report = await importOrders({
      ordersPath,
      outPath,
      mapPath: "map.json",
      map: JSON.parse(sampleFile("map.json")),
      planTimezone: "Asia/Shanghai",
    });
    assert.equal(report.rows, written.lines);
    assert.deepEqual(
      report.leftOut.map(({ reason }) => reason),
      ["not_goods:shipping", "amount_zero", "guest"],
    );
    assert(report.refunded.rows > 100);
    const check = checkPlan(parseJson(sampleFile("plan.json")));
    assert(check.ok);
    const state = createState(check.plan, memoryStore());
    for (const line of readFileSync(outPath, "utf8").trimEnd().split("\n")) {
      const read = parseCommand(parseJson(line));
      assert(read.ok, line);
      assert.equal(apply(state, read.command).ok, true, line);
    }
    const tiers = new Set([...viewHolders(state)].map(({ tier }) => tier));
    assert.deepEqual([...tiers].sort(), [0, 1, 2, 3]);
  });
});

test("both plans are accepted, and cover at least half of what they promise in each category", () => {
  for (const name of ["plan.json", "online-retail.plan.json"]) {
    const check = checkPlan(parseJson(sampleFile(name)));
    assert(check.ok, name);
    for (const [category, terms] of check.plan.categories) {
      const { paidOut, granted } = promiseCoverage(check.plan, terms);
      assert(2n * paidOut.num * granted.den >= granted.num * paidOut.den, `${name} ${category}`);
    }
  }
});

test("the map for the retail file is valid", () => {
  assert.equal(readMap(JSON.parse(sampleFile("online-retail.map.json"))).ok, true);
});

test("numbers out of bounds are refused, and a folder that is not there", async () => {
  const outPath = join("none", "orders.csv");
  for (const [options, message] of [
    [{ ...SMALL, outPath, days: 0 }, /number of days must be a whole number from 1/],
    [{ ...SMALL, outPath, customers: 1.5 }, /number of customers/],
    [{ ...SMALL, outPath, seed: -1 }, /seed/],
    [{ ...SMALL, outPath }, /no such file or folder/],
  ] as const) {
    await assert.rejects(writeSample(options), (error) => {
      assert(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommand, type Command } from "./command.ts";
import { EXAMPLES } from "./oracle-kit.ts";
import type { Column, CountColumn } from "./rows.ts";
import { memoryApplied, memoryHolders, memoryStore, memoryTable, spendKey } from "./store.ts";

test("[ST1] holders are numbered in the order in which they join", () => {
  const holders = memoryHolders();
  assert.equal(holders.count, 0);
  assert.equal(holders.find("a"), undefined);
  assert.deepEqual([holders.add("a"), holders.add("__proto__"), holders.add("c")], [0, 1, 2]);
  assert.deepEqual(
    [holders.find("a"), holders.find("__proto__"), holders.find("d")],
    [0, 1, undefined],
  );
  assert.deepEqual([holders.idOf(0), holders.idOf(1), holders.idOf(2)], ["a", "__proto__", "c"]);
  assert.equal(holders.count, 3);
});

test("[ST2] a holder's figures keep out of each other's way, small or huge", () => {
  const holders = memoryHolders();
  for (let k = 0; k < 5_000; k++) holders.add(`h${k}`);
  const columns = Object.entries(holders).filter(
    ([name, each]) => name !== "count" && typeof each === "object",
  ) as [name: string, column: Column | CountColumn][];
  assert.ok(columns.length >= 18);
  const isCount = (column: Column | CountColumn): column is CountColumn =>
    typeof column.get(0) === "number";
  for (const sizeBits of [0n, 40n, 90n, 200n]) {
    for (const row of [0, 1, 4_095, 4_096, 4_999]) {
      columns.forEach(([, column], index) => {
        if (isCount(column)) column.set(row, index + row);
        else column.set(row, (BigInt(index + 1) << sizeBits) + BigInt(row));
      });
    }
    for (const row of [0, 1, 4_095, 4_096, 4_999]) {
      columns.forEach(([name, column], index) => {
        const expected = isCount(column)
          ? index + row
          : (BigInt(index + 1) << sizeBits) + BigInt(row);
        assert.equal(column.get(row), expected, `${name} of ${row}`);
      });
    }
  }
  for (const [name, column] of columns) assert.equal(Number(column.get(2)), 0, name);
});

test("[ST1] a table gives back what was last put under an id", () => {
  const table = memoryTable<string>();
  assert.equal(table.get("a"), undefined);
  table.set("a", "first");
  table.set("b", "other");
  table.set("a", "second");
  assert.deepEqual(
    [table.get("a"), table.get("b"), table.get("c")],
    ["second", "other", undefined],
  );
});

test("[ST5] applied commands are known again by their content", () => {
  const applied = memoryApplied();
  const commands = EXAMPLES.map((example, index) => {
    const parsed = parseCommand({ ...example, id: `c${index}` });
    assert.ok(parsed.ok);
    return parsed.command;
  });
  for (const command of commands) {
    assert.equal(applied.recall(command), "new");
    applied.remember(command);
    assert.equal(applied.recall(command), "same");
    assert.equal(applied.recall({ ...command }), "same");
    assert.equal(applied.recall({ ...command, at: "2026-03-02T00:00:00Z" }), "other");
  }
  const [first, second] = commands as [Command, Command];
  assert.equal(applied.recall({ ...second, id: first.id }), "other");
  for (const command of commands) assert.equal(applied.recall(command), "same");
});

test("[ST4] a store begins empty, and its tables are its own", () => {
  const [one, other] = [memoryStore(), memoryStore()];
  one.holders.add("a");
  one.spends.set(spendKey(0, "s"), { spentMinor: 1n, returnedMinor: 0n });
  assert.equal(other.holders.count, 0);
  assert.equal(other.spends.get(spendKey(0, "s")), undefined);
  assert.equal(one.spends.get(spendKey(0, "s"))?.spentMinor, 1n);
  assert.equal(one.holds.get("s"), undefined);
  assert.equal(one.orders.get("s"), undefined);
});

test("[SP4] the key of a spend tells holders and orders apart", () => {
  const keys = [spendKey(1, "1:s"), spendKey(11, "s"), spendKey(1, "s"), spendKey(1, ":s")];
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(spendKey(12, "s"), "12:s");
});

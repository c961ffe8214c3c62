import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommand, type Command } from "./command.ts";
import { fingerprint } from "./fingerprint.ts";
import { parseJson, type JsonObject } from "./json.ts";
import { EXAMPLES } from "./oracle-kit.ts";

function commandOf(json: JsonObject): Command {
  const parsed = parseCommand(json);
  assert.ok(parsed.ok);
  return parsed.command;
}

test("[ST5] one content has one fingerprint, however its keys are ordered", () => {
  for (const example of EXAMPLES) {
    const text = JSON.stringify(example, (_key, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    );
    const again = commandOf(parseJson(text) as JsonObject);
    const turned = Object.fromEntries(Object.entries(example).reverse());
    assert.equal(fingerprint(again), fingerprint(commandOf(example)));
    assert.equal(fingerprint(commandOf(turned)), fingerprint(commandOf(example)));
    assert.ok(Number.isSafeInteger(fingerprint(again)));
    assert.ok(fingerprint(again) >= 0);
  }
});

/** Other values for a field, of the same type. */
function others(key: string, value: unknown): unknown[] {
  if (key === "at" || key === "expires") return ["2026-03-02T00:00:00Z", "2026-03-01T00:00:00.0Z"];
  if (key === "date") return ["2026-03-02", "2027-03-01"];
  if (key === "shares") {
    return ["2", "20", `2${"0".repeat(30)}`, `3${"0".repeat(30)}`, "4294967297"];
  }
  if (typeof value === "bigint") {
    return [value + 1n, value + 2n ** 32n, value + 2n ** 40n, 10n ** 30n, 10n ** 30n + 1n];
  }
  if (key === "plan") return [{}, { a: 1n }, { a: 2n }, { b: 1n }];
  if (!Array.isArray(value)) return ["other", "a", "aa", "b", "ab", "ba"];
  const lines = value as JsonObject[];
  const [first] = lines as [JsonObject];
  return [
    [first],
    [...lines, { ...first, line: "another" }],
    [...lines].reverse(),
    ...Object.keys(first).flatMap((name) =>
      others(name, first[name]).map((other) => [{ ...first, [name]: other }, ...lines.slice(1)]),
    ),
  ];
}

test("[ST5] contents that differ in one field have different fingerprints", () => {
  const seen = new Map<number, string>();
  const note = (json: JsonObject): void => {
    const command = commandOf(json);
    const text = JSON.stringify(json, (_key, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    );
    const known = seen.get(fingerprint(command));
    assert.ok(known === undefined || known === text, `${text} and ${known}`);
    seen.set(fingerprint(command), text);
  };
  for (const example of EXAMPLES) {
    note(example);
    for (const key of Object.keys(example).filter((name) => name !== "type")) {
      for (const other of others(key, example[key])) {
        note({ ...example, [key]: other } as JsonObject);
      }
    }
    for (const key of ["referrer", "region"]) {
      if (!Object.hasOwn(example, key) || example["type"] === "agent.appoint") continue;
      const rest = { ...example };
      delete rest[key];
      note(rest);
    }
  }
  assert.ok(seen.size > 200);
});

test("[ST5] a text is told apart from one that runs into its neighbour", () => {
  const transfer = (from: string, to: string): number => {
    const common = { id: "c", at: "2026-03-01T00:00:00Z", type: "shares.transfer" };
    return fingerprint(commandOf({ ...common, from, to, shares: "1" }));
  };
  const prints = [
    transfer("ab", "c"),
    transfer("a", "bc"),
    transfer("abc", "c"),
    transfer("a", "c"),
    transfer("c", "ab"),
  ];
  assert.equal(new Set(prints).size, 5);
});

test("[ST5] a hundred thousand contents that hardly differ have as many fingerprints", () => {
  const seen = new Set<number>();
  for (let k = 1; k <= 100_000; k++) {
    const holder = `h${k % 100}`;
    const amountMinor = BigInt(k - (k % 100)) / 100n + 1n;
    seen.add(fingerprint({ id: "c", at: "", type: "wallet.withdraw", holder, amountMinor }));
  }
  assert.equal(seen.size, 100_000);
});

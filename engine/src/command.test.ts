import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND_TYPES, commandContent, formatCommand, parseCommand } from "./command.ts";
import { canonicalJson, parseJson, type Json, type JsonObject } from "./json.ts";
import { COMMAND_TYPES as ORACLE_TYPES } from "./oracle-fields.ts";
import { EXAMPLES } from "./oracle-kit.ts";

function refusalOf(json: Json): [code: string, field: unknown] {
  const parsed = parseCommand(json);
  assert.ok(!parsed.ok);
  const { code, facts } = parsed.refusal;
  return [code, facts["field"] ?? facts["type"]];
}

function exampleOf(type: string): JsonObject {
  const found = EXAMPLES.find((example) => example["type"] === type);
  assert.ok(found !== undefined);
  return found;
}

function without(object: JsonObject, key: string): JsonObject {
  const rest = { ...object };
  delete rest[key];
  return rest;
}

const OPTIONAL = ["holder.join referrer", "order.pay region"];

test("[CM1] every type of command is read, with all its fields", () => {
  assert.deepEqual([...COMMAND_TYPES].sort(), [...ORACLE_TYPES].sort());
  assert.deepEqual(EXAMPLES.map(({ type }) => type).sort(), [...COMMAND_TYPES].sort());
  for (const example of EXAMPLES) {
    const parsed = parseCommand(example);
    assert.ok(parsed.ok);
    const { shares, amount, lines, ...rest } = example;
    const expected: { [name: string]: unknown } = rest;
    if (shares !== undefined) expected["sharesMicro"] = BigInt(shares as string);
    if (amount !== undefined) expected["amountMinor"] = amount;
    if (lines !== undefined) {
      expected["lines"] = (lines as JsonObject[]).map(({ paid, amount: back, ...line }) => ({
        ...line,
        ...(paid === undefined ? {} : { paidMinor: paid }),
        ...(back === undefined ? {} : { amountMinor: back }),
      }));
    }
    assert.deepEqual(parsed.command, expected);
  }
});

test("[CM1] what is no object is no command", () => {
  for (const json of [null, true, "command", 1n, 0.5, [], [{}]]) {
    assert.deepEqual(parseCommand(json), {
      ok: false,
      refusal: { code: "command_not_object", facts: {} },
    });
  }
});

test("[CM1] a type is one of those there are", () => {
  const base = { id: "c", at: "2026-03-01T00:00:00Z" };
  assert.deepEqual(refusalOf(base), ["field_missing", "type"]);
  assert.deepEqual(refusalOf({ ...base, type: null }), ["field_wrong_type", "type"]);
  assert.deepEqual(refusalOf({ ...base, type: 1n }), ["field_wrong_type", "type"]);
  for (const type of ["", "order.cancel", "constructor", "__proto__", "Order.pay", " order.pay"]) {
    assert.deepEqual(refusalOf({ ...base, type }), ["type_unknown", type]);
  }
});

test("[CM1] each field is needed, but for the referrer and the region", () => {
  for (const example of EXAMPLES) {
    for (const key of Object.keys(example)) {
      const rest = without(example, key);
      if (OPTIONAL.includes(`${example["type"] as string} ${key}`)) {
        assert.ok(parseCommand(rest).ok);
      } else assert.deepEqual(refusalOf(rest), ["field_missing", key]);
    }
  }
});

test("[CM1] a field that is not known is refused", () => {
  for (const example of EXAMPLES) {
    for (const key of ["extra", "__proto__", "toString", "sharesMicro", "amountMinor"]) {
      const more = Object.fromEntries<Json>([...Object.entries(example), [key, "1"]]);
      assert.deepEqual(refusalOf(more), ["field_unknown", key]);
    }
  }
  const pay = exampleOf("order.pay");
  const [line] = pay["lines"] as [JsonObject];
  const more = { ...pay, lines: [line, { ...line, line: "b", extra: "x" }] };
  assert.deepEqual(refusalOf(more), ["field_unknown", "lines[1].extra"]);
});

test("[CM1] a field of another type is refused, and null is one", () => {
  for (const example of EXAMPLES) {
    for (const [key, right] of Object.entries(example)) {
      for (const wrong of [null, true, 3n, "x", [], {}]) {
        const isSame = Array.isArray(right)
          ? Array.isArray(wrong)
          : typeof right === typeof wrong && wrong !== null && !Array.isArray(wrong);
        if (isSame) continue;
        assert.deepEqual(refusalOf({ ...example, [key]: wrong }), ["field_wrong_type", key]);
      }
    }
  }
});

test("[CM1] so is a field of a line", () => {
  for (const type of ["order.pay", "order.refund"]) {
    const example = exampleOf(type);
    const [line, other] = example["lines"] as [JsonObject, JsonObject];
    for (const key of Object.keys(line)) {
      const lines = [line, without(other, key)];
      assert.deepEqual(refusalOf({ ...example, lines }), ["field_missing", `lines[1].${key}`]);
      const nulled = [{ ...line, [key]: null }, other];
      const expected = ["field_wrong_type", `lines[0].${key}`];
      assert.deepEqual(refusalOf({ ...example, lines: nulled }), expected);
    }
    for (const item of [null, "line", 1n, []]) {
      const expected = ["field_wrong_type", "lines[1]"];
      assert.deepEqual(refusalOf({ ...example, lines: [line, item] }), expected);
    }
  }
});

const IDS: [type: string, key: string][] = [
  ["holder.join", "holder"],
  ["holder.join", "referrer"],
  ["agent.appoint", "region"],
  ["agent.appoint", "holder"],
  ["order.pay", "order"],
  ["order.pay", "holder"],
  ["order.pay", "region"],
  ["order.complete", "order"],
  ["order.refund", "order"],
  ["shares.redeem", "holder"],
  ["shares.spend", "holder"],
  ["shares.spend", "order"],
  ["shares.hold", "hold"],
  ["shares.hold", "holder"],
  ["shares.hold", "order"],
  ["shares.capture", "hold"],
  ["shares.release", "hold"],
  ["spend.return", "order"],
  ["spend.return", "holder"],
  ["shares.transfer", "from"],
  ["shares.transfer", "to"],
  ["wallet.withdraw", "holder"],
];

test("[CM2] an id has from 1 to 128 characters, counted in code points", () => {
  for (const [type, key] of IDS) {
    const withId = (id: string): JsonObject => ({ ...exampleOf(type), [key]: id });
    for (const id of ["x", " ", "x".repeat(128), "𝕏".repeat(128), "会员 1", "__proto__"]) {
      assert.ok(parseCommand(withId(id)).ok, `${type} ${key}`);
    }
    assert.deepEqual(refusalOf(withId("")), ["id_empty", key]);
    for (const id of ["x".repeat(129), "𝕏".repeat(129), `${"𝕏".repeat(128)}x`]) {
      assert.deepEqual(refusalOf(withId(id)), ["id_too_long", key]);
    }
  }
  for (const type of ["order.pay", "order.refund"]) {
    const example = exampleOf(type);
    const [line] = example["lines"] as [JsonObject];
    const withId = (id: string): JsonObject => ({ ...example, lines: [{ ...line, line: id }] });
    assert.ok(parseCommand(withId("x".repeat(128))).ok);
    assert.deepEqual(refusalOf(withId("")), ["id_empty", "lines[0].line"]);
    assert.deepEqual(refusalOf(withId("x".repeat(129))), ["id_too_long", "lines[0].line"]);
  }
});

test("[CM2] a command's own id may be any text", () => {
  for (const id of ["", "x".repeat(1_000)]) {
    assert.ok(parseCommand({ ...exampleOf("order.complete"), id }).ok);
  }
});

test("[CM3] money is a whole number above 0, of any size", () => {
  const withAmount = (text: string): Json => {
    const json = parseJson(`{"amount":${text}}`) as JsonObject;
    return { ...exampleOf("wallet.withdraw"), ...json };
  };
  const big = `1${"0".repeat(60)}`;
  for (const text of ["1", "2", "9007199254740993", big]) {
    const parsed = parseCommand(withAmount(text));
    assert.ok(parsed.ok && parsed.command.type === "wallet.withdraw");
    assert.equal(parsed.command.amountMinor, BigInt(text));
  }
  for (const text of ["0", "-0", "-1", "1.0", "1e3", "0.5", "1e400", "-0.5"]) {
    assert.deepEqual(refusalOf(withAmount(text)), ["amount_not_whole", "amount"], text);
  }
  for (const text of ['"1"', "null", "true", "[]", "{}"]) {
    assert.deepEqual(refusalOf(withAmount(text)), ["field_wrong_type", "amount"], text);
  }
});

test("[CM3] so is what is paid for a line, and what is refunded of it", () => {
  for (const [type, key] of [
    ["order.pay", "paid"],
    ["order.refund", "amount"],
  ] as const) {
    const example = exampleOf(type);
    const [line] = example["lines"] as [JsonObject];
    for (const value of [0n, -1n, 1.5]) {
      const lines = [{ ...line, [key]: value }];
      const expected = ["amount_not_whole", `lines[0].${key}`];
      assert.deepEqual(refusalOf({ ...example, lines }), expected);
    }
  }
});

test("[CM3] shares are a text of digits above 0, without a leading zero", () => {
  for (const type of ["shares.redeem", "shares.spend", "shares.hold", "shares.transfer"]) {
    for (const shares of ["1", "10", "999999999999999999999999999999"]) {
      const parsed = parseCommand({ ...exampleOf(type), shares });
      assert.ok(parsed.ok && "sharesMicro" in parsed.command);
      assert.equal(parsed.command.sharesMicro, BigInt(shares));
    }
    for (const shares of ["", "0", "00", "01", "-1", "+1", "1.0", "1e3", " 1", "1 ", "0x1", "x"]) {
      assert.deepEqual(refusalOf({ ...exampleOf(type), shares }), ["amount_not_whole", "shares"]);
    }
    assert.deepEqual(refusalOf({ ...exampleOf(type), shares: 1n }), ["field_wrong_type", "shares"]);
  }
});

test("[CM4] times and dates exist", () => {
  for (const example of EXAMPLES) {
    for (const at of ["", "2026-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01"]) {
      assert.deepEqual(refusalOf({ ...example, at }), ["instant_invalid", "at"]);
    }
  }
  const hold = exampleOf("shares.hold");
  assert.deepEqual(refusalOf({ ...hold, expires: "soon" }), ["instant_invalid", "expires"]);
  for (const date of ["2026-02-29", "2026-3-1", "today", ""]) {
    assert.deepEqual(refusalOf({ ...exampleOf("day.close"), date }), ["date_invalid", "date"]);
  }
});

test("[CM5] lines are at least one, each once", () => {
  for (const type of ["order.pay", "order.refund"]) {
    const example = exampleOf(type);
    const lines = example["lines"] as JsonObject[];
    assert.deepEqual(refusalOf({ ...example, lines: [] }), ["lines_empty", "lines"]);
    const repeated = { ...example, lines: [...lines, lines[0]!] };
    assert.deepEqual(refusalOf(repeated), ["line_repeated", "lines[2].line"]);
  }
});

test("[ID2] a command's content is its fields, in whatever order they came", () => {
  const [a, b] = [
    { id: "c", at: "2026-03-01T00:00:00Z" },
    { type: "shares.release", hold: "k" },
  ];
  const [first, second] = [parseCommand({ ...a, ...b }), parseCommand({ ...b, ...a })];
  assert.ok(first.ok && second.ok);
  const text = '{"at":"2026-03-01T00:00:00Z","hold":"k","id":"c","type":"shares.release"}';
  assert.equal(commandContent(first.command), text);
  assert.equal(commandContent(second.command), text);
});

test("[CM13] a command is written as it was read, with what it left out left out", () => {
  for (const example of EXAMPLES) {
    const parsed = parseCommand(example);
    assert.ok(parsed.ok);
    assert.deepEqual(formatCommand(parsed.command), example);
    assert.equal(commandContent(parsed.command), canonicalJson(example));
  }
  for (const [type, key] of [
    ["holder.join", "referrer"],
    ["order.pay", "region"],
  ] as const) {
    const rest = without(exampleOf(type), key);
    const parsed = parseCommand(rest);
    assert.ok(parsed.ok);
    assert.deepEqual(formatCommand(parsed.command), rest);
  }
});

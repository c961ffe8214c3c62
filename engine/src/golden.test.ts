/**
 * Golden vectors: `golden/*.json` hold a plan, commands, and the state they come to (spec section
 * 11), for any other implementation to run. They were made by the engine once, and do not change.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import compulsory from "../golden/compulsory.json" with { type: "json" };
import dividends from "../golden/dividends.json" with { type: "json" };
import history from "../golden/history-140.json" with { type: "json" };
import redemptions from "../golden/redemptions.json" with { type: "json" };
import refunds from "../golden/refunds.json" with { type: "json" };
import refusals from "../golden/refusals.json" with { type: "json" };
import workedExample from "../golden/worked-example.json" with { type: "json" };
import { parseCommand } from "./command.ts";
import { apply } from "./evolve.ts";
import { canonicalJson, parseJson, type Json, type JsonObject } from "./json.ts";
import { planOf, stateJson } from "./oracle-kit.ts";
import { applyToOracle, createOracle, oracleState } from "./oracle.ts";
import { createState } from "./state.ts";
import { memoryStore } from "./store.ts";

type Vector = { about: string; plan: JsonObject; commands: JsonObject[]; expected: Json };

/** All amounts of money in the vectors are below 2^53, so that no digit was lost on import. */
const vectors = [
  ["worked-example", workedExample],
  ["dividends", dividends],
  ["refunds", refunds],
  ["redemptions", redemptions],
  ["compulsory", compulsory],
  ["refusals", refusals],
  ["history-140", history],
].map(([name, imported]): [name: string, vector: Vector] => [
  name as string,
  parseJson(JSON.stringify(imported)) as unknown as Vector,
]);

for (const [name, { plan, commands, expected }] of vectors) {
  test(`[GV1] the engine comes to the state of the golden vector ${name}`, () => {
    const state = createState(planOf(plan), memoryStore());
    const rejected: string[] = [];
    for (const json of commands) {
      const parsed = parseCommand(json);
      const outcome = parsed.ok ? apply(state, parsed.command) : parsed;
      if (!outcome.ok) rejected.push(json["id"] as string);
    }
    assert.deepEqual(stateJson(state, rejected), expected);
    assert.equal(canonicalJson(stateJson(state, rejected)), canonicalJson(expected));
  });

  test(`[GV1] so does the oracle, for ${name}`, () => {
    const oracle = createOracle(plan);
    for (const json of commands) applyToOracle(oracle, json);
    assert.equal(canonicalJson(oracleState(oracle)), canonicalJson(expected));
  });
}

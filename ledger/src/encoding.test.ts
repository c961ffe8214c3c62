/** The encoding is frozen: golden vectors that any other implementation can run. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  apply,
  canonicalJson,
  checkPlan,
  commandContent,
  parseCommand,
  parseJson,
  type Event,
  type Json,
} from "@patronage/engine";
import { randomHistory } from "../../engine/src/history.ts";
import {
  batchHash,
  batchLine,
  entryLine,
  eventsText,
  planHash,
  planLine,
  readEvents,
} from "./encoding.ts";
import { beginState } from "./load.ts";

type Vector = { plan: string; batches: { lines: string[]; hash: string }[] };

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "golden", "journal-1.json"), "utf8"),
) as Vector;

test("the golden journal hashes as it did when the encoding was frozen, by its lines alone", () => {
  const first = createHash("sha256").update(`${golden.plan}\n`, "utf8");
  let previous = first.digest("hex");
  for (const [index, { lines, hash }] of golden.batches.entries()) {
    assert.equal(lines[0], `{"batch":${index + 1},"previous":"${previous}","version":1}`);
    const bytes = lines.map((line) => `${line}\n`).join("");
    assert.equal(createHash("sha256").update(bytes, "utf8").digest("hex"), hash);
    previous = hash;
  }
});

test("the engine writes the golden journal, byte for byte", () => {
  const { plan } = parseJson(golden.plan) as { plan: Json };
  const check = checkPlan(plan);
  assert.ok(check.ok);
  assert.equal(planLine(canonicalJson(plan)), golden.plan);
  const state = beginState(check.plan);
  let hash: Buffer = planHash(canonicalJson(plan));
  let seq = 0n;
  const types = new Set<string>();
  for (const [index, batch] of golden.batches.entries()) {
    const [first, ...lines] = batch.lines;
    assert.equal(batchLine(hash, BigInt(index + 1)), first);
    const entries = lines.map((line) => {
      const json = parseJson(line) as { command: Json };
      const parsed = parseCommand(json.command);
      assert.ok(parsed.ok);
      const outcome = apply(state, parsed.command);
      assert.ok(outcome.ok);
      for (const { type } of outcome.events) types.add(type);
      seq += 1n;
      const entry = {
        ...{ seq, command: commandContent(parsed.command), events: eventsText(outcome.events) },
      };
      assert.equal(entryLine(entry), line);
      return entry;
    });
    hash = batchHash(hash, BigInt(index + 1), entries);
    assert.equal(hash.toString("hex"), batch.hash);
  }
  // Every type of event stands in it.
  assert.equal(types.size, 15);
});

const withoutNumbers = (events: readonly Event[]): Event[] =>
  events.map((event) =>
    event.type === "orderAccrued"
      ? { ...event, places: event.places.map((place) => ({ ...place, number: -1 })) }
      : event,
  );

test("events are read as they were written, and the text is canonical", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { plan, commands } = randomHistory(seed, { commands: 150 });
    const check = checkPlan(plan);
    assert.ok(check.ok);
    const state = beginState(check.plan);
    for (const json of commands) {
      const parsed = parseCommand(json);
      const outcome = parsed.ok ? apply(state, parsed.command) : parsed;
      if (!outcome.ok) continue;
      const text = eventsText(outcome.events);
      assert.equal(canonicalJson(parseJson(text)), text);
      assert.doesNotMatch(text, /\n/);
      assert.deepEqual(
        readEvents(text, () => -1),
        withoutNumbers(outcome.events),
      );
    }
  }
});

test("what is no list of events is told apart from one", () => {
  for (const text of ['[{"type":"nonsense"}]', "[3]", '[{"type":"holdReleased","extra":1}]', "["]) {
    assert.throws(() => readEvents(text), SyntaxError, text);
  }
});

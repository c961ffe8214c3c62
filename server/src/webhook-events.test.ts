/** What webhooks tell of a row of the journal, and whom it concerns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "@patronage/engine";
import { messageBody, messageId, partsOf } from "./webhook-events.ts";

const parts = (...events: Json[]) => partsOf(JSON.stringify(events));

test("an event tells whom it concerns: its holder, both sides, every place, or its order's buyer", () => {
  const [joined, moved, counted, reduced, released, plan] = parts(
    { type: "holderJoined", holder: "h1", referrer: "h0" },
    { type: "sharesTransferred", from: "h1", to: "h2", sharesMicro: "5" },
    {
      type: "orderAccrued",
      order: "o1",
      places: [
        { place: "buyer", holder: "h1" },
        { place: "agent", holder: "h3" },
      ],
    },
    { type: "orderReduced", order: "o1", lines: [] },
    { type: "holdReleased", hold: "x" },
    { type: "planActivated", plan: {}, gate: { long: true } },
  );
  assert.deepEqual(joined!.holders, ["h1"]);
  assert.deepEqual(moved!.holders, ["h1", "h2"]);
  assert.deepEqual([counted!.holders, counted!.about], [["h1", "h3"], undefined]);
  assert.deepEqual(reduced!.about, { kind: "order", order: "o1" });
  assert.deepEqual(released!.about, { kind: "hold", hold: "x" });
  assert.deepEqual([plan!.holders, plan!.fields], [[""], { plan: {}, type: "planActivated" }]);
});

test("a close is told in totals, and each holder in it by a message of its own", () => {
  const totals = { type: "dayClosed", date: "2026-01-01", indexRiseE18: "7", headRisesE18: [] };
  const closed = {
    ...totals,
    capped: [{ holder: "h1", proRataE18: "3", tierE18: "0" }],
    forced: [{ holder: "h1", sharesMicro: "1", payoutMinor: "2", feeMinor: "0", excessE18: "0" }],
    risen: [{ holder: "h2", tier: 1 }],
    tree: { key: "00ff", root: "aa" },
  };
  const [total, capped, risen, forced] = parts(closed);
  const counts = { cappedCount: 1, forcedCount: 1, risenCount: 1 };
  assert.deepEqual(
    total!.fields,
    { ...totals, ...counts, tree: { root: "aa" } },
    "without the key",
  );
  assert.deepEqual(
    [capped!, risen!, forced!].map(({ nth, type, holders }) => [nth, type, holders]),
    [
      [1, "quotaReached", ["h1"]],
      [2, "tierReached", ["h2"]],
      [3, "forced", ["h1"]],
    ],
  );
  const row = { seq: "12", command: '{"at":"2026-01-01T16:00:00Z","type":"day.close"}' };
  assert.deepEqual(JSON.parse(messageBody("tea", row, risen!)), {
    ...{ type: "tierReached", timestamp: "2026-01-01T16:00:00Z" },
    data: { programme: "tea", seq: "12", date: "2026-01-01", holder: "h2", tier: 1 },
  });
});

test("an id is the same for ever, and holds nothing that a signature is separated by", () => {
  assert.equal(messageId("programme_tea", "12", 0), "programme_tea_12_0");
  assert.ok(!messageId("programme_$41$2d1", "9", 3).includes("."));
});

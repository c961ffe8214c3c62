/** The futures are the contract's: an eager, naive model of it comes to the same figures by their commands. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatCommand, viewHolders, type JsonObject } from "@patronage/engine";
import { applyToOracle, createOracle } from "../../engine/src/oracle.ts";
import { simulate } from "./simulate.ts";
import { planJson, planOf, small } from "./simulate-kit.ts";

const LEVEL = { shareRate: "0.05", quotaMultiple: "0.1" };
const PLAN: JsonObject = {
  ...(planJson({ quotaMultiple: "0.3" }) as JsonObject),
  referral: { levels: [LEVEL, LEVEL] },
  regionalAgent: { shareRate: "0.02", quotaMultiple: "0.05" },
  tiers: ["5", "20"],
};

type Position = {
  readonly holder: string;
  readonly sharesMicro: bigint;
  readonly quotaE18: bigint;
  readonly dividendsE18: bigint;
  readonly payoutsMinor: bigint;
};

function positionOf({
  holder,
  sharesMicro,
  quotaE18,
  dividendsE18,
  payoutsMinor,
}: Position): JsonObject {
  return { holder, sharesMicro, quotaE18, dividendsE18, payoutsMinor };
}

for (const names of [
  "steady",
  "refund-storm+snipers",
  "run+fake-orders",
  "growth-then-stop+whale",
]) {
  test(`${names}: an eager model comes to the same, to the last digit`, () => {
    const commands: JsonObject[] = [];
    let end: JsonObject[] = [];
    const scenario = small(names, { days: 240, paidWithShares: 0.2 });
    simulate(planOf(PLAN), scenario, 3, {
      onCommand: (command) => {
        commands.push({ ...formatCommand(command), id: `c${commands.length}` });
      },
      beforeClose: (state, day) => {
        if (day !== scenario.days - 1) return;
        end = Array.from(viewHolders(state), positionOf);
        const { reserveE18, outstandingMicro, proRataE18, tierE18 } = state;
        end.push({ reserveE18, outstandingMicro, proRataE18, tierE18 });
      },
    });
    const oracle = createOracle(PLAN);
    // What was looked at was before the last close.
    for (const command of commands.slice(0, -1)) {
      assert.equal(applyToOracle(oracle, command).verdict, "applied");
    }
    const { holders, reserveE18, outstandingMicro, proRataE18, tierE18 } = oracle;
    const expected = Array.from(holders, ([holder, kept]) => positionOf({ holder, ...kept }));
    expected.push({ reserveE18, outstandingMicro, proRataE18, tierE18 });
    assert.ok(commands.length > 500);
    assert.deepEqual(end, expected);
  });
}

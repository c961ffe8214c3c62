import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommand } from "./command.ts";
import { apply } from "./evolve.ts";
import type { Event } from "./event.ts";
import { randomHistory } from "./history.ts";
import { checkPlan } from "./plan-rules.ts";
import type { Plan } from "./plan.ts";
import { closeTotals } from "./snapshot.ts";
import { closeCount, createState } from "./state.ts";
import { memoryStore } from "./store.ts";
import { beginTrail, closeTrail, followTrail, viewTrail, type Trail } from "./trail.ts";
import { viewHolder } from "./view.ts";

test("[LZ5] a holder's trail through its own events ends where the engine ends, in any history", () => {
  for (let seed = 1; seed <= 120; seed++) {
    const { plan: json, commands } = randomHistory(seed, { commands: 160 });
    const check = checkPlan(json);
    assert(check.ok);
    const state = createState(check.plan, memoryStore());
    const { holders } = state.store;
    const trails: Trail[] = [];
    const follow = (event: Event, plan: Plan): void => {
      if (event.type === "holderJoined") {
        const closes = Array.from({ length: closeCount(state) + 1 }, (_, k) =>
          closeTotals(state, k),
        );
        trails.push(beginTrail(plan, event.holder, closes));
      }
      for (const trail of trails) {
        if (event.type === "dayClosed") {
          closeTrail(trail, closeTotals(state, closeCount(state)), event, plan);
        } else followTrail(trail, event, plan);
      }
    };
    for (const command of commands) {
      const parsed = parseCommand(command);
      if (!parsed.ok) continue;
      const { plan } = state;
      const outcome = apply(state, parsed.command);
      if (!outcome.ok || outcome.isRepeated) continue;
      for (const event of outcome.events) follow(event, plan);
      for (const [number, trail] of trails.entries()) {
        const expected = { ...viewHolder(state, number), referrer: undefined };
        const actual = { ...viewTrail(trail), referrer: undefined };
        assert.deepEqual(
          actual,
          expected,
          `seed ${seed}, ${holders.idOf(number)}, ${parsed.command.id}`,
        );
      }
    }
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommand, type Command } from "./command.ts";
import { apply, orderAfter } from "./evolve.ts";
import type { Event } from "./event.ts";
import { randomHistory } from "./history.ts";
import { canonicalJson } from "./json.ts";
import { stateJson } from "./oracle-kit.ts";
import { checkPlan } from "./plan-rules.ts";
import { closeTotals, KEPT_AMOUNTS, KEPT_COUNTS, restoreState, takeSnapshot } from "./snapshot.ts";
import { closeCount, createState, type State } from "./state.ts";
import { memoryHolders, memoryStore, memoryTable, type Hold, type Store } from "./store.ts";

/** A second store with what is kept of the first: holders row by row, the open and ended holds anew. */
function copyStore({ store }: State, holdIds: readonly string[]): Store {
  const holders = memoryHolders();
  for (let holder = 0; holder < store.holders.count; holder++) {
    holders.add(store.holders.idOf(holder));
    for (const name of KEPT_AMOUNTS) holders[name].set(holder, store.holders[name].get(holder));
    for (const name of KEPT_COUNTS) holders[name].set(holder, store.holders[name].get(holder));
  }
  const holds = memoryTable<Hold>();
  for (const id of holdIds) holds.set(id, { ...store.holds.get(id)! });
  // Orders and what was applied and spent are values that are never changed in place.
  return { ...store, holders, holds, spends: copySpends(store), applied: memoryStore().applied };
}

function copySpends({ spends }: Store): Store["spends"] {
  const own = memoryTable<{ spentMinor: bigint; returnedMinor: bigint }>();
  return { get: (id) => own.get(id) ?? spends.get(id), set: (id, value) => own.set(id, value) };
}

const visible = (events: readonly Event[]): string =>
  JSON.stringify(events, (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}n` : value,
  );

function copyOrders(state: State): Store["orders"] {
  const own = memoryTable<NonNullable<ReturnType<Store["orders"]["get"]>>>();
  const { orders } = state.store;
  return { get: (id) => own.get(id) ?? orders.get(id), set: (id, value) => own.set(id, value) };
}

function restored(state: State, holdIds: readonly string[]): State {
  const closes = Array.from({ length: closeCount(state) + 1 }, (_, close) =>
    closeTotals(state, close),
  );
  const store = { ...copyStore(state, holdIds), orders: copyOrders(state) };
  return restoreState(state.plan, store, takeSnapshot(state), closes);
}

for (let seed = 1; seed <= 60; seed++) {
  test(`[ST7] a state restored from its snapshot goes on with the same events, history ${seed}`, () => {
    const { plan, commands } = randomHistory(seed, { commands: 160 });
    const check = checkPlan(plan);
    assert(check.ok);
    const parsed = commands.flatMap((json): Command[] => {
      const command = parseCommand(json);
      return command.ok ? [command.command] : [];
    });
    const state = createState(check.plan, memoryStore());
    const holdIds: string[] = [];
    const half = 40 + ((seed * 7) % 80);
    for (const command of parsed.slice(0, half)) {
      const outcome = apply(state, command);
      if (outcome.ok && command.type === "shares.hold" && !outcome.isRepeated) {
        holdIds.push(command.hold);
      }
    }
    const twin = restored(state, holdIds);
    // Repeats are the journal's to know; here both are asked only what is new.
    const known = new Set(parsed.slice(0, half).map(({ id }) => id));
    for (const command of parsed.slice(half).filter(({ id }) => !known.has(id))) {
      // The twin first: it reads through to what the first one keeps.
      const outcome = apply(twin, command);
      const expected = apply(state, command);
      assert.equal(
        visible(outcome.ok ? outcome.events : []),
        visible(expected.ok ? expected.events : []),
      );
    }
    assert.equal(canonicalJson(stateJson(twin, [])), canonicalJson(stateJson(state, [])));
  });
}

test("[ST8] an order is the fold of the events that name it", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { plan, commands } = randomHistory(seed, { commands: 200 });
    const check = checkPlan(plan);
    assert(check.ok);
    const state = createState(check.plan, memoryStore());
    const orders = new Map<string, ReturnType<typeof orderAfter>>();
    for (const json of commands) {
      const parsed = parseCommand(json);
      if (!parsed.ok) continue;
      const { plan: planBefore } = state;
      const outcome = apply(state, parsed.command);
      for (const event of outcome.ok ? outcome.events : []) {
        if (!("order" in event)) continue;
        const find = (holder: string): number => state.store.holders.find(holder)!;
        orders.set(
          event.order,
          orderAfter(orders.get(event.order), event, { plan: planBefore, find }),
        );
      }
    }
    for (const [id, order] of orders) {
      if (order === undefined) continue;
      const { accrual, ...kept } = state.store.orders.get(id)!;
      const grantees = accrual?.grantees.map(({ place, number, sharesMicro }) => [
        place,
        number,
        sharesMicro,
      ]);
      const { accrual: folded, ...others } = order;
      assert.deepEqual({ ...others, plan: undefined }, { ...kept, plan: undefined });
      assert.deepEqual(
        folded && {
          ...folded,
          grantees: folded.grantees.map(({ place, number, sharesMicro }) => [
            place,
            number,
            sharesMicro,
          ]),
        },
        accrual && { ...accrual, grantees },
      );
    }
  }
});

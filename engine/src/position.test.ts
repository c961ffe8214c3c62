/** Laziness: what nobody sees of it, and what it saves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCommand, type Command } from "./command.ts";
import { decide } from "./decide.ts";
import { apply, commit } from "./evolve.ts";
import { randomHistory } from "./history.ts";
import { canonicalJson, type Json, type JsonObject } from "./json.ts";
import {
  begin,
  close,
  E18,
  forcingPlan,
  join,
  lab,
  labPlan,
  must,
  ONE,
  planOf,
  stateJson,
  tell,
  view,
} from "./oracle-kit.ts";
import { dateText, instantText } from "./oracle-random.ts";
import { createState, type State } from "./state.ts";
import { memoryStore } from "./store.ts";
import { viewHolder, viewHolders } from "./view.ts";

/** All that can be seen of a state. */
function seen(state: State): string {
  const holders = [...viewHolders(state)].map((each) =>
    Object.values(each).map((value) => String(value)),
  );
  const { totals, eligible, lastAt, lastCloseDate, indexE18, headsE18, openHolds } = state;
  const rest = {
    totals,
    eligible,
    lastAt,
    lastCloseDate,
    indexE18,
    headsE18,
    holds: [...openHolds],
  };
  const text = JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === "bigint" ? `${value}` : value,
  );
  return canonicalJson([stateJson(state, []), holders, text]);
}

function commandsOf(all: readonly Json[]): Command[] {
  return all.flatMap((json) => {
    const parsed = parseCommand(json);
    return parsed.ok ? [parsed.command] : [];
  });
}

const SEEDS = [3, 11, 29, 101, 548, 777];

for (const seed of SEEDS) {
  test(`[LZ3] deciding changes nothing that can be seen, in history ${seed}`, () => {
    const { plan, commands } = randomHistory(seed, { commands: 90 });
    const [previewed, twin] = [1, 2].map(() =>
      createState(planOf(plan as JsonObject), memoryStore()),
    ) as [State, State];
    let closedDays = 0;
    for (const command of commandsOf(commands)) {
      const before = seen(previewed);
      const first = decide(previewed, command);
      closedDays += 1;
      const preview: Command = {
        ...{ id: `preview ${closedDays}`, at: "2500-01-01T00:00:00Z" },
        ...{ type: "day.close", date: dateText(400_000) },
      };
      const closes = [decide(previewed, preview), decide(previewed, preview)];
      assert.deepEqual(closes[0], closes[1], "a close decided twice is the same");
      assert.deepEqual(decide(previewed, command), first, "so is any command");
      assert.equal(seen(previewed), before);
      // Done after all this, it comes to what it would have come to without.
      assert.deepEqual(apply(previewed, command), apply(twin, command));
      assert.equal(seen(previewed), seen(twin));
    }
  });
}

for (const seed of SEEDS.slice(0, 3)) {
  test(`[ID1] retries and duplicates change nothing, in history ${seed}`, () => {
    const { plan, commands } = randomHistory(seed, { commands: 90 });
    const state = createState(planOf(plan as JsonObject), memoryStore());
    const twin = createState(planOf(plan as JsonObject), memoryStore());
    const applied: Command[] = [];
    for (const command of commandsOf(commands)) {
      const outcome = apply(state, command);
      assert.deepEqual(apply(twin, command), outcome);
      if (outcome.ok && outcome.isRepeated === undefined) applied.push(command);
      const before = seen(twin);
      for (const again of [command, ...applied.slice(-3), applied[0]]) {
        if (again === undefined || (again === command && !outcome.ok)) continue;
        assert.deepEqual(apply(twin, again), { ok: true, events: [], isRepeated: true });
      }
      assert.equal(seen(twin), before);
      assert.equal(seen(state), before);
    }
  });
}

for (const seed of SEEDS.slice(0, 3)) {
  test(`[LZ2] looking, and asking in vain, changes nothing, in history ${seed}`, () => {
    const { plan, commands } = randomHistory(seed, { commands: 90 });
    const [looked, unseen] = [1, 2].map(() =>
      createState(planOf(plan as JsonObject), memoryStore()),
    ) as [State, State];
    for (const command of commandsOf(commands)) {
      apply(looked, command);
      apply(unseen, command);
      for (const { holder, walletMinor } of [...viewHolders(looked)]) {
        const amountMinor = walletMinor + 1n;
        const much = { id: "x", at: "2500-01-01T00:00:00Z", type: "wallet.withdraw" } as const;
        assert.ok(!decide(looked, { ...much, holder, amountMinor }).ok);
      }
    }
    assert.equal(seen(looked), seen(unseen));
  });
}

test("[LZ2] what a holder has does not depend on when anybody looked", () => {
  const [often, never] = [begin(labPlan({ tiers: ["1"] })), begin(labPlan({ tiers: ["1"] }))];
  for (const programme of [often, never]) {
    join(programme, "a", "b", "till");
    lab(programme, "a", { shares: 700n, quota: 100_000n });
    lab(programme, "b", { shares: 1_100n, quota: 100_000n });
    for (let day = 0; day < 7; day++) {
      lab(programme, "till", { fund: 1n, tier: 1n });
      close(programme);
      if (programme === often) {
        tell(programme, "wallet.withdraw", { holder: "a", amount: 10n ** 9n });
      }
    }
  }
  assert.deepEqual(view(often, "a"), view(never, "a"));
  assert.ok(view(often, "a").walletMinor >= 6n);
});

test("[LZ2] a view tells all figures of a holder, settled or not", () => {
  const programme = begin(labPlan({ tiers: ["5"] }));
  join(programme, "top", "till");
  must(programme, "holder.join", { holder: "a", referrer: "top" });
  lab(programme, "a", { shares: 1_000n, quota: 10_000n });
  close(programme);
  must(programme, "shares.redeem", { holder: "a", shares: `${2n * ONE}` });
  must(programme, "wallet.withdraw", { holder: "a", amount: 80n });
  const hold = { hold: "k", holder: "a", shares: `${ONE}`, order: "s" };
  must(programme, "shares.hold", { ...hold, expires: "2026-03-02T00:00:00Z" });
  lab(programme, "till", { fund: 80n, tier: 20n });
  close(programme);
  assert.deepEqual(viewHolder(programme.state, 2), {
    ...{ holder: "a", referrer: "top", sharesMicro: 8n * ONE, heldMicro: ONE },
    ...{ grantedMicro: 10n * ONE, peakMicro: 10n * ONE, tier: 1 },
    ...{ quotaE18: (10_000n - 180n - 100n) * E18, dividendsE18: 100n * E18 },
    ...{ indexE18: (80n * E18) / (8n * ONE), payoutsMinor: 180n, withdrawnMinor: 80n },
    ...{ walletMinor: 200n, owedSharesMicro: 0n, owedQuotaE18: 0n },
  });
  assert.deepEqual(
    [...viewHolders(programme.state)].map(({ holder }) => holder),
    ["top", "till", "a"],
  );
});

/** Many holders, far from their quota, over many closes; how many the closes looked at in all. */
function touchedBy(plan: JsonObject, holderCount: number, closeCount: number): number {
  const state = createState(planOf(plan), memoryStore());
  let count = 0;
  const run = (type: string, fields: JsonObject): void => {
    count += 1;
    const parsed = parseCommand({ id: `${count}`, at: instantText(count, ""), type, ...fields });
    assert.ok(parsed.ok);
    const outcome = apply(state, parsed.command);
    assert.ok(outcome.ok);
  };
  const pay = (holder: string, category: string, paid: bigint): void =>
    run("order.pay", { order: `o${count}`, holder, lines: [{ line: "l", category, paid }] });
  for (let k = 0; k < holderCount; k++) {
    run("holder.join", { holder: `h${k}` });
    pay(`h${k}`, "shares", BigInt(200 + 2 * (k % 50)));
    pay(`h${k}`, "quota", BigInt(1_500 + 10 * (k % 70)));
  }
  let touched = 0;
  for (let day = 0; day < closeCount; day++) {
    pay("h0", "fund", BigInt(16 * holderCount));
    pay("h0", "tier", BigInt(4 * holderCount));
    run("day.close", { date: dateText(day) });
    touched += state.triggers.touchedCount;
  }
  return touched;
}

test("[LZ4] a close looks at few of many holders that are far from their quota", () => {
  for (const plan of [
    labPlan(),
    labPlan({ tiers: ["1", "1.2"] }),
    forcingPlan(),
    forcingPlan({ tiers: ["1", "1.2"] }),
  ]) {
    const touched = touchedBy(plan, 400, 50);
    // Looking at all of them would be 20 000.
    assert.ok(touched < 1_000, `${touched}`);
  }
});

test("[LZ4] and looks at those whose quota is near", () => {
  const programme = begin(labPlan());
  join(programme, "a", "b", "till");
  lab(programme, "a", { shares: 100n, quota: 100n });
  lab(programme, "b", { shares: 100n, quota: 10_000n });
  lab(programme, "till", { fund: 180n });
  close(programme);
  assert.equal(programme.state.triggers.touchedCount, 0);
  lab(programme, "till", { fund: 20n });
  close(programme);
  assert.equal(programme.state.triggers.touchedCount, 1);
  close(programme);
  assert.equal(programme.state.triggers.touchedCount, 0);
});

test("[IN8] a state is what its events make of it, whoever decided them", () => {
  for (const seed of SEEDS.slice(3)) {
    const { plan, commands } = randomHistory(seed, { commands: 90 });
    const state = createState(planOf(plan as JsonObject), memoryStore());
    const twin = createState(planOf(plan as JsonObject), memoryStore());
    for (const command of commandsOf(commands)) {
      const outcome = decide(state, command);
      if (!outcome.ok || outcome.isRepeated !== undefined) continue;
      commit(state, command, outcome.events);
      commit(twin, command, outcome.events);
      assert.equal(seen(twin), seen(state));
    }
  }
});

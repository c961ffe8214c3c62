/** Runs of the gate outlive the server that was asked for them, and nobody sees anybody else's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "@patronage/engine";
import { planHashOf } from "@patronage/simulator";
import { soundResult } from "../../ledger/src/gate-kit.ts";
import { WAITING_MOST, type RunGate } from "./gate-runs.ts";
import { planOf, withServer, type Answered, type Kit } from "./server-kit.ts";
import { openServer } from "./server.ts";
import { until } from "./webhook-kit.ts";

const feeOf = (feeRate: string): Json =>
  planOf("tea", { redemption: { feeRate, consumesQuota: true } });
const PLAN = feeOf("0.05");

const atOnce: RunGate = (plan) => Promise.resolve(soundResult(plan));
/** Runs that say how far they are, and end only when they are told to. */
const never: RunGate = (_plan, { signal, onProgress } = {}) =>
  new Promise((_resolve, reject) => {
    onProgress?.(7, 240);
    signal?.addEventListener("abort", () => reject(new Error("ended")));
  });

const urlOf = (plan: Json): string => `/v1/plans/gate/${planHashOf(plan)}`;
const begin = ({ ask }: Pick<Kit, "ask">, plan = PLAN): Promise<Answered> =>
  ask("POST", "/v1/plans/gate", { body: { plan } });
async function stateOf({ ask }: Pick<Kit, "ask">, plan = PLAN): Promise<string> {
  return (await ask("GET", urlOf(plan))).json.state;
}
const reaches = (kit: Pick<Kit, "ask">, state: string, plan = PLAN): Promise<void> =>
  until(async () => (await stateOf(kit, plan)) === state, state);

/** Somebody else's hands, which let go of what they hold. */
const hold = ({ house }: Kit, tries: number) =>
  house.pool.query(
    `UPDATE house.gate_runs SET state = 'running', runner = 'another', tries = $1, ended_at = NULL,
       made_at = NULL, result = NULL, failure = NULL, held_until = now() - interval '1 second'`,
    [tries],
  );

test("a run that a server was asked for is done by the next one", async () => {
  await withServer(
    async (kit) => {
      const asked = await begin(kit);
      assert.deepEqual([asked.status, asked.json.state], [202, "waiting"]);
      await reaches(kit, "running");
      await until(
        async () =>
          (await kit.ask("GET", urlOf(PLAN))).text.includes('"doneCount":7,"totalCount":240'),
        "how far it is",
      );
      // Asked for again, it is the same.
      assert.equal((await begin(kit)).json.state, "running");
      await kit.server.close();
      const { rows } = await kit.house.pool.query("SELECT state, tries FROM house.gate_runs");
      assert.deepEqual(rows, [{ state: "waiting", tries: 0 }]);
      const next = await openServer(kit.house, { runGate: atOnce });
      try {
        const address = await next.listen({ host: "127.0.0.1", port: 0 });
        const ask: Kit["ask"] = async (method, path) => {
          const headers = { authorization: `Bearer ${kit.tea.token}` };
          const response = await fetch(address + path, { method, headers });
          return { status: response.status, json: await response.json() } as Answered;
        };
        await reaches({ ask }, "done");
        const run = await ask("GET", urlOf(PLAN));
        assert.equal(run.json.passes, true);
        // And the plan may be activated: the result is kept beside it.
        const kept = await kit.house.pool.query("SELECT plan_hash FROM programme_tea.gates");
        assert.deepEqual(kept.rows, [{ plan_hash: planHashOf(PLAN) }]);
      } finally {
        await next.close();
      }
    },
    { runGate: never },
  );
});

test("what a killed server had in its hands is taken over; what kills each is left alone", async () => {
  let ran = 0;
  const counting: RunGate = (plan) => {
    ran += 1;
    return atOnce(plan);
  };
  await withServer(
    async (kit) => {
      await begin(kit);
      await reaches(kit, "done");
      await hold(kit, 1);
      await reaches(kit, "done");
      assert.equal(ran, 2);
      await hold(kit, 3);
      await reaches(kit, "failed");
      const { text } = await kit.ask("GET", urlOf(PLAN));
      assert.match(text, /"failure":"interrupted"/);
      assert.equal(ran, 2);
      assert.equal((await begin(kit)).json.state, "waiting");
      await reaches(kit, "done");
      assert.equal(ran, 3);
    },
    { runGate: counting },
  );
});

test("nobody sees, cancels or changes a run of another programme, or of the operator", async () => {
  await withServer(async (kit) => {
    const { ask, wine, operator } = kit;
    await begin(kit);
    await reaches(kit, "done");
    const beer = planOf("beer");
    const asked = { token: operator.token, body: { plan: beer } };
    const made = await ask("POST", "/v1/programmes/gate", asked);
    assert.equal(made.status, 202);
    const houseUrl = `/v1/programmes/gate/${planHashOf(beer)}`;
    assert.equal(made.headers.get("location"), houseUrl);
    const mine = { token: operator.token };
    await until(
      async () => (await ask("GET", houseUrl, mine)).json.state === "done",
      "the operator's",
    );
    const others = [
      [urlOf(PLAN), wine.token],
      [urlOf(beer), kit.tea.token],
      [`/v1/programmes/gate/${planHashOf(PLAN)}`, operator.token],
    ] as const;
    for (const [url, token] of others) {
      for (const method of ["GET", "DELETE"]) {
        assert.equal((await ask(method, url, { token })).json.code, "gate_run_unknown");
      }
    }
    assert.equal((await ask("GET", urlOf(PLAN), { token: operator.token })).status, 403);
    assert.equal(await stateOf(kit), "done");
    // The same plan asked for by another programme is a run of its own.
    const same = { token: wine.token, body: { plan: PLAN } };
    assert.equal((await ask("POST", "/v1/plans/gate", same)).json.state, "waiting");
  });
});

test("a run that is cancelled ends, and begins anew when it is asked for again", async () => {
  let ended = 0;
  const counted: RunGate = (plan, asked) =>
    never(plan, asked).finally(() => {
      ended += 1;
    });
  await withServer(
    async (kit) => {
      await begin(kit);
      await begin(kit, feeOf("0.06"));
      await reaches(kit, "running");
      const waiting = await kit.ask("DELETE", urlOf(feeOf("0.06")));
      assert.deepEqual([waiting.status, waiting.json.state], [200, "cancelled"]);
      assert.equal((await kit.ask("DELETE", urlOf(PLAN))).json.state, "cancelled");
      await until(() => ended === 1, "the end of the run under way");
      assert.equal((await kit.ask("DELETE", urlOf(PLAN))).json.state, "cancelled");
      assert.equal(await stateOf(kit), "cancelled");
      assert.equal((await begin(kit)).json.state, "waiting");
      await reaches(kit, "running");
    },
    { runGate: counted },
  );
});

test("a fault is told, and a result that this edition cannot read is as good as none", async () => {
  let isBroken = true;
  const sometimes: RunGate = (plan) =>
    isBroken ? Promise.reject(new Error("broken")) : atOnce(plan);
  await withServer(
    async (kit) => {
      await begin(kit);
      await reaches(kit, "failed");
      assert.match((await kit.ask("GET", urlOf(PLAN))).text, /"failure":"fault"/);
      isBroken = false;
      await begin(kit);
      await reaches(kit, "done");
      await kit.house.pool.query(`UPDATE house.gate_runs SET result = '{"edition":0}'`);
      assert.equal((await kit.ask("GET", urlOf(PLAN))).status, 404);
      assert.equal((await begin(kit)).json.state, "waiting");
      await reaches(kit, "done");
    },
    { runGate: sometimes },
  );
});

test("so many may wait of each; what ended long ago is forgotten, and what is beyond the last hundred", async () => {
  await withServer(
    async (kit) => {
      const { ask, house, wine } = kit;
      for (let k = 0; k < WAITING_MOST; k++) {
        assert.equal((await begin(kit, feeOf(`0.0${k + 11}`))).status, 202);
      }
      const more = await begin(kit);
      assert.deepEqual([more.status, more.json.code], [409, "gate_runs_waiting"]);
      const body = { plan: PLAN };
      assert.equal((await ask("POST", "/v1/plans/gate", { token: wine.token, body })).status, 202);
      await house.pool.query(
        `INSERT INTO house.gate_runs (owner, plan_hash, plan, state, ended_at)
         SELECT 'programme_tea', md5(k::text), '{}', 'cancelled', now() - k * interval '1 minute'
         FROM generate_series(1, 120) k
         UNION ALL SELECT 'programme_wine', 'old', '{}', 'cancelled', now() - interval '31 days'`,
      );
      const counts = async (): Promise<object[]> => {
        const { rows } = await house.pool.query<object>(
          `SELECT owner, count(*)::int, count(*) FILTER (WHERE ended_at IS NULL)::int AS open
           FROM house.gate_runs GROUP BY owner ORDER BY owner`,
        );
        return rows;
      };
      // Looked after whenever a run has ended.
      for (let k = 0; k < WAITING_MOST; k++) await ask("DELETE", urlOf(feeOf(`0.0${k + 11}`)));
      await until(
        async () => JSON.stringify(await counts()).includes('"count":100'),
        "the last hundred",
      );
      assert.deepEqual(await counts(), [
        { owner: "programme_tea", count: 100, open: 0 },
        { owner: "programme_wine", count: 1, open: 1 },
      ]);
    },
    { runGate: never },
  );
});

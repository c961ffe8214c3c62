/** The plan studio: from a question about a plan to its activation, over the real admin API. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { JsonObject } from "@patronage/engine";
import { GATE_DAYS, readGate } from "@patronage/ledger";
import { judgeResult, POLICY } from "@patronage/simulator";
import { Client } from "pg";
import { soundResult } from "../../ledger/src/gate-kit.ts";
import { inLedger, keepGate } from "./mall.ts";
import { openSession } from "../sample/client.ts";
import {
  employ,
  KIT_PLAN,
  logInAdmin,
  openKit,
  PASSWORD,
  type Admin,
  type Kit,
} from "./mall-kit.ts";
import { runFuturesOnce } from "./studio-run.ts";

let kit: Kit;
let owner: Admin;
let maker: Admin;
let manager: Admin;
before(async () => {
  kit = await openKit();
  owner = await logInAdmin(kit);
  maker = await employ(kit, "maker", "maker");
  manager = await employ(kit, "manager", "manager");
  await haveSold(kit);
});
after(() => kit.close());

const ORDERS = 210;
const BUYERS = 42;

/** A year of a small shop, put straight into its tables: what such a shop's customers do. */
async function haveSold({ house, clock }: Kit): Promise<void> {
  const client = new Client({ connectionString: house.cluster.url });
  await client.connect();
  try {
    // Neither customers nor orders of the engine stand behind these.
    await client.query("SET session_replication_role = replica; SET search_path = mall");
    await client.query(
      `INSERT INTO patronage_order (order_id, code, customer_id, state, paid_at, shipping_minor)
       SELECT 100000 + k, 'YEAR' || k, 100000 + k % ${BUYERS}, 'sent', $1::timestamptz
         - interval '1 day' * 364 * (1 - power((k % ${BUYERS}) / ${BUYERS}.0, 3)) * (1 - (k / ${BUYERS}) * 0.2), 0
       FROM generate_series(0, ${ORDERS - 1}) AS k`,
      [clock.now()],
    );
    await client.query(
      `INSERT INTO patronage_order_line (order_id, line, category, quantity, gross_minor,
         money_minor, paid_minor, returned_gross_minor, return_days)
       SELECT 100000 + k, 'L' || k, CASE WHEN k % 3 = 0 THEN 'tea' ELSE 'default' END, 1, 11300,
         11300, 5000 + 100 * k, CASE WHEN k % 20 = 0 THEN 11300 ELSE 0 END, 7
       FROM generate_series(0, ${ORDERS - 1}) AS k`,
    );
  } finally {
    await client.end();
  }
}

type Terms = { readonly [term: string]: string };
type Plan = {
  readonly categories: { readonly [name: string]: Terms };
  readonly redemption: JsonObject;
};

/** The kit's plan with other terms of every category. */
function planWith(terms: Terms): JsonObject {
  const { categories, redemption, ...plan } = KIT_PLAN as JsonObject & Plan;
  const changed: JsonObject = {};
  for (const [name, own] of Object.entries(categories)) changed[name] = { ...own, ...terms };
  return {
    ...plan,
    categories: changed,
    grant: { kind: "value", rate: "0.40" },
    redemption: { ...redemption, feeRate: "0.05" },
  };
}
/** Small enough that nobody gains by attacking a small shop. */
const SOUND = planWith({ quotaMultiple: "0.2", reserveRate: "0.10" });
/** Enters 0.09 into the funds for each 0.25 of quota. */
const POOR = planWith({
  ...{ proRataRate: "0.05", tierRate: "0.04", reserveRate: "0.05", quotaMultiple: "0.2" },
});

const LOOK = {
  ...{ scenarios: ["steady"], seeds: 1, years: 1, behaviour: "SHOP", advice: false },
};
const GATE = { ...LOOK, scenarios: [], seeds: 10, years: 3 };

async function ask(who: Admin, plans: readonly object[], more: object = GATE): Promise<string> {
  const input = {
    ...more,
    plans: plans.map((plan, k) => ({ label: `Plan ${k + 1}`, plan: JSON.stringify(plan) })),
  };
  const { patronageRunFutures: id } = await who<{ patronageRunFutures: string }>(
    "mutation ($input: PatronageFuturesInput!) { patronageRunFutures(input: $input) }",
    { input },
  );
  return id;
}

const never = new AbortController().signal;
const work = (signal = never) => runFuturesOnce(kit.mall, kit.owner, signal);

type Told = {
  readonly state: string;
  readonly trouble: string | null;
  readonly done: number;
  readonly total: number;
  readonly results: {
    readonly verdicts: { standing: string; reasons: { sentence: string }[] }[];
    readonly isAdvised: boolean;
    readonly advice: { plan: string; changes: { path: string; to: string }[] } | null;
    readonly shop: { orders: number; buyers: number; days: number } | null;
    readonly figures: { heads: string[]; rows: { cells: { text: string }[] }[] };
  } | null;
  readonly report: string | null;
};

async function told(id: string, language = "en"): Promise<Told> {
  const { patronageFuturesRun: run } = await owner<{ patronageFuturesRun: Told }>(
    `query ($id: ID!, $language: String!) { patronageFuturesRun(id: $id) {
      state trouble done total report(language: $language) results(language: $language) {
        verdicts { standing reasons { sentence } } isAdvised advice { plan changes { path to } }
        shop { orders buyers days } figures { heads rows { cells { text } } } } } }`,
    { id, language },
  );
  return run;
}

async function draft(who: Admin, plan: object): Promise<string> {
  const { patronageDraftPlan: id } = await who<{ patronageDraftPlan: string }>(
    'mutation ($plan: String!) { patronageDraftPlan(plan: $plan, note: "studio") }',
    { plan: JSON.stringify(plan) },
  );
  return id;
}
const activate = (who: Admin, id: string) => who(`mutation { patronageActivatePlan(id: ${id}) }`);

type Gate = { readonly state: string; readonly madeAt: string | null; readonly en: string[] };
async function gateOf(id: string): Promise<Gate> {
  const { patronagePlans } = await owner<{
    patronagePlans: { drafts: { id: string; gate: Gate }[] };
  }>("{ patronagePlans { drafts { id gate { state madeAt en } } } }");
  return patronagePlans.drafts.find((one) => one.id === id)!.gate;
}

test("a plan goes from a question about it through the gate into force", async () => {
  const id = await draft(maker, SOUND);
  assert.equal((await gateOf(id)).state, "none");
  await assert.rejects(activate(manager, id), /run its futures first/);
  const chinese = openSession(kit.url, "admin-api", "zh_Hans");
  await chinese(
    `mutation { login(username: "manager@example.com", password: "${PASSWORD}") { __typename } }`,
  );
  await assert.rejects(activate(chinese, id), /准入检查/);
  // A look at few futures is no result of the gate.
  await ask(maker, [SOUND], { ...GATE, seeds: 1 });
  assert.ok(await work());
  assert.equal((await gateOf(id)).state, "none");

  const run = await ask(maker, [SOUND]);
  assert.equal((await told(run)).state, "waiting");
  assert.ok(await work());
  const { state, results, report } = await told(run);
  assert.equal(state, "done");
  assert.deepEqual(results!.verdicts, [{ standing: "passes", reasons: [] }]);
  assert.deepEqual(results!.shop, { orders: ORDERS, buyers: BUYERS, days: 360 });
  assert.equal(results!.figures.rows.length, 9);
  assert.match(report!, /^<!doctype html>\n<html lang="en">/);
  assert.doesNotMatch(report!, /<script|NaN|undefined/);
  assert.match((await told(run, "zh")).report!, /<html lang="zh">/);
  // What the ledger kept can be judged, and run, by anybody.
  const kept = (await inLedger(kit.mall, (client) => readGate(client, SOUND)))!;
  assert.ok(judgeResult(SOUND, kept.result).passes);
  const { newcomersPerDay } = JSON.parse(kept.result.behaviour) as { newcomersPerDay: number };
  // Of 42 buyers 8 first came in the later half of the time.
  assert.equal(newcomersPerDay.toFixed(2), "0.04");

  const gate = await gateOf(id);
  assert.equal(gate.state, "passed");
  assert.ok(Date.parse(gate.madeAt!) <= Date.parse(kit.clock.now()));
  await activate(manager, id);
  await kit.settled();
  const { patronagePlans } = await owner<{ patronagePlans: { versions: { plan: string }[] } }>(
    "{ patronagePlans { versions { plan } } }",
  );
  assert.match(patronagePlans.versions[0]!.plan, /"feeRate":"0.05"/);
  assert.ok(await kit.verified());
});

test("the nearest plan that passes is named, by the futures that were run", async () => {
  const run = await ask(maker, [POOR], { ...GATE, seeds: 1, years: 1, advice: true });
  await work();
  const { results } = await told(run);
  assert.equal(results!.verdicts[0]!.standing, "refused");
  assert.match(results!.verdicts[0]!.reasons[0]!.sentence, /0\.360 of the quota granted enters/);
  // 0.09 covers half of 0.18, of which 0.05 is the referrer's.
  const { plan, changes } = results!.advice!;
  assert.deepEqual(
    [changes[0]!.path, changes[0]!.to],
    ["categories.default.quotaMultiple", "0.13"],
  );
  assert.match(plan, /"quotaMultiple":"0.13"/);
});

test("what the gate refused stays a draft, with why; and what passed does for thirty days", async () => {
  const id = await draft(maker, POOR);
  const madeAt = kit.clock.now();
  const refused = { ...soundResult(POOR), policy: POLICY };
  await keepGate(kit.mall, kit.owner, POOR, { madeAt, result: refused });
  const gate = await gateOf(id);
  assert.equal(gate.state, "failed");
  assert.match(gate.en.join(), /0\.360 of the quota granted/);
  await assert.rejects(activate(manager, id), /The gate refuses this plan: .*0\.360/);
  const passed = { madeAt, result: soundResult(POOR) };
  await keepGate(kit.mall, kit.owner, POOR, passed);
  assert.equal((await gateOf(id)).state, "passed");
  await kit.clock.moveAhead((GATE_DAYS + 1) * 86_400);
  assert.equal((await gateOf(id)).state, "outdated");
  await assert.rejects(activate(manager, id), /30 days/);
});

test("two plans are compared in the scenarios that were named", async () => {
  const run = await ask(maker, [SOUND, POOR], LOOK);
  await work();
  const { results, report } = await told(run);
  assert.deepEqual(results!.verdicts, []);
  assert.deepEqual(
    results!.figures.rows.map(({ cells }) => cells[0]!.text),
    ["Plan 1", "Plan 2"],
  );
  assert.match(report!, /Plan 1 · Plan 2/);
});

test("a run can be cancelled while it waits and while it runs, by whoever asked and the owner", async () => {
  assert.equal(await told("7.5"), null);
  const cancel = (who: Admin, id: string) => who(`mutation { patronageCancelFutures(id: ${id}) }`);
  const waiting = await ask(maker, [SOUND]);
  const second = await employ(kit, "maker", "second");
  await assert.rejects(cancel(second, waiting), /Somebody else/);
  await cancel(maker, waiting);
  await assert.rejects(cancel(maker, waiting), /has ended/);
  assert.equal(await work(), false);

  const running = await ask(maker, [SOUND], { ...GATE, seeds: 30 });
  const ended = work();
  while ((await told(running)).done < 1) await new Promise((done) => setTimeout(done, 100));
  await cancel(owner, running);
  assert.ok(await ended);
  const { state, results, report } = await told(running);
  assert.deepEqual([state, results, report], ["cancelled", null, null]);
});

test("a run whose process died is run again, and not for ever; one that goes on is left alone", async () => {
  const id = await ask(maker, [SOUND], LOOK);
  const put = (set: string) => kit.sql(`UPDATE patronage_futures SET ${set} WHERE id = $1`, [id]);
  await put(`state = 'running', runner = 'dead', tries = 1, beat_at = clock_timestamp()`);
  assert.equal(await work(), false);
  await put(`beat_at = clock_timestamp() - interval '2 minutes'`);
  assert.ok(await work());
  assert.equal((await told(id)).state, "done");

  const lost = await ask(maker, [SOUND], LOOK);
  await kit.sql(
    `UPDATE patronage_futures SET state = 'running', runner = 'dead', tries = 3,
       beat_at = clock_timestamp() - interval '2 minutes' WHERE id = $1`,
    [lost],
  );
  assert.equal(await work(), false);
  const { state, trouble } = await told(lost);
  assert.deepEqual([state, trouble], ["failed", "interrupted"]);

  // What fails in itself is tried as often, and then says why.
  const damaged = await ask(maker, [SOUND], LOOK);
  await kit.sql("UPDATE patronage_futures SET policy = '{' WHERE id = $1", [damaged]);
  for (const expected of ["waiting", "waiting", "failed"]) {
    await assert.rejects(work(), /JSON/);
    const [row] = await kit.sql<{ state: string; trouble: string | null }>(
      "SELECT state, trouble FROM patronage_futures WHERE id = $1",
      [damaged],
    );
    assert.equal(row!.state, expected);
    assert.equal(row!.trouble !== null, expected === "failed");
  }
  await kit.sql("DELETE FROM patronage_futures WHERE id = $1", [damaged]);

  // A process that is stopped gives its run back at once.
  const given = await ask(maker, [SOUND], { ...GATE, seeds: 30 });
  const stop = new AbortController();
  const ended = work(stop.signal);
  while ((await told(given)).done < 1) await new Promise((done) => setTimeout(done, 100));
  stop.abort();
  await ended;
  const after = await told(given);
  assert.deepEqual([after.state, after.done], ["waiting", 0]);
  await maker(`mutation { patronageCancelFutures(id: ${given}) }`);
});

test("only the owner lowers the floor, to a tenth at the least and with a reason", async () => {
  const lax = (policy: object) => ({ ...LOOK, policy });
  const floor = { coverageFloor: "0.2", reason: "an old promise" };
  await assert.rejects(ask(maker, [SOUND], lax(floor)), /Only the owner may lower/);
  await assert.rejects(ask(owner, [SOUND], lax({ coverageFloor: "0.2" })), /say why/);
  await assert.rejects(
    ask(owner, [SOUND], lax({ ...floor, coverageFloor: "0.05" })),
    /the floor of the coverage is at least 0\.1/,
  );
  await assert.rejects(
    ask(owner, [SOUND], lax({ attackMost: "1.5" })),
    /limits are only tightened/,
  );
  const strict = await ask(maker, [SOUND], lax({ coverageFloor: "0.8" }));
  await maker(`mutation { patronageCancelFutures(id: ${strict}) }`);
  const lowered = await ask(owner, [SOUND], lax(floor));
  await owner(`mutation { patronageCancelFutures(id: ${lowered}) }`);
});

test("whoever may not draft has nothing run, nobody has two runs, and nothing senseless is run", async () => {
  for (const role of ["staff", "auditor", "checker"]) {
    const who = await employ(kit, role, role);
    await assert.rejects(ask(who, [SOUND], LOOK), /not currently authorized/);
    await who("{ patronageFutures { totalItems } patronageScenarios { name } }");
  }
  const held = await ask(maker, [SOUND], LOOK);
  await assert.rejects(ask(maker, [SOUND], LOOK), /A run of yours/);
  await maker(`mutation { patronageCancelFutures(id: ${held}) }`);
  for (const [more, sentence] of [
    [{ scenarios: ["storm"] }, /no scenario storm; there are steady, /],
    [{ seeds: 201 }, /At most 200 futures/],
    [{ years: 11 }, /1 to 10 whole years/],
    [{ scenarios: [], seeds: 200, years: 10 }, /18000 years of futures/],
  ] as const) {
    await assert.rejects(ask(maker, [SOUND], { ...LOOK, ...more }), sentence);
  }
  await assert.rejects(ask(maker, [], LOOK), /one plan, or two/);
  await assert.rejects(ask(maker, [SOUND, SOUND, SOUND], LOOK), /one plan, or two/);
  const refused = planWith({ proRataRate: "0.9" });
  await assert.rejects(ask(maker, [refused], LOOK), /The plan is refused: categories\.default — /);
});

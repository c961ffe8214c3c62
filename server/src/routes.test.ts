/** The routes: figures by hand, one effect of a key, problems told, pages and tags. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { connect } from "node:net";
import { test } from "node:test";
import { gateResultJson } from "@patronage/simulator";
import { soundResult } from "../../ledger/src/gate-kit.ts";
import { Client } from "pg";
import { openWriter } from "@patronage/ledger";
import { openClient, done, named, type ApiError } from "@patronage/api";
import { planOf, withServer, type Kit } from "./server-kit.ts";

const orderOf = (order: string, paid: unknown = 10_000, holder = "anna") => ({
  ...{ order, holder, lines: [{ line: "1", category: "default", paid }] },
});

/** The read models are a moment behind the journal. */
const caughtUp = ({ house }: Kit) =>
  Promise.all(Array.from(house.writers, ({ sequencer }) => sequencer.readModelsReached()));

const join = ({ ask }: Kit, holder: string) => ask("POST", "/v1/holders", { body: { holder } });

test("the spec's first order: 21 shares, seen in the position and the statement", async () => {
  await withServer(async (kit) => {
    const { ask } = kit;
    await join(kit, "anna");
    const paid = await ask("POST", "/v1/orders", { body: orderOf("1"), key: "pay-1" });
    assert.deepEqual(paid.json.events[0]!.type, "orderPaid");
    const quote = await ask("POST", "/v1/orders/1/completion/quote");
    const given = await ask("POST", "/v1/orders/1/completion");
    assert.deepEqual(quote.json.events, given.json.events);
    assert.equal(given.json.events[0]!.places[0]!.sharesMicro, "21000000");
    await caughtUp(kit);
    const { json: position, headers } = await ask("GET", "/v1/holders/anna");
    assert.equal(position.sharesMicro, "21000000");
    assert.equal(position.quotaE18, "20000000000000000000000");
    const tag = { headers: { "if-none-match": headers.get("etag")! } };
    const same = await ask("GET", "/v1/holders/anna", tag);
    assert.deepEqual([same.status, same.text], [304, ""]);
    const { json: nav } = await ask("GET", "/v1/nav");
    // The reserve holds the founding shares' 100.00 and 30.00; a 121st of it is a share's.
    assert.deepEqual(
      [nav.reserveE18, nav.outstandingMicro, nav.navE18],
      ["13000000000000000000000", "121000000", "107438016528925619834"],
    );
    const { json: quoteRedeem } = await ask("POST", "/v1/redemptions/quote", {
      body: { holder: "anna", shares: "1000000" },
    });
    assert.deepEqual(
      [quoteRedeem.events[0]!.payoutMinor, quoteRedeem.events[0]!.feeMinor],
      ["96", "11"],
    );
    const statement = await ask("GET", "/v1/holders/anna/statement?limit=1");
    assert.equal(statement.json.items[0]!.sharesMicro, "21000000");
    const csv = await ask("GET", "/v1/exports/holders");
    assert.match(csv.text, /\n"anna",,21000000,0,21000000,/);
    assert.match((await ask("GET", "/v1/exports/hledger")).text, /books of the programme tea/);
  });
});

test("a thousand requests at once with one key: one effect, and one answer for all", async () => {
  await withServer(async (kit) => {
    const { ask } = kit;
    await join(kit, "anna");
    const asking = { key: "pay-1", body: orderOf("1") };
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => ask("POST", "/v1/orders", asking)),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(answers.filter(({ json }) => json.repeated === false).length, 1);
    assert.equal(
      new Set(answers.map(({ json }) => JSON.stringify([json.seq, json.events]))).size,
      1,
    );
    const other = await ask("POST", "/v1/orders", { key: "pay-1", body: orderOf("1", 1) });
    assert.deepEqual([other.status, other.json.code], [422, "id_conflict"]);
    const elsewhere = await ask("POST", "/v1/orders/1/completion", { key: "pay-1" });
    assert.equal(elsewhere.json.code, "id_conflict");
    await caughtUp(kit);
    const journal = (await ask("GET", "/v1/exports/jsonl")).text;
    assert.equal(journal.match(/"id":"pay-1"/g)!.length, 1);
  });
});

test("of several orders each has an outcome; when one is written wrongly none is taken", async () => {
  await withServer(async (kit) => {
    const { ask } = kit;
    await join(kit, "anna");
    const orders = [orderOf("1"), orderOf("2", 1, "nobody"), orderOf("3")];
    const { json } = await ask("POST", "/v1/orders", { key: "many", body: { orders } });
    const shown = json.outcomes.map((outcome: { ok: boolean; order: string }) => [
      ...[outcome.order, outcome.ok],
    ]);
    assert.deepEqual(shown, [
      ["1", true],
      ["2", false],
      ["3", true],
    ]);
    assert.equal(json.outcomes[1]!.problem.pointer, "#/orders/1");
    const again = await ask("POST", "/v1/orders", { key: "many", body: { orders } });
    assert.ok(again.json.outcomes[0]!.repeated && again.json.outcomes[2]!.repeated);
    const wrong = [orderOf("4"), orderOf("5", 0)];
    const none = await ask("POST", "/v1/orders", { body: { orders: wrong } });
    assert.deepEqual(
      [none.status, none.json.code, none.json.pointer],
      [400, "amount_not_whole", "#/orders/1/lines/0/paid"],
    );
    assert.equal((await ask("GET", "/v1/orders/4")).status, 404);
    const most = Array.from({ length: 1_001 }, (_, k) => orderOf(`m${k}`));
    assert.equal(
      (await ask("POST", "/v1/orders", { body: { orders: most } })).json.code,
      "too_many",
    );
    const full = await ask("POST", "/v1/orders", { body: { orders: most.slice(1) } });
    assert.ok(full.json.outcomes.every(({ ok }: { ok: boolean }) => ok));
  });
});

const WRONG: readonly (readonly [raw: string, code: string, pointer: string | undefined])[] = [
  ["{", "json_invalid", undefined],
  ["[]", "command_not_object", "#"],
  ["{}", "field_missing", "#/order"],
  [raw('"paid":100.0'), "amount_not_whole", "#/lines/0/paid"],
  [raw('"paid":1e3'), "amount_not_whole", "#/lines/0/paid"],
  [raw('"paid":-1'), "amount_not_whole", "#/lines/0/paid"],
  [raw('"paid":"100"'), "field_wrong_type", "#/lines/0/paid"],
  [raw('"paid":9007199254740992'), "amount_too_large", "#/lines/0/paid"],
  [raw(`"paid":${"9".repeat(900)}`), "amount_too_large", "#/lines/0/paid"],
  [raw('"paid":1,"surplus":1'), "field_unknown", "#/lines/0/surplus"],
  [raw('"paid":1,"__proto__":1'), "field_unknown", "#/lines/0/__proto__"],
  [raw('"paid":1').replace('"anna"', '""'), "id_empty", "#/holder"],
  [raw('"paid":1').replace('"anna"', `"${"x".repeat(129)}"`), "id_too_long", "#/holder"],
  [raw('"paid":1').replace('"anna"', '"\\ud800"'), "json_invalid", undefined],
  [`{"lines":${"[".repeat(100_000)}`, "json_invalid", undefined],
  [`${"[".repeat(60_000)}${"]".repeat(60_000)}`, "command_not_object", "#"],
];

function raw(paid: string): string {
  return `{"order":"1","holder":"anna","lines":[{"line":"1","category":"default",${paid}}]}`;
}

test("what is written wrongly is refused with its place, and never a fault", async () => {
  await withServer(async ({ ask, server, address, tea }) => {
    for (const [text, code, pointer] of WRONG) {
      const { status, json, headers } = await ask("POST", "/v1/orders", { raw: text });
      // What is nested so deeply may be refused as no JSON, too.
      const isDeep = text.startsWith("[[") && json.code === "json_invalid";
      const told = [status, json.code, json.pointer];
      if (!isDeep) assert.deepEqual(told, [400, code, pointer], text.slice(0, 200));
      assert.match(headers.get("content-type")!, /^application\/problem\+json/);
      assert.equal((await fetch(address + json.type)).status, 200);
    }
    const big = "x".repeat(1_100_000);
    const codes = [
      [await ask("POST", "/v1/orders", { raw: `{"order":"${big}"}` }), 413, "body_too_large"],
      [
        await ask("POST", "/v1/orders", { body: orderOf("1"), key: "" }),
        400,
        "idempotency_key_missing",
      ],
      [
        await ask("POST", "/v1/orders", { body: orderOf("1"), key: "a b" }),
        400,
        "idempotency_key_invalid",
      ],
      [await ask("POST", "/v1/orders", { body: {}, headers: XML }), 415, "media_type_unsupported"],
      [await ask("POST", "/v1/orders"), 400, "body_missing"],
      [await ask("DELETE", "/v1/orders/1"), 405, "method_not_allowed"],
      [await ask("GET", "/v1/nowhere"), 404, "route_unknown"],
      [await ask("GET", "/v1/orders/%E0%A4"), 400, "url_invalid"],
      [await ask("GET", `/v1/orders/${"x".repeat(3_000)}`), 414, "url_too_long"],
      [await ask("GET", "/v1/holders?limit=0"), 400, "parameter_invalid"],
      [await ask("GET", "/v1/holders?limit=ten"), 400, "parameter_invalid"],
      [await ask("GET", "/v1/holders?strange=1"), 400, "parameter_invalid"],
      [await ask("GET", "/v1/holders?after=eyJ4Ijp9"), 400, "cursor_invalid"],
      [await ask("GET", "/v1/exports/xlsx"), 400, "parameter_invalid"],
      [await ask("POST", "/v1/closes", { body: { date: "2026-02-30" } }), 400, "date_invalid"],
    ] as const;
    for (const [{ status, json }, expected, code] of codes) {
      assert.deepEqual([status, json.code], [expected, code]);
    }
    const chinese = { headers: { "accept-language": "zh-CN,zh;q=0.9" } };
    const told = await ask("GET", "/v1/holders/nobody", chinese);
    assert.deepEqual([told.json.title, told.headers.get("content-language")], ["会员不存在", "zh"]);
    assert.match(
      await rawAnswer(address, "NONSENSE\r\n\r\n"),
      /^HTTP\/1\.1 400 .*request_invalid/s,
    );
    const long = `GET / HTTP/1.1\r\nhost: x\r\nx: ${big.slice(0, 20_000)}\r\n\r\n`;
    assert.match(await rawAnswer(address, long), /^HTTP\/1\.1 431 .*header_too_large/s);
    const strange = `QUERY /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    assert.match(await rawAnswer(address, strange), /^HTTP\/1\.1 405 .*method_not_allowed/s);
    assert.equal((await fetch(`${address}/health`, { method: "HEAD" })).status, 200);
    const half = Buffer.concat([Buffer.from('{"holder":"bad'), Buffer.of(0xff), Buffer.from('"}')]);
    const headers = {
      ...{ authorization: `Bearer ${tea.token}`, "idempotency-key": "half" },
      "content-type": "application/json",
    };
    const none = await fetch(`${address}/v1/holders`, { method: "POST", headers, body: half });
    assert.deepEqual(
      [none.status, ((await none.json()) as { code: string }).code],
      [400, "json_invalid"],
    );
    assert.ok(server.app.server.listening);
  });
});
const XML = { "content-type": "application/xml" };

/** What is answered to bytes that may be no HTTP at all. */
function rawAnswer(address: string, sent: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    let text = "";
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(sent));
    socket.on("data", (part) => (text += part.toString()));
    socket.on("error", () => resolve(text));
    socket.on("close", () => resolve(text));
  });
}

test("lists are read page by page, whatever comes in between, and cursors fit one list", async () => {
  let now = "2026-01-01T04:00:00Z";
  const look = async (kit: Kit): Promise<void> => {
    const { ask } = kit;
    for (const holder of ["a", "b", "c", "d", "e"]) await join(kit, holder);
    await caughtUp(kit);
    const seen: string[] = [];
    for (let after = ""; ;) {
      const { json } = await ask("GET", `/v1/holders?limit=2${after}`);
      seen.push(...json.items.map(({ holder }: { holder: string }) => holder));
      if (json.next === undefined) break;
      after = `&after=${json.next}`;
      if (seen.length === 2) await join(kit, "f").then(() => caughtUp(kit));
      const other = await ask("GET", `/v1/closes?after=${json.next}`);
      assert.equal(other.json.code, "cursor_invalid");
    }
    assert.deepEqual(seen, ["a", "b", "c", "d", "e", "f"]);
    const byShares = await ask("GET", "/v1/holders?by=shares&limit=6");
    assert.equal(byShares.json.items.length, 6);
    now = "2026-01-04T04:00:00Z";
    for (const date of ["2026-01-01", "2026-01-02", "2026-01-03"]) {
      const { json } = await ask("POST", "/v1/closes", { body: { date } });
      assert.equal(json.repeated, false);
    }
    const again = await ask("POST", "/v1/closes", { body: { date: "2026-01-03" } });
    assert.equal(again.json.repeated, true);
    await caughtUp(kit);
    const first = await ask("GET", "/v1/nav/history?limit=2");
    const rest = await ask("GET", `/v1/nav/history?limit=2&after=${first.json.next}`);
    const dates = [...first.json.items, ...rest.json.items].map(
      ({ date }: { date: string }) => date,
    );
    assert.deepEqual(dates, ["2026-01-01", "2026-01-02", "2026-01-03"]);
  };
  await withServer(look, { now: () => now });
});

test("a plan is checked, taken through the gate and put in force; a programme is begun", async () => {
  await withServer(async (kit) => {
    const { ask, operator } = kit;
    const plan = planOf("tea", { redemption: { feeRate: "0.05", consumesQuota: true } });
    const refused = planOf("tea", { grant: { kind: "value", rate: "2" } });
    const check = await ask("POST", "/v1/plans/check", { body: { plan: refused } });
    assert.equal(check.json.accepted, false);
    assert.ok(check.json.reasons[0]!.sentence.length > 0);
    const early = await ask("POST", "/v1/plans/activation", { body: { plan } });
    assert.deepEqual([early.status, early.json.code], [409, "gate_missing"]);
    const asked = await ask("POST", "/v1/plans/gate", { body: { plan } });
    assert.equal(asked.status, 202);
    let run = await ask("GET", asked.headers.get("location")!);
    for (; run.json.state !== "done"; await wait(20)) {
      run = await ask("GET", asked.headers.get("location")!);
    }
    assert.deepEqual([run.json.state, run.json.passes], ["done", true]);
    assert.equal((await ask("POST", "/v1/plans/activation", { body: { plan } })).status, 200);
    const handed = { plan: planOf("tea"), result: run.json.result };
    assert.equal(
      (await ask("POST", "/v1/plans/gate", { body: handed })).json.code,
      "result_invalid",
    );
    await caughtUp(kit);
    const plans = await ask("GET", "/v1/plans");
    assert.deepEqual(plans.json.items.at(-1)!.plan, plan);

    const beer = planOf("beer");
    const result: unknown = JSON.parse(JSON.stringify(gateResultJson(soundResult(beer)), numbers));
    const begin = () =>
      ask("POST", "/v1/programmes", { token: operator.token, body: { plan: beer, result } });
    assert.equal((await begin()).status, 201);
    assert.equal((await begin()).json.code, "programme_exists");
    const { json } = await ask("GET", "/v1/programmes", { token: operator.token });
    assert.deepEqual(json.items.at(-1), { programme: "beer" });
  });
});
const numbers = (_name: string, value: unknown): unknown =>
  typeof value === "bigint" ? Number(value) : value;

test("open holds and agents are read page by page, in their order; a forged cursor is no fault", async () => {
  await withServer(async (kit) => {
    const { ask, wine } = kit;
    await join(kit, "anna");
    await join(kit, "bo");
    const lines = [{ line: "1", category: "default", paid: 1_000_000 }];
    await ask("POST", "/v1/orders", { body: { order: "o", holder: "anna", lines } });
    await ask("POST", "/v1/orders/o/completion");
    const at = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
    const holds = [
      ["k3", 3],
      ["k1", 1],
      ["k/\u0000", 2],
      ["k2", 2],
    ] as const;
    for (const [hold, hours] of holds) {
      const body = { hold, holder: "anna", shares: "1", order: "o2", expires: at(hours) };
      assert.equal((await ask("POST", "/v1/holds", { body })).status, 200);
    }
    assert.equal((await ask("POST", "/v1/holds/k2/release")).status, 200);
    const regions = [
      ["south", "anna"],
      ["north", "anna"],
      ["east", "bo"],
      ["north", "bo"],
    ] as const;
    for (const [region, holder] of regions) {
      assert.equal((await ask("POST", "/v1/agents", { body: { region, holder } })).status, 200);
    }
    await caughtUp(kit);
    const listed = async (url: string): Promise<{ [name: string]: string }[]> => {
      const seen: { [name: string]: string }[] = [];
      for (let after = ""; ;) {
        const { json } = await ask("GET", `${url}?limit=1${after}`);
        assert.ok(json.items.length <= 1);
        seen.push(...(json.items as unknown as { [name: string]: string }[]));
        if (json.next === undefined) return seen;
        after = `&after=${json.next}`;
      }
    };
    assert.deepEqual(
      (await listed("/v1/holds")).map(({ hold }) => hold),
      ["k1", "k/\u0000", "k3"],
    );
    assert.deepEqual(await listed("/v1/agents"), [
      { region: "east", holder: "bo" },
      { region: "north", holder: "bo" },
      { region: "south", holder: "anna" },
    ]);
    const others = await ask("GET", "/v1/agents", { token: wine.token });
    assert.deepEqual(others.json.items, []);
    for (const [list, ...places] of [
      ["holds", "\u0000", "\ud800"],
      ["agents", "\u0000"],
    ] as const) {
      const forged = Buffer.from(JSON.stringify([list, ...places])).toString("base64url");
      assert.equal((await ask("GET", `/v1/${list}?after=${forged}`)).status, 200);
    }
  });
});

test("health, metrics for the operator, logs without anything of a person", async () => {
  const lines: string[] = [];
  const stream = { write: (line: string): void => void lines.push(line) };
  await withServer(
    async (kit) => {
      const { ask, operator } = kit;
      await join(kit, "anna-of-elm-street");
      await caughtUp(kit);
      await ask("GET", "/v1/holders/anna-of-elm-street");
      for (const path of ["/health", "/ready", "/docs/", "/problems"]) {
        assert.equal((await ask("GET", path, { token: undefined })).status, 200);
      }
      const metrics = await ask("GET", "/metrics", { token: operator.token });
      assert.match(metrics.text, /patronage_writer_here\{programme="tea"\} 1/);
      assert.match(metrics.text, /route="\/v1\/holders",status="200"/);
      const pages = await ask("GET", "/docs/");
      // Nothing is fetched from elsewhere.
      assert.doesNotMatch(pages.text, /(src|href)="https?:/);
    },
    { logging: { level: "info", stream } },
  );
  const log = lines.join("");
  assert.match(log, /"route":"\/v1\/holders\/:holder","status":200/);
  assert.doesNotMatch(log, /elm-street|127\.0\.0\.1:\d+.*remote|patronage_/);
});

test("a server that does not write reaches who does, and keeps the order of orders", async () => {
  await withServer(
    async (kit) => {
      const { ask, house } = kit;
      const writer = await openWriter(house, "tea", () => new Date().toISOString());
      assert.equal((await join(kit, "anna")).json.seq, 1);
      const orders = [...Array.from({ length: 200 }, (_, k) => orderOf(`o${k}`)), orderOf("o7")];
      const { json } = await ask("POST", "/v1/orders", { body: { orders }, key: "many" });
      const seqs = json.outcomes.slice(0, -1).map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        orders.slice(1).map((_, k) => k + 2),
      );
      assert.equal(json.outcomes.at(-1)!.problem.code, "order_exists");
      const asked = { body: { ...orderOf("o-quoted"), holder: "nobody" } };
      const unknown = await ask("POST", "/v1/orders/quote", asked);
      assert.deepEqual([unknown.status, unknown.json.code], [404, "holder_unknown"]);
      const paying = await ask("POST", "/v1/orders/quote", { body: orderOf("o-quoted") });
      assert.equal(paying.json.events[0]!.type, "orderPaid");
      assert.equal((await ask("GET", "/v1/orders/o-quoted")).status, 404);
      const quote = await ask("POST", "/v1/orders/o1/completion/quote");
      assert.equal(quote.json.events[0]!.places[0]!.sharesMicro, "21000000");
      assert.equal((await ask("GET", "/v1/status")).text.includes('"isWriterHere":false'), true);
      await writer.close();
    },
    { isWriting: false },
  );
});

test("one file at once is made of a programme, and nobody keeps another's waiting", async () => {
  await withServer(async ({ ask, wine }) => {
    const [first, second, others] = await Promise.all([
      ask("GET", "/v1/exports/hledger"),
      ask("GET", "/v1/exports/holders"),
      ask("GET", "/v1/exports/jsonl", { token: wine.token }),
    ]);
    const codes = [first, second].map(({ status, json }) => (status === 200 ? "" : json.code));
    assert.deepEqual(codes.sort(), ["", "exports_busy"]);
    assert.equal(others.status, 200);
    assert.equal((await ask("GET", "/v1/exports/jsonl")).status, 200);
  });
});

test("a cursor that nobody was given is refused, whatever it holds", async () => {
  await withServer(async (kit) => {
    await join(kit, "anna");
    const [number, seq] = ["3000000000", "9223372036854775808"];
    const forged: readonly (readonly [path: string, ...parts: string[]])[] = [
      ["/v1/holders?", "holders", number],
      ["/v1/holders?by=shares&", "leaders", "1", number],
      ["/v1/holders?by=shares&", "leaders", "1".repeat(42), "1"],
      ["/v1/holders/anna/statement?", "statement", seq, "0"],
      ["/v1/holds?", "holds", "yesterday", "x"],
      ["/v1/holds?", "holds", "2026-01-01T00:00:00Z", "\0"],
      ["/v1/agents?", "agents", "\0"],
      ["/v1/closes?", "closes", number],
      ["/v1/nav/history?", "nav", number],
      ["/v1/webhooks/dead?", "dead", seq, "0"],
      ["/v1/receivers/x/deliveries?", "deliveries", seq],
    ];
    for (const [path, ...parts] of forged) {
      const after = Buffer.from(JSON.stringify(parts)).toString("base64url");
      const { status } = await kit.ask("GET", `${path}after=${after}`);
      assert.ok([200, 400, 404].includes(status), `${path} ${parts.join(" ")}: ${status}`);
    }
  });
});

test("a database that cuts everybody off: 503 at worst, then on it goes, and nothing twice", async () => {
  await withServer(async (kit) => {
    const { ask, house } = kit;
    await join(kit, "anna");
    const cut =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()";
    const pay = async (k: number): Promise<number[]> => {
      const statuses: number[] = [];
      while (statuses.at(-1) !== 200) {
        const asking = { key: `pay-${k}`, body: orderOf(`o${k}`) };
        statuses.push((await ask("POST", "/v1/orders", asking)).status);
        await ask("GET", "/v1/nav").then(({ status }) => statuses.unshift(status));
      }
      return statuses;
    };
    const paying = Array.from({ length: 40 }, (_, k) => wait(k * 10).then(() => pay(k)));
    await wait(150);
    const owner = new Client({ connectionString: house.cluster.url });
    await owner.connect();
    await owner.query(`${cut} AND datname = current_database()`);
    await owner.end();
    const statuses = new Set((await Promise.all(paying)).flat());
    statuses.delete(503);
    assert.deepEqual(statuses, new Set([200]));
    const journal = (await ask("GET", "/v1/exports/jsonl")).text;
    assert.equal(journal.match(/"type":"order.pay"/g)!.length, 40);
  });
});

test("the client: typed answers, problems as errors, and once more when the server is busy", async () => {
  await withServer(async (kit) => {
    const { address, tea, make } = kit;
    let refusals = 2;
    const options = { address, key: tea.token, language: "zh" as const };
    const api = openClient({
      ...options,
      fetch: (request) => {
        refusals -= 1;
        const busy = new Response("{}", { status: 503, headers: { "retry-after": "0" } });
        return refusals >= 0 ? Promise.resolve(busy) : fetch(request);
      },
    });
    const joined = await done(
      api.POST("/v1/holders", { ...named("join"), body: { holder: "anna" } }),
    );
    assert.deepEqual([joined.seq, joined.repeated], [1, false]);
    await done(api.POST("/v1/orders", { ...named("pay"), body: orderOf("1", 10_000) as never }));
    const path = { path: { order: "1" } };
    const counted = await done(api.POST("/v1/orders/{order}/completion", named("complete", path)));
    const [event] = counted.events;
    assert.ok(event?.type === "orderAccrued" && event.places[0]!.sharesMicro === "21000000");
    const unknown = done(
      api.POST("/v1/redemptions", { ...named("r"), body: { holder: "bo", shares: "1" } }),
    );
    await assert.rejects(unknown, (error: ApiError) => {
      assert.deepEqual([error.code, error.status], ["holder_unknown", 404]);
      return error.problem!.title === "会员不存在";
    });
    const signed = await make({ programme: "tea", name: "s", scopes: ["holders"], isSigned: true });
    const signing = openClient({ address, key: signed.token, signing: signed.signing! });
    const again = await done(
      signing.POST("/v1/holders", { ...named("join-2"), body: { holder: "bo" } }),
    );
    assert.equal(again.seq, 4);
  });
});

/** Webhooks, receivers and people over real HTTP, from making them to what comes of them. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readProgramme, verifyProgramme } from "@patronage/ledger";
import { Webhook } from "standardwebhooks";
import type { ServerOptions } from "./server.ts";
import { withServer, type Asking, type Kit as ServerKit } from "./server-kit.ts";
import { openTarget, until } from "./webhook-kit.ts";

/** What is answered here; the members that tests look at. */
type Told = {
  readonly [
    Name in
      | ("address" | "delivery" | "state" | "reason" | "code" | "detail" | "endpoint" | "secret")
      | ("disabledFor" | "sharesMicro" | "holder" | "changedAt" | "kind")
  ]: string;
} & {
  readonly [Name in "seq" | "times" | "waiting" | "failuresInRow" | "dead"]: number;
} & {
  readonly items: readonly Told[];
  readonly events?: readonly { readonly event: { readonly type: string } }[];
  readonly issues: readonly { readonly sentence: string }[];
  readonly deliveries: object;
  readonly mapping: object;
  readonly contacts?: object;
  readonly position: Told;
  readonly statement?: readonly Told[];
};
type Answered = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Told;
};
type Ask = (method: string, path: string, asking?: Asking) => Promise<Answered>;
type Kit = Omit<ServerKit, "ask"> & { readonly ask: Ask };

const withBeside = (test: (kit: Kit) => Promise<void>, options?: ServerOptions): Promise<void> =>
  withServer((kit) => test(kit as unknown as Kit), options);

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
const fixture = (name: string): string => read(`fixtures/${name}.json`);
const mapping = (shop: string, change = {}): object => ({
  ...(JSON.parse(read(`../mappings/${shop}.json`)) as object),
  ...change,
});
const SECRET = "a-secret-of-the-shop";
const sha256 = (body: string): string => createHmac("sha256", SECRET).update(body).digest("base64");

/** Posts as a shop does: without a key of ours. */
const post = (kit: Kit, path: string, raw: string, headers: { [name: string]: string }) =>
  kit.ask("POST", path, { token: undefined, key: "", raw, headers });

const shopify = (kit: Kit, topic: string, raw: string): Promise<Answered> =>
  post(kit, "/v1/deliveries/tea/shop", raw, {
    ...{ "x-shopify-topic": topic, "x-shopify-hmac-sha256": sha256(raw) },
    "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
  });

async function openReceiver(kit: Kit, shop: string, change = {}): Promise<string> {
  const body = { secret: SECRET, mapping: mapping(shop, change) };
  const put = await kit.ask("PUT", "/v1/receivers/shop", { body });
  assert.equal(put.status, 200, put.text);
  return put.json.address;
}

const eventsOf = async (kit: Kit, order: string): Promise<{ type: string }[]> => {
  const { json } = await kit.ask("GET", `/v1/orders/${order}`);
  return (json.events ?? []).map(({ event }) => event);
};

test("a Medusa-shaped payload grants shares: put a receiver, post an order, ask for the holder", async () => {
  await withBeside(async (kit) => {
    const change = { complete: { when: "paid", afterDays: 0 } };
    const address = await openReceiver(kit, "medusa", change);
    assert.equal(address, "/v1/deliveries/tea/shop");
    const headers = { authorization: `Bearer ${SECRET}` };
    const posted = await post(kit, address, fixture("medusa-order-placed"), headers);
    assert.deepEqual([posted.status, posted.json.state], [200, "done"], posted.text);
    const position = async () =>
      (await kit.ask("GET", "/v1/holders/cus_01JNBYW0Y7D5K3T3V9M0Q2R4S6")).json;
    await until(async () => (await position()).sharesMicro !== "0", "the shares");
    // 99.99 net, 29.99 into the reserve, shares for 20.99 of it at the NAV of 1.00.
    assert.equal((await position()).sharesMicro, "20990000");
  });
});

test("1000 concurrent deliveries of the same webhook have one effect; replays change nothing", async () => {
  await withBeside(async (kit) => {
    await openReceiver(kit, "shopify");
    const body = fixture("shopify-orders-paid");
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => shopify(kit, "orders/paid", body)),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(new Set(answers.map(({ json }) => String(json.delivery))).size, 1);
    const status = await kit.ask("GET", "/v1/status");
    assert.equal(status.json.seq, 2, "a holder and an order");
    const listed = await kit.ask("GET", "/v1/receivers/shop/deliveries");
    assert.deepEqual([listed.json.items.length, listed.json.items[0]!.times], [1, 1_000]);
    // The same order told again in other words, as shops do, is the same order.
    const again = await shopify(kit, "orders/updated", body);
    assert.deepEqual([again.json.state, again.json.reason], ["ignored", "nothing_new"]);
    await until(async () => (await eventsOf(kit, "820982911946154508")).length > 0, "the order");
    assert.deepEqual(
      (await eventsOf(kit, "820982911946154508")).map(({ type }) => type),
      ["orderPaid"],
    );
  });
});

test("a refund that comes before its order waits, and is taken when the order was paid", async () => {
  await withBeside(async (kit) => {
    await openReceiver(kit, "shopify");
    const early = await shopify(kit, "refunds/create", fixture("shopify-refunds-create"));
    assert.deepEqual([early.json.state, early.json.reason], ["waiting", "order_not_paid_yet"]);
    const paid = await shopify(kit, "orders/paid", fixture("shopify-orders-paid"));
    assert.equal(paid.json.state, "done", paid.text);
    const state = async (): Promise<unknown> =>
      (await kit.ask("GET", "/v1/receivers/shop")).json.deliveries;
    await until(async () => JSON.stringify(await state()) === '{"done":2}', "the refund");
    await until(async () => (await eventsOf(kit, "820982911946154508")).length === 2, "both");
    const [, reduced] = await eventsOf(kit, "820982911946154508");
    // One of three pieces of 279.99.
    assert.deepEqual(reduced, {
      ...{ type: "orderReduced", order: "820982911946154508" },
      lines: [{ line: "866550311766439020", amountMinor: "9333" }],
    });
  });
});

test("WooCommerce: a knock, an order, refunds as sums; and without a signature nothing", async () => {
  await withBeside(async (kit) => {
    const address = await openReceiver(kit, "woocommerce");
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const knock = await post(kit, address, "webhook_id=3", form);
    assert.deepEqual([knock.status, knock.text], [200, "{}"]);
    const body = fixture("woocommerce-order-updated");
    const topic = { "x-wc-webhook-topic": "order.updated" };
    const forged = await post(kit, address, body, {
      ...topic,
      "x-wc-webhook-signature": sha256("x"),
    });
    assert.deepEqual([forged.status, forged.json.code], [401, "delivery_unsigned"]);
    const give = (text: string) =>
      post(kit, address, text, {
        ...topic,
        "x-wc-webhook-signature": sha256(text),
      });
    assert.equal((await give(body)).json.state, "done");
    const refunds = '"refunds": [{ "id": 726, "reason": "", "total": "-29.35" }]';
    const back = body.replace('"refunds": []', refunds).replace('"processing"', '"refunded"');
    assert.equal((await give(back)).json.state, "done");
    await until(async () => (await eventsOf(kit, "727")).length === 2, "both");
    assert.deepEqual((await eventsOf(kit, "727"))[1], {
      ...{ type: "orderReduced", order: "727" },
      lines: [
        { line: "315", amountMinor: "600" },
        { line: "316", amountMinor: "1200" },
      ],
    });
    const broken = await give("{}");
    assert.deepEqual([broken.status, broken.json.code], [422, "delivery_unreadable"]);
    assert.match(broken.json.detail, /"status" is missing/);
    // Which receivers there are is not told.
    for (const elsewhere of ["tea/other", "none/shop", "tea/..", "wine/shop"]) {
      const answered = await post(kit, `/v1/deliveries/${elsewhere.replace("..", "A_B")}`, body, {
        ...{ ...topic, "x-wc-webhook-signature": sha256(body) },
      });
      assert.deepEqual([answered.status, answered.json.detail], [401, forged.json.detail]);
    }
  });
});

test("what is no JSON is kept as unreadable when the shop signed it, and told in one language", async () => {
  await withBeside(async (kit) => {
    await openReceiver(kit, "shopify");
    const torn = '{"id":1,"email":"anna@example.com';
    const forged = { "x-shopify-topic": "orders/paid", "x-shopify-hmac-sha256": sha256("x") };
    assert.equal((await post(kit, "/v1/deliveries/tea/shop", torn, forged)).status, 401);
    const told = await shopify(kit, "orders/paid", torn);
    assert.deepEqual([told.status, told.json.code], [422, "delivery_unreadable"]);
    const listed = await kit.ask("GET", "/v1/receivers/shop/deliveries?state=unreadable");
    assert.deepEqual(
      listed.json.items.map(({ reason, state }) => [reason, state]),
      [["not_json", "unreadable"]],
    );
    const zh = await post(kit, "/v1/deliveries/tea/shop", "{}", {
      ...{ "x-shopify-topic": "orders/paid", "x-shopify-hmac-sha256": sha256("{}") },
      "accept-language": "zh",
    });
    assert.equal(zh.json.detail, "内容与商店文档不符：缺少“id”。");
  });
});

test("whoever forges deliveries is told to wait, and the shop itself is not", async () => {
  await withBeside(async (kit) => {
    const address = await openReceiver(kit, "shopify");
    const forged = { "x-shopify-topic": "orders/paid", "x-shopify-hmac-sha256": sha256("x") };
    for (const where of [address, "/v1/deliveries/nobody/nothing"]) {
      const tries = Array.from({ length: 70 }, () => post(kit, where, "{}", forged));
      const answers = await Promise.all(tries);
      const statuses = answers.map(({ status }) => status);
      const counts = [401, 429].map((one) => statuses.filter((status) => status === one).length);
      assert.deepEqual(counts, where === address ? [60, 10] : [0, 70]);
      const { headers } = answers.find(({ status }) => status === 429)!;
      assert.match(headers.get("retry-after") ?? "", /^[1-9][0-9]?$/);
    }
    assert.equal((await shopify(kit, "orders/paid", fixture("shopify-orders-paid"))).status, 200);
    const listed = await kit.ask("GET", "/v1/receivers/shop/deliveries");
    assert.equal(listed.json.items.length, 1, "nothing forged is kept");
    // From where too much is tried nothing large is read, whoever it says it is.
    const large = `${" ".repeat(70_000)}${fixture("shopify-orders-paid")}`;
    assert.equal((await shopify(kit, "orders/paid", large)).status, 429);
  });
});

test("what nobody signed is never read: a million bytes of JSON cost no more than their way here", async () => {
  await withBeside(async (kit) => {
    const address = await openReceiver(kit, "shopify");
    const dear = `[${"{},".repeat(349_000)}1.5]`;
    const parse = JSON.parse;
    let read = 0;
    JSON.parse = ((text: string, ...rest: []) => {
      if (text.length === dear.length) read += 1;
      return parse(text, ...rest) as unknown;
    }) as typeof JSON.parse;
    const places = [address, "/v1/deliveries/nobody/nothing", "/v1/nowhere", "/health"];
    const statuses: number[] = [];
    try {
      for (const where of places) {
        const headers = { "x-shopify-hmac-sha256": "x" };
        statuses.push((await post(kit, where, dear, headers)).status);
      }
    } finally {
      JSON.parse = parse;
    }
    assert.equal(read, 0);
    assert.deepEqual(statuses, [401, 401, 404, 405]);
  });
});

test("an order goes on as it began when the mapping changes; what cannot complete is shown and logged", async () => {
  const lines: string[] = [];
  const logging = { level: "warn", stream: { write: (line: string) => lines.push(line) } };
  await withBeside(
    async (kit) => {
      const complete = { when: "fulfilled", afterDays: 0 };
      const paid = fixture("shopify-orders-paid");
      await openReceiver(kit, "shopify", { complete, order: { prefix: "s-" } });
      assert.equal((await shopify(kit, "orders/paid", paid)).json.state, "done");
      await openReceiver(kit, "shopify", { complete, order: { prefix: "t-" } });
      const sent = paid.replace('"fulfillment_status": null', '"fulfillment_status": "fulfilled"');
      assert.notEqual(sent, paid);
      assert.equal((await shopify(kit, "orders/fulfilled", sent)).json.state, "done");
      const id = "820982911946154508";
      const types = async () => (await eventsOf(kit, `s-${id}`)).map(({ type }) => type);
      await until(async () => (await types()).includes("orderAccrued"), "it completes");
      const { house } = kit;
      // As if the ledger knew nothing of it.
      await house.pool.query(
        "UPDATE programme_tea.received_orders SET completed_at = NULL, ledger_order = 'gone'",
      );
      const incomplete = async () => {
        const { json } = await kit.ask("GET", "/v1/receivers/shop");
        return (json as unknown as { incomplete: { order: string; reason: string }[] }).incomplete;
      };
      await until(async () => (await incomplete()).length === 1, "it is shown");
      const [shown] = await incomplete();
      assert.deepEqual([shown!.order, shown!.reason], [id, "order_unknown"]);
      await until(() => lines.join("").includes("incomplete"), "it is logged");
      const logged = lines.filter((line) => line.includes("incomplete")).join("");
      assert.match(logged, /"receiver":"shop","why":"order_unknown"/);
      assert.ok(!logged.includes(id), "without the order");
      await house.pool.query(`UPDATE programme_tea.received_orders SET ledger_order = 's-${id}'`);
      await kit.ask("POST", "/v1/receivers/shop/retry", { body: {} });
      await until(async () => (await incomplete()).length === 0, "it completes when tried again");
    },
    { logging },
  );
});

test("a receiver keeps its secret when another mapping is put, and a new one needs a secret", async () => {
  await withBeside(async (kit) => {
    const put = (body: object) => kit.ask("PUT", "/v1/receivers/shop", { body });
    const without = await put({ mapping: mapping("shopify") });
    assert.deepEqual([without.status, without.json.code], [400, "field_missing"]);
    assert.equal((await kit.ask("GET", "/v1/receivers/shop")).status, 404);
    await openReceiver(kit, "shopify");
    const again = await put({ mapping: mapping("shopify", { testOrders: "take" }) });
    assert.equal(again.status, 200, again.text);
    assert.equal((await shopify(kit, "orders/paid", fixture("shopify-orders-paid"))).status, 200);
  });
});

test("of an address only what the mapping asks for is kept; a person is told what a shop said, and erased with it", async () => {
  await withBeside(async (kit) => {
    const [order, refund] = [fixture("shopify-orders-paid"), fixture("shopify-refunds-create")];
    const holder = "115310627314723954";
    const told = async () =>
      (await kit.ask("GET", `/v1/people/${holder}/export`)).json as unknown as {
        deliveries: { delivery: { topic: string }; notice: { region?: object } }[];
      };
    for (const [region, kept] of [
      ["none", {}],
      ["country", { country: "CN" }],
    ] as const) {
      await openReceiver(kit, "shopify", { region });
      await shopify(kit, "orders/paid", order);
      await shopify(kit, "refunds/create", refund);
      const { deliveries } = await told();
      assert.deepEqual(
        deliveries.map(({ delivery }) => delivery.topic),
        ["orders/paid", "refunds/create"],
      );
      assert.deepEqual(deliveries[0]!.notice.region, kept);
      const { rows } = await kit.house.pool.query<{ text: string }>(
        "SELECT string_agg(d::text, '') AS text FROM programme_tea.deliveries d",
      );
      assert.ok(!rows[0]!.text.includes("Shanghai"));
      assert.equal((await kit.ask("DELETE", `/v1/people/${holder}`)).status, 204);
      assert.deepEqual((await told()).deliveries, []);
      assert.equal((await kit.ask("DELETE", `/v1/people/${holder}`)).status, 404);
      const listed = await kit.ask("GET", "/v1/receivers/shop/deliveries");
      assert.deepEqual(listed.json.items, []);
    }
  });
});

test("what the plan does not know is kept, and tried again when the mapping was mended", async () => {
  await withBeside(async (kit) => {
    await openReceiver(kit, "shopify");
    // As when another plan came into force since.
    await kit.house.pool.query(
      `UPDATE programme_tea.receivers SET mapping = '${JSON.stringify(
        mapping("shopify", { category: { default: "wine" } }),
      )}'`,
    );
    const refused = await shopify(kit, "orders/paid", fixture("shopify-orders-paid"));
    assert.deepEqual(
      [refused.status, refused.json.state, refused.json.reason],
      [200, "refused", "category_unknown"],
    );
    await openReceiver(kit, "shopify");
    const state = async (): Promise<unknown> =>
      (await kit.ask("GET", "/v1/receivers/shop")).json.deliveries;
    await until(async () => JSON.stringify(await state()) === '{"done":1}', "it is done");
    const { json: shown } = await kit.ask("GET", "/v1/receivers/shop");
    assert.deepEqual(shown.mapping, mapping("shopify"), "it is shown as it was put");
    const { json } = await kit.ask("POST", "/v1/receivers/shop/retry", {
      body: { ignored: true },
    });
    assert.deepEqual(json, { waiting: 0 });
    const { rows } = await kit.house.pool.query<{ text: string }>(
      "SELECT string_agg(d::text, '') AS text FROM programme_tea.deliveries d",
    );
    for (const name of ["John", "Smith", "example.com", "Street"]) {
      assert.ok(!rows[0]!.text.includes(name), `${name} is kept nowhere`);
    }
  });
});

test("a mapping that is wrong is told, and one in another currency is", async () => {
  await withBeside(async (kit) => {
    const put = (change: object) =>
      kit.ask("PUT", "/v1/receivers/shop", {
        body: { secret: SECRET, mapping: mapping("shopify", change) },
      });
    const wrong = await put({ refunds: "none" });
    assert.deepEqual([wrong.status, wrong.json.code], [422, "mapping_invalid"]);
    assert.deepEqual(wrong.json.issues, [
      {
        ...{ code: "choice", where: "refunds" },
        sentence: '"refunds" must be "quantity" or "amount" or "total".',
      },
    ]);
    const chinese = await kit.ask("PUT", "/v1/receivers/shop", {
      body: { secret: SECRET, mapping: mapping("shopify", { refunds: "none" }) },
      headers: { "accept-language": "zh-CN" },
    });
    assert.equal(
      chinese.json.issues[0]!.sentence,
      '“refunds”必须是 "quantity" 或 "amount" 或 "total"。',
    );
    const nosuch = await put({ category: { default: "nosuch" } });
    assert.deepEqual(nosuch.json.issues, [
      {
        ...{ code: "category_unknown", where: "category.default" },
        sentence: '"category.default": the plan has no category "nosuch".',
      },
    ]);
    const dollars = await put({ currency: "USD" });
    assert.equal(dollars.json.issues[0]!.sentence, '"currency" must be the programme\'s, "CNY".');
    assert.equal((await kit.ask("DELETE", "/v1/receivers/shop")).status, 404);
  });
});

test("webhooks: made, told, rotated, disabled, deleted; addresses inside the network are refused", async () => {
  const target = await openTarget();
  try {
    await withBeside(
      async (kit) => {
        for (const url of ["http://example.com/", "https://10.0.0.1/", "https://[fd00::1]/", "x"]) {
          const refused = await kit.ask("POST", "/v1/webhooks", {
            body: { url },
          });
          assert.deepEqual([refused.status, refused.json.code], [422, "target_refused"], url);
        }
        const body = { url: target.url, types: ["holderJoined"] };
        const made = await kit.ask("POST", "/v1/webhooks", { body });
        assert.equal(made.status, 201, made.text);
        const { endpoint, secret } = made.json;
        await kit.ask("POST", "/v1/holders", { body: { holder: "anna" } });
        await until(() => target.taken.length === 1, "the message");
        const [came] = target.taken;
        const verified = new Webhook(secret).verify(came!.text, came!.headers) as { type: string };
        assert.equal(verified.type, "holderJoined");
        const url = `/v1/webhooks/${endpoint}`;
        await until(async () => (await kit.ask("GET", url)).json.waiting === 0, "it is settled");
        const { json } = await kit.ask("GET", url);
        assert.deepEqual([json.state, json.failuresInRow, json.dead], ["enabled", 0, 0]);
        assert.ok(!JSON.stringify(await kit.ask("GET", "/v1/webhooks")).includes("whsec_"));
        const rotated = await kit.ask("POST", `${url}/secret`, { body: {} });
        assert.match(rotated.json.secret, /^whsec_/);
        const off = await kit.ask("PATCH", url, { body: { enabled: false } });
        assert.deepEqual([off.json.state, off.json.disabledFor], ["disabled", "asked"]);
        const inside = await kit.ask("PATCH", url, {
          body: { url: "https://192.168.0.1/" },
        });
        assert.equal(inside.json.code, "target_refused");
        assert.deepEqual((await kit.ask("GET", `${url}/dead`)).json, {
          items: [],
        });
        const replay = await kit.ask("POST", `${url}/replay`, {
          body: { seq: 0 },
        });
        assert.deepEqual(replay.json, { replayed: 0 });
        assert.equal((await kit.ask("GET", url, { token: kit.wine.token })).status, 404);
        assert.equal((await kit.ask("DELETE", url)).status, 204);
        assert.equal((await kit.ask("GET", url)).json.code, "endpoint_unknown");
      },
      { isLoopbackAllowed: true },
    );
  } finally {
    await target.close();
  }
});

test("people are put, exported and erased; the books balance and verify as before, and logs hold no name", async () => {
  const lines: string[] = [];
  const logging = {
    level: "info",
    stream: { write: (line: string) => lines.push(line) },
  };
  await withBeside(
    async (kit) => {
      const { ask } = kit;
      const contacts = {
        name: "Anna Lin",
        email: "anna@example.com",
        phone: "+86138",
        note: "tea",
      };
      await ask("POST", "/v1/holders", { body: { holder: "h1" } });
      const put = await ask("PUT", "/v1/people/h1", { body: contacts });
      const { changedAt, ...person } = put.json;
      assert.deepEqual(person, { holder: "h1", ...contacts });
      const line = { line: "1", category: "default", paid: 100_00n };
      await ask("POST", "/v1/orders", {
        body: { order: "o1", holder: "h1", lines: [line] },
      });
      await ask("POST", "/v1/orders/o1/completion");
      const whole = async () => (await ask("GET", "/v1/people/h1/export")).json;
      await until(async () => (await whole()).statement?.length === 1, "the statement");
      const told = await whole();
      assert.deepEqual(told.contacts, { changedAt, ...person });
      assert.deepEqual([told.position.holder, told.position.sharesMicro], ["h1", "21000000"]);
      assert.equal(told.statement![0]!.kind, "orderAccrued");
      assert.equal((await ask("GET", "/v1/people/h1", { token: kit.wine.token })).status, 404);
      assert.equal((await ask("DELETE", "/v1/people/h1")).status, 204);
      assert.equal((await ask("GET", "/v1/people/h1")).json.code, "person_unknown");
      assert.equal((await ask("DELETE", "/v1/people/h1")).status, 404);
      const after = await whole();
      assert.equal(after.contacts, undefined);
      assert.deepEqual(after.position, told.position);
      const verdict = await readProgramme(kit.house, "tea", verifyProgramme);
      assert.ok(verdict.isSound);
      const { rows } = await kit.house.pool.query(
        "SELECT command, events FROM programme_tea.journal",
      );
      const kept = JSON.stringify(rows) + lines.join("");
      for (const word of ["Anna", "example.com", "+86138"]) assert.ok(!kept.includes(word), word);
    },
    { logging },
  );
});

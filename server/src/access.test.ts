/** Access: nobody sees or moves what is another programme's, or what the key is not for. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import { endKey, listKeys, rotateKey, SCOPES, type Scope } from "./keys.ts";
import { openBook, type Operation } from "./schema-kit.ts";
import { ALL_SCOPES, withServer, type Answered, type Kit } from "./server-kit.ts";
import { signatureOf } from "./signatures.ts";

/** Asks an operation for what is tea's, by whatever key. */
function askFor(kit: Kit, operation: Operation, token: string | undefined): Promise<Answered> {
  const ids: { [name: string]: string } = {
    ...{ order: "tea-order", hold: "tea-hold", holder: "tea-anna", format: "jsonl" },
    ...{ planHash: "0".repeat(64), endpoint: "0", receiver: "tea-shop" },
  };
  const path = operation.path.replace(/\{([A-Za-z]+)\}/g, (_all, name: string) => ids[name]!);
  const body = operation.body === undefined ? {} : { body: bodyFor(operation.path) };
  return kit.ask(operation.method, path, { token, ...body });
}

const LINES = [{ line: "1", category: "default", paid: 777 }];
const EXPIRES = new Date(Date.now() + 86_400_000).toISOString();

function bodyFor(path: string): unknown {
  const holder = "tea-anna";
  const bodies: readonly (readonly [RegExp, unknown])[] = [
    [/refunds/, { lines: [{ line: "1", amount: 1 }] }],
    [/returns/, { holder, amount: 1 }],
    [/v1\/orders/, { order: "tea-order", holder, lines: LINES }],
    [/holds/, { hold: "tea-hold", holder, shares: "1", order: "tea-order", expires: EXPIRES }],
    [/agents/, { region: "north", holder }],
    [/holders/, { holder: "somebody", referrer: holder }],
    [/redemptions/, { holder, shares: "1000000" }],
    [/spends/, { holder, shares: "1000000", order: "tea-order" }],
    [/transfers/, { from: holder, to: "tea-bo", shares: "1" }],
    [/withdrawals/, { holder, amount: 1 }],
    [/webhooks$/, { url: "https://192.168.0.1/" }],
    [/replay/, { seq: 0 }],
    [/v1.webhooks|retry/, {}],
    [/receivers/, { secret: "0123456789abcdef", mapping: {} }],
    [/people/, { note: "somebody" }],
    [/closes/, { date: "2099-01-01" }],
    [/programmes$/, { plan: {}, result: {} }],
    [/plans|programmes/, { plan: {} }],
  ];
  return bodies.find(([pattern]) => pattern.test(path))![1];
}

async function furnish({ ask }: Kit): Promise<void> {
  for (const holder of ["tea-anna", "tea-bo"]) {
    await ask("POST", "/v1/holders", { body: { holder } });
  }
  const order = {
    order: "tea-order",
    holder: "tea-anna",
    lines: [{ ...LINES[0], paid: 7_654_321 }],
  };
  assert.equal((await ask("POST", "/v1/orders", { body: order })).status, 200);
  assert.equal((await ask("POST", "/v1/orders/tea-order/completion")).status, 200);
  const contacts = { name: "tea-lover" };
  assert.equal((await ask("PUT", "/v1/people/tea-anna", { body: contacts })).status, 200);
  const shares = { holder: "tea-anna", shares: "1000000", order: "tea-order" };
  await ask("POST", "/v1/redemptions", { body: { holder: "tea-anna", shares: "5000000" } });
  await ask("POST", "/v1/spends", { body: shares });
  const hold = { hold: "tea-hold", ...shares, expires: EXPIRES };
  assert.equal((await ask("POST", "/v1/holds", { body: hold })).status, 200);
}

async function operationsOf({ ask }: Kit): Promise<readonly Operation[]> {
  return openBook((await ask("GET", "/openapi.json")).json).operations;
}

/** What is told besides what was asked. */
const beside = ({ json }: Answered): string =>
  JSON.stringify(json, (name, value: unknown) => (ECHOED.includes(name) ? undefined : value));
const ECHOED = ["detail", "facts"];

test("two programmes' keys, crossed over every route: refused, or nothing of the other is there", async () => {
  await withServer(async (kit) => {
    await furnish(kit);
    const before = (await kit.ask("GET", "/v1/exports/jsonl")).text;
    const isOpen =
      /^(list(?!HoldsOfHolder|Programmes|DeadLetters|Deliveries)|readNav|readStatus|exportProgramme|checkPlan)/;
    for (const operation of await operationsOf(kit)) {
      const { operationId } = operation;
      // Contacts are put beside any id, in the key's own programme.
      if (operationId === "putPerson") continue;
      const answered = await askFor(kit, operation, kit.wine.token);
      const { status, text } = answered;
      if (isOpen.test(operationId)) {
        assert.ok(status === 200, `${operationId}: ${status}`);
        assert.ok(!text.includes("tea"), `${operationId}: ${text}`);
        continue;
      }
      if (/CloseDay$/.test(operationId)) continue;
      assert.ok(status >= 400 && status < 500, `${operationId}: ${status} ${text}`);
      // What was asked is told again; nothing else of the other programme is.
      assert.ok(!beside(answered).includes("tea"), `${operationId}: ${text}`);
    }
    assert.equal((await kit.ask("GET", "/v1/exports/jsonl")).text, before);
  });
});

test("a key does what its scopes say over every route, and nothing without one", async () => {
  await withServer(async (kit) => {
    await furnish(kit);
    const keys = new Map<Scope, string>();
    for (const scope of ALL_SCOPES) {
      const made = await kit.make({ programme: "tea", name: scope, scopes: [scope] });
      keys.set(scope, made.token);
    }
    keys.set("house", kit.operator.token);
    for (const operation of await operationsOf(kit)) {
      for (const scope of SCOPES) {
        const { status, json } = await askFor(kit, operation, keys.get(scope));
        const isLetIn = scope === operation.scope;
        const where = `${operation.operationId} with ${scope}: ${status}`;
        assert.equal(json?.code === "scope_missing", !isLetIn, where);
        assert.equal(status === 403, !isLetIn, where);
      }
      const { status, headers } = await askFor(kit, operation, undefined);
      assert.equal(status, 401);
      assert.equal(headers.get("www-authenticate"), "Bearer");
    }
  });
});

test("a key that is rotated goes on for a while, and one that is ended does not", async () => {
  await withServer(async (kit) => {
    const { ask, house, tea } = kit;
    const isIn = async (token: string): Promise<boolean> =>
      (await ask("GET", "/v1/nav", { token })).status === 200;
    const spare = await kit.make({ programme: "tea", name: "spare", scopes: ["read"] });
    assert.ok(await isIn(spare.token));
    const next = await rotateKey(house, tea.key, 2);
    assert.ok((await isIn(tea.token)) && (await isIn(next.token)));
    await assert.rejects(rotateKey(house, tea.key, 2), /was rotated before/);
    await endKey(house, spare.key);
    await wait(2_200);
    assert.ok(!(await isIn(tea.token)) && (await isIn(next.token)));
    assert.ok(!(await isIn(spare.token)));
    const kept = new Map((await listKeys(house)).map((key) => [key.key, key]));
    assert.equal(kept.get(tea.key)!.replacedBy, next.key);
    assert.deepEqual(kept.get(next.key)!.scopes, kept.get(tea.key)!.scopes);
    assert.ok(kept.get(next.key)!.usedAt instanceof Date);
    assert.equal(kept.get(kit.wine.key)!.usedAt, undefined);
    // Nothing that is kept lets anybody in.
    const { rows } = await house.pool.query("SELECT keys::text AS text FROM house.keys");
    const texts = JSON.stringify(rows);
    for (const { token } of [tea, next, kit.wine]) assert.ok(!texts.includes(token.slice(-43)));
  });
});

test("a key that asks for signatures takes no command without a good one", async () => {
  await withServer(async ({ ask, make }) => {
    const scopes: Scope[] = ["read", "holders"];
    const { token, signing } = await make({ programme: "tea", name: "s", scopes, isSigned: true });
    const secret = Buffer.from(signing!, "base64url");
    const raw = '{"holder":"anna"}';
    const give = (change: object, seconds = 0, sent = raw) => {
      const timestamp = String(Math.floor(Date.now() / 1_000) + seconds);
      const signed = {
        timestamp,
        method: "POST",
        url: "/v1/holders",
        idempotencyKey: "k",
        body: raw,
      };
      const signature = signatureOf(secret, { ...signed, ...change });
      const headers = { "patronage-timestamp": timestamp, "patronage-signature": signature };
      return ask("POST", "/v1/holders", { token, key: "k", raw: sent, headers });
    };
    const codeOf = async (asked: Promise<Answered>) => (await asked).json.code;
    assert.equal(await codeOf(ask("POST", "/v1/holders", { token, raw })), "signature_missing");
    assert.equal(await codeOf(give({ url: "/v1/agents" })), "signature_invalid");
    assert.equal(await codeOf(give({ idempotencyKey: "other" })), "signature_invalid");
    assert.equal(await codeOf(give({}, 0, '{"holder":"bo"}')), "signature_invalid");
    assert.equal(await codeOf(give({}, -400)), "signature_outdated");
    assert.equal((await give({})).json.repeated, false);
    assert.equal((await give({})).json.repeated, true);
    // Questions move nothing.
    assert.equal((await ask("GET", "/v1/nav", { token })).status, 200);
  });
});

test("what was signed and caught on its way does nothing a second time", async () => {
  await withServer(async ({ ask, make, tea }) => {
    const asked = { programme: "tea", name: "s", scopes: ["people"] as Scope[], isSigned: true };
    const { token, signing } = await make(asked);
    const url = "/v1/people/sigrid";
    const raw = '{"name":"Sigrid"}';
    const put = (secondsAgo: number) => {
      const timestamp = String(Math.floor(Date.now() / 1_000) - secondsAgo);
      const signed = { timestamp, method: "PUT", url, idempotencyKey: "", body: raw };
      const signature = signatureOf(Buffer.from(signing!, "base64url"), signed);
      const headers = { "patronage-timestamp": timestamp, "patronage-signature": signature };
      return () => ask("PUT", url, { token, raw, headers });
    };
    await ask("POST", "/v1/holders", { body: { holder: "sigrid" } });
    const [caught, later] = [put(1), put(0)];
    assert.equal((await caught()).status, 200);
    assert.equal((await ask("DELETE", url, { token: tea.token })).status, 204);
    const again = await caught();
    assert.deepEqual([again.status, again.json.code], [401, "signature_used"]);
    assert.equal((await ask("GET", url)).status, 404);
    assert.equal((await later()).status, 200);
  });
});

test("a key may ask so often, and whoever guesses keys is told to wait", async () => {
  await withServer(
    async ({ ask, tea, wine }) => {
      const codes: string[] = [];
      for (let tries = 0; tries < 6; tries++) {
        const { json, headers, status } = await ask("GET", "/v1/nav");
        codes.push(json.code);
        assert.equal(headers.get("ratelimit-limit"), "5");
        if (status === 429) assert.ok(Number(headers.get("retry-after")) > 0);
      }
      assert.deepEqual(codes.slice(4), [undefined, "rate_limited"]);
      assert.equal((await ask("GET", "/v1/nav", { token: wine.token })).status, 200);
      const wrong = `${tea.token.slice(0, -4)}AAAA`;
      assert.equal((await ask("GET", "/v1/nav", { token: wrong })).json.code, "key_unknown");
      const guess = (k: number) => {
        const token = `patronage_${String(k).padStart(12, "a")}_${"x".repeat(43)}`;
        return ask("GET", "/v1/nav", { token });
      };
      assert.equal((await guess(0)).status, 401);
      await Promise.all(Array.from({ length: 60 }, (_, k) => guess(k)));
      assert.equal((await guess(0)).status, 429);
      // Who has a key is let in nonetheless.
      assert.equal((await ask("GET", "/v1/nav", { token: wine.token })).status, 200);
    },
    { perMinute: 5 },
  );
});

/** Webhooks against receivers that are slow, down or lying: nothing is lost, and every holder's order is kept. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { Webhook } from "standardwebhooks";
import {
  openTarget,
  until,
  withWebhooks,
  type Came,
  type Target,
  type WebhookDesk,
} from "./webhook-kit.ts";
import { PAUSES } from "./webhook-retries.ts";
import {
  changeEndpoint,
  deleteEndpoint,
  listDead,
  listEndpoints,
  replayDead,
  rotateSecret,
} from "./webhook-endpoints.ts";
import { filing } from "./webhook-queue.ts";
import { follow } from "@patronage/ledger";

const DAY = 86_400_000;

async function withTarget(
  test: (desk: WebhookDesk, target: Target) => Promise<void>,
): Promise<void> {
  const target = await openTarget();
  try {
    await withWebhooks((desk) => test(desk, target));
  } finally {
    await target.close();
  }
}

const order = (name: string, holder: string) => ({
  ...{ id: `pay ${name}`, type: "order.pay", order: name, holder },
  lines: [{ line: "1", category: "default", paid: 100_00n }],
});
const refund = (name: string) => ({
  ...{ id: `refund ${name}`, type: "order.refund", order: name },
  lines: [{ line: "1", amount: 1_00n }],
});
const completion = (name: string) => ({ id: `end ${name}`, type: "order.complete", order: name });

/** The holder of a message; reductions name the order alone, which is named after its holder here. */
const holderOf = ({ body: { data } }: Came): string =>
  data.holder ?? data.places?.[0]?.holder ?? data.order!.split("-")[0]!;

/** The places in the journal of what was taken, by holder, each place once. */
function seqsByHolder(taken: readonly Came[]): Map<string, number[]> {
  const seqs = new Map<string, number[]>();
  const known = new Set<string>();
  for (const one of taken) {
    if (known.has(one.id)) continue;
    known.add(one.id);
    const holder = holderOf(one);
    seqs.set(holder, [...(seqs.get(holder) ?? []), Number(one.body.data.seq)]);
  }
  return seqs;
}

function assertOrder(taken: readonly Came[], count: number): void {
  const all = seqsByHolder(taken);
  for (const [holder, seqs] of all) {
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
      `${holder} was told in order`,
    );
  }
  assert.equal(Array.from(all.values()).flat().length, count, "nothing is lost");
}

/** Orders of all holders, interleaved: paid, part of each back, completed. */
async function live({ give }: WebhookDesk, rounds: number): Promise<number> {
  for (let round = 0; round < rounds; round++) {
    const names = Array.from({ length: 10 }, (_, k) => [`h${k}-${round}`, `h${k}`] as const);
    await Promise.all(names.map(([name, holder]) => give(order(name, holder))));
    await Promise.all(names.map(([name]) => give(refund(name))));
    await Promise.all(names.map(([name]) => give(completion(name))));
  }
  return rounds * 30;
}

const waitingOf = async ({ place }: WebhookDesk): Promise<number> =>
  (await listEndpoints(place)).reduce((sum, { waiting }) => sum + waiting, 0);

/** Moves the clock on until nothing waits any more. */
async function settle(desk: WebhookDesk, target: Target, count: number): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    desk.moveOn(60_000);
    return new Set(target.taken.map(({ id }) => id)).size >= count && (await waitingOf(desk)) === 0;
  };
  await until(isDone, "everything is delivered");
}

test("a message is signed, says what happened and when, and holds no person and no number of money", async () => {
  await withTarget(async (desk, target) => {
    const { secret } = await desk.endpoint({ url: target.url, types: ["orderPaid"] });
    desk.dispatch();
    await desk.give(order("o1", "h1"));
    await until(() => target.taken.length === 1, "the message");
    const [came] = target.taken as [Came];
    const seconds = desk.now().getTime() / 1_000;
    assert.equal(came.headers["webhook-timestamp"], String(seconds));
    assert.equal(came.id, "programme_tea_11_0");
    // The library looks at the clock of today.
    const at = new Date(seconds * 1_000);
    assert.equal(
      new Webhook(secret).sign(came.id, at, came.text),
      came.headers["webhook-signature"],
    );
    assert.deepEqual(came.body, {
      ...{ type: "orderPaid", timestamp: "2026-01-01T00:00:00.000Z" },
      data: {
        ...{ programme: "tea", seq: "11", order: "o1", holder: "h1" },
        lines: [{ line: "1", category: "default", paidMinor: "10000" }],
      },
    });
  });
});

test("receivers that fail, hang, redirect and hang up: nothing is lost, every holder's order is kept", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    const tries = new Map<string, number>();
    const troubles = [500, 302, "close", "hang", 404, 204] as const;
    target.answering = ({ id }) => {
      const turn = tries.get(id) ?? 0;
      tries.set(id, turn + 1);
      const kind = troubles[(turn + id.length + Number(id.at(-3))) % troubles.length]!;
      return turn >= 3 ? 204 : kind;
    };
    desk.dispatch({ sendMilliseconds: 150 });
    const count = await live(desk, 2);
    await settle(desk, target, count);
    assertOrder(target.taken, count);
  });
});

test("one holder's trouble keeps nobody else waiting, and later events of the same holder wait", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    target.answering = (came) => (holderOf(came) === "h3" ? 500 : 204);
    desk.dispatch();
    await live(desk, 1);
    await until(() => target.taken.length === 27, "the others");
    assert.equal(
      new Set(target.came.filter((one) => holderOf(one) === "h3").map(({ id }) => id)).size,
      1,
    );
    target.answering = () => 204;
    await settle(desk, target, 30);
    assertOrder(target.taken, 30);
  });
});

test("a receiver that is slow is asked again only when the time is up, and one that lies keeps its word", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    target.answering = (_came, answer) => {
      // It says 200 and a length, and hangs up in the middle; another answers without an end.
      answer.writeHead(200, { "content-length": "1000000" });
      answer.write("x".repeat(20_000), () => answer.destroy());
      return "done";
    };
    desk.dispatch();
    await desk.give(order("o1", "h1"));
    await until(async () => target.came.length === 1 && (await waitingOf(desk)) === 0, "its word");
    target.answering = () => "hang";
    const failuresBefore = (await listEndpoints(desk.place))[0]!.failures;
    const slow = desk.dispatch({ sendMilliseconds: 100 });
    await desk.give(order("o2", "h2"));
    await until(() => target.came.length >= 2, "the slow one is asked");
    target.answering = () => 204;
    assert.equal(failuresBefore, 0);
    await settle(desk, target, 1);
    assert.deepEqual(slow.events, []);
  });
});

test("what is sent while the dispatcher is killed is sent again by the next one", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    let isKilled = false;
    target.answering = (came) => (isKilled || Number(came.body.data.seq) % 3 === 0 ? 204 : "hang");
    const count = await live(desk, 2);
    const script = join(import.meta.dirname, "webhook-child-kit.ts");
    const child = spawn(process.execPath, [script, desk.house.cluster.url], { stdio: "inherit" });
    await until(() => target.came.length >= 12, "the child sends");
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    isKilled = true;
    desk.dispatch();
    await settle(desk, target, count);
    assertOrder(target.taken, count);
  });
});

test("two dispatchers share the work: each message once, in order", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    desk.dispatch();
    desk.dispatch();
    const count = await live(desk, 3);
    await until(async () => target.taken.length >= count && (await waitingOf(desk)) === 0, "all");
    assertOrder(target.taken, count);
    assert.equal(target.came.length, count, "none was sent twice");
  });
});

test("a dispatcher that is closed gives back what it was sending", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    target.answering = () => "hang";
    const first = desk.dispatch();
    await desk.give(order("o1", "h1"));
    await until(() => target.came.length === 1, "it is sent");
    await first.close();
    target.answering = () => 204;
    desk.dispatch();
    await until(() => target.taken.length === 1, "it is sent again at once");
  });
});

test("after three days a message is dead, the next goes, and dead letters are replayed", async () => {
  await withTarget(async (desk, target) => {
    const { endpoint } = await desk.endpoint({ url: target.url });
    target.answering = ({ body }) => (body.data.order === "h1-b" ? 204 : 500);
    desk.dispatch();
    await desk.give(order("h1-a", "h1"));
    await desk.give(order("h1-b", "h1"));
    for (const pause of PAUSES) {
      const { failures } = (await listEndpoints(desk.place))[0]!;
      await until(
        async () =>
          (await listEndpoints(desk.place))[0]!.failures > failures || target.came.length > 9,
        "the attempt",
      );
      desk.moveOn(pause);
    }
    await until(() => target.taken.length === 1, "the next one goes");
    const dead = await listDead(desk.place, endpoint, { seq: "-1", nth: "0" }, 10);
    assert.deepEqual(
      dead.map(({ seq, nth, type, attempts, failure }) => ({ seq, nth, type, attempts, failure })),
      [{ seq: 11, nth: 0, type: "orderPaid", attempts: 10, failure: "status 500" }],
    );
    target.answering = () => 204;
    assert.equal(await replayDead(desk.place, endpoint, { seq: 12 }, desk.now()), 0);
    assert.equal(await replayDead(desk.place, endpoint, { seq: 11, nth: 1 }, desk.now()), 0);
    assert.equal(await replayDead(desk.place, endpoint, { seq: 0 }, desk.now()), 1);
    await until(() => target.taken.length === 2, "the dead letter");
    assert.equal(target.taken[1]!.id, "programme_tea_11_0");
  });
});

test("410 disables an endpoint; enabled again it finds everything that came meanwhile", async () => {
  await withTarget(async (desk, target) => {
    const { endpoint } = await desk.endpoint({ url: target.url });
    target.answering = () => 410;
    const { events } = desk.dispatch();
    await desk.give(order("h1-a", "h1"));
    await until(() => events.length === 1, "it is said");
    assert.deepEqual(events, [{ kind: "disabled", programme: "tea", endpoint, why: "gone" }]);
    await desk.give(order("h2-a", "h2"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(target.came.length, 1, "nobody knocks there any more");
    const [told] = await listEndpoints(desk.place, endpoint);
    assert.deepEqual([told!.disabled, told!.failure], ["gone", "status 410"]);
    target.answering = () => 204;
    await changeEndpoint(desk.place, endpoint, { isEnabled: true }, desk.now());
    await until(() => target.taken.length === 2, "both");
  });
});

test("an endpoint that fails for five days is disabled, and said to be so", async () => {
  await withTarget(async (desk, target) => {
    const { endpoint } = await desk.endpoint({ url: target.url });
    target.answering = () => 503;
    const { events } = desk.dispatch();
    await desk.give(order("h1-a", "h1"));
    await until(() => target.came.length === 1, "the first attempt");
    await until(async () => (await listEndpoints(desk.place))[0]!.failures === 1, "it is counted");
    desk.moveOn(5 * DAY + 1);
    await until(() => events.length > 0, "it is said");
    assert.deepEqual(events[0], { kind: "disabled", programme: "tea", endpoint, why: "failing" });
  });
});

test("an endpoint gets the types it asks for, from the place it asks for, and none once it is deleted", async () => {
  await withTarget(async (desk, target) => {
    const { endpoint } = await desk.endpoint({
      url: target.url,
      types: ["holderJoined"],
      after: 0,
    });
    desk.dispatch();
    await desk.give(order("h1-a", "h1"));
    await until(() => target.taken.length === 10, "those who joined before");
    await changeEndpoint(desk.place, endpoint, { types: null, isEnabled: false }, desk.now());
    await desk.give(order("h1-b", "h1"));
    await changeEndpoint(desk.place, endpoint, { isEnabled: true }, desk.now());
    await until(() => target.taken.some(({ body }) => body.data.order === "h1-b"), "all types");
    assert.ok(await deleteEndpoint(desk.place, endpoint));
    assert.deepEqual(await listEndpoints(desk.place), []);
  });
});

test("a rotated secret signs together with the old one, and alone when that has ended", async () => {
  await withTarget(async (desk, target) => {
    const { endpoint, secret: old } = await desk.endpoint({ url: target.url });
    const young = await rotateSecret(desk.place, endpoint, new Date(desk.now().getTime() + DAY));
    desk.dispatch();
    await desk.give(order("h1-a", "h1"));
    await until(() => target.taken.length === 1, "the first");
    desk.moveOn(2 * DAY);
    await desk.give(order("h1-b", "h1"));
    await until(() => target.taken.length === 2, "the second");
    const byBoth = ({ id, text, headers }: Came): boolean[] =>
      [young!, old].map((secret) => {
        const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
        const signature = new Webhook(secret).sign(id, at, text);
        return headers["webhook-signature"]!.split(" ").includes(signature);
      });
    assert.deepEqual(target.taken.map(byBoth), [
      [true, true],
      [true, false],
    ]);
  });
});

test("when much waits the journal is the queue: filing stands still and goes on", async () => {
  await withTarget(async (desk, target) => {
    const { endpoint } = await desk.endpoint({ url: target.url });
    const ending = new AbortController();
    const failures: string[] = [];
    const handle = filing("tea", endpoint, desk.now, () => undefined, 5);
    const following = follow(
      desk.house,
      "tea",
      `webhook ${endpoint}`,
      handle,
      ending.signal,
      (error) => failures.push((error as Error).constructor.name),
    );
    for (let k = 0; k < 5; k++) await desk.give(order(`h1-${k}`, "h1"));
    await until(async () => (await waitingOf(desk)) >= 5, "they are filed");
    await desk.give(order("h1-late", "h1"));
    await until(() => failures.length > 0, "it stands still");
    assert.deepEqual(new Set(failures), new Set(["BacklogError"]));
    ending.abort();
    await following;
    desk.dispatch();
    await until(() => target.taken.length === 6, "all of them");
    assertOrder(target.taken, 6);
  });
});

test("a hold that is released, and an order that comes back at once, are told to whom they were", async () => {
  await withTarget(async (desk, target) => {
    await desk.endpoint({ url: target.url });
    desk.dispatch();
    const give = (...commands: Parameters<WebhookDesk["give"]>[0][]) =>
      Promise.all(commands.map(desk.give));
    await give(order("h1-a", "h1"), completion("h1-a"));
    const hold = { type: "shares.hold", hold: "x", holder: "h1", shares: "5000000", order: "z" };
    await give(
      { id: "hold", ...hold, expires: "2026-01-02T00:00:00Z" },
      { id: "free", type: "shares.release", hold: "x" },
    );
    await give(order("h2-a", "h2"), refund("h2-a"));
    await until(() => target.taken.length === 6, "all of them");
    await until(async () => (await waitingOf(desk)) === 0, "nothing waits");
    const types = target.taken.map(({ body }) => String(body.type));
    assert.ok(types.indexOf("sharesHeld") < types.indexOf("holdReleased"));
    assert.ok(types.indexOf("orderPaid") < types.indexOf("orderReduced"));
  });
});

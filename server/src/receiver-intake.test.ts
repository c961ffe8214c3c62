/** The intake: what is cut off in between has one effect, and orders complete when their days are over. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJson } from "@patronage/engine";
import { readProgramme, submitThroughInbox, verifyProgramme } from "@patronage/ledger";
import { openIntake, type IntakeDesk, type IntakeEvent } from "./receiver-intake.ts";
import type { Notice } from "./receiver-notice.ts";
import {
  countStates,
  keepDelivery,
  listDeliveries,
  putReceiver,
  readDelivery,
} from "./receiver-store.ts";
import { until, withWebhooks, type WebhookDesk } from "./webhook-kit.ts";

const DAY = 86_400_000;

const orderOf = (order: string, change: Partial<Notice & { told: "order" }> = {}): Notice => ({
  ...{ told: "order", order, customer: "h1", currency: "CNY", total: "100.00" },
  ...{ isTest: false, isPaid: true, isFulfilled: false, isCancelled: false, region: {} },
  ...{ lines: [{ line: "1", quantity: "2", paid: "100.00" }], refunds: [] },
  ...change,
});
const refundOf = (order: string, refund: string): Notice => ({
  ...{ told: "refund", order },
  refund: { refund, lines: [{ line: "1", quantity: "1" }] },
});

/** Keeps a notice as one that was just read. */
const keep = (desk: WebhookDesk, notice: Notice): Promise<string> =>
  keepDelivery(
    desk.place,
    "shop",
    { kind: "notice", topic: notice.told, notice },
    { source: undefined, body: JSON.stringify(notice), holder: undefined },
    desk.now(),
  ).then(({ delivery }) => delivery);

/** Runs a test with a receiver "shop" and desks through the inbox, as where another process writes. */
async function withIntake(
  test: (desk: WebhookDesk, through: IntakeDesk) => Promise<void>,
): Promise<void> {
  await withWebhooks(async (desk) => {
    const mapping = JSON.stringify({
      ...{ shop: "shopify", currency: "CNY", complete: { when: "fulfilled", afterDays: 7 } },
    });
    const receiver = { receiver: "shop", shop: "shopify", secret: "", mapping } as const;
    await putReceiver(desk.place, { ...receiver, changedAt: desk.now() });
    await test(desk, {
      ...{ programme: "tea", schema: desk.place.schema },
      submit: (json) => submitThroughInbox(desk.house, "tea", json, AbortSignal.timeout(10_000)),
    });
  });
}

type JournalRow = { readonly id: string };
const idsOf = async ({ house }: WebhookDesk): Promise<string[]> => {
  const { rows } = await house.pool.query<JournalRow>(
    "SELECT id FROM programme_tea.journal WHERE id LIKE 'shop %' ORDER BY seq",
  );
  return rows.map(({ id }) => id);
};

test("whatever is cut off between a command and its being written down has one effect", async () => {
  await withIntake(async (desk, through) => {
    const events: IntakeEvent[] = [];
    let cuts = 3;
    const cutting: IntakeDesk = {
      ...through,
      async submit(json) {
        const answer = await through.submit(json);
        if (cuts-- > 0) throw new Error("cut off");
        return answer;
      },
    };
    await keep(desk, orderOf("o1"));
    await keep(desk, refundOf("o1", "r1"));
    const options = {
      now: desk.now,
      lookMilliseconds: 20,
      onEvent: (event: IntakeEvent) => events.push(event),
    };
    const intake = openIntake(desk.house, { all: () => [cutting] }, options);
    try {
      await until(async () => {
        desk.moveOn(20_000);
        return (await countStates(desk.place, "shop")).done === 2;
      }, "both are done");
    } finally {
      await intake.close();
    }
    assert.equal(events.length, 3);
    assert.deepEqual(
      await idsOf(desk),
      ["shop join h1", "shop pay o1", "shop refund o1 r1"].slice(1),
    );
    assert.ok((await readProgramme(desk.house, "tea", verifyProgramme)).isSound);
  });
});

test("two intakes and a hundred notices of one order, in any order: it is paid once and comes back once", async () => {
  await withIntake(async (desk, through) => {
    const notices = [
      ...Array.from({ length: 40 }, (_, k) => orderOf("o1", { total: `${100 + k}` })),
      ...Array.from({ length: 40 }, (_, k) =>
        orderOf("o1", { isPaid: k % 2 === 0, total: `${k}` }),
      ),
      ...["r1", "r2"].map((refund) => refundOf("o1", refund)),
    ];
    const deliveries = await Promise.all(notices.toReversed().map((notice) => keep(desk, notice)));
    const programmes = { all: () => [through] };
    const options = { now: desk.now, lookMilliseconds: 20 };
    const intakes = [
      openIntake(desk.house, programmes, options),
      openIntake(desk.house, programmes, options),
    ];
    try {
      await Promise.all(
        intakes.flatMap((intake) => deliveries.map((one) => intake.work(through, one))),
      );
      await until(async () => {
        desk.moveOn(10_000);
        return (await countStates(desk.place, "shop")).waiting === undefined;
      }, "all are settled");
    } finally {
      await Promise.all(intakes.map((intake) => intake.close()));
    }
    const ids = await idsOf(desk);
    assert.equal(ids[0], "shop pay o1");
    assert.deepEqual(ids.slice(1).sort(), ["shop refund o1 r1", "shop refund o1 r2"]);
  });
});

test("an order completes seven days after it was sent, and not when it was called off", async () => {
  await withIntake(async (desk, through) => {
    const [before, after] = ["2025-12-30T10:00:00Z", "2025-12-31T10:00:00Z"];
    for (const order of ["o1", "o2"]) {
      await keep(desk, orderOf(order, { isFulfilled: true, at: before }));
    }
    const options = { now: desk.now, lookMilliseconds: 20 };
    const intake = openIntake(desk.house, { all: () => [through] }, options);
    try {
      const areDone = async (most: number) => (await countStates(desk.place, "shop")).done === most;
      await until(() => areDone(2), "both are paid");
      await keep(desk, orderOf("o2", { isFulfilled: true, isCancelled: true, at: after }));
      await until(() => areDone(3), "all are read");
      desk.moveOn(7 * DAY - 1);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.deepEqual((await idsOf(desk)).sort(), ["shop pay o1", "shop pay o2"]);
      desk.moveOn(1);
      await until(async () => (await idsOf(desk)).includes("shop complete o1"), "it completes");
      desk.moveOn(100 * DAY);
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.ok(!(await idsOf(desk)).includes("shop complete o2"));
    } finally {
      await intake.close();
    }
  });
});

test("an order that is called off before it is paid is never in the ledger, whoever comes later", async () => {
  await withIntake(async (desk, through) => {
    const [before, after, later] = [
      ...["2025-12-30T10:00:00Z", "2025-12-31T10:00:00Z", "2025-12-31T11:00:00Z"],
    ] as [string, string, string];
    const intake = openIntake(
      desk.house,
      { all: () => [through] },
      { now: desk.now, lookMilliseconds: 20 },
    );
    const reasonOf = async (notice: Notice): Promise<string> => {
      const delivery = await keep(desk, notice);
      await intake.work(through, delivery);
      const { state, reason } = (await readDelivery(desk.place, delivery))!;
      return `${state}: ${reason}`;
    };
    try {
      const off = orderOf("o1", { isCancelled: true, at: after });
      assert.equal(await reasonOf(off), "ignored: called_off");
      assert.equal(await reasonOf(refundOf("o1", "r1")), "ignored: called_off");
      assert.equal(await reasonOf(orderOf("o1", { at: before })), "ignored: called_off");
      assert.deepEqual(await idsOf(desk), []);
      assert.equal(await reasonOf(orderOf("o1", { at: later })), "done: null");
      assert.deepEqual(await idsOf(desk), ["shop join h1", "shop pay o1"].slice(1));
    } finally {
      await intake.close();
    }
  });
});

test("a delivery is kept once, and its notice is all that is kept of it", async () => {
  await withIntake(async (desk) => {
    const first = await keep(desk, orderOf("o1"));
    assert.equal(await keep(desk, orderOf("o1")), first);
    assert.equal((await readDelivery(desk.place, first))!.times, 2);
    const read = { kind: "unreadable", topic: "orders/paid", reason: "missing id" } as const;
    const kept = { source: "x", body: '{"email":"anna@example.com"}', holder: undefined };
    await keepDelivery(desk.place, "shop", read, kept, desk.now());
    const asked = { state: "unreadable", after: "0", most: 9 } as const;
    const [unreadable] = await listDeliveries(desk.place, "shop", asked);
    assert.equal(unreadable!.reason, "missing id");
    const { rows } = await desk.house.pool.query<{ all: string; notice: string }>(
      "SELECT d::text AS all, notice FROM programme_tea.deliveries d ORDER BY place",
    );
    assert.deepEqual(parseJson(rows[0]!.notice), parseJson(JSON.stringify(orderOf("o1"))));
    assert.ok(!rows.some(({ all }) => all.includes("anna")));
  });
});

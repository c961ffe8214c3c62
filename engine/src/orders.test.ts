import assert from "node:assert/strict";
import { test } from "node:test";
import { planOf, planWith } from "./oracle-kit.ts";
import { memoryOrders } from "./orders.ts";
import type { Accrual, Order } from "./store.ts";

const FIRST_PLAN = planOf(planWith());
const SECOND_PLAN = planOf(planWith({ currency: "EUR" }));

const PAID: Order = {
  plan: FIRST_PLAN,
  buyer: 0,
  region: undefined,
  lines: [{ line: "l1", category: "default", paidMinor: 1n }],
  refunds: undefined,
  accrual: undefined,
};
const ACCRUAL: Accrual = {
  grantees: [{ place: "buyer", number: 0, sharesMicro: 0n }],
  intoMinor: 0n,
  buyerIndexE18: 0n,
  buyerDividendsE18: 0n,
  buyerGivenBackMinor: 0n,
};

test("[ST4] an order that was never written is not there", () => {
  const orders = memoryOrders();
  assert.equal(orders.get("o1"), undefined);
  orders.set("o1", PAID);
  assert.equal(orders.get("o2"), undefined);
  assert.equal(orders.get(""), undefined);
});

test("[ST4] orders are read as they were paid, each for itself", () => {
  const orders = memoryOrders();
  const [small, big] = [7n, 10n ** 40n];
  const written: [id: string, order: Order][] = [
    ["a", PAID],
    ["b", { ...PAID, buyer: 4_000_000_000, region: "north", plan: SECOND_PLAN }],
    ["c", { ...PAID, buyer: 1, region: "" }],
    [
      "d",
      {
        ...PAID,
        region: "south",
        lines: [
          { line: "l1", category: "茶", paidMinor: big },
          { line: "__proto__", category: "default", paidMinor: small },
          { line: "l3", category: "茶", paidMinor: 1n },
        ],
      },
    ],
    ["e", { ...PAID, buyer: 2, region: "north" }],
  ];
  for (const [id, order] of written) orders.set(id, order);
  for (const [id, order] of written) assert.deepEqual(orders.get(id), order, id);
  for (const [id, order] of written) assert.equal(orders.get(id)!.plan, order.plan);
});

test("[ST4] refunds are kept, before and after the order matures", () => {
  const orders = memoryOrders();
  orders.set("o0", PAID);
  orders.set("o1", PAID);
  const first = new Map([["l1", { beforeMinor: 1n, totalMinor: 1n }]]);
  orders.set("o1", { ...PAID, refunds: first });
  assert.deepEqual(orders.get("o1"), { ...PAID, refunds: first });
  const both = new Map([["l1", { beforeMinor: 1n, totalMinor: 5n }]]);
  orders.set("o1", { ...orders.get("o1")!, refunds: both, accrual: ACCRUAL });
  assert.deepEqual(orders.get("o1"), { ...PAID, refunds: both, accrual: ACCRUAL });
  assert.deepEqual(orders.get("o0"), PAID);
});

test("[ST4] an accrual is read as it was written, whoever stands in its places", () => {
  const orders = memoryOrders();
  const places = ["buyer", "level1", "level2", "agent"] as const;
  for (let chosen = 1; chosen < 16; chosen += 2) {
    const grantees = places.flatMap((place, index) =>
      (chosen >> index) % 2 === 1
        ? [{ place, number: index === 0 ? 0 : 100 + index, sharesMicro: 10n ** BigInt(9 * index) }]
        : [],
    );
    const accrual: Accrual = {
      grantees,
      intoMinor: 2n ** 70n + BigInt(chosen),
      buyerIndexE18: 3n ** 50n,
      buyerDividendsE18: 5n ** 60n,
      buyerGivenBackMinor: 11n,
    };
    const id = `o${chosen}`;
    orders.set(id, PAID);
    assert.equal(orders.get(id)!.accrual, undefined);
    orders.set(id, { ...PAID, accrual });
    assert.deepEqual(orders.get(id)!.accrual, accrual, id);
  }
});

test("[ST4] what an accrual granted to nobody in money is still an accrual", () => {
  const orders = memoryOrders();
  orders.set("o1", PAID);
  orders.set("o1", { ...PAID, accrual: ACCRUAL });
  assert.deepEqual(orders.get("o1"), { ...PAID, accrual: ACCRUAL });
});

test("[ST4] thousands of orders keep their plans, regions, categories and lines", () => {
  const orders = memoryOrders();
  const orderOf = (k: number): Order => ({
    ...PAID,
    plan: k % 3 === 0 ? SECOND_PLAN : FIRST_PLAN,
    buyer: k,
    region: k % 5 === 0 ? undefined : `region ${k % 5}`,
    lines: Array.from({ length: 1 + (k % 4) }, (_, line) => ({
      line: `l${line}`,
      category: `category ${(k + line) % 7}`,
      paidMinor: BigInt(k * 10 + line + 1),
    })),
  });
  for (let k = 0; k < 5_000; k++) orders.set(`o${k}`, orderOf(k));
  for (let k = 0; k < 5_000; k += 7) assert.deepEqual(orders.get(`o${k}`), orderOf(k));
});

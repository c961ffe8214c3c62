/** What notices come to: amounts add up to the fen, whatever comes back in whatever parts, once each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "@patronage/engine";
import { decideNotice, inUnits, type Decision, type Known } from "./receiver-commands.ts";
import { readMapping, type Mapping } from "./receiver-mapping.ts";
import type { Notice, NoticeRefund } from "./receiver-notice.ts";

function mappingOf(change: { [name: string]: unknown } = {}): Mapping {
  const read = readMapping({
    ...{ shop: "medusa", currency: "CNY", complete: { when: "fulfilled", afterDays: 7n } },
    refunds: "quantity",
    category: {
      rules: [
        { field: "sku", startsWith: "WINE-", category: "wine" },
        { field: "tag", in: ["green", "black"], category: "tea" },
      ],
    },
    ...change,
  });
  assert.ok(read.ok, JSON.stringify(read));
  return read.mapping;
}

/** Of a shop that tells the sums of a refund's lines, and no tags. */
const BY_AMOUNT = { shop: "woocommerce", refunds: "amount", category: {} };

type Order = Notice & { told: "order" };
const orderOf = (change: Partial<Order> = {}): Order => ({
  ...{ told: "order", order: "1001", customer: "7", currency: "CNY", total: "100" },
  ...{ isTest: false, isPaid: true, isFulfilled: false, isCancelled: false },
  ...{ region: { province: "SH" }, refunds: [] },
  lines: [{ line: "1", quantity: "3", paid: "100.019", sku: "WINE-1" }],
  ...change,
});
const back = (refund: string, lines: NoticeRefund["lines"], total?: string): Notice => ({
  ...{ told: "refund", order: "1001", refund: { refund, lines, total } },
});

/** The commands of a decision, and what is known after it. */
function done(
  decision: Decision,
  before?: Known,
): { commands: JsonObject[]; known: Known | undefined } {
  assert.ok(decision.kind === "steps", why(decision));
  let known = before;
  for (const { after } of decision.steps) known = after ?? known;
  return {
    commands: decision.steps.flatMap(({ command }) => (command === undefined ? [] : [command])),
    known,
  };
}
const of = (known: Known | undefined, mapping = mappingOf()) => ({
  receiver: "shop",
  mapping,
  known,
});
const why = (decision: Decision): string =>
  decision.kind === "steps" ? "" : `${decision.kind}: ${decision.reason}`;

test("a paid order joins its buyer and pays its lines, cut to whole fen, by the rules of the mapping", () => {
  const lines = [
    { line: "1", quantity: "3", paid: "100.019", sku: "WINE-1" },
    { line: "2", quantity: "1", paid: "5.00", tags: ["new", "green"] },
    { line: "3", quantity: "1", paid: "0.009", sku: "X" },
    { line: "4", quantity: "1", paid: "7" },
  ];
  const mapping = mappingOf({
    region: "province",
    order: { prefix: "s-" },
    holder: { prefix: "c-" },
  });
  const { commands } = done(decideNotice(orderOf({ lines }), of(undefined, mapping)));
  assert.deepEqual(commands, [
    { id: "shop join c-7", type: "holder.join", holder: "c-7" },
    {
      ...{ id: "shop pay s-1001", type: "order.pay", order: "s-1001", holder: "c-7", region: "SH" },
      lines: [
        { line: "1", category: "wine", paid: 100_01n },
        { line: "2", category: "tea", paid: 5_00n },
        { line: "4", category: "default", paid: 7_00n },
      ],
    },
  ]);
});

test("what grants nothing is ignored, and what the mapping cannot take is refused, each with its reason", () => {
  const decide = (notice: Notice, change = {}) =>
    why(decideNotice(notice, of(undefined, mappingOf(change))));
  assert.equal(decide(orderOf({ isPaid: false })), "ignored: not_paid");
  assert.equal(decide(orderOf({ isTest: true })), "ignored: test_order");
  assert.equal(decide(orderOf({ isTest: true }), { testOrders: "take" }), "");
  assert.equal(decide(orderOf({ customer: undefined })), "ignored: guest");
  assert.equal(decide(orderOf({ currency: "USD" })), "refused: currency_differs");
  assert.equal(
    decide(orderOf({ lines: [{ line: "1", quantity: "1", paid: "0" }] })),
    "ignored: nothing_paid",
  );
  assert.equal(
    decide(orderOf({ lines: [{ line: "1", quantity: "1", paid: "-1" }] })),
    "refused: amount_negative",
  );
  assert.equal(decide(back("r", [])), "waiting: order_not_paid_yet");
  const guests = mappingOf({ holder: { guest: "perOrder", prefix: "w-" } });
  const { commands } = done(decideNotice(orderOf({ customer: undefined }), of(undefined, guests)));
  assert.equal(commands[0]!["holder"], "w-guest:1001");
});

test("an order that was called off before it was known is never paid by who is late, and is by who knows better", () => {
  const [early, late, later] = [
    "2026-03-01T10:00:00Z",
    "2026-03-01T11:00:00Z",
    "2026-03-01T12:00:00Z",
  ];
  for (const when of ["paid", "fulfilled", "never"]) {
    const mapping = mappingOf({ complete: { when } });
    const off = decideNotice(orderOf({ isCancelled: true, at: late }), of(undefined, mapping));
    assert.equal(why(off), "ignored: called_off");
    assert.ok(off.kind === "ignored");
    const context = of(off.after, mapping);
    assert.equal(why(decideNotice(orderOf({ at: early }), context)), "ignored: called_off");
    assert.equal(why(decideNotice(back("a", []), context)), "ignored: called_off");
    // WooCommerce: a payment failed, and the next one did not.
    const again = done(decideNotice(orderOf({ at: later }), context));
    assert.deepEqual(
      again.commands.map(({ type }) => type),
      ["holder.join", "order.pay"],
    );
    assert.equal(again.known!.ledgerOrder, "1001");
  }
  const unpaid = orderOf({ isCancelled: true, isPaid: false });
  assert.equal(why(decideNotice(unpaid, of(undefined))), "ignored: called_off");
});

test("no line counts more than the API takes", () => {
  const most = 2n ** 53n - 1n;
  const paidOf = (minor: bigint) =>
    orderOf({ lines: [{ line: "1", quantity: "1", paid: `${minor / 100n}.${minor % 100n}` }] });
  assert.equal(done(decideNotice(paidOf(most), of(undefined))).commands.length, 2);
  assert.equal(why(decideNotice(paidOf(most + 1n), of(undefined))), "refused: amount_too_large");
  const nines = orderOf({ lines: [{ line: "1", quantity: "1", paid: "9".repeat(29) }] });
  assert.equal(why(decideNotice(nines, of(undefined))), "refused: amount_too_large");
});

test("an order goes on as it began, whatever becomes of the mapping", () => {
  const before = mappingOf({ ...BY_AMOUNT, order: { prefix: "s-" } });
  const { known } = done(decideNotice(orderOf(), of(undefined, before)));
  const after = mappingOf({ ...BY_AMOUNT, order: { prefix: "t-" }, minorUnit: 0n });
  const refund = back("a", [{ line: "1", amount: "2.50" }]);
  assert.deepEqual(done(decideNotice(refund, of(known, after))).commands, [
    {
      ...{ id: "shop refund s-1001 a", type: "order.refund", order: "s-1001" },
      lines: [{ line: "1", amount: 2_50n }],
    },
  ]);
});

test("an order is paid once, and completes when it was sent, whatever is told again and in which order", () => {
  const { known } = done(decideNotice(orderOf(), of(undefined)));
  assert.equal(known!.completesIn, undefined);
  assert.equal(why(decideNotice(orderOf(), of(known))), "ignored: nothing_new");
  assert.equal(why(decideNotice(orderOf({ isPaid: false }), of(known))), "ignored: nothing_new");
  const sent = done(decideNotice(orderOf({ isFulfilled: true }), of(known)), known);
  assert.deepEqual([sent.commands, sent.known!.completesIn], [[], 7]);
  const off = done(decideNotice(orderOf({ isCancelled: true }), of(known)), known);
  assert.equal(off.known!.completesIn, "never");
  const atOnce = mappingOf({ complete: { when: "paid", afterDays: 0n } });
  assert.equal(done(decideNotice(orderOf(), of(undefined, atOnce))).known!.completesIn, 0);
  assert.equal(why(decideNotice(orderOf(), of(known, atOnce))), "ignored: nothing_new");
});

test("a refund by pieces: 100.01 for three pieces comes back as 33.33, 33.34 and 33.34", () => {
  let { known } = done(decideNotice(orderOf(), of(undefined)));
  const amounts: unknown[] = [];
  for (const refund of ["a", "b", "c"]) {
    const notice = back(refund, [{ line: "1", quantity: "1" }]);
    const step = done(decideNotice(notice, of(known)), known);
    amounts.push(...step.commands.map(({ id, lines }) => [id, lines]));
    known = step.known;
    assert.equal(why(decideNotice(notice, of(known))), "ignored: done_before");
  }
  const line = (amount: bigint) => [{ line: "1", amount }];
  assert.deepEqual(amounts, [
    ["shop refund 1001 a", line(33_33n)],
    ["shop refund 1001 b", line(33_34n)],
    ["shop refund 1001 c", line(33_34n)],
  ]);
  const more = decideNotice(back("d", [{ line: "1", quantity: "9" }]), of(known));
  assert.equal(why(more), "ignored: nothing_refunded");
  assert.equal(
    why(decideNotice(back("e", [{ line: "gift", quantity: "1" }]), of(known))),
    "ignored: nothing_refunded",
  );
});

test("a refund inside of an order notice is the same refund as the one told by itself", () => {
  const refunds = [{ refund: "a", lines: [{ line: "1", quantity: "1" }] }];
  const { commands, known } = done(decideNotice(orderOf({ refunds }), of(undefined)));
  assert.deepEqual(
    commands.map(({ type }) => type),
    ["holder.join", "order.pay", "order.refund"],
  );
  assert.equal(why(decideNotice(back("a", refunds[0]!.lines), of(known))), "ignored: done_before");
});

test("sums that come back are spread over the lines as they were paid, and a sum without lines waits for them", () => {
  const mapping = mappingOf({ refunds: "total" });
  const lines = [
    { line: "1", quantity: "1", paid: "6" },
    { line: "2", quantity: "1", paid: "12" },
  ];
  const refunds = [{ refund: "a", total: "10", lines: [] }];
  const notice = orderOf({ total: "29.35", lines, refunds });
  const { commands, known } = done(decideNotice(notice, of(undefined, mapping)));
  // 10.00 of 29.35: floor(6.00 · …) and floor(12.00 · …).
  assert.deepEqual(commands.at(-1)!["lines"], [
    { line: "1", amount: 204n },
    { line: "2", amount: 408n },
  ]);
  const rest = decideNotice(back("b", [], "19.35"), of(known, mapping));
  assert.deepEqual(done(rest).commands[0]!["lines"], [
    { line: "1", amount: 396n },
    { line: "2", amount: 792n },
  ]);
  const byLines = decideNotice(notice, of(undefined, mappingOf(BY_AMOUNT)));
  assert.equal(
    done(byLines).commands.length,
    2,
    "it is not taken, and can be told with its lines later",
  );
});

const money = fc.bigInt({ min: 1n, max: 10_000_000n });
const yuan = (minor: bigint): string =>
  `${minor / 1000n}.${(minor % 1000n).toString().padStart(3, "0")}`;

test("however an order comes back, in pieces, amounts or sums, it comes back to the fen and no further", () => {
  const lineOf = fc.record({ paid: money, quantity: fc.bigInt({ min: 1n, max: 12n }) });
  const parts = fc.array(fc.tuple(fc.nat(5), fc.bigInt({ min: 0n, max: 5n }), money), {
    maxLength: 25,
  });
  const kind = fc.constantFrom("quantity", "amount", "total");
  const isStanding = fc.boolean();
  fc.assert(
    fc.property(
      fc.array(lineOf, { minLength: 1, maxLength: 6 }),
      parts,
      kind,
      isStanding,
      (goods, some, refunds, isLastStanding) => {
        const mapping = mappingOf(refunds === "amount" ? BY_AMOUNT : { refunds });
        const lines = goods.map(({ paid, quantity }, k) => ({
          line: `${k}`,
          quantity: `${quantity}`,
          paid: yuan(paid),
        }));
        const total = yuan(goods.reduce((sum, { paid }) => sum + paid, 0n) + 10_000n);
        const decision = decideNotice(orderOf({ lines, total }), of(undefined, mapping));
        if (decision.kind !== "steps") return assert.equal(decision.reason, "nothing_paid");
        const paid = done(decision);
        const paidMinor = new Map(
          (paid.commands[1]!["lines"] as JsonObject[]).map((line) => [
            line["line"],
            line["paid"] as bigint,
          ]),
        );
        for (const [line, minor] of paidMinor) {
          assert.equal(minor, inUnits(lines[Number(line)]!.paid, 2));
        }
        let known = paid.known;
        const backMinor = new Map<unknown, bigint>();
        const give = (refund: string, given: NoticeRefund["lines"], sum: string): void => {
          const next = decideNotice(back(refund, given, sum), of(known, mapping));
          if (next.kind !== "steps") return;
          const step = done(next, known);
          known = step.known;
          for (const { line, amount } of step.commands.flatMap(
            (command) => command["lines"] as JsonObject[],
          )) {
            assert.ok((amount as bigint) > 0n);
            backMinor.set(line, (backMinor.get(line) ?? 0n) + (amount as bigint));
          }
          for (const [line, minor] of backMinor) {
            assert.ok(minor <= paidMinor.get(line as string)!, "never more than was paid");
          }
        };
        for (const [index, [line, quantity, amount]] of some.entries()) {
          give(
            `r${index}`,
            [{ line: `${line}`, quantity: `${quantity}`, amount: yuan(amount) }],
            yuan(amount),
          );
        }
        give(
          "all",
          lines.map(({ line, quantity, paid: amount }) =>
            isLastStanding ? { line, kept: "0" } : { line, quantity, amount },
          ),
          total,
        );
        assert.deepEqual(
          backMinor,
          new Map(Array.from(paidMinor).filter(([line]) => backMinor.has(line))),
        );
        assert.equal(backMinor.size, paidMinor.size, "all of it came back");
      },
    ),
    { seed: 20_260_302, numRuns: 300 },
  );
});

/**
 * What a notice comes to: the commands of the ledger that are still to be given for an order, and what is
 * known of the order after each. Pure.
 *
 * Ids come from the shop's own, so that whatever is told twice has one effect. Notices of an order may
 * come in any order and late: only what was not done yet is done, and nothing is taken back by an older
 * one. Money is cut to whole minor units downwards: the ledger never counts what was not paid.
 */
import type { JsonObject, Ratio } from "@patronage/engine";
import type { Mapping } from "./receiver-mapping.ts";
import type { Notice, NoticeLine, NoticeRefund } from "./receiver-notice.ts";
import { readDecimal } from "./receiver-reading.ts";

export type KnownLine = {
  readonly paidMinor: bigint;
  readonly quantityE6: bigint;
  readonly refundedMinor: bigint;
  readonly returnedE6: bigint;
};

/** What was made of an order. */
export type Known = {
  readonly lines: ReadonlyMap<string, KnownLine>;
  readonly refunds: readonly string[];
  readonly totalE6: bigint;
  readonly returnedE6: bigint;
  /** In how many days it completes from now on, "never" when it was called off; undefined: as it was. */
  readonly completesIn?: number | "never";
  /** When the shop told so. */
  readonly toldAt?: string | undefined;
};

/** A command, and what is known when it was given. */
export type Step = { readonly command?: JsonObject; readonly after: Known | undefined };

export type Decision =
  | { readonly kind: "steps"; readonly steps: readonly Step[] }
  | { readonly kind: "ignored" | "waiting" | "refused"; readonly reason: string };

const MILLIONTHS = 6;
const ignored = (reason: string): Decision => ({ kind: "ignored", reason });
const refused = (reason: string): Decision => ({ kind: "refused", reason });

/** How much a decimal text is in units of 10^-places, cut downwards; undefined where it is below 0. */
export function inUnits(text: string, places: number): bigint | undefined {
  const decimal: Ratio | undefined = readDecimal(text);
  if (decimal === undefined || decimal.num < 0n) return undefined;
  return (decimal.num * 10n ** BigInt(places)) / decimal.den;
}

export type Context = {
  /** The receiver's name: what its commands' ids begin with. */
  readonly receiver: string;
  readonly mapping: Mapping;
  readonly known: Known | undefined;
};

/** What is to be done about a notice. */
export function decideNotice(notice: Notice, context: Context): Decision {
  const { known } = context;
  if (notice.told === "order") return decideOrder(notice, context);
  if (known === undefined) return { kind: "waiting", reason: "order_not_paid_yet" };
  const { refund } = notice;
  if (known.refunds.includes(refund.refund)) return ignored("done_before");
  const step = refundStep(notice.order, refund, context, known);
  return step.command === undefined && !isMoney(refund, context.mapping)
    ? ignored("nothing_refunded")
    : { kind: "steps", steps: [step] };
}

const isMoney = ({ total = "0" }: NoticeRefund, { refunds }: Mapping): boolean =>
  refunds === "total" && inUnits(total, MILLIONTHS) !== 0n;

type OrderNotice = Notice & { readonly told: "order" };

function decideOrder(notice: OrderNotice, context: Context): Decision {
  const { mapping, known: before } = context;
  if (notice.isTest && !mapping.takesTests) return ignored("test_order");
  if (notice.currency !== mapping.currency) return refused("currency_differs");
  const steps: Step[] = [];
  let known = before;
  if (known === undefined) {
    if (!notice.isPaid) return ignored("not_paid");
    if (notice.customer === undefined && mapping.guest === "skip") return ignored("guest");
    const paid = payStep(notice, context);
    if ("kind" in paid) return paid;
    steps.push({ command: joinOf(notice, context), after: undefined }, paid);
    known = paid.after!;
  }
  const completesIn = completion(notice, context, before);
  if (completesIn !== undefined) {
    known = { ...known, completesIn, toldAt: notice.at };
    steps.push({ after: known });
  }
  for (const refund of notice.refunds) {
    // A sum without lines says nothing to who counts pieces or lines.
    const isTold = mapping.refunds === "total" || refund.lines.length > 0;
    if (!isTold || known.refunds.includes(refund.refund)) continue;
    const step = refundStep(notice.order, refund, context, known);
    steps.push(step);
    known = step.after!;
  }
  return steps.length === 0 ? ignored("nothing_new") : { kind: "steps", steps };
}

const orderId = (order: string, { mapping }: Context): string => mapping.orderPrefix + order;

function holderId({ customer, order }: OrderNotice, { mapping }: Context): string {
  const id = customer ?? `guest:${order}`;
  return mapping.holderPrefix + id;
}

function joinOf(notice: OrderNotice, context: Context): JsonObject {
  const holder = holderId(notice, context);
  return { id: `${context.receiver} join ${holder}`, type: "holder.join", holder };
}

/** Which command of an order it is. Ids hold a space, so that no key of the API can take them. */
const commandId = ({ receiver }: Context, ...words: string[]): string =>
  [receiver, ...words].join(" ");

export const completionOf = (receiver: string, order: string): JsonObject => ({
  ...{ id: `${receiver} complete ${order}`, type: "order.complete", order },
});

function payStep(notice: OrderNotice, context: Context): Step | Decision {
  const { mapping } = context;
  const order = orderId(notice.order, context);
  const lines = new Map<string, KnownLine>();
  const paid: JsonObject[] = [];
  for (const line of notice.lines) {
    const paidMinor = inUnits(line.paid, mapping.minorUnit);
    const quantityE6 = inUnits(line.quantity, MILLIONTHS);
    if (paidMinor === undefined || quantityE6 === undefined) return refused("amount_negative");
    if (lines.has(line.line)) return refused("line_repeated");
    // Nothing was paid for it, or it was taken off the order before it was paid.
    if (paidMinor === 0n || quantityE6 === 0n) continue;
    lines.set(line.line, { paidMinor, quantityE6, refundedMinor: 0n, returnedE6: 0n });
    paid.push({ line: line.line, category: categoryOf(line, mapping), paid: paidMinor });
  }
  if (paid.length === 0) return ignored("nothing_paid");
  const region = mapping.region === "none" ? undefined : notice.region[mapping.region];
  const holder = holderId(notice, context);
  const totalE6 = inUnits(notice.total, MILLIONTHS) ?? 0n;
  return {
    command: {
      ...{ id: commandId(context, "pay", order), type: "order.pay", order, holder, lines: paid },
      ...(region === undefined ? {} : { region }),
    },
    after: { lines, refunds: [], totalE6, returnedE6: 0n },
  };
}

/** The category of a line: the first rule that fits names it. */
export function categoryOf(line: NoticeLine, { rules, otherwise }: Mapping): string {
  const fits = rules.find(({ field, values, isStart }) => {
    const found = field === "tag" ? (line.tags ?? []) : [line[field] ?? ""];
    return found.some((text) =>
      values.some((value) => (isStart ? text.startsWith(value) : text === value)),
    );
  });
  return fits?.category ?? otherwise;
}

/** In how many days an order completes, where this notice says so. */
function completion(
  notice: OrderNotice,
  { mapping }: Context,
  before: Known | undefined,
): Known["completesIn"] {
  const { completeWhen, completeAfterDays } = mapping;
  if (notice.isCancelled) return "never";
  if (completeWhen === "paid") return before === undefined ? completeAfterDays : undefined;
  return completeWhen === "fulfilled" && notice.isFulfilled ? completeAfterDays : undefined;
}

function refundStep(order: string, refund: NoticeRefund, context: Context, known: Known): Step {
  const taken = take(refund, context.mapping, known);
  const lines = new Map(known.lines);
  const amounts: JsonObject[] = [];
  for (const [line, after] of taken.lines) {
    const amountMinor = after.refundedMinor - lines.get(line)!.refundedMinor;
    lines.set(line, after);
    if (amountMinor > 0n) amounts.push({ line, amount: amountMinor });
  }
  const { returnedE6 } = taken;
  const after = { ...known, lines, returnedE6, refunds: [...known.refunds, refund.refund] };
  if (amounts.length === 0) return { after };
  const id = orderId(order, context);
  return {
    command: {
      ...{ id: commandId(context, "refund", id, refund.refund), type: "order.refund" },
      ...{ order: id, lines: amounts },
    },
    after,
  };
}

type Taken = { readonly lines: ReadonlyMap<string, KnownLine>; readonly returnedE6: bigint };

/** What came back of each line. However it comes in parts, all of them together are what was paid. */
function take(refund: NoticeRefund, { refunds, minorUnit }: Mapping, known: Known): Taken {
  const lines = new Map<string, KnownLine>();
  if (refunds === "total") {
    const { totalE6 } = known;
    const backE6 = known.returnedE6 + (inUnits(refund.total ?? "0", MILLIONTHS) ?? 0n);
    const returnedE6 = backE6 < totalE6 ? backE6 : totalE6;
    for (const [line, one] of known.lines) {
      const targetMinor = totalE6 === 0n ? 0n : (one.paidMinor * returnedE6) / totalE6;
      lines.set(line, { ...one, refundedMinor: most(one.refundedMinor, targetMinor) });
    }
    return { lines, returnedE6 };
  }
  for (const { line, quantity = "0", amount = "0" } of refund.lines) {
    const one = lines.get(line) ?? known.lines.get(line);
    if (one === undefined) continue;
    if (refunds === "amount") {
      const sumMinor = one.refundedMinor + (inUnits(amount, minorUnit) ?? 0n);
      lines.set(line, { ...one, refundedMinor: least(sumMinor, one.paidMinor) });
    } else {
      const piecesE6 = one.returnedE6 + (inUnits(quantity, MILLIONTHS) ?? 0n);
      const returnedE6 = piecesE6 < one.quantityE6 ? piecesE6 : one.quantityE6;
      const targetMinor = (one.paidMinor * returnedE6) / one.quantityE6;
      lines.set(line, { ...one, returnedE6, refundedMinor: most(one.refundedMinor, targetMinor) });
    }
  }
  return { lines, returnedE6: known.returnedE6 };
}

const least = (oneMinor: bigint, otherMinor: bigint): bigint =>
  oneMinor < otherMinor ? oneMinor : otherMinor;
const most = (oneMinor: bigint, otherMinor: bigint): bigint =>
  oneMinor > otherMinor ? oneMinor : otherMinor;
